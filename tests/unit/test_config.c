#include "config_support.h"

#include "base/nearest.h"
#include "base/utf8.h"
#include "config/voice.h"
#include "yaml/yaml.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

// ---- helpers ----

static const char minimal[] = "description: {de: a, en: b}\nespeak: {voice: de}\nrate_wpm: 170\n";

static enum listen_status try_profile(struct view yaml, struct listen_diag *diag) {
  struct voice_profile profile;
  enum listen_status status = voice_profile_parse(yaml, CONFIG_NAME, &profile, diag);
  assert_true(status == LISTEN_OK || profile.arena.head == NULL);
  voice_profile_clear(&profile);
  return status;
}

static void bad_profiles_are_explained(void **state) {
  (void)state;
  assert_explained("golden/config/bad.tsv", 100, false, try_profile);
  assert_explained("golden/config/bad_de.tsv", 15, true, try_profile);
}

static enum listen_status parse(const char *yaml, struct voice_profile *profile) {
  struct listen_diag diag = {0};
  enum listen_status status = voice_profile_parse(view_of(yaml), "a/b.c.yaml", profile, &diag);
  if (status != LISTEN_OK)
    print_error("%zu:%zu: %s\n", diag.line, diag.column, diag.message);
  return status;
}

// ---- what a profile holds ----

static void missing_fields_have_defaults(void **state) {
  (void)state;
  struct voice_profile profile;
  assert_int_equal(parse(minimal, &profile), LISTEN_OK);
  assert_string_equal(profile.name, "b.c");
  assert_string_equal(profile.path, "a/b.c.yaml");
  assert_string_equal(profile.description_de, "a");
  assert_string_equal(profile.description_en, "b");
  assert_string_equal(profile.espeak_voice, "de");
  assert_string_equal(profile.espeak_variant, "");
  assert_int_equal(profile.rate_wpm, 170);
  assert_int_equal(profile.pitch, 50);
  assert_int_equal(profile.range, 50);
  assert_int_equal(profile.volume, 70);
  assert_int_equal(profile.pauses.comma_ms, 160);
  assert_int_equal(profile.pauses.ellipsis_ms, 450);
  voice_profile_clear(&profile);
  assert_null(profile.name);
  voice_profile_clear(&profile);
  voice_profile_clear(NULL);
}

static void every_field_reaches_its_member(void **state) {
  (void)state;
  struct voice_profile profile;
  assert_int_equal(
      parse("\xEF\xBB\xBF%YAML 1.1\n---\r\n"
            "description:\r\n  de: >\n    Grüße  aus\n    Köln\n\n  en: 'a ''b'''\n"
            "espeak: {voice: gmw+de_1-x, \"variant\": \"\"}\n"
            "rate_wpm: +80\npitch: 0\nrange: 99\nvolume: !!int \"200\"\n"
            "pauses:\n  title_ms: 1\n  heading_ms: 2\n  paragraph_ms: 3\n"
            "  section_ms: 4\n  sentence_ms: 5\n  comma_ms: 6\n  semicolon_ms: 7\n"
            "  colon_ms: 8\n  dash_ms: 9\n  bracket_ms: 10000\n  ellipsis_ms: 0\n...\n",
            &profile),
      LISTEN_OK);
  assert_string_equal(profile.description_de, "Grüße aus Köln");
  assert_string_equal(profile.description_en, "a 'b'");
  assert_string_equal(profile.espeak_voice, "gmw+de_1-x");
  assert_int_equal(profile.rate_wpm, 80);
  assert_int_equal(profile.pitch, 0);
  assert_int_equal(profile.range, 99);
  assert_int_equal(profile.volume, 200);
  const struct voice_pauses want = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10000, 0, 550, 900};
  assert_memory_equal(&profile.pauses, &want, sizeof want);
  voice_profile_clear(&profile);
}

