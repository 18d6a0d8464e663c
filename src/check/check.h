/// Does a page's own claim hold?
///
/// Promise: pure: what is compared here was read and estimated elsewhere. Every claim gets a
/// verdict, and no claim is called wrong that is within the tolerance or is the label we would
/// print.
#ifndef LISTEN_CHECK_CHECK_H
#define LISTEN_CHECK_CHECK_H

#include "base/arena.h"
#include "base/diag.h"
#include "check/formula.h"
#include "claim/claim.h"
#include "estimate/reading_time.h"

enum verdict { VERDICT_OK, VERDICT_TOO_SHORT, VERDICT_TOO_LONG, VERDICT_NO_CLAIM };
const char *verdict_name(enum verdict verdict); ///< "ok", "too_short", "too_long", "no_claim"

/// A claim is wrong when it is off by more than `percent` of the truth and by more than `seconds`:
/// both, so that a short text is not blamed for rounding. The label that `minutes` would print is
/// right whatever the tolerance.
struct tolerance {
  double percent, seconds;
};
#define TOLERANCE_DEFAULT ((struct tolerance){10, 30})

/// "10%", "30s", "10%,30s", "0.5min": one that is not named is 0. False when it is none of these.
bool tolerance_parse(struct view text, struct tolerance *out);

enum fix_result {
  FIX_NONE,   ///< not asked for, or nothing to be done
  FIX_DONE,   ///< rewritten; with --dry-run: would be
  FIX_RANGE,  ///< "6–8 Minuten", "unter 5 Minuten": what to put in its place is a person's choice
  FIX_FORMAT, ///< HTML and EPUB are not rewritten
  FIX_UNFOUND, ///< the time is not written in one piece
};

struct checked_claim {
  struct claim claim; ///< its text lies in the page's arena
  size_t column;      ///< of the time in its line, in code points, from 1; 0 = unknown
  size_t end_column;  ///< just after it
  double true_s;      ///< what it is held against
  double error_pct;   ///< of the true value; below 0: the claim is too short
  enum verdict verdict;
  bool differs;  ///< another claim of this kind on the page says something else
  bool by_audio; ///< `true_s` is the length of the page's own audio file
  enum fix_result fix;
  struct view label; ///< that would be true
};

/// What came of a page. A page without a claim has one entry of kind CLAIM_NONE.
struct checked_page {
  const char *path; ///< borrowed
  struct arena arena;
  enum { PAGE_CHECKED, PAGE_NO_TEXT, PAGE_FAILED } state;
  struct listen_diag diag; ///< why not, unless it was checked
  double listen_s;
  struct reading_time reading;
  size_t words, n_images;
  struct view audio_path; ///< the page's own audio file; ptr NULL: none
  double audio_s;         ///< its length
  struct view diff;       ///< of --fix --dry-run
  struct checked_claim *claims;
  size_t n_claims;
};

/// Judge one claim. `page` needs listen_s, reading, words and audio.
/// A listening claim is held against the page's own audio where there is some, else against the
/// estimate; a reading claim is right anywhere between the slowest and the fastest reading rate.
void check_claim(struct checked_claim *checked, const struct checked_page *page,
                 const struct tolerance *tolerance);

/// Mark the claims of one kind that contradict one another.
void check_differences(struct checked_page *page);

/// Does formula `i` give this claim?
bool check_formula_fits(const struct checked_page *page, const struct checked_claim *checked,
                        size_t i);

static inline bool verdict_is_wrong(enum verdict verdict) {
  return verdict == VERDICT_TOO_SHORT || verdict == VERDICT_TOO_LONG;
}

/// Line and columns of the bytes `span` in a file, columns in code points from 1; columns are 0
/// where they cannot be told. UTF-8, UTF-16 with byte order mark, and one-byte encodings.
void check_place(struct view input, struct span span, size_t *column, size_t *end_column);

#endif
