// Ordinals: "der 14. Kongress", "am 3., 4. und 5. Mai", "2. Bundesliga", "1. Die Regierung …".
#include "normalise/agreement.h"
#include "normalise/date.h"
#include "normalise/numeral.h"
#include "normalise/rank.h"
#include "normalise/registry.h"

enum { YEAR_LIKE = 1000, YEAR_LAST = 2100, ENUMERATOR_MAX = 30 };

static const char *const links[] = {"und", "oder", "bis", "sowie", NULL};

static bool dotted_number(const struct context *c, size_t i) {
  return is_number(c, i) && glued_mark(c, i + 1, '.');
}

/// A further ordinal of the same series follows at `i`: ", 4.", "und 5.", "bis zum 5.", "/4.".
static bool series_goes_on(const struct context *c, size_t i) {
  if (glued_mark(c, i, ','))
    return true; // a sentence does not end before a comma
  if (is_one_of(c, i, links))
    return true; // nor does a sentence begin with these in lower case
  return (is_mark(c, i, '/') || is_dash(mark(c, i))) && dotted_number(c, i + 1);
}

/// Words that stand between a determiner and the end: "am 3." is an ordinal, "Platz 3." is not.
static bool bare_ordinal(const struct context *c, size_t at) {
  return follows_determiner(c, at) || at == 0;
}

/// A capitalised word follows the full stop at `next`: does it belong to the number?
static bool belongs_to_noun(const struct context *c, size_t at, size_t next, uint64_t value) {
  if (follows_determiner(c, at))
    return true;
  if (at == 0 || is_mark(c, at - 1, ','))
    return true;
  if (is_counter_noun(c, at - 1))
    return false;
  static const char *const copulas[] = {"ist",   "bin",  "bist",  "sind",   "war",    "waren",
                                        "wurde", "wird", "werde", "werden", "bleibt", NULL};
  if (value > 12 && is_one_of(c, at - 1, copulas))
    return false; // "Sie ist 65. Hören …": an age; "Er war 2. Vorsitzender" is a rank
  bool name_before = has_flag(c, at - 1, TOKEN_CAPITAL) && !is_function_word(c, at - 1) &&
                     !view_ends(token_text(c, at - 1), VIEW("s")); // "Mozarts 40. Sinfonie"
  if (name_before && (value >= 32 || value == 0))
    return false; // "Hannover 96. Trainer …"
  if (value >= YEAR_LIKE && value <= YEAR_LAST && !is_adjective(c, next) && !glued(c, at))
    return false; // "seit 1998. Präsident …"
  return true;
}

enum verdict { NOT_ORDINAL, ORDINAL, ORDINAL_AT_END, ENUMERATOR, RANK, RANK_AT_END };

/// "3. Kinder brauchen Zeit", "1. Einleitung": what follows a label; no ordinal stands before a
/// plural without an article, nor before the words that chapters are called by.
static bool follows_label(const struct context *c, size_t at, size_t next, uint64_t value) {
  static const char *const titles[] = {
      "Einleitung",   "Einführung",  "Fazit",        "Ausblick",   "Zusammenfassung", "Methodik",
      "Hintergrund",  "Ergebnisse",  "Methoden",     "Schluss",    "Grundlagen",      "Vorwort",
      "Vorbemerkung", "Allgemeines", "Anhang",       "Diskussion", "Literatur",       "Quellen",
      "Zielsetzung",  "Definition",  "Ausgangslage", NULL};
  if (!begins_sentence(c, at) || value == 0 || value > ENUMERATOR_MAX)
    return false;
  if (is_one_of(c, next, titles))
    return true;
  struct view word = token_text(c, next);
  struct noun noun = noun_of(&c->normaliser->tables, word);
  if (at == 0 && !noun.found && is_word(c, next) && !has_flag(c, next, TOKEN_CAPS2) &&
      is_mark(c, next + 1, '(') && is_number(c, next + 2))
    return true; // the heading "1. Brocken (1.141 m)"
  bool verb = is_word(c, next + 1) && !has_flag(c, next + 1, TOKEN_CAPITAL) &&
              view_ends(token_text(c, next + 1), VIEW("t"));
  bool abstract = view_ends(word, VIEW("heit")) || view_ends(word, VIEW("keit")) ||
                  view_ends(word, VIEW("kratie")) || view_ends(word, VIEW("tät")) ||
                  view_ends(word, VIEW("mus"));
  return (noun.found && noun.plural) || (abstract && verb);
}

