// What stands in brackets: footnotes, omissions, parts of words, who is where in a picture.

#include "normalise/registry.h"

#include "base/utf8.h"
#include "normalise/agreement.h"
#include "normalise/phrase.h"

/// "[1]", "[12, 13]", "[a]" behind a word or full stop
static size_t footnote(struct context *c, size_t at) {
  size_t i = at + 1;
  while (i < at + LOOK_MAX && (is_number(c, i) || is_mark(c, i, ',') || is_dash(mark(c, i))))
    i++;
  uint32_t m = at > 0 && glued(c, at) ? mark(c, at - 1) : 0;
  bool behind_mark = m == '.' || m == ',' || m == ';' || m == ')'; // "ihr[e]" is another thing
  if (i == at + 1 && is_word(c, i) && c->tokens[i].len == 1 && behind_mark)
    i++;
  // "Quelle: [1]" is a number, "im Bericht [1]" a mark.
  bool mark_place = glued(c, at) || m != 0 ||
                    (at > 0 && is_word(c, at - 1) && !is_function_word(c, at - 1)) ||
                    is_mark(c, at - 1, '.');
  if (i == at + 1 || !is_mark(c, i, ']') || at == 0 || !mark_place)
    return 0;
  c->eat_space = true;
  return i + 1 - at;
}

/// "[...]", "[…]", "(...)", and "(😀!)", of which nothing is said.
static size_t omission(struct context *c, size_t at, uint32_t closing) {
  size_t i = at + 1, picture = 0, n;
  for (; i < at + LOOK_MAX; i += n) {
    n = emoji_left_out(c, i);
    picture += n;
    bool dot = is_mark(c, i, '.') || is_mark(c, i, 0x2026) ||
               (picture > 0 && (is_mark(c, i, '!') || is_mark(c, i, '?')));
    if (n == 0 && !dot)
      break;
    n += n == 0;
  }
  if (i == at + 1 || !is_mark(c, i, closing))
    return 0;
  c->eat_space = at > 0;
  return i + 1 - at;
}

/// "[d]as", "ihr[e]", "(un)möglich": brackets inside a word leave it whole.
static size_t word_part(struct context *c, size_t at, uint32_t closing) {
  if (!is_word(c, at + 1) || !glued(c, at + 1) || !glued_mark(c, at + 2, closing))
    return 0;
  bool before = glued(c, at) && is_word(c, at - 1), after = glued(c, at + 3) && is_word(c, at + 3);
  if ((!before && !after) || (before && c->tokens[at - 1].len == 1)) // "f(x)" is no word
    return 0;
  if (before && after && is_text(c, at + 1, "at")) { // "info(at)firma.de"
    say_raw(c, VIEW(" at "));
    return 3;
  }
  say_raw(c, token_text(c, at + 1));
  c->join = true;
  return 3;
}

/// "(Wieder-)Wahl" → "Wieder-Wahl"
static size_t word_part_hyphen(struct context *c, size_t at) {
  if (!is_word(c, at + 1) || !glued(c, at + 1) || !is_hyphen(mark(c, at + 2)) ||
      !glued_mark(c, at + 3, ')') || !is_word(c, at + 4) || !glued(c, at + 4))
    return 0;
  say_raw(c, token_text(c, at + 1));
  say_raw(c, VIEW("-"));
  c->join = true;
  return 4;
}

/// "Müller (l.) und Meier (r.)", "(v. l.)": who stands where in a picture.
static size_t picture_side(struct context *c, size_t at) {
  static const struct {
    const char *written, *spoken;
  } sides[] = {{"l", "links"}, {"r", "rechts"}, {"M", "Mitte"}};
  bool from = is_text(c, at + 1, "v") && glued_mark(c, at + 2, '.');
  size_t i = at + 1 + 2 * (size_t)from;
  if (!has_flag(c, at - 1, TOKEN_CAPITAL) && !(from && at > 0 && is_word(c, at - 1)))
    return 0;
  for (size_t k = 0; k < sizeof sides / sizeof *sides - from; k++) {
    if (!is_text(c, i, sides[k].written) || !glued_mark(c, i + 1, '.') ||
        !glued_mark(c, i + 2, ')'))
      continue;
    say_raw(c, from ? VIEW("(von ") : VIEW("("));
    say_raw(c, view_of(sides[k].spoken));
    say_raw(c, VIEW(")"));
    return i + 3 - at;
  }
  return 0;
}

/// What a short form at `i` stands for; sets its tokens. An empty view: it is said as it is.
static struct view full_form(const struct context *c, size_t i, size_t *n) {
  const struct tables *tables = &c->normaliser->tables;
  const struct lexicon_entry *entry = phrase_find(c, i, &tables->acronyms, BLANKS_ONE, false, n);
  if (entry != NULL && view_eq(entry->value[0], VIEW("as")))
    return entry->value[1];
  entry = phrase_find(c, i, &tables->abbreviations, BLANKS_DROP, false, n);
  return entry != NULL ? entry->value[1] : VIEW("");
}

/// "Bundesverfassungsgericht (BVerfG)", "Master of Science (M. Sc.)": in full it would be said
/// twice.
static size_t said_already(struct context *c, size_t at) {
  size_t n = 0;
  struct view full = full_form(c, at + 1, &n);
  if (full.len == 0 || !is_mark(c, at + 1 + n, ')') || glued(c, at))
    return 0;
  static const char *const endings[] = {"", "s", "es", "en", "n"};
  struct view said = view_sub(buf_as_view(&c->out->text), 0, c->said_from);
  while (view_ends(said, VIEW(" ")))
    said.len--;
  for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
    struct view ending = view_of(endings[i]), word = said;
    if (!view_ends(word, ending))
      continue;
    word.len -= ending.len;
    if (!view_ends(word, full) || (word.len > full.len && word.ptr[word.len - full.len - 1] != ' '))
      continue;
    c->eat_space = true;
    return n + 2;
  }
  return 0;
}

size_t rule_bracket(struct context *c, size_t at) {
  size_t n = 0;
  if (is_mark(c, at, '[')) {
    if ((n = footnote(c, at)) == 0 && (n = omission(c, at, ']')) == 0)
      n = word_part(c, at, ']');
  } else if (is_mark(c, at, '(')) {
    if ((n = omission(c, at, ')')) == 0 && (n = said_already(c, at)) == 0 &&
        (n = picture_side(c, at)) == 0 && (n = word_part_hyphen(c, at)) == 0)
      n = word_part(c, at, ')');
  }
  return n;
}
