// Short forms that are no entry of a table: "f." and "d." between two words, "Prof.in".
#include "normalise/agreement.h"
#include "normalise/registry.h"

/// A noun stands before `at`, in full or short: "Ministerium", "Min."
static bool after_name(const struct context *c, size_t at) {
  return has_flag(c, at - 1, TOKEN_CAPITAL) ||
         (glued_mark(c, at - 1, '.') && is_word(c, at - 2) && c->tokens[at - 2].len > 1);
}

/// "Min. f. Verkehr", "Zi. m. Bad", "5. So. d. Passionszeit": small words between two others.
size_t rule_small_word(struct context *c, size_t at) {
  static const char *const inner[] = {"Innern", "Inneren", "Äußeren", NULL};
  if (is_text(c, at, "f") && is_number(c, at + 2) && !glued(c, at + 2) && at > 0 &&
      glued_mark(c, at + 1, '.') && after_name(c, at)) { // "Zutaten f. 4 Pers."
    say(c, "für");
    return 2;
  }
  if (at == 0 || glued(c, at) || !glued_mark(c, at + 1, '.') || !is_word(c, at + 2) ||
      glued(c, at + 2) || c->tokens[at + 2].len < 3 ||
      (glued_mark(c, at + 3, '.') && !ends_sentence(c, at + 3)) || !after_name(c, at))
    return 0;
  static const struct {
    const char *written, *spoken;
  } words[] = {{"f", "für"}, {"m", "mit"}, {"o", "oder"}};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    if (!is_text(c, at, words[i].written))
      continue;
    say(c, words[i].spoken);
    return 2;
  }
  if (!is_text(c, at, "d") || !has_flag(c, at + 2, TOKEN_CAPITAL))
    return 0;
  struct noun noun = noun_of(&c->normaliser->tables, token_text(c, at + 2));
  bool genitive =
      noun.found && view_ends(token_text(c, at + 2), VIEW("s")) && noun.gender != NOUN_FEMININE;
  if (genitive || is_one_of(c, at + 2, inner))
    say(c, "des");
  else if (noun.gender == NOUN_FEMININE || noun.plural)
    say(c, "der");
  else
    return 0;
  return 2;
}

/// "Prof.in Huber", "Dr.in Weiß": the ending that makes a woman of the title.
size_t rule_her_title(struct context *c, size_t at) {
  static const struct {
    const char *written, *spoken;
  } titles[] = {{"Prof", "Professorin"}, {"Dr", "Doktorin"}, {"Ing", "Ingenieurin"}};
  size_t in = at + 2 + (glued(c, at + 2) && mark(c, at + 2) != 0); // "Prof.'in", "Prof.:in"
  if (!glued_mark(c, at + 1, '.') || !glued(c, in) || !is_text(c, in, "in") || glued(c, in + 1))
    return 0;
  for (size_t i = 0; i < sizeof titles / sizeof *titles; i++) {
    if (!is_text(c, at, titles[i].written))
      continue;
    say(c, titles[i].spoken);
    return in + 1 - at;
  }
  return 0;
}
