/// A wrong time put right where it stands, in the form it was written in.
#ifndef LISTEN_CHECK_FIX_H
#define LISTEN_CHECK_FIX_H

#include "check/check.h"

/// Bytes of a file, and what is to stand in their place.
struct fix_edit {
  struct span span;
  struct buf bytes; ///< in the file's encoding; owned
};

/// Write `true_s` in the form of `written`: "6 Minuten" → "9 Minuten", "05:58" → "09:04", "PT6M" →
/// "PT9M", "1 Std. 5 Min.", "sechs Minuten", "6". Appends to `out`; FIX_UNFOUND where `written`
/// (UTF-8) is not the time of the claim and nothing else.
enum fix_result fix_time(struct view written, const struct claim *claim, double true_s,
                         struct buf *out);

/// The whole label with its time made true: "Artikel anhören • 9 Minuten", "PT9M". False, and
/// nothing appended, for a range.
bool fix_label(const struct checked_claim *checked, struct buf *out);

/// The edit that makes a claim true. `input` is the whole file, in UTF-8, UTF-16 with byte order
/// mark or an encoding of one byte a letter. Sets checked->fix; `edit` is filled for FIX_DONE only.
/// False when out of memory.
bool fix_claim(struct view input, struct checked_claim *checked, struct fix_edit *edit);

/// The file with its edits, which are sorted here; two at one place are one. All other bytes stay
/// as they are. False when out of memory.
bool fix_apply(struct view input, struct fix_edit *edits, size_t n_edits, struct buf *out);

#endif
