#include "extract/date.h"

#include "base/iso_date.h"

#include <stdio.h>

static bool is_number(const struct token_line *t, size_t i, size_t min_digits, size_t max_digits) {
  return token_is_kind(t, i, TOKEN_NUMBER) && t->tokens[i].text.len >= min_digits &&
         t->tokens[i].text.len <= max_digits;
}

/// The sign `c` at token `i`, with no blank before it.
static bool is_tight(const struct token_line *t, size_t i, uint32_t c) {
  return token_is(t, i, c) && !t->tokens[i].blank_before;
}

static bool exists(const struct date *date) {
  return date->year >= 1900 && date->year <= 2100 && date->month >= 1 && date->month <= 12 &&
         date->day >= 1 && date->day <= (unsigned)iso_days_of((int)date->year, (int)date->month);
}

/// A year of two digits is of this century, as on any page of a living site.
static bool read_year(const struct token_line *t, size_t i, struct date *out) {
  if (!is_number(t, i, 2, 4) || t->tokens[i].text.len == 3)
    return false;
  out->year = t->tokens[i].value + (t->tokens[i].text.len == 2 ? 2000 : 0);
  return true;
}

/// The month whose name begins at token `*i`; a full stop after it is taken too.
static unsigned read_month(const struct rules *rules, const struct word_line *line, size_t *i) {
  for (size_t w = 0; w < line->n; w++) {
    if (line->token[w] != *i)
      continue;
    const struct rule *rule = rules_word(rules, line, w, RULE_MONTH);
    if (rule == NULL)
      return 0;
    *i += 1 + is_tight(line->tokens, *i + 1, '.');
    return rule->max;
  }
  return 0;
}

/// "12.03.2024", "12. 3. 24", "12/03/2024"
static bool read_numeric(const struct token_line *t, size_t *i, struct date *out) {
  size_t at = *i;
  uint32_t sign = is_tight(t, at + 1, '.') ? '.' : '/';
  if (!is_number(t, at, 1, 2) || !is_tight(t, at + 1, sign) || !is_number(t, at + 2, 1, 2) ||
      !is_tight(t, at + 3, sign) || !read_year(t, at + 4, out))
    return false;
  out->day = t->tokens[at].value;
  out->month = t->tokens[at + 2].value;
  if (sign == '/' && out->month > 12) {
    out->month = t->tokens[at].value;
    out->day = t->tokens[at + 2].value;
  }
  *i = at + 5;
  return true;
}

/// "2024-03-12"
static bool read_iso(const struct token_line *t, size_t *i, struct date *out) {
  size_t at = *i;
  if (!is_number(t, at, 4, 4) || !is_tight(t, at + 1, '-') || !is_number(t, at + 2, 2, 2) ||
      !is_tight(t, at + 3, '-') || !is_number(t, at + 4, 2, 2))
    return false;
  out->year = t->tokens[at].value;
  out->month = t->tokens[at + 2].value;
  out->day = t->tokens[at + 4].value;
  *i = at + 5;
  return true;
}

/// "12. März 2024", "12 March 2024"
static bool read_day_month(const struct rules *rules, const struct word_line *line, size_t *i,
                           struct date *out) {
  const struct token_line *t = line->tokens;
  size_t at = *i;
  if (!is_number(t, at, 1, 2))
    return false;
  out->day = t->tokens[at++].value;
  at += is_tight(t, at, '.');
  out->month = read_month(rules, line, &at);
  at += out->month != 0 && token_is(t, at, ',');
  if (out->month == 0 || !read_year(t, at, out) || t->tokens[at].text.len != 4)
    return false;
  *i = at + 1;
  return true;
}

/// "March 12, 2024", "March 12th 2024"
static bool read_month_day(const struct rules *rules, const struct word_line *line, size_t *i,
                           struct date *out) {
  const struct token_line *t = line->tokens;
  size_t at = *i;
  out->month = read_month(rules, line, &at);
  if (out->month == 0 || !is_number(t, at, 1, 2))
    return false;
  out->day = t->tokens[at++].value;
  if (token_is_word(t, at, VIEW("st")) || token_is_word(t, at, VIEW("nd")) ||
      token_is_word(t, at, VIEW("rd")) || token_is_word(t, at, VIEW("th")))
    at++;
  at += token_is(t, at, ',') || is_tight(t, at, '.');
  if (!is_number(t, at, 4, 4) || !read_year(t, at, out))
    return false;
  *i = at + 1;
  return true;
}

bool date_read(const struct rules *rules, const struct word_line *line, size_t *i,
               struct date *out) {
  size_t at = *i;
  struct date date = {0};
  if (!read_iso(line->tokens, &at, &date) && !read_numeric(line->tokens, &at, &date) &&
      !read_day_month(rules, line, &at, &date) && !read_month_day(rules, line, &at, &date))
    return false;
  if (!exists(&date))
    return false;
  *out = date;
  *i = at;
  return true;
}

