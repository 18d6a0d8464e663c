#include "normalise/unit.h"

#include "normalise/numeral.h"
#include "normalise/quantity.h"

static bool has_unit_flag(const struct lexicon_entry *entry, char flag) {
  struct view flags = entry->value[3];
  return view_has(flags, flag);
}

/// "k" in "k c m": the prefixes in use with a unit.
static bool lists(struct view prefixes, struct view prefix) {
  for (size_t i = 0; i + prefix.len <= prefixes.len; i++) {
    bool begins = i == 0 || prefixes.ptr[i - 1] == ' ';
    bool ends = i + prefix.len == prefixes.len || prefixes.ptr[i + prefix.len] == ' ';
    if (begins && ends && view_eq(view_sub(prefixes, i, prefix.len), prefix))
      return true;
  }
  return false;
}

/// A symbol with an SI prefix: "kWh", "µg". Only those in use: "das" is no decasecond.
static bool read_prefixed(const struct tables *tables, struct view text, struct unit_part *part) {
  for (size_t len = 1; len <= 2 && len < text.len; len++) {
    const struct lexicon_entry *prefix = lexicon_get(&tables->prefixes, view_sub(text, 0, len));
    const struct lexicon_entry *unit =
        prefix == NULL ? NULL : lexicon_get(&tables->units, view_sub(text, len, text.len));
    if (unit != NULL && lists(unit->value[4], prefix->key)) {
      part->prefix = prefix;
      part->unit = unit;
      return true;
    }
  }
  return false;
}

/// Several tokens without white space: "°C", "dB(A)".
static size_t read_joined_symbol(const struct context *c, size_t i, struct unit_part *part) {
  size_t longest = 1;
  while (longest < 4 && glued(c, i + longest))
    longest++;
  for (size_t n = longest; n >= 2; n--) {
    size_t from = c->tokens[i].offset;
    size_t end = c->tokens[i + n - 1].offset + c->tokens[i + n - 1].len;
    part->unit = lexicon_get(&c->normaliser->tables.units, view_sub(c->text, from, end - from));
    if (part->unit != NULL)
      return n;
  }
  return 0;
}

static size_t read_symbol(const struct context *c, size_t i, struct unit_part *part) {
  const struct tables *tables = &c->normaliser->tables;
  struct view text = token_text(c, i);
  size_t n = read_joined_symbol(c, i, part);
  if (n > 0)
    return n;
  if (mark(c, i) == 0xB0 && is_text(c, i + 1, "C") &&
      !(glued(c, i + 2) && (is_word(c, i + 2) || is_number(c, i + 2)))) { // "20 ° C"
    part->unit = lexicon_get(&tables->units, VIEW("°C"));
    return part->unit != NULL ? 2 : 0;
  }
  part->unit = lexicon_get(&tables->units, text);
  if (part->unit == NULL && !(is_word(c, i) && read_prefixed(tables, text, part)))
    return 0;
  return 1;
}

/// "²", "³", or a digit written in line: "m2". Returns the number of tokens.
static size_t read_power(const struct context *c, size_t i, unsigned *power) {
  *power = 1;
  if (!glued(c, i))
    return 0;
  if (mark(c, i) == 0xB2 || is_text(c, i, "2"))
    *power = 2;
  else if (mark(c, i) == 0xB3 || is_text(c, i, "3"))
    *power = 3;
  return *power > 1;
}

static bool is_length(const struct unit_part *part) {
  return view_eq(part->unit->key, VIEW("m"));
}

static bool read_part(const struct context *c, size_t i, struct unit_part *part) {
  *part = (struct unit_part){.power = 1};
  size_t n = read_symbol(c, i, part);
  if (n == 0)
    return false;
  size_t power = 0;
  if (is_length(part) || view_eq(part->unit->key, VIEW("s")))
    power = read_power(c, i + n, &part->power);
  part->n_tokens = n + power;
  return true;
}

