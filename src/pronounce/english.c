#include "pronounce/english.h"

#include "base/table.h"
#include "base/utf8.h"

#include <stdlib.h>

extern const unsigned char pronounce_english_trigrams[];
extern const size_t pronounce_english_trigrams_len;
extern const unsigned char pronounce_spelling_en[];
extern const size_t pronounce_spelling_en_len;

enum {
  LOOKS_CENTIBITS = 400,
  SURE_CENTIBITS = 1500,
  MIN_LETTERS = 4,
  MIN_SURE_LETTERS = 5,
  MAX_LETTERS = 40,
};

/// Number of a letter; -1 for one that English and German words do not have.
static int letter_number(uint32_t c) {
  if (c >= 'a' && c <= 'z')
    return (int)(c - 'a') + 1;
  switch (c) {
  case '_':
    return 0;
  case 0xE4:
    return 27;
  case 0xF6:
    return 28;
  case 0xFC:
    return 29;
  case 0xDF:
    return 30;
  default:
    return -1;
  }
}

static size_t index_of(int a, int b, int c) {
  return ((size_t)a * ENGLISH_LETTERS + (size_t)b) * ENGLISH_LETTERS + (size_t)c;
}

static int number_of(struct view text) {
  bool minus = text.len > 0 && text.ptr[0] == '-';
  int n = 0;
  for (size_t i = minus; i < text.len && text.ptr[i] >= '0' && text.ptr[i] <= '9'; i++)
    n = n * 10 + (text.ptr[i] - '0');
  return minus ? -n : n;
}

static void load_weights(int16_t *weights) {
  struct view table = {(const char *)pronounce_english_trigrams, pronounce_english_trigrams_len};
  struct table_row row = {0};
  for (size_t pos = 0; table_next(table, &pos, &row);) {
    int letters[3] = {-1, -1, -1};
    size_t at = 0, n;
    for (int i = 0; i < 3 && at < row.fields[0].len; i++, at += n)
      letters[i] = letter_number(utf8_at(row.fields[0], at, &n));
    if (letters[0] >= 0 && letters[1] >= 0 && letters[2] >= 0)
      weights[index_of(letters[0], letters[1], letters[2])] = (int16_t)number_of(row.fields[1]);
  }
}

enum listen_status english_load(struct english *out, struct listen_diag *diag) {
  *out = (struct english){0};
  out->weights = calloc(ENGLISH_LETTERS * ENGLISH_LETTERS * ENGLISH_LETTERS, sizeof *out->weights);
  if (out->weights == NULL)
    return diag_nomem(diag);
  load_weights(out->weights);
  struct view rules = {(const char *)pronounce_spelling_en, pronounce_spelling_en_len};
  enum listen_status status =
      spelling_load(&out->spelling, rules, "spelling_en.tsv", STRESS_ENGLISH, diag);
  if (status != LISTEN_OK)
    english_clear(out);
  return status;
}

void english_clear(struct english *english) {
  if (english == NULL)
    return;
  free(english->weights);
  spelling_clear(&english->spelling);
  *english = (struct english){0};
}

/// How English a spelling looks, in hundredths of a bit; very German where a letter is of neither.
static int score(const struct english *english, struct view lower) {
  int before = 0, letter = 0, sum = 0; // both edges count: "_cl", "ud_"
  for (size_t pos = 0, n; pos <= lower.len; pos += n) {
    n = 1;
    int next = pos < lower.len ? letter_number(utf8_at(lower, pos, &n)) : 0;
    if (next < 0)
      return -10000;
    if (pos > 0)
      sum += english->weights[index_of(before, letter, next)];
    before = letter;
    letter = next;
  }
  return sum;
}

bool english_looks(const struct english *english, struct view lower) {
  return lower.len >= MIN_LETTERS && lower.len <= MAX_LETTERS &&
         score(english, lower) >= LOOKS_CENTIBITS;
}

/// Letters that German words hardly ever have together.
static bool has_english_letters(struct view lower) {
  static const char *const groups[] = {"oo",  "wh",  "tch", "dge", "ight", "ough", "wr", "eau",
                                       "ay_", "oy_", "ty_", "ly_", "ry_",  "cy_",  "gy_"};
  for (size_t i = 0; i < sizeof groups / sizeof *groups; i++) {
    struct view group = view_of(groups[i]);
    bool at_end = group.ptr[group.len - 1] == '_';
    group.len -= at_end;
    for (size_t pos = 0; pos + group.len <= lower.len; pos++)
      if (memcmp(lower.ptr + pos, group.ptr, group.len) == 0 &&
          (!at_end || pos + group.len == lower.len))
        return true;
  }
  for (size_t i = 0; i + 1 < lower.len; i++) // "sh", but not "sch"
    if (lower.ptr[i] == 's' && lower.ptr[i + 1] == 'h' && (i == 0 || lower.ptr[i - 1] != 'c'))
      return true;
  return false;
}

bool english_is_sure(const struct english *english, struct view lower) {
  return lower.len >= MIN_SURE_LETTERS && lower.len <= MAX_LETTERS && has_english_letters(lower) &&
         score(english, lower) >= SURE_CENTIBITS;
}

bool english_say(const struct english *english, struct view lower, struct buf *out) {
  return spelling_say(&english->spelling, lower, out);
}
