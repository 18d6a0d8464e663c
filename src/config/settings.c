#include "config/settings.h"

#include "base/nearest.h"
#include "base/utf8.h"
#include "config/settings_field.h"
#include "config/settings_rules.h"
#include "config/voice_find.h"
#include "yaml/yaml.h"

#include <stdio.h>

// What the checks below share while one file is read.
struct loader {
  const char *file;
  struct site_settings *settings;
  struct listen_diag *diag;
};

_Static_assert(sizeof(enum gender_style) == sizeof(int) && sizeof(enum emoji_style) == sizeof(int),
               "choices are stored as int");

static struct config_keys known_keys(void) {
  struct config_keys keys = {0};
  for (size_t i = 0; i < n_settings_fields; i++)
    config_add_key(&keys, settings_fields[i].key);
  return keys;
}

/// "gender is "x"; accepted: …"
static enum listen_status bad_value(struct loader *l, const char *label,
                                    const struct yaml_node *node, const char *accepted) {
  return config_bad_value(node, l->file, label, accepted, l->diag);
}

static enum listen_status bad_choice(struct loader *l, const struct settings_field *field,
                                     const struct yaml_node *node) {
  char names[64] = "";
  struct nearest nearest = {.wanted = node->text};
  for (size_t i = 0; field->choices[i] != NULL; i++) {
    config_append_name(names, sizeof names, view_of(field->choices[i]));
    nearest_offer(&nearest, view_of(field->choices[i]));
  }
  bad_value(l, field->key, node, names);
  if (yaml_is_null(node))
    config_hint_missing(node, l->diag);
  else if (node->kind == YAML_SCALAR)
    config_hint_name(&nearest, l->diag);
  return LISTEN_E_CONFIG;
}

static enum listen_status take_choice(struct loader *l, const struct settings_field *field,
                                      const struct yaml_node *node) {
  for (int i = 0; node->kind == YAML_SCALAR && field->choices[i] != NULL; i++) {
    if (!view_eq(node->text, view_of(field->choices[i])))
      continue;
    const bool given = true;
    memcpy((char *)l->settings + field->offset, &i, sizeof i);
    memcpy((char *)l->settings + field->given_offset, &given, sizeof given);
    return LISTEN_OK;
  }
  return bad_choice(l, field, node);
}

static bool holds_control(struct view text) {
  for (size_t pos = 0, size; pos < text.len; pos += size)
    if (yaml_is_control(utf8_at(text, pos, &size)))
      return true;
  return false;
}

const char *config_locate(struct view path, const char *file, struct arena *arena) {
  struct view folder = view_of(file);
  while (folder.len > 0 && folder.ptr[folder.len - 1] != '/')
    folder.len--;
  struct buf full = {0};
  if (path.ptr[0] != '/')
    buf_view(&full, folder);
  buf_view(&full, path);
  const char *copy = arena_copy_buf(arena, &full).ptr;
  buf_clear(&full);
  return copy;
}

bool config_is_path(const struct yaml_node *node) {
  return node->kind == YAML_SCALAR && !yaml_is_null(node) && node->text.len > 0 &&
         node->text.len <= SETTINGS_PATH_MAX && !holds_control(node->text);
}

static enum listen_status take_voice(struct loader *l, const struct settings_field *field,
                                     const struct yaml_node *node) {
  struct site_settings *settings = l->settings;
  if (!config_is_path(node)) {
    char accepted[120];
    snprintf(accepted, sizeof accepted,
             DIAG_TEXT(l->diag,
                       "name or path of a voice profile, 1 to %d bytes, no control characters",
                       "Name oder Pfad eines Stimmprofils, 1 bis %d Byte, keine Steuerzeichen"),
             SETTINGS_PATH_MAX);
    bad_value(l, field->key, node, accepted);
    config_hint_missing(node, l->diag);
    return LISTEN_E_CONFIG;
  }
  settings->voice = voice_is_path(node->text) ? config_locate(node->text, l->file, &settings->arena)
                                              : arena_copy(&settings->arena, node->text).ptr;
  settings->voice_line = node->line;
  settings->voice_column = node->column;
  return settings->voice != NULL ? LISTEN_OK : diag_nomem(l->diag);
}

/// A path, or a list of paths.
static enum listen_status take_lexicons(struct loader *l, const struct settings_field *field,
                                        const struct yaml_node *node) {
  if (yaml_is_null(node)) // every path commented out
    return LISTEN_OK;
  struct site_settings *settings = l->settings;
  settings->lexicon_line = node->line;
  const struct yaml_node *item = node->kind == YAML_LIST ? node->first : node;
  for (; item != NULL; item = node->kind == YAML_LIST ? item->next : NULL) {
    if (!config_is_path(item) || settings->n_lexicons == SETTINGS_LEXICONS_MAX) {
      char accepted[120];
      snprintf(accepted, sizeof accepted,
               DIAG_TEXT(l->diag, "a path or a list of at most %d, each 1 to %d bytes",
                         "ein Pfad oder eine Liste von höchstens %d, je 1 bis %d Byte"),
               SETTINGS_LEXICONS_MAX, SETTINGS_PATH_MAX);
      return bad_value(l, field->key, item, accepted);
    }
    const char *path = config_locate(item->text, l->file, &settings->arena);
    if (path == NULL)
      return diag_nomem(l->diag);
    settings->lexicons[settings->n_lexicons++] = path;
  }
  return LISTEN_OK;
}

