/// German words taken apart into stems, prefixes, suffixes and endings, and said part by part.
///
/// The engine reads a compound letter by letter across its seams ("Arbeitsprozess" with sch,
/// "Blumenkohl" with short u). Where every part is known (src/data/stems.tsv, affixes.tsv, and the
/// lexicons), the word is said as its parts are, with one main stress.
#ifndef LISTEN_PRONOUNCE_MORPH_H
#define LISTEN_PRONOUNCE_MORPH_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "pronounce/wordbook.h"

struct morph_item;

struct morph {
  struct arena arena;
  struct morph_item **slots;
  size_t mask;
};

/// Errors: LISTEN_E_NOMEM.
enum listen_status morph_load(struct morph *out, struct listen_diag *diag) LISTEN_MUST_CHECK;
void morph_clear(struct morph *morph); ///< NULL or zeroed is fine

/// What taking apart found.
struct morph_result {
  bool found;
  const struct wordbook_entry *entry; ///< a foreign part; NULL where all parts are German
};

/// Do German parts alone make up this word ("hatte", "Marktes")?
bool morph_is_german(const struct morph *morph, struct view key);

/// Append the mnemonics of the tail of a compound, without main stress, if it is one German noun
/// ("Lawinen-unglücke"); false, and nothing appended, if it is not.
bool morph_say_tail(const struct morph *morph, struct view key, struct buf *out);

/// Append the mnemonics of the word with the lower-case form `key`, if it consists of known parts:
/// two or more German ones, or one of a lexicon and others.
/// @param books  the lexicons; the first has the last word
struct morph_result morph_say(const struct morph *morph, const struct wordbook *books,
                              size_t n_books, struct view key, bool capital, struct buf *out);

#endif
