// From a request to its answer.

#include "site/serve/http.h"
#include "site/serve/server.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/// Host headers of a request: how many, and the last.
struct hosts {
  size_t n;
  const char *value;
};

static enum MHD_Result count_host(void *context, enum MHD_ValueKind kind, const char *key,
                                  const char *value) {
  struct hosts *hosts = context;
  (void)kind;
  if (strcasecmp(key, MHD_HTTP_HEADER_HOST) == 0) {
    hosts->n++;
    hosts->value = value;
  }
  return MHD_YES;
}

/// 0 where the request may be answered.
static unsigned check_request(const struct serve_server *server, struct MHD_Connection *connection,
                              const char *method, const char *version) {
  struct hosts hosts = {0};
  const char *length =
      MHD_lookup_connection_value(connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_CONTENT_LENGTH);
  MHD_get_connection_values(connection, MHD_HEADER_KIND, count_host, &hosts);
  if (hosts.n > 1 || (hosts.n == 0 && strcmp(version, MHD_HTTP_VERSION_1_0) != 0))
    return MHD_HTTP_BAD_REQUEST;
  // A browser always sends it; what does not is no browser, and cannot be lured here.
  if (hosts.n == 1 &&
      (hosts.value == NULL ||
       !http_host_ours(view_of(hosts.value), server->task->host, server->task->any_host)))
    return MHD_HTTP_MISDIRECTED_REQUEST;
  if (strcmp(method, MHD_HTTP_METHOD_GET) != 0 && strcmp(method, MHD_HTTP_METHOD_HEAD) != 0)
    return MHD_HTTP_METHOD_NOT_ALLOWED;
  if ((length != NULL && strcmp(length, "0") != 0) ||
      MHD_lookup_connection_value(connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_TRANSFER_ENCODING) !=
          NULL)
    return MHD_HTTP_BAD_REQUEST; // nothing is taken
  return 0;
}

// ---- our own page ----

static struct view embedded(const unsigned char *bytes, size_t len) {
  return (struct view){(const char *)bytes, len};
}

static enum MHD_Result answer_page(struct MHD_Connection *connection) {
  struct MHD_Response *response = MHD_create_response_from_buffer(
      serve_page_html_len, (void *)(uintptr_t)serve_page_html, MHD_RESPMEM_PERSISTENT);
  if (response != NULL) {
    MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, "text/html; charset=utf-8");
    // Titles and texts of articles stand in it: whatever they hold, nothing of it runs.
    MHD_add_response_header(response, "Content-Security-Policy",
                            "default-src 'none'; script-src 'self'; connect-src 'self'; "
                            "media-src 'self'; img-src 'self' data:; "
                            "style-src 'self' 'unsafe-inline'; base-uri 'none'; "
                            "form-action 'none'; frame-ancestors 'none'");
  }
  return respond_with(connection, MHD_HTTP_OK, response);
}

static enum MHD_Result answer_own(struct serve_server *server, struct MHD_Connection *connection,
                                  struct view name, const char *method) {
  if (name.len == 0)
    return answer_page(connection);
  if (view_eq(name, VIEW("page.js")))
    return respond(connection, MHD_HTTP_OK, "text/javascript; charset=utf-8",
                   embedded(serve_page_js, serve_page_js_len));
  if (view_eq(name, VIEW("page.css")))
    return respond(connection, MHD_HTTP_OK, "text/css; charset=utf-8",
                   embedded(serve_page_css, serve_page_css_len));
  if (view_eq(name, VIEW("events")))
    return strcmp(method, MHD_HTTP_METHOD_GET) == 0
               ? events_answer(server, connection)
               : respond(connection, MHD_HTTP_OK, "text/event-stream", VIEW(""));
  return respond_error(server, connection, MHD_HTTP_NOT_FOUND);
}

// ---- files ----

static bool is_folder(int fd) {
  struct stat stat;
  return fstat(fd, &stat) == 0 && S_ISDIR(stat.st_mode);
}

