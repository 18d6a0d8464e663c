#include "support.h"

#include "chapter/chapter.h"
#include "chapter/riff.h"

#include <fcntl.h>
#include <signal.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static char path[] = "/tmp/listen-chapter-XXXXXX";

static int open_temporary(void **state) {
  (void)state;
  strcpy(path, "/tmp/listen-chapter-XXXXXX");
  int fd = mkstemp(path);
  if (fd >= 0)
    close(fd);
  return fd < 0;
}

static int remove_temporary(void **state) {
  (void)state;
  return unlink(path);
}

static const struct view titles[] = {{"Über Öl", 9}, {"Schluss", 7}, {"Nie begonnen", 12}};

/// Whole by its structure: a head, a chunk of one byte, the end. Of odd length.
static const struct view png = {"\x89PNG\r\n\x1A\n\0\0\0\1IDATxcrc.\0\0\0\0IEND\xAE\x42\x60\x82",
                                33};

/// One second, chapter marks at 0 and 500 ms.
static void write_second(double expected_s, struct view cover) {
  struct audio_options options = {
      .sample_rate_hz = 1000,
      .tags = {.title = VIEW("Ein Titel"),
               .artist = VIEW("Jürgen Ä."),
               .date = VIEW("2024-03-12"),
               .language = VIEW("de-AT")},
      .cover = cover,
      .chapter_titles = titles,
      .n_chapters = 2,
      .expected_s = expected_s,
  };
  int fd = open(path, O_RDWR | O_TRUNC);
  struct audio_writer *writer;
  assert_int_equal(audio_open(fd, path, &options, &writer, NULL), LISTEN_OK);
  int16_t frames[500];
  for (int i = 0; i < 500; i++)
    frames[i] = (int16_t)(i + 1);
  audio_begin_chapter(writer);
  assert_int_equal(audio_write(writer, frames, 500, NULL), LISTEN_OK);
  audio_begin_chapter(writer);
  assert_int_equal(audio_silence(writer, 500, NULL), LISTEN_OK);
  audio_begin_chapter(writer); // one more than titles: ignored
  assert_int_equal(audio_position(writer), 1000);
  assert_int_equal(audio_finish(writer, NULL), LISTEN_OK);
  close(fd);
}

static void check_second(void) {
  SF_INFO info = {0};
  SNDFILE *file = sf_open(path, SFM_READ, &info);
  assert_non_null(file);
  assert_int_equal(info.frames, 1000);
  assert_int_equal(info.samplerate, 1000);
  assert_int_equal(info.channels, 1);
  assert_string_equal(sf_get_string(file, SF_STR_TITLE), "Ein Titel");
  assert_string_equal(sf_get_string(file, SF_STR_ARTIST), "Jürgen Ä.");
  int16_t frames[1000];
  assert_int_equal(sf_read_short(file, frames, 1000), 1000);
  assert_int_equal(frames[0], 1);
  assert_int_equal(frames[499], 500);
  assert_int_equal(frames[500], 0);
  SF_CUES cues;
  assert_int_equal(sf_command(file, SFC_GET_CUE, &cues, sizeof cues), SF_TRUE);
  assert_int_equal(cues.cue_count, 2);
  assert_int_equal(cues.cue_points[0].sample_offset, 0);
  assert_int_equal(cues.cue_points[1].sample_offset, 500);
  assert_string_equal(cues.cue_points[0].name, "Über Öl");
  assert_string_equal(cues.cue_points[1].name, "Schluss");
  sf_close(file);
}

static void wav_has_named_chapters(void **state) {
  (void)state;
  write_second(1.0, VIEW(""));
  check_second();
}

static void rf64_is_turned_back_when_short(void **state) {
  (void)state;
  write_second(100 * 3600.0, VIEW(""));
  struct buf bytes = read_test_file(path);
  assert_memory_equal(bytes.ptr, "RIFF", 4);
  buf_clear(&bytes);
  SF_INFO info = {0};
  SNDFILE *file = sf_open(path, SFM_READ, &info);
  assert_non_null(file);
  assert_int_equal(info.frames, 1000);
  sf_close(file);
}

static uint64_t little_endian(const struct buf *bytes, size_t pos, size_t n) {
  uint64_t value = 0;
  while (n-- > 0)
    value = value << 8 | (unsigned char)bytes->ptr[pos + n];
  return value;
}

