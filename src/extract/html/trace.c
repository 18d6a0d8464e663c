#include "extract/html/trace.h"

#include <stdlib.h>

struct tracer {
  const struct html_page *page;
  struct decoded *decoded;
  size_t flat_run; ///< run of the page at which the last search ended
  struct source_run *runs;
  size_t n_runs, cap_runs;
  bool failed;
};

/// Offset in the input of an offset in the flat text, and the run it lies in.
static size_t flat_to_input(struct tracer *t, size_t flat, const struct source_run **out) {
  const struct html_page *page = t->page;
  if (page->n_runs == 0)
    return 0;
  if (t->flat_run >= page->n_runs || page->runs[t->flat_run].text_offset > flat)
    t->flat_run = 0;
  while (t->flat_run + 1 < page->n_runs && page->runs[t->flat_run + 1].text_offset <= flat)
    t->flat_run++;
  const struct source_run *run = &page->runs[t->flat_run];
  size_t on = flat < run->text_offset ? 0 : flat - run->text_offset;
  *out = run;
  return html_bytes_source(&page->bytes,
                           run->source_offset + on / run->text_step * run->source_step);
}

static void push(struct tracer *t, struct source_run run) {
  if (t->n_runs > 0) {
    const struct source_run *last = &t->runs[t->n_runs - 1];
    size_t on = run.text_offset - last->text_offset;
    if (last->text_step == run.text_step && last->source_step == run.source_step &&
        on % last->text_step == 0 &&
        last->source_offset + on / last->text_step * last->source_step == run.source_offset)
      return;
  }
  void *runs = t->runs;
  if (!array_grow(&runs, &t->cap_runs, t->n_runs + 1, sizeof run)) {
    t->failed = true;
    return;
  }
  t->runs = runs;
  t->runs[t->n_runs++] = run;
}

/// Text [from, to), which one run maps to the flat text. Where that was copied byte by byte from a
/// page in UTF-8 the runs are cut at the runs of the flat text; else each piece is traced alone.
static void trace_run(struct tracer *t, const struct source_run *run, size_t to) {
  const struct html_page *page = t->page;
  bool plain = run->text_step == 1 && run->source_step == 1 && page->bytes.map.n_runs == 0;
  size_t text = run->text_offset;
  while (text < to && !t->failed) {
    size_t flat =
        run->source_offset + (text - run->text_offset) / run->text_step * run->source_step;
    const struct source_run *under = NULL;
    size_t source = flat_to_input(t, flat, &under);
    size_t next = under != NULL && t->flat_run + 1 < page->n_runs ? under[1].text_offset : SIZE_MAX;
    if (plain && under != NULL && under->text_step == 1 && under->source_step == 1) {
      push(t, (struct source_run){text, source, 1, 1});
      text = next - flat < to - text ? text + (next - flat) : to;
      continue;
    }
    // One piece: of the run, and at least the piece of the flat text below it.
    size_t text_step = run->text_step, source_step = run->source_step;
    if (text_step == 1 && source_step == 1 && under != NULL && under->text_step > 1) {
      text_step = under->text_step;
      source_step = under->text_step;
    }
    const struct source_run *after = NULL;
    size_t saved = t->flat_run;
    size_t end = flat_to_input(t, flat + source_step, &after);
    // Across a gap the next piece begins elsewhere: the piece ends where its own run says.
    if (after != under && under != NULL)
      end = html_bytes_source(&page->bytes, under->source_offset +
                                                ((flat - under->text_offset) / under->text_step +
                                                 (under->text_step > 1 ? 1 : source_step)) *
                                                    under->source_step);
    t->flat_run = saved;
    size_t span = end > source && end - source < UINT32_MAX ? end - source : 1;
    if (text_step > to - text)
      text_step = to - text;
    push(t, (struct source_run){text, source, (uint32_t)text_step, (uint32_t)span});
    text += text_step;
  }
}

/// Lines of the input, counted once: lines of the text mostly ascend.
static void number_lines(const struct html_page *page, struct decoded *decoded,
                         const struct source_run *runs, size_t n_runs) {
  const struct source_map map = {runs, n_runs, SIZE_MAX};
  struct view text = page->parsed;
  size_t at = 0, number = 1, parsed;
  (void)map;
  for (size_t i = 0, r = 0; i < decoded->n_lines; i++) {
    struct text_line *line = &decoded->lines[i];
    // The flat text leads to the page as parsed, whose lines are those of the input.
    size_t flat = page->chunks[line->number - 1].flat;
    while (r + 1 < page->n_runs && page->runs[r + 1].text_offset <= flat)
      r++;
    while (r > 0 && page->runs[r].text_offset > flat)
      r--;
    parsed = page->n_runs == 0 ? 0 : page->runs[r].source_offset;
    const char *p = text.ptr + parsed, *end = text.ptr + text.len;
    while (p < end && (*p == ' ' || (*p >= '\t' && *p <= '\r')))
      p++;
    parsed = (size_t)(p - text.ptr);
    if (parsed < at) {
      at = 0;
      number = 1;
    }
    const char *feed;
    while (at < parsed && (feed = memchr(text.ptr + at, '\n', parsed - at)) != NULL) {
      number++;
      at = (size_t)(feed - text.ptr) + 1;
    }
    at = parsed;
    line->number = number;
  }
}

bool html_trace(const struct html_page *page, struct decoded *decoded) {
  struct tracer t = {.page = page, .decoded = decoded};
  for (size_t i = 0; i < decoded->n_runs && !t.failed; i++)
    trace_run(&t, &decoded->runs[i],
              i + 1 < decoded->n_runs ? decoded->runs[i + 1].text_offset : decoded->len);
  if (t.failed) {
    free(t.runs);
    return false;
  }
  number_lines(page, decoded, t.runs, t.n_runs);
  free(decoded->runs);
  decoded->runs = t.runs;
  decoded->n_runs = t.n_runs;
  decoded->cap_runs = t.cap_runs;
  return true;
}
