/// Lines with their roles → the document's blocks, skipped lines and metadata.
#ifndef LISTEN_EXTRACT_BLOCKS_H
#define LISTEN_EXTRACT_BLOCKS_H

#include "extract/decode.h"
#include "extract/extract.h"
#include "extract/rules.h"

/// Fill `out` from the decoded text, which lies in its arena. Block text is made in place: markers,
/// hyphens at line ends and footnote marks are closed up, never copied elsewhere.
/// @param plain  nothing is taken out of the text
/// False when out of memory.
bool blocks_build(struct decoded *decoded, const struct rules *rules, bool plain,
                  struct document *out);

#endif
