#include "extract/date.h"
#include "extract/epub_book.h"
#include <stdlib.h>

enum { MAX_SPINE = 5000, MAX_AUTHORS = 20 };

struct package_reader {
  struct epub_archive *archive;
  const struct rules *rules;
  struct arena *arena;
  struct epub_package *out;
  const xmlNode *root;
  struct buf authors;
  size_t n_authors;
  bool failed;
};

static enum listen_status incomplete(struct listen_diag *diag, const char *english,
                                     const char *german) {
  return diag_set(diag, LISTEN_E_INPUT, "%s", DIAG_TEXT(diag, english, german));
}

// ---- where the package is ----

static enum listen_status find_package(struct package_reader *r, struct listen_diag *diag) {
  struct buf text = {0};
  xmlDocPtr doc = NULL;
  enum listen_status status =
      epub_archive_read(r->archive, VIEW("META-INF/container.xml"), &text, diag);
  if (status == LISTEN_OK)
    status = epub_xml_parse(buf_as_view(&text), "META-INF/container.xml", &doc, diag);
  if (status == LISTEN_OK) {
    const xmlNode *root = xmlDocGetRootElement(doc);
    struct view path = {0};
    for (const xmlNode *n = root; n != NULL && path.ptr == NULL; n = epub_xml_next(root, n))
      if (epub_xml_is(n, "rootfile"))
        path = epub_xml_attribute(n, "full-path");
    status = path.ptr == NULL ? incomplete(diag, "broken EPUB: container.xml names no package",
                                           "fehlerhaftes EPUB: container.xml nennt kein Paket")
                              : epub_resolve(VIEW(""), path, r->arena, &r->out->path, diag);
  }
  xmlFreeDoc(doc);
  buf_clear(&text);
  return status;
}

// ---- metadata ----

static void keep_first(struct package_reader *r, struct view *field, const xmlNode *node) {
  if (field->ptr == NULL)
    *field = epub_xml_text(node, r->arena, &r->failed);
}

/// The role that EPUB 2 writes beside the name, and EPUB 3 elsewhere.
static struct view role_of(const struct package_reader *r, const xmlNode *creator) {
  struct view role = epub_xml_attribute(creator, "role"), id = epub_xml_attribute(creator, "id");
  for (const xmlNode *n = r->root; n != NULL && role.ptr == NULL && id.len > 0;
       n = epub_xml_next(r->root, n)) {
    struct view refines = epub_xml_attribute(n, "refines");
    if (epub_xml_is(n, "meta") && refines.len == id.len + 1 && refines.ptr[0] == '#' &&
        view_eq(view_sub(refines, 1, id.len), id) &&
        view_eq(epub_xml_attribute(n, "property"), VIEW("role")) && n->children != NULL &&
        n->children->content != NULL)
      role = view_of((const char *)n->children->content);
  }
  return role;
}

static void add_author(struct package_reader *r, const xmlNode *node) {
  if (r->n_authors++ >= MAX_AUTHORS)
    return;
  struct view role = role_of(r, node);
  if (role.len > 0 && !view_eq(role, VIEW("aut")))
    return;
  struct view name = epub_xml_text(node, r->arena, &r->failed);
  if (name.len > 0 && r->authors.len > 0)
    buf_str(&r->authors, ", ");
  buf_view(&r->authors, name);
}

static void set_published(struct package_reader *r, const xmlNode *node) {
  struct date date;
  char formatted[DATE_TEXT_SIZE];
  struct view event = epub_xml_attribute(node, "event");
  struct view text = epub_xml_text(node, r->arena, &r->failed);
  if ((event.len > 0 && view_eq(event, VIEW("modification"))) || r->out->published.ptr != NULL ||
      !date_read_text(r->rules, text, &date))
    return;
  r->out->published = arena_copy(r->arena, date_format(&date, formatted));
  r->failed |= r->out->published.ptr == NULL;
}

