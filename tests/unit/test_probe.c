// The length of a file whose demuxer does its worst: a stand-in for the module with FFmpeg's
// libraries lies beside this program.

#include "support.h"

#include "chapter/length.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double seconds_of(char what) {
  char path[] = "/tmp/listen-probe-XXXXXX";
  int fd = mkstemp(path);
  assert_true(fd >= 0);
  unlink(path);
  assert_int_equal(write(fd, &what, 1), 1);
  double seconds = audio_file_seconds(fd);
  assert_int_equal(close(fd), 0);
  assert_int_equal(waitpid(-1, NULL, WNOHANG), -1); // nobody is left
  return seconds;
}

static void what_it_says_is_believed(void **state) {
  (void)state;
  assert_float_equal(seconds_of('f'), 12.5, 0);
}

static void a_file_too_long_or_no_number(void **state) {
  (void)state;
  assert_true(seconds_of('l') < 0);
  assert_true(seconds_of('n') < 0);
  assert_true(seconds_of('?') < 0);
}

static void a_crash_stays_there(void **state) {
  (void)state;
  int before = dup(STDERR_FILENO), said[2];
  assert_int_equal(pipe(said), 0);
  dup2(said[1], STDERR_FILENO);
  double seconds = seconds_of('c');
  dup2(before, STDERR_FILENO);
  close(before);
  close(said[1]);
  char byte;
  assert_int_equal(read(said[0], &byte, 1), 0);
  close(said[0]);
  assert_true(seconds < 0);
  assert_true(seconds_of('x') < 0);
}

static void nothing_is_opened_and_memory_ends(void **state) {
  (void)state;
  assert_true(seconds_of('o') < 0);
  assert_true(seconds_of('m') < 0);
}

static void a_hang_ends(void **state) {
  (void)state;
  struct timespec from, to;
  clock_gettime(CLOCK_MONOTONIC, &from);
  assert_true(seconds_of('h') < 0);
  clock_gettime(CLOCK_MONOTONIC, &to);
  assert_in_range(to.tv_sec - from.tv_sec, 4, 10);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_it_says_is_believed),
      cmocka_unit_test(a_crash_stays_there),
      cmocka_unit_test(a_file_too_long_or_no_number),
      cmocka_unit_test(nothing_is_opened_and_memory_ends),
      cmocka_unit_test(a_hang_ends),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
