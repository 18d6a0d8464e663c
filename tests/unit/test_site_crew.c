#include "support.h"

#include "site/crew.h"

#include <dirent.h>
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MAX_JOBS = 5000 };

/// What a job is to do.
enum deed { DEED_FINE, DEED_FAIL, DEED_ABORT, DEED_EXIT, DEED_HANG, DEED_SLOWLY, DEED_TERM };

struct bench {
  enum deed deeds[MAX_JOBS];
  size_t n_given[MAX_JOBS], n_done[MAX_JOBS];
  struct crew_result results[MAX_JOBS];
  size_t n_all_done, n_forked, cancel_after;
  double progress; ///< the furthest that was told of DEED_SLOWLY
  bool again;      ///< in a worker
  bool dies_at_start;
};

static struct bench bench;
static volatile sig_atomic_t cancelled;

static void on_term(int number) {
  (void)number;
  cancelled = 1;
}

static size_t n_open_files(void) {
  DIR *stream = opendir("/proc/self/fd");
  size_t n = 0;
  while (readdir(stream) != NULL)
    n++;
  closedir(stream);
  return n;
}

// ---- what the crew calls ----

static void start(void *context, unsigned nth, bool again) {
  (void)nth;
  struct bench *b = context;
  b->again = again;
  if (b->dies_at_start)
    _exit(1);
}

static void work(void *context, size_t job, struct crew_link *link, struct crew_result *result) {
  struct bench *b = context;
  result->seconds = (double)job;
  result->notes = (uint32_t)(n_open_files() * 2 + b->again);
  switch (b->deeds[job]) {
  case DEED_FINE:
    return;
  case DEED_FAIL:
    result->status = diag_set(&result->diag, LISTEN_E_INPUT, "job %zu", job);
    return;
  case DEED_ABORT:
    setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
    signal(SIGABRT, SIG_DFL);
    abort();
  case DEED_EXIT:
    _exit(7);
  case DEED_HANG:
    for (;;)
      pause();
  case DEED_SLOWLY:
    for (int i = 0; i <= 30; i++) {
      crew_progress(link, i / 30.0);
      poll(NULL, 0, 30);
    }
    return;
  case DEED_TERM:
    raise(SIGTERM);
    return;
  }
}

static void end(void *context) {
  (void)context;
}

static void forked(void *context, unsigned nth) {
  (void)nth;
  ((struct bench *)context)->n_forked++;
}

static void given(void *context, size_t job) {
  ((struct bench *)context)->n_given[job]++;
}

static void progress(void *context, size_t job, double share) {
  struct bench *b = context;
  if (b->deeds[job] == DEED_SLOWLY && share > b->progress)
    b->progress = share;
}

static void done(void *context, size_t job, const struct crew_result *result) {
  struct bench *b = context;
  b->n_done[job]++;
  b->results[job] = *result;
  if (++b->n_all_done == b->cancel_after)
    cancelled = 1;
}

static enum listen_status run(unsigned n_workers, size_t n_jobs, unsigned silent_ms,
                              struct listen_diag *diag) {
  const struct crew_options options = {.n_workers = n_workers,
                                       .silent_ms = silent_ms,
                                       .cancel = &cancelled,
                                       .start = start,
                                       .work = work,
                                       .end = end,
                                       .forked = forked,
                                       .given = given,
                                       .progress = progress,
                                       .done = done,
                                       .context = &bench};
  return crew_run(&options, n_jobs, diag);
}

static void assert_no_children(void) {
  assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
  assert_int_equal(errno, ECHILD);
}

/// Each job was done once; those that are to be fine are.
static void assert_all_done(size_t n_jobs) {
  for (size_t i = 0; i < n_jobs; i++) {
    assert_int_equal(bench.n_given[i], 1);
    assert_int_equal(bench.n_done[i], 1);
    if (bench.deeds[i] != DEED_FINE)
      continue;
    assert_int_equal(bench.results[i].end, CREW_DONE);
    assert_int_equal(bench.results[i].status, LISTEN_OK);
    assert_true(bench.results[i].seconds == (double)i);
  }
  assert_no_children();
}