/// "So." before which a number ranks Sundays.
static bool is_short_weekday(const struct context *c, size_t i) {
  static const char *const days[] = {"Mo", "Di", "Mi", "Do", "Fr", "Sa", "So", NULL};
  return is_one_of(c, i, days) && glued_mark(c, i + 1, '.') && !glued(c, i) &&
         !ends_sentence(c, i + 2) &&
         !(is_text(c, i, "Fr") && has_flag(c, i + 2, TOKEN_CAPITAL)); // "Fr. Müller"
}

/// "bekam eine 2.", "trägt die 7.": the number is called so, it ranks nothing.
static bool names_number(const struct context *c, size_t at, uint64_t value) {
  static const char *const marks[] = {"eine", "einer", "keine", NULL};
  static const char *const articles[] = {"die", "der", NULL};
  static const char *const words[] = {"trägt",   "trug",  "trage",  "trugen",       "tragen",
                                      "Trikot",  "läuft", "Nummer", "Rückennummer", "wählen",
                                      "drücken", "mit",   NULL};
  if (at == 0)
    return false;
  if (value <= 6 && is_one_of_nocase(c, at - 1, marks))
    return true;
  if (value > 99 || !is_one_of_nocase(c, at - 1, articles))
    return false;
  for (size_t i = at - 1, steps = 0; i > 0 && steps < 4; steps++) {
    if (is_one_of_nocase(c, --i, words))
      return true;
  }
  return false;
}

/// @param next  the token after the full stop
static enum verdict judge(const struct context *c, size_t at, size_t next, uint64_t value) {
  if (series_goes_on(c, next))
    return ORDINAL;
  enum list_kind list = list_kind(c, at, next, value);
  if (list != LIST_NONE)
    return list == LIST_RANK ? RANK : ENUMERATOR;
  bool closed = is_mark(c, next, ')') ||
                (glued_mark(c, next, '/') && is_word(c, next + 1)); // "(82./FE)", "(67./wdh. Foul)"
  if (closed && at > 0 && (is_mark(c, at - 1, '(') || is_mark(c, at - 1, ',')))
    return ORDINAL; // "(44.)": the minute of a goal
  if (is_short_weekday(c, next))
    return ORDINAL; // "jeden 1. So. im Monat"
  if (at == 0 && next == c->n_tokens && value >= 1500 && value <= YEAR_LAST)
    return NOT_ORDINAL; // "2011.": the year of a bibliography, cut off
  if (ends_sentence(c, next))
    return ends_ranks(c, at)                                    ? RANK_AT_END
           : bare_ordinal(c, at) && !names_number(c, at, value) ? ORDINAL_AT_END
                                                                : NOT_ORDINAL;
  if (is_mark(c, next, '+') && is_number(c, next + 1))
    return ORDINAL; // "in der 90.+3 Minute"
  if (is_number(c, next) && !glued(c, next))
    return follows_determiner(c, at) && (is_word(c, next + 1) || is_mark(c, next + 1, ':'))
               ? ORDINAL
               : NOT_ORDINAL;
  if (glued(c, next))
    return NOT_ORDINAL;
  if (!is_word(c, next)) // a bracket, a quotation mark, a dash
    return bare_ordinal(c, at) ? ORDINAL : NOT_ORDINAL;
  if (!has_flag(c, next, TOKEN_CAPITAL))
    return ORDINAL;
  if (is_function_word(c, next)) {
    if (begins_sentence(c, at) && value <= ENUMERATOR_MAX && value > 0)
      return ENUMERATOR;
    return bare_ordinal(c, at) ? ORDINAL_AT_END : NOT_ORDINAL;
  }
  if (follows_label(c, at, next, value))
    return ENUMERATOR;
  return belongs_to_noun(c, at, next, value) ? ORDINAL : NOT_ORDINAL;
}

/// "3. größte": the superlative joins the ordinal.
static bool is_superlative(const struct context *c, size_t i) {
  static const char *const endings[] = {"ste", "sten", "ster", "stes", "stem",
                                        "ßte", "ßten", "ßter", "ßtes", "ßtem"};
  struct view word = token_text(c, i);
  if (!is_word(c, i) || has_flag(c, i, TOKEN_CAPITAL) || word.len < 5 ||
      view_starts(word, VIEW("erst")))
    return false;
  for (size_t k = 0; k < sizeof endings / sizeof *endings; k++) {
    if (view_ends(word, view_of(endings[k])))
      return true;
  }
  return false;
}

