/// Spoken text → what the engine gets instead of a word's spelling.
///
/// The German voice of espeak-ng reads foreign words by German letters and some German ones wrong.
/// For each word of a sentence this stage knows an entry of a lexicon, a rule for the word's
/// language, or leaves the word to the engine. What it says instead are the voice's own mnemonics
/// in
/// "[[…]]" (one clause, one timbre, stress as written), or a respelling.
///
/// Promise: words ascend and do not overlap; every mnemonic is one the voice has, since it drops an
/// unknown one in silence; pure, and linear in the sentence, whatever it holds.
#ifndef LISTEN_PRONOUNCE_PRONOUNCE_H
#define LISTEN_PRONOUNCE_PRONOUNCE_H

#include "base/buf.h"
#include "base/diag.h"
#include "base/view.h"

/// The longest replacement of a word, in bytes; so prosody can bound its clauses.
enum { PRONOUNCE_ENGINE_MAX = 256 };

/// A word, a phrase or a hyphenated compound that is not left to the engine.
struct pronunciation {
  struct span spoken; ///< bytes of the spoken text
  struct span engine; ///< bytes of `pronounced.engine`; at most PRONOUNCE_ENGINE_MAX
  const char *source; ///< static: "lexicon", "site", "english", "french", "pinyin", "number", …
  const char *rule;   ///< static: "entry", "ending", "compound", …; for --explain
};

/// The result for one sentence; reuse it for the next to save allocations.
struct pronounced {
  struct buf engine;
  struct pronunciation *words;
  size_t n_words, cap_words;
};

void pronounced_clear(struct pronounced *pronounced); ///< NULL is fine; leaves it zeroed

enum lexicon_format {
  LEXICON_TSV,  ///< as voices/aussprache/deutsch.tsv, which explains it
  LEXICON_YAML, ///< word: [[mnemonics]], /IPA/ or a spelling (wordbook_yaml.c)
  LEXICON_PLS,  ///< Pronunciation Lexicon Specification 1.0, XML
};

/// A lexicon of the site's own, as read from its file.
struct lexicon_text {
  struct view text;
  const char *file; ///< names it in diagnostics; borrowed while the pronouncer lives
  enum lexicon_format format;
};

/// The compiled tables. Immutable once made: any number of threads may share one.
struct pronouncer;

/// @param lexicons  the site's own, the first with the last word; nothing in them is referred to
///                  afterwards but the names. The shipped one is built in and comes after them.
/// Errors: LISTEN_E_CONFIG with file and line (unknown mnemonic, word twice, unknown tag, …),
/// LISTEN_E_NOMEM. `*out` is NULL then.
enum listen_status pronouncer_new(const struct lexicon_text *lexicons, size_t n_lexicons,
                                  struct pronouncer **out,
                                  struct listen_diag *diag) LISTEN_MUST_CHECK;
void pronouncer_free(struct pronouncer *pronouncer); ///< NULL is fine

/// Decide for each word of `spoken` (a sentence out of the normaliser). `out` is reset first.
/// Errors: LISTEN_E_NOMEM.
enum listen_status pronounce_sentence(const struct pronouncer *pronouncer, struct view spoken,
                                      struct pronounced *out) LISTEN_MUST_CHECK;

#endif
