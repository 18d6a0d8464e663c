// When each sentence and word is heard: with an engine whose sound is known to the frame, and as
// files tell it.

#include "support.h"

#include "failing_alloc.h"
#include "pipeline/speak.h"
#include "timing/write.h"

#include <cjson/cJSON.h>
#include <stdlib.h>

#define TEXT(literal)                                                                              \
  { literal, sizeof(literal) - 1 } // VIEW is no constant initialiser

static const struct prosody_pauses pauses = {
    .comma_ms = 60, .sentence_ms = 50, .paragraph_ms = 30, .title_ms = 10, .dash_ms = 40};

// ---- from document to sentences ----

/// A frame per byte of the engine's text, and a word wherever a letter follows a blank. A text with
/// "stumm" has no words, one with "still" no sound.
static bool tone(void *context, const char *text, struct pcm_sink *sink) {
  (void)context;
  const int16_t frame = strstr(text, "still") != NULL ? 0 : 7;
  for (size_t i = 0; text[i] != '\0'; i++) {
    if ((i == 0 || text[i - 1] == ' ') && strstr(text, "stumm") == NULL)
      pcm_sink_word(sink, i, i);
    if (!pcm_sink_write(sink, &frame, 1))
      return false;
  }
  return true;
}

struct listener {
  const struct document *document;
  struct buf text;
};

static enum listen_status on_sentence(void *context, const struct timed_sentence *sentence,
                                      struct listen_diag *diag) {
  (void)diag;
  struct listener *l = context;
  const struct block *block = &l->document->blocks[sentence->block];
  buf_printf(&l->text, "%d-%d", (int)sentence->start, (int)sentence->end);
  for (size_t i = 0; i < sentence->n_words; i++) {
    const struct timed_word *w = &sentence->words[i];
    buf_printf(&l->text, " %.*s@%d-%d", (int)w->written.len, block->text.ptr + w->written.offset,
               (int)w->start, (int)w->end);
  }
  buf_byte(&l->text, '\n');
  return LISTEN_OK;
}

static enum listen_status ignore_chapter(void *context, size_t block, struct listen_diag *diag) {
  (void)context, (void)block, (void)diag;
  return LISTEN_OK;
}

static enum listen_status ignore_frames(void *context, const int16_t *frames, size_t n,
                                        struct listen_diag *diag) {
  (void)context, (void)frames, (void)n, (void)diag;
  return LISTEN_OK;
}

static enum listen_status ignore_silence(void *context, uint64_t n, struct listen_diag *diag) {
  (void)context, (void)n, (void)diag;
  return LISTEN_OK;
}

static enum listen_status open_tone(const void *settings, struct synth_engine *out,
                                    struct listen_diag *diag) {
  (void)settings, (void)diag;
  *out = (struct synth_engine){.sample_rate_hz = 1000, .speak = tone};
  return LISTEN_OK;
}

static void hear(const struct block *blocks, size_t n_blocks, unsigned workers, struct buf *out) {
  struct document document = {.blocks = blocks, .n_blocks = n_blocks};
  struct reading_tools tools = {.segmenter = segmenter_new(NULL, 0),
                                .normaliser = normaliser_new(NULL, NULL),
                                .pauses = pauses};
  struct listener listener = {.document = &document};
  struct sentence_sink sentences = {&listener, on_sentence};
  struct engine_opener opener = {.open = open_tone};
  struct synth_options synth = {.workers = workers};
  struct speak_options options = {.sentences = &sentences};
  assert_int_equal(synth_open(&opener, &synth, &options.synth, NULL), LISTEN_OK);
  struct speak_sink sink = {
      .chapter = ignore_chapter, .frames = ignore_frames, .silence = ignore_silence};
  uint64_t n_frames;
  assert_int_equal(speak_document(&document, &tools, &options, &sink, &n_frames, NULL), LISTEN_OK);
  synth_close(options.synth);
  buf_printf(&listener.text, "%d", (int)n_frames);
  *out = listener.text;
  segmenter_free((struct segmenter *)(uintptr_t)tools.segmenter);
  normaliser_free((struct normaliser *)(uintptr_t)tools.normaliser);
}

