/// Inside stage 3: what the rule files share.
///
/// A sentence is cut into tokens once. A cursor then walks over them; at a token that could begin
/// something to verbalise (its `start` bits say so), the rules of `normalise_rules` are tried in
/// order. A rule looks at neighbouring tokens, writes what is said with the `say` functions, and
/// returns how many tokens that replaces. The frame copies everything else and records the edit.
#ifndef LISTEN_NORMALISE_RULES_H
#define LISTEN_NORMALISE_RULES_H

#include "normalise/lexicon.h"
#include "normalise/normalise.h"
#include <stdint.h>

/// Rules look at most this many tokens around, so that the whole stays linear.
enum { LOOK_MAX = 24 };

enum token_kind {
  TOKEN_WORD,    ///< letters and combining marks; an apostrophe or hyphen is a token of its own
  TOKEN_NUMBER,  ///< ASCII digits; separators are tokens of their own
  TOKEN_PUNCT,   ///< one code point of category P
  TOKEN_SYMBOL,  ///< one code point of any other kind: S*, ², ½, marks of format, controls
  TOKEN_INVALID, ///< bytes that are not UTF-8; always dropped
};

enum token_flag {
  TOKEN_GLUED = 1 << 0,   ///< no white space before it (never set on the first token)
  TOKEN_CAPITAL = 1 << 1, ///< a word that begins with a capital
  TOKEN_CAPS2 = 1 << 2,   ///< a word with two capitals or more
  TOKEN_ALL_CAPS = 1 << 3 ///< a word of capitals alone (one is enough)
};

/// White space is no token: it shows as the missing GLUED flag of the next one.
struct token {
  size_t offset, len; ///< bytes of the sentence
  uint32_t first;     ///< its first code point
  uint8_t kind, flags;
};

/// What a token offers to begin with. A rule names those that it is to be tried at.
enum start {
  START_NUMBER = 1 << 0,  ///< a number
  START_SIGN = 1 << 1,    ///< + - – − ± ~ and the like, glued to a number
  START_SYMBOL = 1 << 2,  ///< any symbol
  START_PUNCT = 1 << 3,   ///< punctuation but comma, semicolon, full stop alone, ! and ?
  START_CAPS = 1 << 4,    ///< a word with two capitals
  START_LETTER = 1 << 5,  ///< a word of one letter
  START_DOT = 1 << 6,     ///< a word with a full stop glued to it
  START_JOINED = 1 << 7,  ///< a word glued to what follows, which is not closing punctuation
  START_INVALID = 1 << 8, ///< invalid bytes
  START_DOTS = 1 << 9,    ///< a full stop, comma, ; ! or ? glued to another such mark or to text
  START_LONG = 1 << 10,   ///< a word of more than 20 bytes
  START_SCRIPT = 1 << 11, ///< a word in another alphabet than ours

  // Words that begin an entry of a table: see `table_sources` in tables.c.
  START_SITE = 1 << 16,
  START_ABBREVIATION = 1 << 17,
  START_ACRONYM = 1 << 18,
  START_UNIT = 1 << 19, ///< "kWh" also without a number
  START_WEEKDAY = 1 << 20,
  START_BIBLE = 1 << 21,
  START_TABLES =
      START_SITE | START_ABBREVIATION | START_ACRONYM | START_UNIT | START_WEEKDAY | START_BIBLE,
};

/// All word tables, loaded once. Add a member here and a row in tables.c.
struct tables {
  struct lexicon triggers;       ///< first word of table entries → START_* bits (in `number`)
  uint32_t trigger_first2[2048]; ///< bit set of first two bytes: is it worth a look-up?

  struct lexicon nouns, noun_plurals;      ///< gender, plural, flags; by either form
  struct lexicon suffixes, suffix_plurals; ///< gender, plural, flags; by either form
  struct lexicon function_words;           ///< class, details
  struct lexicon lone_units;               ///< only to start a rule
  struct lexicon units, prefixes, currencies, scales, months, weekdays;
  struct lexicon readings;        ///< numbers with a reading of their own
  struct lexicon number_suffixes; ///< what joins a number: "jährig"

  struct lexicon abbreviations; ///< boundary, spoken, use, forms; keys without inner blanks
  struct lexicon acronyms;      ///< mode, spoken
  struct lexicon shorthand;     ///< place, spoken
  struct lexicon roman;         ///< kind, gender, numerals
  struct lexicon emoji, symbols, tlds, gender, cities, transliteration;
  struct lexicon bible;                    ///< spoken, flags
  struct lexicon site[2];                  ///< replacements, abbreviations of the site's own
  struct buf abbreviation_keys, site_keys; ///< what the keys point into
};

struct normaliser {
  struct tables tables;
  struct normalise_options options; ///< rules are copied, owned
};

/// One sentence at work.
struct context {
  const struct normaliser *normaliser;
  struct view text;
  const struct token *tokens;
  size_t n_tokens;
  struct spoken *out;

  // For the rule at work; reset before each.
  size_t said_from;             ///< where its output begins in out->text
  enum semiotic_class semiotic; ///< the rule's class from the table; it may set a finer one
  const char *rule;             ///< likewise its name; static
  bool eat_space;               ///< set it to replace the white space before the token too
  bool join;                    ///< set it where what is said belongs to the word it touches
};

