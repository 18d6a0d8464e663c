// SARIF 2.1.0 (OASIS): one run, a result for each wrong claim and each file that could not be read.
#include "check/report.h"

#include <cjson/cJSON.h>

static void add_clean(cJSON *object, const char *key, struct view text, struct buf *out) {
  struct buf clean = {0};
  report_clean(text, &clean);
  out->failed |= clean.failed;
  cJSON_AddStringToObject(object, key, clean.failed || clean.len == 0 ? "" : clean.ptr);
  buf_clear(&clean);
}

static cJSON *message_object(struct view text, struct buf *out) {
  cJSON *message = cJSON_CreateObject();
  add_clean(message, "text", text, out);
  return message;
}

/// A path as a relative reference (RFC 3986), below the current folder where it is absolute and
/// lies there; else as a file: URI.
static void add_uri(cJSON *location, const struct report *report, const char *path,
                    struct buf *out) {
  static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";
  struct view rest = report_path(report, path);
  struct buf uri = {0};
  bool absolute = view_starts(rest, VIEW("/"));
  if (absolute)
    buf_str(&uri, "file://");
  for (size_t i = 0; i < rest.len; i++) {
    unsigned char c = (unsigned char)rest.ptr[i];
    if (c != '\0' && strchr(plain, c) != NULL)
      buf_byte(&uri, (char)c);
    else
      buf_printf(&uri, "%%%02X", c);
  }
  out->failed |= uri.failed;
  cJSON *artifact = cJSON_AddObjectToObject(location, "artifactLocation");
  cJSON_AddStringToObject(artifact, "uri", uri.failed ? "" : uri.ptr);
  if (!absolute)
    cJSON_AddStringToObject(artifact, "uriBaseId", "%SRCROOT%");
  buf_clear(&uri);
}

static cJSON *add_result(cJSON *results, const struct report *report, const char *rule,
                         struct view message, const char *path, size_t line,
                         struct buf *out) {
  cJSON *result = cJSON_CreateObject();
  cJSON_AddStringToObject(result, "ruleId", rule);
  cJSON_AddStringToObject(result, "level", "error");
  cJSON_AddItemToObject(result, "message", message_object(message, out));
  cJSON *locations = cJSON_AddArrayToObject(result, "locations"), *location = cJSON_CreateObject();
  cJSON *physical = cJSON_AddObjectToObject(location, "physicalLocation");
  add_uri(physical, report, path, out);
  cJSON *region = line > 0 ? cJSON_AddObjectToObject(physical, "region") : NULL;
  if (region != NULL)
    cJSON_AddNumberToObject(region, "startLine", (double)line);
  cJSON_AddItemToArray(locations, location);
  cJSON_AddItemToArray(results, result);
  return region;
}

static const char *rule_of(enum verdict verdict) {
  return verdict == VERDICT_TOO_SHORT ? "claim-too-short" : "claim-too-long";
}

static void add_claim(cJSON *results, const struct report *report, const struct report_row *row,
                      struct buf *out) {
  const struct checked_claim *checked = row->checked;
  struct buf message = {0};
  report_message(report, row, &message);
  out->failed |= message.failed;
  cJSON *region = add_result(results, report, rule_of(checked->verdict), buf_as_view(&message),
                             row->page->path, checked->claim.line, out);
  if (region != NULL && checked->column > 0) {
    cJSON_AddNumberToObject(region, "startColumn", (double)checked->column);
    cJSON_AddNumberToObject(region, "endColumn", (double)checked->end_column);
  }
  buf_clear(&message);
}

static void add_rules(cJSON *driver, const struct report *report, struct buf *out) {
  const struct {
    const char *id, *text;
  } rules[] = {
      {"claim-too-short", REPORT_TR(report, "The page claims less time than its text takes.",
                                    "Die Seite gibt weniger Zeit an, als ihr Text dauert.")},
      {"claim-too-long", REPORT_TR(report, "The page claims more time than its text takes.",
                                   "Die Seite gibt mehr Zeit an, als ihr Text dauert.")},
      {"unreadable",
       REPORT_TR(report, "The file could not be read.", "Die Datei konnte nicht gelesen werden.")},
  };
  cJSON *list = cJSON_AddArrayToObject(driver, "rules");
  for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
    cJSON *rule = cJSON_CreateObject();
    cJSON_AddStringToObject(rule, "id", rules[i].id);
    cJSON_AddItemToObject(rule, "shortDescription", message_object(view_of(rules[i].text), out));
    cJSON_AddItemToArray(list, rule);
  }
}

static void add_results(cJSON *run, const struct report *report, struct buf *out) {
  cJSON *results = cJSON_AddArrayToObject(run, "results");
  for (size_t i = 0; i < report->n_pages; i++) {
    const struct checked_page *page = &report->pages[i];
    if (page->state == PAGE_FAILED)
      add_result(results, report, "unreadable", view_of(page->diag.message), page->path,
                 page->diag.line, out);
    for (size_t k = 0; k < page->n_claims; k++)
      if (verdict_is_wrong(page->claims[k].verdict))
        add_claim(results, report, &(struct report_row){page, &page->claims[k]}, out);
  }
}

void report_sarif(const struct report *report, struct buf *out) {
  cJSON *sarif = cJSON_CreateObject();
  cJSON_AddStringToObject(sarif, "$schema",
                          "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/"
                          "sarif-schema-2.1.0.json");
  cJSON_AddStringToObject(sarif, "version", "2.1.0");
  cJSON *runs = cJSON_AddArrayToObject(sarif, "runs"), *run = cJSON_CreateObject();
  cJSON_AddItemToArray(runs, run);
  cJSON *tool = cJSON_AddObjectToObject(run, "tool");
  cJSON *driver = cJSON_AddObjectToObject(tool, "driver");
  cJSON_AddStringToObject(driver, "name", "listen");
  cJSON_AddStringToObject(driver, "version", report->version);
  add_rules(driver, report, out);
  cJSON_AddStringToObject(run, "columnKind", "unicodeCodePoints");
  add_results(run, report, out);
  char *text = cJSON_Print(sarif);
  out->failed |= text == NULL;
  if (text != NULL)
    buf_printf(out, "%s\n", text);
  cJSON_free(text);
  cJSON_Delete(sarif);
}
