#include "site/publish.h"

/// RFC 3986, 2.3; and '/', which parts a path.
static bool stays(unsigned char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         (c != '\0' && strchr("-._~/", c) != NULL);
}

bool site_url(struct view url, struct view path, struct buf *out) {
  buf_view(out, url);
  for (size_t i = 0; i < path.len; i++) {
    unsigned char c = (unsigned char)path.ptr[i];
    if (stays(c))
      buf_byte(out, path.ptr[i]);
    else
      buf_printf(out, "%%%02X", c);
  }
  return !out->failed;
}
