// The record of an article: the same again after writing and reading, and nothing believed that
// somebody else wrote.

#include "support.h"

#include "base/decimal.h"
#include "failing_alloc.h"
#include "site_sample.h"

#include <cjson/cJSON.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static const struct view site = {"https://example.org/audio/", 26};

static enum listen_status read_back(struct view json, struct arena *arena, struct site_entry *out) {
  struct listen_diag diag = {0};
  enum listen_status status = site_entry_read(json, "x.article.json", arena, out, &diag);
  if (status != LISTEN_OK)
    assert_true(diag.status == status && diag.message[0] != '\0');
  return status;
}

static void assert_view(struct view got, struct view want) {
  assert_int_equal(got.ptr == NULL, want.ptr == NULL);
  if (!view_eq(got, want))
    fail_msg("got \"%.*s\", want \"%.*s\"", (int)got.len, got.ptr, (int)want.len, want.ptr);
}

static void assert_same_texts(const struct site_entry *got, const struct site_entry *want) {
  assert_view(got->key, want->key);
  assert_view(got->source, want->source);
  assert_view(got->title, want->title);
  assert_view(got->author, want->author);
  assert_view(got->published, want->published);
  assert_view(got->language, want->language);
  assert_view(got->summary, want->summary);
  assert_view(got->section, want->section);
  assert_view(got->voice, want->voice);
  assert_view(got->own_voice, want->own_voice);
  assert_view(got->page_url, want->page_url);
  assert_view(got->label, want->label);
  assert_view(got->claim_text, want->claim_text);
}

static void assert_same(const struct site_entry *got, const struct site_entry *want) {
  assert_same_texts(got, want);
  assert_int_equal(got->in_feed, want->in_feed);
  assert_int_equal(got->label_minutes, want->label_minutes);
  assert_int_equal(got->claim_kind, want->claim_kind);
  assert_true(fabs(got->claim_s - want->claim_s) < 0.051);
  assert_true(fabs(got->duration_s - want->duration_s) < 0.000501);
  assert_memory_equal(got->source_hash, want->source_hash, 16);
  assert_memory_equal(got->build_hash, want->build_hash, 16);
  assert_memory_equal(got->page_hash, want->page_hash, 16);
  assert_int_equal(got->n_files, want->n_files);
  for (size_t i = 0; i < want->n_files; i++) {
    assert_int_equal(got->files[i].role, want->files[i].role);
    assert_view(got->files[i].path, want->files[i].path);
    assert_view(got->files[i].format, want->files[i].format);
    assert_true(got->files[i].bytes == want->files[i].bytes);
    assert_memory_equal(got->files[i].hash, want->files[i].hash, 16);
  }
  assert_int_equal(got->n_chapters, want->n_chapters);
  for (size_t i = 0; i < want->n_chapters; i++) {
    assert_view(got->chapters[i].title, want->chapters[i].title);
    assert_true(fabs(got->chapters[i].start_s - want->chapters[i].start_s) < 0.000501);
    assert_true(fabs(got->chapters[i].end_s - want->chapters[i].end_s) < 0.000501);
  }
}

/// Written, read, and written with the same bytes again, on one line.
static void assert_round_trip(const struct site_entry *entry) {
  struct buf first = {0}, second = {0};
  struct arena arena = {0};
  struct site_entry back;
  assert_true(site_entry_write(entry, site, &first));
  for (size_t i = 0; i < first.len; i++)
    assert_true((unsigned char)first.ptr[i] >= 0x20 && first.ptr[i] != '<' && first.ptr[i] != '>');
  assert_null(strstr(first.ptr, "\u2028"));
  assert_null(strstr(first.ptr, "\xC2\x85"));
  assert_int_equal(read_back(buf_as_view(&first), &arena, &back), LISTEN_OK);
  assert_same(&back, entry);
  assert_true(site_entry_write(&back, site, &second));
  assert_string_equal(first.ptr, second.ptr);
  arena_clear(&arena);
  buf_clear(&first);
  buf_clear(&second);
}

