/// A program of ours, started from within a process that is not: one with threads, with handlers
/// and files we know nothing of.
#ifndef LISTEN_BASE_SPAWN_H
#define LISTEN_BASE_SPAWN_H

#include "base/diag.h"

enum { SPAWN_FIRST_FD = 3, SPAWN_MOST_FDS = 8 };

/// Start `argv[0]`, a path. It has `fds` as descriptors 3, 4, …, in their order, /dev/null as its
/// standard files, and no other descriptor; every signal as usual and none blocked. It is to fork
/// and end at once, so that what goes on working is nobody's child here: neither our host's wait()
/// nor its SIGCHLD has to do with it. This call waits for that end.
/// Errors: LISTEN_E_ENGINE (cannot be run, or said that it is of another version), LISTEN_E_NOMEM.
enum listen_status spawn_detached(const char *const *argv, const int *fds, size_t n_fds,
                                  struct listen_diag *diag) LISTEN_MUST_CHECK;

/// The exit status by which it says so.
enum { SPAWN_OTHER_VERSION = 99 };

#endif
