#include "base/module.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

const char module_folder[] = LISTEN_LIB_FROM_BIN "/";

bool module_path(const char *name, char *out, size_t size) {
  const char *const places[] = {"", module_folder};
  char program[PATH_MAX];
  ssize_t n = readlink("/proc/self/exe", program, sizeof program - 1);
  char *slash = n > 0 ? memrchr(program, '/', (size_t)n) : NULL;
  if (slash == NULL)
    return false;
  slash[1] = '\0';
  for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
    int len = snprintf(out, size, "%s%s%s", program, places[i], name);
    if (len > 0 && (size_t)len < size && access(out, R_OK) == 0)
      return true;
  }
  return false;
}
