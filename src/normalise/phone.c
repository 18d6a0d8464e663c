// Strings of digits that are read digit by digit: telephone, bank and postal codes, and other
// marks of identity (rooms, number plates).

#include "normalise/registry.h"

#include "base/utf8.h"
#include "normalise/agreement.h"
#include "normalise/spell.h"

/// Numbers with at most one separator between each two: "030 / 12 34-56".
struct groups {
  size_t end;      ///< token after the last number
  size_t n_groups; ///< numbers
  size_t n_digits;
  bool thousands; ///< each after the first has three digits, with blanks between
};

static bool is_separator(uint32_t m) {
  return m == '/' || m == ')' || m == '(' || is_dash(m);
}

/// Index of the number that continues the string after the number at `i`, or 0.
static size_t next_group(const struct context *c, size_t i, size_t *n_marks) {
  size_t j = i + 1;
  *n_marks = 0;
  while (*n_marks < 3 && is_separator(mark(c, j))) {
    (*n_marks)++;
    j++;
  }
  bool dash = *n_marks > 0 && is_dash(mark(c, j - 1));
  if (!is_number(c, j) || (dash && !glued(c, j)))
    return 0;
  // "030 1234.": the next token may belong to something else, "12,5" or "12:30".
  uint32_t m = mark(c, j + 1);
  bool other = (m == ',' || m == ':' || m == '.') && glued(c, j + 1) && is_number(c, j + 2) &&
               glued(c, j + 2);
  return other ? 0 : j;
}

static struct groups take_groups(const struct context *c, size_t at) {
  struct groups g = {
      .end = at + 1, .n_groups = 1, .n_digits = c->tokens[at].len, .thousands = true};
  for (size_t i = at, marks; g.n_groups < 10 && (i = next_group(c, i, &marks)) != 0;) {
    g.thousands = g.thousands && marks == 0 && c->tokens[i].len == 3;
    g.n_digits += c->tokens[i].len;
    g.n_groups++;
    g.end = i + 1;
  }
  g.thousands = g.thousands && g.n_groups > 1 && c->tokens[at].len <= 3;
  return g;
}

/// Groups apart by a comma, so that a listener can write along.
static void say_groups(struct context *c, size_t from, size_t end) {
  bool first = true;
  for (size_t i = from; i < end; i++) {
    if (!is_number(c, i))
      continue;
    if (!first)
      say_raw(c, VIEW(","));
    say_digits(c, token_text(c, i));
    first = false;
  }
}

static bool is_trigger(const struct context *c, size_t at) {
  static const char *const words[] = {"Tel",
                                      "Telefon",
                                      "Telefonnummer",
                                      "Telefax",
                                      "Fax",
                                      "Faxnummer",
                                      "Mobil",
                                      "Mobilnummer",
                                      "Handy",
                                      "Handynummer",
                                      "Hotline",
                                      "Notruf",
                                      "Notrufnummer",
                                      "Rufnummer",
                                      "Durchwahl",
                                      "Servicenummer",
                                      "Bürgertelefon",
                                      "Hinweistelefon",
                                      "Kontonummer",
                                      "Kto",
                                      "Kd",
                                      "Best",
                                      "Konto",
                                      "BLZ",
                                      "Bankleitzahl",
                                      "PLZ",
                                      "Postleitzahl",
                                      "PIN",
                                      "TAN",
                                      "Kundennummer",
                                      "WKN",
                                      "Bestellnummer",
                                      "Artikelnummer",
                                      "ISBN",
                                      "ISSN",
                                      "Postfach",
                                      "Infotelefon",
                                      "Sorgentelefon",
                                      "Telefonseelsorge",
                                      "Spendenkonto",
                                      "WhatsApp",
                                      "Notfallnummer",
                                      "Matrikelnummer",
                                      "Steuernummer",
                                      "Seriennummer",
                                      "Notrufnummern",
                                      "Nummern",
                                      NULL};
  static const char *const links[] = {"Nummer", "Nr",  "unter",  "und", "oder",
                                      "der",    "die", "lautet", NULL};
  bool nummer = false; // "unter der Nummer"
  size_t i = at;
  for (size_t steps = 0; steps < 5 && i > 0; steps++) {
    i--;
    if (is_one_of(c, i, words) || (steps > 1 && is_text(c, i, "unter") && nummer))
      return true;
    nummer |= is_text(c, i, "Nummer");
    bool link = mark(c, i) == ':' || mark(c, i) == '.' || mark(c, i) == '(' || mark(c, i) == '/' ||
                mark(c, i) == '-' || is_one_of(c, i, links) || (is_number(c, i) && steps > 0);
    if (!link)
      return false;
  }
  return false;
}

