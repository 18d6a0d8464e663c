#include "extract/furniture.h"

#include "base/utf8.h"
#include "claim/claim.h"

/// A line in the forms that rules look at.
struct line {
  struct token_line tokens;
  struct word_line words;
  size_t columns;
  bool dot;   ///< it ends as a sentence does
  bool quote; ///< it begins with a quotation mark: someone's words, never the page's
};

typedef bool recogniser(const struct rules *rules, const struct line *line, struct furniture *out);

static bool found(struct furniture *out, enum skip_reason reason, bool edge) {
  out->reason = reason;
  out->edge = edge;
  return true;
}

static bool word_is(const struct line *line, size_t w, struct view lower) {
  return w < line->words.n && token_is_word(&line->tokens, line->words.token[w], lower);
}

static bool is_any(const struct line *line, size_t w, const struct view *words, size_t n) {
  for (size_t i = 0; i < n; i++)
    if (word_is(line, w, words[i]))
      return true;
  return false;
}

#define IS_ANY(line, w, words) is_any(line, w, words, sizeof(words) / sizeof *(words))
#define WORD(text)                                                                                 \
  { text, sizeof(text) - 1 }

// ---- signs without words ----

static bool is_break_sign(uint32_t c) {
  return c == '*' || c == '_' || c == '=' || c == '~' || c == '#' || sign_is_dash(c) ||
         c == 0x2731 || c == 0x2042 || c == 0x2022 || c == 0xB7 || c == 0x273B || c == 0x2726 ||
         c == 0x25C6 || c == 0x2766 || c == 0x2767 || c == 0x2625 || c == 0x204E || c == 0x2055;
}

bool furniture_is_scene_break(struct view line) {
  size_t n = 0, size;
  uint32_t first = 0;
  for (size_t pos = 0; pos < line.len; pos += size) {
    uint32_t c = utf8_at(line, pos, &size);
    if (c == ' ')
      continue;
    first = n == 0 ? c : first;
    if (c != first || !is_break_sign(c))
      return false;
    n++;
  }
  bool single = first == 0x2731 || first == 0x2042 || first == 0x273B || first == 0x2766 ||
                first == 0x2767 || first == 0x2055 || first == '*';
  return n >= 3 || (n > 0 && single);
}

/// Arrows, bars, bullets and the private signs of icon fonts say nothing. Punctuation and emoji do.
static bool is_icon(uint32_t c) {
  return (c >= 0x2190 && c <= 0x21FF) || (c >= 0x25A0 && c <= 0x25FF) ||
         (c >= 0xE000 && c <= 0xF8FF) || c >= 0xF0000 || sign_is_divider(c) || c == '<' ||
         c == '>' || c == '/' || c == '\\' || c == 0x203A || c == 0x2039 || c == 0xAB ||
         c == 0xBB || c == '^' || c == '+' || c == 0xD7 || c == '[' || c == ']' || c == '(' ||
         c == ')' || c == ':' || c == ',' || c == ';' || sign_is_dash(c) || c == '_' ||
         (c >= 0x2700 && c <= 0x27BF) || c == 0xFE0F || c == 0xFE0E;
}

static bool is_only_signs(const struct rules *rules, const struct line *line,
                          struct furniture *out) {
  (void)rules;
  for (size_t i = 0; i < line->tokens.n; i++)
    if (line->tokens.tokens[i].kind != TOKEN_SIGN || !is_icon(line->tokens.tokens[i].sign))
      return false;
  return found(out, SKIP_ICON, false);
}

// ---- numbers ----

/// The shape of a line as letters: "0:0/0:0" → "n:n/n:n"; words are w. Empty when it is long.
static struct view shape_of(const struct line *line, char *out, size_t size) {
  size_t n = 0;
  for (size_t i = 0; i < line->tokens.n; i++) {
    const struct token *t = &line->tokens.tokens[i];
    if (n == size)
      return (struct view){out, 0};
    bool up = t->sign >= 0x2190 && t->sign <= 0x21FF; // "↑ 12" leads back from a footnote
    if (t->kind == TOKEN_SIGN)
      out[n++] = sign_is_dash(t->sign) ? '-' : up ? '^' : t->sign < 0x7F ? (char)t->sign : '?';
    else
      out[n++] = t->kind == TOKEN_NUMBER ? 'n' : 'w';
  }
  return (struct view){out, n};
}

static bool is_shape(struct view shape, const char *wanted) {
  return view_eq(shape, view_of(wanted));
}

