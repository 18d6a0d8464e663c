/// A library to preload, in which one call of a kind fails: the Nth, each from the Nth on, or each
/// Nth.
///
/// LISTEN_FAULT is WHO:KIND:N:HOW, several of them divided by blanks:
///   WHO   main: calls of the process that was started; child: each other process counts for itself
///   KIND  alloc map write file read wait fork clock
///   N     the Nth call, counted from 1; N+ each from it on; /N each Nth
///   HOW   the name of an error (ENOSPC EINTR EIO ENOMEM EMFILE EAGAIN EROFS); short: half of what
///         was asked for; kill: the process ends by SIGKILL; for clock, the seconds to jump by
/// LISTEN_FAULT_COUNT names a file of struct tally, which all processes share: how many calls there
/// were, how many of them failed, and whether a process crashed. With LISTEN_FAULT_TRACE each
/// prints who made it.
#undef _FORTIFY_SOURCE

#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <malloc.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum kind { ALLOC, MAP, WRITE, FILE_CALL, READ, WAIT, FORK, CLOCK, N_KINDS };
enum { MOST_RULES = 4, SHORT = -1, KILL = -2 };

static const char *const kind_names[N_KINDS] = {"alloc", "map",  "write", "file",
                                                "read",  "wait", "fork",  "clock"};

struct tally {
  _Atomic uint64_t calls[2][N_KINDS]; ///< of main, of all others; of each the most in one process
  _Atomic uint64_t failed;
  _Atomic uint64_t crashed; ///< the signal by which a process ended, and nobody had sent it
  char culprit[64];         ///< the library whose call had failed last in that process
};

struct rule {
  bool child, onward, each;
  enum kind kind;
  uint64_t n;
  int how; ///< an errno, SHORT, or KILL
  double seconds;
};

static struct rule rules[MOST_RULES];
static size_t n_rules;
static struct tally none, *tally = &none;
static _Atomic uint64_t calls[N_KINDS];
static bool is_child, ready, traces;
static _Atomic(const char *) caller; ///< "/NAME" of the library whose call failed last
static int trace_fd = STDERR_FILENO; ///< where a process that has closed its stderr still has one

static void forked(void) {
  is_child = true;
  for (size_t i = 0; i < N_KINDS; i++)
    atomic_store(&calls[i], 0);
}

static int error_named(const char *name) {
  static const struct {
    const char *name;
    int number;
  } known[] = {{"ENOSPC", ENOSPC}, {"EINTR", EINTR},   {"EIO", EIO},
               {"ENOMEM", ENOMEM}, {"EMFILE", EMFILE}, {"EAGAIN", EAGAIN},
               {"EROFS", EROFS},   {"short", SHORT},   {"kill", KILL}};
  for (size_t i = 0; i < sizeof known / sizeof *known; i++)
    if (strcmp(known[i].name, name) == 0)
      return known[i].number;
  return 0;
}

static void bad_rule(const char *rule) {
  fprintf(stderr, "faults: %s: no rule\n", rule);
  _exit(99);
}

static void read_rule(const char *text) {
  char who[8], kind[8], nth[24], how[16], *end;
  struct rule *rule = &rules[n_rules];
  if (n_rules == MOST_RULES ||
      sscanf(text, "%7[^:]:%7[^:]:%23[^:]:%15[^: ]", who, kind, nth, how) != 4)
    bad_rule(text);
  rule->child = strcmp(who, "child") == 0;
  for (rule->kind = 0; rule->kind < N_KINDS && strcmp(kind_names[rule->kind], kind) != 0;)
    rule->kind++;
  rule->each = nth[0] == '/';
  rule->n = strtoull(nth + rule->each, &end, 10);
  rule->onward = *end == '+';
  rule->seconds = strtod(how, NULL);
  rule->how = error_named(how);
  if (rule->kind == N_KINDS || rule->n == 0 || (rule->how == 0 && rule->kind != CLOCK))
    bad_rule(text);
  n_rules++;
}

/// Who made the call that fails.
static void trace(void) {
  void *frames[32];
  bool was_ready = ready;
  ready = false;
  backtrace_symbols_fd(frames, backtrace(frames, 32), trace_fd);
  ready = was_ready;
}

/// A worker that ends by a mistake may leave its job to another one, and nobody would know. What is
/// shared needs no call that a sandbox might refuse.
static void note_crash(int number, siginfo_t *info, void *context) {
  (void)context;
  const char *library = atomic_load(&caller);
  if (info->si_code > 0 || number == SIGABRT) {
    for (size_t i = 0; library != NULL && library[i] != '\0' && i + 1 < sizeof tally->culprit; i++)
      tally->culprit[i] = library[i];
    atomic_store(&tally->crashed, (uint64_t)number);
  }
  if (traces)
    trace();
  raise(number); // which ends it now: SA_RESETHAND
}

