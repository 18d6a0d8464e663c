/// What a rewritten file differs in, as `diff -u` shows it.
#ifndef LISTEN_CHECK_DIFF_H
#define LISTEN_CHECK_DIFF_H

#include "base/buf.h"

/// Append a unified diff with three lines around each change. Both texts have the same number of
/// lines, as those of fix_apply have. Texts in UTF-16 are only said to differ.
void diff_unified(const char *path, struct view before, struct view after, struct buf *out);

#endif
