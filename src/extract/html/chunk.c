#include "base/utf8.h"
#include "extract/html/page.h"
#include "extract/html/tags.h"
#include "extract/html/walk.h"
#include <stdlib.h>

/// Text that is kept apart from the sentence around it: hidden words, footnote marks.
struct side {
  size_t start, end; ///< in the side buffer
  size_t first_run;
  uint32_t element;
};

struct chunker {
  struct html_page *page;
  uint32_t element; ///< the current one; HTML_NONE above the root
  uint32_t next;    ///< index of the element that comes next
  uint32_t block;   ///< the nearest block around
  size_t n_silent, n_links, n_anchors, n_bold;
  size_t n_breaks; ///< br since the last text
  bool open;       ///< chunks[n_chunks - 1] is being written
  bool after_rule;
  bool gap;      ///< one inline element ended and no text came since
  uint32_t side; ///< the inline element in which text is put aside; HTML_NONE outside
  struct buf side_text;
  struct source_run *side_runs;
  size_t n_side_runs, cap_side_runs;
  struct side *sides;
  size_t n_sides, cap_sides;
  bool failed;
};

static bool grow(struct chunker *c, void **items, size_t *cap, size_t need, size_t size) {
  if (!array_grow(items, cap, need, size))
    c->failed = true;
  return !c->failed;
}

// ---- writing ----

/// Append text, its map, and turn control characters that would end a line into blanks.
static void write_piece(struct chunker *c, struct html_piece piece, struct buf *out,
                        struct source_run **runs, size_t *n_runs, size_t *cap_runs) {
  size_t from = out->len;
  if (!html_align(piece, from, runs, n_runs, cap_runs))
    c->failed = true;
  buf_view(out, piece.text);
  if (out->failed)
    return;
  for (size_t i = from; i < out->len; i++) {
    unsigned char *p = (unsigned char *)out->ptr + i;
    if (*p >= '\t' && *p <= '\r')
      *p = ' ';
    else if (*p == 0xC2 && p[1] == 0x85)
      p[0] = p[1] = ' ';
    else if (*p == 0xE2 && p[1] == 0x80 && (p[2] == 0xA8 || p[2] == 0xA9))
      p[0] = p[1] = p[2] = ' ';
  }
}

static void write_text(struct chunker *c, const GumboText *text, struct buf *out,
                       struct source_run **runs, size_t *n_runs, size_t *cap_runs) {
  write_piece(c,
              (struct html_piece){view_of(text->text),
                                  {text->original_text.data, text->original_text.length},
                                  (size_t)(text->original_text.data - c->page->parsed.ptr)},
              out, runs, n_runs, cap_runs);
}

static struct html_chunk *current(struct chunker *c) {
  return &c->page->chunks[c->page->n_chunks - 1];
}

static void begin_chunk(struct chunker *c, uint32_t element, uint32_t inner) {
  struct html_page *page = c->page;
  void *chunks = page->chunks;
  if (!grow(c, &chunks, &page->cap_chunks, page->n_chunks + 1, sizeof *page->chunks))
    return;
  page->chunks = chunks;
  page->chunks[page->n_chunks++] = (struct html_chunk){.element = element,
                                                       .inner = inner,
                                                       .skip_root = page->elements[inner].skip_root,
                                                       .flat = page->flat.len,
                                                       .line = SIZE_MAX,
                                                       .after_rule = c->after_rule};
  c->after_rule = false;
}

/// Append what nobody wrote: it stands behind the last text, of which it is no part.
static void put_mark(struct chunker *c, const char *mark) {
  struct html_page *page = c->page;
  struct source_run last = page->n_runs > 0 ? page->runs[page->n_runs - 1] : (struct source_run){0};
  if (last.text_step > 1 || last.source_step > 1) { // a reference, which is one piece
    void *runs = page->runs;
    if (!grow(c, &runs, &page->cap_runs, page->n_runs + 1, sizeof last))
      return;
    page->runs = runs;
    page->runs[page->n_runs++] =
        (struct source_run){page->flat.len, last.source_offset + last.source_step, 1, 1};
  }
  buf_str(&page->flat, mark);
}

