// Letters that stand for a word in one kind of place only: "KM 850 €" in an advert, "20 g E" below
// a recipe, "(34., FE)" in a match report, "im Q4 2023", "S02E05".
#include "normalise/agreement.h"
#include "normalise/numeral.h"
#include "normalise/registry.h"
#include "normalise/spell.h"

/// Columns of shorthand.tsv after the first: two pairs of them.
enum { COLUMN_PLACE, COLUMN_SPOKEN, COLUMN_PLACES = 4 };

static bool before_money(const struct context *c, size_t i) {
  struct numeral n;
  i += is_text(c, i, "ab"); // "HP ab 69 €"
  if (is_mark(c, i, ':') || glued_mark(c, i, '.'))
    i++;
  if (!read_numeral(c, i, NUMERAL_GERMAN, &n))
    return false;
  i += n.n_tokens;
  static const char *const words[] = {"Euro", "EUR", "CHF", NULL};
  return is_mark(c, i, 0x20AC) || is_one_of(c, i, words) ||
         (glued_mark(c, i, ',') && is_dash(mark(c, i + 1)));
}

/// A bracket, a comma or the end follows.
static bool closes(const struct context *c, size_t i) {
  uint32_t m = mark(c, i);
  return ends_sentence(c, i) || m == ')' || m == ',' || m == ';' || m == '/';
}

static bool behind_grams(const struct context *c, size_t at) {
  return at >= 2 && is_text(c, at - 1, "g") && is_number(c, at - 2) && closes(c, at + 1);
}

/// "(34., FE)", "(34. FE)", "(82./FE)"
static bool behind_minute(const struct context *c, size_t at) {
  uint32_t m = mark(c, at - 1);
  size_t dot = at > 1 && (m == ',' || m == '/') ? at - 2 : at - 1;
  if (at >= 4 && m == '/' && is_number(c, at - 2) && is_mark(c, at - 3, '+'))
    return closes(c, at + 1); // "(45.+1/FE)"
  return at >= 3 && is_mark(c, dot, '.') && is_number(c, dot - 1) && closes(c, at + 1);
}

static bool behind_extra(const struct context *c, size_t at) {
  static const char *const words[] = {"zzgl", "zuzüglich", "inkl", "exkl", "plus", "ohne", NULL};
  return at > 0 && (is_one_of(c, at - 1, words) ||
                    (at > 1 && is_mark(c, at - 1, '.') && is_one_of(c, at - 2, words)));
}

static bool is_wind(const struct context *c, size_t at) {
  static const char *const words[] = {"Wind",  "Winde", "Böen",    "Brise", "Windstärke",
                                      "Sturm", "weht",  "Stärken", NULL};
  if (at == 0 || !is_one_of(c, at - 1, (const char *const[]){"aus", "von", NULL}))
    return false;
  for (size_t i = at, steps = 0; i > 0 && steps < LOOK_MAX; steps++) {
    if (is_one_of(c, --i, words))
      return true;
  }
  return false;
}

static bool is_film_year(const struct context *c, size_t i) {
  unsigned year;
  return read_digits(c, i, 4, &year) && year >= 1895 && year <= 2100 && closes(c, i + 1);
}

/// "(D 2024)", "D/F 1987", "(USA/GB 1994, …)": a short list of countries and its year.
static bool before_film_year(const struct context *c, size_t at) {
  size_t i = at, first = at;
  while (i + 2 < at + 8 && is_mark(c, i + 1, '/') && has_flag(c, i + 2, TOKEN_ALL_CAPS))
    i += 2;
  while (first >= 2 && at - first < 8 && is_mark(c, first - 1, '/') &&
         has_flag(c, first - 2, TOKEN_ALL_CAPS))
    first -= 2;
  uint32_t m = first > 0 ? mark(c, first - 1) : 0;
  return (m == '(' || m == ',') && !glued(c, i + 1) && is_film_year(c, i + 1);
}

static bool behind_ordinal(const struct context *c, size_t at) {
  return at >= 2 && is_mark(c, at - 1, '.') && glued(c, at - 1) && is_number(c, at - 2) &&
         c->tokens[at - 2].len == 1 && !glued_mark(c, at + 1, '.');
}

