/// Block text → sentences.
///
/// Promise: the spans ascend, do not overlap, are trimmed of white space, and together hold every
/// byte of the text that is not white space. Linear in the text, whatever it is.
#ifndef LISTEN_SEGMENT_SEGMENT_H
#define LISTEN_SEGMENT_SEGMENT_H

#include "base/diag.h"
#include "base/view.h"

/// The compiled tables of abbreviations and the like. Immutable once made: any number of threads
/// may share one.
struct segmenter;

/// @param own  a site's own abbreviations as written, each with its full stop ("Abt. Ö."); whether
///             one ends a sentence is decided by what follows. Borrowed for the call.
/// @return NULL when out of memory. Release with segmenter_free.
struct segmenter *segmenter_new(const struct view *own, size_t n_own);
void segmenter_free(struct segmenter *segmenter); ///< NULL is fine

/// Find the next sentence of `text` (one block, or one --plain paragraph; white space may be of any
/// kind). `*pos` starts at 0 and is moved past the sentence; false when there is none left.
bool segment_next(const struct segmenter *segmenter, struct view text, size_t *pos,
                  struct span *sentence);

#endif
