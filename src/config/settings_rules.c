#include "config/settings_rules.h"

#include "base/utf8.h"

#include <stdio.h>
#include <stdlib.h>

struct loader {
  const char *file, *label;
  struct arena *arena;
  struct listen_diag *diag;
  struct buf clean; // reused for every text
};

// A rule with the place it comes from.
struct entry {
  struct view written;
  const struct yaml_node *node;
};

/// Punctuation for Unicode, but a word to a reader: "§ 5", "50 %", "C&A", "@". All other
/// punctuation makes the pauses and the sentences, which no rule may take away.
static bool is_spoken_mark(uint32_t c) {
  static const uint32_t marks[] = {'#',    '%',    '&',    '*',    '/',    '@',
                                   '\\',   '_',    0xA7,   0xB6,   0xB7,   0x2020,
                                   0x2021, 0x2022, 0x2030, 0x2031, 0x2032, 0x2033};
  for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
    if (marks[i] == c)
      return true;
  return false;
}

static bool has_something_to_say(struct view text) {
  for (size_t pos = 0, size; pos < text.len; pos += size) {
    uint32_t c = utf8_at(text, pos, &size);
    if (is_spoken_mark(c) || !(utf8_is_space(c) || utf8_is_mark(c) || utf8_is_punct(c)))
      return true;
  }
  return false;
}

enum { LABEL_BYTES = YAML_SHOWN_BYTES + 80 };

/// Name the written form at fault, and point at it.
static void at_written(struct loader *l, const struct yaml_node *node, char label[LABEL_BYTES]) {
  char key[YAML_SHOWN_BYTES];
  yaml_show_text(node->key, key);
  snprintf(label, LABEL_BYTES,
           DIAG_TEXT(l->diag, "written form %s in %s", "geschriebene Form %s in %s"), key,
           l->label);
  diag_at(l->diag, l->file, node->key_line, node->key_column);
}

/// Name the spoken form at fault, and point at it.
static void at_spoken(struct loader *l, const struct yaml_node *node, char label[LABEL_BYTES]) {
  char key[YAML_SHOWN_BYTES];
  yaml_show_text(node->key, key);
  snprintf(label, LABEL_BYTES,
           DIAG_TEXT(l->diag, "spoken form of %s in %s", "gesprochene Form von %s in %s"), key,
           l->label);
  diag_at(l->diag, l->file, node->line, node->column);
}

static enum listen_status refuse_control(struct loader *l, const char *label, uint32_t control) {
  return diag_set(l->diag, LISTEN_E_CONFIG,
                  DIAG_TEXT(l->diag, "%s: control character U+%04X", "%s: Steuerzeichen U+%04X"),
                  label, (unsigned)control);
}

static enum listen_status refuse_length(struct loader *l, const char *label, size_t len, int min,
                                        int max) {
  return diag_set(
      l->diag, LISTEN_E_CONFIG,
      DIAG_TEXT(l->diag, "%s: %zu bytes; accepted: %d to %d", "%s: %zu Byte; erlaubt: %d bis %d"),
      label, len, min, max);
}

static enum listen_status refuse_bare(struct loader *l, const char *label) {
  diag_set(l->diag, LISTEN_E_CONFIG,
           DIAG_TEXT(l->diag, "%s: no letter, digit or symbol in it",
                     "%s: weder Buchstabe noch Ziffer noch Symbol darin"),
           label);
  diag_hint(l->diag, "%s",
            DIAG_TEXT(l->diag, "punctuation makes the pauses and stays as it is",
                      "Satzzeichen machen die Pausen und bleiben, wie sie sind"));
  return LISTEN_E_CONFIG;
}

static enum listen_status refuse_spoken(struct loader *l, const char *label,
                                        const struct yaml_node *node) {
  char shown[YAML_SHOWN_BYTES];
  yaml_show(node, l->diag != NULL && l->diag->german, shown);
  diag_set(l->diag, LISTEN_E_CONFIG,
           DIAG_TEXT(l->diag, "%s is %s; accepted: text", "%s ist %s; erlaubt: Text"), label,
           shown);
  if (yaml_is_null(node))
    diag_hint(l->diag, "%s",
              DIAG_TEXT(l->diag, "write \"\" to say nothing",
                        "\"\" schreiben, damit nichts gesprochen wird"));
  return LISTEN_E_CONFIG;
}

static enum listen_status keep(struct loader *l, struct view text, struct view *out) {
  *out = arena_copy(l->arena, text);
  return out->ptr == NULL ? diag_nomem(l->diag) : LISTEN_OK;
}

