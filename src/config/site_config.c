#include "config/site_config.h"

#include "base/glob.h"
#include "chapter/chapter.h"
#include "config/settings_field.h"
#include "config/site_values.h"

#include <stdio.h>
#include <sys/stat.h>

// ---- fields and groups ----

static struct config_keys known_keys(void) {
  struct config_keys keys = {0};
  for (size_t i = 0; i < n_site_fields; i++)
    config_add_key(&keys, site_fields[i].key);
  for (size_t i = 0; i < n_settings_fields; i++)
    config_add_key(&keys, settings_fields[i].key);
  return keys;
}

static const struct site_field *find_field(struct view group, struct view leaf) {
  for (size_t i = 0; i < n_site_fields; i++) {
    struct view key = view_of(site_fields[i].key);
    if (view_eq(config_key_group(key), group) && view_eq(config_key_leaf(key), leaf))
      return &site_fields[i];
  }
  return NULL;
}

static bool is_group(struct view name) {
  return view_eq(name, VIEW("feed")) || view_eq(name, VIEW("player"));
}

static enum listen_status unknown_field(struct site_loader *l, struct view group,
                                        const struct yaml_node *node) {
  const struct config_keys keys = known_keys();
  return config_unknown_key(&keys, group, node, l->file, l->diag);
}

static enum listen_status not_a_group(struct site_loader *l, const char *label, struct view group,
                                      const struct yaml_node *node) {
  const struct config_keys keys = known_keys();
  return config_not_a_group(&keys, group, node, l->file, label, l->diag);
}

static enum listen_status take_group(struct site_loader *l, struct view group,
                                     const struct yaml_node *mapping, void *base) {
  for (const struct yaml_node *node = mapping->first; node != NULL; node = node->next) {
    const struct site_field *field = find_field(group, node->key);
    enum listen_status status =
        field == NULL ? unknown_field(l, group, node) : site_take_value(l, field, node, base);
    if (status != LISTEN_OK)
      return status;
  }
  return LISTEN_OK;
}

/// Is every required field of the group there? `group` is empty for the file itself.
static enum listen_status check_required(struct site_loader *l, struct view group,
                                         const struct yaml_node *mapping) {
  for (size_t i = 0; i < n_site_fields; i++) {
    struct view key = view_of(site_fields[i].key);
    if (!site_fields[i].required || !view_eq(config_key_group(key), group) ||
        yaml_get(mapping, config_key_leaf(key)) != NULL)
      continue;
    diag_at(l->diag, l->file, mapping == NULL ? 0 : mapping->line,
            mapping == NULL ? 0 : mapping->column);
    diag_set(l->diag, LISTEN_E_CONFIG, DIAG_TEXT(l->diag, "%s is missing", "%s fehlt"),
             site_fields[i].key);
    diag_hint(l->diag, "%s",
              l->diag != NULL && l->diag->german ? site_fields[i].help_de : site_fields[i].help_en);
    return LISTEN_E_CONFIG;
  }
  return LISTEN_OK;
}

// ---- sections ----

static enum listen_status take_section(struct site_loader *l, const struct yaml_node *node) {
  if (node->kind != YAML_MAPPING)
    return not_a_group(l, "sections", VIEW("sections"), node);
  struct site_section *section = &l->config->sections[l->config->n_sections++];
  section->line = node->line;
  enum listen_status status = site_take_fallbacks(l, true, section);
  if (status == LISTEN_OK)
    status = take_group(l, VIEW("sections"), node, section);
  if (status == LISTEN_OK)
    status = check_required(l, VIEW("sections"), node);
  const struct yaml_node *voice = yaml_get(node, VIEW("voice"));
  if (voice != NULL) {
    section->voice_line = voice->line;
    section->voice_column = voice->column;
  }
  return status;
}

