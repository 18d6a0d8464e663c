#include "extract/metadata.h"

#include "base/utf8.h"
#include "extract/names.h"

/// More words than this in one part are no name of a person, place or section.
enum { MAX_PART_WORDS = 3, MAX_FREE_WORDS = 6, MAX_CREDIT_WORDS = 9, AGENCY_MARK_BYTES = 96 };

bool metadata_ends_with_dot(const struct token_line *tokens) {
  size_t n = tokens->n;
  while (n > 0 && tokens->tokens[n - 1].kind == TOKEN_SIGN) {
    uint32_t c = tokens->tokens[n - 1].sign;
    if (c == '.' || c == 0x2026)
      return true;
    if (c != '"' && c != ')' && c != ']' && c != 0x201C && c != 0x201D && c != 0xAB && c != 0xBB)
      return false;
    n--;
  }
  return false;
}

/// Index of the first word at or after token `i`.
static size_t word_at(const struct word_line *line, size_t i) {
  size_t w = 0;
  while (w < line->n && line->token[w] < i)
    w++;
  return w;
}

/// The token just after word `w`.
static size_t after_word(const struct word_line *line, size_t w) {
  return (size_t)line->token[w] + 1;
}

static struct view from_token(const struct token_line *t, size_t i) {
  size_t start = token_start(t, i);
  return view_sub(t->line, start, t->line.len);
}

// ---- dateline ----

enum date_label { LABEL_NONE, LABEL_PUBLISHED, LABEL_UPDATED };

struct dateline {
  const struct rules *rules;
  const struct word_line *line;
  struct line_facts *facts;
  enum date_label label;
  struct date date, pending; ///< pending: a time that stands before its date
  size_t n_dates, n_part, n_free;
  bool labelled, boundary;
  bool timed;
  bool divided; ///< "12.03.2024 | Politik"
};

static bool is_boundary(uint32_t c) {
  return c == ',' || c == ';' || c == '/' || c == '(' || c == ')' || c == '[' || c == ']' ||
         sign_is_divider(c) || sign_is_dash(c);
}

/// Keep the date: the first one that is not that of a change, else the first.
static void keep_date(struct dateline *d) {
  bool updated = d->label == LABEL_UPDATED;
  if (d->n_dates == 0 || (d->facts->updated && !updated)) {
    date_format(&d->date, d->facts->published);
    d->facts->updated = updated;
  }
  d->n_dates++;
  d->label = LABEL_NONE;
}

/// After a date: "um 08:15 Uhr", ", 8.15 Uhr", " - 08:15".
static void read_following_time(struct dateline *d, size_t *i) {
  const struct token_line *t = d->line->tokens;
  size_t at = *i;
  while (at < t->n && t->tokens[at].kind == TOKEN_SIGN && is_boundary(t->tokens[at].sign))
    at++;
  size_t w = word_at(d->line, at);
  if (w < d->line->n && d->line->token[w] == at &&
      rules_word(d->rules, d->line, w, RULE_DATEWORD) != NULL)
    at++;
  if (date_read_time(d->line, &at, &d->date))
    *i = at;
}

static bool read_date_sign(struct dateline *d, size_t *i) {
  const struct token_line *t = d->line->tokens;
  uint32_t c = t->tokens[*i].sign;
  bool tight = !t->tokens[*i].blank_before && *i + 1 < t->n && !t->tokens[*i + 1].blank_before;
  if (c == '.' ? d->labelled || (d->n_part > 0 && *i + 1 < t->n)
               : d->n_part > 0 && sign_is_dash(c) && tight) {
    (*i)++; // an initial, "Karl-Heinz", or the end of "Stand: 12.03.2024."
    return true;
  }
  if (c == ':' ? d->n_part > 0 : c < 0x80 && !is_boundary(c))
    return false;
  if (c == 0x201E || c == 0x201C || c == 0x201D || c == 0xAB || c == 0xBB || c == 0x2026)
    return false;
  d->boundary = true;
  d->divided |= sign_is_divider(c);
  d->n_part = 0;
  (*i)++;
  return true;
}

