// An entry as JSON.

#include "base/json.h"
#include "base/utf8.h"
#include "estimate/label.h"
#include "site/entry.h"
#include "site/publish.h"

/// At most `max` bytes, whole characters.
static struct view cut(struct view text, size_t max) {
  if (text.len <= max)
    return text;
  while (max > 0 && ((unsigned char)text.ptr[max] & 0xC0) == 0x80)
    max--;
  return view_sub(text, 0, max);
}

static void add_text(struct json *json, cJSON *parent, const char *key, struct view text) {
  json_add_text(json, parent, key, cut(text, SITE_TEXT_MAX));
}

static void add_buf(struct json *json, cJSON *parent, const char *key, struct buf *text) {
  json->failed |= text->failed;
  json_add_text(json, parent, key, buf_as_view(text));
  buf_clear(text);
}

static void add_hash(struct json *json, cJSON *parent, const char *key, const uint64_t hash[2]) {
  struct buf text = {0};
  buf_printf(&text, "%016llx%016llx", (unsigned long long)hash[0], (unsigned long long)hash[1]);
  add_buf(json, parent, key, &text);
}

static void add_duration(struct json *json, cJSON *parent, double seconds) {
  struct buf text = {0};
  json_add_decimal(json, parent, "duration_s", seconds, 3);
  duration_label("iso8601", seconds, &text);
  add_buf(json, parent, "duration_iso8601", &text);
}

static void add_claim(struct json *json, cJSON *parent, const struct site_entry *entry) {
  if (entry->claim_kind == CLAIM_NONE) {
    json_add(json, parent, "claim", cJSON_CreateNull());
    return;
  }
  cJSON *claim = json_add_object(json, parent, "claim");
  json_add_text(json, claim, "kind", view_of(claim_kind_name(entry->claim_kind)));
  add_text(json, claim, "text", entry->claim_text);
  json_add_decimal(json, claim, "seconds", entry->claim_s, 1);
}

static void add_file(struct json *json, cJSON *files, const struct site_file *file,
                     struct view url) {
  struct buf link = {0};
  cJSON *item = json_add_object(json, files, NULL);
  json_add_text(json, item, "role", view_of(site_role_name(file->role)));
  json_add_text(json, item, "format", file->format);
  json_add_text(json, item, "path", file->path);
  site_url(url, file->path, &link);
  add_buf(json, item, "url", &link);
  json_add_count(json, item, "bytes", file->bytes);
  json_add_text(json, item, "media_type", site_media_type(file));
  add_hash(json, item, "hash", file->hash);
}

static void add_chapters(struct json *json, cJSON *parent, const struct site_entry *entry) {
  cJSON *list = json_add_array(json, parent, "chapters");
  for (size_t i = 0; i < entry->n_chapters && i < SITE_CHAPTERS_MAX; i++) {
    const struct site_chapter *chapter = &entry->chapters[i];
    cJSON *item = json_add_object(json, list, NULL);
    json_add_text(json, item, "title", cut(chapter->title, SITE_CHAPTER_TITLE_MAX));
    json_add_decimal(json, item, "start_s", chapter->start_s, 3);
    json_add_decimal(json, item, "end_s", chapter->end_s, 3);
  }
}

bool site_entry_write(const struct site_entry *entry, struct view url, struct buf *out) {
  struct json json = {0};
  cJSON *root = json_object(&json);
  json_add_text(&json, root, "key", entry->key);
  if (entry->passed_over) // of which the manifest knows nothing
    json_add_bool(&json, root, "passed_over", true);
  add_text(&json, root, "source", entry->source);
  add_text(&json, root, "title", entry->title);
  add_text(&json, root, "author", entry->author);
  add_text(&json, root, "published", entry->published);
  add_text(&json, root, "language", entry->language);
  add_text(&json, root, "summary", entry->summary);
  add_text(&json, root, "section", entry->section);
  add_text(&json, root, "voice", entry->voice);
  add_text(&json, root, "own_voice", entry->own_voice);
  json_add_bool(&json, root, "feed", entry->in_feed);
  add_text(&json, root, "label", entry->label);
  json_add_count(&json, root, "label_minutes", (uint64_t)entry->label_minutes);
  add_duration(&json, root, entry->duration_s);
  add_claim(&json, root, entry);
  add_text(&json, root, "page_url", entry->page_url);
  cJSON *files = json_add_array(&json, root, "files");
  for (size_t i = 0; i < entry->n_files && i < SITE_FILES_MAX; i++)
    add_file(&json, files, &entry->files[i], url);
  add_chapters(&json, root, entry);
  cJSON *hashes = json_add_object(&json, root, "hashes");
  add_hash(&json, hashes, "source", entry->source_hash);
  add_hash(&json, hashes, "build", entry->build_hash);
  add_hash(&json, hashes, "page", entry->page_hash);
  json_print(&json, root, out);
  return !out->failed;
}
