/// Memory that lives and dies together: one arena holds all of one article's structures.
#ifndef LISTEN_BASE_ARENA_H
#define LISTEN_BASE_ARENA_H

#include "base/buf.h"
#include <stddef.h>

struct arena_chunk;
struct arena {
  struct arena_chunk *head;
};

/// Zeroed memory, aligned for any type; NULL when out of memory. `n * size` is checked.
void *arena_alloc(struct arena *arena, size_t n, size_t size);

/// A NUL-terminated copy; `.ptr` is NULL when out of memory.
struct view arena_copy(struct arena *arena, struct view text);

/// The same of what was written to a buffer; `.ptr` is NULL also where the buffer is broken.
struct view arena_copy_buf(struct arena *arena, const struct buf *buf);

/// Hand everything in `from` over to `to`; `from` is empty afterwards. Nothing moves in memory.
void arena_adopt(struct arena *to, struct arena *from);

void arena_clear(struct arena *arena); ///< release all; leaves a zeroed arena; NULL is fine

#endif
