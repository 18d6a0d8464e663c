#include "cli/cli.h"
#include "session/speech.h"

#include "estimate/estimate.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

/// A level that was measured; null for silence where the key is promised.
static void add_level(cJSON *json, const char *key, double level, bool promised) {
  if (isfinite(level))
    cli_json_number(json, key, level, 2);
  else if (promised)
    cJSON_AddNullToObject(json, key);
}

static void add_file(cJSON *files, const char *path, uint64_t bytes, const char *media_type) {
  cJSON *file = cJSON_CreateObject();
  cJSON_AddStringToObject(file, "path", path);
  cli_json_number(file, "bytes", (double)bytes, 0);
  cJSON_AddStringToObject(file, "media_type", media_type);
  cJSON_AddItemToArray(files, file);
}

static void print_json(const struct speech *speech, const struct session *session) {
  const struct output *output = &speech->output;
  const struct timings *timings = &speech->timings;
  const struct document *d = output->document;
  double rate = output->sample_rate_hz;
  cJSON *json = cJSON_CreateObject();
  cJSON_AddItemToObject(json, "title", cli_json_view(d->title));
  cJSON_AddStringToObject(json, "voice", session->profile.name);
  cli_json_number(json, "duration_s", (double)speech->n_frames / rate, 3);
  cli_json_number(json, "sample_rate_hz", rate, 0);
  add_level(json, "loudness_lufs", speech->loudness.lufs, true);
  add_level(json, "true_peak_dbtp", speech->loudness.peak_dbtp, false);
  cJSON *files = cJSON_AddArrayToObject(json, "files");
  for (size_t i = 0; i < output->n_files; i++) {
    const char *dot = strrchr(output->files[i].path, '.');
    bool list = dot != NULL && strcmp(dot, ".m3u8") == 0;
    add_file(files, output->files[i].path, output->files[i].bytes,
             list ? "application/vnd.apple.mpegurl" : target_media_type(output->target));
  }
  for (size_t i = 0; i < timings->n_files; i++)
    add_file(files, timings->files[i].path.ptr, timings->files[i].bytes,
             timing_media_type(timings->files[i].format));
  cJSON *chapters = cJSON_AddArrayToObject(json, "chapters");
  for (size_t i = 0; i < output->n_chapters && output->mode != CHAPTERS_NONE; i++) {
    const struct output_chapter *c = &output->chapters[i];
    cJSON *chapter = cJSON_CreateObject();
    cJSON_AddItemToObject(chapter, "title", cli_json_view(c->title));
    cli_json_number(chapter, "start_s", (double)c->start / rate, 3);
    cli_json_number(chapter, "end_s", (double)c->end / rate, 3);
    cJSON_AddStringToObject(chapter, "path", output->files[c->file].path);
    cJSON_AddItemToArray(chapters, chapter);
  }
  cJSON_AddItemToObject(json, "claim", cli_json_claim(d->n_claims > 0 ? d->claims : NULL));
  cJSON_AddItemToObject(json, "skipped", cli_json_skipped(d));
  cli_print_json(json);
}

static void print_summary(const struct speech *speech) {
  const struct output *output = &speech->output;
  const struct timings *timings = &speech->timings;
  struct buf clock = {0};
  clock_label((double)speech->n_frames / output->sample_rate_hz, &clock);
  size_t n_skipped = output->document->n_skipped;
  for (size_t i = 0; i < output->n_files; i++)
    fprintf(stderr, "%s\n", output->files[i].path);
  for (size_t i = 0; i < timings->n_files; i++)
    fprintf(stderr, "%s\n", timings->files[i].path.ptr);
  size_t n_chapters = output->mode == CHAPTERS_NONE ? 0 : output->n_chapters;
  fprintf(stderr,
          n_chapters == 1 ? TR("%s min, %zu chapter", "%s min, %zu Kapitel")
                          : TR("%s min, %zu chapters", "%s min, %zu Kapitel"),
          clock.ptr, n_chapters);
  if (n_skipped > 0)
    fprintf(stderr,
            n_skipped == 1 ? TR(", %zu line not read (--json shows it)",
                                ", %zu Zeile nicht vorgelesen (--json zeigt sie)")
                           : TR(", %zu lines not read (--json lists them)",
                                ", %zu Zeilen nicht vorgelesen (--json zeigt sie)"),
            n_skipped);
  fputc('\n', stderr);
  buf_clear(&clock);
}

enum listen_status cli_speak_document(const struct cli_options *options, struct document *document,
                                      char *const *articles, struct session *session,
                                      const char *path, struct listen_diag *diag) {
  struct progress progress;
  progress_start(&progress, options);
  struct speech speech = {.document = document,
                          .options = &options->target,
                          .articles = articles,
                          .path = path,
                          .progress = progress.active ? progress_update : NULL,
                          .progress_context = &progress};
  enum listen_status status = speech_run(&speech, session, diag);
  progress_end(&progress);
  if (status == LISTEN_OK && options->json && strcmp(path, "-") != 0)
    print_json(&speech, session);
  else if (status == LISTEN_OK && !options->quiet)
    print_summary(&speech);
  speech_clear(&speech);
  return status;
}

