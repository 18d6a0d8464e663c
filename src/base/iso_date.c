#include "base/iso_date.h"

struct cursor {
  const char *at, *end;
};

static bool take(struct cursor *c, char sign) {
  if (c->at == c->end || *c->at != sign)
    return false;
  c->at++;
  return true;
}

/// Just `n` digits, with a value from `low` to `high`.
static bool number(struct cursor *c, int n, int low, int high, int *out) {
  int value = 0;
  if (c->end - c->at < n)
    return false;
  for (int i = 0; i < n; i++) {
    unsigned digit = (unsigned char)c->at[i] - '0';
    if (digit > 9)
      return false;
    value = value * 10 + (int)digit;
  }
  c->at += n;
  *out = value;
  return value >= low && value <= high;
}

int iso_days_of(int year, int month) {
  bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return month == 2 ? 28 + leap : month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

static bool read_day(struct cursor *c, struct iso_date *out) {
  return number(c, 4, 1, 9999, &out->year) && take(c, '-') && number(c, 2, 1, 12, &out->month) &&
         take(c, '-') && number(c, 2, 1, iso_days_of(out->year, out->month), &out->day);
}

/// Seconds, and what is finer than that, may be missing.
static bool read_clock(struct cursor *c, struct iso_date *out) {
  if (!number(c, 2, 0, 23, &out->hour) || !take(c, ':') || !number(c, 2, 0, 59, &out->minute))
    return false;
  if (!take(c, ':'))
    return true;
  if (!number(c, 2, 0, 60, &out->second))
    return false;
  out->second -= out->second == 60; // a leap second
  if (take(c, '.') || take(c, ','))
    while (c->at < c->end && *c->at >= '0' && *c->at <= '9')
      c->at++;
  return true;
}

/// "Z", "+01:00", "+0100", "+01".
static bool read_zone(struct cursor *c, int *minutes) {
  int hour = 0, min = 0;
  *minutes = 0;
  if (take(c, 'Z') || take(c, 'z'))
    return true;
  bool west = take(c, '-');
  if ((!west && !take(c, '+')) || !number(c, 2, 0, 14, &hour))
    return false;
  if (c->at < c->end) {
    take(c, ':');
    if (!number(c, 2, 0, 59, &min))
      return false;
  }
  *minutes = (west ? -1 : 1) * (hour * 60 + min);
  return true;
}

bool iso_date_read(struct view text, struct iso_date *out) {
  *out = (struct iso_date){.zone_min = ISO_NO_ZONE};
  if (text.len == 0)
    return false;
  struct cursor c = {text.ptr, text.ptr + text.len};
  if (!read_day(&c, out))
    return false;
  if (c.at < c.end) {
    if (!take(&c, 'T') && !take(&c, 't') && !take(&c, ' '))
      return false;
    if (!read_clock(&c, out) || (c.at < c.end && !read_zone(&c, &out->zone_min)))
      return false;
  }
  return c.at == c.end;
}
