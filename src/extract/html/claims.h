/// What a page claims of its own length, and where its sound is.
#ifndef LISTEN_EXTRACT_HTML_CLAIMS_H
#define LISTEN_EXTRACT_HTML_CLAIMS_H

#include "extract/extract.h"
#include "extract/html/head.h"

/// Add to the claims that the document's lines make those of single elements, meta elements,
/// microdata and JSON-LD, and list its sound. One place (text, meta, JSON-LD) says a thing once.
/// Comments, scripts, films and other articles on the page claim nothing.
/// @param first  of the elements near the article, ...
/// @param end    ... and the one behind the last
/// @return false when out of memory
bool html_claims_apply(const struct html_page *page, const struct html_head *head, uint32_t first,
                       uint32_t end, struct document *out);

#endif