static void an_entry_comes_back_as_it_was(void **state) {
  (void)state;
  struct site_sample sample;
  site_sample_init(&sample);
  assert_round_trip(&sample.entry);
  struct site_entry bare = {.key = VIEW("index"), .source = VIEW("index.md")};
  assert_round_trip(&bare);
  sample.files[0].bytes = 9007199254740992u; // the most that every reader of JSON knows exactly
  sample.entry.duration_s = 1.0 / 3;
  sample.chapters[2].start_s = sample.chapters[2].end_s = 9999999.9995;
  assert_round_trip(&sample.entry);
  site_sample_clear(&sample);
}

static void any_string_comes_back(void **state) {
  (void)state;
  struct site_sample sample;
  for (size_t i = 0; i < site_n_nasty; i++) {
    site_sample_init(&sample);
    struct site_entry *e = &sample.entry;
    e->title = e->author = e->summary = e->section = e->voice = e->own_voice = site_nasty[i];
    e->source = e->published = e->language = e->page_url = e->label = site_nasty[i];
    e->claim_text = sample.chapters[1].title = site_nasty[i];
    assert_round_trip(e);
    site_sample_clear(&sample);
  }
  site_sample_init(&sample);
  site_sample_rename(&sample, VIEW("a <b> & \"c\"/u\u0308 \u00fc %20#?/.x"));
  assert_round_trip(&sample.entry);
  site_sample_clear(&sample);
}

static void a_record_has_the_keys_and_bytes_it_always_had(void **state) {
  (void)state;
  struct site_sample sample;
  struct buf got = {0};
  site_sample_init(&sample);
  assert_true(site_entry_write(&sample.entry, site, &got));
  buf_byte(&got, '\n');
  assert_golden("golden/site/entry.json", buf_as_view(&got));
  buf_clear(&got);
  site_sample_clear(&sample);
}

static void numbers_do_not_ask_the_locale(void **state) {
  (void)state;
  static const struct {
    double value;
    int decimals;
    const char *want;
  } cases[] = {
      {0, 0, "0"},
      {0.5, 0, "1"},
      {560.1, 1, "560.1"},
      {-0.04, 1, "0.0"},
      {-1.25, 2, "-1.25"},
      {999.9996, 3, "1000.000"},
      {0.001, 3, "0.001"},
      {1e12, 0, "1000000000000"},
      {2e12, 0, NULL},
      {(double)NAN, 1, NULL},
      {(double)-INFINITY, 1, NULL},
  };
  const char *locale = setlocale(LC_ALL, "de_DE.UTF-8"); // may not be installed
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct buf got = {0};
    assert_int_equal(decimal_write(cases[i].value, cases[i].decimals, &got), cases[i].want != NULL);
    if (cases[i].want != NULL)
      assert_string_equal(got.ptr, cases[i].want);
    assert_int_equal(got.len > 0, cases[i].want != NULL);
    buf_clear(&got);
  }
  struct site_sample sample;
  site_sample_init(&sample);
  assert_round_trip(&sample.entry);
  site_sample_clear(&sample);
  if (locale != NULL)
    setlocale(LC_ALL, "C");
}

static void long_strings_and_lists_are_cut(void **state) {
  (void)state;
  struct site_sample sample;
  struct buf title = {0}, json = {0};
  struct arena arena = {0};
  struct site_entry back;
  site_sample_init(&sample);
  while (title.len < 100000)
    buf_str(&title, "x–\x01"); // the worst: six bytes for one
  struct site_chapter *chapters = calloc(20000, sizeof *chapters);
  assert_non_null(chapters);
  for (size_t i = 0; i < 20000; i++)
    chapters[i] = (struct site_chapter){buf_as_view(&title), (double)i, (double)i + 1};
  struct site_entry *e = &sample.entry;
  e->title = e->author = e->summary = e->section = e->voice = e->source = buf_as_view(&title);
  e->chapters = chapters;
  e->n_chapters = 20000;
  assert_true(site_entry_write(e, site, &json));
  assert_true(json.len < SITE_ENTRY_MAX);
  assert_int_equal(read_back(buf_as_view(&json), &arena, &back), LISTEN_OK);
  assert_int_equal(back.n_chapters, SITE_CHAPTERS_MAX);
  assert_true(back.title.len > SITE_TEXT_MAX - 4 && back.title.len <= SITE_TEXT_MAX);
  assert_true(view_starts(buf_as_view(&title), back.title));
  assert_true(view_starts(buf_as_view(&title), back.chapters[4095].title));
  arena_clear(&arena);
  free(chapters);
  buf_clear(&title);
  buf_clear(&json);
  site_sample_clear(&sample);
}

