#include <stdio.h>

#include "check/report.h"

#include "estimate/label.h"

#include <math.h>
#include <stdlib.h>

enum {
  ROWS_MAX = 20,      ///< right claims are listed up to so many rows
  HISTOGRAM_MIN = 10, ///< fewer claims need no picture
  HISTOGRAM_COLUMNS = 40,
};

// ---- one page ----

/// The most usual formula that gives the label, in words; how many others do is a number.
static void write_formulas(const struct report *report, const struct report_row *row,
                           struct buf *out) {
  size_t n = 0, first = 0;
  for (size_t i = n_label_formulas; i > 0; i--)
    if (check_formula_fits(row->page, row->checked, i - 1))
      n++, first = i - 1;
  if (n == 0)
    return;
  buf_str(out, REPORT_TR(report, "  formula         ", "  Formel          "));
  label_formula_words(&label_formulas[first], report->german, out);
  if (n > 1)
    buf_printf(
        out, REPORT_TR(report, " (or %zu others, see --json)", " (oder %zu andere, siehe --json)"),
        n - 1);
  buf_byte(out, '\n');
}

static void write_clock(double seconds, struct buf *out) {
  clock_label(seconds, out);
}

static void write_no_claim(const struct report *report, const struct report_row *row,
                           struct buf *out) {
  const struct checked_page *page = row->page;
  report_clean(view_of(page->path), out);
  if (page->state == PAGE_NO_TEXT) {
    buf_str(out, REPORT_TR(report, ": no text, no claim\n", ": kein Text, keine Angabe\n"));
    return;
  }
  buf_str(out, REPORT_TR(report, ": no claim; takes ", ": keine Angabe; Hördauer "));
  write_clock(page->listen_s, out);
  buf_str(out, REPORT_TR(report, " to hear, ", ", Lesezeit "));
  write_clock(page->reading.seconds, out);
  buf_str(out, REPORT_TR(report, " to read; label: ", "; Angabe: "));
  buf_view(out, row->checked->label);
  buf_byte(out, '\n');
}

static void write_audio(const struct report *report, const struct checked_page *page,
                        struct buf *out) {
  if (page->audio_path.ptr == NULL)
    return;
  buf_str(out, REPORT_TR(report, "  its audio       ", "  Tondatei        "));
  write_clock(page->audio_s, out);
  buf_str(out, " (");
  report_clean(page->audio_path, out);
  buf_str(out, ")\n");
}

static void write_reading(const struct report *report, const struct checked_page *page,
                          struct buf *out) {
  buf_str(out, REPORT_TR(report, "  to read         ", "  Lesezeit        "));
  write_clock(page->reading.seconds, out);
  buf_str(out, REPORT_TR(report, ", from ", ", von "));
  write_clock(page->reading.min_s, out);
  buf_str(out, REPORT_TR(report, " to ", " bis "));
  write_clock(page->reading.max_s, out);
  buf_printf(out, REPORT_TR(report, " (%zu words)\n", " (%zu Wörter)\n"), page->words);
}

static void write_claim(const struct report *report, const struct report_row *row,
                        struct buf *out) {
  const struct checked_claim *checked = row->checked;
  report_clean(view_of(row->page->path), out);
  buf_printf(out, ":%zu: %s: ", checked->claim.line, report_verdict(report, checked->verdict));
  report_clean(checked->claim.text, out);
  buf_printf(out, REPORT_TR(report, "\n  kind            %s", "\n  Art             %s"),
             report_kind(report, checked->claim.kind));
  if (checked->claim.place != CLAIM_IN_TEXT)
    buf_printf(out, " (%s)", claim_place_name(checked->claim.place));
  buf_str(out, REPORT_TR(report, "\n  to hear         ", "\n  Hördauer        "));
  write_clock(row->page->listen_s, out);
  buf_byte(out, '\n');
  write_audio(report, row->page, out);
  write_reading(report, row->page, out);
  buf_printf(out, REPORT_TR(report, "  error           %+.0f %%\n", "  Abweichung      %+.0f %%\n"),
             checked->error_pct);
  write_formulas(report, row, out);
  if (checked->differs)
    buf_str(out, REPORT_TR(report, "  note            another claim on the page differs\n",
                           "  Hinweis         eine andere Angabe der Seite weicht ab\n"));
  if (verdict_is_wrong(checked->verdict)) {
    buf_str(out, REPORT_TR(report, "  true label      ", "  richtige Angabe "));
    report_clean(checked->label, out);
    buf_byte(out, '\n');
  }
  if (checked->fix != FIX_NONE)
    buf_printf(out, REPORT_TR(report, "  fix             %s\n", "  Berichtigung    %s\n"),
               report_fix(report, checked->fix));
}

