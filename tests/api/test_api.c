// The library as its users have it: by the header that is installed, and nothing else.

#include <listen/listen.h>

#include <dirent.h>
#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[] = "/tmp/listen-api-XXXXXX";
static const char seed[] = PROJECT_DIR "/seeds/china-ki-luecke.txt";
static const char brief[] =
    "# Kurz gesagt\n\nAm 3. Mai um 8:15 Uhr kam Dr. Müller. Das war alles.\n\n"
    "## Danach\n\nEs blieb still.\n";

static const char *at(const char *name) {
  static char path[4][300];
  static int next;
  char *out = path[next++ % 4];
  snprintf(out, sizeof *path, "%s/%s", folder, name);
  return out;
}

static bool is(listen_text text, const char *expected) {
  return text.len == strlen(expected) && memcmp(text.data, expected, text.len) == 0;
}

static void assert_fine(listen_status status, listen_error *error) {
  if (status != LISTEN_STATUS_OK)
    print_error("%s: %s; %s\n", listen_error_file(error), listen_error_message(error),
                listen_error_hint(error));
  assert_int_equal(status, LISTEN_STATUS_OK);
  assert_null(error);
}

static listen_reader *open_reader(const listen_options *options) {
  listen_reader *reader = NULL;
  listen_error *error = NULL;
  assert_fine(listen_reader_open(options, &reader, &error), error);
  return reader;
}

static listen_article *parse(listen_reader *reader, const char *text, const char *name) {
  listen_article *article = NULL;
  listen_error *error = NULL;
  assert_fine(listen_article_parse(reader, text, strlen(text), name, NULL, &article, &error),
              error);
  return article;
}

static listen_article *load_seed(listen_reader *reader) {
  listen_article *article = NULL;
  listen_error *error = NULL;
  assert_fine(listen_article_load(reader, seed, NULL, &article, &error), error);
  return article;
}

static char *read_file(const char *path, size_t *len) {
  FILE *file = fopen(path, "rb");
  assert_non_null(file);
  fseek(file, 0, SEEK_END);
  *len = (size_t)ftell(file);
  rewind(file);
  char *bytes = malloc(*len + 1);
  assert_non_null(bytes);
  assert_int_equal(fread(bytes, 1, *len, file), *len);
  fclose(file);
  return bytes;
}

static int make_folder(void **state) {
  (void)state;
  return mkdtemp(folder) == NULL;
}

static int remove_folder(void **state) {
  (void)state;
  char command[400];
  snprintf(command, sizeof command, "rm -rf '%s'", folder);
  return system(command);
}

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
      listen_options_set_voice(options, NULL),        listen_options_set_language(options, "fr"),
      listen_options_set_rate(options, 79),           listen_options_set_pitch(options, 100),
      listen_options_set_read(options, "poems"),      listen_options_set_gender(options, "neutral"),
      listen_options_set_emoji(options, ""),          listen_options_set_loudness(options, "loud"),
      listen_options_set_target_lufs(options, (double)NAN),   listen_options_set_workers(options, 65),
      listen_options_add_lexicon(options, ""),        listen_output_set_format(output, "aac"),
      listen_output_set_bitrate(output, 0),           listen_output_set_chapters(output, "some"),
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

