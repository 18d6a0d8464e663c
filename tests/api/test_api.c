// The library as its users have it: by the header that is installed, and nothing else.
#include "api_support.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// ---- small things ----

static void versions_agree(void **state) {
  (void)state;
  assert_string_equal(listen_version(), LISTEN_HEADER_VERSION);
  assert_int_equal(listen_abi_version(), LISTEN_ABI_VERSION);
  assert_string_equal(listen_status_name(LISTEN_STATUS_END), "end");
  assert_string_equal(listen_status_name(99), "unknown");
}

static void nothing_is_freed_and_asked(void **state) {
  (void)state;
  listen_options_free(NULL);
  listen_reader_close(NULL);
  listen_article_free(NULL);
  listen_sentences_free(NULL);
  listen_estimate_free(NULL);
  listen_output_free(NULL);
  listen_recording_free(NULL);
  listen_voices_free(NULL);
  listen_error_free(NULL);
  assert_string_equal(listen_error_message(NULL), "");
  assert_int_equal(listen_error_status(NULL), LISTEN_STATUS_OK);
}

static void options_take_what_is_told(void **state) {
  (void)state;
  listen_options *options = listen_options_new();
  listen_output *output = listen_output_new();
  const listen_status wrong[] = {
      listen_options_set_voice(options, NULL),
      listen_options_set_language(options, "fr"),
      listen_options_set_rate(options, 79),
      listen_options_set_pitch(options, 100),
      listen_options_set_read(options, "poems"),
      listen_options_set_gender(options, "neutral"),
      listen_options_set_emoji(options, ""),
      listen_options_set_loudness(options, "loud"),
      listen_options_set_target_lufs(options, (double)NAN),
      listen_options_set_workers(options, 65),
      listen_options_add_lexicon(options, ""),
      listen_output_set_format(output, "aac"),
      listen_output_set_bitrate(output, 0),
      listen_output_set_chapters(output, "some"),
      listen_output_add_timings(output, "times.txt"),
  };
  const listen_status right[] = {
      listen_options_set_language(options, "de"),
      listen_options_set_rate(options, 200),
      listen_options_set_read(options, "+captions,-lists"),
      listen_options_set_gender(options, "both"),
      listen_options_set_loudness(options, "off"),
      listen_options_set_cache(options, NULL, 0),
      listen_output_set_format(output, "epub"),
      listen_output_add_timings(output, ".vtt"),
  };
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
    assert_int_equal(wrong[i], LISTEN_STATUS_USAGE);
  for (size_t i = 0; i < sizeof right / sizeof *right; i++)
    assert_int_equal(right[i], LISTEN_STATUS_OK);
  for (int i = 0; i < 8; i++)
    assert_int_equal(listen_options_add_lexicon(options, "a.tsv"), LISTEN_STATUS_OK);
  assert_int_equal(listen_options_add_lexicon(options, "a.tsv"), LISTEN_STATUS_USAGE);
  listen_options_free(options);
  listen_output_free(output);
}

static void labels_are_those_of_the_program(void **state) {
  (void)state;
  char label[64];
  assert_int_equal(listen_label(372000, NULL, label, sizeof label), 30);
  assert_string_equal(label, "Artikel anhören • 6 Minuten");
  assert_int_equal(listen_label(3903000, "clock", label, sizeof label), 7);
  assert_string_equal(label, "1:05:03");
  assert_int_equal(listen_label(372000, NULL, label, 13), 30); // in the middle of "ö"
  assert_string_equal(label, "Artikel anh");
  assert_int_equal(listen_label(372000, "min", NULL, 0), 6);
  assert_int_equal(listen_label(372000, "weeks", label, sizeof label), 0);
  assert_string_equal(label, "");
}

// ---- errors ----

