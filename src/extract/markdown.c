#include "extract/markdown.h"

#include "base/utf8.h"
#include "extract/blocks.h"
#include "extract/charset.h"
#include "extract/html/trace.h"
#include "extract/markdown_page.h"
#include <limits.h>
#include <md4c.h>
#include <stdlib.h>
#include <string.h>

enum { HEADS_MAX_BYTES = 200 }; ///< longer column heads are not repeated in each row

// ---- what the parser says ----

static int result(const struct markdown_writer *w) {
  return w->failed ? 1 : 0;
}

/// Where in the file the text stands that the parser points at; false for its own constants.
static bool place(const struct markdown_writer *w, const char *text, size_t size,
                  struct span *out) {
  const struct markdown_masked *masked = &w->page->masked;
  uintptr_t at = (uintptr_t)text, base = (uintptr_t)masked->text;
  if (at < base || at - base > masked->len || size > masked->len - (at - base))
    return false;
  size_t from = markdown_masked_source(masked, at - base);
  *out = (struct span){from, markdown_masked_source(masked, at - base + size) - from};
  return true;
}

static void enter_table(struct markdown_writer *w) {
  markdown_close(w);
  buf_reset(&w->heads);
  w->n_heads = 0;
  w->repeats = false;
  w->in_row = true;
}

static void enter_cell(struct markdown_writer *w) {
  w->cell_starts = true;
  w->column++;
  w->head_start = SIZE_MAX;
  if (w->in_head)
    w->head_start = w->open ? w->page->page.flat.len : SIZE_MAX;
}

/// Remember the head of the column.
static void leave_head(struct markdown_writer *w) {
  void *ends = w->head_ends;
  if (!array_grow(&ends, &w->cap_heads, w->n_heads + 1, sizeof *w->head_ends)) {
    w->failed = true;
    return;
  }
  w->head_ends = ends;
  struct view flat = buf_as_view(&w->page->page.flat);
  size_t from = w->head_start;
  if (from == SIZE_MAX && w->open) // the first one that is not empty
    from = w->page->page.chunks[w->page->page.n_chunks - 1].flat;
  if (!w->cell_starts && from < flat.len) {
    struct view text = view_sub(flat, from, flat.len - from);
    if (view_starts(text, VIEW("; ")))
      text = view_sub(text, 2, text.len);
    while (text.len > 0 && (text.ptr[text.len - 1] == ' ' || text.ptr[text.len - 1] == ':'))
      text.len--;
    const char *line_end = memchr(text.ptr, '\n', text.len); // markup may end a line in a cell
    buf_view(&w->heads, line_end != NULL ? view_sub(text, 0, (size_t)(line_end - text.ptr)) : text);
  }
  w->head_ends[w->n_heads++] = w->heads.len;
  w->failed |= w->heads.failed;
}

static void leave_head_row(struct markdown_writer *w, bool body) {
  w->repeats = body && w->heads.len <= HEADS_MAX_BYTES;
  if (w->repeats)
    markdown_drop_chunk(w);
  w->in_head = false;
  markdown_close(w);
}

static int enter_block(MD_BLOCKTYPE type, void *detail, void *context) {
  struct markdown_writer *w = context;
  switch (type) {
  case MD_BLOCK_QUOTE:
    markdown_close(w);
    w->quotes++;
    break;
  case MD_BLOCK_UL:
  case MD_BLOCK_OL:
    markdown_close(w);
    if (w->lists < 32)
      w->ordered = (w->ordered & ~(UINT32_C(1) << w->lists)) | (uint32_t)(type == MD_BLOCK_OL)
                                                                   << w->lists;
    w->lists++;
    break;
  case MD_BLOCK_LI:
    markdown_close(w);
    w->item_starts = true;
    break;
  case MD_BLOCK_HR:
    markdown_close(w);
    w->after_rule = true;
    break;
  case MD_BLOCK_H:
    markdown_close(w);
    w->heading = ((MD_BLOCK_H_DETAIL *)detail)->level;
    break;
  case MD_BLOCK_CODE:
    markdown_close(w);
    w->code = true;
    break;
  case MD_BLOCK_HTML:
  case MD_BLOCK_P:
    markdown_close(w);
    break;
  case MD_BLOCK_TABLE:
    enter_table(w);
    w->has_rows = ((MD_BLOCK_TABLE_DETAIL *)detail)->body_row_count > 0;
    break;
  case MD_BLOCK_THEAD:
    w->in_head = true;
    break;
  case MD_BLOCK_TR:
    w->column = 0;
    break;
  case MD_BLOCK_TH:
  case MD_BLOCK_TD:
    enter_cell(w);
    break;
  case MD_BLOCK_TBODY:
  case MD_BLOCK_DOC:
    break;
  }
  return result(w);
}

