// Dates: "3. Mai 2024", "12.03.2024", "12.3.", "2024-03-12", "12.–15.3.".
#include "normalise/date.h"

#include "normalise/agreement.h"
#include "normalise/numeral.h"
#include "normalise/registry.h"

struct date {
  unsigned day, month, year; ///< 0 where missing
  bool short_year;           ///< written with two digits
  size_t n_tokens;
};

const struct lexicon_entry *month_at(const struct context *c, size_t i) {
  char capital[16];
  struct view word = token_text(c, i);
  if (!is_word(c, i) || word.len < 3 || word.len > sizeof capital)
    return NULL;
  memcpy(capital, word.ptr, word.len);
  if (capital[0] >= 'a' && capital[0] <= 'z')
    capital[0] = (char)(capital[0] - 'a' + 'A');
  return lexicon_get(&c->normaliser->tables.months, (struct view){capital, word.len});
}

static const char *month_name(unsigned month) {
  static const char *const names[] = {"Januar",    "Februar", "März",     "April",
                                      "Mai",       "Juni",    "Juli",     "August",
                                      "September", "Oktober", "November", "Dezember"};
  return names[month - 1];
}

static bool is_weekday(const struct context *c, size_t i) {
  return is_word(c, i) && lexicon_get(&c->normaliser->tables.weekdays, token_text(c, i)) != NULL;
}

/// "am Montag, 3. Mai": the day is in apposition to the weekday and shares its case.
static bool after_governed_weekday(const struct context *c, size_t at) {
  static const char *const governors[] = {
      "von",         "seit",         "am",      "vom",       "zum",      "bis",
      "ab",          "dem",          "den",     "diesen",    "nächsten", "kommenden",
      "vergangenen", "übernächsten", "letzten", "folgenden", NULL};
  size_t i = at;
  if (i > 0 && is_mark(c, i - 1, ','))
    i--;
  if (i > 0 && is_mark(c, i - 1, '.'))
    i--;
  return i >= 2 && is_weekday(c, i - 1) && is_one_of_nocase(c, i - 2, governors);
}

bool is_bullet(const struct context *c, size_t star) {
  if (star > 0 || glued(c, 1))
    return false;
  for (size_t i = 1; i < LOOK_MAX && has(c, i); i++) {
    if (is_mark(c, i, 0x2020))
      return false; // "* 12. 3. 1941 † 1. 11. 2024"
  }
  return true;
}

const char *day_ending(const struct context *c, size_t at, size_t after) {
  static const char *const accusative[] = {"ab", "von", "bis", "zwischen", "einschließlich", NULL};
  size_t first = first_of_series(c, at);
  bool v = first >= 2 && is_mark(c, first - 1, '.') &&
           (is_text(c, first - 2, "v") || is_text(c, first - 2, "einschl")); // "v. 16.12."
  bool born = first > 0 && ((is_mark(c, first - 1, '*') && !is_bullet(c, first - 1)) ||
                            is_mark(c, first - 1, 0x2020));
  if (v || born || after_governed_weekday(c, first) ||
      (first > 0 && is_one_of_nocase(c, first - 1, accusative)))
    return "en";
  return ordinal_ending(c, at, after, NOUN_MASCULINE);
}

bool say_day_article(struct context *c, size_t at) {
  static const char *const dative[] = {"am", "vom", "zum", "von", "seit", "ab", "bis", "dem", NULL};
  static const char *const coming[] = {"diesen",       "nächsten", "kommenden", "vergangenen",
                                       "übernächsten", "letzten",  "folgenden", NULL};
  if (first_of_series(c, at) != at || at < 2)
    return false;
  size_t end = is_mark(c, at - 1, ',') ? at - 1 : at;        // "am Fr 3. Mai" lacks the comma
  size_t day = is_mark(c, end - 1, '.') ? end - 2 : end - 1; // "So., 3. Mai"
  if (day == 0 || day > at || !is_weekday(c, day))
    return false;
  bool governed = is_one_of_nocase(c, day - 1, dative);
  if (!governed && !is_one_of_nocase(c, day - 1, coming))
    return false;
  say(c, governed || (day > 1 && is_one_of_nocase(c, day - 2, dative)) ? "dem" : "den");
  return true;
}

