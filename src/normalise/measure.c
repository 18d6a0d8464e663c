// Measures: "5 km", "20–30 %", "3 x 4 m", "1,80 m", "-5 °C", "2.5 GHz", "56,3 /km²".
#include "normalise/numeral.h"
#include "normalise/quantity.h"
#include "normalise/registry.h"
#include "normalise/unit.h"

/// An n after the first word of what was said from `from` on.
static void insert_n(struct context *c, size_t from) {
  struct buf *out = &c->out->text;
  if (out->failed)
    return;
  struct view said = view_sub(buf_as_view(out), from, out->len);
  char tail[64];
  size_t len = said.len, head = view_find(said, 1, ' ');
  if (len - head > sizeof tail)
    return;
  memcpy(tail, said.ptr + head, len - head);
  out->len = from + head;
  buf_byte(out, 'n');
  buf_add(out, tail, len - head);
}

/// "bis zu 40 l" limits an amount and governs nothing.
static bool adverbial_limit(const struct context *c, size_t at) {
  return at >= 2 && is_text(c, at - 1, "zu") &&
         is_one_of_nocase(c, at - 2, (const char *const[]){"bis", NULL});
}

/// "mit 50 km/h", "von 5 km": measures in -er and -e take an n in the dative, unless what is
/// measured follows ("in 5 km Höhe").
static void say_dative_ending(struct context *c, size_t at, size_t after, const struct unit *unit,
                              size_t from) {
  struct view said = unit->over.unit != NULL ? unit->over.unit->value[1] : VIEW("");
  struct view name = view_cut(&said, ' '); // "Teile pro Million"
  bool inflects = view_ends(name, VIEW("er")) ||
                  (!view_ends(name, VIEW("byte")) && !view_ends(name, VIEW("Byte")) &&
                   !view_ends(name, VIEW("ille")) && !view_ends(name, VIEW("ere")) &&
                   view_ends(name, VIEW("e")) && name.len > 3);
  inflects = inflects && !measures_adjective(c, after); // "bis zu 3 km breit"
  bool time = view_starts(name, VIEW("Jahr")) || view_starts(name, VIEW("Monat")) ||
              view_starts(name, VIEW("Tag")); // "zu sechs Monaten Haft"
  if (inflects && case_before(c, at, true) == CASE_DATIVE &&
      (time || head_noun(c, after) == c->n_tokens) && !adverbial_limit(c, at))
    insert_n(c, from);
}

/// "1,80 m" → "ein Meter achtzig", as heights and lengths are told.
static bool say_height(struct context *c, size_t at, const struct quantity *quantity,
                       const struct unit *unit) {
  const struct numeral *n = &quantity->amounts[0].whole;
  if (quantity->n_amounts != 1 || quantity->amounts[0].sign != 0 || n->n_decimals != 2 ||
      n->decimals[0] == '0' || n->value < 1 || n->value > 9 || unit->under.unit != NULL ||
      unit->over.prefix != NULL || unit->over.power != 1 ||
      !view_eq(unit->over.unit->key, VIEW("m")))
    return false;
  say_cardinal(c, n->value, one_before(c, at, NOUN_MASCULINE, true), 0);
  say(c, "Meter");
  say_cardinal(c, (uint64_t)((n->decimals[0] - '0') * 10 + (n->decimals[1] - '0')), ONE_EINS, 0);
  return true;
}

static enum semiotic_class class_of(const struct unit *unit) {
  struct view key = unit->over.unit != NULL ? unit->over.unit->key : VIEW("");
  return view_eq(key, VIEW("%")) || view_eq(key, VIEW("‰")) ? SEMIOTIC_PERCENT : SEMIOTIC_MEASURE;
}

/// "13900K" of "i9-13900K": letters and numbers joined by hyphens name a product.
static bool in_code(const struct context *c, size_t at) {
  return at >= 3 && glued(c, at) && is_hyphen(mark(c, at - 1)) && glued(c, at - 1) &&
         is_number(c, at - 2) && glued(c, at - 2) && is_word(c, at - 3) && glued(c, at + 1);
}