static void end_line(struct chunker *c) {
  struct html_chunk *chunk = current(c);
  chunk->len = c->page->flat.len - chunk->flat;
  put_mark(c, "\n");
}

/// What was put aside within the chunk follows it as chunks of its own.
static void flush_sides(struct chunker *c) {
  struct html_page *page = c->page;
  for (size_t i = 0; i < c->n_sides && !c->failed; i++) {
    const struct side *side = &c->sides[i];
    size_t end_run = i + 1 < c->n_sides ? c->sides[i + 1].first_run : c->n_side_runs;
    begin_chunk(c, c->page->elements[side->element].parent, side->element);
    for (size_t r = side->first_run; r < end_run && !c->failed; r++) {
      struct source_run run = c->side_runs[r];
      run.text_offset = run.text_offset - side->start + page->flat.len;
      void *runs = page->runs;
      if (!grow(c, &runs, &page->cap_runs, page->n_runs + 1, sizeof run))
        return;
      page->runs = runs;
      page->runs[page->n_runs++] = run;
    }
    buf_view(&page->flat,
             view_sub(buf_as_view(&c->side_text), side->start, side->end - side->start));
    end_line(c);
  }
  c->n_sides = c->n_side_runs = 0;
  buf_reset(&c->side_text);
}

static void end_chunk(struct chunker *c) {
  if (c->open && !c->failed)
    end_line(c);
  c->open = false;
  c->n_breaks = 0;
  c->gap = false;
  if (c->n_sides > 0 && !c->failed)
    flush_sides(c);
}

// ---- text ----

/// The innermost element that holds both.
static uint32_t common(const struct html_page *page, uint32_t a, uint32_t b) {
  while (!html_contains(page, a, b))
    a = page->elements[a].parent;
  return a;
}

/// Two labels side by side, as in `<span>Politik</span><span>Der Titel</span>`, are set apart by
/// style only. Within a word the second begins with a small letter.
static bool is_gap(struct view before, struct view after) {
  if (before.len == 0 || after.len == 0)
    return false;
  size_t size, left_size;
  uint32_t left = utf8_before(before, before.len, &left_size), right = utf8_at(after, 0, &size);
  if (utf8_is_upper(left) && before.len > left_size) // "ONLINE|12 Uhr", but "A|B"
    left = utf8_to_lower(utf8_before(before, before.len - left_size, &size));
  bool divider = right == 0x2022 || right == 0xB7 || right == '|';
  bool starts =
      utf8_is_upper(right) || utf8_is_digit(right) || right == 0x201E || right == 0xBB || divider;
  return starts && (utf8_is_lower(left) || utf8_is_digit(left) || left == ':' || left == '.' ||
                    left == '|' || left == '?' || left == '!' || left == 0x201C || left == ')');
}

static void put_aside(struct chunker *c, const GumboNode *node) {
  void *sides = c->sides;
  if (c->n_sides == 0 || c->sides[c->n_sides - 1].element != c->side) {
    if (!grow(c, &sides, &c->cap_sides, c->n_sides + 1, sizeof *c->sides))
      return;
    c->sides = sides;
    c->sides[c->n_sides++] =
        (struct side){.start = c->side_text.len, .first_run = c->n_side_runs, .element = c->side};
  }
  write_text(c, &node->v.text, &c->side_text, &c->side_runs, &c->n_side_runs, &c->cap_side_runs);
  c->sides[c->n_sides - 1].end = c->side_text.len;
}

