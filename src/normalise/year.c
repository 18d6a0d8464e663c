#include "normalise/year.h"

#include "normalise/registry.h"

enum { YEAR_FIRST = 1000, YEAR_SURE = 1100, YEAR_LAST = 2100 };

/// Words after which a number of four digits is a year, whatever follows.
static const char *const year_words[] = {
    "Jahr",    "Jahre",     "Jahres",      "Jahrgang",   "Anno",       "Sommer",    "Winter",
    "Herbst",  "Frühling",  "Frühjahr",    "Ende",       "Anfang",     "Mitte",     "Saison",
    "geb",     "gest",      "anno",        "Spätsommer", "Spätherbst", "Jahrgänge", "Jahren",
    "Neujahr", "Silvester", "Weihnachten", "Ostern",     "Pfingsten",  NULL};

/// Words that a page or the like is counted by, never a year.
static const char *const page_words[] = {"S",    "Seite",  "Seiten", "Nr",      "Nummer", "Rn",
                                         "Rdnr", "Zimmer", "Art",    "Artikel", "Los",    NULL};

/// Words before an amount, however round.
static const char *const amount_words[] = {
    "rund", "etwa",       "circa",     "ca",       "knapp",     "fast",    "mehr", "als",
    "gut",  "mindestens", "höchstens", "ungefähr", "insgesamt", "maximal", NULL};

/// Verbs that look like adjectives to us: "1945 kamen Soldaten".
static bool reads_as_verb(const struct context *c, size_t i) {
  struct view word = token_text(c, i);
  return view_ends(word, VIEW("ten")) || view_ends(word, VIEW("te"));
}

static bool is_month(const struct context *c, size_t i) {
  return is_word(c, i) && lexicon_get(&c->normaliser->tables.months, token_text(c, i)) != NULL;
}

/// A singular that its plural differs from: "wurde 1998 Präsident" counts nothing.
static bool is_singular(const struct context *c, size_t i, const struct noun *noun) {
  static const char *const measures[] = {
      "Mann",    "Stück",  "Fuß",  "Blatt", "Paar",  "Pfund",  "Grad",  "Mark", "Euro",
      "Prozent", "Dollar", "Zoll", "Mal",   "Watt",  "Volt",   "Byte",  "Bit",  "Franken",
      "Yen",     "Pixel",  "PS",   "Kilo",  "Gramm", "Hektar", "Karat", NULL};
  static const char *const same[] = {"er", "el", "en", "chen", "lein", "s", "gramm", NULL};
  if (!noun->found || noun->plural || is_one_of(c, i, measures))
    return false;
  if (noun->gender == NOUN_FEMININE)
    return true;
  for (size_t k = 0; same[k] != NULL; k++) {
    if (view_ends(token_text(c, i), view_of(same[k])))
      return false;
  }
  return noun->gender != NOUN_UNKNOWN;
}

/// A counted noun follows: "1500 Menschen", "1200 neue Stellen".
static bool counts_noun(const struct context *c, size_t after, uint64_t value) {
  if (glued(c, after) || !is_word(c, after) || is_function_word(c, after))
    return false;
  if (has_flag(c, after, TOKEN_CAPITAL)) {
    // After a sentence's first word the verb would follow a year; a noun is counted.
    struct noun noun = noun_of(&c->normaliser->tables, token_text(c, after));
    if (is_singular(c, after, &noun))
      return false;
    return noun.plural || noun.found || value % 50 == 0;
  }
  return value % 50 == 0 && !reads_as_verb(c, after) && is_adjective(c, after) &&
         head_noun(c, after) < c->n_tokens;
}

