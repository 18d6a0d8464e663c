#include "normalise/rules.h"

#include "base/utf8.h"

enum byte_class { BYTE_OTHER, BYTE_LOWER, BYTE_UPPER, BYTE_DIGIT, BYTE_SPACE, BYTE_PUNCT };

#define L BYTE_LOWER
#define U BYTE_UPPER
#define D BYTE_DIGIT
#define S BYTE_SPACE
#define P BYTE_PUNCT
// ASCII; "$+<=>^`|~" are symbols and other, as are controls.
static const unsigned char byte_classes[128] = {
    0, 0, 0, 0, 0, 0, 0, 0, 0, S, S, S, S, S, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    S, P, P, P, 0, P, P, P, P, P, P, 0, P, P, P, P, D, D, D, D, D, D, D, D, D, D, P, P, 0, 0, 0, P,
    P, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, P, P, P, 0, P,
    0, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, P, 0, P, 0, 0,
};
#undef L
#undef U
#undef D
#undef S
#undef P

/// Class, size and value of the code point at `pos`.
static enum byte_class classify(struct view text, size_t pos, size_t *size, uint32_t *value) {
  unsigned char byte = (unsigned char)text.ptr[pos];
  if (byte < 0x80) {
    *size = 1;
    *value = byte;
    return byte_classes[byte];
  }
  uint32_t c = utf8_at(text, pos, size);
  *value = c;
  if (byte == 0xC3 && *size == 2) // Ä ö ß é …, all letters but × and ÷
    return c == 0xD7 || c == 0xF7 ? BYTE_OTHER : c < 0xDF ? BYTE_UPPER : BYTE_LOWER;
  // What marks emoji, and small letters of formulas ("NOₓ", "xⁿ"), is no part of a word.
  if ((c >= 0xFE00 && c <= 0xFE0F) || c == 0x20E3 || c == 0x207F || (c >= 0x2090 && c <= 0x209C))
    return BYTE_OTHER;
  if (utf8_is_letter(c))
    return utf8_is_upper(c) ? BYTE_UPPER : BYTE_LOWER;
  if (utf8_is_space(c))
    return BYTE_SPACE;
  return utf8_is_punct(c) ? BYTE_PUNCT : BYTE_OTHER;
}

/// Extend a word over letters; sets its flags. Returns the offset after it.
static size_t take_word(struct view text, size_t pos, struct token *token) {
  size_t n_upper = 0, n_lower = 0;
  while (pos < text.len) {
    size_t size;
    uint32_t value;
    enum byte_class class = classify(text, pos, &size, &value);
    if (class == BYTE_UPPER) {
      if (n_upper + n_lower == 0)
        token->flags |= TOKEN_CAPITAL;
      n_upper++;
    } else if (class == BYTE_LOWER) {
      n_lower++;
    } else {
      break;
    }
    pos += size;
  }
  if (n_upper >= 2)
    token->flags |= TOKEN_CAPS2;
  if (n_upper > 0 && n_lower == 0)
    token->flags |= TOKEN_ALL_CAPS;
  return pos;
}

static size_t take_number(struct view text, size_t pos) {
  while (pos < text.len && utf8_is_digit((unsigned char)text.ptr[pos]))
    pos++;
  return pos;
}

static size_t take_invalid(struct view text, size_t pos) {
  size_t size;
  while (pos < text.len && utf8_at(text, pos, &size) == UTF8_REPLACEMENT && size == 1)
    pos++;
  return pos;
}

static size_t take_token(struct view text, size_t pos, size_t size, enum byte_class class,
                         struct token *token) {
  switch (class) {
  case BYTE_LOWER:
  case BYTE_UPPER:
    token->kind = TOKEN_WORD;
    return take_word(text, pos, token);
  case BYTE_DIGIT:
    token->kind = TOKEN_NUMBER;
    return take_number(text, pos);
  case BYTE_PUNCT:
    token->kind = TOKEN_PUNCT;
    return pos + size;
  case BYTE_SPACE:
  case BYTE_OTHER:
    break;
  }
  bool invalid = token->first == UTF8_REPLACEMENT && size == 1;
  token->kind = invalid ? TOKEN_INVALID : TOKEN_SYMBOL;
  return invalid ? take_invalid(text, pos) : pos + size;
}

/// "2.OG", "am 3.Spieltag": the blank behind the full stop of a number was forgotten. What goes on
/// behind the word may be an address or a file.
static bool lacks_blank(struct view text, const struct token *word) {
  const struct token *stop = word - 1, *number = word - 2;
  bool joined = (word->flags & stop->flags & TOKEN_GLUED) != 0 && stop->first == '.' &&
                number->kind == TOKEN_NUMBER;
  bool opened = (number->flags & TOKEN_GLUED) == 0 ||
                (number->offset > 0 && text.ptr[number->offset - 1] == '(');
  size_t size, end = word->offset + word->len;
  if (!joined || !opened || (word->flags & TOKEN_CAPITAL) == 0 || word->len < 2)
    return false;
  uint32_t value, after = end < text.len ? utf8_at(text, end, &size) : ' ';
  if (after != '.' && after != ':')
    return after != '@' && after != '/' && after != '_' && !utf8_is_digit(after);
  return end + 1 >= text.len || classify(text, end + 1, &size, &value) == BYTE_SPACE;
}

bool tokenise(struct view text, struct token **tokens, size_t *cap, size_t *n) {
  *n = 0;
  bool space = true;
  for (size_t pos = 0; pos < text.len;) {
    size_t size;
    uint32_t value;
    enum byte_class class = classify(text, pos, &size, &value);
    if (class == BYTE_SPACE) {
      space = true;
      pos += size;
      continue;
    }
    void *items = *tokens;
    if (*n == *cap && !array_grow(&items, cap, *n + 64, sizeof **tokens))
      return false;
    *tokens = items;
    struct token *token = &(*tokens)[(*n)++];
    *token = (struct token){.offset = pos, .first = value};
    token->flags = space ? 0 : TOKEN_GLUED;
    pos = take_token(text, pos, size, class, token);
    token->len = pos - token->offset;
    if (*n > 2 && token->kind == TOKEN_WORD && lacks_blank(text, token))
      token->flags &= (uint8_t)~TOKEN_GLUED;
    space = false;
  }
  return true;
}
