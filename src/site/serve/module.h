/// Between the caller's process and the module that serves.
#ifndef LISTEN_SITE_SERVE_MODULE_H
#define LISTEN_SITE_SERVE_MODULE_H

#include "base/diag.h"

/// What the server needs.
struct serve_task {
  int listener; ///< socket that listens, non-blocking; the server closes it, and no other
  /// SOCK_SEQPACKET to the caller. Once it answers, the server sends a struct serve_report; each
  /// message that comes makes pages load anew; the end of the other side ends the server.
  int control;
  int folder;       ///< of the files
  const char *host; ///< that the user asked for
  bool any_host;    ///< it listens on all interfaces
  bool german;
};

struct serve_report {
  enum listen_status status;
  char message[256], hint[192];
};

/// What the module exports.
struct serve_module {
  size_t task_size; ///< sizeof(struct serve_task): a module of another version is refused
  /// Serve until `control` ends. Errors: LISTEN_E_ENGINE, LISTEN_E_NOMEM: it could not begin.
  enum listen_status (*run)(const struct serve_task *task, struct listen_diag *diag);
};

#define SERVE_MODULE_FILE "listen-serve.so"
#define SERVE_MODULE_SYMBOL "listen_serve_module"
extern const struct serve_module listen_serve_module;

/// Load it, in a process of its own. NULL with a diagnostic.
const struct serve_module *serve_module_load(struct listen_diag *diag);

#endif
