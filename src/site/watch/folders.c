#include "site/watch/watch.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>

// A file counts when it is whole: closed after writing, or moved to its place. One mask for all,
// for a folder may be watched for several reasons.
static const uint32_t mask = IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO |
                             IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR | IN_EXCL_UNLINK;

bool path_is_within(const char *path, const char *folder) {
  size_t len = strlen(folder);
  if (len == 1) // "/"
    return path[0] == '/';
  return strncmp(path, folder, len) == 0 && (path[len] == '\0' || path[len] == '/');
}

/// Index of the first folder whose wd is not smaller.
static size_t position(const struct site_watch *watch, int wd) {
  size_t low = 0, high = watch->n_folders;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (watch->folders[middle].wd < wd)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

struct watched *watched_of(struct site_watch *watch, int wd) {
  size_t at = position(watch, wd);
  return at < watch->n_folders && watch->folders[at].wd == wd ? &watch->folders[at] : NULL;
}

static enum listen_status too_many(const struct site_watch *watch, struct listen_diag *diag) {
  diag_set(diag, LISTEN_E_IO,
           DIAG_TEXT(diag, "too many folders to watch: the system allows no more after %zu",
                     "zu viele Ordner zu beobachten: nach %zu lässt das System keine mehr zu"),
           watch->n_folders);
  diag_hint(diag, "%s",
            DIAG_TEXT(diag,
                      "narrow the globs, or raise fs.inotify.max_user_watches: sudo sysctl "
                      "fs.inotify.max_user_watches=524288",
                      "Muster enger fassen, oder fs.inotify.max_user_watches erhöhen: sudo sysctl "
                      "fs.inotify.max_user_watches=524288"));
  return LISTEN_E_IO;
}

enum listen_status folder_watch(struct site_watch *watch, const char *path, unsigned role,
                                struct watched **out, struct listen_diag *diag) {
  *out = NULL;
  if (!array_grow((void **)&watch->folders, &watch->cap_folders, watch->n_folders + 1,
                  sizeof *watch->folders))
    return diag_nomem(diag);
  int wd = inotify_add_watch(watch->fd, path, mask);
  if (wd < 0 && errno == ENOSPC)
    return too_many(watch, diag);
  if (wd < 0)
    return errno == ENOMEM ? diag_nomem(diag) : LISTEN_OK;
  char *copy = strdup(path);
  if (copy == NULL)
    return diag_nomem(diag);
  size_t at = position(watch, wd);
  struct watched *folder = &watch->folders[at];
  if (at == watch->n_folders || folder->wd != wd) {
    memmove(folder + 1, folder, (watch->n_folders - at) * sizeof *folder);
    *folder = (struct watched){.wd = wd};
    watch->n_folders++;
  }
  free(folder->path); // another, where it was moved and the system lost count
  folder->path = copy;
  folder->roles |= role;
  *out = folder;
  return LISTEN_OK;
}

void folders_forget(struct site_watch *watch, const char *path) {
  size_t kept = 0;
  for (size_t i = 0; i < watch->n_folders; i++) {
    if (path_is_within(watch->folders[i].path, path)) {
      inotify_rm_watch(watch->fd, watch->folders[i].wd); // its IN_IGNORED will find nobody
      free(watch->folders[i].path);
    } else {
      watch->folders[kept++] = watch->folders[i];
    }
  }
  watch->n_folders = kept;
}

void folder_is_gone(struct site_watch *watch, int wd) {
  struct watched *folder = watched_of(watch, wd);
  if (folder == NULL)
    return;
  free(folder->path);
  size_t after = (size_t)(watch->folders + watch->n_folders - (folder + 1));
  memmove(folder, folder + 1, after * sizeof *folder);
  watch->n_folders--;
}

void folders_clear(struct site_watch *watch) {
  for (size_t i = 0; i < watch->n_folders; i++)
    free(watch->folders[i].path);
  free(watch->folders);
  watch->folders = NULL;
  watch->n_folders = watch->cap_folders = 0;
}
