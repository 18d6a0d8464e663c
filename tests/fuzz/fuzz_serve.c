/// Any bytes as the parts of a request: no crash; a path that is opened stays below its folder; a
/// range that is sent lies within the file; what is written as a link is read back the same.
#include "site/serve.h"
#include "site/serve/http.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_path(struct view text) {
  struct buf path = {0}, link = {0}, again = {0};
  enum http_path kind = http_path_read(text, &path);
  if (kind == HTTP_PATH_FILE || kind == HTTP_PATH_FOLDER) {
    struct buf slashed = {0};
    buf_byte(&slashed, '/');
    buf_view(&slashed, buf_as_view(&path));
    buf_byte(&slashed, '/');
    if (memchr(slashed.ptr, '\0', slashed.len) != NULL || strstr(slashed.ptr, "/.") != NULL ||
        (path.len > 0 && strstr(slashed.ptr, "//") != NULL))
      abort();
    buf_clear(&slashed);
    buf_byte(&link, '/');
    http_path_write(buf_as_view(&path), &link);
    if (link.len <= HTTP_PATH_MAX &&
        (http_path_read(buf_as_view(&link), &again) > HTTP_PATH_FOLDER ||
         !view_eq(buf_as_view(&again), buf_as_view(&path))))
      abort();
  } else if (path.len > 0) {
    abort();
  }
  buf_clear(&path);
  buf_clear(&link);
  buf_clear(&again);
}

static void check_range(struct view text, uint64_t size) {
  struct http_part part;
  if (http_range_read(text, size, &part) == HTTP_PART &&
      (part.len == 0 || part.first >= size || part.len > size - part.first))
    abort();
}

static void check_html(struct view text) {
  struct buf html = {0};
  http_html_text(text, &html);
  for (size_t i = 0; i < html.len; i++)
    if (strchr("<>\"'", html.ptr[i]) != NULL)
      abort();
  buf_clear(&html);
}

static void check_option(struct view text) {
  struct site_serve_options options = {.folder = "x"};
  struct buf value = {0};
  buf_view(&value, text);
  buf_byte(&value, '\0');
  if (site_serve_parse(value.ptr, &options) && strchr(options.host, '/') != NULL)
    abort();
  (void)site_serve_is_public(&options);
  buf_clear(&value);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size == 0)
    return 0;
  // A copy of its own, so that reading past its end is seen.
  char *copy = malloc(size > 1 ? size - 1 : 1);
  if (copy == NULL)
    return 0;
  memcpy(copy, data + 1, size - 1);
  struct view text = {copy, size - 1};
  char date[HTTP_DATE_SIZE];
  time_t time;
  check_path(text);
  check_range(text, data[0]);
  check_range(text, UINT64_MAX - data[0]);
  check_html(text);
  check_option(text);
  (void)http_etag_in(text, VIEW("\"a\""), (data[0] & 1) != 0);
  if (http_date_read(text, &time))
    http_date_write(time, date);
  (void)http_origin_local(text);
  (void)http_media_type(text);
  // With a name that no number is, only numbers and our own names are ours.
  if (http_host_ours(text, NULL, false) && http_origin_local(text))
    abort();
  free(copy);
  return 0;
}
