// The pool is tested with an engine of the test's own, whose sound is known to the frame and which
// dies or hangs on command; espeak-ng itself is tested for what we rely on.

#include "support.h"

#include "synth/synth.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/// Speaks each byte of the text as 100 equal frames between 50 frames of silence, and reports each
/// letter as a word. "!" dies, "?" hangs, as long as the shared counter of failures to come is not
/// used up.
struct fake {
  struct {
    int failures;
    size_t n_said;
    char said[16]; ///< the first letter of each text, in the order of speaking
  } * shared;      ///< with the workers
};

static bool fake_speak(void *context, const char *text, struct pcm_sink *sink) {
  struct fake *fake = context;
  static const int16_t silence[50];
  if (fake->shared->n_said < sizeof fake->shared->said - 1)
    fake->shared->said[fake->shared->n_said++] = text[0];
  pcm_sink_write(sink, silence, 50);
  pcm_sink_word(sink, strlen(text), 0); // none of these: outside, late, going back
  for (size_t i = 0; text[i] != '\0'; i++) {
    if (text[i] >= 'a' && text[i] <= 'z')
      pcm_sink_word(sink, i, i == 0 ? 0 : 50 + i * 100); // the first one before its silence
    pcm_sink_word(sink, 0, 100000);
    if (i > 0)
      pcm_sink_word(sink, i + 1, 0);
  }
  for (; *text != '\0'; text++) {
    if ((*text == '!' || *text == '?') && fake->shared->failures > 0) {
      --fake->shared->failures;
      if (*text == '!') {
        // It may not raise SIGABRT, so abort() ends otherwise; and cmocka would go on testing here.
        signal(SIGSEGV, SIG_DFL);
        abort();
      }
      for (;;)
        pause();
    }
    int16_t frames[100];
    for (int i = 0; i < 100; i++)
      frames[i] = (int16_t)*text;
    if (!pcm_sink_write(sink, frames, 100))
      return false;
  }
  return pcm_sink_write(sink, silence, 50);
}

static enum listen_status open_fake_engine(const void *settings, struct synth_engine *out,
                                           struct listen_diag *diag) {
  (void)diag;
  *out = *(const struct synth_engine *)settings;
  return LISTEN_OK;
}

