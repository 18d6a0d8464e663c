/// Elements written by libxml2, which escapes: for the feed and the fragment, piece by piece.
///
/// Promise: a piece that is not failed is well-formed, whatever names and texts hold: what XML 1.0
/// has no place for is left out.
#ifndef LISTEN_SITE_MARKUP_H
#define LISTEN_SITE_MARKUP_H

#include "base/buf.h"

#include <libxml/xmlwriter.h>

struct markup {
  xmlBufferPtr buffer;
  xmlTextWriterPtr writer;
  struct buf scratch;
  bool failed;
};

/// @param indent  a line for each element, indented; else lines are the caller's
struct markup markup_begin(bool indent);
void markup_start(struct markup *m, const char *element);
void markup_end(struct markup *m);
void markup_full_end(struct markup *m); ///< `</x>` even where it is empty, as HTML wants it
void markup_attribute(struct markup *m, const char *name, struct view value);
void markup_text(struct markup *m, struct view text);
void markup_raw(struct markup *m, struct view text); ///< well-formed, and safe where it stands
/// `<element>text</element>`; nothing for an empty text.
void markup_element(struct markup *m, const char *element, struct view text);

enum markup_part { MARKUP_PIECE, MARKUP_DOCUMENT };
/// Append what was written, which may leave elements open, and release. MARKUP_DOCUMENT: with an
/// XML declaration. `out->failed` is set where anything failed.
void markup_take(struct markup *m, enum markup_part part, struct buf *out);

#endif
