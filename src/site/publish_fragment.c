// What goes into the article's page.

#include "base/decimal.h"
#include "base/json.h"
#include "base/utf8.h"
#include "base/xml.h"
#include "estimate/label.h"
#include "site/publish.h"

struct fragment {
  const struct site_entry *entry;
  const struct site_config *config;
  struct xml xml;
  struct buf url; ///< the last one asked for
};

static struct view url_of(struct fragment *f, struct view path) {
  buf_reset(&f->url);
  f->xml.failed |= !site_url(view_of(f->config->url), path, &f->url);
  return buf_as_view(&f->url);
}

static void link_attribute(struct fragment *f, const char *name, const struct site_file *file) {
  if (file != NULL)
    xml_attribute(&f->xml, name, url_of(f, file->path));
}

/// A language tag as of BCP 47, by its form; German where it is none.
static struct view language_of(const struct site_entry *entry) {
  struct view tag = entry->language;
  bool is_tag = tag.len >= 2 && tag.len <= 35;
  for (size_t i = 0; i < tag.len && is_tag; i++)
    is_tag = utf8_is_digit((unsigned char)tag.ptr[i]) || tag.ptr[i] == '-' ||
             (tag.ptr[i] >= 'a' && tag.ptr[i] <= 'z') || (tag.ptr[i] >= 'A' && tag.ptr[i] <= 'Z');
  return is_tag ? tag : VIEW("de");
}

static void write_data(struct fragment *f) {
  const struct site_entry *entry = f->entry;
  const struct site_player *player = &f->config->player;
  struct xml *m = &f->xml;
  struct buf duration = {0};
  decimal_write(entry->duration_s, 1, &duration);
  if (strcmp(player->language, "auto") != 0)
    xml_attribute(m, "lang", view_of(player->language));
  xml_attribute(m, "data-key", entry->key);
  if (entry->title.len > 0)
    xml_attribute(m, "data-title", entry->title);
  if (entry->author.len > 0)
    xml_attribute(m, "data-author", entry->author);
  if (f->config->feed.image != NULL)
    xml_attribute(m, "data-artwork", view_of(f->config->feed.image));
  xml_attribute(m, "data-duration", buf_as_view(&duration));
  xml_attribute(m, "data-text", view_of(player->text));
  if (player->highlight)
    link_attribute(f, "data-timings", site_entry_file(entry, SITE_TIMINGS));
  if (entry->n_chapters > 1) // one alone is no choice
    link_attribute(f, "data-chapters", site_entry_file(entry, SITE_CHAPTERS));
  m->failed |= duration.failed;
  buf_clear(&duration);
}

static void write_label(struct fragment *f) {
  struct xml *m = &f->xml;
  struct buf label = {0};
  if (f->entry->label.len > 0)
    buf_view(&label, f->entry->label);
  else
    duration_label(f->config->label_format, f->entry->duration_s, &label);
  xml_start(m, "p");
  xml_attribute(m, "class", VIEW("listen-label"));
  xml_start(m, "a");
  link_attribute(f, "href", site_entry_file(f->entry, SITE_AUDIO));
  xml_text(m, buf_as_view(&label));
  xml_end(m);
  xml_end(m);
  m->failed |= label.failed;
  buf_clear(&label);
}

static void write_audio(struct fragment *f) {
  struct xml *m = &f->xml;
  const struct site_file *captions = site_entry_file(f->entry, SITE_CAPTIONS);
  xml_start(m, "audio");
  xml_attribute(m, "controls", VIEW(""));
  xml_attribute(m, "preload", VIEW("none"));
  for (size_t i = 0; i < f->entry->n_files; i++) {
    const struct site_file *file = &f->entry->files[i];
    if (file->role != SITE_AUDIO)
      continue;
    xml_start(m, "source");
    link_attribute(f, "src", file);
    xml_attribute(m, "type", site_media_type(file));
    xml_end(m);
  }
  if (captions != NULL) {
    xml_start(m, "track");
    xml_attribute(m, "kind", VIEW("subtitles"));
    xml_attribute(m, "srclang", language_of(f->entry));
    link_attribute(f, "src", captions);
    xml_end(m);
  }
  xml_full_end(m);
}

static void write_player(struct fragment *f) {
  struct xml *m = &f->xml;
  bool enabled = f->config->player.enabled;
  xml_start(m, enabled ? "listen-player" : "div");
  if (enabled)
    write_data(f);
  else
    xml_attribute(m, "class", VIEW("listen-player"));
  xml_raw(m, VIEW("\n  "));
  write_label(f);
  xml_raw(m, VIEW("\n  "));
  write_audio(f);
  xml_raw(m, VIEW("\n"));
  xml_end(m);
  xml_raw(m, VIEW("\n"));
  if (!enabled)
    return;
  xml_start(m, "script");
  xml_attribute(m, "type", VIEW("module"));
  xml_attribute(m, "src", url_of(f, VIEW(SITE_PLAYER_SCRIPT)));
  xml_full_end(m);
  xml_raw(m, VIEW("\n"));
}

