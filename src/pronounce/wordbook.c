#include "pronounce/wordbook.h"

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
    return view_starts(written, entry->word);
  if (tags == 0 && (entry->tags & LEX_VERB) != 0)
    return false;
  if (tags != 0 && (entry->tags & tags) == 0)
    return false;
  return is_capitalised(written) || !is_capitalised(entry->word);
}

const struct wordbook_entry *wordbook_find(const struct wordbook *book, struct view written,
                                           struct view key, uint32_t tags) {
  if (key.len == 0 || key.len > WORDBOOK_MAX_KEY || book->slots == NULL)
    return NULL;
  uint32_t hash = wordbook_hash(key);
  const struct wordbook_entry *best = NULL;
  for (const struct wordbook_entry *e = book->slots[hash & book->mask]; e != NULL; e = e->next)
    if (e->hash == hash && e->n_words > 0 && view_eq(e->key, key) && fits(e, written, tags)) {
      // Of two, the one in just this writing ("Job", the prophet, and "JOB").
      if (best == NULL || (e->tags & LEX_CASE) != 0 || view_starts(written, e->word))
        best = e;
    }
  return best;
}

const struct wordbook_entry *wordbook_part(const struct wordbook *book, struct view key) {
  if (key.len == 0 || key.len > WORDBOOK_MAX_KEY || book->slots == NULL)
    return NULL;
  uint32_t hash = wordbook_hash(key);
  for (const struct wordbook_entry *e = book->slots[hash & book->mask]; e != NULL; e = e->next)
    if (e->hash == hash && e->n_words == 1 && e->mnemonics.len > 0 && !e->respelled &&
        (e->tags & (LEX_EXACT | LEX_ALONE | LEX_WEAK | LEX_CASE)) == 0 &&
        (key.len >= SAFE_PART || (e->tags & (LEX_PART | LEX_VERB)) != 0) && view_eq(e->key, key))
      return e;
  return NULL;
}

bool wordbook_starts_phrase(const struct wordbook *book, struct view key) {
  if (key.len == 0 || key.len > WORDBOOK_MAX_KEY || book->slots == NULL)
    return false;
  uint32_t hash = wordbook_hash(key);
  for (const struct wordbook_entry *e = book->slots[hash & book->mask]; e != NULL; e = e->next)
    if (e->hash == hash && e->n_words == 0 && view_eq(e->key, key))
      return true;
  return false;
}

void wordbook_clear(struct wordbook *book) {
  if (book == NULL)
    return;
  arena_clear(&book->arena);
  free(book->slots);
  *book = (struct wordbook){0};
}
