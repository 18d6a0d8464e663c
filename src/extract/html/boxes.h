/// Boxes within the article that lead away from it.
#ifndef LISTEN_EXTRACT_HTML_BOXES_H
#define LISTEN_EXTRACT_HTML_BOXES_H

#include "extract/html/content.h"
#include "extract/rules.h"

/// Skip small containers within the content that are, by what stands in them, no part of the text:
/// a label such as "Mehr zum Thema" or "Newsletter" first; a button and words of offers; a linked
/// heading; mostly links. Call before roles are given.
void html_drop_boxes(struct html_page *page, const struct html_content *content, uint32_t headline,
                     const struct html_hints *hints, const struct rules *rules);

/// Skip an element that was found to be none of the article after the text was cut.
void html_drop(struct html_page *page, uint32_t element, enum skip_reason reason);

/// May an element of this name be a box? Paragraphs, lists and their parts are not.
bool html_is_container(GumboTag tag);

#endif
