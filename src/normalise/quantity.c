#include "normalise/quantity.h"

bool is_sign(uint32_t m) {
  return m == '+' || is_dash(m) || m == 0xB1 || m == '~';
}

size_t abbreviation_dot(const struct context *c, size_t i) {
  if (glued_mark(c, i, '.') && glued_mark(c, i + 1, ')'))
    return 1;
  if (!glued_mark(c, i, '.') || ends_sentence(c, i))
    return 0;
  return has_flag(c, i + 1, TOKEN_CAPITAL) && is_function_word(c, i + 1) ? 0 : 1;
}

bool vulgar_fraction(uint32_t c, unsigned *numerator, unsigned *denominator) {
  static const struct {
    uint16_t code_point;
    uint8_t numerator, denominator;
  } fractions[] = {
      {0xBC, 1, 4},    {0xBD, 1, 2},   {0xBE, 3, 4},   {0x2150, 1, 7}, {0x2151, 1, 9},
      {0x2152, 1, 10}, {0x2153, 1, 3}, {0x2154, 2, 3}, {0x2155, 1, 5}, {0x2156, 2, 5},
      {0x2157, 3, 5},  {0x2158, 4, 5}, {0x2159, 1, 6}, {0x215A, 5, 6}, {0x215B, 1, 8},
      {0x215C, 3, 8},  {0x215D, 5, 8}, {0x215E, 7, 8},
  };
  for (size_t i = 0; i < sizeof fractions / sizeof *fractions; i++) {
    if (fractions[i].code_point == c) {
      *numerator = fractions[i].numerator;
      *denominator = fractions[i].denominator;
      return true;
    }
  }
  return false;
}

bool is_rating(const struct context *c, size_t i) {
  static const char *const behind[] = {"Punkt", "Punkte", "Punkten", "Sterne", "Sternen", NULL};
  static const char *const before[] = {"Wertung", "Bewertung",     "Fazit", "Urteil",
                                       "Note",    "Schwierigkeit", NULL};
  size_t first = i >= 2 && is_mark(c, i - 1, ',') && is_number(c, i - 2) ? i - 2 : i;
  if (is_text(c, i, "10"))
    return true; // "10/10"
  return is_one_of(c, i + 3, behind) || (first > 0 && is_one_of(c, first - 1, before)) ||
         (first > 1 && is_mark(c, first - 1, ':') && is_one_of(c, first - 2, before));
}

/// "1/2" that is a fraction: proper, or with a small denominator, and no date, season or ratio.
static bool slash_fraction(const struct context *c, size_t i, unsigned *numerator,
                           unsigned *denominator) {
  if (i > 0 && is_counter_noun(c, i - 1))
    return false; // "Teil 2/3", "Größe 36/38"
  if (i > 0 && is_counter_plural(c, i - 1))
    return false; // "die Szenen 3/4"
  if (!glued_mark(c, i + 1, '/') || !glued(c, i + 2) || !read_digits(c, i, 2, numerator) ||
      !read_digits(c, i + 2, 3, denominator))
    return false;
  if ((i > 1 && is_mark(c, i - 1, '/') && glued(c, i)) || is_text(c, i + 3, "Uhr"))
    return false; // "10/14/18 Uhr"
  if (*numerator >= 13 && *denominator > *numerator && *denominator < 100)
    return false; // "WS 24/25", "Hose 32/34"
  if (*denominator == 3 && *numerator > 3)
    return false; // "Eintritt 5/3 Euro"
  if (*numerator == *denominator && !(glued(c, i + 3) && is_hyphen(mark(c, i + 3))))
    return false; // "Ungarn (3/3)", but "4/4-Takt"
  if (*numerator > *denominator && i > 0 && is_mark(c, i - 1, ':'))
    return false; // "Gelbe Karten: 3/2"
  static const char *const systems[] = {"Windows", "Office", "Android", "iOS", NULL};
  if (i > 0 && is_one_of(c, i - 1, systems))
    return false;                                              // "Windows 10/11"
  static const char *const sizes[] = {"GB", "TB", "MB", NULL}; // "8/128 GB"
  bool rated = (*denominator == 10 || *denominator == 5) && is_rating(c, i);
  if (rated || is_mark(c, i + 3, 0xB0) || is_one_of(c, i + 3, sizes))
    return false;
  if (token_text(c, i).len > 1 && token_text(c, i).ptr[0] == '0')
    return false;
  if (glued(c, i + 3) &&
      (mark(c, i + 3) == '/' || mark(c, i + 3) == '.' || mark(c, i + 3) == ',') &&
      is_number(c, i + 4) && glued(c, i + 4))
    return false;
  return *denominator >= 2 &&
         (*numerator <= *denominator || (*denominator <= 4 && *numerator < 20)) &&
         !(*numerator == *denominator && *denominator > 4);
}

