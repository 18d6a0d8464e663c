/// Which program this is, to the last bit.
#ifndef LISTEN_BASE_PROGRAM_H
#define LISTEN_BASE_PROGRAM_H

#include "base/buf.h"

/// Append a text that differs between any two builds of the program, or of the library that this
/// code is part of: the linker's build ID, a sum over its content; without one, size and time of
/// its file. False where neither can be had.
bool program_identity(struct buf *out);

#endif
