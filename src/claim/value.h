/// A time under a name that says what it is: a key of front matter, a meta element, a JSON field.
#ifndef LISTEN_CLAIM_VALUE_H
#define LISTEN_CLAIM_VALUE_H

#include "claim/claim.h"

enum { CLAIM_VALUE_MAX_BYTES = 120 };

/// Read "5", "5 min", "ca. 5 Minuten", "5 min read", "05:58", "PT5M" as a claim of `kind`. A bare
/// number counts minutes; of something to hear, seconds where it would be more than two hours.
/// Fills kind, low_s, high_s, and `time` as bytes of `value`; leaves `out` alone and returns false
/// when it is no time.
bool claim_parse_value(struct view value, enum claim_kind kind, struct claim *out);

#endif
