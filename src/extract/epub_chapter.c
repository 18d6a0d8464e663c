#include "extract/blocks.h"
#include "extract/epub_book.h"
#include "extract/html/prune.h"
#include "extract/html/roles.h"
#include "extract/html/tags.h"
#include "extract/html/trace.h"
#include "extract/text.h"
#include "extract/verbatim.h"

#include "base/utf8.h"

enum {
  MARK_MAX_BYTES = 6,    ///< of a footnote's number
  COVER_MAX_BYTES = 200, ///< the text on a cover
  TITLE_PAGE_MAX_CHUNKS = 12,
  HEADED_WITHIN = 3, ///< a heading among so many first lines is the chapter's
};

// ---- XHTML for a parser of HTML ----

static bool is_void(struct view name) {
  static const char *const names[] = {"area",  "base", "br",   "col",   "embed",  "hr",    "img",
                                      "input", "link", "meta", "param", "source", "track", "wbr"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (view_eq(name, view_of(names[i])))
      return true;
  return false;
}

// `<title/>`, `<a id="seite12"/>`: in HTML these would stay open. They hold nothing.
static void blank_empty_elements(struct buf *page) {
  size_t end = page->len;
  for (size_t i = 0; i + 2 < end;) {
    const char *open = memchr(page->ptr + i, '<', end - i);
    if (open == NULL)
      return;
    size_t at = (size_t)(open - page->ptr), k = at + 1, name;
    while (k < end && ((page->ptr[k] | 0x20) >= 'a' || utf8_is_digit((unsigned char)page->ptr[k])))
      k++;
    name = k - at - 1;
    i = k;
    if (name == 0)
      continue;
    for (char quote = '\0'; k < end && (quote != '\0' || page->ptr[k] != '>'); k++) {
      char c = page->ptr[k];
      if (quote != '\0')
        quote = c == quote ? '\0' : quote;
      else if (c == '"' || c == '\'')
        quote = c;
      else if (c == '<')
        break;
    }
    if (k >= end)
      return; // nothing closes it, nor any later one
    i = k;
    if (page->ptr[k] == '>' && page->ptr[k - 1] == '/' &&
        !is_void((struct view){page->ptr + at + 1, name}))
      memset(page->ptr + at, ' ', k + 1 - at);
  }
}

// ---- what elements are ----

static struct view type_of(const struct html_element *element) {
  return html_attribute(element, "epub:type");
}

static bool has_type(const struct html_element *element, const char *const *types, size_t n) {
  struct view type = type_of(element);
  for (size_t i = 0; type.len > 0 && i < n; i++)
    if (epub_has_word(type, types[i]))
      return true;
  return false;
}

/// A link of a few digits or signs that leads to a note, or back.
static bool is_note_mark(const struct html_page *page, uint32_t i) {
  const struct html_element *element = &page->elements[i];
  if (epub_has_word(type_of(element), "noteref") || epub_has_word(type_of(element), "backlink"))
    return true;
  struct view href = html_attribute(element, "href");
  if (element->tag != GUMBO_TAG_A || element->text == 0 || element->text > MARK_MAX_BYTES ||
      !view_has(href, '#'))
    return false;
  struct buf text = {0};
  html_text_of(page, i, MARK_MAX_BYTES + 1, &text);
  bool mark = !text.failed;
  struct view view = buf_as_view(&text);
  for (size_t pos = 0, size; mark && pos < view.len; pos += size) {
    uint32_t c = utf8_at(view, pos, &size);
    mark = !utf8_is_letter(c);
  }
  buf_clear(&text);
  return mark;
}

static enum skip_reason judge(const struct html_page *page, uint32_t i) {
  static const char *const lists[] = {"toc", "landmarks", "page-list"};
  const struct html_element *element = &page->elements[i];
  if (is_note_mark(page, i))
    return SKIP_FOOTNOTE_MARK;
  if (epub_has_word(type_of(element), "pagebreak"))
    return SKIP_PAGE_NUMBER;
  if (element->tag == GUMBO_TAG_NAV || has_type(element, lists, sizeof lists / sizeof *lists))
    return SKIP_NAVIGATION;
  return SKIP_NONE;
}

static void skip_elements(struct html_page *page) {
  for (uint32_t i = 0; i < page->n_elements; i++) {
    struct html_element *element = &page->elements[i];
    const struct html_element *parent =
        element->parent == HTML_NONE ? NULL : &page->elements[element->parent];
    if (parent != NULL && parent->skip != SKIP_NONE) {
      element->skip = parent->skip;
      element->skip_root = parent->skip_root;
      continue;
    }
    if (element->skip != SKIP_NONE || element->kind == HTML_SILENT)
      continue;
    element->skip = judge(page, i);
    element->skip_root = element->skip == SKIP_NONE ? HTML_NONE : i;
  }
}

static bool is_in_note(const struct html_page *page, uint32_t i) {
  static const char *const notes[] = {"footnote", "footnotes", "endnote",
                                      "endnotes", "rearnote",  "rearnotes"};
  for (; i != HTML_NONE; i = page->elements[i].parent)
    if (has_type(&page->elements[i], notes, sizeof notes / sizeof *notes))
      return true;
  return false;
}

// ---- the document as a whole ----

static bool names_cover(struct view text) {
  return memmem(text.ptr, text.len, "cover", 5) != NULL ||
         memmem(text.ptr, text.len, "Cover", 5) != NULL;
}

/// A cover, or a page of contents: one that is nothing but links.
static enum skip_reason judge_document(const struct html_page *page, const struct epub_item *item) {
  uint64_t text = 0, link = 0;
  size_t n_linked = 0;
  if (item->reason != SKIP_NONE)
    return item->reason;
  for (size_t i = 0; i < page->n_chunks; i++) {
    const struct html_chunk *chunk = &page->chunks[i];
    text += chunk->len;
    link += chunk->link + chunk->anchor;
    n_linked += chunk->link + chunk->anchor > 0;
  }
  for (uint32_t i = 0; i < page->n_elements; i++)
    if (page->elements[i].tag == GUMBO_TAG_BODY &&
        epub_has_word(type_of(&page->elements[i]), "cover"))
      return SKIP_COVER;
  if (text < COVER_MAX_BYTES && (names_cover(item->id) || names_cover(item->path)))
    return SKIP_COVER;
  return n_linked >= 3 && link * 10 >= text * 8 ? SKIP_NAVIGATION : SKIP_NONE;
}

static bool is_read(const struct text_line *line) {
  return skip_reason_class(line->reason) == SKIP_CLASS_READ && line->kind != LINE_MARK;
}

static void set_line(const struct html_page *page, size_t i, const struct epub_chapter *chapter,
                     enum skip_reason reason) {
  const struct html_chunk *chunk = &page->chunks[i];
  struct text_line *line = &page->decoded.lines[chunk->line];
  line->kind = LINE_TEXT;
  if (chunk->skip_root != HTML_NONE) {
    line->reason = (uint8_t)page->elements[chunk->skip_root].skip;
    line->kind = line->reason == SKIP_FOOTNOTE_MARK ? LINE_MARK : LINE_TEXT;
    return;
  }
  line->reason = (uint8_t)reason;
  if (reason != SKIP_NONE)
    return;
  html_set_kind(page, (uint32_t)i, 0, line);
  if (is_in_note(page, chunk->inner)) {
    line->kind = LINE_FOOTNOTE;
    line->level = 0;
  }
  bool repeats = view_eq(html_chunk_text(page, chunk), chapter->title);
  if (repeats && (line->kind == LINE_HEADING || page->n_chunks <= TITLE_PAGE_MAX_CHUNKS))
    line->reason = SKIP_DUPLICATE;
}

/// Headings open sections; of several in a row the first. A document that has a name in the table
/// of contents opens one too; any other goes on the one before.
static void mark_sections(struct decoded *d, struct epub_chapter *chapter) {
  struct view label = chapter->item->label;
  size_t n = 0;
  bool headed = false, after_heading = false;
  struct text_line *first = NULL;
  for (size_t i = 0; i < d->n_lines; i++) {
    struct text_line *line = &d->lines[i];
    if (!is_read(line) || line->kind == LINE_CAPTION)
      continue;
    if (n == 0 && label.len > 0 && line->kind == LINE_TEXT && view_eq(line_text(d, line), label)) {
      line->kind = LINE_HEADING;
      line->level = 1;
    }
    bool heading = line->kind == LINE_HEADING;
    headed |= heading && n < HEADED_WITHIN;
    line->section = heading && !after_heading;
    after_heading = heading;
    first = n++ == 0 ? line : first;
  }
  chapter->unheaded = first != NULL && label.len > 0 && !headed;
  if (first != NULL && !chapter->unheaded)
    first->section |= chapter->first || label.len > 0;
}

/// The first section bears the name that the table of contents gives it.
static void name_chapter(const struct epub_chapter *chapter, struct block *blocks, size_t n) {
  struct view label = chapter->item->label;
  size_t i = 0;
  while (i < n && !blocks[i].opens_section)
    i++;
  if (label.len > 0 && !chapter->unheaded && i < n && !view_eq(blocks[i].text, label))
    blocks[i].chapter = label;
}

/// Say of each block where it stands in the book.
static bool place_blocks(const struct epub_chapter *chapter, struct document *out) {
  struct block *blocks = arena_alloc(&out->arena, out->n_blocks + 1, sizeof *blocks);
  if (blocks == NULL)
    return false;
  for (size_t i = 0; i < out->n_blocks; i++) {
    blocks[i] = out->blocks[i];
    blocks[i].part = chapter->item->path;
    blocks[i].part_offset = chapter->base;
  }
  name_chapter(chapter, blocks, out->n_blocks);
  out->blocks = blocks;
  return true;
}

static bool build(struct html_page *page, struct view input, struct epub_chapter *chapter,
                  const struct rules *rules, struct document *out) {
  struct decoded *d = &page->decoded;
  enum skip_reason reason = judge_document(page, chapter->item);
  for (size_t i = 0; i < page->n_chunks; i++)
    if (page->chunks[i].line != SIZE_MAX)
      set_line(page, i, chapter, reason);
  mark_sections(d, chapter);
  if (!html_trace(page, d))
    return false;
  for (size_t i = 0; i < d->n_runs; i++)
    d->runs[i].source_offset += chapter->base;
  return blocks_build(d, rules, false, out) && verbatim_find(out, input, chapter->base) &&
         place_blocks(chapter, out);
}

enum listen_status epub_chapter_read(struct buf *page, struct epub_chapter *chapter,
                                     const struct html_hints *hints, const struct rules *rules,
                                     struct document *out, struct listen_diag *diag) {
  struct html_page html;
  *out = (struct document){0};
  chapter->unheaded = false;
  blank_empty_elements(page);
  if (html_page_read(buf_as_view(page), hints, &html) != LISTEN_OK)
    return diag_nomem(diag);
  html_prune_hidden(&html);
  skip_elements(&html);
  struct listen_diag ignored = {0};
  enum listen_status status = html_page_chunk(&html, NULL, &out->arena, &ignored);
  if (status == LISTEN_OK && !build(&html, buf_as_view(page), chapter, rules, out))
    status = LISTEN_E_NOMEM;
  html_page_clear(&html);
  if (status == LISTEN_OK)
    return LISTEN_OK;
  document_clear(out);
  return status == LISTEN_E_NOMEM ? diag_nomem(diag) : LISTEN_OK; // a page of pictures
}

enum listen_status epub_line_make(struct view text, bool title, size_t base, struct document *out,
                                  struct listen_diag *diag) {
  struct decoded decoded;
  *out = (struct document){0};
  struct listen_diag ignored = {0};
  enum listen_status status = decode_utf8(text, &out->arena, &decoded, &ignored);
  if (status == LISTEN_OK && decoded.len > 0) {
    struct block *block = arena_alloc(&out->arena, 1, sizeof *block);
    struct source_run *run = arena_alloc(&out->arena, 1, sizeof *run);
    if (block == NULL || run == NULL) {
      status = LISTEN_E_NOMEM;
    } else {
      *run = (struct source_run){0, base, UINT32_MAX, 1}; // the whole line stands for one place
      *block = (struct block){.role = title ? BLOCK_TITLE : BLOCK_HEADING,
                              .level = title ? 0 : 1,
                              .opens_section = true,
                              .text = {decoded.text, decoded.len},
                              .line = 1,
                              .map = {run, 1, base + 1}};
      out->blocks = block;
      out->n_blocks = 1;
      out->title = title ? block->text : out->title;
    }
  }
  decoded_clear(&decoded);
  if (status == LISTEN_OK)
    return LISTEN_OK;
  document_clear(out);
  return status == LISTEN_E_NOMEM ? diag_nomem(diag) : LISTEN_OK;
}
