/// Letter by letter, or as a word?
#ifndef LISTEN_NORMALISE_SPELL_H
#define LISTEN_NORMALISE_SPELL_H

#include "normalise/rules.h"

/// Say each letter of `word` by its name ("EU" → "E U"); the last one takes a small s as its ending
/// where `plural` is set ("LLM" → "L L Ms").
void say_letters(struct context *c, struct view word, bool plural);

/// Say each digit for itself: "030" → "null drei null". What is not a digit is passed over.
void say_digits(struct context *c, struct view digits);

/// A German mouth could read it as a word: a vowel within reach of every consonant, no sound
/// sequence that German (or English) words do not have. "tagesschau" yes, "gmx" no.
bool is_pronounceable(struct view word);

/// The longest run of consonants in it.
size_t most_consonants(struct view word);

/// "fünf", with a blank before it where needed; `digits` are ASCII digits.
void say_count(struct context *c, struct view digits);

/// Letters with consonants and vowels taking turns: "NATO", "SASAC".
bool alternates(struct view word);

#endif
