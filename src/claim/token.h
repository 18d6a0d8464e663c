/// A short line cut into words, numbers and signs, for rules about labels, dates and credits.
#ifndef LISTEN_CLAIM_TOKEN_H
#define LISTEN_CLAIM_TOKEN_H

#include "base/view.h"
#include <stdbool.h>
#include <stdint.h>

/// Longer lines are ordinary text for every rule that looks at tokens; the bounds keep the rules
/// linear whatever the input is.
enum { TOKEN_LINE_MAX_BYTES = 320, TOKEN_MAX = 96 };

enum token_kind { TOKEN_WORD, TOKEN_NUMBER, TOKEN_SIGN };

struct token {
  enum token_kind kind;
  struct view text;  ///< as it stands; borrowed from the line
  struct view lower; ///< words: in lower case, borrowed from the token_line; otherwise as `text`
  uint32_t sign;     ///< signs: the code point; otherwise 0
  unsigned value;    ///< numbers: the value, at most 999999999
  bool blank_before; ///< white space, or the start of the line, stands before it
  bool capital;      ///< words: the first letter is upper case
};

struct token_line {
  struct view line;
  size_t n;
  struct token tokens[TOKEN_MAX];
  char lower[2 * TOKEN_LINE_MAX_BYTES];
};

/// Cut `line` (UTF-8) into tokens: runs of letters, runs of ASCII digits, and single other code
/// points. False when it is too long, or has too many of them; `out` is then useless.
bool token_line_read(struct token_line *out, struct view line);

/// Is token `i` the sign `c`? False past the end.
static inline bool token_is(const struct token_line *line, size_t i, uint32_t c) {
  return i < line->n && line->tokens[i].kind == TOKEN_SIGN && line->tokens[i].sign == c;
}

static inline bool token_is_kind(const struct token_line *line, size_t i, enum token_kind kind) {
  return i < line->n && line->tokens[i].kind == kind;
}

/// Is token `i` this word, given in lower case?
static inline bool token_is_word(const struct token_line *line, size_t i, struct view lower) {
  return token_is_kind(line, i, TOKEN_WORD) && view_eq(line->tokens[i].lower, lower);
}

/// Does a blank, or the end of the line, follow token `i`?
static inline bool token_blank_after(const struct token_line *line, size_t i) {
  return i + 1 >= line->n || line->tokens[i + 1].blank_before;
}

/// Byte offset in the line at which token `i` begins; the length of the line past the end.
static inline size_t token_start(const struct token_line *line, size_t i) {
  return i < line->n ? (size_t)(line->tokens[i].text.ptr - line->line.ptr) : line->line.len;
}

/// Byte offset just after token `i`.
static inline size_t token_end(const struct token_line *line, size_t i) {
  return token_start(line, i) + line->tokens[i].text.len;
}

/// A dash of any length, the hyphen included.
static inline bool sign_is_dash(uint32_t c) {
  return c == '-' || (c >= 0x2010 && c <= 0x2015) || c == 0x2212;
}

/// A sign that stands between two independent pieces of a line: "|", "•", "·" and their kin.
static inline bool sign_is_divider(uint32_t c) {
  return c == '|' || c == 0xB7 || c == 0x2022 || c == 0x2027 || c == 0x2219 || c == 0x22C5 ||
         c == 0x2502 || c == 0x25CF || c == 0x25E6 || c == 0x30FB || c == 0xA6 || c == 0x2758;
}

#endif
