#include "normalise/agreement.h"

#include "base/utf8.h"

/// What governs the ending of an ordinal.
enum governor {
  GOVERNOR_NONE,  ///< nothing: strong, nominative
  GOVERNOR_PREP,  ///< a preposition: strong, its case
  GOVERNOR_NAME,  ///< a genitive name ("Bayerns 3. Titel"): strong, case from before it
  GOVERNOR_WEAK,  ///< the, this, every
  GOVERNOR_MIXED, ///< a, my, no
};

struct government {
  enum governor kind;
  struct view form;         ///< the determiner's ending as in function_words.tsv
  enum noun_case noun_case; ///< for GOVERNOR_PREP and GOVERNOR_NAME
  bool after_preposition;   ///< the determiner follows one,
  bool after_noun;          ///< or a noun, so it may be a genitive
  struct view adjective;    ///< an adjective between: its ending is the ordinal's
};

static const struct lexicon_entry *class_entry(const struct context *c, size_t i,
                                               const char *class) {
  const struct lexicon_entry *entry = function_word(c, i);
  return entry != NULL && view_eq(entry->value[0], view_of(class)) ? entry : NULL;
}

static enum noun_case preposition_case(struct view name) {
  if (view_eq(name, VIEW("acc")))
    return CASE_ACCUSATIVE;
  return view_eq(name, VIEW("gen")) ? CASE_GENITIVE : CASE_DATIVE;
}

/// A Roman numeral as ordinals are written: "der I. und II. Weltkrieg".
static bool is_roman(const struct context *c, size_t i) {
  struct view word = token_text(c, i);
  for (size_t k = 0; k < word.len; k++)
    if (strchr("IVX", word.ptr[k]) == NULL)
      return false;
  return is_word(c, i) && word.len > 0;
}

/// `i` is a number with a full stop glued to it.
static bool is_dotted_number(const struct context *c, size_t i) {
  return (is_number(c, i) || is_roman(c, i)) && glued_mark(c, i + 1, '.');
}

static const char *const links[] = {"und", "oder", "bis", "sowie", "bzw", "auf", NULL};

/// The day of a date in digits whose month is the dotted number at `i`: "12" of "12.3."
static size_t day_before_month(const struct context *c, size_t i) {
  return i >= 2 && glued(c, i) && is_mark(c, i - 1, '.') && is_number(c, i - 2) ? i - 2 : i;
}

/// Before `at` stands a dotted number that shares its noun: "3." in "am 3., 4. und 5. Mai" and
/// "vom 3. Mai bis 5. Juni". Returns its index, or `at` where there is none.
static size_t earlier_ordinal(const struct context *c, size_t at) {
  if (at < 2)
    return at;
  size_t i = at - 1;
  uint32_t m = mark(c, i);
  static const char *const short_links[] = {"u", "bzw", "o", NULL};
  if (m == '.' && glued(c, i) && is_one_of(c, i - 1, short_links)) // "im 19. u. 20. Jh."
    i--;
  else if (!is_one_of(c, i, links) && m != ',' && m != '/' && !is_dash(m))
    return at;
  if (i >= 4 && is_number(c, i - 1) && is_mark(c, i - 2, '+') && is_mark(c, i - 3, '.') &&
      is_dotted_number(c, i - 4))
    return i - 4; // "in der 45.+1 und 88. Minute"
  bool range = is_text(c, i, "bis") || is_dash(m);
  if (range && i >= 3 && is_number(c, i - 1) && c->tokens[i - 1].len == 4)
    i--; // the year of the first date
  if (i >= 2 && is_mark(c, i - 1, '.') && is_dotted_number(c, i - 2))
    return day_before_month(c, i - 2);
  if (range && i >= 3 && has_flag(c, i - 1, TOKEN_CAPITAL) && is_dotted_number(c, i - 3))
    return i - 3;
  return at;
}

size_t first_of_series(const struct context *c, size_t at) {
  for (size_t steps = 0; steps < LOOK_MAX / 4; steps++) {
    size_t earlier = earlier_ordinal(c, at);
    if (earlier == at)
      break;
    at = earlier;
  }
  return at;
}

static bool is_genitive_name(const struct context *c, size_t i) {
  struct view word = token_text(c, i);
  return has_flag(c, i, TOKEN_CAPITAL) && !is_function_word(c, i) && word.len >= 4 &&
         (view_ends(word, VIEW("s")) || view_ends(word, VIEW("ß")));
}

