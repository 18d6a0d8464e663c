#include "api/api.h"

#include "base/cancel.h"

#include <stdlib.h>

struct listen_sentences {
  struct listen_reader *reader;
  const struct listen_article *article;
  struct reading reading;
  struct spoken spoken;
  struct pronounced pronounced;
  struct utterance utterance;
  struct synth_asker *asker; ///< NULL until it is asked
  struct buf phonemes;
};

listen_status listen_sentences_new(listen_reader *reader, const listen_article *article,
                                   listen_sentences **out, listen_error **error) {
  struct call call;
  *out = NULL;
  call_begin(&call, reader, false, error);
  struct listen_sentences *walk = calloc(1, sizeof *walk);
  if (walk == NULL)
    return call_end(&call, diag_nomem(&call.diag));
  walk->reader = reader;
  walk->article = article;
  reading_init(&walk->reading, &article->document, &reader->session.tools);
  *out = walk;
  return call_end(&call, LISTEN_OK);
}

void listen_sentences_free(listen_sentences *walk) {
  if (walk == NULL)
    return;
  synth_asker_close(walk->asker);
  reading_clear(&walk->reading);
  spoken_clear(&walk->spoken);
  pronounced_clear(&walk->pronounced);
  utterance_clear(&walk->utterance);
  buf_clear(&walk->phonemes);
  free(walk);
}

static struct view spoken_text(const struct listen_sentences *walk) {
  const struct buf *text = &walk->spoken.text;
  return text->ptr != NULL ? buf_as_view(text) : VIEW("");
}

static void describe(const struct listen_sentences *walk, listen_sentence *out) {
  const struct reading_sentence *sentence = &walk->reading.sentence;
  const struct block *block = &walk->article->document.blocks[sentence->block];
  struct span source = source_of(block, sentence->span);
  out->block = shown_index(walk->article, sentence->block);
  out->offset_bytes = sentence->span.offset;
  out->written = text_of(sentence->written);
  out->spoken = text_of(spoken_text(walk));
  out->source_offset_bytes = source.offset;
  out->source_length_bytes = source.len;
  out->edit_count = walk->spoken.n_edits;
}

static enum listen_status check_cancelled(struct call *call) {
  if (!cancel_wanted(&call->reader->cancel))
    return LISTEN_OK;
  return diag_set(&call->diag, LISTEN_E_CANCELLED, "%s",
                  DIAG_TEXT(&call->diag, "interrupted", "abgebrochen"));
}

listen_status listen_sentences_next(listen_sentences *walk, listen_sentence *out, size_t size,
                                    listen_error **error) {
  struct call call;
  listen_sentence result = {0};
  call_begin(&call, walk->reader, false, error);
  enum listen_status status = check_cancelled(&call);
  bool more = status == LISTEN_OK && reading_next_sentence(&walk->reading);
  if (more)
    status = normalise_sentence(walk->reader->session.normaliser, walk->reading.sentence.written,
                                &walk->spoken);
  if (more && status == LISTEN_OK)
    describe(walk, &result);
  FILL(out, size, result);
  listen_status ended = call_end(&call, status);
  return ended == LISTEN_STATUS_OK && !more ? LISTEN_STATUS_END : ended;
}

int listen_sentences_edit(const listen_sentences *walk, size_t index, listen_edit *out,
                          size_t size) {
  listen_edit result = {0};
  bool found = index < walk->spoken.n_edits;
  if (found) {
    const struct edit *edit = &walk->spoken.edits[index];
    result = (listen_edit){edit->source.offset, edit->source.len, edit->spoken.offset,
                           edit->spoken.len, text_of_string(semiotic_class_name(edit->semiotic))};
  }
  FILL(out, size, result);
  return found;
}

static enum listen_status ask(struct listen_sentences *walk, struct call *call) {
  const struct session *session = &walk->reader->session;
  struct view spoken = spoken_text(walk);
  struct listen_diag *diag = &call->diag;
  enum listen_status status = LISTEN_OK;
  if (walk->asker == NULL)
    status = session_asker_open(session, &walk->asker, diag);
  if (status == LISTEN_OK)
    status = pronounce_sentence(session->pronouncer, spoken, &walk->pronounced);
  for (size_t pos = 0; status == LISTEN_OK && pos < spoken.len;) {
    status = prosody_next(spoken, &pos, PROSODY_END_SENTENCE, &session->tools.pauses,
                          &walk->pronounced, &walk->utterance);
    for (size_t i = 0; status == LISTEN_OK && i < walk->utterance.n_clauses; i++) {
      if (walk->phonemes.len > 0)
        buf_byte(&walk->phonemes, ' ');
      status = synth_ask_phonemes(walk->asker, walk->utterance.clauses[i].text, NOTATION_IPA,
                                  &walk->reader->cancel, &walk->phonemes, diag);
    }
  }
  return status == LISTEN_OK && walk->phonemes.failed ? diag_nomem(diag) : status;
}

listen_status listen_sentences_phonemes(listen_sentences *walk, listen_text *out,
                                        listen_error **error) {
  struct call call;
  *out = (listen_text){0};
  call_begin(&call, walk->reader, false, error);
  buf_reset(&walk->phonemes);
  enum listen_status status = ask(walk, &call);
  if (status == LISTEN_OK) {
    *out = text_of(walk->phonemes.ptr != NULL ? buf_as_view(&walk->phonemes) : VIEW(""));
  } else { // an answer may be on its way yet, to a question that was given up
    synth_asker_close(walk->asker);
    walk->asker = NULL;
  }
  return call_end(&call, status);
}
