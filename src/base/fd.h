/// Bytes into open files, all of them or an error.
///
/// The program's signal handlers only set a flag, so a write that a signal ended is given up: EINTR
/// comes back, and the caller sees to the flag.
#ifndef LISTEN_BASE_FD_H
#define LISTEN_BASE_FD_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/// Can `fd` be written at any place, from its start?
bool fd_can_position(int fd);

/// Write all bytes at the file's position; 0, or an errno value.
int fd_write_all(int fd, const void *bytes, size_t len);

/// Write all bytes at `offset`, and leave the file's position alone; 0, or an errno value.
int fd_write_at(int fd, const void *bytes, size_t len, off_t offset);

#endif
