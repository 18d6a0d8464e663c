#include "cli/cli.h"

#include "base/outfile.h"
#include "check/report.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool collect_paths(const struct cli_options *options, struct path_list *paths) {
  bool all_right = true;
  for (int i = 0; i < options->n_articles; i++) {
    struct listen_diag diag = cli_diag();
    if (path_list_add(paths, options->articles[i], &diag) != LISTEN_OK)
      cli_complain(&diag), all_right = false;
  }
  return all_right && !paths->failed;
}

/// Complain of what could not be read, in order; is all well?
static bool all_hold(const struct checked_page *pages, size_t n_pages,
                     const struct cli_options *options) {
  bool all_right = true;
  for (size_t i = 0; i < n_pages; i++) {
    if (pages[i].state == PAGE_FAILED)
      cli_complain(&pages[i].diag), all_right = false;
    for (size_t k = 0; k < pages[i].n_claims; k++) {
      const struct checked_claim *checked = &pages[i].claims[k];
      bool put_right = checked->fix == FIX_DONE && !options->dry_run;
      all_right &= !verdict_is_wrong(checked->verdict) || put_right;
    }
  }
  return all_right;
}

static enum listen_status write_plot(const char *path, const struct report *report,
                                     struct listen_diag *diag) {
  struct buf svg = {0};
  struct outfile file = {0};
  plot_svg(report, &svg);
  enum listen_status status = svg.failed ? diag_nomem(diag) : outfile_open(&file, path, diag);
  if (status == LISTEN_OK)
    status = outfile_write(&file, svg.ptr, svg.len, diag);
  if (status == LISTEN_OK)
    status = outfile_commit(&file, false, diag);
  outfile_discard(&file);
  buf_clear(&svg);
  return status;
}

static void print_report(const struct report *report, const struct cli_options *options,
                         struct buf *out) {
  static void (*const writers[])(const struct report *, struct buf *) = {
      [REPORT_TEXT] = report_text,     [REPORT_JSON] = report_json,   [REPORT_JUNIT] = report_junit,
      [REPORT_GITHUB] = report_github, [REPORT_SARIF] = report_sarif,
  };
  if (options->dry_run && options->report == REPORT_TEXT)
    for (size_t i = 0; i < report->n_pages; i++)
      buf_view(out, report->pages[i].diff);
  else
    writers[options->report](report, out);
}

static bool report_pages(const struct checked_page *pages, size_t n_pages,
                         const struct cli_options *options) {
  char folder[PATH_MAX];
  struct report report = {.pages = pages,
                          .n_pages = n_pages,
                          .german = cli_german,
                          .quiet = options->quiet,
                          .folder = getcwd(folder, sizeof folder),
                          .version = LISTEN_VERSION};
  struct buf out = {0};
  struct listen_diag diag = cli_diag();
  print_report(&report, options, &out);
  if (out.len > 0)
    fwrite(out.ptr, 1, out.len, stdout);
  enum listen_status status = out.failed ? diag_nomem(&diag) : LISTEN_OK;
  buf_clear(&out);
  if (status == LISTEN_OK && options->plot != NULL)
    status = write_plot(options->plot, &report, &diag);
  if (status != LISTEN_OK)
    cli_complain(&diag);
  return status == LISTEN_OK;
}

static int check_paths(const struct path_list *paths, const struct cli_options *options,
                       bool all_right) {
  struct listen_diag diag = cli_diag();
  struct session session;
  int exit_status = EXIT_FAILED;
  if (session_open(&options->session, ENGINE_NONE, &session, &diag) != LISTEN_OK)
    return cli_complain(&diag);
  struct checked_page *pages = calloc(paths->n_paths + 1, sizeof *pages);
  if (pages == NULL) {
    diag_nomem(&diag);
    cli_complain(&diag);
  } else {
    cli_check_pages(paths, options, &session, pages);
    if (!cli_cancelled) {
      all_right &= all_hold(pages, paths->n_paths, options);
      all_right &= report_pages(pages, paths->n_paths, options);
      exit_status = all_right ? EXIT_DONE : EXIT_FAILED;
    }
    for (size_t i = 0; i < paths->n_paths; i++)
      arena_clear(&pages[i].arena);
  }
  free(pages);
  cli_session_close(options, &session);
  return exit_status;
}

int cmd_check(const struct cli_options *given) {
  struct cli_options options = *given;
  if (options.n_articles == 0)
    return cli_wrong_use("%s", TR("no article is given", "kein Artikel angegeben"));
  if (options.json && options.report != REPORT_TEXT && options.report != REPORT_JSON)
    return cli_wrong_use("%s", TR("--json and --format contradict each other",
                                  "--json und --format widersprechen einander"));
  if (options.dry_run && !options.fix)
    return cli_wrong_use("%s", TR("--dry-run needs --fix", "--dry-run braucht --fix"));
  if (options.plot != NULL && strcmp(options.plot, "-") == 0)
    return cli_wrong_use("%s",
                         TR("--plot writes a file; standard output has the report",
                            "--plot schreibt eine Datei; die Standardausgabe hat der Bericht"));
  for (int i = 0; options.fix && i < options.n_articles; i++)
    if (strcmp(options.articles[i], "-") == 0)
      return cli_wrong_use("%s", TR("--fix rewrites files; standard input is none",
                                    "--fix schreibt Dateien um; die Standardeingabe ist keine"));
  if (options.json)
    options.report = REPORT_JSON;
  struct path_list paths = {0};
  bool all_right = collect_paths(&options, &paths);
  int exit_status = paths.n_paths == 0 ? EXIT_FAILED : check_paths(&paths, &options, all_right);
  path_list_clear(&paths);
  return exit_status;
}
