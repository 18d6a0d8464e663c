#include "config/voice.h"

#include "config/complaint.h"
#include "config/voice_command.h"
#include "config/voice_find.h"
#include "yaml/yaml.h"

#include <stdio.h>
#include <stdlib.h>

// What the checks below share while one profile is read.
struct loader {
  const char *file;
  struct voice_profile *profile;
  struct listen_diag *diag;
};

// Some thirty fields, looked at once per line of a profile: a plain walk is quickest.
static const struct voice_field *find_field(struct view group, struct view leaf) {
  for (size_t i = 0; i < n_voice_fields; i++) {
    struct view key = view_of(voice_fields[i].key);
    if (view_eq(config_key_group(key), group) && view_eq(config_key_leaf(key), leaf))
      return &voice_fields[i];
  }
  return NULL;
}

static bool is_group(struct view name) {
  for (size_t i = 0; i < n_voice_fields; i++)
    if (name.len > 0 && view_eq(config_key_group(view_of(voice_fields[i].key)), name))
      return true;
  return false;
}

static struct config_keys known_keys(void) {
  struct config_keys keys = {0};
  for (size_t i = 0; i < n_voice_fields; i++)
    config_add_key(&keys, voice_fields[i].key);
  return keys;
}

static enum listen_status unknown_field(struct loader *l, struct view group,
                                        const struct yaml_node *node) {
  const struct config_keys keys = known_keys();
  return config_unknown_key(&keys, group, node, l->file, l->diag);
}

static enum listen_status bad_text(struct loader *l, const struct voice_field *field,
                                   const struct yaml_node *node) {
  struct listen_diag *diag = l->diag;
  char shown[YAML_SHOWN_BYTES];
  yaml_show(node, diag != NULL && diag->german, shown);
  diag_at(diag, l->file, node->line, node->column);
  bool named = strcmp(field->type, "name") == 0;
  diag_set(
      diag, LISTEN_E_CONFIG,
      named ? DIAG_TEXT(diag, "%s is %s; accepted: %ld to %ld of the characters A-Z a-z 0-9 _ + -",
                        "%s ist %s; erlaubt: %ld bis %ld der Zeichen A-Z a-z 0-9 _ + -")
            : DIAG_TEXT(diag,
                        "%s is %s; accepted: text of %ld to %ld bytes without control characters",
                        "%s ist %s; erlaubt: Text von %ld bis %ld Byte ohne Steuerzeichen"),
      field->key, shown, field->min, field->max);
  if (yaml_is_null(node) && field->min == 0)
    diag_hint(diag, "%s",
              DIAG_TEXT(diag, "write \"\" for none, or remove the line",
                        "für keine \"\" schreiben oder die Zeile entfernen"));
  return LISTEN_E_CONFIG;
}

static bool is_name_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '+' || c == '-';
}

static bool is_name(struct view text) {
  for (size_t i = 0; i < text.len; i++)
    if (!is_name_byte(text.ptr[i]))
      return false;
  return true;
}

static bool length_fits(const struct voice_field *field, size_t len) {
  return len >= (size_t)field->min && len <= (size_t)field->max;
}

static enum listen_status store_text(struct loader *l, const struct voice_field *field,
                                     const struct yaml_node *node) {
  if (node->kind != YAML_SCALAR || yaml_is_null(node))
    return bad_text(l, field, node);
  struct buf clean = {0};
  uint32_t control = 0;
  bool name = strcmp(field->type, "name") == 0, enough_memory = true, fine = true;
  if (name)
    fine = is_name(node->text);
  else
    enough_memory = yaml_clean_text(node->text, &clean, &control);
  struct view text = name ? node->text : buf_as_view(&clean);
  enum listen_status status = LISTEN_OK;
  const char **member = (const char **)(void *)((char *)l->profile + field->offset);
  if (!enough_memory)
    status = diag_nomem(l->diag);
  else if (!fine || control != 0 || !length_fits(field, text.len))
    status = bad_text(l, field, node);
  else if ((*member = arena_copy(&l->profile->arena, text).ptr) == NULL)
    status = diag_nomem(l->diag);
  buf_clear(&clean);
  return status;
}

// The members are `int` and `unsigned`; within the ranges both have the same bytes.
static void store_integer(struct voice_profile *profile, const struct voice_field *field,
                          long value) {
  int narrow = (int)value;
  memcpy((char *)profile + field->offset, &narrow, sizeof narrow);
}