static void an_empty_group_is_allowed(void **state) {
  (void)state;
  struct voice_profile profile;
  struct buf yaml = {0};
  buf_printf(&yaml, "%spauses:\n  # comma_ms: 1\n", minimal);
  assert_int_equal(parse(yaml.ptr, &profile), LISTEN_OK);
  assert_int_equal(profile.pauses.title_ms, 1000);
  voice_profile_clear(&profile);
  buf_clear(&yaml);
}

static void fields_are_documented(void **state) {
  (void)state;
  assert_int_equal(n_voice_fields, 39);
  for (size_t i = 0; i < n_voice_fields; i++) {
    const struct voice_field *field = &voice_fields[i];
    assert_true(field->min <= field->max);
    assert_true(strlen(field->help_en) > 5 && strlen(field->help_de) > 5);
    assert_string_not_equal(field->help_en, field->help_de);
    bool number = strcmp(field->type, "integer") == 0 || strcmp(field->type, "decimal") == 0;
    if (number && !field->required)
      assert_true(field->fallback >= field->min && field->fallback <= field->max);
    for (size_t j = 0; j < i; j++) {
      assert_string_not_equal(field->key, voice_fields[j].key);
      assert_int_not_equal(field->offset, voice_fields[j].offset);
    }
  }
}

/// Whether what is said of a number in the manual has its range, or that of its whole section, and
/// its default.
static bool tells_number(const struct voice_field *field, struct view page, struct view entry) {
  const char *section = page.ptr;
  for (const char *p = page.ptr; (p = strstr(p, "\n.Ss ")) != NULL && p < entry.ptr; p++)
    section = p;
  struct buf text = {0}, range = {0}, fallback = {0};
  buf_view(&text, entry);
  buf_view(&text, (struct view){section, (size_t)(strstr(section, "\n.Bl") - section)});
  buf_printf(&range, " %s%ld to %s%ld", field->min < 0 ? "\\" : "", field->min,
             field->max < 0 ? "\\" : "", field->max);
  buf_printf(&fallback, "\nDefault: %s%ld", field->fallback < 0 ? "\\" : "", field->fallback);
  bool fine = strstr(text.ptr, range.ptr) != NULL;
  if (!field->required) {
    const char *at = strstr(text.ptr, fallback.ptr);
    fine = fine && at != NULL && strchr(".,;", at[fallback.len]) != NULL;
  }
  if (strcmp(field->type, "decimal") == 0)
    fine = fine && strstr(text.ptr, "decimal") != NULL;
  buf_clear(&text);
  buf_clear(&range);
  buf_clear(&fallback);
  return fine;
}

static void the_manual_has_every_field(void **state) {
  (void)state;
  struct buf page = read_test_file(PROJECT_DIR "/src/man/listen-voices.5");
  size_t n_wrong = 0, n_items = 0;
  for (size_t i = 0; i < n_voice_fields; i++) {
    const struct voice_field *field = &voice_fields[i];
    struct view entry = manual_entry(buf_as_view(&page), field->key);
    bool number = strcmp(field->type, "integer") == 0 || strcmp(field->type, "decimal") == 0;
    bool fine = entry.ptr != NULL;
    if (fine && number)
      fine = tells_number(field, buf_as_view(&page), entry);
    if (fine && field->required)
      fine = memmem(entry.ptr, entry.len, "must be given", strlen("must be given")) != NULL;
    if (!fine)
      print_error("listen-voices.5: %s: missing, or without its range or default\n", field->key);
    n_wrong += !fine;
  }
  for (const char *p = page.ptr; (p = strstr(p, "\n.It Ic ")) != NULL; p++)
    n_items++;
  buf_clear(&page);
  assert_int_equal(n_wrong, 0);
  assert_int_equal(n_items, n_voice_fields);
}

// ---- the reader by itself ----

