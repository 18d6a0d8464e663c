// The zygote: forked while the program is still small, it brings up the engine, never speaks, and
// is what the workers are forked from, each a little ahead of its job. A fork of it copies little.

#include "synth/shared.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

int64_t shared_now_ms(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void shared_wake_parent(int news_fd) {
  while (write(news_fd, "", 1) < 0 && errno == EINTR)
    continue;
}

/// A terminal's Ctrl-C and a hang-up reach the whole group: the parent decides what they mean.
static void leave_signals_to_parent(void) {
  static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
  for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
    signal(signals[i], SIG_IGN);
  signal(SIGPIPE, SIG_DFL);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  prctl(PR_SET_CHILD_SUBREAPER, 1); // what a worker that was ended leaves behind ends with us
}

/// Whoever reads our output must see its end when the parent is done, and nobody here reads input.
static void leave_standard_files(void) {
  int null = open("/dev/null", O_RDWR | O_CLOEXEC);
  if (null < 0 && (errno == EMFILE || errno == ENFILE))
    _exit(1); // without files there is no engine either
  if (null < 0)
    return;
  dup2(null, STDIN_FILENO);
  dup2(null, STDOUT_FILENO);
#ifndef LISTEN_CHECKED       // a sanitizer has something to say there
  dup2(null, STDERR_FILENO); // what fails is told by the parent, in a line and in words of ours
#endif
  if (null > STDERR_FILENO)
    close(null);
}

/// A file to read the deaths of children from.
static int watch_deaths(void) {
  sigset_t children;
  sigemptyset(&children);
  sigaddset(&children, SIGCHLD);
  sigprocmask(SIG_BLOCK, &children, NULL);
  return signalfd(-1, &children, SFD_CLOEXEC | SFD_NONBLOCK);
}

/// Workers that are alive. Those that died and whose end has not been taken note of are among them,
/// so that no process of another has its number.
struct brood {
  pid_t pids[SYNTH_MAX_FORKED];
  unsigned n;
  unsigned n_useless; ///< in a row, that died without a job
};

static bool fork_worker(const struct zygote *zygote, const struct sandbox *sandbox,
                        struct brood *brood) {
  pid_t self = getpid();
  pid_t pid = fork();
  if (pid == 0)
    worker_run(zygote, sandbox, self);
  if (pid > 0)
    brood->pids[brood->n++] = pid;
  return pid > 0;
}

/// A worker that ended over its job cannot tell the parent: its engine may even have ended it in
/// good order. False where it had none.
static bool report_job(const struct zygote *zygote, pid_t pid, bool fine) {
  for (size_t i = 0; i < zygote->n_slots; i++) {
    struct shared_slot *slot = &zygote->shared->slots[i];
    uint32_t taken = SLOT_TAKEN, queued = SLOT_QUEUED; // the latter between two steps of taking it
    if (atomic_load(&slot->worker) == pid &&
        (atomic_compare_exchange_strong(&slot->state, &taken, SLOT_DIED) ||
         (!fine && atomic_compare_exchange_strong(&slot->state, &queued, SLOT_DIED)))) {
      shared_wake_parent(zygote->news_fd);
      return true;
    }
  }
  return false;
}

/// It may have had an index out of the pipe, of which nobody will hear again.
static void report_stray(const struct zygote *zygote) {
  atomic_fetch_add(&zygote->shared->n_strayed, 1);
  shared_wake_parent(zygote->news_fd);
}

static void reap(const struct zygote *zygote, struct brood *brood) {
  int status;
  for (pid_t pid; (pid = waitpid(-1, &status, WNOHANG)) > 0;) {
    unsigned i = 0;
    while (i < brood->n && brood->pids[i] != pid)
      i++;
    if (i == brood->n)
      continue; // what a worker left behind
    brood->pids[i] = brood->pids[--brood->n];
    worker_leave_seat(zygote->shared, pid);
    bool fine = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    if (report_job(zygote, pid, fine) || fine) {
      brood->n_useless = 0;
    } else {
      brood->n_useless++;
      report_stray(zygote);
    }
  }
}

/// A worker that has started programs leads a group of its own.
static void end_worker(pid_t pid) {
  if (kill(-pid, SIGKILL) != 0)
    kill(pid, SIGKILL);
}

static _Noreturn void end_all(const struct brood *brood) {
  for (unsigned i = 0; i < brood->n; i++)
    end_worker(brood->pids[i]);
  while (waitpid(-1, NULL, 0) > 0 || errno == EINTR)
    continue;
  _exit(0);
}

/// Do what the parent says; false when it has gone.
static bool obey(const struct zygote *zygote, const struct brood *brood) {
  pid_t pid;
  ssize_t n = recv(zygote->orders_fd, &pid, sizeof pid, MSG_DONTWAIT);
  for (unsigned i = 0; n == sizeof pid && i < brood->n; i++)
    if (brood->pids[i] == pid)
      end_worker(pid);
  return n > 0 || (n < 0 && (errno == EAGAIN || errno == EINTR));
}

static _Noreturn void keep_workers(const struct zygote *zygote, const struct sandbox *sandbox,
                                   int deaths_fd) {
  enum { MOST_USELESS = 16 };
  struct brood brood = {.n = 0};
  while (deaths_fd >= 0 && brood.n_useless < MOST_USELESS) {
    while (brood.n < zygote->n_workers + SPARE_WORKERS && fork_worker(zygote, sandbox, &brood))
      continue;
    if (brood.n == 0) { // no process to be had
      diag_errno(&zygote->shared->diag, NULL, errno, "cannot start a worker",
                 "Arbeitsprozess lässt sich nicht starten");
      break;
    }
    struct pollfd fds[] = {{.fd = deaths_fd, .events = POLLIN},
                           {.fd = zygote->orders_fd, .events = POLLIN}};
    poll(fds, 2, -1);
    if (fds[1].revents != 0 && !obey(zygote, &brood))
      end_all(&brood);
    struct signalfd_siginfo info;
    while (read(deaths_fd, &info, sizeof info) > 0)
      continue;
    reap(zygote, &brood);
  }
  end_all(&brood);
}

int zygote_settle(pid_t parent) {
  leave_signals_to_parent();
  if (parent == 0)
    prctl(PR_SET_PDEATHSIG, 0); // of whoever adopted us; `orders` tells of the caller's end
  else if (getppid() != parent)
    _exit(1);
  leave_standard_files();
  return watch_deaths(); // before the engine has threads, which would take the signals
}

_Noreturn void zygote_serve(const struct zygote *zygote, int deaths_fd) {
  struct shared *shared = zygote->shared;
  struct synth_engine engine = {0};
  enum listen_status status =
      zygote->opener->open(zygote->opener->settings, &engine, &shared->diag);
  shared->sample_rate_hz = status == LISTEN_OK ? engine.sample_rate_hz : 0;
  atomic_store(&shared->is_open, true);
  shared_wake_parent(zygote->news_fd);
  if (status != LISTEN_OK)
    _exit(1);
  struct sandbox sandbox;
  sandbox_prepare(&engine, &sandbox); // the parent need not wait for that
  keep_workers(zygote, &sandbox, deaths_fd);
}

void zygote_run(struct zygote *zygote, pid_t parent) {
  zygote_serve(zygote, zygote_settle(parent));
}
