#include "claim/duration.h"

#include "claim/vocabulary.h"

/// A number as written, before a unit gives it meaning.
struct quantity {
  double value;   ///< plain: the number; clock: seconds, read as m:ss or h:mm:ss
  double hours_s; ///< clock of two parts: seconds if it is h:mm after all; otherwise 0
  bool clock;
};

/// "5:58", "05:58", "1:02:05" at token `*i`.
static bool read_clock(const struct token_line *line, size_t *i, struct quantity *out) {
  const struct token *t = line->tokens;
  size_t at = *i, parts = 0;
  double total = 0;
  while (token_is_kind(line, at, TOKEN_NUMBER) && parts < 3) {
    bool two_digits = t[at].text.len == 2;
    if (parts == 0 ? t[at].text.len > 3 : !two_digits || t[at].value > 59)
      return false;
    total = total * 60 + t[at].value;
    parts++;
    at++;
    if (!token_is(line, at, ':') || !token_is_kind(line, at + 1, TOKEN_NUMBER) ||
        t[at].blank_before || t[at + 1].blank_before)
      break;
    at++;
  }
  if (parts < 2)
    return false;
  *out = (struct quantity){total, parts == 2 ? total * 60 : 0, true};
  *i = at;
  return true;
}

static bool is_decimal_sign(const struct token_line *line, size_t i) {
  return (token_is(line, i, ',') || token_is(line, i, '.')) && !line->tokens[i].blank_before &&
         token_is_kind(line, i + 1, TOKEN_NUMBER) && !line->tokens[i + 1].blank_before;
}

/// "eine", "anderthalb", "eine halbe", "a 5": the last word that names a number counts.
static bool read_number_words(const struct token_line *line, size_t *i, struct quantity *out) {
  struct vocabulary_entry entry = {0};
  size_t at = *i;
  for (; token_is_kind(line, at, TOKEN_WORD); at++) {
    struct vocabulary_entry next = vocabulary_find(line->tokens[at].lower);
    if (next.word != WORD_NUMBER)
      break;
    entry = next;
  }
  if (at == *i || token_is_kind(line, at, TOKEN_NUMBER))
    return false;
  *out = (struct quantity){.value = entry.value};
  *i = at;
  return true;
}

static bool read_quantity(const struct token_line *line, size_t *i, struct quantity *out) {
  if (read_clock(line, i, out) || read_number_words(line, i, out))
    return true;
  if (!token_is_kind(line, *i, TOKEN_NUMBER) || line->tokens[*i].text.len > 5)
    return false;
  double value = line->tokens[(*i)++].value;
  if (is_decimal_sign(line, *i)) {
    const struct token *decimals = &line->tokens[*i + 1];
    double scale = 1;
    for (size_t k = 0; k < decimals->text.len && k < 8; k++)
      scale *= 10;
    value += decimals->value / scale;
    *i += 2;
    if (is_decimal_sign(line, *i)) // "12.03.2024"
      return false;
  }
  *out = (struct quantity){.value = value};
  return true;
}

/// "Min.", "-Minuten", "Minute(n)", "′": seconds of one unit, or 0.
static double read_unit(const struct token_line *line, size_t *i) {
  size_t at = *i;
  if (token_is(line, at, '\'') || token_is(line, at, 0x2032) || token_is(line, at, 0x2019)) {
    *i = at + 1;
    return 60;
  }
  if (at < line->n && line->tokens[at].kind == TOKEN_SIGN && sign_is_dash(line->tokens[at].sign))
    at++;
  if (!token_is_kind(line, at, TOKEN_WORD))
    return 0;
  struct vocabulary_entry unit = vocabulary_find(line->tokens[at].lower);
  if (unit.word != WORD_UNIT)
    return 0;
  at++;
  if (token_is(line, at, '(') && token_is_kind(line, at + 1, TOKEN_WORD) &&
      line->tokens[at + 1].text.len <= 2 && token_is(line, at + 2, ')'))
    at += 3;
  else if (token_is(line, at, '.'))
    at++;
  *i = at;
  return unit.value;
}

/// Seconds of a quantity with its unit; 0 when the two do not go together.
static double in_seconds(const struct quantity *quantity, double unit_s) {
  if (!quantity->clock)
    return quantity->value * unit_s;
  if (unit_s >= 3600 && quantity->hours_s > 0)
    return quantity->hours_s;
  return quantity->value;
}

/// Smaller units that go on: "1 Std. 5 Min.", "5 Minuten und 30 Sekunden", "1h5m".
static double read_smaller(const struct token_line *line, size_t *i, double unit_s) {
  double sum = 0;
  while (unit_s > 1) {
    size_t at = *i;
    if (token_is(line, at, ',') || token_is_word(line, at, VIEW("und")) ||
        token_is_word(line, at, VIEW("and")))
      at++;
    struct quantity quantity;
    if (!read_quantity(line, &at, &quantity) || quantity.clock)
      break;
    double next_s = read_unit(line, &at);
    if (next_s <= 0 || next_s >= unit_s)
      break;
    sum += quantity.value * next_s;
    unit_s = next_s;
    *i = at;
  }
  return sum;
}

/// A slash between clocks is a player's "position / length".
/// @param first  token the duration begins with: "zwischen 9 und 11 Minuten"
static bool skip_range_sign(const struct token_line *line, size_t first, size_t *i) {
  if (*i >= line->n)
    return false;
  const struct token *t = &line->tokens[*i];
  bool range = t->kind == TOKEN_SIGN
                   ? sign_is_dash(t->sign) || t->sign == '/'
                   : view_eq(t->lower, VIEW("bis")) || view_eq(t->lower, VIEW("to")) ||
                         (view_eq(t->lower, VIEW("und")) && first > 0 &&
                          token_is_word(line, first - 1, VIEW("zwischen")));
  *i += range;
  return range;
}

bool duration_read(const struct token_line *line, size_t *i, struct duration *out) {
  size_t at = *i;
  struct quantity low, high;
  if (!read_quantity(line, &at, &low))
    return false;
  double low_unit_s = read_unit(line, &at);
  size_t after_low = at;
  if (skip_range_sign(line, *i, &at) && read_quantity(line, &at, &high)) {
    double high_unit_s = read_unit(line, &at);
    if (high_unit_s > 0 || (low.clock && high.clock)) {
      out->low_s = in_seconds(&low, low_unit_s > 0 ? low_unit_s : high_unit_s);
      out->high_s = in_seconds(&high, high_unit_s);
      if (low.clock && token_is(line, after_low, '/'))
        out->low_s = out->high_s;
      if (out->low_s > out->high_s)
        return false;
      *i = at;
      return true;
    }
  }
  at = after_low;
  if (low_unit_s <= 0 && !low.clock)
    return false;
  double total = in_seconds(&low, low_unit_s);
  if (!low.clock)
    total += read_smaller(line, &at, low_unit_s);
  out->low_s = out->high_s = total;
  *i = at;
  return true;
}
