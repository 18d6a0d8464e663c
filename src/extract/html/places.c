#include "extract/html/assign.h"

#include "extract/date.h"

enum {
  LABEL_MAX_WORDS = 4,
  TAIL_MAX_WORDS = 8,
  AUTHOR_MAX_WORDS = 6,
  DATELINE_MAX_WORDS = 10,
  LEAD_MIN_WORDS = 8,
  TEASER_MAX_WORDS = 40,
  DECLARED_PERCENT = 50,
};

static uint32_t hints_of(const struct assigner *a, uint32_t chunk) {
  const struct html_page *page = a->page;
  uint32_t hints = 0;
  for (uint32_t i = page->chunks[chunk].inner; i != HTML_NONE && i != a->content->element;
       i = page->elements[i].parent)
    hints |= page->elements[i].hints;
  return hints;
}

/// What comes after the last words that JSON-LD has of the article, if that is a small part of it
/// and the rest is in there.
static void drop_after_declared(struct assigner *a) {
  uint32_t n_words = 0, n_in = 0, n_after = 0, last = HTML_NONE;
  for (uint32_t i = a->content->first; i < a->content->end; i++) {
    struct text_line *line = assign_content_line(a, i);
    if (line == NULL || !assign_is_paragraph(a, i, line))
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
    struct text_line *line = assign_content_line(a, i);
    if (line != NULL && assign_is_read(line) &&
        (line->kind == LINE_TEXT || line->kind == LINE_HEADING) &&
        html_body_percent(a->declared, html_chunk_text(a->page, &a->page->chunks[i])) <
            DECLARED_PERCENT)
      line->reason = SKIP_OUTSIDE;
  }
  a->tail = last + 1;
}

/// What stands above the headline is its topic, or belongs to the page. A paragraph named as the
/// lead is one wherever it stands.
static void drop_before_title(const struct assigner *a) {
  if (a->headline == HTML_NONE)
    return;
  for (uint32_t i = a->content->first; i < a->page->elements[a->headline].first_chunk; i++) {
    struct text_line *line = assign_content_line(a, i);
    if (line == NULL || !assign_is_read(line))
      continue;
    const struct html_measure *m = &a->content->measures[i];
    bool lead = (hints_of(a, i) & HINT_LEAD) != 0 && m->n_words >= LEAD_MIN_WORDS;
    if (!lead)
      line->reason = (uint8_t)(m->n_words <= LABEL_MAX_WORDS ? SKIP_KICKER : SKIP_OUTSIDE);
  }
}

static bool is_certain(const struct assigner *a, uint32_t i) {
  const struct text_line *line = i < a->content->end ? assign_content_line(a, i) : NULL;
  return line != NULL && !line->weak && !assign_is_read(line);
}

