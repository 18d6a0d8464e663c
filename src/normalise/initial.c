// Short forms that need no table: streets by their ending ("Hauptstr."), initials ("J. F.
// Kennedy").

#include "normalise/registry.h"

#include "base/utf8.h"
#include "normalise/agreement.h"
#include "normalise/spell.h"

static bool is_capital_word(const struct context *c, size_t i) {
  return is_word(c, i) && has_flag(c, i, TOKEN_CAPITAL);
}

/// "Hauptstr. 5" → "Hauptstraße", "Marienpl." → "Marienplatz"
size_t rule_street(struct context *c, size_t at) {
  static const struct {
    const char *written, *spoken;
  } endings[] = {{"str", "straße"},
                 {"pl", "platz"},
                 {"hbf", "hauptbahnhof"},
                 {"nr", "nummer"},
                 {"temp", "temperatur"}};
  struct view word = token_text(c, at);
  if (!glued_mark(c, at + 1, '.') || !has_flag(c, at, TOKEN_CAPITAL))
    return 0;
  for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
    struct view written = view_of(endings[i].written);
    if (word.len < written.len + 3 || !view_ends(word, written))
      continue;
    say_view(c, view_sub(word, 0, word.len - written.len));
    say_raw(c, view_of(endings[i].spoken));
    if (stops_sentence(c, at + 2))
      say_raw(c, VIEW("."));
    return 2;
  }
  return 0;
}

/// "N.Y.", "U.S.": letters with stops and no blanks are spelled.
static size_t dotted_letters(struct context *c, size_t at) {
  size_t n = 0;
  while (n < 10 && is_word(c, at + n) && has_flag(c, at + n, TOKEN_CAPITAL) &&
         utf8_count(token_text(c, at + n)) == 1 && glued_mark(c, at + n + 1, '.') &&
         (n == 0 || glued(c, at + n)))
    n += 2;
  if (n < 4 || (glued(c, at + n) && (is_word(c, at + n) || is_hyphen(mark(c, at + n)))))
    return 0;
  for (size_t i = at; i < at + n; i += 2)
    say_letters(c, token_text(c, i), false);
  if (stops_sentence(c, at + n))
    say_raw(c, VIEW("."));
  return n;
}

/// "J. F. Kennedy": the full stops of initials are no pauses.
size_t rule_initial(struct context *c, size_t at) {
  if (!glued_mark(c, at + 1, '.') || utf8_count(token_text(c, at)) != 1 ||
      !has_flag(c, at, TOKEN_CAPITAL))
    return 0;
  size_t next = dotted_letters(c, at);
  if (next > 0)
    return next;
  next = at + 2;
  if (is_hyphen(mark(c, next)) && glued(c, next)) // "J.-P. Müller"
    next++;
  if (!is_capital_word(c, next) || is_function_word(c, next))
    return 0;
  say_tokens(c, at, at + 1);
  return 2;
}
