#include "support.h"

#include "claim/claim.h"
#include "claim/vocabulary.h"

#include <stdio.h>

/// "listen 360 360", the form of the tables' first three columns.
static int describe(char *out, size_t size, const struct claim *claim) {
  return snprintf(out, size, "%s %ld %ld", claim_kind_name(claim->kind), (long)claim->low_s,
                  (long)claim->high_s);
}

static bool check_label(const struct table_row *row, void *path) {
  char got[64], want[64];
  struct claim claim = {.line = 7};
  struct view line = row->n_fields > 3 ? row->fields[3] : (struct view){0};
  bool found = claim_parse(line, &claim);
  int n = describe(got, sizeof got, &claim);
  int m = snprintf(want, sizeof want, "%.*s %.*s %.*s", (int)row->fields[0].len, row->fields[0].ptr,
                   (int)row->fields[1].len, row->fields[1].ptr, (int)row->fields[2].len,
                   row->fields[2].ptr);
  if (n == m && memcmp(got, want, (size_t)n) == 0 && found == (claim.kind != CLAIM_NONE) &&
      (!found || view_eq(claim.text, line)) && claim.line == 7)
    return true;
  report_row(path, row->line, (struct view){got, (size_t)n}, (struct view){want, (size_t)m});
  return false;
}

static void labels_of_real_pages(void **state) {
  (void)state;
  char path[] = "golden/claim/labels.tsv";
  for_each_row(path, 45, check_label, path);
}

static void labels_of_other_kinds(void **state) {
  (void)state;
  char path[] = "golden/claim/kin.tsv";
  for_each_row(path, 100, check_label, path);
}

static void labels_in_the_wild(void **state) {
  (void)state;
  char path[] = "golden/claim/wild.tsv";
  for_each_row(path, 180, check_label, path);
}

static void long_or_hostile_lines_are_none(void **state) {
  (void)state;
  struct buf line = {0};
  struct claim claim;
  for (int i = 0; i < 2000; i++)
    buf_str(&line, "Lesezeit 5 Minuten | ");
  assert_false(claim_parse(buf_as_view(&line), &claim));
  buf_reset(&line);
  for (int i = 0; i < 90; i++)
    buf_str(&line, "|5");
  assert_false(claim_parse(buf_as_view(&line), &claim));
  assert_false(claim_parse(VIEW("\xFF\xFE Lesezeit 99999999999999999999 Minuten"), &claim));
  assert_false(claim_parse(VIEW("Lesezeit 99999 Stunden"), &claim));
  assert_false(claim_parse((struct view){0}, &claim));
  buf_clear(&line);
}

static bool check_word(const struct table_row *row, void *last) {
  struct view *before = last;
  bool sorted = view_cmp(*before, row->fields[0]) < 0;
  bool found = vocabulary_find(row->fields[0]).word != WORD_UNKNOWN;
  if (!sorted || !found)
    print_error("claim.tsv:%zu: %.*s: sorted %d, found %d\n", row->line, (int)row->fields[0].len,
                row->fields[0].ptr, sorted, found);
  *before = row->fields[0];
  return sorted && found;
}

static void every_word_of_the_table_is_found(void **state) {
  (void)state;
  struct view last = {0};
  for_each_row(PROJECT_DIR "/src/data/claim.tsv", 300, check_word, &last);
  assert_int_equal(vocabulary_find(VIEW("zzz")).word, WORD_UNKNOWN);
  assert_int_equal(vocabulary_find(VIEW("")).word, WORD_UNKNOWN);
  assert_int_equal(vocabulary_find(VIEW("minute")).word, WORD_UNIT);
  assert_true(vocabulary_find(VIEW("anderthalb")).value == 1.5);
}

static void kinds_have_names(void **state) {
  (void)state;
  assert_string_equal(claim_kind_name(CLAIM_NONE), "none");
  assert_string_equal(claim_kind_name(CLAIM_LISTEN), "listen");
  assert_string_equal(claim_kind_name(CLAIM_READ), "read");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(labels_of_real_pages),
      cmocka_unit_test(labels_of_other_kinds),
      cmocka_unit_test(labels_in_the_wild),
      cmocka_unit_test(long_or_hostile_lines_are_none),
      cmocka_unit_test(every_word_of_the_table_is_found),
      cmocka_unit_test(kinds_have_names),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