/// May a symbol that also means other things be a unit here?
static bool fits_alone(const struct context *c, size_t i, const struct unit_part *part) {
  size_t next = i + part->n_tokens;
  if (has_unit_flag(part->unit, 'q')) // but "Gleis 3 a/b"
    return part->prefix != NULL ||
           (glued_mark(c, next, '/') && !(is_word(c, next + 1) && c->tokens[next + 1].len == 1));
  if (has_unit_flag(part->unit, 'd') && !glued_mark(c, next, '.'))
    return false;
  if (has_unit_flag(part->unit, 'c') && !has_flag(c, next + 1, TOKEN_CAPITAL))
    return false;
  if (has_unit_flag(part->unit, 'p') &&
      (is_number(c, next + 1) || has_flag(c, next + 1, TOKEN_CAPITAL)))
    return false;
  if (glued(c, next) && (is_word(c, next) || is_number(c, next)))
    return false;
  static const char *const keys[] = {"Moll", "moll", "Dur", "dur", NULL};
  if (is_hyphen(mark(c, next)) && is_one_of(c, next + 1, keys))
    return false; // "Sinfonie Nr. 40 g-Moll"
  bool letter = part->n_tokens == 1 && is_word(c, i) && c->tokens[i].len == 1;
  bool linked = has_unit_flag(part->unit, 'd') && is_text(c, next + 1, "u"); // "3 J. u. 6 Mon."
  if (letter && !linked && glued_mark(c, next, '.') && is_word(c, next + 1) &&
      c->tokens[next + 1].len == 1)
    return false; // "d. h.", "s. o."
  bool inside = i > 0 && glued(c, i) && is_hyphen(mark(c, i - 1)) &&
                (is_text(c, i, "V") || is_text(c, i, "W")); // "12-V-Anschluss"
  if (part->prefix == NULL && !inside && has_unit_flag(part->unit, 'w') &&
      (has_flag(c, next, TOKEN_CAPITAL) || is_number(c, next) ||
       (is_hyphen(mark(c, next)) && glued(c, next))))
    return false;
  return true;
}

/// "(m²a)", "(m² · K)": two units in brackets at `i`. Returns the number of tokens from `from` on.
static size_t read_per_group(const struct context *c, size_t i, struct unit *unit, size_t from) {
  i++;
  if (read_part(c, i, &unit->under)) {
    i += unit->under.n_tokens;
    if (mark(c, i) == 0xB7 || mark(c, i) == 0x22C5 || mark(c, i) == '*')
      i++;
    if (read_part(c, i, &unit->second) && is_mark(c, i + unit->second.n_tokens, ')'))
      return i + unit->second.n_tokens + 1 - from;
  }
  unit->under = unit->second = (struct unit_part){0};
  return 0;
}

size_t read_per(const struct context *c, size_t i, struct unit *unit) {
  size_t from = i;
  if (!is_mark(c, i, '/') || !glued(c, i + 1))
    return 0;
  i++;
  if (is_mark(c, i, '('))
    return read_per_group(c, i, unit, from);
  if (read_digits(c, i, 4, &unit->per) && unit->per > 0)
    i++;
  bool round = unit->per == 0 || unit->per == 10 || unit->per == 100 || unit->per == 1000;
  if (!round && !is_text(c, i, "h")) // "kJ/250 kcal", "138/136 m"
    return 0;
  if (read_part(c, i, &unit->under)) {
    bool road = c->tokens[i].len == 1 && has_flag(c, i, TOKEN_CAPITAL) && is_number(c, i + 1);
    if (road) // "A 1/A 43"
      return 0;
    size_t next = i + unit->under.n_tokens;
    if (unit->under.power > 1 && glued(c, next) && is_text(c, next, "a") &&
        !(glued(c, next + 1) && (is_word(c, next + 1) || is_number(c, next + 1))) &&
        read_part(c, next, &unit->second)) // "kWh/m²a"
      return next + 1 - from;
    if (!(glued(c, next) && (is_word(c, next) || is_number(c, next))))
      return next + abbreviation_dot(c, next) * (unit->under.prefix == NULL) - from;
  }
  unit->under = (struct unit_part){0};
  struct noun noun = {0};
  if (is_word(c, i))
    noun = noun_of(&c->normaliser->tables, token_text(c, i));
  if (!noun.found)
    return 0;
  unit->under_word = token_text(c, i);
  return i + 1 - from;
}

