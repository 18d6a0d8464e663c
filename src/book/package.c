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
  struct book_xml xml = {0};
  book_xml_begin(&xml, file, BOOK_XML_INDENTED);
  book_xml_start(&xml, "container");
  book_xml_attr(&xml, "xmlns", "urn:oasis:names:tc:opendocument:xmlns:container");
  book_xml_attr(&xml, "version", "1.0");
  book_xml_start(&xml, "rootfiles");
  book_xml_start(&xml, "rootfile");
  book_xml_attr(&xml, "full-path", "EPUB/package.opf");
  book_xml_attr(&xml, "media-type", "application/oebps-package+xml");
  return book_xml_finish(&xml, path, diag);
}

// ---- the package document ----

static void meta(struct book_xml *xml, const char *property, struct view value) {
  book_xml_start(xml, "meta");
  book_xml_attr(xml, "property", property);
  book_xml_text(xml, value);
  book_xml_end(xml);
}

/// An element for each name that the articles bear; once.
static void write_names(const struct book_plan *plan, struct book_xml *xml, const char *element,
                        struct view (*name_of)(const struct article_facts *)) {
  for (size_t i = 0; i < plan->n_parts; i++) {
    struct view name = name_of(plan->parts[i].facts);
    bool known = name.len == 0 || !plan->parts[i].begins_article;
    for (size_t k = 0; !known && k < i; k++)
      known = view_eq(name, name_of(plan->parts[k].facts));
    if (!known)
      book_xml_element(xml, element, name);
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

static void write_accessibility(const struct book_plan *plan, struct book_xml *xml, bool german) {
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
                            struct book_xml *xml) {
  char clock[BOOK_CLOCK_BYTES];
  uint64_t total = 0;
  for (size_t i = 0; i < plan->n_parts; i++) {
    const struct book_part *part = &plan->parts[i];
    total += part->n_frames;
    if (part->overlay_len == 0)
      continue;
    book_clock(part->n_frames, options->sample_rate_hz, clock);
    book_xml_start(xml, "meta");
    book_xml_attr(xml, "property", "media:duration");
    book_xml_attr_printf(xml, "refines", "#overlay-%03zu", i + 1);
    book_xml_text(xml, view_of(clock));
    book_xml_end(xml);
  }
  book_clock(total, options->sample_rate_hz, clock);
  meta(xml, "media:duration", view_of(clock));
}

static void write_metadata(const struct book_plan *plan, const struct book_options *options,
                           const struct book_facts *facts, struct book_xml *xml) {
  bool german = view_starts(facts->language, VIEW("de"));
  char modified[BOOK_DATE_BYTES];
  book_date_text(&facts->modified, modified);
  book_xml_start(xml, "metadata");
  book_xml_attr(xml, "xmlns:dc", "http://purl.org/dc/elements/1.1/");
  book_xml_start(xml, "dc:identifier");
  book_xml_attr(xml, "id", "identifier");
  book_xml_text(xml, view_of(facts->identifier));
  book_xml_end(xml);
  book_xml_element(xml, "dc:title", buf_as_view(&facts->title));
  book_xml_element(xml, "dc:language", facts->language);
  write_names(plan, xml, "dc:creator", author_of);
  write_names(plan, xml, "dc:publisher", site_of);
  if (facts->day.len > 0)
    book_xml_element(xml, "dc:date", facts->day);
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
  book_xml_end(xml);
}

static void begin_item(struct book_xml *xml, const char *href, const char *type) {
  book_xml_start(xml, "item");
  book_xml_attr(xml, "href", href);
  book_xml_attr(xml, "media-type", type);
}

static void write_part_items(const struct book_part *part, size_t number, struct book_xml *xml) {
  char href[48];
  snprintf(href, sizeof href, "text-%03zu.xhtml", number);
  begin_item(xml, href, "application/xhtml+xml");
  book_xml_attr_printf(xml, "id", "text-%03zu", number);
  if (part->overlay_len > 0)
    book_xml_attr_printf(xml, "media-overlay", "overlay-%03zu", number);
  book_xml_end(xml);
  if (part->overlay_len > 0) {
    snprintf(href, sizeof href, "overlay-%03zu.smil", number);
    begin_item(xml, href, "application/smil+xml");
    book_xml_attr_printf(xml, "id", "overlay-%03zu", number);
    book_xml_end(xml);
  }
  if (part->audio_len > 0) {
    snprintf(href, sizeof href, "audio-%03zu.mp3", number);
    begin_item(xml, href, "audio/mpeg");
    book_xml_attr_printf(xml, "id", "audio-%03zu", number);
    book_xml_end(xml);
  }
}

static void write_manifest(const struct book_plan *plan, const struct book_options *options,
                           struct book_xml *xml) {
  book_xml_start(xml, "manifest");
  begin_item(xml, "contents.xhtml", "application/xhtml+xml");
  book_xml_attr(xml, "id", "contents");
  book_xml_attr(xml, "properties", "nav");
  book_xml_end(xml);
  begin_item(xml, "style.css", "text/css");
  book_xml_attr(xml, "id", "style");
  book_xml_end(xml);
  const char *cover = book_cover_name(options);
  if (cover != NULL) {
    begin_item(xml, cover, cover_type(options));
    book_xml_attr(xml, "id", "cover");
    book_xml_attr(xml, "properties", "cover-image");
    book_xml_end(xml);
  }
  for (size_t i = 0; i < plan->n_parts; i++)
    write_part_items(&plan->parts[i], i + 1, xml);
  book_xml_end(xml);
}

enum listen_status book_write_package(const struct book_plan *plan,
                                      const struct book_options *options,
                                      const struct book_facts *facts, struct book_file *file,
                                      struct listen_diag *diag) {
  struct book_xml package = {0}, *xml = &package;
  book_xml_begin(xml, file, BOOK_XML_INDENTED);
  book_xml_start(xml, "package");
  book_xml_attr(xml, "xmlns", "http://www.idpf.org/2007/opf");
  book_xml_attr(xml, "version", "3.0");
  book_xml_attr(xml, "unique-identifier", "identifier");
  book_xml_attr_view(xml, "xml:lang", facts->language);
  write_metadata(plan, options, facts, xml);
  write_manifest(plan, options, xml);
  book_xml_start(xml, "spine");
  for (size_t i = 0; i < plan->n_parts; i++) {
    book_xml_start(xml, "itemref");
    book_xml_attr_printf(xml, "idref", "text-%03zu", i + 1);
    book_xml_end(xml);
  }
  return book_xml_finish(xml, options->path, diag);
}

// ---- the contents ----

static void write_link(struct book_xml *xml, size_t part, size_t place, struct view title) {
  book_xml_start(xml, "a");
  if (place > 0)
    book_xml_attr_printf(xml, "href", "text-%03zu.xhtml#place-%zu", part, place);
  else
    book_xml_attr_printf(xml, "href", "text-%03zu.xhtml", part);
  book_xml_text(xml, title);
  book_xml_end(xml);
}

static void write_entries(const struct book_plan *plan, struct book_xml *xml) {
  book_xml_start(xml, "ol");
  for (size_t i = 0; i < plan->n_parts; i++) {
    const struct book_part *part = &plan->parts[i];
    book_xml_start(xml, "li");
    write_link(xml, i + 1, 0, part->title);
    if (part->n_places > 0)
      book_xml_start(xml, "ol");
    for (size_t k = 0; k < part->n_places; k++) {
      book_xml_start(xml, "li");
      write_link(xml, i + 1, k + 1, plan->places[part->first_place + k].title);
      book_xml_end(xml);
    }
    if (part->n_places > 0)
      book_xml_end(xml);
    book_xml_end(xml);
  }
  book_xml_end(xml);
}

enum listen_status book_write_contents(const struct book_plan *plan,
                                       const struct book_options *options,
                                       const struct book_facts *facts, struct book_file *file,
                                       struct listen_diag *diag) {
  struct book_xml contents = {0}, *xml = &contents;
  struct view heading =
      view_starts(facts->language, VIEW("de")) ? VIEW("Inhalt") : VIEW("Contents");
  book_xml_begin(xml, file, BOOK_XML_INDENTED);
  book_xml_html_doctype(xml);
  book_xml_start(xml, "html");
  book_xml_attr(xml, "xmlns", "http://www.w3.org/1999/xhtml");
  book_xml_attr(xml, "xmlns:epub", "http://www.idpf.org/2007/ops");
  book_xml_attr_view(xml, "lang", facts->language);
  book_xml_attr_view(xml, "xml:lang", facts->language);
  book_xml_start(xml, "head");
  book_xml_element(xml, "title", buf_as_view(&facts->title));
  book_xml_end(xml);
  book_xml_start(xml, "body");
  book_xml_start(xml, "nav");
  book_xml_attr(xml, "epub:type", "toc");
  book_xml_attr(xml, "role", "doc-toc");
  book_xml_element(xml, "h1", heading);
  write_entries(plan, xml);
  return book_xml_finish(xml, options->path, diag);
}
