// The sound that the library makes, and what making it does to the process it is in.
#include "api_support.h"

#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

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
