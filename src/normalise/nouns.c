#include "normalise/agreement.h"

#include "base/utf8.h"

enum { COMPOUND_MAX = 64, HEAD_MIN = 3, SUFFIX_MAX = 6, SUFFIX_MIN = 1 };

static enum noun_gender gender_of(struct view letter) {
  if (letter.len != 1)
    return NOUN_UNKNOWN;
  switch (letter.ptr[0]) {
  case 'm':
    return NOUN_MASCULINE;
  case 'f':
    return NOUN_FEMININE;
  case 'n':
    return NOUN_NEUTER;
  default:
    return NOUN_UNKNOWN;
  }
}

static struct noun from_entry(const struct lexicon_entry *entry, bool plural) {
  return (struct noun){.found = true,
                       .plural = plural || view_eq(entry->value[0], VIEW("-")),
                       .counts = view_eq(entry->value[2], VIEW("z")) && !plural,
                       .gender = gender_of(entry->value[0])};
}

/// A listed noun in one of its forms: singular, plural, genitive, dative plural.
static bool listed(const struct tables *tables, struct view word, struct noun *noun) {
  const struct lexicon_entry *entry = lexicon_get(&tables->nouns, word);
  if (entry != NULL) {
    *noun = from_entry(entry, false);
    return true;
  }
  entry = lexicon_get(&tables->noun_plurals, word);
  if (entry == NULL && view_ends(word, VIEW("n")))
    entry = lexicon_get(&tables->noun_plurals, view_sub(word, 0, word.len - 1));
  if (entry != NULL) {
    *noun = from_entry(entry, true);
    return true;
  }
  if (view_ends(word, VIEW("s"))) {
    entry = lexicon_get(&tables->nouns, view_sub(word, 0, word.len - 1));
    if (entry == NULL && view_ends(word, VIEW("es")))
      entry = lexicon_get(&tables->nouns, view_sub(word, 0, word.len - 2));
  }
  if (entry == NULL)
    return false;
  *noun = from_entry(entry, false);
  return true;
}

/// The longest listed last part of a compound: "Landgericht" → "Gericht".
static bool compound(const struct tables *tables, struct view word, struct noun *noun) {
  char head[COMPOUND_MAX];
  size_t size;
  for (size_t pos = 2; pos + HEAD_MIN <= word.len; pos += size) {
    uint32_t first = utf8_at(word, pos, &size);
    if (word.len - pos > sizeof head || !utf8_is_lower(first))
      continue;
    memcpy(head, word.ptr + pos, word.len - pos);
    if (first < 0x80)
      head[0] = (char)utf8_to_upper(first);
    else if (size == 2 && first != 0xDF)
      head[1] = (char)(head[1] - 0x20); // ä → Ä in UTF-8
    if (listed(tables, (struct view){head, word.len - pos}, noun))
      return true;
  }
  return false;
}

/// The longest ending of suffixes.tsv, as singular or plural.
static struct noun by_ending(const struct tables *tables, struct view word) {
  struct noun noun = {0};
  for (size_t len = SUFFIX_MAX; len >= SUFFIX_MIN; len--) {
    if (len + 2 > word.len)
      continue;
    struct view ending = view_sub(word, word.len - len, len);
    const struct lexicon_entry *entry = lexicon_get(&tables->suffixes, ending);
    if (entry == NULL && view_ends(ending, VIEW("s")))
      entry = lexicon_get(&tables->suffixes, view_sub(ending, 0, len - 1));
    if (entry != NULL) {
      noun.gender = gender_of(entry->value[0]);
      return noun;
    }
    entry = lexicon_get(&tables->suffix_plurals, ending);
    if (entry != NULL) {
      noun.gender = gender_of(entry->value[0]);
      noun.plural = !view_eq(entry->value[2], VIEW("~"));
      return noun;
    }
  }
  return noun;
}

struct noun noun_of(const struct tables *tables, struct view word) {
  struct noun noun = {0};
  if (listed(tables, word, &noun))
    return noun;
  if (compound(tables, word, &noun)) {
    noun.counts = false;
    return noun;
  }
  return by_ending(tables, word);
}

