#include "extract/patterns.h"

#include "base/utf8.h"

static bool is_any(const struct line *line, size_t w, const struct view *words, size_t n) {
  for (size_t i = 0; i < n; i++)
    if (line_word_is(line, w, words[i]))
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

bool pattern_signs(const struct line *line, struct furniture *out) {
  for (size_t i = 0; i < line->tokens.n; i++)
    if (line->tokens.tokens[i].kind != TOKEN_SIGN || !is_icon(line->tokens.tokens[i].sign))
      return false;
  return furniture_found(out, SKIP_ICON, false);
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

bool pattern_page_number(const struct line *line, struct furniture *out) {
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
    return furniture_found(out, SKIP_PAGE_NUMBER, false);
  if (is_shape(shape, "nwn") && line_word_is(line, 1, VIEW("von")))
    return furniture_found(out, SKIP_PAGE_NUMBER, false);
  bool numbered = is_shape(shape, "wn") || is_shape(shape, "wnwn") || is_shape(shape, "wn/n") ||
                  is_shape(shape, "-wn-");
  if (numbered && IS_ANY(line, 0, pages))
    return furniture_found(out, SKIP_PAGE_NUMBER, false);
  if (numbered && IS_ANY(line, 0, pictures))
    return furniture_found(out, SKIP_MEDIA, false);
  return false;
}

bool pattern_clock(const struct line *line, struct furniture *out) {
  static const struct view media[] = {WORD("audio"), WORD("video"), WORD("podcast"), WORD("film")};
  static const struct view units[] = {WORD("min"), WORD("minuten"), WORD("minute")};
  char room[12];
  struct view shape = shape_of(line, room, sizeof room);
  size_t last = line->words.n == 0 ? 0 : line->words.n - 1;
  if (is_shape(shape, "n:n/n:n") || is_shape(shape, "n:n-n:n"))
    return furniture_found(out, SKIP_PLAYER, shape.ptr[3] == '-');
  if (is_shape(shape, "n:n"))
    return furniture_found(out, SKIP_MEDIA, true);
  bool unit = IS_ANY(line, last, units);
  if (unit && (is_shape(shape, "n:nw") || is_shape(shape, "n:nw.")))
    return furniture_found(out, SKIP_MEDIA, false);
  bool labelled = is_shape(shape, "wn:n") || is_shape(shape, "w:n:n") ||
                  is_shape(shape, "w(n:n)") ||
                  (unit && (is_shape(shape, "wn:nw") || is_shape(shape, "w:n:nw") ||
                            is_shape(shape, "wn:nw.") || is_shape(shape, "w:n:nw.")));
  return labelled && IS_ANY(line, 0, media) ? furniture_found(out, SKIP_MEDIA, false) : false;
}

bool pattern_counter(const struct line *line, struct furniture *out) {
  static const struct view counted[] = {
      WORD("kommentar"),   WORD("kommentare"), WORD("leserkommentar"), WORD("leserkommentare"),
      WORD("reaktionen"),  WORD("reaktion"),   WORD("antworten"),      WORD("likes"),
      WORD("bewertungen"), WORD("shares"),     WORD("comments"),       WORD("aufrufe")};
  char room[8];
  struct view shape = shape_of(line, room, sizeof room);
  bool before = is_shape(shape, "nw") || is_shape(shape, "(n)w");
  bool after = is_shape(shape, "wn") || is_shape(shape, "w(n)") || is_shape(shape, "w:n");
  size_t w = before ? 1 : 0;
  if ((!before && !after) || !IS_ANY(line, w, counted))
    return false;
  // "12 Antworten" may be a headline.
  struct view word = line->tokens.tokens[line->words.token[w]].lower;
  bool sure = memmem(word.ptr, word.len, "kommentar", 9) != NULL;
  return furniture_found(out, SKIP_COMMENTS, !sure);
}

// ---- site ----

static bool is_arrow(uint32_t c) {
  return c == '>' || c == 0x203A || c == 0xBB || c == 0x2192 || c == 0x25B8 || c == 0x25B6;
}

bool pattern_breadcrumb(const struct line *line, struct furniture *out) {
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
  bool here = line_word_is(line, 0, VIEW("sie")) && line_word_is(line, 2, VIEW("hier")) &&
              (line_word_is(line, 1, VIEW("sind")) || token_is(&line->tokens, 3, ':'));
  bool home = IS_ANY(line, 0, homes) && line->words.n > 1;
  if ((home && n_arrows + n_bars > 0) ||
      (here && (token_is(&line->tokens, 3, ':') || n_arrows > 0)))
    return furniture_found(out, SKIP_BREADCRUMB, false);
  if (n_arrows >= 1 && longest <= 4 && !line->dot && line->words.n >= 2)
    return furniture_found(out, SKIP_BREADCRUMB, true);
  return false;
}

/// "China today logo": the text that stands for a picture of the site's name. German headlines
/// write the word with a capital and mostly with a lower-case word before it.
bool pattern_logo(const struct line *line, struct furniture *out) {
  static const struct view not_names[] = {
      WORD("das"),   WORD("ein"),  WORD("kein"),   WORD("sein"),  WORD("ihr"),
      WORD("unser"), WORD("mein"), WORD("dieses"), WORD("jedes"), WORD("welches")};
  size_t n = line->words.n;
  if (n < 2 || n > 6 || line->columns > 50 || line->dot)
    return false;
  const struct token *last = &line->tokens.tokens[line->words.token[n - 1]];
  const struct token *before = &line->tokens.tokens[line->words.token[n - 2]];
  bool first = line_word_is(line, 0, VIEW("logo"));
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
  return furniture_found(out, SKIP_SITE, !english);
}

/// "[Video: So lief der Tag]", "Icon: Pfeil": the text that stands for something to see.
bool pattern_placeholder(const struct line *line, struct furniture *out) {
  static const struct view kinds[] = {WORD("video"), WORD("logo"), WORD("icon")};
  const struct token_line *t = &line->tokens;
  bool bracket = token_is(t, 0, '[');
  if (!IS_ANY(line, 0, kinds) || !token_is(t, (size_t)bracket + 1, ':') || line->words.n < 2 ||
      line->columns > 160 || bracket != token_is(t, t->n - 1, ']') || (line->dot && !bracket))
    return false;
  // Without brackets "Video: …" may be a headline.
  return furniture_found(out, SKIP_MEDIA, !bracket && line_word_is(line, 0, VIEW("video")));
}

/// "www.beispiel.de"
bool pattern_address(const struct line *line, struct furniture *out) {
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
  return furniture_found(out, SKIP_SITE, true);
}

bool pattern_copyright(const struct line *line, struct furniture *out) {
  const struct token_line *t = &line->tokens;
  size_t i = 0;
  if (token_is(t, 0, '(') && token_is_word(t, 1, VIEW("c")) && token_is(t, 2, ')'))
    i = 3;
  else if (token_is(t, 0, 0xA9))
    i = 1;
  bool word = token_is_word(t, i, VIEW("copyright"));
  i += word;
  i += token_is(t, i, 0xA9) || token_is(t, i, ':');
  if (i == 0 || !token_is_kind(t, i, TOKEN_NUMBER) || t->tokens[i].text.len != 4 ||
      token_is(t, i + 1, ':'))
    return false;
  return furniture_found(out, SKIP_COPYRIGHT, false);
}

/// "F+", "Exklusiv Z+", "SPIEGEL+ Artikel": the mark of an article to pay for.
bool pattern_plus_mark(const struct line *line, struct furniture *out) {
  static const struct view kinds[] = {WORD("artikel"), WORD("abo"), WORD("inhalt"),
                                      WORD("exklusiv")};
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
  if (letters < 3 && !kind && !line_word_is(line, n - 2, VIEW("f")) &&
      !line_word_is(line, n - 2, VIEW("z")))
    return false; // "C+"
  return furniture_found(out, SKIP_PAYWALL, !kind);
}

// ---- agencies ----

/// "dpa:240312-99-314159/2"
bool pattern_agency_code(const struct line *line, struct furniture *out) {
  return line_word_is(line, 0, VIEW("dpa")) && token_is(&line->tokens, 1, ':') &&
                 token_is_kind(&line->tokens, 2, TOKEN_NUMBER) &&
                 line->tokens.tokens[2].text.len == 6 && line->columns < 40
             ? furniture_found(out, SKIP_AGENCY, false)
             : false;
}