static void add_text(struct chunker *c, const GumboNode *node) {
  struct html_page *page = c->page;
  bool is_blank = node->type == GUMBO_NODE_WHITESPACE;
  if (c->n_silent > 0 || c->element == HTML_NONE || (is_blank && !c->open))
    return;
  if (c->side != HTML_NONE) {
    put_aside(c, node);
    return;
  }
  if (is_blank) {
    put_mark(c, " ");
    return;
  }
  if (!c->open) {
    begin_chunk(c, c->block, c->element);
    c->open = !c->failed;
    if (c->failed)
      return;
  }
  struct html_chunk *chunk = current(c);
  chunk->inner = common(page, chunk->inner, c->element);
  if (c->gap && is_gap(buf_as_view(&page->flat), view_of(node->v.text.text)))
    put_mark(c, " ");
  c->gap = false;
  c->n_breaks = 0;
  size_t from = page->flat.len;
  write_text(c, &node->v.text, &page->flat, &page->runs, &page->n_runs, &page->cap_runs);
  uint32_t n = (uint32_t)(page->flat.len - from);
  chunk->link += c->n_links > 0 ? n : 0;
  chunk->anchor += c->n_links == 0 && c->n_anchors > 0 ? n : 0;
  chunk->bold += c->n_bold > 0 ? n : 0;
}

// ---- elements ----

static void count(struct chunker *c, const struct html_element *element, size_t by) {
  c->n_silent += element->kind == HTML_SILENT ? by : 0;
  c->n_bold += element->tag == GUMBO_TAG_B || element->tag == GUMBO_TAG_STRONG ? by : 0;
  enum html_link link = html_link_of(element);
  c->n_links += link == HTML_LINK_AWAY ? by : 0;
  c->n_anchors += link == HTML_LINK_WITHIN ? by : 0;
}

static void add_break(struct chunker *c) {
  if (!c->open || c->n_silent > 0)
    return;
  if (c->n_breaks > 0)
    end_chunk(c);
  else
    put_mark(c, " ");
  c->n_breaks++;
}

/// Only labels are set apart by style; emphasis may begin within a word.
static bool is_label(GumboTag tag) {
  return tag == GUMBO_TAG_SPAN || tag == GUMBO_TAG_A || tag == GUMBO_TAG_TIME ||
         tag == GUMBO_TAG_LABEL || tag == GUMBO_TAG_BUTTON || tag == GUMBO_TAG_SMALL;
}

/// A cell of a data table, or what stands in one: its row is one chunk.
static bool is_cell(const struct html_page *page, uint32_t index) {
  uint32_t row = html_nearest(page, index, GUMBO_TAG_TR);
  if (row == HTML_NONE || row == index)
    return false;
  uint32_t table = html_nearest(page, row, GUMBO_TAG_TABLE);
  return table != HTML_NONE && page->elements[table].is_data;
}

static void begin_cell(struct chunker *c, const struct html_element *element) {
  bool cell = element->tag == GUMBO_TAG_TD || element->tag == GUMBO_TAG_TH;
  if (c->open)
    put_mark(c, cell ? "; " : " ");
}

static void enter(struct chunker *c) {
  struct html_page *page = c->page;
  uint32_t index = c->next++;
  struct html_element *element = &page->elements[index];
  element->first_chunk = (uint32_t)page->n_chunks;
  switch (element->kind) {
  case HTML_BLOCK:
    if (is_cell(page, index)) {
      begin_cell(c, element);
      if (element->skip_root == index && c->side == HTML_NONE)
        c->side = index;
      break;
    }
    end_chunk(c);
    c->block = index;
    break;
  case HTML_RULE:
    end_chunk(c);
    c->after_rule = true;
    break;
  case HTML_BREAK:
    add_break(c);
    break;
  case HTML_INLINE:
    if (element->skip_root == index && c->side == HTML_NONE) {
      if (!c->open)
        end_chunk(c);
      c->side = index;
    }
    break;
  case HTML_SILENT:
    break;
  }
  count(c, element, 1);
  c->gap = c->gap && is_label(element->tag);
  c->element = index;
}

