#include "base/module.h"

#include <dlfcn.h>
#include <limits.h>
#include <link.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

const char module_folder[] = LISTEN_LIB_FROM_BIN "/";

bool module_own_folder(char *out, size_t size) {
  Dl_info info;
  void *map = NULL;
  char folder[PATH_MAX];
  if (dladdr1((const void *)(uintptr_t)module_own_folder, &info, &map, RTLD_DL_LINKMAP) == 0 ||
      map == NULL)
    return false;
  const char *name = ((const struct link_map *)map)->l_name;
  if (name[0] == '/') {
    int len = snprintf(out, size, "%.*s", (int)(strrchr(name, '/') + 1 - name), name);
    return len > 0 && (size_t)len < size;
  }
  // A path that was relative when the loader loaded the library would be another one once the host
  // has changed its folder; the loader noted which it was. (Had it no memory for the note, glibc's
  // dlinfo would crash.)
  if (name[0] == '\0' || dlinfo(map, RTLD_DI_ORIGIN, folder) != 0)
    return false;
  int len = snprintf(out, size, "%s/", folder);
  return len > 1 && (size_t)len < size;
}

bool module_program_folder(char *out, size_t size) {
  ssize_t n = readlink("/proc/self/exe", out, size - 1);
  char *slash = n > 0 ? memrchr(out, '/', (size_t)n) : NULL;
  if (slash == NULL)
    return false;
  slash[1] = '\0';
  return true;
}

static bool find(const char *folder, const char *below, const char *name, char *out, size_t size) {
  int len = snprintf(out, size, "%s%s%s", folder, below, name);
  return len > 0 && (size_t)len < size && access(out, R_OK) == 0;
}

bool module_path(const char *name, char *out, size_t size) {
  char folder[PATH_MAX];
  if (module_own_folder(folder, sizeof folder) &&
      (find(folder, "", name, out, size) || find(folder, "listen/", name, out, size)))
    return true;
  return module_program_folder(folder, sizeof folder) &&
         (find(folder, "", name, out, size) || find(folder, module_folder, name, out, size));
}
