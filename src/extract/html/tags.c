#include "extract/html/tags.h"

unsigned html_heading_level(GumboTag tag) {
  switch (tag) {
  case GUMBO_TAG_H1:
    return 1;
  case GUMBO_TAG_H2:
    return 2;
  case GUMBO_TAG_H3:
    return 3;
  case GUMBO_TAG_H4:
    return 4;
  case GUMBO_TAG_H5:
    return 5;
  case GUMBO_TAG_H6:
    return 6;
  default:
    return 0;
  }
}

bool html_has_name(const struct html_element *element, const char *name) {
  GumboStringPiece piece = element->node->v.element.original_tag;
  if (piece.data == NULL || piece.length < 3)
    return false;
  gumbo_tag_from_original_text(&piece);
  size_t len = strlen(name);
  for (size_t i = 0; i < len && i < piece.length; i++)
    if ((piece.data[i] | 0x20) != name[i])
      return false;
  return piece.length == len;
}

bool html_is_own_player(const struct html_element *element) {
  static const char name[] = "listen-player";
  if (element->node->type != GUMBO_NODE_ELEMENT)
    return false;
  return (element->tag == GUMBO_TAG_UNKNOWN && html_has_name(element, name)) ||
         view_eq(html_attribute(element, "class"), view_of(name));
}

/// Does an element of this name hold running text only?
static bool holds_phrases(GumboTag tag) {
  switch (tag) {
  case GUMBO_TAG_P:
  case GUMBO_TAG_DT:
  case GUMBO_TAG_PRE:
  case GUMBO_TAG_FIGCAPTION:
  case GUMBO_TAG_SUMMARY:
    return true;
  default:
    return html_heading_level(tag) > 0;
  }
}

enum html_kind html_tag_kind(const GumboNode *node, enum html_kind parent_kind,
                             GumboTag parent_tag) {
  if (parent_kind == HTML_SILENT)
    return HTML_SILENT;
  switch (node->v.element.tag) {
  case GUMBO_TAG_BR:
    return HTML_BREAK;
  case GUMBO_TAG_HR:
    return HTML_RULE;
  case GUMBO_TAG_HEAD:
  case GUMBO_TAG_SCRIPT:
  case GUMBO_TAG_STYLE:
  case GUMBO_TAG_TEMPLATE:
  case GUMBO_TAG_NOSCRIPT:
  case GUMBO_TAG_NOFRAMES:
  case GUMBO_TAG_NOEMBED:
  case GUMBO_TAG_IFRAME:
  case GUMBO_TAG_OBJECT:
  case GUMBO_TAG_APPLET:
  case GUMBO_TAG_AUDIO:
  case GUMBO_TAG_VIDEO:
  case GUMBO_TAG_CANVAS:
  case GUMBO_TAG_SVG:
  case GUMBO_TAG_TEXTAREA:
  case GUMBO_TAG_DATALIST:
  case GUMBO_TAG_SELECT:
  case GUMBO_TAG_RP:
  case GUMBO_TAG_TITLE:
    return HTML_SILENT;
  case GUMBO_TAG_A:
  case GUMBO_TAG_ABBR:
  case GUMBO_TAG_ACRONYM:
  case GUMBO_TAG_B:
  case GUMBO_TAG_BDI:
  case GUMBO_TAG_BDO:
  case GUMBO_TAG_BIG:
  case GUMBO_TAG_BUTTON:
  case GUMBO_TAG_CITE:
  case GUMBO_TAG_CODE:
  case GUMBO_TAG_DATA:
  case GUMBO_TAG_DEL:
  case GUMBO_TAG_DFN:
  case GUMBO_TAG_EM:
  case GUMBO_TAG_FONT:
  case GUMBO_TAG_I:
  case GUMBO_TAG_IMG:
  case GUMBO_TAG_INPUT:
  case GUMBO_TAG_INS:
  case GUMBO_TAG_KBD:
  case GUMBO_TAG_LABEL:
  case GUMBO_TAG_MARK:
  case GUMBO_TAG_METER:
  case GUMBO_TAG_NOBR:
  case GUMBO_TAG_OUTPUT:
  case GUMBO_TAG_PROGRESS:
  case GUMBO_TAG_Q:
  case GUMBO_TAG_RT:
  case GUMBO_TAG_RUBY:
  case GUMBO_TAG_S:
  case GUMBO_TAG_SAMP:
  case GUMBO_TAG_SMALL:
  case GUMBO_TAG_SPAN:
  case GUMBO_TAG_STRIKE:
  case GUMBO_TAG_STRONG:
  case GUMBO_TAG_SUB:
  case GUMBO_TAG_SUP:
  case GUMBO_TAG_TIME:
  case GUMBO_TAG_TT:
  case GUMBO_TAG_U:
  case GUMBO_TAG_VAR:
  case GUMBO_TAG_WBR:
    return HTML_INLINE;
  case GUMBO_TAG_UNKNOWN:
    return parent_kind == HTML_INLINE || holds_phrases(parent_tag) ? HTML_INLINE : HTML_BLOCK;
  default:
    return node->v.element.tag_namespace == GUMBO_NAMESPACE_HTML ? HTML_BLOCK : HTML_INLINE;
  }
}
