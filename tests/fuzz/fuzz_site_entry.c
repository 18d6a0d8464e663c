/// Any bytes as the record of an article: what is believed of it is clean, is written and read with
/// the same bytes again, and what is published of it is well-formed.
#include "base/utf8.h"
#include "site/publish.h"

#include <cjson/cJSON.h>
#include <libxml/parser.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition) {
  if (!condition)
    abort();
}

static void quiet(void *context, const char *message, ...) {
  (void)context;
  (void)message;
}

static const struct site_config config = {
    .url = "https://example.org/a/",
    .label_format = "Artikel anhören • {minutes}",
    .feed =
        {.enabled = true, .file = "feed.xml", .title = "Titel", .language = "de", .format = "mp3"},
    .player = {.enabled = true, .language = "de", .text = "article", .highlight = true},
};

static void require_xml(struct view text) {
  xmlDocPtr document =
      xmlReadMemory(text.ptr, (int)text.len, NULL, NULL, XML_PARSE_NONET | XML_PARSE_HUGE);
  require(document != NULL);
  xmlFreeDoc(document);
}

static void check_published(const struct site_entry *entry) {
  struct buf feed = {0}, page = {0}, chapters = {0};
  require(publish_feed_begin(&config, entry->published, &feed));
  require(publish_feed_item(entry, &config, &feed) && publish_feed_end(&feed));
  require_xml(buf_as_view(&feed));
  buf_str(&page, "<r>");
  require(publish_fragment(entry, &config, &page));
  buf_str(&page, "</r>");
  require_xml(buf_as_view(&page));
  require(publish_chapters(entry, &chapters));
  cJSON *json = cJSON_ParseWithLength(chapters.ptr, chapters.len);
  require(json != NULL);
  cJSON_Delete(json);
  buf_clear(&feed);
  buf_clear(&page);
  buf_clear(&chapters);
}

static void check_entry(const struct site_entry *entry) {
  require(site_path_is_clean(entry->key));
  for (size_t i = 0; i < entry->n_files; i++) {
    require(site_path_is_clean(entry->files[i].path) || entry->key.len > 240);
    require(view_starts(entry->files[i].path, entry->key));
    require(site_media_type(&entry->files[i]).len > 0);
  }
  require(utf8_invalid_at(entry->title) == entry->title.len);
  require(entry->duration_s >= 0 && entry->label_minutes >= 0);
}

static void check_round_trip(const struct site_entry *entry) {
  struct buf first = {0}, second = {0};
  struct arena arena = {0};
  struct site_entry back;
  require(site_entry_write(entry, view_of(config.url), &first));
  require(memchr(first.ptr, '\n', first.len) == NULL);
  require(site_entry_read(buf_as_view(&first), "x", &arena, &back, NULL) == LISTEN_OK);
  require(site_entry_write(&back, view_of(config.url), &second));
  require(view_eq(buf_as_view(&first), buf_as_view(&second)));
  arena_clear(&arena);
  buf_clear(&first);
  buf_clear(&second);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct view json = {(const char *)data, size};
  struct arena arena = {0};
  struct site_entry entry;
  struct listen_diag diag = {0};
  xmlSetGenericErrorFunc(NULL, quiet);
  enum listen_status status = site_entry_read(json, "fuzz.json", &arena, &entry, &diag);
  if (status == LISTEN_OK) {
    check_entry(&entry);
    check_round_trip(&entry);
    check_published(&entry);
  } else {
    require(status == LISTEN_E_INPUT && diag.message[0] != '\0' && entry.key.ptr == NULL);
  }
  // Nothing that is a text, and dates of any kind.
  struct site_file audio = {.role = SITE_AUDIO, .path = VIEW("k.mp3"), .format = VIEW("mp3")};
  struct site_entry any = {.key = VIEW("k"),
                           .title = json,
                           .published = json,
                           .summary = json,
                           .files = &audio,
                           .n_files = 1};
  struct buf feed = {0};
  require(publish_feed_begin(&config, json, &feed));
  require(publish_feed_item(&any, &config, &feed) && publish_feed_end(&feed));
  require_xml(buf_as_view(&feed));
  buf_clear(&feed);
  arena_clear(&arena);
  return 0;
}
