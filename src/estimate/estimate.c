#include "estimate/estimate.h"

#include "base/utf8.h"
#include "estimate/model.h"

#include <math.h>

enum { MODEL_RATE_WPM = 175 };

/// How far durations at a rate are from 175/rate of those at 175: measured with clause_lengths on
/// 1,000 clauses (espeak-ng 1.51). Linear between the points.
static const struct {
  int rate_wpm;
  double factor;
} rate_factors[] = {
    {80, 0.9074},  {100, 0.9661}, {120, 0.9787}, {140, 0.9845}, {160, 0.9938}, {175, 1.0000},
    {200, 1.0087}, {225, 1.0213}, {250, 1.0410}, {260, 1.0510}, {280, 1.0649}, {300, 1.0758},
    {330, 1.0960}, {360, 1.1132}, {400, 1.1101}, {450, 1.0714},
};

static double rate_factor(int rate_wpm) {
  size_t last = sizeof rate_factors / sizeof *rate_factors - 1;
  size_t i = 0;
  while (i < last && rate_factors[i + 1].rate_wpm < rate_wpm)
    i++;
  if (i == last || rate_wpm <= rate_factors[0].rate_wpm)
    return rate_factors[i].factor;
  double share = (double)(rate_wpm - rate_factors[i].rate_wpm) /
                 (rate_factors[i + 1].rate_wpm - rate_factors[i].rate_wpm);
  return rate_factors[i].factor + share * (rate_factors[i + 1].factor - rate_factors[i].factor);
}

/// Seconds of the spelling at `pos` of lower-case text, and its bytes; 0 bytes where the model has
/// none.
static double spelling_s(struct view lower, size_t pos, size_t *len) {
  struct view rest = view_sub(lower, pos, lower.len);
  for (size_t i = 0; i < n_estimate_spellings; i++) {
    const struct estimate_spelling *spelling = &estimate_spellings[i];
    if (spelling->letters[0] == rest.ptr[0] &&
        view_starts(rest, (struct view){spelling->letters, spelling->len})) {
      *len = spelling->len;
      return spelling->seconds;
    }
  }
  *len = 0;
  return 0;
}

static double ending_s(struct view text) {
  char mark = text.len > 0 ? text.ptr[text.len - 1] : '.';
  return mark == '?' ? estimate_extras.question_s : mark == ',' ? 0 : estimate_extras.stop_s;
}

/// @param lower  the clause in lower case
static double model_s(struct view lower) {
  const struct estimate_extras *extras = &estimate_extras;
  double s = extras->clause_s + ending_s(lower);
  size_t letters = 0; // of the word so far
  for (size_t pos = 0, n; pos <= lower.len; pos += n) {
    uint32_t c = ' ';
    n = 1;
    if (pos < lower.len)
      c = utf8_at(lower, pos, &n);
    if (utf8_is_letter(c)) {
      size_t len;
      double seconds = spelling_s(lower, pos, &len);
      if (len == 0) // a letter no German word has: about as long as an e
        seconds = spelling_s(VIEW("e"), 0, &len);
      else
        n = len;
      s += seconds;
      letters += n;
      continue;
    }
    if (letters == 1)
      s += extras->letter_name_s;
    if (letters > 0)
      s += extras->word_s;
    if (utf8_is_digit(c))
      s += extras->digit_s;
    if (c == '-')
      s += extras->hyphen_s;
    letters = 0;
  }
  return s;
}

double estimate_clause_s(struct view text, int rate_wpm) {
  char bytes[PROSODY_CLAUSE_MAX * 2]; // lower case may be longer: "Ⱥ" grows by half
  struct buf lower = {.ptr = bytes, .cap = sizeof bytes};
  if (text.len > PROSODY_CLAUSE_MAX)
    text.len = PROSODY_CLAUSE_MAX;
  utf8_lower(&lower, text);
  return model_s((struct view){bytes, lower.len}) * rate_factor(rate_wpm) * MODEL_RATE_WPM /
         rate_wpm;
}

double estimate_utterance_s(const struct utterance *utterance, int rate_wpm) {
  double s = 0;
  for (size_t i = 0; i < utterance->n_clauses; i++) {
    const struct clause *clause = &utterance->clauses[i];
    s += estimate_clause_s((struct view){clause->text, clause->len}, rate_wpm);
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
