#include "check/diff.h"

#include <stdlib.h>

enum { AROUND = 3 };

/// Two texts, line by line.
struct lines {
  struct view *before, *after; ///< with their line ends
  size_t n;
};

static size_t count_lines(struct view text) {
  size_t n = text.len > 0 && text.ptr[text.len - 1] != '\n';
  for (size_t i = 0; i < text.len; i++)
    n += text.ptr[i] == '\n';
  return n;
}

static void cut(struct view text, struct view *lines) {
  for (size_t pos = 0, end, i = 0; pos < text.len; i++, pos = end) {
    end = view_find(text, pos, '\n');
    end += end < text.len;
    lines[i] = view_sub(text, pos, end - pos);
  }
}

static bool differs(const struct lines *lines, size_t i) {
  return !view_eq(lines->before[i], lines->after[i]);
}

static void write_line(char mark, struct view line, struct buf *out) {
  buf_byte(out, mark);
  buf_view(out, line);
  if (line.len == 0 || line.ptr[line.len - 1] != '\n')
    buf_str(out, "\n\\ No newline at end of file\n");
}

/// Lines `from` to `end`; changes that follow one another are shown as one.
static void write_hunk(const struct lines *lines, size_t from, size_t end, struct buf *out) {
  buf_printf(out, "@@ -%zu,%zu +%zu,%zu @@\n", from + 1, end - from, from + 1, end - from);
  for (size_t i = from, stop; i < end; i = stop) {
    stop = i + 1;
    if (!differs(lines, i)) {
      write_line(' ', lines->before[i], out);
      continue;
    }
    while (stop < end && differs(lines, stop))
      stop++;
    for (size_t k = i; k < stop; k++)
      write_line('-', lines->before[k], out);
    for (size_t k = i; k < stop; k++)
      write_line('+', lines->after[k], out);
  }
}

static void write_hunks(const struct lines *lines, struct buf *out) {
  for (size_t i = 0, end; i < lines->n; i = end) {
    end = i + 1;
    if (!differs(lines, i))
      continue;
    size_t last = i;
    for (size_t k = i; k < lines->n && k <= last + 2 * AROUND; k++)
      last = differs(lines, k) ? k : last;
    end = last + AROUND + 1 < lines->n ? last + AROUND + 1 : lines->n;
    write_hunk(lines, i > AROUND ? i - AROUND : 0, end, out);
  }
}

void diff_unified(const char *path, struct view before, struct view after, struct buf *out) {
  bool wide = view_starts(before, VIEW("\xFF\xFE")) || view_starts(before, VIEW("\xFE\xFF"));
  struct lines lines = {.n = count_lines(before)};
  if (view_eq(before, after))
    return;
  if (wide || count_lines(after) != lines.n) {
    buf_printf(out, "Binary files a/%s and b/%s differ\n", path, path);
    return;
  }
  lines.before = calloc(2 * lines.n + 1, sizeof *lines.before);
  if (lines.before == NULL) {
    out->failed = true;
    return;
  }
  lines.after = lines.before + lines.n;
  cut(before, lines.before);
  cut(after, lines.after);
  buf_printf(out, "--- a/%s\n+++ b/%s\n", path, path);
  write_hunks(&lines, out);
  free(lines.before);
}
