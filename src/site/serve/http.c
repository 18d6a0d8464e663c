#include "site/serve/http.h"

#include "base/utf8.h"

#include <locale.h>
#include <string.h>

static int hex_digit(char c) {
  if (c >= '0' && c <= '9')
    return c - '0';
  if (c >= 'a' && c <= 'f')
    return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/// False for an escape that is none, and for what no name of a file may hold.
static bool decode(struct view target, struct buf *out) {
  for (size_t i = 0; i < target.len; i++) {
    unsigned char c = (unsigned char)target.ptr[i];
    if (c == '%') {
      int high = i + 2 < target.len ? hex_digit(target.ptr[i + 1]) : -1;
      int low = high >= 0 ? hex_digit(target.ptr[i + 2]) : -1;
      if (low < 0)
        return false;
      c = (unsigned char)(high * 16 + low);
      i += 2;
      if (c == '/')
        return false; // would make two names of one
    }
    if (c < ' ' || c == 0x7F || c == '\\')
      return false;
    buf_byte(out, (char)c);
  }
  return !out->failed && utf8_invalid_at(buf_as_view(out)) == out->len;
}

/// Are all its parts names that may be seen?
static bool parts_are_open(struct view path) {
  for (size_t at = 0; at <= path.len;) {
    size_t end = view_find(path, at, '/');
    if (end == at || end - at > 255 || path.ptr[at] == '.') // "." and ".." too
      return false;
    at = end + 1;
  }
  return true;
}

enum http_path http_path_read(struct view target, struct buf *out) {
  if (target.len == 0 || target.ptr[0] != '/' || target.len > HTTP_PATH_MAX)
    return HTTP_PATH_BAD;
  bool folder = target.ptr[target.len - 1] == '/';
  struct view inner = view_sub(target, 1, target.len - 1);
  if (inner.len > 0 && folder)
    inner.len--;
  struct buf path = {0};
  enum http_path kind = HTTP_PATH_BAD;
  if (decode(inner, &path)) {
    kind = folder ? HTTP_PATH_FOLDER : HTTP_PATH_FILE;
    if (inner.len > 0 && !parts_are_open(buf_as_view(&path)))
      kind = HTTP_PATH_HIDDEN;
    else if (inner.len > 0)
      buf_view(out, buf_as_view(&path));
    else if (target.len > 1)
      kind = HTTP_PATH_HIDDEN; // "//"
  }
  buf_clear(&path);
  return kind;
}

void http_path_write(struct view path, struct buf *out) {
  static const char plain[] = "-._~/";
  for (size_t i = 0; i < path.len; i++) {
    unsigned char c = (unsigned char)path.ptr[i];
    if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
        (c != 0 && strchr(plain, c) != NULL))
      buf_byte(out, (char)c);
    else
      buf_printf(out, "%%%02X", c);
  }
}

void http_html_text(struct view text, struct buf *out) {
  for (size_t i = 0; i < text.len;) {
    size_t size;
    uint32_t c = utf8_at(text, i, &size);
    if (c == '<' || c == '>' || c == '&' || c == '"' || c == '\'')
      buf_printf(out, "&#%u;", (unsigned)c);
    else
      utf8_append(out, c < ' ' ? UTF8_REPLACEMENT : c);
    i += size;
  }
}

// ---- ranges ----

