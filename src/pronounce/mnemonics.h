/// The phonemes of espeak-ng's German voice, in its own mnemonics.
///
/// The voice drops a mnemonic it does not have without a word, so every string that goes into
/// "[[…]]" is checked against this inventory (measured with espeak-ng 1.51, voice "de").
#ifndef LISTEN_PRONOUNCE_MNEMONICS_H
#define LISTEN_PRONOUNCE_MNEMONICS_H

#include "base/buf.h"
#include "base/view.h"
#include <stdint.h>

enum phoneme_kind {
  PHONEME_VOWEL = 1 << 0,
  PHONEME_CONSONANT = 1 << 1,
  PHONEME_VOICED = 1 << 2,   ///< an obstruent that German devoices at the end
  PHONEME_SIBILANT = 1 << 3, ///< an English plural after it has a vowel
  PHONEME_MARK = 1 << 4,     ///< stress, glottal stop, boundary
  PHONEME_BLANK = 1 << 5,    ///< between the words of a phrase
  PHONEME_TENSE = 1 << 6,    ///< a vowel that takes the length mark or is one sound of two
};

struct phoneme {
  const char *mnemonic;
  const char *ipa;
  unsigned kinds;
};

/// The mnemonic at `text[pos]`, the longest that fits, as the engine cuts them; NULL if unknown.
const struct phoneme *phoneme_at(struct view text, size_t pos, size_t *len);

/// The last phoneme of a string that mnemonics_check accepts, marks passed over; NULL if none.
const struct phoneme *phoneme_last(struct view text, size_t *offset);

/// Are these mnemonics of the voice, with at least one vowel or consonant?
/// @param bad_offset  out: where the first unknown one stands; the whole text where it is empty
bool mnemonics_check(struct view text, size_t *bad_offset);

/// Append the IPA of checked mnemonics. Final devoicing is shown, as the engine applies it.
void mnemonics_ipa(struct view text, struct buf *out);

#endif
