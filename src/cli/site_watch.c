// `listen site --watch` and `--serve`: build whenever something changes, and show it.

#include "cli/site_run.h"

#include "base/glob.h"
#include "site/serve.h"
#include "site/watch.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MAX_ARGUMENTS = 24, NUMBER_BYTES = 24 };

/// The build is a run of the program of its own: it starts as small as any, and what goes wrong in
/// it does not end the watch.
static _Noreturn void exec_build(const struct site_run *run) {
  const struct cli_options *o = run->options;
  char workers[NUMBER_BYTES], size[NUMBER_BYTES];
  const char *argv[MAX_ARGUMENTS];
  size_t n = 0;
  argv[n++] = "listen";
  argv[n++] = "site";
  if (o->output != NULL) {
    argv[n++] = "-o";
    argv[n++] = o->output;
  }
  if (o->session.workers > 0) {
    snprintf(workers, sizeof workers, "%u", o->session.workers);
    argv[n++] = "--workers";
    argv[n++] = workers;
  }
  if (o->session.cache != NULL) {
    argv[n++] = "--cache";
    argv[n++] = o->session.cache;
  }
  snprintf(size, sizeof size, "%llu", (unsigned long long)o->session.cache_size);
  argv[n++] = "--cache-size";
  argv[n++] = size;
  if (o->session.no_cache)
    argv[n++] = "--no-cache";
  if (o->site.keep)
    argv[n++] = "--keep";
  if (o->quiet)
    argv[n++] = "--quiet";
  if (o->json)
    argv[n++] = "--json";
  argv[n++] = "--";
  argv[n++] = run->config.path;
  argv[n] = NULL;
  execv("/proc/self/exe", (char *const *)(uintptr_t)argv);
  _exit(EXIT_FAILED);
}

