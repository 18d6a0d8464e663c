/// A file that grows while a book is made, with the XML that goes into it.
#ifndef LISTEN_BOOK_FILE_H
#define LISTEN_BOOK_FILE_H

#include "base/diag.h"
#include "base/xml.h"
#include <stdint.h>

struct book_file {
  int fd;
  uint64_t size;
  int errnum; ///< of the write that failed; 0: none did
};

/// Append; false when it failed, now or before.
bool book_file_add(struct book_file *file, const void *bytes, size_t len);

/// XML that is appended to the file as it is written.
struct xml book_xml_begin(struct book_file *file, enum xml_layout layout);

/// End all that is open, and release.
/// @param path  for diagnostics
/// Errors: LISTEN_E_IO, LISTEN_E_CANCELLED, LISTEN_E_NOMEM.
enum listen_status book_xml_finish(struct xml *xml, const struct book_file *file, const char *path,
                                   struct listen_diag *diag) LISTEN_MUST_CHECK;

/// "cannot write", or "interrupted".
enum listen_status book_cannot_write(const char *path, int errnum, struct listen_diag *diag);

#endif
