// The store by itself: what is sound comes back, everything else is not there; the folder stays
// within its limit; nothing about it is ever an error.

#include "support.h"
#include "work_folder.h"

#include "cache/cache.h"
#include "cache/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const uint64_t plenty = 1 << 26;

static int enter(void **state) {
  (void)state;
  return make_work_folder();
}

static int leave(void **state) {
  (void)state;
  return remove_work_folder();
}

static const char *entry_path(const char *key) {
  char name[ENTRY_NAME_BYTES], relative[ENTRY_NAME_BYTES + 16];
  entry_name(CACHE_PIECE, view_of(key), name);
  snprintf(relative, sizeof relative, "pieces/%s", name);
  return at(relative);
}

static size_t n_files_in(const char *relative) {
  DIR *stream = opendir(at(relative));
  size_t n = 0;
  for (struct dirent *item; stream != NULL && (item = readdir(stream)) != NULL;)
    n += item->d_name[0] != '.';
  if (stream != NULL)
    closedir(stream);
  return n;
}

static void keep(struct cache *cache, const char *key, struct view content) {
  // In two parts, as callers have it.
  struct view parts[] = {view_sub(content, 0, content.len / 3),
                         view_sub(content, content.len / 3, content.len)};
  cache_put(cache, CACHE_PIECE, view_of(key), parts, 2);
}

static bool has(struct cache *cache, const char *key, struct view want) {
  struct buf file = {0};
  struct view content;
  bool found = cache_get(cache, CACHE_PIECE, view_of(key), &file, &content);
  if (found) {
    assert_true(view_eq(content, want));
    assert_int_equal((uintptr_t)content.ptr % 8, 0);
  }
  buf_clear(&file);
  return found;
}

static void what_was_kept_comes_back(void **state) {
  (void)state;
  struct cache *cache = cache_open(root, plenty);
  assert_false(has(cache, "key", VIEW("content")));
  assert_int_equal(n_files_in(""), 0); // looking creates nothing
  keep(cache, "key", VIEW("content"));
  keep(cache, "empty", VIEW(""));
  assert_true(has(cache, "key", VIEW("content")));
  assert_true(has(cache, "empty", VIEW("")));
  assert_false(has(cache, "kex", VIEW("")));
  struct buf file = {0};
  struct view content;
  assert_false(cache_get(cache, CACHE_SCRIPT, VIEW("key"), &file, &content)); // another kind
  buf_clear(&file);
  keep(cache, "key", VIEW("other"));
  assert_true(has(cache, "key", VIEW("other")));
  cache_close(cache);
  cache = cache_open(root, plenty);
  assert_true(has(cache, "key", VIEW("other")));
  assert_int_equal(cache_problem(cache), 0);
  cache_close(cache);
  assert_int_equal(n_files_in("pieces/tmp"), 0);
}

// ---- damage: each is not there, and made anew ----

static void write_file(const char *path, const char *bytes, size_t len) {
  FILE *file = fopen(path, "wb");
  assert_non_null(file);
  assert_int_equal(fwrite(bytes, 1, len, file), len);
  assert_int_equal(fclose(file), 0);
}

static void damage(const char *how, const char *path) {
  struct buf bytes = read_test_file(path);
  assert_int_equal(unlink(path), 0);
  if (strcmp(how, "empty") == 0) {
    write_file(path, "", 0);
  } else if (strcmp(how, "head only") == 0) {
    write_file(path, bytes.ptr, sizeof(struct entry_head));
  } else if (strcmp(how, "cut") == 0) {
    write_file(path, bytes.ptr, bytes.len - 1);
  } else if (strcmp(how, "longer") == 0) {
    buf_byte(&bytes, 'x');
    write_file(path, bytes.ptr, bytes.len);
  } else if (strcmp(how, "version") == 0) {
    struct entry_head head;
    memcpy(&head, bytes.ptr, sizeof head);
    head.format++;
    memcpy(bytes.ptr, &head, sizeof head);
    write_file(path, bytes.ptr, bytes.len);
  } else if (strcmp(how, "folder") == 0) {
    assert_int_equal(mkdir(path, 0700), 0);
  } else if (strcmp(how, "fifo") == 0) {
    assert_int_equal(mkfifo(path, 0600), 0);
  } else if (strcmp(how, "link") == 0) {
    assert_int_equal(symlink("/dev/zero", path), 0);
  } else if (strcmp(how, "foreign") == 0) {
    assert_int_equal(link(entry_path("other"), path), 0);
  }
  buf_clear(&bytes);
}

