// Words that begin with a number: "12-jährige", "5-km-Lauf", "5%-Hürde", "100%ig", "3x", "90er".
#include "normalise/numeral.h"
#include "normalise/quantity.h"
#include "normalise/registry.h"
#include "normalise/unit.h"

enum { SUFFIX_MAX = 32 };

/// The hyphen between `i - 1` and `i + 1`, glued to both.
static bool joins(const struct context *c, size_t i) {
  return is_hyphen(mark(c, i)) && glued(c, i) && glued(c, i + 1);
}

/// What was said becomes one compound: "fünf Komma zwei" → "fünf-Komma-zwei".
static void hyphenate(struct context *c) {
  for (size_t i = c->said_from; i < c->out->text.len; i++) {
    if (c->out->text.ptr[i] == ' ')
      c->out->text.ptr[i] = '-';
  }
}

// --- fused: "zwölfjährig"

/// Without an adjective's ending, in lower case: "Jährigen" → "jährig".
static struct view stem_of(struct view word, char *buffer) {
  static const char *const endings[] = {"en", "er", "es", "em", "e"};
  if (word.len == 0 || word.len > SUFFIX_MAX)
    return (struct view){"", 0};
  memcpy(buffer, word.ptr, word.len);
  if (buffer[0] >= 'A' && buffer[0] <= 'Z')
    buffer[0] = (char)(buffer[0] | 0x20);
  for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
    struct view ending = view_of(endings[i]);
    if (view_ends(word, ending) && word.len > ending.len + 2)
      return (struct view){buffer, word.len - ending.len};
  }
  return (struct view){buffer, word.len};
}

static bool is_number_suffix(const struct context *c, size_t i) {
  char buffer[SUFFIX_MAX];
  const struct lexicon *suffixes = &c->normaliser->tables.number_suffixes;
  return is_word(c, i) && (lexicon_get(suffixes, stem_of(token_text(c, i), buffer)) != NULL ||
                           lexicon_get(suffixes, token_text(c, i)) != NULL);
}

/// "2,5" before such a suffix: "zweieinhalb"; other decimals stay apart.
static bool say_half(struct context *c, const struct amount *amount) {
  const struct numeral *n = &amount->whole;
  if (!amount->has_whole || n->n_decimals != 1 || n->decimals[0] != '5' || n->value == 0)
    return false;
  spell_cardinal(&c->out->text, numeral_digits(n), ONE_EIN, SPELL_SHORT);
  say_raw(c, VIEW("einhalb"));
  return true;
}

/// The suffix in lower case, the whole with the capital that the suffix had.
static void fuse(struct context *c, size_t suffix) {
  struct view word = token_text(c, suffix);
  bool capital = has_flag(c, suffix, TOKEN_CAPITAL);
  char first = word.ptr[0];
  if (capital && first >= 'A' && first <= 'Z') {
    buf_byte(&c->out->text, (char)(first | 0x20));
    word = view_sub(word, 1, word.len);
  }
  say_raw(c, word);
  if (capital)
    say_capital(c);
}

/// "ein 52-jähr. Mann", "14-tägl.": the suffix is cut short.
static size_t say_short_suffix(struct context *c, size_t at, size_t suffix,
                               const struct amount *amount) {
  static const char *const suffixes[][2] = {
      {"jähr", "jährig"},   {"tägl", "täglich"},         {"täg", "tägig"},
      {"wöch", "wöchig"},   {"wöchentl", "wöchentlich"}, {"monatl", "monatlich"},
      {"monat", "monatig"}, {"stünd", "stündig"},        {"köpf", "köpfig"},
      {"stöck", "stöckig"}, {"proz", "prozentig"}};
  if (!glued(c, suffix) || !glued_mark(c, suffix + 1, '.'))
    return 0;
  for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
    if (!is_one_of_nocase(c, suffix, (const char *const[]){suffixes[i][0], NULL}))
      continue;
    const struct quantity_form whole = {.one = ONE_EIN, .flags = SPELL_SHORT};
    say_amount(c, amount, &whole);
    say_raw(c, view_of(suffixes[i][1]));
    bool noun = has_flag(c, suffix, TOKEN_CAPITAL);
    if (noun || (is_word(c, suffix + 2) && !is_function_word(c, suffix + 2)))
      say_raw(c, view_of(ordinal_ending(c, at, suffix + 2, NOUN_UNKNOWN)));
    if (noun)
      say_capital(c);
    if (stops_sentence(c, suffix + 2))
      say_raw(c, VIEW("."));
    return suffix + 2 - at;
  }
  return 0;
}

