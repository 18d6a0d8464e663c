#include "extract/roles.h"

#include "base/utf8.h"
#include "claim/claim.h"
#include "extract/furniture.h"

enum {
  SENTENCE_MIN_COLUMNS = 25,
  QUESTION_MIN_COLUMNS = 80, ///< a shorter question may be a heading or a link
  PARAGRAPH_MIN_BYTES = 250, ///< longer than any headline
  HEADING_MAX_COLUMNS = 90,
  HEADING_MAX_WORDS = 12,
  LINK_MAX_COLUMNS = 160,
};

/// Where the parts of the article lie, as first lines of units.
struct parts {
  size_t title; ///< n_lines where there is none
  size_t body;  ///< the first unit that looks like body text; n_lines where there is none
  size_t early; ///< the third such unit: byline and date may follow a short summary
  size_t tail;  ///< the first unit after the last such one
};

static bool is_read(const struct decoded *d, size_t i) {
  return skip_reason_class(d->lines[i].reason) == SKIP_CLASS_READ &&
         d->lines[i].kind != LINE_BREAK && d->lines[i].kind != LINE_UNDERLINE;
}

bool roles_is_paragraph(const struct decoded *decoded, size_t i) {
  const struct text_line *line = &decoded->lines[i];
  if (!is_read(decoded, i) || line->kind == LINE_HEADING || line->kind == LINE_TITLE)
    return false;
  struct view text = unit_text(decoded, i);
  if (text.len > PARAGRAPH_MIN_BYTES)
    return true;
  char last = text.ptr[text.len - 1];
  bool question = last == '?' || last == '!';
  return text_ends_sentence(text) && last != ':' &&
         utf8_count(text) >= (question ? QUESTION_MIN_COLUMNS : SENTENCE_MIN_COLUMNS);
}

// ---- furniture ----

/// "Artikel anhören" and "6 Minuten" on lines of their own are one label.
static void join_split_claims(struct decoded *d) {
  enum { LABEL_MAX_BYTES = 48, TIME_MAX_BYTES = 24 };
  for (size_t i = 0; i + 1 < d->n_lines; i++) {
    const struct text_line *label = &d->lines[i];
    struct text_line *time = &d->lines[i + 1];
    struct claim claim;
    if (label->joined || label->kind != LINE_TEXT || time->kind != LINE_TEXT || time->joined ||
        time->gap > 1 || label->len > LABEL_MAX_BYTES || time->len > TIME_MAX_BYTES ||
        (i + 2 < d->n_lines && d->lines[i + 2].joined) ||
        claim_parse(line_text(d, label), &claim) || claim_parse(line_text(d, time), &claim))
      continue;
    const struct view both = {d->text + label->start, time->start + time->len - label->start};
    time->joined = claim_parse(both, &claim);
  }
}

static void classify_units(struct decoded *d, const struct rules *rules) {
  for (size_t i = 0; i < d->n_lines; i = unit_end(d, i)) {
    struct text_line *line = &d->lines[i];
    if (line->kind == LINE_BREAK || line->kind == LINE_UNDERLINE) {
      line->reason = line->kind == LINE_BREAK ? SKIP_SCENE_BREAK : SKIP_UNDERLINE;
      continue;
    }
    struct furniture furniture;
    // What someone quotes is no way through a site ("> Start > Politik").
    struct view text = unit_text(d, i);
    size_t marker = line->kind == LINE_QUOTE ? line->marker : 0;
    furniture_classify(rules, view_sub(text, marker, text.len), &furniture);
    line->reason = (uint8_t)furniture.reason;
    // In a list or a quote, and where someone marked a heading, a button's word is probably text.
    bool marked = line->kind != LINE_TEXT && furniture.reason != SKIP_CLAIM;
    line->weak = furniture.edge || marked;
  }
}

