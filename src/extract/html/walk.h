/// Through a tree without recursion.
#ifndef LISTEN_EXTRACT_HTML_WALK_H
#define LISTEN_EXTRACT_HTML_WALK_H

#include <gumbo.h>
#include <stdbool.h>
#include <stddef.h>

enum html_step {
  HTML_STEP_ENTER, ///< an element begins
  HTML_STEP_TEXT,  ///< a text node
  HTML_STEP_LEAVE, ///< the element ends
  HTML_STEP_END,
  HTML_STEP_FAILED, ///< out of memory
};

struct html_place {
  const GumboNode *node;
  unsigned next; ///< child to visit next
};

struct html_walk {
  struct html_place *stack;
  size_t n, cap;
  bool entered; ///< the root was reported
};

/// Begin at `root`: a document, or an element, which is then entered first.
/// False when out of memory. Release with html_walk_clear in any case.
bool html_walk_init(struct html_walk *walk, const GumboNode *root);
void html_walk_clear(struct html_walk *walk);

/// The next step; `*node` is what it is about. Comments and the document itself are passed over.
enum html_step html_walk_next(struct html_walk *walk, const GumboNode **node);

#endif
