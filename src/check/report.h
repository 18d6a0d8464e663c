/// What `listen check` found, in the forms that people and programs read.
///
/// All writers append to `out`, whose `failed` tells when memory ran out. Texts from pages and
/// names of files are not trusted: each form escapes them by its own rules, and what is no UTF-8 or
/// may not stand in XML becomes U+FFFD.
#ifndef LISTEN_CHECK_REPORT_H
#define LISTEN_CHECK_REPORT_H

#include "check/check.h"

struct report {
  const struct checked_page *pages; ///< in the order they were asked for
  size_t n_pages;
  bool german;
  bool quiet;          ///< no summary
  const char *folder;  ///< the current one, for paths relative to it; NULL: unknown
  const char *version; ///< of the program
};

void report_text(const struct report *report, struct buf *out);   ///< for people
void report_json(const struct report *report, struct buf *out);   ///< JSON Lines, one a claim
void report_junit(const struct report *report, struct buf *out);  ///< XML, a suite a page
void report_github(const struct report *report, struct buf *out); ///< workflow annotations
void report_sarif(const struct report *report, struct buf *out);  ///< SARIF 2.1.0

/// Claimed against true minutes as an SVG picture.
void plot_svg(const struct report *report, struct buf *out);

// ---- what the writers share ----

/// One claim and its page.
struct report_row {
  const struct checked_page *page;
  const struct checked_claim *checked;
};

/// Append `text` with what is no UTF-8, and control characters other than tab and line feed,
/// replaced.
void report_clean(struct view text, struct buf *out);

/// A path as seen from the current folder, where it lies below it; borrowed.
struct view report_path(const struct report *report, const char *path);

/// `too short: "Artikel anhören • 6 Minuten" (listening time, -35 %); it takes 9:16, so print …`
void report_message(const struct report *report, const struct report_row *row, struct buf *out);

const char *report_verdict(const struct report *report, enum verdict verdict); ///< in words
const char *report_kind(const struct report *report, enum claim_kind kind);    ///< in words
const char *report_fix(const struct report *report, enum fix_result fix);      ///< in words

/// The middle of what a claim says.
static inline double report_claim_s(const struct claim *claim) {
  return (claim->low_s + claim->high_s) / 2;
}

#define REPORT_TR(report, english, german_text) ((report)->german ? (german_text) : (english))

#endif
