#include "pipeline/stress.h"

#include <stdlib.h>

void stress_clear(struct stress_spans *spans) {
  if (spans == NULL)
    return;
  free(spans->items);
  *spans = (struct stress_spans){0};
}

static size_t end_of(struct span span) {
  return span.offset + span.len;
}

/// Where the written byte `pos` went. Inside an edit: to its beginning or, for an end, to its end.
static size_t spoken_at(const struct spoken *spoken, size_t pos, bool end) {
  size_t written = 0, said = 0; // the last place where both are known
  for (size_t i = 0; i < spoken->n_edits; i++) {
    const struct edit *edit = &spoken->edits[i];
    if (edit->source.offset >= pos && (edit->source.offset > pos || end))
      break;
    if (end_of(edit->source) > pos)
      return end ? end_of(edit->spoken) : edit->spoken.offset;
    written = end_of(edit->source);
    said = end_of(edit->spoken);
  }
  return said + (pos - written);
}

bool stress_find(const struct block *block, struct span sentence, const struct spoken *spoken,
                 struct stress_spans *out) {
  out->n = 0;
  for (size_t i = 0; i < block->n_emphasis; i++) {
    struct span stressed = block->emphasis[i];
    if (end_of(stressed) <= sentence.offset || stressed.offset >= end_of(sentence))
      continue;
    size_t from = stressed.offset > sentence.offset ? stressed.offset - sentence.offset : 0;
    size_t to =
        end_of(stressed) < end_of(sentence) ? end_of(stressed) - sentence.offset : sentence.len;
    from = spoken_at(spoken, from, false);
    to = spoken_at(spoken, to, true);
    if (to > spoken->text.len)
      to = spoken->text.len;
    if (from >= to)
      continue;
    if (!array_grow((void **)&out->items, &out->cap, out->n + 1, sizeof *out->items))
      return false;
    out->items[out->n++] = (struct span){from, to - from};
  }
  return true;
}
