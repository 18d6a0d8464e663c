// What the module shares with the program.

#include "chapter/backend.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

bool audio_can_position(int fd) {
  int flags = fcntl(fd, F_GETFL);
  return lseek(fd, 0, SEEK_CUR) == 0 && (flags < 0 || (flags & O_APPEND) == 0);
}

int audio_write_all(int fd, const void *bytes, size_t len) {
  const char *p = bytes;
  while (len > 0) {
    ssize_t n = write(fd, p, len);
    if (n < 0)
      return errno;
    p += n;
    len -= (size_t)n;
  }
  return 0;
}

enum listen_status audio_write_failed(const char *path, int errnum, struct listen_diag *diag) {
  // The program's signal handlers only set a flag: a write that a signal ended is to be given up.
  if (errnum == EINTR)
    return diag_set(diag, LISTEN_E_CANCELLED, "%s", DIAG_TEXT(diag, "interrupted", "abgebrochen"));
  return diag_errno(diag, path, errnum != 0 ? errnum : EIO, "cannot write",
                    "kann nicht geschrieben werden");
}
