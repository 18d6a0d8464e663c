/// Dates as ISO 8601 writes them: "2024-03-12", "2024-03-12T08:15:30+01:00". Nothing here reads the
/// machine's clock, zone or locale.
#ifndef LISTEN_BASE_ISO_DATE_H
#define LISTEN_BASE_ISO_DATE_H

#include "base/view.h"
#include <stdbool.h>

enum { ISO_NO_ZONE = 1 << 20 };

/// The clock on the wall, and by how many minutes it is ahead of UTC.
struct iso_date {
  int year, month, day;     ///< 1..9999, 1..12, 1..31: a day that there is
  int hour, minute, second; ///< 0 where no time is given; a leap second is the one before it
  int zone_min;             ///< ISO_NO_ZONE where none is given
};

/// Days that the month 1..12 of a year has, by the Gregorian rule of leap years.
int iso_days_of(int year, int month);

/// Read a text that is a day, or a time with or without seconds, fractions of them, and a zone:
/// "Z", "+01:00", "+0100", "+01". False for anything else; `*out` is undefined then.
bool iso_date_read(struct view text, struct iso_date *out);

#endif