size_t rule_number_suffix(struct context *c, size_t at) {
  struct amount amount;
  if (!read_amount(c, at, NUMERAL_GERMAN, &amount) || amount.sign != 0)
    return 0;
  size_t suffix = at + amount.n_tokens;
  if (joins(c, suffix))
    suffix++;
  size_t n_short = say_short_suffix(c, at, suffix, &amount);
  if (n_short > 0)
    return n_short;
  bool apart = !glued(c, suffix); // "10 mal", "2 jähriger": a blank by mistake
  if (!is_number_suffix(c, suffix) ||
      (apart && (has_flag(c, suffix, TOKEN_CAPITAL) || is_number(c, suffix + 1))))
    return 0;
  const struct quantity_form form = {.one = ONE_EIN, .flags = SPELL_SHORT};
  if (!amount.has_whole && amount.numerator == 1) { // "1/4-jährlich", "½-stündlich"
    struct number_text part = number_text(amount.denominator);
    say_blank(c);
    spell_denominator(&c->out->text, number_view(&part));
  } else if (!say_half(c, &amount)) {
    say_amount(c, &amount, &form);
    if (amount.has_whole && amount.whole.n_decimals > 0)
      say_raw(c, VIEW(" "));
  }
  fuse(c, suffix);
  return suffix + 1 - at;
}

/// "16–29-Jährige": "Sechzehn- bis Neunundzwanzigjährige"; "2-3-fach": "zwei- bis dreifach".
size_t rule_range_suffix(struct context *c, size_t at) {
  unsigned first, second;
  if (!read_digits(c, at, 3, &first) || !is_dash(mark(c, at + 1)) || !glued(c, at + 1) ||
      !glued(c, at + 2) || !read_digits(c, at + 2, 3, &second) || second <= first ||
      (glued(c, at) && at > 0))
    return 0;
  size_t suffix = at + 3;
  if (joins(c, suffix))
    suffix++;
  if (!glued(c, suffix) || !is_number_suffix(c, suffix))
    return 0;
  struct buf *text = &c->out->text;
  say_cardinal(c, first, ONE_EIN, SPELL_SHORT);
  say_raw(c, VIEW("- bis "));
  size_t from = text->len;
  say_cardinal(c, second, ONE_EIN, SPELL_SHORT);
  if (has_flag(c, suffix, TOKEN_CAPITAL) && !text->failed && text->ptr[from] >= 'a' &&
      text->ptr[from] <= 'z')
    text->ptr[from] = (char)(text->ptr[from] - 32);
  fuse(c, suffix);
  return suffix + 1 - at;
}

/// "100%ig", "50 %ige": "hundertprozentig".
size_t rule_percent_suffix(struct context *c, size_t at) {
  struct amount amount;
  if (!read_amount(c, at, NUMERAL_GERMAN, &amount))
    return 0;
  size_t i = at + amount.n_tokens;
  if (is_hyphen(mark(c, i)))
    i++;
  if (!is_mark(c, i, '%'))
    return 0;
  i++;
  if (joins(c, i))
    i++;
  if (!glued(c, i) || !is_word(c, i) || !view_starts(token_text(c, i), VIEW("ig")) ||
      c->tokens[i].len > 4)
    return 0;
  const struct quantity_form form = {.one = ONE_EIN, .flags = SPELL_SHORT};
  say_amount(c, &amount, &form);
  if (amount.has_whole && amount.whole.n_decimals > 0)
    say_raw(c, VIEW(" "));
  say_raw(c, VIEW("prozent"));
  say_raw(c, token_text(c, i));
  return i + 1 - at;
}

