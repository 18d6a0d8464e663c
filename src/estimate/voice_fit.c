#include "estimate/voice_fit.h"

void voice_fit_add(struct voice_fit *fit, double said_s, double told_s, size_t n_clauses) {
  double n = (double)n_clauses;
  if (told_s <= 0)
    return;
  double weight = 1 / told_s; // an error grows with the root of the length
  fit->told_told += weight * told_s * told_s;
  fit->told_clauses += weight * told_s * n;
  fit->clauses_clauses += weight * n * n;
  fit->told_said += weight * told_s * said_s;
  fit->clauses_said += weight * n * said_s;
}

void voice_fit_solve(const struct voice_fit *fit, bool per_clause, double *share,
                     double *clause_s) {
  double area = fit->told_told * fit->clauses_clauses - fit->told_clauses * fit->told_clauses;
  *share = fit->told_told > 0 ? fit->told_said / fit->told_told : 1;
  *clause_s = 0;
  if (!per_clause || area <= 1e-9 * fit->told_told * fit->clauses_clauses)
    return;
  *share = (fit->told_said * fit->clauses_clauses - fit->clauses_said * fit->told_clauses) / area;
  *clause_s = (fit->clauses_said * fit->told_told - fit->told_said * fit->told_clauses) / area;
}