// ---- what is not believed ----

/// The sample's record with one part of it replaced.
static struct buf altered(struct view json, const char *part, const char *by) {
  const char *at = strstr(json.ptr, part);
  if (at == NULL)
    fail_msg("the record has no %s", part);
  struct buf out = {0};
  buf_add(&out, json.ptr, (size_t)(at - json.ptr));
  buf_str(&out, by);
  buf_str(&out, at + strlen(part));
  return out;
}

static void other_records_are_refused(void **state) {
  (void)state;
  static const struct {
    const char *part, *by, *wrong;
  } cases[] = {
      {"\"2026/über uns/china-ki\"", "\"../china-ki\"", "key"},
      {"\"2026/über uns/china-ki\"", "\"/etc/passwd\"", "key"},
      {"\"2026/über uns/china-ki\"", "\"a//b\"", "key"},
      {"\"2026/über uns/china-ki\"", "\"\"", "key"},
      {"\"2026/über uns/china-ki\"", "null", "key"},
      {"\"2026/über uns/china-ki\"", "7", "key"},
      {"\"2026/über uns/china-ki\"", "\"a\\nb\"", "key"},
      {"\"2026/über uns/china-ki\"", "\"other\"", "path"},
      {"china-ki.opus\",\"url", "china-ki.flac\",\"url", "path"},
      {"\"path\":\"2026/über uns/china-ki.vtt\"", "\"path\":\"feed.xml\"", "path"},
      {"\"path\":\"2026/über uns/china-ki.vtt\"", "\"path\":\"2026/../x.vtt\"", "path"},
      {"\"path\":\"2026/über uns/china-ki.vtt\"", "\"path\":null", "path"},
      {"\"format\":\"opus\"", "\"format\":\"exe\"", "format"},
      {"\"format\":\"opus\"", "\"format\":\"raw\"", "format"},
      {"\"format\":\"vtt\"", "\"format\":\"srt\"", "format"},
      {"\"format\":\"vtt\"", "\"f\":\"vtt\"", "format"},
      {"\"role\":\"captions\"", "\"role\":\"anything\"", "role"},
      {"\"role\":\"captions\"", "\"role\":[]", "role"},
      {"\"bytes\":12345", "\"bytes\":-1", "bytes"},
      {"\"bytes\":12345", "\"bytes\":1.5", "bytes"},
      {"\"bytes\":12345", "\"bytes\":1e300", "bytes"},
      {"\"bytes\":12345", "\"bytes\":\"1\"", "bytes"},
      {"\"hash\":\"0123456789abcdef", "\"hash\":\"0123456789abcde", "hash"},
      {"\"hash\":\"0123456789abcdef", "\"hash\":\"0123456789ABCDEF", "hash"},
      {"\"source\":\"11111111", "\"source\":\"g1111111", "source"},
      {"\"build\":\"33333333", "\"build\":\"\\u000033333333", "build"},
      {"\"hashes\":{", "\"hashes\":7,\"x\":{", "source"},
      {"\"duration_s\":560.100", "\"duration_s\":-1", "duration_s"},
      {"\"duration_s\":560.100", "\"duration_s\":1e9", "duration_s"},
      {"\"duration_s\":560.100", "\"duration_s\":null", "duration_s"},
      {"\"label_minutes\":9", "\"label_minutes\":9.5", "label_minutes"},
      {"\"label_minutes\":9", "\"label_minutes\":-9", "label_minutes"},
      {"\"kind\":\"listen\"", "\"kind\":\"none\"", "kind"},
      {"\"kind\":\"listen\"", "\"k\":0", "kind"},
      {"\"seconds\":360.0", "\"seconds\":\"x\"", "seconds"},
      {"\"feed\":true", "\"feed\":1", "feed"},
      {"\"author\":\"Jörg", "\"author\":\"J\xC3rg", "author"},
      {"\"author\":\"Jörg O'Neill\"", "\"author\":[\"x\"]", "author"},
      {"\"files\":[", "\"files\":{},\"f\":[", "files"},
      {"\"files\":[", "\"files\":[0,", "role"},
      {"\"chapters\":[", "\"chapters\":null,\"f\":[", "chapters"},
      {"\"start_s\":12.500", "\"start_s\":400", "start_s"},
      {"\"end_s\":300.063", "\"end_s\":1", "start_s"},
      {"\"end_s\":300.063", "\"end_s\":{}", "end_s"},
  };
  struct site_sample sample;
  struct buf json = {0};
  site_sample_init(&sample);
  assert_true(site_entry_write(&sample.entry, site, &json));
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct buf other = altered(buf_as_view(&json), cases[i].part, cases[i].by);
    struct arena arena = {0};
    struct site_entry back;
    struct listen_diag diag = {0};
    char want[64];
    snprintf(want, sizeof want, "no valid '%s'", cases[i].wrong);
    enum listen_status status =
        site_entry_read(buf_as_view(&other), "a.json", &arena, &back, &diag);
    if (status != LISTEN_E_INPUT || strstr(diag.message, want) == NULL)
      fail_msg("%s: status %d, \"%s\"", cases[i].by, (int)status, diag.message);
    assert_string_equal(diag.file, "a.json");
    assert_true(diag.hint[0] != '\0' && back.key.ptr == NULL && back.files == NULL);
    arena_clear(&arena);
    buf_clear(&other);
  }
  buf_clear(&json);
  site_sample_clear(&sample);
}

