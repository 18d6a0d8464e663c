#include "base/outfile.h"

#include "base/buf.h"
#include "base/fd.h"
#include "base/thread.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
  MAX_LINKS = 40,      // as Linux allows in one path
  MAX_TRIES = 100,     // for a temporary name that is free
  RIGHTS = 0777,       // of a mode: no set-user-id, which new content must not inherit
  NEW_FILE_MODE = 0666 // less the umask
};

static enum listen_status cannot_write(const char *path, int errnum, struct listen_diag *diag) {
  if (errnum == EINTR) {
    diag_at(diag, path, 0, 0);
    return diag_set(diag, LISTEN_E_CANCELLED, "%s", DIAG_TEXT(diag, "cancelled", "abgebrochen"));
  }
  return diag_errno(diag, path, errnum, "cannot write the file",
                    "Datei kann nicht geschrieben werden");
}

static char *take_string(struct buf *text) {
  char *string = text->failed ? NULL : text->ptr;
  if (string == NULL)
    buf_clear(text);
  *text = (struct buf){0};
  return string;
}

/// Bytes of a path up to and with its last slash; 0 when there is none.
static size_t folder_len(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash == NULL ? 0 : (size_t)(slash - path) + 1;
}

/// Where the last component leads when it is a symbolic link, its target there or not. NULL with
/// errno set. The caller frees it.
static char *follow_links(const char *path) {
  char *current = strdup(path);
  for (int i = 0; current != NULL; i++) {
    char link[PATH_MAX];
    ssize_t n = readlink(current, link, sizeof link);
    if (n < 0) // no link, or not there: this is the end of the chain
      return current;
    if (i == MAX_LINKS || (size_t)n == sizeof link) {
      free(current);
      errno = i == MAX_LINKS ? ELOOP : ENAMETOOLONG;
      return NULL;
    }
    struct buf next = {0};
    if (link[0] != '/')
      buf_add(&next, current, folder_len(current));
    buf_add(&next, link, (size_t)n);
    free(current);
    current = take_string(&next);
  }
  errno = ENOMEM;
  return NULL;
}

static uint64_t random_number(void) {
  uint64_t number;
  if (getrandom(&number, sizeof number, GRND_NONBLOCK) == (ssize_t)sizeof number)
    return number;
  struct timespec now; // good enough: O_EXCL is what keeps the name ours
  clock_gettime(CLOCK_REALTIME, &now);
  return (uint64_t)now.tv_nsec << 32 ^ (uint64_t)now.tv_sec ^ (uint64_t)getpid();
}

static bool is_temp_name(const char *name) {
  static const char start[] = ".listen-", end[] = ".part";
  size_t digits = strspn(name + (strncmp(name, start, 8) == 0 ? 8 : 0), "0123456789abcdef");
  return digits == 16 && strncmp(name, start, 8) == 0 && strcmp(name + 8 + digits, end) == 0;
}

void outfile_sweep(int folder_fd) {
  int own = openat(folder_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR *stream = own >= 0 ? fdopendir(own) : NULL;
  if (stream == NULL) {
    if (own >= 0)
      close(own);
    return;
  }
  for (struct dirent *item; (item = readdir(stream)) != NULL;) {
    if (!is_temp_name(item->d_name))
      continue;
    int fd = openat(dirfd(stream), item->d_name,
                    O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0)
      unlinkat(dirfd(stream), item->d_name, 0);
    if (fd >= 0)
      close(fd);
  }
  closedir(stream);
}

static void sweep_beside(const char *target) {
  size_t len = folder_len(target);
  char *folder = len == 0 ? strdup(".") : strndup(target, len);
  int fd = folder != NULL ? open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
  free(folder);
  if (fd < 0)
    return;
  outfile_sweep(fd);
  close(fd);
}

/// Lock a new temporary file. False if a sweep took it for a leftover in the moment before.
static bool lock_temp(int fd) {
  struct stat st;
  return flock(fd, LOCK_EX) != 0 || fstat(fd, &st) != 0 || st.st_nlink > 0;
}

/// Create the temporary file in the target's folder: a rename works only within a file system.
static int create_temp(struct outfile *out, mode_t mode) {
  for (int i = 0; i < MAX_TRIES; i++) {
    struct buf name = {0};
    buf_add(&name, out->target, folder_len(out->target));
    buf_printf(&name, ".listen-%016llx.part", (unsigned long long)random_number());
    char *path = take_string(&name);
    if (path == NULL)
      return ENOMEM;
    out->fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOCTTY, mode);
    if (out->fd >= 0 && lock_temp(out->fd)) {
      out->temp_path = path;
      return 0;
    }
    int errnum = out->fd >= 0 ? EEXIST : errno;
    if (out->fd >= 0)
      close(out->fd);
    out->fd = -1;
    free(path);
    if (errnum != EEXIST && errnum != EINTR)
      return errnum;
  }
  return EEXIST;
}

