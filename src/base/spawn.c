#include "base/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <sys/wait.h>
#include <unistd.h>

/// Above all descriptors that the program gets, so that moving one there closes none.
enum { ABOVE = SPAWN_FIRST_FD + SPAWN_MOST_FDS };

static bool plan_files(posix_spawn_file_actions_t *actions, const int *fds, size_t n) {
  int failed = 0;
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
    failed |= posix_spawn_file_actions_addopen(actions, fd, "/dev/null", O_RDWR, 0);
  for (size_t i = 0; i < n; i++)
    failed |= posix_spawn_file_actions_adddup2(actions, fds[i], SPAWN_FIRST_FD + (int)i);
  failed |= posix_spawn_file_actions_addclosefrom_np(actions, SPAWN_FIRST_FD + (int)n);
  return failed == 0;
}

/// Nothing that the host ignores or blocks is ignored or blocked there.
static bool plan_signals(posix_spawnattr_t *attributes) {
  sigset_t all, none;
  sigfillset(&all);
  sigemptyset(&none);
  return posix_spawnattr_setsigdefault(attributes, &all) == 0 &&
         posix_spawnattr_setsigmask(attributes, &none) == 0 &&
         posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK) == 0;
}

/// 0, or an errno value.
static int start(const char *const *argv, const int *fds, size_t n, pid_t *pid) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  if (posix_spawn_file_actions_init(&actions) != 0)
    return ENOMEM;
  if (posix_spawnattr_init(&attributes) != 0) {
    posix_spawn_file_actions_destroy(&actions);
    return ENOMEM;
  }
  int err = plan_files(&actions, fds, n) && plan_signals(&attributes)
                ? posix_spawn(pid, argv[0], &actions, &attributes, (char *const *)(uintptr_t)argv,
                              environ)
                : ENOMEM;
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return err;
}

static enum listen_status cannot_run(const char *program, int err, struct listen_diag *diag) {
  if (err == ENOMEM)
    return diag_nomem(diag);
  diag_errno(diag, program, err, "cannot be run", "lässt sich nicht starten");
  diag_hint(diag, "%s", DIAG_TEXT(diag, "install listen whole", "listen ganz installieren"));
  if (diag != NULL)
    diag->status = LISTEN_E_ENGINE;
  return LISTEN_E_ENGINE;
}

enum listen_status spawn_detached(const char *const *argv, const int *fds, size_t n_fds,
                                  struct listen_diag *diag) {
  int moved[SPAWN_MOST_FDS] = {0};
  size_t n = 0;
  int err = 0, status = 0;
  pid_t pid = 0;
  for (; n < n_fds && err == 0; n++) {
    moved[n] = fcntl(fds[n], F_DUPFD_CLOEXEC, ABOVE);
    err = moved[n] < 0 ? errno : 0;
  }
  if (err == 0)
    err = start(argv, moved, n, &pid);
  for (size_t i = 0; i < n; i++)
    if (moved[i] >= 0)
      close(moved[i]);
  if (err != 0)
    return cannot_run(argv[0], err, diag);
  pid_t ended;
  while ((ended = waitpid(pid, &status, 0)) < 0 && errno == EINTR)
    continue;
  if (ended < 0 || status == 0)
    return LISTEN_OK; // the host took its status, or wants none
  diag_at(diag, argv[0], 0, 0);
  diag_set(diag, LISTEN_E_ENGINE, "%s",
           WIFEXITED(status) && WEXITSTATUS(status) == SPAWN_OTHER_VERSION
               ? DIAG_TEXT(diag, "is of another version", "ist von einer anderen Version")
               : DIAG_TEXT(diag, "would not start", "startet nicht"));
  diag_hint(diag, "%s", DIAG_TEXT(diag, "install listen whole", "listen ganz installieren"));
  return LISTEN_E_ENGINE;
}
