// Numbers that point at something: file numbers of courts, printed papers, emergency calls; and
// pairs of numbers with a slash that are no fraction.

#include "normalise/agreement.h"
#include "normalise/numeral.h"
#include "normalise/registry.h"
#include "normalise/unit.h"

#include "normalise/spell.h"

static bool is_small_number(const struct context *c, size_t i, size_t max) {
  return is_number(c, i) && c->tokens[i].len <= max;
}

/// A zero in front is said: "05".
static void say_number_or_digits(struct context *c, size_t i) {
  if (token_text(c, i).ptr[0] == '0')
    say_digits(c, token_text(c, i));
  else
    say_count(c, token_text(c, i));
}

/// "123/05"
static void say_with_slash(struct context *c, size_t first, size_t second) {
  say_count(c, token_text(c, first));
  say(c, "Schrägstrich");
  say_number_or_digits(c, second);
}

/// "123/05" at `i`, running number and year.
static bool is_number_and_year(const struct context *c, size_t i) {
  return is_small_number(c, i, 5) && glued_mark(c, i + 1, '/') && glued(c, i + 2) &&
         is_number(c, i + 2) && c->tokens[i + 2].len == 2 &&
         !(glued(c, i + 3) && (is_word(c, i + 3) || is_number(c, i + 3)));
}

/// "VI ZR 10/24": the senate before the register. Its number, 0 for none.
static unsigned senate(const struct context *c, size_t i) {
  static const char *const numerals[] = {"I",    "II", "III", "IV", "V",   "VI",   "VII",
                                         "VIII", "IX", "X",   "XI", "XII", "XIII", NULL};
  for (unsigned n = 0; numerals[n] != NULL; n++)
    if (is_text(c, i, numerals[n]))
      return n + 1;
  return 0;
}

/// "BvR 2656/18", "ZR 277/16", "K 123/20", "C-311/18"
size_t rule_file_number(struct context *c, size_t at) {
  size_t i = at + 1;
  if (senate(c, at) > 0 && !glued(c, i) && is_word(c, i) && has_flag(c, i, TOKEN_ALL_CAPS) &&
      c->tokens[i].len <= 3 && is_number_and_year(c, i + 1)) {
    say_cardinal(c, senate(c, at), ONE_EINS, 0);
    say_letters(c, token_text(c, i), false);
    say_with_slash(c, i + 1, i + 3);
    return 5;
  }
  if (!is_word(c, at) || !has_flag(c, at, TOKEN_CAPITAL) || c->tokens[at].len > 4)
    return 0;
  bool court = at > 0 && (is_number(c, at - 1) || has_flag(c, at - 1, TOKEN_ALL_CAPS));
  if (glued(c, i) && is_hyphen(mark(c, i)) && (is_text(c, at, "C") || is_text(c, at, "T"))) {
    i++;
    court = true;
  }
  if (!court || !is_number_and_year(c, i))
    return 0;
  say_letters(c, token_text(c, at), false);
  say_with_slash(c, i, i + 2);
  size_t chamber = i + 4; // "5 L 3799/24.F"
  if (glued_mark(c, i + 3, '.') && glued(c, chamber) && is_word(c, chamber) &&
      c->tokens[chamber].len <= 2 && has_flag(c, chamber, TOKEN_ALL_CAPS)) {
    say_letters(c, token_text(c, chamber), false);
    return chamber + 1 - at;
  }
  return i + 3 - at;
}

/// "1 BvR 357/05", "5 L 12/24": the chamber's number before it is neither amount nor article.
size_t rule_file_number_chamber(struct context *c, size_t at) {
  if (!is_small_number(c, at, 3) || (glued(c, at) && at > 0 && mark(c, at - 1) != '(') ||
      glued(c, at + 1) || is_text(c, at + 1, "Uhr"))
    return 0;
  say_count(c, token_text(c, at));
  size_t n = rule_file_number(c, at + 1);
  return n == 0 ? 0 : n + 1;
}

