// Whatever number no other rule has claimed: cardinals, decimals, years, digit groups.
#include "normalise/numeral.h"
#include "normalise/quantity.h"
#include "normalise/registry.h"
#include "normalise/year.h"

/// Does a noun follow that the number counts, so that it is an amount: "100 neue Stellen"?
static size_t counted_noun(const struct context *c, size_t at, size_t after) {
  if (glued(c, after) || (at > 0 && is_counter_noun(c, at - 1)))
    return c->n_tokens;
  return head_noun(c, after);
}

/// "Plätze 1 bis 3": numbers of what stands before them, for nothing that they count follows.
static bool follows_numbered_noun(const struct context *c, size_t at, size_t link) {
  return at > 0 && (is_counter_noun(c, at - 1) || is_counter_plural(c, at - 1) ||
                    (has_flag(c, at - 1, TOKEN_CAPITAL) && !is_function_word(c, at - 1) &&
                     head_noun(c, link + 2) >= c->n_tokens));
}

/// "der 1 Abgeordnete", "dem 1 Fall": declined as an adjective.
static enum one_form one_behind_article(const struct context *c, size_t at, enum one_form form) {
  static const char *const nominative[] = {"der", "die", "das", NULL};
  static const char *const oblique[] = {"dem", "den", "des", NULL};
  if (at > 0 && is_one_of_nocase(c, at - 1, nominative))
    return ONE_EINE;
  return at > 0 && is_one_of_nocase(c, at - 1, oblique) ? ONE_EINEN : form;
}

/// "1 bis 2 Wochen": the first one is uninflected.
static bool before_second_number(const struct context *c, size_t i) {
  static const char *const words[] = {"bis", "oder", NULL};
  bool hours = is_text(c, i, "und") && is_text(c, i + 2, "Uhr"); // "zwischen 1 und 2 Uhr"
  return (is_one_of(c, i, words) || hours) && is_number(c, i + 1);
}

static struct quantity_form form_before_noun(const struct context *c, size_t at, size_t noun,
                                             const struct quantity *quantity) {
  struct quantity_form form = {.one = ONE_EINS};
  if (noun >= c->n_tokens) {
    uint64_t value = quantity->amounts[0].whole.value;
    form.between = at > 0 && is_between(c, at - 1);
    if (at > 0 && (value == 100 || value == 1000))
      form.flags = SPELL_SHORT; // "einer von hundert"
    return form;
  }
  struct noun head = noun_of(&c->normaliser->tables, token_text(c, noun));
  // "1 Tote, 3 Verletzte": alone such a form is a woman's.
  bool woman = view_ends(token_text(c, noun), VIEW("Tote")) ||
               view_ends(token_text(c, noun), VIEW("rletzte")) ||
               view_ends(token_text(c, noun), VIEW("misste"));
  form = form_for(c, at, quantity, woman ? NOUN_FEMININE : head.gender);
  form.between = at > 0 && is_between(c, at - 1);
  return form;
}

/// "1,2,3": a list without blanks. Returns the tokens of the whole list.
static size_t say_list(struct context *c, size_t at) {
  size_t i = at, n = 0;
  while (n < LOOK_MAX && glued_mark(c, i + 1, ',') && is_number(c, i + 2) && glued(c, i + 2)) {
    i += 2;
    n++;
  }
  if (n < 2)
    return 0;
  for (size_t k = at; k <= i; k += 2) {
    struct view digits = token_text(c, k);
    say_blank(c);
    spell_cardinal(&c->out->text, digits, ONE_EINS, 0);
    if (k < i)
      say_raw(c, VIEW(","));
  }
  return i + 1 - at;
}

/// "1 von 10 Fällen": a pronoun, "einer von zehn", in the gender of what is counted.
static size_t say_one_of(struct context *c, size_t at, size_t after, size_t n) {
  size_t noun = head_noun(c, after + 2);
  if (noun >= c->n_tokens) {
    say(c, "eins");
    return n;
  }
  enum noun_gender gender = noun_of(&c->normaliser->tables, token_text(c, noun)).gender;
  enum noun_case noun_case = case_before(c, at, true);
  bool bare = noun_case == CASE_NOMINATIVE || noun_case == CASE_ACCUSATIVE;
  if (bare && gender == NOUN_NEUTER)
    say(c, "eines");
  else if (noun_case == CASE_NOMINATIVE && gender != NOUN_FEMININE)
    say(c, "einer");
  else
    say(c, spell_one(one_in(gender, noun_case)));
  return n;
}

static bool is_noun_at(const struct context *c, size_t i) {
  return is_word(c, i) && noun_of(&c->normaliser->tables, token_text(c, i)).found;
}