static int leave_block(MD_BLOCKTYPE type, void *detail, void *context) {
  struct markdown_writer *w = context;
  (void)detail;
  switch (type) {
  case MD_BLOCK_QUOTE:
    markdown_close(w);
    w->quotes--;
    break;
  case MD_BLOCK_UL:
  case MD_BLOCK_OL:
    markdown_close(w);
    w->lists--;
    break;
  case MD_BLOCK_LI:
    markdown_close(w);
    w->item_starts = false;
    if (w->footnote == w->lists)
      w->footnote = 0;
    break;
  case MD_BLOCK_H:
    markdown_close(w);
    w->heading = 0;
    break;
  case MD_BLOCK_CODE:
    markdown_close(w);
    w->code = false;
    break;
  case MD_BLOCK_HTML:
    markdown_close(w);
    markdown_end_html(w);
    break;
  case MD_BLOCK_P:
    markdown_close(w);
    w->in_tag = false;
    w->silent[0] = '\0';
    break;
  case MD_BLOCK_TH:
    leave_head(w);
    break;
  case MD_BLOCK_THEAD:
    leave_head_row(w, w->has_rows);
    break;
  case MD_BLOCK_TR:
    w->cell_starts = false;
    if (!w->in_head)
      markdown_close(w);
    break;
  case MD_BLOCK_TABLE:
    markdown_close(w);
    w->in_row = w->in_head = false;
    break;
  case MD_BLOCK_HR:
  case MD_BLOCK_TBODY:
  case MD_BLOCK_TD:
  case MD_BLOCK_DOC:
    break;
  }
  return result(w);
}

static void mark_span(struct markdown_writer *w, MD_SPANTYPE type, void *detail, unsigned by) {
  if (type == MD_SPAN_EM)
    w->em += by;
  else if (type == MD_SPAN_STRONG)
    w->strong += by;
  if (type != MD_SPAN_A)
    return;
  const MD_ATTRIBUTE *href = &((MD_SPAN_A_DETAIL *)detail)->href;
  if (href->size > 0 && href->text[0] == '#')
    w->anchors += by;
  else
    w->links += by;
}

static int enter_span(MD_SPANTYPE type, void *detail, void *context) {
  struct markdown_writer *w = context;
  mark_span(w, type, detail, 1);
  if (type == MD_SPAN_IMG) {
    w->images++;
    w->saw_image = true;
  }
  return result(w);
}

static int leave_span(MD_SPANTYPE type, void *detail, void *context) {
  struct markdown_writer *w = context;
  mark_span(w, type, detail, (unsigned)-1);
  if (type != MD_SPAN_IMG || --w->images > 0)
    return result(w);
  if (w->n_pieces > 0 && w->pieces[w->n_pieces - 1].len > 0)
    markdown_put_aside(w, (struct span){0, 0});
  const MD_ATTRIBUTE *title = &((MD_SPAN_IMG_DETAIL *)detail)->title;
  struct span span;
  if (title->size > 0 && place(w, title->text, title->size, &span)) {
    markdown_put_aside(w, span);
    markdown_put_aside(w, (struct span){0, 0});
  }
  return result(w);
}

