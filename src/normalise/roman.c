// Roman numerals: rulers ("Ludwig XIV."), counted things ("Kapitel IV"), ordinals before a noun
// ("der II. Weltkrieg"); not "XL", "CD", "Malcolm X".

#include "normalise/registry.h"

#include "base/utf8.h"
#include "normalise/agreement.h"
#include "normalise/spell.h"

// --- reading

static unsigned digit_value(char letter) {
  switch (letter) {
  case 'I':
    return 1;
  case 'V':
    return 5;
  case 'X':
    return 10;
  case 'L':
    return 50;
  case 'C':
    return 100;
  case 'D':
    return 500;
  case 'M':
    return 1000;
  default:
    return 0;
  }
}

static size_t write_roman(unsigned value, char out[16]) {
  static const struct {
    unsigned value;
    const char *letters;
  } parts[] = {{1000, "M"}, {900, "CM"}, {500, "D"}, {400, "CD"}, {100, "C"}, {90, "XC"}, {50, "L"},
               {40, "XL"},  {10, "X"},   {9, "IX"},  {5, "V"},    {4, "IV"},  {1, "I"}};
  size_t n = 0;
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
    for (; value >= parts[i].value; value -= parts[i].value) {
      for (const char *p = parts[i].letters; *p != '\0' && n < 16; p++)
        out[n++] = *p;
    }
  }
  return n;
}

/// 0 for what is no Roman numeral in its usual form.
static unsigned read_roman(struct view word) {
  unsigned value = 0;
  if (word.len == 0 || word.len > 15)
    return 0;
  for (size_t i = 0; i < word.len; i++) {
    unsigned here = digit_value(word.ptr[i]);
    unsigned next = i + 1 < word.len ? digit_value(word.ptr[i + 1]) : 0;
    if (here == 0)
      return 0;
    value = here < next ? value - here : value + here; // wraps and is put right by the next digit
  }
  char usual[16];
  if (value == 0 || value > 3999)
    return 0;
  return write_roman(value, usual) == word.len && memcmp(usual, word.ptr, word.len) == 0 ? value
                                                                                         : 0;
}

/// Sizes, discs, marks, a mixture: what nobody takes for a numeral, not even behind "Artikel".
static bool is_word_of_capitals(const struct context *c, size_t i) {
  static const char *const words[] = {"XL", "CD", "DM", "MM", "MIX", "CC", "MC",
                                      "MD", "DL", "ML", "CL", "CM",  NULL};
  return is_one_of(c, i, words);
}

static unsigned roman_at(const struct context *c, size_t i) {
  return is_word(c, i) && !is_word_of_capitals(c, i) && has_flag(c, i, TOKEN_ALL_CAPS)
             ? read_roman(token_text(c, i))
             : 0;
}

/// Letters I, V and X alone: what a reader takes for a numeral without being told.
static bool is_small(struct view word) {
  for (size_t i = 0; i < word.len; i++) {
    if (word.ptr[i] != 'I' && word.ptr[i] != 'V' && word.ptr[i] != 'X')
      return false;
  }
  return true;
}

// --- words around

enum kind { KIND_NONE, KIND_NAME, KIND_TITLE, KIND_PART };

struct known {
  enum kind kind;
  bool feminine, genitive;
  struct view singles; ///< one-letter numerals that the name takes without a title
};

static struct known known_from(const struct lexicon_entry *entry, bool genitive) {
  struct known known = {.genitive = genitive};
  if (entry == NULL)
    return known;
  known.kind = view_eq(entry->value[0], VIEW("name"))    ? KIND_NAME
               : view_eq(entry->value[0], VIEW("title")) ? KIND_TITLE
               : view_eq(entry->value[0], VIEW("part"))  ? KIND_PART
                                                         : KIND_NONE;
  known.feminine = view_eq(entry->value[1], VIEW("f"));
  known.singles = entry->value[2];
  return known;
}

