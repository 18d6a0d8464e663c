// The types of the fields in listen.yaml: what each accepts, and what it says to the rest.
#include "config/site_values.h"

#include "base/nearest.h"
#include "base/utf8.h"
#include "chapter/chapter.h"
#include "config/settings_field.h"
#include "estimate/label.h"

#include <stdio.h>

void *site_member(const struct site_field *field, void *base) {
  return (char *)base + field->offset;
}

enum listen_status site_refuse(struct site_loader *l, const struct site_field *field,
                               const struct yaml_node *node, const char *accepted) {
  config_bad_value(node, l->file, field->key, accepted, l->diag);
  if (!field->required)
    config_hint_missing(node, l->diag);
  return LISTEN_E_CONFIG;
}

enum listen_status site_keep(struct site_loader *l, struct view text, const char **out) {
  *out = arena_copy(&l->config->settings.arena, text).ptr;
  return *out == NULL ? diag_nomem(l->diag) : LISTEN_OK;
}

// ---- texts ----

static enum listen_status refuse_text(struct site_loader *l, const struct site_field *field,
                                      const struct yaml_node *node) {
  char accepted[120];
  snprintf(accepted, sizeof accepted,
           DIAG_TEXT(l->diag, "text of %ld to %ld bytes without control characters",
                     "Text von %ld bis %ld Byte ohne Steuerzeichen"),
           field->min, field->max);
  return site_refuse(l, field, node, accepted);
}

static enum listen_status take_text(struct site_loader *l, const struct site_field *field,
                                    const struct yaml_node *node, void *base) {
  if (node->kind != YAML_SCALAR || yaml_is_null(node))
    return refuse_text(l, field, node);
  struct buf clean = {0};
  uint32_t control;
  enum listen_status status;
  if (!yaml_clean_text(node->text, &clean, &control))
    status = diag_nomem(l->diag);
  else if (control != 0 || clean.len < (size_t)field->min || clean.len > (size_t)field->max)
    status = refuse_text(l, field, node);
  else
    status = site_keep(l, buf_as_view(&clean), site_member(field, base));
  buf_clear(&clean);
  return status;
}

static enum listen_status take_label(struct site_loader *l, const struct site_field *field,
                                     const struct yaml_node *node, void *base) {
  enum listen_status status = take_text(l, field, node, base);
  struct view bad;
  const char **label = site_member(field, base);
  if (status != LISTEN_OK || label_format_is_valid(*label, &bad))
    return status;
  diag_at(l->diag, l->file, node->line, node->column);
  char shown[YAML_SHOWN_BYTES];
  yaml_show_text(bad, shown);
  return diag_set(l->diag, LISTEN_E_CONFIG,
                  DIAG_TEXT(l->diag,
                            "%s: %s is no label; accepted: minutes, min, hours, h, clock, iso8601, "
                            "m, s, or a text with one of them in braces",
                            "%s: %s ist kein Etikett; erlaubt: minutes, min, hours, h, clock, "
                            "iso8601, m, s oder ein Text mit einem davon in geschweiften Klammern"),
                  field->key, shown);
}

static bool is_blank_free(struct view text) {
  for (size_t pos = 0, size; pos < text.len; pos += size)
    if (utf8_is_space(utf8_at(text, pos, &size)))
      return false;
  return true;
}

static enum listen_status take_email(struct site_loader *l, const struct site_field *field,
                                     const struct yaml_node *node, void *base) {
  enum listen_status status = take_text(l, field, node, base);
  if (status != LISTEN_OK)
    return status;
  const char **address = site_member(field, base);
  const char *at = strchr(*address, '@');
  if (at != NULL && at > *address && at[1] != '\0' && strchr(at + 1, '@') == NULL &&
      is_blank_free(view_of(*address)))
    return LISTEN_OK;
  return site_refuse(l, field, node,
                     DIAG_TEXT(l->diag, "an address such as redaktion@example.org",
                               "eine Anschrift wie redaktion@example.org"));
}

static bool is_alnum(char c, bool digits) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (digits && c >= '0' && c <= '9');
}

/// Letters, then perhaps letters and digits behind hyphens: the shape of RFC 5646.
static bool is_language(struct view text, size_t max) {
  size_t start = 0;
  for (size_t i = 0; i <= text.len; i++) {
    if (i < text.len && is_alnum(text.ptr[i], start > 0))
      continue;
    const size_t len = i - start;
    if ((i < text.len && text.ptr[i] != '-') || len == 0 || len > 8 || (start == 0 && len < 2))
      return false;
    start = i + 1;
  }
  return text.len <= max;
}

static enum listen_status take_language(struct site_loader *l, const struct site_field *field,
                                        const struct yaml_node *node, void *base) {
  if (node->kind == YAML_SCALAR && !yaml_is_null(node) &&
      is_language(node->text, (size_t)field->max))
    return site_keep(l, node->text, site_member(field, base));
  return site_refuse(l, field, node,
                     DIAG_TEXT(l->diag, "a language such as de or de-AT",
                               "eine Sprache wie de oder "
                               "de-AT"));
}

