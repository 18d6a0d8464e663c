/// Times of day and lengths of time in digits: "8.15", "20:15", "1:23:45".
#ifndef LISTEN_NORMALISE_CLOCK_H
#define LISTEN_NORMALISE_CLOCK_H

#include "normalise/rules.h"

struct clock {
  unsigned hour, minute, second;
  bool has_minute, has_second;
  uint32_t mark; ///< between hour and minute
  size_t n_tokens;
};

/// The time at `i`: H, H.MM, H:MM, H:MM:SS, valid as a time of day (24:45 included, for
/// timetables that count on after midnight).
bool read_clock(const struct context *c, size_t i, struct clock *clock);

/// "acht Uhr fünfzehn"
void say_clock(struct context *c, const struct clock *clock);

#endif
