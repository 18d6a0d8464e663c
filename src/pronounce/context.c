// What stands where: the words of a sentence, and what each says about its neighbours.
#include "pronounce/sentence.h"

#include "base/utf8.h"

#include <stdlib.h>

static bool is_hyphen(uint32_t c) {
  return c == '-' || c == 0x2010 || c == 0x2011;
}

/// End of the word that begins at `pos`: letters, and an apostrophe or middle dot between letters.
static size_t word_end(struct view text, size_t pos) {
  size_t end = pos, n;
  while (end < text.len) {
    uint32_t c = utf8_at(text, end, &n);
    if (c == '\'' || c == 0x2019 || c == 0xB7) {
      size_t after = end + n, m;
      if (after >= text.len || !utf8_is_letter(utf8_at(text, after, &m)))
        break;
    } else if (!utf8_is_letter(c)) {
      break;
    }
    end += n;
  }
  return end;
}

static bool cut_tokens(struct sentence *s) {
  size_t n;
  for (size_t pos = 0; pos < s->spoken.len; pos += n) {
    if (!utf8_is_letter(utf8_at(s->spoken, pos, &n)))
      continue;
    size_t end = word_end(s->spoken, pos);
    if (!array_grow((void **)&s->tokens, &s->cap_tokens, s->n_tokens + 1, sizeof *s->tokens))
      return false;
    struct token *token = &s->tokens[s->n_tokens++];
    *token = (struct token){.span = {pos, end - pos},
                            .written = view_sub(s->spoken, pos, end - pos),
                            .capital = utf8_is_upper(utf8_at(s->spoken, pos, &n))};
    size_t start = s->lower.len; // an offset until the buffer stands still
    utf8_lower(&s->lower, token->written);
    token->key = (struct view){NULL, s->lower.len - start};
    size_t m, k;
    if (end < s->spoken.len && is_hyphen(utf8_at(s->spoken, end, &m)) && end + m < s->spoken.len)
      token->hyphen = utf8_is_letter(utf8_at(s->spoken, end + m, &k));
    n = end - pos;
  }
  if (s->lower.failed)
    return false;
  const char *lower = s->lower.ptr;
  for (size_t i = 0; i < s->n_tokens; i++) {
    s->tokens[i].key.ptr = lower;
    lower += s->tokens[i].key.len;
  }
  return true;
}

bool sentence_is_german(const struct sentence *s, struct token *token) {
  if (token->german == GERMAN_UNASKED)
    token->german = morph_is_german(&s->p->morph, token->key) ? GERMAN_YES : GERMAN_NO;
  return token->german == GERMAN_YES;
}

/// What a word says about the language around it.
enum clue {
  CLUE_NONE,   ///< not in an English lexicon
  CLUE_GUESS,  ///< unknown, but looks English
  CLUE_WEAK,   ///< English among English words
  CLUE_LOAN,   ///< English, and at home in German
  CLUE_STRONG, ///< English for sure
};

static enum clue clue_of(const struct sentence *s, struct token *token) {
  enum clue clue = CLUE_NONE;
  for (size_t i = 0; i < s->p->n_lexicons; i++) {
    const struct wordbook_entry *e =
        wordbook_find(&s->p->lexicons[i], token->written, token->key, 0);
    if (e == NULL)
      continue;
    if ((e->tags & LEX_ENGLISH) == 0)
      return clue;
    if ((e->tags & LEX_LOAN) != 0)
      return CLUE_LOAN;
    if (clue == CLUE_NONE)
      clue = (e->tags & (LEX_WEAK | LEX_CLUE)) == LEX_WEAK ? CLUE_WEAK : CLUE_STRONG;
  }
  if (clue == CLUE_NONE && english_looks(&s->p->english, token->key) &&
      !sentence_is_german(s, token))
    return CLUE_GUESS;
  return clue;
}

bool sentence_is_beside(const struct sentence *s, const struct token *left,
                        const struct token *right) {
  size_t gap = right->span.offset - left->span.offset - left->span.len;
  return left->hyphen || (gap == 1 && s->spoken.ptr[right->span.offset - 1] == ' ');
}

/// "Killing also dann", "und so The Cure": a small German word at the edge of a run is German.
static bool is_german_edge(const struct sentence *s, struct token *token) {
  return !token->capital && clue_of(s, token) == CLUE_WEAK && sentence_is_german(s, token);
}

/// Runs of words that can all be English are taken for English where enough of them must be: one,
/// for capitalised words; for others two ("the art of the deal").
static void find_english_runs(struct sentence *s) {
  for (size_t from = 0, to; from < s->n_tokens; from = to) {
    size_t strong = 0;
    for (to = from; to < s->n_tokens; to++) {
      if (to > from && !sentence_is_beside(s, &s->tokens[to - 1], &s->tokens[to]))
        break;
      enum clue clue = clue_of(s, &s->tokens[to]);
      if (clue == CLUE_NONE)
        break;
      strong += clue == CLUE_STRONG;
    }
    size_t first = from, last = to;
    while (first < last && is_german_edge(s, &s->tokens[first]))
      first++;
    while (last > first && is_german_edge(s, &s->tokens[last - 1]))
      last--;
    for (size_t i = first; i < last && last - first >= 2; i++)
      s->tokens[i].english = strong >= (s->tokens[i].capital ? 1 : 2);
    if (to == from)
      to++;
  }
}

static bool is_closing_quote(uint32_t c) {
  return c == '"' || c == 0x201C || c == 0x201D || c == 0xAB || c == 0xBB || c == 0x2018;
}

