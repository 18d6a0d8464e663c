#include "base/late.h"
#include "base/utf8.h"
#include "extract/markdown_page.h"

#include <stdlib.h>

enum { MAX_LIST_DEPTH = 9 };

static void push_run(struct markdown_writer *w, struct source_run run) {
  struct html_page *page = &w->page->page;
  if (page->n_runs > 0 && run.text_step == 1) {
    // A run never goes on from one chunk to the next: it says where the chunk stands.
    const struct source_run *last = &page->runs[page->n_runs - 1];
    if (last->text_step == 1 && last->text_offset >= page->chunks[page->n_chunks - 1].flat &&
        run.source_offset - last->source_offset == run.text_offset - last->text_offset)
      return;
  }
  void *runs = page->runs;
  if (!array_grow(&runs, &page->cap_runs, page->n_runs + 1, sizeof run)) {
    w->failed = true;
    return;
  }
  page->runs = runs;
  page->runs[page->n_runs++] = run;
}

/// Append bytes of the file as they are; what would end a line becomes blanks.
static void append(struct markdown_writer *w, size_t offset, size_t len) {
  struct buf *flat = &w->page->page.flat;
  size_t from = flat->len;
  if (len == 0)
    return;
  push_run(w, (struct source_run){from, offset, 1, 1});
  buf_view(flat, view_sub(w->page->page.parsed, offset, len));
  if (flat->failed) {
    w->failed = true;
    return;
  }
  for (size_t i = from; i < flat->len; i++) {
    unsigned char *p = (unsigned char *)flat->ptr + i;
    if (*p >= '\t' && *p <= '\r')
      *p = ' ';
    else if (*p == 0xC2 && p[1] == 0x85)
      p[0] = p[1] = ' ';
    else if (*p == 0xE2 && p[1] == 0x80 && (p[2] == 0xA8 || p[2] == 0xA9))
      p[0] = p[1] = p[2] = ' ';
  }
  w->last = offset + len;
}

// ---- chunks ----

static struct markdown_chunk *push_chunk(struct markdown_writer *w) {
  struct markdown_page *page = w->page;
  void *chunks = page->chunks;
  struct html_page *text = &page->page;
  void *places = text->chunks;
  if (!array_grow(&chunks, &page->cap_chunks, page->n_chunks + 1, sizeof *page->chunks)) {
    w->failed = true;
    return NULL;
  }
  page->chunks = chunks;
  if (!array_grow(&places, &text->cap_chunks, page->n_chunks + 1, sizeof *text->chunks)) {
    w->failed = true;
    return NULL;
  }
  text->chunks = places;
  text->chunks[text->n_chunks++] =
      (struct html_chunk){.skip_root = HTML_NONE, .flat = text->flat.len, .line = SIZE_MAX};
  page->chunks[page->n_chunks] = (struct markdown_chunk){.kind = LINE_TEXT};
  return &page->chunks[page->n_chunks++];
}

static void end_line(struct markdown_writer *w) {
  const struct html_page *page = &w->page->page;
  // A piece of several bytes ends here; the line end is no further one.
  if (page->n_runs > 0 && page->runs[page->n_runs - 1].text_step > 1)
    push_run(w, (struct source_run){page->flat.len, w->last, 1, 1});
  buf_byte(&w->page->page.flat, '\n');
  w->failed |= w->page->page.flat.failed;
}

/// A line of its own that is not read.
void markdown_put_skipped(struct markdown_writer *w, size_t offset, size_t len,
                          enum skip_reason reason) {
  struct markdown_chunk *chunk = push_chunk(w);
  if (chunk == NULL)
    return;
  chunk->reason = reason;
  chunk->kind = reason == SKIP_FOOTNOTE_MARK ? LINE_MARK : LINE_TEXT;
  size_t last = w->last;
  append(w, offset, len);
  w->last = last;
  end_line(w);
}

/// List the masks that begin before `offset`, a chunk each.
static void list_masks(struct markdown_writer *w, size_t offset) {
  const struct markdown_masked *masked = &w->page->masked;
  for (; w->mask < masked->n_masks && masked->masks[w->mask].start < offset && !w->failed;
       w->mask++) {
    const struct markdown_mask *mask = &masked->masks[w->mask];
    markdown_put_skipped(w, mask->start, mask->end - mask->start, mask->reason);
  }
}

void markdown_finish(struct markdown_writer *w) {
  markdown_close(w);
  list_masks(w, SIZE_MAX);
}