/// Lines that could also be text go at the edges of the article and beside other furniture.
static void settle_weak(const struct assigner *a) {
  for (uint32_t i = a->content->first; i < a->content->end; i++) {
    struct text_line *line = assign_content_line(a, i);
    if (line == NULL || !line->weak || assign_is_read(line))
      continue;
    bool named = line->reason == SKIP_BYLINE || line->reason == SKIP_DATELINE;
    bool edge = a->body == HTML_NONE || i < (named ? a->head : a->body) || i >= a->tail;
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
  return assign_is_read(line) && line->kind == LINE_TEXT && (!m->sentence || colon) &&
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
  bool headed = false; // below a heading of its own stands text, however short
  if (a->body == HTML_NONE)
    return;
  for (uint32_t i = a->content->first; i < a->content->end; i++) {
    struct text_line *line = assign_content_line(a, i);
    if (line == NULL)
      continue;
    headed |= i >= a->tail && assign_is_read(line) && line->kind == LINE_HEADING;
    if (i < a->body && is_label(a, i, line, LABEL_MAX_WORDS))
      line->reason = SKIP_KICKER;
    else if (i < a->head && is_label(a, i, line, DATELINE_MAX_WORDS) && has_date(a, i))
      line->reason = SKIP_DATELINE;
    else if (i >= a->tail && !headed && is_label(a, i, line, TAIL_MAX_WORDS))
      line->reason = SKIP_OUTSIDE;
  }
}

/// A heading has text below it. Where only something skipped stands there, it went with that.
static void drop_empty_headings(const struct assigner *a) {
  bool read_below = false, skipped_below = true, notes_below = false;
  unsigned level_below = 0;
  for (uint32_t i = a->content->end; a->body != HTML_NONE && i-- > a->content->first;) {
    struct text_line *line = assign_line(a, i);
    if (line == NULL || line->kind == LINE_TITLE)
      continue;
    bool content =
        assign_content_line(a, i) != NULL && assign_is_read(line) && line->kind != LINE_CAPTION;
    if (!content) {
      skipped_below = true;
      continue;
    }
    if (line->kind == LINE_FOOTNOTE) {
      notes_below = true;
    } else if (line->kind != LINE_HEADING) {
      read_below = true;
    } else if (!read_below && notes_below) {
      line->kind = LINE_FOOTNOTE; // "Einzelnachweise" goes with them
      notes_below = false;
    } else if (!read_below && skipped_below && (level_below == 0 || level_below <= line->level)) {
      line->reason = SKIP_RELATED;
      continue;
    } else {
      read_below = notes_below = false;
      level_below = line->level;
    }
    skipped_below = false;
  }
}

/// "© 2024 Der Verein" below the text is the page's, not a picture's.
static void settle_credits(const struct assigner *a) {
  for (uint32_t i = a->tail; i < a->content->end; i++) {
    struct text_line *line = assign_content_line(a, i);
    if (line != NULL && line->reason == SKIP_CREDIT && line->kind != LINE_CAPTION)
      line->reason = SKIP_COPYRIGHT;
  }
}

static void drop_repeated_title(const struct assigner *a) {
  if (a->title == HTML_NONE)
    return;
  struct view title = html_chunk_text(a->page, &a->page->chunks[a->title]);
  for (uint32_t i = a->content->first; i < a->content->end; i++) {
    struct text_line *line = assign_content_line(a, i);
    if (line != NULL && assign_is_read(line) && (a->body == HTML_NONE || i < a->body) &&
        view_eq(title, html_chunk_text(a->page, &a->page->chunks[i])))
      line->reason = SKIP_DUPLICATE;
  }
}

/// "Max Mustermann" alone on its line, as JSON-LD has the author's name.
static void drop_author(const struct assigner *a) {
  for (uint32_t i = a->content->first; i < a->content->end && a->author.n > 0; i++) {
    struct text_line *line = assign_content_line(a, i);
    struct html_words words;
    if (line == NULL || !assign_is_read(line) ||
        a->content->measures[i].n_words > AUTHOR_MAX_WORDS || line->kind == LINE_TABLE)
      continue;
    html_words_read(&words, html_chunk_text(a->page, &a->page->chunks[i]));
    if (words.n >= 2 && html_words_common(&words, &a->author) == words.n)
      assign_skip(line, SKIP_BYLINE);
  }
}

// ---- below the text ----

static uint32_t half_of_words(const struct assigner *a) {
  uint64_t n = 0, half = 0;
  for (uint32_t i = a->content->first; i < a->content->end; i++)
    n += assign_content_line(a, i) != NULL ? a->content->measures[i].n_words : 0;
  for (uint32_t i = a->content->first; i < a->content->end; i++) {
    half += assign_content_line(a, i) != NULL ? a->content->measures[i].n_words : 0;
    if (half * 2 >= n)
      return i;
  }
  return a->content->end;
}

static uint32_t parent_of(const struct assigner *a, uint32_t chunk) {
  return a->page->elements[a->page->chunks[chunk].element].parent;
}

/// "Kommentare": all that follows was written by others. "Mehr zum Thema": what follows is theirs
/// as long as it goes with links.
static void drop_after_labels(const struct assigner *a) {
  enum skip_reason below = SKIP_NONE;
  unsigned level = 0;
  bool linked = false;
  uint32_t home = HTML_NONE; // where the text stands
  uint32_t half = half_of_words(a);
  for (uint32_t i = a->body; i < half; i++) {
    struct text_line *line = assign_content_line(a, i);
    if (line != NULL && assign_is_paragraph(a, i, line))
      home = parent_of(a, i);
  }
  for (uint32_t i = half; i < a->content->end; i++) {
    struct text_line *line = assign_content_line(a, i);
    if (line == NULL)
      continue;
    bool label = line->reason == SKIP_COMMENTS ||
                 (line->reason == SKIP_RELATED && line->kind == LINE_HEADING);
    if (label && !line->weak && !assign_is_linked(&a->page->chunks[i]) &&
        a->content->measures[i].n_words <= LABEL_MAX_WORDS && below != SKIP_COMMENTS) {
      below = line->reason;
      level = line->kind == LINE_HEADING ? line->level : 0;
      linked = true;
      continue;
    }
    if (below == SKIP_NONE || !assign_is_read(line)) {
      linked = line->reason == SKIP_RELATED;
      continue;
    }
    bool heading = line->kind == LINE_HEADING && (level == 0 || line->level <= level);
    bool text =
        !linked || a->content->measures[i].n_words > TEASER_MAX_WORDS || parent_of(a, i) == home;
    if (below == SKIP_RELATED && (heading || text)) {
      below = SKIP_NONE;
      continue;
    }
    assign_skip(line, below);
    linked = false;
  }
}

void assign_by_place(struct assigner *a) {
  drop_after_declared(a);
  drop_after_labels(a);
  drop_before_title(a);
  settle_weak(a);
  settle_credits(a);
  drop_author(a);
  drop_labels(a);
  drop_repeated_title(a);
  drop_empty_headings(a);
}
