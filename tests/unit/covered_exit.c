// With LISTEN_COVERAGE in everything that is linked: a process that leaves by _exit, as forked workers
// do, writes its counts first, as one that returns from main() does. The program and each of its
// modules count for themselves.

#include <dlfcn.h>
#include <link.h>
#include <stdint.h>
#include <unistd.h>

void __gcov_dump(void);
void listen_coverage_dump(void);
_Noreturn void __real__exit(int status);
_Noreturn void __wrap__exit(int status);

static pid_t first;

__attribute__((constructor)) static void remember_process(void) {
  first = getpid();
}

__attribute__((visibility("default"))) void listen_coverage_dump(void) {
  __gcov_dump();
}

static int dump_loaded(struct dl_phdr_info *info, size_t size, void *context) {
  (void)size;
  (void)context;
  void *object =
      info->dlpi_name[0] != '\0' ? dlopen(info->dlpi_name, RTLD_LAZY | RTLD_NOLOAD) : NULL;
  void *dump = object != NULL ? dlsym(object, "listen_coverage_dump") : NULL;
  if (dump != NULL)
    ((void (*)(void))(uintptr_t)dump)();
  return 0;
}

_Noreturn void __wrap__exit(int status) {
  enum { WORKERS = 16 };
  if (getpid() == first) {
    listen_coverage_dump();
    dl_iterate_phdr(dump_loaded, NULL);
  } else if (status != 0 || getpid() % WORKERS == 0) {
    // Each sentence has a worker that does what the last one did: one of some will do.
    listen_coverage_dump();
  }
  __real__exit(status);
}
