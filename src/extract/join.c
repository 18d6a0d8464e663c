#include "extract/extract.h"

static size_t total(const struct document *documents, size_t n,
                    size_t (*count)(const struct document *)) {
  size_t sum = 0;
  for (size_t i = 0; i < n; i++)
    sum += count(&documents[i]);
  return sum;
}

static size_t count_blocks(const struct document *document) {
  return document->n_blocks;
}

static size_t count_claims(const struct document *document) {
  return document->n_claims;
}

static size_t count_skipped(const struct document *document) {
  return document->n_skipped;
}

static size_t count_shown(const struct document *document) {
  return document->n_shown > 0 ? document->n_shown : document->n_blocks;
}

/// Its blocks as they stand on the page, behind those of the documents before.
static void add_shown(struct document *out, struct shown_block *shown, const struct document *d) {
  for (size_t i = 0; i < d->n_shown; i++)
    shown[out->n_shown++] = d->shown[i];
  for (size_t i = 0; d->n_shown == 0 && i < d->n_blocks; i++)
    shown[out->n_shown++] = (struct shown_block){&d->blocks[i], true};
}

enum listen_status document_join(struct document *documents, size_t n_documents,
                                 struct document *out, struct listen_diag *diag) {
  *out = (struct document){0};
  if (n_documents > 0)
    *out = documents[0];
  out->arena = (struct arena){0};
  for (size_t i = 0; i < n_documents; i++)
    arena_adopt(&out->arena, &documents[i].arena);
  struct block *blocks =
      arena_alloc(&out->arena, total(documents, n_documents, count_blocks) + 1, sizeof *blocks);
  struct claim *claims =
      arena_alloc(&out->arena, total(documents, n_documents, count_claims) + 1, sizeof *claims);
  struct skipped *skipped =
      arena_alloc(&out->arena, total(documents, n_documents, count_skipped) + 1, sizeof *skipped);
  size_t *articles = arena_alloc(&out->arena, n_documents + 1, sizeof *articles);
  struct article_facts *facts = arena_alloc(&out->arena, n_documents + 1, sizeof *facts);
  struct shown_block *shown =
      arena_alloc(&out->arena, total(documents, n_documents, count_shown) + 1, sizeof *shown);
  bool ok = blocks != NULL && claims != NULL && skipped != NULL && articles != NULL &&
            facts != NULL && shown != NULL;
  out->blocks = blocks, out->claims = claims, out->skipped = skipped, out->articles = articles;
  out->facts = facts, out->shown = shown;
  out->n_blocks = out->n_claims = out->n_skipped = out->n_shown = 0;
  out->n_articles = n_documents;
  for (size_t i = 0; i < n_documents; i++) {
    struct document *d = &documents[i];
    if (ok) {
      articles[i] = out->n_blocks;
      facts[i] = (struct article_facts){.title = d->title,
                                        .language = d->language,
                                        .published = d->published,
                                        .author = d->author,
                                        .credit = d->credit,
                                        .site = d->site,
                                        .first_shown = out->n_shown};
      add_shown(out, shown, d);
      for (size_t k = 0; k < d->n_blocks; k++)
        blocks[out->n_blocks++] = d->blocks[k];
      for (size_t k = 0; k < d->n_claims; k++)
        claims[out->n_claims++] = d->claims[k];
      for (size_t k = 0; k < d->n_skipped; k++)
        skipped[out->n_skipped++] = d->skipped[k];
    }
    *d = (struct document){0};
  }
  if (ok)
    return LISTEN_OK;
  document_clear(out);
  return diag_nomem(diag);
}
