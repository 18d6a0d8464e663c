/// Words and how they are said: tables like those in voices/aussprache/, hashed.
///
/// A book is an image: one piece of memory without a pointer in it. So those that come with the
/// program are made when it is built, and nothing needs doing when it starts.
#ifndef LISTEN_PRONOUNCE_WORDBOOK_H
#define LISTEN_PRONOUNCE_WORDBOOK_H

#include "base/view.h"
#include <stdint.h>

/// Tags of an entry, as bits; voices/aussprache/deutsch.tsv explains them.
enum {
  LEX_EXACT = 1 << 0,   ///< no endings, no compounds
  LEX_ALONE = 1 << 1,   ///< endings, but no compounds
  LEX_PART = 1 << 2,    ///< short, and yet safe in compounds
  LEX_VERB = 1 << 3,    ///< an infinitive
  LEX_ADJ = 1 << 4,     ///< an adjective
  LEX_WEAK = 1 << 5,    ///< only beside other words of its language
  LEX_SURNAME = 1 << 6, ///< a Chinese surname: pinyin may follow
  LEX_CASE = 1 << 7,    ///< only in exactly this writing
  LEX_ENGLISH = 1 << 8, ///< languages: what the word says about its neighbours
  LEX_FRENCH = 1 << 9,
  LEX_ITALIAN = 1 << 10,
  LEX_SPANISH = 1 << 11,
  LEX_POLISH = 1 << 12,
  LEX_TURKISH = 1 << 13,
  LEX_SCANDINAVIAN = 1 << 14,
  LEX_CHINESE = 1 << 15,
  LEX_JAPANESE = 1 << 16,
  LEX_RUSSIAN = 1 << 17,
  LEX_ARABIC = 1 << 18,
  LEX_LOAN = 1 << 20, ///< at home in German: no clue to its neighbours' language
  LEX_CLUE = 1 << 21, ///< weak, and yet a clue ("the", "with")
};

/// Positions of texts count from the entry itself.
struct wordbook_entry {
  uint32_t hash; ///< of the key
  uint32_t tags;
  uint32_t word_at, key_at, mnemonics_at;
  uint8_t word_len, key_len, mnemonics_len;
  uint8_t n_words;   ///< of a phrase; 0: only the word that phrases begin with
  uint8_t respelled; ///< the mnemonics are a spelling for the engine
};

/// As written in the table.
static inline struct view wordbook_word(const struct wordbook_entry *entry) {
  return (struct view){(const char *)entry + entry->word_at, entry->word_len};
}
/// Lower case, hyphens as blanks; a verb's without its ending.
static inline struct view wordbook_key(const struct wordbook_entry *entry) {
  return (struct view){(const char *)entry + entry->key_at, entry->key_len};
}
/// Empty: leave the word to the engine; a verb's without its ending.
static inline struct view wordbook_mnemonics(const struct wordbook_entry *entry) {
  return (struct view){(const char *)entry + entry->mnemonics_at, entry->mnemonics_len};
}

enum {
  WORDBOOK_MAX_KEY = 64,       ///< bytes; longer words are in no table
  WORDBOOK_MAX_MNEMONICS = 96, ///< bytes
  WORDBOOK_MAX_WORDS = 5,      ///< of a phrase
};

struct wordbook_image;

struct wordbook {
  const char *source; ///< static: what `struct pronunciation` names it
  const struct wordbook_image *image;
  void *owned; ///< the image, if it is the book's own
};

/// A book that lies in the program.
struct wordbook wordbook_of(const char *source, const uint32_t *image);

uint32_t wordbook_longest_phrase(const struct wordbook *book); ///< words

void wordbook_clear(struct wordbook *book); ///< NULL or zeroed is fine

/// The entry for a word as written, whose lower-case key is `key`; NULL if none. An entry written
/// with a capital fits capitalised words only, one tagged `case` its own writing only.
/// @param tags  of these at least one must be set; 0 for any entry that is no verb
const struct wordbook_entry *wordbook_find(const struct wordbook *book, struct view written,
                                           struct view key, uint32_t tags);

/// The entry that may stand as a part of a compound with these lower-case letters; NULL if none.
/// @param hash  wordbook_hash of the key
const struct wordbook_entry *wordbook_part(const struct wordbook *book, struct view key,
                                           uint32_t hash);

/// Do phrases begin with this word?
bool wordbook_starts_phrase(const struct wordbook *book, struct view key);

uint32_t wordbook_hash(struct view key);

#endif