static enum listen_status take_sections(struct site_loader *l, const struct site_field *field,
                                        const struct yaml_node *node) {
  if (yaml_is_null(node)) // every entry commented out
    return LISTEN_OK;
  if (node->kind != YAML_LIST || node->n_children > (size_t)field->max) {
    char accepted[80];
    snprintf(accepted, sizeof accepted,
             DIAG_TEXT(l->diag, "a list of at most %ld groups of fields",
                       "eine Liste von höchstens %ld Gruppen von Feldern"),
             field->max);
    config_bad_value(node, l->file, field->key, accepted, l->diag);
    diag_hint(l->diag, "%s",
              DIAG_TEXT(l->diag, "each begins with \"- match:\"", "jede beginnt mit „- match:“"));
    return LISTEN_E_CONFIG;
  }
  for (const struct yaml_node *item = node->first; item != NULL; item = item->next) {
    enum listen_status status = take_section(l, item);
    if (status != LISTEN_OK)
      return status;
  }
  return LISTEN_OK;
}

// ---- the file ----

static enum listen_status take_field(struct site_loader *l, const struct yaml_node *node) {
  const struct settings_field *setting = settings_field_named(node->key);
  if (setting != NULL)
    return settings_take_field(setting, node, l->file, &l->config->settings, l->diag);
  if (is_group(node->key)) {
    if (yaml_is_null(node)) // every field of the group commented out
      return LISTEN_OK;
    if (node->kind != YAML_MAPPING)
      return not_a_group(l, view_eq(node->key, VIEW("feed")) ? "feed" : "player", node->key, node);
    return take_group(l, node->key, node, l->config);
  }
  const struct site_field *field = find_field((struct view){0}, node->key);
  if (field == NULL)
    return unknown_field(l, (struct view){0}, node);
  if (strcmp(field->type, "sections") == 0)
    return take_sections(l, field, node);
  return site_take_value(l, field, node, l->config);
}

/// Is the bit rate one that each format which takes one can have?
static enum listen_status check_bitrate(struct site_loader *l, const struct yaml_node *root) {
  const struct site_config *config = l->config;
  for (size_t i = 0; config->bitrate_kbps != 0 && i < config->n_formats; i++) {
    enum audio_format format = AUDIO_MP3;
    if (!audio_format_named(config->formats[i], &format))
      continue;
    const struct audio_format_info *info = audio_format_info(format);
    if (info->bitrate_kbps == 0 ||
        (config->bitrate_kbps >= info->min_kbps && config->bitrate_kbps <= info->max_kbps))
      continue;
    const struct yaml_node *node = yaml_get(root, VIEW("bitrate"));
    diag_at(l->diag, l->file, node->line, node->column);
    return diag_set(l->diag, LISTEN_E_CONFIG,
                    DIAG_TEXT(l->diag, "bitrate is %d; accepted for %s: %d to %d (kbit/s)",
                              "bitrate ist %d; erlaubt für %s: %d bis %d (kbit/s)"),
                    config->bitrate_kbps, info->name, info->min_kbps, info->max_kbps);
  }
  return LISTEN_OK;
}

static enum listen_status check_feed_format(struct site_loader *l, const struct yaml_node *feed) {
  struct site_config *config = l->config;
  if (config->feed.format == NULL)
    config->feed.format = config->formats[0];
  char names[64] = "";
  for (size_t i = 0; i < config->n_formats; i++) {
    if (config->feed.format == config->formats[i]) // both are the formats' own names
      return LISTEN_OK;
    config_append_name(names, sizeof names, view_of(config->formats[i]));
  }
  config_bad_value(yaml_get(feed, VIEW("format")), l->file, "feed.format", names, l->diag);
  diag_hint(l->diag, "%s",
            DIAG_TEXT(l->diag, "formats says which files there are",
                      "formats sagt, welche Dateien es gibt"));
  return LISTEN_E_CONFIG;
}

