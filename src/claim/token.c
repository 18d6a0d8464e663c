#include "claim/token.h"

#include "base/utf8.h"

/// Append the lower-case form of a letter; false when the line's room is used up.
static bool add_lower(struct token_line *out, size_t *used, uint32_t c) {
  char bytes[4];
  size_t n = utf8_encode(utf8_to_lower(c), bytes);
  if (n > sizeof out->lower - *used)
    return false;
  memcpy(out->lower + *used, bytes, n);
  *used += n;
  return true;
}

static void read_number(struct token *token, struct view line, size_t *pos) {
  size_t start = *pos;
  unsigned value = 0;
  while (*pos < line.len && utf8_is_digit((unsigned char)line.ptr[*pos])) {
    if (value < 100000000)
      value = value * 10 + (unsigned)(line.ptr[*pos] - '0');
    (*pos)++;
  }
  token->kind = TOKEN_NUMBER;
  token->value = value;
  token->text = token->lower = view_sub(line, start, *pos - start);
}

static bool is_ascii_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool read_word(struct token_line *out, struct token *token, size_t *used, size_t *pos) {
  struct view line = out->line;
  size_t start = *pos, lower_start = *used, size;
  while (*pos < line.len) {
    char ascii = line.ptr[*pos];
    if (is_ascii_letter(ascii) && *used < sizeof out->lower) { // nearly all of them
      token->capital |= *pos == start && ascii <= 'Z';
      out->lower[(*used)++] = (char)(ascii | 0x20);
      (*pos)++;
      continue;
    }
    uint32_t c = utf8_at(line, *pos, &size);
    if (!utf8_is_letter(c))
      break;
    if (*pos == start)
      token->capital = utf8_is_upper(c);
    if (!add_lower(out, used, c))
      return false;
    *pos += size;
  }
  token->kind = TOKEN_WORD;
  token->text = view_sub(line, start, *pos - start);
  token->lower = (struct view){out->lower + lower_start, *used - lower_start};
  return true;
}

bool token_line_read(struct token_line *out, struct view line) {
  out->line = line;
  out->n = 0;
  if (line.len > TOKEN_LINE_MAX_BYTES)
    return false;
  bool blank = true;
  for (size_t pos = 0, used = 0, size; pos < line.len;) {
    uint32_t c = utf8_at(line, pos, &size);
    if (utf8_is_space(c)) {
      blank = true;
      pos += size;
      continue;
    }
    if (out->n == TOKEN_MAX)
      return false;
    struct token *token = &out->tokens[out->n++];
    *token = (struct token){.blank_before = blank};
    blank = false;
    if (utf8_is_digit(c)) {
      read_number(token, line, &pos);
    } else if (utf8_is_letter(c) && !utf8_is_mark(c)) { // an emoji's variation selector is a sign
      if (!read_word(out, token, &used, &pos))
        return false;
    } else {
      token->kind = TOKEN_SIGN;
      token->sign = c;
      token->text = token->lower = view_sub(line, pos, size);
      pos += size;
    }
  }
  return true;
}
