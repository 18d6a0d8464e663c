#include "site/serve/http.h"
#include "site/serve/server.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static const char *header(struct MHD_Connection *connection, const char *name) {
  return MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
}

enum MHD_Result respond_with(struct MHD_Connection *connection, unsigned status,
                             struct MHD_Response *response) {
  if (response == NULL)
    return MHD_NO; // closes the connection
  // Looked at while it is being made: nothing is kept without asking, nothing is guessed.
  MHD_add_response_header(response, MHD_HTTP_HEADER_CACHE_CONTROL, "no-cache");
  MHD_add_response_header(response, "X-Content-Type-Options", "nosniff");
  MHD_add_response_header(response, "Referrer-Policy", "no-referrer");
  // The site's own server on this machine may show what lies here; other sites may not read it.
  const char *origin = header(connection, MHD_HTTP_HEADER_ORIGIN);
  MHD_add_response_header(response, MHD_HTTP_HEADER_VARY, "Origin");
  if (origin != NULL && http_origin_local(view_of(origin)))
    MHD_add_response_header(response, MHD_HTTP_HEADER_ACCESS_CONTROL_ALLOW_ORIGIN, origin);
  enum MHD_Result result = MHD_queue_response(connection, status, response);
  MHD_destroy_response(response);
  return result;
}

static struct MHD_Response *of_bytes(const char *type, struct view content) {
  // The library does not write to what it is told to copy.
  struct MHD_Response *response = MHD_create_response_from_buffer(
      content.len, (void *)(uintptr_t)content.ptr, MHD_RESPMEM_MUST_COPY);
  if (response != NULL)
    MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, type);
  return response;
}

enum MHD_Result respond(struct MHD_Connection *connection, unsigned status, const char *type,
                        struct view content) {
  return respond_with(connection, status, of_bytes(type, content));
}

static const char *in_words(unsigned status, bool german) {
  switch (status) {
  case MHD_HTTP_BAD_REQUEST:
    return german ? "diese Anfrage ist fehlerhaft" : "this request is malformed";
  case MHD_HTTP_NOT_FOUND:
    return german ? "das gibt es hier nicht" : "there is no such thing here";
  case MHD_HTTP_METHOD_NOT_ALLOWED:
    return german ? "hier wird nur gelesen (GET, HEAD)" : "for reading only (GET, HEAD)";
  case MHD_HTTP_MISDIRECTED_REQUEST:
    return german ? "unter diesem Namen antwortet dieser Server nicht; er heißt localhost"
                  : "this server does not answer to that name; it is localhost";
  case MHD_HTTP_PRECONDITION_FAILED:
    return german ? "die Datei ist inzwischen anders" : "the file has changed";
  case MHD_HTTP_RANGE_NOT_SATISFIABLE:
    return german ? "so lang ist die Datei nicht" : "the file is not so long";
  case MHD_HTTP_SERVICE_UNAVAILABLE:
    return german ? "zu viele Seiten sind offen" : "too many pages are open";
  default:
    return german ? "das ging schief" : "that went wrong";
  }
}

static struct MHD_Response *of_error(const struct serve_server *server, unsigned status) {
  char text[160];
  int len = snprintf(text, sizeof text, "%u: %s\n", status, in_words(status, server->task->german));
  return of_bytes("text/plain; charset=utf-8", (struct view){text, (size_t)len});
}

enum MHD_Result respond_error(const struct serve_server *server, struct MHD_Connection *connection,
                              unsigned status) {
  struct MHD_Response *response = of_error(server, status);
  if (response != NULL && status == MHD_HTTP_METHOD_NOT_ALLOWED)
    MHD_add_response_header(response, MHD_HTTP_HEADER_ALLOW, "GET, HEAD");
  return respond_with(connection, status, response);
}

// ---- files ----

/// What tells one state of a file from another.
struct state {
  uint64_t size;
  time_t modified;
  char etag[64], date[HTTP_DATE_SIZE];
};

static void describe(const struct stat *stat, struct state *out) {
  out->size = (uint64_t)stat->st_size;
  out->modified = stat->st_mtim.tv_sec;
  snprintf(out->etag, sizeof out->etag, "\"%" PRIx64 "-%" PRIx64 "-%" PRIx64 "\"", out->size,
           (uint64_t)stat->st_mtim.tv_sec, (uint64_t)stat->st_mtim.tv_nsec);
  http_date_write(out->modified, out->date);
}

/// A date tells states apart only where the file was not changed within that second again.
static bool date_is_strong(const struct state *state) {
  return state->modified < time(NULL) - 1;
}

