#include "normalise/adjective.h"

#include "base/utf8.h"
#include "normalise/registry.h"

bool is_several(const struct context *c, size_t i) {
  static const char *const words[] = {
      "zwei",   "drei",   "vier",    "fünf",     "sechs", "sieben", "acht",   "neun",    "zehn",
      "elf",    "zwölf",  "mehrere", "mehreren", "viele", "vielen", "einige", "einigen", "beide",
      "beiden", "wenige", "wenigen", "alle",     "allen", "Mio",    "Tsd",    NULL};
  if (is_number(c, i))
    return !view_eq(token_text(c, i), VIEW("1"));
  return is_one_of_nocase(c, i, words);
}

/// "sog." before "neuen Medien" and behind "die frühere" takes the ending of its neighbour.
static struct view neighbour_ending(const struct context *c, size_t i) {
  static const char *const endings[] = {"en", "er", "es", "em", "e"};
  struct view word = token_text(c, i);
  if (!is_word(c, i) || has_flag(c, i, TOKEN_CAPITAL) || word.len < 5 || !is_adjective(c, i))
    return (struct view){"", 0};
  for (size_t k = 0; k < sizeof endings / sizeof *endings; k++) {
    if (view_ends(word, view_of(endings[k])))
      return view_of(endings[k]);
  }
  return (struct view){"", 0};
}

/// "der hl. Martin": first names are in no table of nouns.
enum noun_gender name_gender(const struct context *c, size_t i) {
  const struct lexicon_entry *name = lexicon_get(&c->normaliser->tables.roman, token_text(c, i));
  if (name == NULL || !view_eq(name->value[0], VIEW("name")))
    return NOUN_UNKNOWN;
  return view_eq(name->value[1], VIEW("f")) ? NOUN_FEMININE : NOUN_MASCULINE;
}

/// "zwei ehemalige Mitarbeiter", "mit zwei ehemaligen Mitarbeitern", "die beiden ehemaligen".
static struct view several_ending(const struct context *c, size_t i) {
  static const char *const weak[] = {"beide",  "beiden",  "alle",    "allen", "mehreren",
                                     "vielen", "einigen", "wenigen", NULL};
  static const char *const articles[] = {"die",    "der",   "den",  "diese", "dieser",
                                         "diesen", "seine", "ihre", NULL};
  if (is_one_of_nocase(c, i, weak) || (i > 0 && is_one_of_nocase(c, i - 1, articles)) ||
      case_before(c, i, false) == CASE_DATIVE)
    return VIEW("en");
  return case_before(c, i, false) == CASE_GENITIVE ? VIEW("er") : VIEW("e");
}

/// "(lat. „res publica“)", "engl. computer": the name of a language before its word has no ending.
static bool names_language(const struct context *c, size_t at, size_t n, struct view stem) {
  if (!view_ends(stem, VIEW("isch")) && !view_eq(stem, VIEW("deutsch")))
    return false;
  size_t next = at + n;
  uint32_t m = mark(c, next);
  bool quoted = m == '"' || m == 0x201E || m == 0x201C || m == 0xBB || m == 0xAB || m == 0x201A ||
                m == ':' || m == '*';
  bool word = is_word(c, next) && !has_flag(c, next, TOKEN_CAPITAL) && !is_adjective(c, next) &&
              !is_function_word(c, next);
  bool opened = at == 0 || mark(c, at - 1) == '(' || mark(c, at - 1) == ',' ||
                mark(c, at - 1) == ';' || mark(c, at - 1) == '[' || is_text(c, at - 1, "von") ||
                is_text(c, at - 1, "vom");
  return opened && (quoted || word);
}

static bool is_class(const struct context *c, size_t i, const char *class) {
  const struct lexicon_entry *entry = function_word(c, i);
  return entry != NULL && view_eq(entry->value[0], view_of(class));
}

/// "gefördert", "geförderte", "beschlossen", "geplanten", "vorgeschriebenes": what a participle
/// ends in, with and without an ending.
static bool is_participle(struct view word) {
  static const char *const ends[] = {"t",    "te",  "ten",  "ter",  "tes", "tem",
                                     "enen", "ene", "ener", "enes", "enem"};
  for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
    if (word.len >= 7 && view_ends(word, view_of(ends[i])))
      return true;
  return false;
}

/// The noun that adjectives lead to from `i` on, "Stellen" of "staatl. und priv. Stellen", but none
/// in "möbl. und ruhig", "persönl. abgeben"; n_tokens: there is none.
static size_t noun_behind(const struct context *c, size_t i) {
  enum { MOST = 8 };
  static const char *const links[] = {"und", "oder", "sowie", "bzw", NULL};
  for (size_t end = i + MOST; i < end && has(c, i); i++) {
    if (has_flag(c, i, TOKEN_CAPITAL))
      return is_word(c, i) ? i : c->n_tokens;
    bool between = is_adjective(c, i) || is_one_of(c, i, links) || glued_mark(c, i + 1, '.') ||
                   glued_mark(c, i, '.') || glued_mark(c, i, ',') || is_hyphen(mark(c, i));
    if (!between)
      break;
  }
  return c->n_tokens;
}

