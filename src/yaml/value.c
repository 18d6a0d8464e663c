// Reading single values off the tree.
#include "yaml/yaml.h"

#include "base/decimal.h"
#include "base/utf8.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

static int compare_key(const void *key, const void *element) {
  const struct yaml_node *node = *(const struct yaml_node *const *)element;
  return view_cmp(*(const struct view *)key, node->key);
}

const struct yaml_node *yaml_get(const struct yaml_node *mapping, struct view key) {
  if (mapping == NULL || mapping->kind != YAML_MAPPING || mapping->n_children == 0)
    return NULL;
  const struct yaml_node *const *found =
      bsearch(&key, mapping->by_key, mapping->n_children, sizeof(*mapping->by_key), compare_key);
  return found == NULL ? NULL : *found;
}

bool yaml_is_null(const struct yaml_node *node) {
  if (node->kind != YAML_SCALAR || !node->plain)
    return false;
  static const char *const nulls[] = {"", "~", "null", "Null", "NULL"}; // YAML 1.1, type null
  for (size_t i = 0; i < sizeof nulls / sizeof *nulls; i++)
    if (view_eq(node->text, view_of(nulls[i])))
      return true;
  return false;
}

// A sign and digits, whatever their value.
static bool is_decimal(struct view text) {
  size_t start = text.len > 0 && (text.ptr[0] == '+' || text.ptr[0] == '-');
  for (size_t i = start; i < text.len; i++)
    if (!utf8_is_digit((unsigned char)text.ptr[i]))
      return false;
  return text.len > start;
}

static bool has_leading_zero(struct view digits) {
  size_t start = digits.ptr[0] == '+' || digits.ptr[0] == '-';
  return digits.len - start > 1 && digits.ptr[start] == '0';
}

void yaml_show(const struct yaml_node *node, bool german, char out[YAML_SHOWN_BYTES]) {
  const char *fixed = NULL;
  if (node->kind == YAML_LIST)
    fixed = german ? "eine Liste" : "a list";
  else if (node->kind == YAML_MAPPING)
    fixed = german ? "eine Gruppe von Feldern" : "a group of fields";
  else if (yaml_is_null(node))
    fixed = german ? "leer" : "empty";
  if (fixed != NULL) {
    snprintf(out, YAML_SHOWN_BYTES, "%s", fixed);
    return;
  }
  bool quotes = !(node->plain && is_decimal(node->text));
  // Room for two quotes, the ellipsis (3 bytes) and the NUL is kept free.
  const size_t room = YAML_SHOWN_BYTES - 6;
  size_t len = 0, pos = 0;
  if (quotes)
    out[len++] = '"';
  for (size_t size; pos < node->text.len; pos += size) {
    uint32_t c = utf8_at(node->text, pos, &size);
    if (len + size > room)
      break;
    if (yaml_is_control(c)) {
      out[len++] = '?'; // a message must not move the cursor of a terminal
    } else {
      memcpy(out + len, node->text.ptr + pos, size);
      len += size;
    }
  }
  snprintf(out + len, YAML_SHOWN_BYTES - len, "%s%s", pos < node->text.len ? "…" : "",
           quotes ? "\"" : "");
}

void yaml_show_text(struct view text, char out[YAML_SHOWN_BYTES]) {
  yaml_show(&(struct yaml_node){.kind = YAML_SCALAR, .text = text}, false, out);
}

// `digits` is_decimal. False when it does not fit.
static bool to_long(struct view digits, long *out) {
  bool negative = digits.ptr[0] == '-';
  long value = 0;
  for (size_t i = negative || digits.ptr[0] == '+'; i < digits.len; i++) {
    int digit = digits.ptr[i] - '0';
    if (value < (LONG_MIN + digit) / 10) // counted downwards, since LONG_MIN has no counterpart
      return false;
    value = value * 10 - digit;
  }
  if (!negative && value < -LONG_MAX)
    return false;
  *out = negative ? value : -value;
  return true;
}

static void integer_hint(const struct yaml_node *node, struct listen_diag *diag) {
  struct view text = node->text;
  if (node->kind != YAML_SCALAR)
    return;
  if (yaml_is_null(node))
    diag_hint(diag, "%s",
              DIAG_TEXT(diag, "give a value or remove the line",
                        "einen Wert angeben oder die Zeile entfernen"));
  else if (is_decimal(text) && !node->plain)
    diag_hint(diag, "%s",
              DIAG_TEXT(diag, "write the number without quotes",
                        "die Zahl ohne Anführungszeichen schreiben"));
  else if (is_decimal(text))
    diag_hint(diag, "%s",
              DIAG_TEXT(diag, "leave out the leading zeros", "die führenden Nullen weglassen"));
  else if (text.len > 0 && utf8_is_digit((unsigned char)text.ptr[0]))
    diag_hint(diag, "%s",
              DIAG_TEXT(diag, "write the number alone, without unit, fraction or separators",
                        "nur die Zahl schreiben, ohne Einheit, Bruchteil oder Trennzeichen"));
}

enum listen_status yaml_integer(const struct yaml_node *node, const char *file, const char *label,
                                long min, long max, long *out, struct listen_diag *diag) {
  bool is_number = node->kind == YAML_SCALAR && node->plain && is_decimal(node->text) &&
                   !has_leading_zero(node->text);
  long value;
  if (is_number && to_long(node->text, &value) && value >= min && value <= max) {
    *out = value;
    return LISTEN_OK;
  }
  char shown[YAML_SHOWN_BYTES];
  yaml_show(node, diag != NULL && diag->german, shown);
  diag_at(diag, file, node->line, node->column);
  if (is_number)
    return diag_set(
        diag, LISTEN_E_CONFIG,
        DIAG_TEXT(diag, "%s is %s; accepted: %ld to %ld", "%s ist %s; erlaubt: %ld bis %ld"), label,
        shown, min, max);
  diag_set(diag, LISTEN_E_CONFIG,
           DIAG_TEXT(diag, "%s is %s; accepted: a whole number from %ld to %ld",
                     "%s ist %s; erlaubt: eine ganze Zahl von %ld bis %ld"),
           label, shown, min, max);
  integer_hint(node, diag);
  return LISTEN_E_CONFIG;
}

enum listen_status yaml_decimal(const struct yaml_node *node, const char *file, const char *label,
                                long min, long max, double *out, struct listen_diag *diag) {
  double value = 0;
  bool is_number = node->kind == YAML_SCALAR && node->plain && decimal_parse(node->text, &value);
  if (is_number && value >= (double)min && value <= (double)max) {
    *out = value;
    return LISTEN_OK;
  }
  char shown[YAML_SHOWN_BYTES];
  yaml_show(node, diag != NULL && diag->german, shown);
  diag_at(diag, file, node->line, node->column);
  return diag_set(diag, LISTEN_E_CONFIG,
                  DIAG_TEXT(diag, "%s is %s; accepted: a number from %ld to %ld, as in -18.5",
                            "%s ist %s; erlaubt: eine Zahl von %ld bis %ld, wie -18.5"),
                  label, shown, min, max);
}
