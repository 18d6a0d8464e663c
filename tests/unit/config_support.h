/// Shared by the tests of config/: golden tables of YAML.
#ifndef LISTEN_TESTS_CONFIG_SUPPORT_H
#define LISTEN_TESTS_CONFIG_SUPPORT_H

#include "support.h"

#include "base/diag.h"

/// Undo \n \r \t \\ \0 \xHH of a golden table. Release with buf_clear.
struct buf unescape(struct view text);

/// "line:column: message (hint)". Release with buf_clear.
struct buf render_diag(const struct listen_diag *diag);

/// Reads a kind of file under the name CONFIG_NAME, checks that nothing is left where that failed,
/// and releases what was read.
typedef enum listen_status parse_fn(struct view yaml, struct listen_diag *diag);
#define CONFIG_NAME "etc/file.yaml"

/// Each row of the table, which has `min_rows` at least, is refused by what it says: at its place,
/// in its language; and in the other one too, uncut.
void assert_explained(const char *table, size_t min_rows, bool german, parse_fn *parse);

/// The same where a file cannot be read. `load` is a parse_fn that gets a path.
void assert_unreadable_named(parse_fn *load);

/// Every allocation but one succeeds: that is said each time, more than `min_n` times.
void assert_failed_allocations_reported(parse_fn *parse, struct view yaml, long min_n);

/// `unit` as often as it fits into `bytes`.
struct buf repeated(const char *unit, size_t bytes);

/// What a manual page says of a field: from its ".It Ic KEY" to the next one; NULL: nothing.
struct view manual_entry(struct view page, const char *key);

#endif
