/// English words that no lexicon holds: how English a spelling looks, and how it is said.
#ifndef LISTEN_PRONOUNCE_ENGLISH_H
#define LISTEN_PRONOUNCE_ENGLISH_H

#include "pronounce/spelling.h"
#include <stdint.h>

enum { ENGLISH_LETTERS = 31 }; ///< an edge, a to z, ä ö ü ß

struct english {
  int16_t *weights; ///< by three letters, ENGLISH_LETTERS each; hundredths of a bit
  struct spelling spelling;
};

/// Errors: LISTEN_E_NOMEM.
enum listen_status english_load(struct english *out, struct listen_diag *diag) LISTEN_MUST_CHECK;
void english_clear(struct english *english); ///< NULL or zeroed is fine

/// Does a word in small letters look English enough to be taken for it beside English words?
bool english_looks(const struct english *english, struct view lower);

/// Does it even by itself? Of 20,000 German words 1 in 1000 does.
bool english_is_sure(const struct english *english, struct view lower);

/// Append the mnemonics by the spelling rules; false, and nothing appended, where they do not fit.
bool english_say(const struct english *english, struct view lower, struct buf *out);

#endif