static int put_text(MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE size, void *context) {
  struct markdown_writer *w = context;
  struct span span;
  if (type == MD_TEXT_NULLCHAR)
    return result(w);
  if (type == MD_TEXT_BR || type == MD_TEXT_SOFTBR || !place(w, text, size, &span)) {
    if (type == MD_TEXT_HTML)
      markdown_end_html_line(w);
    else
      markdown_put_blank(w);
    return result(w);
  }
  if (w->item_starts) {
    size_t k = markdown_mask_at(&w->page->masked, span.offset);
    bool footnote = k < w->page->masked.n_masks && w->page->masked.masks[k].footnote &&
                    w->page->masked.masks[k].start <= span.offset;
    if (footnote && w->footnote == 0)
      w->footnote = w->lists;
    w->item_starts = false;
  }
  if (type == MD_TEXT_HTML)
    markdown_put_html(w, span.offset, span.len);
  else if (type == MD_TEXT_ENTITY)
    markdown_put_entity(w, span.offset, span.len);
  else
    markdown_put(w, span.offset, span.len);
  return result(w);
}

// ---- the page ----

/// The title of the front matter as a line of its own, and the lines that say nothing to us.
static void put_front_matter(struct markdown_writer *w) {
  const struct front_matter *front = &w->page->front;
  struct view text = view_sub(w->page->page.parsed, 0, front->end);
  if (front->title.len > 0) {
    bool same = front->source.len == front->title.len;
    if (same)
      markdown_put(w, front->source.offset, front->source.len);
    else
      markdown_put_piece(w, front->title, front->source.offset, front->source.len);
    if (w->open)
      w->page->chunks[w->page->n_chunks - 1].kind = LINE_TITLE;
    markdown_close(w);
  }
  size_t number = 1;
  for (size_t pos = 0, end; pos < text.len; pos = end + 1, number++) {
    end = view_find(text, pos, '\n');
    bool used = end - pos <= 4;
    for (size_t i = 0; i < front->n_lines; i++)
      used |= front->lines[i] == number;
    if (!used)
      markdown_put_skipped(w, pos, end - pos, SKIP_FRONT_MATTER);
  }
}

static enum listen_status parse(struct markdown_page *page, struct listen_diag *diag) {
  static const MD_PARSER parser = {.flags = MD_DIALECT_GITHUB,
                                   .enter_block = enter_block,
                                   .leave_block = leave_block,
                                   .enter_span = enter_span,
                                   .leave_span = leave_span,
                                   .text = put_text};
  struct markdown_writer w = {.page = page};
  size_t from = page->front.end, len = page->masked.len - from;
  put_front_matter(&w);
  if (len > UINT_MAX / 2)
    w.failed = true;
  else if (!w.failed && md_parse(page->masked.text + from, (MD_SIZE)len, &parser, &w) != 0)
    w.failed = true;
  if (!w.failed)
    markdown_finish(&w);
  bool failed = w.failed || page->page.flat.failed;
  buf_clear(&w.heads);
  free(w.head_ends);
  free(w.pieces);
  return failed ? diag_nomem(diag) : LISTEN_OK;
}

/// The text as UTF-8, the facts above it, and what covers the rest of what is no text.
static enum listen_status open_page(struct view input, const struct rules *rules, const char *path,
                                    struct arena *arena, struct markdown_page *page,
                                    struct listen_diag *diag) {
  struct charset_choice choice;
  enum listen_status status = charset_detect(input, &choice, diag);
  if (status != LISTEN_OK)
    return status;
  if (html_bytes_read(input, &page->page.bytes) != LISTEN_OK)
    return diag_nomem(diag);
  struct view text = page->page.parsed = page->page.bytes.utf8;
  status = front_matter_read(text, rules, path, arena, &page->front, diag);
  if (status == LISTEN_OK && (!markdown_mask(text, page->front.end, &page->masked) ||
                              !markdown_suit(&page->masked, page->front.end)))
    status = diag_nomem(diag);
  return status;
}

/// The flat text → lines; a chunk is a line.
static enum listen_status decode_page(struct markdown_page *page, struct arena *arena,
                                      struct listen_diag *diag) {
  struct html_page *text = &page->page;
  if (text->flat.len == 0)
    return LISTEN_OK;
  enum listen_status status = decode(buf_as_view(&text->flat), arena, &text->decoded, diag);
  for (size_t i = text->decoded.n_lines; status == LISTEN_OK && i-- > 0;)
    text->chunks[text->decoded.lines[i].number - 1].line = i;
  return status;
}

