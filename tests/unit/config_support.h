/// Shared by the tests of config/: golden tables of YAML.
#ifndef LISTEN_TESTS_CONFIG_SUPPORT_H
#define LISTEN_TESTS_CONFIG_SUPPORT_H

#include "support.h"

#include "base/diag.h"

/// Undo \n \r \t \\ \0 \xHH of a golden table. Release with buf_clear.
struct buf unescape(struct view text);

/// "line:column: message (hint)". Release with buf_clear.
struct buf render_diag(const struct listen_diag *diag);

/// `unit` as often as it fits into `bytes`.
struct buf repeated(const char *unit, size_t bytes);

/// What a manual page says of a field: from its ".It Ic KEY" to the next one; NULL: nothing.
struct view manual_entry(struct view page, const char *key);

#endif
