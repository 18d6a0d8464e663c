/// A document as text, for golden files.
#ifndef LISTEN_TESTS_EXTRACT_DUMP_H
#define LISTEN_TESTS_EXTRACT_DUMP_H

#include "base/buf.h"
#include "extract/extract.h"

/// What `listen text --stage document` prints: one block a line, an empty line where a section
/// begins.
void dump_plain(struct buf *out, const struct document *document);

/// Everything: "title …", "published …", then blocks and skipped lines in order of the input, each
/// with its line: "§ 10 paragraph …" (§ opens a section), "- 1 site …" (skipped).
void dump_all(struct buf *out, const struct document *document);

#endif
