// The walk from document to sound with a document of the test's own: chapters, pauses, policy.

#include "support.h"

#include "extract/policy.h"
#include "pipeline/reading.h"
#include "pipeline/speak.h"

#include <stdlib.h>

static struct document make(const char *text) {
  struct document document;
  struct extract_options options = {.path = "test"};
  assert_int_equal(extract_document(view_of(text), &options, &document, NULL), LISTEN_OK);
  return document;
}

static const char article[] =
    "Der Titel des Stücks\n\nDer erste Absatz steht hier und ist lang genug für einen Absatz. Er "
    "hat zwei Sätze.\n\nEin kurzer Absatz dazwischen, damit es gewöhnliche Lücken gibt.\n\n "
    "\n\nDer zweite Abschnitt beginnt hier mit einem langen Satz für alle.\n";

static struct reading_tools tools_open(void) {
  struct reading_tools tools = {
      .segmenter = segmenter_new(NULL, 0),
      .normaliser = normaliser_new(NULL, NULL),
      .pauses = {.title_ms = 10,
                 .heading_ms = 20,
                 .paragraph_ms = 30,
                 .section_ms = 40,
                 .sentence_ms = 50,
                 .comma_ms = 60},
  };
  return tools;
}

static void tools_close(struct reading_tools *tools) {
  segmenter_free((struct segmenter *)(uintptr_t)tools->segmenter);
  normaliser_free((struct normaliser *)(uintptr_t)tools->normaliser);
}

static void sentences_know_what_follows(void **state) {
  (void)state;
  struct document document = make(article);
  struct reading_tools tools = tools_open();
  struct reading reading;
  static const enum prosody_end want[] = {PROSODY_END_TITLE, PROSODY_END_SENTENCE,
                                          PROSODY_END_PARAGRAPH, PROSODY_END_SECTION,
                                          PROSODY_END_SENTENCE};
  size_t n = 0;
  reading_init(&reading, &document, &tools);
  while (reading_next_sentence(&reading)) {
    assert_true(n < sizeof want / sizeof *want);
    assert_int_equal(reading.sentence.end, want[n++]);
  }
  assert_int_equal(n, 5);
  reading_clear(&reading);
  tools_close(&tools);
  document_clear(&document);
}

/// Each clause is one frame per byte; the sink writes down what it gets.
struct log {
  struct buf text;
  const struct document *document;
};

static bool tone(void *context, const char *text, struct pcm_sink *sink) {
  (void)context;
  static const int16_t frame = 7;
  for (; *text != '\0'; text++)
    if (!pcm_sink_write(sink, &frame, 1))
      return false;
  return true;
}

static enum listen_status log_chapter(void *context, size_t block, struct listen_diag *diag) {
  struct log *log = context;
  (void)diag;
  buf_printf(&log->text, "[%zu]", block);
  return LISTEN_OK;
}

static enum listen_status log_frames(void *context, const int16_t *frames, size_t n,
                                     struct listen_diag *diag) {
  (void)frames, (void)diag;
  buf_printf(&((struct log *)context)->text, "%zu ", n);
  return LISTEN_OK;
}

static enum listen_status log_silence(void *context, uint64_t n, struct listen_diag *diag) {
  (void)diag;
  buf_printf(&((struct log *)context)->text, "-%d ", (int)n);
  return LISTEN_OK;
}

static enum listen_status open_tone(const void *settings, struct synth_engine *out,
                                    struct listen_diag *diag) {
  (void)settings, (void)diag;
  *out = (struct synth_engine){.sample_rate_hz = 1000, .speak = tone};
  return LISTEN_OK;
}

static enum listen_status speak_into(struct log *log, const struct document *document,
                                     uint64_t *n_frames) {
  struct reading_tools tools = tools_open();
  struct engine_opener opener = {.open = open_tone};
  struct synth_options workers = {.workers = 2};
  struct speak_options options = {0};
  assert_int_equal(synth_open(&opener, &workers, &options.synth, NULL), LISTEN_OK);
  struct speak_sink sink = {
      .context = log, .chapter = log_chapter, .frames = log_frames, .silence = log_silence};
  enum listen_status status = speak_document(document, &tools, &options, &sink, n_frames, NULL);
  synth_close(options.synth);
  tools_close(&tools);
  return status;
}

static void chapters_begin_with_their_sound(void **state) {
  (void)state;
  struct document document = make(article);
  struct log log = {0};
  uint64_t n_frames;
  assert_int_equal(speak_into(&log, &document, &n_frames), LISTEN_OK);
  assert_string_equal(log.text.ptr, "[0]22 -10 [1]65 -50 19 -30 29 -60 35 -40 [3]66 -50 ");
  assert_int_equal(n_frames, 22 + 10 + 65 + 50 + 19 + 30 + 29 + 60 + 35 + 40 + 66 + 50);
  buf_clear(&log.text);
  document_clear(&document);
}

