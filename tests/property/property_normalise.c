// What was verbalised once is ordinary German, which nothing is left to be done to.
#include "property.h"

#include "normalise/normalise.h"
#include "walk_check.h"

#include <stdio.h>

static struct normaliser *normaliser;

static bool is_stable(struct view written, struct buf *why) {
  struct spoken once = {0}, twice = {0};
  assert_int_equal(normalise_sentence(normaliser, written, &once), LISTEN_OK);
  bool right = check_spoken(written, &once, why);
  assert_int_equal(normalise_sentence(normaliser, buf_as_view(&once.text), &twice), LISTEN_OK);
  if (right && !view_eq(buf_as_view(&once.text), buf_as_view(&twice.text))) {
    right = false;
    for (size_t i = 0; i < twice.n_edits; i++) {
      struct span from = twice.edits[i].source, to = twice.edits[i].spoken;
      buf_printf(why, "[%s: '%.*s' -> '%.*s'] ", twice.edits[i].rule, (int)from.len,
                 once.text.ptr + from.offset, (int)to.len, twice.text.ptr + to.offset);
    }
  }
  spoken_clear(&once);
  spoken_clear(&twice);
  return right;
}

static bool sentence_is_stable(struct generator *g, struct buf *text, struct buf *why) {
  generate_sentence(g, text);
  return is_stable(buf_as_view(text), why);
}

static void generated_text(void **state) {
  (void)state;
  for_each_case(3000, 0, sentence_is_stable);
}

static bool row_is_stable(const struct table_row *row, void *context) {
  struct buf why = {0};
  bool right = is_stable(row->fields[0], &why);
  if (!right)
    print_error("%s:%zu: %.*s\n", (const char *)context, row->line, (int)why.len, why.ptr);
  buf_clear(&why);
  return right;
}

static void golden_tables(void **state) {
  (void)state;
  static const char *const tables[] = {
      "abbreviations", "acronyms", "bulletins", "compounds", "dates",    "electronic", "formula",
      "gender",        "local",    "measures",  "money",     "newsroom", "notice",     "numbers",
      "ordinals",      "phone",    "roman",     "sentences", "symbols",  "times",      "traps"};
  for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
    char path[64];
    snprintf(path, sizeof path, "golden/normalise/%s.tsv", tables[i]);
    for_each_row(path, 1, row_is_stable, path);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(generated_text),
                                     cmocka_unit_test(golden_tables)};
  normaliser = normaliser_new(NULL, NULL);
  int failed = cmocka_run_group_tests(tests, NULL, NULL);
  normaliser_free(normaliser);
  return failed;
}
