// sandbox_filter FILE: writes the filters of sandbox.c, compiled by libseccomp for the machine that
// is built for: at build time, so that the program neither loads the library nor waits for it.

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <seccomp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/// What a worker does between its start and its end, and what the C library and a sanitizer do on
/// the way: memory, time, locks, its own signals, and what it has open already.
static const int always[] = {
    SCMP_SYS(brk),           SCMP_SYS(munmap),       SCMP_SYS(mremap),
    SCMP_SYS(madvise),       SCMP_SYS(futex),        SCMP_SYS(getrandom),
    SCMP_SYS(clock_gettime), SCMP_SYS(gettimeofday), SCMP_SYS(clock_nanosleep),
    SCMP_SYS(nanosleep),     SCMP_SYS(sched_yield),  SCMP_SYS(sched_getaffinity),
    SCMP_SYS(getpid),        SCMP_SYS(getppid),      SCMP_SYS(gettid),
    SCMP_SYS(rt_sigaction),  SCMP_SYS(rt_sigreturn), SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(sigaltstack),   SCMP_SYS(pause),        SCMP_SYS(restart_syscall),
    SCMP_SYS(read),          SCMP_SYS(write),        SCMP_SYS(writev),
    SCMP_SYS(close),         SCMP_SYS(lseek),        SCMP_SYS(fstat),
    SCMP_SYS(setitimer),     SCMP_SYS(exit),         SCMP_SYS(exit_group),
};

/// For an engine that reads its data while it speaks; what may be read is Landlock's part.
static const int to_read[] = {
    SCMP_SYS(stat),    SCMP_SYS(newfstatat), SCMP_SYS(statx),
    SCMP_SYS(access),  SCMP_SYS(faccessat),  SCMP_SYS(faccessat2),
    SCMP_SYS(pread64), SCMP_SYS(readv),      SCMP_SYS(getdents64),
};

static void check(int result) {
  if (result == 0)
    return;
  fprintf(stderr, "sandbox_filter: %s\n", strerror(-result));
  exit(1);
}

static void allow(scmp_filter_ctx filter, const int *calls, size_t n) {
  for (size_t i = 0; i < n; i++)
    check(seccomp_rule_add(filter, SCMP_ACT_ALLOW, calls[i], 0));
}

static void allow_if(scmp_filter_ctx filter, int call, struct scmp_arg_cmp condition) {
  check(seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, call, 1, &condition));
}

/// No new code, nobody else's core, no sender's address.
static void allow_harmless_forms(scmp_filter_ctx filter) {
  allow_if(filter, SCMP_SYS(mmap), SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
  allow_if(filter, SCMP_SYS(mprotect), SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
  allow_if(filter, SCMP_SYS(sched_setaffinity), SCMP_A0(SCMP_CMP_EQ, 0, 0));
  allow_if(filter, SCMP_SYS(recvfrom), SCMP_A4(SCMP_CMP_EQ, 0, 0));
}

static void allow_reading(scmp_filter_ctx filter) {
  const unsigned changing = O_ACCMODE | O_CREAT | O_TRUNC | O_APPEND;
  allow(filter, to_read, sizeof to_read / sizeof *to_read);
  allow_if(filter, SCMP_SYS(open), SCMP_A1(SCMP_CMP_MASKED_EQ, changing, 0));
  allow_if(filter, SCMP_SYS(openat), SCMP_A2(SCMP_CMP_MASKED_EQ, changing, 0));
  allow_if(filter, SCMP_SYS(fcntl), SCMP_A1(SCMP_CMP_EQ, F_GETFL, 0));
  allow_if(filter, SCMP_SYS(fcntl), SCMP_A1(SCMP_CMP_EQ, F_SETFD, 0));
}

static void print(const char *name, FILE *compiled) {
  struct sock_filter step;
  rewind(compiled);
  printf("static const struct sock_filter %s[] = {\n", name);
  while (fread(&step, sizeof step, 1, compiled) == 1)
    printf("    {0x%02x, %u, %u, 0x%08x},\n", step.code, step.jt, step.jf, step.k);
  printf("};\n");
}

static void write_filter(const char *name, bool reads) {
  scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
  FILE *compiled = tmpfile();
  if (filter == NULL || compiled == NULL)
    check(-ENOMEM);
  check(seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2)); // a tree: few steps for any call
  allow(filter, always, sizeof always / sizeof *always);
  allow_harmless_forms(filter);
  if (reads)
    allow_reading(filter);
  check(seccomp_export_bpf(filter, fileno(compiled)));
  print(name, compiled);
  fclose(compiled);
  seccomp_release(filter);
}

int main(int argc, char **argv) {
  if (argc != 2 || freopen(argv[1], "w", stdout) == NULL)
    return 1;
  write_filter("filter_sealed", false);
  write_filter("filter_reading", true);
  return fflush(stdout) == 0 ? 0 : 1;
}
