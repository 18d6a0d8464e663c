#include "estimate/label.h"

#include <math.h>

enum { HOUR_S = 3600 };

static long whole_minutes(double seconds) {
  long minutes = lround(seconds / 60.0);
  return minutes < 1 ? 1 : minutes;
}

static void count(struct buf *out, long n, const char *one, const char *many) {
  buf_printf(out, "%ld %s", n, n == 1 ? one : many);
}

void minutes_label(double seconds, struct buf *out) {
  count(out, whole_minutes(seconds), "Minute", "Minuten");
}

static void min_label(double seconds, struct buf *out) {
  count(out, whole_minutes(seconds), "Min.", "Min.");
}

/// "1 Stunde 5 Minuten", "2 Stunden"; below an hour the minutes alone.
static void hours_label(double seconds, const char *const words[4], struct buf *out) {
  long minutes = whole_minutes(seconds), hours = minutes / 60;
  minutes %= 60;
  if (hours > 0)
    count(out, hours, words[0], words[1]);
  if (hours > 0 && minutes > 0)
    buf_byte(out, ' ');
  if (minutes > 0)
    count(out, minutes, words[2], words[3]);
}

static void long_hours_label(double seconds, struct buf *out) {
  static const char *const words[] = {"Stunde", "Stunden", "Minute", "Minuten"};
  hours_label(seconds, words, out);
}

static void short_hours_label(double seconds, struct buf *out) {
  static const char *const words[] = {"Std.", "Std.", "Min.", "Min."};
  hours_label(seconds, words, out);
}

void clock_label(double seconds, struct buf *out) {
  long s = lround(seconds);
  if (s >= HOUR_S)
    buf_printf(out, "%ld:%02ld:%02ld", s / HOUR_S, s / 60 % 60, s % 60);
  else
    buf_printf(out, "%ld:%02ld", s / 60, s % 60);
}

/// Two digits of minutes, as players have it.
static void player_label(double seconds, struct buf *out) {
  if (lround(seconds) < 600)
    buf_byte(out, '0');
  clock_label(seconds, out);
}

static void iso8601_label(double seconds, struct buf *out) {
  long s = lround(seconds);
  buf_str(out, "PT");
  if (s >= HOUR_S)
    buf_printf(out, "%ldH", s / HOUR_S);
  if (s / 60 % 60 > 0)
    buf_printf(out, "%ldM", s / 60 % 60);
  if (s % 60 > 0 || s == 0)
    buf_printf(out, "%ldS", s % 60);
}

static void minute_number(double seconds, struct buf *out) {
  buf_printf(out, "%ld", whole_minutes(seconds));
}

static void second_number(double seconds, struct buf *out) {
  buf_printf(out, "%ld", lround(seconds));
}

static const struct {
  const char *name;
  void (*write)(double seconds, struct buf *out);
} formats[] = {
    {"minutes", minutes_label}, {"min", min_label},      {"hours", long_hours_label},
    {"h", short_hours_label},   {"clock", player_label}, {"iso8601", iso8601_label},
    {"m", minute_number},       {"s", second_number},
};

/// Write one format by its name; false where there is none. `out` may be NULL.
static bool write_named(struct view name, double seconds, struct buf *out) {
  for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
    if (view_eq(name, view_of(formats[i].name))) {
      if (out != NULL)
        formats[i].write(seconds, out);
      return true;
    }
  return false;
}

/// Walk through a template; `out` NULL: only check it.
static bool fill(struct view format, double seconds, struct buf *out, struct view *bad) {
  for (size_t i = 0; i < format.len;) {
    if (format.ptr[i] != '{' || view_starts(view_sub(format, i, 2), VIEW("{{"))) {
      if (out != NULL)
        buf_byte(out, format.ptr[i]);
      i += format.ptr[i] == '{' ? 2 : 1;
      continue;
    }
    size_t end = view_find(format, i, '}');
    struct view name = view_sub(format, i + 1, end - i - 1);
    if (end == format.len || !write_named(name, seconds, out)) {
      *bad = name;
      return false;
    }
    i = end + 1;
  }
  return true;
}

void duration_label(const char *format, double seconds, struct buf *out) {
  struct view bad;
  if (!write_named(view_of(format), seconds, out))
    fill(view_of(format), seconds, out, &bad);
}

bool label_format_is_valid(const char *format, struct view *bad) {
  *bad = view_of(format);
  if (write_named(view_of(format), 0, NULL))
    return true;
  return strchr(format, '{') != NULL && fill(view_of(format), 0, NULL, bad);
}
