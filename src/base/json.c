#include "base/json.h"

#include "base/decimal.h"

cJSON *json_object(struct json *json) {
  cJSON *object = cJSON_CreateObject();
  json->failed |= object == NULL;
  return object;
}

void json_add(struct json *json, cJSON *parent, const char *key, cJSON *item) {
  bool added =
      parent != NULL && item != NULL &&
      (key == NULL ? cJSON_AddItemToArray(parent, item) : cJSON_AddItemToObject(parent, key, item));
  if (added)
    return;
  cJSON_Delete(item);
  json->failed = true;
}

static cJSON *add_node(struct json *json, cJSON *parent, const char *key, cJSON *node) {
  bool failed = json->failed;
  json->failed = false;
  json_add(json, parent, key, node);
  bool lost = json->failed; // and released
  json->failed |= failed;
  return lost ? NULL : node;
}

cJSON *json_add_object(struct json *json, cJSON *parent, const char *key) {
  return add_node(json, parent, key, cJSON_CreateObject());
}

cJSON *json_add_array(struct json *json, cJSON *parent, const char *key) {
  return add_node(json, parent, key, cJSON_CreateArray());
}

void json_add_text(struct json *json, cJSON *parent, const char *key, struct view text) {
  if (text.ptr == NULL) {
    json_add(json, parent, key, cJSON_CreateNull());
    return;
  }
  struct buf *copy = &json->scratch; // cJSON wants a NUL at the end, and there alone
  buf_reset(copy);
  for (size_t i = 0; i < text.len;) {
    size_t end = view_find(text, i, '\0');
    buf_add(copy, text.ptr + i, end - i);
    i = end + 1;
  }
  json->failed |= copy->failed;
  json_add(json, parent, key, cJSON_CreateString(copy->len == 0 ? "" : copy->ptr));
}

void json_add_known(struct json *json, cJSON *parent, const char *key, struct view text) {
  if (text.len > 0)
    json_add_text(json, parent, key, text);
}

void json_add_count(struct json *json, cJSON *parent, const char *key, uint64_t count) {
  buf_reset(&json->scratch);
  buf_printf(&json->scratch, "%llu", (unsigned long long)count);
  json->failed |= json->scratch.failed;
  json_add(json, parent, key, json->failed ? NULL : cJSON_CreateRaw(json->scratch.ptr));
}

void json_add_bool(struct json *json, cJSON *parent, const char *key, bool value) {
  json_add(json, parent, key, cJSON_CreateBool(value));
}

void json_add_decimal(struct json *json, cJSON *parent, const char *key, double value,
                      int decimals) {
  buf_reset(&json->scratch);
  if (!decimal_write(value, decimals, &json->scratch))
    buf_str(&json->scratch, "null");
  json->failed |= json->scratch.failed;
  json_add(json, parent, key, json->failed ? NULL : cJSON_CreateRaw(json->scratch.ptr));
}

/// The bytes at `p` that end a line for some reader, or an element or comment in HTML, or that XML
/// has no place for: how many, and which character. They stand in strings only, where \uXXXX means
/// the same.
static size_t to_escape(const unsigned char *p, unsigned *code) {
  *code = p[0];
  if (p[0] == '<' || p[0] == '>' || p[0] == '&' || p[0] == 0x7F)
    return 1;
  if (p[0] == 0xC2 && p[1] < 0xA0) { // C1 controls, NEL among them
    *code = p[1];
    return 2;
  }
  if (p[0] == 0xE2 && p[1] == 0x80 && (p[2] == 0xA8 || p[2] == 0xA9)) { // U+2028, U+2029
    *code = 0x2000u + (p[2] & 0x3Fu);
    return 3;
  }
  if (p[0] == 0xEF && p[1] == 0xBF && p[2] >= 0xBE) { // U+FFFE, U+FFFF
    *code = 0xFFC0u + (p[2] & 0x3Fu);
    return 3;
  }
  return 0;
}

void json_print(struct json *json, cJSON *root, struct buf *out) {
  char *text = root == NULL || json->failed ? NULL : cJSON_PrintUnformatted(root);
  const char *from = text, *p = text;
  while (p != NULL && *p != '\0') { // the NUL behind stops what looks ahead
    unsigned code;
    size_t size = to_escape((const unsigned char *)p, &code);
    if (size > 0) {
      buf_add(out, from, (size_t)(p - from));
      buf_printf(out, "\\u%04x", code);
      from = p + size;
    }
    p += size > 0 ? size : 1;
  }
  if (text != NULL)
    buf_add(out, from, (size_t)(p - from));
  else
    out->failed = true;
  cJSON_free(text);
  cJSON_Delete(root);
  buf_clear(&json->scratch);
}
