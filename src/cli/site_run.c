#include "cli/site_run.h"

#include "base/late.h"
#include "player/player.h"
#include "session/output.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DEFAULT_CONFIG "listen.yaml"

// ---- what there is ----

static enum listen_status load_config(struct site_run *run, struct listen_diag *diag) {
  const struct cli_options *options = run->options;
  const char *path = options->n_articles > 0 ? options->articles[0] : DEFAULT_CONFIG;
  if (options->n_articles == 0 && access(path, F_OK) != 0) {
    diag_at(diag, path, 0, 0);
    diag_set(diag, LISTEN_E_CONFIG, "%s", TR("there is no such file here", "gibt es hier nicht"));
    diag_hint(diag, "%s",
              TR("'listen site --init' writes one; or name another: listen site FILE",
                 "'listen site --init' schreibt eine; oder eine andere nennen: listen site DATEI"));
    return LISTEN_E_CONFIG;
  }
  return site_config_load(path, &run->config, diag);
}

/// Voices, formats and the cover, before the first article fails for them.
static enum listen_status check_config(struct site_run *run, struct listen_diag *diag) {
  const struct site_config *config = &run->config;
  enum listen_status status = LISTEN_OK;
  for (size_t i = 0; status == LISTEN_OK && i < config->n_formats; i++) {
    enum audio_format format;
    if (audio_format_named(config->formats[i], &format))
      status = audio_format_check(format, diag);
  }
  if (status == LISTEN_OK && config->cover != NULL) {
    status = session_read_file(config->cover, &cli_cancelled, &run->cover, diag);
    if (status == LISTEN_OK)
      status = audio_cover_check(run->cover.ptr != NULL ? buf_as_view(&run->cover) : VIEW(""),
                                 config->cover, diag);
  }
  for (size_t i = 0; status == LISTEN_OK && i <= config->n_sections; i++) {
    bool general = i == config->n_sections;
    const char *voice = general ? config->settings.voice : config->sections[i].voice;
    if (!general && voice == NULL)
      continue;
    struct cli_options options = site_session_options(run->options, config, voice);
    struct session session;
    status = session_voice(&options.session, &session, diag);
    if (status != LISTEN_OK && !general && diag->file[0] == '\0')
      diag_at(diag, config->path, config->sections[i].line, 0);
    if (status == LISTEN_OK)
      session_close(&session);
  }
  return status;
}

enum listen_status site_run_configure(struct site_run *run, const struct cli_options *options,
                                      struct listen_diag *diag) {
  *run = (struct site_run){.options = options, .folder = {.fd = -1, .lock_fd = -1}};
  enum listen_status status = load_config(run, diag);
  if (status == LISTEN_OK && options->output != NULL) {
    run->config.usual_output_path = run->config.output_path; // no articles are in either
    run->config.output_path = options->output;
  }
  if (status == LISTEN_OK)
    status = check_config(run, diag);
  run->sums = (struct site_sums){.options = options, .config = &run->config};
  if (run->cover.ptr != NULL)
    run->sums.cover = buf_as_view(&run->cover);
  return status;
}

static enum listen_status open_folder(struct site_run *run, bool create, struct listen_diag *diag) {
  const struct site_options *site = &run->options->site;
  const char *path = run->config.output_path;
  enum listen_status status = site_folder_open(path, create, &run->folder, diag);
  enum site_sharing sharing = site->n_jobs > 0 || site->n_shards > 0 ? SITE_SHARED : SITE_ALONE;
  if (status == LISTEN_OK && create) {
    if (!site->no_wait && !run->options->quiet && site_folder_is_busy(&run->folder, sharing))
      fprintf(stderr,
              TR("%s: waiting for another run to end\n",
                 "%s: warte auf das Ende eines anderen Laufs\n"),
              path);
    status = site_folder_lock(&run->folder, sharing, !site->no_wait, &cli_cancelled, diag);
  }
  return status;
}

