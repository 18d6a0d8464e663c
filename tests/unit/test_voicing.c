// Utterances to sound with and without a cache: the same frames, each spoken once, in order.

#include "support.h"
#include "work_folder.h"

#include "pipeline/piece.h"
#include "pipeline/script.h"
#include "pipeline/voicing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static int enter(void **state) {
  (void)state;
  return make_work_folder();
}

static int leave(void **state) {
  (void)state;
  return remove_work_folder();
}

/// 100 frames a byte, of that byte's value; counts what it speaks, in shared memory.
struct fake {
  int *n_spoken, *n_opened;
  struct synth *synth;
};

static bool speak(void *context, const char *text, struct pcm_sink *sink) {
  struct fake *fake = context;
  __atomic_fetch_add(fake->n_spoken, 1, __ATOMIC_SEQ_CST);
  pcm_sink_word(sink, 0, 0);
  for (; *text != '\0'; text++)
    for (int i = 0; i < 100; i++) {
      int16_t frame = (int16_t)(*text * 10);
      if (!pcm_sink_write(sink, &frame, 1))
        return false;
    }
  return true;
}

static bool set_style(void *context, enum utterance_style style) {
  (void)context;
  return style == STYLE_QUOTE;
}

static enum listen_status open_engine(const void *settings, struct synth_engine *out,
                                      struct listen_diag *diag) {
  (void)diag;
  *out = (struct synth_engine){.sample_rate_hz = 1000,
                               .speak = speak,
                               .set_style = set_style,
                               .context = (void *)(uintptr_t)settings};
  return LISTEN_OK;
}

static enum listen_status open_fake(void *context, struct synth **out, struct listen_diag *diag) {
  struct fake *fake = context;
  ++*fake->n_opened;
  struct engine_opener opener = {.open = open_engine, .settings = fake};
  struct synth_options options = {.workers = 2};
  int sample_rate_hz;
  enum listen_status status = synth_open(&opener, &options, &fake->synth, diag);
  *out = fake->synth;
  return status == LISTEN_OK ? synth_ready(fake->synth, &sample_rate_hz, diag) : status;
}

/// Speak texts ("a|b" is two clauses, a leading ">" a quote) and write down what came.
static void run(const char *const *texts, size_t n, struct cache *cache, const char *sound_key,
                struct fake *fake, struct buf *log) {
  struct voicing_options options = {.cache = cache,
                                    .sound_key = view_of(sound_key),
                                    .open_synth = open_fake,
                                    .synth_context = fake};
  struct voicing *voicing;
  assert_int_equal(voicing_open(&options, &voicing, NULL), LISTEN_OK);
  *fake->n_spoken = *fake->n_opened = 0;
  buf_reset(log);
  size_t sent = 0, came = 0;
  while (came < n) {
    for (; sent < n && voicing_has_room(voicing); sent++) {
      struct utterance utterance = {.style = texts[sent][0] == '>' ? STYLE_QUOTE : STYLE_PLAIN};
      struct clause clauses[8];
      buf_str(&utterance.engine, texts[sent] + (utterance.style == STYLE_QUOTE));
      utterance.clauses = clauses;
      char *rest = utterance.engine.ptr;
      for (char *part; rest != NULL && *rest != '\0' && (part = strsep(&rest, "|")) != NULL;)
        clauses[utterance.n_clauses++] = (struct clause){part, strlen(part), (unsigned)sent};
      assert_int_equal(voicing_submit(voicing, &utterance, view_of(texts[sent]), sent, NULL),
                       LISTEN_OK);
      buf_clear(&utterance.engine);
    }
    assert_true(voicing_is_busy(voicing));
    struct spoken_pcm pcm;
    assert_int_equal(voicing_next(voicing, &pcm, NULL), LISTEN_OK);
    assert_int_equal(pcm.tag, came++);
    const int16_t *frames = pcm.frames;
    buf_printf(log, "[%zu words]", pcm.n_words);
    for (size_t i = 0; i < pcm.n_clauses; i++) {
      unsigned sum = 0;
      for (size_t k = 0; k < pcm.n_frames[i]; k++)
        sum = sum * 31 + (uint16_t)frames[k];
      frames += pcm.n_frames[i];
      buf_printf(log, " %zu:%u-%u", pcm.n_frames[i], sum, pcm.pause_ms[i]);
    }
    buf_byte(log, '\n');
  }
  assert_false(voicing_is_busy(voicing));
  assert_true(voicing_n_spoken(voicing) <= (size_t)*fake->n_spoken); // that counts clauses
  assert_int_equal(*fake->n_spoken == 0, voicing_n_spoken(voicing) == 0);
  voicing_close(voicing);
  synth_close(fake->synth);
  fake->synth = NULL;
}

