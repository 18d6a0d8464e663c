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

/// Order of `key` and the word at the start of the row that begins at `start`.
static int compare(struct view key, struct view table, size_t start) {
  struct view row = view_sub(table, start, key.len + 1);
  for (size_t i = 0; i < row.len && i < key.len; i++) {
    unsigned char a = (unsigned char)key.ptr[i], b = (unsigned char)row.ptr[i];
    if (a != b)
      return b == '\t' || a > b ? 1 : -1;
  }
  return row.len > key.len && row.ptr[key.len] == '\t' ? 0 : -1;
}

static struct vocabulary_entry read_entry(struct view table, size_t start) {
  struct table_row row = {0};
  table_next(table, &start, &row);
  for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
    if (view_eq(row.fields[1], view_of(classes[i].name)))
      return (struct vocabulary_entry){classes[i].word, read_value(row.fields[2])};
  return (struct vocabulary_entry){WORD_UNKNOWN, 0};
}

struct vocabulary_entry vocabulary_find(struct view lower) {
  const struct view table = {(const char *)listen_claim_table, listen_claim_table_len};
  // By halves over the bytes of the sorted text: nothing to build, nothing to keep.
  for (size_t lo = 0, hi = table.len; lo < hi;) {
    size_t start = lo + (hi - lo) / 2, end = start;
    while (start > lo && table.ptr[start - 1] != '\n')
      start--;
    while (end < hi && table.ptr[end] != '\n')
      end++;
    int order = table.ptr[start] == '#' ? 1 : compare(lower, table, start);
    if (order == 0)
      return read_entry(table, start);
    if (order > 0)
      lo = end + 1;
    else
      hi = start;
  }
  return (struct vocabulary_entry){WORD_UNKNOWN, 0};
}
