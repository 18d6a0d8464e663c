#include "base/source_map.h"

size_t source_map_at(const struct source_map *map, size_t text_offset) {
  if (map == NULL || map->n_runs == 0)
    return text_offset;
  size_t lo = 0, hi = map->n_runs;
  while (hi - lo > 1) {
    size_t mid = lo + (hi - lo) / 2;
    if (map->runs[mid].text_offset <= text_offset)
      lo = mid;
    else
      hi = mid;
  }
  const struct source_run *run = &map->runs[lo];
  size_t limit = lo + 1 < map->n_runs ? map->runs[lo + 1].source_offset : map->source_end;
  if (text_offset < run->text_offset)
    return run->source_offset;
  size_t at = run->source_offset + (text_offset - run->text_offset);
  return at < limit ? at : limit;
}

struct span source_map_span(const struct source_map *map, struct span text) {
  size_t start = source_map_at(map, text.offset);
  if (text.len == 0)
    return (struct span){start, 0};
  // The end is one past the last byte, not the start of what follows: skipped source bytes between
  // two words belong to neither.
  size_t end = source_map_at(map, text.offset + text.len - 1) + 1;
  return (struct span){start, end > start ? end - start : 0};
}
