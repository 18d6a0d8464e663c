#include "base/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

bool fd_can_position(int fd) {
  int flags = fcntl(fd, F_GETFL);
  return lseek(fd, 0, SEEK_CUR) == 0 && (flags < 0 || (flags & O_APPEND) == 0);
}

enum { PATIENCE_MS = 500 };

bool fd_goes_on(int fd, bool to_write) {
  struct pollfd wanted = {.fd = fd, .events = to_write ? POLLOUT : POLLIN};
  return lseek(fd, 0, SEEK_CUR) >= 0 || poll(&wanted, 1, PATIENCE_MS) > 0;
}

// The reason for a short write comes with the next one.

int fd_write_all(int fd, const void *bytes, size_t len) {
  const char *next = bytes;
  while (len > 0) {
    ssize_t n = write(fd, next, len);
    bool interrupted = n < 0 && errno == EINTR;
    if (interrupted && fd_goes_on(fd, true))
      continue;
    if (n <= 0)
      return n < 0 ? (interrupted ? EINTR : errno) : EIO;
    next += n;
    len -= (size_t)n;
  }
  return 0;
}

int fd_write_at(int fd, const void *bytes, size_t len, off_t offset) {
  const char *next = bytes;
  while (len > 0) {
    ssize_t n = pwrite(fd, next, len, offset);
    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      return n < 0 ? errno : EIO;
    next += n;
    len -= (size_t)n;
    offset += n;
  }
  return 0;
}

int fd_read_at(int fd, void *bytes, size_t len, off_t offset) {
  char *next = bytes;
  while (len > 0) {
    ssize_t n = pread(fd, next, len, offset);
    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      return n < 0 ? errno : EIO;
    next += n;
    len -= (size_t)n;
    offset += n;
  }
  return 0;
}
