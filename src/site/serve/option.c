#include "site/serve.h"

#include <arpa/inet.h>
#include <string.h>

static bool read_port(const char *text, uint16_t *out) {
  unsigned value = 0;
  size_t n = 0;
  for (; text[n] >= '0' && text[n] <= '9' && n < 6; n++)
    value = value * 10 + (unsigned)(text[n] - '0');
  if (n == 0 || text[n] != '\0' || value > UINT16_MAX)
    return false;
  *out = (uint16_t)value;
  return true;
}

static bool is_ipv6(const char *text) {
  struct in6_addr address;
  return inet_pton(AF_INET6, text, &address) == 1;
}

/// A name that a name server could know; what is all digits and dots is an IPv4 address or nothing.
static bool is_name(const char *text) {
  struct in_addr address;
  bool digits = true;
  for (const char *c = text; *c != '\0'; c++) {
    bool digit = (*c >= '0' && *c <= '9') || *c == '.';
    bool letter = (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') || *c == '-' || *c == '_';
    if (!digit && !letter)
      return false;
    digits &= digit;
  }
  return digits ? inet_pton(AF_INET, text, &address) == 1 : text[0] != '.' && text[0] != '-';
}

/// The host of HOST[:PORT], with its port cut off; false where it does not fit.
static bool cut_host(const char *value, struct site_serve_options *out, const char **port) {
  bool bracketed = value[0] == '[';
  const char *end = bracketed ? strchr(value, ']') : strchr(value, ':');
  const char *from = value + bracketed;
  if (bracketed && end == NULL)
    return false;
  size_t len = end != NULL ? (size_t)(end - from) : strlen(from);
  if (len == 0 || len >= sizeof out->host)
    return false;
  memcpy(out->host, from, len);
  out->host[len] = '\0';
  const char *rest = bracketed ? end + 1 : from + len;
  if (rest[0] != '\0' && rest[0] != ':')
    return false;
  *port = rest[0] == ':' ? rest + 1 : NULL;
  return bracketed ? is_ipv6(out->host) : is_name(out->host);
}

bool site_serve_parse(const char *value, struct site_serve_options *out) {
  const struct site_serve_options unasked = {.folder = out->folder, .port = SITE_SERVE_PORT};
  const char *port = NULL;
  *out = unasked;
  if (value == NULL)
    return true;
  if (read_port(value, &out->port)) {
    out->port_asked = true;
    return true;
  }
  if (is_ipv6(value) && strlen(value) < sizeof out->host) {
    memcpy(out->host, value, strlen(value) + 1);
    return true;
  }
  out->port_asked = true;
  if (cut_host(value, out, &port) && (port == NULL || read_port(port, &out->port))) {
    out->port_asked = port != NULL;
    return true;
  }
  *out = unasked;
  return false;
}

bool site_serve_is_public(const struct site_serve_options *options) {
  const char *host = options->host;
  struct in_addr address;
  struct in6_addr address6;
  if (host[0] == '\0' || strcasecmp(host, "localhost") == 0)
    return false;
  if (inet_pton(AF_INET, host, &address) == 1)
    return (ntohl(address.s_addr) >> 24) != 127;
  return inet_pton(AF_INET6, host, &address6) != 1 || !IN6_IS_ADDR_LOOPBACK(&address6);
}
