// RSS 2.0 with the tags of iTunes (what Apple's directory asks for) and of Podcasting 2.0.

#include "base/xml.h"
#include "site/publish.h"

#include <math.h>
#include <uuid/uuid.h>

enum { DESCRIPTION_MAX = 4000 }; // characters, says Apple; bytes are on the safe side

struct feed {
  const struct site_config *config;
  struct xml xml;
  struct buf url; ///< the last one asked for
};

static struct view url_of(struct feed *f, struct view path) {
  buf_reset(&f->url);
  f->xml.failed |= !site_url(view_of(f->config->url), path, &f->url);
  return buf_as_view(&f->url);
}

static void element(struct feed *f, const char *name, const char *text) {
  xml_optional(&f->xml, name, view_of(text));
}

static void date_element(struct feed *f, struct view published) {
  struct buf date = {0};
  if (site_date_rfc822(published, &date))
    xml_optional(&f->xml, "pubDate", buf_as_view(&date));
  f->xml.failed |= date.failed;
  buf_clear(&date);
}

static void description(struct feed *f, struct view text) {
  size_t len = text.len > DESCRIPTION_MAX ? DESCRIPTION_MAX : text.len;
  while (len < text.len && len > 0 && ((unsigned char)text.ptr[len] & 0xC0) == 0x80)
    len--; // whole characters
  xml_optional(&f->xml, "description", view_sub(text, 0, len));
}

// ---- the channel ----

bool publish_feed_guid(struct view feed_url, struct buf *out) {
  static const char podcasts[] = "ead4c236-bf58-58c6-a2c6-a6b28d128cb6";
  const char *scheme = feed_url.len == 0 ? NULL : memmem(feed_url.ptr, feed_url.len, "://", 3);
  struct view name = feed_url;
  if (scheme != NULL)
    name = view_sub(name, (size_t)(scheme + 3 - name.ptr), name.len);
  while (view_ends(name, VIEW("/")))
    name.len--;
  uuid_t space, id;
  char text[37];
  uuid_parse(podcasts, space);
  uuid_generate_sha1(id, space, name.len == 0 ? "" : name.ptr, name.len);
  uuid_unparse_lower(id, text);
  buf_str(out, text);
  return !out->failed;
}

static void feed_guid(struct feed *f) {
  struct buf guid = {0};
  f->xml.failed |= !publish_feed_guid(url_of(f, view_of(f->config->feed.file)), &guid);
  xml_optional(&f->xml, "podcast:guid", buf_as_view(&guid));
  buf_clear(&guid);
}

static const char *site_link(const struct site_config *config) {
  return config->feed.link != NULL ? config->feed.link : config->url;
}

static void write_image(struct feed *f) {
  struct xml *m = &f->xml;
  if (f->config->feed.image == NULL)
    return;
  struct view url = view_of(f->config->feed.image);
  xml_start(m, "image"); // RSS wants title and link to be the channel's
  xml_optional(m, "url", url);
  element(f, "title", f->config->feed.title);
  element(f, "link", site_link(f->config));
  xml_end(m);
  xml_start(m, "itunes:image");
  xml_attribute(m, "href", url);
  xml_end(m);
}

/// "News", or with a part of it: "Society & Culture > Documentary".
static void write_category(struct feed *f) {
  struct xml *m = &f->xml;
  struct view text = view_of(f->config->feed.category);
  if (text.len == 0)
    return;
  bool two = view_has(text, '>');
  xml_start(m, "itunes:category");
  xml_attribute(m, "text", view_trim(view_cut(&text, '>'), VIEW(" ")));
  if (two) {
    xml_start(m, "itunes:category");
    xml_attribute(m, "text", view_trim(text, VIEW(" ")));
    xml_end(m);
  }
  xml_end(m);
}

static void write_owner(struct feed *f) {
  const struct site_feed *feed = &f->config->feed;
  element(f, "itunes:author", feed->author);
  if (feed->email == NULL)
    return;
  struct buf editor = {0};
  buf_str(&editor, feed->email); // RSS: an address, the name in brackets
  if (feed->author != NULL)
    buf_printf(&editor, " (%s)", feed->author);
  f->xml.failed |= editor.failed;
  xml_optional(&f->xml, "managingEditor", buf_as_view(&editor));
  buf_clear(&editor);
  xml_start(&f->xml, "itunes:owner");
  element(f, "itunes:name", feed->author != NULL ? feed->author : feed->title);
  element(f, "itunes:email", feed->email);
  xml_end(&f->xml);
}

static void explicit_element(struct feed *f) {
  element(f, "itunes:explicit", f->config->feed.is_explicit ? "true" : "false");
}

static void write_channel(struct feed *f, struct view newest_published) {
  const struct site_feed *feed = &f->config->feed;
  struct xml *m = &f->xml;
  element(f, "title", feed->title);
  element(f, "link", site_link(f->config));
  description(f, view_of(feed->description != NULL ? feed->description : feed->title));
  element(f, "language", feed->language);
  element(f, "copyright", feed->copyright);
  date_element(f, newest_published);
  element(f, "generator", "listen " LISTEN_VERSION);
  xml_start(m, "atom:link");
  xml_attribute(m, "rel", VIEW("self"));
  xml_attribute(m, "type", VIEW("application/rss+xml"));
  xml_attribute(m, "href", url_of(f, view_of(feed->file)));
  xml_end(m);
  write_image(f);
  write_owner(f);
  write_category(f);
  explicit_element(f);
  element(f, "itunes:type", "episodic");
  feed_guid(f);
}

