#include "support.h"

#include "check/check.h"
#include "check/diff.h"
#include "check/fix.h"
#include "check/report.h"
#include "claim/value.h"
#include "estimate/label.h"
#include "extract/extract.h"

#include <cjson/cJSON.h>
#include <glob.h>
#include <libxml/parser.h>
#include <stdio.h>

static double number(struct view text) {
  double value = 0;
  for (size_t i = 0; i < text.len; i++)
    value = value * 10 + (text.ptr[i] - '0');
  return value;
}

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

// ---- reports ----

/// Pages with hostile names and texts: one right claim, one wrong, none, and one not readable.
static struct report hostile_report(struct checked_page pages[4], struct checked_claim claims[4]) {
  static const char path[] = "a,b:c%d\n\x01\xFF\"<&>'.md";
  for (size_t i = 0; i < 4; i++) {
    pages[i] = (struct checked_page){.path = path,
                                     .listen_s = 544,
                                     .words = 1244,
                                     .reading = reading_time_of(1244),
                                     .claims = &claims[i],
                                     .n_claims = i < 3};
    claims[i] = (struct checked_claim){
        .claim = {.kind = i < 2 ? CLAIM_LISTEN : CLAIM_NONE,
                  .low_s = i == 0 ? 540 : 360,
                  .high_s = i == 0 ? 540 : 360,
                  .text =
                      VIEW("]]>%0A::error::\x02\xFE\r\n\xF0\x9F\x8E\xA7 \xEF\xBF\xBE<x> 6 Minuten"),
                  .line = 7},
        .column = 3,
        .end_column = 12,
        .label = VIEW("9 Minuten")};
    check_claim(&claims[i], &pages[i], &TOLERANCE_DEFAULT);
  }
  pages[3].state = PAGE_FAILED;
  snprintf(pages[3].diag.message, sizeof pages[3].diag.message, "%s", "x\n::error::<&\x03");
  return (struct report){.pages = pages, .n_pages = 4, .version = "1", .folder = "/"};
}

static void json_lines_are_json(void **state) {
  (void)state;
  struct checked_page pages[4];
  struct checked_claim claims[4];
  struct report report = hostile_report(pages, claims);
  struct buf out = {0};
  report_json(&report, &out);
  size_t n = 0;
  for (char *line = strtok(out.ptr, "\n"); line != NULL; line = strtok(NULL, "\n"), n++) {
    cJSON *json = cJSON_Parse(line);
    assert_non_null(json);
    const char *verdicts[] = {"ok", "too_short", "no_claim"};
    assert_string_equal(cJSON_GetStringValue(cJSON_GetObjectItem(json, "verdict")), verdicts[n]);
    cJSON_Delete(json);
  }
  assert_int_equal(n, 3);
  buf_clear(&out);
}

static void xml_is_well_formed(void **state) {
  (void)state;
  struct checked_page pages[4];
  struct checked_claim claims[4];
  struct report report = hostile_report(pages, claims);
  void (*const writers[])(const struct report *, struct buf *) = {report_junit, plot_svg};
  for (size_t i = 0; i < 2; i++) {
    struct buf out = {0};
    writers[i](&report, &out);
    xmlDocPtr xml = xmlReadMemory(out.ptr, (int)out.len, "x", NULL, XML_PARSE_NONET);
    assert_non_null(xml);
    xmlFreeDoc(xml);
    buf_clear(&out);
  }
  xmlCleanupParser();
}

static void junit_counts_what_it_lists(void **state) {
  (void)state;
  struct checked_page pages[4];
  struct checked_claim claims[4];
  struct report report = hostile_report(pages, claims);
  struct buf out = {0};
  report_junit(&report, &out);
  assert_non_null(strstr(out.ptr, "tests=\"4\" failures=\"1\" errors=\"1\" skipped=\"1\""));
  buf_clear(&out);
}

static void annotations_cannot_be_forged(void **state) {
  (void)state;
  struct checked_page pages[4];
  struct checked_claim claims[4];
  struct report report = hostile_report(pages, claims);
  struct buf out = {0};
  report_github(&report, &out);
  size_t n = 0;
  for (char *line = strtok(out.ptr, "\n"); line != NULL; line = strtok(NULL, "\n"), n++) {
    static const char start[] = "::error file=a%2Cb%3Ac%25d%0A";
    assert_memory_equal(line, start, sizeof start - 1);
    assert_null(strchr(line, '\r'));
  }
  assert_int_equal(n, 2); // the wrong claim and the file that could not be read
  buf_clear(&out);
}

