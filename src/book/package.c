#include "book/package.h"

#include "book/overlay.h"
#include "book/page.h"

#include <stdio.h>

const char *const book_active_class = "listen-active";
const char *const book_playing_class = "listen-playing";

// Colours are left to the reading system but for what is spoken, which shows on light and dark.
const char book_style[] =
    "body { line-height: 1.5; margin: 0 5%; hyphens: auto; -epub-hyphens: auto; }\n"
    "h1, h2, h3, h4, h5, h6 { line-height: 1.2; hyphens: none; -epub-hyphens: none;"
    " break-after: avoid; page-break-after: avoid; }\n"
    "blockquote { margin: 1em 0 1em 1em; padding-left: 1em; border-left: 0.2em solid; }\n"
    ".numbered { list-style: none; }\n"
    "table { border-collapse: collapse; margin: 1em 0; }\n"
    "th, td { border: 1px solid; padding: 0.2em 0.5em; text-align: left; vertical-align: top; }\n"
    "pre { white-space: pre-wrap; overflow-wrap: anywhere; font-size: 0.9em; }\n"
    ".byline, .caption, .credit, .footnotes { font-size: 0.9em; }\n"
    ".byline, .credit { opacity: 0.8; }\n"
    ".caption { font-style: italic; }\n"
    ".footnotes { border-top: 1px solid; margin-top: 2em; }\n"
    ".listen-active { background-color: #ffe08a; color: #1a1a1a; border-radius: 0.2em; }\n"
    "@media (prefers-color-scheme: dark) {\n"
    "  .listen-active { background-color: #5c4a00; color: #fff8e1; }\n"
    "}\n";

const char *book_cover_name(const struct book_options *options) {
  if (options->cover.len == 0)
    return NULL;
  return options->cover.ptr[0] == '\x89' ? "cover.png" : "cover.jpg";
}

static const char *cover_type(const struct book_options *options) {
  return options->cover.ptr[0] == '\x89' ? "image/png" : "image/jpeg";
}

enum listen_status book_write_container(struct book_file *file, const char *path,
                                        struct listen_diag *diag) {
  struct xml xml = book_xml_begin(file, XML_INDENTED);
  xml_start(&xml, "container");
  xml_attribute(&xml, "xmlns", VIEW("urn:oasis:names:tc:opendocument:xmlns:container"));
  xml_attribute(&xml, "version", VIEW("1.0"));
  xml_start(&xml, "rootfiles");
  xml_start(&xml, "rootfile");
  xml_attribute(&xml, "full-path", VIEW("EPUB/package.opf"));
  xml_attribute(&xml, "media-type", VIEW("application/oebps-package+xml"));
  return book_xml_finish(&xml, file, path, diag);
}

// ---- the package document ----

static void meta(struct xml *xml, const char *property, struct view value) {
  xml_start(xml, "meta");
  xml_attribute(xml, "property", view_of(property));
  xml_text(xml, value);
  xml_end(xml);
}

/// An element for each name that the articles bear; once.
static void write_names(const struct book_plan *plan, struct xml *xml, const char *element,
                        struct view (*name_of)(const struct article_facts *)) {
  for (size_t i = 0; i < plan->n_parts; i++) {
    struct view name = name_of(plan->parts[i].facts);
    bool known = name.len == 0 || !plan->parts[i].begins_article;
    for (size_t k = 0; !known && k < i; k++)
      known = view_eq(name, name_of(plan->parts[k].facts));
    if (!known)
      xml_element(xml, element, name);
  }
}

static struct view author_of(const struct article_facts *facts) {
  return facts->author;
}

static struct view site_of(const struct article_facts *facts) {
  return facts->site;
}

/// Does all that is printed have a sound? Then ears will do.
static bool all_is_read(const struct book_plan *plan) {
  for (size_t i = 0; i < plan->n_shown; i++)
    if (!plan->shown[i].read)
      return false;
  return true;
}

