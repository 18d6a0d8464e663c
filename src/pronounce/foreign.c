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
};

enum sign_kind { SIGN_NAME, SIGN_LOAN, SIGN_LETTER };

struct foreign_sign {
  struct view letters;
  bool at_end;
  enum foreign_language language;
  enum sign_kind kind;
};

static bool add_sign(struct foreign *foreign, size_t *cap, const struct table_row *row) {
  if (!array_grow((void **)&foreign->signs, cap, foreign->n_signs + 1, sizeof *foreign->signs))
    return false;
  struct foreign_sign *sign = &foreign->signs[foreign->n_signs++];
  *sign = (struct foreign_sign){.letters = row->fields[0],
                                .at_end = view_eq(row->fields[1], VIEW("end")),
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
  static const char *const ends[] = {"frage", "klage", "tage", "waage", "plage", "jage", "auslage"};
  for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
    if (view_ends(lower, view_of(ends[i])))
      return true;
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
    if (sign->at_end ? !view_ends(lower, sign->letters) : !contains(lower, sign->letters))
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
    if (sign == NULL || (ending.len > 1 && sign->kind != SIGN_LOAN))
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
