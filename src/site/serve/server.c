// The loop: the library's sockets, and the caller's messages.

#include "site/serve/server.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <time.h>

/// Paths are decoded by us, who know what is to be refused.
static size_t leave_escaped(void *context, struct MHD_Connection *connection, char *text) {
  (void)context;
  (void)connection;
  return strlen(text);
}

static bool start(struct serve_server *server) {
  server->daemon = MHD_start_daemon(
      MHD_USE_SUSPEND_RESUME, 0, NULL, NULL, serve_answer, server, MHD_OPTION_LISTEN_SOCKET,
      server->task->listener, MHD_OPTION_CONNECTION_LIMIT, (unsigned)CONNECTIONS_MAX,
      MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)STALLED_S, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
      (size_t)(16 * 1024), MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1,
      MHD_OPTION_UNESCAPE_CALLBACK, leave_escaped, NULL, MHD_OPTION_NOTIFY_COMPLETED,
      serve_answered, NULL, MHD_OPTION_NOTIFY_CONNECTION, connections_notify, server,
      MHD_OPTION_END);
  return server->daemon != NULL;
}

/// Until something is to be done, in ms.
static int patience(struct serve_server *server) {
  MHD_UNSIGNED_LONG_LONG library;
  int64_t beat = server->next_beat - serve_now_ms();
  int most = beat > 0 ? (int)beat : 0;
  if (MHD_get_timeout(server->daemon, &library) == MHD_YES && library < (unsigned)most)
    most = (int)library;
  return connections_sweep(server, most);
}

/// What the caller says. False when it has ended.
static bool hear(struct serve_server *server) {
  char message[16];
  ssize_t n;
  bool heard = false;
  while ((n = recv(server->task->control, message, sizeof message, MSG_DONTWAIT)) > 0)
    heard = true;
  if (heard) {
    server->version++;
    events_wake(server, false);
  }
  return n < 0 && (errno == EAGAIN || errno == EINTR);
}

/// One round: sleep, hear the caller, let the library work. False at the end.
///
/// By select: with epoll the library overlooks that a client has gone when that comes with its last
/// request, and the few descriptors of this process are below select's limit.
static bool serve_round(struct serve_server *server) {
  fd_set reads, writes, errors;
  int largest = server->task->control, wait_ms = patience(server);
  struct timeval time = {.tv_sec = wait_ms / 1000, .tv_usec = wait_ms % 1000 * 1000};
  FD_ZERO(&reads);
  FD_ZERO(&writes);
  FD_ZERO(&errors);
  FD_SET(server->task->control, &reads);
  if (MHD_get_fdset(server->daemon, &reads, &writes, &errors, &largest) != MHD_YES)
    return false;
  int n = select(largest + 1, &reads, &writes, &errors, &time);
  if (n < 0 && errno != EINTR)
    return false;
  if (n <= 0) {
    FD_ZERO(&reads);
    FD_ZERO(&writes);
    FD_ZERO(&errors);
  }
  if (FD_ISSET(server->task->control, &reads) && !hear(server))
    return false;
  if (serve_now_ms() >= server->next_beat) {
    server->next_beat = serve_now_ms() + BEAT_S * 1000;
    events_wake(server, true);
  }
  MHD_run_from_select(server->daemon, &reads, &writes, &errors);
  return true;
}

/// Versions of two runs differ, so that a page notices a new server.
static uint64_t first_version(void) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static enum listen_status run(const struct serve_task *task, struct listen_diag *diag) {
  struct serve_server *server = calloc(1, sizeof *server);
  if (server == NULL)
    return diag_nomem(diag);
  server->task = task;
  server->version = first_version();
  server->next_beat = serve_now_ms() + BEAT_S * 1000;
  enum listen_status status = LISTEN_OK;
  if (start(server)) {
    const struct serve_report report = {.status = LISTEN_OK};
    (void)send(task->control, &report, sizeof report, MSG_NOSIGNAL);
    while (serve_round(server))
      ;
    events_end(server);
    MHD_run(server->daemon); // takes up what was resumed
  } else {
    status =
        diag_set(diag, LISTEN_E_ENGINE, "%s",
                 DIAG_TEXT(diag, "libmicrohttpd does not start", "libmicrohttpd startet nicht"));
  }
  if (server->daemon != NULL)
    MHD_stop_daemon(server->daemon);
  free(server);
  return status;
}

__attribute__((visibility("default"))) const struct serve_module listen_serve_module = {
    .task_size = sizeof(struct serve_task),
    .run = run,
};
