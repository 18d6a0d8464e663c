#include "pronounce/spelling.h"

#include "base/table.h"
#include "base/utf8.h"
#include "pronounce/mnemonics.h"

#include <stdlib.h>

struct spelling_rule {
  struct view letters, before, behind, said;
};

enum { MAX_WORD = 64, MAX_SAID = 160 };

static bool is_vowel(uint32_t c) {
  uint32_t base = c < 0x80 ? c : utf8_base_letter(c);
  return base == 'a' || base == 'e' || base == 'i' || base == 'o' || base == 'u' || base == 'y' ||
         c == 0x131 || c == 0xE6 || c == 0xF8 || c == 0x153;
}

static bool is_front(uint32_t c) {
  uint32_t base = c < 0x80 ? c : utf8_base_letter(c);
  return base == 'e' || base == 'i' || base == 'y';
}

/// Does one sign of a context fit the letter `c` (0: an edge)?
static bool fits_sign(char sign, uint32_t c) {
  switch (sign) {
  case '_':
    return c == 0;
  case 'V':
    return c != 0 && is_vowel(c);
  case 'C':
    return c != 0 && !is_vowel(c);
  case 'E':
    return c != 0 && is_front(c);
  default:
    return false;
  }
}

static bool is_sign(char c) {
  return c == '_' || c == 'V' || c == 'C' || c == 'E';
}

/// Does `context` stand at `pos`, read forwards?
static bool stands_behind(struct view word, size_t pos, struct view context) {
  for (size_t i = 0, n; i < context.len; i++) {
    if (!is_sign(context.ptr[i])) {
      if (pos >= word.len || word.ptr[pos] != context.ptr[i])
        return false;
      pos++;
      continue;
    }
    n = 0;
    uint32_t c = pos < word.len ? utf8_at(word, pos, &n) : 0;
    if (!fits_sign(context.ptr[i], c))
      return false;
    pos += n;
  }
  return true;
}

/// Does `context` stand before `pos`, read backwards?
static bool stands_before(struct view word, size_t pos, struct view context) {
  for (size_t i = context.len, n; i > 0; i--) {
    if (!is_sign(context.ptr[i - 1])) {
      if (pos == 0 || word.ptr[pos - 1] != context.ptr[i - 1])
        return false;
      pos--;
      continue;
    }
    n = 0;
    uint32_t c = pos > 0 ? utf8_before(word, pos, &n) : 0;
    if (!fits_sign(context.ptr[i - 1], c))
      return false;
    pos -= n;
  }
  return true;
}

static bool any_fits(struct view word, size_t pos, struct view contexts,
                     bool (*stands)(struct view, size_t, struct view)) {
  if (contexts.len == 0 || view_eq(contexts, VIEW("-")))
    return true;
  while (contexts.len > 0)
    if (stands(word, pos, view_cut(&contexts, ' ')))
      return true;
  return false;
}

static const struct spelling_rule *rule_at(const struct spelling *s, struct view word, size_t pos) {
  unsigned char first = (unsigned char)word.ptr[pos];
  struct view rest = view_sub(word, pos, word.len);
  for (size_t i = s->first[first]; i < s->first[first + 1]; i++) {
    const struct spelling_rule *rule = &s->rules[i];
    if (view_starts(rest, rule->letters) &&
        any_fits(word, pos + rule->letters.len, rule->behind, stands_behind) &&
        any_fits(word, pos, rule->before, stands_before))
      return rule;
  }
  return NULL;
}

// ---- stress ----

/// Offsets of the vowels in mnemonics; a final schwa counts in `*n_full` not.
struct vowels {
  size_t at[MAX_SAID];
  size_t n, n_full;
};

static void find_vowels(struct view said, struct vowels *out) {
  *out = (struct vowels){0};
  const struct phoneme *last = NULL;
  for (size_t pos = 0, len; pos < said.len; pos += len) {
    const struct phoneme *p = phoneme_at(said, pos, &len);
    if (p == NULL)
      return;
    if ((p->kinds & PHONEME_VOWEL) != 0) {
      out->at[out->n++] = pos;
      last = p;
    }
  }
  bool schwa =
      last != NULL && (strcmp(last->mnemonic, "@") == 0 || strcmp(last->mnemonic, "3") == 0);
  out->n_full = schwa && out->n > 1 ? out->n - 1 : out->n;
}

/// Endings that put the English stress on the vowel before them.
static bool draws_stress(struct view word) {
  static const char *const endings[] = {"tion", "sion", "cian", "cial", "tial", "tious", "ic",
                                        "ics",  "ity",  "ical", "ian",  "ious", "logy",  "graphy"};
  for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
    if (view_ends(word, view_of(endings[i])))
      return true;
  return false;
}

