/// Which element of the page is the article's headline.
#ifndef LISTEN_EXTRACT_HTML_HEADLINE_H
#define LISTEN_EXTRACT_HTML_HEADLINE_H

#include "extract/html/head.h"

/// The element, or HTML_NONE: the heading that says what the page's titles say, else its h1.
uint32_t html_headline_find(const struct html_page *page, const struct html_head *head);

#endif
