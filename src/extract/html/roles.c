#include "extract/html/roles.h"

#include "extract/furniture.h"
#include "extract/html/tags.h"
#include "extract/text.h"
#include <stdlib.h>

/// The state of giving roles.
struct assigner {
  struct html_page *page;
  const struct html_content *content;
  const struct html_head *head;
  const struct rules *rules;
  uint32_t headline;
  uint32_t title; ///< chunk of the title; HTML_NONE where there is none
};

static struct text_line *line_of(const struct assigner *a, uint32_t chunk) {
  size_t line = a->page->chunks[chunk].line;
  return line == SIZE_MAX ? NULL : &a->page->decoded.lines[line];
}

static uint32_t hints_around(const struct html_page *page, uint32_t element, uint32_t stop) {
  uint32_t hints = 0;
  for (; element != HTML_NONE && element != stop; element = page->elements[element].parent)
    hints |= page->elements[element].hints;
  return hints;
}

// ---- kinds ----

static void set_kind(const struct assigner *a, uint32_t index, struct text_line *line) {
  const struct html_page *page = a->page;
  const struct html_chunk *chunk = &page->chunks[index];
  unsigned depth = 0;
  line->kind = LINE_TEXT;
  for (uint32_t i = chunk->element; i != HTML_NONE; i = page->elements[i].parent) {
    const struct html_element *element = &page->elements[i];
    unsigned level = html_heading_level(element->tag);
    if (level > 0 && line->kind == LINE_TEXT) {
      line->kind = LINE_HEADING;
      line->level = (uint8_t)level;
      return;
    }
    switch (element->tag) {
    case GUMBO_TAG_FIGURE:
    case GUMBO_TAG_FIGCAPTION:
    case GUMBO_TAG_CAPTION:
      line->kind = LINE_CAPTION;
      return;
    case GUMBO_TAG_PRE:
      line->kind = LINE_CODE;
      return;
    case GUMBO_TAG_BLOCKQUOTE:
      line->kind = LINE_QUOTE;
      return;
    case GUMBO_TAG_TD:
    case GUMBO_TAG_TH:
      if (line->kind == LINE_TEXT)
        line->kind = LINE_TABLE;
      break;
    case GUMBO_TAG_LI:
      if (line->kind == LINE_TEXT)
        line->kind = LINE_ITEM;
      break;
    case GUMBO_TAG_UL:
    case GUMBO_TAG_OL:
      depth++;
      break;
    default:
      break;
    }
  }
  if (line->kind == LINE_ITEM)
    line->level = (uint8_t)(depth < 9 ? depth : 9);
  // A table in which text stands in paragraphs only gives the page its columns.
  if (line->kind == LINE_TABLE &&
      (page->elements[chunk->element].tag == GUMBO_TAG_P || line->columns > 200))
    line->kind = LINE_TEXT;
  if (line->kind == LINE_TEXT &&
      (hints_around(page, chunk->inner, a->content->element) & HINT_CAPTION) != 0)
    line->kind = LINE_CAPTION;
}

// ---- reasons ----

static bool is_linked(const struct html_chunk *chunk) {
  return chunk->len > 0 && chunk->link * 5 >= chunk->len * 4;
}

static void judge(const struct assigner *a, uint32_t index, struct text_line *line) {
  const struct html_chunk *chunk = &a->page->chunks[index];
  const struct html_measure *measure = &a->content->measures[index];
  struct view text = html_chunk_text(a->page, chunk);
  struct furniture furniture;
  furniture_classify(a->rules, text, &furniture);
  if (skip_reason_class(furniture.reason) != SKIP_CLASS_READ && !furniture.edge) {
    line->reason = furniture.reason;
    return;
  }
  if (is_linked(chunk) && (!measure->sentence || measure->n_words < 20)) {
    line->reason = SKIP_RELATED;
    return;
  }
}

enum listen_status html_roles_assign(struct html_page *page, const struct html_content *content,
                                     const struct html_head *head, uint32_t headline,
                                     const struct rules *rules) {
  struct assigner a = {page, content, head, rules, headline, HTML_NONE};
  if (headline != HTML_NONE)
    a.title = page->elements[headline].first_chunk;
  uint32_t before = HTML_NONE;
  for (uint32_t i = 0; i < page->n_chunks; i++) {
    struct html_chunk *chunk = &page->chunks[i];
    struct text_line *line = line_of(&a, i);
    if (line == NULL)
      continue;
    if (i == a.title) {
      line->kind = LINE_TITLE;
      line->section = true;
    } else if (chunk->skip_root != HTML_NONE) {
      line->reason = page->elements[chunk->skip_root].skip;
      line->joined = before != HTML_NONE && page->chunks[before].skip_root == chunk->skip_root;
    } else if (i < content->first || i >= content->end) {
      line->reason = SKIP_OUTSIDE;
    } else {
      set_kind(&a, i, line);
      judge(&a, i, line);
      line->section = line->kind == LINE_HEADING;
    }
    before = i;
  }
  return LISTEN_OK;
}
