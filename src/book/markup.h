/// XML into a file, piece by piece, by libxml2's writer.
///
/// A failure breaks the writer: it goes on doing nothing, and markup_finish tells. Text may be
/// anything: what XML cannot hold becomes a blank.
#ifndef LISTEN_BOOK_MARKUP_H
#define LISTEN_BOOK_MARKUP_H

#include "base/buf.h"
#include "base/diag.h"
#include <stdint.h>

/// A file that grows.
struct book_file {
  int fd;
  uint64_t size;
  int errnum; ///< of the write that failed; 0: none did
};

/// Append; false when it failed, now or before.
bool book_file_add(struct book_file *file, const void *bytes, size_t len);

struct markup {
  struct _xmlTextWriter *writer; ///< NULL: not begun, or broken
  struct book_file *file;
  struct buf scratch;
  bool failed;
};

enum markup_layout {
  MARKUP_AS_IS,   ///< nothing is added between elements
  MARKUP_INDENTED ///< for elements that hold no text beside others
};

void markup_begin(struct markup *xml, struct book_file *file, enum markup_layout layout);
void markup_html_doctype(struct markup *xml);
void markup_start(struct markup *xml, const char *name);
void markup_attr(struct markup *xml, const char *name, const char *value);
void markup_attr_view(struct markup *xml, const char *name, struct view value);
void markup_attr_printf(struct markup *xml, const char *name, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
void markup_text(struct markup *xml, struct view text);
void markup_end(struct markup *xml);
/// An element that holds only text.
void markup_element(struct markup *xml, const char *name, struct view text);

/// End all that is open, and release the writer.
/// @param path  for diagnostics
/// Errors: LISTEN_E_IO, LISTEN_E_NOMEM.
enum listen_status markup_finish(struct markup *xml, const char *path,
                                 struct listen_diag *diag) LISTEN_MUST_CHECK;

void markup_abandon(struct markup *xml); ///< release; zeroed is fine

/// "cannot write", or "cancelled".
enum listen_status book_cannot_write(const char *path, int errnum, struct listen_diag *diag);

#endif
