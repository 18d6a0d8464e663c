#include "yaml/yaml.h"

#include "yaml/problem.h"

#include <stdlib.h>

// One mapping or list that is still open.
struct frame {
  struct yaml_node *node;
  struct yaml_node *last; // its newest child
};

struct builder {
  struct arena *arena;
  const char *file;
  struct listen_diag *diag;
  struct frame open[YAML_MAX_DEPTH];
  size_t depth;
  struct yaml_node *root;
  bool document_seen;
  // The key that waits for its value; a key's node is never kept.
  bool have_key;
  struct view key;
  size_t key_line, key_column;
};

static enum listen_status refuse(struct builder *b, yaml_mark_t mark, const char *message) {
  diag_at(b->diag, b->file, mark.line + 1, mark.column + 1);
  return diag_set(b->diag, LISTEN_E_CONFIG, "%s", message);
}

static bool wants_key(const struct builder *b) {
  return b->depth > 0 && b->open[b->depth - 1].node->kind == YAML_MAPPING && !b->have_key;
}

/// Hang a new node under the innermost open one. NULL when out of memory.
static struct yaml_node *add_node(struct builder *b, enum yaml_kind kind, yaml_mark_t mark) {
  struct yaml_node *node = arena_alloc(b->arena, 1, sizeof *node);
  if (node == NULL)
    return NULL;
  node->kind = kind;
  node->line = mark.line + 1;
  node->column = mark.column + 1;
  if (b->have_key) {
    node->key = b->key;
    node->key_line = b->key_line;
    node->key_column = b->key_column;
    b->have_key = false;
  }
  if (b->depth == 0) {
    b->root = node;
    return node;
  }
  struct frame *parent = &b->open[b->depth - 1];
  if (parent->last == NULL)
    parent->node->first = node;
  else
    parent->last->next = node;
  parent->last = node;
  parent->node->n_children++;
  return node;
}

/// Refuse an anchor, and a tag other than the two basic ones and "!".
static enum listen_status check_properties(struct builder *b, const yaml_event_t *event,
                                           const yaml_char_t *anchor, const yaml_char_t *tag,
                                           const char *basic, const char *other_basic) {
  struct listen_diag *diag = b->diag;
  if (anchor != NULL) {
    refuse(b, event->start_mark,
           DIAG_TEXT(diag, "anchors (&name) are not accepted", "Anker (&name) sind nicht erlaubt"));
    diag_hint(diag, "%s",
              DIAG_TEXT(diag, "write each value out, or put text that begins with & in quotes",
                        "jeden Wert ausschreiben; Text, der mit & beginnt, in Anführungszeichen"));
    return LISTEN_E_CONFIG;
  }
  const char *t = (const char *)tag;
  if (t == NULL || strcmp(t, "!") == 0 || strcmp(t, basic) == 0 || strcmp(t, other_basic) == 0)
    return LISTEN_OK;
  refuse(b, event->start_mark,
         DIAG_TEXT(diag, "this tag (!type) is not accepted",
                   "diese Typangabe (!typ) ist nicht erlaubt"));
  diag_hint(diag, "%s",
            DIAG_TEXT(diag, "leave the tag out, or put text that begins with ! in quotes",
                      "Typangabe weglassen; Text, der mit ! beginnt, in Anführungszeichen"));
  return LISTEN_E_CONFIG;
}

static enum listen_status take_key(struct builder *b, const yaml_event_t *event, struct view text) {
  if (text.len == 0)
    return refuse(
        b, event->start_mark,
        DIAG_TEXT(b->diag, "nothing is written before \":\"", "vor dem Doppelpunkt steht nichts"));
  b->key = arena_copy(b->arena, text);
  if (b->key.ptr == NULL)
    return diag_nomem(b->diag);
  b->key_line = event->start_mark.line + 1;
  b->key_column = event->start_mark.column + 1;
  b->have_key = true;
  return LISTEN_OK;
}

