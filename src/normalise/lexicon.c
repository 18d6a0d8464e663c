#include "normalise/lexicon.h"

#include "base/table.h"
#include <stdlib.h>

// FNV-1a: the keys are short words.
static size_t hash(struct view key) {
  uint64_t h = 14695981039346656037u;
  for (size_t i = 0; i < key.len; i++)
    h = (h ^ (unsigned char)key.ptr[i]) * 1099511628211u;
  return (size_t)(h ^ (h >> 32));
}

static struct lexicon_entry *find_slot(const struct lexicon *lexicon, struct view key) {
  size_t i = hash(key) & (lexicon->n_slots - 1);
  while (lexicon->slots[i].key.len > 0 && !view_eq(lexicon->slots[i].key, key))
    i = (i + 1) & (lexicon->n_slots - 1);
  return &lexicon->slots[i];
}

static bool grow(struct lexicon *lexicon) {
  size_t n_slots = lexicon->n_slots == 0 ? 64 : lexicon->n_slots * 2;
  struct lexicon grown = {calloc(n_slots, sizeof *grown.slots), n_slots, lexicon->n};
  if (grown.slots == NULL)
    return false;
  for (size_t i = 0; i < lexicon->n_slots; i++) {
    if (lexicon->slots[i].key.len > 0)
      *find_slot(&grown, lexicon->slots[i].key) = lexicon->slots[i];
  }
  free(lexicon->slots);
  *lexicon = grown;
  return true;
}

struct lexicon_entry *lexicon_add(struct lexicon *lexicon, struct view key) {
  if (key.len == 0 || (lexicon->n * 2 >= lexicon->n_slots && !grow(lexicon)))
    return NULL;
  struct lexicon_entry *entry = find_slot(lexicon, key);
  if (entry->key.len == 0) {
    entry->key = key;
    lexicon->n++;
  }
  return entry;
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
  if (lexicon->n == 0 || key.len == 0)
    return NULL;
  const struct lexicon_entry *entry = find_slot(lexicon, key);
  return entry->key.len > 0 ? entry : NULL;
}

void lexicon_clear(struct lexicon *lexicon) {
  if (lexicon == NULL)
    return;
  free(lexicon->slots);
  *lexicon = (struct lexicon){0};
}
