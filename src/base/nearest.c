#include "base/nearest.h"

#include <stdint.h>

static unsigned char folded(struct view text, size_t i) {
  unsigned char c = (unsigned char)text.ptr[i];
  return c >= 'A' && c <= 'Z' ? (unsigned char)(c + 32) : c;
}

static size_t least(size_t a, size_t b) {
  return a < b ? a : b;
}

size_t nearest_distance(struct view a, struct view b) {
  if (a.len > NEAREST_MAX_BYTES || b.len > NEAREST_MAX_BYTES)
    return SIZE_MAX;
  // Three rows of the usual table: a swap looks back two rows.
  size_t rows[3][NEAREST_MAX_BYTES + 1];
  size_t *before = rows[0], *last = rows[1], *row = rows[2];
  for (size_t j = 0; j <= b.len; j++)
    last[j] = j;
  for (size_t i = 1; i <= a.len; i++) {
    row[0] = i;
    for (size_t j = 1; j <= b.len; j++) {
      size_t replace = last[j - 1] + (folded(a, i - 1) != folded(b, j - 1));
      row[j] = least(replace, least(last[j], row[j - 1]) + 1);
      if (i > 1 && j > 1 && folded(a, i - 1) == folded(b, j - 2) &&
          folded(a, i - 2) == folded(b, j - 1))
        row[j] = least(row[j], before[j - 2] + 1);
    }
    size_t *spare = before;
    before = last;
    last = row;
    row = spare;
  }
  return last[b.len];
}

void nearest_offer(struct nearest *nearest, struct view candidate) {
  size_t distance = nearest_distance(nearest->wanted, candidate);
  size_t longer = nearest->wanted.len > candidate.len ? nearest->wanted.len : candidate.len;
  // A third of the letters may be wrong; beyond that the suggestion is a guess, not a help.
  if (distance > (longer + 2) / 3)
    return;
  if (nearest->best.ptr != NULL && distance >= nearest->best_distance)
    return;
  nearest->best = candidate;
  nearest->best_distance = distance;
}
