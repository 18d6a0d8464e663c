// Signs in running text. What numbers and addresses make of them is settled before.

#include "normalise/number.h"
#include "normalise/numeral.h"
#include "normalise/registry.h"
#include "normalise/unit.h"

#include "base/utf8.h"
#include "normalise/agreement.h"
#include "normalise/date.h"
#include "normalise/quantity.h"
#include "normalise/spell.h"

static bool is_alphanumeric(const struct context *c, size_t i) {
  return is_word(c, i) || is_number(c, i);
}

/// Say it as a word of its own, also where the sign touches its neighbours ("A&B").
static size_t say_apart(struct context *c, size_t at, struct view word, size_t n) {
  const struct buf *text = &c->out->text;
  bool blank = text->len > 0 && !text->failed && text->ptr[text->len - 1] == ' ';
  bool opened = at > 0 && (is_mark(c, at - 1, '(') || is_mark(c, at - 1, '['));
  if (glued(c, at) && at > 0 && !blank && !opened)
    say_raw(c, VIEW(" "));
  say_view(c, word);
  if (has(c, at + n) && glued(c, at + n) && !is_alphanumeric(c, at + n) &&
      c->tokens[at + n].kind == TOKEN_SYMBOL)
    say_raw(c, VIEW(" "));
  return n;
}

/// Leave it out, but keep the words on its sides apart.
static size_t leave_out(struct context *c, size_t at, size_t n) {
  if (!glued(c, at))
    c->eat_space = !(at > 0 && glued(c, at + n)); // "Ja! *lach*"
  else if (is_alphanumeric(c, at - 1) && glued(c, at + n) && is_alphanumeric(c, at + n))
    say_raw(c, VIEW(" "));
  return n;
}

/// A short pause, where there are words on both sides.
static size_t say_pause(struct context *c, size_t at, size_t n) {
  bool between =
      at > 0 && has(c, at + n) && (is_alphanumeric(c, at - 1) || is_mark(c, at - 1, ')'));
  if (!between)
    return leave_out(c, at, n);
  c->eat_space = !glued(c, at);
  say_raw(c, VIEW(","));
  if (glued(c, at + n))
    say_raw(c, VIEW(" "));
  return n;
}

// --- runs of one mark

static size_t run_length(const struct context *c, size_t at) {
  size_t n = 1;
  while (glued(c, at + n) && mark(c, at + n) == mark(c, at))
    n++;
  return n;
}

/// "!!!" → "!", "......" → "…", "-----" and "=====" → nothing
size_t rule_run(struct context *c, size_t at) {
  uint32_t m = mark(c, at);
  size_t n = m == 0 ? 0 : run_length(c, at);
  if (n < 2)
    return 0;
  switch (m) {
  case '!':
  case '?':
  case ',':
  case ';':
    say_raw(c, token_text(c, at));
    return n;
  case '.':
    if (n <= 3)
      return 0;
    say_raw(c, VIEW("…"));
    return n;
  case '"':
  case '\'':
  case '(':
  case ')':
  case '[':
  case ']':
    return n > 3 ? leave_out(c, at, n) : 0;
  default:
    break;
  }
  if (is_dash(m) && n == 2) {
    say_raw(c, glued(c, at) && is_word(c, at - 1) ? VIEW(" –") : VIEW("–"));
    if (glued(c, at + n) && is_word(c, at + n))
      say_raw(c, VIEW(" "));
    return n;
  }
  if (m == '+' && glued(c, at) && n <= 3 && (is_word(c, at - 1) || is_mark(c, at - 1, '+')))
    return 0; // "C++", "A+++"
  if (n == 2 && (m >= 0x80 || strchr("*_=~#|/+<>", (int)m) == NULL))
    return 0;
  return leave_out(c, at, n);
}