static struct known know(const struct context *c, size_t i) {
  struct view word = token_text(c, i);
  const struct lexicon *table = &c->normaliser->tables.roman;
  const struct lexicon_entry *entry = is_word(c, i) ? lexicon_get(table, word) : NULL;
  if (entry != NULL)
    return known_from(entry, view_eq(entry->value[2], VIEW("gen")));
  if (!is_word(c, i) || word.len < 3 || word.ptr[word.len - 1] != 's')
    return (struct known){0};
  return known_from(lexicon_get(table, view_sub(word, 0, word.len - 1)), true);
}

/// What a preposition or article at `i` demands.
static void case_after(const struct context *c, size_t i, bool feminine, enum noun_case *found) {
  static const char *const dative[] = {
      "von",   "mit",       "unter", "bei",   "zu",     "nach", "seit",
      "aus",   "gegenüber", "neben", "vor",   "hinter", "in",   "zwischen",
      "dem",   "einem",     "zum",   "vom",   "beim",   "im",   "samt",
      "nebst", "entgegen",  "laut",  "außer", "gemäß",  "dank", NULL};
  static const char *const accusative[] = {"durch", "für",  "gegen", "ohne", "um",    "an",
                                           "auf",   "über", "bis",   "den",  "einen", NULL};
  static const char *const genitive[] = {"des",     "wegen",    "während",    "trotz",    "statt",
                                         "anstatt", "anstelle", "zugunsten",  "aufgrund", "namens",
                                         "seitens", "infolge",  "anlässlich", "eines",    NULL};
  static const char *const der[] = {"der", NULL};
  *found = CASE_NOMINATIVE; // also after any other word
  if (is_one_of_nocase(c, i, der))
    *found = feminine ? CASE_DATIVE : CASE_NOMINATIVE;
  else if (is_one_of_nocase(c, i, dative))
    *found = CASE_DATIVE;
  else if (is_one_of_nocase(c, i, accusative))
    *found = CASE_ACCUSATIVE;
  else if (is_one_of_nocase(c, i, genitive))
    *found = CASE_GENITIVE;
}

static const char *const subjects[] = {"Er", "Sie", "Man", "Wir", "Ich", NULL};

/// "Sie verehrte Ludwig XIV.", "Er diente Karl V.": what follows a pronoun and its verb.
static enum noun_case case_after_verb(const struct context *c) {
  static const char *const copulas[] = {"ist", "war",  "wird",   "wurde", "heißt",  "hieß",
                                        "sei", "wäre", "bleibt", "blieb", "nannte", NULL};
  static const char *const dative[] = {"folgte",   "diente",  "half",      "glich",
                                       "gehörte",  "schrieb", "begegnete", "unterlag",
                                       "huldigte", "schwor",  "dankte",    NULL};
  enum noun_case found;
  case_after(c, 1, false, &found);
  bool verb = is_word(c, 1) && !has_flag(c, 1, TOKEN_CAPITAL) && function_word(c, 1) == NULL;
  if (found != CASE_NOMINATIVE || is_one_of(c, 1, copulas) || !verb)
    return found;
  return is_one_of(c, 1, dative) ? CASE_DATIVE : CASE_ACCUSATIVE;
}

/// The case that the words before a ruler's name put it in. `i` is the name's token.
static enum noun_case find_case(const struct context *c, size_t i, bool feminine) {
  for (size_t steps = 0; steps < LOOK_MAX && i > 0; steps++) {
    struct known known = know(c, --i);
    if (known.kind == KIND_TITLE && known.genitive)
      return CASE_GENITIVE;
    // Further names, titles, and rulers named before: "mit Karl V. und Franz I."
    if (i == 1 && known.kind == KIND_NONE && is_one_of(c, 0, subjects))
      return case_after_verb(c);
    bool passed = known.kind == KIND_NAME || known.kind == KIND_TITLE || is_hyphen(mark(c, i)) ||
                  is_text(c, i, "und") || is_text(c, i, "sowie") || roman_at(c, i) != 0 ||
                  (is_mark(c, i, '.') && roman_at(c, i - 1) != 0);
    // "unter dem jungen Ludwig XIV.", "mit Bayerns König Ludwig II."
    bool attribute = is_adjective(c, i) && !has_flag(c, i, TOKEN_CAPITAL);
    bool owner = steps > 0 && has_flag(c, i, TOKEN_CAPITAL) && c->tokens[i].len > 3 &&
                 view_ends(token_text(c, i), VIEW("s")) && !is_function_word(c, i);
    if (!passed && !attribute && !owner) {
      enum noun_case found;
      case_after(c, i, feminine, &found);
      return found;
    }
  }
  return CASE_NOMINATIVE;
}

