/// The fitted numbers behind estimate_clause_s: seconds at 175 words a minute.
#ifndef LISTEN_ESTIMATE_MODEL_H
#define LISTEN_ESTIMATE_MODEL_H

#include <stddef.h>

/// A spelling that sounds as one ("sch", "ie") or a letter; in lower case, the longest first.
struct estimate_spelling {
  const char *letters;
  size_t len; ///< bytes
  double seconds;
};
extern const struct estimate_spelling estimate_spellings[];
extern const size_t n_estimate_spellings;

struct estimate_extras {
  double clause_s;      ///< for each clause
  double word_s;        ///< for each word
  double letter_name_s; ///< for a letter that stands alone and is named
  double digit_s;       ///< for a digit the normaliser left
  double hyphen_s;
  double stop_s;     ///< where a clause falls: it ends in neither comma nor question mark
  double question_s; ///< where it rises
};
extern const struct estimate_extras estimate_extras;

#endif