static void sentences_are_said_otherwise(void **state) {
  (void)state;
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

// ---- sound ----

struct heard {
  listen_reader *reader;
  uint64_t n_samples, sum, last_ms;
  size_t n_chapters, n_sentences, n_words;
  double share;
  size_t stop_after; ///< calls; 0: never
  bool cancel;       ///< by listen_reader_cancel instead
};

static int stop(struct heard *heard) {
  if (heard->stop_after == 0 || --heard->stop_after > 0)
    return 0;
  if (!heard->cancel)
    return 1;
  listen_reader_cancel(heard->reader);
  return 0;
}

static int on_samples(void *context, const int16_t *samples, size_t count) {
  struct heard *heard = context;
  for (size_t i = 0; i < count; i++)
    heard->sum = heard->sum * 31 + (uint16_t)samples[i];
  heard->n_samples += count;
  return stop(heard);
}

static int on_chapter(void *context, size_t chapter, uint64_t start_ms) {
  struct heard *heard = context;
  assert_int_equal(chapter, heard->n_chapters++);
  assert_in_range(start_ms, heard->n_samples * 1000 / 22050, heard->n_samples * 1000 / 22050 + 1);
  return 0;
}

static int on_sentence(void *context, const listen_timed_sentence *sentence) {
  struct heard *heard = context;
  assert_true(sentence->start_ms >= heard->last_ms && sentence->end_ms > sentence->start_ms);
  heard->last_ms = sentence->end_ms;
  heard->n_sentences++;
  heard->n_words += sentence->word_count;
  for (size_t i = 0; i < sentence->word_count; i++) {
    const listen_timed_word *word = &sentence->words[i];
    assert_true(word->start_ms >= sentence->start_ms && word->end_ms <= sentence->end_ms);
    assert_true(word->offset_bytes >= sentence->offset_bytes);
  }
  return 0;
}

static int on_progress(void *context, double share) {
  struct heard *heard = context;
  assert_true(share >= heard->share && share <= 1);
  heard->share = share;
  return 0;
}

static listen_status hear(listen_reader *reader, const listen_article *article, struct heard *heard,
                          uint64_t *ms) {
  const listen_receiver receiver = {heard, on_samples, on_chapter, on_sentence, on_progress};
  listen_error *error = NULL;
  heard->reader = reader;
  listen_status status = listen_speak(reader, article, &receiver, sizeof receiver, ms, &error);
  assert_int_equal(status, listen_error_status(error));
  listen_error_free(error);
  return status;
}

static void sound_is_that_of_the_file(void **state) {
  (void)state;
  listen_reader *reader = open_reader(NULL);
  listen_article *article = load_seed(reader);
  listen_recording *recording = NULL;
  listen_error *error = NULL;
  listen_recorded_chapter chapter;
  listen_file file;
  struct heard heard = {0}, from_file = {0};
  uint64_t ms;
  int rate;
  assert_fine(listen_reader_start(reader, &rate, &error), error);
  assert_int_equal(rate, 22050);
  assert_int_equal(hear(reader, article, &heard, &ms), LISTEN_STATUS_OK);
  assert_int_equal(heard.n_sentences, 42);
  assert_int_equal(heard.n_chapters, listen_article_chapter_count(article));
  assert_true(heard.n_words > 1000);
  assert_true(heard.share >= 1);
  assert_in_range(ms, heard.n_samples * 1000 / 22050, heard.n_samples * 1000 / 22050 + 1);
  assert_fine(listen_speak_file(reader, article, at("out.wav"), NULL, &recording, &error), error);
  assert_int_equal(listen_recording_duration_ms(recording), ms);
  assert_int_equal(listen_recording_sample_rate_hz(recording), 22050);
  assert_int_equal(listen_recording_file_count(recording), 1);
  assert_true(listen_recording_file(recording, 0, &file, sizeof file));
  assert_string_equal(file.path.data, at("out.wav"));
  assert_true(is(file.media_type, "audio/wav"));
  size_t n = listen_recording_chapter_count(recording), len;
  assert_int_equal(n, heard.n_chapters);
  assert_true(listen_recording_chapter(recording, n - 1, &chapter, sizeof chapter));
  assert_int_equal(chapter.end_ms, ms);
  char *wav = read_file(at("out.wav"), &len);
  assert_int_equal(len, file.size_bytes);
  const char *data = wav + 12;
  for (uint32_t skip; memcmp(data, "data", 4) != 0; data += 8 + skip)
    memcpy(&skip, data + 4, sizeof skip);
  on_samples(&from_file, (const int16_t *)(const void *)(data + 8), heard.n_samples);
  assert_true(from_file.sum == heard.sum);
  free(wav);
  listen_recording_free(recording);
  listen_article_free(article);
  listen_reader_close(reader);
}

static void files_come_with_others(void **state) {
  (void)state;
  listen_reader *reader = open_reader(NULL);
  listen_article *article = parse(reader, brief, "kurz.md");
  listen_output *output = listen_output_new();
  listen_recording *recording = NULL;
  listen_error *error = NULL;
  listen_file file;
  listen_output_set_chapters(output, "files");
  listen_output_add_timings(output, ".json");
  assert_fine(listen_speak_file(reader, article, at("many.wav"), output, &recording, &error),
              error);
  assert_int_equal(listen_recording_file_count(recording), 7); // 2 each, and the list
  for (size_t i = 0; listen_recording_file(recording, i, &file, sizeof file); i++) {
    size_t len;
    free(read_file(file.path.data, &len));
    assert_int_equal(len, file.size_bytes);
  }
  assert_int_equal(listen_speak_file(reader, article, at("no/where.wav"), NULL, NULL, &error),
                   LISTEN_STATUS_IO);
  assert_int_equal(listen_speak_file(reader, article, at("a.aac"), NULL, NULL, &error),
                   LISTEN_STATUS_USAGE);
  listen_error_free(error);
  listen_recording_free(recording);
  listen_output_free(output);
  listen_article_free(article);
  listen_reader_close(reader);
}

static void encoders_write_in_a_process(void **state) {
  (void)state;
  if (!HAS_ENCODERS)
    skip();
  static const char *const names[] = {"out.mp3", "out.opus", "out.epub"};
  static const char *const magic[] = {"ID3", "OggS", "PK\3\4"};
  listen_reader *reader = open_reader(NULL);
  listen_article *article = parse(reader, brief, "kurz.md");
  listen_error *error = NULL;
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    size_t len;
    assert_fine(listen_speak_file(reader, article, at(names[i]), NULL, NULL, &error), error);
    char *bytes = read_file(at(names[i]), &len);
    assert_true(len > 4000);
    assert_memory_equal(bytes, magic[i], strlen(magic[i]));
    free(bytes);
  }
  FILE *file = fopen(at("cover.jpg"), "w");
  fputs("\xFF\xD8\xFF no picture", file);
  fclose(file);
  listen_output *output = listen_output_new();
  listen_output_set_cover(output, at("cover.jpg"));
  assert_int_equal(listen_speak_file(reader, article, at("covered.mp3"), output, NULL, &error),
                   LISTEN_STATUS_USAGE);
  assert_int_equal(access(at("covered.mp3"), F_OK), -1);
  listen_error_free(error);
  listen_output_free(output);
  listen_article_free(article);
  listen_reader_close(reader);
}

