#include "base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>

enum { CHUNK_BYTES = 16 * 1024 };

struct arena_chunk {
  struct arena_chunk *next;
  size_t used, cap;
  alignas(max_align_t) char bytes[];
};

void *arena_alloc(struct arena *arena, size_t n, size_t size) {
  const size_t align = alignof(max_align_t);
  if (size != 0 && n > (SIZE_MAX / 2 - align) / size)
    return NULL;
  size_t need = (n * size + align - 1) / align * align;
  struct arena_chunk *chunk = arena->head;
  if (chunk == NULL || chunk->cap - chunk->used < need) {
    size_t cap = need > CHUNK_BYTES ? need : CHUNK_BYTES;
    // calloc: fresh pages come zeroed from the system at no cost, and no one clears them twice.
    struct arena_chunk *fresh = calloc(1, sizeof *fresh + cap);
    if (fresh == NULL)
      return NULL;
    fresh->cap = cap;
    // A big piece gets a chunk of its own behind the current one, which stays open for small ones.
    if (chunk != NULL && need > CHUNK_BYTES) {
      fresh->next = chunk->next;
      chunk->next = fresh;
    } else {
      fresh->next = chunk;
      arena->head = fresh;
    }
    chunk = fresh;
  }
  void *p = chunk->bytes + chunk->used;
  chunk->used += need;
  return p;
}

struct view arena_copy(struct arena *arena, struct view text) {
  if (text.len == SIZE_MAX)
    return (struct view){0};
  char *p = arena_alloc(arena, text.len + 1, 1);
  if (p == NULL)
    return (struct view){0};
  if (text.len > 0)
    memcpy(p, text.ptr, text.len);
  return (struct view){p, text.len};
}

struct view arena_copy_buf(struct arena *arena, const struct buf *buf) {
  struct view copy = {0};
  if (!buf->failed)
    copy = arena_copy(arena, buf_as_view(buf));
  return copy;
}

void arena_clear(struct arena *arena) {
  if (arena == NULL)
    return;
  for (struct arena_chunk *chunk = arena->head; chunk != NULL;) {
    struct arena_chunk *next = chunk->next;
    free(chunk);
    chunk = next;
  }
  arena->head = NULL;
}

void arena_adopt(struct arena *to, struct arena *from) {
  struct arena_chunk **end = &from->head;
  while (*end != NULL)
    end = &(*end)->next;
  *end = to->head;
  to->head = from->head;
  from->head = NULL;
}
