#include "pipeline/speak.h"

#include "base/cancel.h"
#include "pipeline/heard.h"

/// The pool's tag carries a piece's block and, for a piece without a sound, the pause due after it.
enum { PAUSE_BITS = 16 };

struct speaker {
  const struct document *document;
  const struct speak_options *options;
  const struct speak_sink *sink;
  struct voicing *voicing;
  int sample_rate_hz;
  struct reading reading;
  struct script_reader script; ///< instead of `reading`
  struct utterance scripted;
  struct heard heard;
  bool all_submitted;
  size_t chapter_block; ///< the first block the sink has not been told of
  unsigned pending_ms;  ///< silence due before the next sound
  uint64_t n_frames;
  size_t text_bytes, done_bytes, done_block;
  bool spoke;
};

static uintptr_t piece_tag(const struct reading *reading) {
  unsigned pause_ms = reading->utterance.n_clauses == 0
                          ? prosody_end_ms(&reading->tools->pauses, reading->sentence.end)
                          : 0;
  return (uintptr_t)reading->sentence.block << PAUSE_BITS | pause_ms;
}

uint64_t speak_tag_limit(const struct document *document) {
  return (uint64_t)document->n_blocks << PAUSE_BITS;
}

static enum listen_status submit_scripted(struct speaker *s, struct listen_diag *diag) {
  uint64_t tag;
  struct view text;
  if (script_next(&s->script, &s->scripted, &tag, &text, &s->all_submitted) != LISTEN_OK)
    return diag_nomem(diag);
  return s->all_submitted ? LISTEN_OK
                          : voicing_submit(s->voicing, &s->scripted, text, (uintptr_t)tag, diag);
}

static enum listen_status submit_read(struct speaker *s, struct listen_diag *diag) {
  const struct utterance *utterance = &s->reading.utterance;
  if (reading_next(&s->reading, &s->all_submitted) != LISTEN_OK)
    return diag_nomem(diag);
  if (s->all_submitted)
    return LISTEN_OK;
  if (s->options->record != NULL)
    script_add(s->options->record, utterance, piece_tag(&s->reading));
  enum listen_status status = voicing_submit(s->voicing, utterance, s->reading.sentence.written,
                                             piece_tag(&s->reading), diag);
  if (status == LISTEN_OK && heard_submit(&s->heard, &s->reading) != LISTEN_OK)
    status = diag_nomem(diag);
  return status;
}

static enum listen_status submit_until_full(struct speaker *s, struct listen_diag *diag) {
  enum listen_status status = LISTEN_OK;
  while (status == LISTEN_OK && !s->all_submitted && voicing_has_room(s->voicing))
    status = s->options->script.ptr != NULL ? submit_scripted(s, diag) : submit_read(s, diag);
  return status;
}

static enum listen_status pass_silence(struct speaker *s, struct listen_diag *diag) {
  uint64_t n = (uint64_t)s->pending_ms * (uint64_t)s->sample_rate_hz / 1000;
  s->pending_ms = 0;
  s->n_frames += n;
  return n > 0 ? s->sink->silence(s->sink->context, n, diag) : LISTEN_OK;
}

/// Tell the sink of every chapter that begins up to `block`.
static enum listen_status pass_chapters(struct speaker *s, size_t block, struct listen_diag *diag) {
  for (; s->chapter_block <= block; s->chapter_block++) {
    if (!reading_opens_chapter(s->document, s->chapter_block))
      continue;
    enum listen_status status = s->sink->chapter(s->sink->context, s->chapter_block, diag);
    if (status != LISTEN_OK)
      return status;
  }
  return LISTEN_OK;
}

static enum listen_status pass_on(struct speaker *s, const struct spoken_pcm *pcm,
                                  struct listen_diag *diag) {
  size_t block = (size_t)(pcm->tag >> PAUSE_BITS);
  unsigned silent_ms = (unsigned)(pcm->tag & ((1u << PAUSE_BITS) - 1));
  if (s->spoke && silent_ms > s->pending_ms)
    s->pending_ms = silent_ms;
  const int16_t *frames = pcm->frames;
  for (size_t i = 0; i < pcm->n_clauses; i++) {
    if (pcm->n_frames[i] > 0) {
      // The pause before a chapter belongs to the chapter that ends.
      enum listen_status status = pass_silence(s, diag);
      if (status == LISTEN_OK)
        status = pass_chapters(s, block, diag);
      if (status == LISTEN_OK && heard_clause(&s->heard, pcm, i, s->n_frames) != LISTEN_OK)
        status = diag_nomem(diag);
      if (status == LISTEN_OK)
        status = s->sink->frames(s->sink->context, frames, pcm->n_frames[i], diag);
      if (status != LISTEN_OK)
        return status;
      s->n_frames += pcm->n_frames[i];
      s->spoke = true;
    }
    frames += pcm->n_frames[i];
    if (s->spoke && pcm->pause_ms[i] > s->pending_ms)
      s->pending_ms = pcm->pause_ms[i];
  }
  return heard_done(&s->heard, diag);
}

