/// What the page says about the article: author, date, site, language, listening and reading time.
#ifndef LISTEN_EXTRACT_HTML_FACTS_H
#define LISTEN_EXTRACT_HTML_FACTS_H

#include "extract/extract.h"
#include "extract/html/content.h"
#include "extract/html/head.h"
#include "extract/rules.h"

/// Complete the facts of a document whose blocks are built: what the page declares goes before what
/// its lines say, except for claims, which count as they are seen. Errors: LISTEN_E_NOMEM.
enum listen_status html_facts_apply(const struct html_page *page, const struct html_head *head,
                                    const struct html_content *content, const struct rules *rules,
                                    struct document *out) LISTEN_MUST_CHECK;

/// A copy in the arena, white space folded, invisible characters left out, references that JSON
/// often holds ("&amp;") resolved; empty where nothing is left. False when out of memory.
bool html_keep(struct arena *arena, struct view text, struct view *out);

#endif
