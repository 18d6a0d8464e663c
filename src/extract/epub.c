#include "extract/epub.h"

#include "extract/epub_book.h"
#include <stdlib.h>

bool epub_looks_like(struct view input) {
  // The first entry is the file "mimetype", stored as it is, right at the start.
  // OpenDocument does the same, and names another kind.
  if (!view_starts(input, VIEW("PK\x03\x04")))
    return false;
  if (view_eq(view_sub(input, 30, 8), VIEW("mimetype")))
    return !view_eq(view_sub(input, 38, 16), VIEW("application/vnd."));
  return memmem(input.ptr, input.len, "META-INF/container.xml", 22) != NULL;
}

/// The documents of the spine, as far as they are read.
struct shelf {
  struct document *items; ///< heap
  size_t n;
};

static struct document *next_item(struct shelf *shelf) {
  return &shelf->items[shelf->n++];
}

static bool is_text(struct view media_type) {
  return view_eq(media_type, VIEW("application/xhtml+xml")) ||
         view_eq(media_type, VIEW("text/html")) ||
         view_eq(media_type, VIEW("text/x-oeb1-document"));
}

/// A chapter, and before it the heading that only the table of contents has.
static enum listen_status read_chapter(struct buf *page, struct epub_chapter *chapter,
                                       const struct html_hints *hints, const struct rules *rules,
                                       struct shelf *shelf, struct listen_diag *diag) {
  struct document text;
  enum listen_status status = epub_chapter_read(page, chapter, hints, rules, &text, diag);
  if (status == LISTEN_OK && chapter->unheaded)
    status = epub_line_make(chapter->item->label, false, chapter->base, next_item(shelf), diag);
  if (status == LISTEN_OK)
    *next_item(shelf) = text;
  else
    document_clear(&text);
  return status;
}

static enum listen_status read_spine(struct epub_archive *archive,
                                     const struct epub_package *package,
                                     const struct html_hints *hints, const struct rules *rules,
                                     struct shelf *shelf, struct listen_diag *diag) {
  struct buf page = {0};
  struct epub_chapter chapter = {.title = package->title, .first = true};
  enum listen_status status = LISTEN_OK;
  if (package->title.len > 0)
    status = epub_line_make(package->title, true, 0, next_item(shelf), diag);
  chapter.first = shelf->n == 0 || shelf->items[0].n_blocks == 0;
  for (size_t i = 0; i < package->n_spine && status == LISTEN_OK; i++) {
    chapter.item = &package->items[package->spine[i]];
    if (!is_text(chapter.item->media_type))
      continue;
    status = epub_archive_read(archive, chapter.item->path, &page, diag);
    if (status == LISTEN_OK)
      status = read_chapter(&page, &chapter, hints, rules, shelf, diag);
    chapter.base += page.len;
    if (status == LISTEN_OK && (chapter.unheaded || shelf->items[shelf->n - 1].n_blocks > 0))
      chapter.first = false;
  }
  buf_clear(&page);
  return status;
}

/// "de_AT" → "de-AT"; the default where the package names no language.
static struct view language_of(const struct epub_package *package, struct arena *arena) {
  struct view text = package->language;
  if (text.len < 2 || text.len > 16)
    return VIEW("de");
  struct view copy = arena_copy(arena, text);
  return copy.ptr == NULL ? VIEW("de") : copy;
}

static enum listen_status join(struct shelf *shelf, const struct epub_package *package,
                               struct document *out, struct listen_diag *diag) {
  struct document joined;
  struct arena arena = out->arena;
  out->arena = (struct arena){0};
  enum listen_status status = document_join(shelf->items, shelf->n, &joined, diag);
  shelf->n = 0;
  if (status != LISTEN_OK) {
    out->arena = arena;
    return status;
  }
  arena_adopt(&joined.arena, &arena);
  joined.articles = NULL; // it is one, with its sections
  joined.facts = NULL;
  joined.n_articles = 0;
  joined.author = package->author;
  joined.published = package->published;
  joined.language = language_of(package, &joined.arena);
  *out = joined;
  return LISTEN_OK;
}

static enum listen_status refuse_empty(const struct document *out, struct listen_diag *diag) {
  if (out->n_blocks > (out->title.ptr != NULL))
    return LISTEN_OK;
  diag_set(diag, LISTEN_E_INPUT, "%s",
           DIAG_TEXT(diag, "nothing to read: the book holds no text",
                     "nichts zu lesen: das Buch enthält keinen Text"));
  diag_hint(diag, "%s",
            DIAG_TEXT(diag, "books made of pictures cannot be read",
                      "Bücher aus Bildern lassen sich nicht lesen"));
  return LISTEN_E_INPUT;
}

enum listen_status epub_read(struct view input, const struct rules *rules, struct document *out,
                             struct listen_diag *diag) {
  struct epub_archive archive;
  struct epub_package package = {0};
  struct shelf shelf = {0};
  struct html_hints *hints = html_hints_new();
  enum listen_status status = epub_archive_open(input, &archive, diag);
  if (status == LISTEN_OK)
    status = epub_package_read(&archive, rules, &out->arena, &package, diag);
  if (status == LISTEN_OK)
    status = epub_toc_read(&archive, &out->arena, &package, diag);
  if (status == LISTEN_OK) {
    shelf.items = calloc(2 * package.n_spine + 1, sizeof *shelf.items);
    if (shelf.items == NULL || hints == NULL)
      status = diag_nomem(diag);
  }
  if (status == LISTEN_OK)
    status = read_spine(&archive, &package, hints, rules, &shelf, diag);
  if (status == LISTEN_OK)
    status = join(&shelf, &package, out, diag);
  if (status == LISTEN_OK)
    status = refuse_empty(out, diag);
  for (size_t i = 0; i < shelf.n; i++)
    document_clear(&shelf.items[i]);
  free(shelf.items);
  html_hints_free(hints);
  epub_package_clear(&package);
  epub_archive_close(&archive);
  return status;
}