/// A word that belongs to no date: part of a name, or "am" in "Frankfurt am Main".
static bool read_free_word(struct dateline *d, size_t w) {
  const struct token *token = &d->line->tokens->tokens[d->line->token[w]];
  if (token->kind != TOKEN_WORD || (d->n_part == 0 && !d->boundary))
    return false;
  if (!token->capital && (d->n_part == 0 || rules_word(d->rules, d->line, w, RULE_NAME) == NULL))
    return false;
  d->boundary = false;
  return ++d->n_part <= MAX_PART_WORDS && ++d->n_free <= MAX_FREE_WORDS;
}

/// "von Tim am 3. Oktober 2025": on blogs a first name is enough beside a date.
static bool read_first_name(struct dateline *d, size_t w, size_t *stop) {
  const struct word_line *line = d->line;
  if (w >= line->n || rules_word(d->rules, line, w, RULE_MONTH | RULE_WEEKDAY) != NULL)
    return false;
  size_t i = line->token[w];
  const struct token *token = &line->tokens->tokens[i];
  bool goes_on = i + 1 < line->tokens->n && !token_is_kind(line->tokens, i + 1, TOKEN_SIGN) &&
                 rules_word(d->rules, line, w + 1, RULE_DATEWORD) == NULL;
  if (token->kind != TOKEN_WORD || !token->capital || goes_on)
    return false;
  d->facts->author = token->text;
  *stop = i + 1;
  return true;
}

/// "in Reisen", "4 Kommentare": what blogs print beside author and date.
static bool read_blog_note(struct dateline *d, size_t w, size_t *i) {
  const struct token_line *t = d->line->tokens;
  if (d->facts->author.ptr == NULL || d->n_dates == 0 || d->n_part > 0)
    return false;
  bool section = token_is_word(t, *i, VIEW("in")) && w + 1 < d->line->n &&
                 t->tokens[d->line->token[w + 1]].capital;
  bool comments =
      t->tokens[*i].kind == TOKEN_NUMBER &&
      (token_is_word(t, *i + 1, VIEW("kommentare")) || token_is_word(t, *i + 1, VIEW("kommentar")));
  if (!section && !comments)
    return false;
  d->boundary = true;
  *i += comments ? 2 : 1;
  return true;
}

static bool read_date_word(struct dateline *d, size_t *i) {
  const struct word_line *line = d->line;
  size_t w = word_at(line, *i), n_words, stop;
  const struct rule *label = rules_find(d->rules, line, w, RULE_PUBLISHED | RULE_UPDATED, &n_words);
  if (label != NULL && d->n_part == 0) {
    d->label = label->match == RULE_UPDATED ? LABEL_UPDATED : LABEL_PUBLISHED;
    d->labelled = true;
    *i = after_word(line, w + n_words - 1);
    return true;
  }
  if (read_blog_note(d, w, i))
    return true;
  if (d->n_part > 0 && d->line->tokens->tokens[*i].kind == TOKEN_NUMBER)
    return false; // "Stichtag 12. März 2024" is a headline
  if (date_read(d->rules, line, i, &d->date)) {
    d->date.timed = d->pending.timed;
    d->date.hour = d->pending.hour;
    d->date.minute = d->pending.minute;
    read_following_time(d, i);
    d->timed |= d->date.timed;
    keep_date(d);
    d->boundary = true; // "12.03.2024 Von Max Mustermann"
    return true;
  }
  if (d->n_part == 0 && date_read_time(line, i, &d->pending))
    return true;
  if (d->n_part == 0 && rules_word(d->rules, line, w, RULE_WEEKDAY | RULE_DATEWORD) != NULL) {
    (*i)++;
    *i += token_is(line->tokens, *i, '.');
    return true;
  }
  const struct rule *byline = rules_find(d->rules, line, w, RULE_BYLINE, &n_words);
  if (byline != NULL && d->boundary &&
      (names_read(d->rules, line, w + n_words, true, &stop, &d->facts->author) ||
       read_first_name(d, w + n_words, &stop))) {
    d->labelled = true;
    *i = stop;
    return true;
  }
  if (d->n_part == 0 && rules_word(d->rules, line, w, RULE_KICKER | RULE_AGENCY) != NULL) {
    (*i)++;
    return true;
  }
  return read_free_word(d, w) && ++(*i) > 0;
}

