#include "extract/furniture.h"
#include "extract/markdown_page.h"

#include "base/utf8.h"

enum {
  PARAGRAPH_MIN_BYTES = 60,
  LONG_BYTES = 200, ///< longer than any label
  CAPTION_MAX_COLUMNS = 400,
  BOLD_HEADING_MAX_COLUMNS = 90,
};

struct assigner {
  struct markdown_page *page;
  struct decoded *d;
  const struct rules *rules;
  size_t title;      ///< line, or n_lines
  size_t body, tail; ///< lines: the first paragraph; after the last one
};

static const struct markdown_chunk *chunk_of(const struct assigner *a, size_t i) {
  return &a->page->chunks[a->d->lines[i].number - 1];
}

static bool is_read(const struct assigner *a, size_t i) {
  return skip_reason_class(a->d->lines[i].reason) == SKIP_CLASS_READ &&
         a->d->lines[i].kind != LINE_MARK;
}

/// Emphasised from end to end.
static bool is_whole(uint32_t part, const struct markdown_chunk *chunk) {
  return part > 0 && part + 1 >= chunk->text;
}

static bool is_paragraph(const struct assigner *a, size_t i) {
  const struct text_line *line = &a->d->lines[i];
  struct view text = line_text(a->d, line);
  bool kind = line->kind == LINE_TEXT || line->kind == LINE_ITEM || line->kind == LINE_QUOTE;
  return kind && is_read(a, i) &&
         (text.len >= LONG_BYTES || (text.len >= PARAGRAPH_MIN_BYTES && text_ends_sentence(text)));
}

// ---- line by line ----

/// A paragraph in bold that is no sentence is a heading by hand.
static bool is_bold_heading(const struct markdown_chunk *chunk, const struct text_line *line,
                            struct view text) {
  if (!is_whole(chunk->strong, chunk) || chunk->link + chunk->anchor > 0 ||
      line->columns > BOLD_HEADING_MAX_COLUMNS || text.len < 3)
    return false;
  char last = text.ptr[text.len - 1];
  return !text_ends_sentence(text) && last != ',' && last != ';' && !text_starts_lower(text);
}

/// Text in italics below a picture, or in the same paragraph, says what it shows.
static bool is_caption(const struct assigner *a, size_t i, const struct markdown_chunk *chunk) {
  bool below = chunk->has_image;
  for (size_t k = i; k > 0 && !below; k--) {
    const struct markdown_chunk *before = chunk_of(a, k - 1);
    if (before->kind != LINE_CAPTION && before->reason == SKIP_NONE) {
      below = before->has_image && before->kind == LINE_TEXT && before->text == 0;
      break;
    }
    below = before->kind == LINE_CAPTION;
  }
  return below && is_whole(chunk->em, chunk) && a->d->lines[i].columns <= CAPTION_MAX_COLUMNS;
}

static void set_kind(struct assigner *a, size_t i) {
  struct text_line *line = &a->d->lines[i];
  const struct markdown_chunk *chunk = chunk_of(a, i);
  line->kind = (uint8_t)chunk->kind;
  line->level = (uint8_t)chunk->level;
  line->ordered = chunk->ordered;
  line->reason = (uint8_t)chunk->reason;
  line->joined = i > 0 && a->d->lines[i - 1].number == line->number;
  if (chunk->kind != LINE_TEXT || chunk->reason != SKIP_NONE || line->joined)
    return;
  if (is_caption(a, i, chunk)) {
    line->kind = LINE_CAPTION;
  } else if (is_bold_heading(chunk, line, line_text(a->d, line))) {
    line->kind = LINE_HEADING;
    line->level = 3;
  }
}

static void judge(struct assigner *a, size_t i) {
  struct text_line *line = &a->d->lines[i];
  const struct markdown_chunk *chunk = chunk_of(a, i);
  bool judged = line->kind == LINE_TEXT || line->kind == LINE_ITEM || line->kind == LINE_QUOTE ||
                line->kind == LINE_HEADING || line->kind == LINE_CAPTION;
  if (!judged || line->reason != SKIP_NONE)
    return;
  struct furniture furniture;
  furniture_classify(a->rules, line_text(a->d, line), &furniture);
  if (furniture.reason == SKIP_CAPTION && line->kind == LINE_CAPTION)
    return; // known already
  line->reason = (uint8_t)furniture.reason;
  // In a list or a quote, and where someone marked a heading, a button's word is probably text.
  bool marked = line->kind != LINE_TEXT && line->kind != LINE_CAPTION;
  line->weak = furniture.edge || (marked && furniture.reason != SKIP_CLAIM);
  // A list of links into the page is its table of contents.
  if (is_read(a, i) && line->kind == LINE_ITEM && is_whole(chunk->anchor, chunk)) {
    line->reason = SKIP_NAVIGATION;
    line->weak = false;
  }
}

// ---- the title ----

