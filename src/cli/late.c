// The libraries of base/late.h, loaded when they are first called.

#include "cli/late_module.h"

#include "base/module.h"
#include "cli/cli.h"

#include <dlfcn.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const struct late_libraries *table;

static const struct late_libraries *load(const char **why) {
  char path[PATH_MAX];
  *why = TR("is neither beside the program nor in its library folder",
            "liegt weder beim Programm noch in seinem Bibliotheksordner");
  if (!module_path(LISTEN_LATE_MODULE, path, sizeof path))
    return NULL;
  void *module = dlopen(path, RTLD_LAZY | RTLD_LOCAL);
  const char *version = module != NULL ? dlsym(module, "listen_late_version") : NULL;
  *why = module == NULL ? dlerror() : TR("is of another version", "ist von anderer Version");
  if (version == NULL || strcmp(version, LISTEN_VERSION) != 0)
    return NULL;
  listen_late_function *function;
  *(void **)&function = dlsym(module, "listen_late"); // as POSIX has it
  return function != NULL ? function() : NULL;
}

/// Without it there is nothing to be done, as with a library that the program is linked with.
static void load_or_end(void) {
  const char *why;
  table = load(&why);
  if (table != NULL)
    return;
  fprintf(stderr,
          TR("listen: error: %s: %s; install listen whole\n",
             "listen: Fehler: %s: %s; listen ganz installieren\n"),
          LISTEN_LATE_MODULE, why);
  _exit(EXIT_FAILED);
}

const struct late_libraries *late(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, load_or_end);
  return table;
}
