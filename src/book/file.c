#include "book/file.h"

#include "base/fd.h"

#include <errno.h>

enum listen_status book_cannot_write(const char *path, int errnum, struct listen_diag *diag) {
  if (errnum == EINTR) {
    diag_at(diag, path, 0, 0);
    return diag_set(diag, LISTEN_E_CANCELLED, "%s", DIAG_TEXT(diag, "interrupted", "abgebrochen"));
  }
  if (errnum == ENOMEM)
    return diag_nomem(diag);
  return diag_errno(diag, path, errnum != 0 ? errnum : EIO, "cannot write the book",
                    "Buch kann nicht geschrieben werden");
}

bool book_file_add(struct book_file *file, const void *bytes, size_t len) {
  if (file->errnum == 0)
    file->errnum = fd_write_at(file->fd, bytes, len, (off_t)file->size);
  if (file->errnum == 0)
    file->size += len;
  return file->errnum == 0;
}

/// Says that all is well, for libxml2 would complain on stderr: what went wrong stays in the file,
/// for book_xml_finish.
static int write_out(void *context, const char *bytes, int len) {
  (void)book_file_add(context, bytes, (size_t)len);
  return len;
}

struct xml book_xml_begin(struct book_file *file, enum xml_layout layout) {
  return xml_begin_to(layout, write_out, file);
}

enum listen_status book_xml_finish(struct xml *xml, const struct book_file *file, const char *path,
                                   struct listen_diag *diag) {
  bool fine = xml_finish(xml);
  if (file->errnum != 0)
    return book_cannot_write(path, file->errnum, diag);
  return fine ? LISTEN_OK : diag_nomem(diag);
}