static size_t job_of(const struct site_plan *plan, const char *key) {
  for (size_t i = 0; i < plan->n_jobs; i++)
    if (strcmp(plan->jobs[i].article->key, key) == 0)
      return i;
  return plan->n_jobs;
}

/// Which jobs are this run's, and of these, which are to be done.
static enum listen_status choose_jobs(struct site_run *run, struct listen_diag *diag) {
  const struct site_options *site = &run->options->site;
  size_t n = run->plan.n_jobs;
  run->outcomes = calloc(n + 1, sizeof *run->outcomes);
  run->seconds = calloc(n + 1, sizeof *run->seconds);
  run->queue = calloc(n + 1, sizeof *run->queue);
  if (run->outcomes == NULL || run->seconds == NULL || run->queue == NULL)
    return diag_nomem(diag);
  for (size_t i = 0; i < n; i++) {
    bool ours = site->n_jobs == 0;
    if (site->n_shards > 0)
      ours = i % site->n_shards == site->shard - 1;
    run->outcomes[i] = ours ? OUTCOME_OPEN : OUTCOME_NOT_OURS;
  }
  for (size_t k = 0; k < site->n_jobs; k++) {
    size_t i = job_of(&run->plan, site->jobs[k]);
    if (i == n) {
      diag_set(diag, LISTEN_E_USAGE, TR("--job: there is no job '%s'", "--job: '%s' gibt es nicht"),
               site->jobs[k]);
      diag_hint(diag, "%s",
                TR("'listen site --list' prints them", "'listen site --list' zeigt alle"));
      return LISTEN_E_USAGE;
    }
    run->outcomes[i] = OUTCOME_OPEN;
  }
  for (size_t i = 0; i < n; i++) {
    if (run->outcomes[i] == OUTCOME_OPEN && run->plan.jobs[i].action == SITE_KEEP)
      run->outcomes[i] = OUTCOME_KEPT;
    if (run->outcomes[i] == OUTCOME_OPEN)
      run->queue[run->n_queue++] = i;
  }
  return LISTEN_OK;
}

/// Take over what others have built in folders of their own.
static enum listen_status take_others(struct site_run *run, const struct site_settings_sum *sums,
                                      struct listen_diag *diag) {
  const struct site_options *site = &run->options->site;
  enum listen_status status = LISTEN_OK;
  for (size_t i = 0; status == LISTEN_OK && i < site->n_gather; i++) {
    struct site_folder from;
    size_t n_taken;
    status = site_folder_open(site->gather[i], false, &from, diag);
    if (status == LISTEN_OK && from.fd < 0)
      status =
          diag_errno(diag, site->gather[i], ENOENT, "cannot read", "kann nicht gelesen werden");
    if (status == LISTEN_OK)
      status = gather_take(&run->config, &run->plan, sums, &from, &run->folder, &cli_cancelled,
                           &n_taken, diag);
    site_folder_close(&from);
  }
  return status;
}

enum listen_status site_run_plan(struct site_run *run, bool create, struct listen_diag *diag) {
  const struct site_settings_sum sums = {site_sums_of, &run->sums};
  enum listen_status status = site_scan(&run->config, &run->list, diag);
  if (status == LISTEN_OK)
    status = open_folder(run, create, diag);
  if (status == LISTEN_OK)
    status = site_plan_make(&run->config, &run->list, &run->folder, &sums, &cli_cancelled,
                            &run->plan, diag);
  if (status == LISTEN_OK && run->options->site.n_gather > 0) {
    status = take_others(run, &sums, diag);
    site_plan_clear(&run->plan);
    if (status == LISTEN_OK)
      status = site_plan_make(&run->config, &run->list, &run->folder, &sums, &cli_cancelled,
                              &run->plan, diag);
  }
  if (status == LISTEN_OK)
    status = choose_jobs(run, diag);
  return status;
}

// ---- the work ----

static bool note_failure(struct site_run *run, size_t job, const struct listen_diag *diag) {
  if (!array_grow((void **)&run->failures, &run->cap_failures, run->n_failures + 1,
                  sizeof *run->failures))
    return false;
  run->failures[run->n_failures++] = (struct site_failure){job, *diag};
  return true;
}

