#include "api/api.h"

#include "chapter/chapter.h"
#include "timing/write.h"

#include <math.h>
#include <stdlib.h>

listen_options *listen_options_new(void) {
  struct listen_options *options = calloc(1, sizeof *options);
  if (options == NULL)
    return NULL;
  options->session = session_usual_options();
  options->session.no_cache = true;
  return options;
}

void listen_options_free(listen_options *options) {
  if (options == NULL)
    return;
  arena_clear(&options->arena);
  free(options);
}

listen_status listen_options_set_voice(listen_options *options, const char *voice) {
  return keep_string(&options->arena, voice, &options->session.voice);
}

listen_status listen_options_set_settings(listen_options *options, const char *path) {
  return keep_path(&options->arena, path, &options->session.settings);
}

listen_status listen_options_add_lexicon(listen_options *options, const char *path) {
  struct session_options *session = &options->session;
  if (session->n_lexicons == SESSION_LEXICONS_MAX)
    return LISTEN_STATUS_USAGE;
  listen_status status = keep_path(&options->arena, path, &session->lexicons[session->n_lexicons]);
  session->n_lexicons += status == LISTEN_STATUS_OK;
  return status;
}

static listen_status choose(const char *word, const char *const *words, int *out) {
  int index = word_index(word, words);
  if (index < 0)
    return LISTEN_STATUS_USAGE;
  *out = index;
  return LISTEN_STATUS_OK;
}

static listen_status set_number(int value, int min, int max, int *out) {
  if (value < min || value > max)
    return LISTEN_STATUS_USAGE;
  *out = value;
  return LISTEN_STATUS_OK;
}

listen_status listen_options_set_language(listen_options *options, const char *code) {
  int german = options->german;
  listen_status status = choose(code, (const char *const[]){"en", "de", NULL}, &german);
  options->german = german != 0;
  return status;
}

listen_status listen_options_set_rate(listen_options *options, int rate_wpm) {
  return set_number(rate_wpm, 80, 450, &options->session.rate_wpm);
}

listen_status listen_options_set_pitch(listen_options *options, int pitch) {
  return set_number(pitch, 0, 99, &options->session.pitch);
}

listen_status listen_options_set_read(listen_options *options, const char *kinds) {
  unsigned checked;
  if (kinds == NULL || !read_kinds_parse(view_of(kinds), READ_DEFAULT, &checked, NULL))
    return LISTEN_STATUS_USAGE;
  return keep_string(&options->arena, kinds, &options->session.readings);
}

listen_status listen_options_set_gender(listen_options *options, const char *style) {
  return choose(style, (const char *const[]){"pause", "both", "feminine", NULL},
                &options->session.gender);
}

listen_status listen_options_set_emoji(listen_options *options, const char *style) {
  return choose(style, (const char *const[]){"silent", "name", NULL}, &options->session.emoji);
}

listen_status listen_options_set_loudness(listen_options *options, const char *mode) {
  int loudness = 0;
  listen_status status =
      choose(mode, (const char *const[]){"target", "measure", "off", NULL}, &loudness);
  if (status == LISTEN_STATUS_OK)
    options->session.loudness = (enum loudness_mode)loudness;
  return status;
}

listen_status listen_options_set_target_lufs(listen_options *options, double lufs) {
  if (!(lufs >= -40 && lufs <= -10))
    return LISTEN_STATUS_USAGE;
  options->session.target_lufs = lufs;
  return LISTEN_STATUS_OK;
}

listen_status listen_options_set_workers(listen_options *options, int workers) {
  int number = 0;
  listen_status status = set_number(workers, 0, SYNTH_MAX_WORKERS, &number);
  if (status == LISTEN_STATUS_OK)
    options->session.workers = (unsigned)number;
  return status;
}

listen_status listen_options_set_cache(listen_options *options, const char *folder,
                                       uint64_t max_bytes) {
  struct session_options *session = &options->session;
  listen_status status = LISTEN_STATUS_OK;
  if (folder != NULL)
    status = keep_path(&options->arena, folder, &session->cache);
  if (status == LISTEN_STATUS_OK) {
    session->no_cache = folder == NULL;
    session->cache_size = max_bytes > 0 ? max_bytes : session_usual_options().cache_size;
  }
  return status;
}

listen_status listen_options_set_host(listen_options *options, const char *path) {
  return keep_path(&options->arena, path, &options->session.host);
}

// ---- what is written ----

listen_output *listen_output_new(void) {
  struct listen_output *output = calloc(1, sizeof *output);
  if (output != NULL)
    output->target.format = -1;
  return output;
}

void listen_output_free(listen_output *output) {
  if (output == NULL)
    return;
  arena_clear(&output->arena);
  free(output);
}

listen_status listen_output_set_format(listen_output *output, const char *format) {
  enum audio_format audio = AUDIO_WAV;
  bool book = format != NULL && strcmp(format, "epub") == 0;
  if (format == NULL || (!book && !audio_format_named(format, &audio)))
    return LISTEN_STATUS_USAGE;
  output->target.book = book;
  output->target.format = book ? -1 : (int)audio;
  return LISTEN_STATUS_OK;
}

listen_status listen_output_set_bitrate(listen_output *output, int kbps) {
  return set_number(kbps, 1, 512, &output->target.bitrate_kbps);
}

listen_status listen_output_set_cover(listen_output *output, const char *path) {
  return keep_path(&output->arena, path, &output->target.cover);
}

listen_status listen_output_set_chapters(listen_output *output, const char *mode) {
  int chapters = 0;
  listen_status status =
      choose(mode, (const char *const[]){"marks", "files", "none", NULL}, &chapters);
  if (status == LISTEN_STATUS_OK)
    output->target.chapters = (enum chapters_mode)chapters;
  return status;
}

listen_status listen_output_add_timings(listen_output *output, const char *path) {
  struct target_options *target = &output->target;
  enum timing_format format;
  if (path == NULL || target->n_timings == TARGET_TIMINGS_MAX ||
      !timing_format_of(view_of(path), &format))
    return LISTEN_STATUS_USAGE;
  listen_status status = keep_path(&output->arena, path, &target->timings[target->n_timings]);
  target->n_timings += status == LISTEN_STATUS_OK;
  return status;
}

void listen_output_set_progress(listen_output *output, int (*progress)(void *context, double share),
                                void *context) {
  output->progress = progress;
  output->progress_context = context;
}