/// "030 12345", "0800/123456", "0411-1234", also behind "Tel.": what begins with a zero, or is
/// announced as such.
size_t rule_phone(struct context *c, size_t at) {
  struct view first = token_text(c, at);
  if (!is_number(c, at) || (glued(c, at) && at > 0 && (is_word(c, at - 1) || is_number(c, at - 1))))
    return 0;
  bool zero = first.ptr[0] == '0' && first.len >= 3;
  size_t unused;
  if (!zero && first.len < 2)
    return 0;
  bool single = next_group(c, at, &unused) == 0;
  if (!zero && single && first.len < 3)
    return 0;
  if (zero && single && first.len < 6)
    return 0;
  bool announced = is_trigger(c, at);
  if (!zero && !announced)
    return 0;
  struct groups g = take_groups(c, at);
  if (g.n_digits < (announced ? 3 : 6))
    return 0;
  uint32_t m = mark(c, g.end);
  if (single && (m == ',' || m == '.' || m == ':') && glued(c, g.end + 1) &&
      is_number(c, g.end + 1))
    return 0;
  say_groups(c, at, g.end);
  return g.end - at;
}

/// "0411)" or, with a blank after the zero, "0 30)", before further digits.
static bool code_in_bracket(const struct context *c, size_t i) {
  size_t digits = c->tokens[i].len;
  if (is_number(c, i + 1))
    digits += c->tokens[++i].len;
  return digits >= 3 && is_mark(c, i + 1, ')') && is_number(c, i + 2);
}

/// "(0411) 1234-1234"
size_t rule_phone_bracket(struct context *c, size_t at) {
  if (!is_mark(c, at, '(') || !is_number(c, at + 1) || token_text(c, at + 1).ptr[0] != '0' ||
      !(code_in_bracket(c, at + 1)))
    return 0;
  struct groups g = take_groups(c, at + 1);
  say_groups(c, at + 1, g.end);
  return g.end - at;
}

/// "+49 30 1234" → "plus neunundvierzig, drei null, …"
size_t rule_phone_international(struct context *c, size_t at) {
  if (is_hyphen(mark(c, at)) && is_number(c, at + 1) && is_trigger(c, at)) { // "Fax: -99"
    say_digits(c, token_text(c, at + 1));
    return 2;
  }
  if (!is_mark(c, at, '+') || !is_number(c, at + 1) || !glued(c, at + 1) ||
      token_text(c, at + 1).ptr[0] == '0')
    return 0;
  struct groups g = take_groups(c, at + 1);
  struct view code = token_text(c, at + 1);
  bool enough = g.n_groups > 1 ? g.n_digits >= 7 : g.n_digits >= 10;
  if (!enough ||
      (g.thousands && has(c, g.end) && !is_mark(c, g.end, '.') && !is_mark(c, g.end, ',')))
    return 0;
  say(c, "plus");
  if (code.len > 3) {
    say_digits(c, code);
  } else {
    say_count(c, code);
  }
  if (g.n_groups > 1) {
    say_raw(c, VIEW(","));
    say_groups(c, at + 2, g.end);
  }
  return g.end - at;
}

/// "DE89 3704 0044 0532 0130 00"
size_t rule_iban(struct context *c, size_t at) {
  struct view country = token_text(c, at);
  if (country.len != 2 || !has_flag(c, at, TOKEN_ALL_CAPS) || !is_number(c, at + 1) ||
      !glued(c, at + 1))
    return 0;
  struct groups g = take_groups(c, at + 1);
  if (g.n_digits < 14)
    return 0;
  say_letters(c, country, false);
  if (g.n_groups > 1) {
    say_groups(c, at + 1, g.end);
    return g.end - at;
  }
  struct view digits = token_text(c, at + 1);
  for (size_t i = 0; i < digits.len; i += i == 0 ? 2 : 4) {
    if (i > 0)
      say_raw(c, VIEW(","));
    say_digits(c, view_sub(digits, i, i == 0 ? 2 : 4));
  }
  return 2;
}