static struct fake new_fake(void) {
  int *shared =
      mmap(NULL, 2 * sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  assert_true(shared != MAP_FAILED);
  return (struct fake){shared, shared + 1, NULL};
}

static const char *const story[] = {"eins", "zwei",  "",     "eins",  "drei", ">eins",
                                    "vier", "fuenf", "eins", "sechs", "zwei", ">eins"};
enum { N_STORY = sizeof story / sizeof *story, N_DIFFERENT = 7 };

static void a_cache_changes_nothing_but_the_work(void **state) {
  (void)state;
  struct fake fake = new_fake();
  struct buf want = {0}, got = {0};
  run(story, N_STORY, NULL, "k", &fake, &want);
  struct cache *cache = cache_open(root, 1 << 26);
  run(story, N_STORY, cache, "k", &fake, &got);
  assert_string_equal(got.ptr, want.ptr);
  assert_int_equal(*fake.n_spoken, N_DIFFERENT);
  run(story, N_STORY, cache, "k", &fake, &got);
  assert_string_equal(got.ptr, want.ptr);
  assert_int_equal(*fake.n_spoken, 0);
  assert_int_equal(*fake.n_opened, 0);
  run(story, N_STORY, cache, "another voice", &fake, &got);
  assert_string_equal(got.ptr, want.ptr);
  assert_int_equal(*fake.n_spoken, N_DIFFERENT);
  static const char *const changed[] = {"eins", "zwei", "neu", "drei"};
  run(changed, 4, cache, "k", &fake, &got);
  assert_int_equal(*fake.n_spoken, 1);
  cache_close(cache);
  buf_clear(&want);
  buf_clear(&got);
}

static void what_is_under_way_is_not_spoken_twice(void **state) {
  (void)state;
  struct fake fake = new_fake();
  struct buf log = {0};
  static const char *const same[] = {"ja", "ja", "nein", "ja", "ja"};
  run(same, 5, NULL, "", &fake, &log);
  assert_int_equal(*fake.n_spoken, 2);
  buf_clear(&log);
}

static void two_clauses_are_not_one(void **state) {
  (void)state;
  struct fake fake = new_fake();
  struct buf log = {0};
  struct cache *cache = cache_open(root, 1 << 26);
  static const char *const texts[] = {"ab", "a|b", "a", "b", ">ab"};
  run(texts, 5, cache, "", &fake, &log);
  assert_int_equal(*fake.n_spoken, 6); // clauses
  cache_close(cache);
  buf_clear(&log);
}

static void many_pieces_pass(void **state) {
  (void)state;
  enum { N = 1000 };
  struct fake fake = new_fake();
  struct buf want = {0}, got = {0};
  static char names[N][16];
  static const char *texts[N];
  for (int i = 0; i < N; i++) {
    snprintf(names[i], sizeof names[i], "%d", i % 700);
    texts[i] = names[i];
  }
  run(texts, N, NULL, "", &fake, &want);
  struct cache *cache = cache_open(root, 1 << 18); // too small for all
  run(texts, N, cache, "", &fake, &got);
  assert_string_equal(got.ptr, want.ptr);
  run(texts, N, cache, "", &fake, &got); // some out of the cache, some not
  assert_string_equal(got.ptr, want.ptr);
  assert_in_range(*fake.n_spoken, 1, N - 1);
  cache_close(cache);
  buf_clear(&want);
  buf_clear(&got);
}

// ---- what is read back ----

static void pieces_are_checked(void **state) {
  (void)state;
  size_t n_frames[2] = {3, 1};
  int16_t frames[4] = {1, 2, 3, 4};
  struct word_event words[2] = {{0, 0, 0}, {1, 2, 1}};
  struct spoken_pcm pcm = {.n_clauses = 2,
                           .frames = frames,
                           .n_frames = n_frames,
                           .n_words = 2,
                           .words = words},
                    got;
  struct piece_head head;
  struct view parts[PIECE_PARTS];
  piece_parts(&pcm, &head, parts);
  struct buf bytes = {0};
  for (size_t i = 0; i < PIECE_PARTS; i++)
    buf_view(&bytes, parts[i]);
  struct view whole = buf_as_view(&bytes);
  assert_true(piece_open(whole, 2, &got));
  assert_int_equal(got.n_words, 2);
  assert_int_equal(got.words[1].text_offset, 2);
  assert_memory_equal(got.frames, frames, sizeof frames);
  assert_false(piece_open(whole, 1, &got));
  for (size_t len = 0; len < whole.len; len++)
    assert_false(piece_open(view_sub(whole, 0, len), 2, &got));
  buf_byte(&bytes, 0);
  assert_false(piece_open(buf_as_view(&bytes), 2, &got));
  size_t *stored = (size_t *)(void *)(bytes.ptr + sizeof head);
  bytes.len--;
  stored[0] = SIZE_MAX; // adds up by running over
  stored[1] = 5;
  assert_false(piece_open(buf_as_view(&bytes), 2, &got));
  buf_clear(&bytes);
}

static void scripts_come_back(void **state) {
  (void)state;
  struct script script = {0};
  struct clause clauses[] = {{"Guten Tag,", 10, 160}, {"Leute.", 6, 400}};
  struct utterance utterance = {.clauses = clauses, .n_clauses = 2, .style = STYLE_QUOTE};
  script_add(&script, &utterance, 77);
  utterance.n_clauses = 0;
  script_add(&script, &utterance, 78);
  assert_false(script.failed);
  struct view bytes = buf_as_view(&script.bytes);
  assert_true(script_check(bytes, 79));
  assert_false(script_check(bytes, 78));
  for (size_t len = 1; len < bytes.len; len++) {
    bool at_a_line = len == bytes.len - 24; // the second has no text
    assert_int_equal(script_check(view_sub(bytes, 0, len), 79), at_a_line);
  }
  struct script_reader reader = {bytes};
  struct utterance got = {0};
  uint64_t tag;
  struct view text;
  bool done;
  assert_int_equal(script_next(&reader, &got, &tag, &text, &done), LISTEN_OK);
  assert_false(done);
  assert_int_equal(tag, 77);
  assert_int_equal(got.style, STYLE_QUOTE);
  assert_int_equal(got.n_clauses, 2);
  assert_string_equal(got.clauses[1].text, "Leute.");
  assert_int_equal(got.clauses[0].pause_ms, 160);
  assert_string_equal(text.ptr, "Guten Tag,");
  assert_int_equal(script_next(&reader, &got, &tag, &text, &done), LISTEN_OK);
  assert_int_equal(got.n_clauses, 0);
  assert_int_equal(script_next(&reader, &got, &tag, &text, &done), LISTEN_OK);
  assert_true(done);
  script.bytes.ptr[24 + 16 + 4] = '\0'; // a clause that ends early
  assert_false(script_check(buf_as_view(&script.bytes), 79));
  utterance_clear(&(struct utterance){.engine = got.engine, .clauses = got.clauses});
  buf_clear(&script.bytes);
}

static void long_scripts_are_not_kept(void **state) {
  (void)state;
  struct script script = {0};
  char text[701];
  memset(text, 'a', 700);
  text[700] = '\0';
  struct clause clause = {text, 700, 0};
  struct utterance utterance = {.clauses = &clause, .n_clauses = 1};
  for (int i = 0; i < 3000; i++)
    script_add(&script, &utterance, 0);
  assert_true(script.failed);
  assert_true(script.bytes.len <= SCRIPT_BYTES_MAX + 4096);
  buf_clear(&script.bytes);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, enter, leave)

int main(void) {
  const struct CMUnitTest tests[] = {
      IN_FOLDER(a_cache_changes_nothing_but_the_work),
      IN_FOLDER(what_is_under_way_is_not_spoken_twice),
      IN_FOLDER(two_clauses_are_not_one),
      IN_FOLDER(many_pieces_pass),
      IN_FOLDER(pieces_are_checked),
      IN_FOLDER(scripts_come_back),
      IN_FOLDER(long_scripts_are_not_kept),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
