// What a worker can still do. The engine here tries what a hostile text could bring one to, and
// leaves in shared memory what came of it. Where the kernel lacks a layer, or a test takes it away
// beforehand, speech goes on without.

#include "support.h"
#include "without.h"

#include "synth/shared.h"
#include "synth/synth.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
  FILES = SYNTH_CONFINED_FILES,
  CALLS = SYNTH_CONFINED_CALLS,
  LIMITS = SYNTH_CONFINED_RESOURCES
};

/// Of each attempt: 0, or errno.
struct attempts {
  bool made;
  int read_file, write_file, read_allowed, write_allowed, make_folder;
  int connect_tcp, connect_unix, run_program, fork, kill_parent, trace, new_code;
  int leave_root;
  int signal_with_parent; ///< what the end of the parent sends it
  int left_open;          ///< use of a descriptor that the caller has open
};

static struct attempts *attempts;
static int left_open; ///< as a careless caller does
static char allowed_folder[64], allowed_file[80], new_file[80], forbidden_file[64];

static int result(long returned) {
  return returned < 0 ? errno : 0;
}

static int try_open(const char *path, int flags) {
  int fd = open(path, flags | O_CLOEXEC, 0600);
  int got = result(fd);
  if (fd >= 0)
    close(fd);
  return got;
}

static int try_connect(int family) {
  int fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0)
    return errno;
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(9)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  int got = result(connect(fd, (struct sockaddr *)&address, sizeof address));
  close(fd);
  return got;
}

static int try_fork(void) {
  pid_t pid = fork();
  if (pid == 0)
    _exit(0);
  int got = result(pid);
  if (pid > 0)
    waitpid(pid, NULL, 0);
  return got;
}

static int try_new_code(void) {
  void *page =
      mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return page == MAP_FAILED ? errno : 0;
}

static bool attempt_all(void *context, const char *text, struct pcm_sink *sink) {
  (void)context, (void)text;
  char path[] = "/bin/true", *program[] = {path, NULL};
  struct attempts *a = attempts;
  a->read_file = try_open(forbidden_file, O_RDONLY);
  a->write_file = try_open("/tmp", O_RDWR | O_TMPFILE);
  a->read_allowed = try_open(allowed_file, O_RDONLY);
  a->write_allowed = try_open(new_file, O_WRONLY | O_CREAT);
  a->make_folder = result(mkdirat(AT_FDCWD, new_file, 0700));
  a->connect_tcp = try_connect(AF_INET);
  a->connect_unix = try_connect(AF_UNIX);
  a->kill_parent = result(kill(getppid(), 0));
  a->trace = result(prctl(PR_SET_DUMPABLE, 1));
  a->new_code = try_new_code();
  a->fork = try_fork();
  a->left_open = result(write(left_open, "", 0));
  prctl(PR_GET_PDEATHSIG, &a->signal_with_parent);
  a->leave_root = result(chroot("."));
  a->made = true;
  a->run_program = result(execv(program[0], program)); // last: where it can, the worker is gone
  int16_t frames[100];
  for (size_t i = 0; i < 100; i++)
    frames[i] = 1000;
  return pcm_sink_write(sink, frames, 100);
}

static enum listen_status open_engine(const void *settings, struct synth_engine *out,
                                      struct listen_diag *diag) {
  (void)diag;
  *out = *(const struct synth_engine *)settings;
  return LISTEN_OK;
}

static enum listen_status speak(struct synth *synth, const char *text, struct spoken_pcm *pcm) {
  static const struct prosody_pauses pauses = {.comma_ms = 5, .sentence_ms = 9};
  struct utterance u = {0};
  size_t pos = 0;
  assert_int_equal(prosody_next(view_of(text), &pos, PROSODY_END_SENTENCE, &pauses, NULL, &u),
                   LISTEN_OK);
  enum listen_status status = synth_submit(synth, &u, view_of(text), 0, NULL);
  utterance_clear(&u);
  return status == LISTEN_OK ? synth_next(synth, pcm, NULL) : status;
}

