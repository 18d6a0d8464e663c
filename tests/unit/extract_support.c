#include "extract_support.h"
#include "failing_alloc.h"

#include <glob.h>
#include <limits.h>
#include <stdio.h>

static bool is_as_expected(const char *name, struct buf (*dump)(const char *)) {
  char path[PATH_MAX];
  const char *ending = strrchr(name, '.');
  snprintf(path, sizeof path, "%.*s.expect", (int)(ending - name), name);
  struct buf want = read_test_file(path), got = dump(name);
  bool same = view_eq(buf_as_view(&got), buf_as_view(&want));
  if (!same)
    report_row(path, 1, buf_as_view(&got), buf_as_view(&want));
  buf_clear(&want);
  buf_clear(&got);
  return same;
}

void assert_as_expected(const char *pattern, size_t min_files, struct buf (*dump)(const char *)) {
  char path[PATH_MAX];
  glob_t found;
  snprintf(path, sizeof path, "%s/%s", TESTS_DIR, pattern);
  assert_int_equal(glob(path, 0, NULL, &found), 0);
  assert_true(found.gl_pathc >= min_files);
  size_t n_wrong = 0;
  for (size_t i = 0; i < found.gl_pathc; i++)
    n_wrong += !is_as_expected(found.gl_pathv[i], dump);
  globfree(&found);
  assert_int_equal(n_wrong, 0);
}

void assert_memory_may_run_out(struct view input, enum input_format format, long min_n) {
  const struct extract_options options = {.format = format};
  enum listen_status status = LISTEN_E_NOMEM;
  long n = 0;
  for (; status != LISTEN_OK && n < 10000; n++) {
    struct document document;
    struct listen_diag diag = {0};
    fail_allocations_after(n);
    status = extract_document(input, &options, &document, &diag);
    fail_allocations_after(-1);
    if (status == LISTEN_OK) {
      document_clear(&document);
      break;
    }
    assert_int_equal(status, LISTEN_E_NOMEM);
    assert_null(document.arena.head);
  }
  assert_true(n > min_n && status == LISTEN_OK);
}
