/// Joined German number words → the same with blanks between the parts.
///
/// espeak-ng 1.51 reads "zweitausendfünfzehn" without a vowel and "achthundert" without its h, but
/// "zwei tausend fünf zehn" as its own digits. Only the engine sees this form.
#ifndef LISTEN_PROSODY_NUMBER_WORDS_H
#define LISTEN_PROSODY_NUMBER_WORDS_H

#include "base/buf.h"

/// Append `word` to `out`, split if it is a number word of two parts or more (any case, any
/// inflected ordinal: "zweitausendfünfzehnten"), else unchanged.
void number_words_append(struct buf *out, struct view word);

#endif
