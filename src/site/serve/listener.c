#include "site/serve/listener.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BACKLOG = 128 };

/// "localhost" is looked up nowhere: a resolver that answers otherwise must not put us on another
/// interface.
static const char *host_of(const struct site_serve_options *options) {
  return options->host[0] == '\0' || strcasecmp(options->host, "localhost") == 0 ? SITE_SERVE_HOST
                                                                                 : options->host;
}

/// A socket that listens at `address`, or -1 with errno.
static int listen_at(const struct addrinfo *address) {
  int fd = socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0)
    return -1;
  const int on = 1;
  // Without it, a server just ended would keep its port for a minute.
  (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind(fd, address->ai_addr, address->ai_addrlen) == 0 && listen(fd, BACKLOG) == 0)
    return fd;
  int errnum = errno;
  close(fd);
  errno = errnum;
  return -1;
}

static int listen_on(const struct addrinfo *addresses, uint16_t port) {
  int fd = -1;
  for (const struct addrinfo *a = addresses; a != NULL && fd < 0; a = a->ai_next) {
    if (a->ai_family == AF_INET)
      ((struct sockaddr_in *)(void *)a->ai_addr)->sin_port = htons(port);
    else if (a->ai_family == AF_INET6)
      ((struct sockaddr_in6 *)(void *)a->ai_addr)->sin6_port = htons(port);
    else
      continue;
    fd = listen_at(a);
  }
  return fd;
}

/// Its URL, in which "all interfaces" is this machine.
static void describe(struct listener *listener, const char *host) {
  union {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
  } address = {0};
  socklen_t size = sizeof address;
  unsigned port = 0;
  if (getsockname(listener->fd, &address.any, &size) == 0) {
    bool v6 = address.any.sa_family == AF_INET6;
    port = ntohs(v6 ? address.v6.sin6_port : address.v4.sin_port);
    listener->any_host = v6 ? IN6_IS_ADDR_UNSPECIFIED(&address.v6.sin6_addr)
                            : address.v4.sin_addr.s_addr == htonl(INADDR_ANY);
  }
  if (listener->any_host)
    host = SITE_SERVE_HOST;
  bool bracketed = strchr(host, ':') != NULL;
  snprintf(listener->url, sizeof listener->url, "http://%s%s%s:%u/", bracketed ? "[" : "", host,
           bracketed ? "]" : "", port);
}

static enum listen_status refused(const char *host, uint16_t port, int errnum,
                                  struct listen_diag *diag) {
  if (errnum == EADDRINUSE) {
    diag_set(diag, LISTEN_E_IO,
             DIAG_TEXT(diag, "port %u of %s is taken by another program",
                       "Port %u von %s ist von einem anderen Programm belegt"),
             port, host);
    diag_hint(diag, "%s",
              DIAG_TEXT(diag, "--serve=0 takes any free one", "--serve=0 nimmt einen freien"));
    return LISTEN_E_IO;
  }
  diag_set(diag, LISTEN_E_IO,
           DIAG_TEXT(diag, "cannot listen on port %u of %s: %s",
                     "Port %u von %s lässt sich nicht öffnen: %s"),
           port, host, strerror(errnum));
  if (errnum == EADDRNOTAVAIL)
    diag_hint(diag, "%s",
              DIAG_TEXT(diag, "this machine has no such address; 127.0.0.1 is always its own",
                        "diese Adresse hat der Rechner nicht; 127.0.0.1 hat jeder"));
  if (errnum == EACCES)
    diag_hint(
        diag, "%s",
        DIAG_TEXT(diag, "ports from 1024 are for everybody", "Ports ab 1024 stehen allen offen"));
  return LISTEN_E_IO;
}

enum listen_status listener_open(const struct site_serve_options *options, struct listener *out,
                                 struct listen_diag *diag) {
  const char *host = host_of(options);
  const struct addrinfo wanted = {.ai_flags = AI_PASSIVE, .ai_socktype = SOCK_STREAM};
  struct addrinfo *addresses;
  *out = (struct listener){.fd = -1};
  int failed = getaddrinfo(host, NULL, &wanted, &addresses);
  if (failed != 0) {
    diag_set(diag, LISTEN_E_IO,
             DIAG_TEXT(diag, "no address is known for %s: %s", "keine Adresse bekannt für %s: %s"),
             host, failed == EAI_SYSTEM ? strerror(errno) : gai_strerror(failed));
    return LISTEN_E_IO;
  }
  out->fd = listen_on(addresses, options->port);
  if (out->fd < 0 && errno == EADDRINUSE && !options->port_asked)
    out->fd = listen_on(addresses, 0);
  int errnum = errno;
  freeaddrinfo(addresses);
  if (out->fd < 0)
    return refused(host, options->port, errnum, diag);
  describe(out, host);
  return LISTEN_OK;
}