static void watch_for_crashes(void) {
  static const int signals[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT};
  struct sigaction action = {.sa_sigaction = note_crash,
                             .sa_flags = (int)(SA_SIGINFO | SA_RESETHAND)};
  for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
    sigaction(signals[i], &action, NULL);
}

__attribute__((constructor)) static void start(void) {
  const char *text = getenv("LISTEN_FAULT"), *path = getenv("LISTEN_FAULT_COUNT");
  if (path != NULL) {
    int fd = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC);
    void *shared = fd < 0 ? MAP_FAILED
                          : (void *)syscall(SYS_mmap, NULL, sizeof *tally, PROT_READ | PROT_WRITE,
                                            MAP_SHARED, fd, 0);
    if (shared != MAP_FAILED)
      tally = shared;
    if (fd >= 0)
      syscall(SYS_close, fd);
  }
  while (text != NULL && *text != '\0') {
    read_rule(text);
    text = strchr(text, ' ');
    text += text != NULL;
  }
  pthread_atfork(NULL, NULL, forked);
  watch_for_crashes();
  void *frame;
  backtrace(&frame, 1); // loads what it needs, as a process in a sandbox could not
  traces = getenv("LISTEN_FAULT_TRACE") != NULL;
  if (traces && (trace_fd = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 200)) < 0)
    trace_fd = STDERR_FILENO;
  ready = true;
}

/// What the C library and the loader do for somebody is that one's.
static void note_caller(void) {
  void *frames[32];
  Dl_info who;
  bool was_ready = ready;
  ready = false;
  int n = backtrace(frames, 32);
  for (int i = 0; i < n; i++)
    if (dladdr(frames[i], &who) != 0 && who.dli_fname != NULL &&
        strstr(who.dli_fname, "/faults.so") == NULL && strstr(who.dli_fname, "/libc.so") == NULL &&
        strstr(who.dli_fname, "/ld-") == NULL) {
      const char *name = strrchr(who.dli_fname, '/');
      atomic_store(&caller, name != NULL ? name : who.dli_fname);
      break;
    }
  ready = was_ready;
}

/// A call of `kind` is about to be made: 0, or how it fails.
static int fault(enum kind kind, double *seconds) {
  if (!ready)
    return 0;
  uint64_t n = atomic_fetch_add(&calls[kind], 1) + 1;
  _Atomic uint64_t *most = &tally->calls[is_child][kind];
  for (uint64_t old = atomic_load(most); old < n && !atomic_compare_exchange_weak(most, &old, n);)
    ;
  for (size_t i = 0; i < n_rules; i++) {
    const struct rule *rule = &rules[i];
    if (rule->kind != kind || rule->child != is_child)
      continue;
    if (rule->each ? n % rule->n != 0 : rule->onward ? n < rule->n : n != rule->n)
      continue;
    atomic_fetch_add(&tally->failed, 1);
    note_caller();
    if (traces)
      trace();
    if (rule->how == KILL)
      raise(SIGKILL);
    if (seconds != NULL)
      *seconds = rule->seconds;
    return kind == CLOCK ? 1 : rule->how;
  }
  return 0;
}

/// The next library's function of this name.
#define NEXT(name)                                                                                 \
  static __typeof__(name) *next;                                                                   \
  if (next == NULL)                                                                                \
  *(void **)&next = dlsym(RTLD_NEXT, #name)

/// A function that only passes or fails.
#define FAILS(kind, value)                                                                         \
  do {                                                                                             \
    int how = fault(kind, NULL);                                                                   \
    if (how > 0) {                                                                                 \
      errno = how;                                                                                 \
      return value;                                                                                \
    }                                                                                              \
  } while (0)

/// Messages are never cut short.
static bool has_messages(int fd) {
  int type = 0;
  socklen_t len = sizeof type;
  struct stat stat;
  if (getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &len) == 0)
    return type != SOCK_STREAM;
  // A worker in its sandbox may not ask, and has nothing else open. Nor is a signalfd a file.
  return errno != ENOTSOCK || (fstat(fd, &stat) == 0 && (stat.st_mode & S_IFMT) == 0);
}

/// Pipes and sockets are never full for good, and have no bad blocks.
static bool can_happen(int fd, int how) {
  struct stat stat;
  return (how != ENOSPC && how != EIO) ||
         (fstat(fd, &stat) == 0 && !S_ISSOCK(stat.st_mode) && !S_ISFIFO(stat.st_mode));
}

/// A function that may do less than it was asked to.
#define FAILS_OR_SHORT(kind, fd, size)                                                             \
  do {                                                                                             \
    int how = fault(kind, NULL);                                                                   \
    if (how == SHORT && (size) > 1 && !has_messages(fd))                                           \
      (size) /= 2;                                                                                 \
    if (how > 0 && can_happen(fd, how)) {                                                          \
      errno = how;                                                                                 \
      return -1;                                                                                   \
    }                                                                                              \
  } while (0)

