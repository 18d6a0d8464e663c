#include "extract/frontmatter.h"

#include "base/utf8.h"
#include "yaml/yaml.h"
#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>

enum { MAX_BYTES = YAML_MAX_BYTES, MAX_ENTRIES = 1000 };

bool front_is_nest(struct view key) {
  return view_eq(key, VIEW("params")) || view_eq(key, VIEW("extra"));
}

void front_add(struct front_entries *entries, struct front_entry entry) {
  void *items = entries->items;
  if (entries->n == MAX_ENTRIES)
    return;
  if (!array_grow(&items, &entries->cap, entries->n + 1, sizeof entry)) {
    entries->failed = true;
    return;
  }
  entries->items = items;
  entries->items[entries->n++] = entry;
}

// ---- where it begins and ends ----

struct fence {
  struct view inner; ///< between the marks
  size_t end;        ///< behind the closing mark's line; 0 where there is none
};

struct view front_line_at(struct view text, size_t pos, size_t *next) {
  size_t end = view_find(text, pos, '\n');
  *next = end + (end < text.len);
  while (end > pos && memchr(" \t\r", text.ptr[end - 1], 3) != NULL)
    end--;
  return view_sub(text, pos, end - pos);
}

static struct fence find_fence(struct view text, const char *mark) {
  size_t from, next;
  struct fence fence = {.end = 0};
  front_line_at(text, 0, &from);
  for (size_t pos = from; pos < text.len; pos = next) {
    struct view line = front_line_at(text, pos, &next);
    if (view_eq(line, view_of(mark)) || (mark[0] == '-' && view_eq(line, VIEW("...")))) {
      fence.inner = view_sub(text, from, pos - from);
      fence.end = next;
      break;
    }
  }
  return fence;
}

/// "title: …" as the first thing below the mark that is no comment.
static bool begins_with_key(struct view text) {
  for (size_t pos = 0, next; pos < text.len; pos = next) {
    struct view line = front_line_at(text, pos, &next);
    if (line.len == 0 || line.ptr[0] == '#')
      continue;
    size_t i = 0;
    while (i < line.len && (utf8_is_digit((unsigned char)line.ptr[i]) || line.ptr[i] == '_' ||
                            line.ptr[i] == '-' || (line.ptr[i] | 0x20) >= 'a'))
      i++;
    return i > 0 && i < line.len && line.ptr[i] == ':' &&
           (i + 1 == line.len || line.ptr[i + 1] == ' ');
  }
  return false;
}

static bool opens_with(struct view text, const char *mark) {
  size_t next;
  return view_eq(front_line_at(text, 0, &next), view_of(mark)) && next < text.len;
}

static bool opens_json(struct view text) {
  size_t i = 1;
  while (i < text.len && memchr(" \t\r\n", text.ptr[i], 4) != NULL)
    i++;
  return text.len > 2 && text.ptr[0] == '{' && i < text.len && text.ptr[i] == '"';
}

bool front_matter_looks_like(struct view text) {
  size_t next;
  if (opens_with(text, "---")) {
    front_line_at(text, 0, &next);
    return begins_with_key(view_sub(text, next, text.len)) && find_fence(text, "---").end > 0;
  }
  return opens_with(text, "+++") && find_fence(text, "+++").end > 0;
}

static enum listen_status broken(struct listen_diag *diag, size_t line, const char *english,
                                 const char *german) {
  diag_at(diag, NULL, line, 0);
  return diag_set(diag, LISTEN_E_INPUT, "%s", DIAG_TEXT(diag, english, german));
}

static enum listen_status unclosed(struct listen_diag *diag) {
  return broken(diag, 1, "broken front matter: nothing closes it",
                "fehlerhafte Kopfdaten: nichts schließt sie ab");
}

static enum listen_status too_large(struct listen_diag *diag) {
  return broken(diag, 1, "broken front matter: larger than 1024 KiB",
                "fehlerhafte Kopfdaten: größer als 1024 KiB");
}

// ---- the three formats ----

struct yaml_entries {
  struct front_entries *out;
  struct view text;         ///< between the marks
  size_t pos, line, column; ///< of the value that was looked for last: the next is behind it
};

/// Where a node's value stands in the text.
static const char *yaml_place(struct yaml_entries *yaml, const struct yaml_node *node) {
  struct view text = yaml->text;
  size_t next, size;
  if (node->line < yaml->line || (node->line == yaml->line && node->column < yaml->column))
    yaml->pos = 0, yaml->line = yaml->column = 1;
  for (; yaml->line < node->line && yaml->pos < text.len; yaml->line++, yaml->pos = next) {
    front_line_at(text, yaml->pos, &next);
    yaml->column = 1;
  }
  for (; yaml->column < node->column && yaml->pos < text.len; yaml->column++, yaml->pos += size)
    utf8_at(text, yaml->pos, &size);
  return yaml->pos < text.len ? text.ptr + yaml->pos : NULL;
}

