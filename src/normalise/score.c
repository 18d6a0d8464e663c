// Scores and ratios: "2:1", "6:4, 7:5", "im Verhältnis 1:10", "Maßstab 1:25.000".
#include "normalise/numeral.h"
#include "normalise/registry.h"

/// ":" between two numbers, glued to both or to neither.
static bool is_colon(const struct context *c, size_t i) {
  return is_mark(c, i, ':') && is_number(c, i + 1) && glued(c, i) == glued(c, i + 1);
}

size_t rule_score(struct context *c, size_t at) {
  struct numeral numbers[4];
  size_t n = 0, i = at;
  while (n < 4 && read_numeral(c, i, NUMERAL_GERMAN, &numbers[n])) {
    i += numbers[n++].n_tokens;
    if (!is_colon(c, i))
      break;
    i++;
  }
  if (n < 2 || is_colon(c, i - 1))
    return 0;
  if ((at > 0 && glued(c, at) && (is_word(c, at - 1) || mark(c, at - 1) == ':')) ||
      (glued(c, i) && is_word(c, i)))
    return 0;
  static const char *const standards[] = {"ISO", "DIN", "EN", "IEC", "VDE", "VDI", NULL};
  bool edition = at > 0 && n == 2 && is_one_of(c, at - 1, standards); // "ISO 9001:2015"
  bool divided = n == 2 && is_mark(c, i, '=');                        // "7 : 2 = 3,5"
  for (size_t k = 0; k < n; k++) {
    if (k > 0 && edition)
      say_raw(c, VIEW(","));
    else if (k > 0)
      say(c, divided ? "geteilt durch" : "zu");
    say_numeral(c, &numbers[k], ONE_EINS, 0);
  }
  return i - at;
}
