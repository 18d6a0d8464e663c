#include "cli/cli.h"
#include "session/cached.h"
#include "session/loudness.h"

#include "estimate/estimate.h"

#include <stdlib.h>

/// Counts frames by chapter, and throws them away.
struct void_sink {
  struct chapter_times *chapters;
  int sample_rate_hz;
};

static enum listen_status count_chapter(void *context, size_t block, struct listen_diag *diag) {
  struct void_sink *sink = context;
  return chapter_times_open(sink->chapters, block) ? LISTEN_OK : diag_nomem(diag);
}

static enum listen_status count_silence(void *context, uint64_t n, struct listen_diag *diag) {
  struct void_sink *sink = context;
  (void)diag;
  if (sink->chapters->n > 0)
    sink->chapters->items[sink->chapters->n - 1].seconds += (double)n / sink->sample_rate_hz;
  return LISTEN_OK;
}

static enum listen_status count_frames(void *context, const int16_t *frames, size_t n,
                                       struct listen_diag *diag) {
  (void)frames;
  return count_silence(context, n, diag);
}

static enum listen_status speak_into_the_void(const struct document *document,
                                              struct session *session,
                                              struct chapter_times *chapters, double *seconds,
                                              struct listen_diag *diag) {
  struct speech_script script;
  struct speak_options speak;
  uint64_t n_frames = 0;
  struct void_sink counter = {.chapters = chapters};
  const struct speak_sink sink = {.context = &counter,
                                  .chapter = count_chapter,
                                  .frames = count_frames,
                                  .silence = count_silence};
  enum listen_status status = speech_begin(session, document, false, &script, &speak, diag);
  counter.sample_rate_hz = session->sample_rate_hz;
  struct level_settings levels[N_STYLES]; // they change no length, but so the cache serves both
  loudness_levels(session, levels);
  speak.levels = levels;
  if (status == LISTEN_OK)
    status = speak_document(document, &session->tools, &speak, &sink, &n_frames, diag);
  speech_end(session, &script, status == LISTEN_OK);
  if (status == LISTEN_OK)
    *seconds = (double)n_frames / session->sample_rate_hz;
  return status;
}

/// What is known of one article.
struct estimated {
  const char *path;
  const struct document *document;
  struct chapter_times chapters;
  double seconds;
  struct text_counts counts; ///< of all that is read
  struct reading_time reading;
};

/// The name of a chapter: its heading, or the first words.
static struct view title_of(const struct estimated *e, size_t i) {
  const struct block *block = &e->document->blocks[e->chapters.items[i].block];
  return block->chapter.ptr != NULL ? block->chapter : block->text;
}

static void add_label(cJSON *json, const char *key, const char *format, double seconds) {
  struct buf label = {0};
  duration_label(format, seconds, &label);
  cJSON_AddStringToObject(json, key, cli_text(&label));
  buf_clear(&label);
}

static void print_json(const struct estimated *e, const struct session *session,
                       const struct cli_options *options) {
  cJSON *json = cJSON_CreateObject();
  cJSON_AddStringToObject(json, "path", e->path);
  cli_json_number(json, "seconds", e->seconds, 1);
  add_label(json, "minutes_label", "minutes", e->seconds);
  cli_json_number(json, "words", (double)e->counts.words, 0);
  cli_json_number(json, "characters", (double)e->counts.characters, 0);
  cJSON_AddStringToObject(json, "voice", session->profile.name);
  cJSON_AddStringToObject(json, "method", options->exact ? "exact" : "model");
  add_label(json, "label", options->label_format, e->seconds);
  cli_json_number(json, "reading_s", e->reading.seconds, 1);
  cli_json_number(json, "reading_min_s", e->reading.min_s, 1);
  cli_json_number(json, "reading_max_s", e->reading.max_s, 1);
  add_label(json, "reading_label", options->label_format, e->reading.seconds);
  cJSON *chapters = cJSON_AddArrayToObject(json, "chapters");
  for (size_t i = 0; i < e->chapters.n; i++) {
    cJSON *chapter = cJSON_CreateObject();
    cJSON_AddItemToObject(chapter, "title", cli_json_view(title_of(e, i)));
    cli_json_number(chapter, "seconds", e->chapters.items[i].seconds, 1);
    add_label(chapter, "label", options->label_format, e->chapters.items[i].seconds);
    cJSON_AddItemToArray(chapters, chapter);
  }
  cli_print_json(json);
}

