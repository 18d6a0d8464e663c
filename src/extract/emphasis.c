#include "extract/emphasis.h"

#include "base/buf.h"
#include "base/utf8.h"

#include <stdlib.h>

enum {
  MAX_GAP = 400,     ///< bytes between two pieces of text: more is no inline markup
  MAX_TAG = 200,     ///< bytes of a tag
  MAX_DEPTH = 8,     ///< marks of Markdown inside one another
  MAX_EMPHASIS = 48, ///< bytes: more is not one accent
};

struct finder {
  struct view input;
  bool markdown;
  // Within a block.
  unsigned tags;         ///< elements of emphasis around
  char marks[MAX_DEPTH]; ///< marks around, each the sign times its number
  unsigned n_marks;
  size_t start;       ///< in the block's text: where the emphasis began
  struct span *spans; ///< of all blocks, one after the other
  size_t n_spans, cap_spans;
  bool out_of_memory;
};

static bool is_on(const struct finder *f) {
  return f->tags > 0 || f->n_marks > 0;
}

static bool is_emphasis_tag(struct view name) {
  static const char *const names[] = {"em", "strong", "i", "b"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    size_t n = strlen(names[i]), same = 0;
    while (same < n && same < name.len && (name.ptr[same] | 0x20) == names[i][same])
      same++;
    if (same == n && name.len == n)
      return true;
  }
  return false;
}

/// A tag at `*pos`; moves past it.
static void take_tag(struct finder *f, struct view gap, size_t *pos) {
  size_t at = *pos + 1;
  bool closes = at < gap.len && gap.ptr[at] == '/';
  at += closes;
  size_t name = at;
  while (at < gap.len && ((gap.ptr[at] | 0x20) >= 'a' && (gap.ptr[at] | 0x20) <= 'z'))
    at++;
  bool ends = at < gap.len && (gap.ptr[at] == '>' || gap.ptr[at] == ' ' || gap.ptr[at] == '\n');
  if (ends && is_emphasis_tag(view_sub(gap, name, at - name))) {
    if (!closes)
      f->tags++;
    else if (f->tags > 0)
      f->tags--;
  }
  size_t end = view_find(gap, *pos, '>');
  *pos = end + (end < gap.len);
}

/// A run of one sign at `*pos` opens an emphasis, or closes the one opened by the same.
static void take_marks(struct finder *f, struct view gap, size_t *pos) {
  size_t n = 1;
  while (*pos + n < gap.len && gap.ptr[*pos + n] == gap.ptr[*pos])
    n++;
  char mark = (char)((gap.ptr[*pos] == '*' ? 0 : 64) + (n < 8 ? (int)n : 8));
  if (f->n_marks > 0 && f->marks[f->n_marks - 1] == mark)
    f->n_marks--;
  else if (f->n_marks < MAX_DEPTH)
    f->marks[f->n_marks++] = mark;
  *pos += n;
}

/// Marks stand right behind the text before, or right before the text that follows; asterisks in
/// the address of a link are none.
static bool is_at_edge(struct view gap, size_t pos) {
  size_t before = pos, after = pos;
  while (before > 0 && (gap.ptr[before - 1] == '*' || gap.ptr[before - 1] == '_' ||
                        gap.ptr[before - 1] == ' ' || gap.ptr[before - 1] == '\n'))
    before--;
  while (after < gap.len && (gap.ptr[after] == '*' || gap.ptr[after] == '_'))
    after++;
  return before == 0 || after == gap.len;
}

static void end_span(struct finder *f, struct view text, size_t end) {
  size_t start = f->start;
  while (start < end && text.ptr[start] == ' ')
    start++;
  while (start < end && text.ptr[end - 1] == ' ')
    end--;
  size_t len = end - start;
  bool label = end > 0 && (text.ptr[end - 1] == ':' || (end < text.len && text.ptr[end] == ':'));
  if (len == 0 || len > MAX_EMPHASIS || 2 * len > text.len || label)
    return;
  if (array_grow((void **)&f->spans, &f->cap_spans, f->n_spans + 1, sizeof *f->spans))
    f->spans[f->n_spans++] = (struct span){start, len};
  else
    f->out_of_memory = true;
}

