/// Years against amounts: "1998 trat", "1998 Euro"; seasons; decades.
#ifndef LISTEN_NORMALISE_YEAR_H
#define LISTEN_NORMALISE_YEAR_H

#include "normalise/quantity.h"

/// The number at `at` of the given value, followed by token `after`, is read as a year.
bool is_year(const struct context *c, size_t at, size_t after, const struct numeral *numeral);

/// Say a number or a range as years where they are; false (nothing said) where they are not.
bool say_years(struct context *c, size_t at, const struct quantity *quantity);

#endif
