/// What the server makes of a request's parts, and what it opens. How it answers over a socket is
/// tests/cli/serve.py's.

#include "site/serve.h"
#include "site/serve/http.h"
#include "site/serve/server.h"
#include "support.h"
#include "work_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static bool check_text(const struct table_row *row, const char *got) {
  if (view_eq(view_of(got), row->fields[1]))
    return true;
  report_row("serve", row->line, view_of(got), row->fields[1]);
  return false;
}

static bool check_path(const struct table_row *row, void *context) {
  static const char *const kinds[] = {"file ", "folder ", "hidden", "bad"};
  struct buf path = {0}, got = {0};
  enum http_path kind = http_path_read(row->fields[0], &path);
  (void)context;
  buf_str(&got, kinds[kind]);
  buf_view(&got, buf_as_view(&path));
  bool fine = check_text(row, got.ptr);
  buf_clear(&path);
  buf_clear(&got);
  return fine;
}

static void paths_stay_below(void **state) {
  (void)state;
  for_each_row("golden/serve/paths.tsv", 40, check_path, NULL);
  struct buf long_path = {0}, path = {0};
  for (int i = 0; i < 300; i++)
    buf_str(&long_path, i == 0 ? "/" : "a");
  assert_int_equal(http_path_read(buf_as_view(&long_path), &path), HTTP_PATH_HIDDEN);
  for (int i = 0; i < HTTP_PATH_MAX; i++)
    buf_str(&long_path, "/a");
  assert_int_equal(http_path_read(buf_as_view(&long_path), &path), HTTP_PATH_BAD);
  assert_int_equal(http_path_read((struct view){"/a\0b", 4}, &path), HTTP_PATH_BAD);
  assert_int_equal(path.len, 0);
  buf_clear(&long_path);
  buf_clear(&path);
}

static bool check_range(const struct table_row *row, void *context) {
  static const char *const kinds[] = {"whole", "part", "beyond"};
  struct http_part part = {0, 0};
  unsigned long long size = strtoull(row->fields[1].ptr, NULL, 10);
  enum http_range kind = http_range_read(row->fields[0], size, &part);
  char got[128];
  (void)context;
  if (kind == HTTP_PART)
    snprintf(got, sizeof got, "%llu: part %llu %llu", size, (unsigned long long)part.first,
             (unsigned long long)part.len);
  else
    snprintf(got, sizeof got, "%llu: %s", size, kinds[kind]);
  return check_text(row, got);
}

static void ranges_lie_within(void **state) {
  (void)state;
  for_each_row("golden/serve/ranges.tsv", 35, check_range, NULL);
  struct http_part part;
  assert_int_equal(http_range_read(VIEW("bytes=5-"), UINT64_MAX, &part), HTTP_PART);
  assert_true(part.first == 5 && part.len == UINT64_MAX - 5);
}

static bool check_host(const struct table_row *row, void *context) {
  char asked[64], got[80];
  const char *colon = memchr(row->fields[1].ptr, ':', row->fields[1].len);
  int len = (int)(colon - row->fields[1].ptr);
  (void)context;
  snprintf(asked, sizeof asked, "%.*s", len, row->fields[1].ptr);
  bool any = strcmp(asked, "*") == 0, none = strcmp(asked, "-") == 0;
  bool ours = http_host_ours(row->fields[0], any ? "0.0.0.0" : none ? NULL : asked, any);
  snprintf(got, sizeof got, "%s: %s", asked, ours ? "yes" : "no");
  return check_text(row, got);
}

static void hosts_are_known(void **state) {
  (void)state;
  for_each_row("golden/serve/hosts.tsv", 35, check_host, NULL);
}

static bool check_option(const struct table_row *row, void *context) {
  struct site_serve_options options = {.folder = "kept"};
  char value[128], got[400] = "no";
  (void)context;
  snprintf(value, sizeof value, "%.*s", (int)row->fields[0].len, row->fields[0].ptr);
  if (site_serve_parse(value, &options))
    snprintf(got, sizeof got, "%s %u %s", options.host, options.port,
             options.port_asked ? "asked" : "free");
  assert_string_equal(options.folder, "kept");
  return check_text(row, got);
}

