#include "cli/site_run.h"

#include "base/outfile.h"

#include <string.h>
#include <unistd.h>

/// Write the commented configuration; never over another.
static int init(const struct cli_options *options) {
  const char *path = options->n_articles > 0 ? options->articles[0] : "listen.yaml";
  struct listen_diag diag = cli_diag();
  struct view example = site_config_example(cli_german);
  struct outfile outfile = {0};
  if (access(path, F_OK) == 0) {
    diag_at(&diag, path, 0, 0);
    diag_set(&diag, LISTEN_E_USAGE, "%s", TR("is there already", "gibt es schon"));
    diag_hint(&diag, "%s",
              TR("--init writes a new one only: give another name",
                 "--init schreibt nur eine neue: anderen Namen angeben"));
    return cli_complain(&diag);
  }
  enum listen_status status = outfile_open(&outfile, path, &diag);
  if (status == LISTEN_OK)
    status = outfile_write(&outfile, example.ptr, example.len, &diag);
  if (status == LISTEN_OK)
    status = outfile_commit(&outfile, false, &diag);
  outfile_discard(&outfile);
  if (status == LISTEN_OK && !options->quiet)
    fprintf(stderr, "%s\n", path);
  return status == LISTEN_OK ? EXIT_DONE : cli_complain(&diag);
}

static int check_usage(const struct cli_options *options) {
  const struct site_options *site = &options->site;
  if (options->n_articles > 1)
    return cli_wrong_use("%s", TR("one configuration at a time", "nur eine Konfiguration"));
  int modes = site->init + site->check_config + site->list + options->dry_run + site->finish +
              (site->watch || site->serve != NULL);
  if (modes > 1)
    return cli_wrong_use("%s", TR("--init, --check-config, --list, --dry-run, --finish and "
                                  "--watch or --serve: only one of them",
                                  "--init, --check-config, --list, --dry-run, --finish und "
                                  "--watch oder --serve: nur eines davon"));
  bool part = site->n_jobs > 0 || site->n_shards > 0;
  if (site->n_jobs > 0 && site->n_shards > 0)
    return cli_wrong_use("%s",
                         TR("--job or --shard, not both", "--job oder --shard, nicht beides"));
  if (part && (site->finish || site->watch || site->serve != NULL || site->init))
    return cli_wrong_use("%s", TR("--job and --shard only build, or show with --list or --dry-run",
                                  "--job und --shard bauen nur, oder zeigen mit --list oder "
                                  "--dry-run"));
  if (site->n_gather > 0 && !site->finish)
    return cli_wrong_use("%s", TR("--gather goes with --finish", "--gather gehört zu --finish"));
  return EXIT_DONE;
}

static enum listen_status run_all(struct site_run *run, struct listen_diag *diag) {
  const struct cli_options *options = run->options;
  const struct site_options *site = &options->site;
  bool shows = site->list || options->dry_run;
  enum listen_status status = site_run_plan(run, !shows, diag);
  if (status == LISTEN_OK && options->dry_run)
    return site_report_dry(run, diag);
  if (status == LISTEN_OK && site->list) {
    site_report_list(run);
    return LISTEN_OK;
  }
  if (status == LISTEN_OK && !site->finish)
    status = site_run_build(run, diag);
  if (status == LISTEN_OK && site->n_jobs == 0 && site->n_shards == 0)
    status = site_run_finish(run, diag);
  return status;
}

int cmd_site(const struct cli_options *options) {
  int exit_status = check_usage(options);
  if (exit_status != EXIT_DONE)
    return exit_status;
  if (options->site.init)
    return init(options);
  struct listen_diag diag = cli_diag();
  struct site_run run;
  enum listen_status status = site_run_configure(&run, options, &diag);
  if (status == LISTEN_OK && options->site.check_config) {
    if (!options->quiet)
      fprintf(stderr, TR("%s: fine\n", "%s: in Ordnung\n"), run.config.path);
    site_run_close(&run);
    return EXIT_DONE;
  }
  if (status == LISTEN_OK && (options->site.watch || options->site.serve != NULL)) {
    exit_status = site_watch(&run);
    site_run_close(&run);
    return exit_status;
  }
  if (status == LISTEN_OK)
    status = run_all(&run, &diag);
  bool shows = options->site.list || options->dry_run;
  exit_status = EXIT_DONE;
  // What was done is told even where the run ended early.
  if (run.outcomes != NULL && !shows)
    exit_status = site_report_done(&run);
  for (size_t i = 0; shows && i < run.list.n_misfits; i++)
    exit_status = cli_complain(&run.list.misfits[i].diag);
  if (status != LISTEN_OK)
    exit_status = cli_complain(&diag);
  site_run_close(&run);
  return exit_status;
}
