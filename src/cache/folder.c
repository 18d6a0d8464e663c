#include "cache/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/// A stream over the folder `name` in `folder_fd`, which stays open.
static DIR *open_stream(int folder_fd, const char *name) {
  int fd = openat(folder_fd, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
  if (fd < 0)
    return NULL;
  DIR *stream = fdopendir(fd);
  if (stream == NULL)
    close(fd);
  return stream;
}

bool folder_walk(int folder_fd,
                 bool (*visit)(void *context, const char *name, enum cache_kind kind,
                               const struct stat *stat),
                 void *context) {
  DIR *stream = open_stream(folder_fd, ".");
  if (stream == NULL)
    return false;
  bool go_on = true;
  errno = 0;
  for (struct dirent *item; go_on && (item = readdir(stream)) != NULL; errno = 0) {
    enum cache_kind kind;
    struct stat stat;
    if (!entry_name_kind(item->d_name, &kind))
      continue;
    if (fstatat(folder_fd, item->d_name, &stat, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(stat.st_mode))
      go_on = visit(context, item->d_name, kind, &stat);
  }
  int errnum = errno;
  closedir(stream);
  errno = errnum;
  return errnum == 0;
}

struct aged {
  struct timespec used;
  uint64_t bytes;
  char name[ENTRY_NAME_BYTES];
};

struct aged_list {
  struct aged *items;
  size_t n_items, cap;
  uint64_t bytes;
  bool failed;
};

static bool list_entry(void *context, const char *name, enum cache_kind kind,
                       const struct stat *stat) {
  struct aged_list *list = context;
  (void)kind;
  if (!array_grow((void **)&list->items, &list->cap, list->n_items + 1, sizeof *list->items)) {
    list->failed = true;
    return false;
  }
  struct aged *item = &list->items[list->n_items++];
  *item = (struct aged){.used = stat->st_mtim, .bytes = (uint64_t)stat->st_size};
  memcpy(item->name, name, strnlen(name, sizeof item->name - 1));
  list->bytes += item->bytes;
  return true;
}

/// Oldest first; by name where two are of the same moment.
static int compare_ages(const void *left, const void *right) {
  const struct aged *a = left, *b = right;
  if (a->used.tv_sec != b->used.tv_sec)
    return a->used.tv_sec < b->used.tv_sec ? -1 : 1;
  if (a->used.tv_nsec != b->used.tv_nsec)
    return a->used.tv_nsec < b->used.tv_nsec ? -1 : 1;
  return strcmp(a->name, b->name);
}

uint64_t folder_trim(int folder_fd, uint64_t limit, uint64_t target) {
  struct aged_list list = {0};
  bool walked = folder_walk(folder_fd, list_entry, &list);
  uint64_t left = walked && !list.failed ? list.bytes : UINT64_MAX;
  if (left != UINT64_MAX && left > limit) {
    qsort(list.items, list.n_items, sizeof *list.items, compare_ages);
    for (size_t i = 0; i < list.n_items && left > target; i++)
      if (unlinkat(folder_fd, list.items[i].name, 0) == 0 || errno == ENOENT)
        left -= list.items[i].bytes;
  }
  free(list.items);
  return left;
}

void folder_sweep(int folder_fd, bool all) {
  DIR *stream = open_stream(folder_fd, CACHE_TMP);
  if (stream == NULL)
    return;
  for (struct dirent *item; (item = readdir(stream)) != NULL;) {
    if (item->d_name[0] == '.')
      continue;
    int fd = openat(dirfd(stream), item->d_name,
                    O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    if (all || (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0))
      unlinkat(dirfd(stream), item->d_name, 0);
    if (fd >= 0)
      close(fd);
  }
  closedir(stream);
}

static const char usage_name[] = "usage";

bool usage_read(int folder_fd, struct usage *out) {
  char text[64];
  int fd = openat(folder_fd, usage_name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  if (fd < 0)
    return false;
  ssize_t n = read(fd, text, sizeof text - 1);
  close(fd);
  if (n <= 0)
    return false;
  text[n] = '\0';
  int end = 0;
  return sscanf(text, "%20" SCNu64 " %20" SCNd64 "%n", &out->bytes, &out->counted_at, &end) == 2 &&
         strcmp(text + end, "\n") == 0;
}

void usage_write(int folder_fd, const struct usage *usage) {
  char name[64], text[64];
  snprintf(name, sizeof name, CACHE_TMP "/usage-%ld", (long)getpid());
  int len =
      snprintf(text, sizeof text, "%" PRIu64 " %" PRId64 "\n", usage->bytes, usage->counted_at);
  int fd = openat(folder_fd, name, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (fd < 0)
    return;
  bool written = write(fd, text, (size_t)len) == len;
  if (close(fd) != 0 || !written || renameat(folder_fd, name, folder_fd, usage_name) != 0)
    unlinkat(folder_fd, name, 0);
}

bool usage_take(int folder_fd, struct usage *out) {
  bool known = usage_read(folder_fd, out);
  unlinkat(folder_fd, usage_name, 0);
  return known;
}
