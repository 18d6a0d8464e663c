/// Shared by the tests of extract/: files with what is expected of them, and memory that runs out.
#ifndef LISTEN_TESTS_EXTRACT_SUPPORT_H
#define LISTEN_TESTS_EXTRACT_SUPPORT_H

#include "support.h"

#include "extract/extract.h"

/// What `dump` makes of each file that fits a pattern of glob(3) below tests/, `min_files` at
/// least, is what stands beside it in a file of the same name with the ending ".expect". All that
/// are wrong are reported.
void assert_as_expected(const char *pattern, size_t min_files, struct buf (*dump)(const char *));

/// Memory runs out at each allocation in turn, more than `min_n` times: that is said, and nothing
/// is left.
void assert_memory_may_run_out(struct view input, enum input_format format, long min_n);

#endif
