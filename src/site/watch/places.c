#include "site/watch/watch.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

bool place_is_excluded(const struct site_watch *watch, const char *path) {
  for (size_t i = 0; i < watch->n_places; i++) {
    const struct place *place = &watch->places[i];
    if (place->kind == WATCH_NOT && (path_is_within(path, place->path) ||
                                     (place->real != NULL && path_is_within(path, place->real))))
      return true;
  }
  return false;
}

static bool is_article(const char *name) {
  static const char *const endings[] = {".txt", ".md",    ".markdown", ".html",
                                        ".htm", ".xhtml", ".epub"};
  size_t len = strlen(name);
  for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
    size_t n = strlen(endings[i]);
    if (len > n && strcasecmp(name + len - n, endings[i]) == 0)
      return true;
  }
  return false;
}

/// By the caller's filter, for each place that it lies in.
static bool filter_wants(const struct site_watch *watch, const char *path, bool is_folder) {
  if (watch->wants == NULL)
    return true;
  for (size_t i = 0; i < watch->n_places; i++) {
    const char *root = watch->places[i].real;
    if (watch->places[i].kind != WATCH_ARTICLES || root == NULL || !path_is_within(path, root))
      continue;
    const char *rest = path + strlen(root);
    if (watch->wants(watch->wants_context, rest + (rest[0] == '/'), is_folder))
      return true;
  }
  return false;
}

bool tree_wants(const struct site_watch *watch, const char *path, bool is_folder) {
  const char *name = strrchr(path, '/') + 1;
  return name[0] != '.' && (is_folder || is_article(name)) && !place_is_excluded(watch, path) &&
         filter_wants(watch, path, is_folder);
}

static char *join(const char *folder, const char *name) {
  size_t a = strlen(folder), b = strlen(name);
  bool slash = a == 0 || folder[a - 1] != '/';
  char *path = malloc(a + slash + b + 1);
  if (path == NULL)
    return NULL;
  memcpy(path, folder, a);
  if (slash)
    path[a] = '/';
  memcpy(path + a + slash, name, b + 1);
  return path;
}

static bool entry_is_folder(const struct dirent *entry, const char *path) {
  struct stat stat;
  if (entry->d_type != DT_UNKNOWN)
    return entry->d_type == DT_DIR;
  return lstat(path, &stat) == 0 && S_ISDIR(stat.st_mode);
}

/// Folders of which the content is still to be looked at. Depth is the user's, the stack is ours.
struct pending {
  char **paths;
  size_t n, cap;
};

static bool push(struct pending *pending, char *path) {
  if (!array_grow((void **)&pending->paths, &pending->cap, pending->n + 1, sizeof *pending->paths))
    return false;
  pending->paths[pending->n++] = path;
  return true;
}

static enum listen_status read_folder(struct site_watch *watch, const char *path,
                                      struct pending *pending, struct listen_diag *diag) {
  struct watched *folder;
  // Watched first, read then: what comes between is seen twice, not never.
  enum listen_status status = folder_watch(watch, path, ROLE_TREE, &folder, diag);
  DIR *dir = status == LISTEN_OK && folder != NULL ? opendir(path) : NULL;
  struct dirent *entry;
  while (status == LISTEN_OK && dir != NULL && (entry = readdir(dir)) != NULL) {
    if (entry->d_name[0] == '.')
      continue;
    char *below = join(path, entry->d_name);
    if (below == NULL) {
      status = diag_nomem(diag);
    } else if (!entry_is_folder(entry, below)) {
      watch->found |= tree_wants(watch, below, false);
      free(below);
    } else if (!tree_wants(watch, below, true)) {
      free(below);
    } else if (!push(pending, below)) {
      free(below);
      status = diag_nomem(diag);
    }
  }
  if (dir != NULL)
    closedir(dir);
  return status;
}

enum listen_status tree_add(struct site_watch *watch, const char *path, struct listen_diag *diag) {
  struct pending pending = {0};
  enum listen_status status = read_folder(watch, path, &pending, diag);
  while (pending.n > 0) {
    char *next = pending.paths[--pending.n];
    if (status == LISTEN_OK)
      status = read_folder(watch, next, &pending, diag);
    free(next);
  }
  free(pending.paths);
  return status;
}

/// Where a path is: links followed up to its last part but one; and what of it does not exist as it
/// stands. NULL when out of memory.
static char *locate(const char *given) {
  char *head = strdup(given), *rest = NULL, *found = NULL;
  while (head != NULL && found == NULL) {
    char *slash = strrchr(head, '/');
    *slash = '\0';
    char *more = rest == NULL ? strdup(slash + 1) : join(slash + 1, rest);
    free(rest);
    rest = more;
    char *real = rest != NULL ? realpath(head[0] != '\0' ? head : "/", NULL) : NULL;
    if (rest == NULL || (real == NULL && (errno == ENOMEM || head[0] == '\0')))
      break;
    if (real != NULL)
      found = join(real, rest);
    free(real);
  }
  free(head);
  free(rest);
  return found;
}

/// Watch the folder in which a place, or the nearest part of its way, may come or go.
static enum listen_status watch_parent(struct site_watch *watch, const struct place *place,
                                       struct listen_diag *diag) {
  char *path = strdup(place->path);
  struct watched *folder = NULL;
  enum listen_status status = path != NULL ? LISTEN_OK : diag_nomem(diag);
  while (status == LISTEN_OK && folder == NULL) {
    char *slash = strrchr(path, '/');
    bool at_root = slash == path;
    slash[at_root] = '\0';
    status = folder_watch(watch, path, ROLE_PARENT, &folder, diag);
    if (at_root)
      break;
  }
  free(path);
  return status;
}

enum listen_status place_attach(struct site_watch *watch, struct place *place,
                                struct listen_diag *diag) {
  struct watched *folder;
  // Once more where the way has changed between the look and the watch.
  for (int i = 0; i < 2; i++) {
    free(place->path);
    free(place->real);
    place->real = NULL;
    place->path = locate(place->given);
    if (place->path == NULL)
      return diag_nomem(diag);
    if (place->kind != WATCH_NOT && i == 0) {
      enum listen_status status = watch_parent(watch, place, diag);
      if (status != LISTEN_OK)
        return status;
    }
  }
  place->real = realpath(place->path, NULL);
  if (place->real == NULL)
    return errno == ENOMEM ? diag_nomem(diag) : LISTEN_OK;
  if (place->kind == WATCH_ARTICLES)
    return place_is_excluded(watch, place->real) ? LISTEN_OK : tree_add(watch, place->real, diag);
  if (place->kind == WATCH_FOLDER)
    return folder_watch(watch, place->real, ROLE_FOLDER, &folder, diag);
  if (place->kind == WATCH_FILE && strcmp(place->real, place->path) != 0) { // a link: both ends
    char *slash = strrchr(place->real, '/');
    *slash = '\0';
    enum listen_status status =
        folder_watch(watch, slash == place->real ? "/" : place->real, ROLE_PARENT, &folder, diag);
    *slash = '/';
    return status;
  }
  return LISTEN_OK;
}