/// Let a worker with such an engine try everything.
/// @return what held it back
static unsigned attempt(struct synth_engine engine) {
  engine.sample_rate_hz = 1000;
  engine.speak = attempt_all;
  struct engine_opener opener = {open_engine, &engine, ENGINE_OF_CALLER};
  struct synth_options options = {.workers = 1};
  struct synth *synth;
  struct spoken_pcm pcm;
  memset(attempts, 0, sizeof *attempts);
  assert_int_equal(synth_open(&opener, &options, &synth, NULL), LISTEN_OK);
  (void)speak(synth, "abc", &pcm);
  unsigned layers = synth_confinement(synth);
  synth_close(synth);
  assert_true(attempts->made);
  return layers;
}

static bool has_landlock(void) {
  return syscall(444, NULL, 0, 1) > 0;
}

static bool has_filters(void) {
  return prctl(PR_GET_SECCOMP) >= 0;
}

static bool is_checked(void) {
#ifdef LISTEN_CHECKED
  return true;
#else
  return false;
#endif
}

static void nothing_can_be_reached(void **state) {
  (void)state;
  if (!has_landlock() || !has_filters())
    skip();
  left_open = open(forbidden_file, O_RDWR);
  assert_int_equal(attempt((struct synth_engine){0}), FILES | CALLS | LIMITS);
  close(left_open);
  assert_int_equal(attempts->left_open, EBADF);
  assert_int_equal(attempts->read_file, EPERM);
  assert_int_equal(attempts->read_allowed, EPERM);
  assert_int_equal(attempts->write_file, EPERM);
  assert_int_equal(attempts->write_allowed, EPERM);
  assert_int_equal(attempts->make_folder, EPERM);
  assert_int_equal(attempts->connect_tcp, EPERM);
  assert_int_equal(attempts->connect_unix, EPERM);
  assert_int_equal(attempts->run_program, EPERM);
  assert_int_equal(attempts->fork, EPERM);
  assert_int_equal(attempts->kill_parent, EPERM);
  assert_int_equal(attempts->trace, EPERM);
  assert_int_equal(attempts->new_code, EPERM);
}

static void only_the_engines_folder_can_be_read(void **state) {
  (void)state;
  if (!has_landlock() || !has_filters())
    skip();
  attempt((struct synth_engine){.reads_folder = allowed_folder});
  assert_int_equal(attempts->read_allowed, 0);
  assert_int_equal(attempts->read_file, EACCES);
  assert_int_equal(attempts->write_allowed, EPERM);
  assert_int_equal(attempts->write_file, EPERM);
  assert_int_equal(attempts->make_folder, EPERM);
  assert_int_equal(attempts->connect_tcp, EPERM);
  assert_int_equal(attempts->run_program, EPERM);
}

static void an_engine_that_runs_programs_is_not_held(void **state) {
  (void)state;
  assert_int_equal(attempt((struct synth_engine){.runs_programs = true}), 0);
  assert_int_equal(attempts->read_file, 0);
  assert_int_equal(attempts->fork, 0);
  assert_int_equal(attempts->new_code, 0);
}

// ---- kernels that lack a layer ----

static uint64_t espeak_sum(unsigned *layers) {
  static const struct engine_settings de = {
      .voice = "de", .variant = "", .rate_wpm = 175, .pitch = 50, .range = 50, .volume = 100};
  struct espeak_settings settings = {{de, de, de, de, de}};
  struct engine_opener opener = {espeak_open, &settings, ENGINE_ESPEAK};
  struct synth_options options = {.workers = 1};
  struct synth *synth;
  struct spoken_pcm pcm;
  assert_int_equal(synth_open(&opener, &options, &synth, NULL), LISTEN_OK);
  // English, Greek, Russian and Korean have dictionaries of their own, which are read only here.
  assert_int_equal(speak(synth, "Das Team-Meeting, λόγος, слово, 말.", &pcm), LISTEN_OK);
  uint64_t sum = 0;
  size_t n_frames = 0;
  for (size_t i = 0; i < pcm.n_clauses; i++)
    n_frames += pcm.n_frames[i];
  for (size_t i = 0; i < n_frames; i++)
    sum = sum * 31 + (uint16_t)pcm.frames[i];
  *layers = synth_confinement(synth);
  synth_close(synth);
  return sum;
}

