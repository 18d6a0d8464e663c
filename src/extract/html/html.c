#include "extract/html/html.h"

#include "extract/blocks.h"
#include "extract/html/body.h"
#include "extract/html/boxes.h"
#include "extract/html/content.h"
#include "extract/html/facts.h"
#include "extract/html/foreign.h"
#include "extract/html/head.h"
#include "extract/html/headline.h"
#include "extract/html/prune.h"
#include "extract/html/repeats.h"
#include "extract/html/roles.h"
#include "extract/html/title.h"
#include "extract/html/trace.h"
#include <stdlib.h>

/// Everything about one page; all of it goes when the document is built.
struct reader {
  const struct rules *rules;
  struct html_hints *hints;
  struct html_page page;
  struct html_head head;
  struct html_body body;
  struct html_content content;
  uint32_t headline; ///< element, or HTML_NONE
  uint32_t title;    ///< chunk, or HTML_NONE
};

/// A title that JSON gives is looked for in the page, so that it too leads somewhere.
static struct html_piece piece_of(const struct html_page *page, const struct html_title *title) {
  struct view parsed = page->parsed, written = title->written;
  if (written.ptr == NULL) {
    const char *found = memmem(parsed.ptr, parsed.len, title->text.ptr, title->text.len);
    written = found == NULL ? view_sub(parsed, 0, 0) : (struct view){found, title->text.len};
  }
  return (struct html_piece){title->text, written, (size_t)(written.ptr - parsed.ptr)};
}

/// The chunk of the headline: its longest.
static uint32_t title_chunk(const struct html_page *page, uint32_t headline) {
  if (headline == HTML_NONE)
    return HTML_NONE;
  uint32_t best = HTML_NONE;
  for (uint32_t i = page->elements[headline].first_chunk; i < page->elements[headline].end_chunk;
       i++)
    if (page->chunks[i].skip_root == HTML_NONE && page->chunks[i].line != SIZE_MAX &&
        (best == HTML_NONE || page->chunks[i].len > page->chunks[best].len))
      best = i;
  return best;
}

/// Bytes → chunks of text, of which it is known which belong to no article.
static enum listen_status take_apart(struct reader *r, struct view input, struct arena *arena,
                                     struct listen_diag *diag) {
  r->hints = html_hints_new();
  if (r->hints == NULL || html_page_read(input, r->hints, &r->page) != LISTEN_OK)
    return diag_nomem(diag);
  struct html_page *page = &r->page;
  html_head_read(page, &r->head);
  html_prune_hidden(page);
  r->headline = html_headline_find(page, &r->head);
  html_prune(page, r->headline);
  struct html_title title;
  struct html_piece piece;
  bool titled = html_title_choose(page, &r->head, r->headline, &title);
  if (titled)
    piece = piece_of(page, &title);
  enum listen_status status = html_page_chunk(page, titled ? &piece : NULL, arena, diag);
  r->title = titled ? 0 : title_chunk(page, r->headline);
  return status;
}

/// Find the article among the chunks.
static enum listen_status find_article(struct reader *r, struct listen_diag *diag) {
  struct html_page *page = &r->page;
  if (html_body_read(r->head.body, &r->body) != LISTEN_OK)
    return diag_nomem(diag);
  html_body_rescue(&r->body, page);
  if (html_content_find(page, r->headline, &r->content) != LISTEN_OK)
    return diag_nomem(diag);
  html_drop_boxes(page, &r->content, r->headline, r->hints, r->rules);
  html_drop_foreign(page, &r->content, r->headline);
  html_roles_assign(page, &r->content, &r->body, r->head.author, r->headline, r->title, r->rules);
  return html_drop_repeats(page) == LISTEN_OK ? LISTEN_OK : diag_nomem(diag);
}

/// A title that is spelled out in the page's head stands where the headline does.
static void place_title(struct reader *r) {
  struct html_page *page = &r->page;
  if (r->headline == HTML_NONE || r->title != 0 || page->n_chunks == 0 ||
      page->chunks[0].line == SIZE_MAX)
    return;
  uint32_t chunk = title_chunk(page, r->headline);
  if (chunk != HTML_NONE)
    page->decoded.lines[page->chunks[0].line].number =
        page->decoded.lines[page->chunks[chunk].line].number;
}

/// The title is read first, also where the lead stands above it. False when out of memory.
static bool put_title_first(struct document *out) {
  size_t title = 0;
  while (title < out->n_blocks && out->blocks[title].role != BLOCK_TITLE)
    title++;
  if (title == 0 || title == out->n_blocks)
    return true;
  struct block *blocks = arena_alloc(&out->arena, out->n_blocks, sizeof *blocks);
  if (blocks == NULL)
    return false;
  blocks[0] = out->blocks[title];
  memcpy(blocks + 1, out->blocks, title * sizeof *blocks);
  memcpy(blocks + title + 1, out->blocks + title + 1, (out->n_blocks - title - 1) * sizeof *blocks);
  blocks[0].opens_section = blocks[1].opens_section = true;
  out->blocks = blocks;
  return true;
}