bool read_unit(const struct context *c, size_t i, struct unit *unit) {
  *unit = (struct unit){0};
  if (is_mark(c, i, '/')) {
    unit->n_tokens = read_per(c, i, unit);
    return unit->n_tokens > 0 && unit->under.unit != NULL && unit->per != 10; // "HS 109/10 km"
  }
  if (!read_part(c, i, &unit->over) || !fits_alone(c, i, &unit->over))
    return false;
  size_t next = i + unit->over.n_tokens;
  unit->n_tokens = unit->over.n_tokens;
  bool dotted = glued_mark(c, next, '.') && glued_mark(c, next + 1, '/'); // "Std./Woche"
  size_t per = glued(c, next) ? read_per(c, next + dotted, unit) : 0;
  per += per > 0 && dotted;
  if (per == 0 && is_word(c, next - 1))
    per = abbreviation_dot(c, next);
  unit->n_tokens += per;
  return true;
}

enum noun_gender unit_gender(const struct unit *unit) {
  if (unit->over.unit == NULL)
    return NOUN_UNKNOWN;
  switch (unit->over.unit->value[2].len > 0 ? unit->over.unit->value[2].ptr[0] : 'n') {
  case 'm':
    return NOUN_MASCULINE;
  case 'f':
    return NOUN_FEMININE;
  default:
    return NOUN_NEUTER;
  }
}

/// A word that follows a prefix joins it in lower case: "Kilo" + "Meter".
static void join_word(struct context *c, struct view word) {
  char first = word.len > 0 ? word.ptr[0] : ' ';
  if (first >= 'A' && first <= 'Z') {
    buf_byte(&c->out->text, (char)(first | 0x20));
    word = view_sub(word, 1, word.len);
  }
  say_raw(c, word);
}

static void say_part(struct context *c, const struct unit_part *part, bool plural) {
  struct view name = part->unit->value[plural ? 1 : 0];
  say_blank(c);
  bool joined = false;
  if (part->power > 1) {
    say_raw(c, part->power == 2 ? VIEW("Quadrat") : VIEW("Kubik"));
    joined = true;
  }
  if (part->prefix != NULL) {
    if (joined)
      join_word(c, part->prefix->value[0]);
    else
      say_raw(c, part->prefix->value[0]);
    joined = true;
  }
  if (joined)
    join_word(c, name);
  else
    say_raw(c, name);
}

void say_per(struct context *c, const struct unit *unit) {
  if (unit->under.unit == NULL && unit->under_word.len == 0)
    return;
  say(c, "pro");
  if (unit->per > 0)
    say_cardinal(c, unit->per, ONE_EIN, SPELL_SHORT);
  if (unit->under.unit != NULL)
    say_part(c, &unit->under, unit->per > 1);
  else
    say_view(c, unit->under_word);
  if (unit->second.unit != NULL) {
    say(c, "und");
    say_part(c, &unit->second, false);
  }
}

void say_unit(struct context *c, const struct unit *unit, bool plural) {
  if (unit->over.unit != NULL)
    say_part(c, &unit->over, plural);
}

const char *compass_point(const struct context *c, size_t i) {
  static const struct {
    const char *written, *spoken;
  } points[] = {{"N", "Nord"}, {"S", "Süd"}, {"O", "Ost"}, {"E", "Ost"}, {"W", "West"}};
  for (size_t k = 0; k < sizeof points / sizeof *points; k++)
    if (is_text(c, i, points[k].written))
      return points[k].spoken;
  return NULL;
}
