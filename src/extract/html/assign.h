/// Shared by roles.c and places.c: the article while its chunks get their roles.
#ifndef LISTEN_EXTRACT_HTML_ASSIGN_H
#define LISTEN_EXTRACT_HTML_ASSIGN_H

#include "extract/html/roles.h"
#include "extract/html/words.h"
#include "extract/text.h"

struct assigner {
  struct html_page *page;
  const struct html_content *content;
  const struct html_body *declared; ///< the text as JSON-LD has it
  const struct rules *rules;
  struct html_words author; ///< as the page's head has it
  uint32_t headline, title; ///< element and chunk; HTML_NONE where there is none
  uint32_t body, tail;      ///< chunks: the first paragraph; after the last one
  uint32_t head;            ///< the second paragraph: names and dates may stand below the lead
};

/// The line of a chunk; NULL when nothing was left of its text.
struct text_line *assign_line(const struct assigner *a, uint32_t chunk);

/// The same for a chunk that is part of the article, as far as is known; otherwise NULL.
struct text_line *assign_content_line(const struct assigner *a, uint32_t chunk);

static inline bool assign_is_read(const struct text_line *line) {
  return skip_reason_class(line->reason) == SKIP_CLASS_READ;
}

static inline bool assign_is_linked(const struct html_chunk *chunk) {
  return chunk->len > 0 && (uint64_t)chunk->link * 5 >= (uint64_t)chunk->len * 4;
}

/// A sentence of some length: text that only an article has.
bool assign_is_paragraph(const struct assigner *a, uint32_t chunk, const struct text_line *line);

static inline void assign_skip(struct text_line *line, enum skip_reason reason) {
  line->reason = (uint8_t)reason;
  line->weak = false;
}

/// Settle what depends on where a chunk stands: above the headline, in the head, below the text,
/// after a heading of something else.
void assign_by_place(struct assigner *a);

#endif
