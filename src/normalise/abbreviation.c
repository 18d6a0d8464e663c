// Abbreviations, in the case and number that the sentence asks for. What is in no row of the table
// is left as it is.

#include "normalise/registry.h"

#include "base/utf8.h"
#include "normalise/adjective.h"
#include "normalise/agreement.h"
#include "normalise/phrase.h"
#include "normalise/spell.h"

/// Columns of abbreviations.tsv after the first.
enum { COLUMN_BOUNDARY, COLUMN_SPOKEN, COLUMN_USE, COLUMN_FORMS };

static bool uses(const struct lexicon_entry *entry, const char *word) {
  return view_eq(entry->value[COLUMN_USE], view_of(word));
}

static bool is_capital_word(const struct context *c, size_t i) {
  return is_word(c, i) && has_flag(c, i, TOKEN_CAPITAL);
}

static bool opens_bracket(const struct context *c, size_t i) {
  return is_mark(c, i, '(') || is_mark(c, i, '[');
}

// --- may it stand here?

static bool is_numeral(const struct context *c, size_t i) {
  bool short_year = (is_mark(c, i, '\'') || is_mark(c, i, 0x2019)) && is_number(c, i + 1) &&
                    glued(c, i + 1); // "Bj. '65"
  if (is_number(c, i) || short_year)
    return true;
  struct view word = token_text(c, i);
  for (size_t k = 0; k < word.len; k++) {
    if (strchr("IVXLC", word.ptr[k]) == NULL)
      return false;
  }
  return is_word(c, i);
}

static bool behind_ordinal(const struct context *c, size_t at) {
  return at >= 2 && !glued(c, at) && glued_mark(c, at - 1, '.') && is_number(c, at - 2);
}

static bool is_weekday(const struct context *c, size_t i) {
  return is_word(c, i) && c->tokens[i].len == 2 &&
         lexicon_get(&c->normaliser->tables.weekdays, token_text(c, i)) != NULL;
}

/// Another short weekday with its full stop stands before, or behind, with a comma or "und".
static bool is_beside_weekday(const struct context *c, size_t at, size_t after) {
  static const char *const links[] = {"und", "u", "oder", "o", NULL};
  size_t next = is_mark(c, after, ',') ? after + 1 : after;
  if (is_one_of(c, after, links))
    next = after + 1 + glued_mark(c, after + 1, '.');
  if (next > after && is_weekday(c, next) && glued_mark(c, next + 1, '.'))
    return true;
  size_t last = at;
  if (last > 1 && is_mark(c, last - 1, '.') && is_one_of(c, last - 2, links))
    last -= 2;
  else if (last > 0 && (is_mark(c, last - 1, ',') || is_one_of(c, last - 1, links)))
    last--;
  return last < at && last >= 2 && is_mark(c, last - 1, '.') && is_weekday(c, last - 2);
}

/// "Mo., 3. Mai", "Mo.–Fr.", "(Mi.)", "Do. 20 Uhr"
static bool is_weekday_place(const struct context *c, size_t at, size_t after) {
  uint32_t m = mark(c, after);
  bool closed =
      (m == ')' || m == '/' || m == '+' || is_dash(m) || m == ':') && !ends_sentence(c, after);
  bool ranged = at > 0 && (is_dash(mark(c, at - 1)) || is_mark(c, at - 1, '/'));
  bool date = is_number(c, after) || ((m == ',' || m == '(') && is_number(c, after + 1));
  static const char *const before[] = {"am",      "ab",     "bis",      "vom",       "zum",
                                       "jeden",   "außer",  "nächsten", "kommenden", "vergangenen",
                                       "letzten", "diesen", NULL};
  if (at > 0 && is_one_of_nocase(c, at - 1, before))
    return true;
  bool woman = is_text(c, at, "Fr") && is_capital_word(c, after);
  if (behind_ordinal(c, at) && !ends_sentence(c, after) && !woman) // "am 1. So. im Monat"
    return true;
  static const char *const later[] = {"bis", "von", "ab", "geschl", "geschlossen", NULL};
  if (is_one_of(c, after, later) && !ends_sentence(c, after)) // "Do. bis 20 Uhr"
    return true;
  if (is_beside_weekday(c, at, after)) // "Mo., Di. u. Do."
    return true;
  size_t linked = after + 1 + glued_mark(c, after + 1, '.');
  if (is_one_of(c, after, (const char *const[]){"u", "und", NULL}) &&
      (view_starts(token_text(c, linked), VIEW("feiertag")) ||
       view_starts(token_text(c, linked), VIEW("Feiertag")))) // "So. u. feiertags"
    return true;
  return date || closed || ranged || opens_bracket(c, at - 1);
}