static struct parts find_parts(struct decoded *d) {
  struct parts parts = {d->n_lines, d->n_lines, d->n_lines, 0};
  size_t n = 0;
  for (size_t i = 0; i < d->n_lines; i = unit_end(d, i)) {
    if (!roles_is_paragraph(d, i))
      continue;
    parts.body = parts.body == d->n_lines ? i : parts.body;
    parts.early = ++n == 3 ? i : parts.early;
    parts.tail = unit_end(d, i);
  }
  return parts;
}

static bool is_certain(const struct decoded *d, size_t i) {
  return i < d->n_lines && !d->lines[i].weak &&
         skip_reason_class(d->lines[i].reason) != SKIP_CLASS_READ;
}

/// May a line that could also be text be dropped where it stands?
static bool is_furniture_here(const struct decoded *d, const struct parts *parts, size_t i) {
  enum skip_reason reason = d->lines[i].reason;
  size_t next = unit_end(d, i);
  bool beside = is_certain(d, next) || (i > 0 && is_certain(d, unit_before(d, i)));
  bool before_title = parts->title < d->n_lines && i < parts->title;
  bool head = i < parts->body && parts->body < d->n_lines;
  bool tail = i >= parts->tail && parts->body < d->n_lines;
  switch (reason) {
  case SKIP_CAPTION: // a sentence that begins as captions do
    return before_title || (next < d->n_lines && d->lines[next].reason == SKIP_CREDIT);
  case SKIP_KICKER:
    return before_title || (head && beside);
  case SKIP_SITE:
    return before_title || head || tail;
  case SKIP_DATELINE:
  case SKIP_BYLINE:
    return head || tail || beside || (i < parts->early && parts->body < d->n_lines);
  default:
    return head || tail || beside;
  }
}

/// In a chronicle dates are headings.
static bool has_date_headings(const struct decoded *d, const struct parts *parts) {
  size_t n = 0;
  for (size_t i = parts->body; i < parts->tail; i = unit_end(d, i))
    n += d->lines[i].weak && d->lines[i].reason == SKIP_DATELINE;
  return n >= 2;
}

/// Settle the uncertain lines. A line that was one is certain for its neighbours, so that a whole
/// row of links goes; hence once forwards, where every line sees the one before it settled.
static void settle_weak(struct decoded *d, const struct parts *parts) {
  bool any_text = false, chronicle = has_date_headings(d, parts);
  for (size_t i = 0; i < d->n_lines; i = unit_end(d, i))
    any_text |= d->lines[i].reason == SKIP_NONE || d->lines[i].reason == SKIP_NOTE;
  for (size_t i = 0; i < d->n_lines; i = unit_end(d, i)) {
    struct text_line *line = &d->lines[i];
    if (!line->weak || skip_reason_class(line->reason) == SKIP_CLASS_READ)
      continue;
    bool drop = !any_text || is_furniture_here(d, parts, i);
    if (chronicle && line->reason == SKIP_DATELINE)
      drop = false;
    if (!drop)
      line->reason = SKIP_NONE;
    line->weak = false;
  }
}

static bool is_link(const struct decoded *d, size_t i) {
  const struct text_line *line = &d->lines[i];
  return line->reason == SKIP_NONE && (line->kind == LINE_TEXT || line->kind == LINE_ITEM) &&
         !roles_is_paragraph(d, i) && utf8_count(unit_text(d, i)) <= LINK_MAX_COLUMNS;
}

/// Lines after "Mehr zum Thema" that are no sentences are links: all of them where no paragraph is
/// left, otherwise those that follow it without a gap, if a gap ends them.
static void drop_links(struct decoded *d, const struct parts *parts) {
  bool related = false;
  for (size_t i = 0, end; i < d->n_lines && parts->body < d->n_lines; i = end) {
    end = unit_end(d, i);
    if (d->lines[i].reason == SKIP_RELATED && i >= parts->tail)
      related = true;
    else if (related && is_link(d, i))
      d->lines[i].reason = SKIP_RELATED;
    if (d->lines[i].reason != SKIP_RELATED || d->lines[i].gap == 0 || related)
      continue;
    size_t last = end;
    while (last < d->n_lines && d->lines[last].gap == 0 && is_link(d, last))
      last = unit_end(d, last);
    if (last < d->n_lines && d->lines[last].gap == 0)
      continue;
    for (; end < last; end = unit_end(d, end))
      d->lines[end].reason = SKIP_RELATED;
  }
}

