#include "extract/html/roles.h"

#include "extract/date.h"
#include "extract/furniture.h"
#include "extract/html/tags.h"
#include "extract/text.h"

enum {
  LABEL_MAX_WORDS = 4,
  TAIL_MAX_WORDS = 8,
  TIME_MAX_WORDS = 10,
  LINK_SENTENCE_WORDS = 20,
  DATELINE_MAX_WORDS = 10,
  LEAD_MIN_WORDS = 8,
  DECLARED_PERCENT = 50,
};

/// The state of giving roles.
struct assigner {
  struct html_page *page;
  const struct html_content *content;
  const struct html_body *declared; ///< the text as JSON-LD has it
  const struct rules *rules;
  uint32_t headline, title; ///< element and chunk; HTML_NONE where there is none
  uint32_t body, tail;      ///< chunks: the first paragraph; after the last one
  uint32_t head;            ///< the second paragraph: names and dates may stand below the lead
};

static struct text_line *line_of(const struct assigner *a, uint32_t chunk) {
  size_t line = a->page->chunks[chunk].line;
  return line == SIZE_MAX ? NULL : &a->page->decoded.lines[line];
}

static bool is_read(const struct text_line *line) {
  return skip_reason_class(line->reason) == SKIP_CLASS_READ;
}

static bool is_in_headline(const struct assigner *a, uint32_t i) {
  return a->headline != HTML_NONE && i >= a->page->elements[a->headline].first_chunk &&
         i < a->page->elements[a->headline].end_chunk;
}

/// Is the chunk part of the article, as far as is known?
static struct text_line *content_line(const struct assigner *a, uint32_t i) {
  struct text_line *line = line_of(a, i);
  bool in = i >= a->content->first && i < a->content->end && i != a->title &&
            a->page->chunks[i].skip_root == HTML_NONE && !is_in_headline(a, i);
  return in ? line : NULL;
}

static bool is_linked(const struct html_chunk *chunk) {
  return chunk->len > 0 && (uint64_t)chunk->link * 5 >= (uint64_t)chunk->len * 4;
}

static uint32_t hints_of(const struct assigner *a, uint32_t chunk) {
  const struct html_page *page = a->page;
  uint32_t hints = 0;
  for (uint32_t i = page->chunks[chunk].inner; i != HTML_NONE && i != a->content->element;
       i = page->elements[i].parent)
    hints |= page->elements[i].hints;
  return hints;
}

/// Lists, tables and quotes are no labels, however short they are.
static bool is_set_apart(const struct text_line *line) {
  return is_read(line) && (line->kind == LINE_ITEM || line->kind == LINE_QUOTE ||
                           line->kind == LINE_TABLE || line->kind == LINE_CODE);
}

/// A sentence of some length: text that only an article has.
static bool is_paragraph(const struct assigner *a, uint32_t i, const struct text_line *line) {
  const struct html_measure *m = &a->content->measures[i];
  return (line->kind == LINE_TEXT || line->kind == LINE_ITEM || line->kind == LINE_QUOTE) &&
         is_read(line) && !is_linked(&a->page->chunks[i]) &&
         ((m->sentence && m->n_words >= 10) || m->n_words >= 30);
}

// ---- chunk by chunk ----

static void judge(const struct assigner *a, uint32_t i, struct text_line *line) {
  const struct html_chunk *chunk = &a->page->chunks[i];
  const struct html_measure *m = &a->content->measures[i];
  struct furniture furniture;
  furniture_classify(a->rules, html_chunk_text(a->page, chunk), &furniture);
  line->reason = furniture.reason;
  line->weak = furniture.edge;
  if (!is_read(line))
    return;
  if (m->n_words <= TIME_MAX_WORDS && html_is_within(a->page, chunk->inner, GUMBO_TAG_TIME)) {
    line->reason = SKIP_DATELINE;
    line->weak = false;
  } else if (is_linked(chunk) && (!m->sentence || m->n_words < LINK_SENTENCE_WORDS)) {
    line->reason = SKIP_RELATED;
    line->weak = false;
  }
}

