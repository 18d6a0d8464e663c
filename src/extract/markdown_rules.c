// What the parser cannot do: GitHub is content with one dash in a column of a table's rule, the
// parser wants three; long paragraphs take it too long (markdown_bound.c).
#include "base/buf.h"
#include "extract/markdown_bound.h"
#include "extract/markdown_mask.h"
#include <stdlib.h>

enum { DASHES = 3 };

/// A rule with a column of less than three dashes. One that begins with "- " is an item of a list.
static bool is_short_rule(struct view line) {
  size_t i = 0, run = 0, n_bars = 0;
  bool is_short = false;
  while (i < line.len && (line.ptr[i] == ' ' || line.ptr[i] == '>'))
    i++;
  if (i + 1 >= line.len || (line.ptr[i] == '-' && line.ptr[i + 1] == ' '))
    return false;
  for (; i <= line.len; i++) {
    char c = i < line.len ? line.ptr[i] : '\0';
    if (c == '-') {
      run++;
      continue;
    }
    is_short |= run > 0 && run < DASHES;
    run = 0;
    n_bars += c == '|';
    if (c != '\0' && memchr("|: \t\r", c, 5) == NULL)
      return false;
  }
  return is_short && n_bars > 0;
}

static bool add_shift(struct markdown_masked *masked, size_t at, size_t extra) {
  void *shifts = masked->shifts;
  if (!array_grow(&shifts, &masked->cap_shifts, masked->n_shifts + 1, sizeof *masked->shifts))
    return false;
  masked->shifts = shifts;
  masked->shifts[masked->n_shifts++] = (struct markdown_shift){at, extra};
  return true;
}

/// Append a rule with its dashes made three.
static bool widen(struct markdown_masked *masked, struct view line, struct buf *out,
                  size_t *extra) {
  size_t run = 0;
  for (size_t i = 0; i < line.len; i++) {
    buf_byte(out, line.ptr[i]);
    run = line.ptr[i] == '-' ? run + 1 : 0;
    bool ends = i + 1 == line.len || line.ptr[i + 1] != '-';
    if (run == 0 || run >= DASHES || !ends)
      continue;
    buf_add(out, "--", DASHES - run);
    *extra += DASHES - run;
    if (!add_shift(masked, out->len, *extra))
      return false;
  }
  return true;
}

/// A blank line more.
static bool cut(struct markdown_masked *masked, struct buf *out, size_t *extra) {
  buf_byte(out, '\n');
  ++*extra;
  return add_shift(masked, out->len, *extra);
}

bool markdown_suit(struct markdown_masked *masked, size_t from) {
  struct view text = {masked->text, masked->len};
  struct markdown_bound bound = {0};
  struct buf out = {0};
  size_t copied = 0, extra = 0;
  bool good = true;
  for (size_t pos = from, end; pos < text.len && good; pos = end + 1) {
    end = view_find(text, pos, '\n');
    struct view line = view_sub(text, pos, end - pos);
    bool ends = markdown_bound_line(&bound, masked->text + pos, line.len);
    bool is_short = is_short_rule(line);
    if (!ends && !is_short)
      continue;
    buf_view(&out, view_sub(text, copied, pos - copied));
    copied = pos;
    if (ends)
      good = cut(masked, &out, &extra);
    if (is_short && good) {
      good = widen(masked, line, &out, &extra);
      copied = end;
    }
  }
  if (good && extra > 0) {
    buf_view(&out, view_sub(text, copied, text.len));
    good = !out.failed;
  }
  if (!good || extra == 0) {
    buf_clear(&out);
    return good;
  }
  free(masked->text);
  masked->text = out.ptr;
  masked->len = out.len;
  return true;
}

size_t markdown_masked_source(const struct markdown_masked *masked, size_t offset) {
  size_t low = 0, high = masked->n_shifts;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (masked->shifts[middle].at <= offset)
      low = middle + 1;
    else
      high = middle;
  }
  return low == 0 ? offset : offset - masked->shifts[low - 1].extra;
}
