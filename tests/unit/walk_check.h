/// What holds of every document on its way to the engine, whatever it says.
#ifndef LISTEN_TESTS_WALK_CHECK_H
#define LISTEN_TESTS_WALK_CHECK_H

#include "pipeline/reading.h"

/// Do the edits account for each byte of `source`, in order, and is the rest copied as it is?
bool check_spoken(struct view source, const struct spoken *spoken, struct buf *why);

/// Walk from the document to its utterances. Every byte of a block that is no white space is in
/// just one sentence; each sentence's verbalisation accounts for it; each letter and digit of that
/// comes to the engine once, in order; clauses keep their bounds, and everything is valid UTF-8.
/// Otherwise false, with the reason in `why`.
bool check_walk(const struct document *document, const struct reading_tools *tools,
                struct buf *why);

#endif
