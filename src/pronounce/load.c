#include "pronounce/sentence.h"
#include "pronounce/wordbook_add.h"

#include <stdlib.h>

extern const unsigned char pronounce_lexicon_deutsch[], pronounce_lexicon_englisch[],
    pronounce_lexicon_romanisch[], pronounce_lexicon_namen[], pronounce_english_words[];
extern const size_t pronounce_lexicon_deutsch_len, pronounce_lexicon_englisch_len,
    pronounce_lexicon_romanisch_len, pronounce_lexicon_namen_len, pronounce_english_words_len;

enum { SHIPPED_BOOKS = 2 }; ///< the written lexicon, and the English words behind it

static enum listen_status load_own(struct wordbook *book, const struct lexicon_text *lexicon,
                                   struct listen_diag *diag) {
  *book = (struct wordbook){.source = "site"};
  struct wordbook_text text = {lexicon->text, lexicon->file, .shipped = false};
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
        "aussprache/deutsch.tsv",
        .shipped = true},
       "lexicon"},
      {{{(const char *)pronounce_lexicon_englisch, pronounce_lexicon_englisch_len},
        "aussprache/englisch.tsv",
        .shipped = true},
       NULL},
      {{{(const char *)pronounce_lexicon_romanisch, pronounce_lexicon_romanisch_len},
        "aussprache/romanisch.tsv",
        .shipped = true},
       NULL},
      {{{(const char *)pronounce_lexicon_namen, pronounce_lexicon_namen_len},
        "aussprache/namen.tsv",
        .shipped = true},
       NULL},
      {{{(const char *)pronounce_english_words, pronounce_english_words_len},
        "english_words.tsv",
        .shipped = true},
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
  p->n_own = n;
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
    status = heteronyms_load(&p->heteronyms, diag);
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
  heteronyms_clear(&pronouncer->heteronyms);
  free(pronouncer);
}
