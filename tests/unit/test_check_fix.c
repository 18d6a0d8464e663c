// Wrong times, put right in the author's file.

#include "support.h"

#include "check/diff.h"
#include "check/fix.h"
#include "claim/value.h"

static double number(struct view text) {
  double value = 0;
  for (size_t i = 0; i < text.len; i++)
    value = value * 10 + (text.ptr[i] - '0');
  return value;
}

// ---- putting right ----

static bool check_fix(const struct table_row *row, void *path) {
  struct checked_claim checked = {.true_s = number(row->fields[0])};
  struct view kind = row->fields[1], text = row->fields[2];
  struct buf got = {0};
  bool found =
      view_eq(kind, VIEW("label"))
          ? claim_parse(text, &checked.claim)
          : claim_parse_value(text, view_eq(kind, VIEW("read")) ? CLAIM_READ : CLAIM_LISTEN,
                              &checked.claim);
  checked.claim.text = text;
  checked.claim.source = checked.claim.time;
  struct fix_edit edit = {0};
  if (!found)
    buf_str(&got, "no claim");
  else if (!fix_claim(text, &checked, &edit))
    buf_str(&got, "out of memory");
  else if (checked.fix == FIX_DONE)
    fix_apply(text, &edit, 1, &got);
  else
    buf_str(&got, checked.fix == FIX_RANGE ? "range" : "unfound");
  bool same = view_eq(buf_as_view(&got), row->fields[3]);
  if (!same)
    report_row(path, row->line, buf_as_view(&got), row->fields[3]);
  buf_clear(&edit.bytes);
  buf_clear(&got);
  return same;
}

static void times_keep_their_form(void **state) {
  (void)state;
  char path[] = "golden/check/fix.tsv";
  for_each_row(path, 50, check_fix, path);
}

/// A label put right is a claim of the same kind, of the true time to the minute, and right.
static bool check_again(const struct table_row *row, void *path) {
  static const double truths[] = {7, 60, 95, 544, 3540, 3600, 3903, 10000};
  struct checked_claim checked = {.true_s = 0};
  bool good = true;
  if (!claim_parse(row->fields[3], &checked.claim) || checked.claim.low_s < checked.claim.high_s)
    return true;
  for (size_t i = 0; i < sizeof truths / sizeof *truths; i++) {
    struct checked_page page = {.listen_s = truths[i],
                                .reading = {truths[i], truths[i], truths[i]}};
    struct checked_claim again = {.true_s = 0};
    struct buf label = {0};
    checked.true_s = truths[i];
    bool fixed = fix_label(&checked, &label) && claim_parse(buf_as_view(&label), &again.claim);
    if (fixed)
      check_claim(&again, &page, &(struct tolerance){0, 31});
    if (!fixed || again.claim.kind != checked.claim.kind || again.verdict != VERDICT_OK) {
      report_row(path, row->line, buf_as_view(&label), row->fields[3]);
      good = false;
    }
    buf_clear(&label);
  }
  return good;
}

static void what_is_put_right_is_right(void **state) {
  (void)state;
  char labels[] = "golden/claim/labels.tsv", kin[] = "golden/claim/kin.tsv",
       wild[] = "golden/claim/wild.tsv";
  for_each_row(labels, 40, check_again, labels);
  for_each_row(kin, 90, check_again, kin);
  for_each_row(wild, 180, check_again, wild);
}

/// What a fix makes of a file, in which the claim's time stands at `span`.
static void fix_file(struct view input, struct span span, struct view wanted) {
  struct checked_claim checked = {
      .true_s = 540, .claim = {.kind = CLAIM_LISTEN, .low_s = 360, .high_s = 360, .source = span}};
  struct fix_edit edit;
  struct buf out = {0};
  assert_true(fix_claim(input, &checked, &edit));
  assert_int_equal(checked.fix, FIX_DONE);
  assert_true(fix_apply(input, &edit, 1, &out));
  assert_int_equal(out.len, wanted.len);
  assert_memory_equal(out.ptr, wanted.ptr, wanted.len);
  buf_clear(&edit.bytes);
  buf_clear(&out);
}

