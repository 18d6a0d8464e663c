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
