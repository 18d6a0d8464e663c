/// What must hold for every document, whatever the input was.
#ifndef LISTEN_TESTS_EXTRACT_CHECK_H
#define LISTEN_TESTS_EXTRACT_CHECK_H

#include "base/buf.h"
#include "extract/extract.h"

/// Check a document against its input: the blocks are clean text in order, every word's source is
/// that word, no letter or digit of the input is lost. The input is decoded here a second time, in
/// the plainest way.
/// Returns true when all holds; otherwise `why` says what does not.
bool check_document(struct view input, bool plain, const struct document *document,
                    struct buf *why);

#endif