static void write_page(const struct report *report, struct buf *out) {
  const struct checked_page *page = &report->pages[0];
  for (size_t i = 0; i < page->n_claims; i++) {
    struct report_row row = {page, &page->claims[i]};
    if (row.checked->claim.kind == CLAIM_NONE)
      write_no_claim(report, &row, out);
    else
      write_claim(report, &row, out);
  }
}

// ---- many pages ----

struct counts {
  size_t pages, failed, claims, right, too_short, too_long, without, no_text, fixed;
};

static struct counts count(const struct report *report) {
  struct counts n = {.pages = report->n_pages};
  for (size_t i = 0; i < report->n_pages; i++) {
    const struct checked_page *page = &report->pages[i];
    n.failed += page->state == PAGE_FAILED;
    n.no_text += page->state == PAGE_NO_TEXT;
    for (size_t k = 0; k < page->n_claims; k++) {
      enum verdict verdict = page->claims[k].verdict;
      n.claims += verdict != VERDICT_NO_CLAIM;
      n.right += verdict == VERDICT_OK;
      n.too_short += verdict == VERDICT_TOO_SHORT;
      n.too_long += verdict == VERDICT_TOO_LONG;
      n.without += verdict == VERDICT_NO_CLAIM && page->state == PAGE_CHECKED;
      n.fixed += page->claims[k].fix == FIX_DONE;
    }
  }
  return n;
}

/// Wrong ones first, then by size of error, then as they came.
static int worst_first(const void *a, const void *b) {
  const struct report_row *x = a, *y = b;
  bool x_wrong = verdict_is_wrong(x->checked->verdict);
  bool y_wrong = verdict_is_wrong(y->checked->verdict);
  if (x_wrong != y_wrong)
    return x_wrong ? -1 : 1;
  double x_error = fabs(x->checked->error_pct), y_error = fabs(y->checked->error_pct);
  if (x_error != y_error)
    return x_error > y_error ? -1 : 1;
  if (x->page != y->page)
    return x->page < y->page ? -1 : 1;
  return (x->checked > y->checked) - (x->checked < y->checked);
}

static void write_row(const struct report *report, const struct report_row *row, struct buf *out) {
  const struct checked_claim *checked = row->checked;
  struct buf claimed = {0}, truth = {0};
  write_clock(report_claim_s(&checked->claim), &claimed);
  write_clock(checked->true_s, &truth);
  out->failed |= claimed.failed || truth.failed;
  buf_printf(out, "%+6.0f %%  %8s  %8s  %-6s %-9s ", checked->error_pct,
             claimed.failed ? "" : claimed.ptr, truth.failed ? "" : truth.ptr,
             checked->claim.kind == CLAIM_READ ? REPORT_TR(report, "read", "lesen")
                                               : REPORT_TR(report, "listen", "hören"),
             report_verdict(report, checked->verdict));
  if (checked->claim.kind == CLAIM_LISTEN && report->german)
    buf_byte(out, ' '); // "hören" has a byte more than columns
  report_clean(view_of(row->page->path), out);
  buf_printf(out, ":%zu: ", checked->claim.line);
  report_clean(checked->claim.text, out);
  if (verdict_is_wrong(checked->verdict)) {
    buf_str(out, " → ");
    report_clean(checked->label, out);
  }
  if (checked->fix != FIX_NONE)
    buf_printf(out, " [%s]", report_fix(report, checked->fix));
  buf_byte(out, '\n');
  buf_clear(&claimed);
  buf_clear(&truth);
}

