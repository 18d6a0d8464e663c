#include "config_support.h"

#include "config/settings.h"
#include "yaml/yaml.h"

#include <time.h>

// ---- golden tables ----

static enum listen_status try_settings(struct view yaml, struct listen_diag *diag) {
  struct site_settings settings;
  enum listen_status status = settings_parse(yaml, CONFIG_NAME, &settings, diag);
  assert_true(status == LISTEN_OK || (settings.arena.head == NULL && settings.path == NULL));
  settings_clear(&settings);
  return status;
}

static void bad_settings_are_explained(void **state) {
  (void)state;
  assert_explained("golden/config/settings_bad.tsv", 60, false, try_settings);
  assert_explained("golden/config/settings_bad_de.tsv", 14, true, try_settings);
}

static void render_rules(struct buf *out, const char *label, const struct site_rules *rules) {
  for (size_t i = 0; i < rules->n_items; i++)
    buf_printf(out, "%s \"%s\" = \"%s\"; ", label, rules->items[i].written.ptr,
               rules->items[i].spoken.ptr);
}

static struct buf render_settings(const struct site_settings *settings) {
  static const char *const genders[] = {"pause", "both", "feminine"};
  static const char *const emoji[] = {"silent", "name"};
  struct buf out = {0};
  render_rules(&out, "replace", &settings->replace);
  render_rules(&out, "abbreviation", &settings->abbreviations);
  if (settings->gender_given)
    buf_printf(&out, "gender %s; ", genders[settings->gender]);
  if (settings->emoji_given)
    buf_printf(&out, "emoji %s; ", emoji[settings->emoji]);
  if (settings->voice != NULL)
    buf_printf(&out, "voice %s at %zu:%zu; ", settings->voice, settings->voice_line,
               settings->voice_column);
  for (size_t i = 0; i < settings->n_lexicons; i++)
    buf_printf(&out, "lexicon %s; ", settings->lexicons[i]);
  if (out.len == 0)
    buf_str(&out, "nothing");
  else
    out.len -= 2;
  return out;
}

static bool check_good_row(const struct table_row *row, void *context) {
  const char *path = context;
  struct buf yaml = unescape(row->fields[0]);
  struct listen_diag diag = {0};
  struct site_settings settings;
  enum listen_status status = settings_parse(buf_as_view(&yaml), CONFIG_NAME, &settings, &diag);
  struct buf got = status == LISTEN_OK ? render_settings(&settings) : render_diag(&diag);
  bool fine = status == LISTEN_OK && view_eq(buf_as_view(&got), row->fields[1]) &&
              strcmp(settings.path, CONFIG_NAME) == 0;
  if (!fine)
    report_row(path, row->line, buf_as_view(&got), row->fields[1]);
  settings_clear(&settings);
  buf_clear(&got);
  buf_clear(&yaml);
  return fine;
}

static void good_settings_are_understood(void **state) {
  (void)state;
  char path[] = "golden/config/settings_good.tsv";
  for_each_row(path, 40, check_good_row, path);
}

// ---- files ----

static void the_example_loads(void **state) {
  (void)state;
  struct site_settings settings;
  struct listen_diag diag = {0};
  const char *path = TESTS_DIR "/golden/config/settings.yaml";
  if (settings_load(path, &settings, &diag) != LISTEN_OK)
    fail_msg("%zu:%zu: %s", diag.line, diag.column, diag.message);
  assert_string_equal(settings.path, path);
  assert_int_equal(settings.replace.n_items, 11);
  assert_string_equal(settings.replace.items[0].written.ptr, "Sjælland");
  assert_string_equal(settings.replace.items[9].written.ptr, "(dpa)");
  assert_int_equal(settings.replace.items[9].spoken.len, 0);
  assert_non_null(settings.replace.items[9].spoken.ptr);
  assert_int_equal(settings.abbreviations.n_items, 3);
  assert_string_equal(settings.abbreviations.items[1].spoken.ptr, "oben genannt");
  assert_true(settings.gender_given && settings.gender == GENDER_BOTH);
  assert_true(settings.emoji_given && settings.emoji == EMOJI_NAME);
  assert_string_equal(settings.voice, "ruhig");
  settings_clear(&settings);
  assert_null(settings.voice);
  settings_clear(&settings);
  settings_clear(NULL);
}

static enum listen_status try_load(struct view path, struct listen_diag *diag) {
  struct site_settings settings;
  enum listen_status status = settings_load(path.ptr, &settings, diag);
  assert_null(settings.path);
  return status;
}