static void write_accessibility(const struct book_plan *plan, struct xml *xml, bool german) {
  static const char *const features[] = {"synchronizedAudioText", "tableOfContents",
                                         "structuralNavigation", "displayTransformability"};
  meta(xml, "schema:accessMode", VIEW("textual"));
  meta(xml, "schema:accessMode", VIEW("auditory"));
  meta(xml, "schema:accessModeSufficient", VIEW("textual"));
  if (all_is_read(plan))
    meta(xml, "schema:accessModeSufficient", VIEW("auditory"));
  for (size_t i = 0; i < sizeof features / sizeof *features; i++)
    meta(xml, "schema:accessibilityFeature", view_of(features[i]));
  meta(xml, "schema:accessibilityHazard", VIEW("none"));
  meta(xml, "schema:accessibilitySummary",
       german ? VIEW("Text mit synchroner Tonspur einer Computerstimme, Satz für Satz.")
              : VIEW("Text with synchronised sound of a synthetic voice, sentence by sentence."));
}

static void write_durations(const struct book_plan *plan, const struct book_options *options,
                            struct xml *xml) {
  char clock[BOOK_CLOCK_BYTES];
  uint64_t total = 0;
  for (size_t i = 0; i < plan->n_parts; i++) {
    const struct book_part *part = &plan->parts[i];
    total += part->n_frames;
    if (part->overlay_len == 0)
      continue;
    book_clock(part->n_frames, options->sample_rate_hz, clock);
    xml_start(xml, "meta");
    xml_attribute(xml, "property", VIEW("media:duration"));
    xml_attribute_printf(xml, "refines", "#overlay-%03zu", i + 1);
    xml_text(xml, view_of(clock));
    xml_end(xml);
  }
  book_clock(total, options->sample_rate_hz, clock);
  meta(xml, "media:duration", view_of(clock));
}

static void write_metadata(const struct book_plan *plan, const struct book_options *options,
                           const struct book_facts *facts, struct xml *xml) {
  bool german = view_starts(facts->language, VIEW("de"));
  char modified[BOOK_DATE_BYTES];
  book_date_text(&facts->modified, modified);
  xml_start(xml, "metadata");
  xml_attribute(xml, "xmlns:dc", VIEW("http://purl.org/dc/elements/1.1/"));
  xml_start(xml, "dc:identifier");
  xml_attribute(xml, "id", VIEW("identifier"));
  xml_text(xml, view_of(facts->identifier));
  xml_end(xml);
  xml_element(xml, "dc:title", buf_as_view(&facts->title));
  xml_element(xml, "dc:language", facts->language);
  write_names(plan, xml, "dc:creator", author_of);
  write_names(plan, xml, "dc:publisher", site_of);
  if (facts->day.len > 0)
    xml_element(xml, "dc:date", facts->day);
  meta(xml, "dcterms:modified", view_of(modified));
  write_durations(plan, options, xml);
  struct buf narrator = {0};
  buf_str(&narrator, german ? "Computerstimme" : "Synthetic voice");
  buf_printf(&narrator, " %s", options->narrator);
  if (!narrator.failed)
    meta(xml, "media:narrator", buf_as_view(&narrator));
  xml->failed |= narrator.failed;
  buf_clear(&narrator);
  meta(xml, "media:active-class", view_of(book_active_class));
  meta(xml, "media:playback-active-class", view_of(book_playing_class));
  write_accessibility(plan, xml, german);
  xml_end(xml);
}

static void begin_item(struct xml *xml, const char *href, const char *type) {
  xml_start(xml, "item");
  xml_attribute(xml, "href", view_of(href));
  xml_attribute(xml, "media-type", view_of(type));
}

static void write_part_items(const struct book_part *part, size_t number, struct xml *xml) {
  char href[48];
  snprintf(href, sizeof href, "text-%03zu.xhtml", number);
  begin_item(xml, href, "application/xhtml+xml");
  xml_attribute_printf(xml, "id", "text-%03zu", number);
  if (part->overlay_len > 0)
    xml_attribute_printf(xml, "media-overlay", "overlay-%03zu", number);
  xml_end(xml);
  if (part->overlay_len > 0) {
    snprintf(href, sizeof href, "overlay-%03zu.smil", number);
    begin_item(xml, href, "application/smil+xml");
    xml_attribute_printf(xml, "id", "overlay-%03zu", number);
    xml_end(xml);
  }
  if (part->audio_len > 0) {
    snprintf(href, sizeof href, "audio-%03zu.mp3", number);
    begin_item(xml, href, "audio/mpeg");
    xml_attribute_printf(xml, "id", "audio-%03zu", number);
    xml_end(xml);
  }
}