static void assign_chunks(struct assigner *a) {
  struct html_page *page = a->page;
  a->body = a->head = HTML_NONE;
  a->tail = 0;
  for (uint32_t i = 0; i < page->n_chunks; i++) {
    struct text_line *line = line_of(a, i);
    if (line == NULL)
      continue;
    if (i == a->title) {
      line->kind = LINE_TITLE;
    } else if (content_line(a, i) != NULL) {
      html_set_kind(page, i, a->content->element, line);
      judge(a, i, line);
    }
  }
  for (uint32_t i = a->content->first; i < a->content->end; i++) {
    struct text_line *line = content_line(a, i);
    if (line == NULL || (a->headline != HTML_NONE && i < page->elements[a->headline].first_chunk))
      continue;
    bool paragraph = is_paragraph(a, i, line);
    if (paragraph && a->body == HTML_NONE)
      a->body = i;
    else if (paragraph && a->head == HTML_NONE)
      a->head = i;
    if (paragraph || (a->body != HTML_NONE && is_set_apart(line)))
      a->tail = i + 1;
  }
}

/// What comes after the last words that JSON-LD has of the article, if that is a small part of it
/// and the rest is in there.
static void drop_after_declared(struct assigner *a) {
  uint32_t n_words = 0, n_in = 0, n_after = 0, last = HTML_NONE;
  for (uint32_t i = a->content->first; i < a->content->end; i++) {
    struct text_line *line = content_line(a, i);
    if (line == NULL || !is_paragraph(a, i, line))
      continue;
    uint32_t n = a->content->measures[i].n_words;
    bool in = html_body_percent(a->declared, html_chunk_text(a->page, &a->page->chunks[i])) >=
              DECLARED_PERCENT;
    n_words += n;
    n_in += in ? n : 0;
    n_after = in ? 0 : n_after + n;
    last = in ? i : last;
  }
  if (last == HTML_NONE || n_in * 10 < n_words * 8 || n_after * 10 > n_words)
    return;
  for (uint32_t i = last + 1; i < a->content->end; i++) {
    struct text_line *line = content_line(a, i);
    if (line != NULL && is_read(line) && (line->kind == LINE_TEXT || line->kind == LINE_HEADING) &&
        html_body_percent(a->declared, html_chunk_text(a->page, &a->page->chunks[i])) <
            DECLARED_PERCENT)
      line->reason = SKIP_OUTSIDE;
  }
  a->tail = last + 1;
}

// ---- by place ----

/// What stands above the headline is its topic, or belongs to the page. A paragraph named as the
/// lead is one wherever it stands.
static void drop_before_title(const struct assigner *a) {
  if (a->headline == HTML_NONE)
    return;
  for (uint32_t i = a->content->first; i < a->page->elements[a->headline].first_chunk; i++) {
    struct text_line *line = content_line(a, i);
    if (line == NULL || !is_read(line))
      continue;
    const struct html_measure *m = &a->content->measures[i];
    bool lead = (hints_of(a, i) & HINT_LEAD) != 0 && m->n_words >= LEAD_MIN_WORDS;
    if (!lead)
      line->reason = (uint8_t)(m->n_words <= LABEL_MAX_WORDS ? SKIP_KICKER : SKIP_OUTSIDE);
  }
}

static bool is_certain(const struct assigner *a, uint32_t i) {
  const struct text_line *line = i < a->content->end ? content_line(a, i) : NULL;
  return line != NULL && !line->weak && !is_read(line);
}

/// Lines that could also be text go at the edges of the article and beside other furniture.
static void settle_weak(const struct assigner *a) {
  for (uint32_t i = a->content->first; i < a->content->end; i++) {
    struct text_line *line = content_line(a, i);
    if (line == NULL || !line->weak || is_read(line))
      continue;
    bool edge = a->body == HTML_NONE || i < a->body || i >= a->tail;
    bool beside = is_certain(a, i + 1) || (i > a->content->first && is_certain(a, i - 1));
    bool text = line->kind == LINE_ITEM || line->kind == LINE_HEADING || line->kind == LINE_TABLE;
    bool label = line->kind == LINE_TEXT && a->content->measures[i].n_words <= 2;
    // A heading has its reason below it: see drop_empty_headings.
    if (line->kind == LINE_HEADING || (!edge && !label && (!beside || text)))
      line->reason = SKIP_NONE;
    line->weak = false;
  }
}

