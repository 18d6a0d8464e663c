// Numbers in all their forms, whole sentences, and what holds for any input whatever.

#include "support.h"

#include "normalise/normalise.h"
#include "normalise/number.h"
#include <stdlib.h>

struct run {
  const char *path;
  struct normaliser *normaliser;
  struct spoken spoken, again;
};

static void run_init(struct run *run, const char *path) {
  *run = (struct run){.path = path, .normaliser = normaliser_new(NULL, NULL)};
  assert_non_null(run->normaliser);
}

static void run_clear(struct run *run) {
  spoken_clear(&run->spoken);
  spoken_clear(&run->again);
  normaliser_free(run->normaliser);
}

/// Edits ascend, lie inside both texts, and what lies between them is copied unchanged.
static bool accounts_for_all(struct view source, const struct spoken *spoken) {
  size_t from = 0, to = 0;
  for (size_t i = 0; i < spoken->n_edits; i++) {
    const struct edit *edit = &spoken->edits[i];
    if (edit->source.offset < from || edit->spoken.offset < to || edit->source.len == 0 ||
        edit->rule == NULL || edit->semiotic >= SEMIOTIC_N)
      return false;
    struct view copied = view_sub(source, from, edit->source.offset - from);
    if (!view_eq(copied, view_sub(buf_as_view(&spoken->text), to, edit->spoken.offset - to)))
      return false;
    from = edit->source.offset + edit->source.len;
    to = edit->spoken.offset + edit->spoken.len;
  }
  return from <= source.len && to <= spoken->text.len &&
         view_eq(view_sub(source, from, source.len),
                 view_sub(buf_as_view(&spoken->text), to, spoken->text.len));
}

/// `got` equals one of the readings of a cell: "a | b".
static bool is_reading(struct view got, struct view readings) {
  while (readings.len > 0) {
    const char *bar = readings.len < 3 ? NULL : memmem(readings.ptr, readings.len, " | ", 3);
    size_t len = bar == NULL ? readings.len : (size_t)(bar - readings.ptr);
    if (view_eq(got, view_sub(readings, 0, len)))
      return true;
    if (bar == NULL)
      return false;
    readings = view_sub(readings, len + 3, readings.len);
  }
  return got.len == 0;
}

static bool speak(struct run *run, struct view sentence, struct spoken *out) {
  return normalise_sentence(run->normaliser, sentence, out) == LISTEN_OK;
}

static bool check_reading(const struct table_row *row, void *context) {
  struct run *run = context;
  if (!speak(run, row->fields[0], &run->spoken))
    return false;
  if (!accounts_for_all(row->fields[0], &run->spoken)) {
    print_error("%s:%zu: edits do not account for the sentence\n", run->path, row->line);
    return false;
  }
  struct view got = buf_as_view(&run->spoken.text);
  if (is_reading(got, row->fields[1]))
    return true;
  report_row(run->path, row->line, got, row->fields[1]);
  return false;
}

/// What was said once is not changed a second time.
static bool check_idempotent(const struct table_row *row, void *context) {
  struct run *run = context;
  if (!speak(run, row->fields[0], &run->spoken) ||
      !speak(run, buf_as_view(&run->spoken.text), &run->again))
    return false;
  if (view_eq(buf_as_view(&run->again.text), buf_as_view(&run->spoken.text)))
    return true;
  report_row(run->path, row->line, buf_as_view(&run->again.text), buf_as_view(&run->spoken.text));
  return false;
}

static void check_table(const char *path, size_t min_rows) {
  struct run run;
  run_init(&run, path);
  for_each_row(path, min_rows, check_reading, &run);
  for_each_row(path, min_rows, check_idempotent, &run);
  run_clear(&run);
}