static void lists_and_places_are_kept(void **state) {
  (void)state;
  struct arena arena = {0};
  struct listen_diag diag = {0};
  const struct yaml_node *root;
  const char yaml[] = "zeta: 1\nalpha:\n  - ä: x\n    b: [1, 'two']\n  - ~\n";
  assert_int_equal(yaml_parse(view_of(yaml), "s.yaml", &arena, &root, &diag), LISTEN_OK);
  assert_int_equal(root->n_children, 2);
  assert_true(view_eq(root->first->key, VIEW("zeta"))); // the file's order, not the alphabet's
  const struct yaml_node *list = yaml_get(root, VIEW("alpha"));
  assert_non_null(list);
  assert_int_equal(list->kind, YAML_LIST);
  assert_int_equal(list->n_children, 2);
  const struct yaml_node *b = yaml_get(list->first, VIEW("b"));
  assert_int_equal(b->key_line, 4);
  assert_int_equal(b->key_column, 5);
  assert_int_equal(b->column, 8);
  const struct yaml_node *x = yaml_get(list->first, VIEW("ä"));
  assert_int_equal(x->column, 8); // characters, not bytes
  assert_true(b->first->plain && !b->first->next->plain);
  assert_string_equal(b->first->next->text.ptr, "two");
  assert_null(b->first->next->next);
  assert_true(yaml_is_null(list->first->next));
  assert_null(yaml_get(list, VIEW("b")));
  assert_null(yaml_get(root, VIEW("gamma")));
  arena_clear(&arena);
}

static void integers_reach_both_ends(void **state) {
  (void)state;
  static const struct {
    const char *text;
    bool fine;
    long value;
  } cases[] = {
      {"9223372036854775807", true, INT64_MAX},
      {"9223372036854775808", false, 0},
      {"-9223372036854775808", true, INT64_MIN},
      {"-9223372036854775809", false, 0},
      {"0", true, 0},
      {"-0", true, 0},
      {"+12", true, 12},
      {"00", false, 0},
      {"1 2", false, 0},
      {"", false, 0},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct yaml_node node = {.text = view_of(cases[i].text), .plain = true};
    long value = 77;
    enum listen_status status = yaml_integer(&node, "f", "n", INT64_MIN, INT64_MAX, &value, NULL);
    assert_int_equal(status, cases[i].fine ? LISTEN_OK : LISTEN_E_CONFIG);
    assert_int_equal(value, cases[i].fine ? cases[i].value : 77);
  }
}

static void texts_are_cleaned(void **state) {
  (void)state;
  static const struct {
    const char *text, *clean;
    uint32_t control;
  } cases[] = {
      {"", "", 0},
      {" \t\n", "", 0},
      {"a", "a", 0},
      {"\n a \xC2\xA0\r\n b\xE2\x80\xA8", "a b", 0},
      {"A\xCC\x88rzte", "Ärzte", 0},                       // decomposed
      {"Zug\xC2\xADver\xE2\x80\x8Bkehr", "Zugverkehr", 0}, // soft hyphen, zero-width blank
      {"a \xE2\x80\x8E b", "a b", 0},                      // a left-to-right mark
      {"👩\xE2\x80\x8D🔬", "👩\xE2\x80\x8D🔬", 0},             // a joiner in an emoji
      {"a\xE2\x80\x8D"
       "b",
       "ab", 0},                             // and elsewhere
      {"❤\xEF\xB8\x8F", "❤\xEF\xB8\x8F", 0}, // variation selector
      {"a\x1B[1m", NULL, 0x1B},
      {"a\xC2\x9B", NULL, 0x9B},
      {"\xEF\xBF\xBE", NULL, 0xFFFE},
  };
  struct buf out = {0};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    uint32_t control = 77;
    assert_true(yaml_clean_text(view_of(cases[i].text), &out, &control));
    assert_int_equal(control, cases[i].control);
    if (cases[i].clean != NULL && !view_eq(buf_as_view(&out), view_of(cases[i].clean)))
      fail_msg("%s: got \"%.*s\"", cases[i].text, (int)out.len, out.ptr);
  }
  buf_clear(&out);
}

