// clause_lengths RATE <FILE: each line of FILE is a paragraph of German text. Prints one line for
// each clause: frames of sound, a tab, and the keys of the duration model, parted by blanks; an
// empty line ends a paragraph. What the model is fitted on (fit_estimate.py).

#include "estimate/duration.h"
#include "normalise/normalise.h"
#include "pronounce/pronounce.h"
#include "prosody/prosody.h"
#include "segment/segment.h"
#include "synth/synth.h"

#include <stdio.h>
#include <stdlib.h>

struct bench {
  struct segmenter *segmenter;
  struct normaliser *normaliser;
  struct pronouncer *pronouncer;
  struct spoken spoken;
  struct pronounced pronounced;
  struct utterance said, spelled;
  struct synth *synth;
};

static void print_key(void *context, duration_key key) {
  (void)context;
  char printed[DURATION_KEY_BYTES];
  duration_key_print(key, printed);
  printf(" %s", printed);
}

static enum listen_status cut(struct bench *b, const struct pronounced *pronounced, size_t *pos,
                              struct utterance *out) {
  static const struct prosody_pauses pauses = {.sentence_ms = 1,
                                               .comma_ms = 1,
                                               .semicolon_ms = 1,
                                               .colon_ms = 1,
                                               .dash_ms = 1,
                                               .bracket_ms = 1,
                                               .ellipsis_ms = 1};
  return prosody_next(buf_as_view(&b->spoken.text), pos, PROSODY_END_SENTENCE, &pauses, pronounced,
                      out);
}

/// The estimate knows the spelling only; the sound is that of the lexicon's pronunciation. A clause
/// that is cut in two places by the one and not by the other is passed over.
static enum listen_status speak_sentence(struct bench *b, struct view sentence) {
  enum listen_status status = normalise_sentence(b->normaliser, sentence, &b->spoken);
  if (status == LISTEN_OK)
    status = pronounce_sentence(b->pronouncer, buf_as_view(&b->spoken.text), &b->pronounced);
  for (size_t pos = 0; status == LISTEN_OK && pos < b->spoken.text.len;) {
    size_t spelled_pos = pos;
    struct spoken_pcm pcm;
    status = cut(b, NULL, &spelled_pos, &b->spelled);
    if (status == LISTEN_OK)
      status = cut(b, &b->pronounced, &pos, &b->said);
    if (status != LISTEN_OK || b->said.n_clauses == 0)
      continue;
    status = synth_submit(b->synth, &b->said, sentence, 0, NULL);
    if (status == LISTEN_OK)
      status = synth_next(b->synth, &pcm, NULL);
    if (status != LISTEN_OK || pcm.n_clauses != b->spelled.n_clauses || spelled_pos != pos)
      continue;
    for (size_t i = 0; i < pcm.n_clauses; i++) {
      const struct clause *clause = &b->spelled.clauses[i];
      printf("%zu\t", pcm.n_frames[i]);
      duration_keys((struct view){clause->text, clause->len}, print_key, NULL);
      putchar('\n');
    }
  }
  return status;
}

int main(int argc, char **argv) {
  int rate = argc > 1 ? atoi(argv[1]) : 175;
  struct engine_settings voice = {
      .voice = "de", .variant = "", .rate_wpm = rate, .pitch = 50, .range = 50, .volume = 100};
  struct espeak_settings settings = {{voice, voice, voice, voice, voice}};
  struct engine_opener opener = {.open = espeak_open, .settings = &settings};
  struct synth_options options = {.workers = 1, .timeout_ms = 600000};
  struct bench b = {.segmenter = segmenter_new(NULL, 0), .normaliser = normaliser_new(NULL, NULL)};
  if (b.segmenter == NULL || b.normaliser == NULL ||
      pronouncer_new(NULL, 0, &b.pronouncer, NULL) != LISTEN_OK ||
      synth_open(&opener, &options, &b.synth, NULL) != LISTEN_OK)
    return 1;
  char *line = NULL;
  size_t cap = 0;
  enum listen_status status = LISTEN_OK;
  for (ssize_t n; status == LISTEN_OK && (n = getline(&line, &cap, stdin)) >= 0;) {
    struct view text = {line, (size_t)n};
    struct span span;
    for (size_t pos = 0; status == LISTEN_OK && segment_next(b.segmenter, text, &pos, &span);)
      status = speak_sentence(&b, view_sub(text, span.offset, span.len));
    putchar('\n');
  }
  free(line);
  synth_close(b.synth);
  spoken_clear(&b.spoken);
  pronounced_clear(&b.pronounced);
  utterance_clear(&b.said);
  utterance_clear(&b.spelled);
  pronouncer_free(b.pronouncer);
  segmenter_free(b.segmenter);
  normaliser_free(b.normaliser);
  return status != LISTEN_OK;
}
