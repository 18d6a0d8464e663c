/// Inside config/: the values of listen.yaml, one by one.
#ifndef LISTEN_CONFIG_SITE_VALUES_H
#define LISTEN_CONFIG_SITE_VALUES_H

#include "config/site_config.h"
#include "config/yaml_reader.h"

// What the checks share while one file is read.
struct site_loader {
  const char *file;
  struct site_config *config;
  struct listen_diag *diag;
};

/// Read and check the value of a field, of any type but "sections".
/// @param base  the struct that the field's offset counts from
/// Errors: LISTEN_E_CONFIG at the place, LISTEN_E_NOMEM.
enum listen_status site_take_value(struct site_loader *l, const struct site_field *field,
                                   const struct config_node *node, void *base) LISTEN_MUST_CHECK;

/// Give each field the value that holds where it is not given: those of a section, or all others.
/// Errors: LISTEN_E_NOMEM.
enum listen_status site_take_fallbacks(struct site_loader *l, bool of_section,
                                       void *base) LISTEN_MUST_CHECK;

/// Is this an address in the form of RFC 3986: http or https with a host?
bool site_url_is_web(struct view url);
/// Such an address, or a path from the web's root; without query and fragment, so that names of
/// files can be put behind it?
bool site_url_is_base(struct view url);
/// Such an address, or a path, with "{key}" in it and no other braces?
bool site_url_is_page(struct view url);

#endif