static void the_option_is_read(void **state) {
  (void)state;
  struct site_serve_options options = {.folder = NULL};
  for_each_row("golden/serve/serve.tsv", 25, check_option, NULL);
  assert_true(site_serve_parse(NULL, &options));
  assert_string_equal(options.host, "");
  assert_int_equal(options.port, SITE_SERVE_PORT);
  assert_false(options.port_asked || site_serve_is_public(&options));
  const char *const ours[] = {"127.0.0.1:1", "127.9.9.9:1", "localhost", "[::1]:1"};
  const char *const everybodys[] = {"0.0.0.0", "[::]:1", "192.168.1.5", "my-box"};
  for (size_t i = 0; i < 4; i++) {
    assert_true(site_serve_parse(ours[i], &options) && !site_serve_is_public(&options));
    assert_true(site_serve_parse(everybodys[i], &options) && site_serve_is_public(&options));
  }
}

static void origins_of_this_machine(void **state) {
  (void)state;
  assert_true(http_origin_local(VIEW("http://localhost:1313")));
  assert_true(http_origin_local(VIEW("https://127.0.0.1")));
  assert_true(http_origin_local(VIEW("http://[::1]:80")));
  assert_false(http_origin_local(VIEW("http://evil.example")));
  assert_false(http_origin_local(VIEW("http://localhost.evil.example")));
  assert_false(http_origin_local(VIEW("null")));
  assert_false(http_origin_local(VIEW("localhost")));
  assert_false(http_origin_local(VIEW("http://")));
  assert_false(http_origin_local(VIEW("")));
}

static void tags_in_lists(void **state) {
  (void)state;
  const struct view tag = VIEW("\"a,b\"");
  assert_true(http_etag_in(VIEW("\"a,b\""), tag, false));
  assert_true(http_etag_in(VIEW("\"x\", \"a,b\""), tag, false));
  assert_true(http_etag_in(VIEW("\"x\",,W/\"a,b\" "), tag, true));
  assert_true(http_etag_in(VIEW(" * "), tag, false));
  assert_false(http_etag_in(VIEW("W/\"a,b\""), tag, false));
  assert_false(http_etag_in(VIEW("\"x\""), tag, true));
  assert_false(http_etag_in(VIEW("a,b"), tag, true));
  assert_false(http_etag_in(VIEW("\"a,b"), tag, true));
  assert_false(http_etag_in(VIEW("\""), tag, true));
  assert_false(http_etag_in(VIEW("W/"), tag, true));
  assert_false(http_etag_in(VIEW(""), tag, true));
}

static void dates_in_any_locale(void **state) {
  static const char *const same[] = {"Sun, 06 Nov 1994 08:49:37 GMT",
                                     "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"};
  static const char *const none[] = {"",
                                     "gestern",
                                     "Sun, 06 Nov 1994 08:49:37",
                                     "Sun, 06 Nov 1994 08:49:37 CET",
                                     "So, 06 Nov 1994 08:49:37 GMT",
                                     "784111777",
                                     "Sun, 06 Nov 1994 08:49:37 GMT GMT",
                                     "Sun, 99 Nov 1994 08:49:37 GMT"};
  char text[HTTP_DATE_SIZE];
  (void)state;
  setlocale(LC_ALL, "de_DE.UTF-8"); // where it is installed
  for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
    time_t date = 0;
    assert_true(http_date_read(view_of(same[i]), &date));
    assert_int_equal(date, 784111777);
  }
  for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
    time_t date;
    assert_false(http_date_read(view_of(none[i]), &date));
  }
  http_date_write(784111777, text);
  assert_string_equal(text, same[0]);
  setlocale(LC_ALL, "C");
}

static void types_by_ending(void **state) {
  (void)state;
  assert_string_equal(http_media_type(VIEW("a.mp3")), "audio/mpeg");
  assert_string_equal(http_media_type(VIEW("a.OPUS")), "audio/ogg");
  assert_string_equal(http_media_type(VIEW("a.timings.json")), "application/json");
  assert_string_equal(http_media_type(VIEW("a.vtt")), "text/vtt; charset=utf-8");
  assert_string_equal(http_media_type(VIEW("a.m4b")), "audio/mp4");
  assert_string_equal(http_media_type(VIEW(".js")), "application/octet-stream");
  assert_string_equal(http_media_type(VIEW("mp3")), "application/octet-stream");
  assert_string_equal(http_media_type(VIEW("")), "application/octet-stream");
}

// ---- files ----

struct world {
  char root[64];
  struct serve_task task;
  struct serve_server server;
};

static void write_file(const char *path) {
  FILE *file = fopen(path, "w");
  assert_non_null(file);
  fclose(file);
}

