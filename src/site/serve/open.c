#include "site/serve/server.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

// A FIFO must not make us wait, a terminal not become ours.
enum { FLAGS = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY };

int serve_open_walking(int folder, const char *path) {
  char part[256];
  int at = fcntl(folder, F_DUPFD_CLOEXEC, 0);
  while (at >= 0 && *path != '\0') {
    size_t len = strcspn(path, "/");
    if (len == 0 || len >= sizeof part || path[0] == '.') { // "." and ".." above all
      close(at);
      errno = ENOENT;
      return -1;
    }
    memcpy(part, path, len);
    part[len] = '\0';
    path += len + (path[len] == '/');
    int next = openat(at, part, FLAGS | O_NOFOLLOW | (*path != '\0' ? O_DIRECTORY : 0));
    int errnum = errno;
    close(at);
    errno = errnum;
    at = next;
  }
  return at;
}

int serve_open(struct serve_server *server, const char *path) {
  enum { TRIES = 8 }; // it gives up where something is renamed meanwhile
  const struct open_how how = {.flags = FLAGS, .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS};
  if (path[0] == '\0')
    path = ".";
  for (int i = 0; i < TRIES && !server->no_openat2; i++) {
    long fd = syscall(SYS_openat2, server->task->folder, path, &how, sizeof how);
    if (fd >= 0)
      return (int)fd;
    // Some containers answer EPERM to calls they do not know.
    server->no_openat2 = errno == ENOSYS || errno == EPERM;
    if (!server->no_openat2 && errno != EAGAIN)
      return -1;
  }
  if (!server->no_openat2)
    return -1;
  return serve_open_walking(server->task->folder, strcmp(path, ".") == 0 ? "" : path);
}
