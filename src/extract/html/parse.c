#include "extract/html/parse.h"

#include <setjmp.h>
#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>

enum { PIECE_BYTES = 256 * 1024, PIECE_MAX_BYTES = 8 * 1024 * 1024 };

/// Honest pages take 5 to 12 bytes of tree for a byte of input, the densest markup 75.
enum { TREE_FACTOR = 256, TREE_BASE_BYTES = 64 * 1024 * 1024 };

struct piece {
  struct piece *next;
  alignas(max_align_t) char bytes[];
};

struct html_heap {
  struct piece *pieces;
  char *at;
  size_t left, next_bytes, total, limit;
  jmp_buf *out_of_memory;
};

/// libgumbo does not look at the result of its allocator, so a failure must not return to it.
static void *heap_alloc(void *userdata, size_t size) {
  struct html_heap *heap = userdata;
  const size_t align = alignof(max_align_t);
  size = (size + align - 1) / align * align;
  if (size > heap->left) {
    size_t bytes = size > heap->next_bytes ? size : heap->next_bytes;
    struct piece *piece = heap->total + bytes > heap->limit ? NULL : malloc(sizeof *piece + bytes);
    if (piece == NULL)
      longjmp(*heap->out_of_memory, 1);
    piece->next = heap->pieces;
    heap->pieces = piece;
    heap->total += bytes;
    heap->at = piece->bytes;
    heap->left = bytes;
    if (heap->next_bytes < PIECE_MAX_BYTES)
      heap->next_bytes *= 2;
  }
  void *p = heap->at;
  heap->at += size;
  heap->left -= size;
  return p;
}

static void heap_free(void *userdata, void *p) {
  (void)userdata;
  (void)p; // all goes at once with the heap
}

static void heap_delete(struct html_heap *heap) {
  while (heap != NULL && heap->pieces != NULL) {
    struct piece *next = heap->pieces->next;
    free(heap->pieces);
    heap->pieces = next;
  }
  free(heap);
}

enum listen_status html_parse(struct view page, struct html_tree *out) {
  *out = (struct html_tree){0};
  if (page.len > UINT32_MAX - 1)
    return LISTEN_E_NOMEM; // libgumbo counts in unsigned int
  struct html_heap *heap = calloc(1, sizeof *heap);
  if (heap == NULL)
    return LISTEN_E_NOMEM;
  jmp_buf out_of_memory;
  heap->out_of_memory = &out_of_memory;
  heap->next_bytes = PIECE_BYTES;
  heap->limit = TREE_BASE_BYTES + page.len * TREE_FACTOR;
  if (setjmp(out_of_memory) != 0) {
    heap_delete(heap);
    return LISTEN_E_NOMEM;
  }
  GumboOptions options = kGumboDefaultOptions;
  options.allocator = heap_alloc;
  options.deallocator = heap_free;
  options.userdata = heap;
  options.max_errors = 0;
  const GumboOutput *output = gumbo_parse_with_options(&options, page.ptr, page.len);
  heap->out_of_memory = NULL;
  *out = (struct html_tree){output->document, heap};
  return LISTEN_OK;
}

void html_tree_clear(struct html_tree *tree) {
  if (tree == NULL)
    return;
  heap_delete(tree->heap);
  *tree = (struct html_tree){0};
}
