/// Inside the settings: reading a mapping of written to spoken forms.
#ifndef LISTEN_CONFIG_SETTINGS_RULES_H
#define LISTEN_CONFIG_SETTINGS_RULES_H

#include "config/settings.h"
#include "yaml/yaml.h"

/// Read and check the rules of a mapping.
/// @param label  the field's name, for messages
/// Errors: LISTEN_E_CONFIG at the place of the first faulty rule, LISTEN_E_NOMEM.
enum listen_status settings_rules(const struct yaml_node *mapping, const char *file,
                                  const char *label, struct arena *arena, struct site_rules *out,
                                  struct listen_diag *diag) LISTEN_MUST_CHECK;

#endif
