#include "site/crew.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
  MAX_WORKERS = 64,
  SILENT_MS = 300000,
  END_MS = 5000, ///< for a worker to clean up
  LOOK_MS = 200, ///< between two looks at `cancel`, which a signal may have set just before poll
  MOST_USELESS = 8,
};
#define NO_JOB ((size_t)-1)

enum message_kind { MESSAGE_PROGRESS, MESSAGE_DONE };

/// From worker to leader; a packet keeps its bounds.
struct message {
  enum message_kind kind;
  double share;
  struct crew_result result; ///< of MESSAGE_DONE only
};

struct crew_link {
  int fd;
  double told; ///< share that was told last
};

struct worker {
  pid_t pid; ///< 0: none
  int fd;
  size_t job; ///< NO_JOB: idle
  int64_t heard_ms;
  bool ended; ///< for its silence
  bool again; ///< it is in the place of one that died
};

struct crew {
  const struct crew_options *options;
  struct worker workers[MAX_WORKERS];
  size_t next, n_jobs;
  size_t n_useless; ///< workers in a row that died without a job
  int64_t seen_ms, clock_ms;
};

static int64_t now_ms(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/// The time in which the leader could have heard something: when all are stopped for a while, as by
/// Ctrl-Z, the workers are not to blame for their silence.
static int64_t tick(struct crew *crew) {
  enum { MOST_MS = 5 * LOOK_MS };
  int64_t now = now_ms(), passed = crew->seen_ms > 0 ? now - crew->seen_ms : 0;
  crew->seen_ms = now;
  return crew->clock_ms += passed < MOST_MS ? passed : MOST_MS;
}

// ---- the worker ----

void crew_progress(struct crew_link *link, double share) {
  static const double step = 0.01;
  if (link == NULL || (share < link->told + step && share >= link->told))
    return;
  link->told = share;
  struct message message = {.kind = MESSAGE_PROGRESS, .share = share};
  // Nobody waits for this: where the line is full, more of the kind are in it.
  (void)send(link->fd, &message, offsetof(struct message, result), MSG_DONTWAIT | MSG_NOSIGNAL);
}

static _Noreturn void work(const struct crew_options *options, unsigned nth, bool again, int fd) {
  options->start(options->context, nth, again);
  for (;;) {
    size_t job;
    ssize_t n = recv(fd, &job, sizeof job, 0);
    if (n < 0 && errno == EINTR && *options->cancel == 0)
      continue;
    if (n != sizeof job || *options->cancel != 0)
      break;
    struct crew_link link = {.fd = fd, .told = -1};
    struct message message = {.kind = MESSAGE_DONE};
    options->work(options->context, job, &link, &message.result);
    if (*options->cancel != 0)
      break; // to say that it is done would bring another job
    ssize_t sent;
    while ((sent = send(fd, &message, sizeof message, MSG_NOSIGNAL)) < 0 && errno == EINTR)
      continue;
    if (sent < 0)
      _exit(1); // rather than wait for a job that will not come
  }
  options->end(options->context);
  _exit(0); // what the leader has opened and will flush is the leader's
}

// ---- the leader ----

static bool start_worker(struct crew *crew, unsigned nth) {
  struct worker *worker = &crew->workers[nth];
  bool again = worker->again;
  int fds[2];
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds) != 0)
    return false;
  pid_t leader = getpid(), pid = fork();
  if (pid == 0) {
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != leader)
      _exit(1);
    for (unsigned i = 0; i < crew->options->n_workers; i++)
      if (crew->workers[i].pid != 0)
        close(crew->workers[i].fd); // or those would not see the leader go
    close(fds[0]);
    work(crew->options, nth, again, fds[1]);
  }
  int errnum = errno;
  close(fds[1]);
  if (pid < 0) {
    close(fds[0]);
    errno = errnum;
    return false;
  }
  *worker = (struct worker){.pid = pid, .fd = fds[0], .job = NO_JOB, .heard_ms = tick(crew)};
  crew->options->forked(crew->options->context, nth);
  return true;
}

static void give_job(struct crew *crew, struct worker *worker) {
  if (worker->job != NO_JOB || crew->next == crew->n_jobs)
    return;
  size_t job = crew->next;
  if (send(worker->fd, &job, sizeof job, MSG_NOSIGNAL) != sizeof job)
    return; // it has died, which is noticed in time
  crew->next++;
  worker->job = job;
  worker->heard_ms = tick(crew);
  crew->options->given(crew->options->context, job);
}

/// Wait for a process to end, but not for ever. Its status, 0 where that is not to be had.
static int await_end(pid_t pid) {
  int status;
  for (int64_t until = now_ms() + END_MS;;) {
    pid_t ended = waitpid(pid, &status, WNOHANG);
    if (ended == pid)
      return status;
    if (ended < 0 && errno != EINTR)
      return 0;
    if (now_ms() >= until)
      break;
    poll(NULL, 0, 2);
  }
  kill(pid, SIGKILL);
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
    continue;
  return status;
}