static void sarif_has_places(void **state) {
  (void)state;
  struct checked_page pages[4];
  struct checked_claim claims[4];
  struct report report = hostile_report(pages, claims);
  pages[1].path = "/home/x/ö b.md";
  report.folder = "/home/x";
  struct buf out = {0};
  report_sarif(&report, &out);
  cJSON *json = cJSON_Parse(out.ptr);
  assert_non_null(json);
  const cJSON *run = cJSON_GetArrayItem(cJSON_GetObjectItem(json, "runs"), 0);
  const cJSON *results = cJSON_GetObjectItem(run, "results");
  assert_int_equal(cJSON_GetArraySize(results), 2);
  const cJSON *result = cJSON_GetArrayItem(results, 0);
  assert_string_equal(cJSON_GetStringValue(cJSON_GetObjectItem(result, "ruleId")),
                      "claim-too-short");
  const cJSON *place = cJSON_GetObjectItem(
      cJSON_GetArrayItem(cJSON_GetObjectItem(result, "locations"), 0), "physicalLocation");
  const cJSON *artifact = cJSON_GetObjectItem(place, "artifactLocation");
  assert_string_equal(cJSON_GetStringValue(cJSON_GetObjectItem(artifact, "uri")), "%C3%B6%20b.md");
  const cJSON *region = cJSON_GetObjectItem(place, "region");
  assert_int_equal(cJSON_GetObjectItem(region, "startLine")->valueint, 7);
  assert_int_equal(cJSON_GetObjectItem(region, "startColumn")->valueint, 3);
  assert_int_equal(cJSON_GetObjectItem(region, "endColumn")->valueint, 12);
  cJSON_Delete(json);
  buf_clear(&out);
}

static void the_worst_stands_first(void **state) {
  (void)state;
  struct checked_page pages[4];
  struct checked_claim claims[4];
  struct report report = hostile_report(pages, claims);
  pages[0].path = "right";
  pages[1].path = "wrong";
  struct buf out = {0};
  report_text(&report, &out);
  const char *right = strstr(out.ptr, "right:7"), *wrong = strstr(out.ptr, "wrong:7");
  assert_non_null(right);
  assert_non_null(wrong);
  assert_true(wrong < right);
  assert_non_null(strstr(out.ptr, "4 pages, 2 claims: 1 right, 1 too short, 0 too long; "
                                  "1 pages without a claim, 1 not readable\n"));
  assert_null(strchr(out.ptr, '\x02'));
  buf_reset(&out);
  report.german = report.quiet = true;
  report_text(&report, &out);
  assert_null(strstr(out.ptr, "Seiten"));
  buf_clear(&out);
}

static void many_claims_have_a_histogram(void **state) {
  (void)state;
  enum { N = 12 };
  struct checked_page pages[N];
  struct checked_claim claims[N];
  for (size_t i = 0; i < N; i++) {
    pages[i] =
        (struct checked_page){.path = "a", .listen_s = 600, .claims = &claims[i], .n_claims = 1};
    double s = 120.0 * (double)(i + 1);
    claims[i] = (struct checked_claim){
        .claim = {.kind = CLAIM_LISTEN, .low_s = s, .high_s = s, .text = VIEW("x"), .line = 1},
        .label = VIEW("10 Minuten")};
    check_claim(&claims[i], &pages[i], &TOLERANCE_DEFAULT);
  }
  struct report report = {.pages = pages, .n_pages = N, .version = "1"};
  struct buf out = {0};
  report_text(&report, &out);
  assert_non_null(strstr(out.ptr, "-10 … +10 %      1 ########\n"));
  assert_non_null(strstr(out.ptr, "> +50 %      5 ########################################\n"));
  buf_clear(&out);
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
      cmocka_unit_test(times_keep_their_form),
      cmocka_unit_test(what_is_put_right_is_right),
      cmocka_unit_test(the_rest_of_the_file_stays_as_it_is),
      cmocka_unit_test(a_time_in_pieces_is_left_alone),
      cmocka_unit_test(several_edits_are_applied_in_order),
      cmocka_unit_test(diffs_are_as_diff_prints_them),
      cmocka_unit_test(pages_claim_what_they_say),
      cmocka_unit_test(json_lines_are_json),
      cmocka_unit_test(xml_is_well_formed),
      cmocka_unit_test(junit_counts_what_it_lists),
      cmocka_unit_test(annotations_cannot_be_forged),
      cmocka_unit_test(sarif_has_places),
      cmocka_unit_test(the_worst_stands_first),
      cmocka_unit_test(many_claims_have_a_histogram),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
