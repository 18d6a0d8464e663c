// The program as the system starts it. It loads the engine alone at first: what it forks off then,
// and what that forks for each sentence, is small, and brings the engine up while some thirty
// libraries are still being loaded here, with the module that holds all the rest.
//
// The engine is loaded with all its functions bound. Those of a library that the program is linked
// with are bound at their first call: by each of the forked processes anew.

#include "cli/main.h"

#include "base/module.h"

#include <dlfcn.h>
#include <fcntl.h>
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

/// Load a module and find a symbol of it; NULL with a message.
static void *open_module(const char *name, int mode, const char *version_symbol,
                         const char *symbol) {
  char path[PATH_MAX];
  const char *why = "is neither beside the program nor in its library folder";
  void *module = NULL, *found = NULL;
  if (module_path(name, path, sizeof path)) {
    module = dlopen(path, mode | RTLD_LOCAL);
    why = module == NULL ? dlerror() : "is of another version";
  }
  const char *version = module != NULL ? dlsym(module, version_symbol) : NULL;
  if (version != NULL && strcmp(version, LISTEN_VERSION) == 0)
    found = dlsym(module, symbol);
  if (found == NULL)
    fprintf(stderr, "listen: error: %s: %s; install listen whole\n", name, why);
  return found;
}

/// A file that is opened where a standard one is closed would be taken for it: the sound of -o
/// would hold what was to be printed. What stands there instead can be neither read as input, nor
/// written as output.
static void fill_standard_files(void) {
  static const int modes[] = {
      [STDIN_FILENO] = O_WRONLY, [STDOUT_FILENO] = O_RDONLY, [STDERR_FILENO] = O_WRONLY};
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
    if (fcntl(fd, F_GETFD) < 0)
      (void)open("/dev/null", modes[fd]); // the lowest number that is free: this one
}

int main(int argc, char **argv) {
  fill_standard_files();
  struct synth_prepared prepared[MOST_PREPARED] = {{0}};
  size_t n_prepared = argc > 1 && strcmp(argv[1], "site") == 0 ? site_workers() : 1;
  listen_engine_prepare_function *prepare;
  listen_main_function *run;
  // Casts as POSIX has them; ISO C knows none from objects to functions.
  *(void **)&prepare =
      open_module(LISTEN_ENGINE_MODULE, RTLD_NOW, "listen_engine_version", "listen_engine_prepare");
  if (prepare == NULL)
    return EXIT_BROKEN;
  for (size_t i = 0; argc > 1 && !is_silent(argv[1]) && i < n_prepared; i++)
    prepare(&prepared[i]);
  *(void **)&run = open_module(LISTEN_MODULE, RTLD_LAZY, "listen_main_version", "listen_main");
  if (run == NULL)
    return EXIT_BROKEN;
  int status = run(argc, argv, prepared, n_prepared);
  if (ends_at_once) {
    fflush(NULL);
    _exit(status);
  }
  return status;
}