static void write_manifest(const struct book_plan *plan, const struct book_options *options,
                           struct xml *xml) {
  xml_start(xml, "manifest");
  begin_item(xml, "contents.xhtml", "application/xhtml+xml");
  xml_attribute(xml, "id", VIEW("contents"));
  xml_attribute(xml, "properties", VIEW("nav"));
  xml_end(xml);
  begin_item(xml, "style.css", "text/css");
  xml_attribute(xml, "id", VIEW("style"));
  xml_end(xml);
  const char *cover = book_cover_name(options);
  if (cover != NULL) {
    begin_item(xml, cover, cover_type(options));
    xml_attribute(xml, "id", VIEW("cover"));
    xml_attribute(xml, "properties", VIEW("cover-image"));
    xml_end(xml);
  }
  for (size_t i = 0; i < plan->n_parts; i++)
    write_part_items(&plan->parts[i], i + 1, xml);
  xml_end(xml);
}

enum listen_status book_write_package(const struct book_plan *plan,
                                      const struct book_options *options,
                                      const struct book_facts *facts, struct book_file *file,
                                      struct listen_diag *diag) {
  struct xml package = book_xml_begin(file, XML_INDENTED), *xml = &package;
  xml_start(xml, "package");
  xml_attribute(xml, "xmlns", VIEW("http://www.idpf.org/2007/opf"));
  xml_attribute(xml, "version", VIEW("3.0"));
  xml_attribute(xml, "unique-identifier", VIEW("identifier"));
  xml_attribute(xml, "xml:lang", facts->language);
  write_metadata(plan, options, facts, xml);
  write_manifest(plan, options, xml);
  xml_start(xml, "spine");
  for (size_t i = 0; i < plan->n_parts; i++) {
    xml_start(xml, "itemref");
    xml_attribute_printf(xml, "idref", "text-%03zu", i + 1);
    xml_end(xml);
  }
  return book_xml_finish(xml, file, options->path, diag);
}

// ---- the contents ----

static void write_link(struct xml *xml, size_t part, size_t place, struct view title) {
  xml_start(xml, "a");
  if (place > 0)
    xml_attribute_printf(xml, "href", "text-%03zu.xhtml#place-%zu", part, place);
  else
    xml_attribute_printf(xml, "href", "text-%03zu.xhtml", part);
  xml_text(xml, title);
  xml_end(xml);
}

static void write_entries(const struct book_plan *plan, struct xml *xml) {
  xml_start(xml, "ol");
  for (size_t i = 0; i < plan->n_parts; i++) {
    const struct book_part *part = &plan->parts[i];
    xml_start(xml, "li");
    write_link(xml, i + 1, 0, part->title);
    if (part->n_places > 0)
      xml_start(xml, "ol");
    for (size_t k = 0; k < part->n_places; k++) {
      xml_start(xml, "li");
      write_link(xml, i + 1, k + 1, plan->places[part->first_place + k].title);
      xml_end(xml);
    }
    if (part->n_places > 0)
      xml_end(xml);
    xml_end(xml);
  }
  xml_end(xml);
}

enum listen_status book_write_contents(const struct book_plan *plan,
                                       const struct book_options *options,
                                       const struct book_facts *facts, struct book_file *file,
                                       struct listen_diag *diag) {
  struct xml contents = book_xml_begin(file, XML_INDENTED), *xml = &contents;
  struct view heading =
      view_starts(facts->language, VIEW("de")) ? VIEW("Inhalt") : VIEW("Contents");
  xml_html_doctype(xml);
  xml_start(xml, "html");
  xml_attribute(xml, "xmlns", VIEW("http://www.w3.org/1999/xhtml"));
  xml_attribute(xml, "xmlns:epub", VIEW("http://www.idpf.org/2007/ops"));
  xml_attribute(xml, "lang", facts->language);
  xml_attribute(xml, "xml:lang", facts->language);
  xml_start(xml, "head");
  xml_element(xml, "title", buf_as_view(&facts->title));
  xml_end(xml);
  xml_start(xml, "body");
  xml_start(xml, "nav");
  xml_attribute(xml, "epub:type", VIEW("toc"));
  xml_attribute(xml, "role", VIEW("doc-toc"));
  xml_element(xml, "h1", heading);
  write_entries(plan, xml);
  return book_xml_finish(xml, file, options->path, diag);
}