/// Exit status of a build; -1 where there is none to be had.
static int build(const struct site_run *run) {
  fflush(NULL);
  pid_t pid = fork();
  if (pid == 0)
    exec_build(run);
  int status = -1;
  bool told = false;
  while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
    if (cli_cancelled != 0 && !told) {
      kill(pid, SIGTERM); // whoever sent the signal need not have sent it to both
      told = true;
    }
  return pid > 0 && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/// Whose configuration a watch goes by. It is asked while the watch is being set up, too.
struct watched {
  const struct site_config *config;
};

/// `path` is relative to the folder of one of the globs; which one is not told, so each is tried.
static bool wants(void *context, const char *path, bool is_folder) {
  const struct site_config *config = ((struct watched *)context)->config;
  struct buf full = {0};
  bool wanted = false;
  for (size_t i = 0; !wanted && i < config->n_inputs; i++) {
    buf_reset(&full);
    buf_add(&full, config->inputs[i], glob_fixed_len(view_of(config->inputs[i])));
    if (full.len > 0 && full.ptr[full.len - 1] != '/')
      buf_byte(&full, '/');
    buf_str(&full, path);
    wanted = full.failed || site_scan_wants(config, full.ptr, is_folder);
  }
  buf_clear(&full);
  return wanted;
}

static enum listen_status watch_voice(const struct site_run *run, struct site_watch *watch,
                                      const char *voice, struct listen_diag *diag) {
  struct cli_options options = site_session_options(run->options, &run->config, voice);
  struct session session;
  enum listen_status status = session_voice(&options.session, &session, diag);
  if (status != LISTEN_OK)
    return status;
  status = site_watch_add(watch, WATCH_FILE, session.profile.path, diag);
  session_close(&session);
  return status;
}

static enum listen_status watch_files(const struct site_run *run, struct site_watch *watch,
                                      struct listen_diag *diag) {
  const struct site_config *config = &run->config;
  enum listen_status status = site_watch_add(watch, WATCH_FILE, config->path, diag);
  if (status == LISTEN_OK && config->cover != NULL)
    status = site_watch_add(watch, WATCH_FILE, config->cover, diag);
  for (size_t i = 0; status == LISTEN_OK && i < config->settings.n_lexicons; i++)
    status = site_watch_add(watch, WATCH_FILE, config->settings.lexicons[i], diag);
  if (status == LISTEN_OK)
    status = watch_voice(run, watch, config->settings.voice, diag);
  for (size_t i = 0; status == LISTEN_OK && i < config->n_sections; i++)
    if (config->sections[i].voice != NULL)
      status = watch_voice(run, watch, config->sections[i].voice, diag);
  return status;
}

static enum listen_status watch_all(const struct site_run *run, struct watched *watched,
                                    struct site_watch **out, struct listen_diag *diag) {
  struct buf path = {0};
  enum listen_status status = site_watch_open(out, diag);
  watched->config = &run->config;
  if (status == LISTEN_OK) {
    site_watch_filter(*out, wants, watched);
    status = site_watch_add(*out, WATCH_NOT, run->config.output_path, diag);
  }
  if (status == LISTEN_OK)
    status = watch_files(run, *out, diag);
  for (size_t i = 0; status == LISTEN_OK && i < run->config.n_inputs; i++) {
    buf_reset(&path);
    const char *glob = run->config.inputs[i];
    buf_printf(&path, "%s/", run->config.folder);
    buf_add(&path, glob, glob_fixed_len(view_of(glob)));
    status = path.failed ? diag_nomem(diag) : site_watch_add(*out, WATCH_ARTICLES, path.ptr, diag);
  }
  buf_clear(&path);
  if (status != LISTEN_OK) {
    site_watch_close(*out);
    *out = NULL;
  }
  return status;
}

static enum listen_status serve(const struct site_run *run, struct site_server **server,
                                struct listen_diag *diag) {
  const char *value = run->options->site.serve;
  struct site_serve_options options = {0};
  (void)site_serve_parse(*value != '\0' ? value : NULL, &options); // checked with the options
  struct site_folder folder;
  options.folder = run->config.output_path;
  enum listen_status status = site_folder_open(options.folder, true, &folder, diag);
  site_folder_close(&folder);
  if (status == LISTEN_OK)
    status = site_server_open(&options, server, diag);
  if (status != LISTEN_OK || run->options->quiet)
    return status;
  fprintf(stderr, "%s\n", site_server_url(*server));
  if (site_serve_is_public(&options))
    fprintf(stderr, "%s\n",
            TR("listen: warning: others can reach this address too",
               "listen: Warnung: Diese Adresse erreichen auch andere"));
  return LISTEN_OK;
}

/// The configuration may be another: what is watched follows it. A faulty one leaves all as it was.
static void follow_config(struct site_run *run, struct watched *watched,
                          struct site_watch **watch) {
  struct site_run now;
  struct site_watch *next = NULL;
  struct listen_diag diag = cli_diag();
  bool fine = site_run_configure(&now, run->options, &diag) == LISTEN_OK &&
              watch_all(&now, watched, &next, &diag) == LISTEN_OK;
  watched->config = &run->config; // it has moved there, or stayed
  if (!fine) {
    site_run_close(&now); // the build says what is wrong
    return;
  }
  site_watch_close(*watch);
  site_run_close(run);
  *watch = next;
  *run = now;
  // What the run holds of itself has moved with it.
  run->sums.config = &run->config;
}

static enum listen_status loop(struct site_run *run, struct watched *watched,
                               struct site_watch **watch, struct site_server *server,
                               struct listen_diag *diag) {
  for (;;) {
    struct site_change change;
    switch (site_watch_wait(*watch, -1, &cli_cancelled, site_server_fd(server), &change, diag)) {
    case WATCH_TIMEOUT:
      continue;
    case WATCH_CANCELLED:
      return LISTEN_OK;
    case WATCH_OTHER: // who stops a service stops its server, too, and that may be seen first
      return cli_cancelled != 0 ? LISTEN_OK : site_server_ended(server, diag);
    case WATCH_FAILED:
      return diag->status;
    case WATCH_CHANGED:
      break;
    }
    if (!run->options->quiet && change.path[0] != '\0')
      fprintf(stderr, "%s\n", change.path);
    // The new watch before the build, which sees what happened between the two.
    if (change.files || change.lost)
      follow_config(run, watched, watch);
    build(run);
    site_server_reload(server);
    if (cli_cancelled != 0)
      return LISTEN_OK;
  }
}

int site_watch(struct site_run *run) {
  struct listen_diag diag = cli_diag();
  struct watched watched;
  struct site_watch *watch = NULL;
  struct site_server *server = NULL;
  const struct site_options *site = &run->options->site;
  int exit_status = EXIT_DONE;
  // First the server, so that a port that is taken is told at once; then the watch, so that no
  // change is missed while the first build runs.
  enum listen_status status = site->serve != NULL ? serve(run, &server, &diag) : LISTEN_OK;
  if (status == LISTEN_OK && site->watch)
    status = watch_all(run, &watched, &watch, &diag);
  if (status == LISTEN_OK) {
    exit_status = build(run);
    site_server_reload(server);
  }
  if (status == LISTEN_OK && cli_cancelled == 0 && site->watch) {
    status = loop(run, &watched, &watch, server, &diag);
  } else if (status == LISTEN_OK && cli_cancelled == 0) {
    status = site_server_wait(server, &cli_cancelled, &diag);
    status = status == LISTEN_E_CANCELLED ? LISTEN_OK : status;
  }
  site_server_close(server);
  site_watch_close(watch);
  if (status != LISTEN_OK)
    return cli_complain(&diag);
  return cli_cancelled != 0 ? EXIT_DONE : exit_status < 0 ? EXIT_FAILED : exit_status;
}
