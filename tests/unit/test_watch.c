/// site_watch on real folders: each way in which editors, generators and people change files.

#include "failing_alloc.h"
#include "site/watch.h"
#include "support.h"
#include "work_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { NO_MORE_MS = 350 }; ///< longer than the watch waits for quiet

struct world {
  char root[64];
  struct site_watch *watch;
};

static void write_file(const char *path, const char *text) {
  FILE *file = fopen(path, "w");
  assert_non_null(file);
  fputs(text, file);
  assert_int_equal(fclose(file), 0);
}

static void make_folder(const char *path) {
  assert_int_equal(mkdir(path, 0700), 0);
}

static void move(const char *from, const char *to) {
  assert_int_equal(rename(from, to), 0);
}

static void add(struct world *world, enum site_watch_kind kind, const char *path) {
  struct listen_diag diag = {0};
  assert_int_equal(site_watch_add(world->watch, kind, path, &diag), LISTEN_OK);
}

/// content/ with an article, listen.yaml, voices/, public/ for the output; the working folder is
/// that of the site.
static int set_up(void **state) {
  struct world *world = calloc(1, sizeof *world);
  struct listen_diag diag = {0};
  assert_non_null(world);
  strcpy(world->root, "/tmp/listen-watch-XXXXXX");
  assert_non_null(mkdtemp(world->root));
  assert_int_equal(chdir(world->root), 0);
  make_folder("content");
  make_folder("content/2026");
  make_folder("content/public");
  make_folder("voices");
  make_folder("elsewhere");
  write_file("content/a.md", "a");
  write_file("listen.yaml", "x");
  assert_int_equal(site_watch_open(&world->watch, &diag), LISTEN_OK);
  add(world, WATCH_NOT, "content/public");
  add(world, WATCH_ARTICLES, "content");
  add(world, WATCH_FILE, "./listen.yaml");
  add(world, WATCH_FOLDER, "voices/");
  *state = world;
  return 0;
}

static int tear_down(void **state) {
  struct world *world = *state;
  site_watch_close(world->watch);
  assert_int_equal(chdir("/"), 0);
  remove_tree(world->root);
  free(world);
  return 0;
}

static enum site_watch_event wait_once(struct world *world, int ms, struct site_change *change) {
  struct listen_diag diag = {0};
  return site_watch_wait(world->watch, ms, NULL, -1, change, &diag);
}

static void expect_change(struct world *world, bool articles, bool files, const char *place) {
  struct site_change change;
  assert_int_equal(wait_once(world, 3000, &change), WATCH_CHANGED);
  if (change.articles != articles || change.files != files || !strstr(change.path, place))
    fail_msg("articles %d, files %d, %s; want %d, %d, …%s", change.articles, change.files,
             change.path, articles, files, place);
  assert_false(change.lost);
}

static void expect_nothing(struct world *world) {
  struct site_change change;
  if (wait_once(world, NO_MORE_MS, &change) != WATCH_TIMEOUT)
    fail_msg("something changed: %s", change.path);
}

static void articles_are_seen_and_nothing_else(void **state) {
  struct world *world = *state;
  expect_nothing(world);
  write_file("content/a.md", "b");
  expect_change(world, true, false, "content/a.md");
  write_file("content/2026/b.HTML", "b");
  expect_change(world, true, false, "2026/b.HTML");
  unlink("content/a.md");
  expect_change(world, true, false, "content/a.md");
  write_file("content/.hidden.md", "b");
  write_file("content/4913", "b"); // what an editor tries whether it may
  write_file("content/picture.jpg", "b");
  write_file("content/a.md~", "b");
  write_file("content/public/a.html", "b");
  write_file("elsewhere/a.md", "b");
  write_file("b.md", "b");
  make_folder("content/.git");
  write_file("content/.git/a.md", "b");
  make_folder("content/public/deep");
  write_file("content/public/deep/a.html", "b");
  expect_nothing(world);
}

static void named_files_are_seen_whatever_their_name(void **state) {
  struct world *world = *state;
  write_file("listen.yaml", "y");
  expect_change(world, false, true, "/listen.yaml");
  write_file("voices/any.name", "y");
  expect_change(world, false, true, "voices/any.name");
  write_file("voices/.any.swp", "y");
  write_file("listen.yaml.bak", "y");
  make_folder("voices/below");
  write_file("voices/below/x.yaml", "y");
  expect_nothing(world);
}

