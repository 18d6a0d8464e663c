#include "normalise/rules.h"

#include <stddef.h>

#define TABLE_DATA(symbol)                                                                         \
  extern const unsigned char symbol[];                                                             \
  extern const size_t symbol##_len;
TABLE_DATA(data_nouns)
TABLE_DATA(data_suffixes)
TABLE_DATA(data_function_words)

/// An embedded table, where it goes, and which rules the words of its first column start.
struct table_source {
  size_t lexicon; ///< offset of the lexicon in struct tables
  const unsigned char *data;
  const size_t *len;
  unsigned starts;
};

#define TABLE(member, symbol, starts_bits)                                                         \
  { offsetof(struct tables, member), symbol, &symbol##_len, starts_bits }
static const struct table_source table_sources[] = {
    TABLE(nouns, data_nouns, 0),
    TABLE(suffixes, data_suffixes, 0),
    TABLE(function_words, data_function_words, 0),
};

static size_t first2(struct view word) {
  unsigned char a = (unsigned char)word.ptr[0];
  unsigned char b = word.len > 1 ? (unsigned char)word.ptr[1] : 0;
  return (size_t)a << 8 | b;
}

/// The letters at the front of an entry: "z" of "z. B.". An entry that begins otherwise needs a
/// rule that starts at a number, symbol or mark.
static struct view first_word(struct view entry) {
  size_t n = 0;
  while (n < entry.len && strchr(" .,-/'&+:", entry.ptr[n]) == NULL)
    n++;
  return view_sub(entry, 0, n);
}

bool tables_trigger(struct tables *tables, struct view word, unsigned starts) {
  if (word.len == 0)
    return true;
  struct lexicon_entry *entry = lexicon_add(&tables->triggers, word);
  if (entry == NULL)
    return false;
  entry->number |= starts;
  size_t bit = first2(word);
  tables->trigger_first2[bit / 32] |= (uint32_t)1 << (bit % 32);
  return true;
}

unsigned tables_starts(const struct tables *tables, struct view word) {
  size_t bit = first2(word);
  if ((tables->trigger_first2[bit / 32] >> (bit % 32) & 1) == 0)
    return 0;
  const struct lexicon_entry *entry = lexicon_get(&tables->triggers, word);
  return entry == NULL ? 0 : entry->number;
}

static struct lexicon *lexicon_of(struct tables *tables, const struct table_source *source) {
  return (struct lexicon *)(void *)((char *)tables + source->lexicon);
}

static bool trigger_all(struct tables *tables, const struct table_source *source) {
  const struct lexicon *lexicon = lexicon_of(tables, source);
  for (size_t i = 0; i < lexicon->n_slots; i++) {
    if (lexicon->slots[i].key.len > 0 &&
        !tables_trigger(tables, first_word(lexicon->slots[i].key), source->starts))
      return false;
  }
  return true;
}

/// A second way in, by the third column (the plural).
static bool index_plurals(struct lexicon *plurals, const struct lexicon *nouns) {
  for (size_t i = 0; i < nouns->n_slots; i++) {
    const struct lexicon_entry *noun = &nouns->slots[i];
    if (noun->key.len == 0 || noun->value[1].len == 0)
      continue;
    size_t before = plurals->n;
    struct lexicon_entry *entry = lexicon_add(plurals, noun->value[1]);
    if (entry == NULL)
      return false;
    if (plurals->n > before)
      memcpy(entry->value, noun->value, sizeof entry->value);
  }
  return true;
}

bool tables_load(struct tables *tables) {
  for (size_t i = 0; i < sizeof table_sources / sizeof *table_sources; i++) {
    const struct table_source *source = &table_sources[i];
    if (source->data == NULL)
      continue;
    struct view table = {(const char *)source->data, *source->len};
    if (!lexicon_load(lexicon_of(tables, source), table))
      return false;
    if (source->starts != 0 && !trigger_all(tables, source))
      return false;
  }
  return index_plurals(&tables->noun_plurals, &tables->nouns) &&
         index_plurals(&tables->suffix_plurals, &tables->suffixes);
}

void tables_clear(struct tables *tables) {
  for (size_t i = 0; i < sizeof table_sources / sizeof *table_sources; i++) {
    if (table_sources[i].data != NULL)
      lexicon_clear(lexicon_of(tables, &table_sources[i]));
  }
  lexicon_clear(&tables->triggers);
  lexicon_clear(&tables->noun_plurals);
  lexicon_clear(&tables->suffix_plurals);
}
