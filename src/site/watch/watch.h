/// Parts of site_watch: folders that the system watches, and places that the caller named.
#ifndef LISTEN_SITE_WATCH_WATCH_H
#define LISTEN_SITE_WATCH_WATCH_H

#include "base/buf.h"
#include "site/watch.h"

/// Why a folder is watched.
enum {
  ROLE_TREE = 1,   ///< in a WATCH_ARTICLES
  ROLE_FOLDER = 2, ///< a WATCH_FOLDER
  ROLE_PARENT = 4, ///< a place may come or go in it, at once or further down
};

/// A folder that the system watches. Its path has no links in it, so that each has one.
struct watched {
  int wd;
  unsigned roles;
  char *path;
};

/// What the caller named.
struct place {
  enum site_watch_kind kind;
  char *given; ///< absolute
  /// The same without links but perhaps the last part; what does not exist stands as it was given.
  char *path;
  char *real; ///< where a link leads, else `path`; NULL while it does not exist
};

struct site_watch {
  int fd;
  struct watched *folders; ///< by wd
  size_t n_folders, cap_folders;
  struct place *places;
  size_t n_places, cap_places;
  site_watch_wants *wants;
  void *wants_context;
  bool found; ///< set where an article is met while folders are added
};

// ---- folders.c ----

/// Is `path` the folder itself, or below it?
bool path_is_within(const char *path, const char *folder);
struct watched *watched_of(struct site_watch *watch, int wd); ///< NULL: none
/// Have the system watch a folder. `*out` is NULL where that is not possible: it is gone, not
/// ours to read.
enum listen_status folder_watch(struct site_watch *watch, const char *path, unsigned role,
                                struct watched **out, struct listen_diag *diag);
/// Stop watching a folder and all below it.
void folders_forget(struct site_watch *watch, const char *path);
/// The system did so itself.
void folder_is_gone(struct site_watch *watch, int wd);
void folders_clear(struct site_watch *watch);

// ---- places.c ----

/// May a file or folder at `path`, in a tree, matter?
bool tree_wants(const struct site_watch *watch, const char *path, bool is_folder);
/// Watch a folder of a tree and all below it; sets `found`.
enum listen_status tree_add(struct site_watch *watch, const char *path, struct listen_diag *diag);
/// Find where a place is now, and watch it, or where it may come.
enum listen_status place_attach(struct site_watch *watch, struct place *place,
                                struct listen_diag *diag);
bool place_is_excluded(const struct site_watch *watch, const char *path);

// ---- events.c ----

/// Take up what the system reports, as far as it fits a buffer.
enum listen_status watch_read(struct site_watch *watch, struct site_change *change,
                              struct listen_diag *diag);

#endif
