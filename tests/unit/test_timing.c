// The way of a word from the written sentence to its frames, step by step.

#include "support.h"

#include "timing/write.h"

static const struct prosody_pauses pauses = {
    .comma_ms = 60, .sentence_ms = 50, .paragraph_ms = 30, .title_ms = 10, .dash_ms = 40};

// ---- written words ----

static const char table[] = "golden/timing/words.tsv";

static void show_words(struct view sentence, const struct spoken *spoken,
                       const struct written_words *words, struct buf *out) {
  for (size_t i = 0; i < words->n; i++) {
    const struct written_word *w = &words->items[i];
    struct view written = view_sub(sentence, w->written.offset, w->written.len);
    struct view said = view_sub(buf_as_view(&spoken->text), w->spoken.offset, w->spoken.len);
    buf_str(out, i > 0 ? " | " : "");
    buf_view(out, written);
    if (view_eq(written, said))
      continue;
    buf_byte(out, '=');
    buf_view(out, said);
  }
}

struct words_job {
  struct normaliser *normaliser;
  struct spoken spoken;
  struct written_words words;
};

static bool check_words(const struct table_row *row, void *context) {
  struct words_job *job = context;
  struct view sentence = row->fields[0];
  assert_int_equal(normalise_sentence(job->normaliser, sentence, &job->spoken), LISTEN_OK);
  assert_int_equal(written_words_find(sentence, &job->spoken, &job->words), LISTEN_OK);
  struct buf got = {0};
  show_words(sentence, &job->spoken, &job->words, &got);
  bool ok = view_eq(buf_as_view(&got), row->fields[1]);
  if (!ok)
    report_row(table, row->line, buf_as_view(&got), row->fields[1]);
  buf_clear(&got);
  return ok;
}

static void words_are_what_the_reader_sees(void **state) {
  (void)state;
  struct words_job job = {.normaliser = normaliser_new(NULL, NULL)};
  for_each_row(table, 20, check_words, &job);
  written_words_clear(&job.words);
  spoken_clear(&job.spoken);
  normaliser_free(job.normaliser);
}

// ---- places in the engine's text ----

/// Each word's engine text, "/" between clauses.
static void show_places(const struct word_places *places, const struct utterance *u,
                        struct buf *out) {
  for (size_t i = 0; i < places->n; i++) {
    const struct word_place *p = &places->items[i];
    buf_str(out, i == 0 ? "" : places->items[i - 1].clause < p->clause ? " / " : " | ");
    buf_printf(out, "%zu:%.*s", p->word, (int)p->engine.len,
               u->clauses[p->clause].text + p->engine.offset);
  }
}

/// A sentence of which nothing is edited, one word of it replaced for the engine.
static void check_places(const char *text, const char *word, const char *engine, const char *want) {
  struct spoken spoken = {0};
  buf_str(&spoken.text, text);
  struct pronunciation replaced = {
      {(size_t)(strstr(text, word) - text), strlen(word)}, {0, strlen(engine)}, "lexicon", "entry"};
  struct pronounced said = {.words = &replaced, .n_words = 1};
  buf_str(&said.engine, engine);
  struct written_words words = {0};
  struct word_places places = {0};
  struct utterance u = {0};
  struct buf got = {0};
  size_t pos = 0;
  struct view sentence = buf_as_view(&spoken.text);
  assert_int_equal(written_words_find(sentence, &spoken, &words), LISTEN_OK);
  assert_int_equal(prosody_next(sentence, &pos, PROSODY_END_SENTENCE, &pauses, &said, &u),
                   LISTEN_OK);
  assert_int_equal(word_places_find(&words, sentence, &u, &places), LISTEN_OK);
  show_places(&places, &u, &got);
  assert_string_equal(got.ptr, want);
  buf_clear(&got);
  buf_clear(&said.engine);
  utterance_clear(&u);
  word_places_clear(&places);
  written_words_clear(&words);
  spoken_clear(&spoken);
}

