// Any bytes as a sentence, and any events: words ascend in text and in time, nothing breaks. The
// first bytes choose the events.
#include "pronounce/pronounce.h"
#include "timing/timing.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition) {
  if (!condition)
    abort();
}

static size_t end_of(struct span span) {
  return span.offset + span.len;
}

static void check_words(const struct written_words *words, struct view text, struct view spoken) {
  size_t written_end = 0, spoken_end = 0;
  for (size_t i = 0; i < words->n; i++) {
    const struct written_word *w = &words->items[i];
    require(w->written.len > 0 && w->spoken.len > 0);
    require(w->written.offset >= written_end && w->spoken.offset >= spoken_end);
    written_end = end_of(w->written);
    spoken_end = end_of(w->spoken);
  }
  require(written_end <= text.len && spoken_end <= spoken.len);
}

enum { N_DICE = 4, MAX = PROSODY_UTTERANCE_MAX };

/// Events where the dice say so; the places of each clause ascend, and so do their starts.
static void check_utterance(const struct word_places *places, const struct utterance *u,
                            const uint8_t *dice) {
  static uint64_t starts[MAX];
  static struct word_event events[MAX];
  size_t from = 0;
  for (size_t c = 0; c < u->n_clauses; c++) {
    size_t n = 0, n_events = 0, end = 0;
    uint64_t frame = 0, n_frames = (uint64_t)dice[0] * 10;
    for (; from + n < places->n && places->items[from + n].clause == c; n++) {
      struct span at = places->items[from + n].engine;
      require(at.len > 0 && at.offset >= end && end_of(at) <= u->clauses[c].len);
      end = end_of(at);
    }
    for (size_t k = 0; k < u->clauses[c].len; k++)
      if ((dice[k % N_DICE] >> (k / N_DICE % 8) & 1) != 0)
        events[n_events++] = (struct word_event){c, k, frame += dice[(k + 1) % N_DICE]};
    word_places_time(places->items + from, n, events, n_events, n_frames, starts);
    for (size_t i = 0; i < n; i++)
      require(starts[i] <= (i + 1 < n ? starts[i + 1] : n_frames));
    from += n;
  }
  require(from == places->n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const struct prosody_pauses pauses = {.comma_ms = 1, .sentence_ms = 2, .dash_ms = 3};
  static struct pronouncer *pronouncer;
  static struct normaliser *normaliser;
  static struct spoken spoken;
  static struct pronounced pronounced;
  static struct written_words words;
  static struct word_places places;
  static struct utterance u;
  if (normaliser == NULL)
    require(pronouncer_new(NULL, 0, &pronouncer, NULL) == LISTEN_OK &&
            (normaliser = normaliser_new(NULL, NULL)) != NULL);
  if (size < N_DICE)
    return 0;
  struct view text = {(const char *)data + N_DICE, size - N_DICE};
  require(normalise_sentence(normaliser, text, &spoken) == LISTEN_OK);
  struct view said = buf_as_view(&spoken.text);
  require(pronounce_sentence(pronouncer, said, &pronounced) == LISTEN_OK);
  require(written_words_find(text, &spoken, &words) == LISTEN_OK);
  check_words(&words, text, said);
  for (size_t pos = 0; pos < said.len;) {
    require(prosody_next(said, &pos, PROSODY_END_SENTENCE, &pauses, &pronounced, &u) == LISTEN_OK);
    require(word_places_find(&words, said, &u, &places) == LISTEN_OK);
    check_utterance(&places, &u, data);
  }
  return 0;
}
