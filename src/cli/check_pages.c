// `listen check`: pages read and judged, several at once. The stages are pure and what they share
// is constant, so threads need nothing from one another but the number of the next page.

#include "cli/cli.h"

#include "base/outfile.h"
#include "check/diff.h"
#include "check/fix.h"
#include "estimate/estimate.h"
#include "extract/format.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MAX_THREADS = 64 };

struct task {
  const struct path_list *paths;
  const struct cli_options *options;
  const struct session *session;
  struct checked_page *pages;
  atomic_size_t next;
};

/// Words as sites count them: of the body, without the headline.
static size_t body_words(const struct document *document) {
  struct text_counts counts = {0};
  for (size_t i = 0; i < document->n_blocks; i++)
    if (document->blocks[i].role != BLOCK_TITLE)
      text_counts_add(&counts, document->blocks[i].text);
  return counts.words;
}

static bool is_wanted(const struct cli_options *options, const struct claim *claim) {
  return options->claims == CLAIM_NONE || claim->kind == options->claims;
}

/// Copy the claims of a document to the page; at least one entry. False when out of memory.
static bool copy_claims(const struct document *document, const struct cli_options *options,
                        struct view input, struct checked_page *page) {
  page->claims = arena_alloc(&page->arena, document->n_claims + 1, sizeof *page->claims);
  if (page->claims == NULL)
    return false;
  for (size_t i = 0; i < document->n_claims; i++) {
    const struct claim *claim = &document->claims[i];
    if (!is_wanted(options, claim))
      continue;
    struct checked_claim *checked = &page->claims[page->n_claims++];
    checked->claim = *claim;
    checked->claim.text = arena_copy(&page->arena, claim->text);
    check_place(input, claim->source, &checked->column, &checked->end_column);
    if (checked->claim.text.ptr == NULL)
      return false;
  }
  page->n_claims += page->n_claims == 0; // the entry of a page that claims nothing
  return true;
}

/// Judge the claims and say what would be true.
static bool judge(const struct cli_options *options, struct checked_page *page) {
  struct buf label = {0};
  bool kept = true;
  for (size_t i = 0; i < page->n_claims; i++) {
    struct checked_claim *checked = &page->claims[i];
    check_claim(checked, page, &options->tolerance);
    buf_reset(&label);
    duration_label(options->label_format, checked->true_s, &label);
    checked->label = arena_copy_buf(&page->arena, &label);
    kept = kept && checked->label.ptr != NULL;
  }
  check_differences(page);
  buf_clear(&label);
  return kept;
}

// ---- putting right ----

static bool is_rewritten(struct view input, const char *path, const struct cli_options *options) {
  enum input_format format = options->session.from;
  if (format == INPUT_AUTO)
    format = format_choose(input, path, options->session.plain);
  return format == INPUT_TEXT || format == INPUT_MARKDOWN;
}

/// Edits for the wrong claims; how many.
static enum listen_status collect_edits(struct view input, const struct cli_options *options,
                                        struct checked_page *page, struct fix_edit *edits,
                                        size_t *n, struct listen_diag *diag) {
  bool rewritten = is_rewritten(input, page->path, options);
  for (size_t i = 0; i < page->n_claims; i++) {
    struct checked_claim *checked = &page->claims[i];
    if (!verdict_is_wrong(checked->verdict))
      continue;
    if (!rewritten) {
      checked->fix = FIX_FORMAT;
      continue;
    }
    if (!fix_claim(input, checked, &edits[*n]))
      return diag_nomem(diag);
    *n += checked->fix == FIX_DONE;
  }
  return LISTEN_OK;
}

static enum listen_status write_file(const char *path, struct view bytes,
                                     struct listen_diag *diag) {
  struct outfile file;
  enum listen_status status = outfile_open(&file, path, diag);
  if (status != LISTEN_OK)
    return status;
  status = outfile_write(&file, bytes.ptr, bytes.len, diag);
  if (status == LISTEN_OK)
    status = outfile_commit(&file, true, diag);
  outfile_discard(&file);
  return status;
}

