/// Filling a wordbook, entry by entry, whatever the file's format.
#ifndef LISTEN_PRONOUNCE_WORDBOOK_ADD_H
#define LISTEN_PRONOUNCE_WORDBOOK_ADD_H

#include "base/arena.h"
#include "base/diag.h"
#include "pronounce/wordbook.h"

/// An entry while a book is being filled. Texts lie in the builder's arena.
struct wordbook_draft {
  struct view word, key, mnemonics; ///< as those of an entry
  uint32_t hash, tags;
  bool respelled;
  uint32_t n_words;
  const char *file; ///< borrowed
  size_t line;
  struct wordbook_draft *next; ///< with the same hash slot
};

/// Start with a zeroed one.
struct wordbook_builder {
  struct arena arena;
  struct wordbook_draft **slots;
  size_t mask, n_linked;
  uint32_t longest_phrase; ///< words
  bool once;               ///< no word may stand in two files, else the first has its way
};

void wordbook_builder_clear(struct wordbook_builder *builder); ///< a zeroed one is fine

/// Make a book of what was filled in; the builder stays as it is. Errors: LISTEN_E_NOMEM.
enum listen_status wordbook_finish(const struct wordbook_builder *builder, const char *source,
                                   struct wordbook *out,
                                   struct listen_diag *diag) LISTEN_MUST_CHECK;

/// One file of a wordbook.
struct wordbook_text {
  struct view text;
  const char *file; ///< its name for messages; borrowed while the builder lives
};

enum wordbook_kind {
  WORDBOOK_MNEMONICS,  ///< the German voice's own
  WORDBOOK_IPA,        ///< turned into mnemonics
  WORDBOOK_RESPELLING, ///< a spelling for the engine
  WORDBOOK_LEAVE,      ///< nothing: the word is left to the engine
};

/// One entry as a file gives it; everything is borrowed, `file` as long as the builder lives.
struct wordbook_row {
  struct view word, said, tags;
  enum wordbook_kind kind;
  const char *file;
  size_t line, column; ///< from 1; 0: unknown
};

/// Check an entry and add it. A word that another file gave before is passed over.
/// Errors: LISTEN_E_CONFIG with file and line, LISTEN_E_NOMEM.
enum listen_status wordbook_add(struct wordbook_builder *book, const struct wordbook_row *row,
                                struct listen_diag *diag) LISTEN_MUST_CHECK;

/// Add all entries of a file in one of the formats. `text->file` is borrowed while the builder
/// lives. Errors: as wordbook_add.
enum listen_status wordbook_add_tsv(struct wordbook_builder *book, const struct wordbook_text *text,
                                    struct listen_diag *diag) LISTEN_MUST_CHECK;
enum listen_status wordbook_add_yaml(struct wordbook_builder *book,
                                     const struct wordbook_text *text,
                                     struct listen_diag *diag) LISTEN_MUST_CHECK;
enum listen_status wordbook_add_pls(struct wordbook_builder *book, const struct wordbook_text *text,
                                    struct listen_diag *diag) LISTEN_MUST_CHECK;

#endif