static void an_unknown_voice_is_explained(void **state) {
  (void)state;
  listen_options *options = listen_options_new();
  listen_reader *reader = NULL;
  listen_error *error = NULL;
  listen_options_set_voice(options, "nachricht");
  assert_int_equal(listen_reader_open(options, &reader, &error), LISTEN_STATUS_CONFIG);
  assert_null(reader);
  assert_int_equal(listen_error_status(error), LISTEN_STATUS_CONFIG);
  char english[200];
  snprintf(english, sizeof english, "%s", listen_error_message(error));
  assert_non_null(strstr(listen_error_hint(error), "nachrichten"));
  listen_options_set_language(options, "de");
  assert_int_equal(listen_reader_open(options, &reader, &error), LISTEN_STATUS_CONFIG);
  assert_string_not_equal(english, listen_error_message(error)); // the old one was freed
  listen_error_free(error);
  assert_int_equal(listen_reader_open(options, &reader, NULL), LISTEN_STATUS_CONFIG);
  listen_options_free(options);
}

static void a_wrong_lexicon_has_a_place(void **state) {
  (void)state;
  FILE *file = fopen(at("wrong.yaml"), "w");
  fputs("Chemie: \"[[k'e:mi:]]\"\nOder: \"[[?!]]\"\n", file);
  fclose(file);
  listen_options *options = listen_options_new();
  listen_reader *reader = NULL;
  listen_error *error = NULL;
  listen_options_add_lexicon(options, at("wrong.yaml"));
  assert_int_equal(listen_reader_open(options, &reader, &error), LISTEN_STATUS_CONFIG);
  assert_int_equal(listen_error_line(error), 2);
  assert_true(listen_error_column(error) > 0);
  assert_string_equal(listen_error_file(error), at("wrong.yaml"));
  listen_error_free(error);
  listen_options_free(options);
}

static void no_article_is_no_article(void **state) {
  (void)state;
  listen_reader *reader = open_reader(NULL);
  listen_article *article = NULL;
  listen_error *error = NULL;
  assert_int_equal(listen_article_parse(reader, NULL, 0, NULL, NULL, &article, &error),
                   LISTEN_STATUS_INPUT);
  assert_int_equal(listen_article_parse(reader, "\0\1\2\3", 4, "x.txt", NULL, &article, &error),
                   LISTEN_STATUS_INPUT);
  assert_string_equal(listen_error_file(error), "x.txt");
  assert_int_equal(listen_article_load(reader, at("none"), NULL, &article, &error),
                   LISTEN_STATUS_IO);
  assert_int_equal(listen_article_load(reader, "-", NULL, &article, &error), LISTEN_STATUS_IO);
  assert_int_equal(listen_article_parse(reader, "a", 1, NULL, "pdf", &article, &error),
                   LISTEN_STATUS_USAGE);
  assert_null(article);
  listen_error_free(error);
  listen_reader_close(reader);
}

static void a_host_that_is_none_is_an_error(void **state) {
  (void)state;
  static const char *const hosts[] = {"/nowhere/listen-host", "/bin/true", "/bin/false"};
  for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++) {
    listen_options *options = listen_options_new();
    listen_error *error = NULL;
    int rate = 1;
    listen_options_set_host(options, hosts[i]);
    listen_reader *reader = open_reader(options);
    assert_int_equal(listen_reader_start(reader, &rate, &error), LISTEN_STATUS_ENGINE);
    assert_int_equal(rate, 0);
    assert_true(strlen(listen_error_message(error)) > 0);
    listen_error_free(error);
    listen_reader_close(reader);
    listen_options_free(options);
  }
}

// ---- articles ----

