#include "support.h"

#include "base/glob.h"
#include "site/scan.h"

#include <stdio.h>
#include <time.h>

static bool check_glob_row(const struct table_row *row, void *context) {
  const char *path = context;
  char glob[300], text[300];
  snprintf(glob, sizeof glob, "%.*s", (int)row->fields[0].len, row->fields[0].ptr);
  snprintf(text, sizeof text, "%.*s", (int)row->fields[1].len, row->fields[1].ptr);
  struct view got = site_glob_match(glob, text) ? VIEW("yes") : VIEW("no");
  if (view_eq(got, row->fields[2]))
    return true;
  report_row(path, row->line, got, row->fields[2]);
  return false;
}

static void globs_match(void **state) {
  (void)state;
  char path[] = "golden/site/globs.tsv";
  for_each_row(path, 80, check_glob_row, path);
}

static double seconds_since(clock_t start) {
  return (double)(clock() - start) / CLOCKS_PER_SEC;
}

static void hard_globs_take_no_time(void **state) {
  (void)state;
  char glob[1100] = "", path[4200] = "";
  for (int i = 0; i < 250; i++)
    strcat(glob, "*a");
  strcat(glob, "b");
  memset(path, 'a', 255);
  clock_t start = clock();
  assert_false(site_glob_match(glob, path));
  glob[0] = '\0';
  for (int i = 0; i < 31; i++)
    strcat(glob, "**/*a/");
  strcat(glob, "b");
  for (size_t i = 0; i < 4000; i++)
    path[i] = i % 2 == 1 ? '/' : 'a';
  path[4000] = '\0';
  assert_false(site_glob_match(glob, path));
  assert_true(seconds_since(start) < 0.2);
}

static void globs_are_limited(void **state) {
  (void)state;
  char glob[300] = "a", path[300] = "a";
  for (int i = 1; i < GLOB_PARTS_MAX; i++)
    strcat(glob, "/a");
  strcpy(path, glob);
  assert_true(site_glob_match(glob, path));
  assert_int_equal(glob_check(view_of(glob)), GLOB_FINE);
  strcat(glob, "/a");
  strcat(path, "/a");
  assert_false(site_glob_match(glob, path));
  assert_int_equal(glob_check(view_of(glob)), GLOB_TOO_DEEP);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(globs_match),
      cmocka_unit_test(hard_globs_take_no_time),
      cmocka_unit_test(globs_are_limited),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
