/// What each chunk of the page is: title, paragraph, heading, list item …, or why it is not read.
#ifndef LISTEN_EXTRACT_HTML_ROLES_H
#define LISTEN_EXTRACT_HTML_ROLES_H

#include "extract/html/content.h"
#include "extract/html/head.h"
#include "extract/rules.h"

/// Set kind, level, reason, section and joined of page->decoded.lines.
/// Errors: LISTEN_E_NOMEM.
enum listen_status html_roles_assign(struct html_page *page, const struct html_content *content,
                                     const struct html_head *head, uint32_t headline,
                                     const struct rules *rules) LISTEN_MUST_CHECK;

#endif