/// "Az. 32-1/24", "Gz.: 12.3-45/6": numbers of an office, every mark between them is told.
size_t rule_reference_number(struct context *c, size_t at) {
  static const char *const words[] = {"Az", "Aktenzeichen", "Gz", "Geschäftszeichen", NULL};
  size_t before = at;
  while (before > 0 && at - before < 2 &&
         (is_mark(c, before - 1, '.') || is_mark(c, before - 1, ':')))
    before--;
  bool numbered = before > 0 && is_text(c, before - 1, "Nr") && is_hyphen(mark(c, at + 1)) &&
                  glued(c, at + 1) && glued(c, at + 2) && is_number(c, at + 2) &&
                  c->tokens[at + 2].len >= c->tokens[at].len + 2; // "Kurs-Nr. 24-1035"
  if (before == 0 || !(numbered || is_one_of(c, before - 1, words)) || c->tokens[at].len > 6)
    return 0;
  size_t n = 1;
  bool slash = false, hyphen = false;
  for (; n < LOOK_MAX && glued(c, at + n) && glued(c, at + n + 1) && is_number(c, at + n + 1) &&
         c->tokens[at + n + 1].len <= 6;
       n += 2) {
    uint32_t m = mark(c, at + n);
    if (m != '/' && m != '.' && !is_hyphen(m))
      break;
    slash |= m == '/';
    hyphen |= is_hyphen(m);
  }
  if (n < 3 || !(hyphen || (slash && n > 3)) || (glued(c, at + n) && is_word(c, at + n)))
    return 0;
  for (size_t i = at; i < at + n; i++) {
    if (is_number(c, i))
      say_number_or_digits(c, i);
    else
      say(c, is_mark(c, i, '/') ? "Schrägstrich" : is_mark(c, i, '.') ? "Punkt" : "Strich");
  }
  return n;
}

/// "Drucksache 20/1234", "BT-Drs. 19/432": the period and the paper's number.
size_t rule_printed_paper(struct context *c, size_t at) {
  static const char *const words[] = {"Drs", "Drucks", "Drucksache", "Drucksachen", NULL};
  if (at == 0 || !is_small_number(c, at, 2) || !glued_mark(c, at + 1, '/') || !glued(c, at + 2) ||
      !is_small_number(c, at + 2, 5))
    return 0;
  size_t before = is_mark(c, at - 1, '.') && at > 1 ? at - 2 : at - 1;
  if (!is_one_of(c, before, words))
    return 0;
  say_with_slash(c, at, at + 2);
  return 3;
}

/// "im Winter 23/24": two years that follow each other, no fraction.
size_t rule_short_season(struct context *c, size_t at) {
  static const char *const words[] = {
      "Winter",        "Saison", "Spielzeit",  "Wintersemester", "WS", "Schuljahr",
      "Geschäftsjahr", "Serie",  "Bundesliga", "Winterhalbjahr", NULL};
  unsigned first, second;
  if (!is_number(c, at) || c->tokens[at].len != 2 || !glued_mark(c, at + 1, '/') ||
      !glued(c, at + 2) || !is_number(c, at + 2) || c->tokens[at + 2].len != 2 ||
      !read_digits(c, at, 2, &first) || !read_digits(c, at + 2, 2, &second) ||
      second != (first + 1) % 100 || (glued(c, at) && at > 0))
    return 0;
  bool named = at > 0 && is_one_of(c, at - 1, words);
  bool fraction_follows = glued(c, at + 3) && (is_word(c, at + 3) || is_hyphen(mark(c, at + 3)));
  if (!named && (first < 13 || fraction_follows))
    return 0; // "11/12" may be a fraction
  say_number_or_digits(c, at);
  say_number_or_digits(c, at + 2);
  return 3;
}

/// "Ausgabe 12/24", "Nr. 3/23", "Heft 1/2": number and year, no fraction.
size_t rule_issue_number(struct context *c, size_t at) {
  static const char *const words[] = {"Ausgabe",       "Heft",          "Nr", "Nummer", "KW",
                                      "Kalenderwoche", "Rundschreiben", NULL};
  if (at == 0 || !is_small_number(c, at, 3) || glued(c, at) || !glued_mark(c, at + 1, '/') ||
      !glued(c, at + 2) || !is_small_number(c, at + 2, 2) ||
      (glued(c, at + 3) && (is_word(c, at + 3) || is_hyphen(mark(c, at + 3)))))
    return 0;
  size_t before = is_mark(c, at - 1, '.') && at > 1 ? at - 2 : at - 1;
  if (!is_one_of(c, before, words))
    return 0;
  say_count(c, token_text(c, at));
  say_number_or_digits(c, at + 2);
  return 3;
}

