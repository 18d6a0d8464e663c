#include "extract/html/html.h"

#include "extract/blocks.h"
#include "extract/html/boxes.h"
#include "extract/html/content.h"
#include "extract/html/head.h"
#include "extract/html/headline.h"
#include "extract/html/prune.h"
#include "extract/html/roles.h"
#include "extract/html/title.h"
#include "extract/html/trace.h"

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

static enum listen_status read_page(struct view input, const struct html_hints *hints,
                                    const struct rules *rules, struct html_page *page,
                                    struct html_head *head, struct html_content *content,
                                    struct document *out, struct listen_diag *diag) {
  enum listen_status status = html_page_read(input, hints, page);
  if (status != LISTEN_OK)
    return diag_nomem(diag);
  html_head_read(page, head);
  html_prune_hidden(page);
  uint32_t headline = html_headline_find(page, head);
  html_prune(page, headline);
  struct html_title title;
  struct html_piece piece;
  bool titled = html_title_choose(page, head, headline, &title);
  if (titled)
    piece = piece_of(page, &title);
  status = html_page_chunk(page, titled ? &piece : NULL, &out->arena, diag);
  if (status != LISTEN_OK)
    return status;
  uint32_t chunk = titled ? 0 : title_chunk(page, headline);
  if (html_content_find(page, headline, content) != LISTEN_OK)
    return diag_nomem(diag);
  html_drop_boxes(page, content, headline, hints, rules);
  html_roles_assign(page, content, headline, chunk, rules);
  if (!html_trace(page, &page->decoded) || !blocks_build(&page->decoded, rules, false, out))
    return diag_nomem(diag);
  return LISTEN_OK;
}

enum listen_status html_read(struct view input, const struct rules *rules, struct document *out,
                             struct listen_diag *diag) {
  struct html_page page = {0};
  struct html_head head = {0};
  struct html_content content = {0};
  struct html_hints *hints = html_hints_new();
  enum listen_status status =
      hints == NULL ? diag_nomem(diag)
                    : read_page(input, hints, rules, &page, &head, &content, out, diag);
  html_content_clear(&content);
  html_head_clear(&head);
  html_page_clear(&page);
  html_hints_free(hints);
  return status;
}

bool html_looks_like(struct view input) {
  (void)input;
  return false;
}