/// The fraction at `i`: "½" or "1/2". Returns its number of tokens.
static size_t fraction_at(const struct context *c, size_t i, struct amount *amount) {
  if (vulgar_fraction(mark(c, i), &amount->numerator, &amount->denominator))
    return 1;
  if (slash_fraction(c, i, &amount->numerator, &amount->denominator))
    return 3;
  amount->denominator = 0;
  return 0;
}

bool read_amount(const struct context *c, size_t at, enum numeral_style style,
                 struct amount *amount) {
  size_t i = at;
  *amount = (struct amount){0};
  if (is_sign(mark(c, i)) && glued(c, i + 1)) {
    amount->sign = mark(c, i++);
  }
  size_t n = fraction_at(c, i, amount);
  if (n == 0) {
    if (!read_numeral(c, i, style, &amount->whole))
      return false;
    amount->has_whole = true;
    i += amount->whole.n_tokens;
    bool mixed = amount->whole.n_decimals == 0 && amount->whole.value < 1000;
    n = mixed ? fraction_at(c, i, amount) : 0;
    if (n == 3 && (amount->numerator >= amount->denominator || glued(c, i)))
      n = amount->denominator = 0; // "2 4/2" is no mixed number
  }
  amount->n_tokens = i + n - at;
  return true;
}

/// The mark between two amounts at `i`: '-' for a range, 'x' for a product, 0 for none.
static uint32_t joint_at(const struct context *c, size_t i) {
  uint32_t m = mark(c, i);
  if (glued_mark(c, i, '/') && glued(c, i + 1) && is_number(c, i + 1) && is_mark(c, i + 2, 0xB0))
    return '-'; // "3/12 °C": the lowest and the highest
  if (is_dash(m) && glued(c, i) == glued(c, i + 1))
    return '-';
  bool code =
      glued(c, i) && ((is_text(c, i - 1, "0") && !is_mark(c, i - 2, ',')) || is_text(c, i, "X"));
  if (m != 0xD7 && code)
    return 0; // "0x80070057", "5800X3D"
  if (m == 0xD7 || is_text(c, i, "x") || is_text(c, i, "X"))
    return glued(c, i) == glued(c, i + 1) || (glued(c, i) && glued(c, i + 1)) ? 'x' : 0;
  return 0;
}

static bool ascending(const struct amount *a, const struct amount *b) {
  if (a->sign != 0)
    return true; // "-5 – -2"
  return !a->has_whole || !b->has_whole || a->whole.value < b->whole.value ||
         (a->whole.value == b->whole.value && b->whole.n_decimals + b->denominator > 0);
}

const struct lexicon_entry *scale_at(const struct context *c, size_t i, bool after_sign,
                                     size_t *n_tokens) {
  const struct lexicon_entry *entry =
      is_word(c, i) ? lexicon_get(&c->normaliser->tables.scales, token_text(c, i)) : NULL;
  if (entry == NULL)
    return NULL;
  struct view flag = entry->value[3];
  if (view_eq(flag, VIEW("c")) && !after_sign)
    return NULL;
  if (view_eq(flag, VIEW("d")) && !glued_mark(c, i + 1, '.'))
    return NULL;
  if (view_eq(flag, VIEW("k")) && token_text(c, i).len == 1 && !glued(c, i) && !after_sign)
    return NULL;
  if (glued(c, i + 1) && (is_hyphen(mark(c, i + 1)) || is_number(c, i + 1)))
    return NULL; // "Millionen-Projekt"
  bool full_word = view_eq(entry->key, entry->value[0]) || view_eq(entry->key, entry->value[1]) ||
                   entry->key.len > 6;
  *n_tokens = 1 + (full_word ? 0 : abbreviation_dot(c, i + 1));
  if (!full_word && glued_mark(c, i + 1, '.') && is_mark(c, i + 2, ')'))
    *n_tokens = 2; // "(2023: 27 Mrd.)": the sentence goes on or has its own stop
  return entry;
}

static bool is_power_at(const struct context *c, size_t i) {
  uint32_t m = glued(c, i) ? mark(c, i) : 0;
  return m == '^' || m == 0xB9 || m == 0xB2 || m == 0xB3 || (m >= 0x2070 && m <= 0x207F);
}

