/// A kernel that lacks what the engine is confined by, for tests.
#ifndef LISTEN_TESTS_WITHOUT_H
#define LISTEN_TESTS_WITHOUT_H

#include <stdbool.h>

enum without {
  WITHOUT_LANDLOCK = 1,
  WITHOUT_ROOTS = 2, ///< a process may not change its root
  WITHOUT_FILTERS = 4,
  WITHOUT_LIMITS = 8,
};

/// From now on, this process and all it will be are refused these. There is no way back. Needs
/// filters itself.
bool without(unsigned what);

#endif
