#include "extract/html/roles.h"

#include "base/utf8.h"
#include "extract/html/tags.h"
#include "extract/text.h"

/// Longer text beside a picture is no caption; longer bold text no heading.
enum { CAPTION_MAX_COLUMNS = 400, BOLD_HEADING_MAX_COLUMNS = 90, MAX_LIST_DEPTH = 9 };

/// Is the chunk named as what stands under a picture?
static bool is_named_caption(const struct html_page *page, const struct html_chunk *chunk,
                             uint32_t stop, size_t columns) {
  if (columns > CAPTION_MAX_COLUMNS)
    return false;
  for (uint32_t i = chunk->inner; i != HTML_NONE && i != stop; i = page->elements[i].parent) {
    const struct html_element *element = &page->elements[i];
    bool large = (uint64_t)element->prose * 10 > page->elements[0].prose && element->prose > 400;
    if (large || (element->hints & HINT_BODY) != 0)
      return false;
    if ((element->hints & (HINT_CAPTION | HINT_CREDIT | HINT_MEDIA)) != 0)
      return true;
  }
  return false;
}

/// A paragraph that is bold as a whole and no sentence: a heading by hand.
static bool is_bold_heading(const struct html_chunk *chunk, const struct text_line *line,
                            struct view text) {
  if (chunk->bold == 0 || chunk->bold + 2 < chunk->len || chunk->link > 0 ||
      line->columns > BOLD_HEADING_MAX_COLUMNS || text.len < 3)
    return false;
  char last = text.ptr[text.len - 1];
  return !text_ends_sentence(text) && last != ',' && last != ';' && last != ':' &&
         !text_starts_lower(text);
}

/// Kind by one element; LINE_TEXT when it says nothing.
static enum line_kind kind_of(const struct html_page *page, const struct html_element *element) {
  if ((element->hints & HINT_FOOTNOTE) != 0 && element->prose * 4 < page->elements[0].prose)
    return LINE_FOOTNOTE;
  switch (element->tag) {
  case GUMBO_TAG_FIGURE:
  case GUMBO_TAG_FIGCAPTION:
  case GUMBO_TAG_CAPTION:
    return LINE_CAPTION;
  case GUMBO_TAG_PRE:
    return LINE_CODE;
  case GUMBO_TAG_BLOCKQUOTE:
    return LINE_QUOTE;
  case GUMBO_TAG_TABLE:
    return element->is_data ? LINE_TABLE : LINE_TEXT;
  case GUMBO_TAG_LI:
    return LINE_ITEM;
  default:
    return LINE_TEXT;
  }
}

/// A quote or table in a figure is what the figure shows; anything else there is its caption.
static bool overrides(enum line_kind outer, enum line_kind inner) {
  if (outer == LINE_TEXT || inner == LINE_TABLE || inner == LINE_CODE)
    return false;
  if (outer == LINE_CAPTION)
    return inner != LINE_QUOTE;
  return outer == LINE_FOOTNOTE || inner == LINE_TEXT ||
         (outer == LINE_QUOTE && inner == LINE_ITEM);
}

static bool is_header_row(const struct html_page *page, uint32_t row) {
  for (uint32_t i = row; i < page->elements[row].end; i++)
    if (page->elements[i].tag == GUMBO_TAG_TD)
      return false;
  return true;
}

/// Bytes of a bullet written by hand at the start of a paragraph, with its blank; 0 = none.
static uint8_t bullet_bytes(struct view text) {
  size_t size;
  if (text.len < 4)
    return 0;
  uint32_t c = utf8_at(text, 0, &size);
  bool bullet = c == 0x2022 || c == 0xB7 || c == 0x25AA || c == 0x25CF || c == 0x25A0 ||
                c == 0x2023 || c == 0x25B8 || c == 0x25BA;
  return bullet && text.ptr[size] == ' ' ? (uint8_t)(size + 1) : 0;
}

void html_set_kind(const struct html_page *page, uint32_t index, uint32_t content_element,
                   struct text_line *line) {
  const struct html_chunk *chunk = &page->chunks[index];
  unsigned depth = 0, heading = 0;
  bool ordered = false; // the innermost list is
  enum line_kind kind = LINE_TEXT;
  for (uint32_t i = chunk->element; i != HTML_NONE; i = page->elements[i].parent) {
    const struct html_element *element = &page->elements[i];
    enum line_kind outer = kind_of(page, element);
    if (kind == LINE_TEXT && heading == 0)
      heading = html_heading_level(element->tag);
    if (overrides(outer, kind))
      kind = outer;
    bool list = element->tag == GUMBO_TAG_UL || element->tag == GUMBO_TAG_OL;
    ordered |= list && depth == 0 && element->tag == GUMBO_TAG_OL;
    depth += list;
  }
  line->level = 0;
  line->ordered = ordered;
  if (kind == LINE_ITEM && page->elements[chunk->element].tag == GUMBO_TAG_LI)
    line->level = (uint8_t)(depth < 1 ? 1 : depth < MAX_LIST_DEPTH ? depth : MAX_LIST_DEPTH);
  else if (kind == LINE_ITEM)
    kind = LINE_TEXT; // a paragraph or heading in a list: the list holds sections
  if (kind == LINE_TABLE && chunk->element != HTML_NONE)
    line->level = is_header_row(page, chunk->element) ? 1 : 0;
  if (kind == LINE_TEXT && is_named_caption(page, chunk, content_element, line->columns))
    kind = LINE_CAPTION;
  if (kind == LINE_TEXT && heading > 0) {
    kind = LINE_HEADING;
    line->level = (uint8_t)heading;
  } else if (kind == LINE_TEXT && is_bold_heading(chunk, line, html_chunk_text(page, chunk))) {
    kind = LINE_HEADING;
    line->level = 3;
  }
  line->marker =
      kind == LINE_TEXT || kind == LINE_ITEM ? bullet_bytes(html_chunk_text(page, chunk)) : 0;
  if (line->marker > 0 && kind == LINE_TEXT) {
    kind = LINE_ITEM;
    line->level = 1;
  }
  line->kind = (uint8_t)kind;
}