static void joined_articles_are_chapters(void **state) {
  (void)state;
  struct document both[2] = {make(article), make(article)}, all;
  assert_int_equal(document_join(both, 2, &all, NULL), LISTEN_OK);
  assert_null(both[0].blocks);
  struct log log = {0};
  assert_int_equal(speak_into(&log, &all, NULL), LISTEN_OK);
  assert_string_equal(log.text.ptr, "[0]22 -10 65 -50 19 -30 29 -60 35 -40 66 -40 "
                                    "[4]22 -10 65 -50 19 -30 29 -60 35 -40 66 -50 ");
  buf_clear(&log.text);
  document_clear(&all);
}

static void silence_alone_is_no_article(void **state) {
  (void)state;
  static const struct block dots = {.role = BLOCK_PARAGRAPH, .text = {"* * *", 5}};
  struct document document = {.blocks = &dots, .n_blocks = 1};
  struct log log = {0};
  assert_int_equal(speak_into(&log, &document, NULL), LISTEN_E_INPUT);
  assert_int_equal(log.text.len, 0);
}

static void policies_parse(void **state) {
  (void)state;
  unsigned got;
  struct view unknown;
  assert_true(read_kinds_parse(VIEW("title,quotes"), READ_DEFAULT, &got, NULL));
  assert_int_equal(got, READ_TITLE | READ_QUOTES);
  assert_true(read_kinds_parse(VIEW("+captions, -lists"), READ_DEFAULT, &got, NULL));
  assert_int_equal(got, (READ_DEFAULT | READ_CAPTIONS) & ~(unsigned)READ_LISTS);
  assert_false(read_kinds_parse(VIEW("title,songs"), READ_DEFAULT, &got, &unknown));
  assert_true(view_eq(unknown, VIEW("songs")));
  assert_false(read_kinds_parse(VIEW(""), READ_DEFAULT, &got, NULL));
}

static void policies_move_and_do_not_lose(void **state) {
  (void)state;
  static const struct block blocks[] = {
      {.role = BLOCK_TITLE, .text = {"T", 1}, .line = 1, .opens_section = true},
      {.role = BLOCK_PARAGRAPH, .text = {"P", 1}, .line = 5},
      {.role = BLOCK_HEADING, .text = {"H", 1}, .line = 7, .opens_section = true},
      {.role = BLOCK_CAPTION, .text = {"C", 1}, .line = 9},
      {.role = BLOCK_PARAGRAPH, .text = {"Q", 1}, .line = 11},
  };
  static const struct skipped skipped[] = {
      {.text = {"B", 1}, .reason = "byline", .line = 3},
      {.text = {"A", 1}, .reason = "ad", .line = 8},
  };
  static const struct {
    unsigned readings;
    const char *read, *left;
  } cases[] = {
      {READ_DEFAULT, "TP|HQ", "B3A8C9"},
      {READ_DEFAULT & ~(unsigned)READ_HEADINGS, "TP|Q", "B3H7A8C9"}, // the section stays
      {READ_DEFAULT | READ_CAPTIONS | READ_BYLINES, "TBP|HCQ", "A8"},
      {READ_BYLINES, "BP|Q", "T1H7A8C9"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct document d = {.blocks = blocks, .n_blocks = 5, .skipped = skipped, .n_skipped = 2};
    assert_int_equal(document_apply_policy(&d, cases[i].readings, NULL), LISTEN_OK);
    struct buf read = {0}, left = {0};
    for (size_t k = 0; k < d.n_blocks; k++)
      buf_printf(&read, "%s%c", k > 0 && d.blocks[k].opens_section ? "|" : "",
                 d.blocks[k].text.ptr[0]);
    for (size_t k = 0; k < d.n_skipped; k++)
      buf_printf(&left, "%c%zu", d.skipped[k].text.ptr[0], d.skipped[k].line);
    assert_string_equal(read.ptr, cases[i].read);
    assert_string_equal(left.ptr, cases[i].left);
    buf_clear(&read);
    buf_clear(&left);
    document_clear(&d);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(sentences_know_what_follows),
      cmocka_unit_test(chapters_begin_with_their_sound),
      cmocka_unit_test(joined_articles_are_chapters),
      cmocka_unit_test(silence_alone_is_no_article),
      cmocka_unit_test(policies_parse),
      cmocka_unit_test(policies_move_and_do_not_lose),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