/// "<b>", "</p>", "<br />": what is left of a page's markup.
size_t rule_tag(struct context *c, size_t at) {
  size_t i = at + 1;
  if (!is_mark(c, at, '<') || !glued(c, i))
    return 0;
  static const char *const names[] = {
      "a",      "b",       "i",      "u",     "s",      "p",          "q",          "br",
      "hr",     "em",      "li",     "ul",    "ol",     "dl",         "dt",         "dd",
      "td",     "th",      "tr",     "h",     "div",    "img",        "span",       "strong",
      "small",  "sub",     "sup",    "code",  "pre",    "table",      "blockquote", "font",
      "center", "section", "script", "style", "figure", "figcaption", "iframe",     "cite",
      "abbr",   "del",     "ins",    "mark",  NULL};
  i += is_mark(c, i, '/');
  if (!is_one_of(c, i, names) || !glued(c, i))
    return 0;
  for (i++; i < at + LOOK_MAX && has(c, i) && !is_mark(c, i, '<'); i++) {
    if (is_mark(c, i, '>'))
      return leave_out(c, at, i + 1 - at);
  }
  return 0;
}

// --- dashes and slashes between words

/// Days and months run "from … to …".
static bool is_point_in_time(const struct context *c, size_t i) {
  static const char *const words[] = {
      "Montag",  "Dienstag", "Mittwoch",  "Donnerstag", "Freitag",  "Samstag",  "Sonnabend",
      "Sonntag", "Januar",   "Februar",   "März",       "April",    "Mai",      "Juni",
      "Juli",    "August",   "September", "Oktober",    "November", "Dezember", "Frühjahr",
      "Sommer",  "Herbst",   "Winter",    "Mo",         "Di",       "Mi",       "Do",
      "Fr",      "Sa",       "So",        "Jan",        "Feb",      "Mär",      "Apr",
      "Jun",     "Jul",      "Aug",       "Sep",        "Sept",     "Okt",      "Nov",
      "Dez",     NULL};
  return is_one_of(c, i, words);
}

/// "10 €–15 €", "5 %–10 %", "3 kg–5 kg": the dash between two amounts with the same unit.
static bool between_amounts(const struct context *c, size_t at) {
  return at >= 2 && is_number(c, at + 1) && !is_hyphen(mark(c, at)) && is_number(c, at - 2) &&
         !is_number(c, at - 1) && has(c, at + 2) &&
         (view_eq(token_text(c, at - 1), token_text(c, at + 2)) ||
          view_eq(token_text(c, at - 1), token_text(c, at + 4)));
}

/// "24. Nov.", "20.12.": a day and its month.
static bool is_day_and_month(const struct context *c, size_t i) {
  return is_number(c, i) && c->tokens[i].len <= 2 && glued_mark(c, i + 1, '.') &&
         (month_at(c, i + 2) != NULL ||
          (is_number(c, i + 2) && c->tokens[i + 2].len <= 2 && glued_mark(c, i + 3, '.')));
}

/// "Fr. 28. Nov.", "Freitag, 28.11."
static bool is_weekday_and_date(const struct context *c, size_t i) {
  if (!is_word(c, i) || lexicon_get(&c->normaliser->tables.weekdays, token_text(c, i)) == NULL)
    return false;
  i++;
  i += glued_mark(c, i, '.');
  i += glued_mark(c, i, ',');
  return is_day_and_month(c, i);
}

/// "24. Nov. – 28. Nov.", "20.00 Uhr - 21.12.2024, 6 Uhr": the dash between two dates.
static bool between_dates(const struct context *c, size_t at) {
  if (at < 3 || glued(c, at) || glued(c, at + 1) ||
      !(is_day_and_month(c, at + 1) || is_weekday_and_date(c, at + 1)))
    return false;
  size_t last = is_mark(c, at - 1, '.') ? at - 2 : at - 1;
  if (is_text(c, last, "Uhr") || month_at(c, last) != NULL)
    return true;
  bool year = is_number(c, last) && c->tokens[last].len == 4 &&
              (mark(c, last - 1) == '.' || month_at(c, last - 1) != NULL);
  bool digits = last == at - 2 && is_number(c, last) && c->tokens[last].len <= 2 &&
                is_mark(c, last - 1, '.') && glued(c, last);
  return year || digits;
}