/// What stands in the file before the text's byte `at`.
static void take_gap(struct finder *f, struct view gap, struct view text, size_t at) {
  bool was_on = is_on(f);
  for (size_t pos = 0; pos < gap.len;) {
    if (gap.ptr[pos] == '<')
      take_tag(f, gap, &pos);
    else if (f->markdown && (gap.ptr[pos] == '*' || gap.ptr[pos] == '_') && is_at_edge(gap, pos))
      take_marks(f, gap, &pos);
    else
      pos++;
  }
  if (!was_on && is_on(f))
    f->start = at;
  else if (was_on && !is_on(f))
    end_span(f, text, at);
}

/// The markup that ends right before `end`.
static struct view markup_before(const struct finder *f, size_t end) {
  size_t start = end;
  for (;;) {
    size_t from = start;
    while (f->markdown && from > 0 &&
           (f->input.ptr[from - 1] == '*' || f->input.ptr[from - 1] == '_'))
      from--;
    if (from > 0 && f->input.ptr[from - 1] == '>') {
      size_t tag = from - 1;
      while (tag > 0 && from - tag < MAX_TAG && f->input.ptr[tag] != '<')
        tag--;
      from = f->input.ptr[tag] == '<' ? tag : from;
    }
    if (from == start || end - from > MAX_GAP)
      return view_sub(f->input, start, end - start);
    start = from;
  }
}

static size_t step(uint32_t n) {
  return n == 0 ? 1 : n;
}

static void walk_block(struct finder *f, const struct block *block) {
  f->tags = f->n_marks = 0;
  size_t source_end = 0;
  for (size_t i = 0; i < block->map.n_runs && !f->out_of_memory; i++) {
    const struct source_run *run = &block->map.runs[i];
    size_t text_end =
        i + 1 < block->map.n_runs ? block->map.runs[i + 1].text_offset : block->text.len;
    if (text_end < run->text_offset || run->source_offset > f->input.len)
      return;
    if (i == 0)
      take_gap(f, markup_before(f, run->source_offset), block->text, run->text_offset);
    else if (run->source_offset > source_end && run->source_offset - source_end <= MAX_GAP)
      take_gap(f, view_sub(f->input, source_end, run->source_offset - source_end), block->text,
               run->text_offset);
    source_end = run->source_offset +
                 (text_end - run->text_offset) / step(run->text_step) * step(run->source_step);
  }
  if (is_on(f))
    end_span(f, block->text, block->text.len);
}

static bool may_stress(const struct block *block) {
  return (block->role == BLOCK_PARAGRAPH || block->role == BLOCK_QUOTE ||
          block->role == BLOCK_LIST_ITEM) &&
         source_map_is_exact(&block->map);
}

bool emphasis_find(struct document *document, struct view input, bool markdown) {
  struct finder f = {.input = input, .markdown = markdown};
  struct block *blocks = NULL;
  bool fine = true;
  for (size_t i = 0; fine && i < document->n_blocks; i++) {
    const struct block *block = &document->blocks[i];
    f.n_spans = 0;
    if (may_stress(block))
      walk_block(&f, block);
    fine = !f.out_of_memory;
    if (!fine || f.n_spans == 0)
      continue;
    if (blocks == NULL) {
      blocks = arena_alloc(&document->arena, document->n_blocks, sizeof *blocks);
      if (blocks != NULL)
        memcpy(blocks, document->blocks, document->n_blocks * sizeof *blocks);
    }
    struct span *spans = arena_alloc(&document->arena, f.n_spans, sizeof *spans);
    fine = blocks != NULL && spans != NULL;
    if (fine) {
      memcpy(spans, f.spans, f.n_spans * sizeof *spans);
      blocks[i].emphasis = spans;
      blocks[i].n_emphasis = f.n_spans;
      document->blocks = blocks;
    }
  }
  free(f.spans);
  return fine;
}