static void wav_has_a_cover_at_its_end(void **state) {
  (void)state;
  for (int turn = 0; turn < 2; turn++) { // the second one was prepared for RF64
    double expected_s = turn == 0 ? 1 : 100 * 3600.0;
    write_second(expected_s, VIEW(""));
    struct buf plain = read_test_file(path);
    write_second(expected_s, png);
    check_second();
    struct buf bytes = read_test_file(path);
    // All else is as without it, but for the size.
    assert_true(bytes.len > plain.len);
    assert_memory_equal(bytes.ptr, "RIFF", 4);
    assert_int_equal(little_endian(&bytes, 4, 4), bytes.len - 8);
    assert_memory_equal(bytes.ptr + 8, plain.ptr + 8, plain.len - 8);
    static const char tag[] = "ID3\4\0\0\0\0\1\13"
                              "TIT2\0\0\0\12\0\0\3Ein Titel"
                              "TPE1\0\0\0\14\0\0\3J\xC3\xBCrgen \xC3\x84."
                              "TDRC\0\0\0\13\0\0\0032024-03-12"
                              "TLAN\0\0\0\4\0\0\3deu"
                              "APIC\0\0\0\56\0\0\3image/png\0\3\0";
    const char *chunk = bytes.ptr + plain.len;
    size_t size = little_endian(&bytes, plain.len + 4, 4);
    assert_memory_equal(chunk, "id3 ", 4);
    assert_int_equal(size, sizeof tag - 1 + png.len);
    assert_memory_equal(chunk + 8, tag, 8);
    assert_int_equal(chunk[16] * 128 + chunk[17], size - 10);
    assert_memory_equal(chunk + 18, tag + 10, sizeof tag - 11);
    assert_memory_equal(chunk + 8 + sizeof tag - 1, png.ptr, png.len);
    assert_int_equal(bytes.len, plain.len + 8 + size + size % 2);
    buf_clear(&plain);
    buf_clear(&bytes);
  }
}

static void a_chunk_behind_rf64(void **state) {
  (void)state;
  SF_INFO info = {.samplerate = 1000, .channels = 1, .format = SF_FORMAT_RF64 | SF_FORMAT_PCM_16};
  SNDFILE *file = sf_open(path, SFM_WRITE, &info);
  assert_non_null(file);
  static const int16_t frames[1000] = {1, 2, 3};
  assert_int_equal(sf_write_short(file, frames, 1000), 1000);
  sf_close(file);
  int fd = open(path, O_WRONLY); // as standard output
  assert_int_equal(riff_append_chunk(fd, "id3 ", VIEW("odd")), 0);
  close(fd);
  struct buf bytes = read_test_file(path);
  assert_memory_equal(bytes.ptr, "RF64\xFF\xFF\xFF\xFFWAVEds64", 16);
  assert_int_equal(little_endian(&bytes, 20, 8), bytes.len - 8);
  assert_memory_equal(bytes.ptr + bytes.len - 12, "id3 \3\0\0\0odd\0", 12);
  buf_clear(&bytes);
  info = (SF_INFO){0};
  file = sf_open(path, SFM_READ, &info);
  assert_non_null(file);
  assert_int_equal(info.frames, 1000);
  sf_close(file);
}

static void a_chunk_that_riff_has_no_room_for(void **state) {
  (void)state;
  static const char head[] = "RIFF\xF8\xFF\xFF\xFFWAVEfmt \0\0\0\0junk\0\0\0";
  int fd = open(path, O_RDWR | O_TRUNC);
  assert_int_equal(write(fd, head, sizeof head), sizeof head);
  assert_int_equal(riff_append_chunk(fd, "id3 ", VIEW("1")), 0);
  struct buf bytes = read_test_file(path);
  assert_int_equal(bytes.len, sizeof head);
  assert_memory_equal(bytes.ptr, head, sizeof head);
  buf_clear(&bytes);
  // No file of ours.
  assert_int_equal(pwrite(fd, "RF64", 4, 0), 4);
  assert_int_not_equal(riff_append_chunk(fd, "id3 ", VIEW("1")), 0);
  assert_int_equal(ftruncate(fd, 20), 0);
  assert_int_not_equal(riff_append_chunk(fd, "id3 ", VIEW("1")), 0);
  close(fd);
}

