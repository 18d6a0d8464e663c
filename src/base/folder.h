/// Folders that are to be there.
#ifndef LISTEN_BASE_FOLDER_H
#define LISTEN_BASE_FOLDER_H

#include <stdbool.h>
#include <sys/types.h>

/// Make a folder and those above it; one that exists is fine, also where nothing may be made beside
/// it. False, with errno, when it cannot be made.
/// @param mode  rights, less the umask
bool folder_make(const char *path, mode_t mode);

#endif