#define TABLE_TEST(name, min_rows)                                                                 \
  static void name(void **state) {                                                                 \
    (void)state;                                                                                   \
    check_table("golden/normalise/" #name ".tsv", min_rows);                                       \
  }

TABLE_TEST(numbers, 40)
TABLE_TEST(ordinals, 40)
TABLE_TEST(dates, 30)
TABLE_TEST(times, 25)
TABLE_TEST(money, 30)
TABLE_TEST(measures, 40)
TABLE_TEST(compounds, 40)
TABLE_TEST(sentences, 400)
TABLE_TEST(local, 100)
TABLE_TEST(bulletins, 700)
TABLE_TEST(fresh, 30)
TABLE_TEST(newsroom, 700)
TABLE_TEST(newsroom_traps, 60)
TABLE_TEST(traps, 90)
TABLE_TEST(refused, 10)

// --- number words

static void spells_the_largest_names(void **state) {
  (void)state;
  struct buf text = {0};
  spell_cardinal(&text, VIEW("1000000000000000000000000000"), ONE_EINS, 0);
  assert_string_equal(text.ptr, "eine Quadrilliarde");
  buf_reset(&text);
  spell_cardinal(&text, VIEW("999999999999999999999999999999999"), ONE_EINS, 0);
  assert_true(view_starts(buf_as_view(&text), VIEW("neunhundertneunundneunzig Quintillionen ")));
  buf_reset(&text);
  spell_cardinal(&text, VIEW("1000000000000000000000000000000000"), ONE_EINS, 0);
  assert_true(view_starts(buf_as_view(&text), VIEW("eins null null ")));
  buf_clear(&text);
}

static void spells_all_ordinals_up_to_a_thousand(void **state) {
  (void)state;
  struct buf text = {0};
  for (unsigned n = 0; n <= 1000; n++) {
    struct number_text digits = number_text(n);
    buf_reset(&text);
    spell_ordinal_stem(&text, number_view(&digits), 0);
    struct view stem = buf_as_view(&text);
    bool tens = n % 100 >= 20 || (n % 100 == 0 && n > 0);
    assert_true(view_ends(stem, tens ? VIEW("st") : VIEW("t")));
    if (n % 100 == 1)
      assert_true(view_ends(stem, VIEW("erst")));
    if (n % 100 == 7)
      assert_true(view_ends(stem, VIEW("siebt")));
  }
  buf_clear(&text);
}

// --- any input

static void check_hostile(struct run *run, struct view sentence) {
  assert_true(speak(run, sentence, &run->spoken));
  assert_true(accounts_for_all(sentence, &run->spoken));
}

static void repeated_strings_are_read_in_linear_time(void **state) {
  (void)state;
  static const char *const units[] = {
      "1",       "1 ",         "1.",        "1. ",     "1,",   "1-",       "1–",    "1/",
      "1:",      "1 000 ",     "1.000",     "3. und ", "3., ", "x",        "1x",    "§",
      "§ 1 ",    "€",          "€1",        "1 € ",    "-",    "- ",       ".",     ". ",
      "½",       "1½ ",        "km ",       "5 km ",   "5-",   "1er ",     "am ",   "der 1. ",
      "1. Mai ", "12.3.",      "8.15 Uhr ", "\xff",    "\xc3", "\xe2\x80", "A1",    "'90er ",
      "Haus",    "Nationale ", "2:1 ",      "1:",      "$",    "1/2 ",     "10^6 ", "(",
      "\"",      "\t"};
  struct run run;
  run_init(&run, "");
  struct buf text = {0};
  for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
    buf_reset(&text);
    while (text.len < 200000)
      buf_str(&text, units[i]);
    check_hostile(&run, buf_as_view(&text));
  }
  buf_clear(&text);
  run_clear(&run);
}

static void random_sequences_are_accounted_for(void **state) {
  (void)state;
  static const char *const pieces[] = {
      "1",    "2",    "12",      "1998", "2024",   "007",  ".",    ",",  ":",    "-",
      "–",    "/",    " ",       "  ",   "km",     "€",    "$",    "%",  "°C",   "Uhr",
      "h",    "Mio",  "Mrd.",    "½",    "x",      "bis",  "und",  "am", "der",  "des",
      "ein",  "Mai",  "März",    "er",   "te",     "fach", "-mal", "§",  "§§",   "A",
      "GPT-", "U-",   "jährige", "Euro", "\u00a0", "'",    "(",    ")",  "\xff", "\0",
      "ä",    "Haus", "mit",     "St.",  "%ig",    "+"};
  struct run run;
  run_init(&run, "");
  struct buf text = {0};
  uint32_t seed = 12345;
  for (size_t round = 0; round < 20000; round++) {
    buf_reset(&text);
    for (size_t k = 0; k < 12; k++) {
      seed = seed * 1664525u + 1013904223u;
      const char *piece = pieces[(seed >> 16) % (sizeof pieces / sizeof *pieces)];
      buf_add(&text, piece, piece[0] == '\0' ? 1 : strlen(piece));
    }
    check_hostile(&run, buf_as_view(&text));
  }
  buf_clear(&text);
  run_clear(&run);
}

static void an_empty_sentence_is_empty(void **state) {
  (void)state;
  struct run run;
  run_init(&run, "");
  check_hostile(&run, VIEW(""));
  assert_int_equal(run.spoken.text.len, 0);
  check_hostile(&run, VIEW("   "));
  assert_int_equal(run.spoken.text.len, 3);
  run_clear(&run);
}

static void edits_name_class_and_rule(void **state) {
  (void)state;
  struct run run;
  run_init(&run, "");
  check_hostile(&run, VIEW("Am 3. Mai kostete es 5 €."));
  assert_int_equal(run.spoken.n_edits, 2);
  assert_int_equal(run.spoken.edits[0].semiotic, SEMIOTIC_DATE);
  assert_int_equal(run.spoken.edits[0].source.offset, 3);
  assert_int_equal(run.spoken.edits[0].source.len, 6);
  assert_int_equal(run.spoken.edits[1].semiotic, SEMIOTIC_MONEY);
  assert_string_equal(run.spoken.edits[1].rule, "money");
  assert_string_equal(semiotic_class_name(run.spoken.edits[1].semiotic), "money");
  run_clear(&run);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(numbers),
      cmocka_unit_test(ordinals),
      cmocka_unit_test(dates),
      cmocka_unit_test(times),
      cmocka_unit_test(money),
      cmocka_unit_test(measures),
      cmocka_unit_test(compounds),
      cmocka_unit_test(sentences),
      cmocka_unit_test(local),
      cmocka_unit_test(bulletins),
      cmocka_unit_test(fresh),
      cmocka_unit_test(newsroom),
      cmocka_unit_test(newsroom_traps),
      cmocka_unit_test(traps),
      cmocka_unit_test(refused),
      cmocka_unit_test(spells_the_largest_names),
      cmocka_unit_test(spells_all_ordinals_up_to_a_thousand),
      cmocka_unit_test(repeated_strings_are_read_in_linear_time),
      cmocka_unit_test(random_sequences_are_accounted_for),
      cmocka_unit_test(an_empty_sentence_is_empty),
      cmocka_unit_test(edits_name_class_and_rule),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
