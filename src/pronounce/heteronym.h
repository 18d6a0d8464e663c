/// Words of one spelling and two pronunciations, told apart by the words around them.
#ifndef LISTEN_PRONOUNCE_HETERONYM_H
#define LISTEN_PRONOUNCE_HETERONYM_H

#include "base/buf.h"
#include "base/diag.h"
#include "base/view.h"

struct heteronym_row;

struct heteronyms {
  struct heteronym_row *rows; ///< those of a word stand together, in the table's order
  size_t n_rows;
};

/// Errors: LISTEN_E_NOMEM.
enum listen_status heteronyms_load(struct heteronyms *out,
                                   struct listen_diag *diag) LISTEN_MUST_CHECK;
void heteronyms_clear(struct heteronyms *heteronyms); ///< NULL or zeroed is fine

/// A word of the sentence, for the cues.
struct heteronym_word {
  struct view key; ///< in small letters
  bool capital;
};

/// The mnemonics of word `at` in its sentence; empty where it is none of these words, or no cue
/// holds. Looks at most HETERONYM_REACH words to each side.
enum { HETERONYM_REACH = 14 };
struct view heteronym_find(const struct heteronyms *heteronyms, const struct heteronym_word *words,
                           size_t n_words, size_t at);

#endif
