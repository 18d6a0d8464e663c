// Starting a zygote: taken over, run as listen-host, or forked.

#include "synth/shared.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

struct shared *shared_map(size_t n_slots) {
  void *memory = mmap(NULL, shared_bytes(n_slots), PROT_READ | PROT_WRITE,
                      MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  return memory != MAP_FAILED ? memory : NULL;
}

/// The ends of the pipes that a process does not use must be closed in it: their closing tells.
static void close_fds(const int *fds, size_t n) {
  for (size_t i = 0; i < n; i++)
    if (fds[i] >= 0)
      close(fds[i]);
}

bool zygote_pipes(int ours[3], int theirs[3]) {
  int jobs[2] = {-1, -1}, orders[2] = {-1, -1}, news[2] = {-1, -1};
  const int type = SOCK_SEQPACKET | SOCK_CLOEXEC; // unlike a pipe's, its end raises no signal
  bool opened = socketpair(AF_UNIX, type, 0, jobs) == 0 &&
                socketpair(AF_UNIX, type, 0, orders) == 0 && pipe2(news, O_CLOEXEC) == 0;
  int err = errno;
  theirs[0] = jobs[1], theirs[1] = orders[1], theirs[2] = news[1];
  ours[0] = jobs[0], ours[1] = orders[0], ours[2] = news[0];
  if (!opened) {
    close_fds(ours, 3);
    close_fds(theirs, 3);
  }
  errno = err;
  return opened;
}

pid_t pool_fork(struct zygote *zygote, void (*run)(struct zygote *, pid_t), int ours[3]) {
  int theirs[3];
  if (!zygote_pipes(ours, theirs))
    return -1;
  pid_t parent = getpid(), pid = fork();
  int err = errno;
  if (pid == 0) {
    close_fds(ours, 3);
    zygote->jobs_fd = theirs[0];
    zygote->orders_fd = theirs[1];
    zygote->news_fd = theirs[2];
    run(zygote, parent);
    _exit(1);
  }
  close_fds(theirs, 3);
  if (pid < 0)
    close_fds(ours, 3);
  errno = err;
  return pid;
}

unsigned pool_usual_workers(void) {
  long cores = sysconf(_SC_NPROCESSORS_ONLN);
  unsigned workers = cores > 0 ? (unsigned)cores : 2;
  return workers > SYNTH_MAX_WORKERS ? SYNTH_MAX_WORKERS : workers;
}

void synth_forget_prepared(struct synth_prepared *prepared) {
  if (prepared->zygote == 0)
    return;
  munmap(prepared->shared, shared_bytes(prepared->n_slots));
  close_fds(prepared->fds, 3);
  *prepared = (struct synth_prepared){0};
}

/// The zygote of `out` is called, if it can be what is wanted. Else it ends.
static bool call(struct synth_prepared *out, const struct engine_opener *opener, unsigned n_workers,
                 size_t n_slots, bool german) {
  struct zygote_call call = {.n_workers = n_workers, .n_slots = n_slots};
  bool fits = out->n_slots >= n_slots && zygote_describe(opener, &call) &&
              (!call.is_command || out->hosted);
  if (fits) {
    out->shared->diag.german = german;
    fits = send(out->fds[1], &call, sizeof call, MSG_NOSIGNAL) == sizeof call;
  }
  if (fits)
    return true;
  struct synth_prepared ended = *out;
  shutdown(ended.fds[1], SHUT_RDWR); // for others that have a copy, as in synth_end()
  synth_forget_prepared(out);
  while (!ended.hosted && waitpid(ended.zygote, NULL, 0) < 0 && errno == EINTR)
    continue;
  return false;
}

static enum listen_status run_host(const struct engine_opener *opener, unsigned n_workers,
                                   size_t n_slots, const char *host, struct synth_prepared *out,
                                   struct listen_diag *diag) {
  enum listen_status status = synth_run_host(host, n_slots, out, diag);
  if (status != LISTEN_OK || call(out, opener, n_workers, n_slots, diag != NULL && diag->german))
    return status;
  return diag_set(diag, LISTEN_E_ENGINE, "%s",
                  DIAG_TEXT(diag, "the speech engine cannot be called with such settings",
                            "mit solchen Einstellungen lässt sich die Sprachausgabe nicht rufen"));
}

static enum listen_status fork_zygote(const struct engine_opener *opener, unsigned n_workers,
                                      size_t n_slots, struct synth_prepared *out,
                                      struct listen_diag *diag) {
  *out = (struct synth_prepared){.shared = shared_map(n_slots), .n_slots = n_slots};
  if (out->shared == NULL)
    return diag_nomem(diag);
  out->shared->diag.german = diag != NULL && diag->german;
  struct zygote zygote = {
      .opener = opener, .shared = out->shared, .n_slots = n_slots, .n_workers = n_workers};
  out->zygote = pool_fork(&zygote, zygote_run, out->fds);
  if (out->zygote > 0)
    return LISTEN_OK;
  int err = errno;
  munmap(out->shared, shared_bytes(n_slots));
  *out = (struct synth_prepared){0};
  return diag_errno(diag, NULL, err, "cannot start a worker",
                    "Arbeitsprozess lässt sich nicht starten");
}

enum listen_status zygote_start(const struct engine_opener *opener,
                                const struct synth_options *options, unsigned n_workers,
                                size_t n_slots, struct synth_prepared *out,
                                struct listen_diag *diag) {
  *out = (struct synth_prepared){0};
  if (options->host != NULL)
    return run_host(opener, n_workers, n_slots, options->host, out, diag);
  if (options->prepared != NULL && options->prepared->zygote != 0) {
    *out = *options->prepared;
    *options->prepared = (struct synth_prepared){0};
    if (call(out, opener, n_workers, n_slots, diag != NULL && diag->german))
      return LISTEN_OK;
  }
  return fork_zygote(opener, n_workers, n_slots, out, diag);
}
