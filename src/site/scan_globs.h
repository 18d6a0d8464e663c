/// Inside the scan: the globs of one kind, walked through a tree of folders.
#ifndef LISTEN_SITE_SCAN_GLOBS_H
#define LISTEN_SITE_SCAN_GLOBS_H

#include "base/glob.h"
#include "site/scan.h"

struct glob_set {
  struct glob globs[SITE_GLOBS_MAX];
  uint64_t places[SITE_GLOBS_MAX]; ///< behind the parts of the folder that was entered
  size_t n;
  bool hidden_too; ///< wildcards meet names that begin with a full stop
};
_Static_assert((int)SITE_SECTIONS_MAX <= (int)SITE_GLOBS_MAX, "sections are globs, too");

/// False when out of memory. `text` is borrowed.
bool glob_set_add(struct glob_set *set, const char *text, struct arena *arena);

/// Stand behind all parts of a folder's path.
void glob_set_enter(struct glob_set *set, struct view path);

/// The first glob that matches a file of that folder; their number where none does.
size_t glob_set_first(const struct glob_set *set, struct view name);
/// Can any match something below a folder in it?
bool glob_set_goes_on(const struct glob_set *set, struct view name);
/// Does any match the file or folder, or for sure all below it?
bool glob_set_covers(const struct glob_set *set, struct view name);

/// Does the glob match the path or a folder above it? Names that begin with a full stop are met.
bool glob_matches_above(const struct glob *glob, struct view path);

/// The last part of a path.
struct view scan_name(struct view path);

#endif
