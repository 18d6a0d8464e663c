// The program as the system starts it. It is linked with nothing but the engine: what it forks off
// first, and what that forks for each sentence, is small, and brings the engine up while some
// thirty libraries are still being loaded here, with the module that holds all the rest.

#include "cli/main.h"

#include "base/module.h"

#include <dlfcn.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { EXIT_BROKEN = 1, MOST_PREPARED = 8 };

/// Commands that never speak.
static bool is_silent(const char *command) {
  static const char *const silent[] = {"text",  "estimate", "check", "voices",   "pronounce",
                                       "cache", "--help",   "-h",    "--version"};
  for (size_t i = 0; i < sizeof silent / sizeof *silent; i++)
    if (strcmp(command, silent[i]) == 0)
      return true;
  return false;
}

// What the libraries would do at the end is of no use to a process that ends. Builds that look for
// leaks go the long way.
#if defined NDEBUG && !defined LISTEN_CHECKED
static const bool ends_at_once = true;
#else
static const bool ends_at_once = false;
#endif

/// A site has an article for each core under way.
static size_t site_workers(void) {
  long cores = sysconf(_SC_NPROCESSORS_ONLN);
  return cores < 1 ? 1 : cores > MOST_PREPARED ? MOST_PREPARED : (size_t)cores;
}

static int broken(const char *why) {
  fprintf(stderr, "listen: error: %s: %s; install listen whole\n", LISTEN_MODULE, why);
  return EXIT_BROKEN;
}

int main(int argc, char **argv) {
  struct synth_prepared prepared[MOST_PREPARED] = {{0}};
  size_t n_prepared = argc > 1 && strcmp(argv[1], "site") == 0 ? site_workers() : 1;
  for (size_t i = 0; argc > 1 && !is_silent(argv[1]) && i < n_prepared; i++)
    synth_prepare(&prepared[i]);
  char path[PATH_MAX];
  if (!module_path(LISTEN_MODULE, path, sizeof path))
    return broken("is neither beside the program nor in its library folder");
  void *module = dlopen(path, RTLD_LAZY | RTLD_LOCAL);
  if (module == NULL)
    return broken(dlerror());
  const char *version = dlsym(module, "listen_main_version");
  listen_main_function *run;
  *(void **)&run = dlsym(module, "listen_main"); // as POSIX has it; ISO C knows no such cast
  if (version == NULL || run == NULL || strcmp(version, LISTEN_VERSION) != 0)
    return broken("is of another version");
  int status = run(argc, argv, prepared, n_prepared);
  if (ends_at_once) {
    fflush(NULL);
    _exit(status);
  }
  return status;
}