// ---- schema.org ----

/// What every media object says of its file.
static void add_media(struct fragment *f, struct json *json, cJSON *object, const char *type,
                      const struct site_file *file) {
  struct buf size = {0};
  buf_printf(&size, "%llu", (unsigned long long)file->bytes);
  json_add_text(json, object, "@type", view_of(type));
  json_add_text(json, object, "contentUrl", url_of(f, file->path));
  json_add_text(json, object, "encodingFormat", site_media_type(file));
  json_add_text(json, object, "contentSize", buf_as_view(&size));
  json->failed |= size.failed;
  buf_clear(&size);
}

static void add_duration(struct json *json, cJSON *object, double seconds) {
  struct buf duration = {0};
  duration_label("iso8601", seconds, &duration);
  json_add_text(json, object, "duration", buf_as_view(&duration));
  json->failed |= duration.failed;
  buf_clear(&duration);
}

static void add_author(struct json *json, cJSON *object, struct view name) {
  if (name.len == 0)
    return;
  cJSON *author = json_add_object(json, object, "author");
  json_add_text(json, author, "@type", VIEW("Person"));
  json_add_text(json, author, "name", name);
}

/// The same in other formats.
static void add_encodings(struct fragment *f, struct json *json, cJSON *object,
                          const struct site_file *first) {
  cJSON *list = NULL;
  for (size_t i = 0; i < f->entry->n_files; i++) {
    const struct site_file *file = &f->entry->files[i];
    if (file->role != SITE_AUDIO || file == first)
      continue;
    list = list == NULL ? json_add_array(json, object, "encoding") : list;
    add_media(f, json, json_add_object(json, list, NULL), "AudioObject", file);
  }
}

/// The spoken text: as schema.org has it for files that programs read (`caption`), and as the link
/// that some look for (`transcript`).
static void add_transcript(struct fragment *f, struct json *json, cJSON *object) {
  const struct site_file *file = site_entry_file(f->entry, SITE_CAPTIONS);
  if (file == NULL)
    return;
  json_add_text(json, object, "transcript", url_of(f, file->path));
  cJSON *caption = json_add_object(json, object, "caption");
  add_media(f, json, caption, "MediaObject", file);
  json_add_text(json, caption, "inLanguage", language_of(f->entry));
}

static void write_json_ld(struct fragment *f) {
  const struct site_entry *entry = f->entry;
  const struct site_file *audio = site_entry_file(entry, SITE_AUDIO);
  struct json json = {0};
  struct buf text = {0};
  int64_t seconds;
  cJSON *object = json_object(&json);
  json_add_text(&json, object, "@context", VIEW("https://schema.org"));
  add_media(f, &json, object, "AudioObject", audio);
  json_add_known(&json, object, "name", entry->title);
  json_add_known(&json, object, "description", entry->summary);
  json_add_text(&json, object, "inLanguage", language_of(entry));
  add_duration(&json, object, entry->duration_s);
  if (site_date_seconds(entry->published, &seconds))
    json_add_text(&json, object, "datePublished", entry->published);
  add_author(&json, object, entry->author);
  json_add_known(&json, object, "mainEntityOfPage", entry->page_url);
  add_encodings(f, &json, object, audio);
  add_transcript(f, &json, object);
  json_print(&json, object, &text);
  f->xml.failed |= text.failed;
  xml_start(&f->xml, "script");
  xml_attribute(&f->xml, "type", VIEW("application/ld+json"));
  xml_attribute(&f->xml, "class", VIEW("listen-player")); // extraction knows it by that
  xml_raw(&f->xml, buf_as_view(&text)); // json_print escapes what could end the element
  xml_full_end(&f->xml);
  xml_raw(&f->xml, VIEW("\n"));
  buf_clear(&text);
}

bool publish_fragment(const struct site_entry *entry, const struct site_config *config,
                      struct buf *out) {
  if (site_entry_file(entry, SITE_AUDIO) == NULL)
    return !out->failed;
  struct fragment f = {.entry = entry, .config = config, .xml = xml_begin(XML_AS_IS)};
  write_player(&f);
  write_json_ld(&f);
  xml_take(&f.xml, XML_PIECE, out);
  buf_clear(&f.url);
  return !out->failed;
}
