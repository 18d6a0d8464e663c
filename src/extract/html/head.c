#include "extract/html/head.h"

#include "extract/html/jsonld.h"
#include "extract/html/tags.h"
#include <cjson/cJSON.h>
#include <stdlib.h>

enum { JSON_MAX_BYTES = 4 * 1024 * 1024 };

void html_head_clear(struct html_head *head) {
  if (head == NULL)
    return;
  for (size_t i = 0; i < head->n_json; i++)
    cJSON_Delete(head->json[i]);
  free(head->json);
  buf_clear(&head->authors);
  *head = (struct html_head){0};
}

static void keep(struct view *field, struct view value) {
  if (field->ptr == NULL && value.len > 0)
    *field = value;
}

static void add_title(struct html_head *head, struct html_title title) {
  if (title.text.len > 0 && head->n_titles < sizeof head->titles / sizeof *head->titles)
    head->titles[head->n_titles++] = title;
}

/// The value of the content attribute as it stands in the page, without its quotes.
static struct view written_content(const struct html_element *element) {
  const GumboAttribute *attribute =
      gumbo_get_attribute(&element->node->v.element.attributes, "content");
  struct view written = {attribute->original_value.data, attribute->original_value.length};
  if (written.len >= 2 && (written.ptr[0] == '"' || written.ptr[0] == '\''))
    written = view_sub(written, 1, written.len - 2);
  return written;
}

static bool is_url(struct view text) {
  return view_starts(text, VIEW("http://")) || view_starts(text, VIEW("https://")) ||
         view_starts(text, VIEW("//")) || view_starts(text, VIEW("/"));
}

/// Fields in the order of trust within one name.
static void read_meta(struct html_head *head, const struct html_element *element) {
  struct view name = html_attribute(element, "property");
  if (name.len == 0)
    name = html_attribute(element, "name");
  if (name.len == 0)
    name = html_attribute(element, "itemprop");
  struct view value = html_attribute(element, "content");
  if (value.len == 0 || name.len == 0 || name.len > 40)
    return;
  char lower_bytes[40];
  for (size_t i = 0; i < name.len; i++)
    lower_bytes[i] =
        name.ptr[i] >= 'A' && name.ptr[i] <= 'Z' ? (char)(name.ptr[i] + 32) : name.ptr[i];
  struct view lower = {lower_bytes, name.len};
  if (view_eq(lower, VIEW("og:title")) || view_eq(lower, VIEW("twitter:title")))
    add_title(head, (struct html_title){value, written_content(element), false});
  else if (view_eq(lower, VIEW("og:site_name")) || view_eq(lower, VIEW("application-name")))
    keep(&head->site, value);
  else if (view_eq(lower, VIEW("description")) || view_eq(lower, VIEW("og:description")))
    keep(&head->description, value);
  else if (view_eq(lower, VIEW("author")) || view_eq(lower, VIEW("article:author")) ||
           view_eq(lower, VIEW("dc.creator")) || view_eq(lower, VIEW("dcterms.creator")))
    keep(&head->author, is_url(value) ? VIEW("") : value);
  else if (view_eq(lower, VIEW("article:published_time")) || view_eq(lower, VIEW("date")) ||
           view_eq(lower, VIEW("datepublished")) || view_eq(lower, VIEW("dc.date")) ||
           view_eq(lower, VIEW("dcterms.created")) || view_eq(lower, VIEW("dcterms.date")) ||
           view_eq(lower, VIEW("dc.date.issued")) || view_eq(lower, VIEW("pubdate")))
    keep(&head->published, value);
}

/// The text of a script or title: its only child.
static const GumboText *own_text(const struct html_element *element) {
  const GumboVector *children = &element->node->v.element.children;
  const GumboNode *child = children->length == 0 ? NULL : children->data[0];
  bool is_text =
      child != NULL && (child->type == GUMBO_NODE_TEXT || child->type == GUMBO_NODE_CDATA);
  return is_text ? &child->v.text : NULL;
}

static void read_window_title(struct html_head *head, const struct html_element *element) {
  const GumboText *text = own_text(element);
  if (text != NULL)
    add_title(head, (struct html_title){view_of(text->text),
                                        {text->original_text.data, text->original_text.length},
                                        true});
}

static void read_json(struct html_head *head, const struct html_element *element) {
  const GumboText *own = own_text(element);
  struct view text = view_of(own == NULL ? NULL : own->text);
  // Some templates wrap it in a comment or a CDATA section.
  while (text.len > 0 && text.ptr[0] != '{' && text.ptr[0] != '[')
    text = view_sub(text, 1, text.len);
  if (view_starts(text, VIEW("[CDATA[")))
    text = view_sub(text, 7, text.len);
  if (text.len == 0 || text.len > JSON_MAX_BYTES)
    return;
  void *json = head->json;
  if (!array_grow(&json, &head->cap_json, head->n_json + 1, sizeof *head->json))
    return;
  head->json = json;
  cJSON *parsed = cJSON_ParseWithLengthOpts(text.ptr, text.len, NULL, 0);
  if (parsed != NULL)
    head->json[head->n_json++] = parsed;
}

static bool is_json(const struct html_element *element) {
  struct view type = html_attribute(element, "type");
  return view_starts(type, VIEW("application/ld+json")) && !html_is_own_player(element);
}

static void read_fields(struct html_head *head, const struct jsonld_article *article) {
  // Where JSON holds HTML, the other titles are cleaner.
  if (!view_has(article->headline, '&'))
    add_title(head, (struct html_title){article->headline, {NULL, 0}, false});
  keep(&head->published, article->published);
  keep(&head->description, article->description);
  keep(&head->site, article->publisher);
  keep(&head->language, article->language);
  keep(&head->body, article->body);
}

void html_head_read(const struct html_page *page, struct html_head *out) {
  *out = (struct html_head){0};
  for (size_t i = 0; i < page->n_elements; i++) {
    const struct html_element *element = &page->elements[i];
    if (element->tag == GUMBO_TAG_SCRIPT && is_json(element))
      read_json(out, element);
  }
  struct jsonld_article article;
  jsonld_find(out->json, out->n_json, &article, &out->authors);
  // What JSON-LD says goes before meta elements, except for the title: og:title is what readers
  // see.
  struct html_head meta = {0}, window = {0};
  for (size_t i = 0; i < page->n_elements; i++) {
    const struct html_element *element = &page->elements[i];
    if (element->tag == GUMBO_TAG_META)
      read_meta(&meta, element);
    else if (element->tag == GUMBO_TAG_TITLE && window.n_titles == 0 &&
             html_is_within(page, (uint32_t)i, GUMBO_TAG_HEAD))
      read_window_title(&window, element);
    else if (element->tag == GUMBO_TAG_HTML)
      keep(&out->language, html_attribute(element, "lang"));
  }
  for (size_t i = 0; i < meta.n_titles; i++)
    add_title(out, meta.titles[i]);
  read_fields(out, &article);
  if (window.n_titles > 0)
    add_title(out, window.titles[0]);
  if (out->authors.len > 0)
    out->author = buf_as_view(&out->authors);
  keep(&out->author, meta.author);
  keep(&out->published, meta.published);
  keep(&out->description, meta.description);
  out->site = meta.site.len > 0 ? meta.site : article.publisher;
}
