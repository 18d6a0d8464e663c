#include "pronounce/pronounce.h"

#include "base/utf8.h"
#include "pronounce/english.h"
#include "pronounce/foreign.h"
#include "pronounce/inflect.h"
#include "pronounce/morph.h"
#include "pronounce/number_words.h"
#include "pronounce/pinyin.h"
#include "pronounce/wordbook_add.h"

#include <stdlib.h>

extern const unsigned char pronounce_lexicon_deutsch[], pronounce_lexicon_englisch[],
    pronounce_lexicon_romanisch[], pronounce_lexicon_namen[], pronounce_english_words[];
extern const size_t pronounce_lexicon_deutsch_len, pronounce_lexicon_englisch_len,
    pronounce_lexicon_romanisch_len, pronounce_lexicon_namen_len, pronounce_english_words_len;

enum { SHIPPED_BOOKS = 2 }; ///< the written lexicon, and the English words behind it

struct pronouncer {
  struct wordbook *lexicons; ///< the first has the last word; the shipped one is the last
  size_t n_lexicons;
  struct morph morph;
  struct foreign foreign;
  struct pinyin pinyin;
  struct english english;
};

void pronounced_clear(struct pronounced *pronounced) {
  if (pronounced == NULL)
    return;
  buf_clear(&pronounced->engine);
  free(pronounced->words);
  *pronounced = (struct pronounced){0};
}

static enum listen_status load_own(struct wordbook *book, const struct lexicon_text *lexicon,
                                   struct listen_diag *diag) {
  *book = (struct wordbook){.source = "site"};
  struct wordbook_text text = {lexicon->text, lexicon->file};
  switch (lexicon->format) {
  case LEXICON_TSV:
    return wordbook_add_tsv(book, &text, diag);
  case LEXICON_YAML:
    return wordbook_add_yaml(book, &text, diag);
  case LEXICON_PLS:
    return wordbook_add_pls(book, &text, diag);
  }
  return LISTEN_OK;
}

static enum listen_status load_shipped(struct pronouncer *p, struct listen_diag *diag) {
  const struct {
    struct wordbook_text text;
    const char *source; // a new one begins a new book
  } shipped[] = {
      {{{(const char *)pronounce_lexicon_deutsch, pronounce_lexicon_deutsch_len},
        "aussprache/deutsch.tsv"},
       "lexicon"},
      {{{(const char *)pronounce_lexicon_englisch, pronounce_lexicon_englisch_len},
        "aussprache/englisch.tsv"},
       NULL},
      {{{(const char *)pronounce_lexicon_romanisch, pronounce_lexicon_romanisch_len},
        "aussprache/romanisch.tsv"},
       NULL},
      {{{(const char *)pronounce_lexicon_namen, pronounce_lexicon_namen_len},
        "aussprache/namen.tsv"},
       NULL},
      {{{(const char *)pronounce_english_words, pronounce_english_words_len}, "english_words.tsv"},
       "english"},
  };
  for (size_t i = 0; i < sizeof shipped / sizeof *shipped; i++) {
    if (shipped[i].source != NULL)
      p->lexicons[p->n_lexicons++] = (struct wordbook){.source = shipped[i].source};
    enum listen_status status =
        wordbook_add_tsv(&p->lexicons[p->n_lexicons - 1], &shipped[i].text, diag);
    if (status != LISTEN_OK)
      return status;
  }
  return LISTEN_OK;
}

static enum listen_status load(struct pronouncer *p, const struct lexicon_text *lexicons, size_t n,
                               struct listen_diag *diag) {
  p->lexicons = calloc(n + SHIPPED_BOOKS, sizeof *p->lexicons);
  if (p->lexicons == NULL)
    return diag_nomem(diag);
  for (size_t i = 0; i < n; i++) {
    enum listen_status status = load_own(&p->lexicons[p->n_lexicons++], &lexicons[i], diag);
    if (status != LISTEN_OK)
      return status;
  }
  return load_shipped(p, diag);
}

enum listen_status pronouncer_new(const struct lexicon_text *lexicons, size_t n_lexicons,
                                  struct pronouncer **out, struct listen_diag *diag) {
  *out = NULL;
  struct pronouncer *p = calloc(1, sizeof *p);
  if (p == NULL)
    return diag_nomem(diag);
  enum listen_status status = load(p, lexicons, n_lexicons, diag);
  if (status == LISTEN_OK)
    status = morph_load(&p->morph, diag);
  if (status == LISTEN_OK)
    status = foreign_load(&p->foreign, diag);
  if (status == LISTEN_OK)
    status = pinyin_load(&p->pinyin, diag);
  if (status == LISTEN_OK)
    status = english_load(&p->english, diag);
  if (status == LISTEN_OK)
    *out = p;
  else
    pronouncer_free(p);
  return status;
}

