/// A run of `listen site`: what it works on, what came of it, and how that is told.
#ifndef LISTEN_CLI_SITE_RUN_H
#define LISTEN_CLI_SITE_RUN_H

#include "cli/site_build.h"
#include "site/gather.h"

/// What came of an article.
enum site_outcome {
  OUTCOME_KEPT,     ///< it was as it should be
  OUTCOME_NOT_OURS, ///< another shard's, or not asked for
  OUTCOME_OPEN,     ///< to be built, and not yet
  OUTCOME_BUILT,
  OUTCOME_PASSED_OVER,
  OUTCOME_FAILED,
};

struct site_progress {
  bool active;        ///< a terminal sees it
  double *shares;     ///< of each queued job; heap
  double done, total; ///< bytes of articles, which stand for the work
  int64_t started_ms, shown_ms;
};

struct site_run {
  const struct cli_options *options;
  struct site_config config;
  struct site_list list;
  struct site_folder folder;
  struct site_sums sums;
  struct buf cover;
  struct site_plan plan;
  unsigned char *outcomes; ///< enum site_outcome of each of the plan's jobs; heap
  float *seconds;          ///< of sound, of those that were built
  size_t *queue;           ///< jobs to be done; heap
  size_t n_queue;
  struct site_failure {
    size_t job;
    struct listen_diag diag;
  } * failures;
  size_t n_failures, cap_failures;
  size_t n_removed;
  struct gather_result gathered;
  struct site_progress progress;
};

/// Load the configuration: that of the command line, else listen.yaml.
enum listen_status site_run_configure(struct site_run *run, const struct cli_options *options,
                                      struct listen_diag *diag);
/// Scan the articles and look at what is published of them.
/// @param create  the output folder, and take it for this run
enum listen_status site_run_plan(struct site_run *run, bool create, struct listen_diag *diag);
/// Build what is to be built; failures of articles are noted, not returned.
enum listen_status site_run_build(struct site_run *run, struct listen_diag *diag);
/// Manifest, feed, player; what is published no more goes.
enum listen_status site_run_finish(struct site_run *run, struct listen_diag *diag);
void site_run_close(struct site_run *run);

// ---- site_report.c ----

void site_progress_start(struct site_run *run);
void site_progress_share(struct site_run *run, size_t nth, double share);
void site_progress_end(struct site_run *run);

/// "is new", "has changed", … in the user's language.
const char *site_action_text(enum site_action action);
const char *site_action_name(enum site_action action); ///< for JSON: "new", "changed", …

void site_report_list(const struct site_run *run); ///< --list: jobs as JSON Lines
/// --dry-run: what would be done, and how long it takes.
enum listen_status site_report_dry(struct site_run *run, struct listen_diag *diag);
/// What was done; exit status.
int site_report_done(const struct site_run *run);

// ---- site_watch.c ----

/// --watch and --serve, after a first build; exit status.
int site_watch(struct site_run *run);

#endif