/// "12a–14c", "A1–A4", "13 a–13 c": numbers with their letters.
static bool between_numbered(const struct context *c, size_t at) {
  if (at < 2 || !glued(c, at) || !glued(c, at + 1) || !glued(c, at - 1) || !glued(c, at + 2))
    return false;
  size_t a = at - 2, b = at + 1;
  if (is_number(c, a) && is_number(c, b)) // "12a–14c"
    return is_word(c, at - 1) && c->tokens[at - 1].len == 1 && is_word(c, at + 2) &&
           c->tokens[at + 2].len == 1;
  return !is_hyphen(mark(c, at)) && is_number(c, at - 1) && is_number(c, at + 2) && is_word(c, a) &&
         view_eq(token_text(c, a), token_text(c, b)) && c->tokens[a].len <= 2; // "A1–A4"
}

/// "Köln–Bonn" → "Köln Bonn", "Mai–Juli" → "Mai bis Juli", "A–Z" → "A bis Z"
size_t rule_dash(struct context *c, size_t at) {
  uint32_t m = mark(c, at);
  if (is_dash(m) && at > 0 && !glued(c, at) && !glued(c, at + 1) && is_number(c, at - 1) &&
      is_number(c, at + 1) && is_mark(c, at + 2, '='))
    return say_apart(c, at, VIEW("minus"), 1); // "10 – 4 = 6"
  if (is_dash(m) && (between_amounts(c, at) || between_dates(c, at) || between_numbered(c, at)))
    return say_apart(c, at, VIEW("bis"), 1);
  size_t before = is_mark(c, at - 1, '.') ? at - 2 : at - 1; // "Mo.–Fr."
  if (!is_dash(m) || at < 2 - (before == at - 1) || !glued(c, at) || !glued(c, at + 1) ||
      !is_word(c, before) || !is_word(c, at + 1))
    return 0;
  if (before != at - 1)
    return is_point_in_time(c, before) && is_point_in_time(c, at + 1)
               ? say_apart(c, at, VIEW("bis"), 1)
               : 0;
  if (is_hyphen(m))
    return is_text(c, at - 1, "A") && is_text(c, at + 1, "Z") ? say_apart(c, at, VIEW("bis"), 1)
                                                              : 0;
  bool letters = c->tokens[at - 1].len == 1 && c->tokens[at + 1].len == 1;
  if (letters || (is_point_in_time(c, at - 1) && is_point_in_time(c, at + 1)))
    return say_apart(c, at, VIEW("bis"), 1);
  if (has_flag(c, at - 1, TOKEN_CAPITAL) && has_flag(c, at + 1, TOKEN_CAPITAL) && m != 0x2014)
    say_raw(c, VIEW(" "));
  else
    say_raw(c, VIEW(" – "));
  return 1;
}

/// What is counted per something: "38,5 Std./Woche", "brutto/Monat", "142 g CO₂/km".
static bool is_amount_end(const struct context *c, size_t i) {
  static const char *const words[] = {"brutto", "netto", "warm", "kalt", NULL};
  if (is_mark(c, i, '.'))
    return i >= 2 && is_number(c, i - 2);
  bool small = (mark(c, i) >= 0x2080 && mark(c, i) <= 0x2089) ||
               (is_number(c, i) && glued(c, i) && is_word(c, i - 1));
  return small || is_one_of(c, i, words);
}

/// "2/3" → "zwei von drei": the slash at `at`, with what is counted in the dative ("fünf Sternen").
static size_t say_of(struct context *c, size_t at) {
  static const char *const counted[] = {"Punkte", "Sterne", NULL};
  if (glued(c, at + 2) || !is_one_of(c, at + 2, counted))
    return say_apart(c, at, VIEW("von"), 1);
  say_raw(c, VIEW(" von "));
  say_count(c, token_text(c, at + 1));
  say_view(c, token_text(c, at + 2));
  say_raw(c, VIEW("n"));
  return 3;
}