/// A worker that is no more cannot say what was wrong.
static void describe_end(const struct crew_result *result, const char *path,
                         struct listen_diag *diag) {
  diag_at(diag, path, 0, 0);
  if (result->end == CREW_SILENT)
    diag_set(diag, LISTEN_E_ENGINE, "%s",
             TR("took too long, and was given up", "dauerte zu lange und wurde aufgegeben"));
  else if (result->signal != 0)
    diag_set(diag, LISTEN_E_ENGINE,
             TR("its process was ended by signal %d (%s)",
                "der Prozess dafür wurde durch Signal %d beendet (%s)"),
             result->signal, strsignal(result->signal));
  else
    diag_set(diag, LISTEN_E_ENGINE, "%s",
             TR("its process ended early", "der Prozess dafür endete vorzeitig"));
}

struct build_context {
  struct site_builder builder;
  struct site_run *run;
};

static void start(void *context, unsigned nth, bool again) {
  site_builder_start(&((struct build_context *)context)->builder, nth, again);
}

static void work(void *context, size_t job, struct crew_link *link, struct crew_result *result) {
  site_builder_work(&((struct build_context *)context)->builder, job, link, result);
}

static void end(void *context) {
  site_builder_end(&((struct build_context *)context)->builder);
}

static void forked(void *context, unsigned nth) {
  (void)context;
  if (nth < cli_n_prepared)
    synth_forget_prepared(&cli_prepared[nth]); // it is the worker's
}

static void given(void *context, size_t nth) {
  site_progress_share(((struct build_context *)context)->run, nth, 0);
}

static void progress(void *context, size_t nth, double share) {
  site_progress_share(((struct build_context *)context)->run, nth, share);
}

static void done(void *context, size_t nth, const struct crew_result *result) {
  struct site_run *run = ((struct build_context *)context)->run;
  size_t job = run->queue[nth];
  const struct site_article *article = run->plan.jobs[job].article;
  struct listen_diag diag = cli_diag();
  site_progress_share(run, nth, 1);
  if (result->end != CREW_DONE)
    describe_end(result, article->path, &diag);
  else
    diag = result->diag;
  if (result->status == LISTEN_E_CANCELLED)
    return;
  if (result->status != LISTEN_OK) {
    run->outcomes[job] = OUTCOME_FAILED;
    note_failure(run, job, &diag);
    return;
  }
  bool passed_over = (result->notes & BUILD_PASSED_OVER) != 0;
  run->outcomes[job] = passed_over ? OUTCOME_PASSED_OVER : OUTCOME_BUILT;
  run->seconds[job] = (float)result->seconds;
}

/// As many articles at once, and as many sentences of each, as `--workers` or the cores allow.
static void share_cores(const struct site_run *run, unsigned *workers, unsigned *engine_workers) {
  long cores = sysconf(_SC_NPROCESSORS_ONLN);
  unsigned most = run->options->session.workers;
  if (most == 0)
    most = cores < 1 ? 1 : cores > 64 ? 64 : (unsigned)cores;
  *workers = run->n_queue < most ? (unsigned)run->n_queue : most;
  *engine_workers = (most + *workers - 1) / *workers;
  // While one speaks, its successor is being forked; and the last article has all cores.
  if (*workers > 1 && *engine_workers < 2)
    *engine_workers = 2;
}