static void an_article_says_what_it_is(void **state) {
  (void)state;
  listen_reader *reader = open_reader(NULL);
  listen_article *article = load_seed(reader);
  listen_reader_close(reader); // it needs none any more
  size_t len;
  char *input = read_file(seed, &len);
  assert_true(is(listen_article_title(article),
                 "China will KI-Lücke durch entschlossene Anstrengungen verringern"));
  assert_true(is(listen_article_date(article), "2024-03-12T08:15"));
  assert_true(is(listen_article_language(article), "de"));
  assert_null(listen_article_author(article).data);
  listen_block block;
  size_t n_spoken = 0, n = listen_article_block_count(article);
  for (size_t i = 0; i < n; i++) {
    assert_true(listen_article_block(article, i, &block, sizeof block));
    n_spoken += block.spoken != 0;
    assert_true(block.spoken != 0 || block.reason.len > 0);
    assert_true(block.source_length_bytes > 0 && block.line > 0);
    assert_memory_equal(input + block.source_offset_bytes, block.text.data, 5);
  }
  assert_int_equal(n_spoken, 19);
  assert_false(listen_article_block(article, n, &block, sizeof block));
  assert_null(block.text.data);
  listen_left_out out;
  assert_int_equal(listen_article_left_out_count(article), 4);
  assert_true(listen_article_left_out(article, 0, &out, sizeof out));
  assert_true(is(out.text, "China today logo") && is(out.reason, "site") && out.line == 1);
  listen_claim claim;
  assert_int_equal(listen_article_claim_count(article), 1);
  assert_true(listen_article_claim(article, 0, &claim, sizeof claim));
  assert_true(is(claim.kind, "listen") && claim.low_ms == 360000 && claim.line == 8);
  free(input);
  listen_article_free(article);
}

static void structs_of_other_versions_are_filled(void **state) {
  (void)state;
  listen_reader *reader = open_reader(NULL);
  listen_article *article = parse(reader, brief, "kurz.md");
  struct {
    listen_chapter chapter;
    int later[4];
  } newer;
  memset(&newer, 0x55, sizeof newer);
  assert_true(listen_article_chapter(article, 2, (listen_chapter *)&newer, sizeof newer));
  assert_true(is(newer.chapter.title, "Danach"));
  assert_int_equal(newer.later[3], 0);
  listen_chapter older = {.block = 77};
  assert_true(listen_article_chapter(article, 2, &older, sizeof older.title));
  assert_true(is(older.title, "Danach") && older.block == 77);
  listen_article_free(article);
  listen_reader_close(reader);
}

/// Is the process that answers for phonemes confined? It is nobody's child; the mark is in its
/// surroundings.
static bool answerer_is_confined(const char *mark) {
  char command[300];
  snprintf(command, sizeof command,
           "for p in /proc/[0-9]*; do tr '\\0' '\\n' <$p/environ | grep -qx '%s' && "
           "tr '\\0' ' ' <$p/cmdline | grep -q ' phonemes $' && "
           "grep -q '^Seccomp:.2' $p/status && exit 0; done 2>/dev/null; exit 1",
           mark);
  return system(command) == 0;
}

