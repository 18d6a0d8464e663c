#include "html_check.h"

#include "base/utf8.h"

static bool fail(struct buf *why, const char *what, size_t at, struct view text) {
  buf_printf(why, "%s (%zu): %.*s", what, at, (int)(text.len < 200 ? text.len : 200), text.ptr);
  return false;
}

static bool is_clean(struct view text) {
  if (text.len == 0 || utf8_invalid_at(text) < text.len || text.ptr[0] == ' ' ||
      text.ptr[text.len - 1] == ' ')
    return false;
  for (size_t i = 0; i < text.len; i++) {
    unsigned char c = (unsigned char)text.ptr[i];
    if (c < 0x20 || c == 0x7F || (c == ' ' && text.ptr[i + 1] == ' '))
      return false;
  }
  return true;
}

static size_t count_lines(struct view page) {
  size_t n = 1;
  for (size_t i = 0; i < page.len; i++)
    n += page.ptr[i] == '\n';
  return n;
}

static bool check_map(struct view page, const struct block *block, struct buf *why) {
  const struct source_map *map = &block->map;
  if (map->n_runs == 0)
    return fail(why, "a block has no map", block->line, block->text);
  if (map->source_end > page.len)
    return fail(why, "a map leads out of the page", map->source_end, block->text);
  for (size_t i = 0; i < map->n_runs; i++)
    if ((i > 0 && map->runs[i].text_offset <= map->runs[i - 1].text_offset) ||
        map->runs[i].text_offset >= block->text.len || map->runs[i].source_offset > page.len)
      return fail(why, "a run is out of place", i, block->text);
  return true;
}

bool html_check_document(struct view page, const struct document *document, struct buf *why) {
  size_t n_lines = count_lines(page), n_titles = 0;
  for (size_t i = 0; i < document->n_blocks; i++) {
    const struct block *block = &document->blocks[i];
    if (!is_clean(block->text))
      return fail(why, "a block is not clean", i, block->text);
    if (block->line == 0 || block->line > n_lines)
      return fail(why, "a block is on no line of the page", block->line, block->text);
    if (!check_map(page, block, why))
      return false;
    n_titles += block->role == BLOCK_TITLE;
    if (block->role == BLOCK_TITLE && i > 0)
      return fail(why, "the title is not first", i, block->text);
  }
  if (n_titles > 1 || (n_titles == 1) != (document->title.ptr != NULL))
    return fail(why, "titles", n_titles, document->title);
  for (size_t i = 0; i < document->n_skipped; i++) {
    const struct skipped *skipped = &document->skipped[i];
    if (skipped->reason == NULL || skipped->reason[0] == '\0' || skipped->line > n_lines)
      return fail(why, "a skipped text has no reason or line", i, skipped->text);
  }
  return true;
}

static bool has(struct view text, char c) {
  return text.len > 0 && memchr(text.ptr, c, text.len) != NULL;
}

/// Titles may be spelled out in the page's head; between the cells of a row stand signs of ours.
static bool is_copied(const struct block *block) {
  return block->role != BLOCK_TITLE && block->role != BLOCK_TABLE;
}

void html_count_words(struct view page, const struct document *document, size_t *n_exact,
                      size_t *n_words) {
  *n_exact = *n_words = 0;
  for (size_t i = 0; i < document->n_blocks; i++) {
    const struct block *block = &document->blocks[i];
    for (size_t from = 0, to; from < block->text.len && is_copied(block); from = to + 1) {
      for (to = from; to < block->text.len && block->text.ptr[to] != ' ';)
        to++;
      struct view word = view_sub(block->text, from, to - from);
      struct span span = source_map_span(&block->map, (struct span){from, to - from});
      struct view source = view_sub(page, span.offset, span.len);
      if (has(source, '&') || has(source, '<') || has(source, '\xAD') || word.len == 0)
        continue;
      (*n_words)++;
      *n_exact += view_eq(word, source);
    }
  }
}