/// What something is counted per.
static const char *const spans[] = {"Monat",  "Jahr", "Tag",    "Woche",   "Stunde",  "Nacht",
                                    "Person", "Kopf", "Minute", "Sekunde", "Quartal", NULL};

/// "37/Tag", "120 Anrufe/Tag": an amount and its span, where the number is no code.
static bool is_per_span(const struct context *c, size_t at) {
  static const char *const money[] = {"Euro", "Dollar", "Franken", "Cent", "EUR", NULL};
  bool unit = at > 2 && is_number(c, at - 3) && // "5 g Salz", "12 Euro Lohn"
              (c->tokens[at - 2].len <= 2 || mark(c, at - 2) != 0 || is_one_of(c, at - 2, money));
  bool counted = at > 1 && (is_number(c, at - 2) || unit);
  if (counted && is_word(c, at - 1) && has_flag(c, at - 1, TOKEN_CAPITAL))
    return !glued(c, at - 1) && is_one_of(c, at + 1, spans);
  return is_number(c, at - 1) &&
         (at == 1 || !glued(c, at - 1) || mark(c, at - 2) == '.' || mark(c, at - 2) == ',' ||
          mark(c, at - 2) == '(') &&
         is_one_of(c, at + 1, spans);
}

/// "Auf-/Abstieg", "Ein-/Ausgänge": the slash joins two words that share their end.
static bool joins_halves(const struct context *c, size_t at) {
  return at > 1 && is_hyphen(mark(c, at - 1)) && glued(c, at - 1) && is_word(c, at - 2) &&
         is_word(c, at + 1) && glued(c, at + 1) &&
         has_flag(c, at - 2, TOKEN_CAPITAL) == has_flag(c, at + 1, TOKEN_CAPITAL) &&
         c->tokens[at - 2].len > 1 && c->tokens[at + 1].len > 3;
}

/// "und/oder", "Köln/Bonn", "Bündnis 90/Die Grünen"; with blanks it is a pause.
size_t rule_slash(struct context *c, size_t at) {
  if (!is_mark(c, at, '/') || at == 0 || !has(c, at + 1))
    return 0;
  if (!glued(c, at) && !glued(c, at + 1)) {
    uint32_t m = mark(c, at - 1);
    bool money = m == 0x20AC || m == '$' || m == 0xA3 || is_text(c, at - 1, "Euro");
    if (money && is_one_of(c, at + 1, spans)) // "5 € / Monat"
      return say_apart(c, at, VIEW("pro"), 1);
    bool divided = is_number(c, at - 1) && is_number(c, at + 1) && is_mark(c, at + 2, '=');
    return divided ? say_apart(c, at, VIEW("geteilt durch"), 1) : say_pause(c, at, 1);
  }
  if (!glued(c, at))
    return leave_out(c, at, 1);
  if (is_text(c, at + 1, "c") && (is_mark(c, at + 2, 0xB2) || is_mark(c, at + 2, '^')))
    return say_apart(c, at, VIEW("durch"), 1); // "GeV/c²"
  if (is_per_span(c, at))
    return say_apart(c, at, VIEW("pro"), 1);
  if (joins_halves(c, at))
    return say_apart(c, at, VIEW("und"), 1);
  if (is_word(c, at - 1) && is_hyphen(mark(c, at + 1)) && glued(c, at + 1) && is_word(c, at + 2) &&
      glued(c, at + 2) && !has_flag(c, at + 2, TOKEN_CAPITAL) && c->tokens[at + 2].len > 3)
    return say_apart(c, at, VIEW("oder "), 1); // "Kauffrau/-mann"
  bool variables = is_word(c, at - 1) && c->tokens[at - 1].len == 1 && is_word(c, at + 1) &&
                   c->tokens[at + 1].len == 1;
  if (variables && (is_mark(c, at - 2, '=') || is_mark(c, at + 2, '=')))
    return say_apart(c, at, VIEW("durch"), 1); // "a/b = c/d"
  struct unit per = {0};
  size_t n = is_amount_end(c, at - 1) ? read_per(c, at, &per) : 0;
  if (n > 0) {
    say_raw(c, VIEW(" "));
    say_per(c, &per);
    return n;
  }
  if (at > 1 && is_hyphen(mark(c, at - 1)) && is_number(c, at - 2) && is_number(c, at + 1))
    return say_apart(c, at, VIEW("und"), 1); // "die 19-/20-Jährigen"
  if (is_text(c, at + 1, "0") && glued(c, at) && glued(c, at + 1) && is_number(c, at - 1) &&
      !glued(c, at - 1) && (!glued(c, at + 2) || ends_sentence(c, at + 2)))
    return say_apart(c, at, VIEW("durch"), 1); // "0/0" is not defined
  static const char *const parts[] = {"Teil", "Folge", "Part", "Seite", NULL};
  if (is_number(c, at - 1) && is_number(c, at + 1) &&
      (is_one_of(c, at - 2, parts) ||
       ((is_text(c, at + 1, "10") || is_text(c, at + 1, "5")) && is_rating(c, at - 1))))
    return say_of(c, at); // "Teil 2/3"
  say_raw(c, VIEW(" "));
  return 1;
}