static bool is_page_number(const struct rules *rules, const struct line *line,
                           struct furniture *out) {
  (void)rules;
  static const struct view pages[] = {WORD("seite"), WORD("page"), WORD("s")};
  static const struct view pictures[] = {WORD("bild"), WORD("foto"), WORD("bilder"), WORD("fotos")};
  char room[12];
  struct view shape = shape_of(line, room, sizeof room);
  for (size_t w = 0; w < line->words.n; w++)
    if (line->tokens.tokens[line->words.token[w]].text.len > 5)
      return false;
  size_t last = line->words.n == 0 ? 0 : line->words.token[line->words.n - 1];
  bool small = line->words.n > 0 && line->tokens.tokens[last].text.len <= 3;
  if (small && (is_shape(shape, "n") || is_shape(shape, "-n-") || is_shape(shape, "[n]") ||
                is_shape(shape, "^n") || is_shape(shape, "^[n]") || is_shape(shape, "|n|") ||
                is_shape(shape, "n/n")))
    return found(out, SKIP_PAGE_NUMBER, false);
  if (is_shape(shape, "nwn") && word_is(line, 1, VIEW("von")))
    return found(out, SKIP_PAGE_NUMBER, false);
  bool numbered = is_shape(shape, "wn") || is_shape(shape, "wnwn") || is_shape(shape, "wn/n") ||
                  is_shape(shape, "-wn-");
  if (numbered && IS_ANY(line, 0, pages))
    return found(out, SKIP_PAGE_NUMBER, false);
  if (numbered && IS_ANY(line, 0, pictures))
    return found(out, SKIP_MEDIA, false);
  return false;
}

static bool is_clock(const struct rules *rules, const struct line *line, struct furniture *out) {
  (void)rules;
  static const struct view media[] = {WORD("audio"), WORD("video"), WORD("podcast"), WORD("film")};
  static const struct view units[] = {WORD("min"), WORD("minuten"), WORD("minute")};
  char room[12];
  struct view shape = shape_of(line, room, sizeof room);
  size_t last = line->words.n == 0 ? 0 : line->words.n - 1;
  if (is_shape(shape, "n:n/n:n") || is_shape(shape, "n:n-n:n"))
    return found(out, SKIP_PLAYER, shape.ptr[3] == '-');
  if (is_shape(shape, "n:n"))
    return found(out, SKIP_MEDIA, true);
  bool unit = IS_ANY(line, last, units);
  if (unit && (is_shape(shape, "n:nw") || is_shape(shape, "n:nw.")))
    return found(out, SKIP_MEDIA, false);
  bool labelled = is_shape(shape, "wn:n") || is_shape(shape, "w:n:n") ||
                  is_shape(shape, "w(n:n)") ||
                  (unit && (is_shape(shape, "wn:nw") || is_shape(shape, "w:n:nw") ||
                            is_shape(shape, "wn:nw.") || is_shape(shape, "w:n:nw.")));
  return labelled && IS_ANY(line, 0, media) ? found(out, SKIP_MEDIA, false) : false;
}

static bool is_counter(const struct rules *rules, const struct line *line, struct furniture *out) {
  (void)rules;
  static const struct view counted[] = {
      WORD("kommentar"),   WORD("kommentare"), WORD("leserkommentar"), WORD("leserkommentare"),
      WORD("reaktionen"),  WORD("reaktion"),   WORD("antworten"),      WORD("likes"),
      WORD("bewertungen"), WORD("shares"),     WORD("comments"),       WORD("aufrufe")};
  char room[8];
  struct view shape = shape_of(line, room, sizeof room);
  bool before = is_shape(shape, "nw") || is_shape(shape, "(n)w");
  bool after = is_shape(shape, "wn") || is_shape(shape, "w(n)") || is_shape(shape, "w:n");
  if ((before && IS_ANY(line, 1, counted)) || (after && IS_ANY(line, 0, counted)))
    return found(out, SKIP_COMMENTS, false);
  return false;
}

// ---- site ----

static bool is_arrow(uint32_t c) {
  return c == '>' || c == 0x203A || c == 0xBB || c == 0x2192 || c == 0x25B8 || c == 0x25B6;
}

