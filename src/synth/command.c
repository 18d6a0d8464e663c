// Speech by a program of the user's: started once for each piece, with the text on its standard
// input and the sound on its standard output. No shell is involved.

#include "synth/synth.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sndfile.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
  MOST_OUTPUT_BYTES = 20 * 1024 * 1024, ///< more than a slot holds: 7 min at 24 kHz
  READ_BYTES = 64 * 1024,
  SILENT_BELOW = 64, ///< -54 dBFS: what neural voices hiss at their edges
};

static struct command_settings command; ///< the zygote's; a worker is a copy of it

/// A run of the program.
struct run {
  pid_t pid;
  int out_fd, err_fd;
  int64_t due_ms;
  struct buf out, err;
  struct listen_diag *diag;
};

static const char *program(void) {
  return command.argv[0];
}

static int64_t now_ms(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static bool too_late(struct run *run) {
  diag_set(run->diag, LISTEN_E_ENGINE,
           DIAG_TEXT(run->diag, "%s was not done after %d s (command.timeout_s)",
                     "%s war nach %d s nicht fertig (command.timeout_s)"),
           program(), command.timeout_s);
  return false;
}

static bool failed(struct run *run, int errnum) {
  char doing[128];
  snprintf(doing, sizeof doing, "%s", program());
  diag_errno(run->diag, NULL, errnum, doing, doing);
  return false;
}

static _Noreturn void become_program(int in, int out, int err) {
  // A worker ignores what a terminal sends, and expects no children: its program does not.
  static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE};
  for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
    signal(signals[i], SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (dup2(in, STDIN_FILENO) >= 0 && dup2(out, STDOUT_FILENO) >= 0 && dup2(err, STDERR_FILENO) >= 0)
    execvp(command.argv[0], (char *const *)(uintptr_t)command.argv); // which it does not change
  dprintf(STDERR_FILENO, "errno %d\n", errno);
  _exit(127);
}

/// Start the program with the text on its input. A text is shorter than what a pipe holds, so that
/// it can be written in one piece whether it is read or not.
static bool start(struct run *run, struct view text) {
  int in[2] = {-1, -1}, out[2] = {-1, -1}, err[2] = {-1, -1};
  run->pid = -1;
  run->due_ms = now_ms() + (int64_t)command.timeout_s * 1000;
  if (pipe2(in, O_CLOEXEC) == 0 && pipe2(out, O_CLOEXEC) == 0 && pipe2(err, O_CLOEXEC) == 0)
    run->pid = fork();
  if (run->pid == 0)
    become_program(in[0], out[1], err[1]);
  int errnum = errno;
  if (run->pid > 0 && write(in[1], text.ptr, text.len) < 0 && errno != EPIPE)
    errnum = errno;
  int used[] = {in[0], in[1], out[1], err[1]};
  for (size_t i = 0; i < sizeof used / sizeof *used; i++)
    if (used[i] >= 0)
      close(used[i]);
  run->out_fd = out[0];
  run->err_fd = err[0];
  return run->pid > 0 || failed(run, errnum);
}

/// Read what is there. @return false at the end
static bool read_some(int fd, struct buf *into) {
  if (!buf_reserve(into, READ_BYTES))
    return false;
  ssize_t n = read(fd, into->ptr + into->len, READ_BYTES);
  if (n > 0)
    into->len += (size_t)n;
  return n > 0 || (n < 0 && errno == EINTR);
}

/// Take the program's sound, and what it says beside it, of which the end is kept.
static bool collect(struct run *run) {
  struct pollfd fds[] = {{.fd = run->out_fd, .events = POLLIN},
                         {.fd = run->err_fd, .events = POLLIN}};
  while (fds[0].fd >= 0 || fds[1].fd >= 0) {
    int64_t left = run->due_ms - now_ms();
    if (left <= 0)
      return too_late(run);
    if (poll(fds, 2, (int)left) < 0 && errno != EINTR)
      return failed(run, errno);
    if (fds[0].revents != 0 && !read_some(run->out_fd, &run->out))
      fds[0].fd = -1; // poll passes it over
    if (fds[1].revents != 0 && !read_some(run->err_fd, &run->err))
      fds[1].fd = -1;
    if (run->err.len > READ_BYTES) {
      memmove(run->err.ptr, run->err.ptr + run->err.len - READ_BYTES / 2, READ_BYTES / 2);
      run->err.len = READ_BYTES / 2;
    }
    if (run->out.failed || run->err.failed)
      return failed(run, ENOMEM);
    if (run->out.len > MOST_OUTPUT_BYTES) {
      diag_set(run->diag, LISTEN_E_ENGINE,
               DIAG_TEXT(run->diag, "%s gave more than %d MB of sound for one sentence",
                         "%s gab mehr als %d MB Ton für einen Satz"),
               program(), MOST_OUTPUT_BYTES / 1024 / 1024);
      return false;
    }
  }
  return true;
}

/// The last line of what the program said, without control characters.
static void last_words(struct run *run, char *words, size_t size) {
  struct buf *err = &run->err;
  while (err->len > 0 && (unsigned char)err->ptr[err->len - 1] <= ' ')
    err->len--;
  size_t from = err->len;
  while (from > 0 && err->ptr[from - 1] != '\n' && err->len - from + 3 < size)
    from--;
  while (from < err->len && ((unsigned char)err->ptr[from] & 0xC0) == 0x80)
    from++;
  snprintf(words, size, "%s%.*s", from < err->len ? ": " : "", (int)(err->len - from),
           err->len > 0 ? err->ptr + from : "");
  for (char *c = words; *c != '\0'; c++)
    if ((unsigned char)*c < ' ' || *c == 0x7F)
      *c = ' ';
}

/// Wait for the program's end, after that of its sound, and look how it ended.
static bool finish(struct run *run) {
  enum { LOOK_AGAIN_MS = 2 };
  int status;
  pid_t got;
  while ((got = waitpid(run->pid, &status, WNOHANG)) == 0 || (got < 0 && errno == EINTR)) {
    if (now_ms() > run->due_ms)
      return too_late(run);
    poll(NULL, 0, LOOK_AGAIN_MS);
  }
  if (got < 0)
    return failed(run, errno);
  run->pid = 0;
  char words[120];
  last_words(run, words, sizeof words);
  if (WIFSIGNALED(status))
    diag_set(run->diag, LISTEN_E_ENGINE,
             DIAG_TEXT(run->diag, "%s was ended by signal %d%s",
                       "%s wurde durch das Signal %d beendet%s"),
             program(), WTERMSIG(status), words);
  else if (WEXITSTATUS(status) != 0)
    diag_set(run->diag, LISTEN_E_ENGINE,
             DIAG_TEXT(run->diag, "%s ended with status %d%s", "%s endete mit Status %d%s"),
             program(), WEXITSTATUS(status), words);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static void end_run(struct run *run) {
  if (run->pid > 0) {
    kill(run->pid, SIGKILL);
    waitpid(run->pid, NULL, 0);
  }
  if (run->out_fd >= 0)
    close(run->out_fd);
  if (run->err_fd >= 0)
    close(run->err_fd);
  buf_clear(&run->out);
  buf_clear(&run->err);
}

static bool refuse(struct run *run, const char *why) {
  diag_set(run->diag, LISTEN_E_ENGINE, "%s: %s", program(), why);
  return false;
}

static bool too_much(struct run *run) {
  return refuse(
      run, DIAG_TEXT(run->diag, "too much sound for one sentence", "zu viel Ton für einen Satz"));
}

static bool pass_raw(struct run *run, struct pcm_sink *sink) {
  if (run->out.len % sizeof(int16_t) != 0)
    return refuse(run, DIAG_TEXT(run->diag, "an odd number of bytes: not 16-bit samples",
                                 "eine ungerade Zahl von Bytes: keine 16-Bit-Samples"));
  int16_t frames[4096];
  for (size_t pos = 0, n; pos < run->out.len; pos += n) { // the bytes need not be aligned
    n = run->out.len - pos < sizeof frames ? run->out.len - pos : sizeof frames;
    memcpy(frames, run->out.ptr + pos, n);
    if (!pcm_sink_write(sink, frames, n / sizeof *frames))
      return too_much(run);
  }
  return true;
}

// libsndfile reads from memory by these.
struct memory {
  struct view bytes;
  sf_count_t pos;
};

static sf_count_t memory_len(void *context) {
  return (sf_count_t)((struct memory *)context)->bytes.len;
}

static sf_count_t memory_seek(sf_count_t offset, int whence, void *context) {
  struct memory *memory = context;
  sf_count_t base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? memory->pos : memory_len(memory);
  if (offset > memory_len(memory) - base || offset < -base)
    return -1;
  return memory->pos = base + offset;
}

static sf_count_t memory_read(void *into, sf_count_t len, void *context) {
  struct memory *memory = context;
  sf_count_t left = memory_len(memory) - memory->pos, n = len < left ? len : left;
  if (n <= 0)
    return 0;
  memcpy(into, memory->bytes.ptr + memory->pos, (size_t)n);
  memory->pos += n;
  return n;
}

static sf_count_t memory_tell(void *context) {
  return ((struct memory *)context)->pos;
}

static bool check_wav(struct run *run, const SF_INFO *info) {
  if (info->channels != 1)
    return refuse(run, DIAG_TEXT(run->diag, "its WAV is not mono", "sein WAV ist nicht mono"));
  if (info->samplerate == command.rate_hz)
    return true;
  diag_set(run->diag, LISTEN_E_ENGINE,
           DIAG_TEXT(run->diag, "%s gives %d Hz, but the profile says command.rate_hz: %d",
                     "%s gibt %d Hz, im Profil steht aber command.rate_hz: %d"),
           program(), info->samplerate, command.rate_hz);
  return false;
}

static bool pass_wav(struct run *run, struct pcm_sink *sink) {
  struct memory memory = {.bytes = buf_as_view(&run->out)};
  SF_VIRTUAL_IO io = {
      .get_filelen = memory_len, .seek = memory_seek, .read = memory_read, .tell = memory_tell};
  SF_INFO info = {0};
  SNDFILE *file = sf_open_virtual(&io, SFM_READ, &info, &memory);
  if (file == NULL)
    return refuse(run, DIAG_TEXT(run->diag, "what it gives is not WAV (command.output)",
                                 "was es gibt, ist kein WAV (command.output)"));
  bool fine = check_wav(run, &info);
  int16_t frames[4096];
  for (sf_count_t n; fine && (n = sf_read_short(file, frames, 4096)) > 0;)
    if (!pcm_sink_write(sink, frames, (size_t)n))
      fine = too_much(run);
  sf_close(file);
  return fine;
}

static bool convert(const char *text, struct buf *out) {
  if (command.input == COMMAND_TEXT)
    buf_str(out, text);
  else if (espeak_engine_phonemes(text, NOTATION_IPA, out) != LISTEN_OK)
    return false;
  buf_byte(out, '\n'); // programs read lines
  return !out->failed;
}

static bool speak(void *context, const char *text, struct pcm_sink *sink) {
  (void)context;
  struct run run = {.out_fd = -1, .err_fd = -1, .diag = pcm_sink_diag(sink)};
  struct buf input = {0};
  // A group of its own: whatever the program starts goes when the worker is ended.
  setpgid(0, 0);
  signal(SIGPIPE, SIG_IGN);
  bool fine = convert(text, &input)
                  ? start(&run, buf_as_view(&input)) && collect(&run) && finish(&run)
                  : failed(&run, ENOMEM);
  if (fine && run.out.len == 0)
    fine = refuse(&run, DIAG_TEXT(run.diag, "it gave no sound", "es gab keinen Ton"));
  if (fine)
    fine = command.output == COMMAND_WAV ? pass_wav(&run, sink) : pass_raw(&run, sink);
  end_run(&run);
  buf_clear(&input);
  return fine;
}

/// The path of a program that can be run, as it is or out of $PATH; false if there is none.
static bool find_program(const char *name, struct buf *path) {
  buf_str(path, name);
  if (strchr(name, '/') != NULL)
    return !path->failed && access(name, X_OK) == 0;
  const char *folders = getenv("PATH");
  struct view rest = view_of(folders != NULL ? folders : "/bin:/usr/bin");
  for (bool more = true; more;) {
    more = view_has(rest, ':');
    struct view folder = view_cut(&rest, ':');
    buf_reset(path);
    buf_printf(path, "%.*s/%s", (int)folder.len, folder.ptr, name);
    if (!path->failed && access(path->ptr, X_OK) == 0)
      return true;
  }
  return false;
}

bool command_identity(const char *const *argv, struct buf *out) {
  struct buf path = {0};
  bool found = find_program(argv[0], &path);
  for (size_t i = 0; found && argv[i] != NULL; i++) {
    struct stat stat_buf;
    if (stat(i == 0 ? path.ptr : argv[i], &stat_buf) == 0 && S_ISREG(stat_buf.st_mode))
      buf_printf(out, "file %zu %lld %lld.%09ld\n", i, (long long)stat_buf.st_size,
                 (long long)stat_buf.st_mtim.tv_sec, stat_buf.st_mtim.tv_nsec);
  }
  char *folder = getcwd(NULL, 0); // what is named by a relative path is another file elsewhere
  if (folder != NULL)
    buf_printf(out, "in %s\n", folder);
  found = found && folder != NULL && !out->failed;
  free(folder);
  buf_clear(&path);
  return found;
}

enum listen_status command_open(const void *settings, struct synth_engine *out,
                                struct listen_diag *diag) {
  command = *(const struct command_settings *)settings;
  struct buf path = {0};
  bool found = find_program(program(), &path);
  buf_clear(&path);
  if (!found) {
    diag_set(diag, LISTEN_E_ENGINE,
             DIAG_TEXT(diag, "there is no program '%s' to run (command.program)",
                       "es gibt kein Programm „%s“, das man starten könnte (command.program)"),
             program());
    diag_hint(diag, "%s",
              DIAG_TEXT(diag, "install it, or give its path", "installieren oder Pfad angeben"));
    return LISTEN_E_ENGINE;
  }
  struct synth_engine espeak;
  enum listen_status status =
      command.input == COMMAND_IPA ? espeak_open(&command.espeak, &espeak, diag) : LISTEN_OK;
  *out = (struct synth_engine){.sample_rate_hz = command.rate_hz,
                               .silent_below = SILENT_BELOW,
                               .speak = speak,
                               .runs_programs = true};
  return status;
}