static void what_is_cancelled_can_be_done_again(void **state) {
  (void)state;
  listen_reader *reader = open_reader(NULL);
  listen_article *article = parse(reader, brief, "kurz.md");
  struct heard whole = {0}, stopped = {.stop_after = 2}, again = {0}, third = {0};
  struct heard cancelled = {.stop_after = 2, .cancel = true};
  uint64_t ms = 1;
  assert_int_equal(hear(reader, article, &whole, &ms), LISTEN_STATUS_OK);
  assert_int_equal(hear(reader, article, &stopped, &ms), LISTEN_STATUS_CANCELLED);
  assert_int_equal(ms, 0);
  assert_true(stopped.n_samples > 0 && stopped.n_samples < whole.n_samples);
  assert_int_equal(hear(reader, article, &again, &ms), LISTEN_STATUS_OK);
  assert_true(again.sum == whole.sum);
  assert_int_equal(hear(reader, article, &cancelled, &ms), LISTEN_STATUS_CANCELLED);
  assert_int_equal(hear(reader, article, &third, &ms), LISTEN_STATUS_CANCELLED); // it stays so
  listen_reader_resume(reader);
  third = (struct heard){0};
  assert_int_equal(hear(reader, article, &third, &ms), LISTEN_STATUS_OK);
  assert_true(third.sum == whole.sum);
  listen_article_free(article);
  listen_reader_close(reader);
}