static int enter(void **state) {
  (void)state;
  memset(&bench, 0, sizeof bench);
  cancelled = 0;
  struct sigaction action = {.sa_handler = on_term};
  return sigaction(SIGTERM, &action, NULL);
}

// ---- tests ----

static void test_many_jobs(void **state) {
  (void)state;
  static const struct {
    unsigned n_workers;
    size_t n_jobs;
  } rows[] = {{1, 0}, {4, 0}, {1, 100}, {3, MAX_JOBS}, {64, 200}, {64, 3}, {8, 8}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    enter(NULL);
    size_t n_files = n_open_files();
    assert_int_equal(run(rows[i].n_workers, rows[i].n_jobs, 0, NULL), LISTEN_OK);
    assert_all_done(rows[i].n_jobs);
    assert_int_equal(n_open_files(), n_files);
    assert_true(bench.n_forked <= rows[i].n_jobs && bench.n_forked <= rows[i].n_workers);
  }
}

static void test_failure_is_one_jobs_own(void **state) {
  (void)state;
  bench.deeds[3] = DEED_FAIL;
  assert_int_equal(run(2, 10, 0, NULL), LISTEN_OK);
  assert_all_done(10);
  assert_int_equal(bench.results[3].status, LISTEN_E_INPUT);
  assert_string_equal(bench.results[3].diag.message, "job 3");
  assert_int_equal(bench.n_forked, 2);
}

static void test_crashes(void **state) {
  (void)state;
  enum { N = 60 };
  for (size_t i = 0; i < N; i += 3)
    bench.deeds[i] = i % 2 == 0 ? DEED_ABORT : DEED_EXIT;
  size_t n_files = n_open_files();
  assert_int_equal(run(3, N, 0, NULL), LISTEN_OK);
  assert_all_done(N);
  assert_int_equal(n_open_files(), n_files);
  bool again = false;
  size_t most_files = 0;
  for (size_t i = 0; i < N; i++) {
    const struct crew_result *result = &bench.results[i];
    if (bench.deeds[i] != DEED_FINE) {
      assert_int_equal(result->end, CREW_DIED);
      assert_int_equal(result->signal, bench.deeds[i] == DEED_ABORT ? SIGABRT : 0);
      assert_int_not_equal(result->status, LISTEN_OK);
      continue;
    }
    again |= (result->notes & 1) != 0;
    most_files = result->notes / 2 > most_files ? result->notes / 2 : most_files;
  }
  assert_true(again);
  // A worker's line, and nobody else's: otherwise a dead one's end would not be seen.
  assert_int_equal(most_files, n_files + 1);
}

static void test_all_crash(void **state) {
  (void)state;
  enum { N = 40 };
  bench.dies_at_start = true;
  assert_int_equal(run(2, N, 0, NULL), LISTEN_OK);
  for (size_t i = 0; i < N; i++)
    bench.deeds[i] = DEED_EXIT;
  assert_all_done(N);
}

static void test_silence(void **state) {
  (void)state;
  bench.deeds[1] = DEED_HANG;
  bench.deeds[2] = DEED_SLOWLY; // longer than the silence that is allowed, but not silent
  assert_int_equal(run(2, 6, 700, NULL), LISTEN_OK);
  assert_all_done(6);
  assert_int_equal(bench.results[1].end, CREW_SILENT);
  assert_int_equal(bench.results[1].signal, SIGKILL);
  assert_int_equal(bench.results[2].end, CREW_DONE);
  assert_true(bench.progress > 0.5);
}

