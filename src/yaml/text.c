// The form that texts have behind the reader. It is the form of an article's text by the time rules
// are looked up in it, so that a name copied from a web page is found.
#include "yaml/yaml.h"

#include "base/utf8.h"

bool yaml_is_control(uint32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || (c & 0xFFFE) == 0xFFFE ||
         (c >= 0xFDD0 && c <= 0xFDEF);
}

static bool is_invisible(uint32_t c, uint32_t before) {
  if (c == 0x200D)
    return before < 0x2190; // no symbol, so no emoji, before it
  return c == 0xAD || c == 0x34F || c == 0x61C || c == 0x180E || (c >= 0x200B && c <= 0x200F) ||
         (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF;
}

/// White space and invisible characters. False at a control character.
static bool fold(struct view text, struct buf *out, uint32_t *control) {
  bool blank = false;
  uint32_t before = 0;
  for (size_t pos = 0, size; pos < text.len; pos += size) {
    uint32_t c = utf8_at(text, pos, &size);
    if (utf8_is_space(c)) {
      blank = out->len > 0;
      before = c;
    } else if (yaml_is_control(c)) {
      *control = c;
      return false;
    } else if (!is_invisible(c, before)) {
      if (blank)
        buf_byte(out, ' ');
      blank = false;
      buf_add(out, text.ptr + pos, size);
      before = c;
    }
  }
  return true;
}

bool yaml_clean_text(struct view text, struct buf *out, uint32_t *control) {
  buf_reset(out);
  *control = 0;
  if (!fold(text, out, control))
    return !out->failed;
  if (out->failed || utf8_is_nfc_quick(buf_as_view(out)))
    return !out->failed;
  struct buf composed = {0};
  if (!utf8_nfc(&composed, buf_as_view(out))) {
    buf_clear(&composed);
    return false;
  }
  buf_clear(out);
  *out = composed;
  return true;
}
