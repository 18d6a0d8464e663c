// clause_lengths RATE <FILE: each line of FILE is a paragraph of German text. Prints one line for
// each clause: frames of sound, a tab, the clause in the engine's form. What the estimate is fitted
// on and scored by (fit_estimate.py).

#include "normalise/normalise.h"
#include "prosody/prosody.h"
#include "segment/segment.h"
#include "synth/synth.h"

#include <stdio.h>
#include <stdlib.h>

struct bench {
  struct segmenter *segmenter;
  struct normaliser *normaliser;
  struct spoken spoken;
  struct utterance utterance;
  struct synth *synth;
};

static enum listen_status speak_sentence(struct bench *b, struct view sentence) {
  static const struct prosody_pauses pauses = {.comma_ms = 1, .sentence_ms = 1};
  enum listen_status status = normalise_sentence(b->normaliser, sentence, &b->spoken);
  for (size_t pos = 0; status == LISTEN_OK && pos < b->spoken.text.len;) {
    status = prosody_next(buf_as_view(&b->spoken.text), &pos, PROSODY_END_SENTENCE, &pauses, NULL,
                          &b->utterance);
    if (status != LISTEN_OK || b->utterance.n_clauses == 0)
      continue;
    struct spoken_pcm pcm;
    status = synth_submit(b->synth, &b->utterance, sentence, 0, NULL);
    if (status == LISTEN_OK)
      status = synth_next(b->synth, &pcm, NULL);
    for (size_t i = 0; status == LISTEN_OK && i < pcm.n_clauses; i++)
      printf("%zu\t%s\n", pcm.n_frames[i], b->utterance.clauses[i].text);
  }
  return status;
}

int main(int argc, char **argv) {
  int rate = argc > 1 ? atoi(argv[1]) : 175;
  struct engine_settings voice = {
      .voice = "de", .variant = "", .rate_wpm = rate, .pitch = 50, .range = 50, .volume = 100};
  struct espeak_settings settings = {voice, voice};
  struct engine_opener opener = {espeak_open, &settings};
  struct synth_options options = {.workers = 1};
  struct bench b = {.segmenter = segmenter_new(NULL, 0), .normaliser = normaliser_new(NULL, NULL)};
  if (b.segmenter == NULL || b.normaliser == NULL ||
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
  }
  free(line);
  synth_close(b.synth);
  spoken_clear(&b.spoken);
  utterance_clear(&b.utterance);
  segmenter_free(b.segmenter);
  normaliser_free(b.normaliser);
  return status != LISTEN_OK;
}
