/// Inflected forms of lexicon entries: an entry's stem and the German ending after it.
#ifndef LISTEN_PRONOUNCE_INFLECT_H
#define LISTEN_PRONOUNCE_INFLECT_H

#include "base/buf.h"
#include "pronounce/wordbook.h"

/// How a form was found.
struct inflected {
  const struct wordbook_entry *entry; ///< NULL: not found
  const char *rule;                   ///< static: "entry", "ending", "verb"
};

/// Find `written` (lower case: `key`) as an entry, with an ending ("Updates", "des Managers"), or
/// as a verb form ("streamst", "gestreamt", "downgeloadeten"). What is said is appended to `out`;
/// where `entry->mnemonics` is empty, or a respelling, `out` gets the entry's spelling or nothing.
struct inflected inflect_find(const struct wordbook *book, struct view written, struct view key,
                              struct buf *out);

/// Find `written` as an entry, without endings.
struct inflected inflect_exact(const struct wordbook *book, struct view written, struct view key,
                               struct buf *out);

/// Append a German ending to the mnemonics of `stem` that stand in `out` from `start` on.
void inflect_append(struct buf *out, size_t start, struct view ending, struct view stem);

/// Append `text` with every main stress made a secondary one, as for the later part of a compound.
void append_unstressed(struct buf *out, struct view text);

/// -ig is said as in "König" where no vowel follows, but not in "zeig": make it so at the end of
/// what was said from `start` on. Stems are written with Ig, for "Könige".
void inflect_close_ig(struct buf *out, size_t start);

/// "erben", but "erbte", "Brandwunde": devoice the end of what was said from `start` on. The engine
/// does so only at the end of a word.
void inflect_devoice(struct buf *out, size_t start);

/// Is there a syllable more before -n: "Theorie", "Theorien"?
bool needs_schwa(struct view said);

/// "Doktor", but "Doktoren", "Doktorin": move the stress of what was said from `start` on to its
/// -or. Nothing happens where it ends in no unstressed -tor or -sor.
void inflect_stress_or(struct buf *out, size_t start);

#endif