static void covers_are_whole_images(void **state) {
  (void)state;
#define JPEG(rest)                                                                                 \
  { "\xFF\xD8\xFF" rest, sizeof("\xFF\xD8\xFF" rest) - 1 }
  static const struct {
    struct view image;
    const char *message; ///< its end; NULL: it is one
  } cases[] = {
      {{"\x89PNG\r\n\x1A\n\0\0\0\1IDATxcrc.\0\0\0\0IEND\xAE\x42\x60\x82", 33}, NULL},
      {{"\x89PNG\r\n\x1A\n\0\0\0\1IDATxcrc.\0\0\0\0IEND\xAE\x42\x60\x82", 32}, "is damaged"},
      {{"\x89PNG\r\n\x1A\n\0\0\0\1IDATxcrc.\0\0\0\0IEND\xAE\x42\x60\x82", 21}, "is damaged"},
      {{"\x89PNG\r\n\x1A\n\0\0\0\1IDATxcrc.\0\0\0\0IEND\xAE\x42\x60\x82", 8}, "is damaged"},
      {{"\x89PNG\r\n\x1A\n\xFF\xFF\xFF\xFFIDATxcrc.\0\0\0\0IEND\xAE\x42\x60\x82", 33},
       "is damaged"},
      {JPEG("\xE0\0\3x\xFF\xDA\0\3xabc\xFF\xD9"), NULL},
      {JPEG("\xE0\0\3x\xFF\xFF\xDA\0\3xabc\xFF\xD9 and more"), NULL},
      // The end within a segment is that of a small picture.
      {JPEG("\xE0\0\5\xFF\xD9x\xFF\xDA\0\3xabc"), "is damaged"},
      {JPEG("\xE0\0\377x\xFF\xDA\0\3xabc\xFF\xD9"), "is damaged"},
      {JPEG("\xE0\0\0x"), "is damaged"},
      {JPEG(""), "is damaged"},
      {JPEG("\xFF\xFF\xFF\xFF\xFF\xFF"), "is damaged"},
      {{"GIF89a", 6}, "this is neither"},
      {{"", 0}, "this is neither"},
      {{"\xFF\xD8", 2}, "this is neither"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct listen_diag diag = {0};
    char *copy = malloc(cases[i].image.len + 1); // of just this length, for the sanitizer
    memcpy(copy, cases[i].image.ptr, cases[i].image.len);
    struct view image = {realloc(copy, cases[i].image.len > 0 ? cases[i].image.len : 1),
                         cases[i].image.len};
    enum listen_status status = audio_cover_check(image, "x.png", &diag);
    if (status != (cases[i].message == NULL ? LISTEN_OK : LISTEN_E_USAGE))
      fail_msg("cover %zu: %s", i, diag.message);
    if (cases[i].message != NULL)
      assert_non_null(strstr(diag.message, cases[i].message));
    free((void *)(uintptr_t)image.ptr);
  }
}

static void more_than_a_hundred_chapters(void **state) {
  (void)state;
  enum { N = 250 };
  struct view names[N];
  for (int i = 0; i < N; i++)
    names[i] = titles[i % 2];
  struct audio_options options = {.sample_rate_hz = 8000, .chapter_titles = names, .n_chapters = N};
  int fd = open(path, O_RDWR | O_TRUNC);
  struct audio_writer *writer;
  assert_int_equal(audio_open(fd, path, &options, &writer, NULL), LISTEN_OK);
  for (int i = 0; i < N; i++) {
    audio_begin_chapter(writer);
    assert_int_equal(audio_silence(writer, 10, NULL), LISTEN_OK);
  }
  assert_int_equal(audio_finish(writer, NULL), LISTEN_OK);
  close(fd);
  SF_INFO info = {0};
  SNDFILE *file = sf_open(path, SFM_READ, &info);
  uint32_t count = 0;
  assert_int_equal(sf_command(file, SFC_GET_CUE_COUNT, &count, sizeof count), SF_TRUE);
  assert_int_equal(count, N);
  sf_close(file);
}

static void a_pipe_gets_an_open_length(void **state) {
  (void)state;
  int fds[2];
  assert_int_equal(pipe(fds), 0);
  struct audio_options options = {
      .sample_rate_hz = 22050, .cover = png, .chapter_titles = titles, .n_chapters = 2};
  struct audio_writer *writer;
  assert_int_equal(audio_open(fds[1], "-", &options, &writer, NULL), LISTEN_OK);
  static const int16_t frames[] = {1, 2, 3};
  audio_begin_chapter(writer);
  assert_int_equal(audio_write(writer, frames, 3, NULL), LISTEN_OK);
  assert_int_equal(audio_finish(writer, NULL), LISTEN_OK);
  close(fds[1]);
  unsigned char bytes[512];
  ssize_t n = read(fds[0], bytes, sizeof bytes);
  close(fds[0]);
  assert_true(n > 44);
  assert_memory_equal(bytes, "RIFF\xFF\xFF\xFF\xFFWAVE", 12);
  assert_memory_equal(bytes + n - 14, "data\xFF\xFF\xFF\xFF\1\0\2\0\3\0", 14);
}

static void a_full_disk_is_reported(void **state) {
  (void)state;
  int fd = open("/dev/full", O_WRONLY);
  assert_true(fd >= 0);
  struct audio_options options = {.sample_rate_hz = 22050};
  struct audio_writer *writer = NULL;
  struct listen_diag diag = {0};
  enum listen_status status = audio_open(fd, "/dev/full", &options, &writer, &diag);
  if (status == LISTEN_OK) {
    status = audio_silence(writer, 100000, &diag);
    audio_abandon(writer);
  }
  assert_int_equal(status, LISTEN_E_IO);
  assert_non_null(strstr(diag.message, "no space left"));
  close(fd);
}

/// Files grow to ten bytes: a header of 44 cannot be written.
static void a_failed_open_leaves_the_descriptor(void **state) {
  (void)state;
  int fd = open(path, O_RDWR | O_TRUNC);
  struct audio_options options = {.sample_rate_hz = 22050};
  struct audio_writer *writer = NULL;
  struct listen_diag diag = {0};
  struct rlimit before, small;
  void (*handler)(int) = signal(SIGXFSZ, SIG_IGN);
  assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
  small = (struct rlimit){10, before.rlim_max};
  assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
  enum listen_status status = audio_open(fd, path, &options, &writer, &diag);
  setrlimit(RLIMIT_FSIZE, &before);
  signal(SIGXFSZ, handler);
  assert_int_equal(status, LISTEN_E_IO);
  assert_non_null(strstr(diag.message, "too large"));
  assert_null(writer);
  assert_true(fcntl(fd, F_GETFD) >= 0); // the caller's, who closes it
  assert_int_equal(close(fd), 0);
}

static void names_are_short_and_safe(void **state) {
  (void)state;
  static const struct {
    const char *title, *file;
  } cases[] = {
      {"Größe zählt: Die „Ära“ Müller", "groesse-zaehlt-die-aera-mueller"},
      {"../../etc/passwd", "etc-passwd"},
      {"Łódź & Erdoğan – Café", "lodz-erdogan-cafe"},
      {"中文", "kapitel"},
      {"", "kapitel"},
      {"--- 1. Teil ---", "1-teil"},
      {"Donaudampfschifffahrtsgesellschaftskapitänsmütze und mehr",
       "donaudampfschifffahrtsgesellschaftskapit"},
      {"In den letzten beiden Sitzungsperioden hat", "in-den-letzten-beiden-sitzungsperioden"},
      {"Vierzig Zeichen sind gerade noch die Grenze", "vierzig-zeichen-sind-gerade-noch-die"},
  };
  struct buf out = {0};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    buf_reset(&out);
    chapter_file_part(view_of(cases[i].title), &out);
    assert_string_equal(out.ptr, cases[i].file);
  }
  buf_reset(&out);
  chapter_title(VIEW("In den letzten beiden Sitzungsperioden hat die chinesische Regierung, die"),
                &out);
  assert_string_equal(out.ptr, "In den letzten beiden Sitzungsperioden hat die chinesische…");
  buf_reset(&out);
  chapter_title(VIEW("Kurz und gut"), &out);
  assert_string_equal(out.ptr, "Kurz und gut");
  buf_clear(&out);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(wav_has_named_chapters, open_temporary, remove_temporary),
      cmocka_unit_test_setup_teardown(rf64_is_turned_back_when_short, open_temporary,
                                      remove_temporary),
      cmocka_unit_test_setup_teardown(more_than_a_hundred_chapters, open_temporary,
                                      remove_temporary),
      cmocka_unit_test_setup_teardown(wav_has_a_cover_at_its_end, open_temporary, remove_temporary),
      cmocka_unit_test_setup_teardown(a_chunk_behind_rf64, open_temporary, remove_temporary),
      cmocka_unit_test_setup_teardown(a_chunk_that_riff_has_no_room_for, open_temporary,
                                      remove_temporary),
      cmocka_unit_test(covers_are_whole_images),
      cmocka_unit_test(a_pipe_gets_an_open_length),
      cmocka_unit_test(a_full_disk_is_reported),
      cmocka_unit_test_setup_teardown(a_failed_open_leaves_the_descriptor, open_temporary,
                                      remove_temporary),
      cmocka_unit_test(names_are_short_and_safe),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
