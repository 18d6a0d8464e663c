// A file of unknown origin before FFmpeg's demuxers. They get a process that can open nothing, has
// little memory and little time: whatever the file does to them, we only hear that it has no
// length.

#include "chapter/backend.h"

#include "base/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
  MOST_MS = 5000,                 ///< an index is read in 30, an hour of packets in 300
  MOST_BYTES = 256 * 1024 * 1024, ///< beside what the libraries take by themselves
};

// In the child. It was perhaps forked out of several threads, so it calls only what is ready for
// that: the C library prepares its allocator and its loader for a fork.

static void limit(__rlimit_resource_t what, rlim_t most) {
  setrlimit(what, &(struct rlimit){most, most});
}

/// After the libraries are loaded.
static void confine(void) {
  char text[64] = "";
  unsigned long pages = 0;
  int fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
  if (fd >= 0 && read(fd, text, sizeof text - 1) > 0 && sscanf(text, "%lu", &pages) == 1)
    limit(RLIMIT_AS, (rlim_t)pages * (rlim_t)sysconf(_SC_PAGESIZE) + MOST_BYTES);
  limit(RLIMIT_NOFILE, 0); // no further file, no socket
  limit(RLIMIT_NPROC, 0);
  limit(RLIMIT_FSIZE, 0);
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_CPU, MOST_MS / 1000);
}

static _Noreturn void run_probe(int fd, int reply_fd, pid_t parent) {
  signal(SIGINT, SIG_DFL);
  signal(SIGTERM, SIG_DFL);
  signal(SIGHUP, SIG_DFL);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (getppid() != parent || nowhere < 0 || dup2(nowhere, STDERR_FILENO) < 0)
    _exit(1); // what an abort says is not for the user
  struct listen_diag diag = {0};
  const struct audio_module *module = audio_module_load(&diag);
  if (module == NULL)
    _exit(1);
  confine();
  double seconds = module->seconds(fd);
  _exit(fd_write_all(reply_fd, &seconds, sizeof seconds) == 0 ? 0 : 1);
}

// In the parent.

static int64_t now_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/// The child's word, if it comes in time.
static double read_reply(int fd) {
  struct pollfd reply = {.fd = fd, .events = POLLIN};
  int64_t end = now_ms() + MOST_MS;
  for (int64_t left = MOST_MS; left > 0; left = end - now_ms()) {
    int n = poll(&reply, 1, (int)left);
    if (n < 0 && errno == EINTR)
      continue;
    double seconds; // short enough to come at once or not at all
    if (n <= 0 || read(fd, &seconds, sizeof seconds) != (ssize_t)sizeof seconds)
      break;
    return isfinite(seconds) ? seconds : -1;
  }
  return -1;
}

double audio_probe_seconds(int fd) {
  int reply[2];
  if (!audio_module_exists() || pipe2(reply, O_CLOEXEC) != 0)
    return -1;
  pid_t parent = getpid();
  pid_t pid = fork();
  if (pid == 0) {
    close(reply[0]);
    run_probe(fd, reply[1], parent);
  }
  close(reply[1]);
  double seconds = pid > 0 ? read_reply(reply[0]) : -1;
  close(reply[0]);
  if (pid > 0) {
    kill(pid, SIGKILL);
    while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
      ;
  }
  return seconds;
}
