// What every command says alike: complaints, and that standard output could not be written.

#include "cli/cli.h"
#include "session/cached.h"

#include <errno.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct listen_diag cli_diag(void) {
  return (struct listen_diag){.german = cli_german};
}

int cli_complain(const struct listen_diag *diag) {
  // Nothing here asks for memory: there may be none, and with several files each line says which.
  char place[sizeof diag->file + 48] = "listen";
  if (diag->file[0] != '\0')
    snprintf(place, sizeof place, "%s", diag->file);
  size_t len = strlen(place);
  if (diag->file[0] != '\0' && diag->line > 0)
    len += (size_t)snprintf(place + len, sizeof place - len, ":%zu", diag->line);
  if (diag->file[0] != '\0' && diag->line > 0 && diag->column > 0)
    snprintf(place + len, sizeof place - len, ":%zu", diag->column);
  fprintf(stderr, "%s: %s%s%s%s\n", place, TR("error: ", "Fehler: "), diag->message,
          diag->hint[0] != '\0' ? "; " : "", diag->hint);
  return diag->status == LISTEN_E_USAGE || diag->status == LISTEN_E_CONFIG ? EXIT_WRONG_USE
                                                                           : EXIT_FAILED;
}

/// Something that was printed lacks a part.
static atomic_bool lost;

const char *cli_text(const struct buf *text) {
  if (text->failed)
    atomic_store(&lost, true);
  return text->failed || text->len == 0 ? "" : text->ptr;
}

static void *watched_malloc(size_t size) {
  void *memory = malloc(size);
  if (memory == NULL)
    atomic_store(&lost, true);
  return memory;
}

void cli_watch_json(void) {
  cJSON_InitHooks(&(cJSON_Hooks){.malloc_fn = watched_malloc, .free_fn = free});
}

int cli_finish_stdout(int exit_status) {
  struct listen_diag diag = cli_diag();
  if (fflush(stdout) == 0 && !ferror(stdout)) {
    if (exit_status != EXIT_DONE || !atomic_load(&lost))
      return exit_status;
    diag_nomem(&diag);
    return cli_complain(&diag);
  }
  diag_errno(&diag, "-", errno, "cannot write to standard output",
             "Standardausgabe kann nicht geschrieben werden");
  cli_complain(&diag);
  return EXIT_FAILED;
}

const char *cli_program_dir(void) {
  static char dir[PATH_MAX];
  if (dir[0] == '\0') {
    ssize_t n = readlink("/proc/self/exe", dir, sizeof dir - 1);
    char *slash = n > 0 ? strrchr(dir, '/') : NULL;
    if (slash != NULL)
      *slash = '\0';
    else
      dir[0] = '\0';
  }
  return dir;
}

void cli_session_close(const struct cli_options *options, struct session *session) {
  const char *folder;
  synth_end(session->synth); // first, so that it ends beside the rest
  int problem = session_cache_problem(session, &folder);
  if (problem != 0 && !options->quiet)
    fprintf(stderr,
            TR("%s: warning: cannot keep what was spoken: %s; going on without\n",
               "%s: Warnung: Gesprochenes lässt sich nicht aufheben: %s; es geht ohne weiter\n"),
            folder, strerror(problem));
  session_close(session);
}
