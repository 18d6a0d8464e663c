#include "session/speech.h"

#include "session/cached.h"

#include <sys/stat.h>

/// `listen a.txt -o a.txt` would lose the article.
static enum listen_status check_not_source(const char *source, const char *path,
                                           struct listen_diag *diag) {
  struct stat a, b;
  if (stat(source, &a) != 0 || stat(path, &b) != 0 || a.st_dev != b.st_dev ||
      a.st_ino != b.st_ino || !S_ISREG(a.st_mode))
    return LISTEN_OK;
  diag_at(diag, path, 0, 0);
  return diag_set(diag, LISTEN_E_USAGE, "%s",
                  DIAG_TEXT(diag, "is the article itself: choose another -o",
                            "ist der Artikel selbst: anderes -o wählen"));
}

static enum listen_status open_files(struct speech *speech, const struct session *session,
                                     struct listen_diag *diag) {
  speech->output = (struct output){
      .document = speech->document,
      .target = &speech->target,
      .mode = speech->options->chapters,
      .sample_rate_hz = session->sample_rate_hz,
      .expected_s = session_rough_length_s(speech->document, session->profile.rate_wpm),
      .narrator = session->profile.name,
      .host = session->options->host,
      .path = speech->path,
      .cancel = session->options->cancel,
  };
  // Timings first: opening the output may send a header down a pipe.
  enum listen_status status =
      timings_open(&speech->timings, speech->options, speech->document, speech->articles,
                   speech->path, &speech->target, session->sample_rate_hz, diag);
  return status == LISTEN_OK ? output_open(&speech->output, diag) : status;
}

static enum listen_status close_files(struct speech *speech, struct listen_diag *diag) {
  enum listen_status status = timings_finish(&speech->timings, speech->n_frames, diag);
  if (status == LISTEN_OK)
    status = output_finish(&speech->output, diag);
  if (status == LISTEN_OK && speech->complete != NULL)
    status = speech->complete(speech->complete_context, speech, diag);
  if (status == LISTEN_OK)
    status = output_commit(&speech->output, diag);
  if (status == LISTEN_OK)
    status = timings_commit(&speech->timings, diag);
  return status;
}

static enum listen_status speak(struct speech *speech, struct session *session,
                                struct listen_diag *diag) {
  struct speech_script script;
  struct speak_options speak_options;
  bool words = speech->options->n_timings > 0 || speech->target.book;
  enum listen_status status =
      speech_begin(session, speech->document, words, &script, &speak_options, diag);
  if (status == LISTEN_OK)
    status = open_files(speech, session, diag);
  if (status == LISTEN_OK) {
    speak_options.progress = speech->progress;
    speak_options.progress_context = speech->progress_context;
    speak_options.sentences = output_sentences(&speech->output, timings_sink(&speech->timings));
    struct speak_sink sink = output_sink(&speech->output);
    status = loudness_speak(session, speech->document, &speak_options, &sink, &speech->n_frames,
                            &speech->loudness, diag);
  }
  speech_end(session, &script, status == LISTEN_OK);
  if (session->last_document)
    synth_end(session->synth); // beside the work on the files
  return status == LISTEN_OK ? close_files(speech, diag) : status;
}

enum listen_status speech_run(struct speech *speech, struct session *session,
                              struct listen_diag *diag) {
  const struct target_options *options = speech->options;
  enum listen_status status = LISTEN_OK;
  for (int i = 0; status == LISTEN_OK && i < options->n_sources; i++)
    status = check_not_source(options->sources[i], speech->path, diag);
  if (status == LISTEN_OK)
    status = target_open(&speech->target, options, speech->path, diag);
  if (status != LISTEN_OK)
    return status;
  session->peak_room_db = audio_format_info(speech->target.format)->peak_room_db;
  session->softer_lu = audio_format_info(speech->target.format)->softer_lu;
  return speak(speech, session, diag);
}

void speech_clear(struct speech *speech) {
  timings_close(&speech->timings);
  if (speech->output.path != NULL)
    output_close(&speech->output);
  target_close(&speech->target);
}
