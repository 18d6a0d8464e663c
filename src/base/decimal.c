#include "base/decimal.h"

#include <math.h>

#include "base/utf8.h"

/// Digits from `*pos` on, at most `most`; their number, or 0 where there are none or too many.
static size_t digits(struct view text, size_t *pos, size_t most, double *out) {
  size_t n = 0;
  for (*out = 0; *pos < text.len && utf8_is_digit((unsigned char)text.ptr[*pos]); (*pos)++, n++)
    *out = *out * 10 + (text.ptr[*pos] - '0');
  return n <= most ? n : 0;
}

bool decimal_parse(struct view text, double *out) {
  enum { MOST_WHOLE = 9, MOST_FRACTION = 6 };
  bool negative = text.len > 0 && text.ptr[0] == '-';
  size_t pos = negative || (text.len > 0 && text.ptr[0] == '+');
  double whole, fraction = 0, scale = 1;
  if (digits(text, &pos, MOST_WHOLE, &whole) == 0)
    return false;
  if (pos < text.len && text.ptr[pos] == '.') {
    pos++;
    size_t n = digits(text, &pos, MOST_FRACTION, &fraction);
    if (n == 0)
      return false;
    while (n-- > 0)
      scale *= 10;
  }
  if (pos != text.len)
    return false;
  double value = whole + fraction / scale;
  *out = negative ? -value : value;
  return true;
}

bool decimal_write(double value, int decimals, struct buf *out) {
  if (!isfinite(value) || fabs(value) > 1e12)
    return false;
  long long scale = 1;
  for (int i = 0; i < decimals; i++)
    scale *= 10;
  long long n = llround(fabs(value) * (double)scale); // printf would ask the locale for the sign
  if (value < 0 && n != 0)
    buf_byte(out, '-');
  buf_printf(out, "%lld", n / scale);
  if (decimals > 0)
    buf_printf(out, ".%0*lld", decimals, n % scale);
  return true;
}
