/// Parts of the module that serves: one thread, one loop.
#ifndef LISTEN_SITE_SERVE_SERVER_H
#define LISTEN_SITE_SERVE_SERVER_H

#include "base/buf.h"
#include "site/serve/module.h"
#include <microhttpd.h>
#include <stdint.h>

enum {
  CONNECTIONS_MAX = 256,
  EVENT_STREAMS_MAX = 32,
  REQUEST_S = 10, ///< a connection without a whole request is closed after so long
  STALLED_S = 60, ///< one whose answer is not taken
  BEAT_S = 20,    ///< between signs of life on event streams, by which dead ones are found
};

/// A connection, from accept to close.
struct serve_connection {
  bool used;
  int fd;
  int64_t waits_since; ///< ms; no request is being answered since then; -1: one is
};

/// A page that is being looked at.
struct serve_stream {
  struct serve_server *server;
  struct MHD_Connection *connection; ///< NULL: this place is free
  bool suspended;
  bool beat; ///< a sign of life is due
  uint64_t told;
};

struct serve_server {
  const struct serve_task *task;
  struct MHD_Daemon *daemon;
  bool no_openat2; ///< the system lacks it
  struct serve_connection connections[CONNECTIONS_MAX];
  struct serve_stream streams[EVENT_STREAMS_MAX];
  uint64_t version; ///< of what is shown: changes with each message of the caller
  int64_t next_beat;
  bool ending;
};

int64_t serve_now_ms(void);

// ---- connections.c ----

void connections_notify(void *server, struct MHD_Connection *connection, void **slot,
                        enum MHD_ConnectionNotificationCode code);
/// A request of it is being answered, or no longer.
void connection_busy(struct MHD_Connection *connection, bool busy);
/// Close those that have had their time. Returns ms until the next is due, at most `most`.
int connections_sweep(struct serve_server *server, int most);

// ---- events.c: /_listen/events ----

enum MHD_Result events_answer(struct serve_server *server, struct MHD_Connection *connection);
/// Wake the streams: to tell of a new version, or for a sign of life.
void events_wake(struct serve_server *server, bool beat);
void events_end(struct serve_server *server); ///< before the daemon is stopped

// ---- open.c ----

/// Open a path below the folder, "" for itself; nothing that leads out of it, by ".." or by links,
/// is opened. -1 with errno.
int serve_open(struct serve_server *server, const char *path);
/// The same by walking, without openat2: no link is followed. For old systems.
int serve_open_walking(int folder, const char *path);

// ---- folder.c ----

/// The list of a folder as HTML. `fd` is closed. False when it cannot be read.
bool folder_page(int fd, struct view path, bool german, struct buf *out);

// ---- answer.c ----

enum MHD_Result serve_answer(void *server, struct MHD_Connection *connection, const char *url,
                             const char *method, const char *version, const char *upload,
                             size_t *upload_size, void **request);
void serve_answered(void *server, struct MHD_Connection *connection, void **request,
                    enum MHD_RequestTerminationCode code);

// ---- response.c ----

/// Queue an answer made of bytes (copied) and release the response.
enum MHD_Result respond(struct MHD_Connection *connection, unsigned status, const char *type,
                        struct view content);
/// The same for one that has its headers; takes it over, NULL is out of memory.
enum MHD_Result respond_with(struct MHD_Connection *connection, unsigned status,
                             struct MHD_Response *response);
/// A status in words.
enum MHD_Result respond_error(const struct serve_server *server, struct MHD_Connection *connection,
                              unsigned status);
/// A regular file, as its conditions and ranges ask. `fd` is taken over.
enum MHD_Result respond_file(struct serve_server *server, struct MHD_Connection *connection, int fd,
                             struct view name);

extern const unsigned char serve_page_html[], serve_page_js[], serve_page_css[];
extern const size_t serve_page_html_len, serve_page_js_len, serve_page_css_len;

#endif
