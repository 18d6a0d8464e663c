#include "support.h"

#include "estimate/duration.h"
#include "estimate/estimate.h"
#include "estimate/label.h"
#include "estimate/reading_time.h"
#include "estimate/voice_fit.h"

#include <math.h>

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
  double at_175 = duration_clause_s(clause, 175);
  assert_true(at_175 > 2.7 && at_175 < 3.0); // espeak-ng takes 2.854 s
  double at_350 = duration_clause_s(clause, 350);
  assert_true(at_350 > at_175 * 0.5 && at_350 < at_175 * 0.6);
  assert_true(duration_clause_s(VIEW("Der Wasserstand des Rheins,"), 175) < at_175 / 2);
  double before = duration_clause_s(clause, 80);
  for (int rate = 81; rate <= 450; rate++) { // faster is never longer
    double now = duration_clause_s(clause, rate);
    assert_true(now < before);
    before = now;
  }
}

static void a_voice_differs_by_a_share_and_per_clause(void **state) {
  (void)state;
  struct clause clauses[] = {{.text = "Der Wasserstand des Rheins,", .len = 27, .pause_ms = 160},
                             {.text = "ist gesunken.", .len = 13, .pause_ms = 400}};
  struct utterance utterance = {.clauses = clauses, .n_clauses = 2};
  struct estimate_voice voice = {.rate_wpm = 175, .share = 1};
  double plain = estimate_utterance_s(&utterance, &voice) - 0.56;
  voice.share = 1.25;
  voice.clause_s = 0.1;
  double other = estimate_utterance_s(&utterance, &voice) - 0.56;
  assert_true(fabs(other - (plain * 1.25 + 0.2)) < 1e-9);
  voice.clause_s = -100; // nothing is shorter than its pauses
  assert_true(fabs(estimate_utterance_s(&utterance, &voice) - 0.56) < 1e-9);
}

static void a_voice_is_fitted_to_what_it_said(void **state) {
  (void)state;
  static const struct {
    double told_s;
    size_t n_clauses;
  } said[] = {{2.5, 1}, {4.0, 3}, {7.5, 2}, {1.0, 1}, {12.0, 6}};
  struct voice_fit fit = {0};
  double share, clause_s;
  voice_fit_solve(&fit, true, &share, &clause_s);
  assert_true(share == 1 && clause_s == 0);
  for (size_t i = 0; i < sizeof said / sizeof *said; i++)
    voice_fit_add(&fit, said[i].told_s * 1.2 + 0.15 * (double)said[i].n_clauses, said[i].told_s,
                  said[i].n_clauses);
  voice_fit_solve(&fit, true, &share, &clause_s);
  assert_true(fabs(share - 1.2) < 1e-9 && fabs(clause_s - 0.15) < 1e-9);
  voice_fit_solve(&fit, false, &share, &clause_s);
  assert_true(share > 1.2 && share < 1.35 && clause_s == 0);
}

static void collect(void *context, duration_key key) {
  char printed[DURATION_KEY_BYTES];
  duration_key_print(key, printed);
  assert_true(duration_key_parse(view_of(printed)) == key);
  buf_printf(context, "%s ", printed);
}

static void keys_are_letters_pairs_triples_and_marks(void **state) {
  (void)state;
  static const struct {
    const char *clause, *keys;
  } cases[] = {
      {"", "C E. "},
      {"Ja?", "C j _j a ja _ja a_ ja_ W E? Lja "},
      {"Ö, b.", "C ö _ö ö_ _ö_ W S, b _b b_ _b_ W E. L_b "},
      {"1-a", "C 1 _1 1_ _1_ W S- a _a a_ _a_ W E. L_a "},
  };
  struct buf out = {0};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    buf_reset(&out);
    duration_keys(view_of(cases[i].clause), collect, &out);
    assert_string_equal(out.ptr, cases[i].keys);
  }
  buf_clear(&out);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(labels_round_to_the_nearest_minute),
      cmocka_unit_test(words_are_counted_as_sites_count_them),
      cmocka_unit_test(labels_have_the_form_asked_for),
      cmocka_unit_test(reading_times_have_a_range),
      cmocka_unit_test(the_model_follows_length_and_rate),
      cmocka_unit_test(a_voice_differs_by_a_share_and_per_clause),
      cmocka_unit_test(a_voice_is_fitted_to_what_it_said),
      cmocka_unit_test(keys_are_letters_pairs_triples_and_marks),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
