// Times of day and durations: "8.15 Uhr", "9–17 Uhr", "20:15", "1:23:45", "3:45 Minuten".
#include "normalise/agreement.h"
#include "normalise/clock.h"
#include "normalise/numeral.h"
#include "normalise/quantity.h"
#include "normalise/registry.h"

bool read_clock(const struct context *c, size_t i, struct clock *clock) {
  *clock = (struct clock){.n_tokens = 1};
  if (!read_digits(c, i, 2, &clock->hour) || clock->hour > 24)
    return false;
  uint32_t m = mark(c, i + 1);
  if ((m != ':' && m != '.') || !glued(c, i + 1) || !glued(c, i + 2) ||
      !read_digits(c, i + 2, 2, &clock->minute) || c->tokens[i + 2].len != 2)
    return true;
  if (clock->minute > 59)
    return false;
  clock->has_minute = true;
  clock->mark = m;
  clock->n_tokens = 3;
  if (glued_mark(c, i + 3, m) && glued(c, i + 4) && is_number(c, i + 4)) {
    if (!read_digits(c, i + 4, 2, &clock->second) || clock->second > 59 ||
        c->tokens[i + 4].len != 2)
      return false;
    clock->has_second = true;
    clock->n_tokens = 5;
  }
  return true;
}

/// "eine Stunde", "einer Stunde", "zwei Stunden".
static void say_count(struct context *c, unsigned n, enum one_form one, const char *singular) {
  say_cardinal(c, n, one, 0);
  say(c, singular);
  if (n != 1)
    say_raw(c, VIEW("n"));
}

void say_clock(struct context *c, const struct clock *clock) {
  say_cardinal(c, clock->hour, ONE_EIN, 0);
  say(c, "Uhr");
  if (clock->has_second) {
    say_count(c, clock->minute, ONE_EINE, "Minute");
    say_count(c, clock->second, ONE_EINE, "Sekunde");
  } else if (clock->minute > 0) {
    say_cardinal(c, clock->minute, ONE_EINS, 0);
  }
}

/// "Uhr", or "h" after a clock time. Returns its tokens.
static size_t clock_word(const struct context *c, size_t at, size_t i, const struct clock *clock) {
  static const char *const before[] = {"um",    "ab",      "gegen",  "bis",
                                       "Start", "Einlass", "Beginn", NULL};
  if (is_text(c, i, "Uhr") && !(glued(c, i + 1) && is_hyphen(mark(c, i + 1))))
    return 1;
  bool range = is_text(c, i, "h") && is_text(c, i + 1, "bis") && is_number(c, i + 2) &&
               is_text(c, i + 3, "h") && at > 0 && is_text(c, at - 1, "von");
  bool dated = at > 1 && is_mark(c, at - 1, ',') && is_mark(c, at - 2, '.') &&
               clock->hour >= 7; // "13. Dez., 20 h"
  bool letter = is_text(c, i, "h") && (dated || range || clock->mark == ':' || clock->mark == '.' ||
                                       (at > 0 && is_one_of_nocase(c, at - 1, before)));
  return letter ? 1 : 0;
}

/// "MEZ", "UTC" after the time, spelled. Returns its tokens.
static size_t say_zone(struct context *c, size_t i) {
  static const char *const zones[] = {"MEZ", "MESZ", "UTC", "GMT", "EST", "EDT", "PST", "PDT",
                                      "CET", "CEST", "mez", "utc", "gmt", "est", NULL};
  if (!is_one_of(c, i, zones))
    return 0;
  struct view zone = token_text(c, i);
  for (size_t k = 0; k < zone.len; k++) {
    say_blank(c);
    buf_byte(&c->out->text, (char)(zone.ptr[k] & ~0x20));
  }
  return 1;
}

/// "9–17 Uhr", "8.30 – 12 Uhr": the second time; 0 where there is none.
static size_t second_clock(const struct context *c, size_t i, struct clock *second) {
  if (!is_dash(mark(c, i)) || !read_clock(c, i + 1, second))
    return 0;
  return 1 + second->n_tokens;
}

/// "Fahrzeit: ", "Dauer ": a length of time follows.
static bool tells_length(const struct context *c, size_t at) {
  size_t i = at > 1 && is_mark(c, at - 1, ':') ? at - 2 : at - 1;
  struct view word = at > 0 ? token_text(c, i) : VIEW("");
  return view_ends(word, VIEW("zeit")) || view_ends(word, VIEW("dauer")) ||
         view_eq(word, VIEW("Dauer"));
}

