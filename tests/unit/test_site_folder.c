#include "support.h"
#include "work_folder.h"

#include "failing_alloc.h"
#include "site/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

// ---- a folder for each test: `out` in it, and things beside ----

static size_t n_files_before;
static struct site_folder folder;
static volatile sig_atomic_t cancelled;

static size_t n_entries(const char *path) {
  DIR *stream = opendir(path);
  assert_non_null(stream);
  size_t n = 0;
  while (readdir(stream) != NULL)
    n++;
  closedir(stream);
  return n - 2;
}

static int enter(void **state) {
  (void)state;
  n_files_before = n_entries("/proc/self/fd");
  umask(022);
  cancelled = 0;
  return make_work_folder() != 0 || site_folder_open(at("out"), true, &folder, NULL) != LISTEN_OK;
}

static int leave(void **state) {
  (void)state;
  site_folder_close(&folder);
  assert_int_equal(n_entries("/proc/self/fd"), n_files_before);
  return remove_work_folder();
}

static void put(const char *relative, const char *content) {
  FILE *file = fopen(at(relative), "wb");
  assert_non_null(file);
  assert_true(fputs(content, file) >= 0);
  assert_int_equal(fclose(file), 0);
}

static void make_folder(const char *relative) {
  assert_int_equal(mkdir(at(relative), 0755), 0);
}

static bool is_there(const char *relative) {
  struct stat st;
  return lstat(at(relative), &st) == 0;
}

static void assert_content(const char *relative, const char *want) {
  struct buf content = read_test_file(at(relative));
  buf_byte(&content, '\0');
  assert_string_equal(content.ptr, want);
  buf_clear(&content);
}

// ---- opening ----

static void test_open(void **state) {
  (void)state;
  struct site_folder other;
  struct listen_diag diag = {0};
  uint64_t bytes;
  struct buf content = {0};
  assert_int_equal(site_folder_open(at("none"), false, &other, &diag), LISTEN_OK);
  assert_int_equal(other.fd, -1);
  assert_false(site_folder_is_busy(&other, SITE_ALONE));
  assert_int_equal(site_folder_read(&other, "x"), -1);
  assert_false(site_folder_size(&other, "x", &bytes));
  assert_false(site_folder_load(&other, "x", 10, &content));
  assert_true(site_folder_walk(&other, ".x", "y", NULL, NULL));
  assert_int_equal(site_folder_remove(&other, "x", &diag), LISTEN_OK);
  site_folder_close(&other);
  assert_false(is_there("none"));

  assert_int_equal(site_folder_open(at("a/b//c/"), true, &other, &diag), LISTEN_OK);
  site_folder_close(&other);
  assert_true(is_there("a/b/c"));

  put("file", "");
  for (int create = 0; create < 2; create++) {
    assert_int_equal(site_folder_open(at("file"), create, &other, &diag), LISTEN_E_IO);
    assert_string_equal(diag.file, at("file"));
    site_folder_close(&other);
  }
  assert_int_equal(site_folder_open(at("file/below"), true, &other, &diag), LISTEN_E_IO);
  site_folder_close(&other);
  assert_int_equal(site_folder_open("", true, &other, &diag), LISTEN_E_IO);
  site_folder_close(&other);
  site_folder_close(&other); // once more does no harm
  site_folder_close(NULL);
}

// ---- what is put there ----

struct stamp {
  struct timespec time;
  ino_t number;
};

static struct stamp stamp_of(const char *relative) {
  struct stat st;
  assert_int_equal(stat(at(relative), &st), 0);
  return (struct stamp){st.st_mtim, st.st_ino};
}

static void test_put(void **state) {
  (void)state;
  // Each replaces the one before; "same" must leave it alone.
  static const char *const contents[] = {"one", "two", "two", "tw",        "two and more",
                                         "",    "",    "x",   "x\nx\nx\n", "x\nx\ny\n"};
  bool written;
  for (size_t i = 0; i < sizeof contents / sizeof *contents; i++) {
    bool same = i > 0 && strcmp(contents[i], contents[i - 1]) == 0;
    struct stamp before = {0};
    if (i > 0)
      before = stamp_of("out/a/b c/ü.txt");
    assert_int_equal(site_folder_put(&folder, "a/b c/ü.txt", view_of(contents[i]), &written, NULL),
                     LISTEN_OK);
    assert_int_equal(written, !same);
    assert_content("out/a/b c/ü.txt", contents[i]);
    struct stamp now = stamp_of("out/a/b c/ü.txt");
    if (same)
      assert_memory_equal(&now, &before, sizeof now);
    assert_int_equal(n_entries(at("out/a/b c")), 1); // nothing temporary is left
  }
  assert_int_equal(site_folder_put(&folder, "top", VIEW("t"), NULL, NULL), LISTEN_OK);
  assert_content("out/top", "t");
}

