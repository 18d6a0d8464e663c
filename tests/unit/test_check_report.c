// What a check says, in each of its formats: whatever pages hold, another program can read it.

#include "support.h"

#include "check/report.h"

#include <cjson/cJSON.h>
#include <libxml/parser.h>

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