// --- with hyphens: "Fünf-Kilometer-Lauf"

/// "-Mio.", "-Mrd." after the number. Returns its tokens.
static size_t read_scale_part(const struct context *c, size_t i, bool one, struct view *name) {
  if (!joins(c, i))
    return 0;
  const struct lexicon_entry *scale =
      lexicon_get(&c->normaliser->tables.scales, token_text(c, i + 1));
  if (scale == NULL || scale->key.len < 3)
    return 0;
  *name = scale->value[one ? 0 : 1];
  return 2 + glued_mark(c, i + 2, '.');
}

/// The mark of 27"-Monitor; not that which closes a quotation.
static bool is_inch(const struct context *c, size_t i) {
  if (mark(c, i) == 0x2033)
    return true;
  if (!is_mark(c, i, '"'))
    return false;
  for (size_t k = i, steps = 0; k > 0 && steps < LOOK_MAX; steps++) {
    if (is_mark(c, --k, '"') || mark(c, k) == 0x201E || mark(c, k) == 0x201C)
      return false;
  }
  return i < LOOK_MAX;
}

/// "-km", "km", "-€" and then a hyphen. Returns its tokens, that hyphen excluded.
static size_t say_unit_part(struct context *c, size_t i) {
  struct unit unit;
  size_t at = joins(c, i) ? i + 1 : i;
  const struct lexicon_entry *currency =
      lexicon_get(&c->normaliser->tables.currencies, token_text(c, at));
  if (currency != NULL && joins(c, at + 1)) {
    say_raw(c, VIEW(" "));
    say_view(c, currency->value[0]);
    return at + 1 - i;
  }
  if (at == i && glued(c, at) && joins(c, at + 1) && is_inch(c, at)) {
    say(c, "Zoll"); // 27"-Monitor
    return 1;
  }
  if (!read_unit(c, at, &unit)) // "5-t-Lkw": a short symbol is sure inside hyphens
    return 0;
  if (!joins(c, at + unit.n_tokens))
    return 0;
  say_raw(c, VIEW(" "));
  // "Fünf-Tonnen-Lkw", but "Fünf-Meter-Turm"
  bool linked = unit.over.unit != NULL && unit_gender(&unit) == NOUN_FEMININE &&
                view_ends(unit.over.unit->value[0], VIEW("e"));
  say_unit(c, &unit, linked);
  say_per(c, &unit);
  return at + unit.n_tokens - i;
}

/// Is there a word with a letter after the hyphen at `i`?
static bool hyphen_and_word(const struct context *c, size_t i) {
  return joins(c, i) && is_word(c, i + 1);
}

/// "2- und 3-Zimmer-Wohnungen": capital as the word at the end.
static bool hanging(const struct context *c, size_t i, bool *capital) {
  static const char *const links[] = {"bis", "und", "oder", "sowie", NULL};
  if (!is_hyphen(mark(c, i)) || !glued(c, i) || glued(c, i + 1) || !is_one_of(c, i + 1, links))
    return false;
  size_t word = i + 2;
  if (is_number(c, word))
    word += 1 + is_hyphen(mark(c, word + 1));
  *capital = has_flag(c, word, TOKEN_CAPITAL);
  return true;
}

/// "1/4-Finale", "1/4-Stunde": "Viertelfinale".
static size_t part_compound(struct context *c, size_t at, const struct amount *amount, size_t i) {
  static const char *const nouns[] = {"Finale", "Finales", "Finals", "Finalist", "Finalisten",
                                      "Stunde", "Note",    "Noten",  NULL};
  bool three = amount->numerator == 3 && amount->denominator == 4; // "3/4-Stunde"
  if (amount->has_whole || (amount->numerator != 1 && !three) || amount->denominator < 3 ||
      !joins(c, i) || !is_one_of(c, i + 1, nouns))
    return 0;
  struct number_text part = number_text(amount->denominator);
  say_blank(c);
  if (three)
    say_raw(c, VIEW("drei"));
  spell_denominator(&c->out->text, number_view(&part));
  fuse(c, i + 1);
  return i + 2 - at;
}