void pronouncer_free(struct pronouncer *pronouncer) {
  if (pronouncer == NULL)
    return;
  for (size_t i = 0; i < pronouncer->n_lexicons; i++)
    wordbook_clear(&pronouncer->lexicons[i]);
  free(pronouncer->lexicons);
  morph_clear(&pronouncer->morph);
  foreign_clear(&pronouncer->foreign);
  pinyin_clear(&pronouncer->pinyin);
  english_clear(&pronouncer->english);
  free(pronouncer);
}

// ---- one sentence ----

struct token {
  struct span span; ///< bytes of the spoken text
  struct view written;
  struct view key; ///< lower case, in sentence.lower
  bool hyphen;     ///< a hyphen joins it to the next token
  bool chinese;    ///< stands beside a Chinese surname, or is one
  bool english;    ///< stands among English words, so weak entries hold
};

struct sentence {
  const struct pronouncer *p;
  struct view spoken;
  struct token *tokens;
  size_t n_tokens, cap_tokens;
  struct buf lower;
  struct pronounced *out;
};

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
    *token =
        (struct token){.span = {pos, end - pos}, .written = view_sub(s->spoken, pos, end - pos)};
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

static void wrap(struct buf *out, const struct wordbook_entry *entry, struct view said,
                 struct view written) {
  if (entry->mnemonics.len == 0)
    buf_view(out, written);
  else if (entry->respelled)
    buf_view(out, said);
  else
    buf_printf(out, "[[%.*s]]", (int)said.len, said.ptr);
}

/// What a word says about the language around it.
enum clue {
  CLUE_NONE,   ///< not in an English lexicon
  CLUE_GUESS,  ///< unknown, but looks English
  CLUE_WEAK,   ///< English among English words
  CLUE_LOAN,   ///< English, and at home in German
  CLUE_STRONG, ///< English for sure
};

static enum clue clue_of(const struct sentence *s, const struct token *token) {
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
      !morph_is_german(&s->p->morph, token->key))
    return CLUE_GUESS;
  return clue;
}

/// Are two tokens neighbours within a phrase: one blank or a hyphen between them?
static bool is_beside(const struct sentence *s, const struct token *left,
                      const struct token *right) {
  size_t gap = right->span.offset - left->span.offset - left->span.len;
  return left->hyphen || (gap == 1 && s->spoken.ptr[right->span.offset - 1] == ' ');
}

static bool is_capital(const struct token *token) {
  size_t n;
  return utf8_is_upper(utf8_at(token->written, 0, &n));
}

/// Runs of words that can all be English are taken for English where enough of them must be: one,
/// for capitalised words; for others two ("the art of the deal").
static void find_english_runs(struct sentence *s) {
  for (size_t from = 0, to; from < s->n_tokens; from = to) {
    size_t strong = 0;
    for (to = from; to < s->n_tokens; to++) {
      if (to > from && !is_beside(s, &s->tokens[to - 1], &s->tokens[to]))
        break;
      enum clue clue = clue_of(s, &s->tokens[to]);
      if (clue == CLUE_NONE)
        break;
      strong += clue == CLUE_STRONG;
    }
    for (size_t i = from; i < to && to - from >= 2; i++)
      s->tokens[i].english = strong >= (is_capital(&s->tokens[i]) ? 1 : 2);
    if (to == from)
      to++;
  }
}

/// Is the token a word that German or a lexicon knows?
static bool is_known(const struct sentence *s, const struct token *token) {
  for (size_t i = 0; i < s->p->n_lexicons; i++) {
    const struct wordbook_entry *e =
        wordbook_find(&s->p->lexicons[i], token->written, token->key, 0);
    if (e != NULL && (e->tags & LEX_WEAK) == 0)
      return true;
  }
  return morph_is_german(&s->p->morph, token->key);
}

static bool is_pinyin(const struct sentence *s, const struct token *token) {
  struct buf ignored = {0};
  bool result = is_capital(token) && pinyin_say(&s->p->pinyin, token->key, &ignored);
  buf_clear(&ignored);
  return result;
}