static void the_cache_changes_nothing(void **state) {
  (void)state;
  listen_options *options = listen_options_new();
  listen_options_set_cache(options, at("cache"), 0);
  struct heard heard[2] = {{0}, {0}};
  for (size_t i = 0; i < 2; i++) {
    listen_reader *reader = open_reader(options);
    listen_article *article = parse(reader, brief, "kurz.md");
    assert_int_equal(hear(reader, article, &heard[i], NULL), LISTEN_STATUS_OK);
    listen_article_free(article);
    listen_reader_close(reader);
    assert_int_equal(access(at("cache/pieces"), F_OK), 0);
  }
  assert_true(heard[0].sum == heard[1].sum);
  listen_options_free(options);
}

static listen_status speak_by_program(const char *program, struct heard *heard,
                                      listen_error **error) {
  FILE *file = fopen(at("program.yaml"), "w");
  fprintf(file,
          "description: {de: x, en: x}\nengine: command\n"
          "command: {program: %s, rate_hz: 22050}\n",
          program);
  fclose(file);
  listen_options *options = listen_options_new();
  listen_options_set_voice(options, at("program.yaml"));
  listen_reader *reader = open_reader(options);
  listen_options_free(options);
  listen_article *article = parse(reader, brief, "kurz.md");
  const listen_receiver receiver = {heard, on_samples, NULL, NULL, NULL};
  listen_status status = listen_speak(reader, article, &receiver, sizeof receiver, NULL, error);
  listen_article_free(article);
  listen_reader_close(reader);
  return status;
}

static void programs_speak_too(void **state) {
  (void)state;
  struct heard heard = {0};
  listen_error *error = NULL;
  assert_fine(speak_by_program("[espeak-ng, -v, de, --stdout]", &heard, &error), error);
  assert_true(heard.n_samples > 22050);
  assert_int_equal(speak_by_program("[sh, -c, 'echo kaputt >&2; exit 3']", &heard, &error),
                   LISTEN_STATUS_ENGINE);
  assert_non_null(strstr(listen_error_hint(error), "kaputt"));
  assert_int_equal(speak_by_program("[no-such-program]", &heard, &error), LISTEN_STATUS_ENGINE);
  assert_non_null(strstr(listen_error_message(error), "no-such-program"));
  assert_non_null(strstr(listen_error_file(error), "program.yaml"));
  listen_error_free(error);
}

static void voices_are_listed(void **state) {
  (void)state;
  listen_voices *voices = NULL;
  listen_error *error = NULL;
  listen_voice voice;
  assert_fine(listen_voices_new(NULL, &voices, &error), error);
  assert_int_equal(listen_voices_count(voices), 3);
  assert_true(listen_voices_get(voices, 0, &voice, sizeof voice));
  assert_string_equal(voice.name.data, "nachrichten");
  assert_true(voice.is_usual && !voice.is_program && voice.rate_wpm > 80);
  assert_false(listen_voices_get(voices, 3, &voice, sizeof voice));
  listen_voices_free(voices);
}

// ---- the process it is in ----

struct thread {
  pthread_t thread;
  char path[300];
  struct heard heard;
};

static void *speak_in_thread(void *context) {
  struct thread *thread = context;
  for (int i = 0; i < 2; i++) {
    thread->heard = (struct heard){0};
    listen_reader *reader = NULL;
    listen_article *article = NULL;
    if (listen_reader_open(NULL, &reader, NULL) == LISTEN_STATUS_OK &&
        listen_article_parse(reader, brief, strlen(brief), "kurz.md", NULL, &article, NULL) ==
            LISTEN_STATUS_OK) {
      const listen_receiver receiver = {&thread->heard, on_samples, NULL, NULL, NULL};
      listen_speak(reader, article, &receiver, sizeof receiver, NULL, NULL);
      listen_speak_file(reader, article, thread->path, NULL, NULL, NULL);
    }
    listen_article_free(article);
    listen_reader_close(reader);
  }
  return NULL;
}