/// "Fr." is Frau before a name, but Friday beside a date; "Sr." Schwester, but Senior behind one.
static bool is_elsewhere(const struct context *c, size_t at, size_t n,
                         const struct lexicon_entry *entry) {
  struct view other = entry->value[COLUMN_FORMS];
  if (!uses(entry, "name") || other.len == 0)
    return false;
  if (view_eq(other, VIEW("Freitag")))
    return is_weekday_place(c, at, at + n);
  return !is_capital_word(c, at + n);
}

static bool fits(const struct context *c, size_t at, size_t n, const struct lexicon_entry *entry) {
  size_t after = at + n;
  bool end = ends_sentence(c, after);
  if (uses(entry, "weekday"))
    return is_weekday_place(c, at, after);
  if (at > 0 && is_mark(c, at - 1, '+') && glued(c, at))
    return false; // "Strg+Alt+Entf."
  if (uses(entry, "ranked") && behind_ordinal(c, at))
    return true;
  if (uses(entry, "counted") && at > 0 && is_number(c, at - 1) && !glued(c, at))
    return true;
  if (uses(entry, "recipe")) // "2 gr. Zwiebeln"
    return at > 0 && is_number(c, at - 1) && is_capital_word(c, after);
  if (uses(entry, "sized") && has_flag(c, after, TOKEN_ALL_CAPS) && c->tokens[after].len <= 3 &&
      strchr("SMLX", token_text(c, after).ptr[0]) != NULL)
    return true;
  if (view_eq(entry->value[COLUMN_BOUNDARY], VIEW("number")))
    return is_numeral(c, after);
  // "v. J. F. Kennedy" is no "vorigen Jahres".
  bool initial = n > 2 && is_word(c, after) && c->tokens[after].len == 1 &&
                 has_flag(c, after, TOKEN_CAPITAL) && glued_mark(c, after + 1, '.');
  if (initial && has_flag(c, after - 2, TOKEN_CAPITAL) && c->tokens[after - 2].len == 1)
    return false;
  if (uses(entry, "word")) // without its stop it is a word of its own
    return !end && at > 0;
  if (uses(entry, "name"))
    return (is_capital_word(c, after) && !is_function_word(c, after)) ||
           is_elsewhere(c, at, n, entry);
  if (uses(entry, "place")) // between two names
    return is_capital_word(c, after) && at > 0 && is_capital_word(c, at - 1);
  if (uses(entry, "between"))
    return at > 0 && (is_word(c, after) || is_number(c, after)) && !glued(c, after);
  if (uses(entry, "behind")) // behind a number, with or without something between
    return at > 0 && is_number(c, at - 1);
  if (uses(entry, "adj")) // "Vors." is a noun, too
    return (has(c, after) && !end) || has_flag(c, at, TOKEN_CAPITAL) || is_mark(c, after, ')');
  return true;
}

// --- which form?

/// The n-th form of "Jahrhunderts Jahrhunderte Jahrhunderten".
static struct view form_of(const struct lexicon_entry *entry, size_t n) {
  struct view forms = entry->value[COLUMN_FORMS];
  for (; n > 0; n--)
    view_cut(&forms, ' ');
  return view_cut(&forms, ' ');
}

