// Reading a settings file, with a limit.
#include "yaml/yaml.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum listen_status yaml_too_big(const char *file, struct listen_diag *diag) {
  diag_at(diag, file, 0, 0);
  return diag_set(
      diag, LISTEN_E_CONFIG,
      DIAG_TEXT(diag, "the file is larger than %d KiB", "die Datei ist größer als %d KiB"),
      YAML_MAX_BYTES / 1024);
}

static enum listen_status cannot_read(const char *path, int errnum, struct listen_diag *diag) {
  return diag_errno(diag, path, errnum, "cannot read the file", "Datei kann nicht gelesen werden");
}

// Without O_NONBLOCK, opening a FIFO that nobody writes to would wait for ever; reading one that
// has a writer must wait, so the flag goes again.
static int open_for_reading(const char *path) {
  int fd;
  do
    fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  while (fd < 0 && errno == EINTR);
  if (fd < 0)
    return -1;
  int flags = fcntl(fd, F_GETFL);
  if (flags < 0 || fcntl(fd, F_SETFL, flags & ~O_NONBLOCK) < 0) {
    int errnum = errno;
    close(fd);
    errno = errnum;
    return -1;
  }
  return fd;
}

static enum listen_status read_all(int fd, const char *path, struct buf *content,
                                   struct listen_diag *diag) {
  struct stat st;
  if (fstat(fd, &st) != 0)
    return cannot_read(path, errno, diag);
  if (S_ISDIR(st.st_mode))
    return cannot_read(path, EISDIR, diag);
  if (S_ISREG(st.st_mode) && st.st_size > YAML_MAX_BYTES)
    return yaml_too_big(path, diag);
  // One byte more than allowed shows that there is too much; the size above may be out of date.
  while (content->len <= YAML_MAX_BYTES) {
    char block[8192];
    ssize_t n = read(fd, block, sizeof block);
    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0)
      return cannot_read(path, errno, diag);
    if (n == 0)
      return content->failed ? diag_nomem(diag) : LISTEN_OK;
    buf_add(content, block, (size_t)n);
    if (content->failed)
      return diag_nomem(diag);
  }
  return yaml_too_big(path, diag);
}

enum listen_status yaml_read_file(const char *path, struct buf *content, struct listen_diag *diag) {
  int fd = open_for_reading(path);
  if (fd < 0)
    return cannot_read(path, errno, diag);
  enum listen_status status = read_all(fd, path, content, diag);
  close(fd);
  return status;
}