static enum listen_status take_scalar(struct builder *b, const yaml_event_t *event) {
  const char *tag = (const char *)event->data.scalar.tag;
  enum listen_status status = check_properties(b, event, event->data.scalar.anchor,
                                               event->data.scalar.tag, YAML_STR_TAG, YAML_INT_TAG);
  if (status != LISTEN_OK)
    return status;
  struct view text = {(const char *)event->data.scalar.value, event->data.scalar.length};
  // Raw NUL bytes never get here; an escape in double quotes can make one.
  if (view_has(text, '\0'))
    return refuse(b, event->start_mark,
                  DIAG_TEXT(b->diag, "this value holds a NUL character",
                            "dieser Wert enthält ein NUL-Zeichen"));
  if (wants_key(b))
    return take_key(b, event, text);
  struct yaml_node *node = add_node(b, YAML_SCALAR, event->start_mark);
  if (node == NULL || (node->text = arena_copy(b->arena, text)).ptr == NULL)
    return diag_nomem(b->diag);
  if (tag == NULL)
    node->plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
  else
    node->plain = strcmp(tag, YAML_INT_TAG) == 0;
  return LISTEN_OK;
}

static enum listen_status refuse_as_key(struct builder *b, yaml_mark_t mark) {
  refuse(b, mark,
         DIAG_TEXT(b->diag, "no list or group can stand before \":\"",
                   "vor dem Doppelpunkt kann keine Liste oder Gruppe stehen"));
  diag_hint(b->diag, "%s",
            DIAG_TEXT(b->diag, "put text that begins with [ or { in quotes",
                      "Text, der mit [ oder { beginnt, in Anführungszeichen setzen"));
  return LISTEN_E_CONFIG;
}

static enum listen_status begin_collection(struct builder *b, const yaml_event_t *event) {
  bool mapping = event->type == YAML_MAPPING_START_EVENT;
  const char *basic = mapping ? YAML_MAP_TAG : YAML_SEQ_TAG;
  enum listen_status status = check_properties(
      b, event, mapping ? event->data.mapping_start.anchor : event->data.sequence_start.anchor,
      mapping ? event->data.mapping_start.tag : event->data.sequence_start.tag, basic, basic);
  if (status != LISTEN_OK)
    return status;
  if (wants_key(b))
    return refuse_as_key(b, event->start_mark);
  if (b->depth == YAML_MAX_DEPTH) {
    diag_at(b->diag, b->file, event->start_mark.line + 1, event->start_mark.column + 1);
    return diag_set(
        b->diag, LISTEN_E_CONFIG,
        DIAG_TEXT(b->diag, "nested deeper than %d levels", "tiefer als %d Ebenen verschachtelt"),
        YAML_MAX_DEPTH);
  }
  struct yaml_node *node = add_node(b, mapping ? YAML_MAPPING : YAML_LIST, event->start_mark);
  if (node == NULL)
    return diag_nomem(b->diag);
  b->open[b->depth++] = (struct frame){.node = node};
  return LISTEN_OK;
}

static int by_key_then_place(const void *left, const void *right) {
  const struct yaml_node *a = *(const struct yaml_node *const *)left;
  const struct yaml_node *b = *(const struct yaml_node *const *)right;
  int c = view_cmp(a->key, b->key);
  if (c != 0)
    return c;
  if (a->key_line != b->key_line)
    return a->key_line < b->key_line ? -1 : 1;
  return (a->key_column > b->key_column) - (a->key_column < b->key_column);
}

enum listen_status yaml_given_twice(const char *file, const struct yaml_node *first,
                                    const struct yaml_node *again, struct listen_diag *diag) {
  char key[YAML_SHOWN_BYTES];
  yaml_show_text(again->key, key);
  diag_at(diag, file, again->key_line, again->key_column);
  return diag_set(diag, LISTEN_E_CONFIG,
                  DIAG_TEXT(diag, "%s is given twice, first in line %zu",
                            "%s steht zweimal da, zuerst in Zeile %zu"),
                  key, first->key_line);
}