bool read_quantity(const struct context *c, size_t at, enum numeral_style style,
                   struct quantity *quantity) {
  quantity->n_amounts = 0;
  quantity->scale = NULL;
  size_t i = at;
  for (;;) {
    struct amount *amount = &quantity->amounts[quantity->n_amounts];
    if (!read_amount(c, i, style, amount))
      break;
    if (quantity->n_amounts > 0 && quantity->joints[quantity->n_amounts - 1] == '-' &&
        !ascending(amount - 1, amount) && !is_text(c, i + amount->n_tokens, "v"))
      break; // but "512–511 v. Chr."
    if (quantity->n_amounts > 0 && is_power_at(c, i + amount->n_tokens))
      break; // "2 × 10^30": the power is said by itself
    i += amount->n_tokens;
    quantity->n_amounts++;
    uint32_t joint = joint_at(c, i);
    if (joint == 0 || quantity->n_amounts == QUANTITY_MAX)
      break;
    quantity->joints[quantity->n_amounts - 1] = joint;
    i++;
  }
  if (quantity->n_amounts == 0)
    return false;
  // The joint after the last amount that was read is not ours.
  i = at;
  for (size_t k = 0; k < quantity->n_amounts; k++)
    i += quantity->amounts[k].n_tokens + (k > 0);
  size_t n_scale = 0;
  quantity->scale = scale_at(c, i, false, &n_scale);
  quantity->n_tokens = i + n_scale - at;
  return true;
}

bool quantity_is_one(const struct quantity *quantity) {
  const struct amount *amount = &quantity->amounts[0];
  return quantity->n_amounts == 1 && amount->has_whole && numeral_is_one(&amount->whole) &&
         amount->denominator == 0;
}

bool quantity_is_singular(const struct quantity *quantity) {
  const struct amount *amount = &quantity->amounts[0];
  return (quantity->scale == NULL && quantity_is_one(quantity)) ||
         (quantity->n_amounts == 1 && !amount->has_whole && quantity->scale == NULL);
}

/// "ein halber", "einen halben", "eine halbe"; after the indefinite article.
static const char *half_ending(enum noun_gender gender, enum noun_case noun_case) {
  static const char *const endings[][2] = {
      [NOUN_UNKNOWN] = {"er", "er"},
      [NOUN_MASCULINE] = {"er", "en"},
      [NOUN_FEMININE] = {"e", "e"},
      [NOUN_NEUTER] = {"es", "es"},
  };
  return noun_case >= CASE_DATIVE ? "en" : endings[gender][noun_case];
}

bool measures_adjective(const struct context *c, size_t i) {
  static const char *const stems[] = {"hoch", "hohe", "lang",   "breit",    "dick", "tief",
                                      "weit", "groß", "schwer", "entfernt", "alt"};
  struct view word = token_text(c, i);
  if (!is_word(c, i) || has_flag(c, i, TOKEN_CAPITAL))
    return false;
  for (size_t k = 0; k < sizeof stems / sizeof *stems; k++) {
    struct view stem = view_of(stems[k]);
    if (view_starts(word, stem) && word.len <= stem.len + 2)
      return true;
  }
  return false;
}

/// The token after the unit at `i`, past its full stop or power.
static size_t after_unit(const struct context *c, size_t i) {
  i++;
  return mark(c, i) == '.' || mark(c, i) == 0xB2 || mark(c, i) == 0xB3 ? i + 1 : i;
}

bool is_between(const struct context *c, size_t i) {
  return is_one_of_nocase(c, i, (const char *const[]){"zwischen", NULL});
}

struct quantity_form form_for(const struct context *c, size_t at, const struct quantity *quantity,
                              enum noun_gender gender) {
  struct quantity_form form = {.one = ONE_EINS, .flags = SPELL_SHORT};
  form.between = at > 0 && is_between(c, at - 1);
  if (quantity->n_amounts > 1) {
    form.one = ONE_EIN; // "ein bis zwei Stunden"
  } else if (quantity->scale != NULL && quantity_is_one(quantity)) {
    form.one = one_before(c, at, NOUN_FEMININE, true);
  } else if (quantity_is_singular(quantity)) {
    enum noun_case noun_case = case_before(c, at, true);
    if (noun_case == CASE_NOMINATIVE &&
        measures_adjective(c, after_unit(c, at + quantity->n_tokens)))
      noun_case = CASE_ACCUSATIVE;
    form.one = one_in(gender, noun_case);
    form.half_ending = half_ending(gender, noun_case);
    form.no_article = follows_determiner(c, at);
    if (form.no_article && quantity->amounts[0].denominator == 2)
      form.half_ending = ordinal_ending(c, at, c->n_tokens, gender);
  }
  return form;
}

