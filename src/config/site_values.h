/// Inside config/: the values of listen.yaml, one by one.
#ifndef LISTEN_CONFIG_SITE_VALUES_H
#define LISTEN_CONFIG_SITE_VALUES_H

#include "config/site_config.h"
#include "yaml/yaml.h"

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
                                   const struct yaml_node *node, void *base) LISTEN_MUST_CHECK;

/// Give each field the value that holds where it is not given: those of a section, or all others.
/// Errors: LISTEN_E_NOMEM.
enum listen_status site_take_fallbacks(struct site_loader *l, bool of_section,
                                       void *base) LISTEN_MUST_CHECK;

// ---- what site_values.c and site_paths.c share ----

typedef enum listen_status site_take_fn(struct site_loader *l, const struct site_field *field,
                                        const struct yaml_node *node, void *base);
site_take_fn site_take_glob, site_take_globs, site_take_path, site_take_voice, site_take_output,
    site_take_feed_file;

/// The member of `base` that the field is kept in.
void *site_member(const struct site_field *field, void *base);
/// Record "KEY is VALUE; accepted: ACCEPTED".
enum listen_status site_refuse(struct site_loader *l, const struct site_field *field,
                               const struct yaml_node *node, const char *accepted);
/// The same of a list: so many of them.
enum listen_status site_refuse_list(struct site_loader *l, const struct site_field *field,
                                    const struct yaml_node *node, const char *of);
/// Record that an item repeats another.
enum listen_status site_given_twice(struct site_loader *l, const struct site_field *field,
                                    const struct yaml_node *item);
/// Copy a text into the configuration's arena.
enum listen_status site_keep(struct site_loader *l, struct view text, const char **out);
/// A list of values, or one value as a list of itself.
const struct yaml_node *site_first_item(const struct yaml_node *node);
const struct yaml_node *site_next_item(const struct yaml_node *list, const struct yaml_node *item);

// ---- addresses, in site_url.c ----

/// Is this an address in the form of RFC 3986: http or https with a host?
bool site_url_is_web(struct view url);
/// Such an address, or a path from the web's root; without query and fragment, so that names of
/// files can be put behind it?
bool site_url_is_base(struct view url);
/// Such an address, or a path, with "{key}" in it and no other braces?
bool site_url_is_page(struct view url);

#endif