static void damage_is_made_anew(void **state) {
  (void)state;
  static const char *const ways[] = {"gone",    "empty",  "head only", "cut",  "longer",
                                     "version", "folder", "fifo",      "link", "foreign"};
  struct cache *cache = cache_open(root, plenty);
  keep(cache, "other", VIEW("another content"));
  keep(cache, "key", VIEW("content"));
  for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
    damage(ways[i], entry_path("key"));
    if (has(cache, "key", VIEW("content")))
      fail_msg("%s: still there", ways[i]);
    keep(cache, "key", VIEW("content"));
    if (!has(cache, "key", VIEW("content")))
      fail_msg("%s: not made anew", ways[i]);
  }
  assert_int_equal(cache_problem(cache), 0);
  cache_close(cache);
}

static void every_flipped_bit_is_noticed(void **state) {
  (void)state;
  struct cache *cache = cache_open(root, plenty);
  keep(cache, "key", VIEW("content"));
  struct buf bytes = read_test_file(entry_path("key"));
  for (size_t i = 0; i < bytes.len * 8; i++) {
    bytes.ptr[i / 8] ^= (char)(1 << i % 8);
    write_file(entry_path("key"), bytes.ptr, bytes.len);
    if (has(cache, "key", VIEW("content")))
      fail_msg("bit %zu flipped, and not noticed", i);
    bytes.ptr[i / 8] ^= (char)(1 << i % 8);
  }
  buf_clear(&bytes);
  cache_close(cache);
}

static void a_full_folder_in_its_place_costs_one_entry(void **state) {
  (void)state;
  struct cache *cache = cache_open(root, plenty);
  keep(cache, "key", VIEW("content"));
  assert_int_equal(unlink(entry_path("key")), 0);
  assert_int_equal(mkdir(entry_path("key"), 0700), 0);
  char inner[PATH_MAX];
  snprintf(inner, sizeof inner, "%s/mine", entry_path("key"));
  write_file(inner, "x", 1);
  keep(cache, "key", VIEW("content"));
  keep(cache, "other", VIEW("more"));
  assert_false(has(cache, "key", VIEW("content")));
  assert_true(has(cache, "other", VIEW("more")));
  assert_int_equal(cache_problem(cache), 0);
  assert_int_equal(access(inner, F_OK), 0); // whatever it is, it is not ours
  cache_close(cache);
}

// ---- size ----

static char block[4096];

static void keep_block(struct cache *cache, int number) {
  char key[16];
  snprintf(key, sizeof key, "%d", number);
  keep(cache, key, (struct view){block, sizeof block});
}

static bool has_block(struct cache *cache, int number) {
  char key[16];
  snprintf(key, sizeof key, "%d", number);
  return has(cache, key, (struct view){block, sizeof block});
}

static void set_age(int number, time_t seconds) {
  char key[16];
  snprintf(key, sizeof key, "%d", number);
  struct timespec times[2] = {{.tv_sec = time(NULL) - seconds}, {.tv_sec = time(NULL) - seconds}};
  assert_int_equal(utimensat(AT_FDCWD, entry_path(key), times, 0), 0);
}

static void the_least_recently_used_go_first(void **state) {
  (void)state;
  struct cache *cache = cache_open(root, plenty);
  for (int i = 0; i < 20; i++) {
    keep_block(cache, i);
    set_age(i, 1000 - i);
  }
  assert_true(has_block(cache, 3)); // used now
  cache_close(cache);
  cache = cache_open(root, 10 * sizeof block); // a smaller one than last time
  cache_close(cache);
  struct cache_contents contents;
  assert_true(cache_count(root, &contents));
  assert_true(contents.bytes <= 10 * sizeof block);
  assert_in_range(contents.n_entries[CACHE_PIECE], 5, 9);
  cache = cache_open(root, plenty);
  int first_left = 4;
  while (!has_block(cache, first_left))
    first_left++;
  for (int i = 0; i < 20; i++)
    assert_int_equal(has_block(cache, i), i == 3 || i >= first_left);
  cache_close(cache);
}

static void the_limit_holds_over_many_runs(void **state) {
  (void)state;
  const uint64_t limit = 64 * sizeof block;
  for (int run = 0; run < 30; run++) {
    struct cache *cache = cache_open(root, limit);
    for (int i = 0; i < 10; i++) {
      keep_block(cache, run * 10 + i);
      struct cache_contents contents;
      assert_true(cache_count(root, &contents));
      assert_true(contents.bytes <= limit);
    }
    if (run % 7 == 6) { // killed: nothing is settled
      assert_int_equal(access(at("pieces/usage"), F_OK), -1);
      struct usage lost;
      int fd = open(at("pieces"), O_RDONLY | O_DIRECTORY);
      usage_take(fd, &lost);
      close(fd);
    }
    cache_close(cache);
  }
  struct cache *cache = cache_open(root, limit);
  for (int i = 290; i < 300; i++)
    assert_true(has_block(cache, i));
  assert_false(has_block(cache, 0));
  cache_close(cache);
}

