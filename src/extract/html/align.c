#include "extract/html/align.h"

#include "base/buf.h"
#include "base/utf8.h"

enum { REFERENCE_MAX_BYTES = 40 };

struct aligner {
  struct html_piece piece;
  size_t at;
  struct source_run **runs;
  size_t *n_runs, *cap_runs;
};

static bool add_run(struct aligner *a, size_t text, size_t written, uint32_t text_step,
                    uint32_t source_step) {
  void *runs = *a->runs;
  if (!array_grow(&runs, a->cap_runs, *a->n_runs + 1, sizeof **a->runs))
    return false;
  *a->runs = runs;
  (*a->runs)[(*a->n_runs)++] =
      (struct source_run){a->at + text, a->piece.source + written, text_step, source_step};
  return true;
}

static bool is_name_char(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '#';
}

/// Bytes of the reference at `pos`, with its semicolon. Without one the name may run into the next
/// word ("&uumlber"): then it is as long as the text that follows says.
static size_t reference_bytes(struct view written, size_t pos, struct view rest) {
  size_t end = pos + 1;
  while (end < written.len && end - pos < REFERENCE_MAX_BYTES && is_name_char(written.ptr[end]))
    end++;
  if (end < written.len && written.ptr[end] == ';')
    return end + 1 - pos;
  struct view next = view_sub(rest, 0, 4);
  for (size_t i = end; next.len > 0 && i > pos + 2; i--)
    if (view_starts(view_sub(written, i, next.len), next))
      return i - pos;
  return end - pos;
}

/// Bytes of text that one reference stands for. Some stand for two code points, the second a mark.
static size_t referenced_bytes(struct view text, size_t pos, struct view after) {
  size_t size, mark;
  utf8_at(text, pos, &size);
  struct view one = view_sub(text, pos + size, 1);
  if (one.len > 0 && after.len > 0 && one.ptr[0] != after.ptr[0] &&
      utf8_is_mark(utf8_at(text, pos + size, &mark)))
    size += mark;
  return size;
}

/// Pass over a tag or comment at `pos` that left no trace in the text.
static size_t markup_bytes(struct view written, size_t pos) {
  size_t end = view_find(written, pos, '>');
  return end + (end < written.len) - pos;
}

static size_t common_bytes(struct view a, size_t i, struct view b, size_t k) {
  size_t n = 0;
  while (i + n < a.len && k + n < b.len && a.ptr[i + n] == b.ptr[k + n] && a.ptr[i + n] != '&')
    n++;
  return n;
}

/// Is the byte at `w` one that leaves no trace: CR before LF, NUL, a line feed after <pre>? A CR
/// alone is a line feed in the text.
static bool is_dropped(struct view written, size_t w, char text) {
  char c = written.ptr[w];
  bool line_feed = w + 1 < written.len && written.ptr[w + 1] == '\n';
  return (c == '\r' && (line_feed || text != '\n')) || c == '\n' || c == '\0';
}

static bool align_references(struct aligner *a) {
  struct view text = a->piece.text, written = a->piece.written;
  size_t t = 0, w = 0;
  while (t < text.len) {
    size_t n = common_bytes(text, t, written, w);
    if (n > 0 && !add_run(a, t, w, 1, 1))
      return false;
    t += n;
    w += n;
    if (t >= text.len || w >= written.len)
      break;
    if (written.ptr[w] == '&') {
      size_t size, source;
      utf8_at(text, t, &size);
      source = reference_bytes(written, w, view_sub(text, t + size, text.len));
      if (text.ptr[t] == '&' && source > 1 && written.ptr[w + source - 1] != ';')
        source = 1; // "A&B": no reference
      size = referenced_bytes(text, t, view_sub(written, w + source, 1));
      if (!add_run(a, t, w, (uint32_t)size, (uint32_t)source))
        return false;
      t += size;
      w += source;
    } else if (written.ptr[w] == '<') {
      w += markup_bytes(written, w);
    } else if (is_dropped(written, w, text.ptr[t])) {
      w++;
    } else {
      size_t size, source;
      utf8_at(text, t, &size);
      utf8_at(written, w, &source);
      if (!add_run(a, t, w, (uint32_t)size, (uint32_t)source))
        return false;
      t += size;
      w += source;
    }
  }
  // Text that was written elsewhere is one piece at the end.
  return t >= text.len || add_run(a, t, w > 0 ? w - 1 : 0, (uint32_t)(text.len - t), 1);
}

bool html_align(struct html_piece piece, size_t at, struct source_run **runs, size_t *n_runs,
                size_t *cap_runs) {
  struct aligner a = {piece, at, runs, n_runs, cap_runs};
  if (piece.text.len == 0 || piece.text.len > UINT32_MAX)
    return true;
  if (view_eq(piece.text, piece.written))
    return add_run(&a, 0, 0, 1, 1);
  return align_references(&a);
}
