/// Durations as labels write them: "6 Minuten", "05:58 min", "1 Std. 5 Min.", "20–30 Minuten".
#ifndef LISTEN_CLAIM_DURATION_H
#define LISTEN_CLAIM_DURATION_H

#include "claim/token.h"

struct duration {
  double low_s, high_s; ///< equal unless a range
};

/// Read a duration that begins at token `*i`. Sets `*i` past it; false, with `*i` unchanged, when
/// there is none. A bare number is none: it needs a unit or the form of a clock.
bool duration_read(const struct token_line *line, size_t *i, struct duration *out);

#endif