// ---- choices and numbers ----

static enum listen_status take_boolean(struct site_loader *l, const struct site_field *field,
                                       const struct yaml_node *node, void *base) {
  static const char *const words[] = {"false", "true", "no", "yes", "off", "on"};
  for (size_t i = 0; node->kind == YAML_SCALAR && i < sizeof words / sizeof *words; i++)
    if (node->plain && view_eq(node->text, view_of(words[i]))) {
      *(bool *)site_member(field, base) = i % 2 == 1;
      return LISTEN_OK;
    }
  return site_refuse(l, field, node, DIAG_TEXT(l->diag, "true or false", "true oder false"));
}

static enum listen_status take_choice(struct site_loader *l, const struct site_field *field,
                                      const struct yaml_node *node, void *base) {
  char names[64] = "";
  const char **out = site_member(field, base);
  struct nearest nearest = {.wanted = node->text};
  for (size_t i = 0; field->choices[i] != NULL; i++) {
    struct view choice = view_of(field->choices[i]);
    if (node->kind == YAML_SCALAR && view_eq(node->text, choice)) {
      *out = field->choices[i];
      return LISTEN_OK;
    }
    config_append_name(names, sizeof names, choice);
    nearest_offer(&nearest, choice);
  }
  site_refuse(l, field, node, names);
  if (node->text.len > 0)
    config_hint_name(&nearest, l->diag);
  return LISTEN_E_CONFIG;
}

static enum listen_status take_integer(struct site_loader *l, const struct site_field *field,
                                       const struct yaml_node *node, void *base) {
  long value;
  enum listen_status status =
      yaml_integer(node, l->file, field->key, field->min, field->max, &value, l->diag);
  if (status == LISTEN_OK)
    *(int *)site_member(field, base) = (int)value;
  return status;
}

// ---- formats ----

#define FORMAT_NAMES "mp3, opus, ogg, m4b, flac, wav"

/// The name of the format in the formats' own table; NULL where there is none.
static const char *format_name(const struct yaml_node *node) {
  enum audio_format format;
  if (node->kind != YAML_SCALAR || !audio_format_named(node->text.ptr, &format) ||
      format == AUDIO_RAW) // no player knows what is in it
    return NULL;
  return audio_format_info(format)->name;
}

static enum listen_status take_format(struct site_loader *l, const struct site_field *field,
                                      const struct yaml_node *node, void *base) {
  const char *name = format_name(node);
  if (name == NULL)
    return site_refuse(l, field, node, FORMAT_NAMES);
  *(const char **)site_member(field, base) = name;
  return LISTEN_OK;
}

const struct yaml_node *site_first_item(const struct yaml_node *node) {
  return node->kind == YAML_LIST ? node->first : node;
}

const struct yaml_node *site_next_item(const struct yaml_node *list, const struct yaml_node *item) {
  return list->kind == YAML_LIST ? item->next : NULL;
}

enum listen_status site_refuse_list(struct site_loader *l, const struct site_field *field,
                                    const struct yaml_node *node, const char *of) {
  char accepted[160];
  snprintf(
      accepted, sizeof accepted,
      DIAG_TEXT(l->diag, "%s, %ld to %ld of them as a list", "%s, als Liste %ld bis %ld davon"), of,
      field->min, field->max);
  return site_refuse(l, field, node, accepted);
}

enum listen_status site_given_twice(struct site_loader *l, const struct site_field *field,
                                    const struct yaml_node *item) {
  char shown[YAML_SHOWN_BYTES];
  yaml_show_text(item->text, shown);
  diag_at(l->diag, l->file, item->line, item->column);
  return diag_set(l->diag, LISTEN_E_CONFIG,
                  DIAG_TEXT(l->diag, "%s: %s is given twice", "%s: %s steht zweimal da"),
                  field->key, shown);
}

static enum listen_status take_formats(struct site_loader *l, const struct site_field *field,
                                       const struct yaml_node *node, void *base) {
  const char **names = site_member(field, base);
  size_t *n_names = (void *)((char *)base + field->count_offset);
  *n_names = 0;
  const struct yaml_node *item = site_first_item(node);
  for (; item != NULL; item = site_next_item(node, item)) {
    const char *name = format_name(item);
    if (name == NULL)
      return site_refuse(l, field, item, FORMAT_NAMES);
    for (size_t i = 0; i < *n_names; i++)
      if (names[i] == name)
        return site_given_twice(l, field, item);
    if (*n_names == (size_t)field->max) // never: there are as many formats
      return site_refuse_list(l, field, node, FORMAT_NAMES);
    names[(*n_names)++] = name;
  }
  return *n_names > 0 ? LISTEN_OK : site_refuse_list(l, field, node, FORMAT_NAMES);
}

// ---- addresses ----