// ---- memory ----

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *p, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

void *malloc(size_t size) {
  FAILS(ALLOC, NULL);
  return __libc_malloc(size);
}

void *calloc(size_t n, size_t size) {
  FAILS(ALLOC, NULL);
  return __libc_calloc(n, size);
}

void *realloc(void *p, size_t size) {
  FAILS(ALLOC, NULL);
  return __libc_realloc(p, size);
}

void *reallocarray(void *p, size_t n, size_t size) {
  if (size != 0 && n > SIZE_MAX / size) {
    errno = ENOMEM;
    return NULL;
  }
  return realloc(p, n * size);
}

void *memalign(size_t alignment, size_t size) {
  FAILS(ALLOC, NULL);
  return __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
  return memalign(alignment, size);
}

int posix_memalign(void **out, size_t alignment, size_t size) {
  void *p = memalign(alignment, size);
  if (p == NULL)
    return ENOMEM;
  *out = p;
  return 0;
}

void *mmap(void *at, size_t len, int protection, int flags, int fd, off_t offset) {
  FAILS(MAP, MAP_FAILED);
  NEXT(mmap);
  return next(at, len, protection, flags, fd, offset);
}

void *mmap64(void *at, size_t len, int protection, int flags, int fd, off_t offset) {
  return mmap(at, len, protection, flags, fd, offset);
}

// ---- bytes out and in ----

ssize_t write(int fd, const void *bytes, size_t size) {
  FAILS_OR_SHORT(WRITE, fd, size);
  NEXT(write);
  return next(fd, bytes, size);
}

ssize_t pwrite(int fd, const void *bytes, size_t size, off_t offset) {
  FAILS_OR_SHORT(WRITE, fd, size);
  NEXT(pwrite);
  return next(fd, bytes, size, offset);
}

ssize_t pwrite64(int fd, const void *bytes, size_t size, off_t offset) {
  return pwrite(fd, bytes, size, offset);
}

static ssize_t write_some(int fd, const struct iovec *parts, int n) {
  return write(fd, parts[0].iov_base, n > 0 ? parts[0].iov_len : 0);
}

ssize_t writev(int fd, const struct iovec *parts, int n) {
  int how = fault(WRITE, NULL);
  if (how == SHORT)
    return write_some(fd, parts, n);
  if (how > 0 && can_happen(fd, how)) {
    errno = how;
    return -1;
  }
  NEXT(writev);
  return next(fd, parts, n);
}

ssize_t send(int fd, const void *bytes, size_t size, int flags) {
  FAILS_OR_SHORT(WRITE, fd, size);
  NEXT(send);
  return next(fd, bytes, size, flags);
}

ssize_t sendmsg(int fd, const struct msghdr *message, int flags) {
  size_t size = 1;
  FAILS_OR_SHORT(WRITE, fd, size);
  NEXT(sendmsg);
  return next(fd, message, flags);
}

ssize_t read(int fd, void *bytes, size_t size) {
  FAILS_OR_SHORT(READ, fd, size);
  NEXT(read);
  return next(fd, bytes, size);
}

ssize_t pread(int fd, void *bytes, size_t size, off_t offset) {
  FAILS_OR_SHORT(READ, fd, size);
  NEXT(pread);
  return next(fd, bytes, size, offset);
}

ssize_t pread64(int fd, void *bytes, size_t size, off_t offset) {
  return pread(fd, bytes, size, offset);
}

ssize_t recv(int fd, void *bytes, size_t size, int flags) {
  FAILS_OR_SHORT(READ, fd, size);
  NEXT(recv);
  return next(fd, bytes, size, flags);
}

ssize_t recvmsg(int fd, struct msghdr *message, int flags) {
  size_t size = 1;
  FAILS_OR_SHORT(READ, fd, size);
  NEXT(recvmsg);
  return next(fd, message, flags);
}

// ---- files ----

int openat(int folder, const char *path, int flags, ...) {
  va_list list;
  va_start(list, flags);
  mode_t mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(list, mode_t) : 0;
  va_end(list);
  FAILS(FILE_CALL, -1);
  NEXT(openat);
  return next(folder, path, flags, mode);
}

int open(const char *path, int flags, ...) {
  va_list list;
  va_start(list, flags);
  mode_t mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(list, mode_t) : 0;
  va_end(list);
  return openat(AT_FDCWD, path, flags, mode);
}

int open64(const char *path, int flags, ...) {
  va_list list;
  va_start(list, flags);
  mode_t mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(list, mode_t) : 0;
  va_end(list);
  return openat(AT_FDCWD, path, flags, mode);
}