static void say_day(struct context *c, unsigned day, const char *ending) {
  struct number_text text = number_text(day);
  say_ordinal(c, number_view(&text), ending, 0);
}

static unsigned full_year(const struct date *date) {
  if (!date->short_year)
    return date->year;
  return date->year + (date->year < 33 ? 2000 : 1900);
}

static bool valid(const struct date *date) {
  return date->day >= 1 && date->day <= 31 && date->month >= 1 && date->month <= 12;
}

// --- with the month in letters

/// The year after a month at `i`: "2024", "'24". Returns its tokens.
static size_t read_year(const struct context *c, size_t i, struct date *date) {
  bool apostrophe = mark(c, i) == '\'' || mark(c, i) == 0x2019;
  size_t digits = i + apostrophe;
  unsigned value;
  if (glued(c, i) || !read_digits(c, digits, 4, &value) ||
      c->tokens[digits].len != (apostrophe ? 2 : 4))
    return 0;
  if (glued(c, digits + 1) && mark(c, digits + 1) != 0 && is_number(c, digits + 2) &&
      glued(c, digits + 2))
    return 0; // "3. Mai 2024/25"
  date->year = value;
  date->short_year = apostrophe;
  return digits + 1 - i;
}

size_t rule_date_in_words(struct context *c, size_t at) {
  struct date date = {0};
  if (!read_digits(c, at, 2, &date.day) || !glued_mark(c, at + 1, '.') || date.day < 1 ||
      date.day > 31)
    return 0;
  const struct lexicon_entry *month = month_at(c, at + 2);
  if (month == NULL || (glued(c, at + 3) && (is_hyphen(mark(c, at + 3)) || is_number(c, at + 3))))
    return 0;
  size_t i = at + 3;
  bool abbreviated = !view_eq(month->key, month->value[0]);
  if (abbreviated && glued_mark(c, i, '.') && !ends_sentence(c, i))
    i++;
  say_day_article(c, at);
  say_day(c, date.day, day_ending(c, at, at + 2));
  say_view(c, month->value[0]);
  size_t n_year = read_year(c, i, &date);
  if (n_year > 0)
    say_year(c, full_year(&date));
  return i + n_year - at;
}

// --- in digits

/// The full stop after `i`, also with a blank after it: "12. 3. 2024".
static bool dot_after(const struct context *c, size_t i) {
  return glued_mark(c, i + 1, '.');
}

static bool has_leading_zero(const struct context *c, size_t i) {
  struct view digits = token_text(c, i);
  return digits.len == 2 && digits.ptr[0] == '0';
}

/// Words before a pair "12.3." that make it a day.
static bool after_date_word(const struct context *c, size_t at) {
  static const char *const words[] = {"am",
                                      "vom",
                                      "bis",
                                      "ab",
                                      "seit",
                                      "der",
                                      "den",
                                      "dem",
                                      "des",
                                      "zum",
                                      "von",
                                      "und",
                                      "beim",
                                      "geb",
                                      "gest",
                                      "einschl",
                                      "einschließlich",
                                      "Stichtag",
                                      "Stand",
                                      "Termin",
                                      NULL};
  if (at == 0)
    return false;
  if (at > 2 && is_dash(mark(c, at - 1)) && is_mark(c, at - 2, '.') && is_number(c, at - 3))
    return true; // "vom 1.–7.4."
  size_t i = at - 1;
  while (i > 0 && (is_mark(c, i, ',') || is_mark(c, i, '.')))
    i--;
  bool v = i < at - 1 && is_text(c, i, "v"); // "Urteil v. 3.5."
  return v || is_one_of_nocase(c, i, words) || is_weekday(c, i) ||
         view_ends(token_text(c, i), VIEW("schluss")); // "Anmeldeschluss 31.3."
}

