#include "check/fix.h"

#include "base/utf8.h"
#include "claim/duration.h"
#include "claim/iso8601.h"
#include "claim/vocabulary.h"
#include "estimate/label.h"

#include <math.h>
#include <stdlib.h>

enum { HOUR_S = 3600, MINUTE_S = 60 };

// ---- the forms of a time ----

/// A time being written anew: what is copied and what is replaced.
struct rewriting {
  const struct token_line *line;
  double true_s;
  struct buf *out;
  size_t copied; ///< bytes of the old one that are dealt with
};

static void copy_to(struct rewriting *r, size_t end) {
  buf_view(r->out, view_sub(r->line->line, r->copied, end - r->copied));
  r->copied = end;
}

static void skip_to(struct rewriting *r, size_t end) {
  r->copied = end;
}

static long at_least_one(double value) {
  return value < 1 ? 1 : lround(value);
}

/// "PT6M" stays one of minutes, "PT5M58S" one of seconds.
static void write_iso8601(struct view written, double true_s, struct buf *out) {
  bool hours = view_has(written, 'H');
  long minutes = at_least_one(true_s / MINUTE_S);
  if (view_has(written, 'S'))
    duration_label("iso8601", true_s, out);
  else if (hours && minutes >= 60)
    duration_label("iso8601", (double)minutes * MINUTE_S, out);
  else
    buf_printf(out, "PT%ldM", minutes);
}

/// A number with as many decimals as before; minutes and the like are at least one.
static void write_number(double value, size_t n_decimals, char decimal_sign, struct buf *out) {
  double scale = 1;
  for (size_t i = 0; i < n_decimals; i++)
    scale *= 10;
  long scaled = lround(value * scale);
  if (scaled < 1)
    scaled = 1;
  long whole = scaled / (long)scale;
  buf_printf(out, "%ld", whole);
  if (n_decimals > 0)
    buf_printf(out, "%c%0*ld", decimal_sign, (int)n_decimals, scaled - whole * (long)scale);
}

/// "6", "6.5": what a bare number counts is known from what it was taken for.
static bool write_bare(struct view written, const struct claim *claim, double true_s,
                       struct buf *out) {
  double value = 0;
  size_t n_decimals = 0;
  char sign = '\0';
  for (size_t i = 0; i < written.len; i++) {
    char c = written.ptr[i];
    if ((c == '.' || c == ',') && sign == '\0' && i > 0)
      sign = c;
    else if (utf8_is_digit((unsigned char)c))
      value = value * 10 + (c - '0'), n_decimals += sign != '\0';
    else
      return false;
  }
  for (size_t i = 0; i < n_decimals; i++)
    value /= 10;
  double unit_s = claim->low_s / value;
  bool known = value > 0 && (fabs(unit_s - MINUTE_S) < 0.01 || fabs(unit_s - 1) < 0.01);
  if (!known || n_decimals > 4 || (sign != '\0' && n_decimals == 0))
    return false;
  write_number(true_s / unit_s, n_decimals, sign, out);
  return true;
}

/// "05:58", "1:02:05", "1:05 Std.", "00:00 / 06:12", of which the last clock counts.
static bool write_clock(struct rewriting *r, const struct claim *claim) {
  const struct token_line *line = r->line;
  size_t first = SIZE_MAX, n_parts = 0;
  for (size_t i = 0; i < line->n; i++) {
    bool part = token_is_kind(line, i, TOKEN_NUMBER);
    bool goes_on = part && i > 0 && token_is(line, i - 1, ':');
    if (part && !goes_on)
      first = i, n_parts = 1;
    n_parts += goes_on;
  }
  if (first == SIZE_MAX || n_parts < 2 || n_parts > 3)
    return false;
  const struct token *t = &line->tokens[first];
  bool hours = n_parts == 2 &&
               fabs(claim->low_s - (double)t->value * HOUR_S - (double)t[2].value * MINUTE_S) < 0.5;
  int width = t->text.len > 1 ? 2 : 1;
  long s = lround(r->true_s), minutes = at_least_one(r->true_s / MINUTE_S);
  copy_to(r, token_start(line, first));
  if (hours)
    buf_printf(r->out, "%0*ld:%02ld", width, minutes / 60, minutes % 60);
  else if (n_parts == 3)
    buf_printf(r->out, "%0*ld:%02ld:%02ld", width, s / HOUR_S, s / MINUTE_S % 60, s % MINUTE_S);
  else if (s >= HOUR_S)
    buf_printf(r->out, "%ld:%02ld:%02ld", s / HOUR_S, s / MINUTE_S % 60, s % MINUTE_S);
  else
    buf_printf(r->out, "%0*ld:%02ld", width, s / MINUTE_S, s % MINUTE_S);
  skip_to(r, token_end(line, first + 2 * (n_parts - 1)));
  copy_to(r, line->line.len);
  return true;
}

