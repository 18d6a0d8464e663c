/// The International Phonetic Alphabet in terms of the German voice.
#ifndef LISTEN_PRONOUNCE_IPA_H
#define LISTEN_PRONOUNCE_IPA_H

#include "base/buf.h"
#include "base/view.h"

/// Append the mnemonics nearest to an IPA transcription (src/data/ipa.tsv). Syllable marks, ties
/// and tones are passed over; a secondary length mark too.
/// The only vowel of a word gets the stress.
/// @param bad_offset  out: where the first sign stands that has no sound in the voice
/// @return false for such a sign, and where no sound came out
bool ipa_to_mnemonics(struct view ipa, struct buf *out, size_t *bad_offset);

#endif
