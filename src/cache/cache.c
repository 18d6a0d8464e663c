#include "cache/cache.h"

#include "base/folder.h"

#include "cache/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum {
  COUNT_AGAIN_S = 3600, ///< what other programs did to the folder is noticed after this time
  ENTRY_BYTES_MAX = 512 * 1024 * 1024,
};

struct cache {
  char *folder;
  uint64_t limit;
  int fd;     ///< of folder/pieces; -1 where there is none (yet)
  int tmp_fd; ///< of its tmp/; -1 while nothing was kept
  int problem;
  bool closed_to_new; ///< keep nothing more in this run
  uint64_t kept;      ///< bytes kept in this run
  uint64_t unsettled; ///< of those, what `usage` does not know yet
  bool taken;         ///< this run took `usage` away, and it said `usage`
  struct usage usage;
  unsigned serial; ///< for names in tmp/
};

bool cache_default_folder(struct buf *out) {
  const char *xdg = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
  struct stat stat_buf;
  if (xdg != NULL && xdg[0] == '/') // a relative one is to be ignored, says its specification
    buf_printf(out, "%s/listen", xdg);
  else if (home != NULL && home[0] == '/' && stat(home, &stat_buf) == 0)
    buf_printf(out, "%s/.cache/listen", home);
  return out->len > 0 && !out->failed;
}

