#include "extract/rules.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/table.h"
#include <stdlib.h>

extern const unsigned char listen_furniture_table[];
extern const size_t listen_furniture_table_len;

enum { N_SLOTS = 4096, N_FIRST = 4096, MAX_WORDS = 12 };

/// Open addressing; N_SLOTS is more than twice the number of phrases.
struct rules {
  struct arena arena; ///< the words of the phrases
  size_t n, max_words;
  bool failed;
  struct rule slots[N_SLOTS]; ///< words.ptr NULL: free
  uint8_t first[N_FIRST / 8]; ///< one bit per hash of a first word: most words begin no phrase
};

static const struct {
  const char *name;
  enum rule_match match;
} match_names[] = {
    {"exact", RULE_EXACT},     {"prefix", RULE_PREFIX},
    {"suffix", RULE_SUFFIX},   {"phrase", RULE_PHRASE},
    {"label", RULE_LABEL},     {"word", RULE_WORD},
    {"agency", RULE_AGENCY},   {"creditword", RULE_CREDITWORD},
    {"caption", RULE_CAPTION}, {"captionend", RULE_CAPTIONEND},
    {"kicker", RULE_KICKER},   {"byline", RULE_BYLINE},
    {"name", RULE_NAME},       {"published", RULE_PUBLISHED},
    {"updated", RULE_UPDATED}, {"dateword", RULE_DATEWORD},
    {"month", RULE_MONTH},     {"weekday", RULE_WEEKDAY},
};

// FNV-1a, over the bytes of a word, then over the hashes of the words.
#define HASH_START 2166136261u
#define HASH_PRIME 16777619u

static uint32_t hash_word(struct view word) {
  uint32_t hash = HASH_START;
  for (size_t i = 0; i < word.len; i++)
    hash = (hash ^ (unsigned char)word.ptr[i]) * HASH_PRIME;
  return hash;
}

static uint32_t hash_add(uint32_t hash, uint32_t word) {
  hash = (hash ^ word) * HASH_PRIME;
  return hash ^ hash >> 15;
}

static bool is_word(const struct token_line *line, size_t i) {
  const struct token *t = &line->tokens[i];
  bool plus = t->sign == '+' && !t->blank_before && i > 0 && t[-1].kind != TOKEN_SIGN; // "F+"
  return t->kind != TOKEN_SIGN || t->sign == 0xA9 || plus;
}

void word_line_read(struct word_line *out, const struct token_line *tokens) {
  out->tokens = tokens;
  out->n = 0;
  for (size_t i = 0; i < tokens->n; i++) {
    if (!is_word(tokens, i))
      continue;
    out->token[out->n] = (uint8_t)i;
    out->hash[out->n++] = hash_word(tokens->tokens[i].lower);
  }
}

/// Are the `n` words from `i` on those of the phrase?
static bool same_words(const struct word_line *line, size_t i, size_t n, struct view phrase) {
  for (size_t k = 0; k < n; k++) {
    struct view word = line->tokens->tokens[line->token[i + k]].lower;
    if (!view_starts(phrase, word))
      return false;
    phrase = view_sub(phrase, word.len, phrase.len);
    if (phrase.len > 0 && phrase.ptr[0] != ' ')
      return false;
    phrase = view_sub(phrase, 1, phrase.len);
  }
  return phrase.len == 0;
}

const struct rule *rules_find(const struct rules *rules, const struct word_line *line, size_t i,
                              unsigned matches, size_t *n_words) {
  if (i >= line->n)
    return NULL;
  uint32_t bit = line->hash[i] % N_FIRST;
  if ((rules->first[bit / 8] >> bit % 8 & 1) == 0)
    return NULL;
  const struct rule *found = NULL;
  uint32_t hash = HASH_START;
  for (size_t n = 1; n <= rules->max_words && i + n <= line->n; n++) {
    hash = hash_add(hash, line->hash[i + n - 1]);
    for (size_t slot = hash % N_SLOTS; rules->slots[slot].words.ptr != NULL;
         slot = (slot + 1) % N_SLOTS) {
      const struct rule *rule = &rules->slots[slot];
      if (rule->hash != hash || (rule->match & matches) == 0 ||
          !same_words(line, i, n, rule->words))
        continue;
      found = rule;
      *n_words = n;
      break;
    }
  }
  return found;
}

