/// XML into a file, piece by piece, by libxml2's writer.
///
/// A failure breaks the writer: it goes on doing nothing, and book_xml_finish tells. Text may be
/// anything: what XML cannot hold becomes a blank.
#ifndef LISTEN_BOOK_XML_H
#define LISTEN_BOOK_XML_H

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

struct book_xml {
  struct _xmlTextWriter *writer; ///< NULL: not begun, or broken
  struct book_file *file;
  struct buf scratch;
  bool failed;
};

enum book_xml_layout {
  BOOK_XML_AS_IS,   ///< nothing is added between elements
  BOOK_XML_INDENTED ///< for elements that hold no text beside others
};

void book_xml_begin(struct book_xml *xml, struct book_file *file, enum book_xml_layout layout);
void book_xml_html_doctype(struct book_xml *xml);
void book_xml_start(struct book_xml *xml, const char *name);
void book_xml_attr(struct book_xml *xml, const char *name, const char *value);
void book_xml_attr_view(struct book_xml *xml, const char *name, struct view value);
void book_xml_attr_printf(struct book_xml *xml, const char *name, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
void book_xml_text(struct book_xml *xml, struct view text);
void book_xml_end(struct book_xml *xml);
/// An element that holds only text.
void book_xml_element(struct book_xml *xml, const char *name, struct view text);

/// End all that is open, and release the writer.
/// @param path  for diagnostics
/// Errors: LISTEN_E_IO, LISTEN_E_NOMEM.
enum listen_status book_xml_finish(struct book_xml *xml, const char *path,
                                   struct listen_diag *diag) LISTEN_MUST_CHECK;

void book_xml_abandon(struct book_xml *xml); ///< release; zeroed is fine

/// "cannot write", or "cancelled".
enum listen_status book_cannot_write(const char *path, int errnum, struct listen_diag *diag);

#endif
