/// The phrases of src/data/furniture.tsv, found in a line in time linear in the line.
#ifndef LISTEN_EXTRACT_RULES_H
#define LISTEN_EXTRACT_RULES_H

#include "claim/token.h"
#include "extract/skip.h"

/// How a phrase counts; bits, so that a search can ask for several.
enum rule_match {
  RULE_EXACT = 1 << 0,
  RULE_PREFIX = 1 << 1,
  RULE_SUFFIX = 1 << 2,
  RULE_PHRASE = 1 << 3,
  RULE_LABEL = 1 << 4,
  RULE_WORD = 1 << 5,
  RULE_AGENCY = 1 << 6,
  RULE_CREDITWORD = 1 << 7,
  RULE_CAPTION = 1 << 8,
  RULE_CAPTIONEND = 1 << 9,
  RULE_KICKER = 1 << 10,
  RULE_BYLINE = 1 << 11,
  RULE_NAME = 1 << 12,
  RULE_PUBLISHED = 1 << 13,
  RULE_UPDATED = 1 << 14,
  RULE_DATEWORD = 1 << 15,
  RULE_MONTH = 1 << 16,
  RULE_WEEKDAY = 1 << 17,
};

struct rule {
  struct view words; ///< the phrase: lower-case words with single blanks
  uint32_t hash;
  enum rule_match match;
  enum skip_reason reason; ///< SKIP_N for a filler of RULE_WORD
  unsigned max;            ///< code points of the rest of the line; months: 1 to 12
  bool edge;               ///< only at the edges of an article
  bool dot;                ///< a full stop may end the line
};

/// The words of a line as rules see them: letters, numbers, "+" and "©".
struct word_line {
  const struct token_line *tokens;
  size_t n;
  uint8_t token[TOKEN_MAX]; ///< index of each word among the tokens
  uint32_t hash[TOKEN_MAX];
};

void word_line_read(struct word_line *out, const struct token_line *tokens);

struct rules;
struct rules *rules_new(void); ///< NULL when out of memory. Release with rules_free.
void rules_free(struct rules *rules);

/// The longest phrase of one of the kinds in `matches` that begins at word `i`; sets `*n_words` to
/// its length. NULL where there is none.
const struct rule *rules_find(const struct rules *rules, const struct word_line *line, size_t i,
                              unsigned matches, size_t *n_words);

/// Is word `i` by itself a phrase of one of these kinds?
const struct rule *rules_word(const struct rules *rules, const struct word_line *line, size_t i,
                              unsigned matches);

#endif
