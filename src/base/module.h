/// Parts of the program that are loaded, or run, while it runs.
#ifndef LISTEN_BASE_MODULE_H
#define LISTEN_BASE_MODULE_H

#include <stdbool.h>
#include <stddef.h>

/// Find a module: beside the library that this code is part of, or where it is installed from
/// there; else beside the program (in the build tree), or where it is installed from there. All are
/// relative, so that the installed tree can be moved. False where it is in none of these places.
bool module_path(const char *name, char *out, size_t size);

/// The folder of the library that this code is part of, with a slash at its end; false where it is
/// part of the program itself.
bool module_own_folder(char *out, size_t size);

/// The folder of the program, with a slash at its end.
bool module_program_folder(char *out, size_t size);

/// Where modules are installed, relative to the program, with a slash at its end.
extern const char module_folder[];

#endif
