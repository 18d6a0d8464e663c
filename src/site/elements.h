/// Elements written by libxml2, which escapes: for the feed and the fragment, piece by piece.
///
/// Promise: a piece that is not failed is well-formed, whatever names and texts hold: what XML 1.0
/// has no place for is left out.
#ifndef LISTEN_SITE_ELEMENTS_H
#define LISTEN_SITE_ELEMENTS_H

#include "base/buf.h"

#include <libxml/xmlwriter.h>

struct elements {
  xmlBufferPtr buffer;
  xmlTextWriterPtr writer;
  struct buf scratch;
  bool failed;
};

/// @param indent  a line for each element, indented; else lines are the caller's
struct elements elements_begin(bool indent);
void elements_start(struct elements *m, const char *element);
void elements_end(struct elements *m);
void elements_full_end(struct elements *m); ///< `</x>` even where it is empty, as HTML wants it
void elements_attribute(struct elements *m, const char *name, struct view value);
void elements_text(struct elements *m, struct view text);
void elements_raw(struct elements *m, struct view text); ///< well-formed, and safe where it stands
/// `<element>text</element>`; nothing for an empty text.
void elements_element(struct elements *m, const char *element, struct view text);

enum elements_part { ELEMENTS_PIECE, ELEMENTS_DOCUMENT };
/// Append what was written, which may leave elements open, and release. ELEMENTS_DOCUMENT: with an
/// XML declaration. `out->failed` is set where anything failed.
void elements_take(struct elements *m, enum elements_part part, struct buf *out);

#endif
