// "Leser:innen", "LeserInnen", "Leser/-innen", "Leser(innen)", "jede:r", "der:die".
//
// By the house style: a short break, as on German radio; both forms; or the feminine one.
// Articles and pronouns have no form with a break, so they are always said in both forms, unless
// the feminine is wanted.

#include "normalise/registry.h"

#include "base/utf8.h"

enum { STEM_MAX_BYTES = 64 };

static bool is_joiner(uint32_t m) {
  return m == ':' || m == '*' || m == '_' || m == 0xB7 || m == 0x2022 || m == '/' || m == 0x2E31;
}

struct form {
  struct view stem, ending; ///< "Leser", "innen" or "in" or "innenrat"
  size_t n;                 ///< tokens
};

static bool ends_lower(struct view word) {
  size_t size;
  return word.len > 0 && utf8_is_lower(utf8_before(word, word.len, &size));
}

/// stem joiner ending: ":", "*", "_", "·", "/", "/-", "(…)".
static bool take_form(const struct context *c, size_t at, struct form *form) {
  uint32_t m = mark(c, at + 1);
  size_t i = at + 2;
  if (m == '/' && is_hyphen(mark(c, i)) && glued(c, i))
    i++;
  else if (is_hyphen(m) && is_mark(c, i, '/') && glued(c, i))
    i++;
  else if (m != '(' && !is_joiner(m))
    return false;
  if (!is_word(c, i) || !glued(c, i))
    return false;
  form->stem = token_text(c, at);
  form->ending = token_text(c, i);
  form->n = i + 1 - at;
  if (m == '(') {
    if (!glued_mark(c, i + 1, ')'))
      return false;
    form->n++;
  }
  return ends_lower(form->stem) && glued(c, at + 1);
}

// --- nouns

/// The masculine of `stem` by the longest row of the table that it ends with; else NULL.
static const struct lexicon_entry *find_stem(const struct context *c, struct view stem,
                                             struct view *front) {
  const struct lexicon *table = &c->normaliser->tables.gender;
  char lower[STEM_MAX_BYTES];
  if (stem.len == 0 || stem.len > sizeof lower)
    return NULL;
  memcpy(lower, stem.ptr, stem.len);
  if (lower[0] >= 'A' && lower[0] <= 'Z')
    lower[0] = (char)(lower[0] + 32);
  else if (stem.len > 1 && lower[0] == '\xC3' && (unsigned char)lower[1] <= 0x9E)
    lower[1] = (char)(lower[1] + 32); // Ä Ö Ü
  for (size_t pos = 0, size; pos < stem.len; pos += size) {
    utf8_at(stem, pos, &size);
    const struct lexicon_entry *entry =
        lexicon_get(table, (struct view){lower + pos, stem.len - pos});
    if (entry != NULL) {
      *front = view_sub(stem, 0, pos);
      return entry;
    }
  }
  return NULL;
}

/// Append `word` to what was said; with a capital where nothing stands before it in the word.
static void add_word(struct context *c, struct view front, struct view word, bool capital) {
  struct buf *text = &c->out->text;
  if (text->len > c->said_from)
    buf_byte(text, ' ');
  buf_view(text, front);
  if (front.len == 0 && capital && word.len > 0) {
    size_t size;
    utf8_append(text, utf8_to_upper(utf8_at(word, 0, &size)));
    word = view_sub(word, size, word.len);
  }
  buf_view(text, word);
}

static bool after_dative(const struct context *c, size_t at) {
  static const char *const words[] = {"den",     "mit",      "von",   "bei",   "zu",      "nach",
                                      "unter",   "seinen",   "ihren", "allen", "vielen",  "diesen",
                                      "unseren", "zwischen", "deren", "aus",   "einigen", NULL};
  for (size_t i = 1; i <= 2 && i <= at; i++) {
    if (is_one_of_nocase(c, at - i, words))
      return true;
    if (!is_word(c, at - i) || !view_ends(token_text(c, at - i), VIEW("en")))
      return false;
  }
  return false;
}

/// "Lesern", but "Studenten", "Chefs".
static void add_dative(struct context *c) {
  struct buf *text = &c->out->text;
  char last = text->len > 0 ? text->ptr[text->len - 1] : 'n';
  if (last != 'n' && last != 's')
    buf_byte(text, 'n');
}

