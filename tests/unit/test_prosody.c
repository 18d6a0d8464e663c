#include "support.h"

#include "prosody/prosody.h"

enum { COMMA = 1, SEMICOLON, COLON, DASH, BRACKET, ELLIPSIS, SENTENCE, END };

// Distinct values tell the pauses apart; ordered as in a real profile.
static const struct prosody_pauses pauses = {
    .comma_ms = COMMA,
    .semicolon_ms = SEMICOLON,
    .colon_ms = COLON,
    .dash_ms = DASH,
    .bracket_ms = BRACKET,
    .ellipsis_ms = ELLIPSIS,
    .sentence_ms = SENTENCE,
    .paragraph_ms = END,
};

static const char *pause_name(unsigned ms) {
  static const char *const names[] = {"none",    "comma",    "semicolon", "colon", "dash",
                                      "bracket", "ellipsis", "sentence",  "end"};
  return ms <= END ? names[ms] : "?";
}

static void show(const struct utterance *u, struct buf *out) {
  for (size_t i = 0; i < u->n_clauses; i++)
    buf_printf(out, "%s%s<%s>", i > 0 ? " " : "", u->clauses[i].text,
               pause_name(u->clauses[i].pause_ms));
}

static bool is_word_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

/// The runs ascend in both texts, say where copied bytes came from, and leave out no letter.
static void check_runs(const struct utterance *u, struct view text, size_t from, size_t to) {
  size_t engine = 0, spoken = from;
  for (size_t i = 0; i < u->n_runs; i++) {
    const struct engine_run *run = &u->runs[i];
    assert_true(run->engine.offset >= engine && run->spoken.offset >= spoken);
    assert_true(run->engine.len > 0 && run->spoken.len > 0);
    for (size_t k = engine; k < run->engine.offset; k++)
      assert_false(is_word_byte(u->engine.ptr[k]));
    engine = run->engine.offset + run->engine.len;
    spoken = run->spoken.offset + run->spoken.len;
    assert_true(engine <= u->engine.len && spoken <= to);
    if (run->replaced)
      continue;
    assert_int_equal(run->engine.len, run->spoken.len);
    for (size_t k = 0; k < run->engine.len; k++) {
      char c = u->engine.ptr[run->engine.offset + k];
      assert_true(c != '\0');
      assert_true(c == ' ' || c == text.ptr[run->spoken.offset + k]);
    }
  }
  for (size_t k = engine; k < u->engine.len; k++)
    assert_false(is_word_byte(u->engine.ptr[k]));
}

static const char table[] = "golden/prosody/clauses.tsv";

static bool check_row(const struct table_row *row, void *context) {
  struct utterance *u = context;
  size_t pos = 0;
  assert_int_equal(prosody_next(row->fields[0], &pos, PROSODY_END_PARAGRAPH, &pauses, NULL, u),
                   LISTEN_OK);
  assert_int_equal(pos, row->fields[0].len);
  check_runs(u, row->fields[0], 0, pos);
  struct buf got = {0};
  show(u, &got);
  bool ok = view_eq(buf_as_view(&got), row->fields[1]);
  if (!ok)
    report_row(table, row->line, buf_as_view(&got), row->fields[1]);
  buf_clear(&got);
  return ok;
}

static void clauses_and_pauses(void **state) {
  (void)state;
  struct utterance u = {0};
  for_each_row(table, 30, check_row, &u);
  utterance_clear(&u);
}

static void clauses_can_be_one(void **state) {
  (void)state;
  struct utterance u = {0};
  struct view text = VIEW("Er kam (spät), sah – und ging!");
  size_t pos = 0;
  assert_int_equal(prosody_next(text, &pos, PROSODY_END_PARAGRAPH, &pauses, NULL, &u), LISTEN_OK);
  assert_true(u.n_clauses > 1);
  unsigned last_ms = u.clauses[u.n_clauses - 1].pause_ms;
  utterance_join(&u);
  utterance_join(&u); // a single one remains as it is
  assert_int_equal(u.n_clauses, 1);
  assert_string_equal(u.clauses[0].text, "Er kam, spät, sah, und ging!");
  assert_int_equal(u.clauses[0].len, strlen(u.clauses[0].text));
  assert_int_equal(u.clauses[0].pause_ms, last_ms);
  check_runs(&u, text, 0, text.len);
  u.n_clauses = 0;
  utterance_join(&u);
  assert_int_equal(u.n_clauses, 0);
  utterance_clear(&u);
}

/// Every utterance of a text stays within the promised bounds, and all of it is walked.
static size_t walk(struct view text) {
  struct utterance u = {0};
  size_t n = 0;
  for (size_t pos = 0; pos < text.len; n++) {
    size_t before = pos;
    assert_int_equal(prosody_next(text, &pos, PROSODY_END_PARAGRAPH, &pauses, NULL, &u), LISTEN_OK);
    assert_true(pos > before);
    check_runs(&u, text, before, pos);
    assert_true(u.engine.len <= PROSODY_UTTERANCE_MAX);
    for (size_t i = 0; i < u.n_clauses; i++) {
      assert_true(u.clauses[i].len <= PROSODY_CLAUSE_MAX);
      assert_int_equal(strlen(u.clauses[i].text), u.clauses[i].len);
    }
  }
  utterance_clear(&u);
  return n;
}