static enum listen_status build(struct reader *r, struct document *out, struct listen_diag *diag) {
  if (!html_trace(&r->page, &r->page.decoded))
    return diag_nomem(diag);
  place_title(r);
  if (!blocks_build(&r->page.decoded, r->rules, false, out) || !put_title_first(out) ||
      html_facts_apply(&r->page, &r->head, &r->content, r->rules, out) != LISTEN_OK)
    return diag_nomem(diag);
  return LISTEN_OK;
}

/// The parser's tree and what is made of it take up to eight bytes for each of the page.
static enum listen_status refuse_large(struct listen_diag *diag) {
  diag_set(diag, LISTEN_E_INPUT, "%s",
           DIAG_TEXT(diag, "a page larger than 64 MiB: not an article",
                     "eine Seite, größer als 64 MiB: das ist kein Artikel"));
  diag_hint(diag, "%s",
            DIAG_TEXT(diag, "save the article alone, or as text",
                      "den Artikel allein speichern, oder als Text"));
  return LISTEN_E_INPUT;
}

enum listen_status html_read(struct view input, const struct rules *rules, struct document *out,
                             struct listen_diag *diag) {
  if (input.len > HTML_PAGE_MAX_BYTES)
    return refuse_large(diag);
  struct reader *r = calloc(1, sizeof *r);
  if (r == NULL)
    return diag_nomem(diag);
  r->rules = rules;
  enum listen_status status = take_apart(r, input, &out->arena, diag);
  if (status == LISTEN_OK)
    status = find_article(r, diag);
  if (status == LISTEN_OK)
    status = build(r, out, diag);
  html_content_clear(&r->content);
  html_body_clear(&r->body);
  html_head_clear(&r->head);
  html_page_clear(&r->page);
  html_hints_free(r->hints);
  free(r);
  return status;
}

// ---- is it HTML? ----

enum { SNIFF_BYTES = 4096, MIN_TAGS = 3 };

static bool starts_with(struct view text, const char *lower) {
  size_t i = 0;
  for (; lower[i] != '\0'; i++)
    if (i >= text.len ||
        ((text.ptr[i] >= 'A' && text.ptr[i] <= 'Z') ? text.ptr[i] | 0x20 : text.ptr[i]) != lower[i])
      return false;
  // The name ends here.
  bool letter = i < text.len && ((text.ptr[i] | 0x20) >= 'a' && (text.ptr[i] | 0x20) <= 'z');
  return !letter;
}

static struct view skip_blank(struct view text) {
  while (text.len > 0 && (text.ptr[0] == ' ' || (text.ptr[0] >= '\t' && text.ptr[0] <= '\r')))
    text = view_sub(text, 1, text.len);
  return text;
}

static struct view skip_to(struct view text, const char *mark) {
  const char *end = memmem(text.ptr, text.len, mark, strlen(mark));
  return end == NULL ? view_sub(text, text.len, 0)
                     : view_sub(text, (size_t)(end - text.ptr) + strlen(mark), text.len);
}

bool html_looks_like(struct view input) {
  static const char *const first[] = {"<!doctype html", "<html", "<head", "<body"};
  static const char *const common[] = {"<p",    "<div", "<title", "<meta",    "<h1",   "<h2",
                                       "<span", "<ul",  "<table", "<article", "<link", "<script"};
  struct view text = input;
  if (view_starts(text, VIEW("\xEF\xBB\xBF")))
    text = view_sub(text, 3, text.len);
  text = skip_blank(text);
  while (view_starts(text, VIEW("<?xml")) || view_starts(text, VIEW("<!--")))
    text = skip_blank(skip_to(text, text.ptr[1] == '?' ? "?>" : "-->"));
  for (size_t i = 0; i < sizeof first / sizeof *first; i++)
    if (starts_with(text, first[i]))
      return true;
  // A fragment: it begins with a tag, and more follow. Markdown may hold a few tags of its own.
  if (text.len == 0 || text.ptr[0] != '<')
    return false;
  text = view_sub(text, 0, SNIFF_BYTES);
  size_t n = 0;
  bool at_start = false;
  for (size_t pos = 0; pos < text.len; pos++) {
    if (text.ptr[pos] != '<')
      continue;
    for (size_t i = 0; i < sizeof common / sizeof *common; i++)
      if (starts_with(view_sub(text, pos, text.len), common[i])) {
        at_start |= pos == 0;
        n++;
      }
  }
  return at_start && n >= MIN_TAGS;
}
