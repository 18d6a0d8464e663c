/// The table behind morph.h: parts by their letters.
#ifndef LISTEN_PRONOUNCE_MORPH_TABLE_H
#define LISTEN_PRONOUNCE_MORPH_TABLE_H

#include "pronounce/morph.h"

enum morph_kind {
  MORPH_NOUN = 1 << 0,
  MORPH_ADJECTIVE = 1 << 1,
  MORPH_VERB = 1 << 2,
  MORPH_STEM = MORPH_NOUN | MORPH_ADJECTIVE | MORPH_VERB,
  MORPH_WEAK = 1 << 3,
  MORPH_SEPARABLE = 1 << 4,
  MORPH_PREFIX = MORPH_WEAK | MORPH_SEPARABLE,
  MORPH_SUFFIX = 1 << 5,
  MORPH_LINK = 1 << 6,
  MORPH_ENDING = 1 << 7,
  MORPH_BOUND = 1 << 8,   ///< not at the end of a word
  MORPH_UMLAUT = 1 << 9,  ///< only before an ending or suffix
  MORPH_FIX = 1 << 11,    ///< the engine says this stem wrong, even alone
  MORPH_NUMBER = 1 << 10, ///< a stem that "und" may join ("neunundvierzig")
  MORPH_LINKED = 1 << 12, ///< a noun with an s before the next part ("Bezirks-amt")
};

struct morph_item {
  struct view letters, said;
  unsigned kind;
  uint32_t hash;
  struct morph_item *next; ///< with the same slot
};

/// The first part with these letters; go on with morph_next.
/// @param hash  wordbook_hash of the letters
const struct morph_item *morph_first(const struct morph *morph, struct view letters, uint32_t hash);
const struct morph_item *morph_next(const struct morph_item *item);

#endif
