#include "book/table.h"

bool book_table_goes_on(const struct block *before, const struct block *block) {
  return before != NULL && before->role == BLOCK_TABLE && block->role == BLOCK_TABLE &&
         block->level == 0;
}

/// Part a row at its semicolons; how many cells there are, also those past the limit.
static size_t split(struct view row, struct view cells[TABLE_COLUMNS_MAX]) {
  size_t n = 0;
  for (size_t pos = 0;; n++) {
    struct view rest = view_sub(row, pos, row.len);
    const char *mark = rest.len > 1 ? memmem(rest.ptr, rest.len, "; ", 2) : NULL;
    size_t len = mark != NULL ? (size_t)(mark - rest.ptr) : rest.len;
    if (n < TABLE_COLUMNS_MAX)
      cells[n] = view_sub(rest, 0, len);
    if (mark == NULL)
      return n + 1;
    pos += len + 2;
  }
}

/// "Land: DE" → "Land"; ptr NULL where there is none.
static struct view head_of(struct view cell) {
  const char *mark = memmem(cell.ptr, cell.len, ": ", 2);
  return mark != NULL && mark > cell.ptr ? view_sub(cell, 0, (size_t)(mark - cell.ptr))
                                         : (struct view){0};
}

void book_table_read(const struct shown_block *rows, size_t n_rows, struct book_table *out) {
  struct view cells[TABLE_COLUMNS_MAX];
  *out = (struct book_table){.heads_inside = rows[0].block->level == 0};
  out->n_columns = split(rows[0].block->text, cells);
  bool alike = out->n_columns <= TABLE_COLUMNS_MAX;
  for (size_t i = 0; alike && i < out->n_columns; i++) {
    out->heads[i] = head_of(cells[i]);
    out->heads_inside &= out->heads[i].ptr != NULL;
  }
  for (size_t k = 1; alike && k < n_rows; k++) {
    alike = split(rows[k].block->text, cells) == out->n_columns;
    for (size_t i = 0; alike && out->heads_inside && i < out->n_columns; i++)
      out->heads_inside = view_eq(head_of(cells[i]), out->heads[i]);
  }
  if (alike)
    return;
  out->n_columns = 1;
  out->heads_inside = false;
}

void book_table_cells(const struct book_table *table, struct view row,
                      struct view cells[TABLE_COLUMNS_MAX]) {
  if (table->n_columns == 1) {
    cells[0] = row;
    if (!table->heads_inside)
      return;
  } else {
    split(row, cells);
  }
  for (size_t i = 0; table->heads_inside && i < table->n_columns; i++)
    cells[i] = view_sub(cells[i], table->heads[i].len + 2, cells[i].len);
}
