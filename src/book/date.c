#include "book/date.h"

#include <stdio.h>
#include <time.h>

struct iso_date book_date_of_epoch(int64_t seconds) {
  time_t time = (time_t)seconds;
  struct tm tm;
  if (gmtime_r(&time, &tm) == NULL || tm.tm_year > 9999 - 1900)
    return BOOK_DATE_NONE;
  return (struct iso_date){tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour,
                           tm.tm_min,         tm.tm_sec,     0};
}

void book_date_text(const struct iso_date *date, char out[BOOK_DATE_BYTES]) {
  snprintf(out, BOOK_DATE_BYTES, "%04u-%02u-%02uT%02u:%02u:%02uZ", (unsigned)date->year % 10000,
           (unsigned)date->month % 100, (unsigned)date->day % 100, (unsigned)date->hour % 100,
           (unsigned)date->minute % 100, (unsigned)date->second % 100);
}

uint16_t book_date_dos_day(const struct iso_date *date) {
  if (date->year < 1980)
    return 1 << 5 | 1;
  int year = date->year > 2107 ? 2107 : date->year;
  return (uint16_t)((unsigned)(year - 1980) << 9 | (unsigned)date->month << 5 |
                    (unsigned)date->day);
}

uint16_t book_date_dos_time(const struct iso_date *date) {
  if (date->year < 1980)
    return 0;
  return (uint16_t)((unsigned)date->hour << 11 | (unsigned)date->minute << 5 |
                    (unsigned)date->second / 2);
}