void markdown_drop_chunk(struct markdown_writer *w) {
  struct html_page *page = &w->page->page;
  if (!w->open)
    return;
  page->flat.len = page->chunks[--page->n_chunks].flat;
  w->page->n_chunks--;
  while (page->n_runs > 0 && page->runs[page->n_runs - 1].text_offset >= page->flat.len)
    page->n_runs--;
  w->open = false;
}

static enum line_kind kind_here(const struct markdown_writer *w) {
  if (w->footnote > 0)
    return LINE_FOOTNOTE;
  if (w->caption)
    return LINE_CAPTION;
  if (w->in_row)
    return LINE_TABLE;
  if (w->code)
    return LINE_CODE;
  if (w->quotes + w->html_quotes > 0)
    return LINE_QUOTE;
  if (w->lists + w->html_lists > 0)
    return LINE_ITEM;
  return w->heading > 0 ? LINE_HEADING : LINE_TEXT;
}

/// What pictures show: before the chunk, or behind it when they stand in it.
static void list_pictures(struct markdown_writer *w) {
  for (size_t i = 0; i < w->n_pieces && !w->failed;) {
    struct markdown_chunk *chunk = push_chunk(w);
    if (chunk == NULL)
      return;
    chunk->kind = LINE_CAPTION;
    size_t last = w->last;
    for (; i < w->n_pieces && w->pieces[i].len > 0; i++)
      append(w, w->pieces[i].offset, w->pieces[i].len);
    w->last = last;
    end_line(w);
    i++; // the end mark
  }
  w->n_pieces = 0;
}

static void open(struct markdown_writer *w, size_t offset) {
  if (w->n_pieces > 0)
    list_pictures(w);
  list_masks(w, offset);
  struct markdown_chunk *chunk = push_chunk(w);
  if (chunk == NULL)
    return;
  chunk->kind = kind_here(w);
  if (chunk->kind == LINE_ITEM) {
    chunk->level =
        w->lists + w->html_lists < MAX_LIST_DEPTH ? w->lists + w->html_lists : MAX_LIST_DEPTH;
    chunk->ordered = w->html_lists == 0 && w->lists > 0 && w->lists <= 32 &&
                     (w->ordered >> (w->lists - 1) & 1) != 0;
  } else if (chunk->kind == LINE_HEADING)
    chunk->level = w->heading;
  else if (chunk->kind == LINE_TABLE)
    chunk->level = w->in_head;
  chunk->after_rule = w->after_rule;
  chunk->has_image = w->after_image || w->saw_image;
  w->after_rule = w->after_image = false;
  w->open = true;
}

void markdown_close(struct markdown_writer *w) {
  if (w->open) {
    w->page->chunks[w->page->n_chunks - 1].has_image |= w->saw_image;
    end_line(w);
  } else if (w->saw_image) {
    w->after_image = true;
  }
  w->open = w->saw_image = false;
  if (w->n_pieces > 0)
    list_pictures(w);
}

// ---- text ----

static void count(struct markdown_writer *w, size_t n) {
  struct markdown_chunk *chunk = &w->page->chunks[w->page->n_chunks - 1];
  uint32_t bytes = (uint32_t)n;
  chunk->text += bytes;
  chunk->em += w->em > 0 ? bytes : 0;
  chunk->strong += w->strong > 0 ? bytes : 0;
  chunk->link += w->links > 0 ? bytes : 0;
  chunk->anchor += w->anchors > 0 ? bytes : 0;
}

static bool is_blank_text(struct view text) {
  for (size_t i = 0; i < text.len; i++)
    if (text.ptr[i] != ' ' && (text.ptr[i] < '\t' || text.ptr[i] > '\r'))
      return false;
  return true;
}

void markdown_put_aside(struct markdown_writer *w, struct span piece) {
  void *pieces = w->pieces;
  if (!array_grow(&pieces, &w->cap_pieces, w->n_pieces + 1, sizeof piece)) {
    w->failed = true;
    return;
  }
  w->pieces = pieces;
  w->pieces[w->n_pieces++] = piece;
}

static void put_raw_piece(struct markdown_writer *w, struct view text, size_t offset, size_t len) {
  push_run(w,
           (struct source_run){w->page->page.flat.len, offset, (uint32_t)text.len, (uint32_t)len});
  buf_view(&w->page->page.flat, text);
  w->last = offset + len;
  count(w, text.len);
}

/// Append the head of the present column, if it is said with each cell.
static void add_head(const struct markdown_writer *w, struct buf *out) {
  size_t column = w->column - 1;
  if (!w->repeats || column >= w->n_heads)
    return;
  size_t from = column == 0 ? 0 : w->head_ends[column - 1], end = w->head_ends[column];
  buf_view(out, view_sub(buf_as_view(&w->heads), from, end - from));
  if (end > from)
    buf_str(out, ": ");
}

