/// JSON built with cJSON, where any allocation may fail: build freely, look once at the end.
///
/// The text is one line, whatever the strings hold, and can stand inside an HTML `<script>`: what
/// could end a line or the element is written as \uXXXX. Keys keep the order they were added in.
#ifndef LISTEN_BASE_JSON_H
#define LISTEN_BASE_JSON_H

#include "base/buf.h"

#include <cjson/cJSON.h>
#include <stdint.h>

/// Zeroed to begin with; released by json_print.
struct json {
  bool failed;
  struct buf scratch;
};

cJSON *json_object(struct json *json); ///< the root; NULL when out of memory, which all below take
/// Add an item, which is taken over in any case. `key` NULL: to an array.
void json_add(struct json *json, cJSON *parent, const char *key, cJSON *item);
cJSON *json_add_object(struct json *json, cJSON *parent, const char *key);
cJSON *json_add_array(struct json *json, cJSON *parent, const char *key);
/// A string, or null for ptr NULL. NUL bytes are left out, for cJSON knows none.
void json_add_text(struct json *json, cJSON *parent, const char *key, struct view text);
/// Such a string where there is something to say, else nothing.
void json_add_known(struct json *json, cJSON *parent, const char *key, struct view text);
void json_add_count(struct json *json, cJSON *parent, const char *key, uint64_t count);
void json_add_bool(struct json *json, cJSON *parent, const char *key, bool value);
/// A number with just so many decimals (at most 6), rounded, whatever the locale; null for one that
/// is not finite or past 10^12.
void json_add_decimal(struct json *json, cJSON *parent, const char *key, double value,
                      int decimals);

/// Append the text of `root` and release it and `json`. `out->failed` when anything failed.
void json_print(struct json *json, cJSON *root, struct buf *out);

#endif
