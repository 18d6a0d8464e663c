#include "config/voice_command.h"

#include <string.h>

static enum listen_status bad_list(const struct yaml_node *node, const char *file,
                                   const struct voice_field *field, struct listen_diag *diag) {
  char shown[YAML_SHOWN_BYTES];
  yaml_show(node, diag != NULL && diag->german, shown);
  diag_at(diag, file, node->line, node->column);
  diag_set(diag, LISTEN_E_CONFIG,
           DIAG_TEXT(diag, "%s is or holds %s; accepted: a list of %ld to %ld texts",
                     "%s ist oder enthält %s; erlaubt: eine Liste von %ld bis %ld Texten"),
           field->key, shown, field->min, field->max);
  diag_hint(diag, "%s",
            DIAG_TEXT(diag, "like [piper, --model, de.onnx, --output_raw]",
                      "etwa [piper, --model, de.onnx, --output_raw]"));
  return LISTEN_E_CONFIG;
}

enum listen_status voice_take_list(const struct yaml_node *node, const char *file,
                                   const struct voice_field *field, struct arena *arena,
                                   const char *const **out, struct listen_diag *diag) {
  if (node->kind != YAML_LIST || node->n_children < (size_t)field->min ||
      node->n_children > (size_t)field->max)
    return bad_list(node, file, field, diag);
  const char **items = arena_alloc(arena, node->n_children + 1, sizeof *items);
  if (items == NULL)
    return diag_nomem(diag);
  size_t n = 0;
  for (const struct yaml_node *item = node->first; item != NULL; item = item->next) {
    // An argument may be empty or hold anything but a NUL, which the reader does not let through;
    // a program without a name is none.
    if (item->kind != YAML_SCALAR || yaml_is_null(item) || (n == 0 && item->text.len == 0))
      return bad_list(item, file, field, diag);
    items[n] = arena_copy(arena, item->text).ptr;
    if (items[n++] == NULL)
      return diag_nomem(diag);
  }
  *out = items;
  return LISTEN_OK;
}

/// The node of a dotted key, or the nearest one above it that there is.
static const struct yaml_node *node_of(const struct yaml_node *root, const char *group,
                                       const char *leaf) {
  const struct yaml_node *node = yaml_get(root, view_of(group)), *inner = NULL;
  if (node != NULL && node->kind == YAML_MAPPING)
    inner = yaml_get(node, view_of(leaf));
  return inner != NULL ? inner : node != NULL ? node : root;
}

static enum listen_status check_choice(const char *key, const char *value, const char *first,
                                       const char *second, const struct yaml_node *node,
                                       const char *file, struct listen_diag *diag) {
  if (strcmp(value, first) == 0 || strcmp(value, second) == 0 || value[0] == '\0')
    return LISTEN_OK;
  diag_at(diag, file, node->line, node->column);
  return diag_set(
      diag, LISTEN_E_CONFIG,
      DIAG_TEXT(diag, "%s is \"%s\"; accepted: %s or %s", "%s ist „%s“; erlaubt: %s oder %s"), key,
      value, first, second);
}

bool voice_is_command(const struct voice_profile *profile) {
  return strcmp(profile->engine, "command") == 0;
}

enum listen_status voice_check_command(struct voice_profile *profile, const struct yaml_node *root,
                                       const char *file, struct listen_diag *diag) {
  const struct voice_command *c = &profile->command;
  const struct yaml_node *engine = node_of(root, "engine", "");
  enum listen_status status =
      check_choice("engine", profile->engine, "espeak", "command", engine, file, diag);
  if (status == LISTEN_OK)
    status = check_choice("command.input", c->input, "text", "ipa",
                          node_of(root, "command", "input"), file, diag);
  if (status == LISTEN_OK)
    status = check_choice("command.output", c->output, "wav", "raw",
                          node_of(root, "command", "output"), file, diag);
  if (status != LISTEN_OK)
    return status;
  if (!voice_is_command(profile) && c->argv == NULL)
    return LISTEN_OK;
  if (!voice_is_command(profile)) {
    const struct yaml_node *program = node_of(root, "command", "program");
    diag_at(diag, file, program->line, program->column);
    return diag_set(diag, LISTEN_E_CONFIG, "%s",
                    DIAG_TEXT(diag, "command.program is for \"engine: command\"",
                              "command.program gehört zu „engine: command“"));
  }
  if (c->argv == NULL || c->rate_hz == 0) {
    diag_at(diag, file, engine->line, engine->column);
    diag_set(diag, LISTEN_E_CONFIG,
             DIAG_TEXT(diag, "required but missing: %s", "nötig, aber nicht angegeben: %s"),
             c->argv == NULL ? "command.program" : "command.rate_hz");
    diag_hint(diag, "%s",
              c->argv == NULL ? DIAG_TEXT(diag, "the program and its arguments, as a list",
                                          "das Programm und seine Argumente, als Liste")
                              : DIAG_TEXT(diag, "the sample rate of the program's sound",
                                          "die Abtastrate des Tons, den das Programm gibt"));
    return LISTEN_E_CONFIG;
  }
  return LISTEN_OK;
}
