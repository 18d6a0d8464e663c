#include "support.h"

#include "check/check.h"
#include "check/fix.h"
#include "estimate/label.h"
#include "extract/extract.h"

#include <glob.h>
#include <stdio.h>

// ---- verdicts ----

static void verdicts_allow_for_rounding(void **state) {
  (void)state;
  static const struct {
    enum claim_kind kind;
    double low_s, high_s, listen_s, audio_s;
    size_t words;
    struct tolerance tolerance;
    enum verdict verdict;
  } cases[] = {
      {CLAIM_LISTEN, 360, 360, 538, 0, 1244, {10, 30}, VERDICT_TOO_SHORT},
      {CLAIM_LISTEN, 540, 540, 538, 0, 1244, {10, 30}, VERDICT_OK},
      {CLAIM_LISTEN, 720, 720, 538, 0, 1244, {10, 30}, VERDICT_TOO_LONG},
      {CLAIM_LISTEN, 60, 60, 85, 0, 200, {10, 30}, VERDICT_OK}, // 29 % off, but by 25 s only
      {CLAIM_LISTEN, 60, 60, 95, 0, 200, {10, 30}, VERDICT_TOO_SHORT},
      {CLAIM_LISTEN, 3600, 3600, 3700, 0, 9000, {10, 30}, VERDICT_OK},   // 100 s off, but 3 % only
      {CLAIM_LISTEN, 360, 600, 538, 0, 1244, {10, 30}, VERDICT_OK},      // a range that holds it
      {CLAIM_LISTEN, 0, 300, 538, 0, 1244, {10, 30}, VERDICT_TOO_SHORT}, // "unter 5 Minuten"
      {CLAIM_READ, 360, 360, 538, 0, 1244, {10, 30}, VERDICT_OK},        // 207 words a minute
      {CLAIM_READ, 180, 180, 538, 0, 1244, {10, 30}, VERDICT_TOO_SHORT},
      {CLAIM_READ, 720, 720, 538, 0, 1244, {10, 30}, VERDICT_TOO_LONG},
      {CLAIM_NONE, 0, 0, 538, 0, 1244, {10, 30}, VERDICT_NO_CLAIM},
      {CLAIM_LISTEN, 541, 541, 538, 0, 1244, {0, 1}, VERDICT_TOO_LONG},
      {CLAIM_LISTEN, 540, 540, 538, 0, 1244, {0, 1}, VERDICT_OK}, // the nearest minute
      {CLAIM_LISTEN, 60, 60, 5, 0, 9, {10, 30}, VERDICT_OK},      // there is no shorter label
      {CLAIM_LISTEN, 120, 120, 5, 0, 9, {10, 30}, VERDICT_TOO_LONG},
      {CLAIM_LISTEN, 360, 360, 538, 0, 1244, {50, 0}, VERDICT_OK},
      {CLAIM_LISTEN, 360, 360, 538, 362, 1244, {10, 30}, VERDICT_OK}, // the audio is that long
      {CLAIM_LISTEN, 540, 540, 538, 362, 1244, {10, 30}, VERDICT_TOO_LONG},
      {CLAIM_READ, 360, 360, 538, 900, 1244, {10, 30}, VERDICT_OK}, // audio says nothing of reading
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct checked_page page = {.listen_s = cases[i].listen_s,
                                .words = cases[i].words,
                                .reading = reading_time_of(cases[i].words),
                                .audio_s = cases[i].audio_s};
    struct checked_claim checked = {
        .claim = {.kind = cases[i].kind, .low_s = cases[i].low_s, .high_s = cases[i].high_s}};
    check_claim(&checked, &page, &cases[i].tolerance);
    if (checked.verdict != cases[i].verdict)
      fail_msg("case %zu: %s", i, verdict_name(checked.verdict));
  }
}

