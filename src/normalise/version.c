// Numbers with points that are read out: "4.0", "17.4.1", "192.168.0.1", "GPT-4", "Boeing 737-800".
#include "normalise/agreement.h"
#include "normalise/numeral.h"
#include "normalise/registry.h"
#include "normalise/spell.h"

enum { VERSION_PARTS = 8 };

static void say_part(struct context *c, size_t i) {
  struct view digits = token_text(c, i);
  say_blank(c);
  if (digits.len > 1 && digits.ptr[0] == '0')
    spell_digits(&c->out->text, digits);
  else
    spell_cardinal(&c->out->text, digits, ONE_EINS, 0);
}

/// Say "4.0" at `i`; returns its tokens, 1 for a plain number, 0 for none.
static size_t say_points(struct context *c, size_t i) {
  if (!is_number(c, i) || c->tokens[i].len > NUMERAL_MAX_DIGITS)
    return 0;
  say_part(c, i);
  size_t n = 1;
  while (n < 2 * VERSION_PARTS && glued_mark(c, i + n, '.') && is_number(c, i + n + 1) &&
         glued(c, i + n + 1) && c->tokens[i + n + 1].len <= NUMERAL_MAX_DIGITS) {
    say(c, "Punkt");
    say_part(c, i + n + 1);
    n += 2;
  }
  return n;
}

size_t rule_version(struct context *c, size_t at) {
  struct numeral n;
  if (!read_numeral(c, at, NUMERAL_GERMAN, &n) || n.n_tokens > 1)
    return 0;
  size_t said = say_points(c, at);
  return said > 1 ? said : 0;
}

/// "U-20-WM", "G7-Gipfel": after letters a number keeps no hyphens, it is read letter by letter
/// with them. Takes the hyphen at `i` where a word follows; returns its tokens.
static size_t say_open_hyphen(struct context *c, size_t letters, size_t i) {
  if (!has_flag(c, letters, TOKEN_ALL_CAPS) || !is_hyphen(mark(c, i)) || !glued(c, i) ||
      !glued(c, i + 1) || !is_word(c, i + 1))
    return 0;
  say_raw(c, VIEW(" "));
  return 1;
}

/// "H5N1", "U17", "v2.0", "EM2024": a number right after letters is no amount.
size_t rule_code(struct context *c, size_t at) {
  if (at == 0 || !glued(c, at) || !is_word(c, at - 1))
    return 0;
  unsigned year;
  size_t n = 1;
  if (c->tokens[at - 1].len > 1 && c->tokens[at].len == 4 && read_digits(c, at, 4, &year) &&
      year >= 1900 && year < 2100)
    say_year(c, year);
  else
    n = say_points(c, at);
  return n == 0 ? 0 : n + say_open_hyphen(c, at - 1, at + n);
}

/// "-70565" of "D-70565 Stuttgart", "-1010" of "A-1010 Wien"
static bool is_postcode(const struct context *c, size_t hyphen) {
  size_t digits = is_text(c, hyphen - 1, "D") ? 5 : 4;
  bool country = digits == 5 || is_text(c, hyphen - 1, "A") || is_text(c, hyphen - 1, "CH");
  return country && c->tokens[hyphen + 1].len == digits && !glued(c, hyphen + 2) &&
         is_word(c, hyphen + 2) && has_flag(c, hyphen + 2, TOKEN_CAPITAL);
}

/// How many tokens belong to numbers with a hyphen between each two: glued on both sides ("7-3-6")
/// or apart on both ("4 - 12 - 17").
static size_t chain_length(const struct context *c, size_t at, bool apart) {
  size_t n = 1;
  bool hyphens = apart || is_hyphen(mark(c, at + 1)); // or dashes throughout: "3–11–17–28"
  while (n < LOOK_MAX && is_number(c, at) && is_dash(mark(c, at + n)) &&
         (apart || is_hyphen(mark(c, at + n)) == hyphens) && glued(c, at + n) == !apart &&
         glued(c, at + n + 1) == !apart && is_number(c, at + n + 1))
    n += 2;
  return n;
}

/// "Vier-zwei-drei-eins-System"
static void hyphenate_chain(struct context *c) {
  for (size_t i = c->said_from; i < c->out->text.len; i++) {
    if (c->out->text.ptr[i] == ' ')
      c->out->text.ptr[i] = '-';
  }
  say_capital(c);
}

/// "-Ws" of "5-3-Ws": a few letters that make no word.
static bool ends_in_code(const struct context *c, size_t hyphen) {
  struct view word = token_text(c, hyphen + 1);
  return is_hyphen(mark(c, hyphen)) && glued(c, hyphen) && glued(c, hyphen + 1) &&
         is_word(c, hyphen + 1) && word.len >= 2 && word.len <= 3 && !is_pronounceable(word) &&
         !(glued(c, hyphen + 2) && !ends_sentence(c, hyphen + 2) && !is_mark(c, hyphen + 2, ','));
}