static void places_follow_replacements(void **state) {
  (void)state;
  check_places("Die Startups, im Juni.", "Startups", "[[st'art,aps]]",
               "0:Die | 1:[[st'art,aps]] / 2:im | 3:Juni");
  // a phrase: word by word where both have as many words, else by length
  check_places("Herr Xi Jinping kam.", "Xi Jinping", "[[Ci: dZIn'pIN]]",
               "0:Herr | 1:[[Ci:  | 2:dZIn'pIN]] | 3:kam");
  check_places("Die New Yorker da.", "New Yorker", "[[nj'u:jOrk3]]",
               "0:Die | 1:[[nj | 2:u:jOrk3]] | 3:da");
  // one word that becomes several
  check_places("Um 1998 herum.", "1998", "neunzehn hundert", "0:Um | 1:1998 | 2:herum");
  check_places("Etwa vierzehnhundert Euro.", "vierzehnhundert", "[[f'Irtse:n]] hundert",
               "0:Etwa | 1:[[f'Irtse:n]] hundert | 2:Euro");
  // a word over a mark that ends a clause
  check_places("So: Berlin– Hamburg.", "So", "so", "0:so / 1:Berlin / 2:Hamburg");
  check_places("Er sagt‘s so, „ja“.", "ja", "[[j'A:]]", "0:Er | 1:sagts | 2:so / 3:[[j'A:]]");
}

// ---- time ----

static void time_comes_from_events(void **state) {
  (void)state;
  // four words of 2, 4, 2 and 2 bytes: "ab cdef gh ij"
  static const struct word_place places[] = {{0, {0, 0}, 0, {0, 2}},
                                             {1, {0, 0}, 0, {3, 4}},
                                             {2, {0, 0}, 0, {8, 2}},
                                             {3, {0, 0}, 0, {11, 2}}};
  static const struct {
    struct word_event events[5];
    size_t n_events;
    uint64_t want[4];
  } cases[] = {
      {{{0, 0, 0}, {0, 3, 100}, {0, 8, 250}, {0, 11, 400}}, 4, {0, 100, 250, 400}},
      {{{0, 1, 7}, {0, 5, 100}, {0, 6, 120}, {0, 9, 250}, {0, 11, 400}}, 5, {7, 100, 250, 400}},
      {{{0, 0, 0}, {0, 3, 100}, {0, 11, 400}}, 3, {0, 100, 300, 400}}, // 4 of 6 bytes
      {{{0, 3, 200}, {0, 8, 300}, {0, 11, 300}}, 3, {0, 200, 300, 300}},
      {{{0, 0, 0}}, 1, {0, 200, 600, 800}},
      {{{0, 2, 50}, {0, 7, 60}, {0, 30, 70}}, 3, {0, 200, 600, 800}}, // between words
      {{{0, 0, 0}}, 0, {0, 200, 600, 800}},
      {{{0, 0, 0}, {0, 11, 5000}}, 2, {0, 250, 750, 1000}}, // past the end
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    uint64_t got[4];
    word_places_time(places, 4, cases[i].events, cases[i].n_events, 1000, got);
    for (size_t k = 0; k < 4; k++)
      assert_int_equal(got[k], cases[i].want[k]);
  }
}

// ---- promises, whatever comes ----

static uint32_t random_below(uint32_t *seed, uint32_t n) {
  *seed = *seed * 1664525u + 1013904223u;
  return (*seed >> 8) % n;
}

/// A sentence of random pieces, and edits that replace some runs of them.
static void random_sentence(uint32_t *seed, struct buf *sentence, struct spoken *spoken) {
  static const char *const pieces[] = {"a", "bcd", " ", " ", "  ", ".", ", ", "ü", "9",
                                       "–", "—",   "“", "(", "%",  "😀", "b",  "-", "\xFF"};
  enum { N = sizeof pieces / sizeof *pieces };
  buf_reset(sentence);
  buf_reset(&spoken->text);
  spoken->n_edits = 0;
  for (uint32_t n = random_below(seed, 30); n > 0; n--) {
    struct edit edit = {.source = {sentence->len, 0}, .spoken = {spoken->text.len, 0}};
    bool edited = random_below(seed, 3) == 0;
    for (uint32_t k = edited ? 1 + random_below(seed, 5) : 1; k > 0; k--) {
      const char *piece = pieces[random_below(seed, N)];
      buf_str(sentence, piece);
      if (!edited)
        buf_str(&spoken->text, piece);
    }
    for (uint32_t k = edited ? random_below(seed, 4) : 0; k > 0; k--)
      buf_str(&spoken->text, pieces[random_below(seed, N)]);
    if (!edited)
      continue;
    edit.source.len = sentence->len - edit.source.offset;
    edit.spoken.len = spoken->text.len - edit.spoken.offset;
    assert_true(
        array_grow((void **)&spoken->edits, &spoken->cap_edits, spoken->n_edits + 1, sizeof edit));
    spoken->edits[spoken->n_edits++] = edit;
  }
}

