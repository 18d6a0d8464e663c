// Claimed against true minutes: a point a claim, right ones near the diagonal.
#include "base/xml.h"
#include "check/report.h"

#include <math.h>
#include <stdio.h>

enum {
  WIDTH = 640,
  HEIGHT = 570,
  LEFT = 70,
  TOP = 70,
  SIDE = 440, ///< of the square the points lie in
  LEGEND_X = LEFT + SIDE + 20,
  TICKS = 5,
};

struct plot {
  struct xml *xml;
  const struct report *report;
  double most_min; ///< both axes end here
  double step_min; ///< between two ticks
};

/// Looks for both light and dark pages: no background, grey lines, and colours that stand out from
/// both. They are told apart by shape as well.
static const char style[] =
    "text{font:13px system-ui,sans-serif;fill:#757575}.title{font-size:16px;font-weight:600}"
    ".axis,.grid{stroke:#888;fill:none}.grid{stroke-opacity:.25}"
    ".true{stroke:#888;stroke-dasharray:6 4}.band{fill:#888;fill-opacity:.12}"
    ".listen{fill:#0072b2}.read{fill:#d55e00}.ok{fill-opacity:.35}"
    "@media(prefers-color-scheme:dark){text{fill:#ccc}.listen{fill:#56b4e9}.read{fill:#e69f00}}";

static double x_of(const struct plot *plot, double minutes) {
  return LEFT + minutes / plot->most_min * SIDE;
}

static double y_of(const struct plot *plot, double minutes) {
  return TOP + SIDE - minutes / plot->most_min * SIDE;
}

/// 1, 2 or 5 times a power of ten, at least one, so that about TICKS of them fit.
static double nice_step(double most) {
  double step = 1;
  static const double factors[] = {2, 2.5, 2};
  for (size_t i = 0; most / step > TICKS + 1; i++)
    step *= factors[i % 3];
  return step;
}

static void scale(struct plot *plot) {
  double most = 1;
  for (size_t i = 0; i < plot->report->n_pages; i++)
    for (size_t k = 0; k < plot->report->pages[i].n_claims; k++) {
      const struct checked_claim *checked = &plot->report->pages[i].claims[k];
      if (checked->verdict != VERDICT_NO_CLAIM)
        most = fmax(most, fmax(checked->true_s, report_claim_s(&checked->claim)) / 60);
    }
  plot->step_min = nice_step(most);
  plot->most_min = ceil(most / plot->step_min) * plot->step_min;
}

static void text(const struct plot *plot, double x, double y, const char *anchor,
                 const char *class_name, struct view words) {
  xml_start(plot->xml, "text");
  xml_number(plot->xml, "x", x, 1);
  xml_number(plot->xml, "y", y, 1);
  xml_attribute(plot->xml, "text-anchor", view_of(anchor));
  if (class_name != NULL)
    xml_attribute(plot->xml, "class", view_of(class_name));
  xml_text(plot->xml, words);
  xml_end(plot->xml);
}

static void line(const struct plot *plot, const char *class_name, double x1, double y1, double x2,
                 double y2) {
  xml_start(plot->xml, "line");
  xml_attribute(plot->xml, "class", view_of(class_name));
  xml_number(plot->xml, "x1", x1, 1);
  xml_number(plot->xml, "y1", y1, 1);
  xml_number(plot->xml, "x2", x2, 1);
  xml_number(plot->xml, "y2", y2, 1);
  xml_end(plot->xml);
}

static void axes(const struct plot *plot) {
  double left = x_of(plot, 0), bottom = y_of(plot, 0), end = plot->most_min;
  for (double m = 0; m <= end + 0.01; m += plot->step_min) {
    char number[24];
    snprintf(number, sizeof number, "%.0f", m);
    line(plot, "grid", x_of(plot, m), bottom, x_of(plot, m), TOP);
    line(plot, "grid", left, y_of(plot, m), LEFT + SIDE, y_of(plot, m));
    text(plot, x_of(plot, m), bottom + 20, "middle", NULL, view_of(number));
    text(plot, left - 8, y_of(plot, m) + 4, "end", NULL, view_of(number));
  }
  line(plot, "axis", left, bottom, LEFT + SIDE, bottom);
  line(plot, "axis", left, bottom, left, TOP);
  text(plot, LEFT + SIDE / 2.0, bottom + 44, "middle", NULL,
       view_of(REPORT_TR(plot->report, "true minutes", "wirkliche Minuten")));
  xml_start(plot->xml, "g");
  xml_attribute(plot->xml, "transform", VIEW("translate(24 290) rotate(-90)"));
  text(plot, 0, 0, "middle", NULL,
       view_of(REPORT_TR(plot->report, "claimed minutes", "angegebene Minuten")));
  xml_end(plot->xml);
}

static void add_corner(const struct plot *plot, double true_min, double claimed_min,
                       struct buf *points) {
  buf_printf(points, "%.1f,%.1f ", x_of(plot, true_min), y_of(plot, claimed_min));
}

