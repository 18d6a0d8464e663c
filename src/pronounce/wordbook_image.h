/// How a book lies in memory: internal to wordbook.c, which reads it, and wordbook_image.c, which
/// makes it. Numbers are this machine's.
#ifndef LISTEN_PRONOUNCE_WORDBOOK_IMAGE_H
#define LISTEN_PRONOUNCE_WORDBOOK_IMAGE_H

#include "pronounce/wordbook_add.h"

struct wordbook_image {
  uint32_t n_bytes; ///< of all, a multiple of four
  uint32_t n_slots; ///< a power of two
  uint32_t longest_phrase;
  uint32_t first[]; ///< n_slots + 1 indexes: entries of a slot lie behind one another, latest first
  // Behind them the entries, and behind these their texts.
};

/// The first entry.
static inline const struct wordbook_entry *image_entries(const struct wordbook_image *image) {
  return (const struct wordbook_entry *)(image->first + image->n_slots + 1);
}

/// Put a filled book into one piece of memory, which the caller frees. NULL when there is none, or
/// not enough of it for a book of 4 GiB.
struct wordbook_image *wordbook_image_make(const struct wordbook_builder *builder);

#endif