static bool wants_dative(const struct context *c, size_t i) {
  static const char *const words[] = {"in",  "seit", "vor", "nach", "von",   "mit",      "aus",
                                      "bei", "zu",   "den", "über", "unter", "zwischen", NULL};
  return is_one_of_nocase(c, i, words);
}

/// "des 19. Jh.": a genitive article, with nothing but numbers, marks and adjectives between.
static bool after_genitive(const struct context *c, size_t at) {
  static const char *const words[] = {"des",   "eines",   "dieses", "jenes", "seines",
                                      "ihres", "unseres", "jedes",  NULL};
  for (size_t i = at, steps = 0; i > 0 && steps < 8; steps++) {
    i--;
    if (is_one_of_nocase(c, i, words))
      return true;
    bool between = is_number(c, i) || mark(c, i) != 0 || is_text(c, i, "und") ||
                   (is_word(c, i) && !has_flag(c, i, TOKEN_CAPITAL) &&
                    view_ends(token_text(c, i), VIEW("en")));
    if (!between)
      return false;
  }
  return false;
}

static struct view noun_form(const struct context *c, size_t at,
                             const struct lexicon_entry *entry) {
  struct view base = entry->value[COLUMN_SPOKEN];
  size_t form;
  bool numbered = view_eq(entry->value[COLUMN_BOUNDARY], VIEW("number")); // "Art. 5 Abs. 2"
  if (!numbered && at > 0 && is_several(c, at - 1) &&
      !(is_number(c, at - 1) && is_mark(c, at, '.')))
    form = at > 1 && wants_dative(c, at - 2) ? 2 : 1;
  else if (after_genitive(c, at))
    form = 0;
  else
    return base;
  struct view found = form_of(entry, form);
  return found.len > 0 ? found : base;
}

/// Before a name ("geb. Müller") a participle is an adjective, before a date ("geb. 1950") not.
static void say_participle(struct context *c, size_t at, size_t n, struct view stem) {
  static const char *const months[] = {
      "Januar",    "Februar", "März",     "April",    "Mai",  "Juni",   "Juli",  "August",
      "September", "Oktober", "November", "Dezember", "Ende", "Anfang", "Mitte", NULL};
  if (view_eq(stem, VIEW("geboren")) && at > 0 && is_mark(c, at - 1, ',') &&
      is_mark(c, at + n, ',')) { // "128 S., geb., 24 Euro": a book
    say(c, "gebunden");
    return;
  }
  say_view(c, stem);
  bool name =
      is_capital_word(c, at + n) && !is_one_of(c, at + n, months) && !is_function_word(c, at + n);
  if (name)
    say_raw(c, VIEW("e"));
}

/// "u. a.": "unter anderem", but behind names "und andere" ("Müller u. a.").
static struct view among_others(const struct context *c, size_t at, size_t n, struct view spoken) {
  bool behind_name = at > 0 && is_capital_word(c, at - 1);
  bool closed = ends_sentence(c, at + n) || is_mark(c, at + n, ')') || is_mark(c, at + n, ',') ||
                is_mark(c, at + n, ';') || is_mark(c, at + n, ':');
  return behind_name && closed ? VIEW("und andere") : spoken;
}

/// "Cranach d. J." is the younger one, "am 3. Mai d. J." of this year.
static struct view younger_or_year(const struct context *c, size_t at, struct view spoken) {
  static const char *const months[] = {"Januar",   "Februar",  "März",   "April",     "Mai",
                                       "Juni",     "Juli",     "August", "September", "Oktober",
                                       "November", "Dezember", "Ende",   "Anfang",    "Mitte",
                                       "Frühjahr", "Sommer",   "Herbst", "Winter",    NULL};
  bool year =
      at > 0 && (is_number(c, at - 1) || is_mark(c, at - 1, '.') || is_one_of(c, at - 1, months));
  return year ? VIEW("dieses Jahres") : spoken;
}

