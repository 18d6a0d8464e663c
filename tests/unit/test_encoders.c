// The formats that FFmpeg's libraries write, read back by libsndfile's decoders.

#include "support.h"

#include "chapter/chapter.h"
#include "chapter/length.h"

#include <fcntl.h>
#include <signal.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { RATE = 22050, PART = RATE * 3 / 2 };

static char path[] = "/tmp/listen-encoders-XXXXXX";

static int open_temporary(void **state) {
  (void)state;
  strcpy(path, "/tmp/listen-encoders-XXXXXX");
  int fd = mkstemp(path);
  if (fd >= 0)
    close(fd);
  return fd < 0;
}

static int remove_temporary(void **state) {
  (void)state;
  return unlink(path);
}

/// A triangle of about 200 Hz: a signal without libm, far from silence.
static int16_t tone(size_t i) {
  int phase = (int)(i % 110);
  return (int16_t)((phase < 55 ? phase : 110 - phase) * 400 - 11000);
}

static const struct view titles[] = {
    {"Über Öl", 9}, {"\"Zitat\"\n = \0x", 14}, {"Ohne Ton", 8}, {"Nie begonnen", 12}};

static struct audio_options options_for(enum audio_format format) {
  return (struct audio_options){
      .format = format,
      .sample_rate_hz = RATE,
      .tags = {.title = VIEW("Ein „Titel“\r\nin zwei Zeilen"),
               .artist = VIEW("Jürgen Ä."),
               .album = VIEW("Zeitung"),
               .date = VIEW("2024-03-12"),
               .language = VIEW("de-DE")},
      .chapter_titles = titles,
      .n_chapters = 4,
  };
}

/// `parts` times 1.5 s of tone and 0.5 s of silence, three chapters, in odd blocks.
static enum listen_status write_parts(int fd, const struct audio_options *options, int parts,
                                      struct listen_diag *diag) {
  struct audio_writer *writer;
  enum listen_status status = audio_open(fd, path, options, &writer, diag);
  if (status != LISTEN_OK)
    return status;
  size_t at = 0;
  for (int part = 0; part < parts && status == LISTEN_OK; part++) {
    if (part < 2)
      audio_begin_chapter(writer);
    for (size_t end = at + PART; at < end && status == LISTEN_OK;) {
      int16_t block[777];
      size_t n = end - at < 777 ? end - at : 777;
      for (size_t i = 0; i < n; i++)
        block[i] = tone(at + i);
      status = audio_write(writer, block, n, diag);
      at += n;
    }
    if (status == LISTEN_OK)
      status = audio_silence(writer, RATE / 2, diag);
  }
  if (status != LISTEN_OK) {
    audio_abandon(writer);
    return status;
  }
  audio_begin_chapter(writer); // has no frame
  return audio_finish(writer, diag);
}

static void write_file(const struct audio_options *options, int parts) {
  struct listen_diag diag = {0};
  int fd = open(path, O_RDWR | O_TRUNC);
  enum listen_status status = write_parts(fd, options, parts, &diag);
  if (status != LISTEN_OK)
    print_error("%s: %s\n", audio_format_info(options->format)->name, diag.message);
  assert_int_equal(status, LISTEN_OK);
  close(fd);
}

#ifdef LISTEN_HAS_AV

/// Frames that libsndfile decodes, at the file's own rate, and the tone where it is expected: the
/// error is at most `error` of its power.
static void check_sound(enum audio_format format, int parts, double error) {
  SF_INFO info = {0};
  SNDFILE *file = sf_open(path, SFM_READ, &info);
  if (file == NULL)
    fail_msg("%s: %s", audio_format_info(format)->name, sf_strerror(NULL));
  assert_int_equal(info.channels, 1);
  sf_count_t want = (sf_count_t)parts * (PART + RATE / 2) * info.samplerate / RATE;
  int16_t *frames = calloc((size_t)want + 1, sizeof *frames);
  assert_non_null(frames);
  if (sf_readf_short(file, frames, want + 1) != want)
    fail_msg("%s: not %lld frames", audio_format_info(format)->name, (long long)want);
  sf_close(file);
  double power = 0, wrong = 0;
  for (size_t i = 0; info.samplerate == RATE && i < (size_t)want; i++) {
    size_t in_part = i % (PART + RATE / 2);
    int heard = in_part < PART ? tone(i / (PART + RATE / 2) * PART + in_part) : 0;
    power += (double)heard * heard;
    wrong += (double)(heard - frames[i]) * (heard - frames[i]);
  }
  if (wrong > error * power)
    fail_msg("%s: error %g", audio_format_info(format)->name, wrong / power);
  free(frames);
}

