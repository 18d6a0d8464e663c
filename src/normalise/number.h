/// German number words, in ordinary spelling: "zweitausendvierundzwanzig", "eine Million drei".
///
/// All functions append to a buffer and take the number as ASCII digits, so that no size is too
/// large for an integer type. Leading zeros count for nothing.
#ifndef LISTEN_NORMALISE_NUMBER_H
#define LISTEN_NORMALISE_NUMBER_H

#include "base/buf.h"
#include "base/view.h"
#include <stdint.h>

/// Most digits (leading zeros apart) that have a name: below 10^33. Longer ones are spelled digit
/// by digit.
enum { SPELL_MAX_DIGITS = 33 };

/// How a final one is said: "eins" when counting, the others before a noun.
enum one_form { ONE_EINS, ONE_EIN, ONE_EINE, ONE_EINEN, ONE_EINEM, ONE_EINER, ONE_EINES };

enum spell_flag {
  SPELL_SHORT = 1, ///< "hundertzwanzig", "tausend" for "einhundertzwanzig", "eintausend" in front
};

/// "einundzwanzig". `one` matters for the number 1 alone; others end in "eins" (101 Dalmatiner are
/// "hunderteins") except with ONE_EIN, as in compounds ("hunderteinjährig").
void spell_cardinal(struct buf *out, struct view digits, enum one_form one, unsigned flags);

/// 1100 to 1999 by hundreds: "neunzehnhundertachtundneunzig"; others as cardinals, 1000 to 1099
/// without "ein" in front.
void spell_year(struct buf *out, unsigned year);

/// Without its ending: "erst", "vierzehnt", "zwanzigst".
void spell_ordinal_stem(struct buf *out, struct view digits, unsigned flags);

/// The lower part of a fraction: "drittel", "zwanzigstel", "hundertstel". For 2 that is "halb".
void spell_denominator(struct buf *out, struct view digits);

/// One word a digit: "null vier".
void spell_digits(struct buf *out, struct view digits);

const char *spell_one(enum one_form one); ///< "eine"

/// As the functions above, for a number at hand.
struct number_text {
  char digits[24];
  size_t len;
};
struct number_text number_text(uint64_t value);
struct view number_view(const struct number_text *text);

#endif
