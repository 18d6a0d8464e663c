#include "extract/verbatim.h"

#include "base/buf.h"

enum { MAX_GAP = 4096 }; // in bytes of the input; a wider one is no white space

static bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

/// The ">" of the tag that begins at `at`, or the end; one in quotes is none.
static size_t tag_end(struct view gap, size_t at) {
  char quote = '\0';
  for (; at < gap.len && (quote != '\0' || gap.ptr[at] != '>'); at++) {
    char c = gap.ptr[at];
    if (c == quote)
      quote = '\0';
    else if (quote == '\0' && (c == '"' || c == '\''))
      quote = c;
  }
  return at;
}

/// Append the white space of `gap`, which stands between two words: line ends, and the blanks after
/// the last of them. Tags are no part of it but for <br>.
static void add_gap(struct buf *out, struct view gap) {
  size_t lines = 0, from = out->len;
  for (size_t i = 0; i < gap.len; i++) {
    char c = gap.ptr[i];
    bool tag = c == '<';
    bool line_end = c == '\n' || (c == '\r' && !(i + 1 < gap.len && gap.ptr[i + 1] == '\n')) ||
                    (tag && view_starts(view_sub(gap, i, gap.len), VIEW("<br")));
    if (line_end && !out->failed) {
      out->len = from + lines++; // what stood at the line's end
      buf_byte(out, '\n');
    } else if (is_blank(c)) {
      buf_byte(out, c);
    }
    if (tag)
      i = tag_end(gap, i);
  }
  if (out->len == from)
    buf_byte(out, ' ');
}

/// The blanks before the first word, if nothing else stands before it on its line.
static struct view first_indent(struct view input, size_t at) {
  size_t from = at;
  while (from > 0 && at - from < MAX_GAP && is_blank(input.ptr[from - 1]))
    from--;
  bool line_starts = from == 0 || input.ptr[from - 1] == '\n' || input.ptr[from - 1] == '\r' ||
                     input.ptr[from - 1] == '>';
  return view_sub(input, line_starts ? from : at, line_starts ? at - from : 0);
}

/// Bytes of white space that all lines begin with.
static size_t common_indent(struct view text) {
  size_t common = SIZE_MAX, line = 0;
  for (size_t i = 0; i < text.len; i++) {
    if (text.ptr[i] == '\n')
      line = i + 1;
    else if (!is_blank(text.ptr[i])) {
      common = i - line < common ? i - line : common;
      while (i + 1 < text.len && text.ptr[i + 1] != '\n')
        i++;
    }
  }
  return common == SIZE_MAX ? 0 : common;
}

/// Append `text` without the first `indent` bytes of each line; blank lines are empty already.
static void add_lines(struct buf *out, struct view text, size_t indent) {
  for (size_t pos = 0, end; pos < text.len; pos = end) {
    end = view_find(text, pos, '\n');
    end += end < text.len;
    struct view line = view_sub(text, pos, end - pos);
    buf_view(out, line.len > indent ? view_sub(line, indent, line.len) : VIEW("\n"));
  }
}

/// Append the block's text with the input's white space.
static void add_block(struct buf *out, const struct block *block, struct view input, size_t base) {
  struct view text = block->text;
  size_t start = source_map_at(&block->map, 0);
  if (start >= base && start - base <= input.len)
    buf_view(out, first_indent(input, start - base));
  for (size_t i = 0; i < text.len; i++) {
    if (text.ptr[i] != ' ' || i == 0 || i + 1 == text.len) {
      buf_byte(out, text.ptr[i]);
      continue;
    }
    struct span before = source_map_span(&block->map, (struct span){i - 1, 1});
    size_t from = before.offset + before.len, to = source_map_at(&block->map, i + 1);
    bool known = from >= base && to >= from && to - from <= MAX_GAP && to - base <= input.len;
    add_gap(out, known ? view_sub(input, from - base, to - from) : VIEW(" "));
  }
}

bool verbatim_find(struct document *document, struct view input, size_t base) {
  struct block *blocks = NULL;
  struct buf raw = {0}, text = {0};
  bool fine = true;
  for (size_t i = 0; fine && i < document->n_blocks; i++) {
    const struct block *block = &document->blocks[i];
    if (block->role != BLOCK_CODE || block->text.len == 0 || !source_map_is_exact(&block->map))
      continue;
    if (blocks == NULL) {
      blocks = arena_alloc(&document->arena, document->n_blocks, sizeof *blocks);
      if (blocks != NULL)
        memcpy(blocks, document->blocks, document->n_blocks * sizeof *blocks);
    }
    buf_reset(&raw);
    buf_reset(&text);
    add_block(&raw, block, input, base);
    if (!raw.failed)
      add_lines(&text, buf_as_view(&raw), common_indent(buf_as_view(&raw)));
    struct view kept = arena_copy_buf(&document->arena, &text);
    fine = blocks != NULL && kept.ptr != NULL && !raw.failed;
    if (fine)
      blocks[i].verbatim = kept;
  }
  if (fine && blocks != NULL)
    document->blocks = blocks;
  buf_clear(&raw);
  buf_clear(&text);
  return fine;
}
