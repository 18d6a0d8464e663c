#include "extract/frontmatter.h"

#include "base/utf8.h"
#include "config/yaml_reader.h"
#include "extract/date.h"
#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>

enum {
  LANGUAGE_MAX_BYTES = 16,
  CLAIM_MAX_BYTES = 120,
  KEY_MAX_BYTES = 32,
  JSON_MAX_ENTRIES = 1000
};

enum front_key {
  KEY_NONE,
  KEY_AUTHOR,
  KEY_DATE,
  KEY_DESCRIPTION,
  KEY_DRAFT,
  KEY_LANGUAGE,
  KEY_LISTEN,
  KEY_LISTEN_TIME,
  KEY_READ_TIME,
  KEY_TITLE,
};

/// The names a key goes by, in lower case without "_" and "-"; in order of bytes, for bsearch.
static const struct {
  const char *name;
  enum front_key key;
} keys[] = {
    {"audiodauer", KEY_LISTEN_TIME},
    {"audioduration", KEY_LISTEN_TIME},
    {"author", KEY_AUTHOR},
    {"authors", KEY_AUTHOR},
    {"autor", KEY_AUTHOR},
    {"autoren", KEY_AUTHOR},
    {"autorin", KEY_AUTHOR},
    {"date", KEY_DATE},
    {"datepublished", KEY_DATE},
    {"datum", KEY_DATE},
    {"description", KEY_DESCRIPTION},
    {"draft", KEY_DRAFT},
    {"hoerdauer", KEY_LISTEN_TIME},
    {"hoerzeit", KEY_LISTEN_TIME},
    {"hördauer", KEY_LISTEN_TIME},
    {"hörzeit", KEY_LISTEN_TIME},
    {"lang", KEY_LANGUAGE},
    {"language", KEY_LANGUAGE},
    {"lesedauer", KEY_READ_TIME},
    {"lesezeit", KEY_READ_TIME},
    {"listen", KEY_LISTEN},
    {"listeningtime", KEY_LISTEN_TIME},
    {"listentime", KEY_LISTEN_TIME},
    {"locale", KEY_LANGUAGE},
    {"pubdate", KEY_DATE},
    {"publishdate", KEY_DATE},
    {"published", KEY_DATE},
    {"publisheddate", KEY_DATE},
    {"readingtime", KEY_READ_TIME},
    {"readtime", KEY_READ_TIME},
    {"sprache", KEY_LANGUAGE},
    {"summary", KEY_DESCRIPTION},
    {"titel", KEY_TITLE},
    {"title", KEY_TITLE},
};
enum { N_KEYS = sizeof keys / sizeof *keys };

