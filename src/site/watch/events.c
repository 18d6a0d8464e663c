// From the system's events to what has changed.

#include "site/watch/watch.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

/// Keep what fits of a path, in whole characters.
static void keep_path(struct site_change *change, const char *path) {
  size_t len = strnlen(path, sizeof change->path);
  if (len == sizeof change->path) {
    len--;
    while (len > 0 && ((unsigned char)path[len] & 0xC0) == 0x80)
      len--;
  }
  memcpy(change->path, path, len);
  change->path[len] = '\0';
}

static void note(struct site_change *change, bool articles, const char *path) {
  if (!change->articles && !change->files && !change->lost)
    keep_path(change, path);
  *(articles ? &change->articles : &change->files) = true;
}

/// Look for all places afresh.
static enum listen_status attach_all(struct site_watch *watch, struct listen_diag *diag) {
  enum listen_status status = LISTEN_OK;
  for (size_t i = 0; i < watch->n_places && status == LISTEN_OK; i++)
    status = place_attach(watch, &watch->places[i], diag);
  return status;
}

/// Is a new name whole at once? A link is; a file is when it has been written.
static bool is_link(const char *path) {
  struct stat stat;
  return lstat(path, &stat) == 0 && (S_ISLNK(stat.st_mode) || stat.st_nlink > 1);
}

/// Does an event say that a file has another content than before?
static bool is_content(const char *path, uint32_t mask) {
  return (mask & IN_ISDIR) == 0 &&
         ((mask & (IN_CLOSE_WRITE | IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE)) != 0 ||
          ((mask & IN_CREATE) != 0 && is_link(path)));
}

static bool lies_on_way(const struct place *place, const char *path) {
  return path_is_within(place->path, path) ||
         (place->real != NULL && path_is_within(place->real, path));
}

/// Something came or went that is a place, or leads to one.
static enum listen_status way_changed(struct site_watch *watch, const char *path,
                                      struct site_change *change, struct listen_diag *diag) {
  bool any = false;
  for (size_t i = 0; i < watch->n_places; i++) {
    const struct place *place = &watch->places[i];
    if (!lies_on_way(place, path))
      continue;
    any = true;
    if (place->real == NULL)
      continue;
    if (place->kind == WATCH_ARTICLES || place->kind == WATCH_FOLDER)
      folders_forget(watch, place->real);
    if (place->kind != WATCH_NOT)
      note(change, place->kind == WATCH_ARTICLES, path);
  }
  if (!any)
    return LISTEN_OK;
  folders_forget(watch, path);
  enum listen_status status = LISTEN_OK;
  // All of them: what was given up may have been watched for others too.
  for (size_t i = 0; i < watch->n_places && status == LISTEN_OK; i++) {
    struct place *place = &watch->places[i];
    watch->found = false;
    status = place_attach(watch, place, diag);
    if (place->real != NULL && lies_on_way(place, path) && place->kind != WATCH_NOT &&
        (place->kind != WATCH_ARTICLES || watch->found))
      note(change, place->kind == WATCH_ARTICLES, path);
  }
  return status;
}

static bool is_file_at(const struct place *place, const char *path) {
  return place->kind == WATCH_FILE && (strcmp(place->path, path) == 0 ||
                                       (place->real != NULL && strcmp(place->real, path) == 0));
}

static enum listen_status in_parent(struct site_watch *watch, const char *path, uint32_t mask,
                                    struct site_change *change, struct listen_diag *diag) {
  enum listen_status status = LISTEN_OK;
  bool is_file = false;
  for (size_t i = 0; i < watch->n_places && status == LISTEN_OK && (mask & IN_ISDIR) == 0; i++) {
    if (!is_file_at(&watch->places[i], path))
      continue;
    is_file = true;
    if (!is_content(path, mask))
      continue;
    note(change, false, path);
    if ((mask & IN_CLOSE_WRITE) == 0) // it may be a link now, or no longer
      status = place_attach(watch, &watch->places[i], diag);
  }
  if (is_file || (mask & IN_CLOSE_WRITE) != 0)
    return status;
  return way_changed(watch, path, change, diag);
}

static enum listen_status in_tree(struct site_watch *watch, const char *path, uint32_t mask,
                                  struct site_change *change, struct listen_diag *diag) {
  bool is_folder = (mask & IN_ISDIR) != 0;
  if (!tree_wants(watch, path, is_folder))
    return LISTEN_OK;
  if (!is_folder) {
    if (is_content(path, mask))
      note(change, true, path);
    return LISTEN_OK;
  }
  if ((mask & (IN_MOVED_FROM | IN_DELETE)) != 0) {
    folders_forget(watch, path);
    if ((mask & IN_MOVED_FROM) != 0) // of what was deleted, each file was reported
      note(change, true, path);
    return LISTEN_OK;
  }
  watch->found = false;
  enum listen_status status = tree_add(watch, path, diag);
  if (watch->found)
    note(change, true, path);
  return status;
}

/// An event of a name in a folder, or of the folder itself.
static enum listen_status handle(struct site_watch *watch, const struct inotify_event *event,
                                 struct site_change *change, struct listen_diag *diag) {
  char path[PATH_MAX + NAME_MAX + 2];
  enum listen_status status = LISTEN_OK;
  if ((event->mask & IN_Q_OVERFLOW) != 0) {
    change->articles = change->lost = true; // and nobody knows which
    return attach_all(watch, diag);
  }
  const struct watched *folder = watched_of(watch, event->wd);
  if (folder == NULL) // one that was given up
    return LISTEN_OK;
  unsigned roles = folder->roles; // what follows may move the folders in memory
  const char *name = event->len > 0 ? event->name : "";
  bool at_root = strcmp(folder->path, "/") == 0;
  int len = snprintf(path, sizeof path, "%s%s%s", folder->path,
                     name[0] == '\0' || at_root ? "" : "/", name);
  if (len < 0 || (size_t)len >= sizeof path)
    return LISTEN_OK;
  if ((event->mask & IN_IGNORED) != 0)
    folder_is_gone(watch, event->wd);
  if ((event->mask & (IN_DELETE_SELF | IN_MOVE_SELF | IN_UNMOUNT)) != 0)
    return way_changed(watch, path, change, diag);
  if (name[0] == '\0')
    return LISTEN_OK;
  if ((roles & ROLE_TREE) != 0)
    status = in_tree(watch, path, event->mask, change, diag);
  if ((roles & ROLE_FOLDER) != 0 && name[0] != '.' && is_content(path, event->mask) &&
      !place_is_excluded(watch, path))
    note(change, false, path);
  if ((roles & ROLE_PARENT) != 0 && status == LISTEN_OK)
    status = in_parent(watch, path, event->mask, change, diag);
  return status;
}

enum listen_status watch_read(struct site_watch *watch, struct site_change *change,
                              struct listen_diag *diag) {
  union {
    struct inotify_event event; // for its alignment
    char bytes[64 * 1024];
  } buffer;
  ssize_t n = read(watch->fd, buffer.bytes, sizeof buffer.bytes);
  if (n < 0 && errno != EAGAIN && errno != EINTR)
    return diag_errno(diag, "", errno, "cannot watch folders",
                      "Ordner lassen sich nicht beobachten");
  enum listen_status status = LISTEN_OK;
  for (ssize_t at = 0; at < n && status == LISTEN_OK;) {
    const struct inotify_event *event = (const void *)(buffer.bytes + at);
    status = handle(watch, event, change, diag);
    at += (ssize_t)(sizeof *event + event->len);
  }
  return status;
}
