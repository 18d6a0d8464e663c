#include "base/folder.h"

#include "base/buf.h"

#include <errno.h>
#include <sys/stat.h>

bool folder_make(const char *path, mode_t mode) {
  struct buf part = {0};
  bool made = true;
  for (size_t i = 1; made && path[0] != '\0' && path[i - 1] != '\0'; i++) {
    if (path[i] != '/' && path[i] != '\0')
      continue;
    buf_reset(&part);
    buf_add(&part, path, i);
    made = !part.failed && (mkdir(part.ptr, mode) == 0 || errno == EEXIST || errno == EISDIR);
    if (!made && !part.failed) { // "permission denied" comes first for one that exists
      struct stat stat_buf;
      int errnum = errno;
      made = stat(part.ptr, &stat_buf) == 0 && S_ISDIR(stat_buf.st_mode);
      errno = errnum;
    }
  }
  int errnum = errno;
  buf_clear(&part);
  errno = errnum;
  return made;
}
