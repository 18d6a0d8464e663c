#include "book/date.h"

#include <stdio.h>
#include <time.h>

/// `n` digits at `*pos` after `before` (NUL: none), within the range; false, and nothing moved,
/// otherwise.
static bool number(struct view text, size_t *pos, char before, size_t n, int min, int max,
                   int *out) {
  size_t at = *pos;
  if (before != '\0' && (at >= text.len || text.ptr[at++] != before))
    return false;
  int value = 0;
  for (size_t i = 0; i < n; i++, at++) {
    if (at >= text.len || text.ptr[at] < '0' || text.ptr[at] > '9')
      return false;
    value = value * 10 + (text.ptr[at] - '0');
  }
  if (value < min || value > max)
    return false;
  *pos = at;
  *out = value;
  return true;
}

bool book_date_parse(struct view text, struct book_date *out, size_t *day_len) {
  *out = (struct book_date){.month = 1, .day = 1};
  size_t pos = 0;
  if (!number(text, &pos, '\0', 4, 1, 9999, &out->year))
    return false;
  bool day = number(text, &pos, '-', 2, 1, 12, &out->month) &&
             number(text, &pos, '-', 2, 1, 31, &out->day);
  *day_len = pos;
  if (day && number(text, &pos, 'T', 2, 0, 23, &out->hour) &&
      number(text, &pos, ':', 2, 0, 59, &out->minute))
    number(text, &pos, ':', 2, 0, 59, &out->second);
  return true;
}

struct book_date book_date_of_epoch(int64_t seconds) {
  time_t time = (time_t)seconds;
  struct tm tm;
  if (gmtime_r(&time, &tm) == NULL || tm.tm_year > 9999 - 1900)
    return BOOK_DATE_NONE;
  return (struct book_date){tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday,
                            tm.tm_hour,        tm.tm_min,     tm.tm_sec};
}

void book_date_text(const struct book_date *date, char out[BOOK_DATE_BYTES]) {
  snprintf(out, BOOK_DATE_BYTES, "%04u-%02u-%02uT%02u:%02u:%02uZ", (unsigned)date->year % 10000,
           (unsigned)date->month % 100, (unsigned)date->day % 100, (unsigned)date->hour % 100,
           (unsigned)date->minute % 100, (unsigned)date->second % 100);
}

uint16_t book_date_dos_day(const struct book_date *date) {
  if (date->year < 1980)
    return 1 << 5 | 1;
  int year = date->year > 2107 ? 2107 : date->year;
  return (uint16_t)((unsigned)(year - 1980) << 9 | (unsigned)date->month << 5 |
                    (unsigned)date->day);
}

uint16_t book_date_dos_time(const struct book_date *date) {
  if (date->year < 1980)
    return 0;
  return (uint16_t)((unsigned)date->hour << 11 | (unsigned)date->minute << 5 |
                    (unsigned)date->second / 2);
}
