/// Gender, case and endings: what the words around a number demand of it.
///
/// "am 3. Mai" → "dritten", "ein 3. Weg" → "dritter", "mit 1 Stimme" → "einer".
#ifndef LISTEN_NORMALISE_AGREEMENT_H
#define LISTEN_NORMALISE_AGREEMENT_H

#include "normalise/number.h"
#include "normalise/rules.h"

enum noun_gender { NOUN_UNKNOWN, NOUN_MASCULINE, NOUN_FEMININE, NOUN_NEUTER };
enum noun_case { CASE_NOMINATIVE, CASE_ACCUSATIVE, CASE_DATIVE, CASE_GENITIVE };

struct noun {
  bool present;    ///< set by who looked for it: there is a noun
  bool undeclined; ///< likewise: it has no genitive ending
  bool found;      ///< in the table, itself or the last part of a compound
  bool plural;     ///< surely a plural form
  bool counts;     ///< a number after it is its number: "Kapitel 3", "Platz 1"
  enum noun_gender gender;
};

/// What is known of a noun in any of its forms; by its ending where no table knows it.
struct noun noun_of(const struct tables *tables, struct view word);

/// "Kapitel", "Seite", "Platz", …; `i` may also be the full stop of "Art.", "Abs.", "Nr."
bool is_counter_noun(const struct context *c, size_t i);

/// "Plätze", "Seiten": numbers after them are theirs ("auf den Plätzen 1–3").
bool is_counter_plural(const struct context *c, size_t i);

/// An article, pronoun, preposition, conjunction, adverb or common verb, in any case of its first
/// letter: no noun, though it may begin with a capital.
const struct lexicon_entry *function_word(const struct context *c, size_t i);
bool is_function_word(const struct context *c, size_t i);

/// A lower-case word that is declined like an adjective, or a capitalised one before its noun
/// ("Nationale Kongress").
bool is_adjective(const struct context *c, size_t i);

/// The noun of the phrase that begins at `i`, past its adjectives; n_tokens where there is none.
size_t head_noun(const struct context *c, size_t i);

/// The case of an amount at `at` without article, from what stands before it.
/// @param measure  it is money or a measure: "auf 1 Euro" is an accusative
enum noun_case case_before(const struct context *c, size_t at, bool measure);

/// The form of a one at `at` before a noun of `gender`.
enum one_form one_before(const struct context *c, size_t at, enum noun_gender gender, bool measure);
enum one_form one_in(enum noun_gender gender, enum noun_case noun_case);

/// The ending of an ordinal (or adjective, such as "halb") at `at`, whose noun phrase goes on at
/// `after`. `gender` is that of its noun where the caller knows it, as for months.
/// @return "e", "en", "er", "es" or "em"
const char *ordinal_ending(const struct context *c, size_t at, size_t after,
                           enum noun_gender gender);

/// The first ordinal of the series that the one at `at` belongs to: "3." for the "5." of "vom 3.
/// bis
/// 5. Juni"; `at` itself where it stands alone.
size_t first_of_series(const struct context *c, size_t at);

/// Past the further ordinals of a series that begins at `i`: "und 3." of "die 2. und 3. Liga".
size_t skip_series(const struct context *c, size_t i);

/// A determiner that wants an ordinal stands directly before `at`: "am", "der", "jeder".
bool follows_determiner(const struct context *c, size_t at);

#endif