static void add_scalar(struct yaml_entries *yaml, struct view group, struct view key,
                       const struct yaml_node *node) {
  if (node->kind != YAML_SCALAR || yaml_is_null(node) || !front_is_known(group, key))
    return;
  front_add(yaml->out, (struct front_entry){.key = key,
                                            .value = node->text,
                                            .group = group,
                                            .line = node->line + 1,
                                            .at = yaml_place(yaml, node),
                                            .is_flag = node->plain});
}

/// A person may be a name, or a mapping that has one.
static void add_yaml_value(struct yaml_entries *out, const struct yaml_node *node,
                           struct view key) {
  struct view none = {"", 0};
  if (node->kind == YAML_MAPPING && front_is_group(key)) {
    for (const struct yaml_node *item = node->first; item != NULL; item = item->next)
      add_scalar(out, key, item->key, item);
  } else if (node->kind == YAML_MAPPING) {
    const struct yaml_node *name = yaml_get(node, VIEW("name"));
    if (name != NULL)
      add_scalar(out, none, key, name);
  } else {
    add_scalar(out, none, key, node);
  }
}

static void add_yaml(struct yaml_entries *out, const struct yaml_node *mapping, bool nested) {
  for (const struct yaml_node *node = mapping->first; node != NULL; node = node->next) {
    if (node->kind == YAML_LIST) {
      for (const struct yaml_node *item = node->first; item != NULL; item = item->next)
        add_yaml_value(out, item, node->key);
    } else if (node->kind == YAML_MAPPING && !nested && front_is_nest(node->key)) {
      add_yaml(out, node, true);
    } else {
      add_yaml_value(out, node, node->key);
    }
  }
}

static enum listen_status read_yaml(struct view text, struct arena *arena, size_t *end,
                                    struct front_entries *out, struct listen_diag *diag) {
  struct fence fence = find_fence(text, "---");
  size_t next;
  front_line_at(text, 0, &next);
  bool keyed = begins_with_key(view_sub(text, next, text.len));
  if (fence.end == 0)
    return keyed ? unclosed(diag) : LISTEN_OK;
  struct listen_diag why = {.german = diag != NULL && diag->german};
  const struct yaml_node *root = NULL;
  enum listen_status status = yaml_parse(fence.inner, "", arena, &root, &why);
  if (status == LISTEN_E_NOMEM)
    return diag_nomem(diag);
  if (status != LISTEN_OK && keyed) {
    diag_at(diag, NULL, why.line + 1, why.column);
    diag_set(diag, LISTEN_E_INPUT,
             DIAG_TEXT(diag, "broken front matter: %s", "fehlerhafte Kopfdaten: %s"), why.message);
    if (why.hint[0] != '\0')
      diag_hint(diag, "%s", why.hint);
    return LISTEN_E_INPUT;
  }
  if (status != LISTEN_OK || (root != NULL && root->kind != YAML_MAPPING))
    return LISTEN_OK; // two lines of dashes with text between
  struct yaml_entries yaml = {.out = out, .text = fence.inner, .line = 1, .column = 1};
  if (root != NULL)
    add_yaml(&yaml, root, false);
  *end = fence.end;
  return LISTEN_OK;
}

static enum listen_status read_toml(struct view text, struct arena *arena, size_t *end,
                                    struct front_entries *out, struct listen_diag *diag) {
  struct fence fence = find_fence(text, "+++");
  if (fence.end == 0)
    return unclosed(diag);
  if (fence.inner.len > MAX_BYTES)
    return too_large(diag);
  *end = fence.end;
  return front_toml_read(fence.inner, 2, arena, out, diag);
}

/// Where a key's value stands in JSON, as near as can be told; NULL where it is not found.
static const char *json_place(struct view text, const char *key) {
  struct buf quoted = {0};
  buf_printf(&quoted, "\"%s\"", key);
  const char *found = quoted.failed ? NULL : memmem(text.ptr, text.len, quoted.ptr, quoted.len);
  const char *end = text.ptr + text.len;
  const char *at = found == NULL ? NULL : found + quoted.len;
  while (at != NULL && at < end && memchr(" \t\r\n:", *at, 5) != NULL)
    at++;
  buf_clear(&quoted);
  return at == end ? NULL : at;
}

static size_t json_line(struct view text, const char *place) {
  size_t line = 1;
  for (const char *p = text.ptr; place != NULL && p < place; p++)
    line += *p == '\n';
  return line;
}

