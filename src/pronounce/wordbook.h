/// Words and how they are said: tables like those in voices/aussprache/, hashed.
#ifndef LISTEN_PRONOUNCE_WORDBOOK_H
#define LISTEN_PRONOUNCE_WORDBOOK_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
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

struct wordbook_entry {
  struct view word;      ///< as written in the table
  struct view key;       ///< lower case, hyphens as blanks; a verb's without its ending
  struct view mnemonics; ///< empty: leave the word to the engine; a verb's without its ending
  uint32_t hash;
  uint32_t tags;
  bool respelled;   ///< `mnemonics` is a spelling for the engine
  uint32_t n_words; ///< of a phrase
  const char *file; ///< borrowed
  size_t line;
  struct wordbook_entry *next; ///< with the same hash slot
};

enum {
  WORDBOOK_MAX_KEY = 64,       ///< bytes; longer words are in no table
  WORDBOOK_MAX_MNEMONICS = 96, ///< bytes
  WORDBOOK_MAX_WORDS = 5,      ///< of a phrase
};

/// Start with one that is zeroed but for `source`; fill it with wordbook_add.h.
struct wordbook {
  const char *source; ///< static: what `struct pronunciation` names it
  struct arena arena;
  struct wordbook_entry **slots;
  size_t mask, n_linked, n_entries;
  uint32_t longest_phrase; ///< words
};

/// One file of a wordbook.
struct wordbook_text {
  struct view text;
  const char *file; ///< its name for messages; borrowed while the wordbook lives
  bool shipped;     ///< part of the program: the text outlives the book, and holds no mistakes
};

void wordbook_clear(struct wordbook *book); ///< NULL or zeroed is fine

/// The entry for a word as written, whose lower-case key is `key`; NULL if none. An entry written
/// with a capital fits capitalised words only, one tagged `case` its own writing only.
/// @param tags  of these at least one must be set; 0 for any entry that is no verb
const struct wordbook_entry *wordbook_find(const struct wordbook *book, struct view written,
                                           struct view key, uint32_t tags);

/// The entry that may stand as a part of a compound with these lower-case letters; NULL if none.
const struct wordbook_entry *wordbook_part(const struct wordbook *book, struct view key);

/// Do phrases begin with this word?
bool wordbook_starts_phrase(const struct wordbook *book, struct view key);

uint32_t wordbook_hash(struct view key);

#endif
