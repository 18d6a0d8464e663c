#include "book/archive.h"

#include "base/cancel.h"
#include "base/fd.h"
#include "base/late.h"
#include "book/file.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

// libzip's own way to write makes a temporary file of its own name, which nobody sweeps up after a
// run that was killed. So both ends are ours: what is read, and what is written.

/// A stretch of a file that becomes an entry.
struct part {
  struct book_archive *archive;
  int fd;
  uint64_t offset, len, pos;
  struct zip_error error;
};

struct book_archive {
  zip_t *zip;
  int fd;
  const char *path;
  struct iso_date date;
  const volatile sig_atomic_t *cancel;
  uint64_t pos, size; ///< where the next byte goes, and the furthest that went
  zip_error_t error;
  int errnum; ///< of the call of the system that failed
  bool failed;
};

/// Note why the system refused; libzip passes on that it did.
static zip_int64_t refuse(struct book_archive *archive, zip_error_t *error, int code, int errnum) {
  if (archive->errnum == 0)
    archive->errnum = errnum;
  zip_error_set(error, code, errnum);
  return -1;
}

static zip_int64_t read_part(struct part *part, void *data, zip_uint64_t len) {
  uint64_t left = part->len - part->pos;
  size_t n = (size_t)(len < left ? len : left);
  int errnum = fd_read_at(part->fd, data, n, (off_t)(part->offset + part->pos));
  if (errnum != 0)
    return refuse(part->archive, &part->error, ZIP_ER_READ, errnum);
  part->pos += n;
  return (zip_int64_t)n;
}

static zip_int64_t stat_part(const struct part *part, zip_stat_t *stat) {
  zip_stat_init(stat);
  stat->size = part->len;
  stat->valid = ZIP_STAT_SIZE;
  return sizeof *stat;
}

static zip_int64_t on_part(void *context, void *data, zip_uint64_t len, zip_source_cmd_t command) {
  struct part *part = context;
  switch (command) {
  case ZIP_SOURCE_OPEN:
    part->pos = 0;
    return 0;
  case ZIP_SOURCE_READ:
    return read_part(part, data, len);
  case ZIP_SOURCE_CLOSE:
    return 0;
  case ZIP_SOURCE_STAT:
    return stat_part(part, data);
  case ZIP_SOURCE_ERROR:
    return zip_error_to_data(&part->error, data, len);
  case ZIP_SOURCE_FREE:
    zip_error_fini(&part->error);
    free(part);
    return 0;
  case ZIP_SOURCE_SUPPORTS:
    return zip_source_make_command_bitmap(ZIP_SOURCE_OPEN, ZIP_SOURCE_READ, ZIP_SOURCE_CLOSE,
                                          ZIP_SOURCE_STAT, ZIP_SOURCE_ERROR, ZIP_SOURCE_FREE, -1);
  default:
    zip_error_set(&part->error, ZIP_ER_OPNOTSUPP, 0);
    return -1;
  }
}

static zip_int64_t write_archive(struct book_archive *archive, const char *data, uint64_t len) {
  int errnum = fd_write_at(archive->fd, data, (size_t)len, (off_t)archive->pos);
  if (errnum != 0)
    return refuse(archive, &archive->error, ZIP_ER_WRITE, errnum);
  archive->pos += len;
  if (archive->pos > archive->size)
    archive->size = archive->pos;
  return (zip_int64_t)len;
}

static zip_int64_t seek_archive(struct book_archive *archive, void *data, zip_uint64_t len) {
  zip_int64_t pos =
      zip_source_seek_compute_offset(archive->pos, archive->size, data, len, &archive->error);
  if (pos < 0)
    return -1;
  archive->pos = (uint64_t)pos;
  return 0;
}

