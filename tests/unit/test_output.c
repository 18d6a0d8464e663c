/// Files per chapter: which of them look for what killed runs left in the folder. A look goes over
/// the files that are not under their names yet, so that one for each file would be quadratic.
#include "support.h"

#include "session/output.h"
#include "session/timings.h"
#include "extract/extract.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/listen-output-XXXXXX";
static char name[200];

static const char *at(const char *file) {
  snprintf(name, sizeof name, "%s/%s", folder, file);
  return name;
}

static void leave(const char *file) {
  FILE *stream = fopen(at(file), "w");
  assert_non_null(stream);
  fclose(stream);
}

static bool remains(const char *file) {
  return access(at(file), F_OK) == 0;
}

static int make_folder(void **state) {
  (void)state;
  strcpy(folder, "/tmp/listen-output-XXXXXX");
  return mkdtemp(folder) == NULL;
}

static int remove_folder(void **state) {
  (void)state;
  DIR *stream = opendir(folder);
  for (struct dirent *item; stream != NULL && (item = readdir(stream)) != NULL;)
    if (item->d_name[0] != '.' || item->d_name[1] == 'l')
      unlinkat(dirfd(stream), item->d_name, 0);
  closedir(stream);
  return rmdir(folder);
}

static const char before[] = ".listen-0123456789abcdef.part";
static const char after[] = ".listen-fedcba9876543210.part";

static void read_chapters(struct document *document) {
  struct view text = VIEW("# Eins\n\nAnfang.\n\n# Zwei\n\nMitte.\n\n# Drei\n\nEnde.\n");
  struct extract_options options = {.format = INPUT_MARKDOWN};
  assert_int_equal(extract_document(text, &options, document, NULL), LISTEN_OK);
}

static void only_the_first_sound_file_looks_for_leftovers(void **state) {
  (void)state;
  struct document document;
  struct target target = {.format = AUDIO_WAV};
  read_chapters(&document);
  char path[200];
  snprintf(path, sizeof path, "%s/out.wav", folder);
  struct output output = {.document = &document,
                          .target = &target,
                          .mode = CHAPTERS_FILES,
                          .sample_rate_hz = 8000,
                          .path = path};
  leave(before);
  assert_int_equal(output_open(&output, NULL), LISTEN_OK);
  struct speak_sink sink = output_sink(&output);
  size_t n = 0;
  for (size_t i = 0; i < document.n_blocks; i++) {
    if (!reading_opens_chapter(&document, i))
      continue;
    assert_int_equal(sink.chapter(sink.context, i, NULL), LISTEN_OK);
    assert_int_equal(sink.silence(sink.context, 100, NULL), LISTEN_OK);
    assert_false(remains(before));
    if (n++ == 0)
      leave(after);
  }
  assert_int_equal(n, 4);
  assert_int_equal(output_finish(&output, NULL), LISTEN_OK); // the list of chapters too
  assert_int_equal(output_commit(&output, NULL), LISTEN_OK);
  assert_true(remains(after));
  assert_true(remains("out-01-eins.wav") && remains("out-04-drei.wav") && remains("out.m3u8"));
  output_close(&output);
  document_clear(&document);
}

static void only_the_first_timings_look_for_leftovers(void **state) {
  (void)state;
  struct document document;
  struct target target = {.format = AUDIO_WAV};
  read_chapters(&document);
  char path[200];
  snprintf(path, sizeof path, "%s/out.wav", folder);
  struct target_options options = {
      .chapters = CHAPTERS_FILES, .timings = {".vtt"}, .n_timings = 1};
  char article[] = "a.md", *articles[] = {article};
  struct timings timings;
  leave(before);
  assert_int_equal(timings_open(&timings, &options, &document, articles, path, &target, 8000, NULL),
                   LISTEN_OK);
  const struct sentence_sink *sink = timings_sink(&timings);
  for (size_t i = 0; i < document.n_blocks; i++) {
    struct timed_sentence sentence = {.block = i, .start = i * 100, .end = i * 100 + 50};
    assert_int_equal(sink->sentence(sink->context, &sentence, NULL), LISTEN_OK);
    assert_false(remains(before));
    if (i == 0)
      leave(after);
  }
  assert_int_equal(timings_finish(&timings, document.n_blocks * 100, NULL), LISTEN_OK);
  assert_int_equal(timings_commit(&timings, NULL), LISTEN_OK);
  assert_true(remains(after));
  assert_true(remains("out-01-eins.vtt") && remains("out-04-drei.vtt"));
  timings_close(&timings);
  document_clear(&document);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(only_the_first_sound_file_looks_for_leftovers, make_folder,
                                      remove_folder),
      cmocka_unit_test_setup_teardown(only_the_first_timings_look_for_leftovers, make_folder,
                                      remove_folder),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