static enum listen_status take_written(struct loader *l, const struct yaml_node *node,
                                       struct view *out) {
  uint32_t control;
  if (!yaml_clean_text(node->key, &l->clean, &control))
    return diag_nomem(l->diag);
  struct view text = buf_as_view(&l->clean);
  if (control == 0 && text.len <= SETTINGS_WRITTEN_MAX && has_something_to_say(text))
    return keep(l, text, out);
  char label[LABEL_BYTES];
  at_written(l, node, label);
  if (control != 0)
    return refuse_control(l, label, control);
  if (text.len > SETTINGS_WRITTEN_MAX)
    return refuse_length(l, label, text.len, 1, SETTINGS_WRITTEN_MAX);
  return refuse_bare(l, label);
}

static enum listen_status take_spoken(struct loader *l, const struct yaml_node *node,
                                      struct view *out) {
  uint32_t control = 0;
  bool is_text = node->kind == YAML_SCALAR && !yaml_is_null(node);
  buf_reset(&l->clean);
  if (is_text && !yaml_clean_text(node->text, &l->clean, &control))
    return diag_nomem(l->diag);
  struct view text = buf_as_view(&l->clean);
  if (is_text && control == 0 && text.len <= SETTINGS_SPOKEN_MAX)
    return keep(l, text, out);
  char label[LABEL_BYTES];
  at_spoken(l, node, label);
  if (!is_text)
    return refuse_spoken(l, label, node);
  if (control != 0)
    return refuse_control(l, label, control);
  return refuse_length(l, label, text.len, 0, SETTINGS_SPOKEN_MAX);
}

static bool comes_before(const struct yaml_node *a, const struct yaml_node *b) {
  return a->key_line != b->key_line ? a->key_line < b->key_line : a->key_column < b->key_column;
}

static int by_written_then_place(const void *left, const void *right) {
  const struct entry *a = left, *b = right;
  int c = view_cmp(a->written, b->written);
  return c != 0 ? c : comes_before(b->node, a->node) - comes_before(a->node, b->node);
}

/// The reader refuses keys that are alike; these are alike once they are cleaned: "ä" in one
/// character and in two, one blank and two.
static enum listen_status refuse_twins(struct loader *l, struct entry *entries, size_t n) {
  qsort(entries, n, sizeof *entries, by_written_then_place);
  const struct yaml_node *first = NULL, *again = NULL;
  for (size_t i = 1; i < n; i++)
    if (view_eq(entries[i - 1].written, entries[i].written) &&
        (again == NULL || comes_before(entries[i].node, again))) {
      first = entries[i - 1].node;
      again = entries[i].node;
    }
  if (again == NULL)
    return LISTEN_OK;
  yaml_given_twice(l->file, first, again, l->diag);
  diag_hint(l->diag, "%s",
            DIAG_TEXT(l->diag, "the two look the same but for blanks: one is enough",
                      "bis auf Leerzeichen sehen beide gleich aus: eine genügt"));
  return LISTEN_E_CONFIG;
}

static enum listen_status take_rules(struct loader *l, const struct yaml_node *mapping,
                                     struct site_rule *rules, struct entry *entries) {
  size_t n = 0;
  for (const struct yaml_node *node = mapping->first; node != NULL; node = node->next, n++) {
    enum listen_status status = take_written(l, node, &rules[n].written);
    if (status == LISTEN_OK)
      status = take_spoken(l, node, &rules[n].spoken);
    if (status != LISTEN_OK)
      return status;
    entries[n] = (struct entry){rules[n].written, node};
  }
  return refuse_twins(l, entries, n);
}

enum listen_status settings_rules(const struct yaml_node *mapping, const char *file,
                                  const char *label, struct arena *arena, struct site_rules *out,
                                  struct listen_diag *diag) {
  const size_t n = mapping->n_children;
  if (n == 0)
    return LISTEN_OK;
  struct loader l = {.file = file, .label = label, .arena = arena, .diag = diag};
  struct site_rule *rules = arena_alloc(arena, n, sizeof *rules);
  struct entry *entries = calloc(n, sizeof *entries);
  enum listen_status status =
      rules == NULL || entries == NULL ? diag_nomem(diag) : take_rules(&l, mapping, rules, entries);
  if (status == LISTEN_OK)
    *out = (struct site_rules){rules, n};
  free(entries);
  buf_clear(&l.clean);
  return status;
}