/// 412, 304, or 0 to go on: RFC 9110, 13.2.2.
static unsigned check_conditions(struct MHD_Connection *connection, const struct state *state) {
  struct view etag = view_of(state->etag);
  const char *match = header(connection, MHD_HTTP_HEADER_IF_MATCH);
  const char *unmodified = header(connection, MHD_HTTP_HEADER_IF_UNMODIFIED_SINCE);
  const char *none = header(connection, MHD_HTTP_HEADER_IF_NONE_MATCH);
  const char *modified = header(connection, MHD_HTTP_HEADER_IF_MODIFIED_SINCE);
  time_t date;
  if (match != NULL ? !http_etag_in(view_of(match), etag, false)
                    : unmodified != NULL && http_date_read(view_of(unmodified), &date) &&
                          state->modified > date)
    return MHD_HTTP_PRECONDITION_FAILED;
  if (none != NULL
          ? http_etag_in(view_of(none), etag, true)
          : modified != NULL && http_date_read(view_of(modified), &date) && state->modified <= date)
    return MHD_HTTP_NOT_MODIFIED;
  return 0;
}

/// Does If-Range allow a part? Without it, yes.
static bool range_holds(struct MHD_Connection *connection, const struct state *state) {
  const char *value = header(connection, MHD_HTTP_HEADER_IF_RANGE);
  time_t date;
  if (value == NULL)
    return true;
  if (value[0] == '"' || value[0] == 'W')
    return strcmp(value, state->etag) == 0;
  return http_date_read(view_of(value), &date) && date == state->modified && date_is_strong(state);
}

static void add_state(struct MHD_Response *response, const struct state *state) {
  MHD_add_response_header(response, MHD_HTTP_HEADER_ETAG, state->etag);
  if (state->date[0] != '\0')
    MHD_add_response_header(response, MHD_HTTP_HEADER_LAST_MODIFIED, state->date);
  MHD_add_response_header(response, MHD_HTTP_HEADER_ACCEPT_RANGES, "bytes");
}

/// Part of a file that is being sent.
struct sending {
  int fd;
  uint64_t first;
};

static ssize_t read_part(void *context, uint64_t at, char *out, size_t size) {
  const struct sending *sending = context;
  ssize_t n = pread(sending->fd, out, size, (off_t)(sending->first + at));
  // The file was cut short; the library's own way with files would try for ever.
  return n > 0 ? n : MHD_CONTENT_READER_END_WITH_ERROR;
}

static void end_part(void *context) {
  struct sending *sending = context;
  close(sending->fd);
  free(sending);
}

/// Of bytes `part` of the file; takes `fd` over.
static struct MHD_Response *of_part(int fd, struct http_part part, const char *type) {
  enum { BLOCK = 64 * 1024 };
  struct sending *sending = malloc(sizeof *sending);
  if (sending == NULL) {
    close(fd);
    return NULL;
  }
  *sending = (struct sending){fd, part.first};
  struct MHD_Response *response =
      MHD_create_response_from_callback(part.len, BLOCK, read_part, sending, end_part);
  if (response == NULL)
    end_part(sending);
  else
    MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, type);
  return response;
}

/// 304, 412, 416: the file itself is not sent.
static enum MHD_Result respond_without(struct serve_server *server,
                                       struct MHD_Connection *connection, unsigned status,
                                       const struct state *state) {
  struct MHD_Response *response =
      status == MHD_HTTP_NOT_MODIFIED
          ? MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT)
          : of_error(server, status);
  char range[64];
  snprintf(range, sizeof range, "bytes */%" PRIu64, state->size);
  if (response != NULL)
    add_state(response, state);
  if (response != NULL && status == MHD_HTTP_RANGE_NOT_SATISFIABLE)
    MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_RANGE, range);
  return respond_with(connection, status, response);
}

enum MHD_Result respond_file(struct serve_server *server, struct MHD_Connection *connection, int fd,
                             struct view name) {
  struct stat stat;
  struct state state;
  if (fstat(fd, &stat) != 0 || !S_ISREG(stat.st_mode)) { // a FIFO, a socket, a device
    close(fd);
    return respond_error(server, connection, MHD_HTTP_NOT_FOUND);
  }
  describe(&stat, &state);
  struct http_part part = {0, state.size};
  unsigned status = check_conditions(connection, &state);
  const char *range = header(connection, MHD_HTTP_HEADER_RANGE);
  enum http_range kind = HTTP_WHOLE;
  if (status == 0 && range != NULL && range_holds(connection, &state))
    kind = http_range_read(view_of(range), state.size, &part);
  if (kind == HTTP_BEYOND)
    status = MHD_HTTP_RANGE_NOT_SATISFIABLE;
  if (status != 0) {
    close(fd);
    return respond_without(server, connection, status, &state);
  }
  struct MHD_Response *response = of_part(fd, part, http_media_type(name));
  if (response == NULL)
    return MHD_NO;
  add_state(response, &state);
  if (kind != HTTP_PART)
    return respond_with(connection, MHD_HTTP_OK, response);
  char text[96];
  snprintf(text, sizeof text, "bytes %" PRIu64 "-%" PRIu64 "/%" PRIu64, part.first,
           part.first + part.len - 1, state.size);
  MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_RANGE, text);
  return respond_with(connection, MHD_HTTP_PARTIAL_CONTENT, response);
}
