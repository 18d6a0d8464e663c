/// Where a byte of derived text came from.
///
/// Decoding, NFC, folding of white space and the like change lengths. A map is a list of runs, in
/// ascending order of both offsets; inside a run the two texts advance together byte by byte, and a
/// byte between runs belongs to the start of the next one.
#ifndef LISTEN_BASE_SOURCE_MAP_H
#define LISTEN_BASE_SOURCE_MAP_H

#include "base/view.h"

struct source_run {
  size_t text_offset;   ///< bytes, in the derived text
  size_t source_offset; ///< bytes, in the input file
};

struct source_map {
  const struct source_run *runs; ///< borrowed from the owner of the derived text
  size_t n_runs;
  size_t source_end; ///< offset just after the last source byte of the text
};

/// Source offset of `text_offset`; past the last run it counts on from that run. An empty map maps
/// every offset to itself.
size_t source_map_at(const struct source_map *map, size_t text_offset);

/// Source range of a range of the text.
struct span source_map_span(const struct source_map *map, struct span text);

#endif