/// "© IMAGO", "Foto: dpa" at word `w`: whose picture it is, to the end of the line.
static bool is_credit_at(const struct rules *rules, const struct word_line *line, size_t w) {
  const struct token_line *t = line->tokens;
  size_t n_words;
  if (w >= line->n)
    return false;
  if (token_is(t, line->token[w], 0xA9))
    return true;
  const struct rule *rule = rules_find(rules, line, w, RULE_LABEL, &n_words);
  if (rule == NULL || (rule->reason != SKIP_CREDIT && rule->reason != SKIP_SOURCE))
    return false;
  size_t next = after_word(line, w + n_words - 1);
  return token_is(t, next, ':') || token_is(t, next, 0xA9);
}

bool metadata_dateline(const struct rules *rules, const struct word_line *line,
                       struct line_facts *facts, bool *edge) {
  const struct token_line *t = line->tokens;
  struct line_facts found = {0};
  struct dateline d = {.rules = rules, .line = line, .facts = &found, .boundary = true};
  for (size_t i = 0; i < t->n;) {
    size_t w = d.n_dates > 0 ? word_at(line, i) : line->n;
    if (w < line->n && line->token[w] == i && is_credit_at(rules, line, w)) {
      found.credit = from_token(t, i);
      d.labelled = true;
      break;
    }
    if (!(t->tokens[i].kind == TOKEN_SIGN ? read_date_sign(&d, &i) : read_date_word(&d, &i)))
      return false;
  }
  if (d.n_dates == 0)
    return false;
  *facts = found;
  *edge = !d.labelled && d.n_dates < 2 && !d.timed && !d.divided;
  return true;
}

// ---- byline ----

bool metadata_byline(const struct rules *rules, const struct word_line *line,
                     struct line_facts *facts) {
  size_t n_words, stop, w = 0;
  struct view people = {0};
  if (metadata_ends_with_dot(line->tokens))
    return false;
  const struct rule *rule = rules_find(rules, line, 0, RULE_BYLINE | RULE_LABEL, &n_words);
  if (rule == NULL)
    return false;
  w = n_words;
  if (rule->match == RULE_LABEL &&
      (rule->reason != SKIP_BYLINE || !token_is(line->tokens, after_word(line, n_words - 1), ':')))
    return false;
  bool strict = rule->match == RULE_BYLINE || rule->edge;
  if (!names_read(rules, line, w, strict, &stop, &people) || stop < line->tokens->n)
    return false;
  facts->author = people;
  return true;
}

// ---- credits and captions ----

/// Does what stands from token `i` on look like the names of photographers and agencies?
/// `*sure` is set when one of the words is used for nothing else.
static bool is_credit_tail(const struct rules *rules, const struct word_line *line, size_t i,
                           bool *sure) {
  const struct token_line *t = line->tokens;
  size_t n_words = 0, last = t->n;
  *sure = false;
  while (last > i && t->tokens[last - 1].kind == TOKEN_SIGN &&
         (t->tokens[last - 1].sign == ')' || t->tokens[last - 1].sign == ']'))
    last--;
  if (last == i || token_is(t, last - 1, '.') || token_is(t, last - 1, '?') ||
      token_is(t, last - 1, '!'))
    return false;
  for (size_t w = word_at(line, i); w < line->n && line->token[w] < last; w++) {
    const struct token *token = &t->tokens[line->token[w]];
    bool known = rules_word(rules, line, w, RULE_CREDITWORD | RULE_AGENCY) != NULL;
    *sure |= known && token->text.len > 2 && rules_word(rules, line, w, RULE_NAME) == NULL;
    if (token->kind == TOKEN_WORD && !token->capital && !known)
      return false;
    n_words++;
  }
  return n_words >= 1 && n_words <= MAX_CREDIT_WORDS;
}