bool is_counter_noun(const struct context *c, size_t i) {
  struct noun noun = {0};
  if (is_mark(c, i, '.') && glued(c, i) && i > 0 && is_word(c, i - 1)) { // "Art. 1"
    size_t from = c->tokens[i - 1].offset;
    const struct lexicon_entry *entry = lexicon_get(
        &c->normaliser->tables.nouns, view_sub(c->text, from, c->tokens[i].offset + 1 - from));
    return entry != NULL;
  }
  return is_word(c, i) && listed(&c->normaliser->tables, token_text(c, i), &noun) && noun.counts;
}

bool is_counter_plural(const struct context *c, size_t i) {
  const struct lexicon *plurals = &c->normaliser->tables.noun_plurals;
  struct view word = token_text(c, i);
  const struct lexicon_entry *entry = is_word(c, i) ? lexicon_get(plurals, word) : NULL;
  if (entry == NULL && is_word(c, i) && view_ends(word, VIEW("n")))
    entry = lexicon_get(plurals, view_sub(word, 0, word.len - 1));
  return entry != NULL && view_eq(entry->value[2], VIEW("z"));
}

const struct lexicon_entry *function_word(const struct context *c, size_t i) {
  char lower[16] = "";
  struct view word = token_text(c, i);
  if (!is_word(c, i) || word.len > sizeof lower)
    return NULL;
  const struct tables *tables = &c->normaliser->tables;
  if (!has_flag(c, i, TOKEN_CAPITAL))
    return lexicon_get(&tables->function_words, word);
  if (lexicon_get(&tables->nouns, word) != NULL)
    return NULL; // "in 2. Ehe", "der 3. Stand"
  memcpy(lower, word.ptr, word.len);
  if ((unsigned char)lower[0] < 0x80)
    lower[0] = (char)(lower[0] | 0x20);
  else if (word.len >= 2 && (unsigned char)lower[0] == 0xC3)
    lower[1] = (char)(lower[1] | 0x20); // Ü → ü in UTF-8
  return lexicon_get(&tables->function_words, (struct view){lower, word.len});
}

bool is_function_word(const struct context *c, size_t i) {
  return function_word(c, i) != NULL;
}

static bool has_adjective_ending(struct view word) {
  return word.len >= 4 && (view_ends(word, VIEW("e")) || view_ends(word, VIEW("en")) ||
                           view_ends(word, VIEW("er")) || view_ends(word, VIEW("es")) ||
                           view_ends(word, VIEW("em")));
}

bool is_adjective(const struct context *c, size_t i) {
  struct view word = token_text(c, i);
  if (!is_word(c, i) || !has_adjective_ending(word) || is_function_word(c, i))
    return false;
  if (!has_flag(c, i, TOKEN_CAPITAL))
    return true;
  struct noun noun;
  return is_word(c, i + 1) && !glued(c, i + 1) && has_flag(c, i + 1, TOKEN_CAPITAL) &&
         !is_function_word(c, i + 1) && !listed(&c->normaliser->tables, word, &noun);
}

/// "Münchner" of "Münchner Sicherheitskonferenz": what a town's name gives is no noun of its own.
static bool is_origin(const struct context *c, size_t i) {
  return is_word(c, i) && has_flag(c, i, TOKEN_CAPITAL) && c->tokens[i].len > 5 &&
         view_ends(token_text(c, i), VIEW("er")) && is_word(c, i + 1) && !glued(c, i + 1) &&
         has_flag(c, i + 1, TOKEN_CAPITAL) && !is_function_word(c, i + 1) &&
         noun_of(&c->normaliser->tables, token_text(c, i + 1)).found;
}

size_t head_noun(const struct context *c, size_t i) {
  static const char *const sizes[] = {"gr", "kl", NULL}; // "1 gr. Zwiebel"
  if (is_one_of(c, i, sizes) && glued_mark(c, i + 1, '.'))
    i += 2;
  for (size_t steps = 0; steps < 4 && (is_adjective(c, i) || is_origin(c, i)); steps++)
    i++;
  if (!is_word(c, i) || is_function_word(c, i))
    return c->n_tokens;
  // "Grand-Slam-Titel": the last part is the head.
  for (size_t steps = 0; steps < LOOK_MAX / 2; steps++) {
    if (!is_hyphen(mark(c, i + 1)) || !glued(c, i + 1) || !is_word(c, i + 2) || !glued(c, i + 2))
      break;
    i += 2;
  }
  return has_flag(c, i, TOKEN_CAPITAL) ? i : c->n_tokens;
}
