// Any bytes as a clause, a key, a number, a label's format: durations are finite and grow with the
// text, and what is printed is read again as the same.
#include "fuzz.h"

#include "base/decimal.h"
#include "claim/iso8601.h"
#include "estimate/duration.h"
#include "estimate/estimate.h"
#include "estimate/label.h"
#include "estimate/reading_time.h"

#include <math.h>

/// The table's form has 21 bits a letter.
static size_t key_letters(duration_key key) {
  size_t n = 0;
  for (; key != 0; key >>= 21)
    n++;
  return n;
}

static void check_key(void *context, duration_key key) {
  char text[DURATION_KEY_BYTES];
  size_t *n = context;
  ++*n;
  duration_key_print(key, text);
  require(strlen(text) < sizeof text && utf8_invalid_at(view_of(text)) == strlen(text));
  // The form of the table has no place for NUL, and "_" is a blank in it.
  if (utf8_count(view_of(text)) == key_letters(key) && memchr(text, '_', strlen(text)) == NULL)
    require(duration_key_parse(view_of(text)) == key);
}

static void check_clause(struct view text) {
  size_t n = 0;
  duration_keys(text, check_key, &n);
  require(n <= 8 * text.len + 8);
  double slow = duration_clause_s(text, 80), fast = duration_clause_s(text, 450);
  require(isfinite(slow) && isfinite(fast) && fast >= 0 && slow >= 0);
  require(slow <= 2.0 * (double)text.len + 2);
  struct text_counts counts = {0}, twice = {0};
  text_counts_add(&counts, text);
  text_counts_add(&twice, text);
  text_counts_add(&twice, text);
  require(counts.characters == utf8_count(text) && counts.words <= text.len / 2 + 1);
  require(twice.words == 2 * counts.words && twice.characters == 2 * counts.characters);
  require(reading_time_of(counts.words).min_s <= reading_time_of(counts.words).max_s);
}

static void check_number(struct view text) {
  double value, again;
  struct buf written = {0};
  if (decimal_parse(text, &value)) {
    require(isfinite(value) && decimal_write(value, 6, &written));
    require(decimal_parse(buf_as_view(&written), &again) && fabs(again - value) < 1e-6);
  }
  buf_clear(&written);
}

static void check_label(struct view text, double seconds) {
  struct buf format = {0}, label = {0};
  struct view bad;
  buf_view(&format, text);
  buf_byte(&format, '\0');
  if (label_format_is_valid(format.ptr, &bad)) {
    duration_label(format.ptr, seconds, &label);
    require(!label.failed);
  } else {
    require(bad.ptr >= format.ptr && bad.ptr + bad.len <= format.ptr + format.len);
  }
  buf_clear(&label);
  buf_clear(&format);
  if (seconds >= 1 && seconds < 86399) {
    duration_label("iso8601", seconds, &label);
    require(fabs(iso8601_seconds(buf_as_view(&label)) - seconds) <= 0.5);
    buf_clear(&label);
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size < 3)
    return 0;
  struct view text = {(const char *)data + 3, size - 3};
  check_clause(text);
  check_number(text);
  check_label(text, (double)(data[0] | data[1] << 8 | (data[2] & 1) << 16) + data[2] / 256.0);
  return 0;
}