static bool has_title(const struct context *c, size_t name) {
  for (size_t i = name, steps = 0; i > 0 && steps < 4; steps++) {
    struct known known = know(c, --i);
    if (known.kind == KIND_TITLE)
      return true;
    if (known.kind != KIND_NAME && !is_hyphen(mark(c, i)))
      return false;
  }
  return false;
}

// --- rulers

static void say_regnal(struct context *c, const char *article, unsigned value, const char *ending) {
  struct number_text number = number_text(value);
  struct buf *text = &c->out->text;
  if (*article != '\0') {
    say(c, article);
    buf_byte(text, ' ');
  }
  size_t from = text->len;
  spell_ordinal_stem(text, number_view(&number), 0);
  if (!text->failed && text->len > from) {
    size_t size; // a ruler's number is part of the name: "der Vierzehnte"
    struct view stem = view_sub(buf_as_view(text), from, text->len);
    uint32_t upper = utf8_to_upper(utf8_at(stem, 0, &size));
    if (size == 1)
      text->ptr[from] = (char)upper;
    else if (size == 2 && upper >= 0x80 && upper < 0x800)
      text->ptr[from + 1] = (char)(0x80 | (upper & 0x3F));
  }
  buf_str(text, ending);
}

/// "Ludwig dem XIV.": the article is written.
static size_t say_with_article(struct context *c, size_t at) {
  bool weak_e = is_text(c, at - 1, "der") || is_text(c, at - 1, "die");
  say_regnal(c, "", read_roman(token_text(c, at)), weak_e ? "e" : "en");
  return ends_sentence(c, at + 2) ? 1 : 2;
}

/// A person in a court report is "Thomas V., 34," not the fifth.
static bool is_person_with_age(const struct context *c, size_t after) {
  return (is_mark(c, after, ',') || is_mark(c, after, '(')) && is_number(c, after + 1);
}

static size_t say_ruler(struct context *c, size_t at, size_t name, bool genitive) {
  struct known known = know(c, name);
  bool dot = glued_mark(c, at + 1, '.');
  struct view word = token_text(c, at);
  struct known title = name > 0 ? know(c, name - 1) : (struct known){0};
  if (known.kind == KIND_NONE && title.kind == KIND_TITLE && dot && is_small(word) &&
      !ends_sentence(c, at + 2) && has_flag(c, name, TOKEN_CAPITAL) &&
      !has_flag(c, name, TOKEN_ALL_CAPS)) // "Prinz Frank I. und Prinzessin Petra II."
    known = (struct known){.kind = KIND_NAME, .feminine = title.feminine};
  if (known.kind != KIND_NAME || (word.len == 1 && !dot))
    return 0;
  if (word.len == 1 && !has_title(c, name) &&
      (is_person_with_age(c, at + 2) || (word.ptr[0] != 'I' && known.singles.len == 0)))
    return 0;
  enum noun_case in =
      genitive || known.genitive ? CASE_GENITIVE : find_case(c, name, known.feminine);
  unsigned value = read_roman(word);
  switch (in) {
  case CASE_GENITIVE:
    say_regnal(c, known.feminine ? "der" : "des", value, "en");
    break;
  case CASE_DATIVE:
    say_regnal(c, known.feminine ? "der" : "dem", value, "en");
    break;
  case CASE_ACCUSATIVE:
    say_regnal(c, known.feminine ? "die" : "den", value, known.feminine ? "e" : "en");
    break;
  case CASE_NOMINATIVE:
    say_regnal(c, known.feminine ? "die" : "der", value, "e");
    break;
  }
  if (dot && ends_sentence(c, at + 2))
    return 1;
  return dot ? 2 : 1;
}

