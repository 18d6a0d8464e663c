/// What the program loads when an article needs one of the libraries of base/late.h.
#ifndef LISTEN_CLI_LATE_MODULE_H
#define LISTEN_CLI_LATE_MODULE_H

#define LATE_TABLE
#include "base/late.h"

#define LISTEN_LATE_MODULE "listen-late.so"

/// Must be the program's.
extern __attribute__((visibility("default"))) const char listen_late_version[];

__attribute__((visibility("default"))) const struct late_libraries *listen_late(void);
typedef const struct late_libraries *listen_late_function(void);

#endif