/// A number and its unit: "6 Minuten", "eine Minute", "1,5 Std.".
struct amount {
  size_t first, end; ///< tokens of the number
  size_t unit;       ///< token of the unit
  double unit_s;
  bool in_words;
  size_t n_decimals;
  char decimal_sign;
};

static bool read_amount(const struct token_line *line, size_t *i, struct amount *out) {
  size_t at = *i;
  while (at < line->n && (token_is_word(line, at, VIEW("und")) ||
                          token_is_word(line, at, VIEW("and")) || token_is(line, at, ',')))
    at++;
  *out = (struct amount){.first = at};
  while (token_is_kind(line, at, TOKEN_WORD) &&
         vocabulary_find(line->tokens[at].lower).word == WORD_NUMBER)
    at++, out->in_words = true;
  if (!out->in_words && token_is_kind(line, at, TOKEN_NUMBER)) {
    at++;
    if ((token_is(line, at, ',') || token_is(line, at, '.')) &&
        token_is_kind(line, at + 1, TOKEN_NUMBER) && !line->tokens[at + 1].blank_before) {
      out->decimal_sign = line->tokens[at].text.ptr[0];
      out->n_decimals = line->tokens[at + 1].text.len;
      at += 2;
    }
  }
  out->end = at;
  while (at < line->n && line->tokens[at].kind == TOKEN_SIGN && line->tokens[at].sign != ',')
    at++; // "6-Minuten", "6′"
  out->unit = at < line->n ? at : line->n - 1;
  struct vocabulary_entry unit = {.word = WORD_UNIT, .value = MINUTE_S};
  if (at < line->n)
    unit = vocabulary_find(line->tokens[at].lower);
  out->unit_s = unit.value;
  bool found = out->end > out->first && unit.word == WORD_UNIT && out->n_decimals <= 4;
  for (at++;
       at < line->n && (line->tokens[at].kind == TOKEN_SIGN || token_is_word(line, at, VIEW("n")));)
    at++; // "Min.", "Minute(n)"
  *i = at;
  return found;
}

/// "neun", or "13" where people write digits.
static void write_count(long n, bool in_words, struct buf *out) {
  static const char *const words[] = {"",       "eine", "zwei", "drei", "vier", "fünf", "sechs",
                                      "sieben", "acht", "neun", "zehn", "elf",  "zwölf"};
  if (in_words && n < (long)(sizeof words / sizeof *words))
    buf_str(out, words[n]);
  else
    buf_printf(out, "%ld", n);
}

