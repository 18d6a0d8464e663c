#include "normalise/lexicon.h"

#include "base/table.h"
#include <stdlib.h>

// FNV-1a: the keys are short words. Never 0.
static uint32_t hash(struct view key) {
  uint32_t h = 2166136261u;
  for (size_t i = 0; i < key.len; i++)
    h = (h ^ (unsigned char)key.ptr[i]) * 16777619u;
  h ^= h >> 15;
  return h == 0 ? 1 : h;
}

/// The slot of `key`, or the free one where it would go.
static size_t find_slot(const struct lexicon *lexicon, struct view key, uint32_t h) {
  size_t i = h & (lexicon->n_slots - 1);
  while (lexicon->hashes[i] != 0 &&
         (lexicon->hashes[i] != h || !view_eq(lexicon->slots[i].key, key)))
    i = (i + 1) & (lexicon->n_slots - 1);
  return i;
}

static bool grow(struct lexicon *lexicon) {
  struct lexicon grown = *lexicon;
  grown.n_slots = lexicon->n_slots == 0 ? 64 : lexicon->n_slots * 2;
  grown.slots = calloc(grown.n_slots, sizeof *grown.slots);
  grown.hashes = calloc(grown.n_slots, sizeof *grown.hashes);
  if (grown.slots == NULL || grown.hashes == NULL) {
    free(grown.slots);
    free(grown.hashes);
    return false;
  }
  for (size_t i = 0; i < lexicon->n_slots; i++) {
    if (lexicon->hashes[i] == 0)
      continue;
    size_t slot = find_slot(&grown, lexicon->slots[i].key, lexicon->hashes[i]);
    grown.slots[slot] = lexicon->slots[i];
    grown.hashes[slot] = lexicon->hashes[i];
  }
  free(lexicon->slots);
  free(lexicon->hashes);
  *lexicon = grown;
  return true;
}

struct lexicon_entry *lexicon_add(struct lexicon *lexicon, struct view key) {
  if (key.len == 0 || (lexicon->n * 2 >= lexicon->n_slots && !grow(lexicon)))
    return NULL;
  uint32_t h = hash(key);
  size_t slot = find_slot(lexicon, key, h);
  if (lexicon->hashes[slot] == 0) {
    lexicon->hashes[slot] = h;
    lexicon->slots[slot].key = key;
    lexicon->n++;
    if (key.len > lexicon->longest)
      lexicon->longest = key.len;
  }
  return &lexicon->slots[slot];
}

bool lexicon_load(struct lexicon *lexicon, struct view table) {
  struct table_row row = {0};
  size_t pos = 0;
  while (table_next(table, &pos, &row)) {
    size_t before = lexicon->n;
    struct lexicon_entry *entry = lexicon_add(lexicon, row.fields[0]);
    if (entry == NULL && row.fields[0].len > 0)
      return false;
    if (lexicon->n == before)
      continue;
    for (size_t i = 0; i < LEXICON_VALUES; i++)
      entry->value[i] = row.fields[i + 1];
  }
  return true;
}

const struct lexicon_entry *lexicon_get(const struct lexicon *lexicon, struct view key) {
  if (lexicon->n == 0 || key.len == 0 || key.len > lexicon->longest)
    return NULL;
  size_t slot = find_slot(lexicon, key, hash(key));
  return lexicon->hashes[slot] != 0 ? &lexicon->slots[slot] : NULL;
}

void lexicon_clear(struct lexicon *lexicon) {
  if (lexicon == NULL)
    return;
  free(lexicon->slots);
  free(lexicon->hashes);
  *lexicon = (struct lexicon){0};
}