/// Try to verbalise at token `at`. Returns the number of tokens replaced, 0 for "not mine" (what it
/// said is then taken back). Must look no further than LOOK_MAX tokens either way.
typedef size_t (*rule_function)(struct context *c, size_t at);

struct rule {
  const char *name;
  enum semiotic_class semiotic;
  unsigned starts; ///< enum start bits
  rule_function apply;
};

/// In the order in which they are tried (registry.c).
extern const struct rule normalise_rules[];
extern const size_t normalise_n_rules;

// --- cutting (token.c)

/// Cut into tokens. Grows `*tokens`; false when out of memory.
bool tokenise(struct view text, struct token **tokens, size_t *cap, size_t *n);

// --- tables (tables.c)

bool tables_load(struct tables *tables);
void tables_clear(struct tables *tables);
/// Make `word` (the first word of an entry) start rules with `starts`. False when out of memory.
bool tables_trigger(struct tables *tables, struct view word, unsigned starts);
/// The START_* bits of a word, 0 for most.
unsigned tables_starts(const struct tables *tables, struct view word);

// --- looking: any index is allowed, also one out of range ("before the first": (size_t)-1)

static inline bool has(const struct context *c, size_t i) {
  return i < c->n_tokens;
}

static inline struct view token_text(const struct context *c, size_t i) {
  if (!has(c, i))
    return (struct view){"", 0};
  return view_sub(c->text, c->tokens[i].offset, c->tokens[i].len);
}

static inline bool is_kind(const struct context *c, size_t i, enum token_kind kind) {
  return has(c, i) && c->tokens[i].kind == kind;
}

static inline bool is_word(const struct context *c, size_t i) {
  return is_kind(c, i, TOKEN_WORD);
}

static inline bool is_number(const struct context *c, size_t i) {
  return is_kind(c, i, TOKEN_NUMBER);
}

/// Nothing but `i`'s own bytes lies between the token before and it.
static inline bool glued(const struct context *c, size_t i) {
  return has(c, i) && (c->tokens[i].flags & TOKEN_GLUED) != 0;
}

static inline bool has_flag(const struct context *c, size_t i, enum token_flag flag) {
  return has(c, i) && (c->tokens[i].flags & flag) != 0;
}

/// Code point of a punctuation mark or symbol at `i`; 0 for anything else.
static inline uint32_t mark(const struct context *c, size_t i) {
  if (!has(c, i) || (c->tokens[i].kind != TOKEN_PUNCT && c->tokens[i].kind != TOKEN_SYMBOL))
    return 0;
  return c->tokens[i].first;
}

static inline bool is_mark(const struct context *c, size_t i, uint32_t code_point) {
  return mark(c, i) == code_point;
}

/// A mark glued to the token before it: the "." of "3."
static inline bool glued_mark(const struct context *c, size_t i, uint32_t code_point) {
  return is_mark(c, i, code_point) && glued(c, i);
}

/// The word at `i` is exactly `word`.
static inline bool is_text(const struct context *c, size_t i, const char *word) {
  return view_eq(token_text(c, i), view_of(word));
}

bool is_hyphen(uint32_t code_point); ///< - ‐ ‑
bool is_dash(uint32_t code_point);   ///< – — ― −, and the hyphens

/// The word at `i` is in the NULL-terminated `list`, sorted or not, short. `*_nocase` ignores
/// the case of the first letter, for words that may begin a sentence.
bool is_one_of(const struct context *c, size_t i, const char *const *list);
bool is_one_of_nocase(const struct context *c, size_t i, const char *const *list);

/// Nothing but closing quotes and brackets follows from token `i` on, or a full stop in addition.
bool ends_sentence(const struct context *c, size_t i);

/// A full stop that an abbreviation brings is also that of the sentence: token `i` after it ends
/// the sentence, brings no stop of its own, and closes no bracket ("(v. l. n. r.)").
bool stops_sentence(const struct context *c, size_t i);

/// Nothing but opening quotes, brackets and dashes stands before token `i`.
bool begins_sentence(const struct context *c, size_t i);

/// `phrase` stands at token `at` and ends at the end of a token; a blank in it matches any white
/// space, also none between marks and words ("z. B." matches "z.B."). Returns the number of
/// tokens, 0 for no match.
size_t match_phrase(const struct context *c, size_t at, struct view phrase);

/// Tokens of the emoji at `at` of which nothing is said; 0 where there is none (emoji.c).
size_t emoji_left_out(const struct context *c, size_t at);

// --- saying: append to the verbalisation of the rule at work

/// As it is, without a blank.
void say_raw(struct context *c, struct view text);
/// A blank, unless the rule has said nothing yet or its output ends in a blank or hyphen.
void say_blank(struct context *c);
/// A word, with a blank before it unless it is the rule's first or follows a blank or hyphen.
void say(struct context *c, const char *word);
void say_view(struct context *c, struct view word);
/// Give the rule's output a capital at its front, if it begins with a plain letter.
void say_capital(struct context *c);
/// Tokens from `from` to before `to` as written, as `say`.
void say_tokens(struct context *c, size_t from, size_t to);

#endif