bool metadata_credit(const struct rules *rules, const struct word_line *line,
                     struct line_facts *facts) {
  const struct token_line *t = line->tokens;
  size_t first = token_is(t, 0, '(') && token_is_word(t, 1, VIEW("c")) && token_is(t, 2, ')') ? 3
                 : token_is(t, 0, 0xA9)                                                       ? 1
                                                                                              : 0;
  if (first == 0) {
    size_t start = token_is(t, 0, '(') || token_is(t, 0, '['), n_words = 0;
    bool starts = line->n > 0 && line->token[0] == start && is_credit_at(rules, line, 0);
    const struct rule *rule = starts ? rules_find(rules, line, 0, RULE_LABEL, &n_words) : NULL;
    if (rule == NULL || rule->reason != SKIP_CREDIT)
      return false;
    facts->credit = t->line;
    first = after_word(line, n_words - 1);
    bool sure;
    size_t columns = utf8_count(from_token(t, first));
    if (rule->dot) // "Bildnachweis:" is nothing else, whatever follows
      return columns <= rule->max + 2;
    return columns <= rule->max + 2 && is_credit_tail(rules, line, first, &sure);
  }
  if (first >= t->n || metadata_ends_with_dot(t) || utf8_count(t->line) > 100 ||
      (t->tokens[first].kind == TOKEN_NUMBER && t->tokens[first].text.len == 4))
    return false;
  facts->credit = t->line;
  return line->n <= MAX_CREDIT_WORDS + 3;
}

/// Full stops before the token `end` that a capital letter follows: sentences of a caption.
static size_t count_sentences(const struct token_line *t, size_t end) {
  size_t n = 0;
  for (size_t i = 1; i < end; i++)
    n += token_is(t, i, '.') && i + 1 < end && t->tokens[i + 1].blank_before &&
         t->tokens[i + 1].capital && t->tokens[i - 1].text.len > 2;
  return n;
}

static bool ends_caption(const struct token_line *t, size_t i) {
  if (i == 0 || t->tokens[i - 1].kind != TOKEN_SIGN)
    return false;
  uint32_t c = t->tokens[i - 1].sign;
  return c == '.' || c == '!' || c == '?' || c == '(' || c == ')' || c == '[' || c == '/' ||
         c == '"' || c == 0x201C || c == 0x201D || c == 0xAB || c == 0xBB || sign_is_divider(c) ||
         sign_is_dash(c);
}

/// "Das Rathaus am Markt. Foto: Erika Muster"
static bool caption_with_credit(const struct rules *rules, const struct word_line *line,
                                struct line_facts *facts) {
  const struct token_line *t = line->tokens;
  for (size_t w = 1; w < line->n; w++) {
    bool sure;
    size_t i = line->token[w];
    if (!is_credit_at(rules, line, w) || !is_credit_tail(rules, line, i + 1, &sure))
      continue;
    if ((!ends_caption(t, i) && !sure) || count_sentences(t, i) > 2)
      continue;
    facts->credit = from_token(t, i);
    size_t n = facts->credit.len;
    if (token_is(t, i - 1, '(') && facts->credit.ptr[n - 1] == ')')
      facts->credit.len--;
    return true;
  }
  return false;
}

/// "… (Archivbild)", "… (Symbolbild)."
static bool ends_in_kind_of_picture(const struct rules *rules, const struct word_line *line) {
  const struct token_line *t = line->tokens;
  size_t last = t->n, n_words;
  if (last > 0 && token_is(t, last - 1, '.'))
    last--;
  if (last < 5 || !token_is(t, last - 1, ')'))
    return false;
  size_t open = last - 2;
  while (open > 1 && !token_is(t, open, '('))
    open--;
  size_t w = word_at(line, open);
  return open > 2 && rules_find(rules, line, w, RULE_CAPTIONEND, &n_words) != NULL &&
         after_word(line, w + n_words - 1) == last - 1 && count_sentences(t, open) <= 1;
}

/// "[Bild: Ein Haus am See]"
static bool is_placeholder(const struct word_line *line) {
  const struct token_line *t = line->tokens;
  static const struct view labels[] = {{"bild", 4},         {"foto", 4},      {"image", 5},
                                       {"grafik", 6},       {"abbildung", 9}, {"picture", 7},
                                       {"illustration", 12}};
  if (t->n < 5 || !token_is(t, 0, '[') || !token_is(t, t->n - 1, ']') || !token_is(t, 2, ':'))
    return false;
  for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
    if (token_is_word(t, 1, labels[i]))
      return true;
  return false;
}