static void leave(struct chunker *c) {
  struct html_page *page = c->page;
  uint32_t index = c->element;
  struct html_element *element = &page->elements[index];
  if (element->kind == HTML_BLOCK && !is_cell(page, index)) {
    end_chunk(c);
    uint32_t block = element->parent;
    while (block != HTML_NONE && page->elements[block].kind != HTML_BLOCK)
      block = page->elements[block].parent;
    c->block = block;
  }
  if (c->side == index) {
    c->side = HTML_NONE;
    if (!c->open)
      end_chunk(c);
  }
  count(c, element, (size_t)-1);
  c->gap = is_label(element->tag);
  element->end_chunk = (uint32_t)page->n_chunks;
  c->element = element->parent;
}

static bool cut(struct chunker *c) {
  struct html_walk walk;
  const GumboNode *node;
  enum html_step step = HTML_STEP_FAILED;
  if (html_walk_init(&walk, c->page->tree.document))
    while (!c->failed && (step = html_walk_next(&walk, &node)) != HTML_STEP_END &&
           step != HTML_STEP_FAILED) {
      if (step == HTML_STEP_TEXT)
        add_text(c, node);
      else if (step == HTML_STEP_ENTER)
        enter(c);
      else
        leave(c);
    }
  html_walk_clear(&walk);
  return step == HTML_STEP_END && !c->failed && !c->page->flat.failed && !c->side_text.failed;
}

static void add_title(struct chunker *c, const struct html_piece *title) {
  struct html_page *page = c->page;
  begin_chunk(c, 0, 0);
  if (c->failed)
    return;
  write_piece(c, *title, &page->flat, &page->runs, &page->n_runs, &page->cap_runs);
  end_line(c);
}

// ---- tables ----

enum { CELL_MAX_BYTES = 160 };

/// Mark the tables that are no layout: two rows and two columns at least, short cells, no table in
/// them.
static void find_data_tables(struct html_page *page) {
  uint32_t table = HTML_NONE, n_rows = 0, n_cells = 0;
  bool fits = false;
  for (uint32_t i = 0; i <= page->n_elements; i++) {
    bool ends = i == page->n_elements || (table != HTML_NONE && i >= page->elements[table].end);
    if (table != HTML_NONE && ends) {
      page->elements[table].is_data = fits && n_rows >= 2 && n_cells >= 2 * n_rows;
      table = HTML_NONE;
    }
    if (i == page->n_elements)
      break;
    const struct html_element *element = &page->elements[i];
    if (element->tag == GUMBO_TAG_TABLE) {
      table = i; // one around it is layout, for it is left behind undecided
      n_rows = n_cells = 0;
      fits = true;
    } else if (element->tag == GUMBO_TAG_TR) {
      n_rows++;
    } else if (element->tag == GUMBO_TAG_TD || element->tag == GUMBO_TAG_TH) {
      n_cells++;
      fits = fits && element->text <= CELL_MAX_BYTES;
    }
  }
}

enum listen_status html_page_chunk(struct html_page *page, const struct html_piece *title,
                                   struct arena *arena, struct listen_diag *diag) {
  struct chunker c = {.page = page, .element = HTML_NONE, .block = HTML_NONE, .side = HTML_NONE};
  find_data_tables(page);
  if (title != NULL)
    add_title(&c, title);
  bool done = !c.failed && cut(&c);
  buf_clear(&c.side_text);
  free(c.side_runs);
  free(c.sides);
  if (!done)
    return diag_nomem(diag);
  enum listen_status status = decode_utf8(buf_as_view(&page->flat), arena, &page->decoded, diag);
  if (status != LISTEN_OK)
    return status;
  // A chunk is a line of the flat text.
  for (size_t i = 0; i < page->decoded.n_lines; i++)
    page->chunks[page->decoded.lines[i].number - 1].line = i;
  return LISTEN_OK;
}
