/// From what the author stressed to the words that are spoken.
#ifndef LISTEN_PIPELINE_STRESS_H
#define LISTEN_PIPELINE_STRESS_H

#include "extract/extract.h"
#include "normalise/normalise.h"
#include "prosody/prosody.h"

/// Owned storage for a sentence's stress; zeroed before the first use, reused from then on.
struct stress_spans {
  struct span *items;
  size_t n, cap;
};
void stress_clear(struct stress_spans *spans); ///< NULL is fine

/// Fill `out` with the stressed bytes of `spoken`, the verbalisation of the sentence that stands at
/// `sentence` in the block's text. False when out of memory.
bool stress_find(const struct block *block, struct span sentence, const struct spoken *spoken,
                 struct stress_spans *out);

#endif
