/// The folder that a site's audio is published in. All that is written, compared or removed goes
/// through here.
///
/// Promise: nothing outside the folder is touched. Paths are relative and clean (site_path_is_clean
/// of entry.h); a symbolic link on the way, or where a file is to be, is refused. What is replaced
/// is replaced as a whole, and what would not change is left alone, with its time.
#ifndef LISTEN_SITE_FOLDER_H
#define LISTEN_SITE_FOLDER_H

#include "base/buf.h"
#include "base/diag.h"
#include "base/outfile.h"
#include <signal.h>
#include <stdint.h>

struct site_folder {
  int fd;       ///< -1 where it does not exist
  int lock_fd;  ///< -1: not locked
  bool is_ours; ///< locked for this run alone
  char *path;   ///< as the user gave it
};

/// @param create  make it, and the folders above, where it is missing; otherwise a missing one is
///                simply empty
/// Errors: LISTEN_E_IO, LISTEN_E_NOMEM. Release with site_folder_close in any case.
enum listen_status site_folder_open(const char *path, bool create, struct site_folder *out,
                                    struct listen_diag *diag) LISTEN_MUST_CHECK;
void site_folder_close(struct site_folder *folder); ///< unlocks; NULL is fine

/// How a run may share the folder.
enum site_sharing {
  SITE_ALONE,  ///< nobody else at work in it
  SITE_SHARED, ///< others of this kind are welcome: each has articles of its own
};

/// Take the folder for this run, until it is closed or the process ends.
/// Where the file system has no locks, it is taken without.
/// @param wait  wait until it is free, or `*cancel` is set
/// Errors: LISTEN_E_IO, among them a busy one that is not waited for; LISTEN_E_CANCELLED.
enum listen_status site_folder_lock(struct site_folder *folder, enum site_sharing sharing,
                                    bool wait, const volatile sig_atomic_t *cancel,
                                    struct listen_diag *diag) LISTEN_MUST_CHECK;
/// Is somebody at work in it whom site_folder_lock would wait for?
bool site_folder_is_busy(const struct site_folder *folder, enum site_sharing sharing);

/// Open a file for reading. -1, with errno, where there is none that is ours to read.
int site_folder_read(const struct site_folder *folder, const char *path);

/// Read a whole file of at most `most` bytes; false where there is none.
bool site_folder_load(const struct site_folder *folder, const char *path, size_t most,
                      struct buf *out);

/// Size of a regular file; false where there is none.
bool site_folder_size(const struct site_folder *folder, const char *path, uint64_t *bytes);

/// Make the folders above `path`, and see that a file can be put there.
/// @param full  out: the path to open it by; appended
/// Errors: LISTEN_E_IO, LISTEN_E_INPUT (a link or folder is in the way), LISTEN_E_NOMEM.
enum listen_status site_folder_prepare(const struct site_folder *folder, const char *path,
                                       struct buf *full,
                                       struct listen_diag *diag) LISTEN_MUST_CHECK;

/// Put content under a name, unless it is there already.
/// @param written  out: it was not; may be NULL
enum listen_status site_folder_put(const struct site_folder *folder, const char *path,
                                   struct view content, bool *written,
                                   struct listen_diag *diag) LISTEN_MUST_CHECK;

/// Remove a regular file, and the folders above that are empty then. A missing one is fine.
enum listen_status site_folder_remove(const struct site_folder *folder, const char *path,
                                      struct listen_diag *diag) LISTEN_MUST_CHECK;

/// A file that is made in parts, and put in place only if it differs from what is there.
struct site_stream;
void site_stream_add(struct site_stream *stream, struct view part);

/// Run `generate` once to compare, and, where something differs, once more to write.
/// @param generate  gives the same parts each time; false ends the work with its diagnostic
enum listen_status
site_folder_stream(const struct site_folder *folder, const char *path,
                   enum listen_status (*generate)(void *context, struct site_stream *stream,
                                                  struct listen_diag *diag),
                   void *context, bool *written, struct listen_diag *diag) LISTEN_MUST_CHECK;

/// Call `found` for every file whose name ends in `ending`, with its path in the folder; subfolders
/// that hold a file named `stop` are another's, and not entered. Order is that of the system.
/// In a folder that is ours alone, what killed runs left behind is removed on the way; others, on
/// other machines perhaps, whose locks cannot be seen here, may still be writing it otherwise.
/// @param found  false ends the walk
/// False where a folder could not be read: not all was seen then.
bool site_folder_walk(const struct site_folder *folder, const char *ending, const char *stop,
                      bool (*found)(void *context, const char *path), void *context);

#endif