/// "Ludwig I., II. und III.": the numeral that comes before `at` in a series, or `at`.
static size_t earlier_numeral(const struct context *c, size_t at) {
  if (at < 3 || (!is_mark(c, at - 1, ',') && !is_text(c, at - 1, "und") &&
                 !is_text(c, at - 1, "oder") && !is_text(c, at - 1, "bis")))
    return at;
  size_t i = at - 2;
  if (is_mark(c, i, '.'))
    i--;
  return roman_at(c, i) != 0 && glued_mark(c, at + 1, '.') ? i : at;
}

/// "die Ludwig-XIV.-Straße"
static size_t try_ruler_in_compound(struct context *c, size_t at) {
  bool joined = at > 1 && glued(c, at) && is_hyphen(mark(c, at - 1)) && glued(c, at - 1) &&
                glued_mark(c, at + 1, '.') && is_hyphen(mark(c, at + 2)) && glued(c, at + 2);
  if (!joined || know(c, at - 2).kind != KIND_NAME)
    return 0;
  say_regnal(c, know(c, at - 2).feminine ? "die" : "der", read_roman(token_text(c, at)), "e");
  return 2;
}

static size_t try_ruler(struct context *c, size_t at) {
  if (roman_at(c, at) <= 99 && glued(c, at))
    return try_ruler_in_compound(c, at);
  if (glued(c, at) || at == 0 || roman_at(c, at) > 99)
    return 0;
  bool apostrophe = is_mark(c, at - 1, 0x2019) || is_mark(c, at - 1, '\'');
  if (apostrophe && at > 1 && glued(c, at - 1))
    return say_ruler(c, at, at - 2, true); // "Franz’ II."
  static const char *const articles[] = {"der", "dem", "den", "des", "die", NULL};
  if (at > 1 && glued_mark(c, at + 1, '.') && is_one_of(c, at - 1, articles) &&
      know(c, at - 2).kind == KIND_NAME &&
      !(is_word(c, at + 2) && has_flag(c, at + 2, TOKEN_CAPITAL) &&
        noun_of(&c->normaliser->tables, token_text(c, at + 2)).found)) // "unter Ludwig dem XIV."
    return say_with_article(c, at);
  size_t first = at;
  for (size_t steps = 0; steps < 4 && first > 0; steps++)
    first = earlier_numeral(c, first);
  return first > 0 ? say_ruler(c, at, first - 1, false) : 0;
}

// --- counted things

/// "Kap. IV", "Bd. II": an abbreviation that counts, by its row in the table.
static bool is_counting_abbreviation(const struct context *c, size_t dot) {
  char key[16];
  struct view word = token_text(c, dot - 1);
  if (!glued_mark(c, dot, '.') || !is_word(c, dot - 1) || word.len + 1 > sizeof key)
    return false;
  memcpy(key, word.ptr, word.len);
  key[word.len] = '.';
  const struct lexicon_entry *entry =
      lexicon_get(&c->normaliser->tables.abbreviations, (struct view){key, word.len + 1});
  return entry != NULL && (view_eq(entry->value[0], VIEW("number")) ||
                           view_eq(entry->key, VIEW("Bd.")) || view_eq(entry->key, VIEW("BGBl.")) ||
                           view_eq(entry->key, VIEW("Sek.")) || view_eq(entry->key, VIEW("Nr.")));
}