static void errors_are_measured_from_the_truth(void **state) {
  (void)state;
  struct checked_page page = {.listen_s = 600};
  struct checked_claim checked = {.claim = {.kind = CLAIM_LISTEN, .low_s = 360, .high_s = 420}};
  check_claim(&checked, &page, &TOLERANCE_DEFAULT);
  assert_true(checked.error_pct > -30.1 && checked.error_pct < -29.9);
  page.listen_s = 400;
  check_claim(&checked, &page, &TOLERANCE_DEFAULT);
  assert_true(checked.error_pct == 0);
  page.listen_s = 0;
  check_claim(&checked, &page, &TOLERANCE_DEFAULT);
  assert_true(checked.error_pct == 0);
}

static void tolerances_are_percent_and_seconds(void **state) {
  (void)state;
  static const struct {
    const char *text;
    bool valid;
    double percent, seconds;
  } cases[] = {
      {"10%", true, 10, 0},      {"30s", true, 0, 30},   {"10%,30s", true, 10, 30},
      {"30s,10%", true, 10, 30}, {"2,5%", true, 2.5, 0}, {"2.5%,0.5min", true, 2.5, 30},
      {"0%", true, 0, 0},        {"", false, 0, 0},      {"10", false, 0, 0},
      {"10%,", false, 0, 0},     {"%", false, 0, 0},     {"10%,30s,5s", false, 0, 0},
      {"-5%", false, 0, 0},      {"10h", false, 0, 0},   {"999999999s", false, 0, 0},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct tolerance got;
    bool valid = tolerance_parse(view_of(cases[i].text), &got);
    if (valid != cases[i].valid ||
        (valid && (got.percent != cases[i].percent || got.seconds != cases[i].seconds)))
      fail_msg("%s: %d, %g %%, %g s", cases[i].text, valid, got.percent, got.seconds);
  }
}

static void claims_that_contradict_are_marked(void **state) {
  (void)state;
  struct checked_claim claims[] = {
      {.claim = {.kind = CLAIM_LISTEN, .low_s = 360, .high_s = 360}},
      {.claim = {.kind = CLAIM_LISTEN, .low_s = 372, .high_s = 372}}, // "PT6M12S" agrees
      {.claim = {.kind = CLAIM_READ, .low_s = 600, .high_s = 600}},   // another kind
      {.claim = {.kind = CLAIM_READ, .low_s = 240, .high_s = 300}},
  };
  struct checked_page page = {.claims = claims, .n_claims = 4};
  check_differences(&page);
  assert_false(claims[0].differs || claims[1].differs);
  assert_true(claims[2].differs && claims[3].differs);
}

static void columns_are_counted_in_code_points(void **state) {
  (void)state;
  static const struct {
    const char *text;
    size_t len, offset, n, column, end_column;
  } cases[] = {
      {"ab\näöü 6\n", 11, 10, 1, 5, 6},
      {"\xEF\xBB\xBF"
       "6 M",
       6, 3, 1, 1, 2},
      {"a\r\n\xF6 6", 6, 5, 1, 3, 4}, // Windows-1252
      {"\xFF\xFE"
       "a\0\n\0b\0"
       "6\0",
       10, 8, 2, 2, 3}, // UTF-16
      {"\xFE\xFF"
       "\0a\0\n\0b\0"
       "6",
       10, 8, 2, 2, 3},
      {"abc", 3, 2, 5, 0, 0}, // outside
      {"abc", 3, 2, 0, 0, 0}, // unknown
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    size_t column, end_column;
    check_place((struct view){cases[i].text, cases[i].len},
                (struct span){cases[i].offset, cases[i].n}, &column, &end_column);
    if (column != cases[i].column || end_column != cases[i].end_column)
      fail_msg("case %zu: %zu to %zu", i, column, end_column);
  }
}

// ---- formulas ----

static int minutes_by(const char *name, size_t words, size_t n_images) {
  for (size_t i = 0; i < n_label_formulas; i++)
    if (strcmp(label_formulas[i].name, name) == 0)
      return label_formula_minutes(&label_formulas[i], words, n_images);
  fail_msg("no formula %s", name);
  return 0;
}

