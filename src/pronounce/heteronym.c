#include "pronounce/heteronym.h"

#include "base/table.h"
#include "base/utf8.h"

#include <stdlib.h>

extern const unsigned char pronounce_heteronym_table[];
extern const size_t pronounce_heteronym_table_len;

enum cue { CUE_ALL, CUE_NEAR, CUE_BEFORE, CUE_AFTER };
enum writing { WRITING_ANY, WRITING_CAPITAL, WRITING_SMALL };

struct heteronym_row {
  struct view key; ///< in small letters
  enum writing writing;
  enum cue cue;
  struct view words, said;
  size_t line;
};

static int by_key(const void *left, const void *right) {
  const struct heteronym_row *a = left, *b = right;
  int c = view_cmp(a->key, b->key);
  return c != 0 ? c : (a->line > b->line) - (a->line < b->line);
}

/// The capitals of the table are ASCII; its small letters may be others.
static void make_small(char *key, size_t len) {
  for (size_t i = 0; i < len; i++)
    if (key[i] >= 'A' && key[i] <= 'Z')
      key[i] = (char)(key[i] - 'A' + 'a');
}

static struct heteronym_row make_row(const struct table_row *row, char *key) {
  struct view word = row->fields[0], cue = row->fields[1];
  bool small = view_ends(word, VIEW("_"));
  word.len -= small;
  bool capital = *word.ptr >= 'A' && *word.ptr <= 'Z';
  memcpy(key, word.ptr, word.len);
  make_small(key, word.len);
  return (struct heteronym_row){.key = {key, word.len},
                                .writing = small     ? WRITING_SMALL
                                           : capital ? WRITING_CAPITAL
                                                     : WRITING_ANY,
                                .cue = view_eq(cue, VIEW("near"))     ? CUE_NEAR
                                       : view_eq(cue, VIEW("before")) ? CUE_BEFORE
                                       : view_eq(cue, VIEW("after"))  ? CUE_AFTER
                                                                      : CUE_ALL,
                                .words = row->fields[2],
                                .said = row->fields[3],
                                .line = row->line};
}

/// The keys lie behind the rows in one piece of memory.
enum listen_status heteronyms_load(struct heteronyms *out, struct listen_diag *diag) {
  *out = (struct heteronyms){0};
  struct view table = {(const char *)pronounce_heteronym_table, pronounce_heteronym_table_len};
  size_t n = 0, n_bytes = 0;
  struct table_row row = {0};
  for (size_t pos = 0; table_next(table, &pos, &row); n++)
    n_bytes += row.fields[0].len;
  out->rows = malloc(n * sizeof *out->rows + n_bytes);
  if (out->rows == NULL)
    return diag_nomem(diag);
  char *key = (char *)(out->rows + n);
  row = (struct table_row){0};
  for (size_t pos = 0; table_next(table, &pos, &row);) {
    out->rows[out->n_rows++] = make_row(&row, key);
    key += row.fields[0].len;
  }
  qsort(out->rows, out->n_rows, sizeof *out->rows, by_key);
  return LISTEN_OK;
}

void heteronyms_clear(struct heteronyms *heteronyms) {
  if (heteronyms == NULL)
    return;
  free(heteronyms->rows);
  *heteronyms = (struct heteronyms){0};
}

/// Is `word` one of the cue words, or does it begin with one?
static bool is_cue(struct view cues, const struct heteronym_word *word, bool begins) {
  while (cues.len > 0) {
    struct view cue = view_cut(&cues, ' ');
    if (view_eq(cue, VIEW("#")) ? word->capital
        : begins                ? view_starts(word->key, cue)
                                : view_eq(word->key, cue))
      return true;
  }
  return false;
}

static bool holds(const struct heteronym_row *row, const struct heteronym_word *words,
                  size_t n_words, size_t at) {
  switch (row->cue) {
  case CUE_ALL:
    return true;
  case CUE_BEFORE:
    return at > 0 && is_cue(row->words, &words[at - 1], false);
  case CUE_AFTER:
    return at + 1 < n_words && is_cue(row->words, &words[at + 1], false);
  case CUE_NEAR:
    break;
  }
  size_t from = at > HETERONYM_REACH ? at - HETERONYM_REACH : 0;
  for (size_t i = from; i < n_words && i <= at + HETERONYM_REACH; i++)
    if (i != at && is_cue(row->words, &words[i], true))
      return true;
  return false;
}

static size_t first_row(const struct heteronyms *heteronyms, struct view key) {
  size_t low = 0, high = heteronyms->n_rows;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (view_cmp(heteronyms->rows[middle].key, key) < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

struct view heteronym_find(const struct heteronyms *heteronyms, const struct heteronym_word *words,
                           size_t n_words, size_t at) {
  const struct heteronym_word *word = &words[at];
  for (size_t i = first_row(heteronyms, word->key);
       i < heteronyms->n_rows && view_eq(heteronyms->rows[i].key, word->key); i++) {
    const struct heteronym_row *row = &heteronyms->rows[i];
    bool written =
        row->writing == WRITING_ANY || (row->writing == WRITING_CAPITAL) == word->capital;
    if (written && holds(row, words, n_words, at))
      return row->said;
  }
  return (struct view){0};
}
