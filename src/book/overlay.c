#include "book/overlay.h"

#include <stdio.h>

void book_clock(uint64_t frames, int sample_rate_hz, char out[BOOK_CLOCK_BYTES]) {
  uint64_t rate = (uint64_t)sample_rate_hz;
  uint64_t micros = (frames % rate * 1000000 + rate / 2) / rate;
  snprintf(out, BOOK_CLOCK_BYTES, "%llu.%06llus",
           (unsigned long long)(frames / rate + micros / 1000000),
           (unsigned long long)(micros % 1000000));
}

void book_overlay_begin(struct book_overlay *overlay, struct book_file *file, size_t part,
                        int sample_rate_hz, uint64_t base) {
  *overlay = (struct book_overlay){
      .file = file, .part = part, .sample_rate_hz = sample_rate_hz, .base = base};
  struct xml *xml = &overlay->xml;
  *xml = book_xml_begin(file, XML_INDENTED);
  xml_start(xml, "smil");
  xml_attribute(xml, "xmlns", VIEW("http://www.w3.org/ns/SMIL"));
  xml_attribute(xml, "xmlns:epub", VIEW("http://www.idpf.org/2007/ops"));
  xml_attribute(xml, "version", VIEW("3.0"));
  xml_start(xml, "body");
  xml_attribute_printf(xml, "epub:textref", "text-%03zu.xhtml#text", part);
}

static void enter_group(struct book_overlay *overlay) {
  static const char *const types[] = {[GROUP_LIST] = "list",
                                      [GROUP_QUOTE] = NULL,
                                      [GROUP_TABLE] = "table",
                                      [GROUP_FOOTNOTES] = "footnotes"};
  const struct book_element *element = &overlay->element;
  struct xml *xml = &overlay->xml;
  bool same = overlay->in_group && element->group != GROUP_NONE &&
              overlay->group_number == element->group_number;
  if (same)
    return;
  if (overlay->in_group)
    xml_end(xml);
  overlay->in_group = element->group != GROUP_NONE;
  if (!overlay->in_group)
    return;
  overlay->group_number = element->group_number;
  xml_start(xml, "seq");
  xml_attribute_printf(xml, "epub:textref", "text-%03zu.xhtml#g%zu", overlay->part,
                       element->group_number);
  if (types[element->group] != NULL)
    xml_attribute(xml, "epub:type", view_of(types[element->group]));
}

/// Write the element that is pending.
static void write_clip(struct book_overlay *overlay, uint64_t end) {
  if (!overlay->pending)
    return;
  overlay->pending = false;
  enter_group(overlay);
  struct xml *xml = &overlay->xml;
  char from[BOOK_CLOCK_BYTES], to[BOOK_CLOCK_BYTES];
  book_clock(overlay->start - overlay->base, overlay->sample_rate_hz, from);
  book_clock(end - overlay->base, overlay->sample_rate_hz, to);
  xml_start(xml, "par");
  xml_attribute_printf(xml, "id", "p%zu", ++overlay->n_clips);
  xml_start(xml, "text");
  xml_attribute_printf(xml, "src", "text-%03zu.xhtml#%c%zu", overlay->part, overlay->element.letter,
                       overlay->element.number);
  xml_end(xml);
  xml_start(xml, "audio");
  xml_attribute_printf(xml, "src", "audio-%03zu.mp3", overlay->part);
  xml_attribute(xml, "clipBegin", view_of(from));
  xml_attribute(xml, "clipEnd", view_of(to));
  xml_end(xml);
  xml_end(xml);
}

void book_overlay_add(struct book_overlay *overlay, const struct book_element *element,
                      uint64_t start) {
  const struct book_element *now = &overlay->element;
  if (overlay->pending && now->letter == element->letter && now->number == element->number)
    return;
  write_clip(overlay, start);
  overlay->element = *element;
  overlay->start = start;
  overlay->pending = true;
}

enum listen_status book_overlay_end(struct book_overlay *overlay, uint64_t end, const char *path,
                                    struct listen_diag *diag) {
  write_clip(overlay, end);
  return book_xml_finish(&overlay->xml, overlay->file, path, diag);
}
