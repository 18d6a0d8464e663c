/// Listening time without speaking, and what it is compared with.
///
/// Pure: the same words give the same seconds. The model's error is printed by
/// tests/bench/estimate.
#ifndef LISTEN_ESTIMATE_ESTIMATE_H
#define LISTEN_ESTIMATE_ESTIMATE_H

#include "base/buf.h"
#include "base/view.h"
#include "claim/claim.h"
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

/// Seconds a reader takes: the middle of the rates in use for German, 200 words a minute.
double estimate_reading_s(size_t words);

/// "9 Minuten", "1 Minute": seconds rounded to the nearest minute, at least one.
void minutes_label(double seconds, struct buf *out);

/// A rule by which sites turn words into minutes.
struct label_formula {
  const char *name; ///< "floor(words/200)"
  int words_per_minute;
  enum { ROUND_FLOOR, ROUND_NEAREST, ROUND_CEIL } rounding;
};
/// The known ones, the most usual first.
extern const struct label_formula label_formulas[];
extern const size_t n_label_formulas;
/// Whole minutes by this rule; at least 1.
int label_formula_minutes(const struct label_formula *formula, size_t words);

enum verdict { VERDICT_OK, VERDICT_TOO_SHORT, VERDICT_TOO_LONG, VERDICT_NO_CLAIM };
const char *verdict_name(enum verdict verdict); ///< "ok", "too_short", "too_long", "no_claim"

/// A claim against the truth. It is wrong when it is off by more than 10 % and by more than 30 s
/// (both, so that a short text is not blamed for rounding). A reading claim is right anywhere
/// between the slowest and the fastest reading rate in use.
enum verdict check_claim(const struct claim *claim, double listen_s, size_t words);

/// How far off the claim is, in per cent of the true value; 0 where that is 0.
double claim_error_pct(const struct claim *claim, double true_s);

#endif