/// A feed's reader has no page that a relative link could begin at.
static enum listen_status check_feed(struct site_loader *l, const struct yaml_node *root) {
  const struct yaml_node *feed = yaml_get(root, VIEW("feed"));
  struct site_config *config = l->config;
  config->feed.enabled = feed != NULL && feed->kind == YAML_MAPPING;
  if (!config->feed.enabled) {
    config->feed.format = config->formats[0];
    return LISTEN_OK;
  }
  enum listen_status status = check_required(l, VIEW("feed"), feed);
  if (status == LISTEN_OK)
    status = check_feed_format(l, feed);
  if (config->feed.link == NULL)
    config->feed.link = config->url;
  if (status != LISTEN_OK || site_url_is_web(view_of(config->url)))
    return status;
  const struct yaml_node *url = yaml_get(root, VIEW("url"));
  diag_at(l->diag, l->file, url != NULL ? url->line : feed->key_line,
          url != NULL ? url->column : feed->key_column);
  diag_set(l->diag, LISTEN_E_CONFIG, "%s",
           DIAG_TEXT(l->diag, "a feed needs a url that begins with https:// or http://",
                     "ein Feed braucht eine url, die mit https:// oder http:// beginnt"));
  diag_hint(l->diag, "%s",
            DIAG_TEXT(l->diag, "it says where the output folder is found on the web",
                      "sie sagt, wo der Ausgabeordner im Web zu finden ist"));
  return LISTEN_E_CONFIG;
}

/// The place of the input number `i`.
static const struct yaml_node *input_node(const struct yaml_node *root, size_t i) {
  const struct yaml_node *node = yaml_get(root, VIEW("inputs"));
  if (node->kind != YAML_LIST)
    return node;
  node = node->first;
  while (i-- > 0)
    node = node->next;
  return node;
}

/// What is in the output folder is no article: a glob that only looks there finds nothing.
static enum listen_status check_inputs(struct site_loader *l, const struct yaml_node *root) {
  struct site_config *config = l->config;
  struct view output = view_of(config->output);
  config->inputs_line = yaml_get(root, VIEW("inputs"))->line;
  for (size_t i = 0; i < config->n_inputs; i++) {
    struct view glob = view_of(config->inputs[i]);
    if (!view_starts(view_sub(glob, 0, glob_fixed_len(glob)), output) ||
        glob.ptr[output.len] != '/')
      continue;
    const struct yaml_node *node = input_node(root, i);
    char shown[YAML_SHOWN_BYTES];
    yaml_show_text(glob, shown);
    diag_at(l->diag, l->file, node->line, node->column);
    diag_set(l->diag, LISTEN_E_CONFIG,
             DIAG_TEXT(l->diag, "inputs: %s lies in the output folder, which holds no articles",
                       "inputs: %s liegt im Ausgabeordner, der keine Artikel enthält"),
             shown);
    diag_hint(l->diag,
              DIAG_TEXT(l->diag, "output: a folder of its own, such as %.*s/audio",
                        "output: ein eigener Ordner, etwa %.*s/audio"),
              (int)output.len, output.ptr);
    return LISTEN_E_CONFIG;
  }
  return LISTEN_OK;
}

static enum listen_status check_together(struct site_loader *l, const struct yaml_node *root) {
  enum listen_status status = check_required(l, (struct view){0}, root);
  if (status == LISTEN_OK)
    status = check_inputs(l, root);
  if (status == LISTEN_OK)
    status = check_bitrate(l, root);
  if (status == LISTEN_OK)
    status = check_feed(l, root);
  const struct yaml_node *cover = yaml_get(root, VIEW("cover"));
  l->config->cover_line = cover == NULL ? 0 : cover->line;
  return status;
}

static enum listen_status take_fields(struct site_loader *l, const struct yaml_node *root) {
  if (root != NULL && root->kind != YAML_MAPPING)
    return not_a_group(l, DIAG_TEXT(l->diag, "the configuration", "die Konfiguration"),
                       (struct view){0}, root);
  for (const struct yaml_node *node = root == NULL ? NULL : root->first; node != NULL;
       node = node->next) {
    enum listen_status status = take_field(l, node);
    if (status != LISTEN_OK)
      return status;
  }
  return check_together(l, root);
}

