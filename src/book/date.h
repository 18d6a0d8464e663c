/// When a book was made, which must not be the time of the run: the same input is to give the same
/// bytes. Zones do not count: local time is taken for UTC.
#ifndef LISTEN_BOOK_DATE_H
#define LISTEN_BOOK_DATE_H

#include "base/iso_date.h"
#include <stdint.h>

/// For books that nothing dates.
#define BOOK_DATE_NONE ((struct iso_date){.year = 2000, .month = 1, .day = 1})

struct iso_date book_date_of_epoch(int64_t seconds);

enum {
  BOOK_DATE_BYTES = 48,
  BOOK_DAY_BYTES = 10, ///< of a date in ISO 8601
};
/// "2024-03-12T08:15:00Z".
void book_date_text(const struct iso_date *date, char out[BOOK_DATE_BYTES]);

/// As ZIP keeps them; the years 1980 to 2107.
uint16_t book_date_dos_day(const struct iso_date *date);
uint16_t book_date_dos_time(const struct iso_date *date);

#endif
