/// How long the German voice of espeak-ng sounds, told from the spelling.
///
/// A clause is taken apart into keys (letters, pairs and triples of letters of each word, and a few
/// that count words, clauses and the mark at the end); each has its share of the duration in
/// src/data/durations.tsv, for five rates. The shares are fitted by tests/bench/fit_estimate.py on
/// what the engine really spoke, its lexicon and all, so spelling stands for pronunciation.
#ifndef LISTEN_ESTIMATE_DURATION_H
#define LISTEN_ESTIMATE_DURATION_H

#include "base/view.h"
#include <stdint.h>

/// Up to three code points, the first in the highest bits; blanks are word boundaries.
typedef uint64_t duration_key;

enum { DURATION_KEY_BYTES = 13 };

/// Hand every key of a clause (engine text without phoneme input, of any length) to `visit`, in
/// order, as often as it occurs.
void duration_keys(struct view clause, void (*visit)(void *context, duration_key key),
                   void *context);

/// The key as in the table: "_" for a word boundary. NUL-terminated.
void duration_key_print(duration_key key, char out[DURATION_KEY_BYTES]);
/// What duration_key_print printed, or 0.
duration_key duration_key_parse(struct view printed);

/// Seconds of a clause's sound, without the pause after it.
/// @param rate_wpm  80..450, espeak-ng's words a minute
double duration_clause_s(struct view clause, int rate_wpm);

#endif
