/// Finding the entries of a table that may hold several tokens: "z. B.", "Anm. d. Red.", "C&A".
#ifndef LISTEN_NORMALISE_PHRASE_H
#define LISTEN_NORMALISE_PHRASE_H

#include "normalise/rules.h"

enum { PHRASE_MAX_TOKENS = 16, PHRASE_MAX_BYTES = 160 };

enum phrase_blanks {
  BLANKS_ONE,  ///< any white space counts as one blank
  BLANKS_DROP, ///< likewise, but after a full stop it counts for nothing: "z. B." is "z.B."
};

/// Bring `text` into the form under which `phrase_find` looks for it; appends to `key`.
void phrase_key(struct buf *key, struct view text, enum phrase_blanks blanks);

/// The longest entry that stands at token `at`, neither begins nor ends within letters and digits
/// that belong together, and is no longer than PHRASE_MAX_TOKENS and PHRASE_MAX_BYTES.
/// Sets `*n` to its tokens. NULL when there is none.
/// @param lower_first  look it up with its first letter in lower case ("Z. B." begins a sentence)
const struct lexicon_entry *phrase_find(const struct context *c, size_t at,
                                        const struct lexicon *lexicon, enum phrase_blanks blanks,
                                        bool lower_first, size_t *n);

#endif