static int set_up(void **state) {
  struct world *world = calloc(1, sizeof *world);
  assert_non_null(world);
  strcpy(world->root, "/tmp/listen-serve-XXXXXX");
  assert_non_null(mkdtemp(world->root));
  assert_int_equal(chdir(world->root), 0);
  assert_int_equal(mkdir("secret", 0700) | mkdir("out", 0700) | mkdir("out/sub", 0700), 0);
  write_file("secret/key");
  write_file("out/a.mp3");
  write_file("out/sub/<b>&\"ü\".html");
  write_file("out/sub/.hidden");
  assert_int_equal(symlink("../secret/key", "out/leak") | symlink("../secret", "out/leaks") |
                       symlink("/etc/passwd", "out/passwd") | symlink("a.mp3", "out/latest.mp3") |
                       symlink("sub", "out/linked") | symlink("loop", "out/loop") |
                       symlink("/proc/self/root/etc/passwd", "out/magic") |
                       mkfifo("out/pipe", 0600),
                   0);
  world->task.folder = open("out", O_RDONLY | O_DIRECTORY);
  world->server.task = &world->task;
  *state = world;
  return 0;
}

static int tear_down(void **state) {
  struct world *world = *state;
  close(world->task.folder);
  assert_int_equal(chdir("/"), 0);
  remove_tree(world->root);
  free(world);
  return 0;
}

static void expect_open(struct world *world, bool walking, const char *path, bool opens) {
  int fd =
      walking ? serve_open_walking(world->task.folder, path) : serve_open(&world->server, path);
  if ((fd >= 0) != opens)
    fail_msg("%s%s is %sopened", path, walking ? " (walking)" : "", opens ? "not " : "");
  if (fd >= 0)
    close(fd);
}

static void nothing_outside_is_opened(void **state) {
  struct world *world = *state;
  static const char *const inside[] = {"", "a.mp3", "sub", "pipe"};
  static const char *const outside[] = {
      "leak",          "leaks/key", "passwd",      "magic", "loop",    "..",
      "../secret/key", "sub/../..", "/etc/passwd", "gone",  "a.mp3/x", "sub//../../x"};
  for (int walking = 0; walking < 2; walking++) {
    for (size_t i = 0; i < sizeof inside / sizeof *inside; i++)
      expect_open(world, walking, inside[i], true);
    for (size_t i = 0; i < sizeof outside / sizeof *outside; i++)
      expect_open(world, walking, outside[i], false);
    // Links within the folder are followed where the system can tell.
    expect_open(world, walking, "latest.mp3", !walking && !world->server.no_openat2);
    expect_open(world, walking, "linked/.hidden/..", false);
  }
  world->server.no_openat2 = true;
  expect_open(world, false, "", true);
  expect_open(world, false, "a.mp3", true);
  expect_open(world, false, "leaks/key", false);
}

static void a_folder_is_listed(void **state) {
  struct world *world = *state;
  struct buf page = {0};
  int fd = serve_open(&world->server, "sub");
  assert_true(folder_page(fd, VIEW("sub<"), true, &page));
  assert_non_null(strstr(page.ptr, "<a href=\"./%3Cb%3E%26%22%C3%BC%22.html\">"
                                   "&#60;b&#62;&#38;&#34;ü&#34;.html</a>"));
  assert_non_null(strstr(page.ptr, "<h1>sub&#60;/</h1>"));
  assert_non_null(strstr(page.ptr, "eine Ebene höher"));
  assert_null(strstr(page.ptr, "hidden"));
  buf_clear(&page);
  fd = serve_open(&world->server, "");
  assert_true(folder_page(fd, VIEW(""), false, &page));
  assert_non_null(strstr(page.ptr, "./sub/"));
  assert_null(strstr(page.ptr, "pipe"));
  buf_clear(&page);
  assert_false(folder_page(open("out/a.mp3", O_RDONLY), VIEW(""), false, &page));
  buf_clear(&page);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(paths_stay_below),
      cmocka_unit_test(ranges_lie_within),
      cmocka_unit_test(hosts_are_known),
      cmocka_unit_test(the_option_is_read),
      cmocka_unit_test(origins_of_this_machine),
      cmocka_unit_test(tags_in_lists),
      cmocka_unit_test(dates_in_any_locale),
      cmocka_unit_test(types_by_ending),
      cmocka_unit_test_setup_teardown(nothing_outside_is_opened, set_up, tear_down),
      cmocka_unit_test_setup_teardown(a_folder_is_listed, set_up, tear_down),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
