#include "pronounce/foreign.h"

#include "base/table.h"
#include "pronounce/inflect.h"

#include <stdlib.h>

#define TABLE(name)                                                                                \
  extern const unsigned char pronounce_##name[];                                                   \
  extern const size_t pronounce_##name##_len;
TABLE(foreign_signs)
TABLE(spelling_fr)
TABLE(spelling_it)
TABLE(spelling_es)
TABLE(spelling_pl)
TABLE(spelling_cs)
TABLE(spelling_tr)
TABLE(spelling_sv)
TABLE(spelling_hu)
TABLE(spelling_la)
TABLE(spelling_xx)
#undef TABLE

static const struct {
  const char *code, *source, *file;
  enum stress_rule stress;
  const unsigned char *table;
  const size_t *len;
} languages[FOREIGN_LANGUAGES] = {
    [FOREIGN_FRENCH] = {"fr", "french", "spelling_fr.tsv", STRESS_LAST, pronounce_spelling_fr,
                        &pronounce_spelling_fr_len},
    [FOREIGN_ITALIAN] = {"it", "italian", "spelling_it.tsv", STRESS_PENULT, pronounce_spelling_it,
                         &pronounce_spelling_it_len},
    [FOREIGN_SPANISH] = {"es", "spanish", "spelling_es.tsv", STRESS_SPANISH, pronounce_spelling_es,
                         &pronounce_spelling_es_len},
    [FOREIGN_POLISH] = {"pl", "polish", "spelling_pl.tsv", STRESS_PENULT, pronounce_spelling_pl,
                        &pronounce_spelling_pl_len},
    [FOREIGN_CZECH] = {"cs", "slavic", "spelling_cs.tsv", STRESS_FIRST, pronounce_spelling_cs,
                       &pronounce_spelling_cs_len},
    [FOREIGN_TURKISH] = {"tr", "turkish", "spelling_tr.tsv", STRESS_FIRST, pronounce_spelling_tr,
                         &pronounce_spelling_tr_len},
    [FOREIGN_SCANDINAVIAN] = {"sv", "scandinavian", "spelling_sv.tsv", STRESS_FIRST,
                              pronounce_spelling_sv, &pronounce_spelling_sv_len},
    [FOREIGN_HUNGARIAN] = {"hu", "hungarian", "spelling_hu.tsv", STRESS_FIRST,
                           pronounce_spelling_hu, &pronounce_spelling_hu_len},
    [FOREIGN_LATIN] = {"la", "latin", "spelling_la.tsv", STRESS_PENULT, pronounce_spelling_la,
                       &pronounce_spelling_la_len},
    [FOREIGN_GENERAL] = {"xx", "foreign", "spelling_xx.tsv", STRESS_PENULT, pronounce_spelling_xx,
                         &pronounce_spelling_xx_len},
};

enum sign_kind { SIGN_NAME, SIGN_LOAN, SIGN_LETTER };
enum sign_place { PLACE_ANY, PLACE_START, PLACE_END };

struct foreign_sign {
  struct view letters;
  enum sign_place place;
  enum foreign_language language;
  enum sign_kind kind;
};

static bool add_sign(struct foreign *foreign, size_t *cap, const struct table_row *row) {
  if (!array_grow((void **)&foreign->signs, cap, foreign->n_signs + 1, sizeof *foreign->signs))
    return false;
  struct foreign_sign *sign = &foreign->signs[foreign->n_signs++];
  *sign = (struct foreign_sign){.letters = row->fields[0],
                                .place = view_eq(row->fields[1], VIEW("end"))     ? PLACE_END
                                         : view_eq(row->fields[1], VIEW("start")) ? PLACE_START
                                                                                  : PLACE_ANY,
                                .kind = view_eq(row->fields[3], VIEW("name"))   ? SIGN_NAME
                                        : view_eq(row->fields[3], VIEW("loan")) ? SIGN_LOAN
                                                                                : SIGN_LETTER};
  for (int i = 0; i < FOREIGN_LANGUAGES; i++)
    if (view_eq(row->fields[2], view_of(languages[i].code)))
      sign->language = (enum foreign_language)i;
  return true;
}

