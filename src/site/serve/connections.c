// Who is connected. A client that says nothing, or drips its request, holds a place only for a
// while; where all places are taken, the one that has waited longest goes first.

#include "site/serve/server.h"

#include <sys/socket.h>
#include <time.h>

int64_t serve_now_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/// The library sees the end of the stream and closes it.
static void drop(struct serve_connection *connection) {
  shutdown(connection->fd, SHUT_RDWR);
  connection->waits_since = -1;
}

static void begin(struct serve_server *server, struct MHD_Connection *connection, void **slot) {
  struct serve_connection *free_place = NULL, *oldest = NULL;
  size_t n_free = 0;
  for (size_t i = 0; i < CONNECTIONS_MAX; i++) {
    struct serve_connection *c = &server->connections[i];
    if (!c->used) {
      n_free++;
      free_place = c;
    } else if (c->waits_since >= 0 && (oldest == NULL || c->waits_since < oldest->waits_since)) {
      oldest = c;
    }
  }
  if (n_free <= CONNECTIONS_MAX / 8 && oldest != NULL)
    drop(oldest);
  if (free_place == NULL)
    return;
  const union MHD_ConnectionInfo *info =
      MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
  if (info == NULL)
    return;
  *free_place = (struct serve_connection){
      .used = true, .fd = info->connect_fd, .waits_since = serve_now_ms()};
  *slot = free_place;
}

void connections_notify(void *server, struct MHD_Connection *connection, void **slot,
                        enum MHD_ConnectionNotificationCode code) {
  struct serve_connection *place = *slot;
  if (code == MHD_CONNECTION_NOTIFY_STARTED)
    begin(server, connection, slot);
  else if (place != NULL)
    *place = (struct serve_connection){.fd = -1};
}

void connection_busy(struct MHD_Connection *connection, bool busy) {
  const union MHD_ConnectionInfo *info =
      MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
  struct serve_connection *place = info != NULL ? info->socket_context : NULL;
  if (place != NULL)
    place->waits_since = busy ? -1 : serve_now_ms();
}

int connections_sweep(struct serve_server *server, int most) {
  int64_t now = serve_now_ms(), next = now + most;
  for (size_t i = 0; i < CONNECTIONS_MAX; i++) {
    struct serve_connection *c = &server->connections[i];
    if (!c->used || c->waits_since < 0)
      continue;
    int64_t due = c->waits_since + REQUEST_S * 1000;
    if (due <= now)
      drop(c);
    else if (due < next)
      next = due;
  }
  return (int)(next - now);
}
