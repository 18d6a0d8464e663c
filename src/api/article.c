#include "api/api.h"

#include "chapter/chapter.h"
#include "extract/format.h"

#include <stdlib.h>

/// Blocks as the outside counts them: with those that are left out among them.
static bool number_blocks(struct listen_article *article) {
  const struct document *d = &article->document;
  article->shown = arena_alloc(&article->arena, d->n_blocks + 1, sizeof *article->shown);
  if (article->shown == NULL)
    return false;
  for (size_t i = 0; d->n_shown == 0 && i < d->n_blocks; i++)
    article->shown[i] = i;
  for (size_t i = 0, n = 0; i < d->n_shown && n < d->n_blocks; i++)
    if (d->shown[i].read)
      article->shown[n++] = i;
  return true;
}

static bool name_chapters(struct listen_article *article) {
  const struct document *d = &article->document;
  struct buf title = {0};
  size_t n = 0;
  for (size_t i = 0; i < d->n_blocks; i++)
    n += reading_opens_chapter(d, i);
  article->chapters = arena_alloc(&article->arena, n + 1, sizeof *article->chapters);
  article->opening = arena_alloc(&article->arena, n + 1, sizeof *article->opening);
  bool named = article->chapters != NULL && article->opening != NULL;
  for (size_t i = 0; named && i < d->n_blocks; i++) {
    if (!reading_opens_chapter(d, i))
      continue;
    const struct block *block = &d->blocks[i];
    buf_reset(&title);
    chapter_title(block->chapter.ptr != NULL ? block->chapter : block->text, &title);
    struct view kept = arena_copy_buf(&article->arena, &title);
    named = kept.ptr != NULL;
    article->opening[article->n_chapters] = i;
    article->chapters[article->n_chapters++] =
        (struct listen_chapter){text_of(kept), article->shown[i]};
  }
  buf_clear(&title);
  return named;
}

/// Take over what was read.
static enum listen_status keep(struct document *document, const char *name, listen_article **out,
                               struct listen_diag *diag) {
  struct listen_article *article = calloc(1, sizeof *article);
  if (article == NULL) {
    document_clear(document);
    return diag_nomem(diag);
  }
  article->document = *document;
  bool named =
      keep_string(&article->arena, name != NULL ? name : "", &article->name) == LISTEN_STATUS_OK;
  if (named && number_blocks(article) && name_chapters(article)) {
    *out = article;
    return LISTEN_OK;
  }
  listen_article_free(article);
  return diag_nomem(diag);
}

/// A reader's session, with the kind of input that a call asks for.
static enum listen_status choose_kind(struct call *call, const char *kind, bool *plain,
                                      enum input_format *format) {
  *plain = kind != NULL && strcmp(kind, "plain") == 0;
  *format = kind != NULL && !*plain ? format_named(kind) : INPUT_AUTO;
  if (kind == NULL || *plain || *format != INPUT_AUTO)
    return LISTEN_OK;
  return call_usage(call, "kind: accepted are txt, html, markdown, epub, plain",
                    "kind: erlaubt sind txt, html, markdown, epub, plain");
}

static enum listen_status extract(struct call *call, struct view input, const char *name,
                                  const char *kind, listen_article **out) {
  struct listen_reader *reader = call->reader;
  struct document document = {0};
  bool plain;
  enum input_format format;
  enum listen_status status = choose_kind(call, kind, &plain, &format);
  if (status != LISTEN_OK)
    return status;
  reader->options.plain = plain;
  reader->options.from = format;
  status = session_extract(&reader->session, input, name, &document, &call->diag);
  return status == LISTEN_OK ? keep(&document, name, out, &call->diag) : status;
}

listen_status listen_article_parse(listen_reader *reader, const void *data, size_t len,
                                   const char *name, const char *kind, listen_article **out,
                                   listen_error **error) {
  struct call call;
  *out = NULL;
  call_begin(&call, reader, false, error);
  struct view input = {data != NULL ? data : "", data != NULL ? len : 0};
  return call_end(&call, extract(&call, input, name, kind, out));
}