static void report_progress(struct speaker *s, size_t block) {
  if (s->options->progress == NULL)
    return;
  for (; s->done_block < block; s->done_block++)
    s->done_bytes += s->document->blocks[s->done_block].text.len;
  s->options->progress(s->options->progress_context,
                       s->text_bytes > 0 ? (double)s->done_bytes / (double)s->text_bytes : 1.0);
}

static enum listen_status run(struct speaker *s, struct listen_diag *diag) {
  const volatile sig_atomic_t *cancel = s->options->cancel;
  for (;;) {
    if (cancel_wanted(cancel))
      return diag_set(diag, LISTEN_E_CANCELLED, "%s",
                      DIAG_TEXT(diag, "interrupted", "abgebrochen"));
    enum listen_status status = submit_until_full(s, diag);
    if (status != LISTEN_OK)
      return status;
    if (!voicing_is_busy(s->voicing))
      break;
    struct spoken_pcm pcm;
    status = voicing_next(s->voicing, &pcm, diag);
    if (status == LISTEN_OK)
      status = pass_on(s, &pcm, diag);
    if (status != LISTEN_OK)
      return status;
    report_progress(s, (size_t)(pcm.tag >> PAUSE_BITS));
  }
  if (!s->spoke)
    return diag_set(
        diag, LISTEN_E_INPUT, "%s",
        DIAG_TEXT(diag, "nothing in it can be spoken", "nichts darin lässt sich sprechen"));
  enum listen_status status = pass_silence(s, diag);
  return status == LISTEN_OK && s->document->n_blocks > 0
             ? pass_chapters(s, s->document->n_blocks - 1, diag)
             : status;
}

/// For one that is there already.
static enum listen_status given_synth(void *context, struct synth **out, struct listen_diag *diag) {
  (void)diag;
  *out = context;
  return LISTEN_OK;
}

static enum listen_status open_voicing(struct speaker *s, struct listen_diag *diag) {
  const struct speak_options *options = s->options;
  struct voicing_options voicing = {.cache = options->cache,
                                    .sound_key = options->sound_key,
                                    .levels = options->levels,
                                    .open_synth = options->open_synth,
                                    .synth_context = options->synth_context};
  enum listen_status status = LISTEN_OK;
  s->sample_rate_hz = options->sample_rate_hz;
  if (options->synth != NULL) {
    voicing.open_synth = given_synth;
    voicing.synth_context = options->synth;
    status = synth_ready(options->synth, &s->sample_rate_hz, diag);
  }
  return status == LISTEN_OK ? voicing_open(&voicing, &s->voicing, diag) : status;
}

enum listen_status speak_document(const struct document *document,
                                  const struct reading_tools *tools,
                                  const struct speak_options *options,
                                  const struct speak_sink *sink, uint64_t *n_frames,
                                  struct listen_diag *diag) {
  struct speaker s = {.document = document,
                      .options = options,
                      .sink = sink,
                      .heard = {.sink = options->sentences}};
  for (size_t i = 0; i < document->n_blocks; i++)
    s.text_bytes += document->blocks[i].text.len;
  enum listen_status status = open_voicing(&s, diag);
  if (status != LISTEN_OK)
    return status;
  reading_init(&s.reading, document, tools);
  s.script.rest = options->script;
  status = run(&s, diag);
  reading_clear(&s.reading);
  utterance_clear(&s.scripted);
  voicing_close(s.voicing);
  heard_clear(&s.heard);
  if (n_frames != NULL)
    *n_frames = s.n_frames;
  return status;
}

static enum listen_status drop_chapter(void *context, size_t block, struct listen_diag *diag) {
  (void)context, (void)block, (void)diag;
  return LISTEN_OK;
}

static enum listen_status drop_frames(void *context, const int16_t *frames, size_t n,
                                      struct listen_diag *diag) {
  (void)context, (void)frames, (void)n, (void)diag;
  return LISTEN_OK;
}

static enum listen_status drop_silence(void *context, uint64_t n, struct listen_diag *diag) {
  (void)context, (void)n, (void)diag;
  return LISTEN_OK;
}

const struct speak_sink speak_nowhere = {
    .chapter = drop_chapter, .frames = drop_frames, .silence = drop_silence};