/// Ctrl-Z, and some time later `fg`.
static void test_stopped_for_a_while(void **state) {
  (void)state;
  pid_t leader = fork();
  if (leader == 0) {
    setpgid(0, 0);
    bench.deeds[0] = bench.deeds[1] = DEED_SLOWLY;
    enum listen_status status = run(2, 4, 2000, NULL);
    bool fine = status == LISTEN_OK && bench.n_all_done == 4;
    for (size_t i = 0; i < 4; i++)
      fine = fine && bench.results[i].end == CREW_DONE;
    _exit(fine ? 0 : 1);
  }
  assert_true(leader > 0);
  poll(NULL, 0, 400);
  assert_int_equal(kill(-leader, SIGSTOP), 0);
  poll(NULL, 0, 2600);
  assert_int_equal(kill(-leader, SIGCONT), 0);
  int status;
  assert_int_equal(waitpid(leader, &status, 0), leader);
  assert_int_equal(status, 0);
}

static void test_cancel(void **state) {
  (void)state;
  bench.deeds[6] = DEED_SLOWLY;
  bench.cancel_after = 5;
  struct listen_diag diag = {0};
  size_t n_files = n_open_files();
  assert_int_equal(run(2, 100, 0, &diag), LISTEN_E_CANCELLED);
  assert_no_children();
  assert_int_equal(n_open_files(), n_files);
  assert_true(bench.n_all_done >= 5 && bench.n_all_done < 100);
  assert_string_equal(diag.message, "cancelled");
}

static void test_cancelled_before(void **state) {
  (void)state;
  cancelled = 1;
  assert_int_equal(run(2, 10, 0, NULL), LISTEN_E_CANCELLED);
  assert_int_equal(bench.n_all_done, 0);
  assert_no_children();
}

/// Somebody ends one of the workers, and not the leader: one job is lost, and no other.
static void test_worker_told_to_end(void **state) {
  (void)state;
  bench.deeds[4] = DEED_TERM;
  assert_int_equal(run(2, 12, 0, NULL), LISTEN_OK);
  assert_all_done(12);
  assert_int_equal(bench.results[4].end, CREW_DIED);
}

static void test_no_process_to_be_had(void **state) {
  (void)state;
  struct rlimit old, none = {0, 0};
  struct listen_diag diag = {0};
  assert_int_equal(getrlimit(RLIMIT_NOFILE, &old), 0);
  none.rlim_max = old.rlim_max;
  assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
  enum listen_status status = run(2, 3, 0, &diag);
  assert_int_equal(setrlimit(RLIMIT_NOFILE, &old), 0);
  assert_int_equal(status, LISTEN_E_IO);
  assert_non_null(strstr(diag.message, "worker"));
  assert_int_equal(bench.n_all_done, 0);
}

/// The leader is killed: its workers end.
static void test_leader_is_killed(void **state) {
  (void)state;
  int fds[2];
  assert_int_equal(pipe(fds), 0);
  pid_t leader = fork();
  if (leader == 0) {
    close(fds[0]); // the other end is open while a worker lives
    bench.deeds[0] = bench.deeds[1] = DEED_SLOWLY;
    if (run(2, 100, 0, NULL) != LISTEN_OK)
      _exit(1);
    _exit(0);
  }
  close(fds[1]);
  poll(NULL, 0, 200);
  assert_int_equal(kill(leader, SIGKILL), 0);
  assert_int_equal(waitpid(leader, NULL, 0), leader);
  struct pollfd ended = {.fd = fds[0], .events = POLLIN};
  assert_int_equal(poll(&ended, 1, 10000), 1);
  close(fds[0]);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup(test_many_jobs, enter),
      cmocka_unit_test_setup(test_failure_is_one_jobs_own, enter),
      cmocka_unit_test_setup(test_crashes, enter),
      cmocka_unit_test_setup(test_all_crash, enter),
      cmocka_unit_test_setup(test_silence, enter),
      cmocka_unit_test_setup(test_stopped_for_a_while, enter),
      cmocka_unit_test_setup(test_cancel, enter),
      cmocka_unit_test_setup(test_cancelled_before, enter),
      cmocka_unit_test_setup(test_worker_told_to_end, enter),
      cmocka_unit_test_setup(test_no_process_to_be_had, enter),
      cmocka_unit_test_setup(test_leader_is_killed, enter),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