static bool is_breadcrumb(const struct rules *rules, const struct line *line,
                          struct furniture *out) {
  (void)rules;
  static const struct view homes[] = {WORD("startseite"), WORD("home"), WORD("start")};
  size_t n_arrows = 0, n_bars = 0, run = 0, longest = 0;
  for (size_t i = 0; i < line->tokens.n; i++) {
    const struct token *t = &line->tokens.tokens[i];
    bool loose = t->kind == TOKEN_SIGN && t->blank_before && token_blank_after(&line->tokens, i);
    bool arrow = loose && is_arrow(t->sign);
    n_arrows += arrow;
    n_bars += loose && (t->sign == '/' || t->sign == '|');
    run = arrow ? 0 : run + (t->kind != TOKEN_SIGN);
    longest = run > longest ? run : longest;
  }
  bool here = word_is(line, 0, VIEW("sie")) && word_is(line, 2, VIEW("hier")) &&
              (word_is(line, 1, VIEW("sind")) || token_is(&line->tokens, 3, ':'));
  bool home = IS_ANY(line, 0, homes) && line->words.n > 1;
  if ((home && n_arrows + n_bars > 0) ||
      (here && (token_is(&line->tokens, 3, ':') || n_arrows > 0)))
    return found(out, SKIP_BREADCRUMB, false);
  if (n_arrows >= 1 && longest <= 4 && !line->dot && line->words.n >= 2)
    return found(out, SKIP_BREADCRUMB, true);
  return false;
}

/// "China today logo": the text that stands for a picture of the site's name. German headlines
/// write the word with a capital and mostly with a lower-case word before it.
static bool is_logo(const struct rules *rules, const struct line *line, struct furniture *out) {
  (void)rules;
  static const struct view not_names[] = {
      WORD("das"),   WORD("ein"),  WORD("kein"),   WORD("sein"),  WORD("ihr"),
      WORD("unser"), WORD("mein"), WORD("dieses"), WORD("jedes"), WORD("welches")};
  size_t n = line->words.n;
  if (n < 2 || n > 6 || line->columns > 50 || line->dot)
    return false;
  const struct token *last = &line->tokens.tokens[line->words.token[n - 1]];
  const struct token *before = &line->tokens.tokens[line->words.token[n - 2]];
  bool first = word_is(line, 0, VIEW("logo"));
  if (!first && !view_eq(last->lower, VIEW("logo")))
    return false;
  bool english = !first && !last->capital;
  if (!first && last->capital) {
    for (size_t w = 0; w < n; w++)
      if (line->tokens.tokens[line->words.token[w]].kind == TOKEN_WORD &&
          !line->tokens.tokens[line->words.token[w]].capital)
        return false;
    if (IS_ANY(line, n - 2, not_names) || view_ends(before->lower, VIEW("es")))
      return false;
  }
  if (!first) {
    struct view name =
        view_sub(line->tokens.line, 0, token_end(&line->tokens, line->words.token[n - 2]));
    out->facts.site = name;
  }
  return found(out, SKIP_SITE, !english);
}

/// "[Video: So lief der Tag]", "Icon: Pfeil": the text that stands for something to see.
static bool is_placeholder(const struct rules *rules, const struct line *line,
                           struct furniture *out) {
  (void)rules;
  static const struct view kinds[] = {WORD("video"), WORD("logo"), WORD("icon")};
  const struct token_line *t = &line->tokens;
  bool bracket = token_is(t, 0, '[');
  if (!IS_ANY(line, 0, kinds) || !token_is(t, (size_t)bracket + 1, ':') || line->words.n < 2 ||
      line->columns > 160 || bracket != token_is(t, t->n - 1, ']') || (line->dot && !bracket))
    return false;
  // Without brackets "Video: …" may be a headline.
  return found(out, SKIP_MEDIA, !bracket && word_is(line, 0, VIEW("video")));
}

/// "www.beispiel.de"
static bool is_address(const struct rules *rules, const struct line *line, struct furniture *out) {
  (void)rules;
  static const struct view ends[] = {WORD("de"),   WORD("com"),   WORD("org"), WORD("net"),
                                     WORD("at"),   WORD("ch"),    WORD("eu"),  WORD("info"),
                                     WORD("news"), WORD("online")};
  const struct token_line *t = &line->tokens;
  if (line->words.n < 2 || t->n < 3 || !IS_ANY(line, line->words.n - 1, ends) ||
      !token_is(t, t->n - 2, '.'))
    return false;
  for (size_t i = 1; i < t->n; i++)
    if (t->tokens[i].blank_before)
      return false;
  out->facts.site = t->line;
  return found(out, SKIP_SITE, true);
}

