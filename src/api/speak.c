// Sound, to callbacks of the host.

#include "api/speak.h"

#include "session/cached.h"
#include "session/loudness.h"

#include <stdlib.h>

struct speaking {
  struct call *call;
  const struct listen_article *article;
  listen_receiver receiver; ///< zero where the host's is shorter
  int sample_rate_hz;
  uint64_t position; ///< frames
  size_t chapter;    ///< that begins next
  listen_timed_word *words;
  size_t cap_words;
};

enum listen_status call_stop(struct call *call) {
  return diag_set(&call->diag, LISTEN_E_CANCELLED, "%s",
                  DIAG_TEXT(&call->diag, "stopped by the caller", "vom Aufrufer angehalten"));
}

/// After a callback: its answer as a status.
static enum listen_status answered(struct speaking *speaking, int answer) {
  call_resume(speaking->call);
  return answer == 0 ? LISTEN_OK : call_stop(speaking->call);
}

static enum listen_status on_chapter(void *context, size_t block, struct listen_diag *diag) {
  struct speaking *s = context;
  (void)block, (void)diag; // chapters come in order, each once
  size_t chapter = s->chapter++;
  if (s->receiver.chapter == NULL)
    return LISTEN_OK;
  uint64_t start_ms = ms_of_frames(s->position, s->sample_rate_hz);
  call_pause(s->call);
  return answered(s, s->receiver.chapter(s->receiver.context, chapter, start_ms));
}

static enum listen_status on_frames(void *context, const int16_t *frames, size_t n_frames,
                                    struct listen_diag *diag) {
  struct speaking *s = context;
  (void)diag;
  s->position += n_frames;
  if (s->receiver.samples == NULL || n_frames == 0)
    return LISTEN_OK;
  call_pause(s->call);
  return answered(s, s->receiver.samples(s->receiver.context, frames, n_frames));
}

static enum listen_status on_silence(void *context, uint64_t n_frames, struct listen_diag *diag) {
  static const int16_t zeros[4096];
  const size_t block = sizeof zeros / sizeof *zeros;
  enum listen_status status = LISTEN_OK;
  for (; status == LISTEN_OK && n_frames > 0;) {
    size_t n = n_frames < block ? (size_t)n_frames : block;
    status = on_frames(context, zeros, n, diag);
    n_frames -= n;
  }
  return status;
}

static bool reserve_words(struct speaking *s, size_t n) {
  if (n <= s->cap_words)
    return true;
  listen_timed_word *words = realloc(s->words, n * sizeof *words);
  if (words == NULL)
    return false;
  s->words = words;
  s->cap_words = n;
  return true;
}

static enum listen_status on_sentence(void *context, const struct timed_sentence *sentence,
                                      struct listen_diag *diag) {
  struct speaking *s = context;
  const struct block *block = &s->article->document.blocks[sentence->block];
  struct span source = source_of(block, sentence->written);
  int rate = s->sample_rate_hz;
  if (!reserve_words(s, sentence->n_words))
    return diag_nomem(diag);
  for (size_t i = 0; i < sentence->n_words; i++) {
    const struct timed_word *word = &sentence->words[i];
    s->words[i] =
        (listen_timed_word){word->written.offset, word->written.len,
                            ms_of_frames(word->start, rate), ms_of_frames(word->end, rate)};
  }
  listen_timed_sentence out = {.block = shown_index(s->article, sentence->block),
                               .offset_bytes = sentence->written.offset,
                               .length_bytes = sentence->written.len,
                               .source_offset_bytes = source.offset,
                               .source_length_bytes = source.len,
                               .start_ms = ms_of_frames(sentence->start, rate),
                               .end_ms = ms_of_frames(sentence->end, rate),
                               .word_count = sentence->n_words,
                               .words = s->words,
                               .word_bytes = sizeof *s->words};
  call_pause(s->call);
  return answered(s, s->receiver.sentence(s->receiver.context, &out));
}

void call_stop_soon(struct call *call) {
  sig_atomic_t not_yet = CANCEL_NOT;
  __atomic_compare_exchange_n(&call->reader->cancel, &not_yet, CANCEL_CALL, false, __ATOMIC_RELAXED,
                              __ATOMIC_RELAXED);
}

static void on_progress(void *context, double share) {
  struct speaking *s = context;
  call_pause(s->call);
  int answer = s->receiver.progress(s->receiver.context, share);
  call_resume(s->call);
  if (answer != 0)
    call_stop_soon(s->call);
}

void call_abandon_engine(struct call *call, enum listen_status status) {
  struct session *session = &call->reader->session;
  if (status == LISTEN_OK)
    return;
  // Workers may be at work yet on what was given up, and the engine may be what failed: the next
  // call begins with another one.
  synth_close(session->synth);
  session->synth = NULL;
}

static enum listen_status speak(struct speaking *s, uint64_t *n_frames) {
  struct session *session = &s->call->reader->session;
  struct listen_diag *diag = &s->call->diag;
  const struct document *document = &s->article->document;
  const struct sentence_sink sentences = {s, on_sentence};
  const struct speak_sink sink = {
      .context = s, .chapter = on_chapter, .frames = on_frames, .silence = on_silence};
  struct speech_script script;
  struct speak_options options;
  struct loudness_result loudness;
  bool words = s->receiver.sentence != NULL;
  session->peak_room_db = session->softer_lu = 0;
  enum listen_status status = speech_begin(session, document, words, &script, &options, diag);
  s->sample_rate_hz = session->sample_rate_hz;
  options.sentences = words ? &sentences : NULL;
  options.progress = s->receiver.progress != NULL ? on_progress : NULL;
  options.progress_context = s;
  if (status == LISTEN_OK)
    status = loudness_speak(session, document, &options, &sink, n_frames, &loudness, diag);
  speech_end(session, &script, status == LISTEN_OK);
  if (status == LISTEN_OK && options.progress != NULL)
    on_progress(s, 1);
  call_abandon_engine(s->call, status);
  return status;
}

listen_status listen_speak(listen_reader *reader, const listen_article *article,
                           const listen_receiver *receiver, size_t size, uint64_t *duration_ms,
                           listen_error **error) {
  struct call call;
  call_begin(&call, reader, false, error);
  struct speaking speaking = {.call = &call, .article = article};
  uint64_t n_frames = 0;
  if (receiver != NULL)
    fill(&speaking.receiver, sizeof speaking.receiver, receiver,
         size < sizeof *receiver ? size : sizeof *receiver);
  enum listen_status status = speak(&speaking, &n_frames);
  free(speaking.words);
  if (duration_ms != NULL)
    *duration_ms = status == LISTEN_OK ? ms_of_frames(n_frames, speaking.sample_rate_hz) : 0;
  return call_end(&call, status);
}
