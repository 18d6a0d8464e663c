#include "base/utf8.h"
#include "extract/frontmatter.h"
#include "extract/markdown.h"

enum { SNIFF_BYTES = 64 * 1024, ENOUGH = 4 };

/// Signs seen so far. Strong ones do not come up in ordinary text.
struct signs {
  unsigned headings, strong, weak;
  bool in_fence, blank_before;
};

static struct view trim(struct view line) {
  while (line.len > 0 && memchr(" \t\r", line.ptr[line.len - 1], 3) != NULL)
    line.len--;
  while (line.len > 0 && (line.ptr[0] == ' ' || line.ptr[0] == '\t'))
    line = view_sub(line, 1, line.len);
  return line;
}

static bool is_heading(struct view line) {
  size_t n = 0;
  while (n < line.len && line.ptr[n] == '#')
    n++;
  return n >= 1 && n <= 6 && n + 1 < line.len && line.ptr[n] == ' ';
}

/// "|---|:--:|"
static bool is_table_rule(struct view line) {
  size_t n_bars = 0, n_dashes = 0;
  for (size_t i = 0; i < line.len; i++) {
    if (memchr("|-: ", line.ptr[i], 4) == NULL)
      return false;
    n_bars += line.ptr[i] == '|';
    n_dashes += line.ptr[i] == '-';
  }
  return n_bars > 0 && n_dashes >= 3;
}

/// "](http", "](/", "](#", "](bild.png"
static bool has_link(struct view line) {
  const char *close = line.len < 4 ? NULL : memmem(line.ptr, line.len, "](", 2);
  if (close == NULL || !view_has(view_sub(line, 0, (size_t)(close - line.ptr)), '['))
    return false;
  size_t at = (size_t)(close - line.ptr) + 2;
  return at < line.len && line.ptr[at] != ' ' && line.ptr[at] != ')' &&
         view_find(line, at, ')') < line.len;
}

static bool has_bold(struct view line) {
  const char *open = line.len < 5 ? NULL : memmem(line.ptr, line.len, "**", 2);
  size_t at = open == NULL ? line.len : (size_t)(open - line.ptr) + 2;
  return at + 2 < line.len && line.ptr[at] != ' ' && line.ptr[at] != '*' &&
         memmem(line.ptr + at, line.len - at, "**", 2) != NULL;
}

static void look_at(struct signs *s, struct view line) {
  if (view_starts(line, VIEW("```")) || view_starts(line, VIEW("~~~"))) {
    s->strong += s->in_fence;
    s->in_fence = !s->in_fence;
  } else if (!s->in_fence) {
    s->headings += s->blank_before && is_heading(line);
    s->strong += is_table_rule(line) + has_link(line);
    s->weak += has_bold(line);
  }
  s->blank_before = line.len == 0;
}

bool markdown_looks_like(struct view input) {
  if (view_starts(input, VIEW("\xEF\xBB\xBF")))
    input = view_sub(input, 3, input.len);
  if (front_matter_looks_like(input))
    return true;
  input = view_sub(input, 0, SNIFF_BYTES);
  struct signs signs = {.blank_before = true};
  for (size_t pos = 0, end; pos < input.len; pos = end + 1) {
    end = view_find(input, pos, '\n');
    look_at(&signs, trim(view_sub(input, pos, end - pos)));
  }
  bool sure = signs.strong >= 1 || signs.headings >= 2;
  return sure && 2 * signs.strong + signs.headings + signs.weak >= ENOUGH;
}
