#include "site/elements.h"

#include "base/utf8.h"

static void check(struct elements *m, int result) {
  m->failed |= result < 0;
}

/// The text with a NUL, without what XML 1.0 excludes or discourages (2.2). No surrogate comes out
/// of utf8_at.
static const xmlChar *clean(struct elements *m, struct view text) {
  struct buf *out = &m->scratch;
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
  m->failed |= out->failed;
  return BAD_CAST(out->len == 0 || out->failed ? "" : out->ptr);
}

struct elements elements_begin(bool indent) {
  struct elements m = {.buffer = xmlBufferCreate()};
  m.writer = m.buffer == NULL ? NULL : xmlNewTextWriterMemory(m.buffer, 0);
  m.failed = m.writer == NULL;
  if (m.failed)
    return m;
  xmlTextWriterSetIndent(m.writer, indent);
  // With a declaration of UTF-8, characters stay as they are instead of becoming references.
  check(&m, xmlTextWriterStartDocument(m.writer, NULL, "UTF-8", NULL));
  return m;
}

void elements_start(struct elements *m, const char *element) {
  if (!m->failed)
    check(m, xmlTextWriterStartElement(m->writer, BAD_CAST element));
}

void elements_end(struct elements *m) {
  if (!m->failed)
    check(m, xmlTextWriterEndElement(m->writer));
}

void elements_full_end(struct elements *m) {
  if (!m->failed)
    check(m, xmlTextWriterFullEndElement(m->writer));
}

void elements_attribute(struct elements *m, const char *name, struct view value) {
  if (!m->failed)
    check(m, xmlTextWriterWriteAttribute(m->writer, BAD_CAST name, clean(m, value)));
}

void elements_text(struct elements *m, struct view text) {
  if (!m->failed)
    check(m, xmlTextWriterWriteString(m->writer, clean(m, text)));
}

void elements_raw(struct elements *m, struct view text) {
  if (!m->failed)
    check(m, xmlTextWriterWriteRawLen(m->writer, BAD_CAST text.ptr, (int)text.len));
}

void elements_element(struct elements *m, const char *element, struct view text) {
  if (text.len == 0)
    return;
  elements_start(m, element);
  elements_text(m, text);
  elements_end(m);
}

void elements_take(struct elements *m, enum elements_part part, struct buf *out) {
  if (!m->failed)
    check(m, xmlTextWriterFlush(m->writer));
  if (!m->failed) {
    const char *text = (const char *)xmlBufferContent(m->buffer);
    size_t len = (size_t)xmlBufferLength(m->buffer);
    const char *declared = memchr(text, '\n', len);
    size_t skip = part == ELEMENTS_PIECE && declared != NULL ? (size_t)(declared + 1 - text) : 0;
    buf_add(out, text + skip, len - skip);
  }
  out->failed |= m->failed;
  xmlFreeTextWriter(m->writer);
  if (m->buffer != NULL)
    xmlBufferFree(m->buffer);
  buf_clear(&m->scratch);
}
