#include "check/formula.h"

#include <math.h>

#define FORMULA(rounding_name, wpm, rounding, who)                                                 \
  { rounding_name "(words/" #wpm ")", who, wpm, rounding, IMAGES_NONE }
#define THE_THREE(wpm)                                                                             \
  FORMULA("ceil", wpm, ROUND_CEIL, NULL), FORMULA("round", wpm, ROUND_NEAREST, NULL),              \
      FORMULA("floor", wpm, ROUND_FLOOR, NULL)

// Who uses what is known from the programs' sources and documentation: npm reading-time rounds up
// at 200, Hugo adds 212 and divides by 213 (212 in older releases), Yoast has 179 for German and
// counts pictures, Medium 265 and counts them too; the rest is what German sites print.
const struct label_formula label_formulas[] = {
    FORMULA("floor", 200, ROUND_FLOOR, NULL),
    FORMULA("ceil", 200, ROUND_CEIL, "npm reading-time"),
    FORMULA("round", 200, ROUND_NEAREST, NULL),
    FORMULA("ceil", 212, ROUND_CEIL, "Hugo"),
    FORMULA("ceil", 213, ROUND_CEIL, "Hugo"),
    FORMULA("round", 212, ROUND_NEAREST, NULL),
    FORMULA("floor", 212, ROUND_FLOOR, NULL),
    {"ceil(words/179+0.2*images)", "Yoast", 179, ROUND_CEIL, IMAGES_YOAST},
    THE_THREE(179),
    {"ceil(words/265+images)", "Medium", 265, ROUND_CEIL, IMAGES_MEDIUM},
    THE_THREE(265),
    THE_THREE(250),
    THE_THREE(225),
    THE_THREE(180),
    THE_THREE(238),
    THE_THREE(260),
    THE_THREE(150),
};
const size_t n_label_formulas = sizeof label_formulas / sizeof *label_formulas;

/// Minutes that pictures add.
static double image_minutes(enum formula_images images, size_t n) {
  enum { FIRST_S = 12, LEAST_S = 3, N_FALLING = FIRST_S - LEAST_S };
  double count = (double)n;
  if (images == IMAGES_YOAST)
    return 0.2 * count;
  if (images != IMAGES_MEDIUM)
    return 0;
  double falling = n < N_FALLING ? count : N_FALLING;
  double s = falling * FIRST_S - falling * (falling - 1) / 2 + (count - falling) * LEAST_S;
  return s / 60;
}

int label_formula_minutes(const struct label_formula *formula, size_t words, size_t n_images) {
  double exact =
      (double)words / formula->words_per_minute + image_minutes(formula->images, n_images);
  double whole = formula->rounding == ROUND_FLOOR  ? floor(exact)
                 : formula->rounding == ROUND_CEIL ? ceil(exact)
                                                   : round(exact);
  return whole < 1 ? 1 : whole > 1e6 ? 1000000 : (int)whole;
}

static const char *rounding_words(enum formula_rounding rounding, bool german) {
  switch (rounding) {
  case ROUND_FLOOR:
    return german ? "abgerundet" : "rounded down";
  case ROUND_CEIL:
    return german ? "aufgerundet" : "rounded up";
  case ROUND_NEAREST:
    break;
  }
  return german ? "gerundet" : "rounded";
}

void label_formula_words(const struct label_formula *formula, bool german, struct buf *out) {
  buf_printf(out, "%s/%d", german ? "Wörter" : "words", formula->words_per_minute);
  if (formula->images != IMAGES_NONE)
    buf_str(out, german ? " und Bilder" : " and pictures");
  buf_printf(out, ", %s", rounding_words(formula->rounding, german));
  if (formula->used_by != NULL)
    buf_printf(out, " (%s)", formula->used_by);
}
