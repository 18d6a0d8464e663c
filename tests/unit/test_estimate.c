#include "support.h"

#include "estimate/estimate.h"
#include "estimate/label.h"
#include "estimate/reading_time.h"

static void labels_round_to_the_nearest_minute(void **state) {
  (void)state;
  static const struct {
    double seconds;
    const char *label;
  } cases[] = {{0, "1 Minute"},    {29, "1 Minute"},   {89, "1 Minute"},   {91, "2 Minuten"},
               {360, "6 Minuten"}, {389, "6 Minuten"}, {538, "9 Minuten"}, {5999, "100 Minuten"}};
  struct buf out = {0};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    buf_reset(&out);
    minutes_label(cases[i].seconds, &out);
    assert_string_equal(out.ptr, cases[i].label);
  }
  buf_clear(&out);
}

static void words_are_counted_as_sites_count_them(void **state) {
  (void)state;
  static const struct {
    const char *text;
    size_t words, characters;
  } cases[] = {
      {"", 0, 0},
      {"Ein Wort", 2, 8},
      {"KI-Lücke – 3,5 %", 4, 16}, // as scripts count: by blanks
      {"  „Ja“,\nsagte er. ", 3, 18},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct text_counts counts = {0};
    text_counts_add(&counts, view_of(cases[i].text));
    assert_int_equal(counts.words, cases[i].words);
    assert_int_equal(counts.characters, cases[i].characters);
  }
}

static bool check_label(const struct table_row *row, void *path) {
  struct buf got = {0}, format = {0};
  double seconds = 0;
  for (size_t i = 0; i < row->fields[0].len; i++)
    seconds = seconds * 10 + (row->fields[0].ptr[i] - '0');
  buf_view(&format, row->fields[1]);
  struct view bad;
  bool valid = label_format_is_valid(format.ptr, &bad);
  if (valid)
    duration_label(format.ptr, seconds, &got);
  else
    buf_printf(&got, "bad: %.*s", (int)bad.len, bad.ptr);
  bool same = view_eq(buf_as_view(&got), row->fields[2]);
  if (!same)
    report_row(path, row->line, buf_as_view(&got), row->fields[2]);
  buf_clear(&got);
  buf_clear(&format);
  return same;
}

static void labels_have_the_form_asked_for(void **state) {
  (void)state;
  char path[] = "golden/check/label.tsv";
  for_each_row(path, 30, check_label, path);
}

static void reading_times_have_a_range(void **state) {
  (void)state;
  struct reading_time time = reading_time_of(1000);
  assert_true(time.seconds == 300); // 200 words a minute
  assert_true(time.min_s > 226 && time.min_s < 227);
  assert_true(time.max_s == 400);
  time = reading_time_of(0);
  assert_true(time.seconds == 0 && time.min_s == 0 && time.max_s == 0);
}

static void the_model_follows_length_and_rate(void **state) {
  (void)state;
  struct view clause = VIEW("Der Wasserstand des Rheins ist am Wochenende weiter gesunken.");
  double at_175 = estimate_clause_s(clause, 175);
  assert_true(at_175 > 2.7 && at_175 < 3.0); // espeak-ng takes 2.854 s
  double at_350 = estimate_clause_s(clause, 350);
  assert_true(at_350 > at_175 * 0.5 && at_350 < at_175 * 0.6);
  assert_true(estimate_clause_s(VIEW("Der Wasserstand des Rheins,"), 175) < at_175 / 2);
  double before = estimate_clause_s(clause, 80);
  for (int rate = 81; rate <= 450; rate++) { // faster is never longer
    double now = estimate_clause_s(clause, rate);
    assert_true(now < before);
    before = now;
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(labels_round_to_the_nearest_minute),
      cmocka_unit_test(words_are_counted_as_sites_count_them),
      cmocka_unit_test(labels_have_the_form_asked_for),
      cmocka_unit_test(reading_times_have_a_range),
      cmocka_unit_test(the_model_follows_length_and_rate),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
