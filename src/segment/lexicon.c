#include "segment/lexicon.h"

#include "base/table.h"
#include "segment/segment.h"

#include <stdlib.h>

extern const unsigned char segment_word_table[];
extern const size_t segment_word_table_len;
extern const unsigned char segment_abbreviation_table[];
extern const size_t segment_abbreviation_table_len;

static uint32_t hash_of(struct view key) {
  uint32_t h = 2166136261u; // FNV-1a: the keys are a few bytes long
  for (size_t i = 0; i < key.len; i++)
    h = (h ^ (unsigned char)key.ptr[i]) * 16777619u;
  return h ^ h >> 15;
}

static struct lexicon_slot *slot_of(const struct lexicon_map *map, struct view key, uint32_t hash) {
  size_t i = hash & map->mask;
  while (map->slots[i].kinds != 0 &&
         (map->slots[i].hash != hash || !view_eq(map->slots[i].key, key)))
    i = (i + 1) & map->mask;
  return &map->slots[i];
}

static unsigned map_get(const struct lexicon_map *map, struct view key) {
  return key.len > LEXICON_MAX_KEY ? 0 : slot_of(map, key, hash_of(key))->kinds;
}

static void map_add(struct lexicon_map *map, struct view key, unsigned kinds) {
  uint32_t hash = hash_of(key);
  struct lexicon_slot *slot = slot_of(map, key, hash);
  if (slot->kinds == 0) {
    if (2 * (map->used + 1) > map->mask + 1)
      return; // cannot happen: map_init counts the rows first
    map->used++;
  }
  slot->key = key;
  slot->hash = hash;
  slot->kinds |= kinds;
}

static bool map_init(struct lexicon_map *map, size_t n_keys) {
  size_t size = 16;
  while (size < 2 * n_keys + 2)
    size *= 2;
  map->slots = calloc(size, sizeof *map->slots);
  map->mask = size - 1;
  return map->slots != NULL;
}

/// Bits of a field of blank-separated names, out of `names` (bit i for names[i]).
static unsigned kinds_of(struct view field, const char *const *names, size_t n_names) {
  unsigned kinds = 0;
  while (field.len > 0) {
    struct view name = view_cut(&field, ' ');
    for (size_t i = 0; i < n_names; i++)
      if (view_eq(name, view_of(names[i])))
        kinds |= 1u << i;
  }
  return kinds;
}

static struct view word_table(void) {
  return (struct view){(const char *)segment_word_table, segment_word_table_len};
}

static struct view abbreviation_table(void) {
  return (struct view){(const char *)segment_abbreviation_table, segment_abbreviation_table_len};
}

static bool load_words(struct segmenter *segmenter) {
  static const char *const names[] = {"starter", "lower", "det",    "count", "ordnoun",
                                      "month",   "unit",  "closer", "bang",  "ordtail"};
  struct table_row row = {0};
  size_t n = 0;
  for (size_t pos = 0; table_next(word_table(), &pos, &row);)
    n++;
  if (!map_init(&segmenter->words, n))
    return false;
  row = (struct table_row){0};
  for (size_t pos = 0; table_next(word_table(), &pos, &row);)
    map_add(&segmenter->words, row.fields[0],
            kinds_of(row.fields[1], names, sizeof names / sizeof *names));
  return true;
}

/// Store `written` without the blanks that follow a full stop.
static struct view compact_key(struct segmenter *segmenter, struct view written) {
  char *key = segmenter->keys + segmenter->keys_len;
  size_t len = 0;
  for (size_t i = 0; i < written.len; i++)
    if (written.ptr[i] != ' ' || i == 0 || written.ptr[i - 1] != '.')
      key[len++] = written.ptr[i];
  segmenter->keys_len += len;
  return (struct view){key, len};
}

static void add_abbreviation(struct segmenter *segmenter, struct view key, unsigned kinds) {
  map_add(&segmenter->abbreviations, key, kinds);
  for (size_t i = 0; i + 1 < key.len; i++)
    if (key.ptr[i] == '.')
      map_add(&segmenter->abbreviations, view_sub(key, 0, i + 1), ABBR_PREFIX);
  // "et al." is looked up by its last word, since looking back stops at a blank without full stop.
  for (size_t i = key.len; i > 0; i--)
    if (key.ptr[i - 1] == ' ') {
      map_add(&segmenter->abbreviations, view_sub(key, i, key.len), kinds);
      break;
    }
}

/// Keys an abbreviation makes at most: one for each full stop and for each blank.
static size_t count_keys(struct view written) {
  size_t n = 0;
  for (size_t i = 0; i < written.len; i++)
    n += written.ptr[i] == '.' || written.ptr[i] == ' ';
  return n;
}

static bool load_abbreviations(struct segmenter *segmenter, const struct view *own, size_t n_own) {
  static const char *const names[] = {"inner", "final", "number"};
  struct table_row row = {0};
  size_t n = 0, bytes = segment_abbreviation_table_len;
  for (size_t pos = 0; table_next(abbreviation_table(), &pos, &row);)
    n += count_keys(row.fields[0]);
  for (size_t i = 0; i < n_own; i++) {
    n += count_keys(own[i]);
    bytes += own[i].len;
  }
  segmenter->keys = malloc(bytes);
  if (segmenter->keys == NULL || !map_init(&segmenter->abbreviations, n))
    return false;
  row = (struct table_row){0};
  for (size_t pos = 0; table_next(abbreviation_table(), &pos, &row);)
    add_abbreviation(segmenter, compact_key(segmenter, row.fields[0]),
                     kinds_of(row.fields[1], names, sizeof names / sizeof *names));
  for (size_t i = 0; i < n_own; i++)
    if (view_ends(own[i], VIEW(".")))
      add_abbreviation(segmenter, compact_key(segmenter, own[i]), ABBR_FINAL);
  return true;
}

struct segmenter *segmenter_new(const struct view *own, size_t n_own) {
  struct segmenter *segmenter = calloc(1, sizeof *segmenter);
  if (segmenter == NULL)
    return NULL;
  if (!load_words(segmenter) || !load_abbreviations(segmenter, own, n_own)) {
    segmenter_free(segmenter);
    return NULL;
  }
  return segmenter;
}

void segmenter_free(struct segmenter *segmenter) {
  if (segmenter == NULL)
    return;
  free(segmenter->words.slots);
  free(segmenter->abbreviations.slots);
  free(segmenter->keys);
  free(segmenter);
}

unsigned lexicon_word(const struct segmenter *segmenter, struct view lower) {
  return map_get(&segmenter->words, lower);
}

unsigned lexicon_abbreviation(const struct segmenter *segmenter, struct view compact) {
  return map_get(&segmenter->abbreviations, compact);
}
