#include "check/report.h"

#include "base/utf8.h"
#include "estimate/label.h"

void report_clean(struct view text, struct buf *out) {
  for (size_t i = 0, size; i < text.len; i += size) {
    uint32_t c = utf8_at(text, i, &size);
    bool control = (c < 0x20 && c != '\t' && c != '\n') || c == 0x7F || (c >= 0x80 && c < 0xA0);
    bool no_character = (c & 0xFFFE) == 0xFFFE || (c >= 0xFDD0 && c <= 0xFDEF);
    if (control || no_character || c == UTF8_REPLACEMENT)
      utf8_append(out, UTF8_REPLACEMENT);
    else
      buf_add(out, text.ptr + i, size);
  }
}

struct view report_path(const struct report *report, const char *path) {
  struct view rest = view_of(path), folder = view_of(report->folder);
  if (rest.len > folder.len && folder.len > 1 && view_starts(rest, folder) &&
      rest.ptr[folder.len] == '/')
    rest = view_sub(rest, folder.len + 1, rest.len);
  while (view_starts(rest, VIEW("./")))
    rest = view_sub(rest, 2, rest.len);
  return rest;
}

const char *report_verdict(const struct report *report, enum verdict verdict) {
  switch (verdict) {
  case VERDICT_OK:
    return REPORT_TR(report, "right", "stimmt");
  case VERDICT_TOO_SHORT:
    return REPORT_TR(report, "too short", "zu kurz");
  case VERDICT_TOO_LONG:
    return REPORT_TR(report, "too long", "zu lang");
  case VERDICT_NO_CLAIM:
    break;
  }
  return REPORT_TR(report, "no claim", "keine Angabe");
}

const char *report_kind(const struct report *report, enum claim_kind kind) {
  return kind == CLAIM_READ ? REPORT_TR(report, "reading time", "Lesezeit")
                            : REPORT_TR(report, "listening time", "Hördauer");
}

const char *report_fix(const struct report *report, enum fix_result fix) {
  switch (fix) {
  case FIX_DONE:
    return REPORT_TR(report, "put right", "berichtigt");
  case FIX_RANGE:
    return REPORT_TR(report, "not put right: a range or bound is a person's choice",
                     "nicht berichtigt: Spannen und Grenzen wählt ein Mensch");
  case FIX_FORMAT:
    return REPORT_TR(report, "not put right: HTML and EPUB are not rewritten",
                     "nicht berichtigt: HTML und EPUB werden nicht umgeschrieben");
  case FIX_UNFOUND:
    return REPORT_TR(report, "not put right: the time is not written in one piece",
                     "nicht berichtigt: die Zeit steht nicht an einem Stück da");
  case FIX_NONE:
    break;
  }
  return "";
}

void report_message(const struct report *report, const struct report_row *row, struct buf *out) {
  const struct checked_claim *checked = row->checked;
  struct buf clock = {0};
  clock_label(checked->true_s, &clock);
  out->failed |= clock.failed;
  buf_printf(out, REPORT_TR(report, "%s: \"", "%s: „"), report_verdict(report, checked->verdict));
  report_clean(checked->claim.text, out);
  buf_printf(out,
             REPORT_TR(report, "\" (%s, %+.0f %%); it takes %s, so print \"",
                       "“ (%s, %+.0f %%); es sind %s, also „"),
             report_kind(report, checked->claim.kind), checked->error_pct,
             clock.failed ? "" : clock.ptr);
  report_clean(checked->label, out);
  buf_str(out, REPORT_TR(report, "\"", "“"));
  buf_clear(&clock);
}
