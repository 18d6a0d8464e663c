/// The text that JSON-LD gives of the article, as a check: it has no paragraphs, but all the words.
#ifndef LISTEN_EXTRACT_HTML_BODY_H
#define LISTEN_EXTRACT_HTML_BODY_H

#include "extract/html/page.h"

struct html_body {
  uint32_t *slots; ///< hashes of four words in a row; 0 = free; heap
  size_t n_slots;  ///< a power of two; 0 where there is no body
};

/// Read articleBody; it may hold HTML. One of a few words only is none. Errors: LISTEN_E_NOMEM.
enum listen_status html_body_read(struct view text, struct html_body *out) LISTEN_MUST_CHECK;

void html_body_clear(struct html_body *body); ///< NULL is fine

/// How much of a text of four words or more stands in the body, in percent; -1 for shorter ones and
/// where there is no body.
int html_body_percent(const struct html_body *body, struct view text);

/// Take chunks back that were skipped for the name of their element, but stand in the body word by
/// word.
void html_body_rescue(const struct html_body *body, struct html_page *page);

#endif
