/// How a document is divided into the documents of a book, and what its contents list.
#ifndef LISTEN_BOOK_PLAN_H
#define LISTEN_BOOK_PLAN_H

#include "book/book.h"

/// A place that the contents list within a part.
struct book_place {
  size_t shown; ///< index of the block it begins with
  struct view title;
};

/// A document of the book, with its sound and overlay.
struct book_part {
  struct view title;       ///< never empty
  size_t shown, shown_end; ///< its blocks
  size_t first_block;      ///< the read block it begins with, in document->blocks
  size_t first_place, n_places;
  const struct article_facts *facts;
  bool begins_article, ends_article;

  // Filled in while the book is made.
  uint64_t page_offset, page_len;
  uint64_t overlay_offset, overlay_len; ///< length 0: nothing of it is heard
  int audio_fd;                         ///< -1: none
  uint64_t audio_len;
  uint64_t n_frames;
};

struct book_plan {
  const struct document *document;
  bool by_chapter;          ///< parts are chapters of one work
  struct article_facts own; ///< of a document that was not joined
  const struct shown_block *shown;
  size_t n_shown;
  struct book_part *parts;
  size_t n_parts;
  struct book_place *places;
  size_t n_places;
  struct arena arena; ///< owns all of these
};

/// Errors: LISTEN_E_NOMEM. Release with book_plan_clear.
enum listen_status book_plan_make(const struct document *document, enum book_division division,
                                  struct book_plan *out,
                                  struct listen_diag *diag) LISTEN_MUST_CHECK;
void book_plan_clear(struct book_plan *plan);

/// Index of the part that holds a read block.
size_t book_plan_part_of(const struct book_plan *plan, size_t block);

#endif
