#include "extract/html/repeats.h"

#include "extract/html/body.h"
#include "extract/text.h"
#include <stdlib.h>

enum { REPEAT_MIN_BYTES = 80, QUOTE_PERCENT = 95, QUOTE_MAX_BYTES = 400 };

static bool is_read(const struct text_line *line) {
  return skip_reason_class(line->reason) == SKIP_CLASS_READ && line->kind != LINE_MARK;
}

static bool may_repeat(const struct decoded *d, const struct text_line *line) {
  return is_read(line) && line_text(d, line).len >= REPEAT_MIN_BYTES &&
         (line->kind == LINE_TEXT || line->kind == LINE_QUOTE);
}

// ---- paragraphs ----

struct entry {
  struct view text;
  size_t line;
};

static int by_text(const void *a, const void *b) {
  const struct entry *x = a, *y = b;
  int order = view_cmp(x->text, y->text);
  return order != 0 ? order : (x->line > y->line) - (x->line < y->line);
}

static bool drop_paragraphs(struct decoded *d) {
  size_t n = 0;
  struct entry *entries = calloc(d->n_lines + 1, sizeof *entries);
  if (entries == NULL)
    return false;
  for (size_t i = 0; i < d->n_lines; i++)
    if (may_repeat(d, &d->lines[i]))
      entries[n++] = (struct entry){line_text(d, &d->lines[i]), i};
  qsort(entries, n, sizeof *entries, by_text);
  for (size_t i = 1; i < n; i++)
    if (view_eq(entries[i].text, entries[i - 1].text))
      d->lines[entries[i].line].reason = SKIP_DUPLICATE;
  free(entries);
  return true;
}

// ---- quotes ----

static bool is_short_quote(const struct decoded *d, const struct text_line *line) {
  return is_read(line) && line->kind == LINE_QUOTE && line_text(d, line).len <= QUOTE_MAX_BYTES;
}

static bool drop_quotes(struct decoded *d) {
  struct buf text = {0};
  bool any = false;
  for (size_t i = 0; i < d->n_lines; i++) {
    const struct text_line *line = &d->lines[i];
    if (is_short_quote(d, line)) {
      any = true;
    } else if (is_read(line) && line->kind == LINE_TEXT) {
      buf_view(&text, line_text(d, line));
      buf_byte(&text, ' ');
    }
  }
  struct html_body body = {0};
  bool done = !text.failed && (!any || html_body_read(buf_as_view(&text), &body) == LISTEN_OK);
  for (size_t i = 0; done && any && i < d->n_lines; i++)
    if (is_short_quote(d, &d->lines[i]) &&
        html_body_percent(&body, line_text(d, &d->lines[i])) >= QUOTE_PERCENT)
      d->lines[i].reason = SKIP_DUPLICATE;
  html_body_clear(&body);
  buf_clear(&text);
  return done;
}

enum listen_status html_drop_repeats(struct html_page *page) {
  bool done = drop_paragraphs(&page->decoded) && drop_quotes(&page->decoded);
  return done ? LISTEN_OK : LISTEN_E_NOMEM;
}