static enum front_key key_named(struct view name) {
  char plain[KEY_MAX_BYTES];
  size_t n = 0, low = 0, high = N_KEYS;
  for (size_t i = 0; i < name.len; i++) {
    char c = name.ptr[i];
    if (c == '_' || c == '-' || c == ' ')
      continue;
    if (n == sizeof plain)
      return KEY_NONE;
    plain[n++] = (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
  }
  while (low < high) {
    size_t middle = (low + high) / 2;
    int order = view_cmp((struct view){plain, n}, view_of(keys[middle].name));
    if (order == 0)
      return keys[middle].key;
    if (order < 0)
      high = middle;
    else
      low = middle + 1;
  }
  return KEY_NONE;
}

bool front_is_nest(struct view key) {
  return view_eq(key, VIEW("params")) || view_eq(key, VIEW("extra"));
}

void front_add(struct front_entries *entries, struct front_entry entry) {
  void *items = entries->items;
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

static struct view line_at(struct view text, size_t pos, size_t *next) {
  const char *feed = pos < text.len ? memchr(text.ptr + pos, '\n', text.len - pos) : NULL;
  size_t end = feed == NULL ? text.len : (size_t)(feed - text.ptr);
  *next = feed == NULL ? text.len : end + 1;
  while (end > pos && memchr(" \t\r", text.ptr[end - 1], 3) != NULL)
    end--;
  return view_sub(text, pos, end - pos);
}

static struct fence find_fence(struct view text, const char *mark) {
  size_t from, next;
  struct fence fence = {.end = 0};
  line_at(text, 0, &from);
  for (size_t pos = from; pos < text.len; pos = next) {
    struct view line = line_at(text, pos, &next);
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
    struct view line = line_at(text, pos, &next);
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
  return view_eq(line_at(text, 0, &next), view_of(mark)) && next < text.len;
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
    line_at(text, 0, &next);
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

// ---- the three formats ----

static void add_scalar(struct front_entries *out, struct view key, const struct config_node *node) {
  if (node->kind == CONFIG_SCALAR && !config_is_null(node))
    front_add(out, (struct front_entry){key, node->text, node->line + 1, node->plain});
}

/// A person may be a name, or a mapping that has one.
static void add_yaml_value(struct front_entries *out, const struct config_node *node,
                           struct view key) {
  if (node->kind == CONFIG_MAPPING) {
    const struct config_node *name = config_get(node, VIEW("name"));
    if (name != NULL)
      add_scalar(out, key, name);
    return;
  }
  add_scalar(out, key, node);
}

static void add_yaml(struct front_entries *out, const struct config_node *mapping, bool nested) {
  for (const struct config_node *node = mapping->first; node != NULL; node = node->next) {
    if (node->kind == CONFIG_LIST) {
      for (const struct config_node *item = node->first; item != NULL; item = item->next)
        add_yaml_value(out, item, node->key);
    } else if (node->kind == CONFIG_MAPPING && !nested && front_is_nest(node->key)) {
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
  line_at(text, 0, &next);
  bool keyed = begins_with_key(view_sub(text, next, text.len));
  if (fence.end == 0)
    return keyed ? unclosed(diag) : LISTEN_OK;
  struct listen_diag why = {.german = diag != NULL && diag->german};
  const struct config_node *root = NULL;
  enum listen_status status = config_parse(fence.inner, "", arena, &root, &why);
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
  if (status != LISTEN_OK || (root != NULL && root->kind != CONFIG_MAPPING))
    return LISTEN_OK; // two lines of dashes with text between
  if (root != NULL)
    add_yaml(out, root, false);
  *end = fence.end;
  return LISTEN_OK;
}

static enum listen_status read_toml(struct view text, struct arena *arena, size_t *end,
                                    struct front_entries *out, struct listen_diag *diag) {
  struct fence fence = find_fence(text, "+++");
  if (fence.end == 0)
    return unclosed(diag);
  *end = fence.end;
  return front_toml_read(fence.inner, 2, arena, out, diag);
}

/// The line on which a key of JSON stands, as near as can be told.
static size_t json_line(struct view text, const char *key) {
  struct buf quoted = {0};
  size_t line = 1;
  buf_printf(&quoted, "\"%s\"", key);
  const char *found = quoted.failed ? NULL : memmem(text.ptr, text.len, quoted.ptr, quoted.len);
  for (const char *p = text.ptr; found != NULL && p < found; p++)
    line += *p == '\n';
  buf_clear(&quoted);
  return line;
}

static void add_json_value(struct front_entries *out, size_t line, const cJSON *item,
                           const char *key, struct arena *arena) {
  char number[32];
  const cJSON *name = cJSON_IsObject(item) ? cJSON_GetObjectItem(item, "name") : item;
  const char *value = cJSON_GetStringValue(name);
  bool flag = value == NULL;
  if (cJSON_IsBool(name)) {
    value = cJSON_IsTrue(name) ? "true" : "false";
  } else if (cJSON_IsNumber(name)) {
    snprintf(number, sizeof number, "%d", name->valueint);
    value = number;
  }
  if (value == NULL)
    return;
  struct view key_copy = arena_copy(arena, view_of(key)), copy = arena_copy(arena, view_of(value));
  out->failed |= key_copy.ptr == NULL || copy.ptr == NULL;
  front_add(out, (struct front_entry){key_copy, copy, line, flag});
}

static void add_json(struct front_entries *out, struct view text, const cJSON *object, bool nested,
                     struct arena *arena) {
  for (const cJSON *item = object->child; item != NULL && out->n < JSON_MAX_ENTRIES;
       item = item->next) {
    const char *key = item->string == NULL ? "" : item->string;
    if (key_named(view_of(key)) == KEY_NONE) {
      if (!nested && cJSON_IsObject(item) && front_is_nest(view_of(key)))
        add_json(out, text, item, true, arena);
      continue;
    }
    size_t line = json_line(text, key);
    if (!cJSON_IsArray(item)) {
      add_json_value(out, line, item, key, arena);
      continue;
    }
    for (const cJSON *part = item->child; part != NULL; part = part->next)
      add_json_value(out, line, part, key, arena);
  }
}

static enum listen_status read_json(struct view text, struct arena *arena, size_t *end,
                                    struct front_entries *out, struct listen_diag *diag) {
  const char *stop = NULL;
  cJSON *root = cJSON_ParseWithLengthOpts(text.ptr, text.len, &stop, false);
  if (root == NULL) {
    size_t line = 1;
    for (const char *p = text.ptr; stop != NULL && p < stop && p < text.ptr + text.len; p++)
      line += *p == '\n';
    return broken(diag, line, "broken front matter: this is not JSON",
                  "fehlerhafte Kopfdaten: das ist kein JSON");
  }
  struct view head = view_sub(text, 0, (size_t)(stop - text.ptr));
  add_json(out, head, root, false, arena);
  cJSON_Delete(root);
  line_at(text, head.len, end);
  return LISTEN_OK;
}

// ---- what it says ----

struct interpreter {
  struct view text;
  const struct rules *rules;
  struct arena *arena;
  struct front_matter *out;
  struct buf authors;
  bool failed;
};

static void use_line(struct front_matter *out, size_t line) {
  for (size_t i = 0; i < out->n_lines; i++)
    if (out->lines[i] == line)
      return;
  if (out->n_lines < FRONT_MAX_LINES)
    out->lines[out->n_lines++] = line;
}

static struct view clean(struct interpreter *in, struct view text) {
  struct buf buf = {0};
  uint32_t control = 0;
  struct view copy = {0};
  if (!config_clean_text(text, &buf, &control))
    in->failed = true;
  else if (control == 0 && buf.len > 0) {
    copy = arena_copy(in->arena, buf_as_view(&buf));
    in->failed |= copy.ptr == NULL;
  }
  buf_clear(&buf);
  return copy;
}

static bool keep_first(struct interpreter *in, struct view *field, struct view text) {
  if (field->ptr == NULL)
    *field = clean(in, text);
  return true;
}

static struct view number_line(struct view text, size_t number, size_t *offset) {
  size_t pos = 0, next;
  struct view line = line_at(text, 0, &next);
  for (; number > 1 && next < text.len; number--) {
    pos = next;
    line = line_at(text, pos, &next);
  }
  *offset = pos;
  return line;
}

/// A title that stands in the file as it is meant can be traced to its bytes.
static bool set_title(struct interpreter *in, const struct front_entry *entry) {
  if (in->out->title.ptr != NULL)
    return false;
  in->out->title = clean(in, entry->value);
  size_t offset;
  struct view title = in->out->title, line = number_line(in->text, entry->line, &offset);
  if (title.len == 0)
    return false;
  const char *found = memmem(line.ptr, line.len, title.ptr, title.len);
  in->out->source = found == NULL ? (struct span){offset, line.len}
                                  : (struct span){offset + (size_t)(found - line.ptr), title.len};
  return true;
}

static bool add_author(struct interpreter *in, struct view value) {
  struct view name = clean(in, value);
  if (name.len > 0 && in->authors.len > 0)
    buf_str(&in->authors, ", ");
  buf_view(&in->authors, name);
  return name.len > 0;
}

static bool set_published(struct interpreter *in, struct view value) {
  struct token_line tokens;
  struct word_line words;
  struct date date = {0};
  char formatted[DATE_TEXT_SIZE];
  size_t i = 0;
  if (in->out->published.ptr != NULL || value.len == 0 || !token_line_read(&tokens, value))
    return false;
  word_line_read(&words, &tokens);
  if (!date_read(in->rules, &words, &i, &date))
    return false;
  date_read_time(&words, &i, &date);
  return keep_first(in, &in->out->published, date_format(&date, formatted));
}

/// "de", "de_AT". Anything that is no language tag is not believed.
static bool set_language(struct interpreter *in, struct view value) {
  char tag[LANGUAGE_MAX_BYTES];
  if (value.len < 2 || value.len > sizeof tag)
    return false;
  for (size_t i = 0; i < value.len; i++) {
    char c = value.ptr[i] == '_' ? '-' : value.ptr[i];
    bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (!letter && !(i > 1 && (c == '-' || utf8_is_digit((unsigned char)c))))
      return false;
    tag[i] = c;
  }
  return keep_first(in, &in->out->language, (struct view){tag, value.len});
}

/// "5", "5 min", "ca. 5 Minuten", "5 min read" under a key that says which time it is.
static bool add_claim(struct interpreter *in, const struct front_entry *entry,
                      enum claim_kind kind) {
  struct front_matter *out = in->out;
  if (out->n_claims == FRONT_MAX_CLAIMS || entry->value.len > CLAIM_MAX_BYTES)
    return false;
  bool number = entry->value.len > 0;
  for (size_t i = 0; i < entry->value.len; i++)
    number &= utf8_is_digit((unsigned char)entry->value.ptr[i]) ||
              (i > 0 && i + 1 < entry->value.len && entry->value.ptr[i] == '.');
  struct buf label = {0};
  struct claim claim = {0};
  buf_str(&label, kind == CLAIM_LISTEN ? "Hördauer: " : "Lesezeit: ");
  buf_view(&label, entry->value);
  for (size_t i = 0; number && i < label.len; i++)
    label.ptr[i] = label.ptr[i] == '.' ? ',' : label.ptr[i];
  if (number)
    buf_str(&label, " Minuten");
  bool found = !label.failed &&
               (claim_parse(buf_as_view(&label), &claim) || claim_parse(entry->value, &claim));
  in->failed |= label.failed;
  buf_clear(&label);
  if (!found)
    return false;
  size_t offset;
  claim.kind = kind;
  claim.line = entry->line;
  claim.text = clean(in, number_line(in->text, entry->line, &offset));
  if (claim.text.len == 0)
    return false;
  out->claims[out->n_claims++] = claim;
  return true;
}

static bool is_word(struct view value, const char *lower) {
  size_t n = strlen(lower);
  for (size_t i = 0; i < n; i++)
    if (i >= value.len || (value.ptr[i] | 0x20) != lower[i])
      return false;
  return value.len == n;
}

static bool is_false(const struct front_entry *entry) {
  return entry->is_flag && (is_word(entry->value, "false") || is_word(entry->value, "no") ||
                            is_word(entry->value, "off") || is_word(entry->value, "nein"));
}

static enum listen_status refuse(const struct front_entry *entry, struct listen_diag *diag) {
  diag_at(diag, NULL, entry->line, 0);
  diag_set(diag, LISTEN_E_INPUT, "%s",
           DIAG_TEXT(diag, "left out: its author says listen: false",
                     "ausgelassen: im Artikel steht listen: false"));
  diag_hint(
      diag, "%s",
      DIAG_TEXT(diag, "take that line out to have it read", "ohne diese Zeile wird er gelesen"));
  return LISTEN_E_INPUT;
}

static enum listen_status interpret(struct interpreter *in, const struct front_entry *entry,
                                    struct listen_diag *diag) {
  bool used = false;
  switch (key_named(entry->key)) {
  case KEY_NONE:
    return LISTEN_OK;
  case KEY_AUTHOR:
    used = add_author(in, entry->value);
    break;
  case KEY_DATE:
    used = set_published(in, entry->value);
    break;
  case KEY_DESCRIPTION:
    used = keep_first(in, &in->out->description, entry->value);
    break;
  case KEY_DRAFT:
    used = entry->is_flag;
    in->out->draft = entry->is_flag && is_word(entry->value, "true");
    break;
  case KEY_LANGUAGE:
    used = set_language(in, entry->value);
    break;
  case KEY_LISTEN:
    if (is_false(entry))
      return refuse(entry, diag);
    used = entry->is_flag;
    break;
  case KEY_LISTEN_TIME:
    used = add_claim(in, entry, CLAIM_LISTEN);
    break;
  case KEY_READ_TIME:
    used = add_claim(in, entry, CLAIM_READ);
    break;
  case KEY_TITLE:
    used = set_title(in, entry);
    break;
  }
  if (used)
    use_line(in->out, entry->line);
  return LISTEN_OK;
}

static enum listen_status interpret_all(struct interpreter *in, const struct front_entries *entries,
                                        struct listen_diag *diag) {
  enum listen_status status = LISTEN_OK;
  for (size_t i = 0; i < entries->n && status == LISTEN_OK && !in->failed; i++)
    status = interpret(in, &entries->items[i], diag);
  if (in->authors.len > 0 && !in->authors.failed)
    in->out->author = arena_copy(in->arena, buf_as_view(&in->authors));
  in->failed |= in->authors.failed || (in->authors.len > 0 && in->out->author.ptr == NULL);
  buf_clear(&in->authors);
  return in->failed ? diag_nomem(diag) : status;
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
  struct interpreter in = {
      .text = view_sub(text, 0, out->end), .rules = rules, .arena = arena, .out = out};
  if (status == LISTEN_OK)
    status = interpret_all(&in, &entries, diag);
  free(entries.items);
  if (status != LISTEN_OK && path != NULL && diag != NULL)
    diag_at(diag, path, diag->line, diag->column);
  return status;
}