/// "7-3-6", "4-2-3-1", "CVE-2024-23222", "4 - 12 - 17 - 23": numbers in a row that are no range.
size_t rule_number_chain(struct context *c, size_t at) {
  bool apart = is_dash(mark(c, at + 1)) && !glued(c, at + 1);
  size_t n = chain_length(c, at, apart);
  bool inside = at > 0 && glued(c, at);
  if (n == 3 && !inside && !apart && ends_in_code(c, at + n)) {
    say_part(c, at);
    say(c, "Strich");
    say_part(c, at + 2);
    say_letters(c, token_text(c, at + 4), false);
    return 5;
  }
  bool name = at >= 2 && inside && is_hyphen(mark(c, at - 1)) && glued(c, at - 1) &&
              has_flag(c, at - 2, TOKEN_ALL_CAPS);
  if (n < (name ? 3 : 5) || (inside && !name && mark(c, at - 1) != '(') ||
      (glued(c, at + n) && (is_word(c, at + n) || is_number(c, at + n + 1))))
    return 0;
  for (size_t i = at; i < at + n; i += 2) {
    if ((apart || !is_hyphen(mark(c, at + 1))) && i > at)
      say_raw(c, VIEW(","));
    if (c->tokens[i].len > 4) {
      say_blank(c);
      spell_digits(&c->out->text, token_text(c, i));
    } else {
      say_part(c, i);
    }
  }
  if (!name && glued(c, at + n) && is_hyphen(mark(c, at + n)) &&
      has_flag(c, at + n + 1, TOKEN_CAPITAL))
    hyphenate_chain(c);
  return n;
}

/// "-4.0" of "GPT-4.0", "-20-" of "U-20-WM", ".3" of "ID.3": a number that a mark joins to a name.
size_t rule_joined_number(struct context *c, size_t at) {
  bool point = is_mark(c, at, '.') && at > 0 && has_flag(c, at - 1, TOKEN_ALL_CAPS);
  if ((!is_hyphen(mark(c, at)) && !point) || at == 0 || !glued(c, at) || !glued(c, at + 1) ||
      !is_word(c, at - 1) || !is_number(c, at + 1))
    return 0;
  say_raw(c, VIEW(" "));
  if (is_postcode(c, at)) {
    spell_digits(&c->out->text, token_text(c, at + 1));
    return 2;
  }
  size_t n = say_points(c, at + 1);
  size_t next = at + 1 + n;
  size_t hyphen = n > 0 ? say_open_hyphen(c, at - 1, next) : 0;
  if (n == 0 || (hyphen == 0 && glued(c, next) && mark(c, next) != 0 && glued(c, next + 1) &&
                 !is_mark(c, next, ')')))
    return 0; // "Covid-19-Pandemie": the hyphens stay
  return 1 + n + hyphen;
}

/// "p = .03", "Kaliber .50": a decimal without its zero, or a calibre.
size_t rule_leading_point(struct context *c, size_t at) {
  if (!is_mark(c, at, '.') || at == 0 || glued(c, at) || !glued(c, at + 1) ||
      !is_number(c, at + 1) || c->tokens[at + 1].len > 4 ||
      (glued(c, at + 2) && !ends_sentence(c, at + 2) && mark(c, at + 2) != ',' &&
       mark(c, at + 2) != ')' && mark(c, at + 2) != ';'))
    return 0;
  uint32_t m = mark(c, at - 1);
  if (m == '=' || m == '<' || m == '>') {
    say(c, "null Komma");
    say_digits(c, token_text(c, at + 1));
  } else if (has_flag(c, at - 1, TOKEN_CAPITAL)) {
    say(c, "Punkt");
    say_part(c, at + 1);
  } else {
    return 0;
  }
  return 2;
}

/// "Boeing 737-800": the type of a thing with a name, no range.
size_t rule_type_number(struct context *c, size_t at) {
  unsigned first, second;
  if (at == 0 || !has_flag(c, at - 1, TOKEN_CAPITAL) || glued(c, at) ||
      is_counter_noun(c, at - 1) || is_function_word(c, at - 1) || !read_digits(c, at, 3, &first) ||
      !is_hyphen(mark(c, at + 1)) || !glued(c, at + 1) || !glued(c, at + 2) ||
      !read_digits(c, at + 2, 4, &second) || first < 100 || second < 100)
    return 0;
  if (noun_of(&c->normaliser->tables, token_text(c, at - 1)).found)
    return 0;
  say_cardinal(c, first, ONE_EINS, 0);
  say_cardinal(c, second, ONE_EINS, 0);
  return 3;
}

/// "08/15", "24/7": a table of numbers with a reading of their own.
/// The second column names the neighbours that a reading asks for: "1860 München", "TSV 1860".
static bool suits_neighbours(const struct context *c, size_t at, size_t last,
                             const struct lexicon_entry *entry) {
  struct view words = entry->value[1];
  if (words.len == 0)
    return true;
  while (words.len > 0) {
    const char *blank = memchr(words.ptr, ' ', words.len);
    size_t len = blank == NULL ? words.len : (size_t)(blank - words.ptr);
    struct view word = view_sub(words, 0, len);
    if ((at > 0 && view_eq(token_text(c, at - 1), word)) || view_eq(token_text(c, last + 1), word))
      return true;
    words = view_sub(words, len + 1, words.len);
  }
  return false;
}

size_t rule_reading(struct context *c, size_t at) {
  if (at > 0 && glued(c, at) &&
      (is_word(c, at - 1) || mark(c, at - 1) == '.' || mark(c, at - 1) == ','))
    return 0;
  for (size_t n = 3; n >= 1; n--) {
    size_t last = at + n - 1;
    if (!has(c, last) || (n > 1 && (!glued(c, at + 1) || !glued(c, last))))
      continue;
    size_t from = c->tokens[at].offset;
    struct view text = view_sub(c->text, from, c->tokens[last].offset + c->tokens[last].len - from);
    const struct lexicon_entry *entry = lexicon_get(&c->normaliser->tables.readings, text);
    bool longer = glued(c, last + 1) &&
                  (is_word(c, last + 1) || (glued(c, last + 2) && is_number(c, last + 2)));
    bool letter = n > 1 && is_word(c, last) && is_mark(c, last + 1, '/'); // "4K/60"
    if (entry == NULL || (longer && !letter) || !suits_neighbours(c, at, last, entry))
      continue;
    say_view(c, entry->value[0]);
    return n;
  }
  return 0;
}
