/// What each chunk of the page is: title, paragraph, heading, list item …, or why it is not read.
#ifndef LISTEN_EXTRACT_HTML_ROLES_H
#define LISTEN_EXTRACT_HTML_ROLES_H

#include "extract/html/body.h"
#include "extract/html/content.h"
#include "extract/rules.h"

/// Set kind, level, reason, section and joined of page->decoded.lines.
/// @param author  as the page's head has it; may be empty
/// @param title   chunk of the title, or HTML_NONE
void html_roles_assign(struct html_page *page, const struct html_content *content,
                       const struct html_body *body, struct view author, uint32_t headline,
                       uint32_t title, const struct rules *rules);

/// What the chunk is by the elements around it: sets kind and level.
void html_set_kind(const struct html_page *page, uint32_t chunk, uint32_t content_element,
                   struct text_line *line);

#endif
