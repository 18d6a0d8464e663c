#include "book/xml.h"

#include "base/fd.h"
#include "base/utf8.h"

#include <errno.h>
#include <libxml/xmlwriter.h>
#include <stdarg.h>

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

static int write_out(void *context, const char *bytes, int len) {
  return book_file_add(context, bytes, (size_t)len) ? len : -1;
}

/// Each step of the writer gives a negative number where it fails.
static void step(struct book_xml *xml, int result) {
  xml->failed |= result < 0;
}

void book_xml_begin(struct book_xml *xml, struct book_file *file, enum book_xml_layout layout) {
  struct buf scratch = xml->scratch;
  *xml = (struct book_xml){.file = file, .scratch = scratch};
  xmlOutputBufferPtr out = xmlOutputBufferCreateIO(write_out, NULL, file, NULL);
  xml->writer = out != NULL ? xmlNewTextWriter(out) : NULL;
  if (xml->writer == NULL) {
    if (out != NULL)
      xmlOutputBufferClose(out);
    xml->failed = true;
    return;
  }
  if (layout == BOOK_XML_INDENTED)
    step(xml, xmlTextWriterSetIndent(xml->writer, 1));
  step(xml, xmlTextWriterStartDocument(xml->writer, "1.0", "UTF-8", NULL));
}

void book_xml_html_doctype(struct book_xml *xml) {
  if (xml->failed)
    return;
  step(xml, xmlTextWriterWriteDTD(xml->writer, BAD_CAST "html", NULL, NULL, NULL));
  step(xml, xmlTextWriterWriteRaw(xml->writer, BAD_CAST "\n"));
}

void book_xml_start(struct book_xml *xml, const char *name) {
  if (!xml->failed)
    step(xml, xmlTextWriterStartElement(xml->writer, BAD_CAST name));
}

void book_xml_attr(struct book_xml *xml, const char *name, const char *value) {
  book_xml_attr_view(xml, name, view_of(value));
}

/// The Char production of XML 1.0, without the C1 controls, which no reader wants.
static bool is_char(uint32_t c) {
  return c == '\t' || c == '\n' || (c >= 0x20 && c < 0x7F) || (c > 0x9F && c < 0xD800) ||
         (c >= 0xE000 && c < 0xFFFE) || c > 0xFFFF;
}

/// `text` as the writer takes it: ended by NUL, and only what XML can hold; NULL out of memory.
static const xmlChar *clean(struct book_xml *xml, struct view text) {
  struct buf *out = &xml->scratch;
  buf_reset(out);
  buf_reserve(out, text.len);
  for (size_t pos = 0, n; pos < text.len; pos += n) {
    uint32_t c = utf8_at(text, pos, &n);
    utf8_append(out, is_char(c) ? c : ' ');
  }
  xml->failed |= out->failed;
  return out->failed ? NULL : BAD_CAST(out->len > 0 ? out->ptr : "");
}

void book_xml_attr_view(struct book_xml *xml, const char *name, struct view value) {
  const xmlChar *text = xml->failed ? NULL : clean(xml, value);
  if (text != NULL)
    step(xml, xmlTextWriterWriteAttribute(xml->writer, BAD_CAST name, text));
}

void book_xml_attr_printf(struct book_xml *xml, const char *name, const char *fmt, ...) {
  char value[256];
  va_list args;
  va_start(args, fmt);
  vsnprintf(value, sizeof value, fmt, args);
  va_end(args);
  book_xml_attr(xml, name, value);
}

void book_xml_text(struct book_xml *xml, struct view text) {
  const xmlChar *cleaned = xml->failed || text.len == 0 ? NULL : clean(xml, text);
  if (cleaned != NULL)
    step(xml, xmlTextWriterWriteString(xml->writer, cleaned));
}

void book_xml_end(struct book_xml *xml) {
  if (!xml->failed)
    step(xml, xmlTextWriterEndElement(xml->writer));
}

void book_xml_element(struct book_xml *xml, const char *name, struct view text) {
  book_xml_start(xml, name);
  book_xml_text(xml, text);
  book_xml_end(xml);
}

enum listen_status book_xml_finish(struct book_xml *xml, const char *path,
                                   struct listen_diag *diag) {
  if (!xml->failed)
    step(xml, xmlTextWriterEndDocument(xml->writer));
  if (!xml->failed)
    step(xml, xmlTextWriterFlush(xml->writer));
  bool failed = xml->failed;
  int errnum = xml->file->errnum;
  book_xml_abandon(xml);
  if (errnum != 0)
    return book_cannot_write(path, errnum, diag);
  return failed ? diag_nomem(diag) : LISTEN_OK;
}

void book_xml_abandon(struct book_xml *xml) {
  if (xml->writer != NULL)
    xmlFreeTextWriter(xml->writer);
  buf_clear(&xml->scratch);
  *xml = (struct book_xml){0};
}