/// A worker has gone: its job has failed.
static void bury(struct crew *crew, struct worker *worker) {
  close(worker->fd);
  int status = await_end(worker->pid);
  size_t job = worker->job;
  struct crew_result result = {.status = LISTEN_E_ENGINE,
                               .end = worker->ended ? CREW_SILENT : CREW_DIED,
                               .signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0};
  *worker = (struct worker){.again = true};
  crew->n_useless = job == NO_JOB ? crew->n_useless + 1 : 0;
  if (job == NO_JOB || *crew->options->cancel != 0)
    return;
  crew->options->done(crew->options->context, job, &result);
}

static void hear(struct crew *crew, struct worker *worker) {
  struct message message;
  ssize_t n = recv(worker->fd, &message, sizeof message, MSG_DONTWAIT);
  if (n < 0 && (errno == EAGAIN || errno == EINTR))
    return;
  if (n <= 0) {
    bury(crew, worker);
    return;
  }
  worker->heard_ms = tick(crew);
  size_t job = worker->job;
  if (job == NO_JOB)
    return;
  if (message.kind == MESSAGE_PROGRESS) {
    crew->options->progress(crew->options->context, job, message.share);
    return;
  }
  worker->job = NO_JOB;
  crew->n_useless = 0;
  give_job(crew, worker); // it need not wait for what is done with the result
  crew->options->done(crew->options->context, job, &message.result);
}

static void end_silent(struct crew *crew, unsigned silent_ms) {
  int64_t now = tick(crew);
  for (unsigned i = 0; i < crew->options->n_workers; i++) {
    struct worker *worker = &crew->workers[i];
    if (worker->pid == 0 || worker->job == NO_JOB || worker->ended ||
        now - worker->heard_ms < (int64_t)silent_ms)
      continue;
    worker->ended = true;
    kill(worker->pid, SIGKILL); // its line closes, which is heard
  }
}

/// See that there are as many workers as there is work for, and that none of them idles.
static enum listen_status man(struct crew *crew, struct listen_diag *diag) {
  unsigned n_alive = 0;
  int errnum = 0;
  for (unsigned i = 0; i < crew->options->n_workers; i++) {
    struct worker *worker = &crew->workers[i];
    if (worker->pid == 0 && crew->next < crew->n_jobs && crew->n_useless < MOST_USELESS &&
        !start_worker(crew, i))
      errnum = errno;
    if (worker->pid != 0)
      give_job(crew, worker);
    n_alive += worker->pid != 0;
  }
  if (n_alive > 0)
    return LISTEN_OK;
  if (errnum != 0)
    return diag_errno(diag, NULL, errnum, "cannot start a worker",
                      "Arbeitsprozess lässt sich nicht starten");
  return diag_set(diag, LISTEN_E_IO, "%s",
                  DIAG_TEXT(diag, "workers end before they have a job",
                            "Arbeitsprozesse enden, ehe sie zu tun haben"));
}

static bool is_busy(const struct crew *crew) {
  for (unsigned i = 0; i < crew->options->n_workers; i++)
    if (crew->workers[i].pid != 0 && crew->workers[i].job != NO_JOB)
      return true;
  return crew->next < crew->n_jobs;
}

static void listen_to_all(struct crew *crew) {
  struct pollfd fds[MAX_WORKERS];
  unsigned n = crew->options->n_workers;
  for (unsigned i = 0; i < n; i++)
    fds[i] = (struct pollfd){.fd = crew->workers[i].pid != 0 ? crew->workers[i].fd : -1,
                             .events = POLLIN};
  if (poll(fds, n, LOOK_MS) <= 0)
    return;
  for (unsigned i = 0; i < n; i++)
    if (fds[i].revents != 0)
      hear(crew, &crew->workers[i]);
}

static void dismiss(struct crew *crew) {
  bool cancelled = *crew->options->cancel != 0;
  for (unsigned i = 0; i < crew->options->n_workers; i++) {
    struct worker *worker = &crew->workers[i];
    if (worker->pid == 0)
      continue;
    close(worker->fd); // no more jobs
    if (cancelled)
      kill(worker->pid, SIGTERM);
  }
  for (unsigned i = 0; i < crew->options->n_workers; i++)
    if (crew->workers[i].pid != 0)
      await_end(crew->workers[i].pid);
}

enum listen_status crew_run(const struct crew_options *options, size_t n_jobs,
                            struct listen_diag *diag) {
  struct crew crew = {.options = options, .n_jobs = n_jobs};
  unsigned silent_ms = options->silent_ms > 0 ? options->silent_ms : SILENT_MS;
  enum listen_status status = LISTEN_OK;
  while (status == LISTEN_OK && is_busy(&crew)) {
    if (*options->cancel != 0)
      status =
          diag_set(diag, LISTEN_E_CANCELLED, "%s", DIAG_TEXT(diag, "cancelled", "abgebrochen"));
    else
      status = man(&crew, diag);
    if (status == LISTEN_OK)
      listen_to_all(&crew);
    end_silent(&crew, silent_ms);
  }
  dismiss(&crew);
  return status;
}