size_t rule_number_compound(struct context *c, size_t at) {
  struct quantity quantity;
  struct view scale = {"", 0};
  bool capital = true;
  if (!read_quantity(c, at, NUMERAL_GERMAN, &quantity) || quantity.amounts[0].sign != 0 ||
      quantity.scale != NULL || (at > 0 && glued(c, at) && is_mark(c, at - 1, '.')))
    return 0;
  size_t i = at + quantity.n_tokens;
  size_t n_part = quantity.n_amounts == 1 ? part_compound(c, at, &quantity.amounts[0], i) : 0;
  if (n_part > 0)
    return n_part;
  bool is_hanging = hanging(c, i, &capital);
  struct unit unit;
  bool unit_follows = joins(c, i) && read_unit(c, i + 1, &unit) && joins(c, i + 1 + unit.n_tokens);
  bool noun_follows =
      is_hanging || unit_follows || has_flag(c, i + 1, TOKEN_CAPITAL) || !joins(c, i);
  bool letter_follows = joins(c, i) && c->tokens[i + 1].len == 1 && !unit_follows; // "133-A"
  bool inside = at > 0 && glued(c, at) && // "U-20-WM", "3-zu-1-Sieg", "50+1-Regel"
                (is_hyphen(mark(c, at - 1)) || is_mark(c, at - 1, 0x2B));
  const struct quantity_form form = {.one = noun_follows && !inside && !letter_follows ? ONE_EIN
                                                                                       : ONE_EINS,
                                     .flags = letter_follows ? 0 : SPELL_SHORT};
  bool one = quantity_is_one(&quantity);
  size_t n_scale = read_scale_part(c, i, one, &scale);
  const struct quantity_form millions = {.one = ONE_EINE, .flags = SPELL_SHORT};
  say_quantity(c, &quantity, one && n_scale > 0 ? &millions : &form); // "Eine-Million-Euro-Spende"
  if (n_scale > 0) {
    say_view(c, scale);
    i += n_scale;
  }
  size_t n_unit = say_unit_part(c, i);
  i += n_unit;
  if (n_unit == 0 && n_scale == 0 && !is_hanging && !hyphen_and_word(c, i))
    return 0;
  hyphenate(c);
  size_t last = i + 1; // "50-plus-Generation"
  for (size_t steps = 0; steps < 4 && joins(c, last + 1); steps++)
    last += 2;
  if (capital && !inside && (is_hanging || n_unit > 0 || has_flag(c, last, TOKEN_CAPITAL)))
    say_capital(c);
  return i - at;
}

/// "2:1-Sieg", "1.-Mai-Demo" keep their hyphen too.
size_t rule_score_compound(struct context *c, size_t at) {
  unsigned first, second;
  if (!read_digits(c, at, 3, &first) || !glued_mark(c, at + 1, ':') || !glued(c, at + 2) ||
      !read_digits(c, at + 2, 3, &second) || !hyphen_and_word(c, at + 3))
    return 0;
  say_cardinal(c, first, ONE_EINS, 0);
  say(c, "zu");
  say_cardinal(c, second, ONE_EINS, 0);
  hyphenate(c);
  say_capital(c);
  return 3;
}

size_t rule_ordinal_compound(struct context *c, size_t at) {
  if (!is_number(c, at) || c->tokens[at].len > 3 || !glued_mark(c, at + 1, '.') ||
      !hyphen_and_word(c, at + 2))
    return 0;
  say_ordinal(c, token_text(c, at), "e", 0); // "Erste-Mai-Demo"
  say_capital(c);
  return 2;
}