/// "AM", "p.m.": hours to add to a clock of twelve, or -1 where there is none.
static int read_half_day(const struct token_line *t, size_t *i, unsigned hour) {
  size_t at = *i;
  if (!token_is_kind(t, at, TOKEN_WORD))
    return -1;
  struct view word = t->tokens[at].lower;
  bool pm;
  if (view_eq(word, VIEW("am")) || view_eq(word, VIEW("pm"))) {
    pm = word.ptr[0] == 'p';
    at++;
  } else if ((view_eq(word, VIEW("a")) || view_eq(word, VIEW("p"))) && is_tight(t, at + 1, '.') &&
             token_is_word(t, at + 2, VIEW("m"))) {
    pm = word.ptr[0] == 'p';
    at += 3 + is_tight(t, at + 3, '.');
  } else {
    return -1;
  }
  *i = at;
  return (pm ? 12 : 0) - (hour == 12 ? 12 : 0);
}

/// "Z", "+01:00", "+0100" right after an ISO time; the world's clocks are up to 14 hours apart from
/// UTC.
static void read_zone(const struct token_line *t, size_t *i, struct date *date) {
  size_t at = *i;
  if (token_is_word(t, at, VIEW("z")) && !t->tokens[at].blank_before) {
    snprintf(date->zone, sizeof date->zone, "Z");
    *i = at + 1;
    return;
  }
  if (!is_tight(t, at, '+') && !is_tight(t, at, '-'))
    return;
  char sign = t->tokens[at].sign == '+' ? '+' : '-';
  unsigned hours, minutes;
  size_t end;
  if (is_number(t, at + 1, 2, 2) && is_tight(t, at + 2, ':') && is_number(t, at + 3, 2, 2)) {
    hours = t->tokens[at + 1].value;
    minutes = t->tokens[at + 3].value;
    end = at + 4;
  } else if (is_number(t, at + 1, 4, 4)) {
    hours = t->tokens[at + 1].value / 100;
    minutes = t->tokens[at + 1].value % 100;
    end = at + 2;
  } else {
    return;
  }
  if (hours > 14 || minutes > 59)
    return;
  *i = end;
  snprintf(date->zone, sizeof date->zone, "%c%02u:%02u", sign, hours % 100, minutes % 100);
}

bool date_read_time(const struct word_line *line, size_t *i, struct date *date) {
  const struct token_line *t = line->tokens;
  size_t at = *i;
  bool iso = token_is_word(t, at, VIEW("t")) && !t->tokens[at].blank_before;
  at += iso;
  if (!is_number(t, at, 1, 2))
    return false;
  unsigned hour = t->tokens[at++].value, minute = 0;
  bool colon = is_tight(t, at, ':') && is_number(t, at + 1, 2, 2);
  bool stop = is_tight(t, at, '.') && is_number(t, at + 1, 2, 2);
  if (colon || stop) {
    minute = t->tokens[at + 1].value;
    at += 2;
  }
  if (colon && is_tight(t, at, ':') && is_number(t, at + 1, 2, 2)) {
    at += 2;
    if (is_tight(t, at, '.') && is_number(t, at + 1, 1, 9)) // fractions of a second
      at += 2;
  }
  char zone[sizeof date->zone] = "";
  struct date zoned = *date;
  if (iso || colon)
    read_zone(t, &at, &zoned);
  memcpy(zone, zoned.zone, sizeof zone);
  int half_day = read_half_day(t, &at, hour);
  bool uhr = token_is_word(t, at, VIEW("uhr")) || (token_is_word(t, at, VIEW("h")) && !iso);
  at += uhr;
  if (uhr && half_day < 0)
    half_day = read_half_day(t, &at, hour); // "08:15 Uhr PM"
  if (!colon && !uhr && half_day < 0)
    return false;
  if (half_day > 0 && hour <= 12)
    hour += (unsigned)half_day;
  else if (half_day == -12)
    hour = 0;
  if (hour > 24 || minute > 59)
    return false;
  date->timed = true;
  date->hour = hour % 24;
  date->minute = minute;
  memcpy(date->zone, zone, sizeof zone);
  *i = at;
  return true;
}

bool date_read_text(const struct rules *rules, struct view text, struct date *out) {
  struct token_line tokens;
  struct word_line words;
  size_t i = 0;
  *out = (struct date){0};
  if (text.len == 0 || !token_line_read(&tokens, text))
    return false;
  word_line_read(&words, &tokens);
  if (!date_read(rules, &words, &i, out))
    return false;
  date_read_time(&words, &i, out);
  return true;
}

struct view date_format(const struct date *date, char out[DATE_TEXT_SIZE]) {
  int n = snprintf(out, DATE_TEXT_SIZE, "%04u-%02u-%02u", date->year % 10000, date->month % 100,
                   date->day % 100);
  if (date->timed)
    n += snprintf(out + n, DATE_TEXT_SIZE - (size_t)n, "T%02u:%02u%s", date->hour % 100,
                  date->minute % 100, date->zone);
  return (struct view){out, (size_t)n};
}
