#include "check/report.h"

#include "base/xml.h"

static void write_case(struct xml *xml, const struct report *report, const struct report_row *row) {
  const struct checked_claim *checked = row->checked;
  bool none = checked->claim.kind == CLAIM_NONE;
  xml_start(xml, "testcase");
  xml_attribute(xml, "classname", view_of(row->page->path));
  xml_attribute(xml, "name",
                none ? view_of(report_verdict(report, VERDICT_NO_CLAIM)) : checked->claim.text);
  if (!none) {
    xml_attribute(xml, "file", view_of(row->page->path));
    xml_number(xml, "line", (double)checked->claim.line, 0);
  }
  xml_attribute(xml, "time", VIEW("0"));
  if (none) {
    xml_start(xml, "skipped");
    xml_end(xml);
  } else if (verdict_is_wrong(checked->verdict)) {
    struct buf message = {0};
    report_message(report, row, &message);
    xml_start(xml, "failure");
    xml_attribute(xml, "type", view_of(verdict_name(checked->verdict)));
    xml_attribute(xml, "message", buf_as_view(&message));
    xml_end(xml);
    buf_clear(&message);
  }
  xml_end(xml);
}

static void write_failure(struct xml *xml, const struct checked_page *page) {
  xml_start(xml, "testcase");
  xml_attribute(xml, "classname", view_of(page->path));
  xml_attribute(xml, "name", view_of(page->path));
  xml_start(xml, "error");
  xml_attribute(xml, "message", view_of(page->diag.message));
  xml_end(xml);
  xml_end(xml);
}

struct counts {
  size_t tests, failures, errors, skipped;
};

static struct counts count(const struct checked_page *page) {
  struct counts n = {.errors = page->state == PAGE_FAILED};
  for (size_t i = 0; i < page->n_claims; i++) {
    n.failures += verdict_is_wrong(page->claims[i].verdict);
    n.skipped += page->claims[i].verdict == VERDICT_NO_CLAIM;
  }
  n.tests = page->n_claims + n.errors;
  return n;
}

static void write_counts(struct xml *xml, const struct counts *n) {
  xml_number(xml, "tests", (double)n->tests, 0);
  xml_number(xml, "failures", (double)n->failures, 0);
  xml_number(xml, "errors", (double)n->errors, 0);
  xml_number(xml, "skipped", (double)n->skipped, 0);
}

void report_junit(const struct report *report, struct buf *out) {
  struct xml document = xml_begin(XML_INDENTED), *xml = &document;
  struct counts all = {0};
  for (size_t i = 0; i < report->n_pages; i++) {
    struct counts n = count(&report->pages[i]);
    all.tests += n.tests, all.failures += n.failures;
    all.errors += n.errors, all.skipped += n.skipped;
  }
  xml_start(xml, "testsuites");
  xml_attribute(xml, "name", VIEW("listen check"));
  write_counts(xml, &all);
  for (size_t i = 0; i < report->n_pages; i++) {
    const struct checked_page *page = &report->pages[i];
    struct counts n = count(page);
    xml_start(xml, "testsuite");
    xml_attribute(xml, "name", view_of(page->path));
    write_counts(xml, &n);
    if (page->state == PAGE_FAILED)
      write_failure(xml, page);
    for (size_t k = 0; k < page->n_claims; k++)
      write_case(xml, report, &(struct report_row){page, &page->claims[k]});
    xml_end(xml);
  }
  xml_take(&document, XML_DOCUMENT, out);
}
