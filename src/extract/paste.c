#include "extract/paste.h"

#include "base/utf8.h"
#include "extract/text.h"
#include <stdlib.h>

bool paste_drop(struct decoded *decoded, struct arena *arena, struct view text, size_t number,
                enum skip_reason reason) {
  void *items = decoded->dropped;
  struct view copy = arena_copy(arena, text);
  if (copy.ptr == NULL ||
      !array_grow(&items, &decoded->cap_dropped, decoded->n_dropped + 1, sizeof *decoded->dropped))
    return false;
  decoded->dropped = items;
  decoded->dropped[decoded->n_dropped++] = (struct dropped_line){copy, number, (uint8_t)reason};
  return true;
}

// ---- taking lines out ----

/// What is kept is moved together: text, runs and lines.
struct removal {
  struct decoded *d;
  struct source_run *runs;
  size_t n_runs, cap_runs;
  size_t text, run, line; ///< written so far; `run` is the one to read next
};

static bool push_run(struct removal *r, struct source_run run) {
  void *runs = r->runs;
  if (!array_grow(&runs, &r->cap_runs, r->n_runs + 1, sizeof *r->runs))
    return false;
  r->runs = runs;
  r->runs[r->n_runs++] = run;
  return true;
}

/// Keep the text [start, end), which begins a line.
static bool keep_text(struct removal *r, size_t start, size_t end) {
  struct decoded *d = r->d;
  while (r->run + 1 < d->n_runs && d->runs[r->run + 1].text_offset <= start)
    r->run++;
  for (size_t k = r->run; k < d->n_runs && d->runs[k].text_offset < end; k++) {
    struct source_run run = d->runs[k];
    if (run.text_offset < start) {
      run.source_offset += (start - run.text_offset) / run.text_step * run.source_step;
      run.text_offset = start;
    }
    run.text_offset = run.text_offset - start + r->text;
    if (!push_run(r, run))
      return false;
  }
  memmove(d->text + r->text, d->text + start, end - start);
  r->text += end - start;
  return true;
}

/// Keep the lines [from, to), none of which is dropped.
static bool keep_lines(struct removal *r, size_t from, size_t to, bool after_drop, uint8_t gap) {
  struct decoded *d = r->d;
  size_t start = d->lines[from].start, was = r->text;
  size_t end = to < d->n_lines ? d->lines[to - 1].start + d->lines[to - 1].len + 1 : d->len;
  if (!keep_text(r, start, end))
    return false;
  for (size_t i = from; i < to; i++) {
    struct text_line line = d->lines[i];
    line.start = line.start - start + was;
    if (i == from && after_drop) {
      line.gap = line.gap > gap ? line.gap : gap;
      line.page = true;
    }
    d->lines[r->line++] = line;
  }
  return true;
}

static bool remove_dropped(struct decoded *d, struct arena *arena) {
  struct removal r = {.d = d};
  bool done = true, page = false;
  uint8_t gap = 0;
  for (size_t i = 0, end; i < d->n_lines && done; i = end) {
    end = i + 1;
    const struct text_line *line = &d->lines[i];
    if (line->dropped) {
      done = paste_drop(d, arena, line_text(d, line), line->number, line->reason);
      gap = line->gap > gap ? line->gap : gap;
      page = true;
      continue;
    }
    while (end < d->n_lines && !d->lines[end].dropped)
      end++;
    done = keep_lines(&r, i, end, page, gap);
    page = false;
    gap = 0;
  }
  if (!done) {
    free(r.runs);
    return false;
  }
  free(d->runs);
  d->runs = r.runs;
  d->n_runs = r.n_runs;
  d->cap_runs = r.cap_runs;
  d->n_lines = r.line;
  d->len = r.n_runs == 0 ? 0 : r.text;
  // The blank after the last line goes with what followed it.
  if (d->n_lines > 0)
    d->len = d->lines[d->n_lines - 1].start + d->lines[d->n_lines - 1].len;
  return true;
}

// ---- over the end of a page ----

enum { LOWER_MIN_COLUMNS = 30, CAPITAL_MIN_COLUMNS = 45 };

/// Does the paragraph go on over the end of a page? A full stop may end it there, and a short line
/// is a heading.
static bool goes_on(const struct decoded *d, size_t i) {
  const struct text_line *line = &d->lines[i], *before = &d->lines[i - 1];
  struct view text = line_text(d, line), text_before = line_text(d, before);
  bool keep;
  if (line->fixed || before->fixed || text_ends_sentence(text_before))
    return false;
  if (text_breaks_word(text_before, text, &keep) || text_breaks_softly(before, text))
    return true;
  if (text_starts_lower(text))
    return before->columns >= LOWER_MIN_COLUMNS;
  return before->columns >= CAPITAL_MIN_COLUMNS && before->gap == 0 && i > 1 &&
         (line->columns >= CAPITAL_MIN_COLUMNS || text_ends_sentence(text));
}

static void mark_going_on(struct decoded *d) {
  for (size_t i = 1; i < d->n_lines; i++) {
    d->lines[i].goes_on = d->lines[i].page && goes_on(d, i);
    if (d->lines[i].goes_on) {
      d->lines[i].gap = 0;
      d->lines[i].gap_has_blanks = false;
    }
  }
}

static int by_number(const void *a, const void *b) {
  const struct dropped_line *x = a, *y = b;
  return (x->number > y->number) - (x->number < y->number);
}

bool paste_prepare(struct decoded *decoded, struct arena *arena, const struct rules *rules) {
  if (!pages_mark(decoded, rules) || !mail_mark(decoded, arena, rules))
    return false;
  bool any = decoded->n_dropped > 0;
  for (size_t i = 0; i < decoded->n_lines && !any; i++)
    any = decoded->lines[i].dropped;
  if (any && !remove_dropped(decoded, arena))
    return false;
  if (decoded->n_dropped > 1)
    qsort(decoded->dropped, decoded->n_dropped, sizeof *decoded->dropped, by_number);
  mark_going_on(decoded);
  return hyphen_learn(decoded);
}
