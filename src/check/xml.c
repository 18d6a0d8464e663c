#include <stdio.h>

#include "check/xml.h"

#include "check/report.h"

xmlTextWriterPtr xml_open(struct xml_document *out) {
  out->buffer = xmlBufferCreate();
  out->writer = out->buffer == NULL ? NULL : xmlNewTextWriterMemory(out->buffer, 0);
  if (out->writer != NULL) {
    xmlTextWriterSetIndent(out->writer, 1);
    xmlTextWriterStartDocument(out->writer, NULL, "UTF-8", NULL);
  }
  return out->writer;
}

void xml_close(struct xml_document *document, struct buf *out) {
  bool written = document->writer != NULL && xmlTextWriterEndDocument(document->writer) >= 0;
  xmlFreeTextWriter(document->writer); // flushes into the buffer
  if (written)
    buf_add(out, (const char *)xmlBufferContent(document->buffer),
            (size_t)xmlBufferLength(document->buffer));
  out->failed |= !written;
  if (document->buffer != NULL)
    xmlBufferFree(document->buffer);
}

void xml_start(xmlTextWriterPtr xml, const char *element) {
  if (xml != NULL)
    xmlTextWriterStartElement(xml, BAD_CAST element);
}

void xml_end(xmlTextWriterPtr xml) {
  if (xml != NULL)
    xmlTextWriterEndElement(xml);
}

void xml_attribute(xmlTextWriterPtr xml, const char *name, struct view value) {
  struct buf clean = {0};
  report_clean(value, &clean);
  if (xml != NULL && !clean.failed)
    xmlTextWriterWriteAttribute(xml, BAD_CAST name, BAD_CAST(clean.len == 0 ? "" : clean.ptr));
  buf_clear(&clean);
}

void xml_number(xmlTextWriterPtr xml, const char *name, double value, int decimals) {
  char text[64];
  snprintf(text, sizeof text, "%.*f", decimals, value);
  xml_attribute(xml, name, view_of(text));
}

void xml_text(xmlTextWriterPtr xml, struct view text) {
  struct buf clean = {0};
  report_clean(text, &clean);
  if (xml != NULL && !clean.failed && clean.len > 0)
    xmlTextWriterWriteString(xml, BAD_CAST clean.ptr);
  buf_clear(&clean);
}