/// "8.15-Uhr-Zug", "20-Uhr-Nachrichten"
size_t rule_clock_compound(struct context *c, size_t at) {
  unsigned hour, minute = 0;
  size_t i = at + 1;
  if (!read_digits(c, at, 2, &hour))
    return 0;
  if ((glued_mark(c, i, '.') || glued_mark(c, i, ':')) && glued(c, i + 1) &&
      read_digits(c, i + 1, 2, &minute))
    i += 2;
  if (!joins(c, i) || !is_text(c, i + 1, "Uhr"))
    return 0;
  say_cardinal(c, hour, ONE_EIN, 0);
  say(c, "Uhr");
  if (minute > 0)
    say_cardinal(c, minute, ONE_EINS, 0);
  hyphenate(c);
  say_capital(c);
  return i + 2 - at;
}

// --- "3x", "90er"

/// "3x täglich": "dreimal"; "1–2 x": "ein- bis zweimal". "3 x 4" and "3x4" are products.
size_t rule_times(struct context *c, size_t at) {
  struct quantity q;
  if (!is_number(c, at) || !read_quantity(c, at, NUMERAL_GERMAN, &q) || q.n_amounts > 2 ||
      q.scale != NULL || (q.n_amounts == 2 && q.joints[0] != '-'))
    return 0;
  size_t i = at + q.n_tokens;
  bool glued_sign = glued(c, i) && (is_text(c, i, "x") || is_mark(c, i, 0xD7));
  bool apart = is_text(c, i, "x") && !glued(c, i) && is_word(c, i + 1);
  uint32_t sum = mark(c, i + 1);
  if (sum == '+' || sum == '=' || sum == '^' || sum == 0xB2 ||
      (is_dash(sum) && q.n_amounts == 1 && is_number(c, i + 2)))
    return 0; // "f(x) = 2x + 1"
  if ((!glued_sign && !apart) || is_number(c, i + 1) || (glued(c, i + 1) && is_word(c, i + 1)))
    return 0;
  const struct quantity_form form = {.one = ONE_EIN, .flags = SPELL_SHORT};
  for (size_t k = 0; k < q.n_amounts; k++) {
    if (k > 0)
      say_raw(c, VIEW("- bis "));
    say_amount(c, &q.amounts[k], &form);
  }
  bool decimals = q.amounts[q.n_amounts - 1].whole.n_decimals > 0;
  say_raw(c, decimals ? VIEW(" mal") : VIEW("mal"));
  return i + 1 - at;
}

/// "ein 8.000er": a mountain, by its height in thousands.
static size_t say_peak(struct context *c, size_t at) {
  static const char *const endings[] = {"er", "ern", "ers", NULL};
  if (!is_number(c, at) || c->tokens[at].len > 2 || !glued_mark(c, at + 1, '.') ||
      !is_text(c, at + 2, "000") || !glued(c, at + 2) || !glued(c, at + 3) ||
      !is_one_of(c, at + 3, endings) || glued(c, at))
    return 0;
  struct view thousands =
      view_sub(c->text, c->tokens[at].offset,
               c->tokens[at + 2].offset + c->tokens[at + 2].len - c->tokens[at].offset);
  char digits[5];
  size_t n = 0;
  for (size_t i = 0; i < thousands.len && n < sizeof digits; i++) {
    if (thousands.ptr[i] != '.')
      digits[n++] = thousands.ptr[i];
  }
  spell_cardinal(&c->out->text, (struct view){digits, n}, ONE_EIN, SPELL_SHORT);
  say_raw(c, token_text(c, at + 3));
  say_capital(c);
  return 4;
}

