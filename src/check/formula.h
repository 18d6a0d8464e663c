/// The rules by which sites turn words into minutes.
#ifndef LISTEN_CHECK_FORMULA_H
#define LISTEN_CHECK_FORMULA_H

#include "base/buf.h"
#include <stdbool.h>

enum formula_rounding { ROUND_FLOOR, ROUND_NEAREST, ROUND_CEIL };

/// How pictures count.
enum formula_images {
  IMAGES_NONE,
  IMAGES_YOAST,  ///< a fifth of a minute each
  IMAGES_MEDIUM, ///< 12 seconds the first, a second less each further one, at least 3
};

struct label_formula {
  const char *name;    ///< "floor(words/200)"
  const char *used_by; ///< "Hugo"; NULL: several, or nobody in particular
  int words_per_minute;
  enum formula_rounding rounding;
  enum formula_images images;
};

/// The known ones, the most usual first.
extern const struct label_formula label_formulas[];
extern const size_t n_label_formulas;

/// Whole minutes by this rule; at least 1.
int label_formula_minutes(const struct label_formula *formula, size_t words, size_t n_images);

/// Append "words/200, rounded down", with who does so.
void label_formula_words(const struct label_formula *formula, bool german, struct buf *out);

#endif
