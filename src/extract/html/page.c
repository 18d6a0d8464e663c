#include "extract/html/page.h"

#include "extract/html/guard.h"
#include "extract/html/tags.h"
#include "extract/html/walk.h"
#include <stdlib.h>

/// Text nodes from this length on are prose when no link holds them: buttons and labels are
/// shorter.
enum { PROSE_MIN_BYTES = 40 };

void html_page_clear(struct html_page *page) {
  if (page == NULL)
    return;
  decoded_clear(&page->decoded);
  buf_clear(&page->flat);
  free(page->runs);
  free(page->chunks);
  free(page->elements);
  html_tree_clear(&page->tree);
  free(page->guarded);
  html_bytes_clear(&page->bytes);
  *page = (struct html_page){0};
}

// ---- attributes ----

struct view html_attribute(const struct html_element *element, const char *name) {
  const GumboVector *attributes = &element->node->v.element.attributes;
  for (unsigned i = 0; i < attributes->length; i++) {
    const GumboAttribute *attribute = attributes->data[i];
    if (strcmp(attribute->name, name) == 0)
      return view_of(attribute->value);
  }
  return (struct view){0};
}

/// Attributes whose values name what an element is for.
static bool is_naming(const char *name) {
  static const char *const naming[] = {"class",          "id",        "itemprop",    "role",
                                       "data-component", "data-type", "data-module", "data-testid",
                                       "data-area",      "data-block"};
  for (size_t i = 0; i < sizeof naming / sizeof *naming; i++)
    if (strcmp(name, naming[i]) == 0)
      return true;
  return false;
}

/// A label of a few words that is read out to those who do not see: "Newsletter Anmeldung". That of
/// an article may be its headline.
static bool is_short_label(GumboTag tag, const GumboAttribute *attribute) {
  if (strcmp(attribute->name, "aria-label") != 0 || tag == GUMBO_TAG_ARTICLE ||
      tag == GUMBO_TAG_MAIN)
    return false;
  size_t n_blanks = 0;
  for (const char *p = attribute->value; *p != '\0'; p++)
    n_blanks += *p == ' ';
  return n_blanks <= 2;
}

static uint32_t read_hints(const struct html_hints *hints, const GumboNode *node) {
  const GumboVector *attributes = &node->v.element.attributes;
  uint32_t bits = 0;
  for (unsigned i = 0; i < attributes->length; i++) {
    const GumboAttribute *attribute = attributes->data[i];
    if (is_naming(attribute->name) || is_short_label(node->v.element.tag, attribute))
      bits |= html_hints_read(hints, view_of(attribute->value));
  }
  return bits;
}

enum html_link html_link_of(const struct html_element *element) {
  if (element->tag != GUMBO_TAG_A)
    return HTML_LINK_NONE;
  struct view href = html_attribute(element, "href");
  if (href.len == 0 || view_starts(href, VIEW("mailto:")) || view_starts(href, VIEW("tel:")))
    return HTML_LINK_NONE;
  return href.ptr[0] == '#' ? HTML_LINK_WITHIN : HTML_LINK_AWAY;
}

static bool leads_away(const struct html_element *element) {
  return html_link_of(element) == HTML_LINK_AWAY;
}

// ---- elements ----

struct lister {
  struct html_page *page;
  const struct html_hints *hints;
  uint32_t current; ///< HTML_NONE above the root
  size_t n_links, n_silent;
};

static bool enter(struct lister *l, const GumboNode *node) {
  struct html_page *page = l->page;
  void *elements = page->elements;
  if (page->n_elements >= HTML_NONE - 1 ||
      !array_grow(&elements, &page->cap_elements, page->n_elements + 1, sizeof *page->elements))
    return false;
  page->elements = elements;
  const struct html_element *parent = l->current == HTML_NONE ? NULL : &page->elements[l->current];
  struct html_element *element = &page->elements[page->n_elements];
  *element = (struct html_element){
      .node = node, .parent = l->current, .tag = node->v.element.tag, .skip_root = HTML_NONE};
  element->kind = html_tag_kind(node, parent == NULL ? HTML_BLOCK : parent->kind,
                                parent == NULL ? GUMBO_TAG_UNKNOWN : parent->tag);
  if (element->kind != HTML_SILENT)
    element->hints = read_hints(l->hints, node);
  l->n_silent += element->kind == HTML_SILENT;
  l->n_links += leads_away(element);
  l->current = (uint32_t)page->n_elements++;
  return true;
}

