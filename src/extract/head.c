#include "extract/roles.h"

#include "base/utf8.h"

enum {
  TITLE_MAX_COLUMNS = 180,
  CAPTION_MIN_COLUMNS = 110, ///< a headline is hardly ever longer
  MAX_CANDIDATES = 16,
  HEADLINE_MIN_WORDS = 5,
  TOPIC_MAX_WORDS = 3,
  LOOKAHEAD_UNITS = 10,
};

static size_t count_words(struct view text) {
  size_t n = text.len > 0;
  for (size_t i = 0; i < text.len; i++)
    n += text.ptr[i] == ' ';
  return n;
}

static bool has_letter(struct view text) {
  for (size_t pos = 0, size; pos < text.len; pos += size) {
    uint32_t c = utf8_at(text, pos, &size);
    if (utf8_is_letter(c))
      return true;
  }
  return false;
}

/// A headline is no sentence with a full stop, and does not lead on to something.
static bool is_headline_like(const struct decoded *d, size_t i) {
  const struct text_line *line = &d->lines[i];
  if (line->kind == LINE_HEADING)
    return true;
  struct view text = unit_text(d, i);
  if (line->kind != LINE_TEXT || text.len == 0 || text.len > 2 * TITLE_MAX_COLUMNS ||
      utf8_count(text) > TITLE_MAX_COLUMNS || !has_letter(text))
    return false;
  char last = text.ptr[text.len - 1];
  bool leads_on = last == ',' || last == ';' || last == ':';
  bool stops = text_ends_sentence(text) && last != '?' && last != '!';
  if (stops && (last == '"' || last == ')')) // 'Merz: "Wir schaffen das."'
    stops = !view_has(text, ':');
  return !leads_on && !stops;
}

/// What stands in the head.
struct head {
  size_t n, candidates[MAX_CANDIDATES];
  size_t end;     ///< where the body begins
  bool furnished; ///< there is furniture: this is a page, not a bare text
};

static void scan_head(const struct decoded *d, size_t end, struct head *head) {
  head->end = end;
  for (size_t i = 0; i < end; i = unit_end(d, i)) {
    const struct text_line *line = &d->lines[i];
    head->furnished |= skip_reason_class(line->reason) != SKIP_CLASS_READ;
    if (line->reason == SKIP_NONE && head->n < MAX_CANDIDATES && is_headline_like(d, i))
      head->candidates[head->n++] = i;
  }
}

/// "Headline | Site" and then "Headline": the title of the browser's window.
static bool is_window_title(struct view text, struct view headline) {
  if (!view_starts(text, headline))
    return false;
  struct view rest = view_sub(text, headline.len, text.len);
  size_t size;
  return rest.len == 0 ||
         (rest.ptr[0] == ' ' && rest.len > 2 && !utf8_is_letter(utf8_at(rest, 1, &size)));
}

/// "Künstliche Intelligenz": up to three words that all begin with a capital, so no headline that
/// says something ("Merz in Kiew"); or a single word.
static bool is_topic(struct view text) {
  size_t n = 0, size;
  for (size_t pos = 0; pos < text.len; n++) {
    size_t end = view_find(text, pos, ' ');
    if (!utf8_is_upper(utf8_at(text, pos, &size)) && (pos > 0 || end < text.len))
      return false;
    pos = end + 1;
  }
  size_t last_size;
  uint32_t last = text.len == 0 ? 0 : utf8_before(text, text.len, &last_size);
  return n > 0 && n <= TOPIC_MAX_WORDS && utf8_is_letter(last);
}

/// Do the date, the byline or the listening label follow the unit at once?
static bool has_byline_below(const struct decoded *d, size_t i, size_t end) {
  i = unit_end(d, i);
  enum skip_reason reason = i < end && i < d->n_lines ? d->lines[i].reason : SKIP_NONE;
  return reason == SKIP_DATELINE || reason == SKIP_BYLINE || reason == SKIP_CLAIM;
}

