/// Inside the stage: its tables, and one sentence under way.
#ifndef LISTEN_PRONOUNCE_SENTENCE_H
#define LISTEN_PRONOUNCE_SENTENCE_H

#include "pronounce/english.h"
#include "pronounce/foreign.h"
#include "pronounce/heteronym.h"
#include "pronounce/morph.h"
#include "pronounce/pinyin.h"
#include "pronounce/pronounce.h"
#include "pronounce/wordbook.h"

struct pronouncer {
  struct wordbook *lexicons; ///< the site's own, then the shipped ones; the first has the last word
  size_t n_lexicons, n_own;
  struct morph morph;
  struct foreign foreign;
  struct pinyin pinyin;
  struct english english;
  struct heteronyms heteronyms;
};

/// Is the token made of German parts? Asked at most once.
enum german { GERMAN_UNASKED, GERMAN_NO, GERMAN_YES };

struct token {
  struct span span; ///< bytes of the spoken text
  struct view written;
  struct view key; ///< lower case, in sentence.lower
  bool capital;
  bool hyphen;  ///< a hyphen joins it to the next token
  bool chinese; ///< stands beside a Chinese surname, or is one
  bool english; ///< stands among English words, so weak entries hold
  enum german german;
};

struct sentence {
  const struct pronouncer *p;
  struct view spoken;
  struct token *tokens;
  struct heteronym_word *words; ///< the same, as the heteronyms want them
  size_t n_tokens, cap_tokens, cap_words;
  struct buf lower;
  struct buf said; ///< scratch for one word
  struct pronounced *out;
};

/// Cut the text into words and find out what stands beside what. False when out of memory.
bool sentence_begin(struct sentence *s);
void sentence_end(struct sentence *s);

/// Are two tokens neighbours within a phrase: one blank or a hyphen between them?
bool sentence_is_beside(const struct sentence *s, const struct token *left,
                        const struct token *right);

bool sentence_is_german(const struct sentence *s, struct token *token);

/// Why a word is said so; static texts.
struct reason {
  const char *source, *rule;
};

/// Append what the engine gets instead of a word; false, and nothing appended, where the word is
/// left to the engine.
bool sentence_say_word(struct sentence *s, size_t at, struct buf *out, struct reason *reason);

/// Append an entry's text for the engine: "[[…]]", a respelling, or the word itself.
void sentence_wrap(struct buf *out, const struct wordbook_entry *entry, struct view said,
                   struct view written);

#endif
