// Powers, indices, simple chemistry: "10^6", "x²", "mc²", "H₂O", "NOₓ", "PM2,5".

#include "normalise/registry.h"

#include "base/utf8.h"
#include "normalise/agreement.h"
#include "normalise/spell.h"

static int superscript_digit(uint32_t c) {
  switch (c) {
  case 0xB9:
    return 1;
  case 0xB2:
    return 2;
  case 0xB3:
    return 3;
  default:
    return c == 0x2070 || (c >= 0x2074 && c <= 0x2079) ? (int)(c - 0x2070) : -1;
  }
}

static int subscript_digit(uint32_t c) {
  return c >= 0x2080 && c <= 0x2089 ? (int)(c - 0x2080) : -1;
}

struct digits {
  char text[16];
  size_t len, n; ///< digits, tokens
  bool minus;
};

/// Small digits from token `i` on, by `read`; a raised plus or minus before them.
static struct digits take_small(const struct context *c, size_t i, int (*read)(uint32_t)) {
  struct digits d = {.len = 0};
  if (mark(c, i) == 0x207B || mark(c, i) == 0x207A) {
    d.minus = mark(c, i) == 0x207B;
    d.n++;
  }
  while (d.len < sizeof d.text && glued(c, i + d.n) && read(mark(c, i + d.n)) >= 0) {
    d.text[d.len++] = (char)('0' + read(mark(c, i + d.n)));
    d.n++;
  }
  return d;
}

static void say_base(struct context *c, size_t at) {
  struct view base = token_text(c, at);
  if (is_number(c, at))
    say_count(c, base);
  else if (is_word(c, at) && base.len <= 2)
    for (size_t i = 0; i < base.len; i++)
      say_view(c, view_sub(base, i, 1));
}

static void say_power(struct context *c, size_t at, struct view digits, bool minus) {
  if (is_word(c, at) && !minus && view_eq(digits, VIEW("2"))) {
    say(c, "Quadrat");
    return;
  }
  say(c, "hoch");
  if (minus)
    say(c, "minus");
  say_count(c, digits);
}

/// A variable, a number, or something in brackets can be raised to a power.
static bool is_base(const struct context *c, size_t at) {
  if (is_number(c, at) || is_mark(c, at, ')'))
    return true;
  struct view word = token_text(c, at);
  return is_word(c, at) && word.len <= 2 && (word.len == 1 || !is_function_word(c, at)) &&
         (unsigned char)word.ptr[0] < 0x80 && (word.len == 1 || !has_flag(c, at, TOKEN_CAPITAL));
}

static bool is_length(const struct context *c, size_t at) {
  static const char *const units[] = {"m", "cm", "mm", "km", "dm", "nm", "s", NULL};
  return is_one_of(c, at, units);
}

/// "m²" without a number before it: an area, not a power.
static size_t say_area(struct context *c, size_t at, const struct digits *d) {
  static const struct {
    const char *written, *name;
  } units[] = {{"m", "meter"},
               {"cm", "zentimeter"},
               {"mm", "millimeter"},
               {"km", "kilometer"},
               {"dm", "dezimeter"}};
  for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
    if (!is_text(c, at, units[i].written) || d->len != 1 ||
        (d->text[0] != '2' && d->text[0] != '3'))
      continue;
    say(c, d->text[0] == '2' ? "Quadrat" : "Kubik");
    say_raw(c, view_of(units[i].name));
    c->semiotic = SEMIOTIC_MEASURE;
    return 1 + d->n;
  }
  return 0;
}

size_t rule_power(struct context *c, size_t at) {
  if (!is_base(c, at) || !glued(c, at + 1) || (glued(c, at) && at > 0 && is_word(c, at - 1)))
    return 0;
  if (is_mark(c, at + 1, '^')) {
    size_t i = at + 2;
    bool minus = is_dash(mark(c, i));
    i += minus;
    if (!is_number(c, i) && !(is_word(c, i) && c->tokens[i].len == 1))
      return 0;
    say_base(c, at);
    if (is_number(c, i)) {
      say_power(c, at, token_text(c, i), minus);
    } else {
      say(c, minus ? "hoch minus" : "hoch");
      say_tokens(c, i, i + 1);
    }
    return i + 1 - at;
  }
  struct digits d = take_small(c, at + 1, superscript_digit);
  if (d.len == 0)
    return 0;
  if (is_length(c, at))
    return say_area(c, at, &d);
  say_base(c, at);
  say_power(c, at, (struct view){d.text, d.len}, d.minus);
  return 1 + d.n;
}

static bool is_subscript(uint32_t m) {
  return subscript_digit(m) >= 0 || m == 0x2093;
}

/// "H₂O", "CO₂-Preis", "NOₓ", "C₆H₁₂O₆"
size_t rule_chemistry(struct context *c, size_t at) {
  size_t n = 1;
  bool small = false;
  if (!is_word(c, at) || c->tokens[at].len > 4 || !has_flag(c, at, TOKEN_CAPITAL) ||
      (glued(c, at) && at > 0 && is_word(c, at - 1)))
    return 0;
  while (glued(c, at + n) && n < LOOK_MAX) {
    bool sub = is_subscript(mark(c, at + n));
    if (!sub && (!is_word(c, at + n) || c->tokens[at + n].len > 4))
      break;
    small |= sub;
    n++;
  }
  if (!small)
    return 0;
  for (size_t i = at; i < at + n;) {
    struct digits d = take_small(c, i, subscript_digit);
    if (d.len > 0) {
      say_count(c, (struct view){d.text, d.len});
      i += d.n;
      continue;
    }
    say_letters(c, is_word(c, i) ? token_text(c, i) : VIEW("x"), false);
    i++;
  }
  bool joined = glued(c, at + n) && is_hyphen(mark(c, at + n)) && glued(c, at + n + 1) &&
                is_word(c, at + n + 1);
  return joined ? n + 1 : n;
}

/// "PM2,5"
size_t rule_particulates(struct context *c, size_t at) {
  if (!is_text(c, at, "PM") || !is_number(c, at + 1) || !glued(c, at + 1) ||
      !(glued_mark(c, at + 2, ',') || glued_mark(c, at + 2, '.')) || !is_number(c, at + 3) ||
      !glued(c, at + 3))
    return 0;
  say_letters(c, VIEW("PM"), false);
  say_count(c, token_text(c, at + 1));
  say(c, "Komma");
  say_digits(c, token_text(c, at + 3));
  return 4;
}