/// "die 90er", "1980er Jahre", "50er-Jahre", "'68er".
size_t rule_decade(struct context *c, size_t at) {
  size_t peak = say_peak(c, at);
  if (peak > 0)
    return peak;
  static const char *const endings[] = {"er", "ern", "ers", "erin", "erinnen", NULL};
  static const char *const links[] = {"und", "oder", "bis", NULL};
  size_t number = is_number(c, at) ? at : at + 1;
  unsigned value;
  if ((number != at && mark(c, at) != '\'' && mark(c, at) != 0x2019) ||
      (number != at && !glued(c, number)) || !read_digits(c, number, 4, &value) ||
      !glued(c, number + 1) || !is_one_of(c, number + 1, endings))
    return 0;
  size_t i = number + 2;
  bool years = is_one_of(c, i, (const char *const[]){"Jahre", "Jahren", NULL}) && !glued(c, i);
  bool joined = joins(c, i) && is_one_of(c, i + 1, (const char *const[]){"Jahre", "Jahren", NULL});
  for (size_t k = i; k < i + 12 && is_number(c, k + 1) && is_one_of(c, k + 2, endings) &&
                     (is_mark(c, k, ',') || is_one_of(c, k, links)) && !years;
       k += 3) // "die 50er und 60er Jahre"
    years = is_one_of(c, k + 3, (const char *const[]){"Jahre", "Jahren", NULL}) && !glued(c, k + 3);
  if (value == 1) {
    say_raw(c, VIEW("eins"));
  } else if (value >= 1100 && value <= 1999) {
    say_year(c, value);
  } else {
    say_cardinal(c, value, ONE_EIN, SPELL_SHORT);
  }
  say_raw(c, token_text(c, number + 1));
  if (joined) {
    say_raw(c, VIEW("j"));
    say_raw(c, view_sub(token_text(c, i + 1), 1, 8));
  }
  if (!years)
    say_capital(c);
  return (joined ? i + 2 : i) - at;
}

/// 6,7" and 27″: inches, where no quotation is open.
size_t rule_inches(struct context *c, size_t at) {
  struct amount amount;
  if (!read_amount(c, at, NUMERAL_POINT, &amount) || amount.sign != 0)
    return 0;
  size_t i = at + amount.n_tokens;
  if (!glued(c, i) || !is_inch(c, i) || (glued(c, i + 1) && (is_word(c, i + 1))))
    return 0;
  const struct quantity_form form = {.one = ONE_EIN, .flags = SPELL_SHORT};
  say_amount(c, &amount, &form);
  say(c, "Zoll");
  return i + 1 - at;
}

/// "eine 2-", "von A+ bis C-": the minus behind a grade; "2- bis 3-mal" and "A- und B-Klasse" hang.
size_t rule_grade(struct context *c, size_t at) {
  static const char *const marks[] = {"eine", "einer", "Note", "Schulnote", "Zensur", NULL};
  static const char *const ratings[] = {"bis", "Rating", "Bonität", "auf", "von", "mit", NULL};
  if (!is_dash(mark(c, at)) || !glued(c, at) || at < 2 ||
      !(ends_sentence(c, at + 1) || is_mark(c, at + 1, ')')) || glued(c, at - 1))
    return 0;
  unsigned value;
  bool number = read_digits(c, at - 1, 1, &value) && value >= 1 && value <= 6 &&
                is_one_of_nocase(c, at - 2, marks);
  bool letter = is_word(c, at - 1) && has_flag(c, at - 1, TOKEN_ALL_CAPS) &&
                c->tokens[at - 1].len <= 3 && is_one_of(c, at - 2, ratings);
  if (!number && !letter)
    return 0;
  say_raw(c, VIEW(" minus"));
  return 1;
}

/// "4*-Hotel", "3* Superior", "5★-Haus"
size_t rule_stars_of_hotel(struct context *c, size_t at) {
  static const char *const words[] = {"Superior", "Hotel", "Hotels", "Haus", NULL};
  unsigned stars;
  if (!read_digits(c, at, 1, &stars) || stars == 0 || stars > 5 ||
      !(glued_mark(c, at + 1, '*') || glued_mark(c, at + 1, 0x2605)))
    return 0;
  bool compound = hyphen_and_word(c, at + 2);
  if (!compound && (glued(c, at + 2) || !is_one_of(c, at + 2, words)))
    return 0;
  say_cardinal(c, stars, ONE_EIN, 0);
  say(c, stars == 1 ? "Stern" : "Sterne");
  if (compound) {
    hyphenate(c);
    say_capital(c);
  }
  return 2;
}