static void saving_by_rename(void **state) {
  struct world *world = *state;
  write_file("content/.a.md.tmp", "new");
  move("content/.a.md.tmp", "content/a.md");
  expect_change(world, true, false, "content/a.md");
  for (int i = 0; i < 3; i++) { // the file is another each time
    write_file("listen.yaml~", "new");
    move("listen.yaml", ".listen.yaml.old");
    move("listen.yaml~", "listen.yaml");
    expect_change(world, false, true, "listen.yaml");
  }
  write_file("listen.yaml", "in place, after all");
  expect_change(world, false, true, "listen.yaml");
}

static void a_new_file_counts_when_it_is_written(void **state) {
  struct world *world = *state;
  FILE *file = fopen("content/new.md", "w");
  expect_nothing(world);
  fputs("text", file);
  fclose(file);
  expect_change(world, true, false, "new.md");
  assert_int_equal(link("content/new.md", "content/linked.md"), 0); // whole at once
  expect_change(world, true, false, "linked.md");
  assert_int_equal(symlink("new.md", "content/soft.md"), 0);
  expect_change(world, true, false, "soft.md");
}

static void many_saves_are_one_change(void **state) {
  struct world *world = *state;
  for (int i = 0; i < 300; i++) {
    char path[64];
    snprintf(path, sizeof path, "content/2026/%d.md", i);
    write_file(path, "x");
  }
  write_file("listen.yaml", "x");
  expect_change(world, true, true, "2026/0.md");
  expect_nothing(world);
}

static void new_folders_are_watched(void **state) {
  struct world *world = *state;
  make_folder("content/new");
  make_folder("content/new/deep");
  expect_nothing(world); // holds no article yet
  write_file("content/new/deep/a.md", "x");
  expect_change(world, true, false, "deep/a.md");
  make_folder("elsewhere/whole");
  make_folder("elsewhere/whole/deep");
  write_file("elsewhere/whole/deep/a.md", "x");
  move("elsewhere/whole", "content/whole");
  expect_change(world, true, false, "content/whole");
  write_file("content/whole/deep/a.md", "y");
  expect_change(world, true, false, "content/whole/deep/a.md");
  move("content/whole", "content/renamed"); // what it is called now is said then
  expect_change(world, true, false, "content/whole");
  write_file("content/renamed/deep/a.md", "z");
  expect_change(world, true, false, "content/renamed/deep/a.md");
  move("content/renamed", "elsewhere/renamed");
  expect_change(world, true, false, "content/renamed");
  write_file("elsewhere/renamed/deep/a.md", "away");
  expect_nothing(world);
  remove_tree("content/new");
  expect_change(world, true, false, "content/new/deep/a.md");
}

static void places_may_go_and_come_back(void **state) {
  struct world *world = *state;
  for (int i = 0; i < 3; i++) {
    remove_tree("content");
    expect_change(world, true, false, "content");
    make_folder("content");
    make_folder("content/new");
    write_file("content/new/a.md", "x");
    expect_change(world, true, false, "content");
    write_file("content/new/a.md", "y");
    expect_change(world, true, false, "content/new/a.md");
  }
  move("content", "content.old");
  expect_change(world, true, false, "content");
  write_file("content.old/new/a.md", "x");
  expect_nothing(world);
  move("content.old", "content");
  expect_change(world, true, false, "content");
  remove_tree("voices");
  expect_change(world, false, true, "voices");
  make_folder("voices");
  expect_change(world, false, true, "voices");
  write_file("voices/a.yaml", "x");
  expect_change(world, false, true, "voices/a.yaml");
}

static void places_may_come_later(void **state) {
  struct world *world = *state;
  add(world, WATCH_FILE, "later/on/lexicon.tsv");
  add(world, WATCH_ARTICLES, "later/articles");
  make_folder("later");
  expect_nothing(world);
  make_folder("later/on");
  write_file("later/on/lexicon.tsv", "x");
  expect_change(world, false, true, "later/on");
  write_file("later/on/lexicon.tsv", "y");
  expect_change(world, false, true, "lexicon.tsv");
  make_folder("later/articles");
  write_file("later/articles/a.txt", "y");
  expect_change(world, true, false, "later/articles");
  remove_tree("later");
  expect_change(world, true, true, "later");
  expect_nothing(world);
  make_folder("later");
  make_folder("later/articles");
  write_file("later/articles/a.txt", "y");
  expect_change(world, true, false, "later");
}