static int open_folder(int at, const char *path) {
  return openat(at, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

/// folder/pieces, if there is one.
static int open_pieces(const char *folder) {
  struct buf path = {0};
  buf_printf(&path, "%s/" CACHE_SUBFOLDER, folder);
  int fd = path.failed ? -1 : open_folder(AT_FDCWD, path.ptr);
  int errnum = path.failed ? ENOMEM : errno;
  buf_clear(&path);
  errno = errnum;
  return fd;
}

struct cache *cache_open(const char *folder, uint64_t limit_bytes) {
  struct cache *cache = calloc(1, sizeof *cache);
  if (cache == NULL)
    return NULL;
  *cache = (struct cache){.folder = strdup(folder), .limit = limit_bytes, .fd = -1, .tmp_fd = -1};
  if (cache->folder == NULL) {
    free(cache);
    return NULL;
  }
  cache->fd = open_pieces(folder);
  if (cache->fd >= 0)
    folder_sweep(cache->fd, false);
  return cache;
}

int cache_problem(const struct cache *cache) {
  return cache->problem;
}

const char *cache_folder(const struct cache *cache) {
  return cache->folder;
}

/// All of a file that cannot be an entry of another size than its `stat` says.
static bool read_whole(int fd, struct buf *file) {
  struct stat stat;
  if (fstat(fd, &stat) != 0 || !S_ISREG(stat.st_mode) ||
      stat.st_size < (off_t)sizeof(struct entry_head) || stat.st_size > ENTRY_BYTES_MAX ||
      !buf_reserve(file, (size_t)stat.st_size))
    return false;
  while (file->len < (size_t)stat.st_size) {
    ssize_t n = read(fd, file->ptr + file->len, (size_t)stat.st_size - file->len);
    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      return false;
    file->len += (size_t)n;
  }
  return true;
}

bool cache_get(struct cache *cache, enum cache_kind kind, struct view key, struct buf *file,
               struct view *content) {
  buf_reset(file);
  if (cache == NULL || cache->fd < 0 || key.len > ENTRY_KEY_MAX)
    return false;
  char name[ENTRY_NAME_BYTES];
  entry_name(kind, key, name);
  int fd = openat(cache->fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  if (fd < 0)
    return false;
  bool found = read_whole(fd, file) && entry_open(buf_as_view(file), kind, key, content);
  if (found)
    futimens(fd, NULL); // its last use; where that cannot be noted, it just ages faster
  close(fd);
  return found;
}

/// Tell backup programs that this folder holds nothing that cannot be made anew
/// (https://bford.info/cachedir/).
static void write_tag(int folder_fd) {
  static const char tag[] =
      "Signature: 8a477f597d28d172789f06886806bc55\n"
      "# Pieces of speech kept by listen; \"listen cache --clear\" removes them.\n";
  int fd = openat(folder_fd, "CACHEDIR.TAG", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0)
    return;
  if (write(fd, tag, sizeof tag - 1) < 0)
    unlinkat(folder_fd, "CACHEDIR.TAG", 0);
  close(fd);
}

/// Make the folder ready for new entries; false with errno.
static bool prepare(struct cache *cache) {
  if (cache->tmp_fd >= 0)
    return true;
  if (cache->fd < 0) {
    struct buf path = {0};
    buf_printf(&path, "%s/" CACHE_SUBFOLDER, cache->folder);
    if (!path.failed && folder_make(path.ptr, 0700))
      cache->fd = open_folder(AT_FDCWD, path.ptr);
    int errnum = path.failed ? ENOMEM : errno;
    buf_clear(&path);
    errno = errnum;
    if (cache->fd < 0)
      return false;
    write_tag(cache->fd);
  }
  if (mkdirat(cache->fd, CACHE_TMP, 0700) != 0 && errno != EEXIST)
    return false;
  cache->tmp_fd = open_folder(cache->fd, CACHE_TMP);
  return cache->tmp_fd >= 0;
}

static bool write_all(int fd, struct iovec *parts, int n_parts) {
  while (n_parts > 0) {
    ssize_t n = writev(fd, parts, n_parts);
    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0)
      return false;
    for (; n_parts > 0 && (size_t)n >= parts->iov_len; parts++, n_parts--)
      n -= (ssize_t)parts->iov_len;
    if (n_parts > 0) {
      parts->iov_base = (char *)parts->iov_base + n;
      parts->iov_len -= (size_t)n;
    }
  }
  return true;
}

static struct iovec iovec_of(const void *ptr, size_t len) {
  return (struct iovec){.iov_base = (void *)(uintptr_t)ptr, .iov_len = len};
}

static int create_temp(struct cache *cache, char name[32]) {
  int fd;
  do // another machine or container that shares the folder may have a process of this number
    snprintf(name, 32, "%ld-%u", (long)getpid(), cache->serial++);
  while ((fd = openat(cache->tmp_fd, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)) < 0 &&
         errno == EEXIST);
  if (fd >= 0)
    flock(fd, LOCK_EX | LOCK_NB); // so that no sweep takes it for a leftover
  return fd;
}

/// Give a complete file its name.
static bool put_in_place(struct cache *cache, const char *temp, const char *name) {
  if (renameat(cache->tmp_fd, temp, cache->fd, name) == 0)
    return true;
  if (errno == EISDIR && unlinkat(cache->fd, name, AT_REMOVEDIR) == 0 &&
      renameat(cache->tmp_fd, temp, cache->fd, name) == 0)
    return true;
  // A folder with something in it stands there, or a sweep of "listen cache --clear" came between:
  // this entry is lost, but no other.
  bool only_this = errno == EISDIR || errno == ENOTEMPTY || errno == EEXIST || errno == ENOENT;
  int errnum = errno;
  unlinkat(cache->tmp_fd, temp, 0);
  errno = only_this ? 0 : errnum;
  return false;
}

/// Write one entry; false with errno, which is 0 if others may still succeed.
static bool write_entry(struct cache *cache, enum cache_kind kind, struct view key,
                        const struct view *parts, size_t n_parts) {
  static const char zeros[8];
  struct entry_head head;
  if (!entry_head(kind, key, parts, n_parts, &head)) {
    errno = ENOMEM;
    return false;
  }
  struct iovec iov[3 + ENTRY_MAX_PARTS] = {iovec_of(&head, sizeof head), iovec_of(key.ptr, key.len),
                                           iovec_of(zeros, entry_padding(key.len))};
  int n_iov = 3;
  for (size_t i = 0; i < n_parts; i++)
    iov[n_iov++] = iovec_of(parts[i].ptr, parts[i].len);
  char temp[32], name[ENTRY_NAME_BYTES];
  int fd = create_temp(cache, temp);
  if (fd < 0)
    return false;
  bool written = write_all(fd, iov, n_iov);
  int errnum = errno;
  if (close(fd) != 0 && written) // some file systems notice a full disk here
    written = false, errnum = errno;
  if (!written) {
    unlinkat(cache->tmp_fd, temp, 0);
    errno = errnum;
    return false;
  }
  entry_name(kind, key, name);
  return put_in_place(cache, temp, name);
}

/// Bring `usage` up to date with what was kept, and the folder within its limit.
static void settle(struct cache *cache) {
  struct usage usage;
  bool known = usage_read(cache->fd, &usage);
  if (!known && cache->taken) {
    usage = cache->usage;
    known = true;
  }
  int64_t now = (int64_t)time(NULL);
  uint64_t most = cache->limit - cache->limit / 8;
  if (known)
    usage.bytes += cache->unsettled;
  if (!known || usage.bytes > most || now < usage.counted_at ||
      now - usage.counted_at > COUNT_AGAIN_S) {
    usage.bytes = folder_trim(cache->fd, most, cache->limit - cache->limit / 4);
    usage.counted_at = now;
    known = usage.bytes != UINT64_MAX;
  }
  if (known)
    usage_write(cache->fd, &usage);
  cache->unsettled = 0;
  cache->taken = false;
}

void cache_put(struct cache *cache, enum cache_kind kind, struct view key, const struct view *parts,
               size_t n_parts) {
  if (cache == NULL || cache->closed_to_new || key.len > ENTRY_KEY_MAX)
    return;
  uint64_t bytes = sizeof(struct entry_head) + key.len + entry_padding(key.len);
  for (size_t i = 0; i < n_parts; i++)
    bytes += parts[i].len;
  if (bytes > ENTRY_BYTES_MAX || cache->kept + bytes > cache->limit / 2)
    return;
  bool ready = prepare(cache);
  if (ready && cache->unsettled == 0)
    cache->taken = usage_take(cache->fd, &cache->usage);
  errno = ready ? 0 : errno;
  if (!ready || !write_entry(cache, kind, key, parts, n_parts)) {
    cache->problem = errno;
    cache->closed_to_new = errno != 0;
    return;
  }
  cache->kept += bytes;
  cache->unsettled += bytes;
  if (cache->unsettled > cache->limit / 16)
    settle(cache);
}

void cache_close(struct cache *cache) {
  if (cache == NULL)
    return;
  struct usage usage;
  if (cache->fd >= 0 &&
      (cache->unsettled > 0 || (usage_read(cache->fd, &usage) && usage.bytes > cache->limit)))
    settle(cache);
  if (cache->tmp_fd >= 0)
    close(cache->tmp_fd);
  if (cache->fd >= 0)
    close(cache->fd);
  free(cache->folder);
  free(cache);
}

static bool count_entry(void *context, const char *name, enum cache_kind kind,
                        const struct stat *stat) {
  struct cache_contents *contents = context;
  (void)name;
  contents->n_entries[kind]++;
  contents->bytes += (uint64_t)stat->st_size;
  return true;
}

bool cache_count(const char *folder, struct cache_contents *out) {
  *out = (struct cache_contents){0};
  int fd = open_pieces(folder);
  if (fd < 0)
    return errno == ENOENT;
  bool counted = folder_walk(fd, count_entry, out);
  int errnum = errno;
  close(fd);
  errno = errnum;
  return counted;
}

struct removal {
  int folder_fd;
  int errnum;
  struct cache_contents *removed;
};

static bool remove_entry(void *context, const char *name, enum cache_kind kind,
                         const struct stat *stat) {
  struct removal *removal = context;
  if (unlinkat(removal->folder_fd, name, 0) == 0)
    count_entry(removal->removed, name, kind, stat);
  else if (errno != ENOENT)
    removal->errnum = errno;
  return true;
}

bool cache_clear(const char *folder, struct cache_contents *removed) {
  *removed = (struct cache_contents){0};
  int fd = open_pieces(folder);
  if (fd < 0)
    return errno == ENOENT;
  struct removal removal = {.folder_fd = fd, .removed = removed};
  bool walked = folder_walk(fd, remove_entry, &removal);
  int errnum = walked ? removal.errnum : errno;
  folder_sweep(fd, true);
  struct usage usage;
  usage_take(fd, &usage);
  close(fd);
  errno = errnum;
  return errnum == 0;
}
