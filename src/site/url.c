#include "site/publish.h"

/// RFC 3986, 2.3; and '/', which parts a path.
static bool stays(unsigned char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         (c != '\0' && strchr("-._~/", c) != NULL);
}

static void encode(struct view path, struct buf *out) {
  for (size_t i = 0; i < path.len; i++) {
    unsigned char c = (unsigned char)path.ptr[i];
    if (stays(c))
      buf_byte(out, path.ptr[i]);
    else
      buf_printf(out, "%%%02X", c);
  }
}

bool site_url(struct view url, struct view path, struct buf *out) {
  buf_view(out, url);
  encode(path, out);
  return !out->failed;
}

bool site_page_url(const char *page_url, struct view key, struct buf *out) {
  static const char slot[] = "{key}";
  for (const char *at; (at = strstr(page_url, slot)) != NULL; page_url = at + strlen(slot)) {
    buf_add(out, page_url, (size_t)(at - page_url));
    encode(key, out);
  }
  buf_str(out, page_url);
  return !out->failed;
}