bool is_year(const struct context *c, size_t at, size_t after, const struct numeral *numeral) {
  if (numeral->n_digits != 4 || numeral->grouped || numeral->n_decimals > 0 ||
      numeral->value < YEAR_FIRST || numeral->value > YEAR_LAST)
    return false;
  if (at > 0) {
    size_t before = at - 1;
    if (is_mark(c, before, '.') && at >= 2)
      before--;
    if (is_one_of(c, before, year_words) || is_month(c, before))
      return true;
    static const char *const verbs[] = {"wurde", "war", "ist", "wird", NULL};
    if (is_one_of(c, before, verbs) && numeral->value >= YEAR_SURE && numeral->value % 100 != 0)
      return true; // "Er wurde 1954 Weltmeister"
    bool road = is_word(c, at - 1) && c->tokens[at - 1].len == 1 && numeral->value < 1900 &&
                has_flag(c, at - 1, TOKEN_CAPITAL); // "die L 1137"
    if (road || is_one_of(c, before, page_words) || is_one_of_nocase(c, before, amount_words))
      return false;
  }
  if (is_text(c, after, "v") || is_text(c, after, "n"))
    return true; // v. Chr.
  if (at == 0 && after == c->n_tokens && numeral->value < 1500)
    return false; // a number all alone
  // "seit 1950 Mitglied", "bis 1998 Trainer", "wurde 1998 Minister": no plural is meant.
  static const char *const open[] = {"seit", "ab", "wurde", "war", "blieb", "wird", "ist", NULL};
  static const char *const closed[] = {"bis", "nach", "vor", NULL};
  bool points = at > 0 && (is_one_of_nocase(c, at - 1, open) ||
                           (is_one_of_nocase(c, at - 1, closed) && numeral->value % 50 != 0));
  if (points && numeral->value >= YEAR_SURE && has_flag(c, after, TOKEN_CAPITAL) &&
      !noun_of(&c->normaliser->tables, token_text(c, after)).plural)
    return true;
  return numeral->value >= YEAR_SURE && !counts_noun(c, after, numeral->value);
}

bool say_years(struct context *c, size_t at, const struct quantity *quantity) {
  if (quantity->n_amounts > 2 || (quantity->n_amounts == 2 && quantity->joints[0] != '-'))
    return false;
  size_t after = at + quantity->n_tokens;
  for (size_t i = 0; i < quantity->n_amounts; i++) {
    const struct amount *amount = &quantity->amounts[i];
    if (amount->sign != 0 || !amount->has_whole || amount->denominator != 0)
      return false;
    bool second_short = i == 1 && amount->whole.n_digits == 2 && !amount->whole.n_decimals;
    if (!second_short && !is_year(c, at, after, &amount->whole))
      return false;
  }
  c->semiotic = quantity->n_amounts == 1 ? SEMIOTIC_YEAR : SEMIOTIC_RANGE;
  say_year(c, (unsigned)quantity->amounts[0].whole.value);
  if (quantity->n_amounts == 2) {
    say(c, at > 0 && is_between(c, at - 1) ? "und" : "bis");
    say_year(c, (unsigned)quantity->amounts[1].whole.value);
  }
  return true;
}

/// "2023/24", "1998/1999": two years side by side; "1914–18": a range with a short end.
size_t rule_season(struct context *c, size_t at) {
  unsigned first, second;
  bool range = is_dash(mark(c, at + 1));
  if (token_text(c, at).len != 4 || !glued(c, at + 1) || (!range && !is_mark(c, at + 1, '/')) ||
      !glued(c, at + 2) || !read_digits(c, at, 4, &first) || !read_digits(c, at + 2, 4, &second) ||
      first < YEAR_FIRST || first > YEAR_LAST)
    return 0;
  if (token_text(c, at + 2).len == 4 && !range && second == first + 1) {
    say_year(c, first);
    say_year(c, second);
    return 3;
  }
  bool turn = first % 100 == 99 && second == 0;
  if (token_text(c, at + 2).len != 2 || (second <= first % 100 && !turn) ||
      (glued(c, at + 3) && is_hyphen(mark(c, at + 3)) && is_number(c, at + 4)))
    return 0;
  say_year(c, first);
  if (range)
    say(c, "bis");
  else if (second < 10)
    say(c, "null");
  say_cardinal(c, second, ONE_EINS, 0);
  return 3;
}