/// An adverb has no ending: "5 km südl. von Graz", "öffentl. gefördert", "staatl. anerkannte".
static bool is_adverb(const struct context *c, size_t at, size_t next, struct view stem) {
  if (has_flag(c, next, TOKEN_CAPITAL) || has_flag(c, next, TOKEN_CAPS2))
    return false;
  if (is_number(c, next)) // "Gottesdienste: ev. 9.30 Uhr"
    return !follows_determiner(c, at);
  if (is_mark(c, next, ')')) // "Suppe (veg.)"
    return at > 0 && is_mark(c, at - 1, '(');
  if (!is_word(c, next)) // "Zimmer, möbl., ruhig"
    return glued_mark(c, next, ',') && noun_behind(c, next) == c->n_tokens;
  if (is_class(c, next, "prep") || is_class(c, next, "det"))
    return !follows_determiner(c, at) && neighbour_ending(c, at > 0 ? at - 1 : at).len == 0;
  if (view_ends(stem, VIEW("lich")) && function_word(c, next) == NULL &&
      is_participle(token_text(c, next)))
    return true;
  return !follows_determiner(c, at) && noun_behind(c, next) == c->n_tokens;
}

void say_adjective(struct context *c, size_t at, size_t n, struct view stem) {
  if (is_adverb(c, at, at + n, stem)) {
    say_view(c, stem);
    return;
  }
  size_t noun = noun_behind(c, at + n);
  if (noun == c->n_tokens)
    noun = at + n;
  struct view ending = neighbour_ending(c, at + n);
  if (ending.len == 0 && at > 0)
    ending = neighbour_ending(c, at - 1);
  static const char *const place[] = {"Breite", "Länge", NULL};
  if (at > 0 && is_one_of(c, at + n, place) &&
      (is_mark(c, at - 1, 0xB0) || is_text(c, at - 1, "Grad")))
    ending = VIEW("er"); // "47° nördl. Breite"
  if (ending.len == 0 && at > 0 && is_several(c, at - 1))
    ending = several_ending(c, at - 1);
  if (view_eq(stem, VIEW("heilig")) && is_text(c, at, "hll")) // several of them
    ending = follows_determiner(c, at) ? VIEW("en") : VIEW("e");
  if (ending.len == 0 && !names_language(c, at, n, stem))
    ending = view_of(ordinal_ending(c, at, noun, name_gender(c, at + n)));
  say_view(c, stem);
  say_raw(c, ending);
}

/// The word ends in lower case as only those do that end in "-lich" in full.
static bool lacks_ich(const struct context *c, size_t at) {
  enum { LETTERS_MIN = 5 };
  struct view word = token_text(c, at);
  if (utf8_count(word) < LETTERS_MIN || !view_ends(word, VIEW("l")) ||
      view_ends(word, VIEW("issl")) || has_flag(c, at, TOKEN_CAPS2) || // "a bissl"
      (has_flag(c, at, TOKEN_CAPITAL) && !begins_sentence(c, at)))
    return false;
  bool vowel = false; // "html" is none
  for (size_t i = 0; i < word.len; i++)
    vowel |= strchr("aeiouyAEIOU", word.ptr[i]) != NULL || (unsigned char)word.ptr[i] >= 0x80;
  struct view stem = view_sub(word, 0, word.len - 1);
  return vowel && (strchr("bdfgkmnrstz", stem.ptr[stem.len - 1]) != NULL ||
                   view_ends(stem, VIEW("ß")) || view_ends(stem, VIEW("ch")));
}

size_t rule_short_adjective(struct context *c, size_t at) {
  enum { STEM_BYTES = 64 };
  char stem[STEM_BYTES];
  struct view word = token_text(c, at);
  bool joined = at > 0 && glued(c, at) && mark(c, at - 1) != '(' && !is_hyphen(mark(c, at - 1));
  if (joined || !glued_mark(c, at + 1, '.') || word.len + 3 > STEM_BYTES || !lacks_ich(c, at))
    return 0;
  memcpy(stem, word.ptr, word.len);
  memcpy(stem + word.len, "ich", 3);
  struct view full = {stem, word.len + 3};
  if (is_word(c, at + 2))
    say_adjective(c, at, 2, full);
  else
    say_view(c, full);
  if (stops_sentence(c, at + 2))
    say_raw(c, VIEW("."));
  return 2;
}