/// A genitive name ends just before `at`; find what governs the whole.
static struct government govern_name(const struct context *c, size_t at) {
  struct government g = {.kind = GOVERNOR_NAME};
  size_t i = at - 1;
  for (size_t steps = 0;
       steps < 3 && i > 0 && has_flag(c, i - 1, TOKEN_CAPITAL) && !is_function_word(c, i - 1);
       steps++)
    i--;
  const struct lexicon_entry *prep = i > 0 ? class_entry(c, i - 1, "prep") : NULL;
  if (prep != NULL)
    g.noun_case = preposition_case(prep->value[1]);
  return g;
}

static struct view adjective_ending(const struct context *c, size_t i) {
  struct view word = token_text(c, i);
  size_t len = view_ends(word, VIEW("e")) ? 1 : 2;
  return view_sub(word, word.len - len, len);
}

static struct government govern(const struct context *c, size_t at) {
  struct government g = {0};
  at = first_of_series(c, at);
  for (size_t i = at, steps = 0; i > 0 && steps < 4; steps++) {
    i--;
    const struct lexicon_entry *entry = function_word(c, i);
    struct view class = entry != NULL ? entry->value[0] : VIEW("");
    if (view_eq(class, VIEW("det"))) {
      g.kind = view_eq(entry->value[1], VIEW("weak")) ? GOVERNOR_WEAK : GOVERNOR_MIXED;
      g.form = entry->value[2];
      g.after_preposition = i > 0 && class_entry(c, i - 1, "prep") != NULL;
      g.after_noun = i > 0 && has_flag(c, i - 1, TOKEN_CAPITAL) && !is_function_word(c, i - 1);
      return g;
    }
    if (view_eq(class, VIEW("prep"))) {
      g.kind = GOVERNOR_PREP;
      g.noun_case = preposition_case(entry->value[1]);
      return g;
    }
    if (is_word(c, i) && !has_flag(c, i, TOKEN_CAPITAL) && is_adjective(c, i)) {
      if (g.adjective.len == 0)
        g.adjective = adjective_ending(c, i);
      continue;
    }
    if (view_eq(class, VIEW("adv")))
      continue;
    if (is_genitive_name(c, i))
      return govern_name(c, i + 1);
    break;
  }
  return g;
}

// --- endings

static const char *strong_ending(enum noun_case noun_case, const struct noun *noun) {
  static const char *const singular[][4] = {
      // nominative, accusative, dative, genitive
      [NOUN_UNKNOWN] = {"er", "er", "er", "er"},
      [NOUN_MASCULINE] = {"er", "en", "em", "en"},
      [NOUN_FEMININE] = {"e", "e", "er", "er"},
      [NOUN_NEUTER] = {"es", "es", "em", "en"},
  };
  static const char *const plural[] = {"e", "e", "en", "er"};
  if (noun_case == CASE_GENITIVE && noun->undeclined)
    noun_case = CASE_DATIVE; // "trotz zweitem Platz"
  return noun->plural ? plural[noun_case] : singular[noun->gender][noun_case];
}

static const char *weak_ending(const struct government *g, const struct noun *noun) {
  if (view_eq(g->form, VIEW("e")))
    return noun->plural ? "en" : "e";
  if (view_eq(g->form, VIEW("es")))
    return "e";
  if (!view_eq(g->form, VIEW("er")))
    return "en";
  // "der": masculine nominative, feminine dative or genitive, or genitive plural.
  if (noun->plural || noun->gender == NOUN_FEMININE)
    return "en";
  if (noun->gender == NOUN_MASCULINE)
    return "e";
  return g->after_preposition || (g->after_noun && noun->present) ? "en" : "e";
}

static const char *mixed_ending(const struct government *g, const struct noun *noun) {
  if (view_eq(g->form, VIEW("0")))
    return noun->gender == NOUN_NEUTER ? "es" : "er";
  if (view_eq(g->form, VIEW("e")))
    return noun->plural ? "en" : "e";
  return "en";
}

/// As a literal, for the five endings there are.
static const char *ending_literal(struct view ending) {
  static const char *const endings[] = {"e", "en", "er", "es", "em"};
  for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
    if (view_eq(ending, view_of(endings[i])))
      return endings[i];
  }
  return "e";
}

