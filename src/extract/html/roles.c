#include "extract/html/assign.h"

#include "extract/furniture.h"
#include "extract/html/tags.h"

enum { TIME_MAX_WORDS = 10, LINK_SENTENCE_WORDS = 20 };

struct text_line *assign_line(const struct assigner *a, uint32_t chunk) {
  size_t line = a->page->chunks[chunk].line;
  return line == SIZE_MAX ? NULL : &a->page->decoded.lines[line];
}

static bool is_in_headline(const struct assigner *a, uint32_t i) {
  return a->headline != HTML_NONE && i >= a->page->elements[a->headline].first_chunk &&
         i < a->page->elements[a->headline].end_chunk;
}

/// Is the chunk part of the article, as far as is known?
struct text_line *assign_content_line(const struct assigner *a, uint32_t i) {
  struct text_line *line = assign_line(a, i);
  bool in = i >= a->content->first && i < a->content->end && i != a->title &&
            a->page->chunks[i].skip_root == HTML_NONE && !is_in_headline(a, i);
  return in ? line : NULL;
}

/// Lists, tables and quotes are no labels, however short they are.
static bool is_set_apart(const struct text_line *line) {
  return assign_is_read(line) && (line->kind == LINE_ITEM || line->kind == LINE_QUOTE ||
                                  line->kind == LINE_TABLE || line->kind == LINE_CODE);
}

bool assign_is_paragraph(const struct assigner *a, uint32_t i, const struct text_line *line) {
  const struct html_measure *m = &a->content->measures[i];
  return (line->kind == LINE_TEXT || line->kind == LINE_ITEM || line->kind == LINE_QUOTE) &&
         assign_is_read(line) && !assign_is_linked(&a->page->chunks[i]) &&
         ((m->sentence && m->n_words >= 10) || m->n_words >= 30);
}

// ---- chunk by chunk ----

static void judge(const struct assigner *a, uint32_t i, struct text_line *line) {
  const struct html_chunk *chunk = &a->page->chunks[i];
  const struct html_measure *m = &a->content->measures[i];
  struct furniture furniture;
  furniture_classify(a->rules, html_chunk_text(a->page, chunk), &furniture);
  assign_skip(line, furniture.reason);
  // In a list or a quote, and where someone marked a heading, the words of a date or a button are
  // probably text.
  bool set_apart =
      line->kind == LINE_ITEM || line->kind == LINE_QUOTE || line->kind == LINE_TABLE ||
      (line->kind == LINE_HEADING && skip_reason_class(furniture.reason) == SKIP_CLASS_META);
  line->weak = furniture.edge || (set_apart && furniture.reason != SKIP_CLAIM);
  if (!assign_is_read(line))
    return;
  if (m->n_words <= TIME_MAX_WORDS && html_is_within(a->page, chunk->inner, GUMBO_TAG_TIME)) {
    assign_skip(line, SKIP_DATELINE);
  } else if (assign_is_linked(chunk) && (!m->sentence || m->n_words < LINK_SENTENCE_WORDS)) {
    assign_skip(line, SKIP_RELATED);
  }
}

static void assign_chunks(struct assigner *a) {
  struct html_page *page = a->page;
  a->body = a->head = HTML_NONE;
  a->tail = 0;
  for (uint32_t i = 0; i < page->n_chunks; i++) {
    struct text_line *line = assign_line(a, i);
    if (line == NULL)
      continue;
    if (i == a->title) {
      line->kind = LINE_TITLE;
    } else if (assign_content_line(a, i) != NULL) {
      html_set_kind(page, i, a->content->element, line);
      judge(a, i, line);
    }
  }
  for (uint32_t i = a->content->first; i < a->content->end; i++) {
    struct text_line *line = assign_content_line(a, i);
    if (line == NULL || (a->headline != HTML_NONE && i < page->elements[a->headline].first_chunk))
      continue;
    bool paragraph = assign_is_paragraph(a, i, line);
    if (paragraph && a->body == HTML_NONE)
      a->body = i;
    else if (paragraph && a->head == HTML_NONE)
      a->head = i;
    if (paragraph || (a->body != HTML_NONE && is_set_apart(line)))
      a->tail = i + 1;
  }
}

// ---- what is not the article ----

/// Facts about the article stand near it; those of other articles in boxes with links to them.
static bool may_hold_facts(enum skip_reason reason) {
  return skip_reason_class(reason) == SKIP_CLASS_META || reason == SKIP_SHARE ||
         reason == SKIP_INTERFACE || reason == SKIP_OUTSIDE || reason == SKIP_PLAYER;
}

static bool is_fact(enum skip_reason reason) {
  return reason == SKIP_CLAIM || reason == SKIP_DATELINE || reason == SKIP_BYLINE ||
         reason == SKIP_CREDIT;
}

static void skip_rest(const struct assigner *a) {
  struct html_page *page = a->page;
  uint32_t before = HTML_NONE;
  for (uint32_t i = 0; i < page->n_chunks; i++) {
    struct text_line *line = assign_line(a, i);
    if (line == NULL || i == a->title || assign_content_line(a, i) != NULL) {
      before = line == NULL ? before : HTML_NONE;
      continue;
    }
    uint32_t root = page->chunks[i].skip_root;
    bool in_title = is_in_headline(a, i);
    line->kind = LINE_TEXT;
    line->reason = (uint8_t)(root != HTML_NONE ? page->elements[root].skip
                             : in_title        ? SKIP_DUPLICATE
                                               : SKIP_OUTSIDE);
    if (line->reason == SKIP_FOOTNOTE_MARK)
      line->kind = LINE_MARK;
    struct furniture furniture = {.reason = SKIP_NONE};
    bool near = i < a->content->end &&
                (a->headline == HTML_NONE || i >= page->elements[a->headline].first_chunk);
    if (may_hold_facts(line->reason) && !in_title && near)
      furniture_classify(a->rules, html_chunk_text(page, &page->chunks[i]), &furniture);
    if (is_fact(furniture.reason)) {
      assign_skip(line, furniture.reason);
      before = HTML_NONE;
      continue;
    }
    line->joined = before != HTML_NONE && root != HTML_NONE && line->kind != LINE_MARK &&
                   page->chunks[before].skip_root == root;
    before = line->kind == LINE_MARK ? HTML_NONE : i;
  }
}

static void mark_sections(const struct assigner *a) {
  struct decoded *d = &a->page->decoded;
  bool first = true, after_title = false;
  for (size_t i = 0; i < d->n_lines; i++) {
    struct text_line *line = &d->lines[i];
    if (!assign_is_read(line) || line->kind == LINE_MARK || line->kind == LINE_CAPTION)
      continue;
    line->section = first || line->kind == LINE_HEADING || after_title;
    after_title = line->kind == LINE_TITLE;
    first = false;
  }
}

void html_roles_assign(struct html_page *page, const struct html_content *content,
                       const struct html_body *body, struct view author, uint32_t headline,
                       uint32_t title, const struct rules *rules) {
  struct assigner a = {.page = page,
                       .content = content,
                       .declared = body,
                       .rules = rules,
                       .headline = headline,
                       .title = title};
  html_words_read(&a.author, author);
  assign_chunks(&a);
  assign_by_place(&a);
  skip_rest(&a);
  mark_sections(&a);
}
