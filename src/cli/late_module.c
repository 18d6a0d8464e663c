// The module with the libraries of base/late.h.

#include "cli/late_module.h"

const char listen_late_version[] = LISTEN_VERSION;

const struct late_libraries *listen_late(void) {
  return late();
}