static bool is_label(const struct assigner *a, uint32_t i, const struct text_line *line,
                     unsigned max_words) {
  const struct html_measure *m = &a->content->measures[i];
  struct view text = html_chunk_text(a->page, &a->page->chunks[i]);
  bool colon = text.len > 0 && text.ptr[text.len - 1] == ':';
  return is_read(line) && line->kind == LINE_TEXT && (!m->sentence || colon) &&
         m->n_words <= max_words;
}

static bool has_date(const struct assigner *a, uint32_t i) {
  struct token_line tokens;
  struct word_line words;
  struct date date;
  if (!token_line_read(&tokens, html_chunk_text(a->page, &a->page->chunks[i])))
    return false;
  word_line_read(&words, &tokens);
  for (size_t k = 0; k < tokens.n; k++) {
    size_t at = k;
    if (date_read(a->rules, &words, &at, &date))
      return true;
  }
  return false;
}

static void drop_labels(const struct assigner *a) {
  if (a->body == HTML_NONE)
    return;
  for (uint32_t i = a->content->first; i < a->content->end; i++) {
    struct text_line *line = content_line(a, i);
    if (line == NULL)
      continue;
    if (i < a->body && is_label(a, i, line, LABEL_MAX_WORDS))
      line->reason = SKIP_KICKER;
    else if (i < a->head && is_label(a, i, line, DATELINE_MAX_WORDS) && has_date(a, i))
      line->reason = SKIP_DATELINE;
    else if (i >= a->tail && is_label(a, i, line, TAIL_MAX_WORDS))
      line->reason = SKIP_OUTSIDE;
  }
}

/// A heading has text below it. Where only something skipped stands there, it went with that.
static void drop_empty_headings(const struct assigner *a) {
  bool read_below = false, skipped_below = true;
  unsigned level_below = 0;
  for (uint32_t i = a->content->end; i-- > a->content->first;) {
    struct text_line *line = line_of(a, i);
    if (line == NULL || line->kind == LINE_TITLE)
      continue;
    bool content = content_line(a, i) != NULL && is_read(line) && line->kind != LINE_CAPTION;
    if (!content) {
      skipped_below = true;
      continue;
    }
    if (line->kind != LINE_HEADING) {
      read_below = true;
    } else if (!read_below && skipped_below && (level_below == 0 || level_below <= line->level)) {
      line->reason = SKIP_RELATED;
      continue;
    } else {
      read_below = false;
      level_below = line->level;
    }
    skipped_below = false;
  }
}

/// "© 2024 Der Verein" below the text is the page's, not a picture's.
static void settle_credits(const struct assigner *a) {
  for (uint32_t i = a->tail; i < a->content->end; i++) {
    struct text_line *line = content_line(a, i);
    if (line != NULL && line->reason == SKIP_CREDIT && line->kind != LINE_CAPTION)
      line->reason = SKIP_COPYRIGHT;
  }
}

static void drop_repeated_title(const struct assigner *a) {
  if (a->title == HTML_NONE)
    return;
  struct view title = html_chunk_text(a->page, &a->page->chunks[a->title]);
  for (uint32_t i = a->content->first; i < a->content->end; i++) {
    struct text_line *line = content_line(a, i);
    if (line != NULL && is_read(line) && (a->body == HTML_NONE || i < a->body) &&
        view_eq(title, html_chunk_text(a->page, &a->page->chunks[i])))
      line->reason = SKIP_DUPLICATE;
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
    struct text_line *line = line_of(a, i);
    if (line == NULL || i == a->title || content_line(a, i) != NULL) {
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
      line->reason = furniture.reason;
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
    if (!is_read(line) || line->kind == LINE_MARK || line->kind == LINE_CAPTION)
      continue;
    line->section = first || line->kind == LINE_HEADING || after_title;
    after_title = line->kind == LINE_TITLE;
    first = false;
  }
}

void html_roles_assign(struct html_page *page, const struct html_content *content,
                       const struct html_body *body, uint32_t headline, uint32_t title,
                       const struct rules *rules) {
  struct assigner a = {.page = page,
                       .content = content,
                       .declared = body,
                       .rules = rules,
                       .headline = headline,
                       .title = title};
  assign_chunks(&a);
  drop_after_declared(&a);
  drop_before_title(&a);
  settle_weak(&a);
  settle_credits(&a);
  drop_labels(&a);
  drop_repeated_title(&a);
  drop_empty_headings(&a);
  skip_rest(&a);
  mark_sections(&a);
}
