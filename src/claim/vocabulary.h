/// The words a claim is made of (src/data/claim.tsv).
#ifndef LISTEN_CLAIM_VOCABULARY_H
#define LISTEN_CLAIM_VOCABULARY_H

#include "base/view.h"

enum claim_word {
  WORD_UNKNOWN,
  WORD_LISTEN,
  WORD_READ,
  WORD_AUDIO,
  WORD_VERSION,
  WORD_FILL,
  WORD_LESS,
  WORD_MORE,
  WORD_REMAINING,
  WORD_NUMBER,
  WORD_UNIT,
};

struct vocabulary_entry {
  enum claim_word word;
  double value; ///< numbers: what they say; units: seconds; otherwise 0
};

/// Look up a word in lower case; WORD_UNKNOWN when it is not there.
struct vocabulary_entry vocabulary_find(struct view lower);

#endif
