/// The output folder of a site in the browser, on this machine alone, for looking at it while
/// writing.
///
/// The server is a process of its own (which loads the module listen-serve.so): the caller stays
/// without threads and without the server's libraries, so that its forks stay cheap and safe. It
/// ends when it is closed, and at once when the caller ends, in whatever way. The terminal's SIGINT
/// is left to the caller.
///
/// It answers GET and HEAD, with ranges and conditions; nothing outside the folder, no name that
/// begins with a full stop, no request whose Host is another site's (DNS rebinding). `/` is a page
/// that shows what manifest.json lists: label, player, and the text as it is heard. That page loads
/// itself anew after site_server_reload.
#ifndef LISTEN_SITE_SERVE_H
#define LISTEN_SITE_SERVE_H

#include "base/diag.h"
#include <signal.h>
#include <stdint.h>

/// Where the server listens if it is not told.
#define SITE_SERVE_HOST "127.0.0.1"
enum { SITE_SERVE_PORT = 8080 };

struct site_serve_options {
  const char *folder; ///< the output folder; it must exist. Borrowed until site_server_open returns
  char host[256];     ///< address without brackets, or name; "" is SITE_SERVE_HOST
  uint16_t port;      ///< 0 is any that is free
  bool port_asked;    ///< false: SITE_SERVE_PORT, or any that is free where that one is taken
};

/// Read the value of `--serve[=VALUE]` into `out`, whose folder is left alone:
///   (none)                 127.0.0.1:8080, or a free port
///   8080                   127.0.0.1:8080; 0 is any free port
///   HOST, HOST:PORT        that address: 192.168.1.5, localhost, 0.0.0.0 (every interface)
///   [::1], [::1]:8080, ::1 the same for IPv6
/// An address other than this machine's own is never taken but where it stands here; ":8080" is
/// refused, because elsewhere it means every interface.
/// @param value  NULL for none
/// @return false for what is none of these; `out` is as for no value then
bool site_serve_parse(const char *value, struct site_serve_options *out);

/// Can others than this machine reach it? For a warning to the user.
bool site_serve_is_public(const struct site_serve_options *options);

struct site_server;

/// Start it. `url` of the server is known, and it answers, when this returns.
/// Errors: LISTEN_E_IO (port taken, address not ours, folder missing), LISTEN_E_USAGE (the module
/// is not installed), LISTEN_E_ENGINE (it cannot be loaded), LISTEN_E_NOMEM; `*out` is NULL then.
enum listen_status site_server_open(const struct site_serve_options *options,
                                    struct site_server **out,
                                    struct listen_diag *diag) LISTEN_MUST_CHECK;

/// "http://127.0.0.1:8080/", to be shown; borrowed until site_server_close.
const char *site_server_url(const struct site_server *server);

/// Pages that are being looked at load themselves anew. Never waits; NULL is fine.
void site_server_reload(struct site_server *server);

/// Readable (poll) when the server's process has ended; -1 for NULL. Not to be read or closed.
int site_server_fd(const struct site_server *server);

/// What to report when site_server_fd became readable. Returns LISTEN_E_ENGINE.
enum listen_status site_server_ended(const struct site_server *server, struct listen_diag *diag);

/// Sleep until `*cancel` is set by a signal handler: for --serve without --watch.
/// Returns LISTEN_E_CANCELLED, or LISTEN_E_ENGINE when the server has ended.
enum listen_status site_server_wait(const struct site_server *server,
                                    const volatile sig_atomic_t *cancel,
                                    struct listen_diag *diag) LISTEN_MUST_CHECK;

void site_server_close(struct site_server *server); ///< end it and wait for that; NULL is fine

#endif
