/// XML written through libxml2, which escapes; texts are cleaned of what XML may not hold.
#ifndef LISTEN_CHECK_XML_H
#define LISTEN_CHECK_XML_H

#include "base/buf.h"

#include <libxml/xmlwriter.h>

struct xml_document {
  xmlBufferPtr buffer;
  xmlTextWriterPtr writer;
};

/// Begin a document. The writer is NULL when memory ran out; all functions take that.
xmlTextWriterPtr xml_open(struct xml_document *out);

/// End the document and append it to `out`; `out->failed` is set when memory ran out.
void xml_close(struct xml_document *document, struct buf *out);

void xml_start(xmlTextWriterPtr xml, const char *element);
void xml_end(xmlTextWriterPtr xml);
void xml_attribute(xmlTextWriterPtr xml, const char *name, struct view value);
void xml_number(xmlTextWriterPtr xml, const char *name, double value, int decimals);
void xml_text(xmlTextWriterPtr xml, struct view text);

#endif
