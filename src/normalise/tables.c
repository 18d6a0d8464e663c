#include "normalise/rules.h"

#include "base/table.h"
#include "base/utf8.h"
#include "normalise/phrase.h"

#include <stddef.h>

#define TABLE_DATA(symbol)                                                                         \
  extern const unsigned char symbol[];                                                             \
  extern const size_t symbol##_len;
TABLE_DATA(data_nouns)
TABLE_DATA(data_suffixes)
TABLE_DATA(data_function_words)
TABLE_DATA(data_number_suffixes)
TABLE_DATA(data_readings)
TABLE_DATA(data_weekdays)
TABLE_DATA(data_months)
TABLE_DATA(data_scales)
TABLE_DATA(data_currencies)
TABLE_DATA(data_prefixes)
TABLE_DATA(data_units)
TABLE_DATA(data_lone_units)
TABLE_DATA(data_shorthand)
TABLE_DATA(data_acronyms)
TABLE_DATA(data_roman)
TABLE_DATA(data_emoji)
TABLE_DATA(data_symbols)
TABLE_DATA(data_tlds)
TABLE_DATA(data_gender)
TABLE_DATA(data_cities)
TABLE_DATA(data_bible)
TABLE_DATA(data_transliteration)
TABLE_DATA(data_abbreviations)

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
    TABLE(number_suffixes, data_number_suffixes, 0),
    TABLE(readings, data_readings, 0),
    TABLE(weekdays, data_weekdays, START_WEEKDAY),
    TABLE(months, data_months, 0),
    TABLE(scales, data_scales, 0),
    TABLE(currencies, data_currencies, 0),
    TABLE(prefixes, data_prefixes, 0),
    TABLE(units, data_units, 0),
    TABLE(lone_units, data_lone_units, START_UNIT),
    TABLE(shorthand, data_shorthand, 0),
    TABLE(acronyms, data_acronyms, START_ACRONYM),
    TABLE(roman, data_roman, 0),
    TABLE(emoji, data_emoji, 0),
    TABLE(symbols, data_symbols, 0),
    TABLE(tlds, data_tlds, 0),
    TABLE(gender, data_gender, 0),
    TABLE(cities, data_cities, 0),
    TABLE(bible, data_bible, START_BIBLE),
    TABLE(transliteration, data_transliteration, 0),
};

static size_t first2(struct view word) {
  unsigned char a = (unsigned char)word.ptr[0];
  unsigned char b = word.len > 1 ? (unsigned char)word.ptr[1] : 0;
  return (size_t)a << 8 | b;
}

/// The letters at the front of an entry: "z" of "z. B.". An entry that begins otherwise needs a
/// rule that starts at a number, symbol or mark.
static struct view first_word(struct view entry) {
  size_t n = 0, size;
  while (n < entry.len && utf8_is_letter(utf8_at(entry, n, &size)))
    n += size;
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
  for (size_t i = 0; i < lexicon->n; i++)
    if (!tables_trigger(tables, first_word(lexicon->entries[i].key), source->starts))
      return false;
  return true;
}

/// "Z. B." begins a sentence.
static bool trigger_capitalised(struct tables *tables, struct view word, unsigned starts) {
  size_t size;
  uint32_t first = utf8_at(word, 0, &size);
  uint32_t upper = utf8_to_upper(first);
  if (upper == first)
    return true;
  size_t from = tables->abbreviation_keys.len; // reserved: does not move
  utf8_append(&tables->abbreviation_keys, upper);
  buf_view(&tables->abbreviation_keys, view_sub(word, size, word.len));
  struct view stored = view_sub(buf_as_view(&tables->abbreviation_keys), from, word.len);
  return !tables->abbreviation_keys.failed && tables_trigger(tables, stored, starts);
}

/// Abbreviations are looked up without the blanks after their full stops.
static bool load_abbreviations(struct tables *tables, struct view table) {
  struct buf *keys = &tables->abbreviation_keys;
  if (!buf_reserve(keys, 3 * table.len))
    return false;
  struct table_row row = {0};
  size_t pos = 0;
  while (table_next(table, &pos, &row)) {
    size_t from = keys->len, before = tables->abbreviations.n;
    struct buf key = {0};
    phrase_key(&key, row.fields[0], BLANKS_DROP);
    buf_view(keys, buf_as_view(&key));
    bool failed = key.failed || keys->failed;
    buf_clear(&key);
    struct view stored = view_sub(buf_as_view(keys), from, keys->len);
    struct lexicon_entry *entry = failed ? NULL : lexicon_add(&tables->abbreviations, stored);
    struct view word = first_word(stored);
    if (entry == NULL || !tables_trigger(tables, word, START_ABBREVIATION) ||
        (word.len > 0 && !trigger_capitalised(tables, word, START_ABBREVIATION)))
      return false;
    for (size_t i = 0; tables->abbreviations.n > before && i < LEXICON_VALUES; i++)
      entry->value[i] = row.fields[i + 1];
  }
  return true;
}

/// A second way in, by the third column (the plural).
static bool index_plurals(struct lexicon *plurals, const struct lexicon *nouns) {
  for (size_t i = 0; i < nouns->n; i++) {
    const struct lexicon_entry *noun = &nouns->entries[i];
    if (noun->value[1].len == 0)
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
  struct view abbreviations = {(const char *)data_abbreviations, data_abbreviations_len};
  return load_abbreviations(tables, abbreviations) &&
         index_plurals(&tables->noun_plurals, &tables->nouns) &&
         index_plurals(&tables->suffix_plurals, &tables->suffixes);
}

void tables_clear(struct tables *tables) {
  for (size_t i = 0; i < sizeof table_sources / sizeof *table_sources; i++) {
    if (table_sources[i].data != NULL)
      lexicon_clear(lexicon_of(tables, &table_sources[i]));
  }
  lexicon_clear(&tables->abbreviations);
  buf_clear(&tables->abbreviation_keys);
  lexicon_clear(&tables->triggers);
  lexicon_clear(&tables->noun_plurals);
  lexicon_clear(&tables->suffix_plurals);
}
