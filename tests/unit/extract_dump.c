#include "extract_dump.h"

void dump_plain(struct buf *out, const struct document *document) {
  for (size_t i = 0; i < document->n_blocks; i++) {
    if (i > 0 && document->blocks[i].opens_section)
      buf_byte(out, '\n');
    buf_view(out, document->blocks[i].text);
    buf_byte(out, '\n');
  }
}

static void field(struct buf *out, const char *name, struct view value) {
  if (value.ptr != NULL)
    buf_printf(out, "%s: %.*s\n", name, (int)value.len, value.ptr);
}

static void block(struct buf *out, const struct block *block) {
  buf_printf(out, "%s%zu %s", block->opens_section ? "§ " : "  ", block->line,
             block_role_name(block->role));
  if (block->level > 0)
    buf_printf(out, " %u", block->level);
  buf_printf(out, ": %.*s\n", (int)block->text.len, block->text.ptr);
}

void dump_all(struct buf *out, const struct document *document) {
  field(out, "title", document->title);
  field(out, "published", document->published);
  field(out, "author", document->author);
  field(out, "credit", document->credit);
  field(out, "site", document->site);
  for (size_t i = 0; i < document->n_claims; i++) {
    const struct claim *claim = &document->claims[i];
    buf_printf(out, "claim: %s %ld %ld, line %zu\n", claim_kind_name(claim->kind),
               (long)claim->low_s, (long)claim->high_s, claim->line);
  }
  for (size_t b = 0, s = 0; b < document->n_blocks || s < document->n_skipped;) {
    const struct skipped *skipped =
        s < document->n_skipped ? &document->skipped[s] : NULL; // there may be no list at all
    if (b < document->n_blocks && (skipped == NULL || document->blocks[b].line <= skipped->line)) {
      block(out, &document->blocks[b++]);
      continue;
    }
    buf_printf(out, "- %zu %s: %.*s\n", skipped->line, skipped->reason, (int)skipped->text.len,
               skipped->text.ptr);
    s++;
  }
}