/// Past the further ordinals of a series: "und 3." of "die 2. und 3. Liga".
size_t skip_series(const struct context *c, size_t i) {
  for (size_t steps = 0; steps < LOOK_MAX / 4; steps++) {
    uint32_t m = mark(c, i);
    if (!is_one_of(c, i, links) && m != ',' && m != '/' && !is_dash(m))
      break;
    size_t next = i + 1;
    for (size_t k = next; k < next + 2 && is_function_word(c, k); k++)
      if (is_dotted_number(c, k + 1))
        next = k + 1; // "vom 3. bis zum 5.", "vor dem I. und nach dem II."
    if (!is_dotted_number(c, next))
      break;
    i = next + 2;
  }
  return is_number(c, i) ? i + 1 : i; // "die 1. 3 Tage"
}

/// The series of `at` begins right after a bracket.
static bool in_bracket(const struct context *c, size_t at) {
  size_t first = first_of_series(c, at);
  return first > 0 && is_mark(c, first - 1, '(');
}

/// Verbs of headlines with an object that has no article.
static bool takes_object(const struct context *c, size_t i) {
  static const char *const verbs[] = {"feiert",   "feiern",    "feierte", "feierten", "holt",
                                      "holte",    "gewinnt",   "gewann",  "belegt",   "belegte",
                                      "erreicht", "erreichte", "begeht",  "schafft",  "verpasst",
                                      "sichert",  "plant",     "beginnt", "startet",  NULL};
  return is_one_of(c, i, verbs);
}

const char *ordinal_ending(const struct context *c, size_t at, size_t after,
                           enum noun_gender gender) {
  struct government g = govern(c, at);
  after = skip_series(c, after);
  struct noun noun = {.gender = gender};
  size_t head = head_noun(c, after);
  if (gender == NOUN_UNKNOWN && head < c->n_tokens)
    noun = noun_of(&c->normaliser->tables, token_text(c, head));
  // "die 3. Minister": a plural that looks like its singular
  bool by_article = g.kind == GOVERNOR_WEAK && view_eq(g.form, VIEW("e")) && noun.found &&
                    noun.gender != NOUN_FEMININE && noun.gender != NOUN_UNKNOWN;
  noun.plural |= by_article && (view_ends(token_text(c, head), VIEW("er")) ||
                                view_ends(token_text(c, head), VIEW("el")));
  noun.present = head < c->n_tokens;
  noun.undeclined = !noun.plural && !view_ends(token_text(c, head), VIEW("s"));
  // A following adjective is declined alike and shows the ending: "des 14. Nationalen Komitees".
  // "der 60. Münchner Konferenz": what a town's name gives is not declined.
  bool origin = (g.kind == GOVERNOR_WEAK || g.kind == GOVERNOR_MIXED) &&
                has_flag(c, after, TOKEN_CAPITAL) && view_ends(token_text(c, after), VIEW("er"));
  if (head < c->n_tokens && !origin && is_adjective(c, after))
    return ending_literal(adjective_ending(c, after));
  switch (g.kind) {
  case GOVERNOR_WEAK:
    return weak_ending(&g, &noun);
  case GOVERNOR_MIXED:
    return mixed_ending(&g, &noun);
  case GOVERNOR_NONE:
    if (g.adjective.len > 0)
      return ending_literal(g.adjective);
    if (noun.gender == NOUN_MASCULINE && !noun.plural && at > 0 && takes_object(c, at - 1))
      return "en"; // "Verein feiert 175. Geburtstag"
    if (noun.gender == NOUN_UNKNOWN && view_ends(token_text(c, head), VIEW("ende")))
      return "e"; // "sie ist 2. Vorsitzende"
    if ((head >= c->n_tokens || (!noun.found && c->tokens[at].len > 1)) && gender == NOUN_UNKNOWN &&
        in_bracket(c, at))
      return "e"; // "Müller (12., 45.)": the minute is meant
    break;
  case GOVERNOR_PREP:
    if (!noun.present && gender == NOUN_UNKNOWN)
      return "en"; // "ab 1. gilt": a day
    break;
  case GOVERNOR_NAME:
    break;
  }
  return strong_ending(g.noun_case, &noun);
}

