/// Chinese names in pinyin: "Zhou Hongyi", "Xi Jinping".
///
/// Nine German words in a hundred can be read as pinyin ("Auge", "Benzin"), so syllables alone
/// prove nothing: a surname must stand before them, or letters that only pinyin has together.
#ifndef LISTEN_PRONOUNCE_PINYIN_H
#define LISTEN_PRONOUNCE_PINYIN_H

#include "base/buf.h"
#include "base/diag.h"
#include "base/view.h"

enum pinyin_kind {
  PINYIN_NONE,
  PINYIN_SURNAME, ///< "Wang": Chinese if a given name follows
  PINYIN_ALONE,   ///< "Zhou": always Chinese
  PINYIN_PLACE,   ///< "Beijing": what follows may be Chinese
};

struct pinyin_row;

struct pinyin {
  struct pinyin_row *rows; ///< sorted by letters
  size_t n_rows;
};

/// Errors: LISTEN_E_NOMEM.
enum listen_status pinyin_load(struct pinyin *out, struct listen_diag *diag) LISTEN_MUST_CHECK;
void pinyin_clear(struct pinyin *pinyin); ///< NULL or zeroed is fine

/// What a word in small letters is as a name.
enum pinyin_kind pinyin_kind_of(const struct pinyin *pinyin, struct view lower);

/// Does it have letters that German does not have together ("zh", "x" before "i" at the start)?
bool pinyin_is_marked(struct view lower);

/// Append the mnemonics of a word of one to four syllables; false, and nothing appended, if it is
/// none.
bool pinyin_say(const struct pinyin *pinyin, struct view lower, struct buf *out);

#endif
