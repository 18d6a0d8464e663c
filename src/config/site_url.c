// Addresses in listen.yaml.
#include "config/site_values.h"

static bool is_hex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static bool is_unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         (c != '\0' && strchr("-._~", c) != NULL);
}

/// Bytes of the character that begins at `i`; 0 where it is none of an address's.
static size_t character_len(struct view url, size_t i) {
  const char c = url.ptr[i];
  if (c == '%')
    return i + 2 < url.len && is_hex(url.ptr[i + 1]) && is_hex(url.ptr[i + 2]) ? 3 : 0;
  return is_unreserved(c) || (c != '\0' && strchr(":/?#[]@!$&'()*+,;=", c) != NULL);
}

static bool has_characters_of_url(struct view url) {
  for (size_t i = 0, len; i < url.len; i += len)
    if ((len = character_len(url, i)) == 0)
      return false;
  return true;
}

/// Bytes of "https://host"; 0 where it does not begin so.
static size_t host_end(struct view url) {
  size_t start = view_starts(url, VIEW("https://")) ? 8 : view_starts(url, VIEW("http://")) ? 7 : 0;
  size_t end = start;
  while (start > 0 && end < url.len && strchr("/?#", url.ptr[end]) == NULL)
    end++;
  return end > start ? end : 0;
}

bool site_url_is_web(struct view url) {
  return host_end(url) > 0 && has_characters_of_url(url);
}

/// "//host/" is no path: the web takes it for an address.
static bool is_rooted(struct view url) {
  return view_starts(url, VIEW("/")) && !view_starts(url, VIEW("//"));
}

bool site_url_is_base(struct view url) {
  return (host_end(url) > 0 || is_rooted(url)) && has_characters_of_url(url) &&
         !view_has(url, '?') && !view_has(url, '#');
}

#define KEY VIEW("{key}")

/// Where "{key}" begins from `from` on; the length of `url` where it does not.
static size_t find_key(struct view url, size_t from) {
  while (from < url.len && !view_starts(view_sub(url, from, url.len), KEY))
    from++;
  return from;
}

bool site_url_is_page(struct view url) {
  const size_t host = host_end(url);
  if ((host == 0 && !is_rooted(url)) || find_key(url, host) == url.len)
    return false;
  for (size_t pos = 0; pos <= url.len;) {
    size_t end = find_key(url, pos);
    if (!has_characters_of_url(view_sub(url, pos, end - pos)))
      return false;
    pos = end == url.len ? end + 1 : end + KEY.len;
  }
  return find_key(url, 0) >= host;
}

static void add_key(struct buf *out, struct view key) {
  for (size_t i = 0; i < key.len; i++)
    if (is_unreserved(key.ptr[i]) || key.ptr[i] == '/')
      buf_byte(out, key.ptr[i]);
    else
      buf_printf(out, "%%%02X", (unsigned)(unsigned char)key.ptr[i]);
}

bool site_page_url(const struct site_config *config, struct view key, struct buf *out) {
  struct view url = view_of(config->page_url);
  const bool home = view_eq(key, VIEW("index"));
  for (size_t pos = 0; pos < url.len;) {
    size_t end = find_key(url, pos);
    buf_view(out, view_sub(url, pos, end - pos));
    if (end == url.len)
      break;
    pos = end + KEY.len;
    if (!home)
      add_key(out, key);
    else if (end > 0 && url.ptr[end - 1] == '/' && pos < url.len && url.ptr[pos] == '/')
      pos++;
  }
  return !out->failed;
}
