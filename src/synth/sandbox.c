#include "synth/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#if LISTEN_SANDBOX
#include "sandbox_filters.h"
#endif

enum {
  MOST_MEMORY = 256 * 1024 * 1024, ///< beside what the zygote has; espeak-ng takes 1 MB
  MOST_FILES = 64,                 ///< the number of a descriptor; espeak-ng has one at a time
};

#if LISTEN_SANDBOX

// ---- Landlock ----

// By number: the kernel this runs on may be newer than the headers it was built with.
enum {
  LANDLOCK_VERSION_FLAG = 1,
  LANDLOCK_PATH_BENEATH = 1,
  FS_READ_FILE = 1 << 2,
  FS_READ_DIR = 1 << 3,
  FS_FIRST = (1 << 13) - 1, ///< the rights that version 1 knows
  FS_REFER = 1 << 13,       ///< 2
  FS_TRUNCATE = 1 << 14,    ///< 3
  FS_IOCTL_DEV = 1 << 15,   ///< 5
  NET_TCP = 3,              ///< 4: bind, connect
  SCOPES = 3,               ///< 6: abstract sockets, signals
};

struct ruleset {
  uint64_t fs, net, scoped;
};

struct path_beneath {
  uint64_t allowed;
  int32_t parent_fd;
} __attribute__((packed));

#ifndef SYS_landlock_create_ruleset // the same on every architecture
#define SYS_landlock_create_ruleset 444
#define SYS_landlock_add_rule 445
#define SYS_landlock_restrict_self 446
#endif

static int make_ruleset(void) {
  long version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_VERSION_FLAG);
  if (version < 1)
    return -1;
  struct ruleset set = {.fs = FS_FIRST};
  size_t size = sizeof set.fs; // of the fields that this version has
  set.fs |= version >= 2 ? FS_REFER : 0;
  set.fs |= version >= 3 ? FS_TRUNCATE : 0;
  set.fs |= version >= 5 ? FS_IOCTL_DEV : 0;
  if (version >= 4) {
    set.net = NET_TCP;
    size += sizeof set.net;
  }
  if (version >= 6) {
    set.scoped = SCOPES;
    size += sizeof set.scoped;
  }
  return (int)syscall(SYS_landlock_create_ruleset, &set, size, 0);
}

static bool allow_reading(int ruleset, const char *folder) {
  struct path_beneath rule = {.allowed = FS_READ_FILE | FS_READ_DIR,
                              .parent_fd = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC)};
  bool fine = rule.parent_fd >= 0 &&
              syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_PATH_BENEATH, &rule, 0) == 0;
  if (rule.parent_fd >= 0)
    close(rule.parent_fd);
  return fine;
}

/// Leave no file to this process and all it will fork but those below `folder`, which may be NULL.
static bool restrict_files(const char *folder) {
  int ruleset = make_ruleset();
  bool fine = ruleset >= 0 && (folder == NULL || allow_reading(ruleset, folder)) &&
              syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
  if (ruleset >= 0)
    close(ruleset);
  return fine;
}

// ---- another root ----

/// What a process may do for being root, or for having a user namespace of its own.
static bool drop_capabilities(void) {
  struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
  const struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {{0}};
  return syscall(SYS_capset, &header, none) == 0;
}

/// Make the engine's folder the root of all that this process sees: where there is no Landlock, in
/// an older kernel or a container. Root may do so, and whoever may have a user namespace, which is
/// for a process of one thread.
static bool restrict_to_root(const struct synth_engine *engine) {
  if (engine->reads_folder == NULL || engine->at_root == NULL || chdir(engine->reads_folder) != 0)
    return false;
  bool moved = chroot(".") == 0 || (unshare(CLONE_NEWUSER) == 0 && chroot(".") == 0);
  // A namespace that was entered in vain allows nothing outside of it, and is left by nobody.
  bool fine = drop_capabilities() && moved;
  if (moved)
    engine->at_root(engine->context);
  return fine;
}

// ---- seccomp ----

/// Refuse every system call that is not on the list, with EPERM: what a newer C library tries first
/// it does by other means then.
static bool restrict_calls(bool reads) {
  const struct sock_filter *steps = reads ? filter_reading : filter_sealed;
  size_t n = reads ? sizeof filter_reading / sizeof *filter_reading
                   : sizeof filter_sealed / sizeof *filter_sealed;
  struct sock_fprog program = {.len = (unsigned short)n,
                               .filter = (struct sock_filter *)(uintptr_t)steps};
  // Without the flag, kernels before 5.16 slow the processor down.
  return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_SPEC_ALLOW, &program) ==
             0 ||
         syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) == 0;
}

