#include "base/xml.h"

#include "base/decimal.h"
#include "base/late.h"
#include "base/utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/// Where libxml2's writer has no memory for a text, it leaves it out and returns as if it were
/// written: only what it reports tells.
static void check(struct xml *xml, int result) {
  xml->failed |= result < 0 || *xml->lacked_memory;
}

/// The text with a NUL, without what XML 1.0 excludes or discourages (2.2). No surrogate comes out
/// of utf8_at.
static const xmlChar *clean(struct xml *xml, struct view text) {
  struct buf *out = &xml->scratch;
  buf_reset(out);
  buf_reserve(out, text.len + 1);
  for (size_t i = 0, size; i < text.len; i += size) {
    uint32_t c = utf8_at(text, i, &size);
    bool invalid = c == UTF8_REPLACEMENT && size == 1;
    bool control = (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || (c >= 0x7F && c < 0xA0);
    bool none = (c & 0xFFFE) == 0xFFFE || (c >= 0xFDD0 && c <= 0xFDEF); // noncharacters
    if (!invalid && !control && !none)
      buf_add(out, text.ptr + i, size);
  }
  xml->failed |= out->failed;
  return BAD_CAST(out->len == 0 || out->failed ? "" : out->ptr);
}

static void take_report(void *context, xmlErrorPtr error) {
  bool *lacked_memory = context;
  *lacked_memory |= error->code == XML_ERR_NO_MEMORY;
}

/// Of its lists, which say so only when they have no memory.
static void take_line(void *context, const char *fmt, ...) {
  (void)fmt;
  bool *lacked_memory = context;
  *lacked_memory = true;
}

/// A writer to be, whose reports are taken; without `lacked_memory` when out of memory.
static struct xml new_writer(void) {
  struct xml new = {.lacked_memory = calloc(1, sizeof *new.lacked_memory)};
  if (new.lacked_memory == NULL)
    return new;
  struct late_xml_report before = late()->xml_report();
  new.report = before.function;
  new.report_context = before.context;
  new.generic = before.generic;
  new.generic_context = before.generic_context;
  xmlSetStructuredErrorFunc(new.lacked_memory, take_report);
  xmlSetGenericErrorFunc(new.lacked_memory, take_line);
  return new;
}

static void begin(struct xml *xml, enum xml_layout layout) {
  xml->failed = xml->writer == NULL || *xml->lacked_memory;
  if (xml->failed)
    return;
  if (layout == XML_INDENTED)
    check(xml, xmlTextWriterSetIndent(xml->writer, 1));
  // With a declaration of UTF-8, characters stay as they are instead of becoming references.
  check(xml, xmlTextWriterStartDocument(xml->writer, NULL, "UTF-8", NULL));
}

struct xml xml_begin(enum xml_layout layout) {
  struct xml new = new_writer();
  if (new.lacked_memory != NULL)
    new.buffer = xmlBufferCreate();
  if (new.buffer != NULL)
    new.writer = xmlNewTextWriterMemory(new.buffer, 0);
  begin(&new, layout);
  return new;
}

struct xml xml_begin_to(enum xml_layout layout, xml_write_fn *write, void *context) {
  struct xml new = new_writer();
  xmlOutputBufferPtr out = NULL;
  if (new.lacked_memory != NULL)
    out = xmlOutputBufferCreateIO(write, NULL, context, NULL);
  new.writer = out == NULL ? NULL : xmlNewTextWriter(out);
  if (new.writer == NULL && out != NULL)
    xmlOutputBufferClose(out);
  begin(&new, layout);
  return new;
}

void xml_html_doctype(struct xml *xml) {
  if (xml->failed)
    return;
  check(xml, xmlTextWriterWriteDTD(xml->writer, BAD_CAST "html", NULL, NULL, NULL));
  check(xml, xmlTextWriterWriteRaw(xml->writer, BAD_CAST "\n"));
}

void xml_start(struct xml *xml, const char *element) {
  if (!xml->failed)
    check(xml, xmlTextWriterStartElement(xml->writer, BAD_CAST element));
}

void xml_end(struct xml *xml) {
  if (!xml->failed)
    check(xml, xmlTextWriterEndElement(xml->writer));
}

void xml_full_end(struct xml *xml) {
  if (!xml->failed)
    check(xml, xmlTextWriterFullEndElement(xml->writer));
}

void xml_attribute(struct xml *xml, const char *name, struct view value) {
  if (!xml->failed)
    check(xml, xmlTextWriterWriteAttribute(xml->writer, BAD_CAST name, clean(xml, value)));
}

void xml_attribute_printf(struct xml *xml, const char *name, const char *fmt, ...) {
  char value[256];
  va_list args;
  va_start(args, fmt);
  vsnprintf(value, sizeof value, fmt, args);
  va_end(args);
  xml_attribute(xml, name, view_of(value));
}

void xml_number(struct xml *xml, const char *name, double value, int decimals) {
  struct buf text = {0};
  decimal_write(value, decimals, &text);
  xml->failed |= text.failed;
  xml_attribute(xml, name, buf_as_view(&text));
  buf_clear(&text);
}

void xml_text(struct xml *xml, struct view text) {
  if (!xml->failed && text.len > 0)
    check(xml, xmlTextWriterWriteString(xml->writer, clean(xml, text)));
}

void xml_raw(struct xml *xml, struct view text) {
  if (!xml->failed)
    check(xml, xmlTextWriterWriteRawLen(xml->writer, BAD_CAST text.ptr, (int)text.len));
}

void xml_element(struct xml *xml, const char *element, struct view text) {
  xml_start(xml, element);
  xml_text(xml, text);
  xml_end(xml);
}

void xml_optional(struct xml *xml, const char *element, struct view text) {
  if (text.len > 0)
    xml_element(xml, element, text);
}

void xml_abandon(struct xml *xml) {
  if (xml->writer != NULL)
    xmlFreeTextWriter(xml->writer);
  if (xml->buffer != NULL)
    xmlBufferFree(xml->buffer);
  buf_clear(&xml->scratch);
  if (xml->lacked_memory != NULL) {
    xmlSetStructuredErrorFunc(xml->report_context, xml->report);
    xmlSetGenericErrorFunc(xml->generic_context, xml->generic);
  }
  free(xml->lacked_memory);
  *xml = (struct xml){0};
}

bool xml_finish(struct xml *xml) {
  if (!xml->failed)
    check(xml, xmlTextWriterEndDocument(xml->writer));
  if (!xml->failed)
    check(xml, xmlTextWriterFlush(xml->writer));
  bool fine = !xml->failed;
  xml_abandon(xml);
  return fine;
}

void xml_take(struct xml *xml, enum xml_part part, struct buf *out) {
  if (!xml->failed)
    check(xml, part == XML_DOCUMENT ? xmlTextWriterEndDocument(xml->writer)
                                    : xmlTextWriterFlush(xml->writer));
  if (!xml->failed) {
    const char *text = (const char *)xmlBufferContent(xml->buffer);
    size_t len = (size_t)xmlBufferLength(xml->buffer);
    const char *declared = memchr(text, '\n', len);
    size_t skip = part == XML_PIECE && declared != NULL ? (size_t)(declared + 1 - text) : 0;
    buf_add(out, text + skip, len - skip);
  }
  out->failed |= xml->failed;
  xml_abandon(xml);
}
