/// Adjectives in short: "sog.", "ehem.", "südl.", with the ending that the sentence asks for.
#ifndef LISTEN_NORMALISE_ADJECTIVE_H
#define LISTEN_NORMALISE_ADJECTIVE_H

#include "normalise/agreement.h"

/// A number or word for more than one stands at `i`: "12", "mehrere", "beiden".
bool is_several(const struct context *c, size_t i);

/// Say the adjective whose short form takes the `n` tokens from `at` on. Without an ending where it
/// is an adverb: "5 km südl. von Graz".
void say_adjective(struct context *c, size_t at, size_t n, struct view stem);

/// The gender of a first name at `i`; NOUN_UNKNOWN for any other word.
enum noun_gender name_gender(const struct context *c, size_t i);

#endif
