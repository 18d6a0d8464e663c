// Amounts of money: "19,99 €", "1,5 Mio. €", "$2.5bn", "5,- Euro", "CHF 100", "30 ct/kWh".
#include "normalise/numeral.h"
#include "normalise/quantity.h"
#include "normalise/registry.h"
#include "normalise/unit.h"

/// The currency at `i`, of up to three tokens without white space: "€", "US$", "D-Mark".
static const struct lexicon_entry *currency_at(const struct context *c, size_t i, size_t *n) {
  for (*n = 3; *n >= 1; (*n)--) {
    if (!has(c, i + *n - 1) || (*n > 1 && !glued(c, i + 1)) || (*n > 2 && !glued(c, i + 2)))
      continue;
    size_t from = c->tokens[i].offset;
    size_t end = c->tokens[i + *n - 1].offset + c->tokens[i + *n - 1].len;
    const struct lexicon_entry *entry =
        lexicon_get(&c->normaliser->tables.currencies, view_sub(c->text, from, end - from));
    if (entry != NULL)
      return entry;
  }
  return NULL;
}

static enum noun_gender currency_gender(const struct lexicon_entry *currency) {
  char g = currency->value[2].len > 0 ? currency->value[2].ptr[0] : 'm';
  return g == 'f' ? NOUN_FEMININE : g == 'n' ? NOUN_NEUTER : NOUN_MASCULINE;
}

/// The hundredths of an amount that is said as "neunzehn Euro neunundneunzig", or -1.
static int hundredths(const struct quantity *quantity, const struct lexicon_entry *currency) {
  const struct numeral *n = &quantity->amounts[0].whole;
  if (quantity->n_amounts != 1 || quantity->scale != NULL || !quantity->amounts[0].has_whole ||
      quantity->amounts[0].denominator != 0 || currency->value[3].len == 0)
    return -1;
  for (size_t i = 2; i < n->n_decimals; i++) {
    if (n->decimals[i] != '0')
      return -1;
  }
  if (n->n_decimals == 1 && n->decimals[0] == '0')
    return 0;
  if (n->n_decimals < 2)
    return -1;
  return (n->decimals[0] - '0') * 10 + (n->decimals[1] - '0');
}

static void say_currency(struct context *c, const struct lexicon_entry *currency, bool singular) {
  say_view(c, currency->value[singular ? 0 : 1]);
}

static void say_hundredths(struct context *c, const struct lexicon_entry *currency, int value) {
  say_cardinal(c, (uint64_t)value, ONE_EIN, 0);
  say_view(c, currency->value[value == 1 ? 3 : 4]);
}

/// "neunzehn Euro neunundneunzig"; with the sign in front also the name of the hundredth.
static void say_price(struct context *c, size_t at, const struct quantity *quantity,
                      const struct lexicon_entry *currency, int cents, bool sign_first) {
  struct amount whole = quantity->amounts[0];
  whole.whole.n_decimals = 0;
  if (whole.whole.value == 0 && cents > 0) {
    say_sign(c, whole.sign);
    say_hundredths(c, currency, cents);
    return;
  }
  struct quantity single = {.amounts = {whole}, .n_amounts = 1};
  struct quantity_form form = form_for(c, at, &single, currency_gender(currency));
  say_amount(c, &whole, &form);
  say_currency(c, currency, quantity_is_one(&single));
  if (cents > 0 && sign_first)
    say_hundredths(c, currency, cents);
  else if (cents > 0)
    say_cardinal(c, (uint64_t)cents, ONE_EINS, 0);
}

/// Zeros at the end of a long decimal say nothing.
static void trim_decimals(struct numeral *n) {
  while (n->n_decimals > 2 && n->decimals[n->n_decimals - 1] == '0')
    n->n_decimals--;
}

static void say_money(struct context *c, size_t at, struct quantity *quantity,
                      const struct lexicon_entry *currency, bool sign_first) {
  int cents = hundredths(quantity, currency);
  if (cents >= 0) {
    say_price(c, at, quantity, currency, cents, sign_first);
    return;
  }
  if (quantity->n_amounts == 1 && quantity->scale == NULL)
    trim_decimals(&quantity->amounts[0].whole);
  struct quantity_form form = form_for(c, at, quantity, currency_gender(currency));
  say_quantity(c, quantity, &form);
  say_currency(c, currency, quantity_is_singular(quantity));
}

