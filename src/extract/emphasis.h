/// Words that the author set apart: em, strong, i and b of HTML, *…* and _…_ of Markdown.
#ifndef LISTEN_EXTRACT_EMPHASIS_H
#define LISTEN_EXTRACT_EMPHASIS_H

#include "extract/extract.h"

/// Find them in a finished document and fill `emphasis` of its blocks: by what stands in the input
/// between the bytes that became text. Whole paragraphs, long stretches and labels are no emphasis.
/// @param input     the file; the blocks' maps count its bytes
/// @param markdown  asterisks and underlines count
/// False when out of memory.
bool emphasis_find(struct document *document, struct view input, bool markdown);

#endif
