/// The folder of a cache as files: names, sizes, ages, and what has to go.
#ifndef LISTEN_CACHE_FOLDER_H
#define LISTEN_CACHE_FOLDER_H

#include "cache/cache.h"

#define CACHE_SUBFOLDER "pieces"
#define CACHE_TMP "tmp"

/// Visit each entry. `visit` returns false to stop. False, with errno, where the folder cannot be
/// read.
struct stat;
bool folder_walk(int folder_fd,
                 bool (*visit)(void *context, const char *name, enum cache_kind kind,
                               const struct stat *stat),
                 void *context);

/// Remove the least recently used entries until at most `target` bytes are left, if there are more
/// than `limit`. Returns the bytes that are left; UINT64_MAX where that is unknown.
uint64_t folder_trim(int folder_fd, uint64_t limit, uint64_t target);

/// Remove what killed runs left in tmp/. A file that is being written is locked by its writer.
/// @param all  even those being written: their writers then keep one entry less
void folder_sweep(int folder_fd, bool all);

/// What the entries' sizes add up to, so that not every run must count; in the file `usage`.
struct usage {
  uint64_t bytes;
  int64_t counted_at; ///< when all entries were counted last; seconds since 1970
};
bool usage_read(int folder_fd, struct usage *out);
void usage_write(int folder_fd, const struct usage *usage);
/// Read it and remove it. While a run adds entries there is none, so that the next run counts if
/// this one is killed.
bool usage_take(int folder_fd, struct usage *out);

#endif
