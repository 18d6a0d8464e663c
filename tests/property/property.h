/// What the property tests share: how many cases there are, and how one that fails is told.
///
/// LISTEN_PROPERTY_CASES: how many; LISTEN_PROPERTY_SEED: which. A failure prints both numbers, and
/// the text.
#ifndef LISTEN_TESTS_PROPERTY_H
#define LISTEN_TESTS_PROPERTY_H

#include "support.h"

#include "generate.h"
#include "pipeline/reading.h"

/// Call `holds` for each case. It returns false for one that fails, with what it was in `text` and
/// the reason in `why`; the test fails after the first few.
void for_each_case(unsigned n_cases, unsigned odd_percent,
                   bool (*holds)(struct generator *g, struct buf *text, struct buf *why));

/// Read the whole number in an environment variable; `fallback` where it is not set.
uint64_t property_number(const char *name, uint64_t fallback);

/// Fill in the segmenter, normaliser and pronouncer that the program comes with; false when they
/// cannot be made. Theirs until property_tools_free.
bool property_tools(struct reading_tools *tools);
void property_tools_free(void);

#endif
