/// Listening time without speaking.
///
/// Promise: pure; the same words give the same seconds, those of an article are the sum of those of
/// its utterances. The model's error is printed by tests/bench/estimate.
#ifndef LISTEN_ESTIMATE_ESTIMATE_H
#define LISTEN_ESTIMATE_ESTIMATE_H

#include "base/view.h"
#include "prosody/prosody.h"

/// The voice that is to be told the length of: espeak-ng's German voice, and how it differs from
/// it.
struct estimate_voice {
  int rate_wpm;    ///< 80..450, espeak-ng's words a minute
  double share;    ///< of the German voice's duration; 1 for that voice itself
  double clause_s; ///< added to each clause; may be negative
};

/// Seconds of an utterance as this voice speaks it, its pauses included.
double estimate_utterance_s(const struct utterance *utterance, const struct estimate_voice *voice);

/// Running counts of a text as written.
struct text_counts {
  size_t words;      ///< runs of non-blank characters, as the scripts of sites count them
  size_t characters; ///< code points, blanks included
};
void text_counts_add(struct text_counts *counts, struct view text);

#endif