static void length_is_exact_to_the_frame(void **state) {
  (void)state;
  static const struct {
    enum audio_format format;
    double error;
  } cases[] = {
      {AUDIO_WAV, 0}, {AUDIO_FLAC, 0}, {AUDIO_OGG, 0.02}, {AUDIO_OPUS, 0.05}, {AUDIO_MP3, 0.02}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct audio_options options = options_for(cases[i].format);
    // 32 s: several pieces, encoded on several cores
    static const int lengths[] = {1, 2, 3, 16};
    for (size_t n = 0; n < sizeof lengths / sizeof *lengths; n++) {
      write_file(&options, lengths[n]);
      check_sound(cases[i].format, lengths[n], cases[i].error);
    }
  }
}

static void same_frames_give_the_same_bytes(void **state) {
  (void)state;
  for (int format = 0; format < AUDIO_N_FORMATS; format++) {
    struct audio_options options = options_for((enum audio_format)format);
    write_file(&options, 16);
    struct buf first = read_test_file(path);
    write_file(&options, 16);
    struct buf second = read_test_file(path);
    assert_int_equal(first.len, second.len);
    assert_memory_equal(first.ptr, second.ptr, first.len);
    buf_clear(&first);
    buf_clear(&second);
  }
}

static void tags_are_clean_lines(void **state) {
  (void)state;
  struct audio_options options = options_for(AUDIO_FLAC);
  write_file(&options, 2);
  struct buf bytes = read_test_file(path);
  static const char *const wanted[] = {"title=Ein „Titel“  in zwei Zeilen",
                                       "artist=Jürgen Ä.",
                                       "album=Zeitung",
                                       "date=2024-03-12",
                                       "language=de-DE",
                                       "CHAPTER000=00:00:00.000",
                                       "CHAPTER000NAME=Über Öl",
                                       "CHAPTER001=00:00:02.000",
                                       "CHAPTER001NAME=\"Zitat\"  =  x",
                                       "CHAPTER002=00:00:04.000"};
  for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
    if (memmem(bytes.ptr, bytes.len, wanted[i], strlen(wanted[i])) == NULL)
      fail_msg("not in the file: %s", wanted[i]);
  buf_clear(&bytes);
}

static void thousands_of_chapters(void **state) {
  (void)state;
  enum { N = 1500 };
  static const enum audio_format formats[] = {AUDIO_FLAC, AUDIO_OPUS, AUDIO_MP3, AUDIO_M4B};
  struct view names[N];
  for (int i = 0; i < N; i++)
    names[i] = VIEW("Kapitel mit einem längeren Namen");
  for (size_t f = 0; f < sizeof formats / sizeof *formats; f++) {
    struct audio_options options = options_for(formats[f]);
    options.chapter_titles = names;
    options.n_chapters = N;
    int fd = open(path, O_RDWR | O_TRUNC);
    struct audio_writer *writer;
    assert_int_equal(audio_open(fd, path, &options, &writer, NULL), LISTEN_OK);
    for (int i = 0; i < N; i++) {
      audio_begin_chapter(writer);
      assert_int_equal(audio_silence(writer, 100, NULL), LISTEN_OK);
    }
    assert_int_equal(audio_finish(writer, NULL), LISTEN_OK);
    close(fd);
  }
}

