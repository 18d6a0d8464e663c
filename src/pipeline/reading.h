/// The stages from document to utterance as one walk: what is said, in order, piece by piece.
///
/// Promise: holds one sentence at a time, whatever the length of the article.
#ifndef LISTEN_PIPELINE_READING_H
#define LISTEN_PIPELINE_READING_H

#include "extract/extract.h"
#include "normalise/normalise.h"
#include "pipeline/stress.h"
#include "pronounce/pronounce.h"
#include "prosody/prosody.h"
#include "segment/segment.h"

/// What the walk needs; all borrowed, all immutable.
struct reading_tools {
  const struct segmenter *segmenter;
  const struct normaliser *normaliser;
  const struct pronouncer *pronouncer; ///< NULL: every word as it is spelled
  struct prosody_pauses pauses;
  bool whole_utterances; ///< the engine makes the pauses within a sentence
  bool stress;           ///< the engine stresses what the author did (espeak-ng can)
};

/// A sentence of the document.
struct reading_sentence {
  size_t block;         ///< index in document->blocks
  struct span span;     ///< bytes in the block's text
  struct view written;  ///< those bytes
  enum prosody_end end; ///< what follows it
};

struct reading {
  const struct document *document;
  const struct reading_tools *tools;
  size_t block, pos; ///< where to look for the next sentence
  struct span ahead; ///< the sentence after the current one, in the same block
  bool has_ahead;
  struct reading_sentence sentence; ///< the current one
  struct spoken spoken;             ///< its verbalisation
  struct stress_spans stress;       ///< what of it is stressed
  struct pronounced pronounced;     ///< what the engine gets instead of its words
  size_t spoken_pos;                ///< how much of it is in utterances already
  struct utterance utterance;
};

void reading_init(struct reading *reading, const struct document *document,
                  const struct reading_tools *tools);
void reading_clear(struct reading *reading); ///< NULL is fine

/// Step to the next sentence; false at the end. Fills `sentence` only.
bool reading_next_sentence(struct reading *reading);

/// Step to the next utterance: fills `sentence`, `spoken`, `pronounced` and `utterance`. `*done` is
/// set at the end. Errors: LISTEN_E_NOMEM.
enum listen_status reading_next(struct reading *reading, bool *done) LISTEN_MUST_CHECK;

/// Append all of the document that its utterances depend on, texts as sums: what reading_next looks
/// at, and no more. False when out of memory.
bool reading_describe(const struct document *document, struct buf *out);

/// Does a chapter begin with this block? The title, each section, and the very first block; of
/// joined documents only each article.
bool reading_opens_chapter(const struct document *document, size_t block);

#endif
