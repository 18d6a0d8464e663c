#include "config/complaint.h"

#include <stdio.h>

enum { NAMES_BYTES = 180 };

void config_add_key(struct config_keys *keys, const char *key) {
  if (keys->n < sizeof keys->items / sizeof *keys->items)
    keys->items[keys->n++] = key;
}

struct view config_key_group(struct view key) {
  size_t dot = view_find(key, 0, '.');
  return view_sub(key, 0, dot == key.len ? 0 : dot);
}

struct view config_key_leaf(struct view key) {
  size_t group = config_key_group(key).len;
  return view_sub(key, group > 0 ? group + 1 : 0, key.len);
}

void config_append_name(char *out, size_t size, struct view name) {
  size_t len = strlen(out);
  if (len + name.len + sizeof ", " <= size)
    snprintf(out + len, size - len, "%s%.*s", len > 0 ? ", " : "", (int)name.len, name.ptr);
}

/// "title_ms, heading_ms, …": the fields of a group; of the file itself, fields and groups.
static void list_keys(const struct config_keys *keys, struct view group, char out[NAMES_BYTES]) {
  struct view last = {0};
  out[0] = '\0';
  for (size_t i = 0; i < keys->n; i++) {
    struct view key = view_of(keys->items[i]), own = config_key_group(key);
    struct view name = group.len == 0 && own.len > 0 ? own : config_key_leaf(key);
    if ((group.len > 0 && !view_eq(own, group)) || view_eq(name, last))
      continue; // a group's fields stand together
    last = name;
    config_append_name(out, NAMES_BYTES, name);
  }
}

// ---- unknown fields ----

/// Is one of the names the other's beginning, up to a "_"? "rate" means rate_wpm, although "range"
/// is closer by letters; "label_format" means label.
static bool is_beginning(struct view a, struct view b) {
  struct view shorter = a.len < b.len ? a : b, longer = a.len < b.len ? b : a;
  return shorter.len > 0 && shorter.len < longer.len && view_starts(longer, shorter) &&
         longer.ptr[shorter.len] == '_';
}

/// A field that may be meant, or a group, which then is `leaf`.
struct guess {
  struct view home, leaf;
  size_t distance;
};

static void offer(struct guess *guess, struct view wanted, struct view home, struct view leaf) {
  struct nearest nearest = {.wanted = wanted};
  if (is_beginning(wanted, leaf))
    nearest.best = leaf;
  else
    nearest_offer(&nearest, leaf);
  if (nearest.best.ptr != NULL &&
      (guess->leaf.ptr == NULL || nearest.best_distance < guess->distance))
    *guess = (struct guess){home, leaf, nearest.best_distance};
}

enum { FAR_LETTERS = 2 };

/// What was most likely meant by a name in `group`; a name from elsewhere has to be closer by two
/// letters: "format" means formats, not feed.format, but "comma_ms" pauses.comma_ms, not command.
/// And it has to be close at all: "article" is not sections.title.
static struct guess guess_key(const struct config_keys *keys, struct view group,
                              struct view written) {
  struct guess here = {0}, elsewhere = {0};
  struct view wanted = config_key_leaf(written);
  if (group.len == 0)
    group = config_key_group(written); // "feed.title" is meant to stand in feed
  for (size_t i = 0; i < keys->n; i++) {
    struct view key = view_of(keys->items[i]), home = config_key_group(key);
    offer(view_eq(home, group) ? &here : &elsewhere, wanted, home, config_key_leaf(key));
    if (group.len == 0 && home.len > 0)
      offer(&here, wanted, (struct view){0}, home);
  }
  bool closer = elsewhere.distance <= FAR_LETTERS &&
                (here.leaf.ptr == NULL || elsewhere.distance + 1 < here.distance);
  return elsewhere.leaf.ptr != NULL && closer ? elsewhere : here;
}

static void hint_key(const struct config_keys *keys, struct view group, const struct guess *guess,
                     struct listen_diag *diag) {
  struct view leaf = guess->leaf, home = guess->home;
  if (leaf.ptr == NULL) {
    char names[NAMES_BYTES];
    list_keys(keys, group, names);
    diag_hint(diag, DIAG_TEXT(diag, "known here: %s", "hier bekannt: %s"), names);
  } else if (view_eq(home, group)) {
    diag_hint(diag, DIAG_TEXT(diag, "did you mean %.*s?", "war %.*s gemeint?"), (int)leaf.len,
              leaf.ptr);
  } else if (home.len > 0) {
    diag_hint(diag,
              DIAG_TEXT(diag, "did you mean %.*s in the group %.*s?",
                        "war %.*s in der Gruppe %.*s gemeint?"),
              (int)leaf.len, leaf.ptr, (int)home.len, home.ptr);
  } else {
    diag_hint(diag,
              DIAG_TEXT(diag, "did you mean %.*s, which stands in no group?",
                        "war %.*s gemeint? Das steht in keiner Gruppe"),
              (int)leaf.len, leaf.ptr);
  }
}

enum listen_status config_unknown_key(const struct config_keys *keys, struct view group,
                                      const struct yaml_node *node, const char *file,
                                      struct listen_diag *diag) {
  char shown[YAML_SHOWN_BYTES];
  yaml_show_text(node->key, shown);
  diag_at(diag, file, node->key_line, node->key_column);
  if (group.len == 0)
    diag_set(diag, LISTEN_E_CONFIG, DIAG_TEXT(diag, "unknown field %s", "unbekanntes Feld %s"),
             shown);
  else
    diag_set(diag, LISTEN_E_CONFIG,
             DIAG_TEXT(diag, "unknown field %s in %.*s", "unbekanntes Feld %s in %.*s"), shown,
             (int)group.len, group.ptr);
  struct guess guess = guess_key(keys, group, node->key);
  hint_key(keys, group, &guess, diag);
  return LISTEN_E_CONFIG;
}

// ---- values ----

enum listen_status config_bad_value(const struct yaml_node *node, const char *file,
                                    const char *label, const char *accepted,
                                    struct listen_diag *diag) {
  char shown[YAML_SHOWN_BYTES];
  yaml_show(node, diag != NULL && diag->german, shown);
  diag_at(diag, file, node->line, node->column);
  return diag_set(diag, LISTEN_E_CONFIG,
                  DIAG_TEXT(diag, "%s is %s; accepted: %s", "%s ist %s; erlaubt: %s"), label, shown,
                  accepted);
}

enum listen_status config_not_a_group(const struct config_keys *keys, struct view group,
                                      const struct yaml_node *node, const char *file,
                                      const char *label, struct listen_diag *diag) {
  char names[NAMES_BYTES];
  list_keys(keys, group, names);
  config_bad_value(node, file, label,
                   DIAG_TEXT(diag, "a group of fields", "eine Gruppe von Feldern"), diag);
  diag_hint(diag, DIAG_TEXT(diag, "its fields: %s", "ihre Felder: %s"), names);
  return LISTEN_E_CONFIG;
}

void config_hint_missing(const struct yaml_node *node, struct listen_diag *diag) {
  if (yaml_is_null(node))
    diag_hint(diag, "%s",
              DIAG_TEXT(diag, "give a value or remove the line",
                        "einen Wert angeben oder die Zeile entfernen"));
}

void config_hint_name(const struct nearest *nearest, struct listen_diag *diag) {
  if (nearest->best.ptr != NULL)
    diag_hint(diag, DIAG_TEXT(diag, "did you mean %.*s?", "war %.*s gemeint?"),
              (int)nearest->best.len, nearest->best.ptr);
}
