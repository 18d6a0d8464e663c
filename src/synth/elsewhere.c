// The engines, in a program that is run: so a process that has no use for espeak-ng, or one of its
// own, does not load it. What identifies it, and its phonemes; for the sound see call.c.

#include "synth/shared.h"

#include "base/cancel.h"
#include "base/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
  ARGUMENTS_MAX = 64,
  ANSWER_BYTES = 64 * 1024, ///< a clause is shorter than a kilobyte
  ANSWER_MS = 20000,
  STEP_MS = 100, ///< between two looks at `cancel`
};

// ---- identity ----

static bool read_to_end(int fd, struct buf *out) {
  char bytes[1024];
  ssize_t n;
  while ((n = read(fd, bytes, sizeof bytes)) > 0 || (n < 0 && errno == EINTR))
    if (n > 0)
      buf_add(out, bytes, (size_t)n);
  return n == 0 && !out->failed;
}

static bool identity(const char *host, const char *const *argv, struct buf *out) {
  const char *call[ARGUMENTS_MAX] = {host, LISTEN_VERSION, "identity"};
  size_t n = 3, before = out->len;
  for (size_t i = 0; argv != NULL && argv[i] != NULL; i++) {
    if (n + 1 >= ARGUMENTS_MAX)
      return false;
    call[n++] = argv[i];
  }
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0)
    return false;
  bool ran = spawn_detached(call, &ends[1], 1, NULL) == LISTEN_OK;
  close(ends[1]);
  bool known = ran && read_to_end(ends[0], out) && out->len > before;
  close(ends[0]);
  return known;
}

const struct engine_access engine_elsewhere = {.identity = identity};

// ---- phonemes ----

struct synth_asker {
  int fd;
  pid_t child; ///< that was forked; 0: none, it is listen-host
};

static bool tell(int fd, struct iovec *parts, size_t n_parts) {
  const struct msghdr message = {.msg_iov = parts, .msg_iovlen = n_parts};
  ssize_t n;
  while ((n = sendmsg(fd, &message, MSG_NOSIGNAL)) < 0 && errno == EINTR)
    continue;
  return n >= 0;
}

/// @param ends  a pair of sockets, of which it gets the second
static enum listen_status start_answerer(const struct engine_access *engine, const char *host,
                                         const int ends[2], pid_t *child,
                                         struct listen_diag *diag) {
  if (host != NULL) {
    const char *const argv[] = {host, LISTEN_VERSION, "phonemes", NULL};
    return spawn_detached(argv, &ends[1], 1, diag);
  }
  pid_t parent = getpid(), pid = fork();
  if (pid == 0) {
    close(ends[0]);
    engine->answer(parent, ends[1]);
    _exit(1);
  }
  if (pid < 0)
    return diag_errno(diag, NULL, errno, "cannot start a worker",
                      "Arbeitsprozess lässt sich nicht starten");
  *child = pid;
  return LISTEN_OK;
}

enum listen_status synth_asker_open(const struct engine_access *engine, const char *host,
                                    const struct engine_opener *opener, struct synth_asker **out,
                                    struct listen_diag *diag) {
  *out = NULL;
  struct zygote_call call;
  memset(&call, 0, sizeof call); // it goes through a socket as it is
  call.german = diag != NULL && diag->german;
  int ends[2];
  struct synth_asker *asker = calloc(1, sizeof *asker);
  if (asker == NULL)
    return diag_nomem(diag);
  if (!zygote_describe(opener, &call) ||
      socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
    free(asker);
    return diag_errno(diag, NULL, errno, "cannot ask the speech engine",
                      "die Sprachausgabe lässt sich nicht fragen");
  }
  enum listen_status status = start_answerer(engine, host, ends, &asker->child, diag);
  close(ends[1]);
  asker->fd = ends[0];
  if (status == LISTEN_OK && !tell(asker->fd, &(struct iovec){&call, sizeof call}, 1))
    status = diag_errno(diag, NULL, errno, "cannot ask the speech engine",
                        "die Sprachausgabe lässt sich nicht fragen");
  if (status == LISTEN_OK)
    *out = asker;
  else
    synth_asker_close(asker);
  return status;
}

void synth_asker_close(struct synth_asker *asker) {
  if (asker == NULL)
    return;
  close(asker->fd);
  while (asker->child > 0 && waitpid(asker->child, NULL, 0) < 0 && errno == EINTR)
    continue;
  free(asker);
}

/// Bytes of the answer; 0 with a diagnostic.
static size_t receive(const struct synth_asker *asker, const volatile sig_atomic_t *cancel,
                      char *answer, struct listen_diag *diag) {
  // Time is counted in steps, whatever a clock says after a suspension.
  for (int waited_ms = 0; waited_ms < ANSWER_MS;) {
    struct pollfd ready = {.fd = asker->fd, .events = POLLIN};
    int n = poll(&ready, 1, STEP_MS);
    waited_ms += n == 0 ? STEP_MS : 0;
    if (cancel_wanted(cancel)) {
      diag_set(diag, LISTEN_E_CANCELLED, "%s", DIAG_TEXT(diag, "interrupted", "abgebrochen"));
      return 0;
    }
    if (n <= 0)
      continue;
    ssize_t got = recv(asker->fd, answer, ANSWER_BYTES, 0);
    if (got > 0)
      return (size_t)got;
    if (got == 0 || errno != EINTR)
      break;
  }
  diag_set(
      diag, LISTEN_E_ENGINE, "%s",
      DIAG_TEXT(diag, "the speech engine does not answer", "die Sprachausgabe antwortet nicht"));
  return 0;
}

enum listen_status synth_ask_phonemes(struct synth_asker *asker, const char *clause_text,
                                      enum notation notation, const volatile sig_atomic_t *cancel,
                                      struct buf *out, struct listen_diag *diag) {
  char *answer = malloc(ANSWER_BYTES);
  if (answer == NULL)
    return diag_nomem(diag);
  char form = (char)notation;
  struct iovec parts[] = {{&form, 1}, {(void *)(uintptr_t)clause_text, strlen(clause_text)}};
  (void)tell(asker->fd, parts, 2); // or it will not answer
  size_t n = receive(asker, cancel, answer, diag);
  enum listen_status status = LISTEN_OK;
  if (n == 0) {
    status = diag != NULL ? diag->status : LISTEN_E_ENGINE;
  } else if (answer[0] == ANSWER_PHONEMES) {
    buf_add(out, answer + 1, n - 1);
    status = out->failed ? diag_nomem(diag) : LISTEN_OK;
  } else {
    struct listen_diag why = {.status = LISTEN_E_ENGINE};
    if (n == 1 + sizeof why)
      memcpy(&why, answer + 1, sizeof why);
    if (diag != NULL)
      *diag = why;
    status = why.status;
  }
  free(answer);
  return status;
}
