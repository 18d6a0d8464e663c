#include "extract/html/trace.h"

#include <stdlib.h>

struct tracer {
  const struct html_page *page;
  size_t flat_run, byte_run; ///< where the last searches ended
  struct source_run *runs;
  size_t n_runs, cap_runs;
  bool failed;
};

/// Where bytes of the flat text come from.
struct place {
  size_t input;               ///< offset in the input
  size_t plain;               ///< so many bytes go on one by one; 0: it is one piece
  size_t piece, piece_source; ///< so many bytes are left of it; it stands for so many
};

/// The run that holds `offset`, searched from `*cursor` on: offsets mostly ascend.
static const struct source_run *find_run(const struct source_run *runs, size_t n, size_t *cursor,
                                         size_t offset, size_t *left) {
  if (*cursor >= n || runs[*cursor].text_offset > offset)
    *cursor = 0;
  while (*cursor + 1 < n && runs[*cursor + 1].text_offset <= offset)
    (*cursor)++;
  *left = *cursor + 1 < n && runs[*cursor + 1].text_offset > offset
              ? runs[*cursor + 1].text_offset - offset
              : SIZE_MAX;
  return &runs[*cursor];
}

static bool is_plain(const struct source_run *run) {
  return run->text_step <= 1 && run->source_step <= 1;
}

/// What is left of a piece: it ends where the next run begins, whatever stands between.
static size_t piece_left(const struct source_run *run, size_t on, size_t left) {
  size_t piece = run->text_step - on % run->text_step;
  return piece < left ? piece : left;
}

/// From the page as parsed to the input.
static struct place from_parsed(struct tracer *t, size_t parsed) {
  const struct html_bytes *bytes = &t->page->bytes;
  size_t left;
  if (bytes->map.n_runs == 0)
    return (struct place){.input = bytes->skip + parsed, .plain = SIZE_MAX};
  const struct source_run *run =
      find_run(bytes->map.runs, bytes->map.n_runs, &t->byte_run, parsed, &left);
  size_t on = parsed < run->text_offset ? 0 : parsed - run->text_offset;
  if (is_plain(run))
    return (struct place){.input = run->source_offset + on, .plain = left};
  return (struct place){.input = run->source_offset + on / run->text_step * run->source_step,
                        .piece = piece_left(run, on, left),
                        .piece_source = run->source_step};
}

static struct place from_flat(struct tracer *t, size_t flat) {
  const struct html_page *page = t->page;
  size_t left;
  if (page->n_runs == 0)
    return (struct place){.plain = SIZE_MAX};
  const struct source_run *run = find_run(page->runs, page->n_runs, &t->flat_run, flat, &left);
  size_t on = flat < run->text_offset ? 0 : flat - run->text_offset;
  if (is_plain(run)) {
    struct place place = from_parsed(t, run->source_offset + on);
    place.plain = place.plain < left ? place.plain : left;
    place.piece = place.piece < left ? place.piece : left;
    return place;
  }
  // A reference: "&uuml;" is one piece, whatever its bytes are.
  struct place first = from_parsed(t, run->source_offset);
  struct place last = from_parsed(t, run->source_offset + run->source_step - 1);
  size_t end = last.input + (last.plain > 0 ? 1 : last.piece_source);
  return (struct place){.input = first.input,
                        .piece = piece_left(run, on, left),
                        .piece_source = end > first.input ? end - first.input : 1};
}

static void push(struct tracer *t, size_t text, size_t source, size_t text_step,
                 size_t source_step) {
  if (t->n_runs > 0) {
    const struct source_run *last = &t->runs[t->n_runs - 1];
    size_t on = text - last->text_offset;
    if (last->text_step == text_step && last->source_step == source_step && on % text_step == 0 &&
        last->source_offset + on / text_step * source_step == source)
      return;
  }
  void *runs = t->runs;
  if (!array_grow(&runs, &t->cap_runs, t->n_runs + 1, sizeof *t->runs)) {
    t->failed = true;
    return;
  }
  t->runs = runs;
  t->runs[t->n_runs++] = (struct source_run){
      text, source, (uint32_t)text_step, (uint32_t)(source_step < UINT32_MAX ? source_step : 1)};
}