/// "950 € KM", "389.000 Euro VB"
static bool behind_money(const struct context *c, size_t at) {
  static const char *const words[] = {"Euro", "EUR", NULL};
  if (at < 2 || !(is_mark(c, at - 1, 0x20AC) || is_one_of(c, at - 1, words)))
    return false;
  return is_number(c, at - 2) || is_dash(mark(c, at - 2));
}

/// "bis KW 38", "in KW 3/4", "in der 12. KW", not "100 KW 5"
static bool is_week(const struct context *c, size_t at) {
  unsigned week;
  if (at >= 2 && glued_mark(c, at - 1, '.') && read_digits(c, at - 2, 2, &week) && week <= 53 &&
      !glued(c, at))
    return true;
  return read_digits(c, at + 1, 2, &week) && week >= 1 && week <= 53 && !glued(c, at + 1) &&
         !(at > 0 && is_number(c, at - 1));
}

/// "Görlitz, OT Hagenwerder", "Wenden (OT Hünsborn)"
static bool is_in_town(const struct context *c, size_t at) {
  uint32_t m = mark(c, at - 1);
  bool apart = at > 0 && (m == ',' || m == '(' || is_dash(m) || is_text(c, at - 1, "im"));
  return apart && has_flag(c, at + 1, TOKEN_CAPITAL) && !is_function_word(c, at + 1);
}

/// "auf der A 7 … der AS Quickborn": a motorway was named, and a place follows.
static bool is_on_motorway(const struct context *c, size_t at) {
  static const char *const words[] = {
      "BAB", "Autobahn", "Anschlussstelle", "Fahrtrichtung", "AS", "AK", "AD", NULL};
  bool place = has_flag(c, at + 1, TOKEN_CAPITAL) && !is_function_word(c, at + 1);
  if (!place && !(is_number(c, at + 1) && c->tokens[at + 1].len <= 3))
    return false;
  for (size_t i = at, steps = 0; i > 0 && steps < LOOK_MAX; steps++) {
    i--;
    if (is_one_of(c, i, words) || (is_text(c, i, "A") && is_number(c, i + 1)) ||
        (is_text(c, i, "Höhe") && at - i <= 2))
      return true;
  }
  return false;
}

static bool stands_in(const struct context *c, size_t at, struct view place) {
  if (view_eq(place, VIEW("money")))
    return before_money(c, at + 1) || behind_extra(c, at) || behind_money(c, at);
  if (view_eq(place, VIEW("town")))
    return is_in_town(c, at);
  if (view_eq(place, VIEW("road")))
    return is_on_motorway(c, at);
  if (view_eq(place, VIEW("week")))
    return is_week(c, at);
  if (view_eq(place, VIEW("grams")))
    return behind_grams(c, at);
  if (view_eq(place, VIEW("minute")))
    return behind_minute(c, at);
  if (view_eq(place, VIEW("wind")))
    return is_wind(c, at);
  if (view_eq(place, VIEW("film")))
    return before_film_year(c, at);
  if (view_eq(place, VIEW("agenda")))
    return is_number(c, at + 1) && at > 0 &&
           is_one_of_nocase(c, at - 1, (const char *const[]){"zu", "unter", "bei", NULL});
  if (view_eq(place, VIEW("room")))
    return at > 0 &&
           (is_number(c, at - 1) ||
            is_one_of(c, at - 1, (const char *const[]){"im", "pro", "je", "Ein", "ein", NULL})) &&
           !has_flag(c, at + 1, TOKEN_CAPITAL);
  if (view_eq(place, VIEW("dated")))
    return is_number(c, at + 1) && glued_mark(c, at + 2, '/') && is_number(c, at + 3);
  return view_eq(place, VIEW("ranked")) && behind_ordinal(c, at);
}

size_t rule_shorthand(struct context *c, size_t at) {
  const struct lexicon_entry *entry =
      lexicon_get(&c->normaliser->tables.shorthand, token_text(c, at));
  bool apart = !glued(c, at) || mark(c, at - 1) == '(' || mark(c, at - 1) == '/';
  if (entry == NULL || !apart ||
      (glued(c, at + 1) &&
       (is_word(c, at + 1) || is_number(c, at + 1) || is_hyphen(mark(c, at + 1)))))
    return 0;
  for (size_t k = 0; k < COLUMN_PLACES; k += 2) {
    if (entry->value[k + COLUMN_PLACE].len > 0 && stands_in(c, at, entry->value[k])) {
      say_view(c, entry->value[k + COLUMN_SPOKEN]);
      return 1;
    }
  }
  return 0;
}

