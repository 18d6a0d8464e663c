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
  /// Its name in the output: `source` without the folders of the glob before its first wildcard
  /// (of the first glob in `inputs` that matches), without ending, and without a last "/index" or
  /// "/_index" ("public/2026/über uns/index.html" by "public/**/index.html" → "2026/über uns").
  /// Never empty ("index" for the root's), never absolute, without "." and ".." and control
  /// characters; valid UTF-8. Its last part has at most SITE_KEY_PART_MAX bytes, and the path below
  /// `output_path` is one the system takes. With any of the endings below no two keys give one
  /// path, nor is one's file another's folder, nor either a file of the site's own.
  const char *key;
  uint64_t bytes;
  size_t section; ///< index of the last matching section; SITE_NO_SECTION: none
};
#define SITE_NO_SECTION ((size_t)-1)

/// The section that an article of this configuration's belongs to; NULL: none.
const struct site_section *site_section_of(const struct site_config *config,
                                           const struct site_article *article);

/// What is put behind a key to name an article's files; those of audio_format_info's names, with a
/// full stop, come on top. None of all ends in another.
extern const char *const site_endings[];
extern const size_t n_site_endings;
enum { SITE_KEY_PART_MAX = 241 }; ///< 255 bytes without the longest ending

/// Files of the site's own at the top of the output folder, beside the feed's. Names that begin
/// with ".listen" are kept free, too.
#define SITE_MANIFEST_FILE "manifest.json"
#define SITE_PLAYER_FILE "listen-player.js"

/// A file that matches and cannot be an article of the site: two of one key, a name that is no
/// UTF-8 or holds control characters, a symbolic link that leads out of the folder or nowhere, what
/// is no regular file; a folder that cannot be read; what `inputs` names without wildcards and is
/// no article. Each is complained of; the site is built without it. `source` is fit to be printed.
struct site_misfit {
  const char *source;
  struct listen_diag diag; ///< `file` is the path to open it with
};

struct site_list {
  struct arena arena;
  struct site_article *articles; ///< by key, in the order of its bytes; not in the arena
  size_t n_articles;
  struct site_misfit *misfits; ///< by source; not in the arena
  size_t n_misfits;
};

/// Walk the folders. `**` stands for any number of folders, `*`, `?` and `[…]` stay in one; a name
/// that begins with a full stop is met only by a pattern that does; symbolic links to folders are
/// not followed; the output folder itself is never looked at. Only files with one of the endings in
/// extract/format.h are articles. `exclude` leaves out what it matches, and all below a folder that
/// it matches; it, and `match` of a section in the same way, also meet names that begin with a full
/// stop.
/// Folders that no glob can match, or that are excluded, are not read.
/// Errors, with `out` empty: LISTEN_E_NOMEM; LISTEN_E_IO where the configuration's folder cannot be
/// read; LISTEN_E_INPUT where nothing at all matches any glob (not even a misfit).
enum listen_status site_scan(const struct site_config *config, struct site_list *out,
                             struct listen_diag *diag) LISTEN_MUST_CHECK;
void site_list_clear(struct site_list *list); ///< NULL is fine

/// May an article be at this path, or, for a folder, below it? For a watch. `path` is relative to
/// the configuration's folder. True when out of memory.
bool site_scan_wants(const struct site_config *config, const char *path, bool is_folder);

/// Does the glob match the path ('/' between its parts), as for `inputs`? Takes time as the product
/// of their lengths at worst. See base/glob.h.
bool site_glob_match(const char *glob, const char *path);

#endif
