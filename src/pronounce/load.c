#include "pronounce/sentence.h"
#include "pronounce/wordbook_add.h"

#include <pthread.h>
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

/// @param books  SHIPPED_BOOKS of them
static enum listen_status load_shipped(struct wordbook *books, struct listen_diag *diag) {
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
  size_t n_books = 0;
  for (size_t i = 0; i < sizeof shipped / sizeof *shipped; i++) {
    if (shipped[i].source != NULL)
      books[n_books++] = (struct wordbook){.source = shipped[i].source};
    enum listen_status status = wordbook_add_tsv(&books[n_books - 1], &shipped[i].text, diag);
    if (status != LISTEN_OK)
      return status;
  }
  return LISTEN_OK;
}

/// The shipped books take as long to load as all the rest, so they have a thread of their own.
struct shipped_task {
  struct wordbook *books;
  struct listen_diag diag;
  enum listen_status status;
};

static void *run_shipped_task(void *context) {
  struct shipped_task *task = context;
  task->status = load_shipped(task->books, &task->diag);
  return NULL;
}

static enum listen_status load_rest(struct pronouncer *p, const struct lexicon_text *lexicons,
                                    struct listen_diag *diag) {
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

static enum listen_status load(struct pronouncer *p, const struct lexicon_text *lexicons, size_t n,
                               struct listen_diag *diag) {
  p->lexicons = calloc(n + SHIPPED_BOOKS, sizeof *p->lexicons);
  if (p->lexicons == NULL)
    return diag_nomem(diag);
  p->n_own = n;
  p->n_lexicons = n + SHIPPED_BOOKS;
  struct shipped_task task = {.books = &p->lexicons[n]};
  if (diag != NULL)
    task.diag.german = diag->german;
  pthread_t thread;
  bool threaded = pthread_create(&thread, NULL, run_shipped_task, &task) == 0;
  if (!threaded)
    run_shipped_task(&task);
  enum listen_status status = load_rest(p, lexicons, diag);
  if (threaded)
    pthread_join(thread, NULL);
  if (status == LISTEN_OK && task.status != LISTEN_OK) {
    if (diag != NULL)
      *diag = task.diag;
    status = task.status;
  }
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
