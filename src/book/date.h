/// When a book was made, which must not be the time of the run: the same input is to give the same
/// bytes.
#ifndef LISTEN_BOOK_DATE_H
#define LISTEN_BOOK_DATE_H

#include "base/view.h"
#include <stdint.h>

/// UTC.
struct book_date {
  int year, month, day, hour, minute, second;
};

/// For books that nothing dates.
#define BOOK_DATE_NONE ((struct book_date){2000, 1, 1, 0, 0, 0})

/// "2024", "2024-03", "2024-03-12", "2024-03-12T08:15" with whatever follows; what is not said is
/// the first of its kind. Local time counts as UTC. False for anything else.
/// @param day_len  out: bytes of `text` that are the day, month or year, a date in itself
bool book_date_parse(struct view text, struct book_date *out, size_t *day_len);

struct book_date book_date_of_epoch(int64_t seconds);

/// "2024-03-12T08:15:00Z".
enum { BOOK_DATE_BYTES = 48 };
void book_date_text(const struct book_date *date, char out[BOOK_DATE_BYTES]);

/// As ZIP keeps them; the years 1980 to 2107.
uint16_t book_date_dos_day(const struct book_date *date);
uint16_t book_date_dos_time(const struct book_date *date);

#endif
