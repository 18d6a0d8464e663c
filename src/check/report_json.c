#include "check/fix.h"
#include "check/report.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdio.h>

static void add_number(cJSON *object, const char *key, double value, int decimals) {
  char text[64];
  snprintf(text, sizeof text, "%.*f", decimals, value);
  cJSON_AddItemToObject(object, key, cJSON_CreateRaw(text));
}

static void add_text(cJSON *object, const char *key, struct view text) {
  struct buf clean = {0};
  if (text.ptr != NULL)
    report_clean(text, &clean);
  if (text.ptr == NULL || clean.failed)
    cJSON_AddNullToObject(object, key);
  else
    cJSON_AddStringToObject(object, key, clean.len == 0 ? "" : clean.ptr);
  buf_clear(&clean);
}

static void add_claim(cJSON *json, const struct checked_claim *checked) {
  const struct claim *claim = &checked->claim;
  if (claim->kind == CLAIM_NONE) {
    static const char *const absent[] = {"line", "claim_text", "claim_kind", "claim_s"};
    for (size_t i = 0; i < sizeof absent / sizeof *absent; i++)
      cJSON_AddNullToObject(json, absent[i]);
    return;
  }
  add_number(json, "line", (double)claim->line, 0);
  add_text(json, "claim_text", claim->text);
  cJSON_AddStringToObject(json, "claim_kind", claim_kind_name(claim->kind));
  double seconds = report_claim_s(claim);
  add_number(json, "claim_s", seconds, seconds == floor(seconds) ? 0 : 1);
}

static void add_formulas(cJSON *json, const struct report *report, const struct report_row *row,
                         struct buf *out) {
  cJSON *names = cJSON_AddArrayToObject(json, "formulas");
  cJSON *words = cJSON_CreateArray();
  for (size_t i = 0; i < n_label_formulas; i++) {
    struct buf text = {0};
    if (!check_formula_fits(row->page, row->checked, i))
      continue;
    cJSON_AddItemToArray(names, cJSON_CreateString(label_formulas[i].name));
    label_formula_words(&label_formulas[i], report->german, &text);
    out->failed |= text.failed;
    cJSON_AddItemToArray(words, cJSON_CreateString(text.failed ? "" : text.ptr));
    buf_clear(&text);
  }
  cJSON_AddItemToObject(json, "formulas_in_words", words);
}

/// What INTERFACE does not name, but a script may want.
static void add_details(cJSON *json, const struct report_row *row, struct buf *out) {
  static const char *const fixes[] = {[FIX_NONE] = NULL,
                                      [FIX_DONE] = "done",
                                      [FIX_RANGE] = "range",
                                      [FIX_FORMAT] = "format",
                                      [FIX_UNFOUND] = "not_found"};
  const struct checked_page *page = row->page;
  const struct checked_claim *checked = row->checked;
  if (checked->claim.kind != CLAIM_NONE) {
    cJSON_AddStringToObject(json, "claim_place", claim_place_name(checked->claim.place));
    add_number(json, "claim_low_s", checked->claim.low_s, 0);
    add_number(json, "claim_high_s", checked->claim.high_s, 0);
    add_number(json, "column", (double)checked->column, 0);
    add_number(json, "true_s", checked->true_s, 1);
    struct buf label = {0};
    bool written = fix_label(checked, &label);
    out->failed |= label.failed;
    add_text(json, "suggested_text", written ? buf_as_view(&label) : (struct view){0});
    buf_clear(&label);
    cJSON_AddBoolToObject(json, "differs", checked->differs);
    if (fixes[checked->fix] != NULL)
      cJSON_AddStringToObject(json, "fix", fixes[checked->fix]);
  }
  if (page->audio_path.ptr != NULL) {
    add_text(json, "audio_path", page->audio_path);
    add_number(json, "audio_s", page->audio_s, 1);
  }
  if (page->state == PAGE_NO_TEXT)
    cJSON_AddStringToObject(json, "reason", "no_text");
}

static void write_row(const struct report *report, const struct report_row *row, struct buf *out) {
  const struct checked_page *page = row->page;
  cJSON *json = cJSON_CreateObject();
  add_text(json, "path", view_of(page->path));
  add_claim(json, row->checked);
  add_number(json, "listen_s", page->listen_s, 1);
  add_number(json, "read_s", page->reading.seconds, 1);
  add_number(json, "read_min_s", page->reading.min_s, 1);
  add_number(json, "read_max_s", page->reading.max_s, 1);
  add_number(json, "words", (double)page->words, 0);
  if (row->checked->claim.kind != CLAIM_NONE)
    add_number(json, "error_pct", row->checked->error_pct, 1);
  else
    cJSON_AddNullToObject(json, "error_pct");
  add_formulas(json, report, row, out);
  add_details(json, row, out);
  cJSON_AddStringToObject(json, "verdict", verdict_name(row->checked->verdict));
  add_text(json, "suggested_label", row->checked->label);
  char *text = cJSON_PrintUnformatted(json);
  out->failed |= text == NULL;
  if (text != NULL)
    buf_printf(out, "%s\n", text);
  cJSON_free(text);
  cJSON_Delete(json);
}

void report_json(const struct report *report, struct buf *out) {
  for (size_t i = 0; i < report->n_pages; i++) {
    const struct checked_page *page = &report->pages[i];
    for (size_t k = 0; k < page->n_claims; k++)
      write_row(report, &(struct report_row){page, &page->claims[k]}, out);
  }
}