/// What is taken away, and what is left.
static const struct poorer {
  unsigned without;
  bool as_user;               ///< not root, who may more
  unsigned want, want_sealed; ///< layers of an engine that reads, and of one that does not
  int read_file, read_sealed, connect_tcp, new_code;
} poorer[] = {
    {0, true, FILES | CALLS | LIMITS, FILES | CALLS | LIMITS, EACCES, EPERM, EPERM, EPERM},
    {WITHOUT_LANDLOCK, false, FILES | CALLS | LIMITS, FILES | CALLS | LIMITS, ENOENT, EPERM, EPERM,
     EPERM},
    {WITHOUT_LANDLOCK, true, FILES | CALLS | LIMITS, FILES | CALLS | LIMITS, ENOENT, EPERM, EPERM,
     EPERM},
    {WITHOUT_LANDLOCK | WITHOUT_FILTERS, false, FILES | LIMITS, LIMITS, ENOENT, 0, ECONNREFUSED, 0},
    {WITHOUT_LANDLOCK | WITHOUT_FILTERS, true, FILES | LIMITS, LIMITS, ENOENT, 0, ECONNREFUSED, 0},
    {WITHOUT_LANDLOCK | WITHOUT_ROOTS, false, CALLS | LIMITS, FILES | CALLS | LIMITS, 0, EPERM,
     EPERM, EPERM},
    {WITHOUT_LANDLOCK | WITHOUT_ROOTS, true, CALLS | LIMITS, FILES | CALLS | LIMITS, 0, EPERM,
     EPERM, EPERM},
    {WITHOUT_LANDLOCK | WITHOUT_ROOTS | WITHOUT_FILTERS, false, LIMITS, LIMITS, 0, 0, ECONNREFUSED,
     0},
    {WITHOUT_LANDLOCK | WITHOUT_ROOTS | WITHOUT_FILTERS | WITHOUT_LIMITS, true, 0, 0, 0, 0,
     ECONNREFUSED, 0},
};

/// What espeak-ng says in the richest surroundings there are.
static uint64_t rich_sum;

/// Where the rest of the test may do what cannot be undone.
static void in_a_child(void (*run)(const struct poorer *), const struct poorer *how) {
  fflush(NULL);
  pid_t pid = fork();
  if (pid == 0) {
    run(how);
    fflush(NULL);
    _exit(0);
  }
  int status = 1;
  assert_int_equal(waitpid(pid, &status, 0), pid);
  assert_int_equal(status, 0);
}

#define REQUIRE(what)                                                                              \
  do {                                                                                             \
    if (!(what)) {                                                                                 \
      fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #what);                                   \
      _exit(1);                                                                                    \
    }                                                                                              \
  } while (0)

static void move_to_root(void *context) {
  (void)context;
  snprintf(allowed_file, sizeof allowed_file, "/data");
}

static void become_user(void) {
  enum { NOBODY = 65534 };
  REQUIRE(setgroups(0, NULL) == 0 && setresgid(NOBODY, NOBODY, NOBODY) == 0 &&
          setresuid(NOBODY, NOBODY, NOBODY) == 0);
}

static void speak_in_poorer(const struct poorer *how) {
  struct synth_engine reading = {.reads_folder = allowed_folder, .at_root = move_to_root};
  if (how->as_user && getuid() == 0)
    become_user();
  REQUIRE(how->without == 0 || without(how->without));
  unsigned layers;
  REQUIRE(espeak_sum(&layers) == rich_sum);
  REQUIRE(layers == how->want);
  REQUIRE(espeak_engine_confinement() == how->want);
  REQUIRE(attempt(reading) == how->want);
  REQUIRE(attempts->read_allowed == 0);
  REQUIRE(attempts->read_file == how->read_file);
  REQUIRE(attempts->connect_tcp == how->connect_tcp);
  REQUIRE(attempts->new_code == how->new_code);
  REQUIRE(attempts->leave_root == EPERM);
  REQUIRE(attempts->signal_with_parent == SIGKILL || how->connect_tcp == EPERM);
  REQUIRE(attempt((struct synth_engine){0}) == how->want_sealed);
  REQUIRE(attempts->read_file == how->read_sealed);
}

static bool may_have_namespaces(void) {
  int status = 1;
  pid_t pid = fork();
  if (pid == 0) {
    if (getuid() == 0)
      become_user();
    _exit(unshare(CLONE_NEWUSER) == 0 && chroot("/") == 0 ? 0 : 1);
  }
  assert_int_equal(waitpid(pid, &status, 0), pid);
  return status == 0;
}

