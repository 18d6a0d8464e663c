#include "config/voice_edit.h"

#include "base/utf8.h"
#include "config/voice.h"
#include "yaml/yaml.h"

/// A place in the text, and what to put there instead of some bytes.
struct change {
  size_t at, replaced;
  struct buf text;
};

/// Bytes of the line break at `pos`: those of YAML 1.1 (4.2), by which libyaml counts lines.
static size_t break_at(struct view yaml, size_t pos) {
  static const char *const breaks[] = {"\r\n",     "\r",           "\n",
                                       "\xC2\x85", "\xE2\x80\xA8", "\xE2\x80\xA9"};
  struct view rest = view_sub(yaml, pos, yaml.len);
  for (size_t i = 0; i < sizeof breaks / sizeof *breaks; i++)
    if (view_starts(rest, view_of(breaks[i])))
      return strlen(breaks[i]);
  return 0;
}

/// The byte at which line `line` begins, from 1; the end of the text behind its last line.
static size_t line_start(struct view yaml, size_t line) {
  size_t pos = 0;
  for (size_t n; line > 1 && pos<yaml.len; pos += n> 0 ? n : 1) {
    n = break_at(yaml, pos);
    line -= n > 0;
  }
  return pos;
}

/// The byte at a line and a column, which counts code points.
static size_t place(struct view yaml, size_t line, size_t column) {
  size_t pos = line_start(yaml, line), n;
  for (; column > 1 && pos < yaml.len; column--, pos += n)
    utf8_at(yaml, pos, &n);
  return pos < yaml.len ? pos : yaml.len;
}

static bool is_flow(struct view yaml, size_t at) {
  return at < yaml.len && yaml.ptr[at] == '{';
}

static bool has_crlf(struct view yaml) {
  size_t end = view_find(yaml, 0, '\n');
  return end > 0 && end < yaml.len && yaml.ptr[end - 1] == '\r';
}

/// Start a new line at `change->at`, which is the beginning of one or the end of the text.
static void add_line(struct change *change, struct view yaml, size_t indent, struct view leaf,
                     const char *text) {
  for (size_t i = 0; i < indent; i++)
    buf_byte(&change->text, ' ');
  buf_view(&change->text, leaf);
  buf_str(&change->text, ": ");
  buf_str(&change->text, text);
  buf_str(&change->text, has_crlf(yaml) ? "\r\n" : "\n");
}

static void open_line(struct change *change, struct view yaml) {
  size_t start = change->at > 3 ? change->at - 3 : 0;
  while (start < change->at && start + break_at(yaml, start) != change->at)
    start++;
  if (change->at > 0 && start == change->at)
    buf_str(&change->text, has_crlf(yaml) ? "\r\n" : "\n");
}

/// A field that stands there already.
static void replace_value(struct change *change, struct view yaml, const struct yaml_node *node,
                          const char *text) {
  change->at = place(yaml, node->line, node->column);
  change->replaced = node->text.len;
  if (node->text.len == 0 && change->at > 0 && yaml.ptr[change->at - 1] == ':')
    buf_byte(&change->text, ' ');
  buf_str(&change->text, text);
}

/// A field that its group lacks.
static void add_to_group(struct change *change, struct view yaml, const struct yaml_node *group,
                         struct view leaf, const char *text) {
  size_t value_at = place(yaml, group->line, group->column);
  if (group->kind == YAML_MAPPING && is_flow(yaml, value_at)) {
    change->at = value_at + 1;
    buf_view(&change->text, leaf);
    buf_printf(&change->text, ": %s%s", text, group->n_children > 0 ? ", " : "");
    return;
  }
  size_t last_line = group->key_line, indent = group->key_column + 1;
  for (const struct yaml_node *node = group->first; node != NULL; node = node->next) {
    last_line = node->line > last_line ? node->line : last_line;
    indent = node->key_column - 1;
  }
  change->at = line_start(yaml, last_line + 1);
  open_line(change, yaml);
  add_line(change, yaml, indent, leaf, text);
}

