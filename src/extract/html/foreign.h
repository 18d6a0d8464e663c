/// Containers that do not look like those which hold the text.
#ifndef LISTEN_EXTRACT_HTML_FOREIGN_H
#define LISTEN_EXTRACT_HTML_FOREIGN_H

#include "extract/html/content.h"

/// Skip boxes by their build: small containers with a heading and text of their own ("Zur Person"),
/// between or after paragraphs that stand in containers of another name. Not above the text, where
/// summaries stand, and not with lists in them.
void html_drop_foreign(struct html_page *page, const struct html_content *content,
                       uint32_t headline);

#endif