/// ",-" and the like of "5,- €". Returns its number of tokens.
static size_t no_hundredths(const struct context *c, size_t i) {
  if ((!glued_mark(c, i, ',') && !glued_mark(c, i, '.')) || !is_dash(mark(c, i + 1)) ||
      !glued(c, i + 1))
    return 0;
  return is_hyphen(mark(c, i + 2)) && glued(c, i + 2) ? 3 : 2;
}

/// "/kWh", "/Monat".
static size_t say_rate(struct context *c, size_t i) {
  struct unit unit = {0};
  if (glued_mark(c, i, '/') && is_text(c, i + 1, "N") && glued(c, i + 1)) { // no newtons
    say(c, "pro Nacht");
    return 2 + glued_mark(c, i + 2, '.');
  }
  if (glued_mark(c, i, '/') && is_text(c, i + 1, "b") && glued(c, i + 1)) { // "82 $/b": no bits
    say(c, "pro Barrel");
    return 2;
  }
  struct unit later;
  if (glued_mark(c, i, '/') && is_number(c, i + 1) && glued(c, i + 1) &&
      c->tokens[i + 1].len <= 3 && read_per(c, i, &unit) == 0 && read_unit(c, i + 2, &later) &&
      later.n_tokens > 0) { // "12 €/45 min": the amount is read next
    say(c, "pro");
    return 1;
  }
  unit = (struct unit){0};
  size_t n = glued(c, i) ? read_per(c, i, &unit) : 0;
  if (n > 0)
    say_per(c, &unit);
  return n;
}

static bool sign_in_place(const struct context *c, size_t at) {
  return is_number(c, at) || !is_sign(mark(c, at)) || !glued(c, at) || is_mark(c, at - 1, '(');
}

/// "799,-": euros, though nobody says so; "25,- bis 49,- Euro" says it later.
static void say_bare_price(struct context *c, size_t at, const struct quantity *quantity,
                           size_t after) {
  static const char *const links[] = {"bis", "oder", "und", NULL};
  bool later = (is_one_of(c, after, links) || is_dash(mark(c, after))) && is_number(c, after + 1);
  struct quantity_form form = form_for(c, at, quantity, NOUN_MASCULINE);
  say_quantity(c, quantity, &form);
  if (!later)
    say(c, "Euro");
}

/// Both have cents: prices, and no rate of exchange or number of millions.
static bool is_price(const struct quantity *quantity) {
  return quantity->n_amounts == 1 && quantity->scale == NULL && quantity->amounts[0].has_whole &&
         quantity->amounts[0].whole.n_decimals == 2;
}

/// "von 1,99 auf 2,49 Euro": the first price shares the currency of the second.
static size_t say_shared_price(struct context *c, size_t at, const struct quantity *quantity) {
  static const char *const before[] = {"von", "zwischen", "statt", NULL};
  static const char *const links[] = {"auf", "bis", "und", "nun", NULL};
  struct quantity later;
  size_t link = at + quantity->n_tokens, n = 0;
  if (at == 0 || !is_one_of_nocase(c, at - 1, before) || !is_one_of(c, link, links) ||
      !is_price(quantity) || !read_quantity(c, link + 1, NUMERAL_GERMAN, &later) ||
      !is_price(&later))
    return 0;
  const struct lexicon_entry *currency = currency_at(c, link + 1 + later.n_tokens, &n);
  int cents = currency == NULL ? -1 : hundredths(quantity, currency);
  if (cents < 0)
    return 0;
  say_price(c, at, quantity, currency, cents, false);
  return quantity->n_tokens;
}