const struct rule *rules_word(const struct rules *rules, const struct word_line *line, size_t i,
                              unsigned matches) {
  size_t n_words;
  struct word_line one = {.tokens = line->tokens, .n = 1};
  if (i >= line->n)
    return NULL;
  one.token[0] = line->token[i];
  one.hash[0] = line->hash[i];
  return rules_find(rules, &one, 0, matches, &n_words);
}

// ---- reading the table ----

static unsigned read_number(struct view text, unsigned otherwise) {
  unsigned value = 0;
  for (size_t i = 0; i < text.len; i++) {
    if (text.ptr[i] < '0' || text.ptr[i] > '9' || value > 100000)
      return otherwise;
    value = value * 10 + (unsigned)(text.ptr[i] - '0');
  }
  return text.len == 0 ? otherwise : value;
}

static void add_phrase(struct rules *rules, struct view text, struct rule rule) {
  struct token_line tokens;
  struct word_line words;
  if (!token_line_read(&tokens, text))
    return;
  word_line_read(&words, &tokens);
  if (words.n == 0 || words.n > MAX_WORDS || rules->n >= N_SLOTS / 2)
    return;
  struct buf joined = {0};
  rule.hash = HASH_START;
  for (size_t i = 0; i < words.n; i++) {
    if (i > 0)
      buf_byte(&joined, ' ');
    buf_view(&joined, tokens.tokens[words.token[i]].lower);
    rule.hash = hash_add(rule.hash, words.hash[i]);
  }
  rule.words = arena_copy_buf(&rules->arena, &joined);
  buf_clear(&joined);
  if (rule.words.ptr == NULL) {
    rules->failed = true;
    return;
  }
  size_t slot = rule.hash % N_SLOTS;
  while (rules->slots[slot].words.ptr != NULL)
    slot = (slot + 1) % N_SLOTS;
  rules->slots[slot] = rule;
  rules->n++;
  rules->max_words = words.n > rules->max_words ? words.n : rules->max_words;
  uint32_t bit = words.hash[0] % N_FIRST;
  rules->first[bit / 8] |= (uint8_t)(1u << bit % 8);
}

static bool read_row(const struct table_row *row, struct rule *out) {
  *out = (struct rule){.reason = skip_reason_named(row->fields[2])};
  for (size_t i = 0; i < sizeof match_names / sizeof *match_names; i++)
    if (view_eq(row->fields[0], view_of(match_names[i].name)))
      out->match = match_names[i].match;
  out->edge = view_eq(row->fields[3], VIEW("edge"));
  out->max =
      out->match == RULE_MONTH ? read_number(row->fields[3], 0) : read_number(row->fields[4], 60);
  out->dot = view_eq(row->fields[5], VIEW("dot"));
  return out->match != 0;
}

/// "Teilen | Drucken | Merken" → one phrase each.
static void add_row(struct rules *rules, struct view phrases, struct rule rule) {
  while (phrases.len > 0)
    add_phrase(rules, view_cut(&phrases, '|'), rule);
}

struct rules *rules_new(void) {
  struct rules *rules = calloc(1, sizeof *rules);
  if (rules == NULL)
    return NULL;
  const struct view table = {(const char *)listen_furniture_table, listen_furniture_table_len};
  struct table_row row = {0};
  struct rule rule;
  for (size_t pos = 0; table_next(table, &pos, &row);)
    if (read_row(&row, &rule))
      add_row(rules, row.fields[1], rule);
  if (rules->failed) {
    rules_free(rules);
    return NULL;
  }
  return rules;
}

void rules_free(struct rules *rules) {
  if (rules == NULL)
    return;
  arena_clear(&rules->arena);
  free(rules);
}