struct parts {
  const char *text;
  size_t step;
  unsigned fail_in; ///< 1: while comparing, 2: while writing
  unsigned n_calls;
};

static enum listen_status give_parts(void *context, struct site_stream *stream,
                                     struct listen_diag *diag) {
  struct parts *parts = context;
  struct view left = view_of(parts->text);
  parts->n_calls++;
  while (left.len > 0) {
    size_t n = left.len < parts->step ? left.len : parts->step;
    site_stream_add(stream, view_sub(left, 0, n));
    site_stream_add(stream, VIEW("")); // says nothing
    left = view_sub(left, n, left.len);
  }
  return parts->n_calls == parts->fail_in ? diag_set(diag, LISTEN_E_ENGINE, "failed") : LISTEN_OK;
}

static void test_stream(void **state) {
  (void)state;
  char longer[50001], other[50001];
  memset(longer, 'a', sizeof longer - 1);
  longer[sizeof longer - 1] = '\0';
  memcpy(other, longer, sizeof other);
  other[49000] = 'b';
  const char *const texts[] = {"", "a", "aaaaaaaaaaaaaaaaa", longer, other};
  enum { N = sizeof texts / sizeof *texts };
  static const size_t steps[] = {1, 7, 16384, 100000};
  bool written;
  for (size_t i = 0; i < N; i++)
    for (size_t k = 0; k < N; k++)
      for (size_t s = 0; s < 4; s++) {
        put("out/f", texts[i]);
        struct parts parts = {.text = texts[k], .step = steps[s]};
        assert_int_equal(site_folder_stream(&folder, "f", give_parts, &parts, &written, NULL),
                         LISTEN_OK);
        assert_int_equal(written, i != k);
        assert_int_equal(parts.n_calls, i == k ? 1 : 2);
        assert_content("out/f", texts[k]);
      }
}

static void test_stream_that_fails(void **state) {
  (void)state;
  for (unsigned fail_in = 1; fail_in <= 2; fail_in++) {
    struct listen_diag diag = {0};
    struct parts parts = {.text = "new", .step = 2, .fail_in = fail_in};
    bool written = true;
    put("out/f", "old");
    assert_int_equal(site_folder_stream(&folder, "f", give_parts, &parts, &written, &diag),
                     LISTEN_E_ENGINE);
    assert_string_equal(diag.message, "failed");
    assert_false(written);
    assert_content("out/f", "old");
    assert_int_equal(n_entries(at("out")), 1);
  }
}

static void test_no_memory(void **state) {
  (void)state;
  bool fine = false;
  put("out/old", "old");
  for (long n = 0; !fine; n++) {
    assert_true(n < 200);
    fail_allocations_after(n);
    enum listen_status status = site_folder_put(&folder, "new/old", VIEW("x"), NULL, NULL);
    if (status == LISTEN_OK)
      status = site_folder_remove(&folder, "new/old", NULL);
    struct site_folder other = {.fd = -1, .lock_fd = -1};
    if (status == LISTEN_OK)
      status = site_folder_open(at("more/of/it"), true, &other, NULL);
    fail_allocations_after(-1);
    site_folder_close(&other);
    fine = status == LISTEN_OK;
    if (is_there("out/new"))
      assert_true(n_entries(at("out/new")) <= 1); // nothing temporary
  }
  assert_content("out/old", "old");
}

// ---- nothing outside ----