static void leave(struct lister *l) {
  struct html_page *page = l->page;
  struct html_element *element = &page->elements[l->current];
  element->end = (uint32_t)page->n_elements;
  l->n_silent -= element->kind == HTML_SILENT;
  l->n_links -= leads_away(element);
  l->current = element->parent;
  if (element->parent == HTML_NONE)
    return;
  struct html_element *parent = &page->elements[element->parent];
  parent->text += element->text;
  parent->link += element->link;
  parent->prose += element->prose;
}

static uint32_t visible_bytes(const char *text) {
  uint32_t n = 0;
  bool blank = true;
  for (; *text != '\0'; text++) {
    bool is_blank = *text == ' ' || (*text >= '\t' && *text <= '\r');
    n += !is_blank || !blank;
    blank = is_blank;
  }
  return blank && n > 0 ? n - 1 : n;
}

static void add_text(struct lister *l, const GumboNode *node) {
  if (l->n_silent > 0 || l->current == HTML_NONE || node->type == GUMBO_NODE_WHITESPACE)
    return;
  struct html_element *element = &l->page->elements[l->current];
  uint32_t n = visible_bytes(node->v.text.text);
  element->text += n;
  if (l->n_links > 0)
    element->link += n;
  else if (n >= PROSE_MIN_BYTES)
    element->prose += n;
}

static enum listen_status list_elements(struct html_page *page, const struct html_hints *hints) {
  struct lister l = {.page = page, .hints = hints, .current = HTML_NONE};
  struct html_walk walk;
  const GumboNode *node;
  enum html_step step;
  bool failed = !html_walk_init(&walk, page->tree.document);
  while (!failed && (step = html_walk_next(&walk, &node)) != HTML_STEP_END) {
    if (step == HTML_STEP_TEXT)
      add_text(&l, node);
    else if (step == HTML_STEP_LEAVE)
      leave(&l);
    else
      failed = step == HTML_STEP_FAILED || !enter(&l, node);
  }
  html_walk_clear(&walk);
  return failed ? LISTEN_E_NOMEM : LISTEN_OK;
}

enum listen_status html_page_read(struct view input, const struct html_hints *hints,
                                  struct html_page *out) {
  *out = (struct html_page){0};
  enum listen_status status = html_bytes_read(input, &out->bytes);
  if (status == LISTEN_OK)
    status = html_guard(out->bytes.utf8, &out->parsed, &out->guarded);
  if (status == LISTEN_OK)
    status = html_parse(out->parsed, &out->tree);
  if (status == LISTEN_OK)
    status = list_elements(out, hints);
  if (status != LISTEN_OK)
    html_page_clear(out);
  return status;
}

// ---- looking around ----

uint32_t html_nearest(const struct html_page *page, uint32_t element, GumboTag tag) {
  while (element != HTML_NONE && page->elements[element].tag != tag)
    element = page->elements[element].parent;
  return element;
}

bool html_is_within(const struct html_page *page, uint32_t element, GumboTag tag) {
  return html_nearest(page, element, tag) != HTML_NONE;
}

static void add_folded(struct buf *out, const char *text, size_t max) {
  for (; *text != '\0' && out->len < max; text++) {
    bool is_blank = *text == ' ' || (*text >= '\t' && *text <= '\r');
    if (!is_blank)
      buf_byte(out, *text);
    else if (out->len > 0 && out->ptr[out->len - 1] != ' ')
      buf_byte(out, ' ');
  }
}

void html_text_of(const struct html_page *page, uint32_t element, size_t max, struct buf *out) {
  struct html_walk walk;
  const GumboNode *node;
  enum html_step step;
  size_t n_silent = 0;
  if (!html_walk_init(&walk, page->elements[element].node)) {
    out->failed = true;
    html_walk_clear(&walk);
    return;
  }
  while ((step = html_walk_next(&walk, &node)) != HTML_STEP_END && step != HTML_STEP_FAILED &&
         out->len < max) {
    if (step == HTML_STEP_TEXT) {
      if (n_silent == 0)
        add_folded(out, node->v.text.text, max);
      continue;
    }
    enum html_kind kind = html_tag_kind(node, HTML_INLINE, GUMBO_TAG_P);
    if (kind == HTML_SILENT)
      n_silent = step == HTML_STEP_ENTER ? n_silent + 1 : n_silent - 1;
    else if (kind != HTML_INLINE || (node->v.element.tag == GUMBO_TAG_SPAN))
      add_folded(out, " ", max);
  }
  html_walk_clear(&walk);
  while (out->len > 0 && out->ptr[out->len - 1] == ' ')
    out->ptr[--out->len] = '\0';
}
