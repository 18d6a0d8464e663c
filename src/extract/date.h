/// Dates and clock times as pages write them.
#ifndef LISTEN_EXTRACT_DATE_H
#define LISTEN_EXTRACT_DATE_H

#include "extract/rules.h"

enum { DATE_TEXT_SIZE = 32 };

struct date {
  unsigned year, month, day;
  bool timed;
  unsigned hour, minute;
  char zone[8]; ///< "Z" or "+01:00" where the line gives it so; otherwise ""
};

/// Read a date that begins at token `*i`, without a time: "12. März 2024", "12.03.24",
/// "March 12, 2024", "2024-03-12", "12/03/2024" (day first, unless that cannot be).
/// Sets `*i` past it; false, with `*i` unchanged, when there is none that exists.
bool date_read(const struct rules *rules, const struct word_line *line, size_t *i,
               struct date *out);

/// Read a clock time at token `*i` into `date`: "8:15", "08:15:30 Uhr", "8.15 Uhr", "8 Uhr",
/// "8:15 PM", "T08:15Z".
bool date_read_time(const struct word_line *line, size_t *i, struct date *date);

/// Read the date that a text begins with, and the time behind it; false when there is none.
bool date_read_text(const struct rules *rules, struct view text, struct date *out);

/// ISO 8601: "2024-03-12" or "2024-03-12T08:15".
struct view date_format(const struct date *date, char out[DATE_TEXT_SIZE]);

#endif
