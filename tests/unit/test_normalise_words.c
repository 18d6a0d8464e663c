// Words and signs: abbreviations, acronyms, numerals, addresses, gendered forms, symbols, emoji.

#include "support.h"

#include "normalise/normalise.h"
#include <stdio.h>

struct run {
  const char *path;
  struct normaliser *normaliser;
  struct spoken spoken;
};

/// What every result must hold, whatever the sentence: edits ascend in both texts, and what lies
/// between them is copied unchanged.
static bool accounts_for_all(struct view source, const struct spoken *spoken) {
  size_t from = 0, to = 0;
  for (size_t i = 0; i <= spoken->n_edits; i++) {
    bool last = i == spoken->n_edits;
    size_t source_next = last ? source.len : spoken->edits[i].source.offset;
    size_t text_next = last ? spoken->text.len : spoken->edits[i].spoken.offset;
    if (source_next < from || text_next < to || source_next - from != text_next - to ||
        (text_next > to && memcmp(source.ptr + from, spoken->text.ptr + to, text_next - to) != 0))
      return false;
    if (!last) {
      from = source_next + spoken->edits[i].source.len;
      to = text_next + spoken->edits[i].spoken.len;
    }
  }
  return true;
}

static bool check_row(const struct table_row *row, void *context) {
  struct run *run = context;
  if (normalise_sentence(run->normaliser, row->fields[0], &run->spoken) != LISTEN_OK)
    return false;
  struct view got = buf_as_view(&run->spoken.text);
  if (!accounts_for_all(row->fields[0], &run->spoken)) {
    print_error("%s:%zu: edits do not account for the sentence\n", run->path, row->line);
    return false;
  }
  if (view_eq(got, row->fields[1]))
    return true;
  report_row(run->path, row->line, got, row->fields[1]);
  return false;
}

static void run_table(const char *path, size_t min_rows, const struct normalise_options *options) {
  struct run run = {.path = path, .normaliser = normaliser_new(options, NULL)};
  assert_non_null(run.normaliser);
  for_each_row(path, min_rows, check_row, &run);
  spoken_clear(&run.spoken);
  normaliser_free(run.normaliser);
}

#define TABLE_TEST(name, path, min_rows, ...)                                                      \
  static void name(void **state) {                                                                 \
    (void)state;                                                                                   \
    const struct normalise_options options = {__VA_ARGS__};                                        \
    run_table("golden/normalise/" path, min_rows, &options);                                       \
  }

TABLE_TEST(acronyms, "acronyms.tsv", 60, .emoji = EMOJI_SILENT)
TABLE_TEST(abbreviations, "abbreviations.tsv", 80, .emoji = EMOJI_SILENT)
TABLE_TEST(roman_numerals, "roman.tsv", 40, .emoji = EMOJI_SILENT)
TABLE_TEST(addresses, "electronic.tsv", 18, .emoji = EMOJI_SILENT)
TABLE_TEST(gender_with_a_break, "gender.tsv", 14, .gender = GENDER_PAUSE)
TABLE_TEST(gender_in_both_forms, "gender_both.tsv", 10, .gender = GENDER_BOTH)
TABLE_TEST(gender_feminine, "gender_feminine.tsv", 4, .gender = GENDER_FEMININE)
TABLE_TEST(signs, "symbols.tsv", 44, .emoji = EMOJI_SILENT)
TABLE_TEST(emoji_named, "emoji_named.tsv", 6, .emoji = EMOJI_NAME)
TABLE_TEST(emoji_silent, "emoji_silent.tsv", 5, .emoji = EMOJI_SILENT)
TABLE_TEST(formulas, "formula.tsv", 11, .emoji = EMOJI_SILENT)
TABLE_TEST(unreadable_strings, "notice.tsv", 10, .emoji = EMOJI_SILENT)
TABLE_TEST(traps, "traps_words.tsv", 30, .emoji = EMOJI_NAME)
TABLE_TEST(sentences, "sentences_words.tsv", 150, .emoji = EMOJI_SILENT)
TABLE_TEST(strings_of_digits, "phone.tsv", 14, .emoji = EMOJI_SILENT)

// --- rules of a site's own