/// Day and month without a year at `at`: what ends the pair, and may it be a date?
static size_t pair_tokens(const struct context *c, size_t at) {
  bool both_two = c->tokens[at].len == 2 && c->tokens[at + 2].len == 2;
  bool zero = has_leading_zero(c, at) || has_leading_zero(c, at + 2);
  if (dot_after(c, at + 2)) {
    bool at_end = ends_sentence(c, at + 3);
    bool new_sentence = is_function_word(c, at + 4) && has_flag(c, at + 4, TOKEN_CAPITAL);
    if (is_word(c, at - 1) && is_counter_noun(c, at - 1))
      return 0;
    bool bracketed = at > 0 && is_mark(c, at - 1, '(') && is_mark(c, at + 4, ')'); // "(12.3.)"
    if (bracketed)
      return 4;
    if ((at_end || new_sentence) && !after_date_word(c, at) && !(at == 0 && at_end))
      return 0;
    return at_end || new_sentence ? 3 : 4;
  }
  if (glued(c, at + 3) &&
      (is_word(c, at + 3) || is_hyphen(mark(c, at + 3)) || mark(c, at + 3) == ',' ||
       mark(c, at + 3) == ':') &&
      glued(c, at + 4))
    return 0;
  return both_two && zero && glued(c, at + 2) ? 3 : 0;
}

/// D.M.Y, D.M., D. M. Y at `at`. False when it is none.
static bool read_dotted(const struct context *c, size_t at, struct date *date) {
  if (!read_digits(c, at, 2, &date->day) || !dot_after(c, at) ||
      !read_digits(c, at + 2, 2, &date->month) || !valid(date))
    return false;
  size_t year = at + 4;
  bool year_there = dot_after(c, at + 2) && is_number(c, year) &&
                    glued(c, year) == glued(c, at + 2) &&
                    (c->tokens[year].len == 4 || (c->tokens[year].len == 2 && glued(c, year)));
  if (year_there &&
      !(glued_mark(c, year + 1, '.') && is_number(c, year + 2) && glued(c, year + 2))) {
    read_digits(c, year, 4, &date->year);
    date->short_year = c->tokens[year].len == 2;
    date->n_tokens = 5;
    return true;
  }
  if (dot_after(c, at + 2) && glued(c, year) && is_number(c, year))
    return false; // "2.3.1" is a version
  if (!glued(c, at + 2) && !dot_after(c, at + 2))
    return false;
  date->n_tokens = pair_tokens(c, at);
  return date->n_tokens > 0;
}

/// 2024-03-12, 2003-3-2, 2003-03, and 12/03/2024.
static bool read_iso(const struct context *c, size_t at, struct date *date) {
  bool slash = glued_mark(c, at + 1, '/');
  uint32_t m = slash ? '/' : '-';
  if (!glued_mark(c, at + 1, m) || !glued(c, at + 2))
    return false;
  bool third = glued_mark(c, at + 3, m) && is_number(c, at + 4) && glued(c, at + 4);
  date->n_tokens = third ? 5 : 3;
  if (slash)
    return third && c->tokens[at + 4].len == 4 && read_digits(c, at, 2, &date->day) &&
           read_digits(c, at + 2, 2, &date->month) && read_digits(c, at + 4, 4, &date->year) &&
           valid(date);
  if (c->tokens[at].len != 4 || !read_digits(c, at, 4, &date->year) || date->year < 1000 ||
      !read_digits(c, at + 2, 2, &date->month))
    return false;
  if (third)
    return read_digits(c, at + 4, 2, &date->day) && valid(date);
  return c->tokens[at + 2].len == 2 && date->month >= 1 && date->month <= 12 &&
         date->year >= 1800 && date->year <= 2100 && !glued(c, at + 3);
}

static void say_date(struct context *c, size_t at, const struct date *date) {
  if (date->day > 0) {
    say_day_article(c, at);
    say_day(c, date->day, day_ending(c, at, c->n_tokens)); // no noun of its own follows
  }
  say(c, month_name(date->month));
  if (date->year > 0)
    say_year(c, full_year(date));
}

