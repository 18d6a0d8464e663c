/// A table out of its rows, which extraction gives as text with "; " between the cells, and in
/// Markdown each cell behind its column's head: "Land: DE; Einwohner: 83 Mio.".
///
/// A semicolon may stand in a cell too. Where the rows do not come out alike, each stays whole.
#ifndef LISTEN_BOOK_TABLE_H
#define LISTEN_BOOK_TABLE_H

#include "extract/extract.h"

enum { TABLE_COLUMNS_MAX = 64 };

struct book_table {
  size_t n_columns;                     ///< 1: rows are not parted
  bool heads_inside;                    ///< each cell stands behind its head
  struct view heads[TABLE_COLUMNS_MAX]; ///< with `heads_inside`; borrowed from the first row
};

/// Is this block a row of the table that the block before it belongs to?
bool book_table_goes_on(const struct block *before, const struct block *block);

/// Look through all rows of a table. @param n_rows  at least 1
void book_table_read(const struct shown_block *rows, size_t n_rows, struct book_table *out);

/// The cells of a row, without heads: n_columns of them, borrowed.
void book_table_cells(const struct book_table *table, struct view row,
                      struct view cells[TABLE_COLUMNS_MAX]);

#endif
