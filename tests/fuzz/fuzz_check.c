/// A file with a claim in its first line, put right: no crash, nothing but the time changes, and
/// what stands there then is a claim that holds.
#include "check/diff.h"
#include "check/fix.h"
#include "claim/value.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_label(struct view line, double true_s) {
  struct checked_claim checked = {.true_s = true_s}, again = {.true_s = true_s};
  struct buf label = {0};
  if (claim_parse(line, &checked.claim) && checked.claim.low_s >= 1 &&
      fix_label(&checked, &label)) {
    size_t before = checked.claim.time.offset;
    size_t after = line.len - before - checked.claim.time.len;
    if (label.len < before + after || memcmp(label.ptr, line.ptr, before) != 0 ||
        memcmp(label.ptr + label.len - after, line.ptr + line.len - after, after) != 0)
      abort();
    // A time that is written longer may make a line too long for a label, but no other kind of it.
    if (claim_parse(buf_as_view(&label), &again.claim) && again.claim.kind != checked.claim.kind)
      abort();
  }
  buf_clear(&label);
}

static void check_file(struct view file, double true_s) {
  const char *feed = file.len == 0 ? NULL : memchr(file.ptr, '\n', file.len);
  struct view line = view_sub(file, 0, feed == NULL ? file.len : (size_t)(feed - file.ptr));
  struct checked_claim checked = {.true_s = true_s};
  struct fix_edit edit = {0};
  struct buf fixed = {0}, diff = {0};
  if (!claim_parse_value(line, CLAIM_LISTEN, &checked.claim))
    return;
  checked.claim.source = checked.claim.time;
  if (fix_claim(file, &checked, &edit) && checked.fix == FIX_DONE) {
    size_t column, end_column;
    if (!fix_apply(file, &edit, 1, &fixed) ||
        fixed.len != file.len - edit.span.len + edit.bytes.len)
      abort();
    check_place(file, edit.span, &column, &end_column);
    diff_unified("x", file, buf_as_view(&fixed), &diff);
  }
  buf_clear(&edit.bytes);
  buf_clear(&fixed);
  buf_clear(&diff);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size < 2)
    return 0;
  double true_s = 1 + data[0] + 256.0 * (data[1] % 64);
  struct view text = {(const char *)data + 2, size - 2};
  check_label(text, true_s);
  check_file(text, true_s);
  return 0;
}