static void a_run_keeps_at_most_half(void **state) {
  (void)state;
  struct cache *cache = cache_open(root, 20 * sizeof block);
  for (int i = 0; i < 40; i++)
    keep_block(cache, i);
  assert_true(has_block(cache, 0)); // the beginning, which the next run needs first
  assert_true(has_block(cache, 8));
  assert_false(has_block(cache, 10));
  cache_close(cache);
}

static void a_wrong_usage_file_is_counted_anew(void **state) {
  (void)state;
  static const char *const texts[] = {"",  "x",       "99999999999999999999 1\n",
                                      "5", "1 2 3\n", "-1 0\n"};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    struct cache *cache = cache_open(root, plenty);
    keep_block(cache, 1);
    cache_close(cache);
    write_file(at("pieces/usage"), texts[i], strlen(texts[i]));
    cache = cache_open(root, plenty);
    keep_block(cache, 2);
    cache_close(cache);
    cache = cache_open(root, plenty);
    assert_true(has_block(cache, 1) && has_block(cache, 2));
    cache_close(cache);
    struct usage usage;
    struct cache_contents contents;
    int fd = open(at("pieces"), O_RDONLY | O_DIRECTORY);
    assert_true(usage_read(fd, &usage));
    close(fd);
    assert_true(cache_count(root, &contents));
    assert_int_equal(usage.bytes, contents.bytes);
  }
}

// ---- places that refuse ----

static void what_cannot_be_written_is_said_once(void **state) {
  (void)state;
  write_file(at("file"), "x", 1);
  char below[PATH_MAX];
  snprintf(below, sizeof below, "%s/cache", at("file"));
  struct cache *cache = cache_open(below, plenty);
  keep(cache, "key", VIEW("content"));
  assert_int_equal(cache_problem(cache), ENOTDIR);
  keep(cache, "key", VIEW("content"));
  assert_false(has(cache, "key", VIEW("content")));
  cache_close(cache);
}

static void a_full_disk_keeps_what_it_has(void **state) {
  (void)state;
  struct cache *cache = cache_open(root, plenty);
  keep(cache, "key", VIEW("content"));
  struct rlimit old, small;
  assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
  small = old;
  small.rlim_cur = 1000;
  signal(SIGXFSZ, SIG_IGN);
  assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
  keep_block(cache, 1);
  assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
  signal(SIGXFSZ, SIG_DFL);
  assert_int_equal(cache_problem(cache), EFBIG);
  keep_block(cache, 2); // not tried any more
  assert_false(has_block(cache, 1) || has_block(cache, 2));
  assert_true(has(cache, "key", VIEW("content")));
  assert_int_equal(n_files_in("pieces/tmp"), 0);
  cache_close(cache);
}

static void a_read_only_folder_is_read(void **state) {
  (void)state;
  struct cache *cache = cache_open(root, plenty);
  keep(cache, "key", VIEW("content"));
  cache_close(cache);
  assert_int_equal(chmod(root, 0755), 0);
  assert_int_equal(chmod(at("pieces"), 0555), 0);
  assert_int_equal(chmod(at("pieces/tmp"), 0555), 0);
  assert_int_equal(chmod(entry_path("key"), 0444), 0);
  pid_t pid = fork(); // the superuser may write everywhere
  if (pid == 0) {
    if (geteuid() == 0 && setuid(65534) != 0)
      _exit(9);
    cache = cache_open(root, plenty);
    struct buf file = {0};
    struct view content;
    bool found = cache_get(cache, CACHE_PIECE, VIEW("key"), &file, &content);
    buf_clear(&file);
    keep(cache, "new", VIEW("content"));
    bool refused = cache_problem(cache) == EACCES;
    cache_close(cache);
    _exit(found && refused ? 0 : 1);
  }
  int status;
  assert_int_equal(waitpid(pid, &status, 0), pid);
  assert_int_equal(chmod(at("pieces"), 0700), 0);
  assert_int_equal(chmod(at("pieces/tmp"), 0700), 0);
  assert_true(WIFEXITED(status));
  assert_int_equal(WEXITSTATUS(status), 0);
}

// ---- many at once ----

