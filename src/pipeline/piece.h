/// The sound of one utterance as the cache keeps it.
///
/// Layout, in the machine's own form: struct piece_head, frames per clause (size_t), word events,
/// frames (int16_t). The pauses are not in it: they belong to the place, not to the sound.
#ifndef LISTEN_PIPELINE_PIECE_H
#define LISTEN_PIPELINE_PIECE_H

#include "base/buf.h"
#include "synth/synth.h"

struct piece_head {
  uint64_t n_clauses, n_words, n_frames;
};

enum { PIECE_PARTS = 4 };

/// The parts of an entry for `pcm`; they borrow from it and from `head`, which is filled.
void piece_parts(const struct spoken_pcm *pcm, struct piece_head *head,
                 struct view parts[PIECE_PARTS]);

/// Read an entry back.
/// @param content  aligned to 8; `out` borrows from it
/// @return false where the content is no sound of so many clauses
bool piece_open(struct view content, size_t n_clauses, struct spoken_pcm *out);

#endif
