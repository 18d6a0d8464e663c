#include "pronounce/sentence.h"
#include "pronounce/wordbook_add.h"

#include <stdlib.h>

// Made by make_wordbook when the program is built.
extern const uint32_t pronounce_lexicon_book[], pronounce_english_book[];

enum { SHIPPED_BOOKS = 2 }; ///< the written lexicon, and the English words behind it

static enum listen_status load_own(struct wordbook *book, const struct lexicon_text *lexicon,
                                   struct listen_diag *diag) {
  struct wordbook_builder builder = {0};
  struct wordbook_text text = {lexicon->text, lexicon->file};
  enum listen_status status = LISTEN_OK;
  switch (lexicon->format) {
  case LEXICON_TSV:
    status = wordbook_add_tsv(&builder, &text, diag);
    break;
  case LEXICON_YAML:
    status = wordbook_add_yaml(&builder, &text, diag);
    break;
  case LEXICON_PLS:
    status = wordbook_add_pls(&builder, &text, diag);
    break;
  }
  if (status == LISTEN_OK)
    status = wordbook_finish(&builder, "site", book, diag);
  wordbook_builder_clear(&builder);
  return status;
}

static enum listen_status load(struct pronouncer *p, const struct lexicon_text *lexicons, size_t n,
                               struct listen_diag *diag) {
  p->lexicons = calloc(n + SHIPPED_BOOKS, sizeof *p->lexicons);
  if (p->lexicons == NULL)
    return diag_nomem(diag);
  p->n_own = n;
  p->n_lexicons = n + SHIPPED_BOOKS;
  p->lexicons[n] = wordbook_of("lexicon", pronounce_lexicon_book);
  p->lexicons[n + 1] = wordbook_of("english", pronounce_english_book);
  enum listen_status status = LISTEN_OK;
  for (size_t i = 0; status == LISTEN_OK && i < p->n_own; i++)
    status = load_own(&p->lexicons[i], &lexicons[i], diag);
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
  return status;
}

enum listen_status pronouncer_new(const struct lexicon_text *lexicons, size_t n_lexicons,
                                  struct pronouncer **out, struct listen_diag *diag) {
  *out = NULL;
  struct pronouncer *p = calloc(1, sizeof *p);
  if (p == NULL)
    return diag_nomem(diag);
  enum listen_status status = load(p, lexicons, n_lexicons, diag);
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
