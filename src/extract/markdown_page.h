/// A Markdown file taken apart: text in chunks, each with what its marks say.
#ifndef LISTEN_EXTRACT_MARKDOWN_PAGE_H
#define LISTEN_EXTRACT_MARKDOWN_PAGE_H

#include "extract/frontmatter.h"
#include "extract/html/page.h"
#include "extract/markdown_mask.h"
#include "extract/text.h"

/// A line of the flat text.
struct markdown_chunk {
  enum line_kind kind;
  unsigned level; ///< of a heading or list item; 1 for a row of column heads
  enum skip_reason reason;
  bool ordered;          ///< an item of a numbered list
  bool after_rule;       ///< a thematic break stands before it
  bool has_image;        ///< a picture stands in it
  uint32_t text;         ///< bytes
  uint32_t em, strong;   ///< of them emphasised, bold
  uint32_t link, anchor; ///< of them in links to elsewhere; to places in the page
};

struct markdown_page {
  struct html_page page; ///< bytes, flat text, runs and decoded lines; it has no elements
  struct markdown_masked masked;
  struct front_matter front;
  struct markdown_chunk *chunks;
  size_t n_chunks, cap_chunks;
};

/// Give every line of the decoded text its kind and, where it is not read, the reason.
void markdown_roles_assign(struct markdown_page *page, const struct rules *rules);

// ---- writing the flat text ----

/// What is written of it, and what the marks around the current place say.
struct markdown_writer {
  struct markdown_page *page;
  bool open;   ///< the last chunk is being written
  size_t last; ///< offset in the file behind the last text
  size_t mask; ///< the first mask not listed yet
  bool after_rule, saw_image, after_image, failed;

  // Blocks around.
  unsigned quotes, lists, heading;
  uint32_t ordered;   ///< a bit for each list around that is numbered, the outermost first
  unsigned footnote;  ///< number of lists around when the footnote's item began; 0 outside
  bool item_starts;   ///< no text of the current item has come
  bool code, caption; ///< a code block; a figcaption

  // Tables.
  struct buf heads;  ///< the column heads, one after the other
  size_t *head_ends; ///< where each ends
  size_t n_heads, cap_heads, column;
  bool in_head, in_row, has_rows;
  bool repeats;      ///< heads are said with each cell
  bool cell_starts;  ///< no text of the current cell has come
  size_t head_start; ///< flat offset where the current head's text begins

  // Spans around.
  unsigned em, strong, links, anchors, images;

  // Text put aside: what pictures show, an empty piece behind each.
  struct span *pieces;
  size_t n_pieces, cap_pieces;

  // Raw HTML.
  bool in_tag, name_ended, self_closing;
  char tag[16]; ///< name of the tag being read, with its "/"
  size_t n_tag;
  char quote; ///< around the value being read
  unsigned html_quotes, html_lists;
  char silent[16]; ///< element whose text is none; "" outside
};

/// Text of the file at `offset`; what is masked is left out.
void markdown_put(struct markdown_writer *w, size_t offset, size_t len);
/// `text` stands for `len` bytes of the file at `offset`.
void markdown_put_piece(struct markdown_writer *w, struct view text, size_t offset, size_t len);
void markdown_put_entity(struct markdown_writer *w, size_t offset, size_t len); ///< "&uuml;"
void markdown_put_blank(struct markdown_writer *w);
void markdown_put_aside(struct markdown_writer *w, struct span piece);
void markdown_put_skipped(struct markdown_writer *w, size_t offset, size_t len,
                          enum skip_reason reason);
void markdown_close(struct markdown_writer *w);      ///< the chunk ends here
void markdown_drop_chunk(struct markdown_writer *w); ///< as if the open chunk had not begun
void markdown_finish(struct markdown_writer *w);     ///< list what has not been yet
/// A piece of raw HTML of the file; tags may go on in the next piece.
void markdown_put_html(struct markdown_writer *w, size_t offset, size_t len);
void markdown_end_html_line(struct markdown_writer *w);
void markdown_end_html(struct markdown_writer *w); ///< the block of raw HTML ends

#endif