static void check_ascending(const struct written_words *words, size_t written_len,
                            size_t spoken_len) {
  size_t written = 0, spoken = 0;
  for (size_t i = 0; i < words->n; i++) {
    const struct written_word *w = &words->items[i];
    assert_true(w->written.len > 0 && w->spoken.len > 0);
    assert_true(w->written.offset >= written && w->spoken.offset >= spoken);
    written = w->written.offset + w->written.len;
    spoken = w->spoken.offset + w->spoken.len;
  }
  assert_true(written <= written_len && spoken <= spoken_len);
}

/// Random events for each clause give starts that ascend within its frames.
static void check_times(uint32_t *seed, const struct word_places *places,
                        const struct utterance *u) {
  uint64_t starts[200];
  struct word_event events[200];
  size_t from = 0;
  for (size_t c = 0; c < u->n_clauses; c++) {
    size_t n = 0, n_events = 0, end = 0;
    uint64_t frame = 0, n_frames = random_below(seed, 500);
    for (; from + n < places->n && places->items[from + n].clause == c; n++) {
      struct span at = places->items[from + n].engine;
      assert_true(at.len > 0 && at.offset >= end);
      end = at.offset + at.len;
      assert_true(end <= u->clauses[c].len);
    }
    for (size_t k = 0; k < u->clauses[c].len && n_events < 200; k++)
      if (random_below(seed, 3) == 0)
        events[n_events++] = (struct word_event){c, k, frame += random_below(seed, 60)};
    assert_true(n <= 200);
    word_places_time(places->items + from, n, events, n_events, n_frames, starts);
    for (size_t i = 0; i < n; i++)
      assert_true(starts[i] <= (i + 1 < n ? starts[i + 1] : n_frames));
    from += n;
  }
  assert_int_equal(from, places->n);
}

static void random_edits_keep_the_order(void **state) {
  (void)state;
  uint32_t seed = 7;
  struct buf sentence = {0};
  struct spoken spoken = {0};
  struct written_words words = {0};
  struct word_places places = {0};
  struct utterance u = {0};
  size_t n_words = 0;
  for (int round = 0; round < 20000; round++) {
    random_sentence(&seed, &sentence, &spoken);
    struct view said = buf_as_view(&spoken.text);
    assert_int_equal(written_words_find(buf_as_view(&sentence), &spoken, &words), LISTEN_OK);
    check_ascending(&words, sentence.len, said.len);
    n_words += words.n;
    for (size_t pos = 0; pos < said.len;) {
      assert_int_equal(prosody_next(said, &pos, PROSODY_END_SENTENCE, &pauses, NULL, &u),
                       LISTEN_OK);
      assert_int_equal(word_places_find(&words, said, &u, &places), LISTEN_OK);
      check_times(&seed, &places, &u);
    }
  }
  assert_true(n_words > 50000);
  utterance_clear(&u);
  word_places_clear(&places);
  written_words_clear(&words);
  spoken_clear(&spoken);
  buf_clear(&sentence);
}

/// Time for `times` pieces must not grow faster than their number; the test's own limit ends it.
static void long_sentences_take_linear_time(void **state) {
  (void)state;
  static const char *const pieces[] = {"a ", "5 km ", "😀", "—", "a😀 ", "[1]", "1-", "z. B. ", "„"};
  struct normaliser *normaliser = normaliser_new(NULL, NULL);
  struct spoken spoken = {0};
  struct written_words words = {0};
  for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
    struct buf text = {0};
    for (int k = 0; k < 100000; k++)
      buf_str(&text, pieces[i]);
    assert_int_equal(normalise_sentence(normaliser, buf_as_view(&text), &spoken), LISTEN_OK);
    assert_int_equal(written_words_find(buf_as_view(&text), &spoken, &words), LISTEN_OK);
    check_ascending(&words, text.len, spoken.text.len);
    buf_clear(&text);
  }
  written_words_clear(&words);
  spoken_clear(&spoken);
  normaliser_free(normaliser);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(words_are_what_the_reader_sees),
      cmocka_unit_test(places_follow_replacements),
      cmocka_unit_test(time_comes_from_events),
      cmocka_unit_test(random_edits_keep_the_order),
      cmocka_unit_test(long_sentences_take_linear_time),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