static void say_masculine(struct context *c, size_t at, struct view stem, bool plural) {
  struct view front = {"", 0};
  const struct lexicon_entry *entry = find_stem(c, stem, &front);
  if (entry == NULL)
    add_word(c, (struct view){"", 0}, stem, false);
  else
    add_word(c, front, entry->value[plural ? 0 : 1], true);
  if (plural && after_dative(c, at))
    add_dative(c);
}

static size_t say_noun(struct context *c, size_t at, const struct form *form) {
  bool plural = view_eq(form->ending, VIEW("innen")) || view_eq(form->ending, VIEW("Innen"));
  bool whole = plural || form->ending.len == 2;
  struct view small = form->ending;
  const char *in = plural ? "innen" : "in";
  if (whole)
    small = view_of(in);
  switch (c->normaliser->options.gender) {
  case GENDER_BOTH:
    if (whole) {
      say_view(c, form->stem);
      say_raw(c, small);
      say(c, plural ? "und" : "oder");
      say_masculine(c, at, form->stem, plural);
      break;
    }
    // A compound ("Bürger:innenrat") has no second form that could be said: take the break.
    __attribute__((fallthrough));
  case GENDER_PAUSE:
    say_view(c, form->stem);
    say_view(c, small);
    break;
  case GENDER_FEMININE:
    say_view(c, form->stem);
    say_raw(c, small);
    break;
  }
  return form->n;
}

// --- articles, pronouns, adjectives

static bool is_pronoun(struct view word) {
  static const char *const words[] = {
      "der",    "die",    "das",       "dem",       "den",    "des",     "er",
      "sie",    "ihm",    "ihr",       "ihn",       "sein",   "seine",   "ihre",
      "seinem", "ihrem",  "seiner",    "ihrer",     "seinen", "ihren",   "dieser",
      "diese",  "diesem", "einer",     "eine",      "einem",  "eines",   "jeder",
      "jede",   "jedem",  "keiner",    "keine",     "keinem", "welcher", "welche",
      "deren",  "dessen", "man",       "frau",      "zur",    "zum",     "beim",
      "vom",    "unser",  "derjenige", "diejenige", "jener",  "jene",    NULL};
  for (const char *const *w = words; *w != NULL; w++) {
    size_t size;
    struct view have = view_of(*w);
    if (have.len == word.len && word.len > 0 &&
        utf8_to_lower(utf8_at(word, 0, &size)) == (unsigned char)have.ptr[0] &&
        memcmp(have.ptr + 1, word.ptr + 1, word.len - 1) == 0)
      return true;
  }
  return false;
}

static bool is_ending(struct view ending) {
  static const char *const endings[] = {"r", "n", "m", "s", "e", "er", "en", "em", NULL};
  for (const char *const *e = endings; *e != NULL; e++) {
    if (view_eq(ending, view_of(*e)))
      return true;
  }
  return false;
}

/// What "jede:r" and "ein:e" may begin with.
static bool takes_ending(struct view stem, struct view ending) {
  static const char *const stems[] = {"ein",  "kein", "mein", "dein",  "sein",  "ihr",   "unser",
                                      "euer", "jed",  "dies", "welch", "solch", "manch", NULL};
  if (!is_ending(ending))
    return false;
  if (view_ends(stem, VIEW("e")) && ending.ptr[0] != 'e')
    return stem.len > 2;
  for (const char *const *s = stems; *s != NULL; s++) {
    struct view have = view_of(*s);
    if (view_eq(view_sub(stem, stem.len - (have.len < stem.len ? have.len : stem.len), stem.len),
                have) ||
        (stem.len == have.len && memcmp(stem.ptr + 1, have.ptr + 1, stem.len - 1) == 0))
      return true;
  }
  return false;
}

static bool is_each(struct view stem) {
  return view_eq(view_sub(stem, 1, 2), VIEW("ed")) && (stem.ptr[0] == 'j' || stem.ptr[0] == 'J');
}

/// "Eine" of "Eine:r"
static bool is_article(const struct context *c, struct view stem) {
  char small[16];
  if (stem.len == 0 || stem.len > sizeof small)
    return false;
  memcpy(small, stem.ptr, stem.len);
  if (small[0] >= 'A' && small[0] <= 'Z')
    small[0] = (char)(small[0] + 32);
  return lexicon_get(&c->normaliser->tables.function_words, (struct view){small, stem.len}) != NULL;
}

/// The second of two forms is no longer at the beginning of the sentence. Nouns keep their capital.
static void say_small(struct context *c, struct view stem, bool article) {
  size_t size;
  uint32_t first = utf8_at(stem, 0, &size);
  say_blank(c);
  utf8_append(&c->out->text, article ? utf8_to_lower(first) : first);
  say_raw(c, view_sub(stem, size, stem.len));
}