/// Rewrite the file, or put its diff on the page for --dry-run.
static enum listen_status fix_page(struct view input, const struct cli_options *options,
                                   struct checked_page *page, struct listen_diag *diag) {
  struct fix_edit *edits = calloc(page->n_claims + 1, sizeof *edits);
  struct buf fixed = {0}, diff = {0};
  size_t n = 0;
  if (edits == NULL)
    return diag_nomem(diag);
  enum listen_status status = collect_edits(input, options, page, edits, &n, diag);
  if (status == LISTEN_OK && n > 0 && !fix_apply(input, edits, n, &fixed))
    status = diag_nomem(diag);
  if (status == LISTEN_OK && n > 0 && options->dry_run) {
    diff_unified(page->path, input, buf_as_view(&fixed), &diff);
    page->diff = arena_copy_buf(&page->arena, &diff);
    if (page->diff.ptr == NULL)
      status = diag_nomem(diag);
  } else if (status == LISTEN_OK && n > 0) {
    status = write_file(page->path, buf_as_view(&fixed), diag);
  }
  for (size_t i = 0; i <= page->n_claims; i++)
    buf_clear(&edits[i].bytes);
  free(edits);
  buf_clear(&fixed);
  buf_clear(&diff);
  return status;
}

// ---- one page ----

static enum listen_status check_document(const struct document *document, struct view input,
                                         const char *root, const struct task *task,
                                         struct checked_page *page, struct listen_diag *diag) {
  enum listen_status status = session_estimate(document, task->session, &page->listen_s, diag);
  if (status != LISTEN_OK)
    return status;
  page->words = body_words(document);
  page->n_images = document->n_images;
  page->reading = reading_time_of(page->words);
  cli_page_audio(document, root, page);
  if (!copy_claims(document, task->options, input, page) || !judge(task->options, page))
    return diag_nomem(diag);
  return task->options->fix ? fix_page(input, task->options, page, diag) : LISTEN_OK;
}

/// A page of a tree that holds no text is no fault: redirects and lists of links are such.
static void page_without_text(struct checked_page *page, bool in_tree) {
  page->state = in_tree ? PAGE_NO_TEXT : PAGE_FAILED;
  page->claims = in_tree ? arena_alloc(&page->arena, 1, sizeof *page->claims) : NULL;
  page->n_claims = page->claims != NULL;
  if (page->claims != NULL)
    page->claims[0].verdict = VERDICT_NO_CLAIM;
}

static void check_page(const struct task *task, size_t i) {
  const struct listed_path *listed = &task->paths->paths[i];
  struct checked_page *page = &task->pages[i];
  struct document document = {0};
  struct buf input = {0};
  page->path = listed->path;
  page->diag = cli_diag();
  enum listen_status status = session_read_file(page->path, &cli_cancelled, &input, &page->diag);
  if (status == LISTEN_OK)
    status =
        session_extract(task->session, buf_as_view(&input), page->path, &document, &page->diag);
  if (status == LISTEN_OK)
    status = check_document(&document, buf_as_view(&input), listed->root, task, page, &page->diag);
  if (status != LISTEN_OK) {
    page->state = PAGE_FAILED;
    page->n_claims = 0;
    if (page->diag.file[0] == '\0') // of several pages, each has a line that names it
      diag_at(&page->diag, page->path, 0, 0);
    if (status == LISTEN_E_INPUT && page->diag.no_text)
      page_without_text(page, listed->root != NULL);
  }
  document_clear(&document);
  buf_clear(&input);
}

static void *work(void *context) {
  struct task *task = context;
  for (size_t i; (i = atomic_fetch_add(&task->next, 1)) < task->paths->n_paths && !cli_cancelled;)
    check_page(task, i);
  return NULL;
}

static size_t n_threads(const struct cli_options *options, size_t n_pages) {
  long cores = sysconf(_SC_NPROCESSORS_ONLN);
  size_t n = options->session.workers > 0 ? options->session.workers
             : cores > 0                  ? (size_t)cores
                                          : 1;
  n = n < MAX_THREADS ? n : MAX_THREADS;
  return n < n_pages ? n : n_pages;
}

void cli_check_pages(const struct path_list *paths, const struct cli_options *options,
                     const struct session *session, struct checked_page *pages) {
  struct task task = {.paths = paths, .options = options, .session = session, .pages = pages};
  pthread_t threads[MAX_THREADS];
  size_t n = n_threads(options, paths->n_paths), n_started = 0;
  atomic_init(&task.next, 0);
  while (n_started + 1 < n && pthread_create(&threads[n_started], NULL, work, &task) == 0)
    n_started++;
  work(&task);
  for (size_t i = 0; i < n_started; i++)
    pthread_join(threads[i], NULL);
}