/// "3., überarb. Aufl.": the noun of editions stands behind more of their adjectives.
static bool is_edition(const struct context *c, size_t next) {
  static const char *const nouns[] = {"Aufl", "Auflage", "Ausg", "Ausgabe", NULL};
  if (!glued_mark(c, next, ','))
    return false;
  for (size_t i = next + 1; i < next + 9; i++) {
    if (is_one_of(c, i, nouns))
      return true;
    bool between = is_mark(c, i, '.') || is_mark(c, i, ',') ||
                   (is_word(c, i) && !has_flag(c, i, TOKEN_CAPITAL));
    if (!between)
      return false;
  }
  return false;
}

/// What a mark that is glued between two ordinals says; returns the tokens said.
static size_t say_link(struct context *c, size_t i) {
  if (is_mark(c, i, '+') && glued(c, i) && is_number(c, i + 1)) {
    say(c, "plus ");
    return 1;
  }
  if (!dotted_number(c, i + 1) || (!is_mark(c, i, '/') && !is_dash(mark(c, i))))
    return 0;
  say(c, is_mark(c, i, '/') ? "und" : "bis");
  if (!glued(c, i + 1))
    return 1;
  say_raw(c, VIEW(" "));
  return 1;
}

/// Whose symphonies are called by their numbers: "Mahlers 5.", "Brahms’ 4.", without a genitive s.
static bool is_composer(struct view word) {
  static const char *const names[] = {
      "Beethoven",   "Borodin",  "Brahms",      "Bruckner",  "Dvořák",          "Dvorak",
      "Elgar",       "Glasunow", "Hartmann",    "Haydn",     "Henze",           "Mahler",
      "Mendelssohn", "Mozart",   "Nielsen",     "Pärt",      "Penderecki",      "Pettersson",
      "Prokofjew",   "Raff",     "Rachmaninow", "Schnittke", "Schostakowitsch", "Schubert",
      "Schumann",    "Sibelius", "Skrjabin",    "Spohr",     "Tschaikowski",    "Tschaikowsky",
      "Weinberg",    "Williams"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    if (view_eq(word, view_of(names[i])))
      return true;
  }
  return false;
}

/// The series of ordinals at `at` is of symphonies that nothing but the number names: "Mahlers 5.
/// erklang", "Bruckners 8. (1890)", but "Mozarts 3. Brief".
static bool is_symphony(const struct context *c, size_t at, size_t next, uint64_t value) {
  enum { MOST = 41 }; // Mozart's; Haydn wrote 104. "Beethovens 250." is a birthday.
  size_t first = first_of_series(c, at);
  if (first == 0 || glued(c, first))
    return false;
  struct view name = token_text(c, first - 1);
  bool apostrophe = is_mark(c, first - 1, 0x2019) || is_mark(c, first - 1, '\'');
  if (apostrophe && first > 1 && glued(c, first - 1))
    name = token_text(c, first - 2);
  else if (view_ends(name, VIEW("s")))
    name.len--;
  else
    return false;
  size_t after = skip_series(c, next);
  bool named = head_noun(c, after) < c->n_tokens ||
               (has_flag(c, after, TOKEN_CAPITAL) && !is_function_word(c, after));
  bool counts = value <= MOST || (view_eq(name, VIEW("Haydn")) && value <= 104);
  return counts && is_composer(name) && !named;
}

/// "Mahlers Fünfte": the feminine of a symphony, written large.
static size_t say_symphony(struct context *c, size_t at, const struct numeral *n) {
  size_t next = at + n->n_tokens + 1;
  say_ordinal(c, numeral_digits(n), ordinal_ending(c, at, c->n_tokens, NOUN_FEMININE), SPELL_SHORT);
  say_capital(c);
  return ends_sentence(c, next) ? n->n_tokens : n->n_tokens + 1 + say_link(c, next);
}