size_t rule_time(struct context *c, size_t at) {
  struct clock first, second;
  bool second_of_two = at > 3 && is_mark(c, at - 1, '/') && is_number(c, at - 2) &&
                       mark(c, at - 3) == '.' && is_number(c, at - 4); // "3.14/15.38 Uhr"
  if (!read_clock(c, at, &first) ||
      (glued(c, at) && at > 0 && mark(c, at - 1) != '(' && !second_of_two))
    return 0;
  size_t i = at + first.n_tokens;
  size_t n = second_clock(c, i, &second);
  bool hours = n > 0 && is_text(c, i + n, "h") && first.hour >= 7 && at > 0 &&
               is_text(c, at - 1, "von"); // "öffnet von 10-17 h"
  if (n > 0 && (hours || clock_word(c, at, i + n, &second) > 0)) {
    if (first.minute > 0)
      say_clock(c, &first);
    else
      say_cardinal(c, first.hour, ONE_EIN, 0);
    say(c, "bis");
    say_clock(c, &second);
    return i + n + 1 + say_zone(c, i + n + 1) - at;
  }
  n = clock_word(c, at, i, &first);
  static const char *const lengths[] = {"nach", "in", "mit", "von", "rund", "über", NULL};
  if (is_text(c, i, "h") && first.mark == ':' && tells_length(c, at))
    return 0; // "Fahrzeit: 2:30 h"
  if (is_text(c, i, "h") && first.has_second && first.mark == ':')
    return 0; // "2:05:30 h"
  if (is_text(c, i, "h") && first.mark == ':' && c->tokens[at].len == 1 && at > 0 &&
      is_one_of_nocase(c, at - 1, lengths))
    return 0; // "nach 2:31 h"
  if (n == 0)
    return 0;
  say_clock(c, &first);
  return i + n + say_zone(c, i + n) - at;
}

/// "bis", "und", "u.", a comma: the "Uhr" of the second time counts for the first too.
static size_t link_to_time(const struct context *c, size_t i) {
  static const char *const words[] = {"bis", "und", "oder", "sowie", NULL};
  if (is_one_of(c, i, words) || is_mark(c, i, ',') || glued_mark(c, i, '/'))
    return 1;
  return is_text(c, i, "u") && glued_mark(c, i + 1, '.') ? 2 : 0;
}

/// A list of times with minutes, which ends in "Uhr".
static bool among_times(const struct context *c, size_t at) {
  for (size_t i = at; i < at + LOOK_MAX;) {
    struct clock clock;
    if (!read_clock(c, i, &clock) || !clock.has_minute || clock.has_second)
      return false;
    i += clock.n_tokens;
    if (is_text(c, i, "Uhr"))
      return true;
    if (!glued_mark(c, i, ',') && !is_text(c, i, "und"))
      return false;
    i++;
  }
  return false;
}

/// "18.30 bis 20 Uhr", "9–12.30 und 14–18 Uhr": the first time has no "Uhr" of its own.
size_t rule_time_before_another(struct context *c, size_t at) {
  struct clock first, first_end, second, second_end;
  if (!read_clock(c, at, &first) || (glued(c, at) && at > 0 && mark(c, at - 1) != '('))
    return 0;
  size_t i = at + first.n_tokens;
  size_t range = second_clock(c, i, &first_end);
  size_t link = link_to_time(c, i + range);
  size_t next = i + range + link;
  if (range == 0 && is_mark(c, i, ',') && among_times(c, at)) { // "8.05, 9.05, 10.05 Uhr"
    say_clock(c, &first);
    return first.n_tokens;
  }
  if (link == 0 || !(range > 0 || (first.has_minute && !is_mark(c, i, ','))) ||
      !read_clock(c, next, &second))
    return 0;
  size_t end = next + second.n_tokens;
  size_t n = second_clock(c, end, &second_end);
  const struct clock *last = n > 0 ? &second_end : &second;
  if (clock_word(c, at, end + n, last) == 0)
    return 0;
  if (range == 0 || first.minute > 0)
    say_clock(c, &first);
  else
    say_cardinal(c, first.hour, ONE_EIN, 0);
  if (range > 0) {
    say(c, "bis");
    say_clock(c, &first_end);
  }
  return first.n_tokens + range;
}