enum listen_status site_run_build(struct site_run *run, struct listen_diag *diag) {
  if (run->n_queue == 0)
    return LISTEN_OK;
  // Loaded once: each worker has it without loading. A page alone needs none of it.
  bool speaks = false;
  for (size_t i = 0; i < run->n_queue; i++)
    speaks |= run->plan.jobs[run->queue[i]].action != SITE_PAGE;
  struct cli_options language_options =
      site_session_options(run->options, &run->config, run->config.settings.voice);
  struct session language;
  enum listen_status status =
      speaks ? session_open(&language_options.session, ENGINE_NONE, &language, diag)
             : session_voice(&language_options.session, &language, diag);
  if (status != LISTEN_OK)
    return status;
  unsigned workers, engine_workers;
  share_cores(run, &workers, &engine_workers);
  struct build_context context = {.run = run,
                                  .builder = {.options = run->options,
                                              .config = &run->config,
                                              .plan = &run->plan,
                                              .folder = &run->folder,
                                              .language = &language,
                                              .queue = run->queue,
                                              .sums = &run->sums,
                                              .engine_workers = engine_workers}};
  const struct crew_options crew = {.n_workers = workers,
                                    .cancel = &cli_cancelled,
                                    .start = start,
                                    .work = work,
                                    .end = end,
                                    .forked = forked,
                                    .given = given,
                                    .progress = progress,
                                    .done = done,
                                    .context = &context};
  (void)late(); // the libraries of pages: each worker has them without loading
  fflush(NULL); // or it would have what is yet to be printed
  for (size_t i = workers; i < cli_n_prepared; i++)
    synth_forget_prepared(&cli_prepared[i]); // or nobody but our end would end them
  site_progress_start(run);
  status = crew_run(&crew, run->n_queue, diag);
  site_progress_end(run);
  session_close(&language);
  return status;
}

// ---- what is published of it ----

/// A worker said that it was done; but what it left cannot be published.
static void note_lost(struct site_run *run, size_t job, int err) {
  struct listen_diag diag = cli_diag();
  diag_errno(&diag, run->plan.jobs[job].article->path, err, "what was built of it cannot be read",
             "das Ergebnis kann nicht gelesen werden");
  run->outcomes[job] = OUTCOME_FAILED;
  note_failure(run, job, &diag);
}

/// What the workers have published, the parent has yet to see.
static enum listen_status reload(struct site_run *run, struct listen_diag *diag) {
  for (size_t k = 0; k < run->n_queue; k++) {
    size_t job = run->queue[k];
    enum listen_status status = site_job_reload(&run->plan.jobs[job], &run->folder);
    if (status == LISTEN_E_NOMEM)
      return diag_nomem(diag);
    if (status != LISTEN_OK && run->outcomes[job] == OUTCOME_BUILT)
      note_lost(run, job, status == LISTEN_E_IO ? errno : EBADMSG);
  }
  return LISTEN_OK;
}

static enum listen_status remove_gone(struct site_run *run, struct listen_diag *diag) {
  if (run->plan.n_removed == 0 || run->options->site.keep)
    return LISTEN_OK;
  if (!run->plan.saw_all || run->list.n_misfits > 0) {
    if (!run->options->quiet)
      fprintf(stderr, "%s\n",
              TR("listen: not all articles could be looked at, so none is taken for removed",
                 "listen: nicht alle Artikel waren zu sehen, darum gilt keiner als entfernt"));
    return LISTEN_OK;
  }
  enum listen_status status = LISTEN_OK;
  for (size_t i = 0; status == LISTEN_OK && i < run->plan.n_removed; i++) {
    status = gather_remove(&run->folder, run->plan.removed[i], diag);
    run->n_removed += status == LISTEN_OK;
  }
  return status;
}

static struct view player_of(const struct site_config *config) {
  return config->player.enabled ? player_script() : VIEW("");
}

enum listen_status site_run_finish(struct site_run *run, struct listen_diag *diag) {
  enum listen_status status = reload(run, diag);
  // The manifest first: it must not name what is gone.
  if (status == LISTEN_OK)
    status = gather_publish(&run->config, &run->plan, &run->folder, player_of(&run->config),
                            run->options->site.keep, &run->gathered, diag);
  return status == LISTEN_OK ? remove_gone(run, diag) : status;
}

void site_run_close(struct site_run *run) {
  site_folder_close(&run->folder);
  site_plan_clear(&run->plan);
  site_list_clear(&run->list);
  site_sums_clear(&run->sums);
  buf_clear(&run->cover);
  free(run->outcomes);
  free(run->seconds);
  free(run->queue);
  free(run->failures);
  free(run->progress.shares);
  site_config_clear(&run->config);
}