static zip_int64_t on_archive(void *context, void *data, zip_uint64_t len,
                              zip_source_cmd_t command) {
  struct book_archive *archive = context;
  switch (command) {
  case ZIP_SOURCE_OPEN: // it is new: there is nothing to read
  case ZIP_SOURCE_READ:
  case ZIP_SOURCE_CLOSE:
  case ZIP_SOURCE_SEEK:
  case ZIP_SOURCE_TELL:
  case ZIP_SOURCE_FREE:
  case ZIP_SOURCE_COMMIT_WRITE:
  case ZIP_SOURCE_ROLLBACK_WRITE: // the caller drops the file
  case ZIP_SOURCE_REMOVE:
    return 0;
  case ZIP_SOURCE_BEGIN_WRITE:
    archive->pos = archive->size = 0;
    return 0;
  case ZIP_SOURCE_WRITE:
    return write_archive(archive, data, len);
  case ZIP_SOURCE_SEEK_WRITE:
    return seek_archive(archive, data, len);
  case ZIP_SOURCE_TELL_WRITE:
    return (zip_int64_t)archive->pos;
  case ZIP_SOURCE_STAT:
    zip_stat_init(data);
    return sizeof(zip_stat_t);
  case ZIP_SOURCE_ERROR:
    return zip_error_to_data(&archive->error, data, len);
  case ZIP_SOURCE_SUPPORTS:
    return zip_source_make_command_bitmap(
        ZIP_SOURCE_OPEN, ZIP_SOURCE_READ, ZIP_SOURCE_CLOSE, ZIP_SOURCE_STAT, ZIP_SOURCE_ERROR,
        ZIP_SOURCE_FREE, ZIP_SOURCE_SEEK, ZIP_SOURCE_TELL, ZIP_SOURCE_BEGIN_WRITE,
        ZIP_SOURCE_COMMIT_WRITE, ZIP_SOURCE_ROLLBACK_WRITE, ZIP_SOURCE_WRITE, ZIP_SOURCE_SEEK_WRITE,
        ZIP_SOURCE_TELL_WRITE, ZIP_SOURCE_REMOVE, ZIP_SOURCE_SUPPORTS, -1);
  default:
    zip_error_set(&archive->error, ZIP_ER_OPNOTSUPP, 0);
    return -1;
  }
}

static int is_cancelled(zip_t *zip, void *context) {
  (void)zip;
  const struct book_archive *archive = context;
  return cancel_wanted(archive->cancel);
}

enum listen_status book_archive_new(int fd, const struct iso_date *date, const char *path,
                                    const volatile sig_atomic_t *cancel, struct book_archive **out,
                                    struct listen_diag *diag) {
  *out = NULL;
  struct book_archive *archive = calloc(1, sizeof *archive);
  if (archive == NULL)
    return diag_nomem(diag);
  *archive = (struct book_archive){.fd = fd, .date = *date, .path = path, .cancel = cancel};
  zip_error_init(&archive->error);
  zip_source_t *source = zip_source_function_create(on_archive, archive, NULL);
  if (source != NULL)
    archive->zip = zip_open_from_source(source, ZIP_CREATE | ZIP_TRUNCATE, NULL);
  if (archive->zip == NULL) {
    zip_source_free(source);
    book_archive_free(archive);
    return diag_nomem(diag);
  }
  zip_register_cancel_callback_with_state(archive->zip, is_cancelled, NULL, archive);
  *out = archive;
  return LISTEN_OK;
}

void book_archive_add(struct book_archive *archive, const char *name, int fd, uint64_t offset,
                      uint64_t len, bool packed) {
  struct part *part = archive->failed ? NULL : calloc(1, sizeof *part);
  if (part == NULL) {
    archive->failed = true;
    return;
  }
  *part = (struct part){.archive = archive, .fd = fd, .offset = offset, .len = len};
  zip_error_init(&part->error);
  zip_source_t *source = zip_source_function(archive->zip, on_part, part);
  if (source == NULL) {
    free(part);
    archive->failed = true;
    return;
  }
  zip_int64_t index = zip_file_add(archive->zip, name, source, ZIP_FL_ENC_UTF_8);
  if (index < 0) {
    zip_source_free(source);
    archive->failed = true;
    return;
  }
  zip_uint64_t at = (zip_uint64_t)index;
  archive->failed |=
      zip_set_file_compression(archive->zip, at, packed ? ZIP_CM_DEFLATE : ZIP_CM_STORE, 0) != 0 ||
      zip_file_set_dostime(archive->zip, at, book_date_dos_time(&archive->date),
                           book_date_dos_day(&archive->date), 0) != 0;
}

enum listen_status book_archive_write(struct book_archive *archive, uint64_t *bytes,
                                      struct listen_diag *diag) {
  if (archive->failed)
    return diag_nomem(diag);
  if (zip_close(archive->zip) == 0) {
    archive->zip = NULL;
    *bytes = archive->size;
    return LISTEN_OK;
  }
  if (is_cancelled(NULL, archive))
    return book_cannot_write(archive->path, EINTR, diag);
  zip_error_t *error = zip_get_error(archive->zip);
  if (archive->errnum == 0 && zip_error_code_zip(error) != ZIP_ER_MEMORY) {
    diag_at(diag, archive->path, 0, 0);
    return diag_set(
        diag, LISTEN_E_IO,
        DIAG_TEXT(diag, "cannot write the book: %s", "Buch kann nicht geschrieben werden: %s"),
        zip_error_strerror(error));
  }
  return archive->errnum == 0 ? diag_nomem(diag)
                              : book_cannot_write(archive->path, archive->errnum, diag);
}

void book_archive_free(struct book_archive *archive) {
  if (archive == NULL)
    return;
  if (archive->zip != NULL)
    zip_discard(archive->zip);
  zip_error_fini(&archive->error);
  free(archive);
}
