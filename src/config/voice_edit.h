/// Writing values into a voice profile that a person wrote: comments, order and layout stay.
#ifndef LISTEN_CONFIG_VOICE_EDIT_H
#define LISTEN_CONFIG_VOICE_EDIT_H

#include "base/buf.h"
#include "base/diag.h"
#include "base/view.h"

struct voice_value {
  const char *key;  ///< of a field in a group: "loudness.measured_lufs"
  const char *text; ///< the value as YAML has it: "-23.8"
};

/// Set values in a profile's YAML: a value that stands there is replaced, a missing one is put
/// behind its group's last, a missing group at the end.
/// @param path  names the profile in diagnostics
/// @param out   receives the whole new text
/// Errors: LISTEN_E_CONFIG (the profile is not valid, or its layout is one that this cannot edit;
/// the hint says so), LISTEN_E_NOMEM.
enum listen_status voice_edit(struct view yaml, const char *path, const struct voice_value *values,
                              size_t n_values, struct buf *out,
                              struct listen_diag *diag) LISTEN_MUST_CHECK;

#endif