static char lower(char c) {
  return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool same_text(struct view a, struct view b) {
  if (a.len != b.len)
    return false;
  for (size_t i = 0; i < a.len; i++)
    if (lower(a.ptr[i]) != lower(b.ptr[i]))
      return false;
  return true;
}

static bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

/// Cut the next item off a list with commas; false at its end. Empty items are passed over.
static bool next_item(struct view *list, struct view *item) {
  while (list->len > 0) {
    *item = view_trim(view_cut(list, ','), VIEW(" \t"));
    if (item->len > 0)
      return true;
  }
  return false;
}

/// Digits only; what does not fit is the largest number.
static bool read_number(struct view text, uint64_t *out) {
  if (text.len == 0)
    return false;
  *out = 0;
  for (size_t i = 0; i < text.len; i++) {
    if (text.ptr[i] < '0' || text.ptr[i] > '9')
      return false;
    if (__builtin_mul_overflow(*out, (uint64_t)10, out) ||
        __builtin_add_overflow(*out, (uint64_t)(text.ptr[i] - '0'), out))
      *out = UINT64_MAX;
  }
  return true;
}

static enum http_range read_spec(struct view spec, uint64_t size, struct http_part *out) {
  if (!view_has(spec, '-'))
    return HTTP_WHOLE;
  struct view to = spec, from = view_cut(&to, '-');
  uint64_t first, last;
  if (from.len == 0) { // the last so many bytes
    if (!read_number(to, &last) || (size == 0 && last > 0))
      return HTTP_WHOLE;
    if (last == 0)
      return HTTP_BEYOND;
    uint64_t len = last < size ? last : size;
    *out = (struct http_part){size - len, len};
    return HTTP_PART;
  }
  if (!read_number(from, &first))
    return HTTP_WHOLE;
  if (to.len == 0)
    last = UINT64_MAX;
  else if (!read_number(to, &last) || last < first)
    return HTTP_WHOLE;
  if (first >= size)
    return HTTP_BEYOND;
  if (last > size - 1)
    last = size - 1;
  *out = (struct http_part){first, last - first + 1};
  return HTTP_PART;
}

enum http_range http_range_read(struct view header, uint64_t size, struct http_part *out) {
  static const struct view unit = {"bytes=", 6};
  struct view list = view_trim(header, VIEW(" \t")), spec, other;
  if (!same_text(view_sub(list, 0, unit.len), unit))
    return HTTP_WHOLE;
  list = view_sub(list, unit.len, list.len);
  if (!next_item(&list, &spec) || next_item(&list, &other))
    return HTTP_WHOLE; // several: allowed to be answered with all, and players do not ask for them
  return read_spec(spec, size, out);
}

// ---- conditions ----

bool http_etag_in(struct view list, struct view etag, bool weak) {
  list = view_trim(list, VIEW(" \t"));
  if (view_eq(list, VIEW("*")))
    return true;
  while (list.len > 0) { // not next_item: a tag may hold commas
    bool is_weak = view_starts(list, VIEW("W/"));
    if (is_weak)
      list = view_sub(list, 2, list.len);
    const char *end =
        list.len > 1 && list.ptr[0] == '"' ? memchr(list.ptr + 1, '"', list.len - 1) : NULL;
    if (end == NULL)
      return false;
    struct view tag = view_sub(list, 0, (size_t)(end - list.ptr) + 1);
    if ((weak || !is_weak) && view_eq(tag, etag))
      return true;
    list = view_sub(list, tag.len, list.len);
    while (list.len > 0 && (is_blank(list.ptr[0]) || list.ptr[0] == ','))
      list = view_sub(list, 1, list.len);
  }
  return false;
}

/// Names of days and months in English, whatever the process's locale is.
static locale_t english(void) {
  return newlocale(LC_ALL_MASK, "C", (locale_t)0);
}

bool http_date_read(struct view text, time_t *out) {
  static const char *const forms[] = {
      "%a, %d %b %Y %H:%M:%S GMT", // what everybody sends
      "%A, %d-%b-%y %H:%M:%S GMT", // RFC 850
      "%a %b %d %H:%M:%S %Y",      // asctime
  };
  char copy[64];
  text = view_trim(text, VIEW(" \t"));
  if (text.len >= sizeof copy || view_has(text, '\0'))
    return false;
  memcpy(copy, text.ptr, text.len);
  copy[text.len] = '\0';
  locale_t locale = english();
  if (locale == (locale_t)0)
    return false;
  bool read = false;
  for (size_t i = 0; i < sizeof forms / sizeof *forms && !read; i++) {
    struct tm tm = {0};
    const char *end = strptime_l(copy, forms[i], &tm, locale);
    read = end != NULL && *end == '\0';
    if (read)
      *out = timegm(&tm);
  }
  freelocale(locale);
  return read;
}

void http_date_write(time_t time, char out[HTTP_DATE_SIZE]) {
  struct tm tm;
  locale_t locale = english();
  out[0] = '\0';
  if (locale == (locale_t)0)
    return;
  if (gmtime_r(&time, &tm) == NULL ||
      strftime_l(out, HTTP_DATE_SIZE, "%a, %d %b %Y %H:%M:%S GMT", &tm, locale) == 0)
    out[0] = '\0';
  freelocale(locale);
}

// ---- hosts ----

/// "example.org:80" → "example.org", "[::1]" → "::1". False for what is no host.
static bool split_host(struct view header, struct view *host, bool *bracketed) {
  struct view text = view_trim(header, VIEW(" \t")), port;
  *bracketed = text.len > 0 && text.ptr[0] == '[';
  if (text.len == 0)
    return false;
  size_t len = view_find(text, 0, *bracketed ? ']' : ':');
  if (*bracketed && len == text.len)
    return false;
  *host = *bracketed ? view_sub(text, 1, len - 1) : view_sub(text, 0, len);
  port = view_sub(text, *bracketed ? len + 1 : len, text.len);
  if (port.len > 0 && port.ptr[0] != ':')
    return false;
  for (size_t i = 1; i < port.len; i++)
    if (port.ptr[i] < '0' || port.ptr[i] > '9')
      return false;
  if (!*bracketed && host->len > 1 && host->ptr[host->len - 1] == '.')
    host->len--;
  return host->len > 0;
}

static bool is_loopback(struct view host, bool bracketed) {
  return bracketed ? view_eq(host, VIEW("::1"))
                   : same_text(host, VIEW("localhost")) || view_eq(host, VIEW("127.0.0.1"));
}

/// An address, which no name server has a say in.
static bool is_address(struct view host, bool bracketed) {
  size_t digits = 0, dots = 0;
  for (size_t i = 0; i < host.len; i++) {
    char c = host.ptr[i];
    if (bracketed ? hex_digit(c) < 0 && c != ':' && c != '.' : (c < '0' || c > '9') && c != '.')
      return false;
    digits += c != '.' && c != ':';
    dots += c == '.';
  }
  return digits > 0 && (bracketed || dots == 3);
}

bool http_host_ours(struct view header, const char *asked, bool any) {
  struct view host;
  bool bracketed;
  if (!split_host(header, &host, &bracketed))
    return false;
  return is_loopback(host, bracketed) || (any && is_address(host, bracketed)) ||
         (asked != NULL && asked[0] != '\0' && same_text(host, view_of(asked)));
}

bool http_origin_local(struct view header) {
  struct view host;
  bool bracketed;
  size_t scheme = view_starts(header, VIEW("http://"))    ? 7
                  : view_starts(header, VIEW("https://")) ? 8
                                                          : 0;
  return scheme > 0 && split_host(view_sub(header, scheme, header.len), &host, &bracketed) &&
         is_loopback(host, bracketed);
}

const char *http_media_type(struct view name) {
  static const struct {
    struct view ending;
    const char *type;
  } types[] = {
      {{".html", 5}, "text/html; charset=utf-8"},
      {{".htm", 4}, "text/html; charset=utf-8"},
      {{".xhtml", 6}, "application/xhtml+xml; charset=utf-8"},
      {{".css", 4}, "text/css; charset=utf-8"},
      {{".js", 3}, "text/javascript; charset=utf-8"},
      {{".mjs", 4}, "text/javascript; charset=utf-8"},
      {{".json", 5}, "application/json"},
      {{".xml", 4}, "application/xml"}, // its own declaration says the charset
      {{".vtt", 4}, "text/vtt; charset=utf-8"},
      {{".srt", 4}, "application/x-subrip; charset=utf-8"},
      {{".txt", 4}, "text/plain; charset=utf-8"},
      {{".md", 3}, "text/markdown; charset=utf-8"},
      {{".yaml", 5}, "text/plain; charset=utf-8"},
      {{".mp3", 4}, "audio/mpeg"},
      {{".opus", 5}, "audio/ogg"},
      {{".ogg", 4}, "audio/ogg"},
      {{".oga", 4}, "audio/ogg"},
      {{".flac", 5}, "audio/flac"},
      {{".wav", 4}, "audio/wav"},
      {{".m4a", 4}, "audio/mp4"},
      {{".m4b", 4}, "audio/mp4"},
      {{".m3u8", 5}, "application/vnd.apple.mpegurl"},
      {{".epub", 5}, "application/epub+zip"},
      {{".svg", 4}, "image/svg+xml"},
      {{".png", 4}, "image/png"},
      {{".jpg", 4}, "image/jpeg"},
      {{".jpeg", 5}, "image/jpeg"},
      {{".webp", 5}, "image/webp"},
      {{".avif", 5}, "image/avif"},
      {{".gif", 4}, "image/gif"},
      {{".ico", 4}, "image/vnd.microsoft.icon"},
      {{".woff2", 6}, "font/woff2"},
      {{".pdf", 4}, "application/pdf"},
  };
  for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
    size_t len = types[i].ending.len;
    if (name.len > len && same_text(view_sub(name, name.len - len, len), types[i].ending))
      return types[i].type;
  }
  return "application/octet-stream";
}