size_t rule_money(struct context *c, size_t at) {
  struct quantity quantity;
  for (int style = NUMERAL_GERMAN; style <= NUMERAL_POINT; style++) {
    if (!sign_in_place(c, at) || !read_quantity(c, at, (enum numeral_style)style, &quantity))
      return 0;
    size_t i = at + quantity.n_tokens, n = 0;
    i += no_hundredths(c, i);
    const struct lexicon_entry *currency = currency_at(c, i, &n);
    bool closed = !glued(c, i) || (mark(c, i) != 0 && !glued(c, i + 1)); // "kostet 249,-."
    if (currency == NULL && style == NUMERAL_GERMAN && i > at + quantity.n_tokens && closed) {
      say_bare_price(c, at, &quantity, i);
      return i - at;
    }
    if (currency == NULL && style == NUMERAL_GERMAN) {
      size_t shared = say_shared_price(c, at, &quantity);
      if (shared > 0)
        return shared;
    }
    if (currency == NULL)
      continue;
    if (is_text(c, i, "Fr") && !glued_mark(c, i + 1, '.'))
      return 0;
    if (view_starts(currency->value[0], VIEW("tausend "))) { // "20 T€", "TEUR"
      quantity.scale = lexicon_get(&c->normaliser->tables.scales, VIEW("tausend"));
      currency = lexicon_get(&c->normaliser->tables.currencies, VIEW("EUR"));
      if (quantity.scale == NULL || currency == NULL)
        return 0;
    }
    say_money(c, at, &quantity, currency, false);
    i += n;
    size_t rate = say_rate(c, i);
    if (rate == 0 && is_word(c, i - 1) && currency->key.len <= 3)
      rate = abbreviation_dot(c, i);
    return i + rate - at;
  }
  return 0;
}

static const struct lexicon_entry *scale_after_sign(const struct context *c, size_t i, size_t *n) {
  const struct lexicon_entry *scale = scale_at(c, i, true, n);
  if (scale == NULL)
    return NULL;
  bool letter = token_text(c, i).len <= 2;
  return letter && !glued(c, i) ? NULL : scale;
}

size_t rule_money_sign_first(struct context *c, size_t at) {
  size_t i = at, n = 0;
  uint32_t sign = 0;
  if (is_sign(mark(c, i)) && sign_in_place(c, at))
    sign = mark(c, i++);
  const struct lexicon_entry *currency = currency_at(c, i, &n);
  if (currency == NULL || (is_word(c, i) && !has_flag(c, i, TOKEN_ALL_CAPS)))
    return 0;
  struct quantity quantity;
  i += n;
  if (!is_number(c, i) || !read_quantity(c, i, NUMERAL_POINT, &quantity))
    return 0;
  i += quantity.n_tokens;
  if (quantity.scale == NULL) {
    quantity.scale = scale_after_sign(c, i, &n);
    i += quantity.scale != NULL ? n : 0;
  }
  i += no_hundredths(c, i);
  quantity.amounts[0].sign = sign;
  say_money(c, at, &quantity, currency, true);
  return i + say_rate(c, i) - at;
}

/// Francs were told before: "5.– Franken bzw. Fr. 3.50".
static bool follows_francs(const struct context *c, size_t at) {
  static const char *const words[] = {"Franken", "CHF", "Rappen", NULL};
  for (size_t i = at, steps = 0; i > 0 && steps < LOOK_MAX; steps++)
    if (is_one_of(c, --i, words))
      return true;
  return false;
}

/// "kostet Fr. 12.50", "Fr. 5.–", "für Fr. 1'250": francs before their amount; elsewhere "Fr." is
/// Friday or a woman.
size_t rule_francs(struct context *c, size_t at) {
  static const char *const before[] = {"kostet",  "kosten", "kostete", "für",  "von",   "à",
                                       "zahlt",   "zahlte", "zahlen",  "je",   "Preis", "nur",
                                       "beträgt", "bis",    "auf",     "über", NULL};
  static const char *const later[] = {"Uhr", "bis", NULL};
  struct quantity quantity;
  if ((!is_text(c, at, "Fr") && !is_text(c, at, "SFr") && !is_text(c, at, "sFr")) ||
      !glued_mark(c, at + 1, '.') || !read_quantity(c, at + 2, NUMERAL_POINT, &quantity))
    return 0;
  size_t i = at + 2 + quantity.n_tokens, none = no_hundredths(c, i);
  size_t word = at > 1 && is_mark(c, at - 1, ':') ? at - 2 : at - 1;
  bool priced = !is_text(c, at, "Fr") || (at > 0 && is_one_of_nocase(c, word, before)) ||
                follows_francs(c, at);
  bool date = glued_mark(c, i, '.') && none == 0 && !ends_sentence(c, i);
  if (none == 0 && (!priced || date || is_one_of(c, i, later) || is_mark(c, i, ':')))
    return 0;
  const struct lexicon_entry *currency =
      lexicon_get(&c->normaliser->tables.currencies, VIEW("CHF"));
  if (currency == NULL)
    return 0;
  say_money(c, at, &quantity, currency, false);
  i += none;
  return i + say_rate(c, i) - at;
}