/// All articles into one file, a chapter each (or, of a single one, its sections).
static enum listen_status speak_together(const struct cli_options *options, struct session *session,
                                         const char *path, struct listen_diag *diag) {
  size_t n = (size_t)options->n_articles;
  struct document *documents = calloc(n, sizeof *documents), all = {0};
  if (documents == NULL)
    return diag_nomem(diag);
  enum listen_status status = LISTEN_OK;
  for (size_t i = 0; status == LISTEN_OK && i < n; i++)
    status = session_read_document(session, options->articles[i], &documents[i], diag);
  if (status == LISTEN_OK && n > 1)
    status = document_join(documents, n, &all, diag);
  session->last_document = true;
  if (status == LISTEN_OK)
    status = cli_speak_document(options, n > 1 ? &all : &documents[0], options->articles, session,
                                path, diag);
  document_clear(&all);
  for (size_t i = 0; i < n; i++)
    document_clear(&documents[i]);
  free(documents);
  return status;
}

/// `-o DIR/`: a file for each article. One bad article does not stop the others.
static int speak_each(const struct cli_options *options, struct session *session) {
  int exit_status = EXIT_DONE;
  for (int i = 0; i < options->n_articles && !cli_cancelled; i++) {
    struct listen_diag diag = cli_diag();
    struct document document = {0};
    struct buf path = {0};
    buf_str(&path, options->output);
    if (path.len > 0 && path.ptr[path.len - 1] != '/')
      buf_byte(&path, '/');
    enum listen_status status =
        target_default_path(&options->target, options->articles[i], &path, &diag);
    if (status == LISTEN_OK)
      status = session_read_document(session, options->articles[i], &document, &diag);
    if (status == LISTEN_OK)
      status =
          cli_speak_document(options, &document, &options->articles[i], session, path.ptr, &diag);
    if (status != LISTEN_OK)
      exit_status = cli_complain(&diag);
    document_clear(&document);
    buf_clear(&path);
  }
  return cli_cancelled ? EXIT_FAILED : exit_status;
}

static bool is_folder(const char *path) {
  struct stat stat_buf;
  size_t len = strlen(path);
  return (len > 0 && path[len - 1] == '/') ||
         (stat(path, &stat_buf) == 0 && S_ISDIR(stat_buf.st_mode));
}

static int compare_names(const void *a, const void *b) {
  return strcmp(*(char *const *)a, *(char *const *)b);
}

/// Every chapter's files stay open until all of them are whole, so that they appear together; a
/// book has more chapters than the usual 1024 files.
static void allow_many_files(void) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
    return;
  limit.rlim_cur = limit.rlim_max;
  (void)setrlimit(RLIMIT_NOFILE, &limit); // at worst a file cannot be opened, and that is said
}

/// Two articles must not claim one name in the folder.
static enum listen_status check_names_differ(const struct cli_options *options,
                                             struct listen_diag *diag) {
  size_t n = (size_t)options->n_articles;
  struct buf *names = calloc(n, sizeof *names);
  char **sorted = calloc(n, sizeof *sorted);
  enum listen_status status = names == NULL || sorted == NULL ? diag_nomem(diag) : LISTEN_OK;
  for (size_t i = 0; status == LISTEN_OK && i < n; i++) {
    status = target_default_path(&options->target, options->articles[i], &names[i], diag);
    sorted[i] = names[i].ptr;
  }
  if (status == LISTEN_OK)
    qsort(sorted, n, sizeof *sorted, compare_names);
  for (size_t i = 1; status == LISTEN_OK && i < n; i++)
    if (strcmp(sorted[i - 1], sorted[i]) == 0)
      status = diag_set(diag, LISTEN_E_USAGE,
                        TR("two articles would both become %s; speak them one by one",
                           "zwei Artikel würden beide %s; bitte einzeln sprechen"),
                        sorted[i]);
  for (size_t i = 0; names != NULL && i < n; i++)
    buf_clear(&names[i]);
  free(names);
  free(sorted);
  return status;
}

int cmd_speak(const struct cli_options *options) {
  if (options->n_articles == 0)
    return cli_wrong_use("%s", TR("no article is given", "kein Artikel angegeben"));
  if (options->n_articles > 1 && options->output == NULL)
    return cli_wrong_use("%s", TR("several articles need -o FILE, or -o FOLDER/ for a file each",
                                  "mehrere Artikel brauchen -o DATEI, oder -o ORDNER/"));
  if (options->output != NULL && strcmp(options->output, "-") == 0 && options->json)
    return cli_wrong_use("%s", TR("--json and -o - both want standard output",
                                  "--json und -o - wollen beide die Standardausgabe"));
  struct listen_diag diag = cli_diag();
  struct session session;
  if (options->target.chapters == CHAPTERS_FILES || options->target.book ||
      (options->output != NULL && options->n_articles > 0))
    allow_many_files();
  bool each = options->output != NULL && is_folder(options->output);
  if (timings_check(&options->target, each, &diag) != LISTEN_OK)
    return cli_complain(&diag);
  if (each && check_names_differ(options, &diag) != LISTEN_OK)
    return cli_complain(&diag);
  if (session_begin(&options->session, ENGINE_SOUND, &session, &diag) != LISTEN_OK)
    return cli_complain(&diag);
  int exit_status;
  if (each) {
    exit_status = speak_each(options, &session);
  } else {
    struct buf path = {0};
    enum listen_status status = LISTEN_OK;
    if (options->output != NULL)
      buf_str(&path, options->output);
    else
      status = target_default_path(&options->target, options->articles[0], &path, &diag);
    if (status == LISTEN_OK)
      status = path.failed ? diag_nomem(&diag) : speak_together(options, &session, path.ptr, &diag);
    exit_status = status == LISTEN_OK ? EXIT_DONE : cli_complain(&diag);
    buf_clear(&path);
  }
  cli_session_close(options, &session);
  return exit_status;
}
