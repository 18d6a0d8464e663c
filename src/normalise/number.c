#include "normalise/number.h"

#include <stdbool.h>
#include <stdio.h>

static const char *const small[20] = {
    "null",     "eins",     "zwei",     "drei",     "vier",     "fünf",     "sechs",
    "sieben",   "acht",     "neun",     "zehn",     "elf",      "zwölf",    "dreizehn",
    "vierzehn", "fünfzehn", "sechzehn", "siebzehn", "achtzehn", "neunzehn",
};
static const char *const tens[10] = {
    "", "", "zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig",
};
// 10^6, 10^9, …: the long scale, as everywhere in German.
static const char *const scales[][2] = {
    {"Million", "Millionen"},         {"Milliarde", "Milliarden"},
    {"Billion", "Billionen"},         {"Billiarde", "Billiarden"},
    {"Trillion", "Trillionen"},       {"Trilliarde", "Trilliarden"},
    {"Quadrillion", "Quadrillionen"}, {"Quadrilliarde", "Quadrilliarden"},
    {"Quintillion", "Quintillionen"},
};
enum { N_SCALES = sizeof scales / sizeof *scales };

const char *spell_one(enum one_form one) {
  static const char *const forms[] = {"eins", "ein", "eine", "einen", "einem", "einer", "eines"};
  return forms[one];
}

struct number_text number_text(uint64_t value) {
  struct number_text text;
  text.len = (size_t)snprintf(text.digits, sizeof text.digits, "%llu", (unsigned long long)value);
  return text;
}

struct view number_view(const struct number_text *text) {
  return (struct view){text->digits, text->len};
}

static struct view strip_zeros(struct view digits) {
  while (digits.len > 1 && digits.ptr[0] == '0')
    digits = view_sub(digits, 1, digits.len);
  return digits;
}

/// Value of the three digits that end `from_end` digits before the end, or what there is of them.
static unsigned group_at(struct view digits, size_t from_end) {
  unsigned value = 0;
  for (size_t i = 0; i < 3; i++) {
    size_t place = from_end + 2 - i;
    value *= 10;
    if (place < digits.len)
      value += (unsigned)(digits.ptr[digits.len - 1 - place] - '0');
  }
  return value;
}

/// 1 to 99; a bare one as `one`.
static void spell_below_100(struct buf *out, unsigned n, const char *one) {
  if (n == 1) {
    buf_str(out, one);
  } else if (n < 20) {
    buf_str(out, small[n]);
  } else {
    if (n % 10 == 1)
      buf_str(out, "einund");
    else if (n % 10 != 0)
      buf_printf(out, "%sund", small[n % 10]);
    buf_str(out, tens[n / 10]);
  }
}

/// 1 to 999.
static void spell_below_1000(struct buf *out, unsigned n, const char *one, bool short_form) {
  if (n >= 100) {
    if (n >= 200 || !short_form)
      buf_str(out, n < 200 ? "ein" : small[n / 100]);
    buf_str(out, "hundert");
  }
  if (n % 100 != 0)
    spell_below_100(out, n % 100, one);
}

/// The last six digits, as one word. `first`: nothing was said before it.
static void spell_below_million(struct buf *out, unsigned thousands, unsigned ones,
                                enum one_form one, bool short_form) {
  const char *last = one == ONE_EIN ? "ein" : "eins";
  if (thousands > 0) {
    if (thousands > 1 || !short_form || ones > 0)
      spell_below_1000(out, thousands, "ein", short_form);
    buf_str(out, "tausend");
    short_form = false;
  }
  if (ones > 0)
    spell_below_1000(out, ones, last, short_form);
}

/// "zwei Milliarden eine Million ", with the blank.
static void spell_scales(struct buf *out, struct view digits) {
  for (size_t scale = N_SCALES; scale-- > 0;) {
    unsigned n = group_at(digits, 6 + scale * 3);
    if (n == 0)
      continue;
    spell_below_1000(out, n, n == 1 ? "eine" : "eins", false);
    buf_printf(out, " %s ", scales[scale][n != 1]);
  }
}

