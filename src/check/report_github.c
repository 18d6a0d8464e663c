// Workflow commands of GitHub Actions: `::error file=a.md,line=3,col=10::message`. In messages the
// percent sign and line ends are escaped, in properties also the colon and the comma.
#include "check/report.h"

static void escape(struct view text, bool property, struct buf *out) {
  struct buf clean = {0};
  report_clean(text, &clean);
  for (size_t i = 0; i < clean.len; i++) {
    char c = clean.ptr[i];
    if (c == '%' || c == '\n' || (property && (c == ':' || c == ',')))
      buf_printf(out, "%%%02X", (unsigned)c);
    else
      buf_byte(out, c);
  }
  out->failed |= clean.failed;
  buf_clear(&clean);
}

static void write_claim(const struct report *report, const struct report_row *row,
                        struct buf *out) {
  const struct checked_claim *checked = row->checked;
  struct buf message = {0};
  buf_str(out, "::error file=");
  escape(report_path(report, row->page->path), true, out);
  if (checked->claim.line > 0)
    buf_printf(out, ",line=%zu", checked->claim.line);
  if (checked->claim.line > 0 && checked->column > 0)
    buf_printf(out, ",col=%zu,endColumn=%zu", checked->column, checked->end_column);
  buf_str(out, ",title=");
  escape(view_of(report_kind(report, checked->claim.kind)), true, out);
  buf_byte(out, ' ');
  escape(view_of(report_verdict(report, checked->verdict)), true, out);
  buf_str(out, "::");
  report_message(report, row, &message);
  escape(buf_as_view(&message), false, out);
  buf_byte(out, '\n');
  out->failed |= message.failed;
  buf_clear(&message);
}

static void write_failure(const struct report *report, const struct checked_page *page,
                          struct buf *out) {
  buf_str(out, "::error file=");
  escape(report_path(report, page->path), true, out);
  if (page->diag.line > 0)
    buf_printf(out, ",line=%zu", page->diag.line);
  buf_str(out, "::");
  escape(view_of(page->diag.message), false, out);
  buf_byte(out, '\n');
}

void report_github(const struct report *report, struct buf *out) {
  for (size_t i = 0; i < report->n_pages; i++) {
    const struct checked_page *page = &report->pages[i];
    if (page->state == PAGE_FAILED)
      write_failure(report, page, out);
    for (size_t k = 0; k < page->n_claims; k++)
      if (verdict_is_wrong(page->claims[k].verdict))
        write_claim(report, &(struct report_row){page, &page->claims[k]}, out);
  }
}
