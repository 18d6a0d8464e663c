#include "extract/epub_book.h"

#include "base/utf8.h"
#include "base/xml_look.h"
#include "extract/decode.h"
#include <limits.h>

static enum listen_status refuse_entities(struct listen_diag *diag, const char *what) {
  return diag_set(diag, LISTEN_E_INPUT,
                  DIAG_TEXT(diag, "broken EPUB: %s declares entities, which are not expanded",
                            "fehlerhaftes EPUB: %s erklärt Entities; sie werden nicht aufgelöst"),
                  what);
}

static enum listen_status refuse(struct listen_diag *diag, const char *what) {
  return diag_set(
      diag, LISTEN_E_INPUT,
      DIAG_TEXT(diag, "broken EPUB: %s is not XML", "fehlerhaftes EPUB: %s ist kein XML"), what);
}

/// The parser has some complaints that its options do not silence; nothing is printed here.
static void ignore(void *context, xmlErrorPtr error) {
  (void)context;
  (void)error;
}

static xmlDocPtr parse_silently(struct view text) {
  struct late_xml_report before = late()->xml_report();
  xmlSetStructuredErrorFunc(NULL, ignore);
  xmlDocPtr doc = xmlReadMemory(text.ptr, (int)text.len, NULL, NULL,
                                XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING |
                                    XML_PARSE_RECOVER | XML_PARSE_NOCDATA);
  xmlSetStructuredErrorFunc(before.context, before.function);
  return doc;
}

enum listen_status epub_xml_parse(struct view text, const char *what, xmlDocPtr *out,
                                  struct listen_diag *diag) {
  *out = NULL;
  enum xml_look look = xml_look(text);
  if (look == XML_HAS_DECLARATIONS)
    return refuse_entities(diag, what);
  if (look > XML_HAS_DECLARATIONS)
    return refuse(diag, what);
  if (text.len > 0 && text.len <= INT_MAX)
    *out = parse_silently(text);
  if (*out != NULL && (*out)->intSubset != NULL && (*out)->intSubset->entities != NULL) {
    xmlFreeDoc(*out);
    *out = NULL;
    return refuse_entities(diag, what);
  }
  if (*out != NULL && xmlDocGetRootElement(*out) != NULL)
    return LISTEN_OK;
  xmlFreeDoc(*out);
  *out = NULL;
  return refuse(diag, what);
}

const xmlNode *epub_xml_next(const xmlNode *root, const xmlNode *node) {
  if (node->type == XML_ELEMENT_NODE && node->children != NULL)
    return node->children;
  while (node != root && node->next == NULL)
    node = node->parent;
  return node == root ? NULL : node->next;
}

bool epub_xml_is(const xmlNode *node, const char *name) {
  return node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, name) == 0;
}

struct view epub_xml_attribute(const xmlNode *node, const char *name) {
  if (node->type == XML_ELEMENT_NODE)
    for (const xmlAttr *attribute = node->properties; attribute != NULL;
         attribute = attribute->next)
      if (strcmp((const char *)attribute->name, name) == 0 && attribute->children != NULL &&
          attribute->children->type == XML_TEXT_NODE && attribute->children->content != NULL)
        return view_of((const char *)attribute->children->content);
  return (struct view){0};
}

struct view epub_xml_text(const xmlNode *node, struct arena *arena, bool *failed) {
  struct buf text = {0};
  for (const xmlNode *n = node; n != NULL; n = epub_xml_next(node, n)) {
    if (n->type != XML_TEXT_NODE && n->type != XML_CDATA_SECTION_NODE)
      continue;
    struct view piece = view_of((const char *)n->content);
    for (size_t i = 0, size; i < piece.len; i += size) {
      if (utf8_is_space(utf8_at(piece, i, &size)))
        buf_byte(&text, ' ');
      else
        buf_add(&text, piece.ptr + i, size);
    }
  }
  // As blocks are, or it would not be known again there, and might say nothing in the end.
  struct decoded clean = {0};
  *failed |= text.failed || decode_utf8(buf_as_view(&text), arena, &clean, NULL) != LISTEN_OK;
  struct view line = {clean.len > 0 ? clean.text : NULL, clean.len};
  decoded_clear(&clean);
  buf_clear(&text);
  if (*failed)
    line = (struct view){0};
  return line;
}

bool epub_has_word(struct view list, const char *word) {
  struct view wanted = view_of(word);
  for (size_t pos = 0; pos < list.len;) {
    size_t end = pos;
    while (end < list.len && memchr(" \t\r\n", list.ptr[end], 4) == NULL)
      end++;
    if (view_eq(view_sub(list, pos, end - pos), wanted))
      return true;
    pos = end + 1;
  }
  return false;
}
