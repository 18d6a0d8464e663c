/// Plain text as it comes from a PDF or a mail: what interrupts the text is taken out before the
/// lines are joined.
#ifndef LISTEN_EXTRACT_PASTE_H
#define LISTEN_EXTRACT_PASTE_H

#include "extract/decode.h"
#include "extract/rules.h"

/// Take the heads and feet of pages and the head of a mail out of the lines, into
/// `decoded->dropped`; find out which line goes on over the end of a page, and what the text says
/// of hyphens at line ends. False when out of memory.
bool paste_prepare(struct decoded *decoded, struct arena *arena, const struct rules *rules);

// ---- steps ----

/// Mark (`dropped`, `reason`) page numbers and running heads. Only what is sure: a line that recurs
/// at page ends or inside broken paragraphs, or a number that stands there.
bool pages_mark(struct decoded *decoded, const struct rules *rules);

/// Mark the head of a mail, the lines above quoted replies, and the signature. The subject becomes
/// the headline; sender and date go to `decoded`.
bool mail_mark(struct decoded *decoded, struct arena *arena, const struct rules *rules);

enum line_hyphen { HYPHEN_UNKNOWN, HYPHEN_KEEP, HYPHEN_DROP };

/// Set `hyphen` of each line after one that ends in a hyphen, where the word stands elsewhere in
/// the text with it or without.
bool hyphen_learn(struct decoded *decoded);

/// "militant-|islamistisch": two adjectives side by side keep their hyphen.
/// @param before  text up to and with the hyphen
bool hyphen_pairs_adjectives(struct view before, struct view next);

/// Add to the lines that were taken out. False when out of memory.
bool paste_drop(struct decoded *decoded, struct arena *arena, struct view text, size_t number,
                enum skip_reason reason);

#endif