/// "52,52° N, 13,40° O": the letter behind degrees. Returns its tokens.
static size_t say_compass(struct context *c, size_t i, const struct unit *unit) {
  const char *point = compass_point(c, i);
  bool degrees = unit->over.unit != NULL && view_eq(unit->over.unit->key, VIEW("°"));
  uint32_t m = mark(c, i + 1);
  if (!degrees || point == NULL || glued(c, i + 1 + (m != 0)) ||
      !(m == ',' || m == ';' || m == ')' || m == '/' || is_number(c, i + 1) ||
        is_text(c, i + 1, "und") || ends_sentence(c, i + 1)))
    return 0;
  say(c, point);
  return 1;
}

size_t rule_measure(struct context *c, size_t at) {
  if (is_sign(mark(c, at)) && glued(c, at) && !is_mark(c, at - 1, '('))
    return 0;
  bool letters = at > 0 && has_flag(c, at - 1, TOKEN_ALL_CAPS) && c->tokens[at - 1].len <= 3;
  bool type = at > 0 && (letters || // "E 220 d", "Euro 6d"
                         (is_text(c, at - 1, "Euro") && glued(c, at + 1)));
  bool counted = at > 0 && is_counter_noun(c, at - 1); // "Az. 5 L 3799/24" has no litres
  for (int style = NUMERAL_GERMAN; style <= NUMERAL_POINT; style++) {
    struct quantity quantity;
    struct unit unit;
    if (!read_quantity(c, at, (enum numeral_style)style, &quantity))
      return 0;
    if (!read_unit(c, at + quantity.n_tokens, &unit))
      continue;
    if ((counted || type) && c->tokens[at + quantity.n_tokens].len == 1 &&
        is_word(c, at + quantity.n_tokens))
      return 0;
    if (in_code(c, at) && unit.n_tokens == 1 && c->tokens[at + quantity.n_tokens].len == 1)
      return 0;
    c->semiotic = class_of(&unit);
    if (unit.over.unit == NULL || !say_height(c, at, &quantity, &unit)) {
      struct quantity_form form = form_for(c, at, &quantity, unit_gender(&unit));
      say_quantity(c, &quantity, &form);
      size_t from = c->out->text.len;
      say_unit(c, &unit, !quantity_is_singular(&quantity));
      if (!quantity_is_singular(&quantity))
        say_dative_ending(c, at, at + quantity.n_tokens + unit.n_tokens, &unit, from);
      say_per(c, &unit);
    }
    size_t n = quantity.n_tokens + unit.n_tokens;
    return n + say_compass(c, at + n, &unit);
  }
  return 0;
}

/// The "x" between two measures: "3 m x 4 m".
size_t rule_times_sign(struct context *c, size_t at) {
  if (!is_text(c, at, "x") || at == 0 || !is_number(c, at + 1) ||
      (!glued(c, at) && glued(c, at + 1))) // "PCIe 4.0 x16"
    return 0;
  struct unit unit;
  if (!is_number(c, at - 1) && !(at >= 2 && read_unit(c, at - 1, &unit)))
    return 0;
  say(c, "mal");
  return 1;
}

static bool is_raised(uint32_t c) {
  return c == 0xB9 || c == 0xB2 || c == 0xB3 || (c >= 0x2070 && c <= 0x207F);
}

/// "10⁻⁹ m", "10²¹ m", "10^-10 m"
static bool follows_power(const struct context *c, size_t at) {
  size_t i = at;
  while (i > 0 && at - i < 6 && is_raised(mark(c, i - 1)))
    i--;
  if (i < at)
    return i > 0 && is_text(c, i - 1, "10");
  if (at < 3 || !is_number(c, at - 1))
    return false;
  i = at - 2 - is_dash(mark(c, at - 2));
  return is_mark(c, i, '^') && glued(c, i + 1);
}

/// A unit without a number: "pro kWh", "in km/h", "zwischen km 120 und 125".
size_t rule_lone_unit(struct context *c, size_t at) {
  struct unit unit;
  if (at > 0 && glued(c, at) && !is_mark(c, at - 1, '('))
    return 0;
  if (!read_unit(c, at, &unit) || (glued(c, at + unit.n_tokens) && is_word(c, at + unit.n_tokens)))
    return 0;
  bool power = follows_power(c, at);
  bool single = unit.n_tokens == 1 && c->tokens[at].len == 1 && !power;
  if (single)
    return 0; // "m" alone may be anything; "m²" is not
  say_unit(c, &unit, false);
  say_per(c, &unit);
  return unit.n_tokens;
}
