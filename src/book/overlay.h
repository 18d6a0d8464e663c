/// The overlay of a part: which element of its document is heard when (SMIL 3.0, as EPUB 3 has it).
///
/// A clip lasts until the next one begins, so that the pauses between sentences are heard too:
/// reading systems play clips one after another.
#ifndef LISTEN_BOOK_OVERLAY_H
#define LISTEN_BOOK_OVERLAY_H

#include "book/file.h"

/// Blocks that belong together, which a reading system may let the reader skip as a whole.
enum book_group { GROUP_NONE, GROUP_LIST, GROUP_QUOTE, GROUP_TABLE, GROUP_FOOTNOTES };

/// An element of the document, by its ID: a letter and a number.
struct book_element {
  char letter;
  size_t number;
  enum book_group group;
  size_t group_number; ///< the group's ID is "g" and this
};

struct book_overlay {
  struct xml xml;
  struct book_file *file; ///< that it goes into
  size_t part;            ///< from 1
  int sample_rate_hz;
  uint64_t base; ///< frame at which the part's sound begins
  struct book_element element;
  uint64_t start; ///< of the element, which is written when its end is known
  bool pending, in_group;
  size_t group_number;
  size_t n_clips;
};

void book_overlay_begin(struct book_overlay *overlay, struct book_file *file, size_t part,
                        int sample_rate_hz, uint64_t base);

/// `element` is heard from frame `start` on. The same element again goes on.
void book_overlay_add(struct book_overlay *overlay, const struct book_element *element,
                      uint64_t start);

/// The part's sound ends at frame `end`. Errors: as for book_xml_finish.
enum listen_status book_overlay_end(struct book_overlay *overlay, uint64_t end, const char *path,
                                    struct listen_diag *diag) LISTEN_MUST_CHECK;

/// Seconds of `frames`, to the microsecond: "12.345678s".
enum { BOOK_CLOCK_BYTES = 48 };
void book_clock(uint64_t frames, int sample_rate_hz, char out[BOOK_CLOCK_BYTES]);

#endif
