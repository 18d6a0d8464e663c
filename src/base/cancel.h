/// A flag by which a signal handler, or another thread, asks for an end.
#ifndef LISTEN_BASE_CANCEL_H
#define LISTEN_BASE_CANCEL_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>

/// Is it set? NULL: nobody asks.
static inline bool cancel_wanted(const volatile sig_atomic_t *flag) {
  return flag != NULL && __atomic_load_n(flag, __ATOMIC_RELAXED) != 0;
}

#endif
