/// Days and months, for the rules on either side of a series: "am 3., 4. und 5. Mai".
#ifndef LISTEN_NORMALISE_DATE_H
#define LISTEN_NORMALISE_DATE_H

#include "normalise/rules.h"

/// The month written at `i` in letters, in full or short; NULL for another word.
const struct lexicon_entry *month_at(const struct context *c, size_t i);

/// The "*" at token `star` is the mark of a list item, not of a birth.
bool is_bullet(const struct context *c, size_t star);

/// The ending of the day at `at` whose date goes on at `after`. Days differ from other ordinals:
/// "ab ersten Mai", "am Montag, dritten Juni".
const char *day_ending(const struct context *c, size_t at, size_t after);

/// "am Dienstag, 14. Mai" → "am Dienstag, dem vierzehnten Mai": say the article that print saves
/// before the day at `at`. True where there is one to say.
bool say_day_article(struct context *c, size_t at);

#endif
