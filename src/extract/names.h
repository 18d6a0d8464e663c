/// Names of people in bylines.
#ifndef LISTEN_EXTRACT_NAMES_H
#define LISTEN_EXTRACT_NAMES_H

#include "extract/rules.h"

/// Read people from word `w` on: "Max Mustermann, Erika Muster und Dr. A. von Beispiel, dpa".
/// Stops at a divider, a date or the end of the line and sets `*stop` to the token there.
/// `*people` is the part with their names, without agencies and places.
/// @param strict  every person needs a first and a last name
/// False when something else stands there.
bool names_read(const struct rules *rules, const struct word_line *line, size_t w, bool strict,
                size_t *stop, struct view *people);

#endif
