// The way of a word from the written sentence to its frames, step by step, and as a whole with an
// engine whose sound is known to the frame.

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

// ---- written words ----

static const char table[] = "golden/timing/words.tsv";

static void show_words(struct view sentence, const struct spoken *spoken,
                       const struct written_words *words, struct buf *out) {
  for (size_t i = 0; i < words->n; i++) {
    const struct written_word *w = &words->items[i];
    struct view written = view_sub(sentence, w->written.offset, w->written.len);
    struct view said = view_sub(buf_as_view(&spoken->text), w->spoken.offset, w->spoken.len);
    buf_str(out, i > 0 ? " | " : "");
    buf_view(out, written);
    if (view_eq(written, said))
      continue;
    buf_byte(out, '=');
    buf_view(out, said);
  }
}

struct words_job {
  struct normaliser *normaliser;
  struct spoken spoken;
  struct written_words words;
};

static bool check_words(const struct table_row *row, void *context) {
  struct words_job *job = context;
  struct view sentence = row->fields[0];
  assert_int_equal(normalise_sentence(job->normaliser, sentence, &job->spoken), LISTEN_OK);
  assert_int_equal(written_words_find(sentence, &job->spoken, &job->words), LISTEN_OK);
  struct buf got = {0};
  show_words(sentence, &job->spoken, &job->words, &got);
  bool ok = view_eq(buf_as_view(&got), row->fields[1]);
  if (!ok)
    report_row(table, row->line, buf_as_view(&got), row->fields[1]);
  buf_clear(&got);
  return ok;
}

static void words_are_what_the_reader_sees(void **state) {
  (void)state;
  struct words_job job = {.normaliser = normaliser_new(NULL, NULL)};
  for_each_row(table, 20, check_words, &job);
  written_words_clear(&job.words);
  spoken_clear(&job.spoken);
  normaliser_free(job.normaliser);
}

// ---- places in the engine's text ----

/// Each word's engine text, "/" between clauses.
static void show_places(const struct word_places *places, const struct utterance *u,
                        struct buf *out) {
  for (size_t i = 0; i < places->n; i++) {
    const struct word_place *p = &places->items[i];
    buf_str(out, i == 0 ? "" : places->items[i - 1].clause < p->clause ? " / " : " | ");
    buf_printf(out, "%zu:%.*s", p->word, (int)p->engine.len,
               u->clauses[p->clause].text + p->engine.offset);
  }
}

/// A sentence of which nothing is edited, one word of it replaced for the engine.
static void check_places(const char *text, const char *word, const char *engine, const char *want) {
  struct spoken spoken = {0};
  buf_str(&spoken.text, text);
  struct pronunciation replaced = {
      {(size_t)(strstr(text, word) - text), strlen(word)}, {0, strlen(engine)}, "lexicon", "entry"};
  struct pronounced said = {.words = &replaced, .n_words = 1};
  buf_str(&said.engine, engine);
  struct written_words words = {0};
  struct word_places places = {0};
  struct utterance u = {0};
  struct buf got = {0};
  size_t pos = 0;
  struct view sentence = buf_as_view(&spoken.text);
  assert_int_equal(written_words_find(sentence, &spoken, &words), LISTEN_OK);
  assert_int_equal(prosody_next(sentence, &pos, PROSODY_END_SENTENCE, &pauses, &said, &u),
                   LISTEN_OK);
  assert_int_equal(word_places_find(&words, sentence, &u, &places), LISTEN_OK);
  show_places(&places, &u, &got);
  assert_string_equal(got.ptr, want);
  buf_clear(&got);
  buf_clear(&said.engine);
  utterance_clear(&u);
  word_places_clear(&places);
  written_words_clear(&words);
  spoken_clear(&spoken);
}

static void places_follow_replacements(void **state) {
  (void)state;
  check_places("Die Startups, im Juni.", "Startups", "[[st'art,aps]]",
               "0:Die | 1:[[st'art,aps]] / 2:im | 3:Juni");
  // a phrase: word by word where both have as many words, else by length
  check_places("Herr Xi Jinping kam.", "Xi Jinping", "[[Ci: dZIn'pIN]]",
               "0:Herr | 1:[[Ci:  | 2:dZIn'pIN]] | 3:kam");
  check_places("Die New Yorker da.", "New Yorker", "[[nj'u:jOrk3]]",
               "0:Die | 1:[[nj | 2:u:jOrk3]] | 3:da");
  // one word that becomes several
  check_places("Um 1998 herum.", "1998", "neunzehn hundert", "0:Um | 1:1998 | 2:herum");
  check_places("Etwa vierzehnhundert Euro.", "vierzehnhundert", "[[f'Irtse:n]] hundert",
               "0:Etwa | 1:[[f'Irtse:n]] hundert | 2:Euro");
  // a word over a mark that ends a clause
  check_places("So: Berlin– Hamburg.", "So", "so", "0:so / 1:Berlin / 2:Hamburg");
  check_places("Er sagt‘s so, „ja“.", "ja", "[[j'A:]]", "0:Er | 1:sagts | 2:so / 3:[[j'A:]]");
}

