// What the module shares with the program.

#include "chapter/backend.h"

#include <errno.h>

enum listen_status audio_write_failed(const char *path, int errnum, struct listen_diag *diag) {
  // The program's signal handlers only set a flag: a write that a signal ended is to be given up.
  if (errnum == EINTR)
    return diag_set(diag, LISTEN_E_CANCELLED, "%s", DIAG_TEXT(diag, "interrupted", "abgebrochen"));
  return diag_errno(diag, path, errnum != 0 ? errnum : EIO, "cannot write",
                    "kann nicht geschrieben werden");
}