static void site_rules_come_first(void **state) {
  (void)state;
  static const struct {
    const char *written, *spoken;
  } cases[] = {
      {"Die KI-Lücke und KI.", "Die künstliche Intelligenz-Lücke und künstliche Intelligenz."},
      {"Der KI Tag", "Der Tag der Rechner"}, // the longest one
      {"KIX bleibt, KI2 auch", "K I X bleibt, K I zwei auch"},
      {"Auf 3sat und bei @heute", "Auf Dreisat und bei die Heute-Redaktion"},
      {"Zhou\u00a0Hongyi sagte", "Dschou Chungji sagte"},
      {"So die Red. Int.", "So die Redaktion Inland."}, // ends the sentence
      {"Die Red.Int. meldet", "Die Redaktion Inland meldet"},
  };
  const struct site_rule replacements[] = {
      {VIEW("KI"), VIEW("künstliche Intelligenz")},
      {VIEW("KI Tag"), VIEW("Tag der Rechner")},
      {VIEW("3sat"), VIEW("Dreisat")},
      {VIEW("@heute"), VIEW("die Heute-Redaktion")},
      {VIEW("Zhou  Hongyi"), VIEW("Dschou Chungji")},
  };
  const struct site_rule abbreviations_of_site[] = {
      {VIEW("Red. Int."), VIEW("Redaktion Inland")},
  };
  const struct normalise_options options = {
      .replace = replacements,
      .n_replace = sizeof replacements / sizeof *replacements,
      .abbreviations = abbreviations_of_site,
      .n_abbreviations = 1,
  };
  struct normaliser *normaliser = normaliser_new(&options, NULL);
  struct spoken spoken = {0};
  assert_non_null(normaliser);
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    assert_int_equal(normalise_sentence(normaliser, view_of(cases[i].written), &spoken), LISTEN_OK);
    assert_string_equal(spoken.text.ptr, cases[i].spoken);
  }
  spoken_clear(&spoken);
  normaliser_free(normaliser);
}

static void unusable_site_rules_are_named(void **state) {
  (void)state;
  const struct site_rule empty = {VIEW(" "), VIEW("nichts")};
  const struct normalise_options options = {.replace = &empty, .n_replace = 1};
  struct listen_diag diag = {0};
  assert_null(normaliser_new(&options, &diag));
  assert_int_equal(diag.status, LISTEN_E_CONFIG);
  assert_true(strlen(diag.message) > 0 && strlen(diag.hint) > 0);
}

static void thousands_of_site_rules_stay_fast(void **state) {
  (void)state;
  enum { N = 5000 };
  static char words[N][16];
  static struct site_rule rules[N];
  for (size_t i = 0; i < N; i++) {
    int len = snprintf(words[i], sizeof words[i], "Der Wert%zu", i);
    rules[i] = (struct site_rule){{words[i], (size_t)len}, VIEW("x")};
  }
  const struct normalise_options options = {.replace = rules, .n_replace = N};
  struct normaliser *normaliser = normaliser_new(&options, NULL);
  assert_non_null(normaliser);
  struct buf text = {0};
  for (int i = 0; i < 20000; i++)
    buf_str(&text, "Der Baum. ");
  struct spoken spoken = {0};
  assert_int_equal(normalise_sentence(normaliser, buf_as_view(&text), &spoken), LISTEN_OK);
  assert_int_equal(spoken.n_edits, 0); // and the test's time limit tells if each rule were tried
  buf_clear(&text);
  spoken_clear(&spoken);
  normaliser_free(normaliser);
}

// --- hostile input

static void megabytes_of_one_thing_stay_linear(void **state) {
  (void)state;
  static const char *const things[] = {
      "a",        "A", ".",    "-",   "(", "@",   "/",  "a.", "a/", "#a", "I",  "I. ",  "*",
      "\xC2\xAD", "👍", "z.B.", "KI-", "☆", "[1]", "x²", "a:", "1a", "A1", "–a", "a@a.", "\xFF"};
  struct normaliser *normaliser = normaliser_new(NULL, NULL);
  struct spoken spoken = {0};
  assert_non_null(normaliser);
  for (size_t i = 0; i < sizeof things / sizeof *things; i++) {
    struct buf text = {0};
    while (text.len < 200000)
      buf_str(&text, things[i]);
    assert_int_equal(normalise_sentence(normaliser, buf_as_view(&text), &spoken), LISTEN_OK);
    assert_true(accounts_for_all(buf_as_view(&text), &spoken));
    buf_clear(&text);
  }
  spoken_clear(&spoken);
  normaliser_free(normaliser);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(acronyms),
      cmocka_unit_test(abbreviations),
      cmocka_unit_test(roman_numerals),
      cmocka_unit_test(addresses),
      cmocka_unit_test(gender_with_a_break),
      cmocka_unit_test(gender_in_both_forms),
      cmocka_unit_test(gender_feminine),
      cmocka_unit_test(signs),
      cmocka_unit_test(emoji_named),
      cmocka_unit_test(emoji_silent),
      cmocka_unit_test(formulas),
      cmocka_unit_test(unreadable_strings),
      cmocka_unit_test(strings_of_digits),
      cmocka_unit_test(sentences),
      cmocka_unit_test(traps),
      cmocka_unit_test(site_rules_come_first),
      cmocka_unit_test(unusable_site_rules_are_named),
      cmocka_unit_test(thousands_of_site_rules_stay_fast),
      cmocka_unit_test(megabytes_of_one_thing_stay_linear),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
