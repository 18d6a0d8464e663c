// Paragraphs: "§ 5 Abs. 2", "§§ 3 ff.", "nach § 218a", "des § 12".
#include "normalise/numeral.h"
#include "normalise/registry.h"
#include "normalise/spell.h"

enum { PARAGRAPH = 0xA7 };

/// The word is weak: "dem Paragrafen", but without article "nach Paragraf 5".
static const char *paragraph_word(const struct context *c, size_t at, bool plural) {
  static const char *const governors[] = {"des", "dem", "den",  "diesem", "diesen", "im", "zum",
                                          "vom", "am",  "beim", "einem",  "einen",  NULL};
  bool of_the = at > 3 && is_mark(c, at - 1, '.') && is_text(c, at - 2, "d") &&
                is_mark(c, at - 3, '.') && is_text(c, at - 4, "S"); // "i. S. d. § 5"
  return plural || of_the || (at > 0 && is_one_of_nocase(c, at - 1, governors)) ? "Paragrafen"
                                                                                : "Paragraf";
}

/// "§ 1 I 2 BGB": paragraph and sentence as lawyers write them. Returns the tokens.
static size_t say_short_citation(struct context *c, size_t i) {
  static const char *const romans[] = {"I", "II", "III", "IV", "V", "VI", "VII", "VIII", NULL};
  if (glued(c, i) || !is_one_of(c, i, romans))
    return 0;
  bool sentence = is_number(c, i + 1) && !glued(c, i + 1) && c->tokens[i + 1].len <= 2;
  if (!has_flag(c, i + 1 + sentence, TOKEN_CAPS2))
    return 0; // the law's name follows
  size_t value = 0;
  while (!is_text(c, i, romans[value]))
    value++;
  say(c, "Absatz");
  say_cardinal(c, value + 1, ONE_EINS, 0);
  if (sentence) {
    say(c, "Satz");
    say_count(c, token_text(c, i + 1));
  }
  return 1 + sentence;
}

/// The number and its letter: "218a". Returns its tokens.
static size_t say_paragraph_number(struct context *c, size_t i) {
  struct numeral n;
  if (!read_numeral(c, i, NUMERAL_GERMAN, &n) || n.n_decimals > 0)
    return 0;
  say_numeral(c, &n, ONE_EINS, 0);
  i += n.n_tokens;
  if (is_word(c, i) && glued(c, i) && c->tokens[i].len == 1) {
    say_view(c, token_text(c, i));
    return n.n_tokens + 1;
  }
  return n.n_tokens;
}

size_t rule_paragraph(struct context *c, size_t at) {
  if (!is_mark(c, at, PARAGRAPH))
    return 0;
  bool plural = is_mark(c, at + 1, PARAGRAPH);
  size_t i = at + 1 + plural;
  say(c, paragraph_word(c, at, plural));
  size_t n = say_paragraph_number(c, i);
  i += n;
  if (n > 0 && !plural)
    i += say_short_citation(c, i);
  if (n > 0 && is_dash(mark(c, i)) && is_number(c, i + 1)) {
    say(c, "bis");
    i += 1 + say_paragraph_number(c, i + 1);
  }
  if (n == 0 && glued(c, i) && is_word(c, i))
    say_raw(c, VIEW(" ")); // "§5" is a number, "§foo" hardly
  return i - at;
}

/// "Abs. 3 S. 1": a sentence of the law, no page.
size_t rule_law_sentence(struct context *c, size_t at) {
  static const char *const before[] = {"Abs", "Art", "Absatz", "Artikel", NULL};
  if (!is_text(c, at, "S") || !glued_mark(c, at + 1, '.') || !is_number(c, at + 2) || at < 2 ||
      !is_number(c, at - 1))
    return 0;
  size_t word = at - 2 - (is_mark(c, at - 2, '.') && at > 2);
  if (!is_one_of(c, word, before))
    return 0;
  say(c, "Satz");
  return 2;
}
