/// Inside config/: the settings' fields one by one, for files that hold other fields too.
#ifndef LISTEN_CONFIG_SETTINGS_FIELD_H
#define LISTEN_CONFIG_SETTINGS_FIELD_H

#include "config/complaint.h"
#include "config/settings.h"
#include "yaml/yaml.h"

/// The documented field of that name, or NULL.
const struct settings_field *settings_field_named(struct view key);

/// Read and check one field.
/// @param file  names it in diagnostics; relative paths begin in its folder
/// Errors: LISTEN_E_CONFIG at the place, LISTEN_E_NOMEM.
enum listen_status settings_take_field(const struct settings_field *field,
                                       const struct yaml_node *node, const char *file,
                                       struct site_settings *settings,
                                       struct listen_diag *diag) LISTEN_MUST_CHECK;

/// A text of 1 to SETTINGS_PATH_MAX bytes without control characters.
bool config_is_path(const struct yaml_node *node);

/// The path in the arena, the folder of `file` before a relative one; NULL when out of memory.
const char *config_locate(struct view path, const char *file, struct arena *arena);

#endif