static struct synth *open_fake(struct fake *fake, unsigned workers, unsigned timeout_ms) {
  fake->shared =
      mmap(NULL, sizeof *fake->shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  struct synth_engine engine = {.sample_rate_hz = 1000, .speak = fake_speak, .context = fake};
  struct synth_options options = {.workers = workers, .timeout_ms = timeout_ms};
  struct synth *synth = NULL;
  struct engine_opener opener = {open_fake_engine, &engine, ENGINE_OF_CALLER};
  assert_int_equal(synth_open(&opener, &options, &synth, NULL), LISTEN_OK);
  int sample_rate_hz;
  assert_int_equal(synth_ready(synth, &sample_rate_hz, NULL), LISTEN_OK);
  assert_int_equal(sample_rate_hz, 1000);
  return synth;
}

static void close_fake(struct fake *fake, struct synth *synth) {
  synth_close(synth);
  munmap(fake->shared, sizeof *fake->shared);
  assert_int_equal(waitpid(-1, NULL, WNOHANG), -1); // no child is left
}

static enum listen_status submit(struct synth *synth, const char *text, uintptr_t tag) {
  static const struct prosody_pauses pauses = {.comma_ms = 5, .sentence_ms = 9};
  struct utterance u = {0};
  size_t pos = 0;
  assert_int_equal(prosody_next(view_of(text), &pos, PROSODY_END_SENTENCE, &pauses, NULL, &u),
                   LISTEN_OK);
  enum listen_status status = synth_submit(synth, &u, view_of(text), tag, NULL);
  utterance_clear(&u);
  return status;
}

static void frames_come_in_order_and_trimmed(void **state) {
  (void)state;
  for (unsigned workers = 1; workers <= 4; workers++) {
    struct fake fake;
    struct synth *synth = open_fake(&fake, workers, 0);
    uintptr_t next = 0;
    for (uintptr_t sent = 0; next < 50;) {
      while (sent < 50 && synth_has_room(synth)) {
        // long and short pieces, so that they end out of order
        assert_int_equal(submit(synth, sent % 3 == 0 ? "abc, def" : "x", sent), LISTEN_OK);
        sent++;
      }
      struct spoken_pcm pcm;
      assert_int_equal(synth_next(synth, &pcm, NULL), LISTEN_OK);
      assert_int_equal(pcm.tag, next);
      if (next % 3 == 0) {
        assert_int_equal(pcm.n_clauses, 2);
        assert_int_equal(pcm.n_frames[0], 400); // "abc," without the silence around it
        assert_int_equal(pcm.n_frames[1], 400);
        assert_int_equal(pcm.pause_ms[0], 5);
        assert_int_equal(pcm.pause_ms[1], 9);
        assert_int_equal(pcm.frames[50], 'a');
        assert_int_equal(pcm.frames[450], 'd');
        assert_true(pcm.frames[0] < 'a' && pcm.frames[399] < ','); // the edges are softened
      } else {
        assert_int_equal(pcm.n_frames[0], 200);
      }
      next++;
    }
    assert_false(synth_is_busy(synth));
    close_fake(&fake, synth);
  }
}

static void the_longest_is_not_left_to_the_end(void **state) {
  (void)state;
  struct fake fake;
  struct synth *synth = open_fake(&fake, 1, 0);
  static const char *const texts[] = {"a", "b", "c", "dddd"};
  for (uintptr_t i = 0; i < 4; i++)
    assert_int_equal(submit(synth, texts[i], i), LISTEN_OK);
  assert_false(synth_has_room(synth));
  for (uintptr_t i = 0; i < 4; i++) {
    struct spoken_pcm pcm;
    assert_int_equal(synth_next(synth, &pcm, NULL), LISTEN_OK);
    assert_int_equal(pcm.tag, i); // in the order of the text all the same
  }
  assert_string_equal(fake.shared->said, "abdc");
  close_fake(&fake, synth);
}

static void words_count_from_the_first_sound(void **state) {
  (void)state;
  struct fake fake;
  struct synth *synth = open_fake(&fake, 1, 0);
  assert_int_equal(submit(synth, "ab c, def", 1), LISTEN_OK); // "ab c," "def."
  static const struct word_event want[] = {{0, 0, 0}, {0, 1, 100}, {0, 3, 300},
                                           {1, 0, 0}, {1, 1, 100}, {1, 2, 200}};
  struct spoken_pcm pcm;
  assert_int_equal(synth_next(synth, &pcm, NULL), LISTEN_OK);
  assert_int_equal(pcm.n_words, 6);
  for (size_t i = 0; i < 6; i++) {
    assert_int_equal(pcm.words[i].clause, want[i].clause);
    assert_int_equal(pcm.words[i].text_offset, want[i].text_offset);
    assert_int_equal(pcm.words[i].frame, want[i].frame);
  }
  assert_int_equal(submit(synth, "***", 2), LISTEN_OK); // no worker, so no words either
  assert_int_equal(synth_next(synth, &pcm, NULL), LISTEN_OK);
  assert_int_equal(pcm.n_words, 0);
  close_fake(&fake, synth);
}

/// Two seconds of a hiss, louder in the middle.
static bool hiss(void *context, const char *text, struct pcm_sink *sink) {
  (void)context, (void)text;
  int16_t frames[2000];
  for (int i = 0; i < 2000; i++)
    frames[i] = (int16_t)((i >= 500 && i < 1500 ? 1000 : 10) * (i % 2 == 0 ? 1 : -1));
  return pcm_sink_write(sink, frames, 2000);
}

static void a_hiss_at_the_edges_is_silence(void **state) {
  (void)state;
  struct synth_engine engine = {.sample_rate_hz = 1000, .silent_below = 10, .speak = hiss};
  struct engine_opener opener = {open_fake_engine, &engine, ENGINE_OF_CALLER};
  struct synth_options options = {.workers = 1};
  struct synth *synth;
  assert_int_equal(synth_open(&opener, &options, &synth, NULL), LISTEN_OK);
  assert_int_equal(submit(synth, "x", 1), LISTEN_OK);
  struct spoken_pcm pcm;
  assert_int_equal(synth_next(synth, &pcm, NULL), LISTEN_OK);
  assert_int_equal(pcm.n_frames[0], 1000 + 2 * 5); // and 5 ms around it, where a sound sets in
  synth_close(synth);
}

static void a_dead_worker_costs_one_retry(void **state) {
  (void)state;
  struct fake fake;
  struct synth *synth = open_fake(&fake, 2, 0);
  fake.shared->failures = 1;
  assert_int_equal(submit(synth, "ab!", 1), LISTEN_OK);
  struct spoken_pcm pcm;
  assert_int_equal(synth_next(synth, &pcm, NULL), LISTEN_OK);
  assert_int_equal(pcm.n_frames[0], 300);
  assert_int_equal(fake.shared->failures, 0);
  close_fake(&fake, synth);
}

static void a_piece_that_kills_twice_is_named(void **state) {
  (void)state;
  struct fake fake;
  struct synth *synth = open_fake(&fake, 2, 0);
  fake.shared->failures = 2;
  assert_int_equal(submit(synth, "ab!", 1), LISTEN_OK);
  assert_int_equal(submit(synth, "still under way", 2), LISTEN_OK);
  struct spoken_pcm pcm;
  struct listen_diag diag = {0};
  assert_int_equal(synth_next(synth, &pcm, &diag), LISTEN_E_ENGINE);
  assert_non_null(strstr(diag.message, "ab!"));
  close_fake(&fake, synth);
}

static void a_hanging_worker_is_ended(void **state) {
  (void)state;
  struct fake fake;
  struct synth *synth = open_fake(&fake, 1, 100);
  fake.shared->failures = 1;
  assert_int_equal(submit(synth, "ab?", 1), LISTEN_OK);
  struct spoken_pcm pcm;
  assert_int_equal(synth_next(synth, &pcm, NULL), LISTEN_OK);
  assert_int_equal(pcm.n_frames[0], 300);
  fake.shared->failures = 2;
  assert_int_equal(submit(synth, "ab?", 1), LISTEN_OK);
  assert_int_equal(synth_next(synth, &pcm, NULL), LISTEN_E_ENGINE);
  close_fake(&fake, synth);
}

static void nothing_to_say_needs_no_worker(void **state) {
  (void)state;
  struct fake fake;
  struct synth *synth = open_fake(&fake, 1, 0);
  assert_int_equal(submit(synth, "***", 7), LISTEN_OK);
  struct spoken_pcm pcm;
  assert_int_equal(synth_next(synth, &pcm, NULL), LISTEN_OK);
  assert_int_equal(pcm.n_clauses, 0);
  assert_int_equal(pcm.tag, 7);
  close_fake(&fake, synth);
}

static void *cancel_soon(void *flag) {
  usleep(50000);
  __atomic_store_n((volatile sig_atomic_t *)flag, 1, __ATOMIC_RELAXED);
  return NULL;
}

/// Milliseconds from the flag that another thread sets to the end of the wait, and a little more.
static int64_t cancel_a_wait(struct synth *synth, volatile sig_atomic_t *cancel) {
  struct timespec begin, end;
  struct spoken_pcm pcm;
  pthread_t thread;
  *cancel = 0;
  clock_gettime(CLOCK_MONOTONIC, &begin);
  assert_int_equal(pthread_create(&thread, NULL, cancel_soon, (void *)(uintptr_t)cancel), 0);
  assert_int_equal(synth_next(synth, &pcm, NULL), LISTEN_E_CANCELLED);
  clock_gettime(CLOCK_MONOTONIC, &end);
  pthread_join(thread, NULL);
  return (end.tv_sec - begin.tv_sec) * 1000 + (end.tv_nsec - begin.tv_nsec) / 1000000;
}

static void cancelling_stops_the_wait(void **state) {
  (void)state;
  struct fake fake = {
      mmap(NULL, sizeof(int), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0)};
  fake.shared->failures = 2;
  volatile sig_atomic_t cancel = 0;
  struct synth_engine engine = {.sample_rate_hz = 1000, .speak = fake_speak, .context = &fake};
  struct synth_options options = {.workers = 1, .cancel = &cancel};
  struct engine_opener opener = {open_fake_engine, &engine, ENGINE_OF_CALLER};
  struct synth *synth;
  assert_int_equal(synth_open(&opener, &options, &synth, NULL), LISTEN_OK);
  assert_int_equal(submit(synth, "ab?", 1), LISTEN_OK); // hangs
  int64_t ms = INT64_MAX;
  for (int i = 0; i < 3 && ms > 300; i++) // the machine may be busy with others
    ms = cancel_a_wait(synth, &cancel);
  assert_true(ms <= 300);
  close_fake(&fake, synth);
}

static void everything_under_way_can_be_discarded(void **state) {
  (void)state;
  struct fake fake;
  struct synth *synth = open_fake(&fake, 2, 0);
  struct spoken_pcm pcm;
  for (int turn = 0; turn < 3; turn++) {
    fake.shared->failures = 2;
    for (uintptr_t i = 0; synth_has_room(synth); i++) // two hang, the others wait
      assert_int_equal(submit(synth, i < 2 ? "ab?" : "abc", i), LISTEN_OK);
    usleep(5000);
    synth_discard(synth);
    assert_false(synth_is_busy(synth));
    fake.shared->failures = 0;
    assert_int_equal(submit(synth, "ab?", 7), LISTEN_OK);
    assert_int_equal(synth_next(synth, &pcm, NULL), LISTEN_OK);
    assert_int_equal(pcm.tag, 7);
    assert_int_equal(pcm.n_frames[0], 300);
  }
  close_fake(&fake, synth);
}

/// The only child of this process.
static pid_t only_child(void) {
  char path[64];
  snprintf(path, sizeof path, "/proc/self/task/%d/children", (int)getpid());
  FILE *file = fopen(path, "r");
  int pid = 0;
  if (file != NULL) {
    assert_int_equal(fscanf(file, "%d", &pid), 1);
    fclose(file);
  }
  return pid;
}

static void a_lost_zygote_is_an_error(void **state) {
  (void)state;
  struct fake fake;
  struct synth *synth = open_fake(&fake, 2, 0);
  pid_t zygote = only_child();
  if (zygote == 0) { // a kernel without the list
    close_fake(&fake, synth);
    return;
  }
  fake.shared->failures = 2;
  assert_int_equal(submit(synth, "ab?", 1), LISTEN_OK);
  assert_int_equal(submit(synth, "abc", 2), LISTEN_OK);
  kill(zygote, SIGKILL);
  struct spoken_pcm pcm;
  struct listen_diag diag = {0};
  assert_int_equal(synth_next(synth, &pcm, &diag), LISTEN_E_ENGINE);
  assert_non_null(strstr(diag.message, "ended from outside"));
  assert_int_equal(submit(synth, "def", 3), LISTEN_E_ENGINE); // and no signal comes of it
  synth_discard(synth);
  close_fake(&fake, synth);
}

static bool explaining_speak(void *context, const char *text, struct pcm_sink *sink) {
  (void)context, (void)text;
  diag_set(pcm_sink_diag(sink), LISTEN_E_ENGINE, "out of breath");
  return false;
}

static enum listen_status refuse(const void *why, struct synth_engine *out,
                                 struct listen_diag *diag) {
  (void)out;
  return diag_set(diag, LISTEN_E_ENGINE, "%s", (const char *)why);
}

static void an_engine_can_say_why(void **state) {
  (void)state;
  struct synth_options options = {.workers = 1};
  struct synth *synth;
  struct listen_diag diag = {0};
  struct engine_opener refusing = {refuse, "no voice today", ENGINE_OF_CALLER};
  int sample_rate_hz;
  assert_int_equal(synth_open(&refusing, &options, &synth, NULL), LISTEN_OK);
  assert_int_equal(synth_ready(synth, &sample_rate_hz, &diag), LISTEN_E_ENGINE);
  assert_string_equal(diag.message, "no voice today");
  synth_close(synth);
  struct synth_engine engine = {.sample_rate_hz = 1000, .speak = explaining_speak};
  struct engine_opener failing = {open_fake_engine, &engine, ENGINE_OF_CALLER};
  assert_int_equal(synth_open(&failing, &options, &synth, NULL), LISTEN_OK);
  assert_int_equal(submit(synth, "abc", 1), LISTEN_OK);
  struct spoken_pcm pcm;
  assert_int_equal(synth_next(synth, &pcm, &diag), LISTEN_E_ENGINE);
  assert_non_null(strstr(diag.message, "abc"));
  assert_string_equal(diag.hint, "out of breath");
  synth_close(synth);
}

static const struct engine_settings settings = {
    .voice = "de", .variant = "", .rate_wpm = 175, .pitch = 50, .range = 50, .volume = 100};

static void espeak_refuses_unknown_voices(void **state) {
  (void)state;
  struct synth_engine engine;
  struct listen_diag diag = {0};
  struct engine_settings bad = settings;
  bad.variant = "gibtsnicht";
  assert_int_equal(espeak_engine_open(&bad, NULL, &engine, &diag), LISTEN_E_ENGINE);
  assert_non_null(strstr(diag.message, "gibtsnicht"));
  bad = settings;
  bad.voice = "xx-klingonisch";
  assert_int_equal(espeak_engine_open(&bad, NULL, &engine, &diag), LISTEN_E_ENGINE);
  assert_int_equal(espeak_engine_open(&settings, NULL, &engine, &diag), LISTEN_OK);
}

/// Speak the texts in this order and give a sum over the frames of "Guten Morgen".
static uint64_t sum_of_prepared(const char *const *texts, size_t n, unsigned workers,
                                struct synth_prepared *prepared) {
  struct espeak_settings espeak = {{settings, settings, settings, settings, settings}};
  struct engine_opener opener = {espeak_open, &espeak, ENGINE_ESPEAK};
  struct synth_options options = {.workers = workers, .prepared = prepared};
  struct synth *synth;
  assert_int_equal(synth_open(&opener, &options, &synth, NULL), LISTEN_OK);
  uint64_t sum = 0;
  size_t sent = 0;
  for (size_t i = 0; i < n; i++) {
    while (sent < n && synth_has_room(synth)) {
      assert_int_equal(submit(synth, texts[sent], strcmp(texts[sent], "Guten Morgen.") == 0),
                       LISTEN_OK);
      sent++;
    }
    struct spoken_pcm pcm;
    assert_int_equal(synth_next(synth, &pcm, NULL), LISTEN_OK);
    assert_true(pcm.n_frames[0] > 4000);
    assert_in_range(abs(pcm.frames[0]), 0, 500);
    assert_in_range(abs(pcm.frames[pcm.n_frames[0] - 1]), 0, 500);
    for (size_t k = 0; pcm.tag == 1 && k < pcm.n_frames[0]; k++)
      sum = sum * 31 + (uint16_t)pcm.frames[k];
  }
  synth_close(synth);
  return sum;
}

static uint64_t sum_of_probe(const char *const *texts, size_t n, unsigned workers) {
  return sum_of_prepared(texts, n, workers, NULL);
}

static void a_prepared_zygote_speaks_alike(void **state) {
  (void)state;
  static const char *const texts[] = {"Es regnet seit Tagen.", "Guten Morgen."};
  uint64_t want = sum_of_probe(texts, 2, 1);
  for (unsigned workers = 1; workers <= SYNTH_MAX_WORKERS; workers *= 8) { // 64 do not fit in
    struct synth_prepared prepared;
    synth_prepare(&prepared);
    assert_true(prepared.zygote > 0);
    assert_true(sum_of_prepared(texts, 2, workers, &prepared) == want);
    assert_int_equal(prepared.zygote, 0);                         // taken, or ended
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);             // no child is left
    assert_true(sum_of_prepared(texts, 2, 1, &prepared) == want); // there is none any more
  }
}