void say_sign(struct context *c, uint32_t sign) {
  if (sign == 0xB1)
    say(c, "plus minus");
  else if (sign == '~')
    say(c, "etwa");
  else if (sign == '+')
    say(c, "plus");
  else if (sign != 0)
    say(c, "minus");
}

static void spell_value(struct context *c, uint64_t value, enum one_form one) {
  struct number_text text = number_text(value);
  spell_cardinal(&c->out->text, number_view(&text), one, SPELL_SHORT);
}

static void spell_part(struct context *c, unsigned denominator) {
  struct number_text text = number_text(denominator);
  spell_denominator(&c->out->text, number_view(&text));
}

/// The denominator as a noun: "Viertel", "Halbe".
static void say_part_noun(struct context *c, unsigned denominator) {
  say_blank(c);
  size_t start = c->out->text.len;
  if (denominator == 2)
    say_raw(c, VIEW("Halbe"));
  else
    spell_part(c, denominator);
  if (!c->out->text.failed && c->out->text.ptr[start] >= 'a' && c->out->text.ptr[start] <= 'z')
    c->out->text.ptr[start] = (char)(c->out->text.ptr[start] - 'a' + 'A');
}

void say_fraction(struct context *c, unsigned numerator, unsigned denominator, enum one_form one) {
  bool half = numerator == 1 && denominator == 2;
  say_blank(c);
  spell_value(c, numerator, half || one == ONE_EINS ? ONE_EIN : one);
  if (half)
    say(c, "halb");
  else
    say_part_noun(c, denominator);
}

/// "eineinhalb", "zweidreiviertel": one word.
static void say_mixed(struct context *c, const struct amount *amount) {
  say_blank(c);
  spell_cardinal(&c->out->text, numeral_digits(&amount->whole), ONE_EIN, SPELL_SHORT);
  spell_value(c, amount->numerator, ONE_EIN);
  spell_part(c, amount->denominator);
}

void say_amount(struct context *c, const struct amount *amount, const struct quantity_form *form) {
  say_sign(c, amount->sign);
  if (amount->denominator == 0) {
    say_numeral(c, &amount->whole, form->one, form->flags);
  } else if (amount->has_whole) {
    say_mixed(c, amount);
  } else if (form->half_ending == NULL) {
    if (form->no_article && amount->numerator == 1)
      say_part_noun(c, amount->denominator); // "um ein 1/4"
    else
      say_fraction(c, amount->numerator, amount->denominator, form->one);
  } else if (amount->denominator == 2 && amount->numerator == 1) {
    if (!form->no_article)
      say(c, spell_one(form->one));
    say(c, "halb");
    say_raw(c, view_of(form->half_ending));
  } else {
    say_blank(c);
    spell_value(c, amount->numerator, form->one);
    say_blank(c);
    spell_part(c, amount->denominator);
  }
}

/// "50 Tsd." → "fünfzigtausend": the scale joins the number.
static bool say_thousands(struct context *c, const struct amount *amount) {
  if (!amount->has_whole || amount->denominator != 0 || amount->whole.n_decimals > 0 ||
      amount->whole.n_digits + 3 > NUMERAL_MAX_DIGITS)
    return false;
  struct numeral thousands = amount->whole;
  memset(thousands.digits + thousands.n_digits, '0', 3);
  thousands.n_digits += 3;
  say_sign(c, amount->sign);
  say_numeral(c, &thousands, ONE_EINS, SPELL_SHORT);
  return true;
}

void say_quantity(struct context *c, const struct quantity *quantity,
                  const struct quantity_form *form) {
  struct quantity_form part = *form;
  bool thousands = quantity->scale != NULL && view_eq(quantity->scale->value[3], VIEW("k"));

  if (quantity->scale != NULL && quantity->scale->value[0].ptr[0] == 'M')
    part.flags = 0; // "einhundertzwanzig Millionen"
  for (size_t k = 0; k < quantity->n_amounts; k++) {
    bool last = k + 1 == quantity->n_amounts;
    if (!(thousands && last && say_thousands(c, &quantity->amounts[k]))) {
      say_amount(c, &quantity->amounts[k], &part);
      if (last && quantity->scale != NULL)
        say_view(c, quantity->scale->value[quantity_is_one(quantity) ? 0 : 1]);
    }
    if (!last)
      say(c, quantity->joints[k] != '-' ? "mal" : form->between ? "und" : "bis");
  }
}
