// ISO 8601 → RFC 822. Nothing here reads the machine's zone or locale.

#include "site/publish.h"

#include <time.h>

enum { DAY_S = 86400, NO_ZONE = 1 << 20 };

/// A moment as it is written: the clock on the wall, and by how much it is ahead of UTC.
struct moment {
  struct tm wall;
  int zone_min;
};

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

static bool read_day(struct cursor *c, struct tm *out) {
  int year = 0, month = 0;
  if (!number(c, 4, 1900, 9999, &year) || !take(c, '-') || !number(c, 2, 1, 12, &month) ||
      !take(c, '-') || !number(c, 2, 1, 31, &out->tm_mday))
    return false;
  out->tm_year = year - 1900;
  out->tm_mon = month - 1;
  struct tm same = *out;
  return timegm(&same) != -1 && same.tm_mon == out->tm_mon; // no 31 April
}

/// Seconds, and what is finer than that, may be missing.
static bool read_clock(struct cursor *c, struct tm *out) {
  if (!number(c, 2, 0, 23, &out->tm_hour) || !take(c, ':') || !number(c, 2, 0, 59, &out->tm_min))
    return false;
  if (!take(c, ':'))
    return true;
  if (!number(c, 2, 0, 60, &out->tm_sec))
    return false;
  out->tm_sec -= out->tm_sec == 60; // a leap second
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

/// The last Sunday of a month of 31 days, at `hour` o'clock, as if the wall's clock were UTC.
static int64_t last_sunday(int tm_year, int tm_mon, int hour) {
  struct tm last = {.tm_year = tm_year, .tm_mon = tm_mon, .tm_mday = 31, .tm_hour = hour};
  int64_t t = timegm(&last); // which finds the weekday too
  return t - (int64_t)last.tm_wday * DAY_S;
}

/// German time since 1996: in summer, from the last Sunday of March at 2 to the last of October at
/// 3 o'clock, two hours ahead, else one.
static int german_zone(const struct tm *wall) {
  struct tm copy = *wall;
  int64_t t = timegm(&copy);
  bool summer = t >= last_sunday(wall->tm_year, 2, 2) && t < last_sunday(wall->tm_year, 9, 3);
  return summer ? 120 : 60;
}

static bool read_moment(struct view text, struct moment *out) {
  *out = (struct moment){.zone_min = NO_ZONE};
  if (text.len == 0)
    return false;
  struct cursor c = {text.ptr, text.ptr + text.len};
  if (!read_day(&c, &out->wall))
    return false;
  if (c.at < c.end) {
    if (!take(&c, 'T') && !take(&c, 't') && !take(&c, ' '))
      return false;
    if (!read_clock(&c, &out->wall) || (c.at < c.end && !read_zone(&c, &out->zone_min)))
      return false;
  }
  if (out->zone_min == NO_ZONE)
    out->zone_min = german_zone(&out->wall);
  return c.at == c.end;
}

bool site_date_seconds(struct view iso8601, int64_t *out) {
  struct moment m;
  *out = 0;
  if (!read_moment(iso8601, &m))
    return false;
  *out = (int64_t)timegm(&m.wall) - (int64_t)m.zone_min * 60;
  return true;
}

bool site_date_rfc822(struct view iso8601, struct buf *out) {
  static const char days[][4] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static const char months[][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  struct moment m;
  if (!read_moment(iso8601, &m))
    return false;
  timegm(&m.wall); // finds the weekday
  int ahead = m.zone_min < 0 ? -m.zone_min : m.zone_min;
  buf_printf(out, "%s, %02d %s %04d %02d:%02d:%02d %c%02d%02d", days[m.wall.tm_wday],
             m.wall.tm_mday, months[m.wall.tm_mon], m.wall.tm_year + 1900, m.wall.tm_hour,
             m.wall.tm_min, m.wall.tm_sec, m.zone_min < 0 ? '-' : '+', ahead / 60, ahead % 60);
  return true;
}