/// "Karls d. Gr." → "des Großen", "mit Karl d. Gr." → "dem Großen".
static void say_byname(struct context *c, size_t at, struct view spoken) {
  static const char *const dative[] = {"von", "mit",  "bei", "nach", "unter",
                                       "zu",  "seit", "vor", "aus",  NULL};
  struct view name = at > 0 ? token_text(c, at - 1) : VIEW("");
  const struct lexicon *names = &c->normaliser->tables.roman;
  bool genitive = is_capital_word(c, at - 1) && view_ends(name, VIEW("s")) &&
                  lexicon_get(names, view_sub(name, 0, name.len - 1)) != NULL;
  size_t before = at > 1 ? at - 2 : at;
  if (before > 0 && is_capital_word(c, before) && !is_function_word(c, before))
    before--; // "mit Plinius d. J.", "von Lucas Cranach d. Ä."
  if (genitive || is_one_of_nocase(c, before, dative)) {
    say(c, genitive ? "des" : "dem");
    say_view(c, view_sub(spoken, 4, spoken.len)); // without "der "
    say_raw(c, VIEW("n"));
  } else {
    say_view(c, spoken);
  }
}

/// "des Min. f. Wirtschaft", "das Min. für Verkehr": no minute.
static bool is_ministry(const struct context *c, size_t at, size_t n,
                        const struct lexicon_entry *entry) {
  static const char *const of[] = {"f", "für", "d", "des", "der", NULL};
  return view_eq(entry->key, VIEW("Min.")) && at > 0 && !is_number(c, at - 1) &&
         is_one_of(c, at + n, of);
}

/// "3:2 n. V.", "3:2 (1:1) n. V.", "siegte n. V."
static bool behind_score(const struct context *c, size_t at) {
  static const char *const stems[] = {"sieg",       "Sieg", "gew",    "verl", "unterl",
                                      "Niederlage", "erst", "Erfolg", NULL};
  size_t i = at > 0 && is_mark(c, at - 1, ')') ? at - 2 : at - 1;
  if (at >= 3 && is_number(c, i) && is_mark(c, i - 1, ':'))
    return true;
  for (size_t k = 0; at > 0 && stems[k] != NULL; k++) {
    if (view_starts(token_text(c, at - 1), view_of(stems[k])))
      return true;
  }
  return false;
}

/// "Spende erb.", "Anmeldung erb.": nothing is built.
static bool is_asked_for(const struct context *c, size_t at) {
  static const char *const words[] = {"Spende",       "Spenden",     "Anmeldung",
                                      "Voranmeldung", "Rückmeldung", "Reservierung",
                                      "Rücksprache",  "Anmeldungen", NULL};
  return at > 0 && is_one_of(c, at - 1, words);
}

// --- saying

static void say_spoken(struct context *c, struct view spoken, bool capital) {
  if (!capital) {
    say_view(c, spoken);
    return;
  }
  size_t size;
  uint32_t first = utf8_at(spoken, 0, &size);
  say_blank(c);
  utf8_append(&c->out->text, utf8_to_upper(first));
  say_raw(c, view_sub(spoken, size, spoken.len));
}

/// "von Hr. Müller", "den Hr. Direktor": Herr is weak.
static bool is_oblique_mister(const struct context *c, size_t at,
                              const struct lexicon_entry *entry) {
  return view_eq(entry->key, VIEW("Hr.")) &&
         (is_one_of_nocase(c, at - 1, (const char *const[]){"den", "dem", "des", "an", NULL}) ||
          case_before(c, at, false) == CASE_DATIVE);
}