/// ">=", "!=" and the like, of program text.
size_t rule_operator(struct context *c, size_t at) {
  static const struct {
    const char *written, *spoken;
  } operators[] = {{">=", "größer gleich"}, {"<=", "kleiner gleich"},
                   {"!=", "ungleich"},      {"==", "gleich"},
                   {"&&", "und"},           {"||", "oder"}};
  bool apart = at > 0 && (!glued(c, at) || is_word(c, at - 1) || is_number(c, at - 1));
  for (size_t i = 0; apart && i < sizeof operators / sizeof *operators; i++) {
    size_t n = match_phrase(c, at, view_of(operators[i].written));
    if (n == 2 && has(c, at + 2) && c->tokens[at + 2].kind != TOKEN_PUNCT &&
        c->tokens[at + 2].kind != TOKEN_SYMBOL)
      return say_apart(c, at, view_of(operators[i].spoken), n);
  }
  return 0;
}

// --- born, died, times, more or less

static bool is_date_ahead(const struct context *c, size_t i) {
  return is_number(c, i) || is_text(c, i, "um") || is_text(c, i, "vor");
}

/// "3. Mai 1950", "3.5.1950", not "1950".
static bool is_day(const struct context *c, size_t i) {
  return is_number(c, i) && c->tokens[i].len <= 2 && glued_mark(c, i + 1, '.');
}

static size_t asterisk(struct context *c, size_t at) {
  bool opens = at == 0 || is_mark(c, at - 1, '(') || is_mark(c, at - 1, ',') ||
               is_mark(c, at - 1, ';') || (!glued(c, at) && is_word(c, at - 1));
  if (opens && is_date_ahead(c, at + 1) && !is_bullet(c, at))
    return say_apart(c, at, is_day(c, at + 1) ? VIEW("geboren am") : VIEW("geboren"), 1);
  if (is_number(c, at - 1) && is_number(c, at + 1))
    return say_apart(c, at, VIEW("mal"), 1);
  return leave_out(c, at, 1);
}

static size_t arrow(struct context *c, size_t at, size_t n) {
  if (at > 0 && has(c, at + n) && mark(c, at - 1) >= 0x2080 && mark(c, at - 1) <= 0x2089)
    return say_apart(c, at, VIEW("ergibt"), n); // "2 H₂ + O₂ → 2 H₂O"
  if (at == 0 || !has(c, at + n) || !is_alphanumeric(c, at - 1))
    return leave_out(c, at, n);
  bool names = has_flag(c, at - 1, TOKEN_CAPITAL) && has_flag(c, at + n, TOKEN_CAPITAL);
  return say_apart(c, at, names ? VIEW("nach") : VIEW("Pfeil"), n);
}