/// "um 1/2 8", "gegen 3/4 9", "vor ½ 8 Uhr": parts of the hour that is to come.
size_t rule_half_hour(struct context *c, size_t at) {
  static const char *const before[] = {"um", "gegen", "ab", "vor", "nach", "bis", "seit", NULL};
  unsigned numerator, denominator, hour;
  size_t i = at + 3;
  if (vulgar_fraction(mark(c, at), &numerator, &denominator))
    i = at + 1;
  else if (!read_digits(c, at, 1, &numerator) || !glued_mark(c, at + 1, '/') || !glued(c, at + 2) ||
           !read_digits(c, at + 2, 1, &denominator))
    return 0;
  bool part = (denominator == 2 && numerator == 1) || (denominator == 4 && numerator % 2 == 1);
  if (!part || numerator > denominator || glued(c, i) || !read_digits(c, i, 2, &hour) || hour < 1 ||
      hour > 12 || at == 0 || !is_one_of_nocase(c, at - 1, before))
    return 0;
  size_t n_clock = is_text(c, i + 1, "Uhr");
  bool counted = n_clock == 0 && is_word(c, i + 1) && has_flag(c, i + 1, TOKEN_CAPITAL) &&
                 !is_function_word(c, i + 1);
  bool longer = glued(c, i + 1) && (is_word(c, i + 1) || is_number(c, i + 2));
  if (counted || longer || is_mark(c, i + 1, '%'))
    return 0;
  say(c, denominator == 2 ? "halb" : numerator == 1 ? "viertel" : "dreiviertel");
  say_cardinal(c, hour, ONE_EINS, 0);
  return i + 1 + n_clock - at;
}

// --- without "Uhr"

/// "um 20:15", "ab 18.30": a time of day is expected.
static bool expects_time(const struct context *c, size_t at) {
  static const char *const words[] = {"um",     "gegen", "ab",      "bis",     "seit",
                                      "kurz",   "von",   "vor",     "nach",    "Uhrzeit",
                                      "Beginn", "Start", "Anpfiff", "Einlass", NULL};
  if (at == 0)
    return false;
  size_t i = at - 1;
  if (is_mark(c, i, ':') && i > 0)
    i--;
  return is_one_of_nocase(c, i, words);
}

/// Words around a result, within a few tokens before it: "gewann 21:15".
static bool expects_score(const struct context *c, size_t at) {
  static const char *const words[] = {"gewann",
                                      "gewannen",
                                      "gewinnt",
                                      "siegte",
                                      "siegten",
                                      "Sieg",
                                      "Satz",
                                      "Sätze",
                                      "Sätzen",
                                      "verlor",
                                      "verloren",
                                      "unterlag",
                                      "unterlagen",
                                      "Niederlage",
                                      "endete",
                                      "Endstand",
                                      "Halbzeit",
                                      "Stand",
                                      "Ergebnis",
                                      "führte",
                                      "führten",
                                      "führt",
                                      "Handball",
                                      "Volleyball",
                                      "Basketball",
                                      "schlug",
                                      "besiegte",
                                      "besiegten",
                                      "bezwang",
                                      "Verhältnis",
                                      "Maßstab",
                                      "Quote",
                                      "Remis",
                                      "unentschieden",
                                      "Rückstand",
                                      "Führung",
                                      "stand",
                                      "steht",
                                      "Abstimmung",
                                      "Stimmen",
                                      "Format",
                                      "Chance",
                                      "Chancen",
                                      "Risiko",
                                      "Mischung",
                                      "Kontrast",
                                      "Skala",
                                      "Wettquote",
                                      "Wetten",
                                      "Mischungsverhältnis",
                                      "Seitenverhältnis",
                                      "Bildformat",
                                      "Wahrscheinlichkeit",
                                      "Betreuungsschlüssel",
                                      "Personalschlüssel",
                                      "Kontrastverhältnis",
                                      NULL};
  for (size_t i = at, steps = 0; i > 0 && steps < 8; steps++) {
    if (is_one_of(c, --i, words))
      return true;
  }
  return false;
}

/// "25:21" at `i` that is no time of day.
static bool is_plain_score(const struct context *c, size_t i) {
  unsigned high, low;
  return read_digits(c, i, 3, &high) && glued_mark(c, i + 1, ':') &&
         read_digits(c, i + 2, 3, &low) && (high > 24 || low > 59 || c->tokens[i + 2].len != 2);
}

