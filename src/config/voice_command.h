/// The fields of a voice profile that are about `engine: command`. Internal to config/.
#ifndef LISTEN_CONFIG_VOICE_COMMAND_H
#define LISTEN_CONFIG_VOICE_COMMAND_H

#include "config/voice.h"
#include "yaml/yaml.h"

/// Read a list of texts, ended by NULL in `*out`; its length is within the field's range.
/// Errors: LISTEN_E_CONFIG at the place; LISTEN_E_NOMEM.
enum listen_status voice_take_list(const struct yaml_node *node, const char *file,
                                   const struct voice_field *field, struct arena *arena,
                                   const char *const **out,
                                   struct listen_diag *diag) LISTEN_MUST_CHECK;

/// Check what the fields say together. Errors: LISTEN_E_CONFIG at the place.
enum listen_status voice_check_command(struct voice_profile *profile, const struct yaml_node *root,
                                       const char *file,
                                       struct listen_diag *diag) LISTEN_MUST_CHECK;

#endif