/// "BIC COBADEFFXXX", "BIC: GENODEF1ABC": 8 or 11 letters and digits.
size_t rule_bic(struct context *c, size_t at) {
  static const char *const names[] = {"BIC", "SWIFT", "Swift", NULL};
  size_t name = at > 1 && is_mark(c, at - 1, ':') ? at - 2 : at - 1;
  if (at == 0 || !is_one_of(c, name, names) || c->tokens[at].len < 6)
    return 0;
  size_t end = at, len = 0;
  while (end == at || (glued(c, end) && end < at + LOOK_MAX)) {
    if (!is_number(c, end) && !has_flag(c, end, TOKEN_ALL_CAPS))
      break;
    len += c->tokens[end++].len;
  }
  if (len != 8 && len != 11)
    return 0;
  for (size_t i = at; i < end; i++) {
    if (is_number(c, i))
      say_digits(c, token_text(c, i));
    else
      say_letters(c, token_text(c, i), false);
  }
  return end - at;
}

static bool is_street_before(const struct context *c, size_t comma) {
  // "Hauptstraße 5, 10115 Berlin", "Am Markt 3a, 01067 Dresden"
  size_t i = comma;
  if (i > 1 && is_word(c, i - 1) && c->tokens[i - 1].len == 1 && glued(c, i - 1))
    i--;
  return i > 1 && is_number(c, i - 1) && is_word(c, i - 2);
}

/// "10115 Berlin" in an address: a postal code is read digit by digit.
size_t rule_postcode(struct context *c, size_t at) {
  struct view code = token_text(c, at);
  if (!is_number(c, at) || code.len != 5 || !is_word(c, at + 1) || glued(c, at + 1) ||
      !has_flag(c, at + 1, TOKEN_CAPITAL))
    return 0;
  bool country = at > 1 && glued(c, at) && is_hyphen(mark(c, at - 1)) && is_text(c, at - 2, "D");
  bool city = lexicon_get(&c->normaliser->tables.cities, token_text(c, at + 1)) != NULL;
  bool address = at > 0 && is_mark(c, at - 1, ',') && is_street_before(c, at - 1) &&
                 !noun_of(&c->normaliser->tables, token_text(c, at + 1)).found;
  if (code.ptr[0] != '0' && !country && !address && !city)
    return 0;
  say_digits(c, code);
  return 1;
}

/// "Raum 2.013", "Zimmer 1.04": floor, full stop, door.
size_t rule_room(struct context *c, size_t at) {
  static const char *const words[] = {
      "Raum",    "Zimmer",           "Saal",        "Büro", "Sitzungssaal",
      "Hörsaal", "Besprechungsraum", "Seminarraum", NULL};
  if (at == 0 || !is_one_of(c, at - 1, words) || !is_number(c, at) || !glued_mark(c, at + 1, '.') ||
      !is_number(c, at + 2) || !glued(c, at + 2))
    return 0;
  say_count(c, token_text(c, at));
  say(c, "Punkt");
  if (token_text(c, at + 2).ptr[0] == '0' || token_text(c, at + 2).len > 2)
    say_digits(c, token_text(c, at + 2));
  else
    say_count(c, token_text(c, at + 2));
  return 3;
}

static bool is_small_number(const struct context *c, size_t i, size_t max) {
  return is_number(c, i) && c->tokens[i].len <= max;
}

/// "B-AB 1234", "HH-X 99"
size_t rule_number_plate(struct context *c, size_t at) {
  if (!has_flag(c, at, TOKEN_ALL_CAPS) || utf8_count(token_text(c, at)) > 3 || glued(c, at) ||
      !glued(c, at + 1) || !is_hyphen(mark(c, at + 1)) || !has_flag(c, at + 2, TOKEN_ALL_CAPS) ||
      !glued(c, at + 2) || c->tokens[at + 2].len > 2 || !is_small_number(c, at + 3, 4) ||
      glued(c, at + 3) ||
      (glued(c, at + 4) && !ends_sentence(c, at + 4) && mark(c, at + 4) != ',' &&
       mark(c, at + 4) != ')'))
    return 0;
  say_letters(c, token_text(c, at), false);
  say_letters(c, token_text(c, at + 2), false);
  say_count(c, token_text(c, at + 3));
  return 4;
}
