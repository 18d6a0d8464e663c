/// What the segmenter knows about words: src/data/segment_words.tsv and, of
/// src/data/abbreviations.tsv, the first two columns.
#ifndef LISTEN_SEGMENT_LEXICON_H
#define LISTEN_SEGMENT_LEXICON_H

#include "base/buf.h"
#include "base/view.h"
#include <stdint.h>

/// Kinds of words, as bits; their meaning is explained in src/data/segment_words.tsv.
enum {
  WORD_STARTER = 1 << 0,
  WORD_LOWER = 1 << 1,
  WORD_DET = 1 << 2,
  WORD_COUNT = 1 << 3,
  WORD_ORDNOUN = 1 << 4,
  WORD_MONTH = 1 << 5,
  WORD_UNIT = 1 << 6,
  WORD_CLOSER = 1 << 7,
  WORD_BANG = 1 << 8,
  WORD_ORDTAIL = 1 << 9,
};

/// Kinds of abbreviations, as bits; the first three are those of the table.
enum {
  ABBR_INNER = 1 << 0,
  ABBR_FINAL = 1 << 1,
  ABBR_NUMBER = 1 << 2,
  ABBR_PREFIX = 1 << 3, ///< a longer abbreviation begins so ("z." of "z. B.")
};

enum { LEXICON_MAX_KEY = 48 }; ///< bytes; longer words are in no table

struct lexicon_slot {
  struct view key;
  uint32_t hash;
  uint32_t kinds; ///< 0 in a free slot
};

/// Open addressing over a power of two of slots, at most half full.
struct lexicon_map {
  struct lexicon_slot *slots;
  size_t mask, used;
};

struct segmenter {
  struct lexicon_map words;         ///< keys in lower case
  struct lexicon_map abbreviations; ///< keys without the blanks after full stops ("z.B.")
  char *keys;                       ///< owned: the bytes of the abbreviation keys
  size_t keys_len;
};

/// Kinds of a word given in lower case; 0 when it is in no table.
unsigned lexicon_word(const struct segmenter *segmenter, struct view lower);

/// Kinds of an abbreviation without inner blanks, full stop included ("z.B."); 0 when unknown.
unsigned lexicon_abbreviation(const struct segmenter *segmenter, struct view compact);

#endif