static void the_rest_of_the_file_stays_as_it_is(void **state) {
  (void)state;
  fix_file(VIEW("\xEF\xBB\xBF"
                "H\xF6r 6 Minuten\r\n"),
           (struct span){7, 9},
           VIEW("\xEF\xBB\xBF"
                "H\xF6r 9 Minuten\r\n"));
  fix_file(VIEW("H\xF6ren 6\xA0"
                "Min.\r"),
           (struct span){6, 6},
           VIEW("H\xF6ren 9\xA0"
                "Min.\r"));
  fix_file(VIEW("6\xC2\xA0Minuten \0x"), (struct span){0, 10}, VIEW("9\xC2\xA0Minuten \0x"));
  fix_file(VIEW("\xFF\xFE"
                "6\0 \0M\0i\0n\0\n\0"),
           (struct span){2, 10},
           VIEW("\xFF\xFE"
                "9\0 \0M\0i\0n\0\n\0"));
  fix_file(VIEW("\xFE\xFF"
                "\0"
                "6\0 \0M\0i\0n\0\n"),
           (struct span){2, 10},
           VIEW("\xFE\xFF"
                "\0"
                "9\0 \0M\0i\0n\0\n"));
}

static void a_time_in_pieces_is_left_alone(void **state) {
  (void)state;
  static const char *const written[] = {
      "**6** Minuten", "6&nbsp;Minuten", "7 Minuten", "6 Minuten x", "", "\\u0036"};
  for (size_t i = 0; i < sizeof written / sizeof *written; i++) {
    struct claim claim = {.kind = CLAIM_LISTEN, .low_s = 360, .high_s = 360};
    struct buf out = {0};
    if (fix_time(view_of(written[i]), &claim, 540, &out) != FIX_UNFOUND)
      fail_msg("%s became %s", written[i], out.ptr);
    buf_clear(&out);
  }
}

static void several_edits_are_applied_in_order(void **state) {
  (void)state;
  struct fix_edit edits[3] = {{.span = {4, 1}}, {.span = {0, 1}}, {.span = {4, 1}}};
  struct buf out = {0};
  buf_str(&edits[0].bytes, "10");
  buf_str(&edits[1].bytes, "9");
  buf_str(&edits[2].bytes, "10");
  assert_true(fix_apply(VIEW("6 a 7 b"), edits, 3, &out));
  assert_string_equal(out.ptr, "9 a 10 b");
  for (size_t i = 0; i < 3; i++)
    buf_clear(&edits[i].bytes);
  buf_clear(&out);
}

static void diffs_are_as_diff_prints_them(void **state) {
  (void)state;
  static const struct {
    const char *before, *after, *diff;
  } cases[] = {
      {"a\n", "a\n", ""},
      {"a\nb\n", "a\nc\n", "--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n a\n-b\n+c\n"},
      {"b", "c",
       "--- a/x\n+++ b/x\n@@ -1,1 +1,1 @@\n-b\n\\ No newline at end of file\n+c\n"
       "\\ No newline at end of file\n"},
      {"1\n2\n3\n4\n5\n6\r\n7\n8\n9\n0\n1\n2\n3\n4\n",
       "1\n2\n3\n4\n5\nx\r\n7\n8\n9\n0\n1\n2\n3\ny\n",
       "--- a/x\n+++ b/x\n@@ -3,7 +3,7 @@\n 3\n 4\n 5\n-6\r\n+x\r\n 7\n 8\n 9\n@@ -11,4 +11,4 @@\n "
       "1\n"
       " 2\n 3\n-4\n+y\n"},
      {"\xFF\xFE"
       "6",
       "\xFF\xFE"
       "9",
       "Binary files a/x and b/x differ\n"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct buf out = {0};
    diff_unified("x", view_of(cases[i].before), view_of(cases[i].after), &out);
    assert_string_equal(out.ptr == NULL ? "" : out.ptr, cases[i].diff);
    buf_clear(&out);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(times_keep_their_form),
      cmocka_unit_test(what_is_put_right_is_right),
      cmocka_unit_test(the_rest_of_the_file_stays_as_it_is),
      cmocka_unit_test(a_time_in_pieces_is_left_alone),
      cmocka_unit_test(several_edits_are_applied_in_order),
      cmocka_unit_test(diffs_are_as_diff_prints_them),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