/// The later one has copies of the earlier one's ends, which must not keep that alive until it is
/// killed.
static void a_zygote_ends_before_a_later_one(void **state) {
  (void)state;
  static const char *const texts[] = {"Guten Morgen."};
  struct synth_prepared earlier, later;
  synth_prepare(&earlier);
  synth_prepare(&later);
  assert_true(earlier.zygote > 0 && later.zygote > 0);
  struct timespec before, after;
  clock_gettime(CLOCK_MONOTONIC, &before);
  sum_of_prepared(texts, 1, 1, &earlier);
  clock_gettime(CLOCK_MONOTONIC, &after);
  assert_in_range(after.tv_sec - before.tv_sec, 0, 1); // synth_close() would wait for 2 s
  sum_of_prepared(texts, 1, 1, &later);
  assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
}

static void a_prepared_zygote_gives_way(void **state) {
  (void)state;
  struct synth_prepared prepared;
  synth_prepare(&prepared);
  struct synth_engine engine = {.sample_rate_hz = 1000, .speak = fake_speak};
  struct engine_opener opener = {open_fake_engine, &engine, ENGINE_OF_CALLER};
  struct synth_options options = {.workers = 1, .prepared = &prepared};
  struct synth *synth;
  assert_int_equal(synth_open(&opener, &options, &synth, NULL), LISTEN_OK);
  int sample_rate_hz;
  assert_int_equal(synth_ready(synth, &sample_rate_hz, NULL), LISTEN_OK);
  assert_int_equal(sample_rate_hz, 1000); // the fake one's
  synth_end(synth);
  synth_end(synth); // the second time does nothing
  synth_close(synth);
  assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
}

