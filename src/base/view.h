/// Borrowed text: bytes with a length, never NUL-terminated, valid as long as what they were cut
/// from. Text is UTF-8 unless a function says otherwise.
#ifndef LISTEN_BASE_VIEW_H
#define LISTEN_BASE_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct view {
  const char *ptr;
  size_t len; ///< bytes
};

/// A byte range in some text named by the context.
struct span {
  size_t offset, len; ///< bytes
};

/// View of a string literal, without its NUL.
#define VIEW(literal) ((struct view){"" literal, sizeof(literal) - 1})

static inline struct view view_of(const char *text) {
  return (struct view){text, text == NULL ? 0 : strlen(text)};
}

static inline bool view_eq(struct view a, struct view b) {
  return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

static inline bool view_starts(struct view text, struct view prefix) {
  return text.len >= prefix.len &&
         (prefix.len == 0 ||
          (text.ptr[0] == prefix.ptr[0] && memcmp(text.ptr, prefix.ptr, prefix.len) == 0));
}

// Words are asked for many endings that they do not have: one byte tells as a rule, without a call.
static inline bool view_ends(struct view text, struct view suffix) {
  return text.len >= suffix.len &&
         (suffix.len == 0 ||
          (text.ptr[text.len - 1] == suffix.ptr[suffix.len - 1] &&
           memcmp(text.ptr + (text.len - suffix.len), suffix.ptr, suffix.len) == 0));
}

/// The part of `text` from byte `from` for at most `len` bytes; clipped to what there is.
static inline struct view view_sub(struct view text, size_t from, size_t len) {
  if (from > text.len)
    from = text.len;
  if (len > text.len - from)
    len = text.len - from;
  return (struct view){text.len == 0 ? text.ptr : text.ptr + from, len};
}

/// Offset of the first `byte` at `from` or behind it; `text.len` where there is none.
static inline size_t view_find(struct view text, size_t from, char byte) {
  const char *found = from < text.len ? memchr(text.ptr + from, byte, text.len - from) : NULL;
  return found == NULL ? text.len : (size_t)(found - text.ptr);
}

static inline bool view_has(struct view text, char byte) {
  return view_find(text, 0, byte) < text.len;
}

/// Cut what stands before the first `separator` off `*rest`, and the separator with it; all of it
/// where there is none.
static inline struct view view_cut(struct view *rest, char separator) {
  size_t len = view_find(*rest, 0, separator);
  struct view before = view_sub(*rest, 0, len);
  *rest = view_sub(*rest, len + (len < rest->len), rest->len);
  return before;
}

/// `text` without the bytes of `blanks` at its two ends.
static inline struct view view_trim(struct view text, struct view blanks) {
  size_t from = 0, to = text.len;
  while (from < to && memchr(blanks.ptr, text.ptr[from], blanks.len) != NULL)
    from++;
  while (to > from && memchr(blanks.ptr, text.ptr[to - 1], blanks.len) != NULL)
    to--;
  return view_sub(text, from, to - from);
}

/// Order by bytes, for qsort and bsearch: <0, 0, >0.
static inline int view_cmp(struct view a, struct view b) {
  size_t n = a.len < b.len ? a.len : b.len;
  int c = n == 0 ? 0 : memcmp(a.ptr, b.ptr, n);
  return c != 0 ? c : (a.len > b.len) - (a.len < b.len);
}

#endif