static int nameless_beside(const char *target) {
  size_t len = folder_len(target);
  char *folder = len == 0 ? strdup(".") : strndup(target, len);
  int fd = folder != NULL ? open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600) : -1;
  free(folder);
  if (fd >= 0)
    return fd;
  struct outfile temp = {.target = (char *)(uintptr_t)target}; // a file system that cannot do it
  int errnum = create_temp(&temp, 0600);
  if (errnum != 0) {
    errno = errnum;
    return -1;
  }
  unlink(temp.temp_path);
  free(temp.temp_path);
  return temp.fd;
}

int outfile_scratch(const char *path) {
  struct stat st;
  const char *folder = getenv("TMPDIR");
  bool beside = strcmp(path, "-") != 0 && (stat(path, &st) != 0 || S_ISREG(st.st_mode));
  if (beside)
    return nameless_beside(path);
  struct buf name = {0}; // a device's folder is no place for a book
  buf_printf(&name, "%s/", folder != NULL && folder[0] != '\0' ? folder : "/tmp");
  int fd = name.failed ? -1 : nameless_beside(name.ptr);
  int errnum = name.failed ? ENOMEM : errno;
  buf_clear(&name);
  errno = errnum;
  return fd;
}

/// Hand on rights, owner and group of the file that will be replaced.
static int copy_rights(int fd, const struct stat *old) {
  struct stat own;
  if (fstat(fd, &own) != 0)
    return errno;
  mode_t mode = old->st_mode & RIGHTS;
  if (own.st_uid != old->st_uid && fchown(fd, old->st_uid, (gid_t)-1) == 0)
    own.st_uid = old->st_uid;
  if (own.st_gid != old->st_gid && fchown(fd, (uid_t)-1, old->st_gid) != 0)
    // Not our group to give: what that group might do, this one gets only if everybody may.
    mode = (mode & ~(mode_t)S_IRWXG) | (mode & ((mode & S_IRWXO) << 3));
  return fchmod(fd, mode) == 0 ? 0 : errno;
}

static int open_directly(struct outfile *out) {
  out->fd = open(out->path, O_WRONLY | O_TRUNC | O_CLOEXEC | O_NOCTTY);
  return out->fd < 0 ? errno : 0;
}

// False for /dev/fd/N of a file that was deleted: the link's text then names no file.
static bool is_same_file(const char *path, const struct stat *other) {
  struct stat st;
  return stat(path, &st) == 0 && st.st_dev == other->st_dev && st.st_ino == other->st_ino;
}

static int open_beside(struct outfile *out, const struct stat *old) {
  out->target = follow_links(out->path);
  if (out->target == NULL)
    return errno;
  if (old != NULL && !is_same_file(out->target, old))
    return open_directly(out);
  // A rename needs no right to the old file itself; one that is protected is to stay, though.
  if (old != NULL && faccessat(AT_FDCWD, out->target, W_OK, AT_EACCESS) != 0)
    return errno;
  out->replaces = old != NULL;
  if (!out->swept)
    sweep_beside(out->target);
  int errnum = create_temp(out, old == NULL ? NEW_FILE_MODE : old->st_mode & RIGHTS);
  if (errnum == 0 && old != NULL)
    errnum = copy_rights(out->fd, old);
  return errnum;
}

// "-o /dev/stdout > file": a file put in its place would lose what others wrote to it before.
static bool is_standard_output(const struct stat *st) {
  struct stat own;
  return fstat(STDOUT_FILENO, &own) == 0 && own.st_dev == st->st_dev && own.st_ino == st->st_ino;
}

static int open_standard_output(struct outfile *out) {
  out->fd = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
  return out->fd < 0 ? errno : 0;
}

static int open_any(struct outfile *out) {
  const size_t len = strlen(out->path);
  struct stat st;
  if (stat(out->path, &st) != 0) {
    if (errno != ENOENT || len == 0)
      return errno;
    return out->path[len - 1] == '/' ? EISDIR : open_beside(out, NULL);
  }
  if (S_ISDIR(st.st_mode))
    return EISDIR;
  if (!S_ISREG(st.st_mode))
    return open_directly(out);
  return is_standard_output(&st) ? open_standard_output(out) : open_beside(out, &st);
}

static enum listen_status cannot_open(const char *path, int errnum, struct listen_diag *diag) {
  if (errnum == ENOENT && path[0] != '\0') { // a missing file is none: its folder is missing
    diag_at(diag, path, 0, 0);
    diag_set(diag, LISTEN_E_IO, "%s",
             DIAG_TEXT(diag, "cannot write the file: its folder does not exist",
                       "Datei kann nicht geschrieben werden: ihren Ordner gibt es nicht"));
    diag_hint(diag, "%s", DIAG_TEXT(diag, "create the folder first", "den Ordner vorher anlegen"));
    return LISTEN_E_IO;
  }
  return cannot_write(path, errnum, diag);
}