/// Maps ascend from run to run. A piece that decoding cut in two stands for one place still: a
/// column head that is said again, a title that is written otherwise.
static void join_pieces(struct decoded *d) {
  size_t n = 0;
  for (size_t i = 0; i < d->n_runs; i++) {
    struct source_run run = d->runs[i];
    size_t end = i + 1 < d->n_runs ? d->runs[i + 1].text_offset : d->len;
    struct source_run *last = n == 0 ? NULL : &d->runs[n - 1];
    if (last == NULL || last->source_offset != run.source_offset) {
      d->runs[n++] = run;
      continue;
    }
    bool goes_on = run.text_step == 1 && run.source_step == 1 && end > run.text_offset + 1;
    size_t joined = goes_on ? run.text_offset + 1 : end;
    last->text_step = (uint32_t)(joined - last->text_offset);
    if (goes_on)
      d->runs[n++] = (struct source_run){joined, run.source_offset + 1, 1, 1};
  }
  d->n_runs = n;
}

static bool apply_front_audio(const struct front_matter *front, struct document *out) {
  if (front->n_audio == 0)
    return true;
  struct audio_link *audio = arena_alloc(&out->arena, front->n_audio, sizeof *audio);
  if (audio == NULL)
    return false;
  memcpy(audio, front->audio, front->n_audio * sizeof *audio);
  out->audio = audio;
  out->n_audio = front->n_audio;
  return true;
}

/// What the author declares goes before what lines say.
static enum listen_status apply_front(const struct markdown_page *page, struct document *out,
                                      struct listen_diag *diag) {
  const struct front_matter *front = &page->front;
  if (front->author.len > 0)
    out->author = front->author;
  if (front->published.len > 0)
    out->published = front->published;
  if (front->language.len > 0)
    out->language = front->language;
  out->summary = front->description;
  out->voice = front->voice;
  out->draft = front->draft;
  if (!apply_front_audio(front, out))
    return diag_nomem(diag);
  if (front->n_claims == 0)
    return LISTEN_OK;
  size_t n = front->n_claims + out->n_claims;
  struct claim *claims = arena_alloc(&out->arena, n, sizeof *claims);
  if (claims == NULL)
    return diag_nomem(diag);
  memcpy(claims, front->claims, front->n_claims * sizeof *claims);
  for (size_t i = 0; i < front->n_claims; i++) {
    struct span *source = &claims[i].source;
    size_t end = source->offset + source->len;
    source->offset = html_bytes_source(&page->page.bytes, source->offset);
    source->len = source->len == 0 ? 0 : html_bytes_source(&page->page.bytes, end) - source->offset;
  }
  if (out->n_claims > 0)
    memcpy(claims + front->n_claims, out->claims, out->n_claims * sizeof *claims);
  out->claims = claims;
  out->n_claims = n;
  return LISTEN_OK;
}

static enum listen_status read_page(struct view input, const struct rules *rules, const char *path,
                                    struct markdown_page *page, struct document *out,
                                    struct listen_diag *diag) {
  enum listen_status status = open_page(input, rules, path, &out->arena, page, diag);
  if (status == LISTEN_OK)
    status = parse(page, diag);
  if (status == LISTEN_OK)
    status = decode_page(page, &out->arena, diag);
  if (status != LISTEN_OK || page->page.decoded.n_lines == 0)
    return status;
  markdown_roles_assign(page, rules);
  if (!html_trace(&page->page, &page->page.decoded))
    return diag_nomem(diag);
  join_pieces(&page->page.decoded);
  if (!blocks_build(&page->page.decoded, rules, false, out))
    return diag_nomem(diag);
  for (size_t i = 0; i < page->n_chunks; i++)
    out->n_images += page->chunks[i].has_image;
  return apply_front(page, out, diag);
}

enum listen_status markdown_read(struct view input, const struct rules *rules, const char *path,
                                 struct document *out, struct listen_diag *diag) {
  struct markdown_page *page = calloc(1, sizeof *page);
  if (page == NULL)
    return diag_nomem(diag);
  enum listen_status status = read_page(input, rules, path, page, out, diag);
  markdown_masked_clear(&page->masked);
  html_page_clear(&page->page);
  free(page->chunks);
  free(page);
  return status;
}
