// The encoder's process. FFmpeg's libraries are loaded in it alone: the main process would be 25 ms
// later to begin with the text. It also gives the encoder a core of its own, and a crash in a codec
// becomes a message.

#include "chapter/backend.h"

#include "base/fd.h"
#include "base/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
  PIPE_BYTES = 1024 * 1024, ///< 23 s at 22 050 Hz: how far synthesis may run ahead
  BLOCK_FRAMES = 4096,
  LOAD_S = 20, ///< what loading FFmpeg's libraries may take
};

/// Goes before `count` frames (2 bytes each), or before the `count` chapters' starts (8 bytes each)
/// that end the stream; `n_frames` is for the latter.
struct message {
  enum { MESSAGE_FRAMES, MESSAGE_FINISH } kind;
  uint32_t unused; // no byte of it is left to chance: it goes through a pipe as it is
  size_t count;
  uint64_t n_frames;
};

struct encoder {
  bool ended; ///< and was collected
  pid_t pid;  ///< 0 when it is nobody's child
  int data_fd, reply_fd;
};

// In the child.

static enum listen_status pass_frames(int fd, const struct audio_backend *backend, void *file,
                                      size_t count, struct listen_diag *diag) {
  static int16_t frames[BLOCK_FRAMES];
  while (count > 0) {
    size_t n = count < BLOCK_FRAMES ? count : BLOCK_FRAMES;
    if (!audio_read_all(fd, frames, n * sizeof *frames))
      return LISTEN_E_CANCELLED;
    enum listen_status status = backend->write(file, frames, n, diag);
    if (status != LISTEN_OK)
      return status;
    count -= n;
  }
  return LISTEN_OK;
}

static enum listen_status pass_finish(int fd, const struct audio_backend *backend, void *file,
                                      const struct message *message, struct listen_diag *diag) {
  uint64_t *starts = calloc(message->count + 1, sizeof *starts);
  if (starts == NULL)
    return diag_nomem(diag);
  enum listen_status status = LISTEN_E_CANCELLED;
  if (audio_read_all(fd, starts, message->count * sizeof *starts))
    status = backend->finish(file, starts, message->count, message->n_frames, diag);
  free(starts);
  return status;
}

static enum listen_status encode(int data_fd, int fd, const char *path,
                                 const struct audio_options *options, struct listen_diag *diag) {
  // Short of memory, GLib waits for itself for ever while it is loaded, as one of those libraries.
  alarm(LOAD_S);
  const struct audio_module *module = audio_module_load(diag);
  alarm(0);
  if (module == NULL)
    return diag->status;
  const struct audio_backend *backend = &module->backend;
  void *file = NULL;
  enum listen_status status = backend->open(fd, path, options, &file, diag);
  for (bool finished = false; status == LISTEN_OK && !finished;) {
    struct message message;
    if (!audio_read_all(data_fd, &message, sizeof message)) {
      status = LISTEN_E_CANCELLED; // the parent gave up
    } else if (message.kind == MESSAGE_FRAMES) {
      status = pass_frames(data_fd, backend, file, message.count, diag);
    } else {
      status = pass_finish(data_fd, backend, file, &message, diag);
      finished = true;
    }
  }
  if (file != NULL)
    backend->close(file);
  return status;
}

/// @param parent  0: of listen-host, which ends with its data
static _Noreturn void run_encoder(int data_fd, int reply_fd, pid_t parent, int fd, const char *path,
                                  const struct audio_options *options, bool german) {
  // A terminal's Ctrl-C reaches the whole group: the parent decides what it means.
  signal(SIGINT, SIG_IGN);
  signal(SIGTERM, SIG_DFL);
  signal(SIGHUP, SIG_DFL);
  signal(SIGALRM, SIG_DFL);
  signal(SIGPIPE, SIG_IGN);
  if (parent != 0)
    prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (parent != 0 && getppid() != parent)
    _exit(1);
#ifndef LISTEN_CHECKED // a sanitizer has something to say there
  // What fails is told in one line, by the caller; a codec that has no memory would print another.
  int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (null >= 0)
    dup2(null, STDERR_FILENO);
#endif
  struct listen_diag diag = {.german = german};
  diag.status = encode(data_fd, fd, path, options, &diag);
  _exit(fd_write_all(reply_fd, &diag, sizeof diag) == 0 ? 0 : 1);
}

void audio_host_run(void) {
  struct arena arena = {0};
  struct audio_options options;
  const char *path;
  bool german;
  if (fork() != 0) // the caller waits for our end, to let go of us
    _exit(0);
  if (!audio_options_receive(ENCODER_DATA_FD, &arena, &path, &options, &german))
    _exit(1);
  run_encoder(ENCODER_DATA_FD, ENCODER_REPLY_FD, 0, ENCODER_FILE_FD, path, &options, german);
}

// In the parent.

static void close_fd(int *fd) {
  if (*fd >= 0)
    close(*fd);
  *fd = -1;
}

static void collect(struct encoder *encoder, bool kill_it) {
  close_fd(&encoder->data_fd);
  if (!encoder->ended && encoder->pid != 0) {
    if (kill_it)
      kill(encoder->pid, SIGKILL);
    while (waitpid(encoder->pid, NULL, 0) < 0 && errno == EINTR)
      ;
  }
  encoder->ended = true;
  close_fd(&encoder->reply_fd);
}

