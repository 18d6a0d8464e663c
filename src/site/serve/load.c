#include "site/serve/module.h"

#include "base/module.h"

#include <dlfcn.h>
#include <limits.h>

const struct serve_module *serve_module_load(struct listen_diag *diag) {
  char path[PATH_MAX];
  if (!module_path(SERVE_MODULE_FILE, path, sizeof path)) {
    diag_set(diag, LISTEN_E_USAGE,
             DIAG_TEXT(diag, "--serve needs %s, which is neither beside the program nor in %s",
                       "--serve braucht %s; es liegt weder beim Programm noch in %s"),
             SERVE_MODULE_FILE, module_folder);
    diag_hint(diag, "%s", DIAG_TEXT(diag, "install listen whole", "listen ganz installieren"));
    return NULL;
  }
  void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  const struct serve_module *module = library != NULL ? dlsym(library, SERVE_MODULE_SYMBOL) : NULL;
  if (module != NULL && module->task_size == sizeof(struct serve_task))
    return module;
  const char *why = library == NULL ? dlerror() : NULL;
  diag_set(diag, LISTEN_E_ENGINE,
           DIAG_TEXT(diag, "%s cannot be loaded: %s", "%s lässt sich nicht laden: %s"),
           SERVE_MODULE_FILE,
           why != NULL ? why
                       : DIAG_TEXT(diag, "it is of another version", "es ist von anderer Version"));
  if (why != NULL)
    diag_hint(diag, "%s",
              DIAG_TEXT(diag, "install the libraries that it needs",
                        "die Bibliotheken installieren, die es braucht"));
  return NULL;
}
