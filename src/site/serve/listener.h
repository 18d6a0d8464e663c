/// The socket that the server listens on.
#ifndef LISTEN_SITE_SERVE_LISTENER_H
#define LISTEN_SITE_SERVE_LISTENER_H

#include "site/serve.h"

struct listener {
  int fd;
  bool any_host; ///< of all interfaces
  char url[320];
};

/// Errors: LISTEN_E_IO; nothing is open then.
enum listen_status listener_open(const struct site_serve_options *options, struct listener *out,
                                 struct listen_diag *diag) LISTEN_MUST_CHECK;

#endif
