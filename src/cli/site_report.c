// What a run of `listen site` tells: progress, plans, results.

#include "cli/site_run.h"

#include "estimate/estimate.h"
#include "estimate/label.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

const char *site_action_name(enum site_action action) {
  static const char *const names[] = {
      [SITE_KEEP] = "keep",         [SITE_NEW] = "new",         [SITE_CHANGED] = "changed",
      [SITE_SETTINGS] = "settings", [SITE_MISSING] = "missing", [SITE_PAGE] = "page"};
  return names[action];
}

const char *site_action_text(enum site_action action) {
  switch (action) {
  case SITE_KEEP:
    return TR("unchanged", "unverändert");
  case SITE_NEW:
    return TR("new", "neu");
  case SITE_CHANGED:
    return TR("text changed", "Text geändert");
  case SITE_SETTINGS:
    return TR("settings changed", "Einstellungen geändert");
  case SITE_MISSING:
    return TR("files missing", "Dateien fehlen");
  case SITE_PAGE:
    return TR("page only", "nur die Seite");
  }
  return "";
}

// ---- progress ----

static int64_t now_ms(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static double weight_of(const struct site_run *run, size_t nth) {
  enum { LEAST_BYTES = 1000 }; // what any article costs
  return (double)run->plan.jobs[run->queue[nth]].article->bytes + LEAST_BYTES;
}

void site_progress_start(struct site_run *run) {
  struct site_progress *p = &run->progress;
  *p = (struct site_progress){.started_ms = now_ms()};
  p->active = !run->options->quiet && !run->options->json && isatty(STDERR_FILENO);
  if (p->active)
    p->shares = calloc(run->n_queue, sizeof *p->shares);
  p->active = p->shares != NULL;
  for (size_t i = 0; i < run->n_queue; i++)
    p->total += weight_of(run, i);
}

/// "[#####-----]  12 of 40, 1:23 left"
static void show(const struct site_run *run) {
  enum { CELLS = 24, LEAST_MS = 500 };
  const struct site_progress *p = &run->progress;
  struct buf left = {0};
  size_t n_done = 0;
  for (size_t i = 0; i < run->n_queue; i++)
    n_done += p->shares[i] >= 1;
  double share = p->total > 0 ? p->done / p->total : 0;
  int64_t spent_ms = now_ms() - p->started_ms;
  if (share > 0.01 && spent_ms >= LEAST_MS)
    clock_label((double)spent_ms / 1000 * (1 - share) / share, &left);
  fputs("\r[", stderr);
  for (int i = 0; i < CELLS; i++)
    fputs(i < (int)(share * CELLS) ? "#" : "-", stderr);
  fprintf(stderr, TR("] %zu of %zu", "] %zu von %zu"), n_done, run->n_queue);
  if (left.len > 0 && !left.failed)
    fprintf(stderr, TR(", %s left", ", noch %s"), left.ptr);
  fputs("  ", stderr);
  fflush(stderr);
  buf_clear(&left);
}

void site_progress_share(struct site_run *run, size_t nth, double share) {
  enum { EVERY_MS = 100 };
  struct site_progress *p = &run->progress;
  if (!p->active)
    return;
  p->done += (share - p->shares[nth]) * weight_of(run, nth);
  p->shares[nth] = share;
  if (now_ms() - p->shown_ms < EVERY_MS)
    return;
  p->shown_ms = now_ms();
  show(run);
}

void site_progress_end(struct site_run *run) {
  struct site_progress *p = &run->progress;
  if (p->active && p->shown_ms > 0)
    fprintf(stderr, "\r%78s\r", "");
  p->active = false;
}

// ---- plans ----

static cJSON *job_json(const struct site_job *job) {
  cJSON *json = cJSON_CreateObject();
  cJSON_AddStringToObject(json, "id", job->article->key);
  cJSON_AddStringToObject(json, "source", job->article->source);
  cJSON_AddStringToObject(json, "action", site_action_name(job->action));
  return json;
}

static bool is_ours(const struct site_run *run, size_t job) {
  return run->outcomes[job] != OUTCOME_NOT_OURS;
}

void site_report_list(const struct site_run *run) {
  for (size_t i = 0; i < run->plan.n_jobs; i++) {
    const struct site_job *job = &run->plan.jobs[i];
    if (!is_ours(run, i))
      continue;
    cJSON *json = job_json(job);
    cli_json_number(json, "bytes", (double)job->article->bytes, 0);
    cli_print_json(json);
  }
}

/// Seconds of one core that a second of sound costs in each format, engine apart. Measured with
/// tests/bench/site on an x86-64 server core of 2.5 GHz; only the order of magnitude matters here.
static double coding_cost(const char *format) {
  static const struct {
    const char *format;
    double cost;
  } costs[] = {{"wav", 0.00003}, {"flac", 0.0004}, {"ogg", 0.0021},
               {"opus", 0.0018}, {"mp3", 0.0012},  {"m4b", 0.0016}};
  for (size_t i = 0; i < sizeof costs / sizeof *costs; i++)
    if (strcmp(costs[i].format, format) == 0)
      return costs[i].cost;
  return 0;
}

static double build_seconds(const struct site_run *run, double sound_s) {
  static const double speaking_cost = 0.0007;
  long cores = run->options->session.workers > 0 ? (long)run->options->session.workers
                                                 : sysconf(_SC_NPROCESSORS_ONLN);
  double cost = speaking_cost;
  for (size_t i = 0; i < run->config.n_formats; i++)
    cost += coding_cost(run->config.formats[i]);
  return sound_s * cost / (cores < 1 ? 1 : (double)cores);
}

/// Listening time of a job's article by the model; negative where it cannot be read.
static double estimate(const struct session *session, const struct site_job *job,
                       struct listen_diag *diag) {
  struct document document;
  double seconds = -1;
  if (session_read_document(session, job->article->path, &document, diag) != LISTEN_OK)
    return -1;
  if (session_estimate(&document, session, &seconds, diag) != LISTEN_OK)
    seconds = -1;
  document_clear(&document);
  return seconds;
}

static void print_plan(const struct site_run *run, const struct site_job *job, double seconds,
                       const struct listen_diag *problem) {
  struct buf clock = {0};
  if (seconds >= 0)
    clock_label(seconds, &clock);
  if (run->options->json) {
    cJSON *json = job_json(job);
    if (seconds >= 0)
      cli_json_number(json, "listen_s", seconds, 1);
    if (seconds < 0)
      cJSON_AddStringToObject(json, "problem", problem->message);
    cli_print_json(json);
  } else if (seconds >= 0) {
    printf("%s\t%s\t%s\n", job->article->key, site_action_text(job->action), cli_text(&clock));
  } else {
    printf("%s\t%s\t%s\n", job->article->key, site_action_text(job->action), problem->message);
  }
  buf_clear(&clock);
}

static void print_removal(const struct site_run *run, const char *key) {
  if (!run->options->json) {
    printf("%s\t%s\n", key, TR("article removed", "Artikel entfernt"));
    return;
  }
  cJSON *json = cJSON_CreateObject();
  cJSON_AddStringToObject(json, "id", key);
  cJSON_AddStringToObject(json, "action", "remove");
  cli_print_json(json);
}

enum listen_status site_report_dry(struct site_run *run, struct listen_diag *diag) {
  struct cli_options options =
      site_session_options(run->options, &run->config, run->config.settings.voice);
  struct session session;
  double sound_s = 0;
  enum listen_status status = session_open(&options.session, ENGINE_NONE, &session, diag);
  if (status != LISTEN_OK)
    return status;
  for (size_t k = 0; k < run->n_queue && cli_cancelled == 0; k++) {
    const struct site_job *job = &run->plan.jobs[run->queue[k]];
    struct listen_diag problem = cli_diag();
    double seconds = estimate(&session, job, &problem);
    if (seconds >= 0 && job->action != SITE_PAGE)
      sound_s += seconds;
    print_plan(run, job, seconds, &problem);
  }
  if (cli_cancelled != 0) { // what would follow is only half the truth
    session_close(&session);
    return diag_set(diag, LISTEN_E_CANCELLED, "%s", TR("cancelled", "abgebrochen"));
  }
  bool whole = run->options->site.n_jobs == 0 && run->options->site.n_shards == 0;
  for (size_t i = 0; whole && !run->options->site.keep && i < run->plan.n_removed; i++)
    print_removal(run, run->plan.removed[i]);
  session_close(&session);
  if (run->options->json || run->options->quiet)
    return LISTEN_OK;
  struct buf sound = {0}, work = {0};
  clock_label(sound_s, &sound);
  clock_label(build_seconds(run, sound_s) + 0.5, &work);
  if (!sound.failed && !work.failed)
    fprintf(stderr,
            TR("%zu of %zu articles to do: %s of sound, in about %s\n",
               "%zu von %zu Artikeln zu tun: %s Ton, in etwa %s\n"),
            run->n_queue, run->plan.n_jobs, sound.ptr, work.ptr);
  buf_clear(&sound);
  buf_clear(&work);
  return LISTEN_OK;
}

// ---- results ----

static const char *outcome_name(enum site_outcome outcome) {
  static const char *const names[] = {[OUTCOME_KEPT] = "kept",
                                      [OUTCOME_NOT_OURS] = "",
                                      [OUTCOME_OPEN] = "not_done",
                                      [OUTCOME_BUILT] = "built",
                                      [OUTCOME_PASSED_OVER] = "passed_over",
                                      [OUTCOME_FAILED] = "failed"};
  return names[outcome];
}

static void print_json(const struct site_run *run) {
  size_t next = 0; // of the failures, which are in the order of the jobs
  for (size_t i = 0; i < run->plan.n_jobs; i++) {
    enum site_outcome outcome = (enum site_outcome)run->outcomes[i];
    if (outcome == OUTCOME_NOT_OURS)
      continue;
    cJSON *json = job_json(&run->plan.jobs[i]);
    cJSON_AddStringToObject(json, "result", outcome_name(outcome));
    if (outcome == OUTCOME_BUILT)
      cli_json_number(json, "duration_s", (double)run->seconds[i], 1);
    while (next < run->n_failures && run->failures[next].job < i)
      next++;
    if (outcome == OUTCOME_FAILED && next < run->n_failures && run->failures[next].job == i)
      cJSON_AddStringToObject(json, "message", run->failures[next].diag.message);
    cli_print_json(json);
  }
}

static void count(const struct site_run *run, size_t counts[6], double *sound_s) {
  for (size_t i = 0; i < run->plan.n_jobs; i++) {
    counts[run->outcomes[i]]++;
    if (run->outcomes[i] == OUTCOME_BUILT)
      *sound_s += (double)run->seconds[i];
  }
}

static void print_summary(const struct site_run *run) {
  size_t counts[6] = {0};
  double sound_s = 0;
  struct buf sound = {0};
  count(run, counts, &sound_s);
  clock_label(sound_s, &sound);
  fprintf(stderr, TR("%zu built", "%zu gebaut"), counts[OUTCOME_BUILT]);
  if (counts[OUTCOME_BUILT] > 0 && !sound.failed)
    fprintf(stderr, TR(" (%s of sound)", " (%s Ton)"), sound.ptr);
  fprintf(stderr, TR(", %zu unchanged", ", %zu unverändert"), counts[OUTCOME_KEPT]);
  if (counts[OUTCOME_PASSED_OVER] > 0)
    fprintf(stderr, TR(", %zu with nothing to read", ", %zu ohne Text"),
            counts[OUTCOME_PASSED_OVER]);
  if (run->n_removed > 0)
    fprintf(stderr, TR(", %zu removed", ", %zu entfernt"), run->n_removed);
  if (counts[OUTCOME_OPEN] > 0)
    fprintf(stderr, TR(", %zu not built yet", ", %zu noch nicht gebaut"), counts[OUTCOME_OPEN]);
  size_t n_failed = counts[OUTCOME_FAILED] + run->list.n_misfits;
  if (n_failed > 0)
    fprintf(stderr, TR(", %zu failed", ", %zu gescheitert"), n_failed);
  fputc('\n', stderr);
  buf_clear(&sound);
}

static int compare_failures(const void *a, const void *b) {
  size_t x = ((const struct site_failure *)a)->job, y = ((const struct site_failure *)b)->job;
  return (x > y) - (x < y);
}

static bool says_the_same(const struct listen_diag *a, const struct listen_diag *b) {
  return a->line == b->line && strcmp(a->file, b->file) == 0 && strcmp(a->message, b->message) == 0;
}

/// A voice that does not start fails each article that wants it: that is told once, as far as it is
/// among the last few things that were told.
static void complain_of_failures(const struct site_run *run) {
  enum { FEW = 8 };
  const struct listen_diag *told[FEW] = {NULL};
  for (size_t i = 0, n = 0; i < run->n_failures; i++) {
    const struct listen_diag *diag = &run->failures[i].diag;
    bool known = false;
    for (size_t k = 0; k < FEW && !known; k++)
      known = told[k] != NULL && says_the_same(told[k], diag);
    if (known)
      continue;
    told[n++ % FEW] = diag;
    cli_complain(diag);
  }
}

int site_report_done(const struct site_run *run) {
  int exit_status = EXIT_DONE;
  if (run->n_failures > 1)
    qsort(run->failures, run->n_failures, sizeof *run->failures, compare_failures);
  for (size_t i = 0; i < run->list.n_misfits; i++) {
    cli_complain(&run->list.misfits[i].diag);
    exit_status = EXIT_FAILED;
  }
  complain_of_failures(run);
  if (run->n_failures > 0)
    exit_status = EXIT_FAILED;
  for (size_t i = 0; run->options->site.finish && i < run->plan.n_jobs; i++)
    if (run->outcomes[i] == OUTCOME_OPEN) {
      fprintf(stderr,
              TR("%s: not built yet; listen site --job '%s'\n",
                 "%s: noch nicht gebaut; listen site --job '%s'\n"),
              run->plan.jobs[i].article->source, run->plan.jobs[i].article->key);
      exit_status = EXIT_FAILED;
    }
  for (size_t i = 0; i < run->plan.n_jobs; i++)
    if (run->outcomes[i] == OUTCOME_FAILED) // even where there was no memory to note why
      exit_status = EXIT_FAILED;
  if (run->options->json)
    print_json(run);
  else if (!run->options->quiet)
    print_summary(run);
  return exit_status;
}