/// "(25:21, 19:25, 15:13)": one of a list in which there is surely a score.
static bool among_scores(const struct context *c, size_t at) {
  for (size_t steps = 0, i = at; steps < 6 && i >= 4; steps++) {
    i--;
    while (i >= 4 &&
           (mark(c, i) == ',' || mark(c, i) == '(' || mark(c, i) == ')' || mark(c, i) == ';'))
      i--;
    if (i < 2 || !is_number(c, i) || !is_mark(c, i - 1, ':') || !is_number(c, i - 2))
      break;
    i -= 2;
    if (is_plain_score(c, i) || expects_score(c, i))
      return true;
  }
  for (size_t steps = 0, i = at + 3; steps < 6; steps++) {
    while (mark(c, i) == ',' || mark(c, i) == '(' || mark(c, i) == ')' || mark(c, i) == ';')
      i++;
    if (!is_number(c, i) || !is_mark(c, i + 1, ':'))
      break;
    if (is_plain_score(c, i))
      return true;
    i += 3;
  }
  return false;
}

/// "20.15 Tatort": the line of a programme.
static bool begins_programme(const struct context *c, size_t at) {
  size_t next = at + 3, n;
  unsigned hour, minute; // a further one of the line: "12.10 ARD-Buffet, 13.00 Mittagsmagazin"
  bool further = at > 0 && is_mark(c, at - 1, ',') && read_digits(c, 0, 2, &hour) &&
                 glued_mark(c, 1, '.') && glued(c, 2) && read_digits(c, 2, 2, &minute) &&
                 c->tokens[2].len == 2 && minute < 60 && has_flag(c, 3, TOKEN_CAPITAL);
  return (at == 0 || further) && c->tokens[at].len == 2 && is_word(c, next) && !glued(c, next) &&
         has_flag(c, next, TOKEN_CAPITAL) && scale_at(c, next, false, &n) == NULL;
}

static bool is_clock_time(const struct context *c, size_t at, const struct clock *clock) {
  if (clock->mark == '.') {
    static const char *const words[] = {"um",      "gegen",   "ab",      "bis",      "Beginn",
                                        "Einlass", "Anpfiff", "täglich", "werktags", NULL};
    bool daily = at > 1 && is_mark(c, at - 1, '.') && is_text(c, at - 2, "tägl");
    bool channel = at > 0 && is_mark(c, at - 1, '(') && is_mark(c, at + 3, '/') &&
                   is_word(c, at + 4) && c->tokens[at + 2].len == 2; // "(21.00/DAZN)"
    static const char *const stops[] = {"Abf",    "Ank",     "Abfahrt", "Ankunft",
                                        "Beginn", "Einlass", NULL};
    bool stop = at > 1 && (is_mark(c, at - 1, '.') || is_mark(c, at - 1, ':')) &&
                is_one_of(c, at - 2, stops);
    bool listed = at > 0 && clock->hour > 0 && c->tokens[at].len == 2 && // "Di 20.15 ARD"
                  lexicon_get(&c->normaliser->tables.weekdays, token_text(c, at - 1)) != NULL;
    return channel || stop || listed || daily || begins_programme(c, at) ||
           (at > 0 && is_one_of_nocase(c, at - 1, words));
  }
  if (expects_score(c, at) || among_scores(c, at))
    return false;
  return expects_time(c, at) || clock->hour <= 24;
}

/// H:MM:SS without "Uhr": a time where one is expected or the hour has two digits with a zero,
/// else a length of time.
static void say_long(struct context *c, size_t at, const struct clock *clock) {
  bool of_day = !tells_length(c, at) &&
                (expects_time(c, at) || token_text(c, at).ptr[0] == '0' || clock->hour > 9);
  if (of_day) {
    say_clock(c, clock);
    return;
  }
  enum one_form one = one_before(c, at, NOUN_FEMININE, false);
  say_count(c, clock->hour, one, "Stunde");
  say_count(c, clock->minute, one, "Minute");
  if (clock->second > 0)
    say_count(c, clock->second, one, "Sekunde");
}

