/// Which elements hold nothing of the article, by what they are.
#ifndef LISTEN_EXTRACT_HTML_PRUNE_H
#define LISTEN_EXTRACT_HTML_PRUNE_H

#include "extract/html/page.h"

/// Set `skip` on what no reader sees: the hidden attribute, aria-hidden, display:none, the usual
/// class names. Not on what holds half of the page's prose: there a script shows it.
void html_prune_hidden(struct html_page *page);

/// Set `skip` on navigation, footers, comments, share bars and the like, by element, role and class
/// name. Nothing that holds the headline, or most of the prose, is skipped.
/// @param headline  element, or HTML_NONE
void html_prune(struct html_page *page, uint32_t headline);

#endif