static struct buf repeat(const char *piece, size_t times) {
  struct buf out = {0};
  for (size_t i = 0; i < times; i++)
    buf_str(&out, piece);
  return out;
}

static void long_and_hostile_texts_stay_bounded(void **state) {
  (void)state;
  static const char *const pieces[] = {
      "a",
      "Wort ",
      "Wort, ",
      "vierzehn",
      "vierzehn ",
      "(",
      "((a)) ",
      "... ",
      "? ",
      "\xFF\xFE",
      "„a“ ",
      "—",
      "[[",
      "a.b.c.",
      "neunhundertneunundneunzigtausend ",
      "\xF0\x9F\x98\x80",
      "1",
      "-",
      "\n\n",
  };
  for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
    struct buf text = repeat(pieces[i], 20000);
    walk(buf_as_view(&text));
    buf_clear(&text);
  }
}

/// Clauses of a text without marks must end before `word`, or hold a name or number whole.
static void check_breath(const char *piece, size_t times, const char *word) {
  struct buf text = repeat(piece, times);
  struct utterance u = {0};
  size_t pos = 0;
  assert_int_equal(prosody_next(buf_as_view(&text), &pos, PROSODY_END_SENTENCE, &pauses, NULL, &u),
                   LISTEN_OK);
  assert_true(u.n_clauses >= 2);
  for (size_t i = 1; i < u.n_clauses; i++)
    assert_memory_equal(u.clauses[i].text, word, strlen(word));
  utterance_clear(&u);
  buf_clear(&text);
}

static void a_long_sentence_breathes_at_words(void **state) {
  (void)state;
  check_breath("Silbenwort und ", 40, "und ");
  check_breath("Ursula von der Leyen und ", 30, "und ");
  check_breath("Frau Müller mit Hut Schal ", 30, "mit "); // no conjunction: a preposition
}

static void the_end_sets_the_last_pause(void **state) {
  (void)state;
  const struct prosody_pauses own = {
      .title_ms = 11, .heading_ms = 12, .section_ms = 13, .paragraph_ms = 14, .sentence_ms = 15};
  static const struct {
    enum prosody_end end;
    unsigned ms;
  } ends[] = {{PROSODY_END_TITLE, 11},
              {PROSODY_END_HEADING, 12},
              {PROSODY_END_SECTION, 13},
              {PROSODY_END_PARAGRAPH, 14},
              {PROSODY_END_SENTENCE, 15}};
  struct utterance u = {0};
  for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
    size_t pos = 0;
    assert_int_equal(prosody_next(VIEW("Ja (so). “ "), &pos, ends[i].end, &own, NULL, &u),
                     LISTEN_OK);
    assert_int_equal(u.clauses[u.n_clauses - 1].pause_ms, ends[i].ms);
  }
  utterance_clear(&u);
}

static void replacements_take_the_place_of_words(void **state) {
  (void)state;
  const struct view text = VIEW("Die KI-Startups, im Juni [[x]].");
  struct pronunciation words[] = {{{4, 11}, {0, 18}, "lexicon", "entry"}};
  struct pronounced said = {.words = words, .n_words = 1};
  buf_str(&said.engine, "KI [[st'art,aps]]");
  words[0].engine.len = said.engine.len;
  struct utterance u = {0};
  size_t pos = 0;
  assert_int_equal(prosody_next(text, &pos, PROSODY_END_SENTENCE, &pauses, &said, &u), LISTEN_OK);
  struct buf got = {0};
  show(&u, &got);
  assert_string_equal(got.ptr, "Die KI [[st'art,aps]],<comma> im Juni,<bracket> x,<sentence>");
  static const struct engine_run runs[] = {{{0, 3}, {0, 3}, false},
                                           {{4, 17}, {4, 11}, true},
                                           {{23, 7}, {17, 7}, false},
                                           {{32, 1}, {27, 1}, false}};
  assert_int_equal(u.n_runs, 4);
  for (size_t i = 0; i < 4; i++)
    assert_memory_equal(&u.runs[i].engine, &runs[i].engine, 2 * sizeof(struct span));
  assert_true(u.runs[1].replaced);
  buf_clear(&got);
  buf_clear(&said.engine);
  utterance_clear(&u);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(clauses_can_be_one),
      cmocka_unit_test(clauses_and_pauses),
      cmocka_unit_test(replacements_take_the_place_of_words),
      cmocka_unit_test(long_and_hostile_texts_stay_bounded),
      cmocka_unit_test(a_long_sentence_breathes_at_words),
      cmocka_unit_test(the_end_sets_the_last_pause),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