static enum listen_status take_value(struct loader *l, const struct voice_field *field,
                                     const struct yaml_node *node) {
  if (strcmp(field->type, "decimal") == 0)
    return yaml_decimal(node, l->file, field->key, field->min, field->max,
                        (double *)(void *)((char *)l->profile + field->offset), l->diag);
  if (strcmp(field->type, "list") == 0)
    return voice_take_list(node, l->file, field, &l->profile->arena,
                           (const char *const **)(void *)((char *)l->profile + field->offset),
                           l->diag);
  if (strcmp(field->type, "integer") != 0)
    return store_text(l, field, node);
  long value;
  enum listen_status status =
      yaml_integer(node, l->file, field->key, field->min, field->max, &value, l->diag);
  if (status == LISTEN_OK)
    store_integer(l->profile, field, value);
  return status;
}

static enum listen_status not_a_group(struct loader *l, const char *label, struct view group,
                                      const struct yaml_node *node) {
  const struct config_keys keys = known_keys();
  return config_not_a_group(&keys, group, node, l->file, label, l->diag);
}

static enum listen_status take_group(struct loader *l, struct view group,
                                     const struct yaml_node *mapping) {
  char label[NEAREST_MAX_BYTES];
  snprintf(label, sizeof label, "%.*s", (int)group.len, group.ptr);
  if (yaml_is_null(mapping)) // every field of the group commented out
    return LISTEN_OK;
  if (mapping->kind != YAML_MAPPING)
    return not_a_group(l, label, group, mapping);
  for (const struct yaml_node *node = mapping->first; node != NULL; node = node->next) {
    const struct voice_field *field = find_field(group, node->key);
    enum listen_status status =
        field == NULL ? unknown_field(l, group, node) : take_value(l, field, node);
    if (status != LISTEN_OK)
      return status;
  }
  return LISTEN_OK;
}

static enum listen_status take_fields(struct loader *l, const struct yaml_node *root) {
  for (const struct yaml_node *node = root->first; node != NULL; node = node->next) {
    const struct voice_field *field = find_field((struct view){0}, node->key);
    enum listen_status status;
    if (field != NULL)
      status = take_value(l, field, node);
    else if (is_group(node->key))
      status = take_group(l, node->key, node);
    else
      status = unknown_field(l, (struct view){0}, node);
    if (status != LISTEN_OK)
      return status;
  }
  return LISTEN_OK;
}

static void set_fallbacks(struct voice_profile *profile) {
  for (size_t i = 0; i < n_voice_fields; i++) {
    const struct voice_field *field = &voice_fields[i];
    if (strcmp(field->type, "integer") == 0)
      store_integer(profile, field, field->fallback);
    else if (strcmp(field->type, "decimal") == 0)
      *(double *)(void *)((char *)profile + field->offset) = (double)field->fallback;
    else if (strcmp(field->type, "list") != 0)
      *(const char **)(void *)((char *)profile + field->offset) = "";
  }
}

static bool add_field(const struct voice_profile *profile, const struct voice_field *field,
                      struct buf *out) {
  const char *member = (const char *)profile + field->offset;
  if (strcmp(field->type, "integer") == 0) {
    int number;
    memcpy(&number, member, sizeof number);
    buf_printf(out, "%s %d\n", field->key, number);
  } else if (strcmp(field->type, "decimal") == 0) {
    double number;
    memcpy(&number, member, sizeof number);
    buf_printf(out, "%s %a\n", field->key, number);
  } else if (strcmp(field->type, "string") == 0 || strcmp(field->type, "name") == 0) {
    const char *text;
    memcpy(&text, member, sizeof text);
    buf_printf(out, "%s %s\n", field->key, text);
  } else if (strcmp(field->type, "list") == 0) {
    const char *const *texts;
    memcpy(&texts, member, sizeof texts);
    for (; texts != NULL && *texts != NULL; texts++)
      buf_printf(out, "%s %zu %s\n", field->key, strlen(*texts), *texts);
  } else {
    return false;
  }
  return !out->failed;
}

bool voice_profile_text(const struct voice_profile *profile, bool pauses, struct buf *out) {
  for (size_t i = 0; i < n_voice_fields; i++) {
    struct view key = view_of(voice_fields[i].key);
    if (view_starts(key, VIEW("description.")) || view_starts(key, VIEW("loudness.")) ||
        (!pauses && view_starts(key, VIEW("pauses."))))
      continue;
    if (!add_field(profile, &voice_fields[i], out))
      return false;
  }
  return true;
}

static bool was_given(const struct yaml_node *root, const struct voice_field *field) {
  struct view key = view_of(field->key), group = config_key_group(key);
  return yaml_get(group.len == 0 ? root : yaml_get(root, group), config_key_leaf(key)) != NULL;
}

