/// How a voice differs in length from the one that the duration model knows.
#ifndef LISTEN_ESTIMATE_VOICE_FIT_H
#define LISTEN_ESTIMATE_VOICE_FIT_H

#include "estimate/estimate.h"

#include <stdbool.h>

/// Sums over what was spoken; zeroed before the first.
struct voice_fit {
  double told_told, told_clauses, clauses_clauses, told_said, clauses_said;
};

/// @param said_s     seconds of sound, without pauses of ours
/// @param told_s     what the model says of it, for a voice with share 1
/// @param n_clauses  clauses in it
void voice_fit_add(struct voice_fit *fit, double said_s, double told_s, size_t n_clauses);

/// The share and, with `per_clause`, what is added to each clause, by least squares. A fit of
/// nothing gives 1 and 0.
void voice_fit_solve(const struct voice_fit *fit, bool per_clause, double *share, double *clause_s);

#endif