bool metadata_caption(const struct rules *rules, const struct word_line *line,
                      struct line_facts *facts, bool *edge) {
  const struct token_line *t = line->tokens;
  size_t n_words;
  *edge = false;
  if (is_placeholder(line) || caption_with_credit(rules, line, facts) ||
      ends_in_kind_of_picture(rules, line))
    return true;
  const struct rule *cue = rules_find(rules, line, 0, RULE_CAPTION, &n_words);
  if (cue == NULL || line->token[0] > 0 || line->n < n_words + 3 || token_is(t, t->n - 1, '?') ||
      token_is(t, t->n - 1, '!') || token_is(t, t->n - 1, ':') || token_is(t, t->n - 1, ','))
    return false;
  *edge = metadata_ends_with_dot(t);
  return count_sentences(t, t->n) == 0;
}

// ---- agencies ----

bool metadata_agency(const struct rules *rules, const struct word_line *line) {
  const struct token_line *t = line->tokens;
  size_t n_agencies = 0, n_words = 0;
  for (size_t w = 0; w < line->n; w++) {
    size_t i = line->token[w];
    if (rules_find(rules, line, w, RULE_AGENCY, &n_words) != NULL) {
      n_agencies++;
      w += n_words - 1;
    } else if (w == 0 || t->tokens[i].kind != TOKEN_WORD || t->tokens[i].text.len > 12) {
      return false;
    } else if (!token_is(t, i - 1, '/') && !token_is(t, i - 1, '-') &&
               !view_eq(t->tokens[i].lower, VIEW("und"))) {
      return false; // "dpa/lno" is one, "dpa meldet" is none
    }
  }
  return n_agencies > 0 && line->n <= 8 && !metadata_ends_with_dot(t) &&
         !token_is(t, t->n - 1, ':');
}

bool metadata_sign(const struct word_line *line) {
  const struct token_line *t = line->tokens;
  if (t->n < 3 || !token_is(t, 0, '(') || !token_is(t, t->n - 1, ')') || line->n > 4)
    return false;
  for (size_t i = 1; i + 1 < t->n; i++) {
    const struct token *token = &t->tokens[i];
    bool word = i % 2 == 1 && token->kind == TOKEN_WORD && token->text.len <= 4 && !token->capital;
    bool joint = i % 2 == 0 && (token_is(t, i, '/') || token_is(t, i, ',') || token_is(t, i, '+'));
    if (!word && !joint)
      return false;
  }
  return true;
}

bool metadata_agency_mark(const struct rules *rules, struct view line, struct span *mark) {
  struct token_line t;
  struct word_line words;
  line = view_sub(line, 0, AGENCY_MARK_BYTES);
  if (!view_has(line, '(') || !token_line_read(&t, line))
    return false;
  word_line_read(&words, &t);
  size_t i = 0, n_words;
  while (i < t.n && !token_is(&t, i, '(')) {
    bool name = t.tokens[i].kind == TOKEN_WORD
                    ? t.tokens[i].capital || (i > 0 && t.tokens[i].text.len <= 4)
                    : token_is(&t, i, '.') || token_is(&t, i, '/') || token_is(&t, i, '-');
    if (!name || i > 7)
      return false;
    i++;
  }
  size_t w = word_at(&words, i);
  if (i >= t.n || (i > 0 && !t.tokens[i].blank_before) ||
      rules_find(rules, &words, w, RULE_AGENCY, &n_words) == NULL || words.token[w] != i + 1)
    return false;
  size_t close = i + 1;
  while (close < t.n && !token_is(&t, close, ')') && close < i + 12)
    close++;
  if (!token_is(&t, close, ')') || close + 2 >= t.n || t.tokens[close + 1].kind != TOKEN_SIGN ||
      !sign_is_dash(t.tokens[close + 1].sign) || !t.tokens[close + 2].blank_before)
    return false;
  size_t start = i == 0 ? 0 : token_end(&t, i - 1);
  *mark = (struct span){start, token_start(&t, close + 2) - start};
  return true;
}
