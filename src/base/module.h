/// Parts of the program that are loaded while it runs.
#ifndef LISTEN_BASE_MODULE_H
#define LISTEN_BASE_MODULE_H

#include <stdbool.h>
#include <stddef.h>

/// Find a module: beside the program (in the build tree), or where it is installed, relative to the
/// program so that the installed tree can be moved. False where it is in neither place.
bool module_path(const char *name, char *out, size_t size);

/// The second place, relative to the program, with a slash at its end.
extern const char module_folder[];

#endif