/// The first heading of level 1, unless paragraphs come before it; or a heading that is the first
/// thing to read.
static size_t find_title(const struct assigner *a) {
  size_t first = a->d->n_lines;
  for (size_t i = 0; i < a->d->n_lines; i++) {
    const struct text_line *line = &a->d->lines[i];
    if (line->kind == LINE_TITLE)
      return i;
    if (!is_read(a, i) || line->kind == LINE_CAPTION)
      continue;
    first = first == a->d->n_lines ? i : first;
    if (line->kind == LINE_HEADING && line->level == 1 && chunk_of(a, i)->kind == LINE_HEADING)
      return i;
    if (is_paragraph(a, i))
      break;
  }
  return first < a->d->n_lines && a->d->lines[first].kind == LINE_HEADING ? first : a->d->n_lines;
}

static void drop_repeated_title(struct assigner *a) {
  if (a->title == a->d->n_lines)
    return;
  struct view title = line_text(a->d, &a->d->lines[a->title]);
  for (size_t i = 0;
       i < a->d->n_lines && (i <= a->title || i < a->body || a->body == a->d->n_lines); i++) {
    struct text_line *line = &a->d->lines[i];
    bool repeats = i != a->title && is_read(a, i) && line->kind == LINE_HEADING &&
                   view_eq(title, line_text(a->d, line));
    if (repeats)
      line->reason = SKIP_DUPLICATE;
  }
}

// ---- by place ----

static void find_parts(struct assigner *a) {
  a->body = a->d->n_lines;
  a->tail = 0;
  for (size_t i = 0; i < a->d->n_lines; i++) {
    if (!is_paragraph(a, i))
      continue;
    a->body = a->body == a->d->n_lines ? i : a->body;
    a->tail = i + 1;
  }
}

static bool is_certain(const struct assigner *a, size_t i) {
  const struct text_line *line = i < a->d->n_lines ? &a->d->lines[i] : NULL;
  return line != NULL && !line->weak && !is_read(a, i) && chunk_of(a, i)->reason == SKIP_NONE;
}

/// Lines that could also be text go at the edges of the article and beside other furniture.
static void settle_weak(struct assigner *a) {
  for (size_t i = 0; i < a->d->n_lines; i++) {
    struct text_line *line = &a->d->lines[i];
    if (!line->weak || is_read(a, i))
      continue;
    bool edge = a->body < a->d->n_lines && (i < a->body || i >= a->tail);
    bool beside = is_certain(a, i + 1) || (i > 0 && is_certain(a, i - 1));
    bool text = line->kind == LINE_ITEM || line->kind == LINE_HEADING;
    if (!edge && (!beside || text))
      line->reason = SKIP_NONE;
    line->weak = false;
  }
}

/// A heading goes with what stood below it, where that is a list of links or furniture.
static void drop_empty_headings(struct assigner *a) {
  bool read_below = false, skipped_below = false;
  unsigned level_below = 0;
  for (size_t i = a->d->n_lines; i-- > 0;) {
    struct text_line *line = &a->d->lines[i];
    if (line->kind == LINE_TITLE || line->kind == LINE_CAPTION || line->kind == LINE_MARK ||
        chunk_of(a, i)->reason != SKIP_NONE)
      continue;
    if (!is_read(a, i)) {
      skipped_below = true;
      continue;
    }
    if (line->kind != LINE_HEADING) {
      read_below = true;
    } else if (!read_below && skipped_below && level_below <= line->level) {
      line->reason = SKIP_RELATED;
      continue;
    } else {
      read_below = false;
      level_below = line->level;
    }
    skipped_below = false;
  }
}

static void mark_sections(struct assigner *a) {
  bool first = true, after_title = false, rule = false;
  for (size_t i = 0; i < a->d->n_lines; i++) {
    struct text_line *line = &a->d->lines[i];
    rule |= chunk_of(a, i)->after_rule;
    if (!is_read(a, i) || line->joined)
      continue;
    line->section = first || line->kind == LINE_HEADING || line->kind == LINE_TITLE ||
                    (line->kind != LINE_CAPTION && (after_title || rule));
    if (line->kind == LINE_CAPTION && !first)
      continue;
    after_title = line->kind == LINE_TITLE;
    first = rule = false;
  }
}

void markdown_roles_assign(struct markdown_page *page, const struct rules *rules) {
  struct assigner a = {.page = page, .d = &page->page.decoded, .rules = rules};
  for (size_t i = 0; i < a.d->n_lines; i++)
    set_kind(&a, i);
  a.title = find_title(&a);
  if (a.title < a.d->n_lines)
    a.d->lines[a.title].kind = LINE_TITLE;
  for (size_t i = 0; i < a.d->n_lines; i++)
    if (i != a.title && !a.d->lines[i].joined)
      judge(&a, i);
  find_parts(&a);
  settle_weak(&a);
  drop_repeated_title(&a);
  drop_empty_headings(&a);
  mark_sections(&a);
}