/// Where a listening claim is right by the default tolerance, and the line of truth in it.
static void truth(const struct plot *plot) {
  const struct tolerance t = TOLERANCE_DEFAULT;
  double end = plot->most_min, least = t.seconds / 60, share = t.percent / 100;
  double bend = least / share; // from here on the share counts
  struct buf points = {0};
  add_corner(plot, 0, 0, &points);
  add_corner(plot, 0, least, &points);
  if (bend + least < end)
    add_corner(plot, bend, bend + least, &points);
  add_corner(plot, bend + least < end ? end / (1 + share) : end - least, end, &points);
  add_corner(plot, end, end, &points);
  add_corner(plot, end, end - fmax(least, end * share), &points);
  if (bend < end)
    add_corner(plot, bend, bend - least, &points);
  add_corner(plot, least, 0, &points);
  xml_start(plot->xml, "polygon");
  xml_attribute(plot->xml, "class", VIEW("band"));
  xml_attribute(plot->xml, "points", buf_as_view(&points));
  xml_end(plot->xml);
  line(plot, "true", x_of(plot, 0), y_of(plot, 0), x_of(plot, end), y_of(plot, end));
  buf_clear(&points);
}

/// A disc for hearing, a square for reading.
static void mark(const struct plot *plot, enum claim_kind kind, bool ok, double x, double y) {
  bool read = kind == CLAIM_READ;
  char class_name[16];
  snprintf(class_name, sizeof class_name, "%s%s", claim_kind_name(kind), ok ? " ok" : "");
  xml_start(plot->xml, read ? "rect" : "circle");
  xml_attribute(plot->xml, "class", view_of(class_name));
  xml_number(plot->xml, read ? "x" : "cx", read ? x - 4 : x, 1);
  xml_number(plot->xml, read ? "y" : "cy", read ? y - 4 : y, 1);
  if (read) {
    xml_number(plot->xml, "width", 8, 0);
    xml_number(plot->xml, "height", 8, 0);
  } else {
    xml_number(plot->xml, "r", 5, 0);
  }
}

static void point(const struct plot *plot, const struct report_row *row) {
  const struct checked_claim *checked = row->checked;
  struct buf title = {0};
  mark(plot, checked->claim.kind, checked->verdict == VERDICT_OK, x_of(plot, checked->true_s / 60),
       y_of(plot, report_claim_s(&checked->claim) / 60));
  buf_printf(&title, "%s:%zu: ", row->page->path, checked->claim.line);
  report_message(plot->report, row, &title);
  xml_start(plot->xml, "title"); // shown where the pointer rests
  xml_text(plot->xml, buf_as_view(&title));
  xml_end(plot->xml);
  xml_end(plot->xml);
  buf_clear(&title);
}

static void legend(const struct plot *plot, size_t n_wrong, size_t n_claims) {
  static const enum claim_kind kinds[] = {CLAIM_LISTEN, CLAIM_READ};
  struct buf title = {0};
  buf_printf(
      &title,
      REPORT_TR(plot->report, "%zu of %zu claims are wrong", "%zu von %zu Angaben stimmen nicht"),
      n_wrong, n_claims);
  text(plot, LEFT, 36, "start", "title", buf_as_view(&title));
  buf_clear(&title);
  for (size_t i = 0; i < 4; i++) {
    double y = TOP + 20.0 + 24.0 * (double)i;
    bool ok = i % 2 == 1;
    struct buf words = {0};
    mark(plot, kinds[i / 2], ok, LEGEND_X, y - 4);
    xml_end(plot->xml);
    buf_printf(&words, "%s, %s",
               kinds[i / 2] == CLAIM_READ ? REPORT_TR(plot->report, "read", "lesen")
                                          : REPORT_TR(plot->report, "listen", "hören"),
               ok ? REPORT_TR(plot->report, "right", "stimmt")
                  : REPORT_TR(plot->report, "wrong", "falsch"));
    text(plot, LEGEND_X + 12, y, "start", NULL, buf_as_view(&words));
    buf_clear(&words);
  }
}

void plot_svg(const struct report *report, struct buf *out) {
  struct xml document = xml_begin(XML_INDENTED);
  struct plot plot = {.xml = &document, .report = report};
  size_t n_claims = 0, n_wrong = 0;
  char box[40];
  scale(&plot);
  snprintf(box, sizeof box, "0 0 %d %d", WIDTH, HEIGHT);
  xml_start(plot.xml, "svg");
  xml_attribute(plot.xml, "xmlns", VIEW("http://www.w3.org/2000/svg"));
  xml_attribute(plot.xml, "viewBox", view_of(box));
  xml_number(plot.xml, "width", WIDTH, 0);
  xml_number(plot.xml, "height", HEIGHT, 0);
  xml_attribute(plot.xml, "role", VIEW("img"));
  xml_start(plot.xml, "style");
  xml_text(plot.xml, view_of(style));
  xml_end(plot.xml);
  truth(&plot);
  axes(&plot);
  for (size_t i = 0; i < report->n_pages; i++)
    for (size_t k = 0; k < report->pages[i].n_claims; k++) {
      const struct checked_claim *checked = &report->pages[i].claims[k];
      if (checked->verdict == VERDICT_NO_CLAIM)
        continue;
      n_claims++;
      n_wrong += verdict_is_wrong(checked->verdict);
      point(&plot, &(struct report_row){&report->pages[i], checked});
    }
  legend(&plot, n_wrong, n_claims);
  xml_take(&document, XML_DOCUMENT, out);
}