static void sentences_are_said_otherwise(void **state) {
  (void)state;
  static char mark[64];
  snprintf(mark, sizeof mark, "LISTEN_TEST_MARK=%d", (int)getpid());
  putenv(mark);
  listen_reader *reader = open_reader(NULL);
  listen_article *article = parse(reader, brief, "kurz.md");
  listen_sentences *walk = NULL;
  listen_error *error = NULL;
  listen_sentence sentence;
  listen_text phonemes;
  listen_edit edit;
  assert_fine(listen_sentences_new(reader, article, &walk, &error), error);
  assert_fine(listen_sentences_next(walk, &sentence, sizeof sentence, &error), error);
  assert_true(is(sentence.written, "Kurz gesagt"));
  assert_fine(listen_sentences_phonemes(walk, &phonemes, &error), error);
  assert_true(is(phonemes, "kˈʊɾts ɡəzˈɑːkt"));
  assert_true(answerer_is_confined(mark) || !LISTEN_SANDBOX);
  assert_fine(listen_sentences_next(walk, &sentence, sizeof sentence, &error), error);
  assert_true(is(sentence.written, "Am 3. Mai um 8:15 Uhr kam Dr. Müller."));
  assert_true(is(sentence.spoken, "Am dritten Mai um acht Uhr fünfzehn kam Doktor Müller."));
  assert_memory_equal(brief + sentence.source_offset_bytes, sentence.written.data,
                      sentence.source_length_bytes);
  assert_int_equal(sentence.edit_count, 3);
  assert_true(listen_sentences_edit(walk, 1, &edit, sizeof edit));
  assert_true(is(edit.kind, "time"));
  assert_memory_equal(sentence.written.data + edit.written_offset_bytes, "8:15 Uhr", 8);
  assert_memory_equal(sentence.spoken.data + edit.spoken_offset_bytes, "acht Uhr", 8);
  assert_false(listen_sentences_edit(walk, 3, &edit, sizeof edit));
  assert_fine(listen_sentences_phonemes(walk, &phonemes, &error), error);
  assert_true(phonemes.len > 40);
  size_t n = 2;
  while (listen_sentences_next(walk, &sentence, sizeof sentence, &error) == LISTEN_STATUS_OK)
    n++;
  assert_int_equal(n, 5);
  assert_int_equal(listen_sentences_next(walk, &sentence, sizeof sentence, &error),
                   LISTEN_STATUS_END);
  assert_null(error);
  listen_sentences_free(walk);
  listen_article_free(article);
  listen_reader_close(reader);
  unsetenv("LISTEN_TEST_MARK");
}

// ---- times ----

static void estimates_add_up(void **state) {
  (void)state;
  listen_reader *reader = open_reader(NULL);
  listen_article *article = load_seed(reader);
  listen_estimate *estimate = NULL;
  listen_error *error = NULL;
  assert_fine(listen_estimate_new(reader, article, &estimate, &error), error);
  uint64_t all = listen_estimate_ms(estimate), sum = 0;
  size_t n = listen_article_chapter_count(article);
  for (size_t i = 0; i < n; i++)
    sum += listen_estimate_chapter_ms(estimate, i);
  assert_int_equal(listen_estimate_chapter_ms(estimate, n), 0);
  assert_true(all > 500000 && all < 600000);
  assert_in_range(sum, all - n, all + n);
  assert_in_range(all - listen_estimate_body_ms(estimate), 3000, 6000); // the headline
  assert_int_equal(listen_estimate_words(estimate), 1251);
  assert_in_range(listen_estimate_reading_ms(estimate), 360000, 390000);
  listen_verdict verdict;
  assert_fine(listen_check(reader, article, 0, -1, -1, &verdict, sizeof verdict, &error), error);
  assert_true(is(verdict.verdict, "too_short") && verdict.claimed_ms == 360000);
  assert_true(verdict.true_ms == all && verdict.error_pct < -30);
  assert_fine(listen_check(reader, article, 0, 50, 30000, &verdict, sizeof verdict, &error), error);
  assert_true(is(verdict.verdict, "ok"));
  assert_int_equal(listen_check(reader, article, 1, -1, -1, &verdict, sizeof verdict, &error),
                   LISTEN_STATUS_USAGE);
  listen_error_free(error);
  listen_estimate_free(estimate);
  listen_article_free(article);
  listen_reader_close(reader);
}

int main(int argc, char **argv) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(versions_agree),
      cmocka_unit_test(nothing_is_freed_and_asked),
      cmocka_unit_test(options_take_what_is_told),
      cmocka_unit_test(labels_are_those_of_the_program),
      cmocka_unit_test(an_unknown_voice_is_explained),
      cmocka_unit_test(a_wrong_lexicon_has_a_place),
      cmocka_unit_test(no_article_is_no_article),
      cmocka_unit_test(a_host_that_is_none_is_an_error),
      cmocka_unit_test(an_article_says_what_it_is),
      cmocka_unit_test(structs_of_other_versions_are_filled),
      cmocka_unit_test(sentences_are_said_otherwise),
      cmocka_unit_test(estimates_add_up),
  };
  if (argc > 1)
    cmocka_set_test_filter(argv[1]);
  return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
