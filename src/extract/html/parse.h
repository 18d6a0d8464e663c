/// The page as a tree (libgumbo), in memory that is released at once.
#ifndef LISTEN_EXTRACT_HTML_PARSE_H
#define LISTEN_EXTRACT_HTML_PARSE_H

#include "base/status.h"
#include "base/view.h"
#include <gumbo.h>

struct html_heap;

struct html_tree {
  const GumboNode *document; ///< nodes borrow from the tree and from the text that was parsed
  struct html_heap *heap;
};

/// Parse UTF-8 that has passed html_guard and outlives the tree.
/// Errors: LISTEN_E_NOMEM, also when the tree would take far more room than an honest page needs.
enum listen_status html_parse(struct view page, struct html_tree *out) LISTEN_MUST_CHECK;

void html_tree_clear(struct html_tree *tree); ///< NULL is fine; no recursion, whatever the depth

#endif
