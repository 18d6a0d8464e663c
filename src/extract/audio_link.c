#include "extract/audio_link.h"

bool audio_address_is(struct view address) {
  static const char *const endings[] = {"mp3", "m4a",  "m4b",  "aac",  "ogg", "oga", "opus",
                                        "wav", "flac", "mp4a", "weba", "mka", "wma"};
  for (size_t i = 0; i < address.len; i++)
    if (address.ptr[i] == '?' || address.ptr[i] == '#')
      address.len = i;
  size_t dot = address.len;
  while (dot > 0 && address.ptr[dot - 1] != '.' && address.ptr[dot - 1] != '/')
    dot--;
  if (dot < 2 || address.ptr[dot - 1] != '.')
    return false;
  struct view ending = view_sub(address, dot, address.len);
  for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
    size_t k = 0;
    while (k < ending.len && (ending.ptr[k] | 0x20) == endings[i][k])
      k++;
    if (k == ending.len && endings[i][k] == '\0' && k > 0)
      return true;
  }
  return false;
}

static int hex(char c) {
  char lower = (char)(c | 0x20);
  return c >= '0' && c <= '9' ? c - '0' : lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

bool audio_address_path(struct view address, struct buf *out) {
  if (memmem(address.ptr, address.len, "://", 3) != NULL || view_starts(address, VIEW("//")) ||
      view_starts(address, VIEW("data:")))
    return false;
  for (size_t i = 0; i < address.len && address.ptr[i] != '?' && address.ptr[i] != '#'; i++) {
    bool escaped = address.ptr[i] == '%' && i + 2 < address.len && hex(address.ptr[i + 1]) >= 0 &&
                   hex(address.ptr[i + 2]) >= 0;
    char c = address.ptr[i];
    if (escaped) {
      c = (char)(hex(address.ptr[i + 1]) * 16 + hex(address.ptr[i + 2]));
      i += 2;
    }
    if (c == '\0')
      return false;
    buf_byte(out, c);
  }
  return !out->failed && out->len > 0;
}