/// "Teil I", "Teile I bis III", "Teil I und II", "Hartz-IV-Satz"
static bool is_part(const struct context *c, size_t at) {
  if (at == 0)
    return false;
  size_t before = at - 1;
  for (size_t steps = 0; steps < 3; steps++) {
    if (glued(c, at) && is_hyphen(mark(c, before)) && before > 0 && glued(c, before))
      return know(c, before - 1).kind == KIND_PART;
    static const char *const numbered[] = {"Kabinett",           "Landgericht", "Landgerichts",
                                           "Staatsanwaltschaft", "LG",          "Wahlkreis",
                                           "Landgerichtsbezirk", NULL};
    if (before > 0 && is_one_of(c, before - 1, numbered)) // "Kabinett Merz I", "LG München I"
      return true;
    if (know(c, before).kind == KIND_PART || (before > 0 && is_counting_abbreviation(c, before)))
      return true;
    bool linked = is_dash(mark(c, before)) || is_mark(c, before, ',') || is_mark(c, before, '/') ||
                  is_text(c, before, "und") || is_text(c, before, "bis") ||
                  is_text(c, before, "oder");
    if (!linked || before < 2 || roman_at(c, before - 1) == 0)
      return false;
    before -= 2;
  }
  return false;
}

static size_t say_part(struct context *c, size_t at, unsigned value) {
  struct number_text number = number_text(value);
  if (at > 1 && is_dash(mark(c, at - 1)) && !is_hyphen(mark(c, at - 1)) && roman_at(c, at - 2) != 0)
    say(c, "bis");
  say_count(c, number_view(&number));
  return 1;
}

/// "Rocky IV", "Apollo XI": after a name, two letters or more, no full stop.
static bool is_sequel(const struct context *c, size_t at) {
  struct view word = token_text(c, at);
  if (at == 0 || glued(c, at) || word.len < 2 || !is_small(word) || word.len > 5)
    return false;
  if (view_starts(word, VIEW("XX")) || !is_word(c, at - 1) || begins_sentence(c, at - 1))
    return !view_starts(word, VIEW("XX")) && is_word(c, at - 1) && !has(c, at + 1) &&
           has_flag(c, at - 1, TOKEN_CAPITAL) && !has_flag(c, at - 1, TOKEN_ALL_CAPS);
  if (glued(c, at + 1) && is_hyphen(mark(c, at + 1)))
    return false;
  if (has_flag(c, at - 1, TOKEN_ALL_CAPS)) // "GTA VI", but no headline of capitals
    return c->tokens[at - 1].len >= 2 && c->tokens[at - 1].len <= 4 &&
           !has_flag(c, at - 2, TOKEN_ALL_CAPS) && !has_flag(c, at + 1, TOKEN_ALL_CAPS);
  return has_flag(c, at - 1, TOKEN_CAPITAL);
}

/// "der II. Weltkrieg", "im XX. Jahrhundert", "II. Vatikanisches Konzil"
static size_t try_ordinal(struct context *c, size_t at, unsigned value) {
  bool one_letter = c->tokens[at].len == 1;
  if (!glued_mark(c, at + 1, '.') || glued(c, at + 2) || glued(c, at) || value > 99 ||
      !is_small(token_text(c, at)))
    return 0;
  // "vor dem I. und nach dem II. Weltkrieg": the noun stands behind the last of a series.
  size_t next = skip_series(c, at + 2), first = first_of_series(c, at);
  bool noun = has_flag(c, next, TOKEN_CAPITAL) && !is_function_word(c, next);
  bool governed = follows_determiner(c, at) || follows_determiner(c, first);
  bool series = first < at || next > at + 2;
  if (!is_word(c, next) || !(noun || is_adjective(c, next)) ||
      (one_letter && !governed && !series) ||
      (!governed && !noun_of(&c->normaliser->tables, token_text(c, next)).found &&
       !is_adjective(c, next)))
    return 0;
  struct number_text number = number_text(value);
  say_blank(c);
  spell_ordinal_stem(&c->out->text, number_view(&number), 0);
  say_raw(c, view_of(ordinal_ending(c, at, next, NOUN_UNKNOWN)));
  return 2;
}

/// "II. Die Lage": the number of a chapter before its title.
static size_t try_heading(struct context *c, size_t at, unsigned value) {
  if (!begins_sentence(c, at) || !glued_mark(c, at + 1, '.') || !is_word(c, at + 2) ||
      glued(c, at + 2) || !has_flag(c, at + 2, TOKEN_CAPITAL) || !is_small(token_text(c, at)))
    return 0;
  bool surname = c->tokens[at].len == 1 && !is_function_word(c, at + 2) &&
                 !noun_of(&c->normaliser->tables, token_text(c, at + 2)).found;
  if (surname) // "I. Müller"
    return 0;
  struct number_text number = number_text(value);
  say_count(c, number_view(&number));
  return 1;
}

