#include "base/table.h"

bool table_next(struct view table, size_t *pos, struct table_row *row) {
  size_t line_number = row->line;
  while (*pos < table.len) {
    size_t end = view_find(table, *pos, '\n');
    struct view line = view_sub(table, *pos, end - *pos);
    *pos = end + (end < table.len);
    line_number++;
    if (line.len > 0 && line.ptr[line.len - 1] == '\r')
      line.len--;
    if (line.len == 0 || line.ptr[0] == '#')
      continue;
    *row = (struct table_row){.line = line_number};
    while (row->n_fields + 1 < TABLE_MAX_FIELDS && view_has(line, '\t'))
      row->fields[row->n_fields++] = view_cut(&line, '\t');
    row->fields[row->n_fields++] = line;
    return true;
  }
  return false;
}