/// Take back what was appended last.
static void drop_last(struct buf *out, size_t len) {
  if (out->failed || out->len < len)
    return;
  out->len -= len;
  out->ptr[out->len] = '\0';
}

void spell_cardinal(struct buf *out, struct view digits, enum one_form one, unsigned flags) {
  digits = strip_zeros(digits);
  if (digits.len > SPELL_MAX_DIGITS) {
    spell_digits(out, digits);
    return;
  }
  if (digits.len == 1 && digits.ptr[0] <= '1') {
    buf_str(out, digits.ptr[0] == '0' ? "null" : spell_one(one));
    return;
  }
  bool large = digits.len > 6;
  if (large)
    spell_scales(out, digits);
  unsigned thousands = group_at(digits, 3), ones = group_at(digits, 0);
  if (thousands == 0 && ones == 0)
    drop_last(out, 1); // the blank after the last scale
  spell_below_million(out, thousands, ones, one, (flags & SPELL_SHORT) != 0 && !large);
}

void spell_year(struct buf *out, unsigned year) {
  if (year < 1100 || year > 1999) {
    struct number_text text = number_text(year);
    if (year >= 1000 && year < 1100) {
      buf_str(out, "tausend");
      if (year > 1000)
        spell_below_100(out, year % 100, "eins");
    } else {
      spell_cardinal(out, number_view(&text), ONE_EINS, 0);
    }
    return;
  }
  buf_printf(out, "%shundert", small[year / 100]);
  if (year % 100 != 0)
    spell_below_100(out, year % 100, "eins");
}

/// A round million or more: "millionst", "zweimilliardst". False for all other numbers.
static bool spell_round_ordinal(struct buf *out, struct view digits) {
  size_t zeros = 0;
  while (zeros < digits.len && digits.ptr[digits.len - 1 - zeros] == '0')
    zeros++;
  size_t scale = zeros / 3;
  if (scale < 2 || digits.len > scale * 3 + 3)
    return false;
  unsigned n = group_at(digits, scale * 3);
  if (n > 1)
    spell_below_1000(out, n, "ein", false);
  const char *name = scales[scale - 2][0];
  size_t len = strlen(name) - (name[strlen(name) - 1] == 'e');
  buf_byte(out, (char)(name[0] - 'A' + 'a'));
  buf_add(out, name + 1, len - 1);
  buf_str(out, "st");
  return true;
}

void spell_ordinal_stem(struct buf *out, struct view digits, unsigned flags) {
  digits = strip_zeros(digits);
  if (digits.len > SPELL_MAX_DIGITS) {
    spell_digits(out, digits);
    return;
  }
  if (spell_round_ordinal(out, digits))
    return;
  spell_cardinal(out, digits, ONE_EINS, flags);
  switch (group_at(digits, 0) % 100) {
  case 1:
    drop_last(out, 4); // eins
    buf_str(out, "erst");
    return;
  case 3:
    drop_last(out, 2); // drei → dritt
    buf_str(out, "itt");
    return;
  case 7:
    drop_last(out, 2); // sieben → siebt
    break;
  case 8:
    return; // acht
  default:
    break;
  }
  bool tens_or_more =
      group_at(digits, 0) % 100 >= 20 || (group_at(digits, 0) % 100 == 0 && digits.len > 1);
  buf_str(out, tens_or_more ? "st" : "t");
}

void spell_denominator(struct buf *out, struct view digits) {
  digits = strip_zeros(digits);
  if (digits.len == 1 && digits.ptr[0] == '2') {
    buf_str(out, "halb");
    return;
  }
  if (digits.len == 1 && digits.ptr[0] == '1') {
    buf_str(out, "eintel");
    return;
  }
  spell_ordinal_stem(out, digits, SPELL_SHORT);
  buf_str(out, "el");
}

void spell_digits(struct buf *out, struct view digits) {
  for (size_t i = 0; i < digits.len; i++) {
    if (i > 0)
      buf_byte(out, ' ');
    buf_str(out, small[digits.ptr[i] - '0']);
  }
}