static void read_metadata(struct package_reader *r) {
  for (const xmlNode *n = r->root; n != NULL && !r->failed; n = epub_xml_next(r->root, n)) {
    if (n->type != XML_ELEMENT_NODE || n->parent == NULL || !epub_xml_is(n->parent, "metadata"))
      continue;
    if (epub_xml_is(n, "title"))
      keep_first(r, &r->out->title, n);
    else if (epub_xml_is(n, "language"))
      keep_first(r, &r->out->language, n);
    else if (epub_xml_is(n, "creator"))
      add_author(r, n);
    else if (epub_xml_is(n, "date"))
      set_published(r, n);
  }
  if (r->authors.len > 0)
    r->out->author = arena_copy_buf(r->arena, &r->authors);
  r->failed |= r->authors.failed || (r->authors.len > 0 && r->out->author.ptr == NULL);
}

// ---- manifest and spine ----

static int by_id(const void *a, const void *b) {
  return view_cmp(((const struct epub_item *)a)->id, ((const struct epub_item *)b)->id);
}

struct epub_item *epub_package_find(const struct epub_package *package, struct view id) {
  const struct epub_item key = {.id = id};
  return id.ptr == NULL || package->n_items == 0
             ? NULL
             : bsearch(&key, package->items, package->n_items, sizeof key, by_id);
}

static struct view keep(struct package_reader *r, struct view text) {
  struct view copy = arena_copy(r->arena, text);
  r->failed |= copy.ptr == NULL;
  return copy;
}

static enum listen_status add_item(struct package_reader *r, const xmlNode *node,
                                   struct listen_diag *diag) {
  struct epub_package *out = r->out;
  struct view href = epub_xml_attribute(node, "href"), path = {0};
  if (href.ptr == NULL || memmem(href.ptr, href.len, "://", 3) != NULL)
    return LISTEN_OK; // a film or sound elsewhere
  enum listen_status status = epub_resolve(out->path, href, r->arena, &path, diag);
  if (status != LISTEN_OK)
    return status;
  void *items = out->items;
  if (!array_grow(&items, &out->cap_items, out->n_items + 1, sizeof *out->items))
    return diag_nomem(diag);
  out->items = items;
  struct view properties = epub_xml_attribute(node, "properties");
  struct epub_item item = {.id = keep(r, epub_xml_attribute(node, "id")),
                           .path = path,
                           .media_type = keep(r, epub_xml_attribute(node, "media-type"))};
  if (epub_has_word(properties, "nav")) {
    out->nav = path;
    item.reason = SKIP_NAVIGATION;
  }
  if (view_eq(item.media_type, VIEW("application/x-dtbncx+xml")))
    out->ncx = path;
  out->items[out->n_items++] = item;
  return r->failed ? diag_nomem(diag) : LISTEN_OK;
}

static enum listen_status add_spine(struct package_reader *r, const xmlNode *node,
                                    struct listen_diag *diag) {
  struct epub_package *out = r->out;
  struct epub_item *item = epub_package_find(out, epub_xml_attribute(node, "idref"));
  if (item == NULL)
    return LISTEN_OK;
  if (out->n_spine >= MAX_SPINE)
    return incomplete(diag, "this EPUB has far more parts than a book",
                      "dieses EPUB hat weit mehr Teile als ein Buch");
  void *spine = out->spine;
  if (!array_grow(&spine, &out->cap_spine, out->n_spine + 1, sizeof *out->spine))
    return diag_nomem(diag);
  out->spine = spine;
  out->spine[out->n_spine++] = (size_t)(item - out->items);
  if (view_eq(epub_xml_attribute(node, "linear"), VIEW("no")) && item->reason == SKIP_NONE)
    item->reason = SKIP_ASIDE;
  return LISTEN_OK;
}

/// The guide of EPUB 2 says which documents are the cover and the contents.
static enum listen_status read_guide(struct package_reader *r, struct listen_diag *diag) {
  struct epub_package *out = r->out;
  size_t n = 0;
  for (const xmlNode *node = r->root; node != NULL; node = epub_xml_next(r->root, node)) {
    struct view type = epub_xml_attribute(node, "type"), href, path;
    bool cover = view_eq(type, VIEW("cover")), toc = view_eq(type, VIEW("toc"));
    if (!epub_xml_is(node, "reference") || (!cover && !toc) || ++n > 16)
      continue;
    href = epub_xml_attribute(node, "href");
    enum listen_status status = epub_resolve(out->path, href, r->arena, &path, diag);
    if (status != LISTEN_OK)
      return status;
    for (size_t i = 0; i < out->n_items; i++)
      if (view_eq(out->items[i].path, path))
        out->items[i].reason = cover ? SKIP_COVER : SKIP_NAVIGATION;
  }
  return LISTEN_OK;
}

