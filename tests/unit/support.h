/// Shared by the test programs.
#ifndef LISTEN_TESTS_SUPPORT_H
#define LISTEN_TESTS_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/table.h"
#include "base/view.h"

/// Whole content of a file below tests/ ("golden/segment/hard.tsv"), or of an absolute path.
/// The test fails when it cannot be read. Release with buf_clear.
struct buf read_test_file(const char *path);

/// Call `check` for each row of a table below tests/. `check` returns false for a wrong row after
/// having printed what it got; the test fails at the end with the number of wrong rows, so that one
/// run shows them all. Fails too when the table has fewer than `min_rows` rows.
void for_each_row(const char *path, size_t min_rows,
                  bool (*check)(const struct table_row *row, void *context), void *context);

/// "file:line: got …, want …" in one form for all tables.
void report_row(const char *path, size_t line, struct view got, struct view want);

/// Does what this thread allocates from now on count as a leak when it is lost? Only where a
/// sanitizer looks for leaks.
void leaks_count(bool count);

#endif