listen_status listen_article_load(listen_reader *reader, const char *path, const char *kind,
                                  listen_article **out, listen_error **error) {
  struct call call;
  struct buf input = {0};
  *out = NULL;
  call_begin(&call, reader, false, error);
  const char *inside = path != NULL && strcmp(path, "-") == 0 ? "./-" : path;
  enum listen_status status = path == NULL
                                  ? call_usage(&call, "no path", "kein Pfad")
                                  : session_read_file(inside, &reader->cancel, &input, &call.diag);
  struct view content = input.ptr != NULL ? buf_as_view(&input) : VIEW("");
  if (status == LISTEN_OK)
    status = extract(&call, content, path, kind, out);
  buf_clear(&input);
  return call_end(&call, status);
}

void listen_article_free(listen_article *article) {
  if (article == NULL)
    return;
  document_clear(&article->document);
  arena_clear(&article->arena);
  free(article);
}

// ---- what it says of itself ----

listen_text listen_article_title(const listen_article *article) {
  return text_of(article->document.title);
}

listen_text listen_article_language(const listen_article *article) {
  return text_of(article->document.language);
}

listen_text listen_article_description(const listen_article *article) {
  return text_of(article->document.summary);
}

listen_text listen_article_date(const listen_article *article) {
  return text_of(article->document.published);
}

listen_text listen_article_author(const listen_article *article) {
  return text_of(article->document.author);
}

listen_text listen_article_site(const listen_article *article) {
  return text_of(article->document.site);
}

// ---- its parts ----

struct span source_of(const struct block *block, struct span in_text) {
  return source_map_is_exact(&block->map) ? source_map_span(&block->map, in_text)
                                          : (struct span){0};
}

size_t shown_index(const struct listen_article *article, size_t block) {
  return article->shown[block];
}

static const char *reason_of(const struct document *document, const struct block *block) {
  for (size_t i = 0; i < document->n_skipped; i++)
    if (document->skipped[i].line == block->line && view_eq(document->skipped[i].text, block->text))
      return document->skipped[i].reason;
  return block_role_name(block->role);
}

size_t listen_article_block_count(const listen_article *article) {
  const struct document *d = &article->document;
  return d->n_shown > 0 ? d->n_shown : d->n_blocks;
}

int listen_article_block(const listen_article *article, size_t index, listen_block *out,
                         size_t size) {
  const struct document *d = &article->document;
  listen_block result = {0};
  bool found = index < listen_article_block_count(article);
  if (found) {
    const struct block *block = d->n_shown > 0 ? d->shown[index].block : &d->blocks[index];
    struct span source = source_of(block, (struct span){0, block->text.len});
    result.spoken = d->n_shown == 0 || d->shown[index].read;
    result.role = text_of_string(block_role_name(block->role));
    result.level = (int)block->level;
    result.text = text_of(block->text);
    result.line = block->line;
    result.source_offset_bytes = source.offset;
    result.source_length_bytes = source.len;
    if (!result.spoken)
      result.reason = text_of_string(reason_of(d, block));
  }
  FILL(out, size, result);
  return found;
}

size_t listen_article_left_out_count(const listen_article *article) {
  return article->document.n_skipped;
}

int listen_article_left_out(const listen_article *article, size_t index, listen_left_out *out,
                            size_t size) {
  listen_left_out result = {0};
  bool found = index < article->document.n_skipped;
  if (found) {
    const struct skipped *skipped = &article->document.skipped[index];
    result =
        (listen_left_out){text_of(skipped->text), text_of_string(skipped->reason), skipped->line};
  }
  FILL(out, size, result);
  return found;
}

size_t listen_article_chapter_count(const listen_article *article) {
  return article->n_chapters;
}

int listen_article_chapter(const listen_article *article, size_t index, listen_chapter *out,
                           size_t size) {
  listen_chapter result = {0};
  bool found = index < article->n_chapters;
  if (found)
    result = article->chapters[index];
  FILL(out, size, result);
  return found;
}

size_t listen_article_claim_count(const listen_article *article) {
  return article->document.n_claims;
}

int listen_article_claim(const listen_article *article, size_t index, listen_claim *out,
                         size_t size) {
  listen_claim result = {0};
  bool found = index < article->document.n_claims;
  if (found) {
    const struct claim *claim = &article->document.claims[index];
    result.kind = text_of_string(claim_kind_name(claim->kind));
    result.place = text_of_string(claim_place_name(claim->place));
    result.text = text_of(claim->text);
    result.low_ms = ms_of_seconds(claim->low_s);
    result.high_ms = ms_of_seconds(claim->high_s);
    result.line = claim->line;
  }
  FILL(out, size, result);
  return found;
}
