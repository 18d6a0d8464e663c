/// Inside morph: of all ways to take a word apart, the likeliest.
#ifndef LISTEN_PRONOUNCE_MORPH_SEARCH_H
#define LISTEN_PRONOUNCE_MORPH_SEARCH_H

#include "pronounce/morph.h"

enum {
  MORPH_MAX_LETTERS = WORDBOOK_MAX_KEY, ///< bytes; longer words are left to the engine
  MORPH_MAX_PARTS = 24,
};

/// A stem, prefix, suffix, link or ending of the word.
struct morph_part {
  struct view said;                   ///< mnemonics
  unsigned kind;                      ///< MORPH_… bits of morph_table.h
  const struct wordbook_entry *entry; ///< of a lexicon; NULL for a German part
};

/// What is to be taken apart, and the lexicons whose words may be parts of it.
struct morph_word {
  const struct morph *morph;
  const struct wordbook *books;
  size_t n_books;
  struct view key; ///< lower case, at most MORPH_MAX_LETTERS
  bool capital;    ///< written with a capital: a noun, or at the beginning of a sentence
};

/// The parts of the cheapest way through, first to last; their number, 0 if there is no way.
size_t morph_find_parts(const struct morph_word *word, struct morph_part parts[MORPH_MAX_PARTS]);

#endif
