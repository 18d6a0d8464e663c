/// XML and XHTML written by libxml2, which escapes: into memory, as a document or piece by piece,
/// or into whatever takes bytes.
///
/// Promise: what is not failed is well-formed, whatever texts hold: what XML 1.0 has no place for,
/// or what is no UTF-8, is left out. A failure breaks the writer: it goes on doing nothing, and
/// xml_take or xml_finish tells. Nothing is printed: libxml2 would, where memory runs out. So of
/// several writers in one thread the one begun last is to end first.
#ifndef LISTEN_BASE_XML_H
#define LISTEN_BASE_XML_H

#include "base/buf.h"

struct _xmlError;

struct xml {
  struct _xmlBuffer *buffer;     ///< NULL where it is written elsewhere
  struct _xmlTextWriter *writer; ///< NULL where it could not be begun
  struct buf scratch;
  bool failed;
  /// Heap; libxml2 reports to it, rather than to whom it did before. NULL: it could not be begun.
  bool *lacked_memory;
  void (*report)(void *context, struct _xmlError *error);
  void *report_context;
  void (*generic)(void *context, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
  void *generic_context;
};

enum xml_layout {
  XML_AS_IS,    ///< line ends are the caller's
  XML_INDENTED, ///< a line for each element
};
/// Write into memory, to be ended by xml_take.
struct xml xml_begin(enum xml_layout layout);

/// Takes some bytes; gives `len`, or a negative number where that failed.
typedef int xml_write_fn(void *context, const char *bytes, int len);
/// Write by `write`, to be ended by xml_finish or xml_abandon.
struct xml xml_begin_to(enum xml_layout layout, xml_write_fn *write, void *context);

void xml_html_doctype(struct xml *xml);
void xml_start(struct xml *xml, const char *element);
void xml_end(struct xml *xml);
void xml_full_end(struct xml *xml); ///< `</x>` even where it is empty, as HTML wants it
void xml_attribute(struct xml *xml, const char *name, struct view value);
void xml_attribute_printf(struct xml *xml, const char *name, const char *fmt, ...)
    __attribute__((format(printf, 3, 4))); ///< up to 255 bytes
/// A number with just so many decimals, whatever the locale; see decimal_write.
void xml_number(struct xml *xml, const char *name, double value, int decimals);
void xml_text(struct xml *xml, struct view text);
void xml_raw(struct xml *xml, struct view text); ///< well-formed, and safe where it stands
/// `<element>text</element>`
void xml_element(struct xml *xml, const char *element, struct view text);
/// The same; nothing for an empty text.
void xml_optional(struct xml *xml, const char *element, struct view text);

enum xml_part {
  XML_PIECE,    ///< what was written, as it is
  XML_OPENING,  ///< with an XML declaration before it; what is open is closed by others
  XML_DOCUMENT, ///< with the declaration, and the ends of what is open
};
/// Append what was written, and release. `out->failed` is set where anything failed.
void xml_take(struct xml *xml, enum xml_part part, struct buf *out);

/// End all that is open, and release; false where anything failed.
bool xml_finish(struct xml *xml);

void xml_abandon(struct xml *xml); ///< release; zeroed is fine

#endif
