#include "cli/cli.h"

#include <string.h>

struct job {
  const struct cli_options *options;
  struct session session;
  struct spoken spoken;
  struct pronounced pronounced;
  struct utterance utterance;
  struct buf ipa, mnemonics;
};

/// Fill `ipa` and `mnemonics` with what the engine makes of a word.
static enum listen_status ask_engine(struct job *job, struct listen_diag *diag) {
  struct view spoken = buf_as_view(&job->spoken.text);
  enum listen_status status = LISTEN_OK;
  for (size_t pos = 0; status == LISTEN_OK && pos < spoken.len;) {
    status = prosody_next(spoken, &pos, PROSODY_END_SENTENCE, &job->session.tools.pauses,
                          &job->pronounced, &job->utterance);
    for (size_t i = 0; status == LISTEN_OK && i < job->utterance.n_clauses; i++) {
      const char *text = job->utterance.clauses[i].text;
      if (job->ipa.len > 0) {
        buf_byte(&job->ipa, ' ');
        buf_byte(&job->mnemonics, ' ');
      }
      status = session_ask_phonemes(&job->session, text, NOTATION_IPA, &job->ipa, diag);
      if (status == LISTEN_OK)
        status =
            session_ask_phonemes(&job->session, text, NOTATION_MNEMONICS, &job->mnemonics, diag);
    }
  }
  return status;
}

/// "lexicon entry", "english verb + german compound", or "engine".
static void describe(const struct pronounced *pronounced, struct buf *out) {
  for (size_t i = 0; i < pronounced->n_words; i++)
    buf_printf(out, "%s%s %s", i > 0 ? " + " : "", pronounced->words[i].source,
               pronounced->words[i].rule);
  if (pronounced->n_words == 0)
    buf_str(out, "engine");
}

static enum listen_status show(struct job *job, const char *word, struct listen_diag *diag) {
  buf_reset(&job->ipa);
  buf_reset(&job->mnemonics);
  enum listen_status status =
      normalise_sentence(job->session.normaliser, view_of(word), &job->spoken);
  if (status == LISTEN_OK)
    status = pronounce_sentence(job->session.pronouncer, buf_as_view(&job->spoken.text),
                                &job->pronounced);
  if (status == LISTEN_OK)
    status = ask_engine(job, diag);
  struct buf source = {0};
  describe(&job->pronounced, &source);
  if (status != LISTEN_OK || job->ipa.failed || job->mnemonics.failed || source.failed) {
    buf_clear(&source);
    return status == LISTEN_OK || status == LISTEN_E_NOMEM ? diag_nomem(diag) : status;
  }
  struct view ipa = job->ipa.ptr != NULL ? buf_as_view(&job->ipa) : VIEW("");
  struct view mnemonics = job->mnemonics.ptr != NULL ? buf_as_view(&job->mnemonics) : VIEW("");
  if (job->options->json) {
    cJSON *json = cJSON_CreateObject();
    cJSON_AddItemToObject(json, "word", cli_json_view(view_of(word)));
    cJSON_AddItemToObject(json, "ipa", cli_json_view(ipa));
    cJSON_AddItemToObject(json, "mnemonics", cli_json_view(mnemonics));
    cJSON_AddItemToObject(json, "source", cli_json_view(buf_as_view(&source)));
    cli_print_json(json);
  } else {
    printf("%s\t%.*s\t%.*s\t%s\n", word, (int)ipa.len, ipa.len > 0 ? ipa.ptr : "",
           (int)mnemonics.len, mnemonics.len > 0 ? mnemonics.ptr : "", source.ptr);
  }
  buf_clear(&source);
  return LISTEN_OK;
}

/// -o: the words as a document, each in a paragraph of its own, so that they are spoken apart.
static enum listen_status speak_words(struct job *job, struct listen_diag *diag) {
  struct buf text = {0};
  for (int i = 0; i < job->options->n_articles; i++) {
    buf_str(&text, job->options->articles[i]);
    buf_str(&text, "\n\n");
  }
  struct document document = {0};
  struct extract_options extract = {.plain = true, .path = "-"};
  enum listen_status status = text.failed
                                  ? diag_nomem(diag)
                                  : extract_document(buf_as_view(&text), &extract, &document, diag);
  if (status == LISTEN_OK)
    status = cli_speak_document(job->options, &document, job->options->articles, &job->session,
                                job->options->output, diag);
  document_clear(&document);
  buf_clear(&text);
  return status;
}

int cmd_pronounce(const struct cli_options *options) {
  if (options->n_articles == 0)
    return cli_wrong_use("%s", TR("no word is given", "kein Wort angegeben"));
  if (options->output != NULL && strcmp(options->output, "-") == 0 && options->json)
    return cli_wrong_use("%s", TR("--json and -o - both want standard output",
                                  "--json und -o - wollen beide die Standardausgabe"));
  struct job job = {.options = options};
  struct listen_diag diag = cli_diag();
  enum session_engine engine = options->output != NULL ? ENGINE_SOUND : ENGINE_PHONEMES;
  enum listen_status status = session_open(&options->session, engine, &job.session, &diag);
  if (status == LISTEN_OK && options->output != NULL)
    status = speak_words(&job, &diag);
  for (int i = 0; status == LISTEN_OK && options->output == NULL && i < options->n_articles; i++)
    status = show(&job, options->articles[i], &diag);
  spoken_clear(&job.spoken);
  pronounced_clear(&job.pronounced);
  utterance_clear(&job.utterance);
  buf_clear(&job.ipa);
  buf_clear(&job.mnemonics);
  cli_session_close(options, &job.session);
  return status == LISTEN_OK ? EXIT_DONE : cli_complain(&diag);
}
