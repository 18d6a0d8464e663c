// Times of day and durations: "8.15 Uhr", "9–17 Uhr", "20:15", "1:23:45", "3:45 Minuten".
#include "normalise/agreement.h"
#include "normalise/clock.h"
#include "normalise/numeral.h"
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
  static const char *const before[] = {"um", "ab", "gegen", "bis", "von", "vor", "nach", NULL};
  if (is_text(c, i, "Uhr") && !(glued(c, i + 1) && is_hyphen(mark(c, i + 1))))
    return 1;
  bool letter = is_text(c, i, "h") && (clock->mark == ':' || clock->mark == '.' ||
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

size_t rule_time(struct context *c, size_t at) {
  struct clock first, second;
  if (!read_clock(c, at, &first) || (glued(c, at) && at > 0 && mark(c, at - 1) != '('))
    return 0;
  size_t i = at + first.n_tokens;
  size_t n = second_clock(c, i, &second);
  if (n > 0 && clock_word(c, at, i + n, &second) > 0) {
    if (first.minute > 0)
      say_clock(c, &first);
    else
      say_cardinal(c, first.hour, ONE_EIN, 0);
    say(c, "bis");
    say_clock(c, &second);
    return i + n + 1 + say_zone(c, i + n + 1) - at;
  }
  n = clock_word(c, at, i, &first);
  if (n == 0)
    return 0;
  say_clock(c, &first);
  return i + n + say_zone(c, i + n) - at;
}

/// "18.30 bis 20 Uhr", "um 8.15 oder 9.15 Uhr": the first time has no "Uhr" of its own.
size_t rule_time_before_another(struct context *c, size_t at) {
  static const char *const words[] = {"bis", "und", "oder", NULL};
  struct clock first, second;
  if (!read_clock(c, at, &first) || !first.has_minute)
    return 0;
  size_t i = at + first.n_tokens;
  bool short_and = is_text(c, i, "u") && glued_mark(c, i + 1, '.');
  if (!short_and && !is_one_of(c, i, words))
    return 0;
  i += 1 + short_and;
  if (!read_clock(c, i, &second) || clock_word(c, at, i + second.n_tokens, &second) == 0)
    return 0;
  say_clock(c, &first);
  return first.n_tokens;
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
  static const char *const words[] = {
      "gewann",     "gewannen",   "gewinnt",    "siegte",        "siegten",   "Sieg",
      "Satz",       "Sätze",      "Sätzen",     "verlor",        "verloren",  "unterlag",
      "unterlagen", "Niederlage", "endete",     "Endstand",      "Halbzeit",  "Stand",
      "Ergebnis",   "führte",     "führten",    "führt",         "Handball",  "Volleyball",
      "Basketball", "schlug",     "besiegte",   "besiegten",     "bezwang",   "Verhältnis",
      "Maßstab",    "Quote",      "Remis",      "unentschieden", "Rückstand", "Führung",
      "stand",      "steht",      "Abstimmung", "Stimmen",       "Format",    NULL};
  for (size_t i = at, steps = 0; i > 0 && steps < 8; steps++) {
    if (is_one_of(c, --i, words))
      return true;
  }
  return false;
}

static bool is_clock_time(const struct context *c, size_t at, const struct clock *clock) {
  if (clock->mark == '.') {
    static const char *const words[] = {"um",     "gegen",   "ab",      "bis",
                                        "Beginn", "Einlass", "Anpfiff", NULL};
    return at > 0 && is_one_of_nocase(c, at - 1, words);
  }
  if (expects_score(c, at))
    return false;
  return expects_time(c, at) || clock->hour <= 24;
}

/// H:MM:SS without "Uhr": a time where one is expected or the hour has two digits with a zero,
/// else a length of time.
static void say_long(struct context *c, size_t at, const struct clock *clock) {
  bool of_day = expects_time(c, at) || token_text(c, at).ptr[0] == '0' || clock->hour > 9;
  if (of_day) {
    say_clock(c, clock);
    return;
  }
  enum one_form one = one_before(c, at, NOUN_FEMININE, false);
  say_count(c, clock->hour, one, "Stunde");
  say_count(c, clock->minute, one, "Minute");
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

size_t rule_duration(struct context *c, size_t at) {
  unsigned high, low;
  if (!read_digits(c, at, 3, &high) || !glued_mark(c, at + 1, ':') || !two_digits(c, at + 2, &low))
    return 0;
  size_t i = at + 3;
  unsigned third = 0;
  bool three = glued_mark(c, i, ':') && two_digits(c, i + 1, &third);
  i += three ? 2 : 0;
  size_t fraction = glued_mark(c, i, ',') && is_number(c, i + 1) && glued(c, i + 1) ? i + 1 : 0;
  i += fraction > 0 ? 2 : 0;
  bool minutes = is_one_of(c, i, minute_words);
  if (!minutes && !is_one_of(c, i, hour_words))
    return 0;
  enum one_form one = one_before(c, at, NOUN_FEMININE, false);
  if (three || !minutes) {
    say_count(c, high, one, "Stunde");
    say_count(c, low, one, "Minute");
    if (three)
      say_count(c, third, one, "Sekunde");
  } else {
    say_count(c, high, one, "Minute");
    if (fraction > 0) {
      say_cardinal(c, low, ONE_EINS, 0);
      say(c, "Komma ");
      spell_digits(&c->out->text, token_text(c, fraction));
      say(c, "Sekunden");
    } else if (low > 0) {
      say_count(c, low, one, "Sekunde");
    }
  }
  return i + 1 - at;
}
