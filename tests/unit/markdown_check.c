#include "markdown_check.h"

#include "base/utf8.h"

static bool fail(struct buf *why, const char *what, const struct block *block, struct view text) {
  buf_printf(why, "%s: line %zu: '%.*s'", what, block->line, (int)(text.len > 200 ? 200 : text.len),
             text.ptr);
  return false;
}

static bool is_clean(const struct block *block, struct buf *why) {
  struct view text = block->text;
  size_t size;
  if (text.len == 0 || text.ptr[0] == ' ' || text.ptr[text.len - 1] == ' ')
    return fail(why, "blank at an end", block, text);
  if (utf8_invalid_at(text) != text.len)
    return fail(why, "invalid UTF-8", block, text);
  for (size_t pos = 0; pos < text.len; pos += size) {
    uint32_t c = utf8_at(text, pos, &size);
    if ((c != ' ' && utf8_is_space(c)) || c < ' ' || (c == ' ' && text.ptr[pos + 1] == ' '))
      return fail(why, "white space or control", block, text);
  }
  return true;
}

static bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// The letters of `word` stand in `source` in their order.
static bool spells(struct view source, struct view word) {
  size_t at = 0;
  for (size_t i = 0; i < word.len; i++) {
    if (!is_plain(word.ptr[i]))
      continue;
    while (at < source.len && source.ptr[at] != word.ptr[i])
      at++;
    if (at++ >= source.len)
      return false;
  }
  return true;
}

/// Rows of tables are found in footnotes and captions too.
static bool is_row(const struct block *block) {
  return block->role == BLOCK_TABLE || block->role == BLOCK_FOOTNOTE ||
         block->role == BLOCK_CAPTION;
}

/// A column head that is said again: it was written further up, and stands for the one byte before
/// its cell, which is a blank or a mark, or for none where a broken table has nothing there.
static bool is_head(const struct block *block, struct view source, struct span span,
                    struct view word) {
  struct view above = view_sub(source, 0, span.offset);
  bool no_word = span.len == 0 || (span.len == 1 && !is_plain(source.ptr[span.offset]));
  return is_row(block) && no_word && (spells(above, word) || memchr(above.ptr, '&', above.len));
}

static bool check_map(struct view source, size_t source_len, const struct block *block,
                      struct buf *why) {
  struct view text = block->text;
  size_t last = 0;
  for (size_t pos = 0; pos < text.len;) {
    const char *blank = memchr(text.ptr + pos, ' ', text.len - pos);
    size_t end = blank == NULL ? text.len : (size_t)(blank - text.ptr);
    struct view word = view_sub(text, pos, end - pos);
    struct span span = source_map_span(&block->map, (struct span){pos, word.len});
    bool whole = block->map.n_runs == 1; // the text as a whole stands for one place
    if ((span.offset + 1 < last && !whole) || span.offset + span.len > source_len ||
        (span.len == 0 && !is_row(block))) {
      buf_printf(why, "%zu+%zu after %zu of %zu: ", span.offset, span.len, last, source_len);
      return fail(why, "map does not ascend, or leaves the source", block, word);
    }
    struct view written = source.ptr == NULL ? source : view_sub(source, span.offset, span.len);
    bool free = source.ptr == NULL || block->role == BLOCK_TITLE ||
                memchr(written.ptr, '&', written.len) != NULL;
    if (!free && !spells(written, word) && !is_head(block, source, span, word)) {
      buf_printf(why, "'%.*s' at %zu: ", (int)written.len, written.ptr, span.offset);
      return fail(why, "source is another word", block, word);
    }
    last = span.offset + span.len;
    pos = end + 1;
  }
  return true;
}

bool check_markup(struct view source, size_t source_len, const struct document *document,
                  struct buf *why) {
  size_t n_titles = 0;
  if (document->n_blocks == 0 || !document->blocks[0].opens_section ||
      document->language.ptr == NULL) {
    buf_str(why, "no document, or its first block opens no section");
    return false;
  }
  for (size_t i = 0; i < document->n_blocks; i++) {
    const struct block *block = &document->blocks[i];
    if (!is_clean(block, why) || !check_map(source, source_len, block, why))
      return false;
    n_titles += block->role == BLOCK_TITLE;
    if (block->role == BLOCK_TITLE && document->title.ptr != block->text.ptr)
      return fail(why, "title", block, block->text);
    if (block->line == 0)
      return fail(why, "no line", block, block->text);
  }
  for (size_t i = 0; i < document->n_skipped; i++)
    if (document->skipped[i].reason == NULL || document->skipped[i].line == 0) {
      buf_str(why, "something skipped without reason or line");
      return false;
    }
  if (n_titles > 1)
    buf_str(why, "two titles");
  return n_titles <= 1;
}
