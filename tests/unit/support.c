#include "support.h"

#include <stdio.h>
#ifdef LISTEN_CHECKED
#include <sanitizer/lsan_interface.h>
#endif

struct buf read_test_file(const char *path) {
  char full[1024];
  if (path[0] == '/')
    snprintf(full, sizeof full, "%s", path);
  else
    snprintf(full, sizeof full, "%s/%s", TESTS_DIR, path);
  FILE *file = fopen(full, "rb");
  if (file == NULL)
    fail_msg("cannot open %s", full);
  struct buf content = {0};
  char block[4096];
  for (size_t n; (n = fread(block, 1, sizeof block, file)) > 0;)
    buf_add(&content, block, n);
  assert_int_equal(ferror(file), 0);
  fclose(file);
  assert_false(content.failed);
  return content;
}

void for_each_row(const char *path, size_t min_rows,
                  bool (*check)(const struct table_row *row, void *context), void *context) {
  struct buf table = read_test_file(path);
  struct table_row row = {0};
  size_t pos = 0, n_rows = 0, n_wrong = 0;
  while (table_next(buf_as_view(&table), &pos, &row)) {
    n_rows++;
    n_wrong += !check(&row, context);
  }
  buf_clear(&table);
  if (n_rows < min_rows)
    fail_msg("%s: only %zu rows, at least %zu expected", path, n_rows, min_rows);
  if (n_wrong > 0)
    fail_msg("%s: %zu of %zu rows wrong", path, n_wrong, n_rows);
}

void report_row(const char *path, size_t line, struct view got, struct view want) {
  print_error("%s:%zu:\n  got  %.*s\n  want %.*s\n", path, line, (int)got.len, got.ptr,
              (int)want.len, want.ptr);
}

void leaks_count(bool count) {
#ifdef LISTEN_CHECKED
  count ? __lsan_enable() : __lsan_disable();
#else
  (void)count;
#endif
}