enum listen_status foreign_load(struct foreign *out, struct listen_diag *diag) {
  *out = (struct foreign){0};
  for (int i = 0; i < FOREIGN_LANGUAGES; i++) {
    struct view table = {(const char *)languages[i].table, *languages[i].len};
    enum listen_status status =
        spelling_load(&out->spellings[i], table, languages[i].file, languages[i].stress, diag);
    if (status != LISTEN_OK) {
      foreign_clear(out);
      return status;
    }
  }
  struct view signs = {(const char *)pronounce_foreign_signs, pronounce_foreign_signs_len};
  struct table_row row = {0};
  size_t cap = 0;
  for (size_t pos = 0; table_next(signs, &pos, &row);)
    if (!add_sign(out, &cap, &row)) {
      foreign_clear(out);
      return diag_nomem(diag);
    }
  return LISTEN_OK;
}

void foreign_clear(struct foreign *foreign) {
  if (foreign == NULL)
    return;
  for (int i = 0; i < FOREIGN_LANGUAGES; i++)
    spelling_clear(&foreign->spellings[i]);
  free(foreign->signs);
  *foreign = (struct foreign){0};
}

static bool contains(struct view text, struct view part) {
  for (size_t i = 0; i + part.len <= text.len; i++)
    if (text.ptr[i] == part.ptr[0] && memcmp(text.ptr + i, part.ptr, part.len) == 0)
      return true;
  return false;
}

/// German compounds in -frage, -tage and the like outnumber the French words in -age by far.
static bool ends_german_age(struct view lower) {
  static const char *const ends[] = {"frage", "klage", "tage",    "waage",
                                     "plage", "jage",  "auslage", "hage"}; // "Stadthagen"
  for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
    if (view_ends(lower, view_of(ends[i])))
      return true;
  return false;
}

static bool stands(const struct foreign_sign *sign, struct view lower) {
  switch (sign->place) {
  case PLACE_START:
    return view_starts(lower, sign->letters);
  case PLACE_END:
    return view_ends(lower, sign->letters);
  case PLACE_ANY:
    return contains(lower, sign->letters);
  }
  return false;
}

static const struct foreign_sign *find_sign(const struct foreign *foreign, struct view lower,
                                            bool capital, bool is_german) {
  bool letters_only = is_german;
  for (size_t i = 0; i < foreign->n_signs; i++) {
    const struct foreign_sign *sign = &foreign->signs[i];
    if (sign->kind != SIGN_LETTER &&
        (letters_only || !capital || lower.len < sign->letters.len + 2))
      continue;
    if (!stands(sign, lower))
      continue;
    if (sign->kind == SIGN_LOAN && view_eq(sign->letters, VIEW("age")) && ends_german_age(lower))
      continue;
    return sign;
  }
  return NULL;
}

const char *foreign_say(const struct foreign *foreign, struct view lower, bool capital,
                        bool is_german, struct buf *out) {
  static const char *const endings[] = {"", "s", "n", "en", "in", "innen", "es"};
  for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
    struct view ending = view_of(endings[i]);
    if (!view_ends(lower, ending) || lower.len < ending.len + 3)
      continue;
    struct view stem = view_sub(lower, 0, lower.len - ending.len);
    const struct foreign_sign *sign = find_sign(foreign, stem, capital, is_german);
    bool german = ending.len > 1 || view_eq(ending, VIEW("n")); // no ending of a name: "Schottin"
    if (sign == NULL || (german && sign->kind == SIGN_NAME) ||
        (ending.len > 1 && sign->kind != SIGN_LOAN))
      continue;
    size_t start = out->len;
    if (!spelling_say(&foreign->spellings[sign->language], ending.len > 1 ? stem : lower, out) &&
        !spelling_say(&foreign->spellings[sign->language], stem, out))
      continue;
    if (ending.len > 1)
      inflect_append(out, start, ending, stem);
    return languages[sign->language].source;
  }
  return NULL;
}

// ---- words that begin with letters the engine takes for an abbreviation ----

enum { MAX_ONSET = 5, MIN_ONSET_WORD = 4 };