/// "Minute" and "Minuten", by the number before it.
static void write_unit(struct rewriting *r, const struct amount *amount, bool one) {
  const struct token *t = &r->line->tokens[amount->unit];
  static const struct {
    const char *singular, *plural;
  } units[] = {{"minute", "minuten"}, {"stunde", "stunden"}, {"sekunde", "sekunden"},
               {"minute", "minutes"}, {"hour", "hours"},     {"second", "seconds"}};
  copy_to(r, token_start(r->line, amount->unit));
  bool optional = token_is(r->line, amount->unit + 1, '('); // "Minute(n)"
  bool english = t->kind == TOKEN_WORD && !t->capital;
  optional |= english && amount->unit > amount->end; // "5-minute read"
  for (size_t i = 0; i < sizeof units / sizeof *units && !optional; i++) {
    bool singular = view_eq(t->lower, view_of(units[i].singular));
    if (singular && !one && (i != 0 || !english)) {
      bool upper = t->text.ptr[t->text.len - 1] < 'a';
      char more = units[i].plural[t->lower.len];
      copy_to(r, token_end(r->line, amount->unit));
      buf_byte(r->out, upper ? (char)(more & ~0x20) : more);
      return;
    }
    if (one && view_eq(t->lower, view_of(units[i].plural))) {
      copy_to(r, token_end(r->line, amount->unit) - 1);
      skip_to(r, token_end(r->line, amount->unit));
      return;
    }
  }
  copy_to(r, token_end(r->line, amount->unit));
}

static void write_amount(struct rewriting *r, const struct amount *amount, double value) {
  copy_to(r, token_start(r->line, amount->first));
  if (amount->n_decimals > 0)
    write_number(value, amount->n_decimals, amount->decimal_sign, r->out);
  else
    write_count(lround(value), amount->in_words, r->out);
  skip_to(r, token_end(r->line, amount->end - 1));
  write_unit(r, amount, amount->n_decimals == 0 && lround(value) == 1);
}

/// "1 Stunde", "eine Viertelstunde": hours alone hold no minutes, so they get them.
static void write_hours(struct rewriting *r, const struct amount *amount) {
  const struct token *unit = &r->line->tokens[amount->unit];
  bool full = unit->lower.len > 3;
  duration_label(full ? "hours" : "h", r->true_s, r->out);
  skip_to(r, r->line->line.len);
}

static bool write_amounts(struct rewriting *r) {
  struct amount first, second;
  size_t i = 0;
  if (!read_amount(r->line, &i, &first))
    return false;
  bool two = i < r->line->n;
  if (two &&
      (!read_amount(r->line, &i, &second) || i < r->line->n || second.unit_s * 60 != first.unit_s))
    return false;
  if (!two && first.unit_s > MINUTE_S && first.n_decimals == 0) {
    write_hours(r, &first);
    return true;
  }
  if (!two) {
    double value = r->true_s / first.unit_s;
    write_amount(r, &first, first.n_decimals > 0 ? value : (double)at_least_one(value));
    copy_to(r, r->line->line.len);
    return true;
  }
  long small = at_least_one(r->true_s / second.unit_s);
  if (small >= 60)
    write_amount(r, &first, (double)(small / 60));
  else
    skip_to(r, token_start(r->line, second.first));
  write_amount(r, &second, (double)(small % 60));
  copy_to(r, r->line->line.len);
  return true;
}

static bool same_time(const struct duration *time, const struct claim *claim) {
  return fabs(time->low_s - claim->low_s) < 0.5 && fabs(time->high_s - claim->high_s) < 0.5;
}

enum fix_result fix_time(struct view written, const struct claim *claim, double true_s,
                         struct buf *out) {
  struct token_line line;
  struct duration time;
  size_t i = 0;
  if (claim->low_s < claim->high_s)
    return FIX_RANGE;
  if (iso8601_seconds(written) > 0) {
    write_iso8601(written, true_s, out);
    return FIX_DONE;
  }
  if (write_bare(written, claim, true_s, out))
    return FIX_DONE;
  if (!token_line_read(&line, written) || !duration_read(&line, &i, &time) || i < line.n ||
      !same_time(&time, claim))
    return FIX_UNFOUND;
  struct rewriting r = {.line = &line, .true_s = true_s, .out = out};
  bool clock = false;
  for (i = 0; i < line.n; i++)
    clock |= token_is(&line, i, ':');
  if (clock ? write_clock(&r, claim) : write_amounts(&r))
    return FIX_DONE;
  return FIX_UNFOUND;
}