static void links_that_are_places(void **state) {
  struct world *world = *state;
  make_folder("elsewhere/one");
  make_folder("elsewhere/two");
  write_file("elsewhere/one/a.md", "1");
  write_file("elsewhere/two/a.md", "2");
  write_file("elsewhere/real.yaml", "x");
  assert_int_equal(symlink("elsewhere/one", "current"), 0);
  assert_int_equal(symlink("elsewhere/real.yaml", "linked.yaml"), 0);
  add(world, WATCH_ARTICLES, "current");
  add(world, WATCH_FILE, "linked.yaml");
  wait_once(world, NO_MORE_MS, NULL); // that they were made was still to be heard
  write_file("elsewhere/one/a.md", "3");
  expect_change(world, true, false, "one/a.md");
  write_file("elsewhere/real.yaml", "y");
  expect_change(world, false, true, "real.yaml");
  assert_int_equal(symlink("elsewhere/two", "next"), 0);
  move("next", "current"); // how generators put a new build in place
  expect_change(world, true, false, "current");
  write_file("elsewhere/one/a.md", "4");
  expect_nothing(world);
  write_file("elsewhere/two/a.md", "5");
  expect_change(world, true, false, "two/a.md");
}

static bool not_in_2026(void *context, const char *path, bool is_folder) {
  (void)context;
  return !is_folder || strcmp(path, "2026") != 0;
}

static void the_filter_spares_folders(void **state) {
  struct world *world = *state;
  struct listen_diag diag = {0};
  struct site_watch *unfiltered = world->watch;
  assert_int_equal(site_watch_open(&world->watch, &diag), LISTEN_OK);
  site_watch_filter(world->watch, not_in_2026, NULL);
  add(world, WATCH_ARTICLES, "content");
  write_file("content/2026/a.md", "x");
  expect_nothing(world);
  write_file("content/b.md", "x");
  expect_change(world, true, false, "content/b.md");
  site_watch_close(unfiltered);
}

static volatile sig_atomic_t cancelled;

static void on_alarm(int number) {
  cancelled = number;
}

static void a_signal_ends_the_wait_at_once(void **state) {
  struct world *world = *state;
  struct sigaction action = {.sa_handler = on_alarm}, before;
  struct listen_diag diag = {0};
  struct timespec start, end;
  sigaction(SIGINT, &action, &before);
  raise(SIGINT); // before the wait
  assert_int_equal(site_watch_wait(world->watch, -1, &cancelled, -1, NULL, &diag), WATCH_CANCELLED);
  cancelled = 0;
  pid_t me = getpid(), child = fork();
  if (child == 0) { // while it waits
    usleep(100000);
    kill(me, SIGINT);
    _exit(0);
  }
  clock_gettime(CLOCK_MONOTONIC, &start);
  assert_int_equal(site_watch_wait(world->watch, -1, &cancelled, -1, NULL, &diag), WATCH_CANCELLED);
  clock_gettime(CLOCK_MONOTONIC, &end);
  assert_true(end.tv_sec - start.tv_sec <= 2);
  sigaction(SIGINT, &before, NULL);
}

static void another_descriptor_ends_the_wait(void **state) {
  struct world *world = *state;
  struct listen_diag diag = {0};
  int fds[2];
  assert_int_equal(pipe(fds), 0);
  close(fds[1]);
  assert_int_equal(site_watch_wait(world->watch, -1, NULL, fds[0], NULL, &diag), WATCH_OTHER);
  close(fds[0]);
}

static void lost_events_are_a_change(void **state) {
  struct world *world = *state;
  struct site_change change;
  char number[32] = "";
  FILE *limit = fopen("/proc/sys/fs/inotify/max_queued_events", "r");
  if (limit == NULL || fgets(number, sizeof number, limit) == NULL || atol(number) > 100000)
    skip();
  fclose(limit);
  for (long i = 0; i < atol(number) + 100; i++) // two names, or equal events are one
    move(i % 2 == 0 ? "content/a.md" : "content/b.md",
         i % 2 == 0 ? "content/b.md" : "content/a.md");
  make_folder("content/unheard");
  assert_int_equal(wait_once(world, 5000, &change), WATCH_CHANGED);
  assert_true(change.lost && change.articles);
  write_file("content/unheard/a.md", "x");
  expect_change(world, true, false, "unheard/a.md");
}

int __real_inotify_add_watch(int fd, const char *path, uint32_t mask);
int __wrap_inotify_add_watch(int fd, const char *path, uint32_t mask);
static int watches_left = -1;

int __wrap_inotify_add_watch(int fd, const char *path, uint32_t mask) {
  if (strstr(path, "/closed") != NULL) { // tests may run as root, who may read all
    errno = EACCES;
    return -1;
  }
  if (watches_left == 0) {
    errno = ENOSPC;
    return -1;
  }
  watches_left -= watches_left > 0;
  return __real_inotify_add_watch(fd, path, mask);
}