static bool is_copyright(const struct rules *rules, const struct line *line,
                         struct furniture *out) {
  (void)rules;
  const struct token_line *t = &line->tokens;
  size_t i = 0;
  if (token_is(t, 0, '(') && token_is_word(t, 1, VIEW("c")) && token_is(t, 2, ')'))
    i = 3;
  else if (token_is(t, 0, 0xA9))
    i = 1;
  bool word = token_is_word(t, i, VIEW("copyright"));
  i += word;
  i += token_is(t, i, 0xA9) || token_is(t, i, ':');
  if (i == 0 || !token_is_kind(t, i, TOKEN_NUMBER) || t->tokens[i].text.len != 4)
    return false;
  return found(out, SKIP_COPYRIGHT, false);
}

/// "F+", "Exklusiv Z+", "SPIEGEL+ Artikel": the mark of an article to pay for.
static bool is_plus_mark(const struct rules *rules, const struct line *line,
                         struct furniture *out) {
  (void)rules;
  static const struct view kinds[] = {WORD("artikel"), WORD("abo"), WORD("inhalt")};
  size_t n = line->words.n;
  bool kind = n > 0 && IS_ANY(line, n - 1, kinds);
  n -= kind;
  if (n < 2 || n > 4 || line->columns > 30 ||
      !token_is(&line->tokens, line->words.token[n - 1], '+'))
    return false;
  for (size_t w = 0; w + 1 < n; w++)
    if (!line->tokens.tokens[line->words.token[w]].capital)
      return false;
  size_t letters = line->tokens.tokens[line->words.token[n - 2]].text.len;
  if (letters < 3 && !kind && !word_is(line, n - 2, VIEW("f")) && !word_is(line, n - 2, VIEW("z")))
    return false; // "C+"
  return found(out, SKIP_PAYWALL, !kind);
}

// ---- the table ----

/// The rest of the line beside a phrase, in code points.
static size_t rest_columns(const struct line *line, const struct rule *rule) {
  size_t own = utf8_count(rule->words);
  return line->columns > own ? line->columns - own : 0;
}

static bool allows(const struct line *line, const struct rule *rule) {
  return rule->reason != SKIP_N && rest_columns(line, rule) <= rule->max + 2 &&
         (rule->dot ? !line->quote : !line->dot);
}

static bool is_exact(const struct rules *rules, const struct line *line, struct furniture *out) {
  size_t n_words;
  const struct rule *rule = rules_find(rules, &line->words, 0, RULE_EXACT, &n_words);
  if (rule == NULL || n_words != line->words.n || line->quote || (line->dot && n_words < 3))
    return false;
  return found(out, rule->reason, rule->edge);
}

/// A heading such as "Schlagworte:" with or without its values. Credits and bylines are for
/// metadata.c, which looks at the value.
static bool is_label(const struct rules *rules, const struct line *line, struct furniture *out) {
  size_t n_words;
  const struct rule *rule = rules_find(rules, &line->words, 0, RULE_LABEL, &n_words);
  if (rule == NULL || rule->reason == SKIP_CREDIT || rule->reason == SKIP_BYLINE)
    return false;
  size_t next = (size_t)line->words.token[n_words - 1] + 1;
  if (!token_is(&line->tokens, next, ':') || !allows(line, rule))
    return false;
  return found(out, rule->reason, rule->edge);
}

static bool is_phrase(const struct rules *rules, const struct line *line, struct furniture *out) {
  size_t n_words;
  const struct rule *rule = rules_find(rules, &line->words, 0, RULE_PREFIX, &n_words);
  if (rule != NULL && allows(line, rule))
    return found(out, rule->reason, rule->edge);
  for (size_t w = 0; w < line->words.n; w++) {
    rule = rules_find(rules, &line->words, w, RULE_PHRASE | RULE_SUFFIX, &n_words);
    bool placed = rule != NULL && (rule->match == RULE_PHRASE || w + n_words == line->words.n);
    if (placed && allows(line, rule))
      return found(out, rule->reason, rule->edge);
  }
  return false;
}

/// "Teilen Merken Drucken", "Facebook | Twitter": nothing but words of buttons.
static bool is_button_row(const struct rules *rules, const struct line *line,
                          struct furniture *out) {
  bool edge = true;
  enum skip_reason reason = SKIP_N;
  if (line->dot || line->quote || line->words.n > 12)
    return false;
  for (size_t w = 0; w < line->words.n; w++) {
    const struct rule *rule = rules_word(rules, &line->words, w, RULE_WORD);
    if (rule == NULL)
      return false;
    if (rule->reason == SKIP_N)
      continue;
    edge &= rule->edge;
    reason = reason == SKIP_N ? rule->reason : reason;
  }
  return reason == SKIP_N ? false : found(out, reason, edge);
}