bool publish_feed_begin(const struct site_config *config, struct view newest_published,
                        struct buf *out) {
  struct feed f = {.config = config, .xml = xml_begin(XML_INDENTED)};
  struct xml *m = &f.xml;
  xml_start(m, "rss");
  xml_attribute(m, "version", VIEW("2.0"));
  xml_attribute(m, "xmlns:atom", VIEW("http://www.w3.org/2005/Atom"));
  xml_attribute(m, "xmlns:itunes", VIEW("http://www.itunes.com/dtds/podcast-1.0.dtd"));
  xml_attribute(m, "xmlns:podcast", VIEW("https://podcastindex.org/namespace/1.0"));
  xml_start(m, "channel");
  write_channel(&f, newest_published);
  xml_take(m, XML_OPENING, out); // rss and channel stay open
  buf_clear(&f.url);
  return !out->failed;
}

// ---- items ----

static const struct site_file *enclosure_of(const struct feed *f, const struct site_entry *entry) {
  struct view format = view_of(f->config->feed.format);
  for (size_t i = 0; i < entry->n_files; i++)
    if (entry->files[i].role == SITE_AUDIO && view_eq(entry->files[i].format, format))
      return &entry->files[i];
  return site_entry_file(entry, SITE_AUDIO);
}

/// Without the codec, for directories compare the whole text; and M4B as Apple's has it.
static struct view plain_type(const struct site_file *file) {
  struct view type = site_media_type(file);
  if (view_eq(file->format, VIEW("m4b")))
    return VIEW("audio/x-m4a");
  return view_cut(&type, ';');
}

static void write_enclosure(struct feed *f, const struct site_file *file) {
  xml_start(&f->xml, "enclosure");
  xml_attribute(&f->xml, "url", url_of(f, file->path));
  xml_number(&f->xml, "length", (double)file->bytes, 0);
  xml_attribute(&f->xml, "type", plain_type(file));
  xml_end(&f->xml);
}

static void write_alternates(struct feed *f, const struct site_entry *entry,
                             const struct site_file *enclosure) {
  struct xml *m = &f->xml;
  for (size_t i = 0; i < entry->n_files; i++) {
    const struct site_file *file = &entry->files[i];
    if (file->role != SITE_AUDIO || file == enclosure)
      continue;
    xml_start(m, "podcast:alternateEnclosure");
    xml_attribute(m, "type", site_media_type(file));
    xml_number(&f->xml, "length", (double)file->bytes, 0);
    xml_start(m, "podcast:source");
    xml_attribute(m, "uri", url_of(f, file->path));
    xml_end(m);
    xml_end(m);
  }
}

/// Of key and site alone, so that it stays when title, date or format change.
static void write_guid(struct feed *f, struct view key) {
  xml_start(&f->xml, "guid");
  xml_attribute(&f->xml, "isPermaLink", VIEW("false"));
  xml_text(&f->xml, url_of(f, key));
  xml_end(&f->xml);
}

static void write_links(struct feed *f, const struct site_entry *entry) {
  struct xml *m = &f->xml;
  const struct site_file *captions = site_entry_file(entry, SITE_CAPTIONS);
  const struct site_file *chapters = site_entry_file(entry, SITE_CHAPTERS);
  if (captions != NULL) {
    xml_start(m, "podcast:transcript");
    xml_attribute(m, "url", url_of(f, captions->path));
    xml_attribute(m, "type", site_media_type(captions));
    xml_attribute(m, "language",
                  entry->language.len > 0 ? entry->language : view_of(f->config->feed.language));
    xml_attribute(m, "rel", VIEW("captions"));
    xml_end(m);
  }
  if (chapters != NULL && entry->n_chapters > 0) {
    xml_start(m, "podcast:chapters");
    xml_attribute(m, "url", url_of(f, chapters->path));
    xml_attribute(m, "type", site_media_type(chapters));
    xml_end(m);
  }
}

static void write_duration(struct feed *f, double seconds) {
  struct buf text = {0};
  buf_printf(&text, "%lld", llround(seconds));
  f->xml.failed |= text.failed;
  xml_optional(&f->xml, "itunes:duration", buf_as_view(&text));
  buf_clear(&text);
}

bool publish_feed_item(const struct site_entry *entry, const struct site_config *config,
                       struct buf *out) {
  struct feed f = {.config = config};
  const struct site_file *enclosure = enclosure_of(&f, entry);
  if (enclosure == NULL)
    return !out->failed;
  f.xml = xml_begin(XML_INDENTED);
  struct xml *m = &f.xml;
  xml_start(m, "item");
  xml_optional(m, "title", entry->title.len > 0 ? entry->title : entry->key);
  xml_optional(m, "link", entry->page_url);
  description(&f, entry->summary);
  write_guid(&f, entry->key);
  date_element(&f, entry->published);
  write_enclosure(&f, enclosure);
  write_duration(&f, entry->duration_s);
  xml_optional(m, "itunes:author", entry->author);
  xml_optional(m, "category", entry->section);
  explicit_element(&f);
  element(&f, "itunes:episodeType", "full");
  write_links(&f, entry);
  write_alternates(&f, entry, enclosure);
  xml_end(m);
  xml_take(m, XML_PIECE, out);
  buf_clear(&f.url);
  return !out->failed;
}

bool publish_feed_end(struct buf *out) {
  buf_str(out, "</channel>\n</rss>\n"); // which publish_feed_begin left open
  return !out->failed;
}
