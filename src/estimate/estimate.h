/// Listening time without speaking.
///
/// Pure: the same words give the same seconds. The model's error is printed by
/// tests/bench/estimate.
#ifndef LISTEN_ESTIMATE_ESTIMATE_H
#define LISTEN_ESTIMATE_ESTIMATE_H

#include "base/view.h"
#include "prosody/prosody.h"

/// Seconds of sound the German voice of espeak-ng takes for one clause in engine form, without the
/// pause after it.
/// @param rate_wpm  80..450, espeak-ng's words a minute
double estimate_clause_s(struct view engine_text, int rate_wpm);

/// The same for an utterance, its pauses included.
double estimate_utterance_s(const struct utterance *utterance, int rate_wpm);

/// Running counts of a text as written.
struct text_counts {
  size_t words;      ///< runs of non-blank characters, as the scripts of sites count them
  size_t characters; ///< code points, blanks included
};
void text_counts_add(struct text_counts *counts, struct view text);

#endif