/// "2 x 1 Kapsel" → "zweimal eine Kapsel".
static size_t say_times_one(struct context *c, const struct quantity *quantity, size_t noun) {
  const struct quantity_form times = {.one = ONE_EIN, .flags = SPELL_SHORT};
  say_amount(c, &quantity->amounts[0], &times);
  say_raw(c, VIEW("mal"));
  enum noun_gender gender = noun_of(&c->normaliser->tables, token_text(c, noun)).gender;
  say(c, spell_one(one_in(gender, CASE_ACCUSATIVE)));
  return quantity->n_tokens;
}

static enum semiotic_class class_of(const struct quantity *quantity) {
  const struct amount *first = &quantity->amounts[0];
  if (quantity->n_amounts > 1)
    return SEMIOTIC_RANGE;
  if (first->denominator != 0)
    return SEMIOTIC_FRACTION;
  return first->whole.n_decimals > 0 ? SEMIOTIC_DECIMAL : SEMIOTIC_CARDINAL;
}

size_t rule_cardinal(struct context *c, size_t at) {
  struct quantity quantity;
  if (is_sign(mark(c, at)) && glued(c, at) && !is_mark(c, at - 1, '('))
    return 0;
  if (at > 0 && is_number(c, at) && is_mark(c, at - 1, ',') && glued(c, at) && is_number(c, at - 2))
    c->semiotic = SEMIOTIC_DIGITS;
  if (!read_quantity(c, at, NUMERAL_GERMAN, &quantity))
    return 0;
  size_t list = quantity.n_tokens == 1 ? say_list(c, at) : 0;
  if (list > 0)
    return list;
  size_t after = at + quantity.n_tokens;
  c->semiotic = class_of(&quantity);
  if (quantity.scale == NULL && say_years(c, at, &quantity))
    return quantity.n_tokens;
  size_t noun = counted_noun(c, at, after);
  if (quantity.n_amounts == 1 && !quantity.amounts[0].has_whole &&
      quantity.amounts[0].denominator != 2 &&
      noun_of(&c->normaliser->tables, token_text(c, noun)).plural)
    noun = c->n_tokens; // "davon 1/3 Sozialwohnungen": the third itself is counted
  struct quantity_form form = form_before_noun(c, at, noun, &quantity);
  if (form.half_ending == NULL)
    form.no_article = follows_determiner(c, at);
  if (form.half_ending == NULL && quantity.n_amounts == 1 && !quantity.amounts[0].has_whole)
    form.one = one_before(c, at, NOUN_NEUTER, true); // "bei 1/3 der Proben"
  if (quantity.n_amounts == 2 && at > 0 && is_counter_plural(c, at - 1))
    form.one = ONE_EINS; // "auf den Plätzen 1–3 landeten Läuferinnen"
  if (quantity.amounts[0].sign != 0 && form.one != ONE_EINS)
    form.one = form.one == ONE_EINE ? ONE_EINE : ONE_EIN; // "auf minus ein Grad"
  if (quantity_is_one(&quantity)) {
    bool added = at > 1 && is_mark(c, at - 1, '+') && glued(c, at) && is_mark(c, at - 2, '.');
    if (added || (at > 0 && has_flag(c, at - 1, TOKEN_ALL_CAPS)))
      form.one = ONE_EINS;                   // "(90.+1 Tigges)", "A 1 Richtung Bremen"
    else if (before_second_number(c, after)) // "1 bis 2 Wochen", but "Nummer 1 bis 3"
      form.one = follows_numbered_noun(c, at, after) ? ONE_EINS : ONE_EIN;
    else if (is_text(c, after, "von") && is_number(c, after + 1))
      return say_one_of(c, at, after, quantity.n_tokens);
    else if (quantity.scale != NULL)
      form.one = one_before(c, at, NOUN_FEMININE, true);
    else if (form.one != ONE_EINS)
      form.one = one_behind_article(c, at, form.one);
  }
  if (quantity.n_amounts == 2 && quantity.joints[0] == 'x' &&
      numeral_is_one(&quantity.amounts[1].whole) && quantity.amounts[1].denominator == 0 &&
      is_noun_at(c, after))
    return say_times_one(c, &quantity, after); // "2 x 1 Kapsel"
  say_quantity(c, &quantity, &form);
  const struct amount *part = &quantity.amounts[0];
  bool parts = quantity.n_amounts == 1 && !part->has_whole && part->numerator > 1 &&
               part->denominator > 2 && form.half_ending == NULL;
  bool share = at > 0 && is_text(c, at - 1, "zu") && // "trägt die Kosten zu 3/4"
               (ends_sentence(c, after) || is_mark(c, after, ','));
  if (parts && (share || is_one_of(c, after, (const char *const[]){"der", "des", "aller", NULL})) &&
      case_before(c, at, true) == CASE_DATIVE)
    say_raw(c, VIEW("n")); // "nach zwei Dritteln der Zeit"
  return quantity.n_tokens;
}