/// Mark Chinese names: a surname with a given name behind it, and what can be nothing else.
static void find_chinese_names(struct sentence *s) {
  for (size_t i = 0; i < s->n_tokens; i++) {
    struct token *token = &s->tokens[i];
    enum pinyin_kind kind =
        is_capital(token) ? pinyin_kind_of(&s->p->pinyin, token->key) : PINYIN_NONE;
    bool marked = pinyin_is_marked(token->key);
    if ((kind == PINYIN_ALONE || kind == PINYIN_PLACE || marked) && is_pinyin(s, token) &&
        !is_known(s, token))
      token->chinese = true;
    if (kind == PINYIN_NONE || i + 1 >= s->n_tokens || !is_beside(s, token, &s->tokens[i + 1]))
      continue;
    struct token *given = &s->tokens[i + 1];
    bool genitive = view_ends(token->key, VIEW("s")); // "Zhous Rede"
    if (genitive || !is_pinyin(s, given) || is_known(s, given))
      continue;
    given->chinese = true;
    if (kind != PINYIN_PLACE)
      token->chinese = true;
    if (kind != PINYIN_PLACE && given->hyphen && is_pinyin(s, given + 1)) // "Kim Il-sung"
      given[1].chinese = true;
  }
}

/// "IT", "EDS": capitals alone, and no word of the lexicon in this writing.
static bool is_abbreviation(const struct token *token, const struct wordbook_entry *entry) {
  if (token->written.len > 4 || view_eq(token->written, entry->word))
    return false;
  for (size_t i = 0; i < token->written.len; i++)
    if (token->written.ptr[i] < 'A' || token->written.ptr[i] > 'Z')
      return false;
  return token->written.len > 1;
}

/// May the sentence use this entry for the word?
static bool suits(const struct sentence *s, const struct token *token, struct inflected found) {
  uint32_t tags = found.entry->tags;
  if ((tags & LEX_WEAK) != 0 && !token->english)
    return false;
  if ((tags & LEX_ENGLISH) == 0)
    return true;
  return !is_abbreviation(token, found.entry) &&
         (strcmp(found.rule, "entry") == 0 || !morph_is_german(&s->p->morph, token->key));
}

/// Look a word up in all lexicons: as it is, and then with endings.
static bool say_entry(const struct sentence *s, const struct token *token, struct buf *said,
                      struct buf *out, const char **source, const char **rule) {
  for (size_t round = 0; round < 2; round++)
    for (size_t i = 0; i < s->p->n_lexicons; i++) {
      const struct wordbook *book = &s->p->lexicons[i];
      buf_reset(said);
      struct inflected found = round == 0 ? inflect_exact(book, token->written, token->key, said)
                                          : inflect_find(book, token->written, token->key, said);
      if (found.entry == NULL || !suits(s, token, found))
        continue;
      *source = book->source;
      *rule = found.rule;
      wrap(out, found.entry, buf_as_view(said), token->written);
      return true;
    }
  return false;
}

/// What one word becomes; false where it is left to the engine.
static bool say_word(const struct sentence *s, const struct token *token, struct buf *out,
                     const char **source, const char **rule) {
  struct buf said = {0};
  if (token->chinese && pinyin_say(&s->p->pinyin, token->key, &said)) {
    buf_printf(out, "[[%.*s]]", (int)said.len, said.ptr);
    buf_clear(&said);
    *source = "pinyin";
    *rule = "name";
    return true;
  }
  bool known = say_entry(s, token, &said, out, source, rule);
  if (!known && number_words_find(token->written, token->key, out)) {
    known = true;
    *source = *rule = "number";
  }
  if (!known) {
    buf_reset(&said);
    struct morph_result parts =
        morph_say(&s->p->morph, s->p->lexicons, s->p->n_lexicons, token->key, &said);
    if (parts.found) {
      known = true;
      buf_printf(out, "[[%.*s]]", (int)said.len, said.ptr);
      *source = parts.entry != NULL ? "lexicon" : "german";
      *rule = "compound";
    }
  }
  bool english = token->english || english_is_sure(&s->p->english, token->key);
  if (!known && english && !morph_is_german(&s->p->morph, token->key)) {
    buf_reset(&said);
    known = english_say(&s->p->english, token->key, &said);
    if (known) {
      buf_printf(out, "[[%.*s]]", (int)said.len, said.ptr);
      *source = "english";
      *rule = "spelling";
    }
  }
  if (!known) {
    buf_reset(&said);
    const char *language = foreign_say(&s->p->foreign, token->key, is_capital(token),
                                       morph_is_german(&s->p->morph, token->key), &said);
    if (language != NULL) {
      known = true;
      buf_printf(out, "[[%.*s]]", (int)said.len, said.ptr);
      *source = language;
      *rule = "spelling";
    }
  }
  out->failed |= said.failed;
  buf_clear(&said);
  return known;
}

