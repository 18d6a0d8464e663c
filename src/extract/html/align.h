/// Text as parsed beside text as written: which bytes of the page each byte comes from.
#ifndef LISTEN_EXTRACT_HTML_ALIGN_H
#define LISTEN_EXTRACT_HTML_ALIGN_H

#include "base/source_map.h"
#include <stdbool.h>

/// A text node or an attribute value.
struct html_piece {
  struct view text;    ///< with references decoded
  struct view written; ///< as it stands in the page
  size_t source;       ///< offset of `written` in the page
};

/// Append runs for a piece whose text goes to offset `at` of a longer text. A reference ("&uuml;")
/// is one piece of the map. Tags within, which the parser ignored, are passed over.
/// False when out of memory.
bool html_align(struct html_piece piece, size_t at, struct source_run **runs, size_t *n_runs,
                size_t *cap_runs);

#endif
