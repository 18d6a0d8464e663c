#include "pronounce/pronounce.h"

#include "pronounce/inflect.h"
#include "pronounce/sentence.h"

#include <stdlib.h>

enum { MAX_JOINED = 8 }; ///< words that hyphens join; longer chains are said word by word

void pronounced_clear(struct pronounced *pronounced) {
  if (pronounced == NULL)
    return;
  buf_clear(&pronounced->engine);
  free(pronounced->words);
  *pronounced = (struct pronounced){0};
}

/// The words from `from` on as a phrase's key: small letters, blanks between. 0: they stand apart,
/// or are too long for a phrase.
static size_t join_key(const struct sentence *s, size_t from, size_t n,
                       char bytes[WORDBOOK_MAX_KEY]) {
  size_t len = 0;
  for (size_t i = from; i < from + n; i++) {
    const struct token *token = &s->tokens[i];
    if (len + token->key.len + 1 > WORDBOOK_MAX_KEY ||
        (i > from && !sentence_is_beside(s, token - 1, token)))
      return 0;
    if (i > from)
      bytes[len++] = ' ';
    memcpy(bytes + len, token->key.ptr, token->key.len);
    len += token->key.len;
  }
  return len;
}

static struct view written_from(const struct sentence *s, size_t from, size_t n) {
  const struct span *first = &s->tokens[from].span, *last = &s->tokens[from + n - 1].span;
  return view_sub(s->spoken, first->offset, last->offset + last->len - first->offset);
}

/// Would a phrase of these words cut through a row of spelled letters ("A I" in "A I G")?
static bool cuts_letters(const struct sentence *s, size_t from, size_t n) {
  const struct token *first = &s->tokens[from], *last = first + n - 1;
  return (from > 0 && first->written.len == 1 && first[-1].written.len == 1 &&
          sentence_is_beside(s, first - 1, first)) ||
         (from + n < s->n_tokens && last->written.len == 1 && last[1].written.len == 1 &&
          sentence_is_beside(s, last, last + 1));
}

/// Append the longest phrase of a lexicon that begins with word `from`; the number of its words, 0
/// when there is none.
static size_t say_phrase(struct sentence *s, size_t from, struct buf *out, struct reason *reason) {
  for (size_t i = 0; i < s->p->n_lexicons; i++) {
    const struct wordbook *book = &s->p->lexicons[i];
    if (!wordbook_starts_phrase(book, s->tokens[from].key))
      continue;
    size_t left = s->n_tokens - from, longest = wordbook_longest_phrase(book);
    size_t n = left < longest ? left : longest;
    for (; n >= 2; n--) {
      char bytes[WORDBOOK_MAX_KEY];
      struct view key = {bytes, join_key(s, from, n, bytes)};
      if (key.len == 0 || cuts_letters(s, from, n))
        continue;
      struct view written = written_from(s, from, n);
      buf_reset(&s->said);
      struct inflected found = inflect_find(book, written, key, &s->said);
      if (found.entry == NULL)
        continue;
      sentence_wrap(out, found.entry, buf_as_view(&s->said), written);
      *reason = (struct reason){book->source, "phrase"};
      return n;
    }
  }
  return 0;
}

static bool add_pronunciation(struct sentence *s, size_t from, size_t to, size_t engine_start,
                              struct reason reason) {
  struct pronounced *out = s->out;
  size_t len = out->engine.len - engine_start;
  if (reason.source == NULL || len > PRONOUNCE_ENGINE_MAX) {
    out->engine.len = engine_start;
    return true;
  }
  if (!array_grow((void **)&out->words, &out->cap_words, out->n_words + 1, sizeof *out->words))
    return false;
  struct view written = written_from(s, from, to - from);
  size_t start = (size_t)(written.ptr - s->spoken.ptr);
  out->words[out->n_words++] =
      (struct pronunciation){{start, written.len}, {engine_start, len}, reason.source, reason.rule};
  return true;
}

/// How many words from `at` on hyphens join, as far as they are said in one piece.
static size_t joined_words(const struct sentence *s, size_t at) {
  size_t n = 1;
  while (n <= MAX_JOINED && s->tokens[at + n - 1].hyphen)
    n++;
  return n > MAX_JOINED ? 1 : n;
}

/// Say a word, a phrase, or what hyphens join ("Deep-Learning-Modell"); the parts that no one knows
/// stay as they are. Returns how many words that were.
static size_t say_piece(struct sentence *s, size_t from, bool *ok) {
  struct buf *engine = &s->out->engine;
  size_t start = engine->len, at = from, end = from + joined_words(s, from);
  struct reason first = {0};
  while (at < end) {
    struct reason reason = {0};
    if (at > from)
      buf_byte(engine, ' ');
    size_t n = say_phrase(s, at, engine, &reason);
    if (n == 0) {
      n = 1;
      if (!sentence_say_word(s, at, engine, &reason))
        buf_view(engine, s->tokens[at].written);
    }
    if (first.source == NULL)
      first = reason;
    at += n;
    if (at > end) // a phrase led out of the compound, perhaps into another one
      end = at;
    if (at == end && s->tokens[at - 1].hyphen && at - from < MAX_JOINED)
      end = at + joined_words(s, at);
  }
  if (first.source != NULL && at - from > 1 && strcmp(first.rule, "phrase") != 0)
    first.rule = "compound";
  *ok = !engine->failed && add_pronunciation(s, from, at, start, first);
  return at - from;
}

enum listen_status pronounce_sentence(const struct pronouncer *pronouncer, struct view spoken,
                                      struct pronounced *out) {
  buf_reset(&out->engine);
  out->n_words = 0;
  struct sentence s = {.p = pronouncer, .spoken = spoken, .out = out};
  bool ok = sentence_begin(&s);
  for (size_t i = 0; ok && i < s.n_tokens;)
    i += say_piece(&s, i, &ok);
  ok = ok && !s.said.failed;
  sentence_end(&s);
  return ok ? LISTEN_OK : LISTEN_E_NOMEM;
}
