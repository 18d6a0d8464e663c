/// "Did you mean …?": the known name that is closest to a mistyped one.
#ifndef LISTEN_BASE_NEAREST_H
#define LISTEN_BASE_NEAREST_H

#include "base/view.h"

/// Names longer than this are neither compared nor suggested.
enum { NEAREST_MAX_BYTES = 64 };

/// Fewest single steps that turn `a` into `b`: insert, delete or replace a byte, or swap two
/// neighbours (optimal string alignment). ASCII case is ignored. SIZE_MAX when either is too long.
size_t nearest_distance(struct view a, struct view b);

/// Of several candidates offered one by one, keeps the nearest that is near enough to be meant.
/// Start with `.wanted` set and all else zero; `.best.ptr` stays NULL when nothing is near.
struct nearest {
  struct view wanted;
  struct view best; ///< borrowed from the candidates; the first one offered wins a tie
  size_t best_distance;
};
void nearest_offer(struct nearest *nearest, struct view candidate);

#endif