// ---- headings ----

/// Before or after a heading stands text, or another heading.
static bool is_neighbour(const struct decoded *d, size_t i) {
  enum line_kind kind = d->lines[i].kind;
  return kind == LINE_ITEM || kind == LINE_QUOTE || kind == LINE_TITLE || kind == LINE_HEADING ||
         roles_is_paragraph(d, i);
}

/// A short line that is no sentence and stands by itself.
static bool is_heading_like(const struct decoded *d, size_t i, bool *question) {
  const struct text_line *line = &d->lines[i];
  struct view text = unit_text(d, i);
  size_t size, n_words = 1;
  if (line->kind != LINE_TEXT || line->reason != SKIP_NONE || text.len > 2 * HEADING_MAX_COLUMNS ||
      text.len < 2 || utf8_count(text) > HEADING_MAX_COLUMNS)
    return false;
  for (size_t k = 0; k < text.len; k++)
    n_words += text.ptr[k] == ' ';
  char last = text.ptr[text.len - 1];
  *question = last == '?' || last == '!';
  if (n_words > HEADING_MAX_WORDS || last == ',' || last == ';' || last == ':' || last == '-' ||
      (text_ends_sentence(text) && !*question) || text_starts_lower(text))
    return false;
  for (size_t pos = 0; pos < text.len; pos += size)
    if (utf8_is_letter(utf8_at(text, pos, &size)))
      return true;
  return false;
}

/// The next unit that is read, or n_lines.
static size_t next_read(const struct decoded *d, size_t i) {
  for (i = unit_end(d, i); i < d->n_lines && !is_read(d, i);)
    i = unit_end(d, i);
  return i;
}

/// Questions are headings where they are rare; in an interview they are half of the text.
static bool questions_are_headings(const struct decoded *d, size_t from) {
  size_t n_questions = 0, n_paragraphs = 0;
  for (size_t i = from; i < d->n_lines; i = unit_end(d, i)) {
    bool question = false;
    if (is_heading_like(d, i, &question) && question)
      n_questions++;
    else
      n_paragraphs += is_read(d, i) && roles_is_paragraph(d, i);
  }
  return n_questions * 3 <= n_paragraphs;
}

static void mark_headings(struct decoded *d, const struct parts *parts, bool wrapped) {
  size_t before = d->n_lines;
  bool questions = questions_are_headings(d, 0), question;
  for (size_t i = 0; i < d->n_lines; i = unit_end(d, i)) {
    struct text_line *line = &d->lines[i];
    if (!is_read(d, i))
      continue;
    size_t next = next_read(d, i);
    unsigned number = text_heading_number(unit_text(d, i));
    // Between its neighbours a heading stands alone, unless every line is a paragraph.
    bool alone = line->gap > 0 || (!wrapped && next < d->n_lines && unit_text(d, next).len > 120);
    bool above = before < d->n_lines && is_neighbour(d, before) &&
                 (number > 0 || d->lines[before].kind != LINE_HEADING || i > parts->body);
    bool below = next < d->n_lines && (is_neighbour(d, next) ||
                                       (number > 0 && text_heading_number(unit_text(d, next)) > 0));
    if (line->kind == LINE_TEXT && !line->verse && i != parts->title && above && below && alone &&
        is_heading_like(d, i, &question) && (!question || questions)) {
      line->kind = LINE_HEADING;
      line->level = (uint8_t)(number == 0 ? 2 : number < 5 ? number + 1 : 6);
    }
    before = i;
  }
}

// ---- sections ----

enum { N_SHAPES = 128 };

static size_t shape_of(size_t gap, bool has_blanks) {
  size_t n = gap < N_SHAPES / 2 ? gap : N_SHAPES / 2 - 1;
  return 2 * n + has_blanks;
}