static void say_form(struct context *c, size_t at, size_t n, const struct lexicon_entry *entry,
                     bool capital) {
  struct view spoken = entry->value[COLUMN_SPOKEN];
  if (is_oblique_mister(c, at, entry)) {
    say(c, "Herrn");
    return;
  }
  bool degree = uses(entry, "degree") && follows_determiner(c, at) && is_capital_word(c, at + n);
  if ((uses(entry, "adj") || uses(entry, "recipe") || degree) && !capital)
    say_adjective(c, at, n, spoken);
  else if (uses(entry, "part") && !capital)
    say_participle(c, at, n, spoken);
  else if (is_elsewhere(c, at, n, entry))
    say_view(c, entry->value[COLUMN_FORMS]);
  else if (view_eq(entry->key, VIEW("Min.")) && !is_number(c, at - 1) && !behind_ordinal(c, at) &&
           is_capital_word(c, at + n) && !is_function_word(c, at + n))
    say(c, after_genitive(c, at) ? "Ministers" : "Minister"); // "Min. Lauterbach"
  else if (is_ministry(c, at, n, entry))
    say(c, after_genitive(c, at) ? "Ministeriums" : "Ministerium");
  else if (view_eq(entry->key, VIEW("Sek.")) && has_flag(c, at + n, TOKEN_ALL_CAPS))
    say(c, "Sekundarstufe"); // "Sek. I"
  else if (uses(entry, "noun"))
    say_view(c, noun_form(c, at, entry));
  else if (uses(entry, "ranked") && after_genitive(c, at) && form_of(entry, 0).len > 0)
    say_view(c, form_of(entry, 0));
  else if (view_eq(entry->key, VIEW("u.a.")))
    say_spoken(c, among_others(c, at, n, spoken), capital);
  else if (view_eq(entry->key, VIEW("v.")) && is_number(c, at + n) &&
           glued_mark(c, at + n + 1, '.') && !ends_sentence(c, at + n + 1)) // "Urteil v. 12. März"
    say(c, "vom");
  else if (view_eq(entry->key, VIEW("i.d.F.v.")) && is_number(c, at + n) &&
           c->tokens[at + n].len == 4) // a year
    say_spoken(c, VIEW("in der Fassung von"), capital);
  else if (view_eq(entry->key, VIEW("Chr.")) && is_text(c, at + n, "Himmelfahrt"))
    say(c, "Christi");
  else if (view_eq(entry->key, VIEW("erb.")) && is_asked_for(c, at))
    say(c, "erbeten");
  else if (view_eq(entry->key, VIEW("n.d.")) &&
           noun_of(&c->normaliser->tables, token_text(c, at + n)).gender == NOUN_FEMININE)
    say_spoken(c, VIEW("nach der"), capital);
  else if (view_eq(entry->key, VIEW("i.R.")) && is_capital_word(c, at + n) && at > 0 &&
           (is_number(c, at - 1) || mark(c, at - 1) == ',' || mark(c, at - 1) == '('))
    say(c, "in Richtung"); // "BAB 20 i. R. Lübeck"
  else if (view_eq(entry->key, VIEW("a.H.")) && is_capital_word(c, at - 1))
    say(c, "am Harz"); // "Osterode a. H."
  else if (view_eq(entry->key, VIEW("Geb.")) && is_number(c, at + n) &&
           (is_mark(c, at + n + 1, 0x20AC) || is_text(c, at + n + 1, "Euro")))
    say(c, "Gebühr");
  else if (view_eq(entry->key, VIEW("n.V.")) && !behind_score(c, at))
    say_spoken(c, VIEW("nach Vereinbarung"), capital);
  else if (view_eq(entry->key, VIEW("d.J.")) && !view_eq(younger_or_year(c, at, spoken), spoken))
    say_spoken(c, younger_or_year(c, at, spoken), capital);
  else if (view_starts(spoken, VIEW("der ")) && view_starts(entry->key, VIEW("d.")))
    say_byname(c, at, spoken);
  else
    say_spoken(c, spoken, capital && spoken.len > 0);
}