/// "Interview", "Wirtschaft | China": the topic above a headline.
static bool is_kicker(const struct rules *rules, const struct line *line, struct furniture *out) {
  size_t n_words, parts = 1;
  if (line->dot || line->words.n > 6 || line->columns > 50)
    return false;
  const struct rule *rule = rules_find(rules, &line->words, 0, RULE_KICKER, &n_words);
  if (rule == NULL)
    return false;
  for (size_t i = 0; i < line->tokens.n; i++) {
    const struct token *t = &line->tokens.tokens[i];
    parts += t->kind == TOKEN_SIGN && (sign_is_divider(t->sign) || t->sign == '/');
    if (t->kind == TOKEN_WORD && !t->capital)
      return false;
  }
  if (n_words < line->words.n && parts < 2)
    return false;
  return found(out, SKIP_KICKER, true);
}

// ---- metadata ----

static bool is_claim(const struct rules *rules, const struct line *line, struct furniture *out) {
  struct claim claim;
  bool edge;
  if (!claim_parse(line->tokens.line, &claim))
    return false;
  metadata_dateline(rules, &line->words, &out->facts, &edge); // "12. März 2024 · 4 Min. Lesezeit"
  out->facts.claim = line->tokens.line;
  return found(out, SKIP_CLAIM, false);
}

static bool is_dateline(const struct rules *rules, const struct line *line, struct furniture *out) {
  bool edge;
  return metadata_dateline(rules, &line->words, &out->facts, &edge) &&
         found(out, SKIP_DATELINE, edge);
}

static bool is_byline(const struct rules *rules, const struct line *line, struct furniture *out) {
  return metadata_byline(rules, &line->words, &out->facts) && found(out, SKIP_BYLINE, true);
}

static bool is_credit(const struct rules *rules, const struct line *line, struct furniture *out) {
  return metadata_credit(rules, &line->words, &out->facts) && found(out, SKIP_CREDIT, false);
}

static bool is_caption(const struct rules *rules, const struct line *line, struct furniture *out) {
  bool edge;
  return metadata_caption(rules, &line->words, &out->facts, &edge) &&
         found(out, SKIP_CAPTION, edge);
}

static bool is_agency(const struct rules *rules, const struct line *line, struct furniture *out) {
  size_t n_words;
  const struct rule *note = rules_find(rules, &line->words, 0, RULE_PREFIX, &n_words);
  bool in_brackets =
      token_is(&line->tokens, 0, '(') && token_is(&line->tokens, line->tokens.n - 1, ')');
  if (note != NULL && note->reason == SKIP_AGENCY && rest_columns(line, note) <= note->max &&
      (!line->dot || in_brackets))
    return found(out, SKIP_AGENCY, false);
  return metadata_agency(rules, &line->words) && found(out, SKIP_AGENCY, false);
}

/// "dpa:240312-99-314159/2"
static bool is_agency_code(const struct rules *rules, const struct line *line,
                           struct furniture *out) {
  (void)rules;
  return word_is(line, 0, VIEW("dpa")) && token_is(&line->tokens, 1, ':') &&
                 token_is_kind(&line->tokens, 2, TOKEN_NUMBER) &&
                 line->tokens.tokens[2].text.len == 6 && line->columns < 40
             ? found(out, SKIP_AGENCY, false)
             : false;
}

/// In the order of certainty: the first that recognises the line has the say.
static recogniser *const recognisers[] = {
    is_only_signs,  is_claim,     is_page_number, is_clock,      is_counter,    is_exact,
    is_agency,      is_phrase,    is_label,       is_button_row, is_breadcrumb, is_copyright,
    is_agency_code, is_dateline,  is_byline,      is_credit,     is_caption,    is_placeholder,
    is_logo,        is_plus_mark, is_address,     is_kicker,
};

void furniture_classify(const struct rules *rules, struct view text, struct furniture *out) {
  struct line line;
  *out = (struct furniture){.reason = SKIP_NONE};
  if (!token_line_read(&line.tokens, text) || line.tokens.n == 0 || furniture_is_scene_break(text))
    return;
  word_line_read(&line.words, &line.tokens);
  line.columns = utf8_count(text);
  line.dot = metadata_ends_with_dot(&line.tokens);
  uint32_t first = line.tokens.tokens[0].sign;
  line.quote = first == '"' || first == 0x201E || first == 0x201C || first == 0xBB ||
               first == 0xAB || first == 0x201A || first == '\'';
  for (size_t i = 0; i < sizeof recognisers / sizeof *recognisers; i++) {
    struct line_facts none = {0};
    out->facts = none;
    if (recognisers[i](rules, &line, out))
      return;
  }
  out->facts = (struct line_facts){0};
}