static void words_are_heard_where_the_engine_says(void **state) {
  (void)state;
  static const struct block blocks[] = {
      {.role = BLOCK_TITLE, .text = TEXT("Ein Titel")},
      {.role = BLOCK_PARAGRAPH, .text = TEXT("Er kam, am 12. Mai 2024. Und sie? ***")},
      {.role = BLOCK_PARAGRAPH, .text = TEXT("* * *")},
      {.role = BLOCK_PARAGRAPH, .text = TEXT("Das ist stumm, und das still, ja.")},
  };
  static const char want[] = //
      "0-10 Ein@0-4 Titel@4-10\n"
      // "Er kam," 60 "am zwölften Mai zweitausendvierundzwanzig."
      "20-130 Er@20-23 kam@23-27 am@87-90 12.@90-100 Mai@100-104 2024@104-130\n"
      "180-188 Und@180-184 sie@184-188\n"
      // no events in the first clause, no sound in the second
      "218-295 Das@218-221 ist@221-225 stumm@225-232 ja@292-295\n"
      "345";
  struct buf first = {0};
  hear(blocks, 4, 1, &first);
  assert_string_equal(first.ptr, want);
  for (unsigned workers = 2; workers <= 4; workers += 2) {
    struct buf other = {0};
    hear(blocks, 4, workers, &other);
    assert_string_equal(other.ptr, first.ptr);
    buf_clear(&other);
  }
  buf_clear(&first);
}

/// A sentence of many utterances is one, with all its words.
static void a_long_sentence_stays_one(void **state) {
  (void)state;
  struct buf text = {0}, got = {0};
  for (int i = 0; i < 3000; i++)
    buf_str(&text, "wort ");
  struct block block = {.role = BLOCK_PARAGRAPH, .text = {text.ptr, text.len - 1}};
  hear(&block, 1, 3, &got);
  size_t lines = 0, words = 0;
  for (size_t i = 0; i < got.len; i++) {
    lines += got.ptr[i] == '\n';
    words += got.ptr[i] == '@';
  }
  assert_int_equal(lines, 1);
  assert_int_equal(words, 3000);
  buf_clear(&text);
  buf_clear(&got);
}

// ---- files ----

static void cues_are_escaped_and_never_empty(void **state) {
  (void)state;
  static const struct block block = {.text = TEXT("a <b> & --> c.Kurz.")};
  static const struct document document = {.blocks = &block, .n_blocks = 1};
  struct timing_file file = {.format = TIMING_VTT,
                             .document = &document,
                             .title = VIEW("x --> y"),
                             .sample_rate_hz = 3000};
  struct timing_context context = {0};
  const struct timed_sentence sentences[] = {
      {.written = {0, 14}, .start = 4, .end = 3000ull * 3600 * 100 + 3},
      {.written = {14, 5}, .start = 3000ull * 3600 * 100 + 3, .end = 3000ull * 3600 * 100 + 4}};
  struct buf out = {0};
  timing_begin(&file, &out);
  for (size_t i = 0; i < 2; i++)
    timing_add(&file, &sentences[i], &context, &out);
  timing_end(&file, 0, &out);
  assert_string_equal(out.ptr, "WEBVTT\n\nNOTE x --&gt; y\n\n"
                               "1\n00:00:00.001 --> 100:00:00.001\na &lt;b&gt; &amp; --&gt; c.\n\n"
                               "2\n100:00:00.001 --> 100:00:00.002\nKurz.\n");
  file.format = TIMING_SRT;
  file.n_sentences = 0;
  buf_reset(&out);
  timing_begin(&file, &out);
  timing_add(&file, &sentences[0], &context, &out);
  assert_string_equal(out.ptr, "1\n00:00:00,001 --> 100:00:00,001\na <b> & --> c.\n");
  buf_clear(&out);
}