// ---- time ----

static void time_comes_from_events(void **state) {
  (void)state;
  // four words of 2, 4, 2 and 2 bytes: "ab cdef gh ij"
  static const struct word_place places[] = {{0, {0, 0}, 0, {0, 2}},
                                             {1, {0, 0}, 0, {3, 4}},
                                             {2, {0, 0}, 0, {8, 2}},
                                             {3, {0, 0}, 0, {11, 2}}};
  static const struct {
    struct word_event events[5];
    size_t n_events;
    uint64_t want[4];
  } cases[] = {
      {{{0, 0, 0}, {0, 3, 100}, {0, 8, 250}, {0, 11, 400}}, 4, {0, 100, 250, 400}},
      {{{0, 1, 7}, {0, 5, 100}, {0, 6, 120}, {0, 9, 250}, {0, 11, 400}}, 5, {7, 100, 250, 400}},
      {{{0, 0, 0}, {0, 3, 100}, {0, 11, 400}}, 3, {0, 100, 300, 400}}, // 4 of 6 bytes
      {{{0, 3, 200}, {0, 8, 300}, {0, 11, 300}}, 3, {0, 200, 300, 300}},
      {{{0, 0, 0}}, 1, {0, 200, 600, 800}},
      {{{0, 2, 50}, {0, 7, 60}, {0, 30, 70}}, 3, {0, 200, 600, 800}}, // between words
      {{{0, 0, 0}}, 0, {0, 200, 600, 800}},
      {{{0, 0, 0}, {0, 11, 5000}}, 2, {0, 250, 750, 1000}}, // past the end
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    uint64_t got[4];
    word_places_time(places, 4, cases[i].events, cases[i].n_events, 1000, got);
    for (size_t k = 0; k < 4; k++)
      assert_int_equal(got[k], cases[i].want[k]);
  }
}

// ---- promises, whatever comes ----

static uint32_t random_below(uint32_t *seed, uint32_t n) {
  *seed = *seed * 1664525u + 1013904223u;
  return (*seed >> 8) % n;
}

/// A sentence of random pieces, and edits that replace some runs of them.
static void random_sentence(uint32_t *seed, struct buf *sentence, struct spoken *spoken) {
  static const char *const pieces[] = {"a", "bcd", " ", " ", "  ", ".", ", ", "ü", "9",
                                       "–", "—",   "“", "(", "%",  "😀", "b",  "-", "\xFF"};
  enum { N = sizeof pieces / sizeof *pieces };
  buf_reset(sentence);
  buf_reset(&spoken->text);
  spoken->n_edits = 0;
  for (uint32_t n = random_below(seed, 30); n > 0; n--) {
    struct edit edit = {.source = {sentence->len, 0}, .spoken = {spoken->text.len, 0}};
    bool edited = random_below(seed, 3) == 0;
    for (uint32_t k = edited ? 1 + random_below(seed, 5) : 1; k > 0; k--) {
      const char *piece = pieces[random_below(seed, N)];
      buf_str(sentence, piece);
      if (!edited)
        buf_str(&spoken->text, piece);
    }
    for (uint32_t k = edited ? random_below(seed, 4) : 0; k > 0; k--)
      buf_str(&spoken->text, pieces[random_below(seed, N)]);
    if (!edited)
      continue;
    edit.source.len = sentence->len - edit.source.offset;
    edit.spoken.len = spoken->text.len - edit.spoken.offset;
    assert_true(
        array_grow((void **)&spoken->edits, &spoken->cap_edits, spoken->n_edits + 1, sizeof edit));
    spoken->edits[spoken->n_edits++] = edit;
  }
}