/// Sort a finished mapping's children, and find the first key in the file that repeats another.
static enum listen_status index_mapping(struct builder *b, struct yaml_node *mapping) {
  const size_t n = mapping->n_children;
  if (n == 0)
    return LISTEN_OK;
  const struct yaml_node **sorted = arena_alloc(b->arena, n, sizeof *sorted);
  if (sorted == NULL)
    return diag_nomem(b->diag);
  size_t i = 0;
  for (const struct yaml_node *child = mapping->first; child != NULL; child = child->next)
    sorted[i++] = child;
  qsort(sorted, n, sizeof *sorted, by_key_then_place);
  mapping->by_key = sorted;
  const struct yaml_node *first = NULL, *again = NULL;
  for (i = 1; i < n; i++) {
    if (!view_eq(sorted[i - 1]->key, sorted[i]->key))
      continue;
    bool earlier =
        again == NULL || sorted[i]->key_line < again->key_line ||
        (sorted[i]->key_line == again->key_line && sorted[i]->key_column < again->key_column);
    if (earlier) {
      first = sorted[i - 1];
      again = sorted[i];
    }
  }
  return again == NULL ? LISTEN_OK : yaml_given_twice(b->file, first, again, b->diag);
}

static enum listen_status end_collection(struct builder *b) {
  if (b->depth == 0) // libyaml ends only what it has begun
    return LISTEN_OK;
  struct yaml_node *node = b->open[--b->depth].node;
  return node->kind == YAML_MAPPING ? index_mapping(b, node) : LISTEN_OK;
}

static enum listen_status take_alias(struct builder *b, const yaml_event_t *event) {
  refuse(b, event->start_mark,
         DIAG_TEXT(b->diag, "aliases (*name) are not accepted",
                   "Verweise (*name) sind nicht erlaubt"));
  diag_hint(b->diag, "%s",
            DIAG_TEXT(b->diag, "write the value out, or put text that begins with * in quotes",
                      "den Wert ausschreiben; Text, der mit * beginnt, in Anführungszeichen"));
  return LISTEN_E_CONFIG;
}

static enum listen_status take_event(struct builder *b, const yaml_event_t *event) {
  switch (event->type) {
  case YAML_DOCUMENT_START_EVENT:
    if (b->document_seen)
      return refuse(b, event->start_mark,
                    DIAG_TEXT(b->diag, "a second document begins here; only one is accepted",
                              "hier beginnt ein zweites Dokument; erlaubt ist nur eines"));
    b->document_seen = true;
    return LISTEN_OK;
  case YAML_ALIAS_EVENT:
    return take_alias(b, event);
  case YAML_SCALAR_EVENT:
    return take_scalar(b, event);
  case YAML_SEQUENCE_START_EVENT:
  case YAML_MAPPING_START_EVENT:
    return begin_collection(b, event);
  case YAML_MAPPING_END_EVENT:
  case YAML_SEQUENCE_END_EVENT:
    return end_collection(b);
  default: // the stream's begin and end, the document's end
    return LISTEN_OK;
  }
}

static enum listen_status build(struct builder *b, yaml_parser_t *parser, struct view text) {
  for (;;) {
    yaml_event_t event;
    if (!yaml_parser_parse(parser, &event))
      return yaml_problem(parser, text, b->file, b->diag);
    bool end = event.type == YAML_STREAM_END_EVENT;
    enum listen_status status = take_event(b, &event);
    yaml_event_delete(&event);
    if (status != LISTEN_OK || end)
      return status;
  }
}

enum listen_status yaml_parse(struct view yaml, const char *file, struct arena *arena,
                              const struct yaml_node **root, struct listen_diag *diag) {
  *root = NULL;
  if (yaml.len > YAML_MAX_BYTES)
    return yaml_too_big(file, diag);
  if (view_starts(yaml, VIEW("\xEF\xBB\xBF"))) // a byte order mark is no part of the first line
    yaml = view_sub(yaml, 3, yaml.len);
  enum listen_status status = yaml_check_text(yaml, file, diag);
  if (status != LISTEN_OK)
    return status;
  yaml_parser_t parser;
  if (!yaml_parser_initialize(&parser))
    return diag_nomem(diag);
  yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
  yaml_parser_set_input_string(&parser, (const unsigned char *)(yaml.len == 0 ? "" : yaml.ptr),
                               yaml.len);
  struct builder b = {.arena = arena, .file = file, .diag = diag};
  status = build(&b, &parser, yaml);
  yaml_parser_delete(&parser);
  if (status == LISTEN_OK && b.root != NULL && !yaml_is_null(b.root))
    *root = b.root;
  return status;
}
