// With LISTEN_COVERAGE in everything that is linked: a process that leaves by _exit, as forked workers
// do, writes its counts first, as one that returns from main() does. The program and each of its
// modules count for themselves.

#include <dlfcn.h>
#include <link.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

void __gcov_dump(void);
void listen_coverage_dump(void);
_Noreturn void __real__exit(int status);
_Noreturn void __wrap__exit(int status);

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

/// The engine has a process for each sentence, which does what the last one did: one of some will do.
static bool is_one_of_many(int status) {
  enum { MANY = 16 };
  Dl_info here;
  return status == 0 && getpid() % MANY != 0 &&
         dladdr((void *)(uintptr_t)listen_coverage_dump, &here) != 0 &&
         strstr(here.dli_fname, "listen-engine") != NULL;
}

_Noreturn void __wrap__exit(int status) {
  if (!is_one_of_many(status)) {
    listen_coverage_dump();
    dl_iterate_phdr(dump_loaded, NULL);
  }
  __real__exit(status);
}