/// A group that the profile lacks.
static void add_group(struct change *change, struct view yaml, const struct yaml_node *root,
                      struct view group, struct view leaf, const char *text) {
  size_t root_at = place(yaml, root->line, root->column);
  if (is_flow(yaml, root_at)) {
    change->at = root_at + 1;
    buf_view(&change->text, group);
    buf_str(&change->text, ": {");
    buf_view(&change->text, leaf);
    buf_printf(&change->text, ": %s}, ", text);
    return;
  }
  change->at = yaml.len;
  open_line(change, yaml);
  buf_str(&change->text, has_crlf(yaml) ? "\r\n" : "\n");
  buf_str(&change->text, "# Found by \"listen voices --calibrate\".");
  buf_str(&change->text, has_crlf(yaml) ? "\r\n" : "\n");
  buf_view(&change->text, group);
  buf_str(&change->text, has_crlf(yaml) ? ":\r\n" : ":\n");
  add_line(change, yaml, 2, leaf, text);
}

static enum listen_status set_value(struct buf *yaml, const char *path,
                                    const struct voice_value *value, struct listen_diag *diag) {
  struct arena tree = {0};
  const struct yaml_node *root;
  struct view text = buf_as_view(yaml);
  enum listen_status status = yaml_parse(text, path, &tree, &root, diag);
  if (status != LISTEN_OK || root == NULL) {
    arena_clear(&tree);
    return status;
  }
  const char *dot = strchr(value->key, '.');
  struct view group = {value->key, (size_t)(dot - value->key)}, leaf = view_of(dot + 1);
  const struct yaml_node *group_node = yaml_get(root, group);
  const struct yaml_node *node = yaml_get(group_node, leaf);
  struct change change = {0};
  if (node != NULL)
    replace_value(&change, text, node, value->text);
  else if (group_node != NULL)
    add_to_group(&change, text, group_node, leaf, value->text);
  else
    add_group(&change, text, root, group, leaf, value->text);
  arena_clear(&tree);
  struct buf edited = {0};
  buf_view(&edited, view_sub(text, 0, change.at));
  buf_view(&edited, buf_as_view(&change.text));
  buf_view(&edited, view_sub(text, change.at + change.replaced, text.len));
  bool failed = edited.failed || change.text.failed;
  buf_clear(&change.text);
  if (failed) {
    buf_clear(&edited);
    return diag_nomem(diag);
  }
  buf_clear(yaml);
  *yaml = edited;
  return LISTEN_OK;
}

/// Is the text a profile that has all these values now? It is not where, say, the value was an
/// anchor's, or the file ends in "...".
static bool took(const struct buf *yaml, const struct voice_value *values, size_t n_values) {
  struct arena tree = {0};
  const struct yaml_node *root = NULL;
  struct voice_profile profile;
  bool fine = yaml_parse(buf_as_view(yaml), "", &tree, &root, NULL) == LISTEN_OK;
  for (size_t i = 0; fine && i < n_values; i++) {
    const char *dot = strchr(values[i].key, '.');
    struct view group = {values[i].key, (size_t)(dot - values[i].key)};
    const struct yaml_node *node = yaml_get(yaml_get(root, group), view_of(dot + 1));
    fine = node != NULL && view_eq(node->text, view_of(values[i].text));
  }
  arena_clear(&tree);
  fine = fine && voice_profile_parse(buf_as_view(yaml), "x", &profile, NULL) == LISTEN_OK;
  if (fine)
    voice_profile_clear(&profile);
  return fine;
}

enum listen_status voice_edit(struct view yaml, const char *path, const struct voice_value *values,
                              size_t n_values, struct buf *out, struct listen_diag *diag) {
  struct voice_profile before;
  enum listen_status status = voice_profile_parse(yaml, path, &before, diag);
  if (status != LISTEN_OK)
    return status;
  voice_profile_clear(&before);
  buf_view(out, yaml);
  if (out->failed)
    return diag_nomem(diag);
  for (size_t i = 0; i < n_values; i++) {
    status = set_value(out, path, &values[i], diag);
    if (status == LISTEN_E_NOMEM)
      return status;
    if (status != LISTEN_OK)
      break;
  }
  if (status == LISTEN_OK && took(out, values, n_values))
    return LISTEN_OK;
  diag_at(diag, path, 0, 0);
  diag_set(diag, LISTEN_E_CONFIG, "%s",
           DIAG_TEXT(diag, "this layout is beyond automatic editing",
                     "in dieser Anordnung lässt sich nichts selbsttätig eintragen"));
  diag_hint(diag, "%s",
            DIAG_TEXT(diag, "--dry-run prints the values: put them in by hand",
                      "--dry-run zeigt die Werte: bitte von Hand eintragen"));
  return LISTEN_E_CONFIG;
}