static size_t plus(struct context *c, size_t at) {
  // At the beginning or end of a line it is an ornament.
  bool said = at > 0 ? has(c, at + 1) || glued(c, at) : is_number(c, at + 1);
  return said ? say_apart(c, at, VIEW("plus"), 1) : leave_out(c, at, 1);
}

static bool is_superscript(uint32_t m) {
  return m == 0xB9 || m == 0xB2 || m == 0xB3 || (m >= 0x2070 && m <= 0x207F);
}

/// "¹⁴C", "²³⁵U": the number is said after the element. `n` raised digits.
static size_t say_isotope(struct context *c, size_t at, size_t n) {
  char digits[4] = "";
  for (size_t i = 0; i < n; i++) {
    uint32_t m = mark(c, at + i);
    uint32_t digit = m == 0xB9 ? 1 : m == 0xB2 ? 2 : m == 0xB3 ? 3 : m - 0x2070;
    if (digit > 9)
      return leave_out(c, at, n);
    digits[i] = (char)('0' + digit);
  }
  say_letters(c, token_text(c, at + n), false);
  say_count(c, (struct view){digits, n});
  return n + 1;
}

/// Behind a word it is the mark of a footnote, behind a variable ("mc²") or bracket a power.
static size_t superscript(struct context *c, size_t at) {
  size_t n = 1;
  while (glued(c, at + n) &&
         (is_superscript(mark(c, at + n)) ||
          (is_mark(c, at + n, ',') && glued(c, at + n + 1) && is_superscript(mark(c, at + n + 1)))))
    n++;
  bool isotope = !glued(c, at) && glued(c, at + n) && is_word(c, at + n) && n <= 3 &&
                 c->tokens[at + n].len <= 2 && has_flag(c, at + n, TOKEN_CAPITAL);
  if (isotope)
    return say_isotope(c, at, n);
  bool variable = is_word(c, at - 1) && c->tokens[at - 1].len <= 2;
  if (n == 1 && glued(c, at) && (variable || is_mark(c, at - 1, ')'))) {
    if (is_mark(c, at, 0xB2))
      return say_apart(c, at, variable ? VIEW("Quadrat") : VIEW("hoch zwei"), 1);
    if (is_mark(c, at, 0xB3))
      return say_apart(c, at, VIEW("hoch drei"), 1);
  }
  return leave_out(c, at, n);
}

/// What can be multiplied: a number, a variable, something in brackets.
static bool is_factor(const struct context *c, size_t i) {
  return is_number(c, i) || is_mark(c, i, ')') || is_mark(c, i, '(') ||
         (is_word(c, i) && c->tokens[i].len == 1);
}

/// The mark at `at` ends the minutes of "47°25'", or the seconds of "47°25'16''".
static bool is_angle(const struct context *c, size_t at, bool minutes) {
  size_t before = at - 2;
  if (at >= 4 && is_mark(c, before, ',') && is_number(c, at - 3)) // "16,5''"
    before -= 2;
  if (at < 3 || (!glued(c, at - 1) && !(minutes && is_mark(c, at - 2, 0xB0)))) // "54° 19'"
    return false;
  if (minutes)
    return is_mark(c, before, 0xB0);
  return at >= 5 &&
         (mark(c, before) == '\'' || mark(c, before) == 0x2019 || mark(c, before) == 0x2032) &&
         is_mark(c, before - 2, 0xB0);
}

/// "54°19'N": minutes or seconds of an angle, and where on the globe it points.
static size_t say_angle(struct context *c, size_t at, bool minutes, size_t n) {
  const char *point = compass_point(c, at + n);
  if (point == NULL)
    return say_apart(c, at, minutes ? VIEW("Minuten") : VIEW("Sekunden"), n);
  say_raw(c, minutes ? VIEW(" Minuten") : VIEW(" Sekunden"));
  say(c, point);
  return n + 1;
}

