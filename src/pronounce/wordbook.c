#include "pronounce/wordbook_image.h"

#include "base/utf8.h"

#include <stdlib.h>

enum { SAFE_PART = 5 }; ///< bytes from which a word may be part of a compound without the tag

uint32_t wordbook_hash(struct view key) {
  uint32_t h = 2166136261u; // FNV-1a: the keys are a few bytes long
  for (size_t i = 0; i < key.len; i++)
    h = (h ^ (unsigned char)key.ptr[i]) * 16777619u;
  return h ^ h >> 15;
}

// ---- looking up ----

static bool is_capitalised(struct view text) {
  size_t n;
  return text.len > 0 && utf8_is_upper(utf8_at(text, 0, &n));
}

static bool fits(const struct wordbook_entry *entry, struct view written, uint32_t tags) {
  if ((entry->tags & LEX_CASE) != 0)
    return view_starts(written, wordbook_word(entry));
  if (tags == 0 && (entry->tags & LEX_VERB) != 0)
    return false;
  if (tags != 0 && (entry->tags & tags) == 0)
    return false;
  return is_capitalised(written) || !is_capitalised(wordbook_word(entry));
}

/// The entries that may have this key lie from `e` up to `end`.
struct chain {
  const struct wordbook_entry *e, *end;
};

static struct chain chain_of(const struct wordbook *book, struct view key, uint32_t hash) {
  if (key.len == 0 || key.len > WORDBOOK_MAX_KEY || book->image == NULL)
    return (struct chain){0};
  const struct wordbook_entry *entries = image_entries(book->image);
  const uint32_t *slot = &book->image->first[hash & (book->image->n_slots - 1)];
  return (struct chain){entries + slot[0], entries + slot[1]};
}

const struct wordbook_entry *wordbook_find(const struct wordbook *book, struct view written,
                                           struct view key, uint32_t tags) {
  uint32_t hash = wordbook_hash(key);
  const struct wordbook_entry *best = NULL;
  for (struct chain c = chain_of(book, key, hash); c.e < c.end; c.e++)
    if (c.e->hash == hash && c.e->n_words > 0 && view_eq(wordbook_key(c.e), key) &&
        fits(c.e, written, tags)) {
      // Of two, the one in just this writing ("Job", the prophet, and "JOB").
      if (best == NULL || (c.e->tags & LEX_CASE) != 0 || view_starts(written, wordbook_word(c.e)))
        best = c.e;
    }
  return best;
}

const struct wordbook_entry *wordbook_part(const struct wordbook *book, struct view key,
                                           uint32_t hash) {
  for (struct chain c = chain_of(book, key, hash); c.e < c.end; c.e++)
    if (c.e->hash == hash && c.e->n_words == 1 && c.e->mnemonics_len > 0 && !c.e->respelled &&
        (c.e->tags & (LEX_EXACT | LEX_ALONE | LEX_WEAK | LEX_CASE)) == 0 &&
        (key.len >= SAFE_PART || (c.e->tags & (LEX_PART | LEX_VERB)) != 0) &&
        view_eq(wordbook_key(c.e), key))
      return c.e;
  return NULL;
}

bool wordbook_starts_phrase(const struct wordbook *book, struct view key) {
  uint32_t hash = wordbook_hash(key);
  for (struct chain c = chain_of(book, key, hash); c.e < c.end; c.e++)
    if (c.e->hash == hash && c.e->n_words == 0 && view_eq(wordbook_key(c.e), key))
      return true;
  return false;
}

uint32_t wordbook_longest_phrase(const struct wordbook *book) {
  return book->image->longest_phrase;
}

struct wordbook wordbook_of(const char *source, const uint32_t *image) {
  return (struct wordbook){.source = source, .image = (const struct wordbook_image *)image};
}

void wordbook_clear(struct wordbook *book) {
  if (book == NULL)
    return;
  free(book->owned);
  *book = (struct wordbook){0};
}