size_t rule_ordinal(struct context *c, size_t at) {
  struct numeral n;
  if (!glued_mark(c, at + 1, '.') && !is_mark(c, at + 1, '.'))
    return 0;
  if (!read_numeral(c, at, NUMERAL_GERMAN, &n) || n.n_decimals > 0 || n.n_digits > 9 ||
      !glued_mark(c, at + n.n_tokens, '.') || (n.n_digits > 1 && n.digits[0] == '0'))
    return 0;
  if (at > 0 && glued(c, at) &&
      (is_word(c, at - 1) || (is_hyphen(mark(c, at - 1)) && !is_mark(c, at - 2, '.'))))
    return 0;
  size_t next = at + n.n_tokens + 1;
  if (n.grouped && at > 0 && has_flag(c, next, TOKEN_CAPITAL) && !follows_determiner(c, at))
    return 0; // "Zuschauer: 15.000. Gelbe Karten: …"
  if (is_symphony(c, at, next, n.value))
    return say_symphony(c, at, &n);
  enum verdict verdict = judge(c, at, next, n.value);
  switch (verdict) {
  case NOT_ORDINAL:
    return 0;
  case ENUMERATOR:
    say_ordinal(c, numeral_digits(&n), "ens:", 0);
    return n.n_tokens + 1;
  case RANK:
  case RANK_AT_END:
    say_ordinal(c, numeral_digits(&n), "er", SPELL_SHORT);
    say_capital(c);
    return next - 1 - at + (verdict == RANK);
  case ORDINAL_AT_END: // its full stop ends the sentence too
    say_ordinal(c, numeral_digits(&n), ordinal_ending(c, at, c->n_tokens, NOUN_UNKNOWN),
                at > 0 ? SPELL_SHORT : 0);
    return n.n_tokens;
  case ORDINAL:
    break;
  }
  if (is_superlative(c, next)) {
    say_ordinal(c, numeral_digits(&n), "", SPELL_SHORT);
    say_raw(c, token_text(c, next));
    return n.n_tokens + 2;
  }
  if (at > 0 && is_text(c, at - 1, "zu") && n.value >= 2 && n.value <= 12 &&
      !has_flag(c, next, TOKEN_CAPITAL) && !is_adjective(c, next)) {
    say_ordinal(c, numeral_digits(&n), "", SPELL_SHORT); // "zu 2. unterwegs"
    return n.n_tokens + 1;
  }
  bool rank = is_rank(c, at, next);
  size_t month = skip_series(c, next);
  bool day = month_at(c, month) != NULL && !(glued(c, month + 1) && is_hyphen(mark(c, month + 1)));
  enum noun_gender gender = is_edition(c, next)         ? NOUN_FEMININE
                            : is_short_weekday(c, next) ? NOUN_MASCULINE
                                                        : NOUN_UNKNOWN;
  const char *ending = day ? day_ending(c, at, next) : ordinal_ending(c, at, next, gender);
  if (rank && is_her_rank(c, at))
    ending = "e";
  if (!day && is_mark(c, next, ',') && say_day_article(c, at)) // "am Montag, 3., und Dienstag, …"
    ending = "en";
  say_ordinal(c, numeral_digits(&n), ending, at > 0 ? SPELL_SHORT : 0);
  if (rank)
    say_capital(c);
  return n.n_tokens + 1 + say_link(c, next);
}

/// "2te", "121tem", "20ste": the ending is written.
size_t rule_written_ordinal(struct context *c, size_t at) {
  static const char *const endings[] = {"te",   "ter",  "tes",  "ten",  "tem", "ste",
                                        "ster", "stes", "sten", "stem", NULL};
  if (!is_number(c, at) || c->tokens[at].len > 9)
    return 0;
  size_t word = at + 1;
  if (is_hyphen(mark(c, word)) && glued(c, word))
    word++;
  if (!glued(c, word) || !is_one_of(c, word, endings))
    return 0;
  struct view ending = token_text(c, word);
  size_t cut = view_starts(ending, VIEW("s")) ? 2 : 1;
  say_ordinal(c, token_text(c, at), "", 0);
  say_raw(c, view_sub(ending, cut, ending.len));
  return word + 1 - at;
}

/// "zwei 3en", "lauter 1en": figures and marks as nouns.
size_t rule_figures(struct context *c, size_t at) {
  if (!is_number(c, at) || c->tokens[at].len > 2 || glued(c, at) || !glued(c, at + 1) ||
      !is_text(c, at + 1, "en") || (glued(c, at + 2) && is_hyphen(mark(c, at + 2))))
    return 0;
  struct view digits = token_text(c, at);
  spell_cardinal(&c->out->text, digits, ONE_EINS, 0);
  say_raw(c, VIEW("en"));
  say_capital(c);
  return 2;
}
