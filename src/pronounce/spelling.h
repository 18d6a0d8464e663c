/// Spelling rules of a language: letters → mnemonics of the German voice.
///
/// A table has one rule a line: letters, what must stand before, what must stand behind, mnemonics.
/// The rules for a first letter are tried in the file's order. Contexts are alternatives with
/// blanks between, each a string of small letters and signs: _ an edge of the word, V a vowel
/// letter, C a consonant letter, E a front vowel (e i y and their accents), - nothing to check.
#ifndef LISTEN_PRONOUNCE_SPELLING_H
#define LISTEN_PRONOUNCE_SPELLING_H

#include "base/buf.h"
#include "base/diag.h"
#include "base/view.h"

/// Where a language has its stress, counted in vowels that are not silent.
enum stress_rule {
  STRESS_FIRST,
  STRESS_LAST,    ///< but not on a final schwa: French
  STRESS_PENULT,  ///< Italian, Polish
  STRESS_SPANISH, ///< penult after a vowel, n, s; else last
  STRESS_ENGLISH, ///< first, or before endings like -ation, -ic, -ity
};

struct spelling_rule;

struct spelling {
  struct spelling_rule *rules; ///< those with one first byte stand together
  size_t n_rules;
  size_t first[257]; ///< index of the first rule whose letters begin with that byte
  enum stress_rule stress;
};

/// Read a table. The text must stay: nothing is copied.
/// Errors: LISTEN_E_NOMEM; LISTEN_E_CONFIG with file and line where mnemonics are unknown.
enum listen_status spelling_load(struct spelling *out, struct view table, const char *file,
                                 enum stress_rule stress,
                                 struct listen_diag *diag) LISTEN_MUST_CHECK;
void spelling_clear(struct spelling *spelling); ///< NULL or zeroed is fine

/// Append the mnemonics of a word in small letters, with its stress (an accent decides where the
/// language writes it). False, and nothing appended, where a letter has no rule or no vowel came
/// out.
bool spelling_say(const struct spelling *spelling, struct view lower, struct buf *out);

#endif
