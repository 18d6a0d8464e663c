// Keeps the parser's time linear (md4c 0.4.8). Where it reads a link, it walks the lines of the
// paragraph from the first; for an address without brackets, the rest of the paragraph; for each
// line, all the lists and quotes that are open.
#include "extract/markdown_bound.h"

#include "base/utf8.h"

#include <string.h>

enum {
  MOST_STEPS = 10 * 1000 * 1000, ///< 3,000 lines with a link each
  MOST_ADDRESSES = 256,          ///< of a paragraph
  MOST_MARKS = 100,              ///< of lists and quotes, before the text of a line
  MOST_INDENT = 200,             ///< columns before one of them
};

/// Hide a sign from the parser. What is heard is the file's, not this.
static void hide(char *sign) {
  *sign = 'x';
}

/// "- - - -": a line across, whatever its length.
static bool is_rule(const char *line, size_t len) {
  const char *sign = memchr("-*", line[0], 2);
  for (size_t i = 0; sign != NULL && i < len; i++)
    if (line[i] != *sign && memchr(" \t\r", line[i], 3) == NULL)
      return false;
  return sign != NULL;
}

/// The byte behind a mark that opens a list or a quote; 0 where there is none.
static size_t mark_at(const char *line, size_t len, size_t at) {
  size_t i = at;
  if (i < len && line[i] == '>')
    return i + 1;
  while (i < len && i - at < 9 && utf8_is_digit((unsigned char)line[i]))
    i++;
  bool ordered = i > at;
  bool mark = i < len && memchr(ordered ? ".)" : "-+*", line[i], ordered ? 2 : 3) != NULL;
  bool ends = i + 1 >= len || memchr(" \t\r", line[i + 1], 3) != NULL;
  return mark && ends ? i + 1 : 0;
}

/// Pass the marks that open lists and quotes; those that lead too deep are hidden.
/// @return the first byte of what may be text
static size_t pass_marks(char *line, size_t len) {
  for (size_t i = 0, n_marks = 0;;) {
    size_t at = i;
    while (at < len && (line[at] == ' ' || line[at] == '\t'))
      at++;
    size_t end = mark_at(line, len, at);
    if (end == 0 || (n_marks == 0 && is_rule(line + at, len - at)))
      return i;
    i = end;
    if (++n_marks > MOST_MARKS || i > MOST_INDENT)
      hide(&line[end - 1]);
  }
}

static bool is_blank_line(const char *line, size_t len) {
  for (size_t i = 0; i < len; i++)
    if (memchr(" \t\r>", line[i], 4) == NULL)
      return false;
  return true;
}

/// `http://`, `www.` and `a@b` are links to the parser as they stand.
static bool is_address(const char *line, size_t len, size_t at) {
  if (line[at] == '@')
    return true;
  if (line[at] == ':')
    return at + 2 < len && line[at + 1] == '/' && line[at + 2] == '/';
  return line[at] == '.' && at >= 3 && memcmp(line + at - 3, "www", 3) == 0;
}

bool markdown_bound_line(struct markdown_bound *bound, char *line, size_t len) {
  size_t text = pass_marks(line, len);
  if (is_blank_line(line + text, len - text)) {
    *bound = (struct markdown_bound){0};
    return false;
  }
  size_t n_brackets = 0;
  for (size_t i = text; i < len; i++) {
    n_brackets += line[i] == '[';
    if (is_address(line, len, i) && ++bound->n_addresses > MOST_ADDRESSES)
      hide(&line[i]);
  }
  bool cut = bound->n_lines * (bound->n_brackets + n_brackets) > MOST_STEPS;
  if (cut)
    *bound = (struct markdown_bound){0};
  bound->n_lines++;
  bound->n_brackets += n_brackets;
  return cut;
}