#else // without, or where counts of the lines that ran are to be written at the end

static bool restrict_files(const char *folder) {
  (void)folder;
  return false;
}

static bool restrict_to_root(const struct synth_engine *engine) {
  (void)engine;
  return false;
}

static bool restrict_calls(bool reads) {
  (void)reads;
  return false;
}

#endif

// ---- limits ----

/// Bytes of address space that a worker may have. Sanitizers reserve terabytes as they go.
static uint64_t most_memory(void) {
#ifdef LISTEN_CHECKED
  return 0;
#else
  char text[64] = "";
  unsigned long pages = 0;
  int fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
  bool known = fd >= 0 && read(fd, text, sizeof text - 1) > 0 && sscanf(text, "%lu", &pages) == 1;
  if (fd >= 0)
    close(fd);
  return known ? (uint64_t)pages * (uint64_t)sysconf(_SC_PAGESIZE) + MOST_MEMORY : 0;
#endif
}

/// Where less is allowed already, that stays.
static bool limit(__rlimit_resource_t what, rlim_t most) {
  struct rlimit now;
  if (getrlimit(what, &now) != 0)
    return false;
  now.rlim_max = now.rlim_max < most ? now.rlim_max : most;
  now.rlim_cur = now.rlim_cur < most ? now.rlim_cur : most;
  return setrlimit(what, &now) == 0;
}

static bool restrict_resources(uint64_t memory, bool lasts) {
  signal(SIGXFSZ, SIG_IGN); // a message to stderr may be lost, if that is a file
  bool fine = memory == 0 || limit(RLIMIT_AS, memory);
  fine = (lasts || limit(RLIMIT_CPU, SYNTH_MOST_CPU_S)) && fine;
  fine = limit(RLIMIT_NOFILE, MOST_FILES) && fine;
  fine = limit(RLIMIT_NPROC, 0) && fine;
  fine = limit(RLIMIT_CORE, 0) && fine;
#ifndef LISTEN_CHECKED // their reports are longer than a lost line
  fine = limit(RLIMIT_FSIZE, 0) && fine;
#endif
  return fine;
}

/// The orders to the zygote, what whoever started the program has left open: none of it is for a
/// worker.
static void close_others(int a, int b) {
  unsigned low = (unsigned)(a < b ? a : b), high = (unsigned)(a < b ? b : a);
  unsigned first = STDERR_FILENO + 1;
  if (low > first)
    syscall(SYS_close_range, first, low - 1, 0);
  if (high > low + 1)
    syscall(SYS_close_range, low + 1, high - 1, 0);
  syscall(SYS_close_range, high + 1, UINT_MAX, 0);
}

void sandbox_prepare(const struct synth_engine *engine, struct sandbox *out) {
  *out = (struct sandbox){.engine = engine};
  if (engine->runs_programs)
    return;
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); // or only root may be confined
  out->most_memory = most_memory();       // while it can be read
  out->layers = restrict_files(engine->reads_folder) ? SYNTH_CONFINED_FILES : 0;
}

unsigned sandbox_enter(const struct sandbox *sandbox, int jobs_fd, int news_fd) {
  const struct synth_engine *engine = sandbox->engine;
  if (engine->runs_programs)
    return 0;
  unsigned layers = sandbox->layers;
  bool reads = engine->reads_folder != NULL;
  close_others(jobs_fd, news_fd);
  if ((layers & SYNTH_CONFINED_FILES) == 0 && restrict_to_root(engine))
    layers |= SYNTH_CONFINED_FILES;
  layers |= restrict_resources(sandbox->most_memory, sandbox->lasts) ? SYNTH_CONFINED_RESOURCES : 0;
  if (restrict_calls(reads))
    layers |= SYNTH_CONFINED_CALLS | (reads ? 0 : SYNTH_CONFINED_FILES);
  return layers;
}

unsigned sandbox_try(const struct synth_engine *engine) {
  pid_t pid = fork();
  if (pid == 0) {
    struct sandbox sandbox;
    sandbox_prepare(engine, &sandbox);
    int layers = (int)sandbox_enter(&sandbox, STDERR_FILENO, STDERR_FILENO);
    close(STDERR_FILENO); // what counts lines would say there that it may not write any more
    _exit(layers);
  }
  int status = 0;
  while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
    continue;
  return pid > 0 && WIFEXITED(status) ? (unsigned)WEXITSTATUS(status) : 0;
}
