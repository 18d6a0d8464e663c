// ISO 8601 → RFC 822. Nothing here reads the machine's zone or locale.

#include "site/publish.h"

#include "base/iso_date.h"

#include <time.h>

enum { DAY_S = 86400, FIRST_YEAR = 1900 };

/// The clock on the wall, and by how much it is ahead of UTC.
struct moment {
  struct tm wall;
  int zone_min;
};

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
  struct iso_date date;
  if (!iso_date_read(text, &date) || date.year < FIRST_YEAR)
    return false;
  out->wall = (struct tm){.tm_year = date.year - 1900,
                          .tm_mon = date.month - 1,
                          .tm_mday = date.day,
                          .tm_hour = date.hour,
                          .tm_min = date.minute,
                          .tm_sec = date.second};
  out->zone_min = date.zone_min == ISO_NO_ZONE ? german_zone(&out->wall) : date.zone_min;
  return true;
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