/// "im Q4 2023", "vom Q1/2024": with article and year a quarter is said in full; an "Audi Q4" and
/// a bare "Q4" are not.
size_t rule_quarter(struct context *c, size_t at) {
  unsigned quarter, year;
  if (!is_text(c, at, "Q") || !follows_determiner(c, at) || !glued(c, at + 1) ||
      !read_digits(c, at + 1, 1, &quarter) || quarter < 1 || quarter > 4)
    return 0;
  size_t i = at + 2;
  if (glued_mark(c, i, '/'))
    i++;
  bool slash = i > at + 2;
  if (!read_digits(c, i, 4, &year) || glued(c, i) != slash ||
      !((c->tokens[i].len == 4 && year >= 1990 && year <= 2100) ||
        (slash && c->tokens[i].len == 2)))
    return 0;
  static const char *const genitive[] = {"des", "dieses", NULL};
  say_ordinal(c, token_text(c, at + 1), ordinal_ending(c, at, c->n_tokens, NOUN_NEUTER), 0);
  say(c, is_one_of_nocase(c, at - 1, genitive) ? "Quartals" : "Quartal");
  say_year(c, year < 100 ? year + 2000 : year);
  return i + 1 - at;
}

/// "S02E05": season and episode of a series.
size_t rule_episode(struct context *c, size_t at) {
  unsigned season, episode;
  if (!is_text(c, at, "S") || !glued(c, at + 1) || !read_digits(c, at + 1, 2, &season) ||
      !glued(c, at + 2) || !is_text(c, at + 2, "E") || !glued(c, at + 3) ||
      !read_digits(c, at + 3, 2, &episode) || c->tokens[at + 3].len != 2)
    return 0;
  say(c, "Staffel");
  say_cardinal(c, season, ONE_EINS, 0);
  say(c, "Folge");
  say_cardinal(c, episode, ONE_EINS, 0);
  return 4;
}

// --- numbers to the base of 16

static bool is_hex(struct view text) {
  for (size_t i = 0; i < text.len; i++) {
    if (memchr("0123456789abcdefABCDEF", text.ptr[i], 22) == NULL)
      return false;
  }
  return true;
}

/// "0x1F": "null x eins F". The parts are glued words and numbers.
size_t rule_hexadecimal(struct context *c, size_t at) {
  if (!is_text(c, at, "0") || !glued(c, at + 1) || !is_word(c, at + 1))
    return 0;
  struct view word = token_text(c, at + 1);
  struct view rest = view_sub(word, 1, word.len);
  if (word.ptr[0] != 'x' || !is_hex(rest))
    return 0;
  size_t n = 2;
  bool digits = rest.len > 0;
  while (n < LOOK_MAX && glued(c, at + n) && (is_number(c, at + n) || is_word(c, at + n)) &&
         is_hex(token_text(c, at + n))) {
    digits |= is_number(c, at + n);
    n++;
  }
  if (!digits || (glued(c, at + n) && (is_word(c, at + n) || is_number(c, at + n))))
    return 0;
  say(c, "null x");
  say_letters(c, rest, false);
  for (size_t i = at + 2; i < at + n; i++) {
    if (is_number(c, i))
      say_digits(c, token_text(c, i));
    else
      say_letters(c, token_text(c, i), false);
  }
  return n;
}

/// "(w/34)", "(m, 71)": sex and age in a report of the police.
size_t rule_sex(struct context *c, size_t at) {
  bool male = is_text(c, at, "m"), female = is_text(c, at, "w");
  uint32_t before = mark(c, at - 1), m = mark(c, at + 1);
  if (!(male || female) || at == 0 ||
      (before != '(' && before != ',' && !is_text(c, at - 1, "und")) || (m != '/' && m != ',') ||
      !glued(c, at + 1) || !is_number(c, at + 2) || c->tokens[at + 2].len > 2 ||
      glued(c, at + 2) != (m == '/') || is_number(c, at + 4))
    return 0;
  uint32_t behind = mark(c, at + 3);
  if (behind != ')' && behind != ',' && (glued(c, at + 3) || !has_flag(c, at + 3, TOKEN_CAPITAL)))
    return 0;
  say(c, male ? "männlich," : "weiblich,");
  if (m == '/')
    say_raw(c, VIEW(" "));
  return 2;
}
