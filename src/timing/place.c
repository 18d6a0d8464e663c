#include "timing/timing.h"

#include "base/utf8.h"

#include <stdlib.h>

void word_places_clear(struct word_places *places) {
  if (places == NULL)
    return;
  free(places->items);
  *places = (struct word_places){0};
}

static size_t span_end(struct span span) {
  return span.offset + span.len;
}

/// Index of the first word whose speech ends past `pos`.
static size_t first_word(const struct written_words *words, size_t pos) {
  size_t low = 0, high = words->n;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (span_end(words->items[middle].spoken) <= pos)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

/// Words of `text` between blanks that begin before `pos`.
static size_t count_words(struct view text, size_t pos) {
  size_t count = 0;
  bool in_word = false;
  for (size_t i = 0, n; i < text.len && i < pos; i += n) {
    bool space = utf8_is_space(utf8_at(text, i, &n));
    count += !space && !in_word;
    in_word = !space;
  }
  return count;
}

/// Where the `nth` word of `text` begins, from 0.
static size_t nth_word(struct view text, size_t nth) {
  bool in_word = false;
  for (size_t i = 0, n; i < text.len; i += n) {
    bool space = utf8_is_space(utf8_at(text, i, &n));
    if (!space && !in_word && nth-- == 0)
      return i;
    in_word = !space;
  }
  return text.len;
}

/// The byte of a replacement that stands for the byte `pos` of what it replaces: word by word where
/// both have as many ("Xi Jinping" → "[[Ci: dZIn'pIN]]"), else by the share of the length.
static size_t inside_replacement(struct view replaced, struct view replacement, size_t pos) {
  if (pos == 0 || pos >= replaced.len)
    return pos == 0 ? 0 : replacement.len;
  if (count_words(replaced, replaced.len) == count_words(replacement, replacement.len))
    return nth_word(replacement, count_words(replaced, pos));
  return pos * replacement.len / replaced.len;
}

/// The part of a run's engine text that says `spoken`, a part of the run's.
static struct span engine_part(const struct engine_run *run, struct span said, struct view spoken,
                               struct view engine) {
  size_t from = said.offset - run->spoken.offset, to = from + said.len;
  if (run->replaced) {
    struct view replaced = view_sub(spoken, run->spoken.offset, run->spoken.len);
    struct view replacement = view_sub(engine, run->engine.offset, run->engine.len);
    from = inside_replacement(replaced, replacement, from);
    to = inside_replacement(replaced, replacement, to);
  }
  return (struct span){run->engine.offset + from, to > from ? to - from : 0};
}

static bool add_place(struct word_places *out, struct word_place place) {
  if (place.engine.len == 0)
    return true;
  struct word_place *last = out->n > 0 ? &out->items[out->n - 1] : NULL;
  if (last != NULL && last->word == place.word && last->clause == place.clause) {
    last->engine.len = span_end(place.engine) - last->engine.offset;
    return true;
  }
  if (!array_grow((void **)&out->items, &out->cap, out->n + 1, sizeof *out->items))
    return false;
  out->items[out->n++] = place;
  return true;
}

enum listen_status word_places_find(const struct written_words *words, struct view spoken,
                                    const struct utterance *utterance, struct word_places *out) {
  out->n = 0;
  size_t clause = 0, clause_start = 0;
  struct view engine = buf_as_view(&utterance->engine);
  size_t word = utterance->n_runs > 0 ? first_word(words, utterance->runs[0].spoken.offset) : 0;
  for (size_t i = 0; i < utterance->n_runs; i++) {
    const struct engine_run *run = &utterance->runs[i];
    while (run->engine.offset > clause_start + utterance->clauses[clause].len)
      clause_start += utterance->clauses[clause++].len + 1;
    for (; word < words->n && words->items[word].spoken.offset < span_end(run->spoken); word++) {
      const struct written_word *w = &words->items[word];
      size_t from = w->spoken.offset > run->spoken.offset ? w->spoken.offset : run->spoken.offset;
      size_t to =
          span_end(w->spoken) < span_end(run->spoken) ? span_end(w->spoken) : span_end(run->spoken);
      if (to <= from)
        continue;
      struct span said = engine_part(run, (struct span){from, to - from}, spoken, engine);
      said.offset -= clause_start;
      if (!add_place(out, (struct word_place){word, w->written, clause, said}))
        return LISTEN_E_NOMEM;
      if (span_end(w->spoken) > span_end(run->spoken))
        break; // it goes on in the next run
    }
  }
  return LISTEN_OK;
}

/// Give the places [from, to), of which at most the first has a start, their share of the time from
/// there to `end`.
static void share(const struct word_place *places, size_t from, size_t to, uint64_t start,
                  uint64_t end, uint64_t *starts) {
  uint64_t total = 0, before = 0;
  for (size_t i = from; i < to; i++)
    total += places[i].engine.len;
  for (size_t i = from; i < to; i++) {
    starts[i] = start + (end - start) * before / total; // a place is never empty
    before += places[i].engine.len;
  }
}

void word_places_time(const struct word_place *places, size_t n, const struct word_event *events,
                      size_t n_events, uint64_t n_frames, uint64_t *starts) {
  size_t known = 0, event = 0;
  uint64_t start = 0;
  for (size_t i = 0; i < n; i++) {
    while (event < n_events && events[event].text_offset < places[i].engine.offset)
      event++;
    if (event == n_events || events[event].text_offset >= span_end(places[i].engine))
      continue;
    uint64_t frame = events[event].frame < n_frames ? events[event].frame : n_frames;
    if (i > known)
      share(places, known, i, start, frame, starts);
    known = i;
    start = frame;
  }
  if (n > 0)
    share(places, known, n, start, n_frames, starts);
}
