/// Bytes into open files, all of them or an error.
///
/// Not every signal means that the work is to end, and those that do only set a flag of the caller's.
/// So a call that a signal ended is made again, unless the other end of a pipe, a FIFO or a terminal
/// does nothing: then EINTR comes back, and the caller sees to the flag.
#ifndef LISTEN_BASE_FD_H
#define LISTEN_BASE_FD_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/// Can `fd` be written at any place, from its start?
bool fd_can_position(int fd);

/// After a signal: can `fd` be written, or read, at once or within half a second? Files always can.
bool fd_goes_on(int fd, bool to_write);

/// Write all bytes at the file's position; 0, or an errno value.
int fd_write_all(int fd, const void *bytes, size_t len);

/// Write all bytes at `offset`, and leave the file's position alone; 0, or an errno value.
int fd_write_at(int fd, const void *bytes, size_t len, off_t offset);

/// Read just `len` bytes from `offset`; 0, or an errno value: EIO where the file ends before.
int fd_read_at(int fd, void *bytes, size_t len, off_t offset);

#endif
