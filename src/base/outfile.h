/// Output that is whole or not there.
///
/// What is written goes to a temporary file beside the target, which takes the target's place only
/// in outfile_commit. So a run that fails, is cancelled or loses power leaves the old file as it
/// was; the temporary file of one that was killed is removed by the next that writes to the folder.
/// A target that cannot be replaced is written directly: a device, a FIFO, and the file that
/// standard output already goes to.
///
/// Signals: a handler does nothing but set a flag; the program sees it and calls outfile_discard.
/// Handlers are to be installed without SA_RESTART, so that a wait for a slow reader ends. SIGPIPE
/// and SIGXFSZ are to be ignored: the write then fails, and says why.
#ifndef LISTEN_BASE_OUTFILE_H
#define LISTEN_BASE_OUTFILE_H

#include "base/diag.h"
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Zeroed when nothing is open.
struct outfile {
  char *path;      ///< as the caller gave it; NULL when nothing is open
  char *target;    ///< what it leads to: symbolic links stay, the file they name is replaced
  char *temp_path; ///< beside the target; NULL when it is written directly
  int fd;        ///< write here; for a temporary file also readable and seekable. Not to be closed
  bool replaces; ///< the target exists
  bool swept;    ///< nobody need look for leftovers
  int64_t trickled; ///< bytes the system was told to store
  bool forgetting;  ///< `forgetter` runs
  pthread_t forgetter;
};

/// Check the target and open the file. Nothing is changed yet but for the temporary file.
/// A new file gets the rights the umask leaves; a file that is replaced hands on its rights, and,
/// where the system allows, its owner and group. Its other hard links keep the old content.
/// @param path  not "-": standard output is the caller's own business
/// Errors, each with the path in `diag`: LISTEN_E_IO (folder missing, target is a folder, no
/// permission, …), LISTEN_E_CANCELLED (a signal while waiting for a FIFO's reader), LISTEN_E_NOMEM.
/// `out` is zeroed then.
enum listen_status outfile_open(struct outfile *out, const char *path,
                                struct listen_diag *diag) LISTEN_MUST_CHECK;

/// The same in a folder that outfile_sweep was called for: of many files only the first need look.
enum listen_status outfile_open_swept(struct outfile *out, const char *path,
                                      struct listen_diag *diag) LISTEN_MUST_CHECK;

/// Remove temporary files that killed runs left in a folder. One is locked while its writer lives,
/// so that one which can be locked has none.
void outfile_sweep(int folder_fd);

/// A file without a name in the target's folder, or in $TMPDIR or /tmp for a target that is no
/// file: it is gone with its last descriptor, however the program ends. For what is gathered before
/// it is written to the target.
/// @param path  of the target; "-" for standard output
/// @return a descriptor to read, write and position, which the caller closes; -1 with errno set
int outfile_scratch(const char *path) LISTEN_MUST_CHECK;

/// Write all bytes. Errors: LISTEN_E_IO (disk full, …), LISTEN_E_CANCELLED (a signal came while
/// waiting); an unknown part was written then, so discard the file.
enum listen_status outfile_write(struct outfile *out, const void *bytes, size_t len,
                                 struct listen_diag *diag) LISTEN_MUST_CHECK;

/// Let the system begin to store what was written so far, without waiting for it. Only where a file
/// is to be replaced: putting the new one in its place would otherwise wait for all of it at once
/// (ext4 writes a file out that is renamed over another). Call it now and then; it costs nothing
/// while little is new.
void outfile_trickle(struct outfile *out);

/// Put the finished file in place. Whatever comes of it, `out` is zeroed and no temporary file
/// remains; after a failure the old target is untouched.
/// @param sync  wait until the content has reached the disk, so that a power cut cannot leave an
///              empty file under the new name
/// Errors: LISTEN_E_IO.
enum listen_status outfile_commit(struct outfile *out, bool sync,
                                  struct listen_diag *diag) LISTEN_MUST_CHECK;

/// Close and remove the temporary file. What went to a device or FIFO stays written. `out` is
/// zeroed; NULL or zeroed is fine, so this can follow a commit. Keeps errno.
void outfile_discard(struct outfile *out);

#endif