size_t rule_time_alone(struct context *c, size_t at) {
  struct clock clock;
  if (!read_clock(c, at, &clock) || !clock.has_minute ||
      (glued(c, at) && at > 0 && mark(c, at - 1) != '(' && !is_dash(mark(c, at - 1))))
    return 0;
  size_t i = at + clock.n_tokens;
  if (glued(c, i) && (is_word(c, i) || is_hyphen(mark(c, i)) || mark(c, i) == '%' ||
                      ((is_mark(c, i, ':') || is_mark(c, i, '.') || is_mark(c, i, ',')) &&
                       is_number(c, i + 1) && glued(c, i + 1))))
    return 0;
  if (clock.has_second && clock.mark == ':') {
    say_long(c, at, &clock);
    return clock.n_tokens;
  }
  if (clock.has_second || !is_clock_time(c, at, &clock))
    return 0;
  say_clock(c, &clock);
  struct clock second;
  size_t n = second_clock(c, i, &second);
  if (n == 0 || !second.has_minute)
    return clock.n_tokens;
  say(c, "bis");
  say_clock(c, &second);
  return clock.n_tokens + n;
}

// --- lengths of time with their unit: "3:45 Minuten", "1:45 Stunden", "1:52,03 Minuten"

static const char *const hour_words[] = {"Stunden", "Stunde", "Std", "h", NULL};
static const char *const minute_words[] = {"Minuten", "Minute", "Min", "min", NULL};

static bool two_digits(const struct context *c, size_t i, unsigned *value) {
  return is_number(c, i) && glued(c, i) && c->tokens[i].len == 2 && read_digits(c, i, 2, value) &&
         *value < 60;
}

/// "zwölf Komma drei vier Sekunden"
static void say_seconds(struct context *c, unsigned whole, size_t fraction) {
  say_cardinal(c, whole, ONE_EINS, 0);
  say(c, "Komma ");
  spell_digits(&c->out->text, token_text(c, fraction));
  say(c, "Sekunden");
}

/// "3 Minuten 45 Sekunden"; hours with `third` for the seconds, where `three`.
struct duration {
  unsigned high, low, third;
  bool three;
  size_t fraction; ///< token of the decimals of the seconds, 0 for none
};

static size_t read_duration(const struct context *c, size_t at, struct duration *d) {
  *d = (struct duration){0};
  if (!read_digits(c, at, 3, &d->high) || !glued_mark(c, at + 1, ':') ||
      !two_digits(c, at + 2, &d->low))
    return 0;
  size_t i = at + 3;
  d->three = glued_mark(c, i, ':') && two_digits(c, i + 1, &d->third);
  i += d->three ? 2 : 0;
  bool fraction = glued_mark(c, i, ',') && is_number(c, i + 1) && glued(c, i + 1);
  d->fraction = fraction ? i + 1 : 0;
  return i + (fraction ? 2 : 0);
}

static void say_duration(struct context *c, const struct duration *d, bool minutes,
                         enum one_form one) {
  unsigned last = d->three ? d->third : d->low;
  bool seconds = d->three || minutes;
  if (!minutes)
    say_count(c, d->high, one, "Stunde");
  if (!minutes || d->high > 0)
    say_count(c, minutes ? d->high : d->low, one, "Minute");
  if (seconds && d->fraction > 0)
    say_seconds(c, last, d->fraction);
  else if (seconds && (last > 0 || d->three))
    say_count(c, last, one, "Sekunde");
}

/// With its unit, or with the decimals of a stopwatch: "9:03,30", "+0:12,3".
size_t rule_duration(struct context *c, size_t at) {
  struct duration d;
  size_t from = is_sign(mark(c, at)) && glued(c, at + 1) ? at + 1 : at;
  size_t i = read_duration(c, from, &d);
  if (i == 0 || (from > at && glued(c, at) && !is_mark(c, at - 1, '(')))
    return 0;
  bool minutes = is_one_of(c, i, minute_words), hours = is_one_of(c, i, hour_words);
  bool stopwatch = !minutes && !hours && d.fraction > 0 && c->tokens[d.fraction].len <= 3 &&
                   !(glued(c, i) && (is_word(c, i) || (is_number(c, i + 1) && glued(c, i + 1))));
  if (!minutes && !hours && !stopwatch)
    return 0;
  if (from > at)
    say_sign(c, mark(c, at));
  say_duration(c, &d, !d.three && !hours, one_before(c, at, NOUN_FEMININE, false));
  return stopwatch ? i - at : i + 1 + abbreviation_dot(c, i + 1) - at;
}