/// Text up to `to`, which one run maps to the flat text byte by byte.
static void trace_plain(struct tracer *t, const struct source_run *run, size_t to) {
  for (size_t text = run->text_offset; text < to && !t->failed;) {
    struct place place = from_flat(t, run->source_offset + (text - run->text_offset));
    size_t left = to - text;
    if (place.plain > 0) {
      push(t, text, place.input, 1, 1);
      text += place.plain < left ? place.plain : left;
    } else {
      size_t piece = place.piece < left ? place.piece : left;
      push(t, text, place.input, piece, place.piece_source);
      text += piece;
    }
  }
}

/// Text up to `to`, made of pieces: a mark that was joined to its letter.
static void trace_pieces(struct tracer *t, const struct source_run *run, size_t to) {
  size_t flat = run->source_offset;
  for (size_t text = run->text_offset; text < to && !t->failed; text += run->text_step) {
    struct place first = from_flat(t, flat), last = from_flat(t, flat + run->source_step - 1);
    size_t end = last.input + (last.plain > 0 ? 1 : last.piece_source);
    push(t, text, first.input, run->text_step, end > first.input ? end - first.input : 1);
    flat += run->source_step;
  }
}

/// Line of an offset, from 1: one more than the line feeds before it.
static size_t line_of(const size_t *feeds, size_t n, size_t offset) {
  size_t lo = 0, hi = n;
  while (lo < hi) {
    size_t mid = lo + (hi - lo) / 2;
    if (feeds[mid] < offset)
      lo = mid + 1;
    else
      hi = mid;
  }
  return lo + 1;
}

/// Give each line of the text the number it has in the input; the page as parsed has the same
/// lines.
static bool number_lines(const struct html_page *page, struct decoded *decoded) {
  struct view text = page->parsed;
  void *feeds = NULL;
  size_t n = 0, cap = 0, cursor = 0, left;
  const char *feed = text.ptr, *end = text.ptr + text.len;
  for (; feed < end && (feed = memchr(feed, '\n', (size_t)(end - feed))) != NULL; feed++) {
    if (!array_grow(&feeds, &cap, n + 1, sizeof(size_t))) {
      free(feeds);
      return false;
    }
    ((size_t *)feeds)[n++] = (size_t)(feed - text.ptr);
  }
  for (size_t i = 0; i < decoded->n_lines && page->n_runs > 0; i++) {
    struct text_line *line = &decoded->lines[i];
    size_t flat = page->chunks[line->number - 1].flat;
    size_t at = find_run(page->runs, page->n_runs, &cursor, flat, &left)->source_offset;
    while (at < text.len && (text.ptr[at] == ' ' || (text.ptr[at] >= '\t' && text.ptr[at] <= '\r')))
      at++;
    line->number = line_of(feeds, n, at);
  }
  free(feeds);
  return true;
}

bool html_trace(const struct html_page *page, struct decoded *decoded) {
  struct tracer t = {.page = page};
  for (size_t i = 0; i < decoded->n_runs && !t.failed; i++) {
    const struct source_run *run = &decoded->runs[i];
    size_t to = i + 1 < decoded->n_runs ? run[1].text_offset : decoded->len;
    if (is_plain(run))
      trace_plain(&t, run, to);
    else
      trace_pieces(&t, run, to);
  }
  if (t.failed || !number_lines(page, decoded)) {
    free(t.runs);
    return false;
  }
  free(decoded->runs);
  decoded->runs = t.runs;
  decoded->n_runs = t.n_runs;
  decoded->cap_runs = t.cap_runs;
  return true;
}