/// The cell that begins here: a semicolon before it, and its column's head. Maps ascend, so that
/// what is said again cannot lead to where it was written. The semicolon stands for the byte behind
/// the cell before, the head for the byte before its own cell: a bar, a blank or a mark, which may
/// be the same.
static void begin_cell(struct markdown_writer *w, size_t offset, bool first) {
  struct buf text = {0};
  size_t before = offset - (offset > 0), mark = w->last < before ? w->last : before;
  if (!first)
    buf_str(&text, "; ");
  if (!first && mark < before) {
    put_raw_piece(w, buf_as_view(&text), mark, 1);
    buf_reset(&text);
  }
  add_head(w, &text);
  w->failed |= text.failed;
  if (text.len > 0 && !w->failed)
    put_raw_piece(w, buf_as_view(&text), before, 1);
  buf_clear(&text);
}

static void begin_text(struct markdown_writer *w, size_t offset) {
  bool first = !w->open, cell = w->cell_starts;
  w->cell_starts = false;
  if (first)
    open(w, offset);
  if (cell && !w->failed)
    begin_cell(w, offset, first);
}

static void put_part(struct markdown_writer *w, size_t offset, size_t len) {
  if (len == 0 || w->failed)
    return;
  if (w->images > 0) {
    markdown_put_aside(w, (struct span){offset, len});
    return;
  }
  struct view text = view_sub(w->page->page.parsed, offset, len);
  if ((!w->open || w->cell_starts) && is_blank_text(text))
    return;
  begin_text(w, offset);
  if (w->failed)
    return;
  append(w, offset, len);
  count(w, len);
}

void markdown_put(struct markdown_writer *w, size_t offset, size_t len) {
  const struct markdown_masked *masked = &w->page->masked;
  size_t end = offset + len;
  for (size_t k = markdown_mask_at(masked, offset); offset < end; k++) {
    bool more = k < masked->n_masks && masked->masks[k].start < end;
    size_t stop = more ? masked->masks[k].start : end;
    if (stop > offset)
      put_part(w, offset, stop - offset);
    if (!more)
      break;
    offset = masked->masks[k].end > offset ? masked->masks[k].end : offset;
  }
}

void markdown_put_piece(struct markdown_writer *w, struct view text, size_t offset, size_t len) {
  if (w->images > 0 || text.len == 0)
    return;
  begin_text(w, offset);
  if (!w->failed)
    put_raw_piece(w, text, offset, len);
}

static uint32_t numeric(struct view name) {
  bool is_hex = name.len > 1 && (name.ptr[1] | 0x20) == 'x';
  uint32_t code = 0;
  for (size_t i = is_hex ? 2 : 1; i < name.len && code < 0x110000; i++) {
    char c = name.ptr[i], lower = (char)(c | 0x20);
    uint32_t digit = (uint32_t)(utf8_is_digit((unsigned char)c) ? c - '0' : lower - 'a' + 10);
    code = code * (is_hex ? 16 : 10) + digit;
  }
  return code;
}

void markdown_put_entity(struct markdown_writer *w, size_t offset, size_t len) {
  struct view name = view_sub(w->page->page.parsed, offset + 1, len < 2 ? 0 : len - 2);
  char plain[16], bytes[4];
  uint32_t code = 0;
  if (name.len > 1 && name.ptr[0] == '#') {
    code = numeric(name);
  } else if (name.len > 0 && name.len < sizeof plain) {
    memcpy(plain, name.ptr, name.len);
    plain[name.len] = '\0';
    const htmlEntityDesc *entity = htmlEntityLookup((const xmlChar *)plain);
    code = entity == NULL ? 0 : entity->value;
  }
  bool blank = code > 0 && (utf8_is_space(code) || code < ' ' || code == 0x85);
  size_t n = code == 0 ? 0 : blank ? 1 : utf8_encode(code, bytes);
  if (blank)
    bytes[0] = ' ';
  if (n == 0)
    markdown_put(w, offset, len);
  else if (w->open || !blank)
    markdown_put_piece(w, (struct view){bytes, n}, offset, len);
}

void markdown_put_blank(struct markdown_writer *w) {
  if (!w->open || w->images > 0 || w->cell_starts)
    return;
  struct html_page *page = &w->page->page;
  if (page->flat.len > 0 && page->flat.ptr[page->flat.len - 1] == ' ')
    return;
  push_run(w, (struct source_run){page->flat.len, w->last, 1, 1});
  buf_byte(&page->flat, ' ');
}