/// Keep the path, and its folder: "." of "listen.yaml", "/" of "/listen.yaml".
static enum listen_status set_paths(struct site_loader *l) {
  struct arena *arena = &l->config->settings.arena;
  struct view path = view_of(l->file);
  const char *slash = strrchr(l->file, '/');
  size_t len = slash == NULL ? 0 : (size_t)(slash - l->file);
  struct view folder = slash == NULL ? VIEW(".") : len == 0 ? VIEW("/") : view_sub(path, 0, len);
  l->config->path = l->config->settings.path = arena_copy(arena, path).ptr;
  l->config->folder = arena_copy(arena, folder).ptr;
  return l->config->path == NULL || l->config->folder == NULL ? diag_nomem(l->diag) : LISTEN_OK;
}

enum listen_status site_config_parse(struct view yaml, const char *path, struct site_config *out,
                                     struct listen_diag *diag) {
  *out = (struct site_config){.settings = {.readings = READ_DEFAULT}};
  struct site_loader l = {.file = path == NULL ? "" : path, .config = out, .diag = diag};
  struct arena tree = {0};
  const struct yaml_node *root;
  enum listen_status status = yaml_parse(yaml, l.file, &tree, &root, diag);
  if (status == LISTEN_OK)
    status = set_paths(&l);
  if (status == LISTEN_OK)
    status = site_take_fallbacks(&l, false, out);
  if (status == LISTEN_OK)
    status = take_fields(&l, root);
  arena_clear(&tree);
  if (status != LISTEN_OK)
    site_config_clear(out);
  return status;
}

/// Is the output folder, by whatever name, the folder of the file or one that holds it? All in it
/// would be left alone, so nothing would be found; and it is no place for a thousand files.
static bool output_holds(const char *folder, const char *output, bool *nomem) {
  struct stat wanted, st;
  if (stat(output, &wanted) != 0)
    return false; // it is yet to be made
  struct buf path = {0};
  buf_str(&path, folder);
  bool holds = false, top = false;
  while (!holds && !top && !path.failed && stat(path.ptr, &st) == 0) {
    holds = st.st_dev == wanted.st_dev && st.st_ino == wanted.st_ino;
    const dev_t dev = st.st_dev;
    const ino_t ino = st.st_ino;
    buf_str(&path, "/..");
    top = path.failed || stat(path.ptr, &st) != 0 || (st.st_dev == dev && st.st_ino == ino);
  }
  *nomem = path.failed;
  buf_clear(&path);
  return holds;
}

static enum listen_status check_output(const struct site_config *config, struct listen_diag *diag) {
  bool nomem = false;
  if (!output_holds(config->folder, config->output_path, &nomem))
    return nomem ? diag_nomem(diag) : LISTEN_OK;
  struct yaml_node node = {.kind = YAML_SCALAR,
                           .text = view_of(config->output),
                           .line = config->output_line,
                           .column = config->output_column};
  return config_bad_value(&node, config->path, "output",
                          DIAG_TEXT(diag,
                                    "a folder for it alone, not that of this file or one above it",
                                    "ein Ordner nur dafür, nicht der dieser Datei oder einer "
                                    "darüber"),
                          diag);
}

enum listen_status site_config_load(const char *path, struct site_config *out,
                                    struct listen_diag *diag) {
  *out = (struct site_config){0};
  struct buf content = {0};
  enum listen_status status = yaml_read_file(path, &content, diag);
  if (status == LISTEN_OK)
    status = site_config_parse(buf_as_view(&content), path, out, diag);
  buf_clear(&content);
  if (status == LISTEN_OK && (status = check_output(out, diag)) != LISTEN_OK)
    site_config_clear(out);
  return status;
}

void site_config_clear(struct site_config *config) {
  if (config == NULL)
    return;
  settings_clear(&config->settings);
  *config = (struct site_config){0};
}

extern const unsigned char listen_site_example_en[], listen_site_example_de[];
extern const size_t listen_site_example_en_len, listen_site_example_de_len;

struct view site_config_example(bool german) {
  return german ? (struct view){(const char *)listen_site_example_de, listen_site_example_de_len}
                : (struct view){(const char *)listen_site_example_en, listen_site_example_en_len};
}