/// What the encoder says of its work; waits until it has ended.
static enum listen_status reply(struct encoder *encoder, struct listen_diag *diag) {
  struct listen_diag said;
  size_t len = 0;
  ssize_t n;
  while ((n = read(encoder->reply_fd, (char *)&said + len, sizeof said - len)) > 0 ||
         (n < 0 && errno == EINTR && fd_goes_on(encoder->reply_fd, false)))
    len += n > 0 ? (size_t)n : 0;
  bool whole = len == sizeof said;
  // A signal ends the wait for a slow reader behind the encoder.
  bool interrupted = !whole && n < 0;
  collect(encoder, interrupted);
  if (interrupted)
    return audio_write_failed(NULL, EINTR, diag);
  if (!whole)
    return diag_set(diag, LISTEN_E_ENGINE, "%s",
                    DIAG_TEXT(diag, "the audio encoder ended unexpectedly",
                              "der Audio-Encoder endete unerwartet"));
  if (diag != NULL && said.status != LISTEN_OK)
    *diag = said;
  return said.status;
}

static enum listen_status send(struct encoder *encoder, struct message message, const void *payload,
                               size_t len, struct listen_diag *diag) {
  if (encoder->ended)
    return diag_set(
        diag, LISTEN_E_ENGINE, "%s",
        DIAG_TEXT(diag, "the audio encoder has ended", "der Audio-Encoder ist beendet"));
  int err = fd_write_all(encoder->data_fd, &message, sizeof message);
  if (err == 0)
    err = fd_write_all(encoder->data_fd, payload, len);
  if (err == EPIPE) { // it ended early: it has a reason
    enum listen_status status = reply(encoder, diag);
    return status != LISTEN_OK ? status : diag_errno(diag, NULL, err, "cannot encode", "Encoder");
  }
  return err == 0 ? LISTEN_OK : audio_write_failed(NULL, err, diag);
}

static enum listen_status cannot_start(int err, struct listen_diag *diag) {
  return diag_errno(diag, NULL, err, "cannot start the audio encoder",
                    "der Audio-Encoder lässt sich nicht starten");
}

static enum listen_status fork_encoder(int data_fd, int reply_fd, const int ours[2], int fd,
                                       const char *path, const struct audio_options *options,
                                       pid_t *pid, struct listen_diag *diag) {
  pid_t parent = getpid();
  *pid = fork();
  if (*pid == 0) {
    close(ours[0]);
    close(ours[1]);
    run_encoder(data_fd, reply_fd, parent, fd, path, options, diag != NULL && diag->german);
  }
  return *pid > 0 ? LISTEN_OK : cannot_start(errno, diag);
}

static enum listen_status run_host(int data_fd, int reply_fd, int to_fd, int fd, const char *path,
                                   const struct audio_options *options, struct listen_diag *diag) {
  const char *const argv[] = {options->host, LISTEN_VERSION, "encoder", NULL};
  const int fds[] = {data_fd, reply_fd, fd};
  enum listen_status status = spawn_detached(argv, fds, sizeof fds / sizeof *fds, diag);
  if (status != LISTEN_OK)
    return status;
  int err = audio_options_send(to_fd, path, options, diag != NULL && diag->german);
  return err == 0 ? LISTEN_OK : cannot_start(err, diag);
}

static enum listen_status process_open(int fd, const char *path,
                                       const struct audio_options *options, void **out,
                                       struct listen_diag *diag) {
  int data[2] = {-1, -1}, replies[2] = {-1, -1};
  struct encoder *encoder = calloc(1, sizeof *encoder);
  if (encoder == NULL)
    return diag_nomem(diag);
  pid_t pid = 0;
  enum listen_status status = LISTEN_OK;
  if (pipe2(data, O_CLOEXEC) != 0 || pipe2(replies, O_CLOEXEC) != 0)
    status = cannot_start(errno, diag);
  else if (options->host != NULL)
    status = run_host(data[0], replies[1], data[1], fd, path, options, diag);
  else
    status = fork_encoder(data[0], replies[1], (int[]){data[1], replies[0]}, fd, path, options,
                          &pid, diag);
  close_fd(&data[0]);
  close_fd(&replies[1]);
  if (status != LISTEN_OK) {
    close_fd(&data[1]);
    close_fd(&replies[0]);
    free(encoder);
    return status;
  }
  (void)fcntl(data[1], F_SETPIPE_SZ, PIPE_BYTES); // a smaller one works too, with more waiting
  *encoder = (struct encoder){.pid = pid, .data_fd = data[1], .reply_fd = replies[0]};
  *out = encoder;
  return LISTEN_OK;
}

static enum listen_status process_write(void *file, const int16_t *frames, size_t n_frames,
                                        struct listen_diag *diag) {
  return send(file, (struct message){.kind = MESSAGE_FRAMES, .count = n_frames}, frames,
              n_frames * sizeof *frames, diag);
}

static enum listen_status process_finish(void *file, const uint64_t *starts, size_t n_starts,
                                         uint64_t n_frames, struct listen_diag *diag) {
  struct message message = {.kind = MESSAGE_FINISH, .count = n_starts, .n_frames = n_frames};
  enum listen_status status = send(file, message, starts, n_starts * sizeof *starts, diag);
  return status == LISTEN_OK ? reply(file, diag) : status;
}

static void process_close(void *file) {
  collect(file, true);
  free(file);
}

const struct audio_backend audio_backend_process = {
    .open = process_open, .write = process_write, .finish = process_finish, .close = process_close};
