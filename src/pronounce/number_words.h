/// Joined German number words → the same with blanks between the parts.
///
/// espeak-ng 1.51 reads "zweitausendfünfzehn" without a vowel and "achthundert" without its h, but
/// "zwei tausend fünf zehn" as its own digits. Only the engine sees this form.
#ifndef LISTEN_PRONOUNCE_NUMBER_WORDS_H
#define LISTEN_PRONOUNCE_NUMBER_WORDS_H

#include "base/buf.h"

/// If `word` (lower case: `lower`) is a number word of two parts or more (any inflected ordinal
/// too: "zweitausendfünfzehnten"), or one whose spelling misleads the voice, append what the engine
/// gets.
bool number_words_find(struct view word, struct view lower, struct buf *out);

#endif