/// The consonants before the first vowel that the engine says in one go. Measured: behind any other
/// beginning it reads the first letter by its name.
static bool engine_says(struct view onset) {
  static const char *const known[] = {
      "bj", "bl", "br", "ch", "chl", "chr", "cl", "cr", "dr", "dsch", "fl", "fr", "gh", "gl", "gn",
      "gr", "kh", "kl", "kn", "kr", "pf", "pfl", "pfr", "ph", "phl", "phr", "pl", "pr", "ps", "rh",
      "sc", "sch", "schl", "schm", "schn", "schr", "schw", "scr", "sh", "shr", "sk", "skl", "skr",
      "sl", "sm", "sn", "sp", "sph", "spl", "spr", "st", "str", "sw", "sz", "th", "thr", "tr",
      "tsch", "tw", "wh", "wr", "zh", "zw",
      // single words it knows
      "vl", "wl"};
  for (size_t i = 0; i < sizeof known / sizeof *known; i++)
    if (view_eq(onset, view_of(known[i])))
      return true;
  return onset.len < 2;
}

/// Words that the engine has rules of its own for.
static bool engine_knows(struct view lower) {
  static const char *const begins[] = {"djibouti", "khmer", "mnemo", "pneu",
                                       "ptol",     "rwand", "sven",  "zden"};
  for (size_t i = 0; i < sizeof begins / sizeof *begins; i++)
    if (view_starts(lower, view_of(begins[i])))
      return true;
  return false;
}

/// "Trnava", "Vrba": the r is the vowel.
static bool has_vowel_r(struct view onset) {
  for (size_t i = 1; i + 1 < onset.len; i++)
    if (onset.ptr[i] == 'r')
      return true;
  return false;
}

/// Whose onset this is, as a rule. German letters ("sch", "w") tell a name put into our spelling.
static enum foreign_language onset_language(struct view lower, struct view onset) {
  static const struct {
    const char *letters;
    enum foreign_language language;
  } table[] = {
      {"cz", FOREIGN_POLISH},       {"cs", FOREIGN_HUNGARIAN},    {"fj", FOREIGN_SCANDINAVIAN},
      {"hj", FOREIGN_SCANDINAVIAN}, {"kj", FOREIGN_SCANDINAVIAN}, {"sj", FOREIGN_SCANDINAVIAN},
      {"ll", FOREIGN_SPANISH},      {"hl", FOREIGN_CZECH},        {"hr", FOREIGN_CZECH},
      {"ml", FOREIGN_CZECH},        {"mr", FOREIGN_CZECH},        {"sr", FOREIGN_CZECH},
      {"vl", FOREIGN_CZECH},        {"vr", FOREIGN_CZECH},        {"zd", FOREIGN_CZECH},
      {"zl", FOREIGN_CZECH},        {"zv", FOREIGN_CZECH}};
  if (!contains(lower, VIEW("sch")) && memchr(lower.ptr, 'w', lower.len) == NULL) {
    if (has_vowel_r(onset))
      return FOREIGN_CZECH;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
      if (view_starts(onset, view_of(table[i].letters)))
        return table[i].language;
  }
  return FOREIGN_GENERAL;
}

const char *foreign_say_onset(const struct foreign *foreign, struct view lower, struct buf *out) {
  size_t n = 0;
  while (n < lower.len && lower.ptr[n] >= 'a' && lower.ptr[n] <= 'z' &&
         memchr("aeiouy", lower.ptr[n], 6) == NULL)
    n++;
  struct view onset = view_sub(lower, 0, n);
  if (n == lower.len || n > MAX_ONSET || lower.len < MIN_ONSET_WORD || engine_says(onset) ||
      engine_knows(lower))
    return NULL;
  enum foreign_language language = onset_language(lower, onset);
  size_t start = out->len;
  if (!spelling_say(&foreign->spellings[language], lower, out)) {
    out->len = start;
    if (language == FOREIGN_GENERAL ||
        !spelling_say(&foreign->spellings[language = FOREIGN_GENERAL], lower, out))
      return NULL;
  }
  return languages[language].source;
}
