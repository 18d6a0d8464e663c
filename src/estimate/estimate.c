#include "estimate/estimate.h"

#include "base/utf8.h"
#include "estimate/duration.h"

#include <math.h>

double estimate_utterance_s(const struct utterance *utterance, const struct estimate_voice *voice) {
  double s = 0;
  for (size_t i = 0; i < utterance->n_clauses; i++) {
    const struct clause *clause = &utterance->clauses[i];
    double sound_s = duration_clause_s((struct view){clause->text, clause->len}, voice->rate_wpm);
    sound_s = sound_s * voice->share + voice->clause_s;
    s += sound_s > 0 ? sound_s : 0;
    s += clause->pause_ms / 1000.0;
  }
  return s;
}

void text_counts_add(struct text_counts *counts, struct view text) {
  bool in_word = false;
  for (size_t pos = 0, n; pos < text.len; pos += n) {
    uint32_t c = utf8_at(text, pos, &n);
    counts->characters++;
    if (utf8_is_space(c))
      in_word = false;
    else if (!in_word)
      in_word = true, counts->words++;
  }
}

// Rates: words/200 and words/212 are the defaults of the npm package reading-time and of Hugo,
// 179 is Yoast's for German, 265 Medium's; the others are in use on German sites.
enum { USUAL_READING_WPM = 200, SLOWEST_READING_WPM = 150, FASTEST_READING_WPM = 265 };

double estimate_reading_s(size_t words) {
  return (double)words * 60.0 / USUAL_READING_WPM;
}

void minutes_label(double seconds, struct buf *out) {
  long minutes = lround(seconds / 60.0);
  if (minutes < 1)
    minutes = 1;
  buf_printf(out, "%ld %s", minutes, minutes == 1 ? "Minute" : "Minuten");
}

#define FORMULAS(wpm, first, first_name, second, second_name, third, third_name)                   \
  {first_name "(words/" #wpm ")", wpm, first}, {second_name "(words/" #wpm ")", wpm, second}, {    \
    third_name "(words/" #wpm ")", wpm, third                                                      \
  }
#define FLOOR_FIRST(wpm)                                                                           \
  FORMULAS(wpm, ROUND_FLOOR, "floor", ROUND_CEIL, "ceil", ROUND_NEAREST, "round")
#define CEIL_FIRST(wpm)                                                                            \
  FORMULAS(wpm, ROUND_CEIL, "ceil", ROUND_NEAREST, "round", ROUND_FLOOR, "floor")

const struct label_formula label_formulas[] = {
    FLOOR_FIRST(200), CEIL_FIRST(212), CEIL_FIRST(179), CEIL_FIRST(265), CEIL_FIRST(250),
    CEIL_FIRST(225),  CEIL_FIRST(180), CEIL_FIRST(238), CEIL_FIRST(260), CEIL_FIRST(150),
};
const size_t n_label_formulas = sizeof label_formulas / sizeof *label_formulas;

int label_formula_minutes(const struct label_formula *formula, size_t words) {
  double exact = (double)words / formula->words_per_minute;
  double whole = formula->rounding == ROUND_FLOOR  ? floor(exact)
                 : formula->rounding == ROUND_CEIL ? ceil(exact)
                                                   : round(exact);
  return whole < 1 ? 1 : whole > 1e6 ? 1000000 : (int)whole;
}

const char *verdict_name(enum verdict verdict) {
  switch (verdict) {
  case VERDICT_OK:
    return "ok";
  case VERDICT_TOO_SHORT:
    return "too_short";
  case VERDICT_TOO_LONG:
    return "too_long";
  case VERDICT_NO_CLAIM:
    break;
  }
  return "no_claim";
}

static const double tolerance_share = 0.10, tolerance_s = 30.0;

enum verdict check_claim(const struct claim *claim, double listen_s, size_t words) {
  double low = listen_s, high = listen_s; // the true value lies between these
  if (claim->kind == CLAIM_NONE)
    return VERDICT_NO_CLAIM;
  if (claim->kind == CLAIM_READ) {
    low = (double)words * 60.0 / FASTEST_READING_WPM;
    high = (double)words * 60.0 / SLOWEST_READING_WPM;
  }
  double below = low - claim->high_s, above = claim->low_s - high;
  if (below > tolerance_s && below > low * tolerance_share)
    return VERDICT_TOO_SHORT;
  if (above > tolerance_s && above > high * tolerance_share)
    return VERDICT_TOO_LONG;
  return VERDICT_OK;
}

double claim_error_pct(const struct claim *claim, double true_s) {
  double nearest = true_s < claim->low_s    ? claim->low_s
                   : true_s > claim->high_s ? claim->high_s
                                            : true_s;
  return true_s > 0 ? (nearest - true_s) / true_s * 100.0 : 0.0;
}