static void older_kernels_speak_alike(void **state) {
  (void)state;
  if (!has_filters())
    skip();
  unsigned layers;
  rich_sum = espeak_sum(&layers);
  assert_true((layers & SYNTH_CONFINED_CALLS) != 0);
  assert_true((layers & SYNTH_CONFINED_FILES) != 0 || !has_landlock());
  assert_int_equal(layers, espeak_engine_confinement());
  bool namespaces = may_have_namespaces();
  for (size_t i = 0; i < sizeof poorer / sizeof *poorer; i++) {
    const struct poorer *how = &poorer[i];
    bool landlock = (how->without & WITHOUT_LANDLOCK) == 0;
    bool needs_namespace =
        !landlock && (how->without & WITHOUT_ROOTS) == 0 && (how->as_user || getuid() != 0);
    if ((!landlock || has_landlock()) && (!needs_namespace || namespaces))
      in_a_child(speak_in_poorer, how);
  }
}

// ---- limits ----

/// Speaks only within its limits; each text asks for more of something.
static bool greedy(void *context, const char *text, struct pcm_sink *sink) {
  (void)context;
  enum { TOO_MUCH = 1024 * 1024 * 1024 };
  if (text[0] == 'm' && malloc(TOO_MUCH) != NULL)
    return false;
  if (text[0] == 'f')
    for (int i = 0; i < 64; i++)
      if (dup(STDERR_FILENO) >= 0)
        return false;
  int16_t frames[100] = {1000};
  for (size_t i = 0; i < 100; i++)
    frames[i] = 1000;
  return pcm_sink_write(sink, frames, 100);
}

static void memory_is_bounded(void **state) {
  (void)state;
  if (is_checked())
    skip(); // a sanitizer reserves terabytes
  struct synth_engine engine = {.sample_rate_hz = 1000, .speak = greedy};
  struct engine_opener opener = {open_engine, &engine, ENGINE_OF_CALLER};
  struct synth_options options = {.workers = 1};
  struct synth *synth;
  struct spoken_pcm pcm;
  assert_int_equal(synth_open(&opener, &options, &synth, NULL), LISTEN_OK);
  assert_int_equal(speak(synth, "memory", &pcm), LISTEN_OK);
  assert_int_equal(speak(synth, "files", &pcm), LISTEN_OK);
  synth_close(synth);
}

// ---- what a worker says of itself ----

/// An engine that its text has taken over: it writes into the slot, which a sink begins with, that
/// it had two clauses; the second time it is called, that the first was endless, or lay elsewhere.
static bool lying(void *context, const char *text, struct pcm_sink *sink) {
  (void)context;
  struct shared_slot *slot = *(struct shared_slot **)(void *)sink;
  int16_t frames[100];
  for (size_t i = 0; i < 100; i++)
    frames[i] = 1000;
  if (slot->n_clauses == 2 && slot->style == STYLE_PLAIN) {
    slot->n_frames[0] = text[-1] == 'l' ? SIZE_MAX / 2 : 100;
    slot->words[0] = (struct word_event){.clause = SIZE_MAX / 4};
    slot->n_words = 1;
  }
  slot->n_clauses = 2;
  slot->clause_len[1] = 0;
  slot->clause_len[0] = 0;
  return pcm_sink_write(sink, frames, 100);
}

static void nothing_it_says_is_believed(void **state) {
  (void)state;
  static const char *const texts[] = {"l", "w"};
  struct synth_engine engine = {.sample_rate_hz = 1000, .speak = lying};
  struct engine_opener opener = {open_engine, &engine, ENGINE_OF_CALLER};
  struct synth_options options = {.workers = 1};
  for (size_t i = 0; i < 2; i++) {
    struct synth *synth;
    struct spoken_pcm pcm;
    assert_int_equal(synth_open(&opener, &options, &synth, NULL), LISTEN_OK);
    assert_int_equal(speak(synth, texts[i], &pcm), LISTEN_E_ENGINE);
    synth_close(synth);
  }
}

// ---- time ----

