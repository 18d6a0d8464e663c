/// Units as written after a number: "km/h", "m³", "µg/m³", "l/100 km", "%".
#ifndef LISTEN_NORMALISE_UNIT_H
#define LISTEN_NORMALISE_UNIT_H

#include "normalise/agreement.h"

/// One symbol with its prefix and power.
struct unit_part {
  const struct lexicon_entry *unit, *prefix; ///< prefix may be NULL
  unsigned power;                            ///< 1 to 3
  size_t n_tokens;
};

struct unit {
  struct unit_part over;   ///< `unit` NULL where it begins with the slash ("56 /km²")
  struct unit_part under;  ///< `unit` NULL where there is no slash
  struct unit_part second; ///< likewise, of "kWh/(m²a)"; `unit` NULL where there is but one
  struct view under_word;  ///< instead of `under`: "Monat" in "5 €/Monat"
  unsigned per;            ///< the number after the slash: 100 in "l/100 km"; 0 for none
  size_t n_tokens;
};

/// The unit at `i`. False when there is none that may stand after a number.
bool read_unit(const struct context *c, size_t i, struct unit *unit);

/// "/kWh", "/Monat" after a currency or unit; sets `under`, `under_word`, `per`. Returns the
/// number of tokens, 0 for none.
size_t read_per(const struct context *c, size_t i, struct unit *unit);

enum noun_gender unit_gender(const struct unit *unit);
/// What stands before the slash: "Kilometer".
void say_unit(struct context *c, const struct unit *unit, bool plural);
/// The rest: "pro Stunde".
void say_per(struct context *c, const struct unit *unit);

/// "N" → "Nord": where a place on the globe lies. NULL for any other token.
const char *compass_point(const struct context *c, size_t i);

#endif