/// "–" between two dates: "12.3.–15.3.". Returns 1 when said.
static size_t say_until(struct context *c, size_t i) {
  if (!is_dash(mark(c, i)) || !is_number(c, i + 1) || !glued_mark(c, i + 2, '.'))
    return 0;
  say(c, "bis");
  if (glued(c, i + 1))
    say_raw(c, VIEW(" "));
  return 1;
}

size_t rule_date_in_digits(struct context *c, size_t at) {
  struct date date = {0};
  if (glued(c, at) && at > 0 &&
      (is_word(c, at - 1) || mark(c, at - 1) == '.' || mark(c, at - 1) == ','))
    return 0;
  if (is_text(c, at + 3, "Uhr"))
    return 0;
  static const char *const hours[] = {"um",      "gegen",  "Abf",     "Ank",     "Abfahrt",
                                      "Ankunft", "Beginn", "Einlass", "Anpfiff", NULL};
  size_t word = at > 1 && (is_mark(c, at - 1, '.') || is_mark(c, at - 1, ':')) ? at - 2 : at - 1;
  if (at > 0 && is_one_of_nocase(c, word, hours) && !dot_after(c, at + 2))
    return 0; // "um 12.05 im Ersten"
  if (!read_dotted(c, at, &date)) {
    date = (struct date){0};
    if (!read_iso(c, at, &date))
      return 0;
  }
  say_date(c, at, &date);
  return date.n_tokens + say_until(c, at + date.n_tokens);
}

/// "12.–15.3.2024": the first day of the range.
size_t rule_date_range(struct context *c, size_t at) {
  struct date date = {0}, end = {0};
  if (!read_digits(c, at, 2, &date.day) || !dot_after(c, at) || date.day < 1 || date.day > 31 ||
      (!is_dash(mark(c, at + 2)) && !is_mark(c, at + 2, '/')) || !read_dotted(c, at + 3, &end))
    return 0;
  say_day(c, date.day, day_ending(c, at, at + 3));
  say(c, is_mark(c, at + 2, '/') ? "und " : "bis ");
  return 3;
}

/// "seit 11/2023": a month, where a preposition shows it.
size_t rule_month_and_year(struct context *c, size_t at) {
  static const char *const before[] = {"seit", "ab",    "bis", "im", "vom",
                                       "von",  "Stand", "in",  NULL};
  static const char *const stamps[] = {"EZ", "TÜV", "HU", NULL}; // "EZ 03/2019", "TÜV 05/26"
  unsigned month, year;
  size_t i = at > 0 && is_mark(c, at - 1, ':') ? at - 1 : at;
  bool stamp = i > 0 && is_one_of(c, i - 1, stamps);
  if (i == 0 || !(stamp || is_one_of_nocase(c, i - 1, before)) || !read_digits(c, at, 2, &month) ||
      !glued_mark(c, at + 1, '/') || !glued(c, at + 2) || !read_digits(c, at + 2, 4, &year) ||
      month < 1 || month > 12)
    return 0;
  size_t digits = c->tokens[at + 2].len;
  if (stamp && digits == 2)
    year += 2000;
  else if (digits != 4)
    return 0;
  if (year < 1900 || year > 2100)
    return 0;
  say(c, month_name(month));
  say_year(c, year);
  return 3;
}

/// "Sommer '24": a year without its century.
size_t rule_short_year(struct context *c, size_t at) {
  uint32_t m = mark(c, at);
  unsigned year;
  if ((m != '\'' && m != 0x2019) || glued(c, at) || !glued(c, at + 1) ||
      c->tokens[at + 1].len != 2 || !read_digits(c, at + 1, 2, &year) ||
      (glued(c, at + 2) && !ends_sentence(c, at + 2) && mark(c, at + 2) != ','))
    return 0;
  say_numeral(
      c,
      &(struct numeral){.digits = {token_text(c, at + 1).ptr[0], token_text(c, at + 1).ptr[1]},
                        .n_digits = 2},
      ONE_EINS, 0);
  return 2;
}
