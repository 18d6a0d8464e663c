/// Which files are articles, and what each is called in the output: globs → a sorted list.
///
/// Promise: the same tree gives the same list on every machine; at most 1 KB of memory an article.
#ifndef LISTEN_SITE_SCAN_H
#define LISTEN_SITE_SCAN_H

#include "base/arena.h"
#include "config/site_config.h"

/// An article that was found. Strings are in the list's arena.
struct site_article {
  const char *path;   ///< to open it with: the configuration's folder, then `source`
  const char *source; ///< relative to the configuration's folder, with '/'
  /// Its name in the output: `source` without the part of the glob before its first wildcard,
  /// without ending, and without a last "/index" or "/_index"
  /// ("public/2026/über uns/index.html" by "public/**/index.html" → "2026/über uns").
  /// Never empty ("index" for the root's), never absolute, without "." and ".." and control
  /// characters; valid UTF-8.
  const char *key;
  uint64_t bytes;
  size_t section; ///< index of the last matching section; SITE_NO_SECTION: none
};
#define SITE_NO_SECTION ((size_t)-1)

/// A file that matches and cannot be an article of the site: two of one key, a name that is no
/// UTF-8 or holds control characters, a symbolic link that leads out of the folder, an unreadable
/// folder. Each is complained of; the site is built without it.
struct site_misfit {
  const char *source;
  struct listen_diag diag;
};

struct site_list {
  struct arena arena;
  struct site_article *articles; ///< by key, in the order of its bytes
  size_t n_articles;
  struct site_misfit *misfits; ///< by source
  size_t n_misfits;
};

/// Walk the folders. `**` stands for any number of folders, `*`, `?` and `[…]` stay in one; a name
/// that begins with a full stop is met only by a pattern that does; symbolic links to folders are
/// not followed; the output folder itself is never looked at. Only .txt .md .markdown .html .htm
/// .xhtml .epub files are articles. Folders that no glob can match are not read.
/// Errors: LISTEN_E_NOMEM; LISTEN_E_INPUT where nothing at all matches any glob.
enum listen_status site_scan(const struct site_config *config, struct site_list *out,
                             struct listen_diag *diag) LISTEN_MUST_CHECK;
void site_list_clear(struct site_list *list); ///< NULL is fine

/// Does the glob match the path ('/' between its parts)? Linear in both but for `**`, where it is
/// their product at worst.
bool site_glob_match(const char *glob, const char *path);

#endif
