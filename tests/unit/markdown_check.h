/// What must hold for every document read from markup, whatever the input was.
#ifndef LISTEN_TESTS_MARKDOWN_CHECK_H
#define LISTEN_TESTS_MARKDOWN_CHECK_H

#include "base/buf.h"
#include "extract/extract.h"

/// Blocks are clean UTF-8 on one line; the first opens a section; there is at most one title, and it
/// is the document's; maps ascend and stay below `source_len`.
/// @param source  the bytes that maps lead to, or ptr NULL: then words are not compared
/// Returns false and says why in `why` otherwise. Where the source is known, the ASCII letters and
/// digits of each word stand in it in their order, but for the titles and the column heads that are
/// said again, which lead to the byte before their cell.
bool check_markup(struct view source, size_t source_len, const struct document *document,
                  struct buf *why);

#endif
