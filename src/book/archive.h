/// The ZIP archive around a book, by libzip.
#ifndef LISTEN_BOOK_ARCHIVE_H
#define LISTEN_BOOK_ARCHIVE_H

#include "base/diag.h"
#include "book/date.h"
#include <signal.h>

struct book_archive;

/// An archive that will be written to `fd`, which can be positioned.
/// Errors: LISTEN_E_NOMEM.
enum listen_status book_archive_new(int fd, const struct iso_date *date, const char *path,
                                    const volatile sig_atomic_t *cancel, struct book_archive **out,
                                    struct listen_diag *diag) LISTEN_MUST_CHECK;

/// Add an entry, in order: `len` bytes of `fd` from `offset` on, which are read in
/// book_archive_write. The first is to be "mimetype".
/// @param packed  false for what is packed already
void book_archive_add(struct book_archive *archive, const char *name, int fd, uint64_t offset,
                      uint64_t len, bool packed);

/// Write all. @param bytes  out: size of the archive
/// Errors: LISTEN_E_IO, LISTEN_E_NOMEM, LISTEN_E_CANCELLED.
enum listen_status book_archive_write(struct book_archive *archive, uint64_t *bytes,
                                      struct listen_diag *diag) LISTEN_MUST_CHECK;

void book_archive_free(struct book_archive *archive); ///< NULL is fine

#endif
