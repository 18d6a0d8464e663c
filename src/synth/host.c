// What listen-host is: the zygote of the process that ran it, or one who answers for the engine
// what its phonemes are, and which one it is.

#include "synth/shared.h"

#include "base/program.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

enum { FD = HOST_SHARED_FD }; ///< the first and only one

int synth_host_identify(const char *const *argv) {
  struct buf out = {0};
  bool known = program_identity(&out);
  buf_byte(&out, '\n');
  known = known && engine_here.identity(NULL, argv, &out) && !out.failed;
  for (size_t sent = 0; known && sent < out.len;) {
    ssize_t n = write(FD, out.ptr + sent, out.len - sent);
    known = n > 0 || errno == EINTR;
    sent += n > 0 ? (size_t)n : 0;
  }
  buf_clear(&out);
  return known ? 0 : 1;
}

/// @param why  NULL: `text` are the phonemes
static void answer(int fd, const struct buf *text, const struct listen_diag *why) {
  struct buf out = {0};
  buf_byte(&out, why == NULL ? ANSWER_PHONEMES : ANSWER_DIAG);
  if (why == NULL)
    buf_view(&out, text->ptr != NULL ? buf_as_view(text) : VIEW(""));
  else
    buf_add(&out, (const char *)why, sizeof *why);
  ssize_t n = 0;
  while (!out.failed && (n = write(fd, out.ptr, out.len)) < 0 && errno == EINTR)
    continue;
  if (out.failed || n < 0)
    _exit(0); // whoever asked has gone, or is told so by our end
  buf_clear(&out);
}

/// What is asked is as hostile as what is spoken. Of a process in which espeak-ng has its threads,
/// only a child can be confined, as a worker is.
static enum listen_status confine(const struct synth_engine *engine, int fd,
                                  struct listen_diag *diag) {
  struct sandbox sandbox;
  sandbox_prepare(engine, &sandbox);
  sandbox.lasts = true;
  pid_t pid = fork();
  if (pid > 0)
    _exit(0);
  if (pid < 0)
    return diag_errno(diag, NULL, errno, "cannot start a worker",
                      "Arbeitsprozess lässt sich nicht starten");
  sandbox_enter(&sandbox, fd, fd);
  return LISTEN_OK;
}

/// A clause that the engine does not come to an end with ends the process, also where nobody waits
/// any more.
static void limit_time(void) {
  const struct itimerval most = {.it_value.tv_sec = SYNTH_MOST_CPU_S};
  setitimer(ITIMER_PROF, &most, NULL);
}

static _Noreturn void serve_answers(int fd) {
  struct zygote_call call;
  struct espeak_settings settings;
  struct synth_engine engine;
  struct buf text = {0};
  char asked[1 + 2 * PROSODY_UTTERANCE_MAX]; // the notation, and a clause
  if (recv(fd, &call, sizeof call, 0) != sizeof call)
    _exit(0);
  zygote_settings(&call, &settings);
  struct listen_diag diag = {.german = call.german};
  signal(SIGPIPE, SIG_IGN);
  enum listen_status status = espeak_open(&settings, &engine, &diag);
  if (status == LISTEN_OK)
    status = confine(&engine, fd, &diag);
  for (ssize_t n; (n = recv(fd, asked, sizeof asked - 1, 0)) > 0 || (n < 0 && errno == EINTR);) {
    if (n < 0)
      continue;
    asked[n] = '\0';
    buf_reset(&text);
    limit_time();
    if (status == LISTEN_OK &&
        espeak_engine_phonemes(asked + 1, (enum notation)asked[0], &text) != LISTEN_OK)
      status = diag_nomem(&diag);
    answer(fd, &text, status == LISTEN_OK ? NULL : &diag);
  }
  _exit(0);
}

void synth_host_answer(void) {
  if (fork() != 0) // the caller waits for our end, to let go of us
    _exit(0);
  fcntl(FD, F_SETFD, FD_CLOEXEC);
  serve_answers(FD);
}

void synth_answer(pid_t parent, int fd) {
  int deaths_fd = zygote_settle(parent);
  if (deaths_fd >= 0)
    close(deaths_fd);
  serve_answers(fd);
}

void synth_host_run(const char *n_slots) {
  struct zygote zygote = {.n_slots = (size_t)strtoul(n_slots, NULL, 10),
                          .jobs_fd = HOST_JOBS_FD,
                          .orders_fd = HOST_ORDERS_FD,
                          .news_fd = HOST_NEWS_FD,
                          .open_command = command_open};
  struct stat stat;
  if (zygote.n_slots == 0 || zygote.n_slots > (size_t)SYNTH_MAX_WORKERS * SLOTS_PER_WORKER ||
      fstat(HOST_SHARED_FD, &stat) != 0 || (size_t)stat.st_size != shared_bytes(zygote.n_slots))
    _exit(1);
  for (int fd = HOST_SHARED_FD; fd <= HOST_NEWS_FD; fd++)
    fcntl(fd, F_SETFD, FD_CLOEXEC); // for a voice that runs programs
  void *memory = mmap(NULL, shared_bytes(zygote.n_slots), PROT_READ | PROT_WRITE,
                      MAP_SHARED | MAP_NORESERVE, HOST_SHARED_FD, 0);
  if (memory == MAP_FAILED)
    _exit(1);
  close(HOST_SHARED_FD);
  zygote.shared = memory;
  // The caller waits for our end, to let go of us; only what goes on from here is the zygote.
  pid_t pid = fork();
  if (pid != 0) {
    atomic_store(&zygote.shared->zygote, pid);
    _exit(pid > 0 ? 0 : 1);
  }
  zygote_sleep(&zygote, 0);
}
