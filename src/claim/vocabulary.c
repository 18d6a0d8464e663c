#include "claim/vocabulary.h"

#include "base/table.h"

extern const unsigned char listen_claim_table[];
extern const size_t listen_claim_table_len;

static const struct {
  const char *name;
  enum claim_word word;
} classes[] = {
    {"fill", WORD_FILL},           {"listen", WORD_LISTEN}, {"read", WORD_READ},
    {"number", WORD_NUMBER},       {"unit", WORD_UNIT},     {"less", WORD_LESS},
    {"more", WORD_MORE},           {"audio", WORD_AUDIO},   {"version", WORD_VERSION},
    {"remaining", WORD_REMAINING},
};

/// "2.5" without the locale's decimal sign.
static double read_value(struct view text) {
  double value = 0, scale = 0;
  for (size_t i = 0; i < text.len; i++) {
    if (text.ptr[i] == '.') {
      scale = 1;
    } else {
      value = value * 10 + (text.ptr[i] - '0');
      scale *= 10;
    }
  }
  return scale > 1 ? value / scale : value;
}

/// The row that holds byte `pos`, or the next one when `pos` is in a comment.
static bool row_at(struct view table, size_t pos, struct table_row *row, size_t *start) {
  while (pos > 0 && table.ptr[pos - 1] != '\n')
    pos--;
  *start = pos;
  *row = (struct table_row){0};
  return table_next(table, &pos, row);
}

struct vocabulary_entry vocabulary_find(struct view lower) {
  const struct view table = {(const char *)listen_claim_table, listen_claim_table_len};
  struct table_row row;
  // By halves over the bytes of the sorted text: nothing to build, nothing to keep.
  for (size_t lo = 0, hi = table.len; lo < hi;) {
    size_t start, mid = lo + (hi - lo) / 2;
    if (!row_at(table, mid, &row, &start))
      break;
    int order = view_cmp(lower, row.fields[0]);
    size_t end = (size_t)(row.fields[row.n_fields - 1].ptr - table.ptr) +
                 row.fields[row.n_fields - 1].len + 1;
    if (order > 0) {
      lo = end;
    } else if (order < 0) {
      hi = start;
    } else {
      for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
        if (view_eq(row.fields[1], view_of(classes[i].name)))
          return (struct vocabulary_entry){classes[i].word, read_value(row.fields[2])};
      break;
    }
  }
  return (struct vocabulary_entry){WORD_UNKNOWN, 0};
}