/// "/a" is a folder: links on its page begin at "/a/".
static enum MHD_Result redirect(struct MHD_Connection *connection, struct view path) {
  struct buf target = {0};
  buf_byte(&target, '/');
  http_path_write(path, &target);
  buf_byte(&target, '/');
  struct MHD_Response *response =
      target.failed ? NULL : MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT);
  if (response != NULL)
    MHD_add_response_header(response, MHD_HTTP_HEADER_LOCATION, target.ptr);
  buf_clear(&target);
  return respond_with(connection, MHD_HTTP_FOUND, response);
}

static enum MHD_Result answer_folder(struct serve_server *server, struct MHD_Connection *connection,
                                     int fd, struct buf *path) {
  size_t len = path->len;
  buf_str(path, len > 0 ? "/index.html" : "index.html");
  int index = path->failed ? -1 : serve_open(server, path->ptr);
  int manifest = len == 0 ? serve_open(server, "manifest.json") : -1;
  bool ours = manifest >= 0 || (len == 0 && index < 0);
  if (manifest >= 0)
    close(manifest);
  if (index >= 0 && !ours) {
    close(fd);
    return respond_file(server, connection, index, VIEW("index.html"));
  }
  if (index >= 0)
    close(index);
  if (ours) {
    close(fd);
    return answer_page(connection);
  }
  struct buf page = {0};
  bool made = folder_page(fd, (struct view){path->ptr, len}, server->task->german, &page);
  enum MHD_Result result =
      made ? respond(connection, MHD_HTTP_OK, "text/html; charset=utf-8", buf_as_view(&page))
           : respond_error(server, connection, MHD_HTTP_NOT_FOUND);
  buf_clear(&page);
  return result;
}

static enum MHD_Result answer_path(struct serve_server *server, struct MHD_Connection *connection,
                                   enum http_path kind, struct buf *path) {
  struct view text = buf_as_view(path);
  int fd = serve_open(server, path->len > 0 ? path->ptr : "");
  if (fd < 0)
    return respond_error(server, connection,
                         errno == ENFILE || errno == EMFILE ? MHD_HTTP_SERVICE_UNAVAILABLE
                                                            : MHD_HTTP_NOT_FOUND);
  if (is_folder(fd)) {
    if (kind == HTTP_PATH_FOLDER)
      return answer_folder(server, connection, fd, path);
    close(fd);
    return redirect(connection, text);
  }
  if (kind == HTTP_PATH_FOLDER) { // "/a.mp3/"
    close(fd);
    return respond_error(server, connection, MHD_HTTP_NOT_FOUND);
  }
  const char *slash = memrchr(text.ptr, '/', text.len);
  size_t from = slash != NULL ? (size_t)(slash - text.ptr) + 1 : 0;
  return respond_file(server, connection, fd, view_sub(text, from, text.len));
}

enum MHD_Result serve_answer(void *context, struct MHD_Connection *connection, const char *url,
                             const char *method, const char *version, const char *upload,
                             size_t *upload_size, void **request) {
  static const struct view own = {"/_listen/", 9};
  struct serve_server *server = context;
  (void)upload;
  if (*request == NULL) { // the header is here; the connection stays open if we wait for the rest
    connection_busy(connection, true);
    *request = server;
    unsigned refused = check_request(server, connection, method, version);
    return refused != 0 ? respond_error(server, connection, refused) : MHD_YES;
  }
  *upload_size = 0;
  struct buf path = {0};
  enum MHD_Result result;
  enum http_path kind = http_path_read(view_of(url), &path);
  if (kind == HTTP_PATH_BAD || path.failed)
    result = respond_error(server, connection, MHD_HTTP_BAD_REQUEST);
  else if (view_starts(view_of(url), own))
    result = answer_own(server, connection, view_sub(view_of(url), own.len, SIZE_MAX), method);
  else if (kind == HTTP_PATH_HIDDEN)
    result = respond_error(server, connection, MHD_HTTP_NOT_FOUND);
  else
    result = answer_path(server, connection, kind, &path);
  buf_clear(&path);
  return result;
}

void serve_answered(void *server, struct MHD_Connection *connection, void **request,
                    enum MHD_RequestTerminationCode code) {
  (void)server;
  (void)code;
  *request = NULL;
  connection_busy(connection, false);
}
