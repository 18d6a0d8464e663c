/// Sentences on their way through the workers: what was submitted comes back as frames, in order,
/// and leaves as sentences with the times of their words.
///
/// Promise: holds what is under way, and one sentence; memory does not grow with the article.
#ifndef LISTEN_PIPELINE_HEARD_H
#define LISTEN_PIPELINE_HEARD_H

#include "pipeline/reading.h"
#include "pipeline/speak.h"
#include "timing/timing.h"

struct heard_piece;

/// Zeroed but for `sink` before the first call; a NULL `sink` makes every call do nothing.
struct heard {
  const struct sentence_sink *sink;
  struct written_words words; ///< of the sentence being submitted
  bool goes_on;               ///< the next utterance is of the same sentence
  struct heard_piece *pieces; ///< ring
  size_t n_ring, head, n_pieces;
  struct timed_sentence sentence; ///< the one being heard
  bool sounded;
  struct timed_word *timed; ///< its words
  size_t n_timed, cap_timed, last_word;
  uint64_t *starts; ///< working memory
  size_t cap_starts;
};

void heard_clear(struct heard *heard); ///< NULL is fine

/// The reading's present utterance was submitted. Errors: LISTEN_E_NOMEM.
enum listen_status heard_submit(struct heard *heard,
                                const struct reading *reading) LISTEN_MUST_CHECK;

/// A clause of the oldest utterance has begun at frame `start` of the article; only with a sound.
/// Errors: LISTEN_E_NOMEM.
enum listen_status heard_clause(struct heard *heard, const struct spoken_pcm *pcm, size_t clause,
                                uint64_t start) LISTEN_MUST_CHECK;

/// The oldest utterance is done: a sentence that ends with it goes to the sink.
/// Errors: those of the sink.
enum listen_status heard_done(struct heard *heard, struct listen_diag *diag) LISTEN_MUST_CHECK;

#endif