static void formulas_are_what_their_names_say(void **state) {
  (void)state;
  assert_int_equal(minutes_by("floor(words/200)", 1244, 0), 6);
  assert_int_equal(minutes_by("ceil(words/200)", 1244, 0), 7);
  assert_int_equal(minutes_by("ceil(words/212)", 1244, 0), 6);
  assert_int_equal(minutes_by("round(words/250)", 1244, 0), 5);
  assert_int_equal(minutes_by("floor(words/200)", 10, 0), 1); // nobody prints "0 Minuten"
  assert_int_equal(minutes_by("ceil(words/200)", 400, 0), 2);
  assert_int_equal(minutes_by("ceil(words/179+0.2*images)", 716, 6), 6); // 4 + 1.2
  assert_int_equal(minutes_by("ceil(words/265+images)", 530, 5), 3);     // 2 + 50 s
  assert_int_equal(minutes_by("ceil(words/265+images)", 530, 12), 4);    // 2 + 63 s + 9 s
}

static void formulas_are_named_in_words(void **state) {
  (void)state;
  struct buf out = {0};
  label_formula_words(&label_formulas[0], false, &out);
  assert_string_equal(out.ptr, "words/200, rounded down");
  buf_reset(&out);
  label_formula_words(&label_formulas[1], true, &out);
  assert_string_equal(out.ptr, "Wörter/200, aufgerundet (npm reading-time)");
  buf_clear(&out);
}

// ---- what pages claim ----

/// "meta.html:9 meta read 180 180 »3 Minuten«": the claims of a page, its audio and its pictures.
static void dump_claims(const char *path, struct buf *out) {
  struct buf input = read_test_file(path);
  const struct extract_options options = {.path = path};
  struct document document;
  struct listen_diag diag = {0};
  const char *name = strrchr(path, '/') + 1;
  if (extract_document(buf_as_view(&input), &options, &document, &diag) != LISTEN_OK)
    buf_printf(out, "%s: %s\n", name, diag.message);
  for (size_t i = 0; i < document.n_claims; i++) {
    const struct claim *claim = &document.claims[i];
    struct view source = view_sub(buf_as_view(&input), claim->source.offset, claim->source.len);
    buf_printf(out, "%s:%zu %s %s %ld %ld ", name, claim->line, claim_place_name(claim->place),
               claim_kind_name(claim->kind), (long)claim->low_s, (long)claim->high_s);
    for (size_t k = 0; k < source.len; k++) // no code page and no NUL in what is expected
      buf_byte(out, source.ptr[k] >= ' ' && source.ptr[k] < 0x7F ? source.ptr[k] : '.');
    buf_byte(out, '\n');
  }
  for (size_t i = 0; i < document.n_audio; i++)
    buf_printf(out, "%s:%zu audio %.*s\n", name, document.audio[i].line,
               (int)document.audio[i].address.len, document.audio[i].address.ptr);
  if (document.n_claims == 0)
    buf_printf(out, "%s none\n", name);
  document_clear(&document);
  buf_clear(&input);
}

static void pages_claim_what_they_say(void **state) {
  (void)state;
  glob_t found;
  struct buf got = {0}, wanted = read_test_file("golden/check/pages.expect");
  assert_int_equal(glob(TESTS_DIR "/golden/check/pages/*", 0, NULL, &found), 0);
  assert_true(found.gl_pathc >= 30);
  for (size_t i = 0; i < found.gl_pathc; i++)
    dump_claims(found.gl_pathv[i], &got);
  globfree(&found);
  if (!view_eq(buf_as_view(&got), buf_as_view(&wanted))) {
    fprintf(stderr, "%s", got.ptr); // too long for a message
    fail_msg("%s", "not as in golden/check/pages.expect");
  }
  buf_clear(&got);
  buf_clear(&wanted);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(verdicts_allow_for_rounding),
      cmocka_unit_test(errors_are_measured_from_the_truth),
      cmocka_unit_test(tolerances_are_percent_and_seconds),
      cmocka_unit_test(claims_that_contradict_are_marked),
      cmocka_unit_test(columns_are_counted_in_code_points),
      cmocka_unit_test(formulas_are_what_their_names_say),
      cmocka_unit_test(formulas_are_named_in_words),
      cmocka_unit_test(pages_claim_what_they_say),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