static enum listen_status refuse_url(struct site_loader *l, const struct site_field *field,
                                     const struct yaml_node *node, const char *accepted) {
  site_refuse(l, field, node, accepted);
  if (node->kind == YAML_SCALAR && !yaml_is_null(node))
    for (size_t i = 0; i < node->text.len; i++)
      if ((unsigned char)node->text.ptr[i] >= 0x80 || node->text.ptr[i] == ' ') {
        diag_hint(
            l->diag, "%s",
            DIAG_TEXT(l->diag, "write ü as %C3%BC, a blank as %20, a host's name as xn--…",
                      "ü als %C3%BC schreiben, Leerzeichen als %20, den Hostnamen als xn--…"));
        break;
      }
  return LISTEN_E_CONFIG;
}

static bool is_url_node(const struct site_field *field, const struct yaml_node *node) {
  return node->kind == YAML_SCALAR && !yaml_is_null(node) && node->text.len <= (size_t)field->max;
}

static enum listen_status take_url(struct site_loader *l, const struct site_field *field,
                                   const struct yaml_node *node, void *base) {
  if (!is_url_node(field, node) || !(node->text.len == 0 || site_url_is_base(node->text)))
    return refuse_url(l, field, node,
                      DIAG_TEXT(l->diag,
                                "an address such as https://example.org/audio/, a path such as "
                                "/audio/, or \"\"",
                                "eine Adresse wie https://example.org/audio/, ein Pfad wie /audio/ "
                                "oder \"\""));
  struct buf url = {0};
  buf_view(&url, node->text);
  if (node->text.len > 0 && !view_ends(node->text, VIEW("/")))
    buf_byte(&url, '/');
  enum listen_status status =
      url.failed ? diag_nomem(l->diag) : site_keep(l, buf_as_view(&url), site_member(field, base));
  buf_clear(&url);
  return status;
}

static enum listen_status take_page_url(struct site_loader *l, const struct site_field *field,
                                        const struct yaml_node *node, void *base) {
  if (is_url_node(field, node) && site_url_is_page(node->text))
    return site_keep(l, node->text, site_member(field, base));
  return refuse_url(l, field, node,
                    DIAG_TEXT(l->diag,
                              "an address or a path with {key} and no other braces, such as "
                              "https://example.org/{key}/",
                              "eine Adresse oder ein Pfad mit {key}, sonst ohne geschweifte "
                              "Klammern, wie https://example.org/{key}/"));
}

static enum listen_status take_web(struct site_loader *l, const struct site_field *field,
                                   const struct yaml_node *node, void *base) {
  if (is_url_node(field, node) && site_url_is_web(node->text))
    return site_keep(l, node->text, site_member(field, base));
  return refuse_url(l, field, node,
                    DIAG_TEXT(l->diag, "an address such as https://example.org/",
                              "eine Adresse wie https://example.org/"));
}

// ---- all of them ----

static const struct {
  const char *type;
  site_take_fn *take;
} types[] = {
    {"globs", site_take_globs},   ///< a list, or one
    {"glob", site_take_glob},     ///< one
    {"output", site_take_output}, ///< the output folder
    {"url", take_url},            ///< the output folder's address, a path, or ""
    {"page_url", take_page_url},  ///< an address or a path, with {key}
    {"web", take_web},            ///< http or https
    {"formats", take_formats},    ///< a list, or one
    {"format", take_format},      ///< one
    {"integer", take_integer},    ///< min to max
    {"boolean", take_boolean},    ///< true or false
    {"choice", take_choice},      ///< one of `choices`
    {"path", site_take_path},     ///< a file's; a relative one begins in the file's folder
    {"voice", site_take_voice},   ///< name or path of a profile
    {"text", take_text},          ///< min to max bytes, cleaned (yaml_clean_text)
    {"label", take_label},        ///< text that label_format_is_valid finds fine
    {"email", take_email},        ///< text with an @
    {"language", take_language},  ///< BCP 47
    {"feed_file", site_take_feed_file},
};

enum listen_status site_take_value(struct site_loader *l, const struct site_field *field,
                                   const struct yaml_node *node, void *base) {
  size_t i = 0;
  while (i + 1 < sizeof types / sizeof *types && strcmp(types[i].type, field->type) != 0)
    i++;
  return types[i].take(l, field, node, base);
}

enum listen_status site_take_fallbacks(struct site_loader *l, bool of_section, void *base) {
  for (size_t i = 0; i < n_site_fields; i++) {
    const struct site_field *field = &site_fields[i];
    bool in_section = view_starts(view_of(field->key), VIEW("sections."));
    if (field->fallback == NULL || in_section != of_section)
      continue;
    struct yaml_node node = {
        .kind = YAML_SCALAR, .text = view_of(field->fallback), .plain = field->fallback[0] != '\0'};
    enum listen_status status = site_take_value(l, field, &node, base);
    if (status != LISTEN_OK)
      return status;
  }
  return LISTEN_OK;
}
