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
  while (
      lexicon->slots[i].hash != 0 &&
      (lexicon->slots[i].hash != h || !view_eq(lexicon->entries[lexicon->slots[i].entry].key, key)))
    i = (i + 1) & (lexicon->n_slots - 1);
  return i;
}

/// Make room for `n` entries in all, at two slots for each at least.
static bool reserve(struct lexicon *lexicon, size_t n) {
  if (2 * n <= lexicon->n_slots)
    return true;
  size_t n_slots = 64;
  while (n_slots < 2 * n)
    n_slots *= 2;
  struct lexicon_entry *entries = realloc(lexicon->entries, n_slots / 2 * sizeof *lexicon->entries);
  if (entries == NULL)
    return false;
  lexicon->entries = entries;
  struct lexicon_slot *slots = calloc(n_slots, sizeof *slots);
  if (slots == NULL)
    return false;
  for (size_t i = 0; i < lexicon->n_slots; i++) {
    size_t to = lexicon->slots[i].hash & (n_slots - 1);
    while (lexicon->slots[i].hash != 0 && slots[to].hash != 0)
      to = (to + 1) & (n_slots - 1);
    if (lexicon->slots[i].hash != 0)
      slots[to] = lexicon->slots[i];
  }
  free(lexicon->slots);
  lexicon->slots = slots;
  lexicon->n_slots = n_slots;
  return true;
}

struct lexicon_entry *lexicon_add(struct lexicon *lexicon, struct view key) {
  if (key.len == 0 || !reserve(lexicon, lexicon->n + 1))
    return NULL;
  uint32_t h = hash(key);
  struct lexicon_slot *slot = &lexicon->slots[find_slot(lexicon, key, h)];
  if (slot->hash == 0) {
    *slot = (struct lexicon_slot){h, (uint32_t)lexicon->n};
    lexicon->entries[lexicon->n++] = (struct lexicon_entry){.key = key};
    if (key.len > lexicon->longest)
      lexicon->longest = key.len;
  }
  return &lexicon->entries[slot->entry];
}

static size_t count_lines(struct view table) {
  size_t n = 1;
  for (const char *p = table.ptr, *end = p + table.len;
       p < end && (p = memchr(p, '\n', (size_t)(end - p))) != NULL; p++)
    n++;
  return n;
}

bool lexicon_load(struct lexicon *lexicon, struct view table) {
  struct table_row row = {0};
  size_t pos = 0;
  if (!reserve(lexicon, lexicon->n + count_lines(table)))
    return false;
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
  const struct lexicon_slot *slot = &lexicon->slots[find_slot(lexicon, key, hash(key))];
  return slot->hash != 0 ? &lexicon->entries[slot->entry] : NULL;
}

void lexicon_clear(struct lexicon *lexicon) {
  if (lexicon == NULL)
    return;
  free(lexicon->entries);
  free(lexicon->slots);
  *lexicon = (struct lexicon){0};
}