static void a_prepared_zygote_may_die(void **state) {
  (void)state;
  static const char *const texts[] = {"Guten Morgen."};
  struct synth_prepared prepared;
  synth_prepare(&prepared);
  kill(prepared.zygote, SIGKILL);
  siginfo_t info;
  assert_int_equal(waitid(P_PID, (id_t)prepared.zygote, &info, WEXITED | WNOWAIT), 0);
  assert_true(sum_of_prepared(texts, 1, 1, &prepared) == sum_of_probe(texts, 1, 1));
}

static void espeak_repeats_itself(void **state) {
  (void)state;
  static const char *const alone[] = {"Guten Morgen."};
  static const char *const later[] = {"Wie geht es?", "Es regnet seit Tagen.", "Guten Morgen."};
  uint64_t want = sum_of_probe(alone, 1, 1);
  assert_true(want != 0);
  assert_true(sum_of_probe(later, 3, 1) == want);
  assert_true(sum_of_probe(later, 3, 2) == want);
  assert_true(sum_of_probe(later, 3, 4) == want);
}

/// Speak `text` as a single clause and find the words at these bytes of it, each with sound.
static void check_espeak_words(const char *text, const size_t *want, size_t n_want) {
  struct espeak_settings espeak = {{settings, settings, settings, settings, settings}};
  struct engine_opener opener = {espeak_open, &espeak, ENGINE_OF_CALLER};
  struct synth *synth;
  struct synth_options options = {.workers = 1};
  assert_int_equal(synth_open(&opener, &options, &synth, NULL), LISTEN_OK);
  struct clause clause = {text, strlen(text), 0};
  struct utterance u = {.clauses = &clause, .n_clauses = 1, .cap_clauses = 1};
  buf_add(&u.engine, text, strlen(text) + 1);
  clause.text = u.engine.ptr;
  assert_int_equal(synth_submit(synth, &u, view_of(text), 0, NULL), LISTEN_OK);
  struct spoken_pcm pcm;
  assert_int_equal(synth_next(synth, &pcm, NULL), LISTEN_OK);
  assert_int_equal(pcm.n_words, n_want);
  for (size_t i = 0; i < n_want; i++) {
    assert_int_equal(pcm.words[i].text_offset, want[i]);
    uint64_t end = i + 1 < n_want ? pcm.words[i + 1].frame : pcm.n_frames[0];
    assert_in_range(end - pcm.words[i].frame, 1000, 30000); // 45 ms to 1.4 s
    int loudest = 0;
    for (uint64_t k = pcm.words[i].frame; k < end; k++)
      loudest = abs(pcm.frames[k]) > loudest ? abs(pcm.frames[k]) : loudest;
    assert_in_range(loudest, 2000, 32767);
  }
  buf_clear(&u.engine);
  synth_close(synth);
}