static void check_ascending(const struct written_words *words, size_t written_len,
                            size_t spoken_len) {
  size_t written = 0, spoken = 0;
  for (size_t i = 0; i < words->n; i++) {
    const struct written_word *w = &words->items[i];
    assert_true(w->written.len > 0 && w->spoken.len > 0);
    assert_true(w->written.offset >= written && w->spoken.offset >= spoken);
    written = w->written.offset + w->written.len;
    spoken = w->spoken.offset + w->spoken.len;
  }
  assert_true(written <= written_len && spoken <= spoken_len);
}

/// Random events for each clause give starts that ascend within its frames.
static void check_times(uint32_t *seed, const struct word_places *places,
                        const struct utterance *u) {
  uint64_t starts[200];
  struct word_event events[200];
  size_t from = 0;
  for (size_t c = 0; c < u->n_clauses; c++) {
    size_t n = 0, n_events = 0, end = 0;
    uint64_t frame = 0, n_frames = random_below(seed, 500);
    for (; from + n < places->n && places->items[from + n].clause == c; n++) {
      struct span at = places->items[from + n].engine;
      assert_true(at.len > 0 && at.offset >= end);
      end = at.offset + at.len;
      assert_true(end <= u->clauses[c].len);
    }
    for (size_t k = 0; k < u->clauses[c].len && n_events < 200; k++)
      if (random_below(seed, 3) == 0)
        events[n_events++] = (struct word_event){c, k, frame += random_below(seed, 60)};
    assert_true(n <= 200);
    word_places_time(places->items + from, n, events, n_events, n_frames, starts);
    for (size_t i = 0; i < n; i++)
      assert_true(starts[i] <= (i + 1 < n ? starts[i + 1] : n_frames));
    from += n;
  }
  assert_int_equal(from, places->n);
}

static void random_edits_keep_the_order(void **state) {
  (void)state;
  uint32_t seed = 7;
  struct buf sentence = {0};
  struct spoken spoken = {0};
  struct written_words words = {0};
  struct word_places places = {0};
  struct utterance u = {0};
  size_t n_words = 0;
  for (int round = 0; round < 20000; round++) {
    random_sentence(&seed, &sentence, &spoken);
    struct view said = buf_as_view(&spoken.text);
    assert_int_equal(written_words_find(buf_as_view(&sentence), &spoken, &words), LISTEN_OK);
    check_ascending(&words, sentence.len, said.len);
    n_words += words.n;
    for (size_t pos = 0; pos < said.len;) {
      assert_int_equal(prosody_next(said, &pos, PROSODY_END_SENTENCE, &pauses, NULL, &u),
                       LISTEN_OK);
      assert_int_equal(word_places_find(&words, said, &u, &places), LISTEN_OK);
      check_times(&seed, &places, &u);
    }
  }
  assert_true(n_words > 50000);
  utterance_clear(&u);
  word_places_clear(&places);
  written_words_clear(&words);
  spoken_clear(&spoken);
  buf_clear(&sentence);
}

/// Time for `times` pieces must not grow faster than their number; the test's own limit ends it.
static void long_sentences_take_linear_time(void **state) {
  (void)state;
  static const char *const pieces[] = {"a ", "5 km ", "😀", "—", "a😀 ", "[1]", "1-", "z. B. ", "„"};
  struct normaliser *normaliser = normaliser_new(NULL, NULL);
  struct spoken spoken = {0};
  struct written_words words = {0};
  for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
    struct buf text = {0};
    for (int k = 0; k < 100000; k++)
      buf_str(&text, pieces[i]);
    assert_int_equal(normalise_sentence(normaliser, buf_as_view(&text), &spoken), LISTEN_OK);
    assert_int_equal(written_words_find(buf_as_view(&text), &spoken, &words), LISTEN_OK);
    check_ascending(&words, text.len, spoken.text.len);
    buf_clear(&text);
  }
  written_words_clear(&words);
  spoken_clear(&spoken);
  normaliser_free(normaliser);
}

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
      cmocka_unit_test(words_are_what_the_reader_sees),
      cmocka_unit_test(places_follow_replacements),
      cmocka_unit_test(time_comes_from_events),
      cmocka_unit_test(random_edits_keep_the_order),
      cmocka_unit_test(long_sentences_take_linear_time),
      cmocka_unit_test(words_are_heard_where_the_engine_says),
      cmocka_unit_test(a_long_sentence_stays_one),
      cmocka_unit_test(cues_are_escaped_and_never_empty),
      cmocka_unit_test(running_out_of_memory_is_said),
      cmocka_unit_test(endings_name_the_format),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