static void a_full_disk_is_reported(void **state) {
  (void)state;
  for (int format = 0; format < AUDIO_N_FORMATS; format++) {
    struct audio_options options = options_for((enum audio_format)format);
    struct listen_diag diag = {0};
    int fd = open("/dev/full", O_WRONLY);
    assert_int_equal(write_parts(fd, &options, 30, &diag), LISTEN_E_IO);
    assert_non_null(strstr(diag.message, "no space left"));
    close(fd);
  }
}

static void a_pipe_gets_the_sound_at_once(void **state) {
  (void)state;
  for (int format = 0; format < AUDIO_N_FORMATS; format++) {
    struct audio_options options = options_for((enum audio_format)format);
    struct listen_diag diag = {0};
    char command[128];
    snprintf(command, sizeof command, "cat >%s", path);
    FILE *reader = popen(command, "w");
    assert_non_null(reader);
    enum listen_status status = write_parts(fileno(reader), &options, 2, &diag);
    pclose(reader);
    assert_int_equal(status, format == AUDIO_M4B ? LISTEN_E_USAGE : LISTEN_OK);
    struct buf bytes = read_test_file(path);
    assert_true(format == AUDIO_M4B ? bytes.len == 0 : bytes.len > 10000);
    buf_clear(&bytes);
  }
}

static void a_wrong_cover_is_refused(void **state) {
  (void)state;
  struct listen_diag diag = {0};
  // A head without a body is seen by the decoder.
  struct audio_options options = options_for(AUDIO_MP3);
  options.cover = VIEW("\x89PNG\r\n\x1A\nIHDR");
  options.cover_path = "half.png";
  int fd = open(path, O_RDWR | O_TRUNC);
  assert_int_equal(write_parts(fd, &options, 2, &diag), LISTEN_E_USAGE);
  assert_string_equal(diag.file, "half.png");
  close(fd);
}

/// What audio_file_seconds says of the file, and that it leaves the descriptor open.
static double seconds_of_file(void) {
  int fd = open(path, O_RDONLY);
  double seconds = audio_file_seconds(fd);
  assert_int_equal(close(fd), 0);
  return seconds;
}

static void lengths_are_read_back(void **state) {
  (void)state;
  for (int format = 0; format < AUDIO_N_FORMATS; format++) {
    struct audio_options options = options_for((enum audio_format)format);
    write_file(&options, 3);
    double seconds = seconds_of_file();
    // LAME's delay and padding are not always taken off.
    double most = format == AUDIO_MP3 ? 6.1 : 6 + 1.0 / RATE;
    if (format == AUDIO_RAW ? seconds >= 0 : seconds < 6 - 1.0 / RATE || seconds > most)
      fail_msg("%s: %f s", audio_format_info((enum audio_format)format)->name, seconds);
  }
}

static void damaged_files_have_no_length(void **state) {
  (void)state;
  struct audio_options options = options_for(AUDIO_M4B);
  write_file(&options, 3);
  struct buf whole = read_test_file(path);
  // Cut anywhere: the index is missing, broken, or leads beyond the end.
  for (size_t part = 0; part < 7; part++) {
    assert_int_equal(truncate(path, (off_t)(whole.len / 7 * part)), 0);
    if (seconds_of_file() >= 0)
      fail_msg("cut after %zu sevenths", part);
    int fd = open(path, O_WRONLY | O_TRUNC);
    assert_int_equal(write(fd, whole.ptr, whole.len), whole.len);
    close(fd);
  }
  assert_true(seconds_of_file() > 5.9);
  buf_clear(&whole);
}

/// Files that name others: FFmpeg would open those.
static void lists_are_not_followed(void **state) {
  (void)state;
  char name[] = "/tmp/listen-named-XXXXXX", text[200];
  int fd = mkstemp(name);
  struct audio_options options = options_for(AUDIO_M4B);
  assert_int_equal(write_parts(fd, &options, 1, NULL), LISTEN_OK);
  close(fd);
  static const char *const lists[][2] = {
      {"#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n", "\n#EXT-X-ENDLIST\n"},
      {"ffconcat version 1.0\nfile '", "'\nduration 2\n"},
      {"<?xml version='1.0'?><MPD xmlns='urn:mpeg:DASH:schema:MPD:2011' "
       "mediaPresentationDuration='PT2S'><BaseURL>",
       "</BaseURL></MPD>"},
  };
  for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
    snprintf(text, sizeof text, "%s%s%s", lists[i][0], name, lists[i][1]);
    fd = open(path, O_WRONLY | O_TRUNC);
    assert_int_equal(write(fd, text, strlen(text)), strlen(text));
    close(fd);
    assert_true(seconds_of_file() < 0);
  }
  unlink(name);
}

