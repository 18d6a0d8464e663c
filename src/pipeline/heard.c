#include "pipeline/heard.h"

#include <stdlib.h>

/// An utterance under way.
struct heard_piece {
  size_t block;
  struct span sentence; ///< bytes of the block's text
  bool last;            ///< of its sentence
  struct word_places places;
};

void heard_clear(struct heard *heard) {
  if (heard == NULL)
    return;
  for (size_t i = 0; i < heard->n_ring; i++)
    word_places_clear(&heard->pieces[i].places);
  free(heard->pieces);
  free(heard->timed);
  free(heard->starts);
  written_words_clear(&heard->words);
  *heard = (struct heard){0};
}

static struct heard_piece *piece_at(const struct heard *heard, size_t nth) {
  return &heard->pieces[(heard->head + nth) % heard->n_ring];
}

/// Twice as large, the oldest first.
static bool grow_ring(struct heard *heard) {
  size_t n = heard->n_ring == 0 ? 8 : 2 * heard->n_ring;
  struct heard_piece *pieces = calloc(n, sizeof *pieces);
  if (pieces == NULL)
    return false;
  for (size_t i = 0; i < heard->n_ring; i++)
    pieces[i] = *piece_at(heard, i);
  free(heard->pieces);
  heard->pieces = pieces;
  heard->n_ring = n;
  heard->head = 0;
  return true;
}

enum listen_status heard_submit(struct heard *heard, const struct reading *reading) {
  if (heard->sink == NULL)
    return LISTEN_OK;
  if (heard->n_pieces == heard->n_ring && !grow_ring(heard))
    return LISTEN_E_NOMEM;
  struct view spoken = buf_as_view(&reading->spoken.text);
  enum listen_status status = LISTEN_OK;
  if (!heard->goes_on)
    status = written_words_find(reading->sentence.written, &reading->spoken, &heard->words);
  struct heard_piece *piece = piece_at(heard, heard->n_pieces);
  piece->block = reading->sentence.block;
  piece->sentence = reading->sentence.span;
  piece->last = reading->spoken_pos >= spoken.len;
  heard->goes_on = !piece->last;
  if (status == LISTEN_OK)
    status = word_places_find(&heard->words, spoken, &reading->utterance, &piece->places);
  heard->n_pieces++;
  return status;
}

/// Append the words of a clause that begins at frame `at`; a word's second half goes on with it.
static enum listen_status add_words(struct heard *heard, const struct word_place *places, size_t n,
                                    uint64_t at, uint64_t n_frames) {
  size_t shift = heard->sentence.written.offset;
  if (!array_grow((void **)&heard->timed, &heard->cap_timed, heard->n_timed + n,
                  sizeof *heard->timed))
    return LISTEN_E_NOMEM;
  for (size_t i = 0; i < n; i++) {
    uint64_t end = i + 1 < n ? heard->starts[i + 1] : n_frames;
    if (heard->n_timed > 0 && heard->last_word == places[i].word) {
      heard->timed[heard->n_timed - 1].end = at + end;
      continue;
    }
    struct span written = {shift + places[i].written.offset, places[i].written.len};
    heard->timed[heard->n_timed++] = (struct timed_word){written, at + heard->starts[i], at + end};
    heard->last_word = places[i].word;
  }
  return LISTEN_OK;
}

/// What of an utterance lies in one clause: places or events, which are sorted by it.
struct slice {
  size_t from, n;
};

static struct slice places_of(const struct word_places *places, size_t clause) {
  struct slice slice = {0};
  while (slice.from < places->n && places->items[slice.from].clause < clause)
    slice.from++;
  while (slice.from + slice.n < places->n && places->items[slice.from + slice.n].clause == clause)
    slice.n++;
  return slice;
}

static struct slice events_of(const struct spoken_pcm *pcm, size_t clause) {
  struct slice slice = {0};
  while (slice.from < pcm->n_words && pcm->words[slice.from].clause < clause)
    slice.from++;
  while (slice.from + slice.n < pcm->n_words && pcm->words[slice.from + slice.n].clause == clause)
    slice.n++;
  return slice;
}

enum listen_status heard_clause(struct heard *heard, const struct spoken_pcm *pcm, size_t clause,
                                uint64_t start) {
  if (heard->sink == NULL)
    return LISTEN_OK;
  const struct heard_piece *piece = piece_at(heard, 0);
  uint64_t n_frames = pcm->n_frames[clause];
  if (!heard->sounded)
    heard->sentence =
        (struct timed_sentence){.block = piece->block, .written = piece->sentence, .start = start};
  heard->sounded = true;
  heard->sentence.end = start + n_frames;
  struct slice places = places_of(&piece->places, clause), events = events_of(pcm, clause);
  if (pcm->n_words == 0 || places.n == 0)
    return LISTEN_OK; // the engine does not know its words
  if (!array_grow((void **)&heard->starts, &heard->cap_starts, places.n, sizeof *heard->starts))
    return LISTEN_E_NOMEM;
  const struct word_place *items = piece->places.items + places.from;
  word_places_time(items, places.n, pcm->words + events.from, events.n, n_frames, heard->starts);
  return add_words(heard, items, places.n, start, n_frames);
}

enum listen_status heard_done(struct heard *heard, struct listen_diag *diag) {
  if (heard->sink == NULL)
    return LISTEN_OK;
  bool last = piece_at(heard, 0)->last;
  heard->head = (heard->head + 1) % heard->n_ring;
  heard->n_pieces--;
  if (!last)
    return LISTEN_OK;
  enum listen_status status = LISTEN_OK;
  heard->sentence.words = heard->timed;
  heard->sentence.n_words = heard->n_timed;
  if (heard->sounded)
    status = heard->sink->sentence(heard->sink->context, &heard->sentence, diag);
  heard->sounded = false;
  heard->n_timed = 0;
  return status;
}