static void readers_of_several_threads_speak_at_once(void **state) {
  (void)state;
  enum { N = 4 };
  struct thread threads[N];
  for (size_t i = 0; i < N; i++)
    snprintf(threads[i].path, sizeof threads[i].path, "%s/thread.mp3", folder); // all the same
  for (size_t i = 0; i < N; i++)
    assert_int_equal(pthread_create(&threads[i].thread, NULL, speak_in_thread, &threads[i]), 0);
  for (size_t i = 0; i < N; i++) {
    pthread_join(threads[i].thread, NULL);
    assert_true(threads[i].heard.n_samples > 22050);
    assert_true(threads[i].heard.sum == threads[0].heard.sum);
  }
}

static void *cancel_soon(void *reader) {
  usleep(30000);
  listen_reader_cancel(reader);
  return NULL;
}

static void another_thread_cancels(void **state) {
  (void)state;
  listen_reader *reader = open_reader(NULL);
  size_t len, most = 40;
  char *text = read_file(seed, &len), *book = malloc(len * most + 1);
  for (size_t i = 0; i < most; i++)
    memcpy(book + i * len, text, len);
  book[len * most] = '\0';
  listen_article *article = parse(reader, book, "buch.txt");
  pthread_t thread;
  assert_int_equal(pthread_create(&thread, NULL, cancel_soon, reader), 0);
  assert_int_equal(listen_speak_file(reader, article, at("book.wav"), NULL, NULL, NULL),
                   LISTEN_STATUS_CANCELLED);
  pthread_join(thread, NULL);
  assert_int_equal(access(at("book.wav"), F_OK), -1);
  listen_article_free(article);
  listen_reader_close(reader);
  free(text);
  free(book);
}

static size_t n_open_files(void) {
  DIR *stream = opendir("/proc/self/fd");
  size_t n = 0;
  while (readdir(stream) != NULL)
    n++;
  closedir(stream);
  return n;
}

static void nothing_is_left_of_it(void **state) {
  (void)state;
  sigset_t before, after;
  size_t n = n_open_files();
  sigprocmask(SIG_BLOCK, NULL, &before);
  listen_reader *reader = open_reader(NULL);
  listen_article *article = parse(reader, brief, "kurz.md");
  int bad = dup(STDERR_FILENO); // a descriptor of ours that nobody may inherit
  assert_int_equal(listen_speak_file(reader, article, at(HAS_ENCODERS ? "left.mp3" : "left.wav"),
                                     NULL, NULL, NULL),
                   LISTEN_STATUS_OK);
  close(bad);
  listen_article_free(article);
  listen_reader_close(reader);
  sigprocmask(SIG_BLOCK, NULL, &after);
  for (int i = 1; i < SIGRTMAX; i++)
    assert_int_equal(sigismember(&before, i), sigismember(&after, i));
  assert_int_equal(n_open_files(), n);
  assert_int_equal(waitpid(-1, NULL, WNOHANG), -1); // no child, dead or alive
  assert_int_equal(errno, ECHILD);
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
      cmocka_unit_test(sound_is_that_of_the_file),
      cmocka_unit_test(files_come_with_others),
      cmocka_unit_test(encoders_write_in_a_process),
      cmocka_unit_test(what_is_cancelled_can_be_done_again),
      cmocka_unit_test(the_cache_changes_nothing),
      cmocka_unit_test(programs_speak_too),
      cmocka_unit_test(voices_are_listed),
      cmocka_unit_test(readers_of_several_threads_speak_at_once),
      cmocka_unit_test(another_thread_cancels),
      cmocka_unit_test(nothing_is_left_of_it),
  };
  if (argc > 1)
    cmocka_set_test_filter(argv[1]);
  return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