static void espeak_knows_its_words(void **state) {
  (void)state;
  static const size_t umlauts[] = {0, 5, 12, 18};
  check_espeak_words("Für Äpfel über Übermut.", umlauts, 4);
  static const size_t phonemes[] = {0, 8, 18, 24, 29};
  check_espeak_words("Heute [[l'WrnIN]] mit [[dZoU hUN'i:]].", phonemes, 5);
}

static void phonemes_follow_mnemonics(void **state) {
  (void)state;
  struct buf ipa = {0};
  assert_int_equal(espeak_engine_phonemes("[[f'Irtse:n]] Euro.", NOTATION_IPA, &ipa), LISTEN_OK);
  assert_non_null(strstr(ipa.ptr, "fˈɪɾtseːn"));
  buf_reset(&ipa);
  assert_int_equal(espeak_engine_phonemes("Durch", NOTATION_IPA, &ipa), LISTEN_OK);
  assert_string_equal(ipa.ptr, "dˈʊɾç");
  buf_clear(&ipa);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(frames_come_in_order_and_trimmed),
      cmocka_unit_test(the_longest_is_not_left_to_the_end),
      cmocka_unit_test(words_count_from_the_first_sound),
      cmocka_unit_test(a_hiss_at_the_edges_is_silence),
      cmocka_unit_test(a_dead_worker_costs_one_retry),
      cmocka_unit_test(a_piece_that_kills_twice_is_named),
      cmocka_unit_test(a_hanging_worker_is_ended),
      cmocka_unit_test(nothing_to_say_needs_no_worker),
      cmocka_unit_test(cancelling_stops_the_wait),
      cmocka_unit_test(everything_under_way_can_be_discarded),
      cmocka_unit_test(a_lost_zygote_is_an_error),
      cmocka_unit_test(an_engine_can_say_why),
      cmocka_unit_test(espeak_refuses_unknown_voices),
      cmocka_unit_test(a_prepared_zygote_speaks_alike),
      cmocka_unit_test(a_zygote_ends_before_a_later_one),
      cmocka_unit_test(a_prepared_zygote_gives_way),
      cmocka_unit_test(a_prepared_zygote_may_die),
      cmocka_unit_test(espeak_repeats_itself),
      cmocka_unit_test(espeak_knows_its_words),
      cmocka_unit_test(phonemes_follow_mnemonics), // last: it changes the engine's state
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