/// "140/90 mmHg", "Blutdruck von 140/90"
size_t rule_blood_pressure(struct context *c, size_t at) {
  unsigned high, low;
  if (!read_digits(c, at, 3, &high) || !glued_mark(c, at + 1, '/') || !glued(c, at + 2) ||
      !read_digits(c, at + 2, 3, &low) || high <= low || low < 30 || high > 300)
    return 0;
  bool measured = is_text(c, at + 3, "mmHg");
  for (size_t i = at, steps = 0; i > 0 && steps < 6 && !measured; steps++)
    measured = is_text(c, --i, "Blutdruck") || is_text(c, i, "Blutdruckwerte");
  if (!measured)
    return 0;
  say_count(c, token_text(c, at));
  say(c, "zu");
  say_count(c, token_text(c, at + 2));
  struct unit unit;
  if (!is_text(c, at + 3, "mmHg") || !read_unit(c, at + 3, &unit))
    return 3;
  say_unit(c, &unit, true);
  return 4;
}

/// "die 112", "unter der 116 117": a call, where nothing is counted.
size_t rule_emergency_call(struct context *c, size_t at) {
  static const char *const articles[] = {"die", "der", NULL};
  static const char *const calls[] = {"110", "112", "115", "116117", NULL};
  bool doctor = is_text(c, at, "116") && is_text(c, at + 1, "117");
  size_t next = at + 1 + doctor;
  static const char *const phones[] = {"Telefon",   "Tel", "unter",        "Nummer",
                                       "Rufnummer", "Sie", "Notrufnummer", "Bereitschaftsdienst",
                                       NULL};
  size_t word = at > 1 && (mark(c, at - 1) == '.' || mark(c, at - 1) == ':') ? at - 2 : at - 1;
  static const char *const helpers[] = {"Notruf", "Feuerwehr", "Polizei", "Rettungsdienst", NULL};
  bool named = at > 0 && (is_one_of_nocase(c, at - 1, articles) ||
                          ((doctor || c->tokens[at].len == 6) && is_one_of(c, word, phones)) ||
                          (is_one_of(c, word, helpers)));
  if (!named || !(doctor || is_one_of(c, at, calls)))
    return 0;
  bool counted = is_word(c, next) && !is_function_word(c, next) &&
                 (has_flag(c, next, TOKEN_CAPITAL) || head_noun(c, next) < c->n_tokens);
  bool longer = glued(c, next) && (is_word(c, next) || is_number(c, next + 1) ||
                                   is_hyphen(mark(c, next)) || is_mark(c, next, '%'));
  if (counted || longer || is_number(c, next) || is_mark(c, next, 0xA7) || is_mark(c, next, '%') ||
      is_mark(c, next, 0x20AC) || is_text(c, next, "m") || is_text(c, next, "km") ||
      (glued_mark(c, next, '.') && !ends_sentence(c, next + 1)))
    return 0;
  say_digits(c, token_text(c, at));
  if (doctor)
    say_digits(c, token_text(c, at + 1));
  return next - at;
}

/// "„Die Kanzlei“ (3/8)", "(7/10)": so many of so many, alone in a bracket; "(2/3)" is a fraction.
size_t rule_part_of_series(struct context *c, size_t at) {
  unsigned part, all;
  if (at < 2 || !is_mark(c, at - 1, '(') || !glued(c, at) || !read_digits(c, at, 2, &part) ||
      !glued_mark(c, at + 1, '/') || !glued(c, at + 2) || !read_digits(c, at + 2, 2, &all) ||
      !glued_mark(c, at + 3, ')') || part == 0 || part > all)
    return 0;
  uint32_t quote = mark(c, at - 2);
  bool quoted = quote == 0x201C || quote == 0x201D || quote == 0xAB || quote == 0xBB ||
                quote == '"' || quote == 0x2018;
  bool titled = is_word(c, at - 2) && has_flag(c, at - 2, TOKEN_CAPITAL) && all > 4;
  if (!quoted && !titled)
    return 0;
  say_cardinal(c, part, ONE_EINS, 0);
  say(c, "von");
  say_cardinal(c, all, ONE_EINS, 0);
  return 3;
}
