/// UTF-8 decoding and Unicode properties, free of the process locale (utf8proc inside).
#ifndef LISTEN_BASE_UTF8_H
#define LISTEN_BASE_UTF8_H

#include "base/buf.h"
#include "base/view.h"
#include <stdbool.h>
#include <stdint.h>

/// What an invalid byte decodes to (U+FFFD).
#define UTF8_REPLACEMENT 0xFFFDu

/// Decode the code point at `text[pos]` (pos < text.len). Sets `*size` to its bytes, 1 to 4.
/// An invalid or cut sequence gives `UTF8_REPLACEMENT` and size 1.
uint32_t utf8_at(struct view text, size_t pos, size_t *size);

/// Decode the code point that ends just before `pos` (0 < pos <= text.len).
uint32_t utf8_before(struct view text, size_t pos, size_t *size);

/// Offset of the first invalid byte, or `text.len` when all is well-formed UTF-8
/// (no surrogates, no overlong forms, nothing past U+10FFFF).
size_t utf8_invalid_at(struct view text);

/// Encode a code point into `out`; returns its bytes, 1 to 4, or 0 when it is none.
size_t utf8_encode(uint32_t code_point, char out[4]);

void utf8_append(struct buf *buf, uint32_t code_point);

/// Number of code points; an invalid byte counts as one.
size_t utf8_count(struct view text);

bool utf8_is_letter(uint32_t c); ///< categories L*, and combining marks
bool utf8_is_mark(uint32_t c);   ///< M*: combining marks, variation selectors
bool utf8_is_upper(uint32_t c);  ///< Lu, Lt
bool utf8_is_lower(uint32_t c);  ///< Ll
bool utf8_is_space(uint32_t c);  ///< white space of any width, NBSP and line ends included
bool utf8_is_punct(uint32_t c);  ///< P*
bool utf8_is_symbol(uint32_t c); ///< S*
uint32_t utf8_to_lower(uint32_t c);
uint32_t utf8_to_upper(uint32_t c);

/// The ASCII letter under an accented one ("é" → 'e'), or 0 where there is none.
uint32_t utf8_base_letter(uint32_t c);

static inline bool utf8_is_digit(uint32_t c) {
  return c >= '0' && c <= '9'; // ASCII only: other digits are not written in German text
}

/// Append `text` in lower case (simple mapping, one code point to one).
void utf8_lower(struct buf *buf, struct view text);

/// Append the NFC form of `text`. False when out of memory.
bool utf8_nfc(struct buf *buf, struct view text);

/// True when NFC would leave `text` unchanged for sure (quick check; false may be wrong).
bool utf8_is_nfc_quick(struct view text);

#endif
