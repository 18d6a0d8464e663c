/// Owned, growing bytes.
///
/// A failed allocation makes the buffer *broken*: it stays valid, further appends do nothing, and
/// `buf.failed` is set. So a writer appends freely and checks once at the end.
#ifndef LISTEN_BASE_BUF_H
#define LISTEN_BASE_BUF_H

#include "base/view.h"
#include <stdarg.h>
#include <stdbool.h>

struct buf {
  char *ptr; ///< len bytes, followed by a NUL once anything was appended; NULL before
  size_t len, cap;
  bool failed; ///< an append ran out of memory; the content is incomplete
};

void buf_clear(struct buf *buf); ///< release; leaves a zeroed buffer; NULL is fine
/// Empty it but keep the memory. A broken one stays broken until buf_clear, so that a scratch
/// buffer, too, need be checked once only.
void buf_reset(struct buf *buf);
/// Make room for `extra` more bytes and a NUL. False where it is broken, or is from now on.
bool buf_reserve(struct buf *buf, size_t extra);
void buf_add(struct buf *buf, const char *bytes, size_t len); ///< append; NULL is fine for none
void buf_byte(struct buf *buf, char byte);
/// Append as printf would. What it cannot print, or hold in memory, breaks the buffer.
void buf_printf(struct buf *buf, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void buf_vprintf(struct buf *buf, const char *fmt, va_list args)
    __attribute__((format(printf, 2, 0)));

static inline void buf_view(struct buf *buf, struct view text) {
  buf_add(buf, text.ptr, text.len);
}

static inline void buf_str(struct buf *buf, const char *text) {
  buf_add(buf, text, strlen(text));
}

static inline struct view buf_as_view(const struct buf *buf) {
  return (struct view){buf->ptr, buf->len};
}

/// Grow `*items` (elements of `size` bytes, `*cap` of them allocated) to hold at least `need`.
/// False when out of memory; the array is then unchanged.
bool array_grow(void **items, size_t *cap, size_t need, size_t size);

#endif
