#include "base/utf8.h"

#include <stdlib.h>
#include <utf8proc.h>

uint32_t utf8_at(struct view text, size_t pos, size_t *size) {
  const unsigned char *p = (const unsigned char *)text.ptr + pos;
  size_t left = text.len - pos;
  unsigned char c = p[0];
  *size = 1;
  if (c < 0x80)
    return c;
  if (c < 0xC2 || c > 0xF4)
    return UTF8_REPLACEMENT;
  size_t n = c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
  if (left < n)
    return UTF8_REPLACEMENT;
  uint32_t code = c & (0x7Fu >> n);
  for (size_t i = 1; i < n; i++) {
    if ((p[i] & 0xC0) != 0x80)
      return UTF8_REPLACEMENT;
    code = code << 6 | (p[i] & 0x3Fu);
  }
  static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
  if (code < least[n] || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF))
    return UTF8_REPLACEMENT;
  *size = n;
  return code;
}

uint32_t utf8_before(struct view text, size_t pos, size_t *size) {
  size_t start = pos - 1;
  while (start > 0 && pos - start < 4 && ((unsigned char)text.ptr[start] & 0xC0) == 0x80)
    start--;
  size_t n;
  uint32_t code = utf8_at(view_sub(text, 0, pos), start, &n);
  if (start + n == pos) {
    *size = n;
    return code;
  }
  *size = 1;
  return UTF8_REPLACEMENT;
}

size_t utf8_invalid_at(struct view text) {
  for (size_t pos = 0, n; pos < text.len; pos += n) {
    if ((unsigned char)text.ptr[pos] < 0x80) {
      n = 1;
      continue;
    }
    if (utf8_at(text, pos, &n) == UTF8_REPLACEMENT && n == 1)
      return pos;
  }
  return text.len;
}

size_t utf8_encode(uint32_t code_point, char out[4]) {
  if (code_point < 0x80) {
    out[0] = (char)code_point;
    return 1;
  }
  utf8proc_uint8_t bytes[4];
  utf8proc_ssize_t n = utf8proc_encode_char((utf8proc_int32_t)code_point, bytes);
  if (n <= 0)
    return 0;
  memcpy(out, bytes, (size_t)n);
  return (size_t)n;
}

void utf8_append(struct buf *buf, uint32_t code_point) {
  char bytes[4];
  buf_add(buf, bytes, utf8_encode(code_point, bytes));
}

size_t utf8_count(struct view text) {
  size_t count = 0;
  for (size_t pos = 0, n; pos < text.len; pos += n, count++)
    utf8_at(text, pos, &n);
  return count;
}

static utf8proc_category_t category(uint32_t c) {
  return utf8proc_category((utf8proc_int32_t)c);
}

bool utf8_is_letter(uint32_t c) {
  if (c < 0x80)
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
  utf8proc_category_t k = category(c);
  return k >= UTF8PROC_CATEGORY_LU && k <= UTF8PROC_CATEGORY_ME;
}

bool utf8_is_mark(uint32_t c) {
  if (c < 0x300)
    return false;
  utf8proc_category_t k = category(c);
  return k >= UTF8PROC_CATEGORY_MN && k <= UTF8PROC_CATEGORY_ME;
}

bool utf8_is_upper(uint32_t c) {
  if (c < 0x80)
    return c >= 'A' && c <= 'Z';
  utf8proc_category_t k = category(c);
  return k == UTF8PROC_CATEGORY_LU || k == UTF8PROC_CATEGORY_LT;
}

bool utf8_is_lower(uint32_t c) {
  return c < 0x80 ? c >= 'a' && c <= 'z' : category(c) == UTF8PROC_CATEGORY_LL;
}

bool utf8_is_space(uint32_t c) {
  if (c < 0x80)
    return c == ' ' || (c >= '\t' && c <= '\r');
  if (c == 0x85)
    return true;
  utf8proc_category_t k = category(c);
  return k == UTF8PROC_CATEGORY_ZS || k == UTF8PROC_CATEGORY_ZL || k == UTF8PROC_CATEGORY_ZP;
}

bool utf8_is_punct(uint32_t c) {
  utf8proc_category_t k = category(c);
  return k >= UTF8PROC_CATEGORY_PC && k <= UTF8PROC_CATEGORY_PO;
}

bool utf8_is_symbol(uint32_t c) {
  utf8proc_category_t k = category(c);
  return k >= UTF8PROC_CATEGORY_SM && k <= UTF8PROC_CATEGORY_SO;
}

uint32_t utf8_to_lower(uint32_t c) {
  if (c < 0x80)
    return c >= 'A' && c <= 'Z' ? c + 32 : c;
  return (uint32_t)utf8proc_tolower((utf8proc_int32_t)c);
}

uint32_t utf8_to_upper(uint32_t c) {
  if (c < 0x80)
    return c >= 'a' && c <= 'z' ? c - 32 : c;
  return (uint32_t)utf8proc_toupper((utf8proc_int32_t)c);
}

void utf8_lower(struct buf *buf, struct view text) {
  for (size_t pos = 0, n; pos < text.len; pos += n) {
    uint32_t c = utf8_at(text, pos, &n);
    if (c == UTF8_REPLACEMENT && n == 1)
      buf_byte(buf, text.ptr[pos]);
    else
      utf8_append(buf, utf8_to_lower(c));
  }
}

bool utf8_is_nfc_quick(struct view text) {
  for (size_t pos = 0, n; pos < text.len; pos += n) {
    uint32_t c = utf8_at(text, pos, &n);
    // Below U+0300 every character is its own NFC form and combines with nothing before it.
    if (c >= 0x300 && c <= 0x2001)
      return false;
    if (c > 0x2122)
      return false;
  }
  return true;
}

bool utf8_nfc(struct buf *buf, struct view text) {
  utf8proc_uint8_t *out = NULL;
  utf8proc_ssize_t n = utf8proc_map((const utf8proc_uint8_t *)text.ptr, (utf8proc_ssize_t)text.len,
                                    &out, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
  if (n < 0)
    return false;
  buf_add(buf, (const char *)out, (size_t)n);
  free(out);
  return !buf->failed;
}

uint32_t utf8_base_letter(uint32_t c) {
  utf8proc_int32_t parts[8];
  int last = 0;
  utf8proc_ssize_t n = utf8proc_decompose_char((utf8proc_int32_t)c, parts, 8,
                                               UTF8PROC_DECOMPOSE | UTF8PROC_STABLE, &last);
  uint32_t base = n > 0 && n <= 8 ? (uint32_t)parts[0] : 0;
  return base < 0x80 && utf8_is_letter(base) ? base : 0;
}