/// Does a quotation mark stand between the tokens before `at` and it?
static bool quote_before(const struct sentence *s, size_t at) {
  enum { WIDEST = 16 }; // bytes: what is wider than ". “" is no end of a quotation
  size_t from = at == 0 ? 0 : s->tokens[at - 1].span.offset + s->tokens[at - 1].span.len;
  size_t to = at < s->n_tokens ? s->tokens[at].span.offset : s->spoken.len;
  for (size_t pos = from, n; pos < to && pos - from < WIDEST; pos += n) {
    uint32_t c = utf8_at(s->spoken, pos, &n);
    if (is_closing_quote(c) || c == 0x201E || c == 0x201A)
      return true;
  }
  return false;
}

/// "the", "your": words that no German sentence has.
static bool is_clue_word(const struct sentence *s, struct token *token) {
  for (size_t i = 0; i < s->p->n_lexicons; i++) {
    const struct wordbook_entry *e =
        wordbook_find(&s->p->lexicons[i], token->written, token->key, 0);
    if (e != NULL)
      return (e->tags & LEX_CLUE) != 0;
  }
  return false;
}

/// "To be, or not to be, that is the question": in a quotation commas do not end a run, and a word
/// that nobody knows does not either, where most are English and two must be.
static void find_english_quotes(struct sentence *s) {
  enum { LONGEST = 24, SHORTEST = 3 };
  for (size_t from = 0, to; from < s->n_tokens; from = to) {
    to = from + 1;
    if (!quote_before(s, from))
      continue;
    size_t english = 0, strong = 0, guesses = 0;
    bool sure = false;
    for (size_t i = from; i < s->n_tokens && i < from + LONGEST; i++) {
      enum clue clue = clue_of(s, &s->tokens[i]);
      english += clue != CLUE_NONE;
      strong += clue == CLUE_STRONG;
      guesses += clue == CLUE_GUESS;
      sure |= is_clue_word(s, &s->tokens[i]);
      to = i + 1;
      if (quote_before(s, to))
        break;
    }
    size_t n = to - from;
    bool enough = (strong >= 1 && strong + guesses >= 2) || (sure && strong >= 1);
    if (n < SHORTEST || !quote_before(s, to) || !enough || english * 4 < n * 3)
      continue;
    for (size_t i = from; i < to; i++)
      s->tokens[i].english = true;
  }
}

/// Is the token a word that German or a lexicon knows?
static bool is_known(const struct sentence *s, struct token *token) {
  for (size_t i = 0; i < s->p->n_lexicons; i++) {
    const struct wordbook_entry *e =
        wordbook_find(&s->p->lexicons[i], token->written, token->key, 0);
    if (e != NULL && (e->tags & LEX_WEAK) == 0)
      return true;
  }
  return sentence_is_german(s, token);
}

static bool is_pinyin(const struct sentence *s, const struct token *token) {
  struct buf ignored = {0};
  bool result = token->capital && pinyin_say(&s->p->pinyin, token->key, &ignored);
  buf_clear(&ignored);
  return result;
}

/// Does a lexicon call it a Chinese surname?
static bool is_surname(const struct sentence *s, const struct token *token) {
  for (size_t i = 0; i < s->p->n_lexicons; i++)
    if (wordbook_find(&s->p->lexicons[i], token->written, token->key, LEX_SURNAME) != NULL)
      return true;
  return false;
}

/// Mark Chinese names: a surname with a given name behind it, and what can be nothing else.
static void find_chinese_names(struct sentence *s) {
  for (size_t i = 0; i < s->n_tokens; i++) {
    struct token *token = &s->tokens[i];
    enum pinyin_kind kind =
        token->capital ? pinyin_kind_of(&s->p->pinyin, token->key) : PINYIN_NONE;
    bool marked = pinyin_is_marked(token->key);
    if ((kind == PINYIN_ALONE || kind == PINYIN_PLACE || marked) && is_pinyin(s, token) &&
        !is_known(s, token))
      token->chinese = true;
    bool listed = token->capital && is_surname(s, token); // said as its lexicon has it
    if ((kind == PINYIN_NONE && !listed) || i + 1 >= s->n_tokens ||
        !sentence_is_beside(s, token, &s->tokens[i + 1]))
      continue;
    struct token *given = &s->tokens[i + 1];
    bool genitive = view_ends(token->key, VIEW("s")); // "Zhous Rede"
    if (genitive || !is_pinyin(s, given) || is_known(s, given))
      continue;
    given->chinese = true;
    if (kind != PINYIN_PLACE && !listed)
      token->chinese = true;
    if (kind != PINYIN_PLACE && given->hyphen && is_pinyin(s, given + 1)) // "Kim Il-sung"
      given[1].chinese = true;
  }
}

/// The words as the heteronyms want them.
static bool list_words(struct sentence *s) {
  if (!array_grow((void **)&s->words, &s->cap_words, s->n_tokens, sizeof *s->words))
    return s->n_tokens == 0;
  for (size_t i = 0; i < s->n_tokens; i++)
    s->words[i] = (struct heteronym_word){s->tokens[i].key, s->tokens[i].capital};
  return true;
}

bool sentence_begin(struct sentence *s) {
  if (!cut_tokens(s) || !list_words(s))
    return false;
  find_english_runs(s);
  find_english_quotes(s);
  find_chinese_names(s);
  return true;
}

void sentence_end(struct sentence *s) {
  free(s->tokens);
  free(s->words);
  buf_clear(&s->lower);
  buf_clear(&s->said);
}