static bool add_pronunciation(struct sentence *s, size_t from, size_t to, size_t engine_start,
                              const char *source, const char *rule) {
  struct pronounced *out = s->out;
  if (out->engine.failed ||
      !array_grow((void **)&out->words, &out->cap_words, out->n_words + 1, sizeof *out->words))
    return false;
  size_t len = out->engine.len - engine_start;
  if (len > PRONOUNCE_ENGINE_MAX) {
    out->engine.len = engine_start;
    return true;
  }
  size_t start = s->tokens[from].span.offset;
  size_t end = s->tokens[to - 1].span.offset + s->tokens[to - 1].span.len;
  out->words[out->n_words++] =
      (struct pronunciation){{start, end - start}, {engine_start, len}, source, rule};
  return true;
}

/// A word, or words joined by hyphens, of which at least one is known.
static bool say_group(struct sentence *s, size_t from, size_t to) {
  size_t start = s->out->engine.len;
  const char *source = NULL, *rule = NULL;
  for (size_t i = from; i < to; i++) {
    const char *own_source = NULL, *own_rule = NULL;
    if (i > from)
      buf_byte(&s->out->engine, ' ');
    if (!say_word(s, &s->tokens[i], &s->out->engine, &own_source, &own_rule))
      buf_view(&s->out->engine, s->tokens[i].written);
    else if (source == NULL) {
      source = own_source;
      rule = own_rule;
    }
  }
  if (source != NULL)
    return add_pronunciation(s, from, to, start, source, to - from > 1 ? "compound" : rule);
  s->out->engine.len = start;
  return true;
}

/// The longest phrase of a lexicon that begins with token `from`; 0 when there is none.
static size_t say_phrase(struct sentence *s, size_t from, bool *ok) {
  for (size_t l = 0; l < s->p->n_lexicons; l++) {
    const struct wordbook *lexicon = &s->p->lexicons[l];
    if (!wordbook_starts_phrase(lexicon, s->tokens[from].key))
      continue;
    size_t longest = s->n_tokens - from;
    if (longest > lexicon->longest_phrase)
      longest = lexicon->longest_phrase;
    for (size_t n = longest; n >= 2; n--) {
      char bytes[WORDBOOK_MAX_KEY];
      size_t len = 0;
      bool joined = true;
      for (size_t i = from; i < from + n && joined; i++) {
        const struct token *t = &s->tokens[i];
        joined = len + t->key.len + 1 <= sizeof bytes;
        if (i > from && joined) {
          joined = is_beside(s, t - 1, t);
          bytes[len++] = ' ';
        }
        if (joined) {
          memcpy(bytes + len, t->key.ptr, t->key.len);
          len += t->key.len;
        }
      }
      if (!joined)
        continue;
      struct buf said = {0};
      const struct span *first = &s->tokens[from].span, *last = &s->tokens[from + n - 1].span;
      struct view written =
          view_sub(s->spoken, first->offset, last->offset + last->len - first->offset);
      struct inflected found = inflect_find(lexicon, written, (struct view){bytes, len}, &said);
      if (found.entry != NULL) {
        size_t start = s->out->engine.len;
        wrap(&s->out->engine, found.entry, buf_as_view(&said), written);
        *ok =
            !said.failed && add_pronunciation(s, from, from + n, start, lexicon->source, "phrase");
      }
      buf_clear(&said);
      if (found.entry != NULL)
        return n;
    }
  }
  return 0;
}

enum listen_status pronounce_sentence(const struct pronouncer *pronouncer, struct view spoken,
                                      struct pronounced *out) {
  buf_reset(&out->engine);
  out->n_words = 0;
  struct sentence s = {.p = pronouncer, .spoken = spoken, .out = out};
  bool ok = cut_tokens(&s);
  if (ok)
    find_english_runs(&s);
  if (ok)
    find_chinese_names(&s);
  for (size_t i = 0; ok && i < s.n_tokens;) {
    size_t n = say_phrase(&s, i, &ok);
    if (n == 0) {
      n = 1;
      while (s.tokens[i + n - 1].hyphen)
        n++;
      ok = ok && say_group(&s, i, i + n);
    }
    i += n;
  }
  free(s.tokens);
  buf_clear(&s.lower);
  return ok && !out->engine.failed ? LISTEN_OK : LISTEN_E_NOMEM;
}
