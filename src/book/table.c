#include "book/table.h"

#include "base/buf.h"

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

/// Part a row at the heads, which come in the same order in each; false where one is missing.
static bool split_at_heads(const struct book_table *table, struct view row,
                           struct view cells[TABLE_COLUMNS_MAX]) {
  size_t pos = 0;
  for (size_t i = 0; i < table->n_columns; i++) {
    struct view rest = view_sub(row, pos, row.len), head = table->heads[i];
    if (!view_starts(rest, head) || !view_starts(view_sub(rest, head.len, 2), VIEW(": ")))
      return false;
    size_t from = head.len + 2, len = rest.len - from;
    if (i + 1 < table->n_columns) {
      struct buf next = {0};
      buf_str(&next, "; ");
      buf_view(&next, table->heads[i + 1]);
      buf_str(&next, ": ");
      const char *mark = next.failed ? NULL : memmem(rest.ptr + from, len, next.ptr, next.len);
      buf_clear(&next);
      if (mark == NULL)
        return false;
      len = (size_t)(mark - rest.ptr) - from;
    }
    cells[i] = view_sub(rest, from, len);
    pos += from + len + 2;
  }
  return true;
}

/// The heads of the first row. A part without one belongs to the cell before.
static void find_heads(struct view row, struct book_table *out) {
  struct view parts[TABLE_COLUMNS_MAX];
  size_t n = split(row, parts);
  out->n_columns = 0;
  for (size_t i = 0; i < n && i < TABLE_COLUMNS_MAX; i++) {
    struct view head = head_of(parts[i]);
    if (head.ptr != NULL)
      out->heads[out->n_columns++] = head;
  }
}

/// Has each row a cell for each head?
static bool heads_fit(const struct shown_block *rows, size_t n_rows, struct book_table *out) {
  struct view cells[TABLE_COLUMNS_MAX];
  if (rows[0].block->level > 0)
    return false; // a row of its own has them
  find_heads(rows[0].block->text, out);
  bool fit = out->n_columns > 0;
  for (size_t i = 0; fit && i < n_rows; i++)
    fit = split_at_heads(out, rows[i].block->text, cells);
  return fit;
}

void book_table_read(const struct shown_block *rows, size_t n_rows, struct book_table *out) {
  struct view cells[TABLE_COLUMNS_MAX];
  *out = (struct book_table){0};
  out->heads_inside = heads_fit(rows, n_rows, out);
  if (out->heads_inside)
    return;
  out->n_columns = split(rows[0].block->text, cells);
  bool alike = out->n_columns <= TABLE_COLUMNS_MAX;
  for (size_t i = 1; alike && i < n_rows; i++)
    alike = split(rows[i].block->text, cells) == out->n_columns;
  if (!alike)
    out->n_columns = 1;
}

void book_table_cells(const struct book_table *table, struct view row,
                      struct view cells[TABLE_COLUMNS_MAX]) {
  if (table->heads_inside && split_at_heads(table, row, cells))
    return;
  if (table->n_columns > 1)
    split(row, cells);
  else
    cells[0] = row;
}
