#include "check/check.h"

#include "base/utf8.h"

#include <math.h>

const char *verdict_name(enum verdict verdict) {
  switch (verdict) {
  case VERDICT_OK:
    return "ok";
  case VERDICT_TOO_SHORT:
    return "too_short";
  case VERDICT_TOO_LONG:
    return "too_long";
  case VERDICT_NO_CLAIM:
    break;
  }
  return "no_claim";
}

/// One part of a tolerance: "10%", "30s", "0.5min".
static bool parse_part(struct view part, struct tolerance *out) {
  double value = 0, scale = 0;
  size_t i = 0, n_digits = 0;
  for (; i < part.len && (utf8_is_digit((unsigned char)part.ptr[i]) ||
                          ((part.ptr[i] == '.' || part.ptr[i] == ',') && scale == 0));
       i++) {
    if (!utf8_is_digit((unsigned char)part.ptr[i])) {
      scale = 1;
      continue;
    }
    value = value * 10 + (part.ptr[i] - '0');
    scale *= 10;
    n_digits++;
  }
  value /= scale > 1 ? scale : 1;
  struct view unit = view_sub(part, i, part.len);
  if (n_digits == 0 || n_digits > 8)
    return false;
  if (view_eq(unit, VIEW("%")))
    out->percent = value;
  else if (view_eq(unit, VIEW("s")) || view_eq(unit, VIEW("min")))
    out->seconds = value * (unit.len == 1 ? 1 : 60);
  else
    return false;
  return true;
}

bool tolerance_parse(struct view text, struct tolerance *out) {
  *out = (struct tolerance){0, 0};
  size_t n_parts = 0;
  for (size_t from = 0; from <= text.len; n_parts++) {
    size_t end = view_find(text, from, ',');
    // A comma between digits is a decimal one: "2,5%".
    if (end > 0 && end < text.len && utf8_is_digit((unsigned char)text.ptr[end - 1]))
      end = view_find(text, end + 1, ',');
    if (n_parts == 2 || !parse_part(view_sub(text, from, end - from), out))
      return false;
    from = end + 1;
  }
  return true;
}

static double distance_pct(const struct claim *claim, double low_s, double high_s, double true_s) {
  double off = claim->high_s < low_s   ? claim->high_s - true_s
               : claim->low_s > high_s ? claim->low_s - true_s
                                       : 0;
  return true_s > 0 ? off / true_s * 100.0 : 0.0;
}

/// Is it what an honest label of whole minutes says? "1 Minute" is, of ten seconds too: there is no
/// shorter one.
static bool is_rounded(const struct claim *claim, double true_s) {
  double minutes = round(true_s / 60);
  return claim->low_s == claim->high_s && claim->low_s == (minutes < 1 ? 1 : minutes) * 60;
}

void check_claim(struct checked_claim *checked, const struct checked_page *page,
                 const struct tolerance *tolerance) {
  const struct claim *claim = &checked->claim;
  checked->verdict = VERDICT_NO_CLAIM;
  checked->by_audio = claim->kind != CLAIM_READ && page->audio_s > 0;
  checked->true_s = claim->kind == CLAIM_READ ? page->reading.seconds
                    : checked->by_audio       ? page->audio_s
                                              : page->listen_s;
  if (claim->kind == CLAIM_NONE)
    return;
  double low = checked->true_s, high = low; // the true value lies between these
  checked->error_pct = distance_pct(claim, low, high, checked->true_s);
  if (claim->kind == CLAIM_READ) {
    low = page->reading.min_s;
    high = page->reading.max_s;
  }
  double below = low - claim->high_s, above = claim->low_s - high, share = tolerance->percent / 100;
  checked->verdict = VERDICT_OK;
  if (is_rounded(claim, checked->true_s))
    return;
  if (below > tolerance->seconds && below > low * share)
    checked->verdict = VERDICT_TOO_SHORT;
  else if (above > tolerance->seconds && above > high * share)
    checked->verdict = VERDICT_TOO_LONG;
}

void check_differences(struct checked_page *page) {
  for (size_t i = 0; i < page->n_claims; i++)
    for (size_t k = 0; k < page->n_claims; k++) {
      const struct claim *a = &page->claims[i].claim, *b = &page->claims[k].claim;
      // "6 Minuten" and "PT6M12S" agree: a label of minutes is rounded.
      page->claims[i].differs |= a->kind != CLAIM_NONE && a->kind == b->kind &&
                                 (a->low_s - b->high_s > 30 || b->low_s - a->high_s > 30);
    }
}

bool check_formula_fits(const struct checked_page *page, const struct checked_claim *checked,
                        size_t i) {
  const struct label_formula *formula = &label_formulas[i];
  if (checked->claim.kind == CLAIM_NONE || page->words == 0 ||
      (formula->images != IMAGES_NONE && page->n_images == 0))
    return false; // without pictures it is the same as the one that counts none
  int seconds = label_formula_minutes(formula, page->words, page->n_images) * 60;
  return seconds >= checked->claim.low_s && seconds <= checked->claim.high_s;
}

// ---- places ----

/// Code points in `text`, whose encoding is told from the whole file.
static size_t count_columns(struct view text, size_t unit, bool utf8) {
  return unit == 2 ? text.len / 2 : utf8 ? utf8_count(text) : text.len;
}

void check_place(struct view input, struct span span, size_t *column, size_t *end_column) {
  bool big = view_starts(input, VIEW("\xFE\xFF")), little = view_starts(input, VIEW("\xFF\xFE"));
  size_t unit = big || little ? 2 : 1;
  size_t from = span.offset;
  *column = *end_column = 0;
  if (span.len == 0 || span.offset > input.len || span.len > input.len - span.offset)
    return;
  size_t marks = unit == 2 ? 2 : view_starts(input, VIEW("\xEF\xBB\xBF")) ? 3 : 0;
  while (from > marks) {
    char c = input.ptr[from - unit + (big ? 1 : 0)];
    if ((c == '\n' || c == '\r') && (unit == 1 || input.ptr[from - unit + (big ? 0 : 1)] == '\0'))
      break;
    from -= unit;
  }
  struct view line = view_sub(input, from, span.offset + span.len - from);
  bool utf8 = unit == 1 && utf8_invalid_at(line) == line.len;
  *column = count_columns(view_sub(line, 0, span.offset - from), unit, utf8) + 1;
  *end_column = count_columns(line, unit, utf8) + 1;
}