static size_t say_stem_and_ending(struct context *c, const struct form *form) {
  bool feminine = c->normaliser->options.gender == GENDER_FEMININE;
  bool longer_is_feminine = view_eq(form->ending, VIEW("e"));
  if (!feminine || !longer_is_feminine)
    say_view(c, form->stem);
  if (!feminine)
    say(c, is_each(form->stem) ? "und" : "oder");
  if (!feminine || longer_is_feminine) {
    if (feminine)
      say_view(c, form->stem);
    else
      say_small(c, form->stem, is_each(form->stem) || is_article(c, form->stem));
    say_raw(c, form->ending);
  }
  return form->n;
}

/// Of "der:die", "dem:der", "er:sie" the feminine one.
static bool is_feminine(struct view word) {
  return view_ends(word, VIEW("ie")) || view_ends(word, VIEW("ihr")) ||
         view_starts(word, VIEW("ihre")) || view_starts(word, VIEW("Ihre")) ||
         view_ends(word, VIEW("ese")) || view_ends(word, VIEW("ine")) || view_eq(word, VIEW("Ihr"));
}

static size_t say_pair(struct context *c, const struct form *form) {
  if (c->normaliser->options.gender == GENDER_FEMININE) {
    say_view(c, is_feminine(form->stem) || !is_feminine(form->ending) ? form->stem : form->ending);
    return form->n;
  }
  say_view(c, form->stem);
  say(c, "oder");
  say_view(c, form->ending);
  return form->n;
}

// --- the rules

size_t rule_gender(struct context *c, size_t at) {
  struct form form;
  if (!is_word(c, at) || (glued(c, at) && is_number(c, at - 1)) || !take_form(c, at, &form))
    return 0;
  bool closed = is_mark(c, at + form.n - 1, ')');
  bool noun = has_flag(c, at, TOKEN_CAPITAL) || form.stem.len > 4;
  if (noun && form.stem.len > 2 &&
      (view_starts(form.ending, VIEW("innen")) || view_eq(form.ending, VIEW("in")) ||
       view_eq(form.ending, VIEW("Innen"))))
    return say_noun(c, at, &form);
  if (is_pronoun(form.stem) && is_pronoun(form.ending) && !closed)
    return say_pair(c, &form);
  if (takes_ending(form.stem, form.ending))
    return say_stem_and_ending(c, &form);
  return 0;
}

/// Where the feminine begins in "LeserInnen", "LeserIn"; 0 if it does not.
static size_t inner_capital(struct view word) {
  for (size_t i = 3; i + 1 < word.len; i++) {
    if (word.ptr[i] != 'I' || word.ptr[i + 1] != 'n' || word.ptr[i - 1] < 'a' ||
        word.ptr[i - 1] > 'z')
      continue;
    struct view rest = view_sub(word, i, word.len);
    if (view_starts(rest, VIEW("Innen")))
      return i;
    // A single "In" is rarer than "LinkedIn", "CheckIn": only after an ending of persons.
    struct view stem = view_sub(word, 0, i);
    if (rest.len == 2 && (view_ends(stem, VIEW("er")) || view_ends(stem, VIEW("ist")) ||
                          view_ends(stem, VIEW("or")) || view_ends(stem, VIEW("ent")) ||
                          view_ends(stem, VIEW("ant")) || view_ends(stem, VIEW("eg"))))
      return i;
  }
  return 0;
}

size_t rule_gender_capital(struct context *c, size_t at) {
  struct view word = token_text(c, at);
  size_t inner = has_flag(c, at, TOKEN_CAPITAL) ? inner_capital(word) : 0;
  if (inner == 0)
    return 0;
  struct view rest = view_sub(word, inner + 1, word.len);
  struct form form = {view_sub(word, 0, inner), {"", 0}, 1};
  // "LeserInnenbriefe": the ending is said in small letters.
  if (view_eq(rest, VIEW("n")))
    form.ending = VIEW("in");
  else if (view_eq(rest, VIEW("nnen")))
    form.ending = VIEW("innen");
  else {
    say_view(c, form.stem);
    if (c->normaliser->options.gender != GENDER_FEMININE)
      say_raw(c, VIEW(" "));
    say_raw(c, VIEW("i"));
    say_raw(c, rest);
    return 1;
  }
  return say_noun(c, at, &form);
}
