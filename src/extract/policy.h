/// What of a document is read: the user's choice, applied after extraction.
#ifndef LISTEN_EXTRACT_POLICY_H
#define LISTEN_EXTRACT_POLICY_H

#include "extract/extract.h"

/// Kinds of text, as bits.
enum read_kind {
  READ_TITLE = 1 << 0,
  READ_HEADINGS = 1 << 1,
  READ_CAPTIONS = 1 << 2,
  READ_LISTS = 1 << 3,
  READ_TABLES = 1 << 4,
  READ_CODE = 1 << 5,
  READ_FOOTNOTES = 1 << 6,
  READ_QUOTES = 1 << 7,
  READ_BYLINES = 1 << 8,
};

/// What a newsreader would read: no captions, tables, code, footnotes and bylines.
#define READ_DEFAULT ((unsigned)(READ_TITLE | READ_HEADINGS | READ_LISTS | READ_QUOTES))

/// The name of each kind in the order of its bit: "title", "headings", …
extern const char *const read_kind_names[];
extern const size_t n_read_kind_names;

/// Parse "title,headings,quotes", or changes to `base` such as "+captions,-lists".
/// @param unknown  out: the part that is no kind, where the result is false; may be NULL
bool read_kinds_parse(struct view list, unsigned base, unsigned *out, struct view *unknown);

/// Move the blocks that are not to be read to `skipped`, with their role as the reason, and with
/// READ_BYLINES put the byline after the title; `shown` keeps them all. A section that such a block
/// opened is opened by the next one that is read. Errors: LISTEN_E_NOMEM; LISTEN_E_INPUT where
/// nothing is left to read.
enum listen_status document_apply_policy(struct document *document, unsigned readings,
                                         struct listen_diag *diag) LISTEN_MUST_CHECK;

#endif
