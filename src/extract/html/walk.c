#include "extract/html/walk.h"

#include "base/buf.h"
#include <stdlib.h>

static bool push(struct html_walk *walk, const GumboNode *node) {
  void *stack = walk->stack;
  if (!array_grow(&stack, &walk->cap, walk->n + 1, sizeof *walk->stack))
    return false;
  walk->stack = stack;
  walk->stack[walk->n++] = (struct html_place){node, 0};
  return true;
}

bool html_walk_init(struct html_walk *walk, const GumboNode *root) {
  *walk = (struct html_walk){.entered = root->type == GUMBO_NODE_DOCUMENT};
  return push(walk, root);
}

void html_walk_clear(struct html_walk *walk) {
  free(walk->stack);
  *walk = (struct html_walk){0};
}

static bool is_element(const GumboNode *node) {
  return node->type == GUMBO_NODE_ELEMENT || node->type == GUMBO_NODE_TEMPLATE;
}

static const GumboVector *children_of(const GumboNode *node) {
  return node->type == GUMBO_NODE_DOCUMENT ? &node->v.document.children : &node->v.element.children;
}

enum html_step html_walk_next(struct html_walk *walk, const GumboNode **node) {
  if (!walk->entered) {
    walk->entered = true;
    *node = walk->stack[0].node;
    return HTML_STEP_ENTER;
  }
  while (walk->n > 0) {
    struct html_place *top = &walk->stack[walk->n - 1];
    const GumboVector *children = children_of(top->node);
    if (top->next == children->length) {
      *node = top->node;
      walk->n--;
      if (is_element(*node))
        return HTML_STEP_LEAVE;
      continue;
    }
    *node = children->data[top->next++];
    if (is_element(*node))
      return push(walk, *node) ? HTML_STEP_ENTER : HTML_STEP_FAILED;
    if ((*node)->type == GUMBO_NODE_TEXT || (*node)->type == GUMBO_NODE_CDATA ||
        (*node)->type == GUMBO_NODE_WHITESPACE)
      return HTML_STEP_TEXT;
  }
  return HTML_STEP_END;
}