/// "title,quotes", or a list of such words.
static bool join_list(const struct yaml_node *node, struct buf *out) {
  if (node->kind == YAML_SCALAR) {
    buf_view(out, node->text);
    return true;
  }
  bool scalars = node->kind == YAML_LIST;
  for (const struct yaml_node *item = node->first; scalars && item != NULL; item = item->next) {
    scalars = item->kind == YAML_SCALAR;
    if (out->len > 0)
      buf_byte(out, ',');
    buf_view(out, item->text);
  }
  return scalars;
}

/// The item of a list that is no such word, else the value itself.
static const struct yaml_node *unknown_reading(const struct yaml_node *node) {
  unsigned ignored;
  if (node->kind == YAML_LIST)
    for (const struct yaml_node *item = node->first; item != NULL; item = item->next)
      if (item->kind != YAML_SCALAR || !read_kinds_parse(item->text, READ_DEFAULT, &ignored, NULL))
        return item;
  return node;
}

static enum listen_status take_readings(struct loader *l, const struct settings_field *field,
                                        const struct yaml_node *node) {
  struct buf list = {0};
  enum listen_status status = LISTEN_OK;
  bool known = !yaml_is_null(node) && join_list(node, &list) && list.ptr != NULL &&
               read_kinds_parse(buf_as_view(&list), READ_DEFAULT, &l->settings->readings, NULL);
  if (list.failed)
    status = diag_nomem(l->diag);
  else if (!known)
    status =
        bad_value(l, field->key, unknown_reading(node),
                  "title, headings, captions, lists, tables, code, footnotes, quotes, bylines");
  buf_clear(&list);
  l->settings->readings_given = true;
  return status;
}

static enum listen_status take_rules(struct loader *l, const struct settings_field *field,
                                     const struct yaml_node *node) {
  if (yaml_is_null(node)) // every rule commented out
    return LISTEN_OK;
  struct site_rules *rules = (void *)((char *)l->settings + field->offset);
  if (node->kind == YAML_MAPPING)
    return settings_rules(node, l->file, field->key, &l->settings->arena, rules, l->diag);
  bad_value(l, field->key, node, DIAG_TEXT(l->diag, "a group of rules", "eine Gruppe von Regeln"));
  diag_hint(l->diag, "%s",
            DIAG_TEXT(l->diag, "one rule a line, indented: \"written: spoken\"",
                      "je Zeile eine Regel, eingerückt: „geschrieben: gesprochen“"));
  return LISTEN_E_CONFIG;
}

const struct settings_field *settings_field_named(struct view key) {
  for (size_t i = 0; i < n_settings_fields; i++)
    if (view_eq(key, view_of(settings_fields[i].key)))
      return &settings_fields[i];
  return NULL;
}

enum listen_status settings_take_field(const struct settings_field *field,
                                       const struct yaml_node *node, const char *file,
                                       struct site_settings *settings, struct listen_diag *diag) {
  struct loader l = {.file = file, .settings = settings, .diag = diag};
  if (strcmp(field->type, "rules") == 0)
    return take_rules(&l, field, node);
  if (strcmp(field->type, "choice") == 0)
    return take_choice(&l, field, node);
  if (strcmp(field->type, "readings") == 0)
    return take_readings(&l, field, node);
  if (strcmp(field->type, "lexicons") == 0)
    return take_lexicons(&l, field, node);
  return take_voice(&l, field, node);
}

static enum listen_status take_fields(struct loader *l, const struct yaml_node *root) {
  if (root == NULL) // empty, or every field commented out
    return LISTEN_OK;
  const struct config_keys keys = known_keys();
  if (root->kind != YAML_MAPPING)
    return config_not_a_group(&keys, (struct view){0}, root, l->file,
                              DIAG_TEXT(l->diag, "the settings file", "die Einstellungsdatei"),
                              l->diag);
  for (const struct yaml_node *node = root->first; node != NULL; node = node->next) {
    const struct settings_field *field = settings_field_named(node->key);
    enum listen_status status =
        field == NULL ? config_unknown_key(&keys, (struct view){0}, node, l->file, l->diag)
                      : settings_take_field(field, node, l->file, l->settings, l->diag);
    if (status != LISTEN_OK)
      return status;
  }
  return LISTEN_OK;
}

enum listen_status settings_parse(struct view yaml, const char *path, struct site_settings *out,
                                  struct listen_diag *diag) {
  *out = (struct site_settings){.readings = READ_DEFAULT};
  struct loader l = {.file = path == NULL ? "" : path, .settings = out, .diag = diag};
  struct arena tree = {0};
  const struct yaml_node *root;
  enum listen_status status = yaml_parse(yaml, l.file, &tree, &root, diag);
  if (status == LISTEN_OK)
    status = take_fields(&l, root);
  arena_clear(&tree);
  if (status == LISTEN_OK && (out->path = arena_copy(&out->arena, view_of(l.file)).ptr) == NULL)
    status = diag_nomem(diag);
  if (status != LISTEN_OK)
    settings_clear(out);
  return status;
}

enum listen_status settings_load(const char *path, struct site_settings *out,
                                 struct listen_diag *diag) {
  *out = (struct site_settings){0};
  struct buf content = {0};
  enum listen_status status = yaml_read_file(path, &content, diag);
  if (status == LISTEN_OK)
    status = settings_parse(buf_as_view(&content), path, out, diag);
  buf_clear(&content);
  return status;
}

void settings_clear(struct site_settings *settings) {
  if (settings == NULL)
    return;
  arena_clear(&settings->arena);
  *settings = (struct site_settings){0};
}
