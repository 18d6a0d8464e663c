/// What the element names of HTML mean for text.
#ifndef LISTEN_EXTRACT_HTML_TAGS_H
#define LISTEN_EXTRACT_HTML_TAGS_H

#include "extract/html/page.h"

/// Block, inline, or not text at all. A custom element is what its place makes it: inline in a
/// paragraph, else a block.
enum html_kind html_tag_kind(const GumboNode *node, enum html_kind parent_kind,
                             GumboTag parent_tag);

/// Is it an element of this name, in lower case? For names that the parser does not know.
bool html_has_name(const struct html_element *element, const char *name);

unsigned html_heading_level(GumboTag tag); ///< 1 to 6, or 0

/// Is it the outermost element of a fragment that `listen site` wrote (src/site/publish.h), or its
/// JSON-LD? What stands there is ours, not the page's.
bool html_is_own_player(const struct html_element *element);

#endif
