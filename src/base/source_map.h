/// Where a byte of derived text came from.
///
/// Decoding, NFC, folding of white space and the like change lengths. A map is a list of runs, in
/// ascending order of both offsets. Inside a run every `text_step` bytes of the text stand for
/// `source_step` bytes of the source: 1 and 1 for UTF-8 as it is, 1 and 2 for ASCII letters in
/// UTF-16, 2 and 1 for umlauts in Windows-1252, 2 and 3 for a composed umlaut. Source bytes that no
/// run covers were left out.
#ifndef LISTEN_BASE_SOURCE_MAP_H
#define LISTEN_BASE_SOURCE_MAP_H

#include "base/view.h"
#include <stdint.h>

struct source_run {
  size_t text_offset;   ///< bytes, in the derived text
  size_t source_offset; ///< bytes, in the input file
  uint32_t text_step;   ///< 0 counts as 1; UINT32_MAX: all of it stands for one place
  uint32_t source_step; ///< 0 counts as 1
};

struct source_map {
  const struct source_run *runs; ///< borrowed from the owner of the derived text
  size_t n_runs;
  size_t source_end; ///< offset just after the last source byte of the text
};

/// Source offset of the piece that holds `text_offset`; past the last run it counts on from that
/// run, up to `source_end`. An empty map maps every offset to itself.
size_t source_map_at(const struct source_map *map, size_t text_offset);

/// Does the map know the place of each byte? An empty one does not, nor one that sends all of a
/// text to one place, where the source does not hold it byte by byte.
bool source_map_is_exact(const struct source_map *map);

/// Source range of a range of the text: from its first byte to the end of its last one, so that
/// source bytes left out before or after it do not belong to it.
struct span source_map_span(const struct source_map *map, struct span text);

#endif