/// What stands above the headline at `title` is not read where it is surely a topic or a name: the
/// headline is a whole one, and what belongs to one follows it.
static void drop_topics(struct decoded *d, const struct head *head, size_t title) {
  if (count_words(unit_text(d, title)) < HEADLINE_MIN_WORDS ||
      !has_byline_below(d, title, head->end))
    return;
  for (size_t k = 0; k < head->n && head->candidates[k] < title; k++)
    if (d->lines[head->candidates[k]].kind == LINE_TEXT &&
        is_topic(unit_text(d, head->candidates[k])))
      d->lines[head->candidates[k]].reason =
          text_starts_lower(unit_text(d, head->candidates[k])) ? SKIP_SITE : SKIP_KICKER;
}

/// The first candidate, unless it is something that stands above a headline.
static size_t choose(struct decoded *d, const struct head *head) {
  size_t first = head->candidates[0];
  if (head->n == 1 || d->lines[first].kind == LINE_HEADING)
    return first;
  for (size_t k = 1; k < head->n; k++)
    if (d->lines[head->candidates[k]].kind == LINE_HEADING &&
        d->lines[head->candidates[k]].level == 1)
      return head->candidates[k];
  size_t second = head->candidates[1];
  struct view a = unit_text(d, first), b = unit_text(d, second);
  if (is_window_title(a, b)) {
    d->lines[first].reason = SKIP_DUPLICATE;
    return second;
  }
  if (!head->furnished)
    return first;
  size_t columns = utf8_count(a);
  if (columns > CAPTION_MIN_COLUMNS && utf8_count(b) <= CAPTION_MIN_COLUMNS &&
      !text_ends_sentence(a)) {
    d->lines[first].reason = SKIP_CAPTION;
    return second;
  }
  // The topic above the headline ("Künstliche Intelligenz"). It is read, so nothing is lost where
  // it is a short headline above a long second one.
  for (size_t k = 0; k < head->n; k++) {
    size_t n_words = count_words(unit_text(d, head->candidates[k]));
    if (n_words >= HEADLINE_MIN_WORDS) {
      drop_topics(d, head, head->candidates[k]);
      return head->candidates[k];
    }
    if (n_words > 3)
      break;
  }
  return first;
}

/// A headline after a first paragraph (a caption that is a sentence): one that the date, the byline
/// or the like follows at once.
static size_t find_late(const struct decoded *d, size_t body) {
  size_t candidate = d->n_lines, n_units = 0;
  for (size_t i = body; i < d->n_lines && n_units < LOOKAHEAD_UNITS;
       i = unit_end(d, i), n_units++) {
    enum skip_reason reason = d->lines[i].reason;
    if (reason == SKIP_DATELINE || reason == SKIP_BYLINE || reason == SKIP_CLAIM) {
      if (candidate < d->n_lines)
        return candidate;
    } else if (reason == SKIP_NONE) {
      candidate = is_headline_like(d, i) && !roles_is_paragraph(d, i) ? i : d->n_lines;
      if (n_units > 3)
        return d->n_lines;
    }
  }
  return d->n_lines;
}

/// Where no ordinary line can be the headline, a word that may also be furniture ("Nachruf") can.
static size_t find_weak(const struct decoded *d, size_t end) {
  size_t found = d->n_lines;
  for (size_t i = 0; i < end; i = unit_end(d, i)) {
    const struct text_line *line = &d->lines[i];
    if (line->weak && line->kind == LINE_TEXT && line->reason != SKIP_DATELINE &&
        line->reason != SKIP_BYLINE && line->reason != SKIP_SITE && line->reason != SKIP_CAPTION &&
        line->reason != SKIP_BREADCRUMB &&
        (line->reason != SKIP_MEDIA || count_words(unit_text(d, i)) >= 4))
      found = i;
  }
  return found;
}

size_t head_find_title(struct decoded *decoded, size_t body) {
  struct head head = {0};
  if (body >= decoded->n_lines) {
    // No paragraph at all: verse, a list, or a single line. The first line is the headline if
    // something follows it.
    scan_head(decoded, decoded->n_lines, &head);
    if (head.n == 0 || (head.n == 1 && !head.furnished) ||
        (head.candidates[0] == 0 && unit_end(decoded, 0) == decoded->n_lines))
      return decoded->n_lines;
    return choose(decoded, &head);
  }
  scan_head(decoded, body, &head);
  if (head.n > 0)
    return choose(decoded, &head);
  size_t late = find_late(decoded, body);
  return late < decoded->n_lines ? late : find_weak(decoded, body);
}