/// All of it, in memory: words, places, a JSON file. False where memory ran out, which is said.
static bool work(const struct spoken *spoken, struct utterance *u) {
  struct view text = buf_as_view(&spoken->text);
  struct written_words words = {0};
  struct word_places places = {0};
  struct buf out = {0};
  enum listen_status status = written_words_find(text, spoken, &words);
  if (status == LISTEN_OK)
    status = word_places_find(&words, text, u, &places);
  assert_true(status == LISTEN_OK || status == LISTEN_E_NOMEM);
  bool ok = status == LISTEN_OK;
  if (ok) {
    const struct source_run run = {0};
    const struct block block = {.text = text, .map = {&run, 1, text.len}};
    const struct document document = {.blocks = &block, .n_blocks = 1};
    const struct timed_word heard[] = {{{0, 2}, 0, 5}, {{3, 3}, 5, 9}};
    const struct timed_sentence sentence = {0, {0, text.len}, 0, 9, heard, 2};
    const struct timing_context context = {0};
    char *const articles[] = {(char[]){"a.txt"}};
    struct timing_file file = {
        .document = &document, .articles = articles, .n_articles = 1, .sample_rate_hz = 1000};
    timing_begin(&file, &out);
    timing_add(&file, &sentence, &context, &out);
    timing_end(&file, 20, &out);
    ok = !out.failed;
  }
  fail_allocations_after(-1);
  if (ok) // whole, or not at all
    assert_string_equal(
        out.ptr,
        "{\"title\":null,\"audio\":null,\"articles\":[\"a.txt\"],\"sample_rate_hz\":1000,"
        "\"sentences\":[\n{\"start_s\":0.000000,\"end_s\":0.009000,\"text\":\"Er kam.\","
        "\"offset_bytes\":0,\"length_bytes\":7,\"role\":\"title\",\"block\":0,\"chapter\":0,"
        "\"article\":0,"
        "\"part\":null,\"words\":[{\"start_s\":0.000000,\"end_s\":0.005000,\"text\":\"Er\","
        "\"offset_bytes\":0,\"length_bytes\":2},{\"start_s\":0.005000,\"end_s\":0.009000,"
        "\"text\":\"kam\",\"offset_bytes\":3,\"length_bytes\":3}]}\n],\"n_frames\":20,"
        "\"duration_s\":0.020000}\n");
  buf_clear(&out);
  word_places_clear(&places);
  written_words_clear(&words);
  return ok;
}

static void *cjson_malloc(size_t size) {
  return malloc(size); // from here it can fail; a shared library's own calls cannot be made to
}

static void running_out_of_memory_is_said(void **state) {
  (void)state;
  struct spoken spoken = {0};
  struct utterance u = {0};
  size_t pos = 0;
  buf_str(&spoken.text, "Er kam.");
  assert_int_equal(
      prosody_next(buf_as_view(&spoken.text), &pos, PROSODY_END_SENTENCE, &pauses, NULL, &u),
      LISTEN_OK);
  cJSON_InitHooks(&(cJSON_Hooks){cjson_malloc, free});
  long n = 0;
  for (bool done = false; !done; n++) {
    fail_allocations_after(n);
    done = work(&spoken, &u);
  }
  cJSON_InitHooks(NULL);
  assert_true(n > 60);
  utterance_clear(&u);
  spoken_clear(&spoken);
}

static void endings_name_the_format(void **state) {
  (void)state;
  enum timing_format format;
  assert_true(timing_format_of(VIEW("a/b.json"), &format) && format == TIMING_JSON);
  assert_true(timing_format_of(VIEW(".vtt"), &format) && format == TIMING_VTT);
  assert_true(timing_format_of(VIEW("a.b.srt"), &format) && format == TIMING_SRT);
  assert_false(timing_format_of(VIEW("srt"), &format) || timing_format_of(VIEW("-"), &format));
  assert_string_equal(timing_media_type(TIMING_VTT), "text/vtt");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(words_are_heard_where_the_engine_says),
      cmocka_unit_test(a_long_sentence_stays_one),
      cmocka_unit_test(cues_are_escaped_and_never_empty),
      cmocka_unit_test(running_out_of_memory_is_said),
      cmocka_unit_test(endings_name_the_format),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
