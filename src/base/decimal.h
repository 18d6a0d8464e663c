/// Decimal numbers in files and options, whatever the locale says.
#ifndef LISTEN_BASE_DECIMAL_H
#define LISTEN_BASE_DECIMAL_H

#include "base/buf.h"
#include "base/view.h"
#include <stdbool.h>

/// Read "-16", "+2", "-18.5", "0.25": perhaps a sign, up to nine digits, perhaps a full stop and up
/// to six digits, and nothing else. False otherwise; `*out` is unchanged then.
bool decimal_parse(struct view text, double *out);

/// Append a number with just so many decimals (0 to 6), rounded: "560.1", "-0.50", never "-0".
/// False, and nothing appended, for one that is not finite or past 10^12.
bool decimal_write(double value, int decimals, struct buf *out);

#endif