static void files_that_cannot_be_read_are_named(void **state) {
  (void)state;
  assert_unreadable_named(try_load);
}

static void a_voice_is_found_beside_the_settings(void **state) {
  (void)state;
  static const struct {
    const char *path, *voice, *want;
  } cases[] = {
      {"a/b/s.yaml", "ruhig", "ruhig"},
      {"a/b/s.yaml", "nord.yaml", "a/b/nord.yaml"},
      {"a/b/s.yaml", "../nord.yml", "a/b/../nord.yml"},
      {"a/b/s.yaml", "/v/nord.yaml", "/v/nord.yaml"},
      {"s.yaml", "v/nord.yaml", "v/nord.yaml"},
      {"/s.yaml", "nord.yaml", "/nord.yaml"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct buf yaml = {0};
    buf_printf(&yaml, "voice: %s\n", cases[i].voice);
    struct site_settings settings;
    assert_int_equal(settings_parse(buf_as_view(&yaml), cases[i].path, &settings, NULL), LISTEN_OK);
    assert_string_equal(settings.voice, cases[i].want);
    settings_clear(&settings);
    buf_clear(&yaml);
  }
}

static void fields_are_documented(void **state) {
  (void)state;
  assert_int_equal(n_settings_fields, 7);
  for (size_t i = 0; i < n_settings_fields; i++) {
    const struct settings_field *field = &settings_fields[i];
    assert_true(strlen(field->help_en) > 5 && strlen(field->help_de) > 5);
    assert_string_not_equal(field->help_en, field->help_de);
    assert_int_equal(strcmp(field->type, "choice") == 0, field->choices[0] != NULL);
    for (size_t j = 0; j < i; j++) {
      assert_string_not_equal(field->key, settings_fields[j].key);
      assert_int_not_equal(field->offset, settings_fields[j].offset);
    }
  }
}

// ---- sizes ----

/// A rule of `bytes` bytes, written or spoken.
static enum listen_status parse_long(size_t written, size_t spoken, struct listen_diag *diag) {
  struct buf yaml = {0};
  buf_str(&yaml, "replace:\n  \"");
  for (size_t i = 0; i < written; i++)
    buf_byte(&yaml, 'w');
  buf_str(&yaml, "\": \"");
  for (size_t i = 0; i < spoken; i++)
    buf_byte(&yaml, 's');
  buf_str(&yaml, "\"\n");
  struct site_settings settings;
  enum listen_status status = settings_parse(buf_as_view(&yaml), "s", &settings, diag);
  if (status == LISTEN_OK) {
    assert_int_equal(settings.replace.items[0].written.len, written);
    assert_int_equal(settings.replace.items[0].spoken.len, spoken);
  }
  settings_clear(&settings);
  buf_clear(&yaml);
  return status;
}

static void lengths_are_limited(void **state) {
  (void)state;
  struct listen_diag diag = {0};
  assert_int_equal(parse_long(SETTINGS_WRITTEN_MAX, SETTINGS_SPOKEN_MAX, &diag), LISTEN_OK);
  assert_int_equal(parse_long(SETTINGS_WRITTEN_MAX + 1, 1, &diag), LISTEN_E_CONFIG);
  assert_string_equal(diag.message,
                      "written form \"wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww…\" in "
                      "replace: 161 bytes; accepted: 1 to 160");
  assert_int_equal(diag.column, 3);
  assert_int_equal(parse_long(2, SETTINGS_SPOKEN_MAX + 1, &diag), LISTEN_E_CONFIG);
  assert_string_equal(diag.message,
                      "spoken form of \"ww\" in replace: 501 bytes; accepted: 0 to 500");
  assert_int_equal(diag.column, 9);
}

static double seconds_since(clock_t start) {
  return (double)(clock() - start) / CLOCKS_PER_SEC;
}

/// The best of `runs` runs, as the machine may be busy.
static double parse_seconds(struct view yaml, int runs, enum listen_status want, size_t n_rules) {
  double best = 1e9;
  for (int run = 0; run < runs; run++) {
    struct site_settings settings;
    clock_t start = clock();
    enum listen_status status = settings_parse(yaml, "s", &settings, NULL);
    double seconds = seconds_since(start);
    best = seconds < best ? seconds : best;
    assert_int_equal(status, want);
    assert_int_equal(settings.replace.n_items, n_rules);
    settings_clear(&settings);
  }
  return best;
}

static void thousands_of_rules_load_fast(void **state) {
  (void)state;
  enum { N_RULES = 5000 };
  struct buf yaml = {0};
  buf_str(&yaml, "replace:\n");
  for (unsigned i = 0; i < N_RULES; i++)
    buf_printf(&yaml, "  Wörtchen %x: wird so gesprochen %u\n", i * 2654435761u, i);
  double seconds = parse_seconds(buf_as_view(&yaml), 5, LISTEN_OK, N_RULES);
  print_message("%d rules in %.1f ms\n", N_RULES, seconds * 1e3);
  assert_true(seconds < 0.5); // wide: sanitizers, a busy machine
  buf_clear(&yaml);
}

// Each fills the largest accepted file; a quadratic step takes minutes.
static void the_largest_files_take_linear_time(void **state) {
  (void)state;
  static const struct {
    const char *rule; // each '#' stands for a number, other for each rule
    enum listen_status status;
  } shapes[] = {
      {" #: x\n", LISTEN_OK},
      {" \"#\": \"\"\n", LISTEN_OK},
      {" ? #\n : x\n", LISTEN_OK},
      {" A\xCC\x88#: O\xCC\x88\n", LISTEN_OK},             // decomposed
      {" \"#\xC2\xAD\": x\n \"#\": y\n", LISTEN_E_CONFIG}, // twins once cleaned
      {" #:\n", LISTEN_E_CONFIG},
      {" a: #\n", LISTEN_E_CONFIG},
  };
  for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
    struct buf yaml = {0};
    size_t n = 0;
    buf_str(&yaml, "replace:\n");
    for (; yaml.len + 40 < YAML_MAX_BYTES; n++)
      for (const char *p = shapes[i].rule; *p != '\0'; p++)
        if (*p == '#')
          buf_printf(&yaml, "%x", (unsigned)n * 2654435761u);
        else
          buf_byte(&yaml, *p);
    double seconds = parse_seconds(buf_as_view(&yaml), 1, shapes[i].status,
                                   shapes[i].status == LISTEN_OK ? n : 0);
    if (seconds > 5)
      fail_msg("shape %zu: %.1f s", i, seconds);
    buf_clear(&yaml);
  }
}

