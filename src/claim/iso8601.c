#include "claim/iso8601.h"

#include <stdbool.h>

enum { DAY_S = 86400, MAX_BYTES = 40 };

struct number {
  double value;
  bool any;
};

/// Digits with at most one decimal sign, from `*i` on.
static struct number read_number(struct view text, size_t *i) {
  struct number out = {0};
  double scale = 0;
  for (; *i < text.len; (*i)++) {
    char c = text.ptr[*i];
    if ((c == '.' || c == ',') && scale == 0) {
      scale = 1;
    } else if (c >= '0' && c <= '9') {
      out.value = out.value * 10 + (c - '0');
      out.any = true;
      scale *= 10;
    } else {
      break;
    }
  }
  out.value /= scale > 1 ? scale : 1;
  return out;
}

static double unit_s(char unit, bool in_time) {
  if (!in_time)
    return 0;
  return unit == 'S' ? 1 : unit == 'M' ? 60 : unit == 'H' ? 3600 : 0;
}

double iso8601_seconds(struct view text) {
  double total = 0;
  bool in_time = false, any = false;
  if (text.len < 3 || text.len > MAX_BYTES || text.ptr[0] != 'P')
    return -1;
  for (size_t i = 1; i < text.len;) {
    if (text.ptr[i] == 'T' && !in_time) {
      in_time = true;
      i++;
      continue;
    }
    struct number number = read_number(text, &i);
    if (!number.any || i == text.len)
      return -1;
    double seconds = unit_s(text.ptr[i++], in_time);
    if (seconds == 0 && number.value != 0)
      return -1;
    total += number.value * seconds;
    any |= seconds > 0;
  }
  return any && total > 0 && total < DAY_S ? total : -1;
}
