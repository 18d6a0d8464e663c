#include "base/source_map.h"

/// The run that holds `text_offset`: the last one that begins at or before it.
static size_t find_run(const struct source_map *map, size_t text_offset) {
  size_t lo = 0, hi = map->n_runs;
  while (hi - lo > 1) {
    size_t mid = lo + (hi - lo) / 2;
    if (map->runs[mid].text_offset <= text_offset)
      lo = mid;
    else
      hi = mid;
  }
  return lo;
}

/// Source offset of the piece `pieces_on` pieces after the one that holds `text_offset`.
static size_t locate(const struct source_map *map, size_t text_offset, size_t pieces_on) {
  size_t i = find_run(map, text_offset);
  const struct source_run *run = &map->runs[i];
  size_t limit = i + 1 < map->n_runs ? run[1].source_offset : map->source_end;
  size_t text_step = run->text_step == 0 ? 1 : run->text_step;
  size_t source_step = run->source_step == 0 ? 1 : run->source_step;
  size_t pieces = text_offset < run->text_offset ? 0 : (text_offset - run->text_offset) / text_step;
  size_t at = run->source_offset + (pieces + pieces_on) * source_step;
  return at < limit ? at : limit;
}

size_t source_map_at(const struct source_map *map, size_t text_offset) {
  if (map == NULL || map->n_runs == 0)
    return text_offset;
  return locate(map, text_offset, 0);
}

struct span source_map_span(const struct source_map *map, struct span text) {
  if (map == NULL || map->n_runs == 0)
    return text;
  size_t start = locate(map, text.offset, 0);
  if (text.len == 0)
    return (struct span){start, 0};
  size_t end = locate(map, text.offset + text.len - 1, 1);
  return (struct span){start, end > start ? end - start : 0};
}

bool source_map_is_exact(const struct source_map *map) {
  return map->n_runs > 0 && map->runs[0].text_step != UINT32_MAX;
}
