#include "base/buf.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

void buf_clear(struct buf *buf) {
  if (buf == NULL)
    return;
  free(buf->ptr);
  *buf = (struct buf){0};
}

void buf_reset(struct buf *buf) {
  buf->len = 0;
  if (buf->ptr != NULL)
    buf->ptr[0] = '\0';
}

bool buf_reserve(struct buf *buf, size_t extra) {
  if (buf->failed || extra >= SIZE_MAX - buf->len - 1) {
    buf->failed = true;
    return false;
  }
  size_t need = buf->len + extra + 1;
  if (need <= buf->cap)
    return true;
  size_t cap = buf->cap < 64 ? 64 : buf->cap;
  while (cap < need)
    cap = cap > SIZE_MAX / 2 ? need : cap * 2;
  char *ptr = realloc(buf->ptr, cap);
  if (ptr == NULL) {
    buf->failed = true;
    return false;
  }
  buf->ptr = ptr;
  buf->cap = cap;
  return true;
}

void buf_add(struct buf *buf, const char *bytes, size_t len) {
  if (!buf_reserve(buf, len))
    return;
  if (len > 0)
    memcpy(buf->ptr + buf->len, bytes, len);
  buf->len += len;
  buf->ptr[buf->len] = '\0';
}

void buf_byte(struct buf *buf, char byte) {
  buf_add(buf, &byte, 1);
}

void buf_vprintf(struct buf *buf, const char *fmt, va_list args) {
  va_list again;
  va_copy(again, args);
  int n = vsnprintf(NULL, 0, fmt, args);
  if (n < 0) {
    buf->failed = true;
  } else if (buf_reserve(buf, (size_t)n)) {
    vsnprintf(buf->ptr + buf->len, (size_t)n + 1, fmt, again);
    buf->len += (size_t)n;
  }
  va_end(again);
}

void buf_printf(struct buf *buf, const char *fmt, ...) {
  va_list args;
  va_start(args, fmt);
  buf_vprintf(buf, fmt, args);
  va_end(args);
}

bool array_grow(void **items, size_t *cap, size_t need, size_t size) {
  if (need <= *cap)
    return true;
  size_t grown = *cap < 8 ? 8 : *cap;
  while (grown < need) {
    if (grown > SIZE_MAX / 2)
      return false;
    grown *= 2;
  }
  if (grown > SIZE_MAX / size)
    return false;
  void *p = realloc(*items, grown * size);
  if (p == NULL)
    return false;
  *items = p;
  *cap = grown;
  return true;
}
