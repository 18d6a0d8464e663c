// Server-sent events: each page that is open hears the version of what it shows, and when that
// changes. Between two events its connection sleeps.

#include "site/serve/server.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static ssize_t next_event(void *context, uint64_t at, char *out, size_t size) {
  struct serve_stream *stream = context;
  char text[64];
  (void)at;
  if (stream->server->ending)
    return MHD_CONTENT_READER_END_OF_STREAM;
  if (stream->told != stream->server->version)
    snprintf(text, sizeof text, "data: %" PRIu64 "\n\n", stream->server->version);
  else if (stream->beat)
    snprintf(text, sizeof text, ":\n\n");
  else {
    stream->suspended = true;
    MHD_suspend_connection(stream->connection);
    return 0;
  }
  size_t len = strlen(text);
  if (len > size)
    return MHD_CONTENT_READER_END_WITH_ERROR; // the block is larger than that
  stream->told = stream->server->version;
  stream->beat = false;
  memcpy(out, text, len);
  return (ssize_t)len;
}

static void stream_ended(void *context) {
  struct serve_stream *stream = context;
  *stream = (struct serve_stream){.connection = NULL};
}

enum MHD_Result events_answer(struct serve_server *server, struct MHD_Connection *connection) {
  struct serve_stream *stream = NULL;
  for (size_t i = 0; i < EVENT_STREAMS_MAX && stream == NULL; i++)
    if (server->streams[i].connection == NULL)
      stream = &server->streams[i];
  if (stream == NULL)
    return respond_error(server, connection, MHD_HTTP_SERVICE_UNAVAILABLE);
  *stream = (struct serve_stream){.server = server, .connection = connection};
  struct MHD_Response *response =
      MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 256, next_event, stream, stream_ended);
  if (response == NULL)
    stream_ended(stream);
  else
    MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, "text/event-stream");
  return respond_with(connection, MHD_HTTP_OK, response);
}

static void wake(struct serve_stream *stream) {
  if (stream->connection == NULL || !stream->suspended)
    return;
  stream->suspended = false;
  MHD_resume_connection(stream->connection);
}

void events_wake(struct serve_server *server, bool beat) {
  for (size_t i = 0; i < EVENT_STREAMS_MAX; i++) {
    server->streams[i].beat |= beat;
    wake(&server->streams[i]);
  }
}

void events_end(struct serve_server *server) {
  server->ending = true; // the library cannot be stopped while one sleeps
  events_wake(server, false);
}
