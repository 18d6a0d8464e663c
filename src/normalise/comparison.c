// "<" and ">": a comparison in running text, or brackets around a placeholder.
#include "normalise/registry.h"

/// "wiegt < 250 g": in running text less or more than, between variables the sign's own name.
size_t rule_comparison(struct context *c, size_t at) {
  bool less = is_mark(c, at, '<');
  size_t number = at + 1 + (is_mark(c, at + 1, '-') && glued(c, at + 2));
  if ((!less && !is_mark(c, at, '>')) || !is_number(c, number) ||
      (glued(c, at) && !is_mark(c, at - 1, '(')))
    return 0;
  if (at == 0 && less && has(c, number + 1)) { // a cell of a table: "< 5 %"
    say(c, "weniger als");
    if (glued(c, at + 1))
      say_raw(c, VIEW(" "));
    return 1;
  }
  size_t unit = number + 1;
  if (is_mark(c, unit, ',') && is_number(c, unit + 1) && glued(c, unit + 1))
    unit += 2;
  bool measured = at > 0 && is_mark(c, at - 1, '(') && // "(< 6 Minuten)"
                  (is_word(c, unit) || is_mark(c, unit, '%') || is_mark(c, unit, 0x20AC));
  if (measured) {
    say(c, less ? "weniger als" : "mehr als");
    if (glued(c, at + 1))
      say_raw(c, VIEW(" "));
    return 1;
  }
  if (at == 0 || !is_word(c, at - 1) || has_flag(c, at - 1, TOKEN_CAPITAL) ||
      c->tokens[at - 1].len < 3)
    return 0;
  say(c, less ? "weniger als" : "mehr als");
  if (glued(c, at + 1))
    say_raw(c, VIEW(" "));
  return 1;
}

/// "<Ihr Name>": angle brackets around words, which nobody reads as signs of comparison.
size_t rule_placeholder(struct context *c, size_t at) {
  bool opens = is_mark(c, at, '<') && glued(c, at + 1) && is_word(c, at + 1);
  bool closes = is_mark(c, at, '>') && glued(c, at) && at > 0 && is_word(c, at - 1);
  if (!opens && !closes)
    return 0;
  for (size_t steps = 1; steps < LOOK_MAX; steps++) {
    size_t i = opens ? at + steps : at - steps;
    if (!has(c, i))
      return 0;
    bool pair = opens ? is_mark(c, i, '>') && glued(c, i) && is_word(c, i - 1)
                      : is_mark(c, i, '<') && glued(c, i + 1) && is_word(c, i + 1);
    if (pair)
      return 1;
  }
  return 0;
}