static void what_is_no_record_is_refused(void **state) {
  (void)state;
  struct site_sample sample;
  struct buf json = {0}, deep = {0};
  struct arena arena = {0};
  struct site_entry back;
  site_sample_init(&sample);
  assert_true(site_entry_write(&sample.entry, site, &json));
  for (size_t n = 0; n < json.len; n++) // cut off anywhere
    assert_int_equal(read_back((struct view){json.ptr, n}, &arena, &back), LISTEN_E_INPUT);
  buf_str(&json, " \r\n\t\n");
  assert_int_equal(read_back(buf_as_view(&json), &arena, &back), LISTEN_OK);
  buf_str(&json, "{}");
  assert_int_equal(read_back(buf_as_view(&json), &arena, &back), LISTEN_E_INPUT);
  for (int i = 0; i < 2000000; i++)
    buf_byte(&deep, '[');
  assert_int_equal(read_back(buf_as_view(&deep), &arena, &back), LISTEN_E_INPUT);
  while (deep.len <= SITE_ENTRY_MAX)
    buf_byte(&deep, ' ');
  assert_int_equal(read_back(buf_as_view(&deep), &arena, &back), LISTEN_E_INPUT);
  assert_int_equal(read_back(VIEW("[]"), &arena, &back), LISTEN_E_INPUT);
  assert_int_equal(read_back(VIEW("\xFF\xFE"), &arena, &back), LISTEN_E_INPUT);
  arena_clear(&arena);
  buf_clear(&json);
  buf_clear(&deep);
  site_sample_clear(&sample);
}

static void unknown_keys_are_ignored(void **state) {
  (void)state;
  struct site_sample sample;
  struct buf json = {0};
  struct arena arena = {0};
  struct site_entry back;
  site_sample_init(&sample);
  assert_true(site_entry_write(&sample.entry, site, &json));
  struct buf more = altered(buf_as_view(&json), "{\"key\"", "{\"new\":[{\"key\":7}],\"key\"");
  assert_int_equal(read_back(buf_as_view(&more), &arena, &back), LISTEN_OK);
  assert_same(&back, &sample.entry);
  arena_clear(&arena);
  buf_clear(&json);
  buf_clear(&more);
  site_sample_clear(&sample);
}

// ---- paths ----

static void paths_stay_below_their_folder(void **state) {
  (void)state;
  static const char *const good[] = {"a",   "a/b",      "über uns/x.y", ".x",
                                     "...", "a b/%/#?", "u\u0308"};
  static const char *const bad[] = {
      "",       "/",    "/a",    "a/",   "a//b",      ".",   "..",  "../a", "a/..",    "a/./b",
      "a/../b", "a\nb", "a\x7f", "\xC3", "a\xC2\x85", "./a", "a/.", "\t",   "a/\x01/b"};
  for (size_t i = 0; i < sizeof good / sizeof *good; i++)
    if (!site_path_is_clean(view_of(good[i])))
      fail_msg("%s is clean", good[i]);
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
    if (site_path_is_clean(view_of(bad[i])))
      fail_msg("%s is not clean", bad[i]);
  char part[4200];
  memset(part, 'x', sizeof part);
  assert_true(site_path_is_clean((struct view){part, 255}));
  assert_false(site_path_is_clean((struct view){part, 256}));
  for (size_t i = 200; i < sizeof part; i += 200)
    part[i] = '/';
  assert_true(site_path_is_clean((struct view){part, 4096}));
  assert_false(site_path_is_clean((struct view){part, 4097}));
  assert_false(site_path_is_clean((struct view){"a\0b", 3}));
}

