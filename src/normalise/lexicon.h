/// A word table in memory: a hash from the first column of a TSV to the others.
#ifndef LISTEN_NORMALISE_LEXICON_H
#define LISTEN_NORMALISE_LEXICON_H

#include "base/view.h"
#include <stdint.h>

enum { LEXICON_VALUES = 5 };

struct lexicon_entry {
  struct view key;
  struct view value[LEXICON_VALUES]; ///< further columns, empty where missing; borrowed
  uint32_t number;                   ///< for the user's own purposes
};

struct lexicon {
  struct lexicon_entry *entries; ///< in the order they were added
  size_t n;
  struct lexicon_slot {
    uint32_t hash; ///< 0 where it is free: most look-ups end here
    uint32_t entry;
  } * slots;      ///< open addressing
  size_t n_slots; ///< a power of two
  size_t longest; ///< bytes of the longest key
};

/// Add all rows of a table. Of equal keys the first one counts. The lexicon borrows the table's
/// text. False when out of memory.
bool lexicon_load(struct lexicon *lexicon, struct view table);

/// The entry of `key`, created empty where there is none. NULL when out of memory or for an
/// empty key. Valid until the next addition.
struct lexicon_entry *lexicon_add(struct lexicon *lexicon, struct view key);

/// NULL when there is none.
const struct lexicon_entry *lexicon_get(const struct lexicon *lexicon, struct view key);

void lexicon_clear(struct lexicon *lexicon); ///< NULL is fine; leaves it zeroed

#endif
