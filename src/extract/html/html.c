#include "extract/html/html.h"

#include "extract/blocks.h"
#include "extract/html/content.h"
#include "extract/html/head.h"
#include "extract/html/headline.h"
#include "extract/html/prune.h"
#include "extract/html/roles.h"
#include "extract/html/trace.h"

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
  status = html_page_chunk(page, &out->arena, diag);
  if (status != LISTEN_OK)
    return status;
  if (html_content_find(page, headline, content) != LISTEN_OK ||
      html_roles_assign(page, content, head, headline, rules) != LISTEN_OK ||
      !html_trace(page, &page->decoded) || !blocks_build(&page->decoded, rules, false, out))
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
