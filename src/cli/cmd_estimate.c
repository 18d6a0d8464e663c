#include "cli/cli.h"

#include "estimate/estimate.h"
#include "pipeline/speak.h"

#include <math.h>
#include <string.h>

void clock_label(double seconds, struct buf *out) {
  long s = lround(seconds);
  if (s >= 3600)
    buf_printf(out, "%ld:%02ld:%02ld", s / 3600, s / 60 % 60, s % 60);
  else
    buf_printf(out, "%ld:%02ld", s / 60, s % 60);
}

enum listen_status cli_estimate(const struct document *document, const struct cli_session *session,
                                double *seconds, struct listen_diag *diag) {
  struct reading reading;
  struct reading_tools tools = session->tools;
  tools.pronouncer = NULL; // the model goes by the spelling
  struct estimate_voice voice = {.rate_wpm = session->profile.rate_wpm,
                                 .share = session->profile.timing_permille / 1000.0,
                                 .clause_s = session->profile.timing_clause_ms / 1000.0};
  reading_init(&reading, document, &tools);
  enum listen_status status;
  *seconds = 0;
  for (bool done;;) {
    status = reading_next(&reading, &done);
    if (status != LISTEN_OK || done)
      break;
    *seconds += estimate_utterance_s(&reading.utterance, &voice);
  }
  reading_clear(&reading);
  return status == LISTEN_OK ? LISTEN_OK : diag_nomem(diag);
}

static enum listen_status speak_into_the_void(const struct document *document,
                                              struct cli_session *session, double *seconds,
                                              struct listen_diag *diag) {
  struct speak_options speak = {.synth = session->synth, .cancel = &cli_cancelled};
  uint64_t n_frames = 0;
  enum listen_status status = cli_engine_ready(session, diag);
  if (status != LISTEN_OK)
    return status;
  status = speak_document(document, &session->tools, &speak, &speak_nowhere, &n_frames, diag);
  *seconds = (double)n_frames / session->sample_rate_hz;
  return status;
}

static void print_result(const char *path, const struct document *document, double seconds,
                         const struct cli_session *session, const struct cli_options *options) {
  struct text_counts counts = {0};
  for (size_t i = 0; i < document->n_blocks; i++)
    text_counts_add(&counts, document->blocks[i].text);
  struct buf label = {0}, clock = {0};
  minutes_label(seconds, &label);
  clock_label(seconds, &clock);
  if (options->json) {
    cJSON *json = cJSON_CreateObject();
    cJSON_AddStringToObject(json, "path", path);
    cli_json_number(json, "seconds", seconds, 1);
    cJSON_AddStringToObject(json, "minutes_label", label.ptr);
    cli_json_number(json, "words", (double)counts.words, 0);
    cli_json_number(json, "characters", (double)counts.characters, 0);
    cJSON_AddStringToObject(json, "voice", session->profile.name);
    cJSON_AddStringToObject(json, "method", options->exact ? "exact" : "model");
    cli_print_json(json);
  } else {
    printf(TR("%s  %s  %zu words  %s\n", "%s  %s  %zu Wörter  %s\n"), clock.ptr, label.ptr,
           counts.words, path);
  }
  buf_clear(&label);
  buf_clear(&clock);
}

int cmd_estimate(const struct cli_options *options) {
  if (options->n_articles == 0)
    return cli_wrong_use("%s", TR("which article?", "welcher Artikel?"));
  struct listen_diag diag = cli_diag();
  struct cli_session session;
  if (cli_session_open(options, options->exact ? ENGINE_SOUND : ENGINE_NONE, &session, &diag) !=
      LISTEN_OK)
    return cli_complain(&diag);
  int exit_status = EXIT_DONE;
  for (int i = 0; i < options->n_articles && !cli_cancelled; i++) {
    const char *path = options->articles[i];
    struct document document = {0};
    double seconds = 0;
    diag = cli_diag();
    enum listen_status status = cli_read_document(path, options, &session, &document, &diag);
    if (status == LISTEN_OK)
      status = options->exact ? speak_into_the_void(&document, &session, &seconds, &diag)
                              : cli_estimate(&document, &session, &seconds, &diag);
    if (status == LISTEN_OK)
      print_result(path, &document, seconds, &session, options);
    else
      exit_status = cli_complain(&diag); // one bad article does not stop the others
    document_clear(&document);
  }
  cli_session_close(&session);
  return exit_status;
}