/// Walks over what is read with the widest gap before each unit; furniture between two paragraphs
/// does not widen it.
struct gaps {
  size_t unit, before; ///< n_lines: none yet
  size_t shape;
  bool broken; ///< a scene break stands between
};

static bool gaps_next(const struct decoded *d, struct gaps *gaps) {
  gaps->before = gaps->unit;
  gaps->shape = 0;
  gaps->broken = false;
  size_t i = gaps->unit == d->n_lines ? 0 : unit_end(d, gaps->unit);
  for (; i < d->n_lines; i = unit_end(d, i)) {
    size_t shape = shape_of(d->lines[i].gap, d->lines[i].gap_has_blanks);
    gaps->shape = shape > gaps->shape ? shape : gaps->shape;
    gaps->broken |= d->lines[i].kind == LINE_BREAK;
    if (is_read(d, i))
      break;
  }
  gaps->unit = i;
  return i < d->n_lines;
}

/// Two paragraphs, so that the gap between them is one of the body.
static bool are_paragraphs(const struct decoded *d, size_t a, size_t b) {
  return a < d->n_lines && d->lines[a].kind == LINE_TEXT && d->lines[b].kind == LINE_TEXT;
}

/// The gap that ordinary paragraphs have: the most frequent one, of two alike the smaller.
/// Where there are no two paragraphs, no gap is wider than that.
static size_t usual_shape(const struct decoded *d) {
  size_t counts[N_SHAPES] = {0}, columns = 0, n = 0, best = 0;
  for (struct gaps gaps = {.unit = d->n_lines}; gaps_next(d, &gaps);) {
    if (!are_paragraphs(d, gaps.before, gaps.unit))
      continue;
    counts[gaps.shape]++;
    columns += d->lines[gaps.unit].columns;
    n++;
  }
  for (size_t shape = 0; shape < N_SHAPES; shape++)
    if (counts[shape] > counts[best])
      best = shape;
  if (n == 0)
    return N_SHAPES;
  // Lines of verse follow each other without a gap; then an empty line is a stanza, no section.
  if (best == 0 && columns / n < 60)
    best = shape_of(1, true);
  return best;
}

static void mark_sections(struct decoded *d) {
  size_t usual = usual_shape(d);
  bool after_title = false;
  for (struct gaps gaps = {.unit = d->n_lines}; gaps_next(d, &gaps);) {
    struct text_line *line = &d->lines[gaps.unit];
    bool first = gaps.before == d->n_lines;
    bool heading = line->kind == LINE_HEADING || line->kind == LINE_TITLE;
    bool after_heading = !first && d->lines[gaps.before].kind == LINE_HEADING;
    // Around lists and quotes an empty line is usual.
    bool body = are_paragraphs(d, gaps.before, gaps.unit) ||
                (!first && !after_heading && gaps.shape >= shape_of(2, false));
    bool wider = body && gaps.shape > usual;
    line->section = first || heading || after_title || (gaps.broken && !after_heading) || wider;
    after_title = line->kind == LINE_TITLE;
  }
}

void roles_assign(struct decoded *decoded, const struct rules *rules) {
  text_mark_lines(decoded);
  struct wrap wrap = text_measure_wrap(decoded);
  text_join_lines(decoded, wrap, rules);
  join_split_claims(decoded);
  classify_units(decoded, rules);
  struct parts parts = find_parts(decoded);
  parts.title = head_find_title(decoded, parts.body);
  if (parts.title < decoded->n_lines) {
    decoded->lines[parts.title].kind = LINE_TITLE;
    decoded->lines[parts.title].reason = SKIP_NONE;
    decoded->lines[parts.title].weak = false;
    // What stands above a headline is not body, even where it is a sentence.
    while (parts.body < decoded->n_lines &&
           (parts.body <= parts.title || !roles_is_paragraph(decoded, parts.body)))
      parts.body = unit_end(decoded, parts.body);
  }
  settle_weak(decoded, &parts);
  drop_links(decoded, &parts);
  mark_headings(decoded, &parts, wrap.wrapped);
  mark_sections(decoded);
}
