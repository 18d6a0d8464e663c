// Days of the week in two letters without a full stop: "Mo, 12.3.", "Di–So 10–18 Uhr", "Sa/So".
#include "normalise/registry.h"

static const struct lexicon_entry *short_weekday(const struct context *c, size_t i) {
  if (!is_word(c, i) || c->tokens[i].len != 2)
    return NULL;
  return lexicon_get(&c->normaliser->tables.weekdays, token_text(c, i));
}

static bool links_days(const struct context *c, size_t i) {
  return is_dash(mark(c, i)) || is_mark(c, i, '/') || is_mark(c, i, '+');
}

/// A day or a time follows: "12.3.", "20 Uhr", "20:15".
static bool before_time(const struct context *c, size_t i) {
  bool comma = glued_mark(c, i, ',');
  i += comma;
  if (!is_number(c, i) || c->tokens[i].len > 2)
    return false;
  bool minutes = (glued_mark(c, i + 3, '.') || glued_mark(c, i + 3, ':')) && is_number(c, i + 4) &&
                 is_text(c, i + 5, "Uhr"); // "14–18.30 Uhr"
  if (is_dash(mark(c, i + 1)) && is_number(c, i + 2) && minutes)
    return true;
  return glued_mark(c, i + 1, '.') || glued_mark(c, i + 1, ':') || is_text(c, i + 1, "Uhr") ||
         is_mark(c, i + 1, 0xB0) || // "Mi 17°/25°"
         (is_dash(mark(c, i + 1)) && is_number(c, i + 2) &&
          (is_text(c, i + 3, "Uhr") || is_mark(c, i + 3, ',') || is_mark(c, i + 3, ';')));
}

/// "So u. feiertags", "So- und Feiertage"
static bool before_holidays(const struct context *c, size_t i) {
  i += is_hyphen(mark(c, i)) && glued(c, i);
  if (is_text(c, i, "u") && glued_mark(c, i + 1, '.'))
    i += 2;
  else if (is_text(c, i, "und") || is_mark(c, i, '/') || is_mark(c, i, '+') || is_mark(c, i, '&'))
    i++;
  else
    return false;
  struct view word = token_text(c, i);
  return view_starts(word, VIEW("feiertag")) || view_starts(word, VIEW("Feiertag"));
}

size_t rule_weekday(struct context *c, size_t at) {
  const struct lexicon_entry *day = short_weekday(c, at);
  if (day == NULL)
    return 0;
  bool comma = glued_mark(c, at + 1, ',') && short_weekday(c, at + 2) != NULL; // "Di, Do 14–18 Uhr"
  bool first = links_days(c, at + 1) && short_weekday(c, at + 2) != NULL;
  comma = comma || (is_text(c, at + 1, "und") && short_weekday(c, at + 2) != NULL);
  bool behind = at >= 2 && is_text(c, at - 1, "und") && short_weekday(c, at - 2) != NULL;
  bool second = at >= 2 && links_days(c, at - 1) && short_weekday(c, at - 2) != NULL;
  if (!first && !second && !comma && !behind && !before_time(c, at + 1) &&
      !before_holidays(c, at + 1))
    return 0;
  say_view(c, day->value[0]);
  if (!first)
    return 1;
  say(c, is_dash(mark(c, at + 1)) ? "bis" : "und");
  say_view(c, short_weekday(c, at + 2)->value[0]);
  return 3;
}