static void test_links_and_things_in_the_way(void **state) {
  (void)state;
  make_folder("outside");
  put("outside/victim", "victim");
  make_folder("out/folder");
  put("out/file", "file");
  assert_int_equal(symlink("../outside", at("out/link")), 0);
  assert_int_equal(symlink("../outside/victim", at("out/to-file")), 0);
  assert_int_equal(symlink("../outside/new", at("out/dangling")), 0);
  assert_int_equal(mkfifo(at("out/fifo"), 0600), 0);
  static const struct {
    const char *path, *message;
  } rows[] = {
      {"link/new", "symbolic link"},
      {"link/victim", "symbolic link"},
      {"link/a/b", "symbolic link"},
      {"to-file", "symbolic link"},
      {"dangling", "symbolic link"},
      {"to-file/x", "symbolic link"},
      {"folder", "something else"},
      {"file/x", "something else"},
      {"file/x/y", "something else"},
      {"fifo", "something else"},
      {"../outside/victim", "else"},
      {"folder/../../outside/victim", "else"},
      {"/tmp/listen-test-none", "else"},
      {"", "else"},
      {".", "else"},
      {"folder/", "else"},
      {"folder//x", "else"},
      {"a\nb", "else"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct listen_diag diag = {0};
    struct buf content = {0};
    uint64_t bytes;
    assert_int_equal(site_folder_put(&folder, rows[i].path, VIEW("x"), NULL, &diag),
                     LISTEN_E_INPUT);
    if (strstr(diag.message, rows[i].message) == NULL)
      fail_msg("%s: %s", rows[i].path, diag.message);
    assert_int_equal(site_folder_read(&folder, rows[i].path), -1);
    assert_false(site_folder_load(&folder, rows[i].path, 100, &content));
    assert_false(site_folder_size(&folder, rows[i].path, &bytes));
    assert_int_equal(site_folder_remove(&folder, rows[i].path, NULL), LISTEN_OK);
    buf_clear(&content);
  }
  assert_content("outside/victim", "victim");
  assert_int_equal(n_entries(at("outside")), 1);
  assert_int_equal(n_entries(at("out")), 6);
}

static void test_load_and_size(void **state) {
  (void)state;
  struct buf content = {0};
  uint64_t bytes;
  put("out/f", "0123456789");
  assert_true(site_folder_size(&folder, "f", &bytes));
  assert_int_equal(bytes, 10);
  assert_true(site_folder_load(&folder, "f", 10, &content));
  assert_true(view_eq(buf_as_view(&content), VIEW("0123456789")));
  buf_reset(&content);
  assert_false(site_folder_load(&folder, "f", 9, &content));
  buf_reset(&content);
  put("out/f", "");
  assert_true(site_folder_load(&folder, "f", 0, &content));
  assert_int_equal(content.len, 0);
  assert_false(site_folder_load(&folder, "g", 10, &content));
  buf_clear(&content);
}

// ---- removal and the walk ----

static void test_remove(void **state) {
  (void)state;
  static const char *const paths[] = {"a/b/c/x", "a/b/y", "a/z"};
  for (size_t i = 0; i < 3; i++)
    assert_int_equal(site_folder_put(&folder, paths[i], VIEW("x"), NULL, NULL), LISTEN_OK);
  assert_int_equal(site_folder_remove(&folder, "a/b/c/none", NULL), LISTEN_OK);
  assert_true(is_there("out/a/b/c/x"));
  assert_int_equal(site_folder_remove(&folder, "a/b/c/x", NULL), LISTEN_OK);
  assert_false(is_there("out/a/b/c"));
  assert_true(is_there("out/a/b/y"));
  assert_int_equal(site_folder_remove(&folder, "a/b/c/x", NULL), LISTEN_OK);
  assert_int_equal(site_folder_remove(&folder, "a/z", NULL), LISTEN_OK);
  assert_int_equal(site_folder_remove(&folder, "a/b/y", NULL), LISTEN_OK);
  assert_int_equal(n_entries(at("out")), 0);
}

struct seen {
  char names[512];
  unsigned n, most;
};

static bool see(void *context, const char *path) {
  struct seen *seen = context;
  size_t len = strlen(seen->names);
  snprintf(seen->names + len, sizeof seen->names - len, "[%s]", path);
  return ++seen->n < seen->most;
}

static void test_walk(void **state) {
  (void)state;
  static const char *const paths[] = {"a.e",         "b.x",         "sub/c.e", "sub/deep/d.e",
                                      "theirs/stop", "theirs/no.e", "stop",    "theirs/below/no.e"};
  for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
    assert_int_equal(site_folder_put(&folder, paths[i], VIEW("x"), NULL, NULL), LISTEN_OK);
  make_folder("out/.hidden");
  put("out/.hidden/no.e", "");
  assert_int_equal(symlink("sub", at("out/link")), 0);
  struct seen seen = {.most = 100};
  assert_true(site_folder_walk(&folder, ".e", "stop", see, &seen));
  assert_int_equal(seen.n, 3);
  assert_non_null(strstr(seen.names, "[a.e]"));
  assert_non_null(strstr(seen.names, "[sub/c.e]"));
  assert_non_null(strstr(seen.names, "[sub/deep/d.e]"));
  seen = (struct seen){.most = 2};
  assert_false(site_folder_walk(&folder, ".e", "stop", see, &seen));
  assert_int_equal(seen.n, 2);
}

/// So deep that the end is not looked at: which must be told.
static void test_walk_that_does_not_see_all(void **state) {
  (void)state;
  struct buf path = {0};
  for (int i = 0; i < 70; i++)
    buf_str(&path, "d/");
  buf_str(&path, "x.e");
  assert_int_equal(site_folder_put(&folder, path.ptr, VIEW("x"), NULL, NULL), LISTEN_OK);
  struct seen seen = {.most = 100};
  assert_false(site_folder_walk(&folder, ".e", "stop", see, &seen));
  assert_int_equal(seen.n, 0);
  assert_int_equal(site_folder_remove(&folder, path.ptr, NULL), LISTEN_OK);
  assert_int_equal(n_entries(at("out")), 0);
  buf_clear(&path);
}

/// What killed runs left is removed by a run that has the folder for itself, and by no other.
static void test_leftovers(void **state) {
  (void)state;
  static const char left[] = "out/sub/.listen-0123456789abcdef.part";
  struct seen seen = {.most = 100};
  make_folder("out/sub");
  put(left, "half");
  put("out/sub/.listen-mine.part", "not ours");
  assert_true(site_folder_walk(&folder, ".e", "stop", see, &seen));
  assert_true(is_there(left));
  assert_int_equal(site_folder_lock(&folder, SITE_SHARED, false, NULL, NULL), LISTEN_OK);
  assert_true(site_folder_walk(&folder, ".e", "stop", see, &seen));
  assert_true(is_there(left));
  assert_int_equal(site_folder_lock(&folder, SITE_ALONE, false, NULL, NULL), LISTEN_OK);
  assert_true(site_folder_walk(&folder, ".e", "stop", see, &seen));
  assert_false(is_there(left));
  assert_true(is_there("out/sub/.listen-mine.part"));
}

// ---- one at a time ----

static void test_locks(void **state) {
  (void)state;
  static const struct {
    enum site_sharing first, second;
    bool fine;
  } rows[] = {{SITE_ALONE, SITE_ALONE, false},
              {SITE_ALONE, SITE_SHARED, false},
              {SITE_SHARED, SITE_ALONE, false},
              {SITE_SHARED, SITE_SHARED, true}};
  for (size_t i = 0; i < 4; i++) {
    struct site_folder first, second;
    struct listen_diag diag = {0};
    assert_int_equal(site_folder_open(at("out"), false, &first, NULL), LISTEN_OK);
    assert_int_equal(site_folder_open(at("out"), false, &second, NULL), LISTEN_OK);
    assert_false(site_folder_is_busy(&second, rows[i].second));
    assert_int_equal(site_folder_lock(&first, rows[i].first, false, NULL, NULL), LISTEN_OK);
    assert_int_equal(site_folder_is_busy(&second, rows[i].second), !rows[i].fine);
    assert_int_equal(site_folder_lock(&second, rows[i].second, false, NULL, &diag),
                     rows[i].fine ? LISTEN_OK : LISTEN_E_IO);
    if (!rows[i].fine) {
      assert_non_null(strstr(diag.message, "another run"));
      cancelled = 1;
      assert_int_equal(site_folder_lock(&second, rows[i].second, true, &cancelled, &diag),
                       LISTEN_E_CANCELLED);
      site_folder_close(&first);
      assert_int_equal(site_folder_lock(&second, rows[i].second, false, NULL, NULL), LISTEN_OK);
    }
    site_folder_close(&first);
    site_folder_close(&second);
  }
}

static void test_wait_for_another_run(void **state) {
  (void)state;
  int fds[2];
  assert_int_equal(pipe(fds), 0);
  pid_t other = fork();
  if (other == 0) {
    struct site_folder first;
    if (site_folder_open(at("out"), false, &first, NULL) != LISTEN_OK ||
        site_folder_lock(&first, SITE_ALONE, false, NULL, NULL) != LISTEN_OK ||
        write(fds[1], "", 1) != 1)
      _exit(1);
    poll(NULL, 0, 300);
    _exit(0); // without closing anything, as one that is killed
  }
  char byte;
  assert_int_equal(read(fds[0], &byte, 1), 1);
  assert_true(site_folder_is_busy(&folder, SITE_SHARED));
  assert_int_equal(site_folder_lock(&folder, SITE_ALONE, true, &cancelled, NULL), LISTEN_OK);
  int status;
  assert_int_equal(waitpid(other, &status, 0), other);
  assert_int_equal(status, 0);
  close(fds[0]);
  close(fds[1]);
}

static void test_lock_in_the_way(void **state) {
  (void)state;
  put("victim", "victim");
  assert_int_equal(symlink("../victim", at("out/.listen.lock")), 0);
  assert_int_equal(site_folder_lock(&folder, SITE_ALONE, false, NULL, NULL), LISTEN_E_IO);
  assert_false(site_folder_is_busy(&folder, SITE_ALONE));
  assert_content("victim", "victim");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, enter, leave)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(test_open),
      TEST(test_put),
      TEST(test_stream),
      TEST(test_stream_that_fails),
      TEST(test_no_memory),
      TEST(test_links_and_things_in_the_way),
      TEST(test_load_and_size),
      TEST(test_remove),
      TEST(test_walk),
      TEST(test_walk_that_does_not_see_all),
      TEST(test_leftovers),
      TEST(test_locks),
      TEST(test_wait_for_another_run),
      TEST(test_lock_in_the_way),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
