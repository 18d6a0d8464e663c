/// Amounts as they stand before a unit, a currency or a noun: sign, number or fraction, range,
/// "Mio.".
#ifndef LISTEN_NORMALISE_QUANTITY_H
#define LISTEN_NORMALISE_QUANTITY_H

#include "normalise/agreement.h"
#include "normalise/numeral.h"

enum { QUANTITY_MAX = 4 };

/// One number: whole part, fraction, or both ("1 ½").
struct amount {
  uint32_t sign; ///< code point before it, 0 for none
  bool has_whole;
  struct numeral whole;
  unsigned numerator, denominator; ///< denominator 0: no fraction
  size_t n_tokens;
};

/// "20–30", "3 x 4", "1,5 Mio."
struct quantity {
  struct amount amounts[QUANTITY_MAX];
  uint32_t joints[QUANTITY_MAX]; ///< between an amount and the next: '-' for "bis", 'x' for "mal"
  size_t n_amounts;
  const struct lexicon_entry *scale; ///< of scales.tsv, or NULL
  size_t n_tokens;
};

/// What the words after a quantity want of it.
struct quantity_form {
  enum one_form one;       ///< for a single 1
  const char *half_ending; ///< of "halb" in "ein halber Liter"; NULL for the bare fraction
  bool no_article;         ///< one stands before it already: "einen ½ Liter"
  unsigned flags;          ///< enum spell_flag
  bool between;            ///< "zwischen" stands before: "und" for the dash
};

bool is_sign(uint32_t code_point); ///< + - – − ± ~

bool read_amount(const struct context *c, size_t at, enum numeral_style style,
                 struct amount *amount);
bool read_quantity(const struct context *c, size_t at, enum numeral_style style,
                   struct quantity *quantity);

/// The scale word at `i` with its full stop; NULL where there is none.
/// @param after_sign  a currency sign stands before the number: "$2.5bn"
const struct lexicon_entry *scale_at(const struct context *c, size_t i, bool after_sign,
                                     size_t *n_tokens);

/// A single amount of one: its unit is in the singular.
bool quantity_is_one(const struct quantity *quantity);
/// "½ Liter" is a singular too.
bool quantity_is_singular(const struct quantity *quantity);

/// The form that a noun of `gender` after the quantity at `at` asks for.
struct quantity_form form_for(const struct context *c, size_t at, const struct quantity *quantity,
                              enum noun_gender gender);

/// The word at `i` is "zwischen".
bool is_between(const struct context *c, size_t i);

void say_sign(struct context *c, uint32_t sign);
void say_amount(struct context *c, const struct amount *amount, const struct quantity_form *form);
void say_quantity(struct context *c, const struct quantity *quantity,
                  const struct quantity_form *form);

/// A vulgar fraction such as ¾.
bool vulgar_fraction(uint32_t code_point, unsigned *numerator, unsigned *denominator);

/// Without a whole part or a noun: "ein halb", "drei Viertel".
void say_fraction(struct context *c, unsigned numerator, unsigned denominator, enum one_form one);

/// 1 where the full stop at `i` belongs to the abbreviation before it alone, 0 where there is none
/// or it ends the sentence as well and has to stay.
size_t abbreviation_dot(const struct context *c, size_t i);

/// "1 m hoch", "eine 1 Meter dicke Wand": the adjective at `i` takes a measure, as an accusative.
bool measures_adjective(const struct context *c, size_t i);

/// "7,4/10 Punkten", "Wertung: 8/10": marks out of ten, the one at token `i`.
bool is_rating(const struct context *c, size_t i);

#endif
