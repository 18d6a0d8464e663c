// What programs read as JSON: manifest and chapters.

#include "base/json.h"
#include "site/publish.h"

/// The JSON `{…}` without its last brace, so that more can follow.
static bool print_open(struct json *json, cJSON *root, struct buf *out) {
  struct buf text = {0};
  json_print(json, root, &text);
  if (text.failed)
    out->failed = true;
  else
    buf_add(out, text.ptr, text.len - 1);
  buf_clear(&text);
  return !out->failed;
}

static void add_url(struct json *json, cJSON *root, const char *key, const char *url,
                    const char *path) {
  struct buf link = {0};
  json->failed |= !site_url(view_of(url), view_of(path), &link);
  json_add_text(json, root, key, buf_as_view(&link));
  buf_clear(&link);
}

bool publish_manifest_begin(const struct site_config *config, struct buf *out) {
  struct json json = {0};
  cJSON *root = json_object(&json);
  json_add_count(&json, root, "version", 1);
  json_add_text(&json, root, "generator", VIEW("listen " LISTEN_VERSION));
  json_add_text(&json, root, "url", view_of(config->url));
  if (config->feed.enabled)
    add_url(&json, root, "feed", config->url, config->feed.file);
  if (config->player.enabled)
    add_url(&json, root, "player", config->url, SITE_PLAYER_SCRIPT);
  print_open(&json, root, out);
  buf_str(out, ",\"articles\":{");
  return !out->failed;
}

bool publish_manifest_entry(struct view key, struct view line, bool first, struct buf *out) {
  struct json json = {0};
  cJSON *root = json_object(&json);
  struct buf name = {0};
  json_add_text(&json, root, "", key);
  json_print(&json, root, &name);
  buf_str(out, first ? "\n" : ",\n");
  if (name.failed)
    out->failed = true;
  else
    buf_add(out, name.ptr + 4, name.len - 5); // of {"":"KEY"}
  buf_clear(&name);
  buf_byte(out, ':');
  buf_view(out, line);
  return !out->failed;
}

bool publish_manifest_end(struct buf *out) {
  buf_str(out, "\n}}\n");
  return !out->failed;
}

bool publish_chapters(const struct site_entry *entry, struct buf *out) {
  struct json json = {0};
  cJSON *root = json_object(&json);
  json_add_text(&json, root, "version", VIEW("1.2.0"));
  json_add_known(&json, root, "title", entry->title);
  json_add_known(&json, root, "author", entry->author);
  cJSON *list = json_add_array(&json, root, "chapters");
  for (size_t i = 0; i < entry->n_chapters; i++) {
    cJSON *item = json_add_object(&json, list, NULL);
    json_add_decimal(&json, item, "startTime", entry->chapters[i].start_s, 3);
    json_add_decimal(&json, item, "endTime", entry->chapters[i].end_s, 3);
    json_add_known(&json, item, "title", entry->chapters[i].title);
  }
  json_print(&json, root, out);
  buf_byte(out, '\n');
  return !out->failed;
}
