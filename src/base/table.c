#include "base/table.h"

bool table_next(struct view table, size_t *pos, struct table_row *row) {
  size_t line_number = row->line;
  while (*pos < table.len) {
    const char *start = table.ptr + *pos;
    const char *end = memchr(start, '\n', table.len - *pos);
    struct view line = {start, end == NULL ? table.len - *pos : (size_t)(end - start)};
    *pos += line.len + (end != NULL);
    line_number++;
    if (line.len > 0 && line.ptr[line.len - 1] == '\r')
      line.len--;
    if (line.len == 0 || line.ptr[0] == '#')
      continue;
    *row = (struct table_row){.line = line_number};
    for (;;) {
      const char *tab = memchr(line.ptr, '\t', line.len);
      bool last = tab == NULL || row->n_fields + 1 == TABLE_MAX_FIELDS;
      size_t len = last ? line.len : (size_t)(tab - line.ptr);
      row->fields[row->n_fields++] = (struct view){line.ptr, len};
      if (last)
        return true;
      line = view_sub(line, len + 1, line.len);
    }
  }
  return false;
}