/// Whatever an article is called, no file of another has its path.
static void no_two_keys_share_a_path(void **state) {
  (void)state;
  static const char *const keys[] = {"a",     "a.timings", "a.chapters",
                                     "a.mp3", "a.article", "a.html"};
  struct buf paths[36] = {0};
  size_t n = 0;
  for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
    for (int role = 0; role < SITE_N_ROLES; role++) {
      const char *format = site_role_format((enum site_role)role);
      assert_true(site_file_path(view_of(keys[i]), (enum site_role)role,
                                 view_of(format == NULL ? "mp3" : format), &paths[n++]));
    }
  for (size_t i = 0; i < n; i++)
    for (size_t k = 0; k < i; k++)
      assert_string_not_equal(paths[i].ptr, paths[k].ptr);
  for (size_t i = 0; i < n; i++)
    buf_clear(&paths[i]);
}

// ---- resources ----

/// A thousand records of two kilobytes: what a run that has nothing to do spends on them.
static void reading_is_fast(void **state) {
  (void)state;
  struct site_sample sample;
  struct buf json = {0};
  site_sample_init(&sample);
  assert_true(site_entry_write(&sample.entry, site, &json));
  assert_true(json.len > 2000);
  struct timespec from, to;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
  for (int i = 0; i < 1000; i++) {
    struct arena arena = {0};
    struct site_entry back;
    assert_int_equal(read_back(buf_as_view(&json), &arena, &back), LISTEN_OK);
    arena_clear(&arena);
  }
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
  double seconds = (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9;
  print_message("1000 records of %zu bytes: %.1f ms\n", json.len, seconds * 1000);
  assert_true(seconds < 2); // far off what is expected, for builds that look for mistakes
  buf_clear(&json);
  site_sample_clear(&sample);
}

static void *cjson_malloc(size_t size) {
  return malloc(size); // from here it can fail; a shared library's own calls cannot be made to
}

static void running_out_of_memory_is_said(void **state) {
  (void)state;
  struct site_sample sample;
  struct buf whole = {0};
  site_sample_init(&sample);
  assert_true(site_entry_write(&sample.entry, site, &whole));
  cJSON_InitHooks(&(cJSON_Hooks){cjson_malloc, free});
  long n = 0;
  for (bool done = false; !done; n++) {
    struct buf out = {0};
    fail_allocations_after(n);
    done = site_entry_write(&sample.entry, site, &out);
    fail_allocations_after(-1);
    assert_true(done ? view_eq(buf_as_view(&out), buf_as_view(&whole)) : out.failed);
    buf_clear(&out);
  }
  assert_true(n > 100);
  n = 0;
  for (bool done = false; !done; n++) {
    struct arena arena = {0};
    struct site_entry back;
    fail_allocations_after(n);
    done = site_entry_read(buf_as_view(&whole), "x", &arena, &back, NULL) == LISTEN_OK;
    fail_allocations_after(-1);
    assert_true(done || back.key.ptr == NULL);
    arena_clear(&arena);
  }
  assert_true(n > 100);
  cJSON_InitHooks(NULL);
  buf_clear(&whole);
  site_sample_clear(&sample);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(an_entry_comes_back_as_it_was),
      cmocka_unit_test(any_string_comes_back),
      cmocka_unit_test(a_record_has_the_keys_and_bytes_it_always_had),
      cmocka_unit_test(numbers_do_not_ask_the_locale),
      cmocka_unit_test(long_strings_and_lists_are_cut),
      cmocka_unit_test(other_records_are_refused),
      cmocka_unit_test(what_is_no_record_is_refused),
      cmocka_unit_test(unknown_keys_are_ignored),
      cmocka_unit_test(paths_stay_below_their_folder),
      cmocka_unit_test(no_two_keys_share_a_path),
      cmocka_unit_test(reading_is_fast),
      cmocka_unit_test(running_out_of_memory_is_said),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