static void processes_share_a_folder(void **state) {
  (void)state;
  enum { N = 4, ROUNDS = 60 };
  pid_t pids[N];
  for (int p = 0; p < N; p++) {
    pids[p] = fork();
    if (pids[p] != 0)
      continue;
    for (int i = 0; i < ROUNDS; i++) { // few keys, a tight limit: all get into each other's way
      struct cache *cache = cache_open(root, 12 * sizeof block);
      struct buf file = {0};
      struct view content;
      char key[16];
      snprintf(key, sizeof key, "%d", (i * 7 + p) % 16);
      if (cache_get(cache, CACHE_PIECE, view_of(key), &file, &content) &&
          (content.len != sizeof block || memcmp(content.ptr, block, sizeof block) != 0))
        _exit(1);
      buf_clear(&file);
      keep_block(cache, (i * 7 + p) % 16);
      if (cache_problem(cache) != 0)
        _exit(2);
      cache_close(cache);
    }
    _exit(0);
  }
  for (int p = 0; p < N; p++) {
    int status;
    assert_int_equal(waitpid(pids[p], &status, 0), pids[p]);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
  }
  assert_int_equal(n_files_in("pieces/tmp"), 0);
  struct cache_contents contents;
  assert_true(cache_count(root, &contents));
  assert_true(contents.bytes <= 12 * sizeof block * 2);
}

static void leftovers_of_killed_runs_go(void **state) {
  (void)state;
  struct cache *cache = cache_open(root, plenty);
  keep(cache, "key", VIEW("content"));
  write_file(at("pieces/tmp/99-1"), "half", 4);
  cache_close(cache);
  cache = cache_open(root, plenty);
  assert_int_equal(n_files_in("pieces/tmp"), 0);
  cache_close(cache);
}

static void clearing_leaves_what_is_not_ours(void **state) {
  (void)state;
  struct cache *cache = cache_open(root, plenty);
  keep(cache, "key", VIEW("content"));
  keep(cache, "other", VIEW("content"));
  write_file(at("pieces/0123.piece"), "mine", 4);
  write_file(at("mine"), "mine", 4);
  struct cache_contents before, removed, after;
  assert_true(cache_count(root, &before));
  assert_true(cache_clear(root, &removed));
  assert_true(cache_count(root, &after));
  assert_int_equal(before.n_entries[CACHE_PIECE], 2);
  assert_int_equal(removed.bytes, before.bytes);
  assert_int_equal(after.bytes, 0);
  assert_int_equal(access(at("pieces/0123.piece"), F_OK), 0);
  assert_int_equal(access(at("mine"), F_OK), 0);
  keep(cache, "key", VIEW("content")); // a run that is under way goes on
  assert_true(has(cache, "key", VIEW("content")));
  cache_close(cache);
  assert_true(cache_count(at("none"), &after));
  assert_int_equal(after.bytes, 0);
}

static void the_usual_folder_needs_a_home(void **state) {
  (void)state;
  struct buf folder = {0};
  setenv("XDG_CACHE_HOME", "/x", 1);
  assert_true(cache_default_folder(&folder));
  assert_string_equal(folder.ptr, "/x/listen");
  buf_reset(&folder);
  setenv("XDG_CACHE_HOME", "relative", 1);
  setenv("HOME", root, 1);
  assert_true(cache_default_folder(&folder));
  assert_string_equal(folder.ptr, at(".cache/listen"));
  buf_reset(&folder);
  setenv("HOME", "/nonexistent", 1);
  assert_false(cache_default_folder(&folder));
  unsetenv("HOME");
  assert_false(cache_default_folder(&folder));
  buf_clear(&folder);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, enter, leave)

int main(void) {
  for (size_t i = 0; i < sizeof block; i++)
    block[i] = (char)(i * 31 >> 3);
  const struct CMUnitTest tests[] = {
      IN_FOLDER(what_was_kept_comes_back),
      IN_FOLDER(damage_is_made_anew),
      IN_FOLDER(every_flipped_bit_is_noticed),
      IN_FOLDER(a_full_folder_in_its_place_costs_one_entry),
      IN_FOLDER(the_least_recently_used_go_first),
      IN_FOLDER(the_limit_holds_over_many_runs),
      IN_FOLDER(a_run_keeps_at_most_half),
      IN_FOLDER(a_wrong_usage_file_is_counted_anew),
      IN_FOLDER(what_cannot_be_written_is_said_once),
      IN_FOLDER(a_full_disk_keeps_what_it_has),
      IN_FOLDER(a_read_only_folder_is_read),
      IN_FOLDER(processes_share_a_folder),
      IN_FOLDER(leftovers_of_killed_runs_go),
      IN_FOLDER(clearing_leaves_what_is_not_ours),
      IN_FOLDER(the_usual_folder_needs_a_home),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
