/// Where the article lies on the page.
#ifndef LISTEN_EXTRACT_HTML_CONTENT_H
#define LISTEN_EXTRACT_HTML_CONTENT_H

#include "extract/html/page.h"

/// What a chunk looks like.
struct html_measure {
  uint32_t n_words, n_link_words;
  bool sentence; ///< it ends as a sentence does
  int32_t value; ///< evidence for (> 0) or against (< 0) running text, in words
};

struct html_content {
  struct html_measure *measures; ///< one per chunk; heap
  uint32_t element;    ///< the element that holds the body; HTML_NONE when there is no text at all
  uint32_t first, end; ///< chunks of the article, its lead included
};

/// Errors: LISTEN_E_NOMEM. Release with html_content_clear, also after an error.
enum listen_status html_content_find(const struct html_page *page, uint32_t headline,
                                     struct html_content *out) LISTEN_MUST_CHECK;

void html_content_clear(struct html_content *content); ///< NULL is fine

#endif