int openat64(int folder, const char *path, int flags, ...) {
  va_list list;
  va_start(list, flags);
  mode_t mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(list, mode_t) : 0;
  va_end(list);
  return openat(folder, path, flags, mode);
}

FILE *fopen(const char *path, const char *mode) {
  FAILS(FILE_CALL, NULL);
  NEXT(fopen);
  return next(path, mode);
}

FILE *fopen64(const char *path, const char *mode) {
  return fopen(path, mode);
}

int ftruncate(int fd, off_t len) {
  FAILS(FILE_CALL, -1);
  NEXT(ftruncate);
  return next(fd, len);
}

int ftruncate64(int fd, off_t len) {
  return ftruncate(fd, len);
}

int rename(const char *from, const char *to) {
  FAILS(FILE_CALL, -1);
  NEXT(rename);
  return next(from, to);
}

int renameat(int from_folder, const char *from, int to_folder, const char *to) {
  FAILS(FILE_CALL, -1);
  NEXT(renameat);
  return next(from_folder, from, to_folder, to);
}

int linkat(int from_folder, const char *from, int to_folder, const char *to, int flags) {
  FAILS(FILE_CALL, -1);
  NEXT(linkat);
  return next(from_folder, from, to_folder, to, flags);
}

int mkdirat(int folder, const char *path, mode_t mode) {
  FAILS(FILE_CALL, -1);
  NEXT(mkdirat);
  return next(folder, path, mode);
}

int mkdir(const char *path, mode_t mode) {
  return mkdirat(AT_FDCWD, path, mode);
}

int fsync(int fd) {
  FAILS(FILE_CALL, -1);
  NEXT(fsync);
  return next(fd);
}

int fdatasync(int fd) {
  FAILS(FILE_CALL, -1);
  NEXT(fdatasync);
  return next(fd);
}

int memfd_create(const char *name, unsigned flags) {
  FAILS(FILE_CALL, -1);
  NEXT(memfd_create);
  return next(name, flags);
}

/// The descriptor is gone even where it fails, as with Linux.
int close(int fd) {
  int how = fault(FILE_CALL, NULL);
  NEXT(close);
  int status = next(fd);
  if (how > 0) {
    errno = how;
    return -1;
  }
  return status;
}

// ---- processes, and waiting for them ----

pid_t fork(void) {
  FAILS(FORK, -1);
  NEXT(fork);
  return next();
}

int pipe(int fds[2]) {
  FAILS(FORK, -1);
  NEXT(pipe);
  return next(fds);
}

int pipe2(int fds[2], int flags) {
  FAILS(FORK, -1);
  NEXT(pipe2);
  return next(fds, flags);
}

int socketpair(int domain, int type, int protocol, int fds[2]) {
  FAILS(FORK, -1);
  NEXT(socketpair);
  return next(domain, type, protocol, fds);
}

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *),
                   void *argument) {
  int how = fault(FORK, NULL);
  if (how > 0)
    return how;
  NEXT(pthread_create);
  return next(thread, attributes, run, argument);
}

pid_t waitpid(pid_t pid, int *status, int options) {
  if ((options & WNOHANG) == 0)
    FAILS(WAIT, -1);
  NEXT(waitpid);
  return next(pid, status, options);
}

int poll(struct pollfd *fds, nfds_t n, int timeout) {
  FAILS(WAIT, -1);
  NEXT(poll);
  return next(fds, n, timeout);
}

// ---- clocks ----

static _Atomic int64_t jumped_ns;

static int64_t jump(void) {
  double seconds = 0;
  if (fault(CLOCK, &seconds) != 0)
    atomic_fetch_add(&jumped_ns, (int64_t)(seconds * 1e9));
  return atomic_load(&jumped_ns);
}

/// Clocks of the processor do not jump, and a monotonic one never back.
int clock_gettime(clockid_t clock, struct timespec *now) {
  NEXT(clock_gettime);
  int64_t by = clock == CLOCK_REALTIME || clock == CLOCK_MONOTONIC ? jump() : 0;
  int status = next(clock, now);
  if (status != 0 || (clock == CLOCK_MONOTONIC && by < 0))
    return status;
  int64_t ns = (int64_t)now->tv_sec * 1000000000 + now->tv_nsec + by;
  *now = (struct timespec){.tv_sec = ns / 1000000000, .tv_nsec = ns % 1000000000};
  return 0;
}

time_t time(time_t *out) {
  struct timespec now = {0};
  clock_gettime(CLOCK_REALTIME, &now);
  if (out != NULL)
    *out = now.tv_sec;
  return now.tv_sec;
}

int gettimeofday(struct timeval *restrict out, void *restrict zone) {
  struct timespec now = {0};
  (void)zone;
  clock_gettime(CLOCK_REALTIME, &now);
  *out = (struct timeval){.tv_sec = now.tv_sec, .tv_usec = now.tv_nsec / 1000};
  return 0;
}
