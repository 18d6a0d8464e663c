#include "normalise/numeral.h"

#include "normalise/agreement.h"

static bool append(char *to, size_t *n, struct view digits) {
  if (digits.len > NUMERAL_MAX_DIGITS - *n)
    return false;
  memcpy(to + *n, digits.ptr, digits.len);
  *n += digits.len;
  return true;
}

/// One blank of any width stands between the tokens `i - 1` and `i`.
static bool one_blank_before(const struct context *c, size_t i) {
  size_t end = c->tokens[i - 1].offset + c->tokens[i - 1].len;
  struct view gap = view_sub(c->text, end, c->tokens[i].offset - end);
  return view_eq(gap, VIEW(" ")) || view_eq(gap, VIEW("\u00A0")) || view_eq(gap, VIEW("\u2009")) ||
         view_eq(gap, VIEW("\u202F"));
}

/// `i` is a number of three digits, not followed by more of the same kind that would not fit.
static bool is_group(const struct context *c, size_t i) {
  return is_number(c, i) && c->tokens[i].len == 3;
}

static bool is_group_mark(uint32_t m) {
  return m == '.' || m == '\'' || m == 0x2019;
}

/// ".000.000", "'000": the same mark throughout. Returns the number of tokens.
static size_t marked_groups(const struct context *c, size_t i) {
  uint32_t m = mark(c, i);
  size_t n = 0;
  if (!is_group_mark(m))
    return 0;
  while (n < LOOK_MAX && glued_mark(c, i + n, m) && is_group(c, i + n + 1) && glued(c, i + n + 1))
    n += 2;
  // "1.000.5" is no number with groups, and "1.000-" may be.
  return glued_mark(c, i + n, m) && is_number(c, i + n + 1) && glued(c, i + n + 1) ? 0 : n;
}

/// ",000,000" as in English; one group alone would be a German decimal.
static size_t english_groups(const struct context *c, size_t i) {
  size_t n = 0;
  while (n < LOOK_MAX && glued_mark(c, i + n, ',') && is_group(c, i + n + 1) && glued(c, i + n + 1))
    n += 2;
  bool point = n == 2 && glued_mark(c, i + n, '.') && is_number(c, i + n + 1) &&
               c->tokens[i + n + 1].len <= 2 && glued(c, i + n + 1);
  if (glued_mark(c, i + n, ',') && is_number(c, i + n + 1) && glued(c, i + n + 1))
    return 0;
  return n >= 4 || point ? n : 0;
}

/// " 000 000". Not in a row of numbers, and not after a word that counts: "Formel 1 200 Punkte".
static size_t blank_groups(const struct context *c, size_t i) {
  if (i >= 2 && (is_number(c, i - 2) || is_counter_noun(c, i - 2)))
    return 0;
  size_t n = 0;
  while (n < LOOK_MAX && is_group(c, i + n) && !glued(c, i + n) && one_blank_before(c, i + n))
    n++;
  if (n > 0 && (is_number(c, i + n) || (glued(c, i + n) && is_hyphen(mark(c, i + n)))))
    return 0; // "5 100-Meter-Läufe"
  return n;
}

static bool read_groups(const struct context *c, size_t at, struct numeral *numeral) {
  struct view first = token_text(c, at);
  if (first.len > 3 || first.ptr[0] == '0')
    return true;
  size_t n = marked_groups(c, at + 1);
  if (n == 0)
    n = english_groups(c, at + 1);
  if (n == 0)
    n = blank_groups(c, at + 1);
  numeral->grouped = n > 0;
  for (size_t i = at + 1; i < at + 1 + n; i++) {
    if (is_number(c, i) && !append(numeral->digits, &numeral->n_digits, token_text(c, i)))
      return false;
  }
  numeral->n_tokens += n;
  return true;
}

static bool comma_number(const struct context *c, size_t i) {
  return glued_mark(c, i, ',') && is_number(c, i + 1) && glued(c, i + 1);
}

/// The token of the digits after the decimal mark at `i`, or 0.
static size_t decimals_at(const struct context *c, size_t at, size_t i, const struct numeral *n,
                          enum numeral_style style) {
  if (comma_number(c, i)) {
    // "1,2,3" is a list, whichever of its numbers we stand at.
    bool list =
        comma_number(c, i + 2) || (at >= 2 && comma_number(c, at - 1) && is_number(c, at - 2));
    return list && !n->grouped ? 0 : i + 1;
  }
  bool english = n->grouped && mark(c, i - 2) == ',' && n->n_tokens > 1;
  if ((style == NUMERAL_POINT || english) && glued_mark(c, i, '.') && is_number(c, i + 1) &&
      glued(c, i + 1) && !(glued_mark(c, i + 2, '.') && is_number(c, i + 3)))
    return i + 1;
  return 0;
}

static uint64_t value_of(const char *digits, size_t n) {
  uint64_t value = 0;
  for (size_t i = 0; i < n; i++) {
    if (value > (UINT64_MAX - 9) / 10)
      return UINT64_MAX;
    value = value * 10 + (uint64_t)(digits[i] - '0');
  }
  return value;
}

bool read_numeral(const struct context *c, size_t at, enum numeral_style style,
                  struct numeral *numeral) {
  numeral->n_digits = numeral->n_decimals = 0;
  numeral->grouped = false;
  numeral->n_tokens = 1;
  if (!is_number(c, at) || !append(numeral->digits, &numeral->n_digits, token_text(c, at)) ||
      !read_groups(c, at, numeral))
    return false;
  size_t decimals = decimals_at(c, at, at + numeral->n_tokens, numeral, style);
  if (decimals != 0) {
    if (!append(numeral->decimals, &numeral->n_decimals, token_text(c, decimals)))
      return false;
    numeral->n_tokens += 2;
  }
  numeral->value = value_of(numeral->digits, numeral->n_digits);
  return true;
}

bool read_digits(const struct context *c, size_t at, size_t max_digits, unsigned *value) {
  struct view digits = token_text(c, at);
  if (!is_number(c, at) || digits.len > max_digits || digits.len > 9)
    return false;
  *value = (unsigned)value_of(digits.ptr, digits.len);
  return true;
}

struct view numeral_digits(const struct numeral *numeral) {
  return (struct view){numeral->digits, numeral->n_digits};
}

bool numeral_is_one(const struct numeral *numeral) {
  return numeral->value == 1 && numeral->n_digits == 1 && numeral->n_decimals == 0;
}

void say_numeral(struct context *c, const struct numeral *numeral, enum one_form one,
                 unsigned flags) {
  struct buf *out = &c->out->text;
  say_blank(c);
  if (numeral->n_digits > 1 && numeral->digits[0] == '0')
    spell_digits(out, numeral_digits(numeral));
  else
    spell_cardinal(out, numeral_digits(numeral), numeral->n_decimals > 0 ? ONE_EINS : one, flags);
  if (numeral->n_decimals > 0) {
    say(c, "Komma ");
    spell_digits(out, (struct view){numeral->decimals, numeral->n_decimals});
  }
}

void say_cardinal(struct context *c, uint64_t value, enum one_form one, unsigned flags) {
  struct number_text text = number_text(value);
  say_blank(c);
  spell_cardinal(&c->out->text, number_view(&text), one, flags);
}

void say_year(struct context *c, unsigned year) {
  say_blank(c);
  spell_year(&c->out->text, year);
}

void say_ordinal(struct context *c, struct view digits, const char *ending, unsigned flags) {
  say_blank(c);
  spell_ordinal_stem(&c->out->text, digits, flags);
  buf_str(&c->out->text, ending);
}