static enum listen_status open_target(struct outfile *out, const char *path, bool swept,
                                      struct listen_diag *diag) {
  *out = (struct outfile){.fd = -1, .swept = swept};
  out->path = strdup(path);
  int errnum = out->path == NULL ? ENOMEM : open_any(out);
  if (errnum == 0)
    return LISTEN_OK;
  outfile_discard(out);
  *out = (struct outfile){0}; // discard leaves one without a path alone
  enum listen_status status = cannot_open(path, errnum, diag);
  if (errnum == EACCES || errnum == EPERM || errnum == EROFS)
    diag_hint(diag, "%s",
              DIAG_TEXT(diag, "the file and its folder must be writable: choose another place",
                        "Datei und Ordner müssen beschreibbar sein: anderen Ort wählen"));
  return status;
}

enum listen_status outfile_open(struct outfile *out, const char *path, struct listen_diag *diag) {
  return open_target(out, path, false, diag);
}

enum listen_status outfile_open_swept(struct outfile *out, const char *path,
                                      struct listen_diag *diag) {
  return open_target(out, path, true, diag);
}

enum listen_status outfile_write(struct outfile *out, const void *bytes, size_t len,
                                 struct listen_diag *diag) {
  int errnum = fd_write_all(out->fd, bytes, len);
  return errnum == 0 ? LISTEN_OK : cannot_write(out->path, errnum, diag);
}

/// Have the system forget what it holds of the file to be replaced: the rename would do it, while
/// everybody waits. It takes some milliseconds, so it is done beside the work.
static void *forget_replaced(void *context) {
  char *target = context;
  int fd = open(target, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  free(target);
  if (fd < 0)
    return NULL;
  (void)posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
  close(fd);
  return NULL;
}

static void start_forgetting(struct outfile *out) {
  char *target = strdup(out->target);
  sigset_t all, before;
  sigfillset(&all); // signals are for the thread that waits for them
  if (target == NULL || pthread_sigmask(SIG_SETMASK, &all, &before) != 0) {
    free(target);
    return;
  }
  out->forgetting = thread_start(&out->forgetter, forget_replaced, target);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  if (!out->forgetting)
    free(target);
}

static void end_forgetting(struct outfile *out) {
  if (out->forgetting)
    pthread_join(out->forgetter, NULL);
  out->forgetting = false;
}

void outfile_trickle(struct outfile *out) {
  enum { STEP_BYTES = 2 * 1024 * 1024 };
  if (!out->replaces)
    return;
  off_t end = lseek(out->fd, 0, SEEK_CUR);
  if (end - out->trickled < STEP_BYTES)
    return;
  if (out->trickled == 0)
    start_forgetting(out);
  sync_file_range(out->fd, out->trickled, end - out->trickled, SYNC_FILE_RANGE_WRITE);
  out->trickled = end;
}

// The rename itself is part of the folder. Best effort: not every file system can sync a folder.
static void sync_folder(const char *path) {
  size_t len = folder_len(path);
  char *folder = len == 0 ? strdup(".") : strndup(path, len);
  if (folder == NULL)
    return;
  int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  free(folder);
  if (fd < 0)
    return;
  (void)fsync(fd);
  close(fd);
}

static int finish(struct outfile *out, bool sync) {
  if (sync && out->temp_path != NULL && fsync(out->fd) != 0)
    return errno;
  int fd = out->fd;
  out->fd = -1;
  // Some file systems report a full disk only here. After EINTR Linux has closed it all the same.
  if (close(fd) != 0 && errno != EINTR)
    return errno;
  end_forgetting(out);
  if (out->temp_path == NULL)
    return 0;
  if (rename(out->temp_path, out->target) != 0)
    return errno;
  free(out->temp_path);
  out->temp_path = NULL; // it bears the target's name now
  if (sync)
    sync_folder(out->target);
  return 0;
}

enum listen_status outfile_commit(struct outfile *out, bool sync, struct listen_diag *diag) {
  int errnum = finish(out, sync);
  enum listen_status status = errnum == 0 ? LISTEN_OK : cannot_write(out->path, errnum, diag);
  outfile_discard(out);
  return status;
}

void outfile_discard(struct outfile *out) {
  if (out == NULL || out->path == NULL)
    return;
  int errnum = errno;
  end_forgetting(out);
  if (out->fd >= 0)
    close(out->fd);
  if (out->temp_path != NULL)
    unlink(out->temp_path);
  free(out->path);
  free(out->target);
  free(out->temp_path);
  *out = (struct outfile){0};
  errno = errnum;
}