/// All missing fields in one message, so that nobody has to run the program once per field.
static enum listen_status check_required(struct loader *l, const struct yaml_node *root) {
  char names[160] = "";
  size_t len = 0;
  const struct voice_field *first = NULL;
  for (size_t i = 0; i < n_voice_fields; i++) {
    const struct voice_field *field = &voice_fields[i];
    if (!field->required || was_given(root, field))
      continue;
    if (voice_is_command(l->profile) && strncmp(field->key, "description.", 12) != 0)
      continue;
    if (first == NULL)
      first = field;
    int n = snprintf(names + len, sizeof names - len, "%s%s", len > 0 ? ", " : "", field->key);
    if (n > 0 && (size_t)n < sizeof names - len)
      len += (size_t)n;
  }
  if (first == NULL)
    return LISTEN_OK;
  diag_at(l->diag, l->file, root->line, root->column);
  diag_set(l->diag, LISTEN_E_CONFIG,
           DIAG_TEXT(l->diag, "required but missing: %s", "nötig, aber nicht angegeben: %s"),
           names);
  diag_hint(l->diag, "%s: %s", first->key, DIAG_TEXT(l->diag, first->help_en, first->help_de));
  return LISTEN_E_CONFIG;
}

static enum listen_status check_variant(struct loader *l, const struct yaml_node *root) {
  const struct voice_profile *profile = l->profile;
  if (profile->espeak_variant[0] == '\0' || strchr(profile->espeak_voice, '+') == NULL)
    return LISTEN_OK;
  const struct yaml_node *node = yaml_get(yaml_get(root, VIEW("espeak")), VIEW("variant"));
  diag_at(l->diag, l->file, node->line, node->column);
  return diag_set(l->diag, LISTEN_E_CONFIG,
                  DIAG_TEXT(l->diag,
                            "espeak.variant is \"%s\", but espeak.voice \"%s\" has one already",
                            "espeak.variant ist „%s“, aber espeak.voice „%s“ hat schon eine"),
                  profile->espeak_variant, profile->espeak_voice);
}

static enum listen_status empty_profile(struct loader *l) {
  diag_at(l->diag, l->file, 0, 0);
  diag_set(l->diag, LISTEN_E_CONFIG, "%s",
           DIAG_TEXT(l->diag, "the voice profile is empty", "das Stimmprofil ist leer"));
  diag_hint(l->diag, "%s",
            DIAG_TEXT(l->diag, "start from a copy of " VOICE_DEFAULT ".yaml",
                      "mit einer Kopie von " VOICE_DEFAULT ".yaml anfangen"));
  return LISTEN_E_CONFIG;
}

/// espeak-ng's phonemes, and the estimate, are those of the German voice at its own speed.
static void fill_in_espeak(struct voice_profile *profile) {
  enum { ORDINARY_WPM = 175 };
  if (profile->espeak_voice[0] == '\0')
    profile->espeak_voice = "de";
  if (profile->rate_wpm == 0)
    profile->rate_wpm = ORDINARY_WPM;
}

static enum listen_status check_profile(struct loader *l, const struct yaml_node *root) {
  if (root == NULL)
    return empty_profile(l);
  if (root->kind != YAML_MAPPING)
    return not_a_group(l, DIAG_TEXT(l->diag, "the voice profile", "das Stimmprofil"),
                       (struct view){0}, root);
  set_fallbacks(l->profile);
  enum listen_status status = take_fields(l, root);
  if (status == LISTEN_OK)
    status = voice_check_command(l->profile, root, l->file, l->diag);
  if (status == LISTEN_OK)
    status = check_required(l, root);
  if (status == LISTEN_OK)
    status = check_variant(l, root);
  if (status == LISTEN_OK && voice_is_command(l->profile))
    fill_in_espeak(l->profile);
  return status;
}

static enum listen_status set_names(struct loader *l) {
  struct view path = view_of(l->file);
  struct view name = voice_name_of(path);
  l->profile->path = arena_copy(&l->profile->arena, path).ptr;
  l->profile->name = arena_copy(&l->profile->arena, name).ptr;
  bool fine = l->profile->path != NULL && l->profile->name != NULL;
  return fine ? LISTEN_OK : diag_nomem(l->diag);
}

enum listen_status voice_profile_parse(struct view yaml, const char *path,
                                       struct voice_profile *out, struct listen_diag *diag) {
  *out = (struct voice_profile){0};
  struct loader l = {.file = path == NULL ? "" : path, .profile = out, .diag = diag};
  struct arena tree = {0};
  const struct yaml_node *root;
  enum listen_status status = yaml_parse(yaml, l.file, &tree, &root, diag);
  if (status == LISTEN_OK)
    status = check_profile(&l, root);
  if (status == LISTEN_OK)
    status = set_names(&l);
  arena_clear(&tree);
  if (status != LISTEN_OK)
    voice_profile_clear(out);
  return status;
}

void voice_profile_clear(struct voice_profile *profile) {
  if (profile == NULL)
    return;
  arena_clear(&profile->arena);
  *profile = (struct voice_profile){0};
}
