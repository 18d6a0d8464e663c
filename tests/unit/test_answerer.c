// Who answers for the engine what its phonemes are, forked: what it says, that it is confined, and
// that it ends with whoever asked.

#include "support.h"

#include "synth/synth.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct engine_settings de = {
    .voice = "de", .variant = "", .rate_wpm = 175, .pitch = 50, .range = 50, .volume = 100};

static struct synth_asker *open_asker(void) {
  struct espeak_settings settings = {{de, de, de, de, de}};
  const struct engine_opener opener = {espeak_open, &settings, ENGINE_ESPEAK};
  struct synth_asker *asker;
  assert_int_equal(synth_asker_open(&engine_here, NULL, &opener, &asker, NULL), LISTEN_OK);
  return asker;
}

static enum listen_status ask(struct synth_asker *asker, const char *text, enum notation notation,
                              struct buf *out) {
  buf_reset(out);
  return synth_ask_phonemes(asker, text, notation, NULL, out, NULL);
}

/// The number after a field's name in /proc/PID/status; -1: no such process.
static long status_of(pid_t pid, const char *field) {
  char path[64], line[256];
  long number = -1;
  snprintf(path, sizeof path, "/proc/%ld/status", (long)pid);
  FILE *file = fopen(path, "re");
  while (file != NULL && fgets(line, sizeof line, file) != NULL)
    if (strncmp(line, field, strlen(field)) == 0)
      number = strtol(line + strlen(field), NULL, 10);
  if (file != NULL)
    fclose(file);
  return number;
}

/// A child of this process that lives; 0: there is none.
static pid_t living_child(void) {
  char path[64];
  pid_t found = 0;
  snprintf(path, sizeof path, "/proc/self/task/%ld/children", (long)getpid());
  FILE *file = fopen(path, "re");
  assert_non_null(file);
  for (long pid; fscanf(file, "%ld", &pid) == 1;)
    if (waitpid((pid_t)pid, NULL, WNOHANG) == 0)
      found = (pid_t)pid;
  fclose(file);
  return found;
}

/// Who answers: it is ours once the one that brought up the engine has gone.
static pid_t answerer(void) {
  enum { FILTERED = 2, MOST_TENTHS = 100 };
  pid_t pid = 0;
  for (int tenths = 0; (pid = living_child()) == 0 || status_of(pid, "Seccomp:") != FILTERED;
       tenths++) {
    assert_true(tenths < MOST_TENTHS);
    usleep(100000);
  }
  return pid;
}

static void wait_for_all(void) {
  while (waitpid(-1, NULL, 0) > 0)
    continue;
}

static void both_notations_are_told(void **state) {
  (void)state;
  struct buf out = {0};
  struct synth_asker *asker = open_asker();
  assert_int_equal(ask(asker, "Tag, λόγος.", NOTATION_IPA, &out), LISTEN_OK);
  assert_ptr_equal(strstr(out.ptr, "tˈɑːk"), out.ptr);
  assert_int_equal(ask(asker, "Tag", NOTATION_MNEMONICS, &out), LISTEN_OK);
  assert_string_equal(out.ptr, "t'A:k");
  buf_clear(&out);
  synth_asker_close(asker);
  wait_for_all(); // whoever closes it leaves nobody behind
}

static void it_is_confined_and_missed(void **state) {
  (void)state;
  if (prctl(PR_GET_SECCOMP) < 0 || (espeak_engine_confinement() & SYNTH_CONFINED_CALLS) == 0)
    skip();
  struct buf out = {0};
  struct synth_asker *asker = open_asker();
  assert_int_equal(ask(asker, "Tag", NOTATION_IPA, &out), LISTEN_OK);
  pid_t confined = answerer();
  assert_int_equal(status_of(confined, "NoNewPrivs:"), 1);
  assert_int_equal(kill(confined, SIGKILL), 0);
  assert_int_equal(ask(asker, "Tag", NOTATION_IPA, &out), LISTEN_E_ENGINE);
  buf_clear(&out);
  synth_asker_close(asker);
  wait_for_all();
}

int main(void) {
  if (prctl(PR_SET_CHILD_SUBREAPER, 1) != 0) // those who are left come to us
    return 1;
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(both_notations_are_told),
      cmocka_unit_test(it_is_confined_and_missed),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
