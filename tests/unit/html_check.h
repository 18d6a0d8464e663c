/// What must hold for every document read from a web page.
#ifndef LISTEN_TESTS_HTML_CHECK_H
#define LISTEN_TESTS_HTML_CHECK_H

#include "base/buf.h"
#include "extract/extract.h"

/// Check a document against its page: blocks are clean text on one line, maps ascend and lead into
/// the page, lines exist, skipped text has a reason.
/// Returns true when all holds; otherwise `why` says what does not.
bool html_check_document(struct view page, const struct document *document, struct buf *why);

/// Words of the blocks (titles aside, which may be spelled out in the page's head) whose source is
/// that word byte by byte, and words in all. Words with a reference or a tag in them are left out.
void html_count_words(struct view page, const struct document *document, size_t *n_exact,
                      size_t *n_words);

#endif