bool follows_determiner(const struct context *c, size_t at) {
  return at > 0 && class_entry(c, at - 1, "det") != NULL;
}

// --- the case of amounts

/// The preposition that governs the amount at `at`, past adverbs ("mit rund 1 Mio.") and the first
/// parts of a pair ("mit 1 Frau und 1 Mann"); `n_tokens` where there is none.
static size_t governing_preposition(const struct context *c, size_t at) {
  for (size_t i = at, steps = 0; i > 0 && steps < 6; steps++) {
    i--;
    if (class_entry(c, i, "prep") != NULL) {
      static const char *const inner[] = {"über", "unter", "bis", "gegen", "um", NULL};
      bool doubled = i > 0 && is_one_of(c, i, inner) && class_entry(c, i - 1, "prep") != NULL;
      return doubled ? i - 1 : i; // "mit über 1 Mio."
    }
    if (class_entry(c, i, "adv") != NULL || is_mark(c, i, '.'))
      continue;
    if (i >= 3 && (is_text(c, i, "und") || is_text(c, i, "auf")) && is_number(c, i - 1) &&
        is_mark(c, i - 2, ',') && is_number(c, i - 3)) { // "zwischen 1,70 und 1,85 Euro"
      i -= 3;
      continue;
    }
    bool short_and = is_text(c, i, "u") && glued_mark(c, i + 1, '.'); // "3 J. u. 6 Mon."
    bool pair = (is_text(c, i, "und") || is_text(c, i, "oder") || short_and) && i >= 2;
    size_t back = 2; // past the noun, and a unit before it: "mit 1 EL Saft und 1 Prise Salz"
    while (pair && back < 5 && back < i && !is_number(c, i - back) &&
           (is_word(c, i - back) || is_mark(c, i - back, '.')))
      back++;
    if (!pair || !is_number(c, i - back))
      break;
    i -= back;
  }
  return c->n_tokens;
}

/// Without a preposition: after a verb with a subject complement, a colon or a bracket, and at the
/// beginning, a nominative, else taken for an object.
static enum noun_case case_by_verb(const struct context *c, size_t at) {
  size_t first = at; // "Mindestens 1 Mensch starb"
  while (first > 0 && at - first < 3 && class_entry(c, first - 1, "adv") != NULL)
    first--;
  static const char *const costs[] = {"kostet", "kosten", "kostete", "kosteten", NULL};
  if (first > 0 && is_one_of(c, first - 1, costs))
    return CASE_ACCUSATIVE;
  if (begins_sentence(c, first) || is_number(c, 0)) // the second: an item or a list, no sentence
    return CASE_NOMINATIVE;
  for (size_t i = at, steps = 0; i > 0 && steps < 6; steps++) {
    uint32_t m = mark(c, --i);
    if (class_entry(c, i, "nom") != NULL || m == ':' || m == '(' || m == ',' || m == '|')
      return CASE_NOMINATIVE;
    if (has_flag(c, i, TOKEN_CAPITAL) && !is_function_word(c, i))
      break;
  }
  return CASE_ACCUSATIVE;
}

enum noun_case case_before(const struct context *c, size_t at, bool measure) {
  static const char *const onto[] = {"auf", "über", NULL};
  size_t preposition = governing_preposition(c, at);
  if (preposition >= c->n_tokens)
    return case_by_verb(c, at);
  if (measure && is_one_of_nocase(c, preposition, onto))
    return CASE_ACCUSATIVE;
  return preposition_case(function_word(c, preposition)->value[1]);
}

enum one_form one_in(enum noun_gender gender, enum noun_case noun_case) {
  static const enum one_form forms[][4] = {
      [NOUN_UNKNOWN] = {ONE_EIN, ONE_EIN, ONE_EINEM, ONE_EINES},
      [NOUN_MASCULINE] = {ONE_EIN, ONE_EINEN, ONE_EINEM, ONE_EINES},
      [NOUN_FEMININE] = {ONE_EINE, ONE_EINE, ONE_EINER, ONE_EINER},
      [NOUN_NEUTER] = {ONE_EIN, ONE_EIN, ONE_EINEM, ONE_EINES},
  };
  return forms[gender][noun_case];
}

enum one_form one_before(const struct context *c, size_t at, enum noun_gender gender,
                         bool measure) {
  return one_in(gender, case_before(c, at, measure));
}
