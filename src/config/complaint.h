/// Inside config/: what the reader of a file in YAML is told when it is wrong, the same in each
/// kind of file.
#ifndef LISTEN_CONFIG_COMPLAINT_H
#define LISTEN_CONFIG_COMPLAINT_H

#include "base/nearest.h"
#include "yaml/yaml.h"

/// The fields that a kind of file has, by their keys: "url"; "feed.title" in the group feed. A
/// group's fields stand together.
struct config_keys {
  const char *items[64];
  size_t n;
};
void config_add_key(struct config_keys *keys, const char *key);

/// "feed" of "feed.title"; empty where the field stands in no group.
struct view config_key_group(struct view key);
/// "title" of "feed.title".
struct view config_key_leaf(struct view key);

/// Put ", NAME" into the list `out`; what does not fit is left out.
void config_append_name(char *out, size_t size, struct view name);

/// Record that there is no field of the node's name in `group` (empty: in the file itself), and
/// which one was probably meant.
enum listen_status config_unknown_key(const struct config_keys *keys, struct view group,
                                      const struct yaml_node *node, const char *file,
                                      struct listen_diag *diag);

/// Record "LABEL is VALUE; accepted: ACCEPTED" at the value's place.
enum listen_status config_bad_value(const struct yaml_node *node, const char *file,
                                    const char *label, const char *accepted,
                                    struct listen_diag *diag);

/// The same where the fields of `group` (empty: the file's) were to stand.
enum listen_status config_not_a_group(const struct config_keys *keys, struct view group,
                                      const struct yaml_node *node, const char *file,
                                      const char *label, struct listen_diag *diag);

/// Say, where the value was left out, that there must be one.
void config_hint_missing(const struct yaml_node *node, struct listen_diag *diag);

/// Say which name was probably meant; nothing where none is near.
void config_hint_name(const struct nearest *nearest, struct listen_diag *diag);

#endif
