/// Tab-separated tables, as embedded by src/data/embed.cmake: one row a line, '#' begins a comment
/// line, empty lines are skipped.
#ifndef LISTEN_BASE_TABLE_H
#define LISTEN_BASE_TABLE_H

#include "base/view.h"

enum { TABLE_MAX_FIELDS = 8 };

struct table_row {
  struct view fields[TABLE_MAX_FIELDS]; ///< the missing ones are empty
  size_t n_fields;
  size_t line; ///< from 1
};

/// Read the next row. `*pos` and `row->line` start at 0; false at the end.
bool table_next(struct view table, size_t *pos, struct table_row *row);

#endif
