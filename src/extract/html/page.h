/// A page taken apart: its elements in the order of the file, and its text cut at block boundaries.
#ifndef LISTEN_EXTRACT_HTML_PAGE_H
#define LISTEN_EXTRACT_HTML_PAGE_H

#include "base/buf.h"
#include "extract/decode.h"
#include "extract/html/align.h"
#include "extract/html/bytes.h"
#include "extract/html/hints.h"
#include "extract/html/parse.h"
#include "extract/skip.h"
#include <stdint.h>

#define HTML_NONE UINT32_MAX

/// What an element does to the text in it.
enum html_kind {
  HTML_BLOCK,
  HTML_INLINE,
  HTML_BREAK,  ///< br
  HTML_RULE,   ///< hr
  HTML_SILENT, ///< script, style, template and the like: its text is no text of the page
};

/// An element, with sums over all that is in it. Descendants are the elements from the next one to
/// `end`, exclusive.
struct html_element {
  const GumboNode *node;
  uint32_t parent; ///< HTML_NONE at the root
  uint32_t end;
  GumboTag tag;
  enum html_kind kind;
  uint32_t hints;        ///< enum html_hint, of class, id, role and the like, and what the tag says
  uint32_t text;         ///< bytes of text
  uint32_t link;         ///< of them in links to other pages
  uint32_t prose;        ///< of them in longer pieces outside links
  bool is_data;          ///< tables: rows and columns, not layout
  enum skip_reason skip; ///< why nothing in it belongs to the article; SKIP_NONE = undecided
  uint32_t skip_root;    ///< the outermost element skipped around this one
  uint32_t first_chunk, end_chunk; ///< its text, as indexes of chunks
};

/// A piece of text between two block boundaries, as a reader sees a paragraph.
struct html_chunk {
  uint32_t element;    ///< the block element that holds it
  uint32_t inner;      ///< the innermost element that holds all of its text
  uint32_t skip_root;  ///< HTML_NONE, or the skipped element that holds it
  size_t flat, len;    ///< in the flat text
  uint32_t link, bold; ///< bytes in links to other pages; in b and strong
  uint32_t anchor;     ///< bytes in links within the page
  size_t line;         ///< index in decoded.lines; SIZE_MAX when nothing was left of it
  bool after_rule;     ///< an hr stands before it
};

struct html_page {
  struct html_bytes bytes;
  struct view parsed; ///< UTF-8 as given to the parser
  char *guarded;      ///< owner of `parsed`, or NULL
  struct html_tree tree;
  struct html_element *elements; ///< in the order of the file; [0] is the root
  size_t n_elements, cap_elements;
  struct html_chunk *chunks;
  size_t n_chunks, cap_chunks;
  struct buf flat;         ///< text of the chunks, a line feed after each
  struct source_run *runs; ///< flat text → parsed
  size_t n_runs, cap_runs;
  struct decoded decoded; ///< the flat text in clean form; a line is a chunk
};

/// Parse and list the elements. Errors: LISTEN_E_NOMEM.
enum listen_status html_page_read(struct view input, const struct html_hints *hints,
                                  struct html_page *out) LISTEN_MUST_CHECK;

void html_page_clear(struct html_page *page); ///< NULL is fine

/// Cut the text into chunks: call when it is known what is skipped. The rows of data tables are one
/// chunk each, with "; " between cells.
/// @param title  text that becomes the first chunk (`written` is part of page->parsed), or NULL
/// Errors: LISTEN_E_NOMEM.
enum listen_status html_page_chunk(struct html_page *page, const struct html_piece *title,
                                   struct arena *arena, struct listen_diag *diag) LISTEN_MUST_CHECK;

/// The value of an attribute; ptr NULL where it has none. Borrowed from the tree.
struct view html_attribute(const struct html_element *element, const char *name);

/// Where a link leads. An address that is not of a page ("mailto:") makes none.
enum html_link { HTML_LINK_NONE, HTML_LINK_WITHIN, HTML_LINK_AWAY };
enum html_link html_link_of(const struct html_element *element);

/// Is `element` an element of that tag, or in one?
bool html_is_within(const struct html_page *page, uint32_t element, GumboTag tag);

/// The nearest element of that tag around `element`, itself included; HTML_NONE where there is
/// none.
uint32_t html_nearest(const struct html_page *page, uint32_t element, GumboTag tag);

static inline bool html_contains(const struct html_page *page, uint32_t outer, uint32_t inner) {
  return inner >= outer && inner < page->elements[outer].end;
}

/// Append the text of an element, white space folded, up to `max` bytes.
void html_text_of(const struct html_page *page, uint32_t element, size_t max, struct buf *out);

/// The text of a chunk, clean; empty when nothing was left of it.
static inline struct view html_chunk_text(const struct html_page *page,
                                          const struct html_chunk *chunk) {
  if (chunk->line == SIZE_MAX)
    return (struct view){"", 0};
  return line_text(&page->decoded, &page->decoded.lines[chunk->line]);
}

#endif
