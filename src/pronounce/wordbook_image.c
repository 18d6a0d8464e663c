// Makes an image of a book: slots, entries and texts in one piece of memory.

#include "pronounce/wordbook_image.h"

#include <stdlib.h>

struct writer {
  struct wordbook_entry *entry; ///< where the next one goes
  char *text;                   ///< where the next text goes
};

static uint32_t put_text(struct writer *w, struct view text) {
  if (text.len > 0)
    memcpy(w->text, text.ptr, text.len);
  uint32_t at = (uint32_t)(w->text - (char *)w->entry);
  w->text += text.len;
  return at;
}

static void put_entry(struct writer *w, const struct wordbook_draft *draft) {
  struct wordbook_entry *entry = w->entry;
  entry->hash = draft->hash;
  entry->tags = draft->tags;
  entry->word_len = (uint8_t)draft->word.len;
  entry->key_len = (uint8_t)draft->key.len;
  entry->mnemonics_len = (uint8_t)draft->mnemonics.len;
  entry->n_words = (uint8_t)draft->n_words;
  entry->respelled = draft->respelled;
  entry->key_at = put_text(w, draft->key);
  entry->word_at =
      view_eq(draft->word, draft->key) ? entry->key_at : put_text(w, draft->word); // most are
  entry->mnemonics_at = put_text(w, draft->mnemonics);
  w->entry++;
}

static uint64_t text_bytes(const struct wordbook_draft *draft) {
  return draft->key.len + draft->mnemonics.len +
         (view_eq(draft->word, draft->key) ? 0 : draft->word.len);
}

/// All lengths must fit into a byte: keys have up to three bytes for each of a word's.
_Static_assert(3 * WORDBOOK_MAX_KEY <= UINT8_MAX && WORDBOOK_MAX_MNEMONICS <= UINT8_MAX, "");

struct wordbook_image *wordbook_image_make(const struct wordbook_builder *builder) {
  size_t n_slots = builder->slots != NULL ? builder->mask + 1 : 1;
  uint64_t texts = 0;
  for (size_t i = 0; builder->slots != NULL && i < n_slots; i++)
    for (const struct wordbook_draft *d = builder->slots[i]; d != NULL; d = d->next)
      texts += text_bytes(d);
  uint64_t before = sizeof(struct wordbook_image) + (n_slots + 1) * sizeof(uint32_t) +
                    builder->n_linked * sizeof(struct wordbook_entry);
  uint64_t size = (before + texts + 3) / 4 * 4;
  struct wordbook_image *image = size <= UINT32_MAX ? calloc(1, (size_t)size) : NULL;
  if (image == NULL)
    return NULL;
  image->n_bytes = (uint32_t)size;
  image->n_slots = (uint32_t)n_slots;
  image->longest_phrase = builder->longest_phrase;
  struct wordbook_entry *entries = (struct wordbook_entry *)(image->first + n_slots + 1);
  struct writer w = {entries, (char *)image + before};
  for (size_t i = 0; builder->slots != NULL && i < n_slots; i++) {
    image->first[i] = (uint32_t)(w.entry - entries);
    for (const struct wordbook_draft *d = builder->slots[i]; d != NULL; d = d->next)
      put_entry(&w, d);
  }
  image->first[n_slots] = (uint32_t)(w.entry - entries);
  return image;
}

enum listen_status wordbook_finish(const struct wordbook_builder *builder, const char *source,
                                   struct wordbook *out, struct listen_diag *diag) {
  struct wordbook_image *image = wordbook_image_make(builder);
  *out = (struct wordbook){.source = source, .image = image, .owned = image};
  return image != NULL ? LISTEN_OK : diag_nomem(diag);
}
