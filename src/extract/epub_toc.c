#include "extract/epub_book.h"
#include <stdlib.h>

/// A path in the table of contents and its name; the first one of a path counts.
struct entry {
  struct view path, label;
  size_t order;
};

struct toc {
  struct arena *arena;
  struct view base; ///< path of the table itself
  struct entry *entries;
  size_t n, cap;
  bool failed;
};

static void add(struct toc *toc, struct view href, const xmlNode *label) {
  struct view path = {0};
  struct view text = epub_xml_text(label, toc->arena, &toc->failed);
  if (href.len == 0 || text.len == 0)
    return;
  enum listen_status status = epub_resolve(toc->base, href, toc->arena, &path, NULL);
  toc->failed |= status == LISTEN_E_NOMEM;
  if (status != LISTEN_OK)
    return; // it leads elsewhere
  void *entries = toc->entries;
  if (!array_grow(&entries, &toc->cap, toc->n + 1, sizeof *toc->entries)) {
    toc->failed = true;
    return;
  }
  toc->entries = entries;
  toc->entries[toc->n] = (struct entry){path, text, toc->n};
  toc->n++;
}

/// EPUB 3: the links in `<nav epub:type="toc">`, or in the first nav where none says so.
static void read_nav(struct toc *toc, const xmlNode *root) {
  const xmlNode *nav = NULL;
  for (const xmlNode *n = root; n != NULL; n = epub_xml_next(root, n)) {
    if (!epub_xml_is(n, "nav"))
      continue;
    bool is_toc = epub_has_word(epub_xml_attribute(n, "type"), "toc");
    if (nav == NULL || is_toc)
      nav = n;
    if (is_toc)
      break;
  }
  for (const xmlNode *n = nav; n != NULL && !toc->failed; n = epub_xml_next(nav, n))
    if (epub_xml_is(n, "a"))
      add(toc, epub_xml_attribute(n, "href"), n);
}

/// EPUB 2: navPoint with navLabel and content.
static void read_ncx(struct toc *toc, const xmlNode *root) {
  for (const xmlNode *n = root; n != NULL && !toc->failed; n = epub_xml_next(root, n)) {
    if (!epub_xml_is(n, "navPoint"))
      continue;
    const xmlNode *label = NULL, *content = NULL;
    for (const xmlNode *child = n->children; child != NULL; child = child->next) {
      if (epub_xml_is(child, "navLabel"))
        label = child;
      else if (epub_xml_is(child, "content"))
        content = child;
    }
    if (label != NULL && content != NULL)
      add(toc, epub_xml_attribute(content, "src"), label);
  }
}

static int by_path(const void *a, const void *b) {
  const struct entry *x = a, *y = b;
  int order = view_cmp(x->path, y->path);
  return order != 0 ? order : (x->order > y->order) - (x->order < y->order);
}

static void name_items(const struct toc *toc, struct epub_package *package) {
  for (size_t i = 0; i < package->n_items; i++) {
    struct epub_item *item = &package->items[i];
    size_t low = 0, high = toc->n;
    while (low < high) {
      size_t middle = (low + high) / 2;
      if (view_cmp(toc->entries[middle].path, item->path) < 0)
        low = middle + 1;
      else
        high = middle;
    }
    if (low < toc->n && view_eq(toc->entries[low].path, item->path))
      item->label = toc->entries[low].label;
  }
}

static enum listen_status read_table(struct epub_archive *archive, struct toc *toc, bool nav,
                                     struct epub_package *package, struct listen_diag *diag) {
  struct buf text = {0};
  xmlDocPtr doc = NULL;
  toc->base = nav ? package->nav : package->ncx;
  if (toc->base.ptr == NULL || !epub_archive_has(archive, toc->base))
    return LISTEN_OK;
  enum listen_status status = epub_archive_read(archive, toc->base, &text, diag);
  if (status == LISTEN_OK)
    status = epub_xml_parse(buf_as_view(&text), "NAV/NCX", &doc, diag);
  if (status == LISTEN_OK) {
    const xmlNode *root = xmlDocGetRootElement(doc);
    if (nav)
      read_nav(toc, root);
    else
      read_ncx(toc, root);
  }
  xmlFreeDoc(doc);
  buf_clear(&text);
  return toc->failed ? diag_nomem(diag) : status;
}

enum listen_status epub_toc_read(struct epub_archive *archive, struct arena *arena,
                                 struct epub_package *package, struct listen_diag *diag) {
  struct toc toc = {.arena = arena};
  enum listen_status status = read_table(archive, &toc, true, package, diag);
  if (status == LISTEN_OK && toc.n == 0)
    status = read_table(archive, &toc, false, package, diag);
  if (status == LISTEN_OK && toc.n > 0) {
    qsort(toc.entries, toc.n, sizeof *toc.entries, by_path);
    name_items(&toc, package);
  }
  free(toc.entries);
  return status;
}
