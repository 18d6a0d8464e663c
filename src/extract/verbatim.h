/// Code as it stands in the input: with its lines and indents, which reading aloud has no use for.
#ifndef LISTEN_EXTRACT_VERBATIM_H
#define LISTEN_EXTRACT_VERBATIM_H

#include "extract/extract.h"

/// Fill `verbatim` of a finished document's code, by what stands in the input between the bytes
/// that became text. What all lines are indented by is left out.
/// @param input  the file
/// @param base   what the blocks' maps count before its first byte
/// False when out of memory.
bool verbatim_find(struct document *document, struct view input, size_t base);

#endif
