// How long it takes, and whether what is said of that is true.

#include "api/api.h"

#include "check/check.h"
#include "estimate/estimate.h"
#include "estimate/label.h"
#include "estimate/reading_time.h"

#include <stdlib.h>

struct listen_estimate {
  double seconds, title_s;
  struct reading_time reading;
  size_t words;
  double *chapters_s;
  size_t n_chapters;
};

/// What is asked of the model alone.
static void count_words(const struct document *document, struct listen_estimate *out) {
  struct text_counts all = {0}, body = {0};
  for (size_t i = 0; i < document->n_blocks; i++) {
    text_counts_add(&all, document->blocks[i].text);
    if (document->blocks[i].role != BLOCK_TITLE)
      text_counts_add(&body, document->blocks[i].text);
  }
  out->words = all.words;
  out->reading = reading_time_of(body.words);
}

/// The model leaves out chapters of which nothing is said.
static void spread(const struct listen_article *article, const struct chapter_times *times,
                   struct listen_estimate *out) {
  for (size_t i = 0, chapter = 0; i < times->n; i++) {
    while (chapter + 1 < article->n_chapters &&
           article->opening[chapter + 1] <= times->items[i].block)
      chapter++;
    if (chapter < article->n_chapters)
      out->chapters_s[chapter] += times->items[i].seconds;
  }
}

static enum listen_status estimate(struct call *call, const struct listen_article *article,
                                   struct listen_estimate *out) {
  const struct document *document = &article->document;
  struct chapter_times times = {0};
  out->n_chapters = article->n_chapters;
  out->chapters_s = calloc(article->n_chapters + 1, sizeof *out->chapters_s);
  if (out->chapters_s == NULL)
    return diag_nomem(&call->diag);
  enum listen_status status = session_estimate_chapters(document, &call->reader->session, &times,
                                                        &out->seconds, &call->diag);
  if (status == LISTEN_OK) {
    out->title_s = times.title_s;
    count_words(document, out);
    spread(article, &times, out);
  }
  free(times.items);
  return status;
}

listen_status listen_estimate_new(listen_reader *reader, const listen_article *article,
                                  listen_estimate **out, listen_error **error) {
  struct call call;
  *out = NULL;
  call_begin(&call, reader, false, error);
  struct listen_estimate *made = calloc(1, sizeof *made);
  enum listen_status status =
      made != NULL ? estimate(&call, article, made) : diag_nomem(&call.diag);
  if (status == LISTEN_OK)
    *out = made;
  else
    listen_estimate_free(made);
  return call_end(&call, status);
}

void listen_estimate_free(listen_estimate *made) {
  if (made == NULL)
    return;
  free(made->chapters_s);
  free(made);
}

uint64_t listen_estimate_ms(const listen_estimate *made) {
  return ms_of_seconds(made->seconds);
}

uint64_t listen_estimate_body_ms(const listen_estimate *made) {
  return ms_of_seconds(made->seconds - made->title_s);
}

uint64_t listen_estimate_chapter_ms(const listen_estimate *made, size_t chapter) {
  return chapter < made->n_chapters ? ms_of_seconds(made->chapters_s[chapter]) : 0;
}

uint64_t listen_estimate_reading_ms(const listen_estimate *made) {
  return ms_of_seconds(made->reading.seconds);
}

size_t listen_estimate_words(const listen_estimate *made) {
  return made->words;
}

size_t listen_label(uint64_t duration_ms, const char *format, char *out, size_t size) {
  struct call call;
  struct buf label = {0};
  struct view bad;
  if (format == NULL)
    format = "Artikel anhören • {minutes}";
  call_begin(&call, NULL, false, NULL);
  if (label_format_is_valid(format, &bad))
    duration_label(format, (double)duration_ms / 1000, &label);
  size_t len = label.failed ? 0 : label.len, n = len < size ? len : size > 0 ? size - 1 : 0;
  while (n > 0 && n < len && ((unsigned char)label.ptr[n] & 0xC0) == 0x80)
    n--; // cut between two characters
  if (size > 0) {
    if (n > 0)
      memcpy(out, label.ptr, n);
    out[n] = '\0';
  }
  buf_clear(&label);
  call_end(&call, LISTEN_OK);
  return len;
}

// ---- claims ----

static enum listen_status check(struct call *call, const struct listen_article *article,
                                size_t claim, const struct tolerance *tolerance,
                                listen_verdict *out) {
  if (claim >= article->document.n_claims)
    return call_usage(call, "the article has no such claim", "der Artikel hat keine solche Angabe");
  struct listen_estimate known = {0};
  struct checked_claim checked = {.claim = article->document.claims[claim]};
  enum listen_status status = estimate(call, article, &known);
  if (status == LISTEN_OK) {
    struct checked_page page = {.listen_s = known.seconds, .reading = known.reading};
    check_claim(&checked, &page, tolerance);
    out->verdict = text_of_string(verdict_name(checked.verdict));
    out->claimed_ms = ms_of_seconds((checked.claim.low_s + checked.claim.high_s) / 2);
    out->true_ms = ms_of_seconds(checked.true_s);
    out->error_pct = checked.error_pct;
  }
  free(known.chapters_s);
  return status;
}

listen_status listen_check(listen_reader *reader, const listen_article *article, size_t claim,
                           double tolerance_pct, double tolerance_ms, listen_verdict *out,
                           size_t size, listen_error **error) {
  struct call call;
  listen_verdict result = {0};
  struct tolerance tolerance = TOLERANCE_DEFAULT;
  if (tolerance_pct >= 0)
    tolerance.percent = tolerance_pct;
  if (tolerance_ms >= 0)
    tolerance.seconds = tolerance_ms / 1000;
  call_begin(&call, reader, false, error);
  enum listen_status status = check(&call, article, claim, &tolerance, &result);
  FILL(out, size, result);
  return call_end(&call, status);
}
