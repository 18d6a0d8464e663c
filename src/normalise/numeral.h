/// Reading numbers as they are written: "1.000.000", "1 000", "1'000", "2,5", "04".
#ifndef LISTEN_NORMALISE_NUMERAL_H
#define LISTEN_NORMALISE_NUMERAL_H

#include "normalise/number.h"
#include "normalise/rules.h"

/// A number with more digits is left to the rule for unreadable strings.
enum { NUMERAL_MAX_DIGITS = 40 };

struct numeral {
  char digits[NUMERAL_MAX_DIGITS]; ///< of the whole part, without separators
  char decimals[NUMERAL_MAX_DIGITS];
  size_t n_digits, n_decimals;
  uint64_t value; ///< of the whole part; UINT64_MAX when larger
  bool grouped;   ///< written with thousands separators, so an amount, never a year
  size_t n_tokens;
};

enum numeral_style {
  NUMERAL_GERMAN = 0,
  NUMERAL_POINT = 1, ///< "2.5" is a decimal too: only where a unit follows
};

/// The number that begins at token `at`. False when there is none, or it is too long.
bool read_numeral(const struct context *c, size_t at, enum numeral_style style,
                  struct numeral *numeral);

/// Just the digits of one token; false when it is no number of at most `max_digits` digits.
bool read_digits(const struct context *c, size_t at, size_t max_digits, unsigned *value);

struct view numeral_digits(const struct numeral *numeral);

/// Is exactly 1: takes the gender of its noun.
bool numeral_is_one(const struct numeral *numeral);

/// Say it: "eintausend", "eins Komma fünf", "null vier" (a leading zero is spelled).
/// @param flags  enum spell_flag
void say_numeral(struct context *c, const struct numeral *numeral, enum one_form one,
                 unsigned flags);

void say_cardinal(struct context *c, uint64_t value, enum one_form one, unsigned flags);
void say_year(struct context *c, unsigned year);
void say_ordinal(struct context *c, struct view digits, const char *ending, unsigned flags);

#endif