static void an_alias_bomb_is_refused_at_once(void **state) {
  (void)state;
  struct buf yaml = {0};
  buf_str(&yaml, "replace:\n  a0: &a0 [x,x,x,x,x,x,x,x,x]\n");
  for (unsigned i = 1; i < 40; i++) {
    buf_printf(&yaml, "  a%u: &a%u [", i, i);
    for (unsigned k = 0; k < 9; k++)
      buf_printf(&yaml, "%s*a%u", k > 0 ? "," : "", i - 1);
    buf_str(&yaml, "]\n");
  }
  struct site_settings settings;
  struct listen_diag diag = {0};
  clock_t start = clock();
  assert_int_equal(settings_parse(buf_as_view(&yaml), "s", &settings, &diag), LISTEN_E_CONFIG);
  assert_true(seconds_since(start) < 0.1);
  assert_string_equal(diag.message, "anchors (&name) are not accepted");
  assert_int_equal(diag.line, 2);
  buf_clear(&yaml);
}

// ---- running out of memory ----

static void every_failed_allocation_is_reported(void **state) {
  (void)state;
  struct buf yaml = repeated("# comment\n", 100);
  buf_str(&yaml, "replace: {a: b, A\xCC\x88: O\xCC\x88}\nabbreviations: {z. B.: zum Beispiel}\n"
                 "gender: both\nvoice: a/b.yaml\n");
  assert_failed_allocations_reported(try_settings, buf_as_view(&yaml), 10);
  buf_clear(&yaml);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(bad_settings_are_explained),
      cmocka_unit_test(good_settings_are_understood),
      cmocka_unit_test(the_example_loads),
      cmocka_unit_test(files_that_cannot_be_read_are_named),
      cmocka_unit_test(a_voice_is_found_beside_the_settings),
      cmocka_unit_test(fields_are_documented),
      cmocka_unit_test(lengths_are_limited),
      cmocka_unit_test(thousands_of_rules_load_fast),
      cmocka_unit_test(the_largest_files_take_linear_time),
      cmocka_unit_test(an_alias_bomb_is_refused_at_once),
      cmocka_unit_test(every_failed_allocation_is_reported),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
