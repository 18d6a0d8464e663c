#include "book/package.h"

#include "base/sum.h"
#include "book/page.h"
#include "pipeline/reading.h"

#include <inttypes.h>
#include <stdio.h>

static void add_sum(struct buf *out, struct view text) {
  struct digest sum = digest_of(text);
  buf_add(out, (const char *)&sum, sizeof sum);
}

/// A name for what the book says, whatever voice says it: UUID version 8 (RFC 9562), out of sums of
/// texts and names.
static bool make_identifier(const struct book_plan *plan, char out[64]) {
  struct buf all = {0};
  for (size_t i = 0; i < plan->n_parts; i++) {
    add_sum(&all, plan->parts[i].facts->title);
    add_sum(&all, plan->parts[i].facts->author);
    add_sum(&all, plan->parts[i].title);
  }
  for (size_t i = 0; i < plan->n_shown; i++) {
    buf_byte(&all, (char)plan->shown[i].block->role);
    add_sum(&all, plan->shown[i].block->text);
  }
  bool ok = !all.failed;
  struct digest sum = digest_of(buf_as_view(&all));
  buf_clear(&all);
  uint64_t high = (sum.words[0] & ~UINT64_C(0xF000)) | 0x8000;
  uint64_t low = (sum.words[1] & ~(UINT64_C(3) << 62)) | UINT64_C(2) << 62;
  snprintf(out, 64, "urn:uuid:%08" PRIx64 "-%04" PRIx64 "-%04" PRIx64 "-%04" PRIx64 "-%012" PRIx64,
           high >> 32, high >> 16 & 0xFFFF, high & 0xFFFF, low >> 48,
           low & UINT64_C(0xFFFFFFFFFFFF));
  return ok;
}

static bool is_german(struct view language) {
  return view_starts(book_language(language), VIEW("de"));
}

/// One article's title; of several the first one's, and how many more.
static void make_title(const struct book_plan *plan, struct book_facts *facts) {
  const struct document *d = plan->document;
  buf_view(&facts->title, d->title.len > 0 ? d->title : plan->parts[0].title);
  if (d->n_articles < 2)
    return;
  size_t more = d->n_articles - 1;
  if (is_german(d->language))
    buf_printf(&facts->title, " und %zu weitere%s Artikel", more, more == 1 ? "r" : "");
  else
    buf_printf(&facts->title, " and %zu more article%s", more, more == 1 ? "" : "s");
}

/// The latest day that an article names is the book's.
static void find_day(const struct book_plan *plan, struct book_facts *facts) {
  for (size_t i = 0; i < plan->n_parts; i++) {
    struct view published = plan->parts[i].facts->published;
    struct iso_date date;
    if (!iso_date_read(published, &date))
      continue;
    char now[BOOK_DATE_BYTES], best[BOOK_DATE_BYTES];
    book_date_text(&date, now);
    book_date_text(&facts->modified, best);
    if (facts->day.len > 0 && strcmp(now, best) <= 0)
      continue;
    facts->modified = date;
    facts->day = view_sub(published, 0, BOOK_DAY_BYTES);
  }
}

enum listen_status book_facts_find(const struct book_plan *plan, const struct book_options *options,
                                   struct book_facts *out, struct listen_diag *diag) {
  const struct document *d = plan->document;
  *out = (struct book_facts){.language = book_language(d->language), .modified = BOOK_DATE_NONE};
  find_day(plan, out);
  if (options->has_epoch)
    out->modified = book_date_of_epoch(options->epoch_s);
  make_title(plan, out);
  if (make_identifier(plan, out->identifier) && !out->title.failed)
    return LISTEN_OK;
  book_facts_clear(out);
  return diag_nomem(diag);
}

void book_facts_clear(struct book_facts *facts) {
  buf_clear(&facts->title);
}