size_t rule_roman(struct context *c, size_t at) {
  unsigned value = roman_at(c, at);
  if (value == 0 || (glued(c, at + 1) && is_number(c, at + 1)) ||
      (glued(c, at) && (is_number(c, at - 1) || is_mark(c, at - 1, '.'))))
    return 0;
  size_t n = try_ruler(c, at);
  static const char *const links[] = {"bis", "und", "oder", NULL};
  if (n == 0 && is_text(c, at, "I") && !glued(c, at) && at > 0 &&
      has_flag(c, at - 1, TOKEN_CAPITAL) && is_one_of(c, at + 1, links) &&
      token_text(c, at + 2).len > 1 && roman_at(c, at + 2) > 1)
    return say_part(c, at, 1); // "Winnetou I bis III"
  if (n == 0)
    n = try_ordinal(c, at, value);
  if (n == 0)
    n = try_heading(c, at, value);
  if (n > 0)
    return n;
  bool one_letter = token_text(c, at).len == 1;
  bool spelled = one_letter && is_word(c, at + 1) && c->tokens[at + 1].len == 1 &&
                 has_flag(c, at + 1, TOKEN_CAPITAL) && // "Windows X P"
                 !glued_mark(c, at + 2, '.');
  if (is_part(c, at) && !spelled && (!one_letter || is_small(token_text(c, at)))) {
    bool hanging = glued(c, at + 1) && is_hyphen(mark(c, at + 1)) && glued(c, at + 2);
    if (hanging && one_letter && !glued(c, at)) // "die Gruppe X-Ray"
      return 0;
    n = say_part(c, at, value);
    if (glued_mark(c, at + 1, '.') && is_word(c, at + 2) && !has_flag(c, at + 2, TOKEN_CAPITAL))
      return 2; // "Punkt IV. ist gestrichen"
    bool joined =
        glued(c, at + 1) && is_hyphen(mark(c, at + 1)) && glued(c, at + 2) && is_word(c, at + 2);
    return joined ? n + 1 : n;
  }
  // Nobody spells "III", nor "IV" where it stands alone in quotes or between hyphens.
  bool quoted = at > 0 && glued(c, at) && glued(c, at + 1) &&
                c->tokens[at - 1].kind == TOKEN_PUNCT && c->tokens[at + 1].kind == TOKEN_PUNCT &&
                !one_letter && is_small(token_text(c, at)) &&
                (!is_hyphen(mark(c, at - 1)) ||
                 (is_hyphen(mark(c, at + 1)) && has_flag(c, at - 2, TOKEN_CAPITAL) &&
                  !has_flag(c, at - 2, TOKEN_ALL_CAPS)));
  bool plain = view_ends(token_text(c, at), VIEW("II")) && value < 40 && !glued(c, at) &&
               !(glued(c, at + 1) && is_hyphen(mark(c, at + 1)));
  if (quoted && is_hyphen(mark(c, at - 1)))
    return say_part(c, at, value) + 1;
  plain |= quoted && !is_hyphen(mark(c, at - 1)) && !is_hyphen(mark(c, at + 1));
  return plain || is_sequel(c, at) ? say_part(c, at, value) : 0;
}

/// "Teile I–III": the dash between two numerals.
size_t rule_roman_range(struct context *c, size_t at) {
  if (!is_dash(mark(c, at)) || is_hyphen(mark(c, at)) || at == 0 || roman_at(c, at - 1) == 0 ||
      roman_at(c, at + 1) == 0 || !is_part(c, at + 1))
    return 0;
  struct number_text number = number_text(roman_at(c, at + 1));
  if (glued(c, at))
    say_raw(c, VIEW(" "));
  say(c, "bis");
  say_count(c, number_view(&number));
  return 2;
}
