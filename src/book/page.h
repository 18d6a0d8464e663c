/// A part's text as XHTML, block by block, sentence by sentence.
#ifndef LISTEN_BOOK_PAGE_H
#define LISTEN_BOOK_PAGE_H

#include "book/overlay.h"
#include "book/plan.h"
#include "book/table.h"

enum { BOOK_LIST_DEPTH = 9 };

struct book_page {
  struct xml xml;
  struct book_file *file; ///< that it goes into
  const struct book_plan *plan;
  const struct book_part *part;
  unsigned heading_from, heading_shift; ///< level of the first heading, and what is taken off
  size_t next_place;                    ///< of the plan
  bool in_section;

  const struct block *block; ///< open; NULL: none
  size_t written;            ///< bytes of its text
  size_t next_em;            ///< of its emphasis
  bool whole;                ///< it is written already, as one element

  enum book_group group;
  size_t n_groups;
  unsigned list_depth;
  bool ordered[BOOK_LIST_DEPTH + 1]; ///< the list of each depth is numbered
  struct book_table table;
  size_t n_elements; ///< with an ID
  struct book_element element;
};

void book_page_begin(struct book_page *page, struct book_file *file, const struct book_plan *plan,
                     const struct book_part *part);

/// Open the plan's block `shown`; the one before must be closed.
void book_page_open(struct book_page *page, size_t shown);

/// Write the open block up to the end of a sentence, `span` of its text, and give the element that
/// a reading system is to show as spoken. Tables and code have one for the row or block as a whole.
const struct book_element *book_page_sentence(struct book_page *page, struct span span);

/// Write what is left of the open block.
void book_page_close_block(struct book_page *page);

/// Errors: as for book_xml_finish.
enum listen_status book_page_end(struct book_page *page, const char *path,
                                 struct listen_diag *diag) LISTEN_MUST_CHECK;

/// The language tag as XML takes it, or "de" where it is none.
struct view book_language(struct view language);

#endif