size_t rule_sign(struct context *c, size_t at) {
  uint32_t m = c->tokens[at].first;
  switch (m) {
  case '*':
    return asterisk(c, at);
  case '+':
    return plus(c, at);
  case 0xB7: // ·
  case 0x2219:
    return is_factor(c, at - 1) && is_factor(c, at + 1) ? say_apart(c, at, VIEW("mal"), 1) : 0;
  case '\'':
  case 0x2019:
  case '"':
  case 0x201D: {
    size_t n = run_length(c, at);
    bool minutes = n == 1 && m != '"' && m != 0x201D;
    if (!glued(c, at) || !is_number(c, at - 1) || !is_angle(c, at, minutes))
      return 0;
    return say_angle(c, at, minutes, n);
  }
  case 0x2032: // ′
  case 0x2033: // ″
    if (!glued(c, at) || !is_number(c, at - 1))
      return leave_out(c, at, 1);
    return say_angle(c, at, m == 0x2032, 1);
  case 0x2020: // †
    if (is_mark(c, at - 1, '(') && glued_mark(c, at + 1, ')')) {
      say(c, "verstorben");
      return 1;
    }
    if (!is_date_ahead(c, at + 1))
      return leave_out(c, at, 1);
    return say_apart(c, at, is_day(c, at + 1) ? VIEW("gestorben am") : VIEW("gestorben"), 1);
  case '~':
  case 0x223C:
    return is_number(c, at + 1) ? say_apart(c, at, VIEW("etwa"), 1) : leave_out(c, at, 1);
  case 0x2192: // →
  case 0x27F6:
  case 0x2794:
  case 0x279C:
    return arrow(c, at, 1);
  case '-':
    return glued_mark(c, at + 1, '>') ? arrow(c, at, 2) : 0;
  case '#':
    return say_apart(c, at,
                     is_number(c, at + 1) && glued(c, at + 1) ? VIEW("Nummer") : VIEW("Raute"), 1);
  case 0xA7: { // §
    size_t n = run_length(c, at);
    return say_apart(c, at, n > 1 ? VIEW("Paragrafen") : VIEW("Paragraf"), n);
  }
  case 0xB4: // ´
  case '`':
    if (!glued(c, at) || !glued(c, at + 1) || !is_word(c, at - 1) || !is_word(c, at + 1))
      return 0;
    say_raw(c, VIEW("'"));
    c->join = true;
    return 1;
  case '>':
  case '<':
    if (at == 0 || !has(c, at + 1))
      return leave_out(c, at, 1);
    if (!glued(c, at) && glued(c, at + 1) && is_number(c, at + 1)) // "auf >30 Grad"
      return say_apart(c, at, m == '>' ? VIEW("mehr als") : VIEW("weniger als"), 1);
    return 0;
  default:
    return is_superscript(m) ? superscript(c, at) : 0;
  }
}

/// "26 cm Ø", "Ø 26 cm": a length beside the sign, so no average.
static bool is_diameter(const struct context *c, size_t at) {
  static const char *const lengths[] = {"mm", "cm", "m", "Zoll", NULL};
  return (at > 0 && is_one_of(c, at - 1, lengths)) ||
         (is_number(c, at + 1) && is_one_of(c, at + 2, lengths));
}

/// The table, for all that no rule knew better.
size_t rule_symbol_table(struct context *c, size_t at) {
  const struct lexicon_entry *entry =
      lexicon_get(&c->normaliser->tables.symbols, token_text(c, at));
  if (entry == NULL)
    return 0;
  struct view kind = entry->value[0];
  if (c->tokens[at].first == 0xD8 && is_diameter(c, at))
    return say_apart(c, at, VIEW("Durchmesser"), 1);
  if (view_eq(kind, VIEW("say")))
    return say_apart(c, at, entry->value[1], 1);
  return view_eq(kind, VIEW("comma")) ? say_pause(c, at, 1) : leave_out(c, at, 1);
}