bool fix_label(const struct checked_claim *checked, struct buf *out) {
  const struct claim *claim = &checked->claim;
  struct span time = claim->time;
  struct buf fixed = {0};
  struct view written = view_sub(claim->text, time.offset, time.len);
  bool done = fix_time(written, claim, checked->true_s, &fixed) == FIX_DONE && !fixed.failed;
  if (done) {
    buf_view(out, view_sub(claim->text, 0, time.offset));
    buf_view(out, buf_as_view(&fixed));
    buf_view(out, view_sub(claim->text, time.offset + time.len, claim->text.len));
  }
  buf_clear(&fixed);
  return done;
}

// ---- files ----

enum encoding { ENCODING_UTF8, ENCODING_UTF16LE, ENCODING_UTF16BE, ENCODING_BYTES };

static enum encoding encoding_of(struct view input) {
  if (view_starts(input, VIEW("\xFF\xFE")))
    return ENCODING_UTF16LE;
  if (view_starts(input, VIEW("\xFE\xFF")))
    return ENCODING_UTF16BE;
  return utf8_invalid_at(input) == input.len ? ENCODING_UTF8 : ENCODING_BYTES;
}

static void to_utf8(struct view bytes, enum encoding encoding, struct buf *out) {
  if (encoding == ENCODING_UTF8) {
    buf_view(out, bytes);
    return;
  }
  size_t unit = encoding == ENCODING_BYTES ? 1 : 2;
  for (size_t i = 0; i + unit <= bytes.len; i += unit) {
    unsigned char a = (unsigned char)bytes.ptr[i], b = (unsigned char)bytes.ptr[i + unit - 1];
    utf8_append(out, unit == 1                      ? a
                     : encoding == ENCODING_UTF16LE ? (uint32_t)(a | b << 8)
                                                    : (uint32_t)(a << 8 | b));
  }
}

static void from_utf8(struct view text, enum encoding encoding, struct buf *out) {
  for (size_t i = 0, size; i < text.len; i += size) {
    uint32_t c = utf8_at(text, i, &size);
    char low = (char)(c & 0xFF), high = (char)(c >> 8 & 0xFF);
    if (encoding == ENCODING_UTF8)
      buf_add(out, text.ptr + i, size);
    else if (encoding == ENCODING_BYTES)
      buf_byte(out, low);
    else
      buf_add(out, encoding == ENCODING_UTF16LE ? (char[]){low, high} : (char[]){high, low}, 2);
  }
}

bool fix_claim(struct view input, struct checked_claim *checked, struct fix_edit *edit) {
  struct span span = checked->claim.source;
  struct buf written = {0}, fixed = {0};
  *edit = (struct fix_edit){.span = span};
  checked->fix = FIX_UNFOUND;
  if (checked->claim.low_s < checked->claim.high_s)
    checked->fix = FIX_RANGE;
  if (span.len == 0 || span.offset > input.len || span.len > input.len - span.offset)
    return true;
  enum encoding encoding = encoding_of(input);
  to_utf8(view_sub(input, span.offset, span.len), encoding, &written);
  if (!written.failed)
    checked->fix = fix_time(buf_as_view(&written), &checked->claim, checked->true_s, &fixed);
  if (checked->fix == FIX_DONE)
    from_utf8(buf_as_view(&fixed), encoding, &edit->bytes);
  bool done = !written.failed && !fixed.failed && !edit->bytes.failed;
  buf_clear(&written);
  buf_clear(&fixed);
  return done;
}

static int by_offset(const void *a, const void *b) {
  size_t x = ((const struct fix_edit *)a)->span.offset;
  size_t y = ((const struct fix_edit *)b)->span.offset;
  return (x > y) - (x < y);
}

bool fix_apply(struct view input, struct fix_edit *edits, size_t n_edits, struct buf *out) {
  size_t copied = 0;
  qsort(edits, n_edits, sizeof *edits, by_offset);
  for (size_t i = 0; i < n_edits; i++) {
    if (edits[i].span.offset < copied)
      continue; // the same place again
    buf_view(out, view_sub(input, copied, edits[i].span.offset - copied));
    buf_view(out, buf_as_view(&edits[i].bytes));
    copied = edits[i].span.offset + edits[i].span.len;
  }
  buf_view(out, view_sub(input, copied, input.len));
  return !out->failed;
}