static enum listen_status read_lists(struct package_reader *r, struct listen_diag *diag) {
  enum listen_status status = LISTEN_OK;
  for (const xmlNode *n = r->root; n != NULL && status == LISTEN_OK; n = epub_xml_next(r->root, n))
    if (epub_xml_is(n, "item"))
      status = add_item(r, n, diag);
  if (r->out->n_items > 0)
    qsort(r->out->items, r->out->n_items, sizeof *r->out->items, by_id);
  for (const xmlNode *n = r->root; n != NULL && status == LISTEN_OK; n = epub_xml_next(r->root, n))
    if (epub_xml_is(n, "itemref"))
      status = add_spine(r, n, diag);
  if (status == LISTEN_OK)
    status = read_guide(r, diag);
  if (status == LISTEN_OK && r->out->n_spine == 0)
    status = incomplete(diag, "broken EPUB: its package lists no text",
                        "fehlerhaftes EPUB: das Paket führt keinen Text auf");
  return status;
}

// ---- copy protection ----

/// Fonts may be obscured; a text that is encrypted cannot be read.
static enum listen_status refuse_encrypted(struct package_reader *r, struct listen_diag *diag) {
  static const struct view path = {"META-INF/encryption.xml", 23};
  struct buf text = {0};
  xmlDocPtr doc = NULL;
  if (!epub_archive_has(r->archive, path))
    return LISTEN_OK;
  enum listen_status status = epub_archive_read(r->archive, path, &text, diag);
  if (status == LISTEN_OK)
    status = epub_xml_parse(buf_as_view(&text), path.ptr, &doc, diag);
  const xmlNode *root = doc == NULL ? NULL : xmlDocGetRootElement(doc);
  bool is_locked = false;
  for (const xmlNode *n = root; n != NULL; n = epub_xml_next(root, n)) {
    struct view algorithm = epub_xml_attribute(n, "Algorithm");
    bool method = epub_xml_is(n, "EncryptionMethod") && n->parent != NULL &&
                  epub_xml_is(n->parent, "EncryptedData");
    is_locked |= method && !view_starts(algorithm, VIEW("http://www.idpf.org/2008/embedding")) &&
                 !view_starts(algorithm, VIEW("http://ns.adobe.com/pdf/enc"));
  }
  xmlFreeDoc(doc);
  buf_clear(&text);
  if (status != LISTEN_OK || !is_locked)
    return status;
  diag_set(diag, LISTEN_E_INPUT, "%s",
           DIAG_TEXT(diag, "this EPUB is encrypted (copy protection, DRM)",
                     "dieses EPUB ist verschlüsselt (Kopierschutz, DRM)"));
  diag_hint(diag, "%s",
            DIAG_TEXT(diag, "only books without copy protection can be read",
                      "nur Bücher ohne Kopierschutz lassen sich lesen"));
  return LISTEN_E_INPUT;
}

enum listen_status epub_package_read(struct epub_archive *archive, const struct rules *rules,
                                     struct arena *arena, struct epub_package *out,
                                     struct listen_diag *diag) {
  *out = (struct epub_package){0};
  struct package_reader r = {.archive = archive, .rules = rules, .arena = arena, .out = out};
  struct buf text = {0};
  xmlDocPtr doc = NULL;
  enum listen_status status = find_package(&r, diag);
  if (status == LISTEN_OK)
    status = refuse_encrypted(&r, diag);
  if (status == LISTEN_OK)
    status = epub_archive_read(archive, out->path, &text, diag);
  if (status == LISTEN_OK)
    status = epub_xml_parse(buf_as_view(&text), "OPF", &doc, diag);
  if (status == LISTEN_OK) {
    r.root = xmlDocGetRootElement(doc);
    read_metadata(&r);
    status = r.failed ? diag_nomem(diag) : read_lists(&r, diag);
  }
  xmlFreeDoc(doc);
  buf_clear(&text);
  buf_clear(&r.authors);
  return status;
}

void epub_package_clear(struct epub_package *package) {
  free(package->items);
  free(package->spine);
  *package = (struct epub_package){0};
}