/// @param place  of the value, or NULL; it stands in line `line`
static void add_json_value(struct front_entries *out, const char *place, size_t line,
                           const cJSON *item, const char *group, const char *key,
                           struct arena *arena) {
  char number[32];
  const cJSON *name = cJSON_IsObject(item) ? cJSON_GetObjectItem(item, "name") : item;
  const char *value = cJSON_GetStringValue(name);
  bool flag = value == NULL;
  if (cJSON_IsBool(name)) {
    value = cJSON_IsTrue(name) ? "true" : "false";
  } else if (cJSON_IsNumber(name)) {
    double rounded = (double)name->valueint;
    bool whole = rounded == name->valuedouble;
    snprintf(number, sizeof number, "%d.%d", name->valueint,
             (int)((name->valuedouble - rounded) * 10));
    if (whole || name->valuedouble < 0)
      snprintf(number, sizeof number, "%d", name->valueint);
    value = number;
  }
  if (value == NULL)
    return;
  struct view key_copy = arena_copy(arena, view_of(key)), copy = arena_copy(arena, view_of(value)),
              group_copy = arena_copy(arena, view_of(group));
  out->failed |= key_copy.ptr == NULL || copy.ptr == NULL || group_copy.ptr == NULL;
  front_add(out, (struct front_entry){.key = key_copy,
                                      .value = copy,
                                      .group = group_copy,
                                      .line = line,
                                      .at = place,
                                      .is_flag = flag});
}

/// `"audio": {"src": …}`
static void add_json_group(struct front_entries *out, struct view text, const cJSON *object,
                           const char *group, struct arena *arena) {
  const char *place = json_place(text, group);
  size_t skip = place == NULL ? 0 : (size_t)(place - text.ptr);
  struct view rest = view_sub(text, skip, text.len);
  for (const cJSON *item = object->child; item != NULL && out->n < MAX_ENTRIES; item = item->next) {
    if (item->string == NULL || !front_is_known(view_of(group), view_of(item->string)))
      continue;
    const char *at = json_place(rest, item->string);
    add_json_value(out, at, json_line(text, at), item, group, item->string, arena);
  }
}

static void add_json(struct front_entries *out, struct view text, const cJSON *object, bool nested,
                     struct arena *arena) {
  for (const cJSON *item = object->child; item != NULL && out->n < MAX_ENTRIES; item = item->next) {
    const char *key = item->string == NULL ? "" : item->string;
    if (cJSON_IsObject(item) && front_is_group(view_of(key))) {
      add_json_group(out, text, item, key, arena);
      continue;
    }
    if (!front_is_known(VIEW(""), view_of(key))) {
      if (!nested && cJSON_IsObject(item) && front_is_nest(view_of(key)))
        add_json(out, text, item, true, arena);
      continue;
    }
    const char *place = json_place(text, key);
    size_t line = json_line(text, place);
    if (!cJSON_IsArray(item)) {
      add_json_value(out, place, line, item, "", key, arena);
      continue;
    }
    for (const cJSON *part = item->child; part != NULL && out->n < MAX_ENTRIES; part = part->next)
      add_json_value(out, place, line, part, "", key, arena);
  }
}

static enum listen_status read_json(struct view text, struct arena *arena, size_t *end,
                                    struct front_entries *out, struct listen_diag *diag) {
  const char *stop = NULL;
  size_t len = text.len < MAX_BYTES ? text.len : MAX_BYTES;
  cJSON *root = cJSON_ParseWithLengthOpts(text.ptr, len, &stop, false);
  if (root == NULL) {
    size_t line = 1;
    for (const char *p = text.ptr; stop != NULL && p < stop && p < text.ptr + len; p++)
      line += *p == '\n';
    if (len < text.len) // what was cut off may have ended it
      return broken(diag, line, "broken front matter: this is not JSON of up to 1024 KiB",
                    "fehlerhafte Kopfdaten: das ist kein JSON von bis zu 1024 KiB");
    return broken(diag, line, "broken front matter: this is not JSON",
                  "fehlerhafte Kopfdaten: das ist kein JSON");
  }
  struct view head = view_sub(text, 0, (size_t)(stop - text.ptr));
  add_json(out, head, root, false, arena);
  cJSON_Delete(root);
  front_line_at(text, head.len, end);
  return LISTEN_OK;
}

enum listen_status front_matter_read(struct view text, const struct rules *rules, const char *path,
                                     struct arena *arena, struct front_matter *out,
                                     struct listen_diag *diag) {
  *out = (struct front_matter){.end = 0};
  struct front_entries entries = {0};
  enum listen_status status = LISTEN_OK;
  if (opens_with(text, "---"))
    status = read_yaml(text, arena, &out->end, &entries, diag);
  else if (opens_with(text, "+++"))
    status = read_toml(text, arena, &out->end, &entries, diag);
  else if (opens_json(text))
    status = read_json(text, arena, &out->end, &entries, diag);
  if (status == LISTEN_OK && entries.failed)
    status = diag_nomem(diag);
  if (status == LISTEN_OK)
    status = front_matter_interpret(view_sub(text, 0, out->end), &entries, rules, arena, out, diag);
  free(entries.items);
  if (status != LISTEN_OK && path != NULL && diag != NULL)
    diag_at(diag, path, diag->line, diag->column);
  return status;
}
