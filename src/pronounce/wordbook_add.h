/// Filling a wordbook, entry by entry, whatever the file's format.
#ifndef LISTEN_PRONOUNCE_WORDBOOK_ADD_H
#define LISTEN_PRONOUNCE_WORDBOOK_ADD_H

#include "pronounce/wordbook.h"

enum wordbook_kind {
  WORDBOOK_MNEMONICS,  ///< the German voice's own
  WORDBOOK_IPA,        ///< turned into mnemonics
  WORDBOOK_RESPELLING, ///< a spelling for the engine
  WORDBOOK_LEAVE,      ///< nothing: the word is left to the engine
};

/// One entry as a file gives it; everything is borrowed, `file` as long as the wordbook lives.
struct wordbook_row {
  struct view word, said, tags;
  enum wordbook_kind kind;
  const char *file;
  size_t line, column; ///< from 1; 0: unknown
  bool shipped;        ///< as of struct wordbook_text
};

/// Check an entry and add it. A word that another file gave before is passed over.
/// Errors: LISTEN_E_CONFIG with file and line, LISTEN_E_NOMEM.
enum listen_status wordbook_add(struct wordbook *book, const struct wordbook_row *row,
                                struct listen_diag *diag) LISTEN_MUST_CHECK;

/// Add all entries of a file in one of the formats. `text->file` is borrowed while the book lives.
/// Errors: as wordbook_add.
enum listen_status wordbook_add_tsv(struct wordbook *book, const struct wordbook_text *text,
                                    struct listen_diag *diag) LISTEN_MUST_CHECK;
enum listen_status wordbook_add_yaml(struct wordbook *book, const struct wordbook_text *text,
                                     struct listen_diag *diag) LISTEN_MUST_CHECK;
enum listen_status wordbook_add_pls(struct wordbook *book, const struct wordbook_text *text,
                                    struct listen_diag *diag) LISTEN_MUST_CHECK;

#endif