static void shown_values_are_short_and_harmless(void **state) {
  (void)state;
  struct buf text = {0};
  for (size_t n = 0; n < 80; n++) {
    struct yaml_node node = {.text = buf_as_view(&text)};
    char shown[YAML_SHOWN_BYTES];
    yaml_show(&node, false, shown);
    assert_true(strlen(shown) < sizeof shown);
    assert_int_equal(utf8_invalid_at(view_of(shown)), strlen(shown));
    assert_true(shown[0] == '"' && shown[strlen(shown) - 1] == '"');
    assert_null(strchr(shown, '\x1B'));
    buf_str(&text, n % 3 == 0 ? "€" : n % 3 == 1 ? "ä" : "\x1B");
  }
  buf_clear(&text);
}

static void suggestions_are_near(void **state) {
  (void)state;
  static const struct {
    const char *a, *b;
    size_t distance;
  } cases[] = {
      {"", "", 0},
      {"", "abc", 3},
      {"ruhig", "Ruhig", 0},
      {"rughi", "ruhig", 2},
      {"ruhgi", "ruhig", 1},
      {"ruig", "ruhig", 1},
      {"schnel", "ruhig", 5},
      {"ca", "abc", 3},
      {"kitten", "sitting", 3},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct view a = view_of(cases[i].a), b = view_of(cases[i].b);
    assert_int_equal(nearest_distance(a, b), cases[i].distance);
    assert_int_equal(nearest_distance(b, a), cases[i].distance);
  }
  char huge[NEAREST_MAX_BYTES + 1];
  memset(huge, 'a', sizeof huge);
  assert_int_equal(nearest_distance((struct view){huge, sizeof huge}, VIEW("a")), SIZE_MAX);
  struct nearest nearest = {.wanted = VIEW("nachrichtn")};
  nearest_offer(&nearest, VIEW("schnell"));
  assert_null(nearest.best.ptr);
  nearest_offer(&nearest, VIEW("nachricht"));
  nearest_offer(&nearest, VIEW("nachrichten"));
  assert_true(view_eq(nearest.best, VIEW("nachricht"))); // the first of two as near
}

// ---- hostile sizes ----

// Each shape fills the largest accepted file. A quadratic step somewhere takes minutes; the limit
// is processor time, and wide, as the tests also run under sanitizers on a busy machine.
static void large_files_take_linear_time(void **state) {
  (void)state;
  static const char *const shapes[] = {
      "[",     "{",      "- ",     "? ",
      ": ",    "a: ",    "{a: ",   "[a,",
      "a\n",   "a:\n",   "\n",     "#",
      "'",     "\"",     "!",      "&a ",
      "*a ",   "| ",     "|\n ",   "a ",
      "  ",    "\t",     "\\",     "%",
      "%a\n",  "---\n",  "...\n",  "%TAG !a! b\n",
      "- a\n", "-\n",    ",",      "]",
      "}",     "`",      "@a",     "''",
      "é",     "a: b\n", "a: [\n", "- - - \n",
      "? a\n", "#\n",    "\r",     "\xE2\x80\xA8",
  };
  for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
    struct buf yaml = repeated(shapes[i], YAML_MAX_BYTES);
    struct voice_profile profile;
    struct listen_diag diag = {0};
    clock_t start = clock();
    assert_int_equal(voice_profile_parse(buf_as_view(&yaml), "x", &profile, &diag),
                     LISTEN_E_CONFIG);
    double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
    if (seconds > 5)
      fail_msg("shape %s: %.1f s", shapes[i], seconds);
    assert_true(diag.message[0] != '\0');
    buf_clear(&yaml);
  }
}

static void many_fields_take_linear_time(void **state) {
  (void)state;
  struct buf yaml = {0};
  for (unsigned i = 0; yaml.len + 12 < YAML_MAX_BYTES; i++)
    buf_printf(&yaml, "%x:\n", i * 2654435761u); // distinct, in no order
  struct arena arena = {0};
  const struct yaml_node *root;
  clock_t start = clock();
  assert_int_equal(yaml_parse(buf_as_view(&yaml), "x", &arena, &root, NULL), LISTEN_OK);
  assert_true(root->n_children > 20000);
  assert_non_null(yaml_get(root, root->first->key));
  assert_true((double)(clock() - start) / CLOCKS_PER_SEC < 5);
  arena_clear(&arena);
  buf_clear(&yaml);
}