static void print_line(double seconds, const struct cli_options *options) {
  struct buf label = {0}, clock = {0};
  duration_label(options->label_format, seconds, &label);
  clock_label(seconds, &clock);
  printf("%s  %s  ", cli_text(&clock), cli_text(&label));
  buf_clear(&label);
  buf_clear(&clock);
}

static void print_text(const struct estimated *e, const struct cli_options *options) {
  enum { TITLE_MAX_BYTES = 60 };
  struct buf read = {0};
  print_line(e->seconds, options);
  duration_label(options->label_format, e->reading.seconds, &read);
  buf_str(&read, ", ");
  clock_label(e->reading.min_s, &read);
  buf_str(&read, TR(" to ", " bis "));
  clock_label(e->reading.max_s, &read);
  printf(TR("(to read: %s)  %zu words  %s\n", "(Lesezeit: %s)  %zu Wörter  %s\n"),
         cli_text(&read), e->counts.words, e->path);
  for (size_t i = 0; i < e->chapters.n && options->list_chapters; i++) {
    struct view title = title_of(e, i);
    size_t n = title.len;
    if (n > TITLE_MAX_BYTES) // cut between two characters
      for (n = TITLE_MAX_BYTES; n > 0 && ((unsigned char)title.ptr[n] & 0xC0) == 0x80;)
        n--;
    printf("  ");
    print_line(e->chapters.items[i].seconds, options);
    printf("%.*s%s\n", (int)n, title.ptr, n < title.len ? "…" : "");
  }
  buf_clear(&read);
}

static enum listen_status estimate_article(const char *path, const struct cli_options *options,
                                           struct session *session, struct listen_diag *diag) {
  struct document document = {0};
  struct estimated e = {.path = path, .document = &document};
  struct text_counts body = {0};
  enum listen_status status = session_read_document(session, path, &document, diag);
  if (status == LISTEN_OK)
    status = options->exact
                 ? speak_into_the_void(&document, session, &e.chapters, &e.seconds, diag)
                 : session_estimate_chapters(&document, session, &e.chapters, &e.seconds, diag);
  for (size_t i = 0; i < document.n_blocks; i++) {
    text_counts_add(&e.counts, document.blocks[i].text);
    if (document.blocks[i].role != BLOCK_TITLE)
      text_counts_add(&body, document.blocks[i].text);
  }
  e.reading = reading_time_of(body.words);
  if (status == LISTEN_OK && options->json)
    print_json(&e, session, options);
  else if (status == LISTEN_OK)
    print_text(&e, options);
  free(e.chapters.items);
  document_clear(&document);
  return status;
}

int cmd_estimate(const struct cli_options *options) {
  if (options->n_articles == 0)
    return cli_wrong_use("%s", TR("no article is given", "kein Artikel angegeben"));
  struct listen_diag diag = cli_diag();
  struct session session;
  enum listen_status opened = options->exact
                                  ? session_begin(&options->session, ENGINE_SOUND, &session, &diag)
                                  : session_open(&options->session, ENGINE_NONE, &session, &diag);
  if (opened != LISTEN_OK)
    return cli_complain(&diag);
  int exit_status = EXIT_DONE;
  for (int i = 0; i < options->n_articles && !cli_cancelled; i++) {
    diag = cli_diag();
    if (estimate_article(options->articles[i], options, &session, &diag) != LISTEN_OK)
      exit_status = cli_complain(&diag); // one bad article does not stop the others
  }
  cli_session_close(options, &session);
  return exit_status;
}
