/// The parts of an EPUB: archive, package, table of contents, chapters.
#ifndef LISTEN_EXTRACT_EPUB_BOOK_H
#define LISTEN_EXTRACT_EPUB_BOOK_H

#include "base/buf.h"
#include "base/late.h"
#include "extract/extract.h"
#include "extract/html/hints.h"
#include "extract/rules.h"
#include "extract/skip.h"

// ---- archive (epub_zip.c) ----

/// What has been unpacked so far is counted, against ZIP bombs.
struct epub_archive {
  struct zip *zip;
  uint64_t unpacked, packed; ///< bytes of all entries read
};

/// Open the ZIP file. Errors: LISTEN_E_INPUT (broken, too many entries), LISTEN_E_NOMEM.
enum listen_status epub_archive_open(struct view input, struct epub_archive *out,
                                     struct listen_diag *diag) LISTEN_MUST_CHECK;
void epub_archive_close(struct epub_archive *archive); ///< a zeroed one is fine

bool epub_archive_has(const struct epub_archive *archive, struct view path);

/// Unpack an entry into `out`, which is emptied before. Errors: LISTEN_E_INPUT (missing, broken,
/// encrypted, too large), LISTEN_E_NOMEM.
enum listen_status epub_archive_read(struct epub_archive *archive, struct view path,
                                     struct buf *out, struct listen_diag *diag) LISTEN_MUST_CHECK;

/// `href` as seen from the entry `base`: percent signs decoded, the fragment cut off, dots
/// resolved. Errors: LISTEN_E_INPUT where it climbs out of the book, LISTEN_E_NOMEM.
enum listen_status epub_resolve(struct view base, struct view href, struct arena *arena,
                                struct view *out, struct listen_diag *diag) LISTEN_MUST_CHECK;

// ---- XML (epub_xml.c) ----

/// Parse; entities of its own are refused, nothing is fetched. Release with xmlFreeDoc.
/// Errors: LISTEN_E_INPUT, LISTEN_E_NOMEM.
enum listen_status epub_xml_parse(struct view text, const char *what, xmlDocPtr *out,
                                  struct listen_diag *diag) LISTEN_MUST_CHECK;

/// The next node in the order of the document within `root`; NULL after the last.
const xmlNode *epub_xml_next(const xmlNode *root, const xmlNode *node);
bool epub_xml_is(const xmlNode *node, const char *name); ///< an element of that local name?
/// An attribute by its local name, ptr NULL where there is none; borrowed from the document.
struct view epub_xml_attribute(const xmlNode *node, const char *name);
/// The text in an element, white space folded. ptr NULL when empty, or out of memory (`*failed`).
struct view epub_xml_text(const xmlNode *node, struct arena *arena, bool *failed);
/// Is `word` one of the blank-separated words of `list`?
bool epub_has_word(struct view list, const char *word);

// ---- package (epub_package.c) and contents (epub_toc.c) ----

struct epub_item {
  struct view id, path, media_type;
  struct view label;       ///< its name in the table of contents; ptr NULL where it has none
  enum skip_reason reason; ///< cover, navigation, aside: it is not read
};

struct epub_package {
  struct view path; ///< of the package itself
  struct view title, language, published, author;
  struct epub_item *items; ///< sorted by id; heap
  size_t n_items, cap_items;
  size_t *spine; ///< indexes of items in reading order; heap
  size_t n_spine, cap_spine;
  struct view nav, ncx; ///< paths; ptr NULL where there is none
};

/// Find and read the package. Texts lie in `arena`.
/// Errors: LISTEN_E_INPUT, LISTEN_E_NOMEM. Release with epub_package_clear, after an error too.
enum listen_status epub_package_read(struct epub_archive *archive, const struct rules *rules,
                                     struct arena *arena, struct epub_package *out,
                                     struct listen_diag *diag) LISTEN_MUST_CHECK;
void epub_package_clear(struct epub_package *package);

/// The item with that id, or NULL.
struct epub_item *epub_package_find(const struct epub_package *package, struct view id);

/// Name the items from the table of contents. One that is missing or broken names nothing.
/// Errors: LISTEN_E_NOMEM, and LISTEN_E_INPUT for bombs.
enum listen_status epub_toc_read(struct epub_archive *archive, struct arena *arena,
                                 struct epub_package *package,
                                 struct listen_diag *diag) LISTEN_MUST_CHECK;

// ---- chapters (epub_chapter.c) ----

struct epub_chapter {
  const struct epub_item *item;
  struct view title; ///< of the book, which title pages repeat
  size_t base;       ///< offset of this document among all documents of the spine
  bool first;        ///< nothing stands before it
  bool unheaded;     ///< out: it has a name in the contents, but no heading
};

/// Read one document of the spine into `out`; nothing to read in it is fine. Tags in `page` that
/// close themselves are blanked out.
/// Errors: LISTEN_E_NOMEM.
enum listen_status epub_chapter_read(struct buf *page, struct epub_chapter *chapter,
                                     const struct html_hints *hints, const struct rules *rules,
                                     struct document *out,
                                     struct listen_diag *diag) LISTEN_MUST_CHECK;

/// A document of one line, the title or a heading, which stands at `base`.
enum listen_status epub_line_make(struct view text, bool title, size_t base, struct document *out,
                                  struct listen_diag *diag) LISTEN_MUST_CHECK;

#endif