// libyaml compares each directive with all before it, at the beginning and after a document.
static void many_directives_are_refused_at_once(void **state) {
  (void)state;
  static const struct {
    const char *before;
    size_t n, line; // the line where it is refused; 0: accepted
  } cases[] = {
      {"", YAML_MAX_DIRECTIVES, 0},
      {"", YAML_MAX_DIRECTIVES + 1, 9},
      {"", 50000, 9},
      {"a: 1\n...\n", 50000, 11},
      {"a: 1\n", 50000, 10},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct buf yaml = {0};
    buf_str(&yaml, cases[i].before);
    for (size_t k = 0; k < cases[i].n; k++)
      buf_printf(&yaml, "%%TAG !%zx! b\n", k);
    buf_str(&yaml, "---\na: 1\n");
    struct arena arena = {0};
    const struct yaml_node *root;
    struct listen_diag diag = {0};
    clock_t start = clock();
    enum listen_status status = yaml_parse(buf_as_view(&yaml), "x", &arena, &root, &diag);
    assert_true((double)(clock() - start) / CLOCKS_PER_SEC < 0.1);
    assert_int_equal(status, cases[i].line == 0 ? LISTEN_OK : LISTEN_E_CONFIG);
    assert_int_equal(diag.line, cases[i].line);
    if (cases[i].line > 0)
      assert_string_equal(diag.message, "more than 8 lines begin with \"%\"");
    arena_clear(&arena);
    buf_clear(&yaml);
  }
}

static void too_deep_is_refused_at_once(void **state) {
  (void)state;
  struct buf yaml = {0};
  for (size_t i = 0; i < 10000; i++)
    buf_str(&yaml, i % 2 == 0 ? "[" : "{a: ");
  struct arena arena = {0};
  const struct yaml_node *root;
  struct listen_diag diag = {0};
  assert_int_equal(yaml_parse(buf_as_view(&yaml), "x", &arena, &root, &diag), LISTEN_E_CONFIG);
  assert_string_equal(diag.message, "nested deeper than 8 levels");
  assert_null(root);
  arena_clear(&arena);
  buf_clear(&yaml);
}

static void too_large_is_refused(void **state) {
  (void)state;
  struct buf yaml = repeated("# comment\n", YAML_MAX_BYTES + 10);
  struct voice_profile profile;
  struct listen_diag diag = {0};
  assert_int_equal(voice_profile_parse(buf_as_view(&yaml), "x", &profile, &diag), LISTEN_E_CONFIG);
  assert_string_equal(diag.message, "the file is larger than 1024 KiB");
  buf_clear(&yaml);
}

// ---- running out of memory ----

static void every_failed_allocation_is_reported(void **state) {
  (void)state;
  struct buf yaml = repeated("# comment\n", 100);
  buf_printf(&yaml, "%spauses: {comma_ms: 1, colon_ms: 2}\n", minimal);
  assert_failed_allocations_reported(try_profile, buf_as_view(&yaml), 3);
  buf_clear(&yaml);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(bad_profiles_are_explained),
      cmocka_unit_test(missing_fields_have_defaults),
      cmocka_unit_test(every_field_reaches_its_member),
      cmocka_unit_test(an_empty_group_is_allowed),
      cmocka_unit_test(fields_are_documented),
      cmocka_unit_test(the_manual_has_every_field),
      cmocka_unit_test(lists_and_places_are_kept),
      cmocka_unit_test(integers_reach_both_ends),
      cmocka_unit_test(texts_are_cleaned),
      cmocka_unit_test(shown_values_are_short_and_harmless),
      cmocka_unit_test(suggestions_are_near),
      cmocka_unit_test(large_files_take_linear_time),
      cmocka_unit_test(many_fields_take_linear_time),
      cmocka_unit_test(many_directives_are_refused_at_once),
      cmocka_unit_test(too_deep_is_refused_at_once),
      cmocka_unit_test(too_large_is_refused),
      cmocka_unit_test(every_failed_allocation_is_reported),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