/// "v." where "v. J." does not fit.
static const struct lexicon_entry *first_part(const struct context *c, size_t at, size_t *n) {
  char key[8];
  struct view word = token_text(c, at);
  if (!glued_mark(c, at + 1, '.') || word.len + 1 > sizeof key)
    return NULL;
  memcpy(key, word.ptr, word.len);
  key[word.len] = '.';
  *n = 2;
  const struct lexicon_entry *entry =
      lexicon_get(&c->normaliser->tables.abbreviations, (struct view){key, word.len + 1});
  return entry != NULL && fits(c, at, 2, entry) ? entry : NULL;
}

/// "die Dt. Bank", "die Ev. Kirche": an adjective that is part of a name.
static size_t name_part(struct context *c, size_t at) {
  size_t n = 0;
  if (!has_flag(c, at, TOKEN_CAPITAL))
    return 0;
  const struct lexicon_entry *entry =
      phrase_find(c, at, &c->normaliser->tables.abbreviations, BLANKS_DROP, true, &n);
  if (entry == NULL || !uses(entry, "adj") || !is_capital_word(c, at + n) ||
      is_function_word(c, at + n))
    return 0;
  size_t size;
  struct view stem = entry->value[COLUMN_SPOKEN];
  utf8_append(&c->out->text, utf8_to_upper(utf8_at(stem, 0, &size)));
  say_raw(c, view_sub(stem, size, stem.len));
  say_raw(c, view_of(ordinal_ending(c, at, at + n, name_gender(c, at + n))));
  return n;
}

size_t rule_abbreviation(struct context *c, size_t at) {
  size_t n = 0;
  const struct lexicon *table = &c->normaliser->tables.abbreviations;
  if (glued(c, at) && at > 0 && is_number(c, at - 1) && glued_mark(c, at + 1, '.') &&
      (is_text(c, at, "ff") || is_text(c, at, "f"))) { // "S. 45ff."
    say(c, is_text(c, at, "f") ? "folgende" : "fortfolgende");
    if (stops_sentence(c, at + 2))
      say_raw(c, VIEW("."));
    return 2;
  }
  const struct lexicon_entry *entry = phrase_find(c, at, table, BLANKS_DROP, false, &n);
  bool lowered = false;
  if (entry != NULL && view_eq(entry->key, VIEW("St.")) && is_hyphen(mark(c, at + n)) &&
      glued(c, at + n) && is_capital_word(c, at + n + 1)) { // "die St.-Pauli-Kirche"
    say(c, "Sankt");
    say_raw(c, VIEW("-"));
    c->join = true;
    return n + 1;
  }
  if (entry != NULL && !fits(c, at, n, entry))
    entry = n > 2 ? first_part(c, at, &n) : NULL;
  if (entry == NULL && has_flag(c, at, TOKEN_CAPITAL) && begins_sentence(c, at)) {
    entry = phrase_find(c, at, table, BLANKS_DROP, true, &n);
    lowered = entry != NULL;
  }
  if (lowered && n == 2 && c->tokens[at].len == 1 && is_capital_word(c, at + n) &&
      !glued_mark(c, at + n + 1, '.'))
    entry = NULL; // "S. Fischer" at the beginning, no "siehe"
  if (entry != NULL && lowered &&
      (!fits(c, at, n, entry) || (uses(entry, "adj") && is_capital_word(c, at + n))))
    entry = NULL; // "Kath. Kirche: …" agrees as inside a sentence
  if (entry == NULL)
    return name_part(c, at);
  say_form(c, at, n, entry, lowered);
  if (view_eq(entry->key, VIEW("Jh.")) && glued(c, at + n) && is_text(c, at + n, "s"))
    n++; // "des 19. Jh.s"
  if (is_mark(c, at + n - 1, '.') && stops_sentence(c, at + n))
    say_raw(c, VIEW("."));
  return n;
}
