#include "pronounce/pinyin.h"

#include "base/table.h"

#include <stdlib.h>

extern const unsigned char pronounce_pinyin_table[];
extern const size_t pronounce_pinyin_table_len;

enum { MAX_LETTERS = 24, MAX_SYLLABLES = 4, LONGEST_SYLLABLE = 7 };

struct pinyin_row {
  struct view letters, said;
  enum pinyin_kind name;
};

static int by_letters(const void *left, const void *right) {
  const struct pinyin_row *a = left, *b = right;
  int c = view_cmp(a->letters, b->letters);
  return c != 0 ? c : (a->said.len == 0) - (b->said.len == 0); // the syllable before the surname
}

enum listen_status pinyin_load(struct pinyin *out, struct listen_diag *diag) {
  *out = (struct pinyin){0};
  struct view table = {(const char *)pronounce_pinyin_table, pronounce_pinyin_table_len};
  size_t cap = 0;
  struct table_row row = {0};
  for (size_t pos = 0; table_next(table, &pos, &row);) {
    if (!array_grow((void **)&out->rows, &cap, out->n_rows + 1, sizeof *out->rows)) {
      pinyin_clear(out);
      return diag_nomem(diag);
    }
    struct view kind = row.fields[2];
    out->rows[out->n_rows++] = (struct pinyin_row){row.fields[0], row.fields[1],
                                                   view_eq(kind, VIEW("surname")) ? PINYIN_SURNAME
                                                   : view_eq(kind, VIEW("alone")) ? PINYIN_ALONE
                                                   : view_eq(kind, VIEW("place")) ? PINYIN_PLACE
                                                                                  : PINYIN_NONE};
  }
  qsort(out->rows, out->n_rows, sizeof *out->rows, by_letters);
  return LISTEN_OK;
}

void pinyin_clear(struct pinyin *pinyin) {
  if (pinyin == NULL)
    return;
  free(pinyin->rows);
  *pinyin = (struct pinyin){0};
}

/// Index of the first row with these letters; n_rows if there is none.
static size_t find(const struct pinyin *pinyin, struct view letters) {
  size_t low = 0, high = pinyin->n_rows;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (view_cmp(pinyin->rows[middle].letters, letters) < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return low < pinyin->n_rows && view_eq(pinyin->rows[low].letters, letters) ? low : pinyin->n_rows;
}

/// The name of a genitive: "Zhous" → "Zhou".
static struct view without_s(struct view lower) {
  return view_ends(lower, VIEW("s")) ? view_sub(lower, 0, lower.len - 1) : lower;
}

enum pinyin_kind pinyin_kind_of(const struct pinyin *pinyin, struct view word) {
  struct view lower = without_s(word);
  for (size_t i = find(pinyin, lower);
       i < pinyin->n_rows && view_eq(pinyin->rows[i].letters, lower); i++)
    if (pinyin->rows[i].name != PINYIN_NONE)
      return pinyin->rows[i].name;
  return PINYIN_NONE;
}

bool pinyin_is_marked(struct view lower) {
  for (size_t i = 0; i + 1 < lower.len; i++) {
    char c = lower.ptr[i], next = lower.ptr[i + 1];
    if ((c == 'z' && next == 'h') || (c == 'q' && next == 'i'))
      return true;
    if ((c == 'n' || c == 'g') && next == 'x') // "Chengxiong", "Tianxin"; not "Sphinx"
      return i + 2 < lower.len;
  }
  return lower.len >= 2 && lower.ptr[0] == 'x' && (lower.ptr[1] == 'i' || lower.ptr[1] == 'u');
}

/// Cut `lower` from `pos` on into at most `left` syllables, the longest first.
static bool cut(const struct pinyin *pinyin, struct view lower, size_t pos, size_t left,
                const struct pinyin_row *rows[MAX_SYLLABLES], size_t *n) {
  if (pos == lower.len)
    return true;
  if (left == 0)
    return false;
  size_t longest = lower.len - pos < LONGEST_SYLLABLE ? lower.len - pos : LONGEST_SYLLABLE;
  for (size_t len = longest; len > 0; len--) {
    size_t i = find(pinyin, view_sub(lower, pos, len));
    if (i == pinyin->n_rows || pinyin->rows[i].said.len == 0)
      continue;
    size_t before = *n;
    rows[(*n)++] = &pinyin->rows[i];
    size_t next = pos + len;
    if (next < lower.len && lower.ptr[next] == '\'') // "Xi'an"
      next++;
    if (cut(pinyin, lower, next, left - 1, rows, n))
      return true;
    *n = before;
  }
  return false;
}

/// Put the stress before the first vowel of a syllable.
static void add_stressed(struct buf *out, struct view said) {
  size_t at = 0;
  while (at < said.len && strchr("aAeEiIoOuUy@W", said.ptr[at]) == NULL)
    at++;
  buf_view(out, view_sub(said, 0, at));
  buf_byte(out, '\'');
  buf_view(out, view_sub(said, at, said.len));
}

bool pinyin_say(const struct pinyin *pinyin, struct view word, struct buf *out) {
  struct view lower = without_s(word); // no syllable ends in s
  const struct pinyin_row *rows[MAX_SYLLABLES];
  size_t n = 0;
  if (lower.len == 0 || lower.len > MAX_LETTERS || !cut(pinyin, lower, 0, MAX_SYLLABLES, rows, &n))
    return false;
  for (size_t i = 0; i < n; i++) {
    if (i > 0)
      buf_byte(out, '|');
    if (i + 1 == n)
      add_stressed(out, rows[i]->said);
    else
      buf_view(out, rows[i]->said);
  }
  if (word.len > lower.len)
    buf_byte(out, 's');
  return true;
}
