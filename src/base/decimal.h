/// Decimal numbers in files and options, whatever the locale says.
#ifndef LISTEN_BASE_DECIMAL_H
#define LISTEN_BASE_DECIMAL_H

#include "base/view.h"
#include <stdbool.h>

/// Read "-16", "+2", "-18.5", "0.25": perhaps a sign, up to nine digits, perhaps a full stop and up
/// to six digits, and nothing else. False otherwise; `*out` is unchanged then.
bool decimal_parse(struct view text, double *out);

#endif