/// Takes 300 ms; "k" is never done.
static bool slow(void *context, const char *text, struct pcm_sink *sink) {
  atomic_uint *runs = context;
  atomic_fetch_add(runs, 1);
  while (text[0] == 'k')
    pause();
  for (int i = 0; i < 30; i++)
    usleep(10000);
  int16_t frames[100];
  for (size_t i = 0; i < 100; i++)
    frames[i] = 1000;
  return pcm_sink_write(sink, frames, 100);
}

static struct synth *open_slow(unsigned timeout_ms, atomic_uint **runs) {
  *runs = mmap(NULL, sizeof **runs, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  struct synth_engine engine = {.sample_rate_hz = 1000, .speak = slow, .context = *runs};
  struct engine_opener opener = {open_engine, &engine, ENGINE_OF_CALLER};
  struct synth_options options = {.workers = 1, .timeout_ms = timeout_ms};
  struct synth *synth;
  assert_int_equal(synth_open(&opener, &options, &synth, NULL), LISTEN_OK);
  return synth;
}

static void a_long_text_has_more_time(void **state) {
  (void)state;
  atomic_uint *runs;
  struct spoken_pcm pcm;
  struct synth *synth = open_slow(20, &runs);
  assert_int_equal(speak(synth, "kurz", &pcm), LISTEN_E_ENGINE); // 60 ms and a quarter
  assert_int_equal(*runs, 2);
  synth_close(synth);
  char text[1000];
  memset(text, 'a', sizeof text - 1);
  text[sizeof text - 1] = '\0';
  synth = open_slow(20, &runs);
  assert_int_equal(speak(synth, text, &pcm), LISTEN_OK); // 10 s
  assert_int_equal(*runs, pcm.n_clauses);                // once each
  synth_close(synth);
}

/// As a shell's Ctrl-Z, or a machine that sleeps, does: all processes stand still, the clock not.
static void a_pause_of_all_costs_no_retry(void **state) {
  (void)state;
  atomic_uint *runs;
  struct spoken_pcm pcm;
  pid_t pid = fork();
  if (pid == 0) {
    setpgid(0, 0);
    struct synth *synth = open_slow(2000, &runs);
    REQUIRE(speak(synth, "abc", &pcm) == LISTEN_OK);
    REQUIRE(*runs == 1);
    synth_close(synth);
    _exit(0);
  }
  setpgid(pid, pid);
  usleep(150000);
  kill(-pid, SIGSTOP);
  usleep(2500000);
  kill(-pid, SIGCONT);
  int status = 1;
  assert_int_equal(waitpid(pid, &status, 0), pid);
  assert_int_equal(status, 0);
}

static void make_files(void) {
  snprintf(allowed_folder, sizeof allowed_folder, "/tmp/listen-sandbox-XXXXXX");
  assert_non_null(mkdtemp(allowed_folder));
  snprintf(allowed_file, sizeof allowed_file, "%s/data", allowed_folder);
  snprintf(new_file, sizeof new_file, "%s/new", allowed_folder);
  snprintf(forbidden_file, sizeof forbidden_file, "/tmp/listen-secret-XXXXXX");
  int fd = mkstemp(forbidden_file);
  assert_true(fd >= 0);
  // For any user: what keeps a worker out is not whose they are.
  assert_int_equal(fchmod(fd, 0644), 0);
  assert_int_equal(chmod(allowed_folder, 0755), 0);
  close(fd);
  assert_int_equal(try_open(allowed_file, O_WRONLY | O_CREAT), 0);
  assert_int_equal(chmod(allowed_file, 0644), 0);
}

static void remove_files(void) {
  unlink(allowed_file);
  unlink(new_file);
  rmdir(new_file);
  rmdir(allowed_folder);
  unlink(forbidden_file);
}

int main(void) {
  attempts =
      mmap(NULL, sizeof *attempts, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  make_files();
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(nothing_can_be_reached),
      cmocka_unit_test(only_the_engines_folder_can_be_read),
      cmocka_unit_test(an_engine_that_runs_programs_is_not_held),
      cmocka_unit_test(older_kernels_speak_alike),
      cmocka_unit_test(memory_is_bounded),
      cmocka_unit_test(nothing_it_says_is_believed),
      cmocka_unit_test(a_long_text_has_more_time),
      cmocka_unit_test(a_pause_of_all_costs_no_retry),
  };
  int failed = cmocka_run_group_tests(tests, NULL, NULL);
  remove_files();
  return failed;
}