static size_t english_stress(struct view word, const struct vowels *v) {
  static const char *const own[] = {"ee", "eer", "oo", "ette", "esque", "aire"};
  for (size_t i = 0; i < sizeof own / sizeof *own; i++)
    if (view_ends(word, view_of(own[i])))
      return v->n_full - 1;
  bool two = view_ends(word, VIEW("ity")) || view_ends(word, VIEW("ical")) ||
             view_ends(word, VIEW("ian")) || view_ends(word, VIEW("ious")) ||
             view_ends(word, VIEW("logy")) || view_ends(word, VIEW("graphy"));
  if (draws_stress(word) && v->n >= 2)
    return v->n >= 3 && two ? v->n - 3 : v->n - 2;
  static const char *const weak[] = {"re", "de", "be",  "pre", "ex",
                                     "in", "un", "con", "com", "pro"};
  for (size_t i = 0; i < sizeof weak / sizeof *weak; i++)
    if (v->n_full == 2 && view_starts(word, view_of(weak[i])) && word.len > strlen(weak[i]) + 3 &&
        !view_ends(word, VIEW("y")) && !view_ends(word, VIEW("er")))
      return 1;
  return 0;
}

static size_t stressed_vowel(const struct spelling *s, struct view word, const struct vowels *v) {
  char last = word.ptr[word.len - 1];
  size_t penult = v->n >= 2 ? v->n - 2 : 0;
  switch (s->stress) {
  case STRESS_FIRST:
    return 0;
  case STRESS_LAST:
    return v->n_full - 1;
  case STRESS_PENULT:
    return penult;
  case STRESS_SPANISH:
    return is_vowel((unsigned char)last) || last == 'n' || last == 's' ? penult : v->n - 1;
  case STRESS_ENGLISH:
    return english_stress(word, v);
  }
  return 0;
}

bool spelling_say(const struct spelling *s, struct view lower, struct buf *out) {
  char bytes[MAX_SAID];
  size_t len = 0;
  if (lower.len == 0 || lower.len > MAX_WORD)
    return false;
  for (size_t pos = 0; pos < lower.len;) {
    const struct spelling_rule *rule = rule_at(s, lower, pos);
    if (rule == NULL || len + rule->said.len + 1 >= sizeof bytes)
      return false;
    if (len > 0 && rule->said.len > 0) { // two signs that would be read as one
      char joint[2] = {bytes[len - 1], rule->said.ptr[0]};
      size_t n;
      if (phoneme_at((struct view){joint, 2}, 0, &n) != NULL && n == 2)
        bytes[len++] = '|';
    }
    if (rule->said.len > 0)
      memcpy(bytes + len, rule->said.ptr, rule->said.len);
    len += rule->said.len;
    pos += rule->letters.len;
  }
  struct view said = {bytes, len};
  struct vowels vowels;
  find_vowels(said, &vowels);
  if (vowels.n == 0)
    return false;
  if (memchr(bytes, '\'', len) != NULL) {
    buf_view(out, said);
    return true;
  }
  size_t at = vowels.at[stressed_vowel(s, lower, &vowels)];
  buf_view(out, view_sub(said, 0, at));
  buf_byte(out, '\'');
  buf_view(out, view_sub(said, at, said.len));
  return true;
}

// ---- loading ----

static int by_first_byte(const void *left, const void *right) {
  const struct spelling_rule *a = left, *b = right;
  unsigned char x = (unsigned char)a->letters.ptr[0], y = (unsigned char)b->letters.ptr[0];
  if (x != y)
    return x < y ? -1 : 1;
  return a->letters.ptr < b->letters.ptr ? -1 : 1; // the order of the file
}

enum listen_status spelling_load(struct spelling *out, struct view table, const char *file,
                                 enum stress_rule stress, struct listen_diag *diag) {
  *out = (struct spelling){.stress = stress};
  size_t cap = 0, bad;
  struct table_row row = {0};
  for (size_t pos = 0; table_next(table, &pos, &row);) {
    struct view said = row.fields[3];
    if (row.fields[0].len == 0 || (said.len > 0 && !mnemonics_check(said, &bad))) {
      spelling_clear(out);
      diag_at(diag, file, row.line, 0);
      return diag_set(diag, LISTEN_E_CONFIG, "%s",
                      DIAG_TEXT(diag, "unusable spelling rule", "unbrauchbare Schreibregel"));
    }
    if (!array_grow((void **)&out->rules, &cap, out->n_rules + 1, sizeof *out->rules)) {
      spelling_clear(out);
      return diag_nomem(diag);
    }
    out->rules[out->n_rules++] =
        (struct spelling_rule){row.fields[0], row.fields[1], row.fields[2], said};
  }
  if (out->n_rules > 0)
    qsort(out->rules, out->n_rules, sizeof *out->rules, by_first_byte);
  size_t i = 0;
  for (size_t byte = 0; byte <= 256; byte++) {
    while (i < out->n_rules && (unsigned char)out->rules[i].letters.ptr[0] < byte)
      i++;
    out->first[byte] = i;
  }
  return LISTEN_OK;
}

void spelling_clear(struct spelling *spelling) {
  if (spelling == NULL)
    return;
  free(spelling->rules);
  *spelling = (struct spelling){0};
}