static void write_histogram(const struct report *report, const struct report_row *rows, size_t n,
                            struct buf *out) {
  static const double edges[] = {-50, -30, -10, 10, 30, 50};
  enum { N_BINS = sizeof edges / sizeof *edges + 1 };
  size_t bins[N_BINS] = {0}, most = 1;
  for (size_t i = 0; i < n; i++) {
    size_t bin = 0;
    while (bin < N_BINS - 1 && rows[i].checked->error_pct > edges[bin])
      bin++;
    most = ++bins[bin] > most ? bins[bin] : most;
  }
  buf_str(out, REPORT_TR(report, "\nerror\n", "\nAbweichung\n"));
  for (size_t bin = 0; bin < N_BINS; bin++) {
    char range[32];
    if (bin == 0)
      snprintf(range, sizeof range, "< %.0f %%", edges[0]);
    else if (bin == N_BINS - 1)
      snprintf(range, sizeof range, "> %+.0f %%", edges[bin - 1]);
    else
      snprintf(range, sizeof range, "%+.0f … %+.0f %%", edges[bin - 1], edges[bin]);
    buf_printf(out, "%*s %6zu ", bin == 0 || bin == N_BINS - 1 ? 14 : 16, range, bins[bin]);
    size_t columns = (bins[bin] * HISTOGRAM_COLUMNS + most - 1) / most;
    for (size_t i = 0; i < columns; i++)
      buf_byte(out, '#');
    buf_byte(out, '\n');
  }
}

static void write_summary(const struct report *report, const struct counts *n, struct buf *out) {
  buf_printf(out,
             REPORT_TR(report,
                       "\n%zu pages, %zu claims: %zu right, %zu too short, %zu too long; "
                       "%zu pages without a claim",
                       "\n%zu Seiten, %zu Angaben: %zu stimmen, %zu zu kurz, %zu zu lang; "
                       "%zu Seiten ohne Angabe"),
             n->pages, n->claims, n->right, n->too_short, n->too_long, n->without);
  if (n->no_text > 0)
    buf_printf(out, REPORT_TR(report, ", %zu without text", ", %zu ohne Text"), n->no_text);
  if (n->failed > 0)
    buf_printf(out, REPORT_TR(report, ", %zu not readable", ", %zu nicht lesbar"), n->failed);
  if (n->fixed > 0)
    buf_printf(out, REPORT_TR(report, "; %zu claims put right", "; %zu Angaben berichtigt"),
               n->fixed);
  buf_byte(out, '\n');
}

static void write_table(const struct report *report, struct buf *out) {
  struct counts n = count(report);
  struct report_row *rows = calloc(n.claims + 1, sizeof *rows);
  size_t n_rows = 0, n_wrong = n.too_short + n.too_long;
  if (rows == NULL) {
    out->failed = true;
    return;
  }
  for (size_t i = 0; i < report->n_pages; i++)
    for (size_t k = 0; k < report->pages[i].n_claims; k++)
      if (report->pages[i].claims[k].verdict != VERDICT_NO_CLAIM)
        rows[n_rows++] = (struct report_row){&report->pages[i], &report->pages[i].claims[k]};
  qsort(rows, n_rows, sizeof *rows, worst_first);
  if (n_rows > 0)
    buf_str(out, REPORT_TR(report, "   error     claim      true  kind   verdict   where\n",
                           "   Fehler   Angabe  richtig  Art    Urteil    wo\n"));
  size_t n_shown = n_wrong > ROWS_MAX ? n_wrong : n_rows < ROWS_MAX ? n_rows : ROWS_MAX;
  for (size_t i = 0; i < n_shown; i++)
    write_row(report, &rows[i], out);
  if (n_shown < n_rows)
    buf_printf(out, REPORT_TR(report, "… and %zu right ones\n", "… und %zu richtige\n"),
               n_rows - n_shown);
  if (!report->quiet && n_rows >= HISTOGRAM_MIN)
    write_histogram(report, rows, n_rows, out);
  if (!report->quiet)
    write_summary(report, &n, out);
  free(rows);
}

void report_text(const struct report *report, struct buf *out) {
  if (report->n_pages == 1)
    write_page(report, out);
  else if (report->n_pages > 1)
    write_table(report, out);
}