static void too_many_folders_are_told_with_the_limit(void **state) {
  struct world *world = *state;
  struct listen_diag diag = {.german = true};
  struct site_watch *watch;
  assert_int_equal(site_watch_open(&watch, &diag), LISTEN_OK);
  watches_left = 2;
  assert_int_equal(site_watch_add(watch, WATCH_ARTICLES, "content", &diag), LISTEN_E_IO);
  assert_non_null(strstr(diag.message, "nach 2"));
  assert_non_null(strstr(diag.hint, "fs.inotify.max_user_watches"));
  site_watch_close(watch);
  make_folder("content/more"); // while it runs
  watches_left = 0;
  assert_int_equal(site_watch_wait(world->watch, 2000, NULL, -1, NULL, &diag), WATCH_FAILED);
  watches_left = -1;
  assert_non_null(strstr(diag.hint, "fs.inotify.max_user_watches"));
}

static void a_folder_that_cannot_be_read_is_passed_over(void **state) {
  struct world *world = *state;
  make_folder("content/closed");
  add(world, WATCH_ARTICLES, "content/closed");
  wait_once(world, NO_MORE_MS, NULL);
  make_folder("content/open");
  write_file("content/open/a.md", "x");
  expect_change(world, true, false, "content/open");
}

static void deep_and_strange_names(void **state) {
  struct world *world = *state;
  make_folder("content/über uns");
  make_folder("content/über uns/ \n");
  write_file("content/über uns/ \n/\xFF.md", "x");
  expect_change(world, true, false, "über uns");
  char path[3000] = "content";
  for (int i = 0; i < 200; i++) {
    strcat(path, "/abcdefgh");
    make_folder(path);
  }
  expect_nothing(world);
  strcat(path, "/a.md");
  write_file(path, "x");
  expect_change(world, true, false, "content/abcdefgh/");
}

static void running_out_of_memory_is_said(void **state) {
  struct listen_diag diag = {0};
  bool whole = false;
  (void)state;
  for (long n = 0; !whole && n < 1000; n++) {
    struct site_watch *watch = NULL;
    fail_allocations_after(n);
    enum listen_status status = site_watch_open(&watch, &diag);
    if (status == LISTEN_OK)
      status = site_watch_add(watch, WATCH_NOT, "content/public", &diag);
    if (status == LISTEN_OK)
      status = site_watch_add(watch, WATCH_ARTICLES, "content", &diag);
    if (status == LISTEN_OK)
      status = site_watch_add(watch, WATCH_FILE, "gone/gone.yaml", &diag);
    fail_allocations_after(-1);
    assert_true(status == LISTEN_OK || status == LISTEN_E_NOMEM);
    whole = status == LISTEN_OK;
    if (whole) { // and while it runs
      make_folder("elsewhere/new");
      write_file("elsewhere/new/a.md", "x");
      move("elsewhere/new", "content/new");
      fail_allocations_after(0);
      assert_int_equal(site_watch_wait(watch, 1000, NULL, -1, NULL, &diag), WATCH_FAILED);
      fail_allocations_after(-1);
      assert_int_equal(diag.status, LISTEN_E_NOMEM);
    }
    site_watch_close(watch);
  }
  assert_true(whole);
}

int main(void) {
#define WATCH_TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
  const struct CMUnitTest tests[] = {
      WATCH_TEST(articles_are_seen_and_nothing_else),
      WATCH_TEST(named_files_are_seen_whatever_their_name),
      WATCH_TEST(saving_by_rename),
      WATCH_TEST(a_new_file_counts_when_it_is_written),
      WATCH_TEST(many_saves_are_one_change),
      WATCH_TEST(new_folders_are_watched),
      WATCH_TEST(places_may_go_and_come_back),
      WATCH_TEST(places_may_come_later),
      WATCH_TEST(links_that_are_places),
      WATCH_TEST(the_filter_spares_folders),
      WATCH_TEST(a_signal_ends_the_wait_at_once),
      WATCH_TEST(another_descriptor_ends_the_wait),
      WATCH_TEST(lost_events_are_a_change),
      WATCH_TEST(too_many_folders_are_told_with_the_limit),
      WATCH_TEST(a_folder_that_cannot_be_read_is_passed_over),
      WATCH_TEST(deep_and_strange_names),
      WATCH_TEST(running_out_of_memory_is_said),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
