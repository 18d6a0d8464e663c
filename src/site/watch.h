/// Wait until something changes that a site is built from (inotify).
///
/// Order of calls: open, add every place, then build for the first time, then wait, build, wait …
/// What changes while a build runs is reported by the next wait. After a change of the
/// configuration: open a new watch, and only then close the old one.
#ifndef LISTEN_SITE_WATCH_H
#define LISTEN_SITE_WATCH_H

#include "base/diag.h"
#include <signal.h>

enum {
  SITE_WATCH_QUIET_MS = 200, ///< a change is reported when nothing has changed for so long,
  SITE_WATCH_MOST_MS = 2000, ///< and in any case so long after its first part
};

enum site_watch_kind {
  WATCH_ARTICLES, ///< a folder and all below it: files with the ending of an article
  WATCH_FOLDER,   ///< a folder without those below it: every file (of voices, of lexicons)
  WATCH_FILE,     ///< one file, whatever its name: configuration, lexicon, cover
  WATCH_NOT,      ///< a folder or file that is passed over with all below it: the output folder
};

struct site_watch;

/// Errors: LISTEN_E_IO (too many users of inotify; the message says which limit), LISTEN_E_NOMEM;
/// `*out` is NULL then.
enum listen_status site_watch_open(struct site_watch **out,
                                   struct listen_diag *diag) LISTEN_MUST_CHECK;

/// Of what is found below a WATCH_ARTICLES folder: may it matter? Asked for folders (to pass over
/// those that no glob can match) and files. `path` is relative to the folder that was added.
typedef bool site_watch_wants(void *context, const char *path, bool is_folder);
void site_watch_filter(struct site_watch *watch, site_watch_wants *wants, void *context);

/// Add a place; WATCH_NOT first. It need not exist: it is found when it comes, and again when it
/// was removed or moved and comes back. A place that is a link is followed to where it leads; links
/// below it are not. Names that begin with a full stop are passed over, except as a place.
/// Errors: LISTEN_E_IO (too many folders: the message names fs.inotify.max_user_watches),
/// LISTEN_E_NOMEM.
enum listen_status site_watch_add(struct site_watch *watch, enum site_watch_kind kind,
                                  const char *path, struct listen_diag *diag) LISTEN_MUST_CHECK;

enum site_watch_event {
  WATCH_TIMEOUT,
  WATCH_CHANGED,
  WATCH_CANCELLED, ///< `*cancel` is set
  WATCH_OTHER,     ///< `other_fd` is readable
  WATCH_FAILED,    ///< with `diag`: too many folders meanwhile, no memory. The watch is of no use
};

/// What has changed since the last wait; more than one save is one change.
struct site_change {
  bool articles;  ///< below WATCH_ARTICLES
  bool files;     ///< a WATCH_FILE, or in a WATCH_FOLDER
  bool lost;      ///< so much that the system lost count
  char path[256]; ///< the first that changed, for a message; cut to what fits
};

/// Sleep until something has changed, and then until it is quiet again.
/// @param timeout_ms  -1: for ever
/// @param cancel      set by a signal handler (SIGINT, SIGTERM, SIGHUP), which ends the wait at
///                    once; NULL: none
/// @param other_fd    looked at beside it (site_server_fd); -1: none
/// @param out         for WATCH_CHANGED; may be NULL
enum site_watch_event site_watch_wait(struct site_watch *watch, int timeout_ms,
                                      const volatile sig_atomic_t *cancel, int other_fd,
                                      struct site_change *out, struct listen_diag *diag);

void site_watch_close(struct site_watch *watch); ///< NULL is fine

#endif