static void abandoned_in_the_middle(void **state) {
  (void)state;
  for (int format = 0; format < AUDIO_N_FORMATS; format++) {
    struct audio_options options = options_for((enum audio_format)format);
    int fd = open(path, O_RDWR | O_TRUNC);
    struct audio_writer *writer;
    assert_int_equal(audio_open(fd, path, &options, &writer, NULL), LISTEN_OK);
    assert_int_equal(audio_silence(writer, RATE, NULL), LISTEN_OK);
    audio_abandon(writer);
    close(fd);
  }
}

#else

static void without_ffmpeg_the_error_says_what_to_do(void **state) {
  (void)state;
  struct audio_options options = options_for(AUDIO_MP3);
  struct listen_diag diag = {0};
  int fd = open(path, O_RDWR | O_TRUNC);
  assert_int_equal(write_parts(fd, &options, 1, &diag), LISTEN_E_USAGE);
  assert_non_null(strstr(diag.message, "FFmpeg"));
  assert_non_null(strstr(diag.hint, "-DLISTEN_FFMPEG=ON"));
  close(fd);
  options.format = AUDIO_RAW;
  write_file(&options, 1);
}

#endif

static void formats_by_name_and_ending(void **state) {
  (void)state;
  enum audio_format format;
  assert_true(audio_format_of_path("a.b/Datei.MP3", &format));
  assert_int_equal(format, AUDIO_MP3);
  assert_true(audio_format_of_path("x.m4a", &format));
  assert_int_equal(format, AUDIO_M4B);
  assert_false(audio_format_of_path("a.mp3/datei", &format));
  assert_false(audio_format_of_path("datei.aac", &format));
  assert_true(audio_format_named("opus", &format));
  assert_int_equal(format, AUDIO_OPUS);
  assert_false(audio_format_named("Opus ", &format));
}

int main(void) {
  signal(SIGPIPE, SIG_IGN); // as the program does: a failed encoder is told by its reply
  const struct CMUnitTest tests[] = {
#ifdef LISTEN_HAS_AV
      cmocka_unit_test_setup_teardown(length_is_exact_to_the_frame, open_temporary,
                                      remove_temporary),
      cmocka_unit_test_setup_teardown(same_frames_give_the_same_bytes, open_temporary,
                                      remove_temporary),
      cmocka_unit_test_setup_teardown(tags_are_clean_lines, open_temporary, remove_temporary),
      cmocka_unit_test_setup_teardown(thousands_of_chapters, open_temporary, remove_temporary),
      cmocka_unit_test_setup_teardown(a_full_disk_is_reported, open_temporary, remove_temporary),
      cmocka_unit_test_setup_teardown(a_pipe_gets_the_sound_at_once, open_temporary,
                                      remove_temporary),
      cmocka_unit_test_setup_teardown(a_wrong_cover_is_refused, open_temporary, remove_temporary),
      cmocka_unit_test_setup_teardown(lengths_are_read_back, open_temporary, remove_temporary),
      cmocka_unit_test_setup_teardown(damaged_files_have_no_length, open_temporary,
                                      remove_temporary),
      cmocka_unit_test_setup_teardown(lists_are_not_followed, open_temporary, remove_temporary),
      cmocka_unit_test_setup_teardown(abandoned_in_the_middle, open_temporary, remove_temporary),
#else
      cmocka_unit_test_setup_teardown(without_ffmpeg_the_error_says_what_to_do, open_temporary,
                                      remove_temporary),
#endif
      cmocka_unit_test(formats_by_name_and_ending),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
