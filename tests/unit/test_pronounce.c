#include "support.h"

#include "base/utf8.h"
#include "pronounce/ipa.h"
#include "pronounce/mnemonics.h"
#include "pronounce/pronounce.h"
#include "pronounce/wordbook_image.h"
#include "synth/synth.h"

#include <stdlib.h>
#include <time.h>

static struct pronouncer *shipped;

static int load_shipped(void **state) {
  (void)state;
  return pronouncer_new(NULL, 0, &shipped, NULL) == LISTEN_OK ? 0 : -1;
}

static int free_shipped(void **state) {
  (void)state;
  pronouncer_free(shipped);
  return 0;
}

/// The spoken text with every replacement in its place; checks the promises of the list.
static void replace_words(struct view spoken, const struct pronounced *said, struct buf *out) {
  size_t pos = 0;
  for (size_t i = 0; i < said->n_words; i++) {
    const struct pronunciation *word = &said->words[i];
    assert_true(word->spoken.len > 0 && word->spoken.offset >= pos);
    assert_true(word->spoken.offset + word->spoken.len <= spoken.len);
    assert_true(word->engine.len > 0 && word->engine.len <= PRONOUNCE_ENGINE_MAX);
    assert_true(word->engine.offset + word->engine.len <= said->engine.len);
    assert_non_null(word->source);
    assert_non_null(word->rule);
    buf_view(out, view_sub(spoken, pos, word->spoken.offset - pos));
    buf_view(out, view_sub(buf_as_view(&said->engine), word->engine.offset, word->engine.len));
    pos = word->spoken.offset + word->spoken.len;
  }
  buf_view(out, view_sub(spoken, pos, spoken.len));
}

static struct buf pronounce(const struct pronouncer *p, struct view spoken) {
  struct pronounced said = {0};
  struct buf out = {0};
  assert_int_equal(pronounce_sentence(p, spoken, &said), LISTEN_OK);
  replace_words(spoken, &said, &out);
  pronounced_clear(&said);
  return out;
}

/// Rows of: text TAB what the engine gets TAB note.
static bool check_row(const struct table_row *row, void *context) {
  struct buf got = pronounce(shipped, row->fields[0]);
  bool ok = view_eq(buf_as_view(&got), row->fields[1]);
  if (!ok)
    report_row(context, row->line, buf_as_view(&got), row->fields[1]);
  buf_clear(&got);
  return ok;
}

static void words_and_names(void **state) {
  (void)state;
  static char path[] = "golden/pronounce/words.tsv";
  for_each_row(path, 20, check_row, path);
}

static void heteronyms(void **state) {
  (void)state;
  static char path[] = "golden/pronounce/heteronyms.tsv";
  for_each_row(path, 20, check_row, path);
}

static bool check_trap(const struct table_row *row, void *context) {
  struct pronounced said = {0};
  assert_int_equal(pronounce_sentence(shipped, row->fields[0], &said), LISTEN_OK);
  bool ok = true;
  for (size_t i = 0; i < said.n_words; i++) {
    const struct pronunciation *word = &said.words[i];
    bool german = strcmp(word->source, "english") != 0 && strcmp(word->source, "pinyin") != 0 &&
                  strcmp(word->source, "french") != 0 && strcmp(word->source, "italian") != 0 &&
                  strcmp(word->source, "spanish") != 0;
    if (!german)
      report_row(context, row->line,
                 view_sub(buf_as_view(&said.engine), word->engine.offset, word->engine.len),
                 view_sub(row->fields[0], word->spoken.offset, word->spoken.len));
    ok &= german;
  }
  pronounced_clear(&said);
  return ok;
}

static void german_words_stay_german(void **state) {
  (void)state;
  static char path[] = "golden/pronounce/traps.tsv";
  for_each_row(path, 8, check_trap, path);
}

static bool check_ipa(const struct table_row *row, void *context) {
  struct buf got = {0};
  size_t bad;
  if (!ipa_to_mnemonics(row->fields[0], &got, &bad)) {
    buf_reset(&got);
    buf_printf(&got, "bad at %zu", bad);
  }
  bool ok = view_eq(buf_as_view(&got), row->fields[1]);
  if (!ok)
    report_row(context, row->line, buf_as_view(&got), row->fields[1]);
  buf_clear(&got);
  return ok;
}

static void ipa_becomes_mnemonics(void **state) {
  (void)state;
  static char path[] = "golden/pronounce/ipa.tsv";
  for_each_row(path, 20, check_ipa, path);
}

// ---- lexicons of a site ----

static struct pronouncer *load(enum lexicon_format format, const char *text,
                               struct listen_diag *diag) {
  struct lexicon_text lexicon = {view_of(text), "own", format};
  struct pronouncer *p;
  enum listen_status status = pronouncer_new(&lexicon, 1, &p, diag);
  assert_true((status == LISTEN_OK) == (p != NULL));
  return p;
}

static void expect(enum lexicon_format format, const char *lexicon, const char *text,
                   const char *want) {
  struct pronouncer *p = load(format, lexicon, NULL);
  assert_non_null(p);
  struct buf got = pronounce(p, view_of(text));
  assert_string_equal(got.ptr, want);
  buf_clear(&got);
  pronouncer_free(p);
}

static void a_site_has_the_last_word(void **state) {
  (void)state;
  expect(LEXICON_TSV, "Haus\tx'aUs\n", "Das Haus, Hauses, haus.",
         "Das [[x'aUs]], [[x'aUs@s]], haus.");
  expect(LEXICON_TSV, "Server\t-\texact\n", "Server", "Server");
  expect(LEXICON_TSV, "Nuuk\t/nuːk/\n", "Nuuks", "[[n'u:ks]]");
  expect(LEXICON_TSV, "LiMux\t=Limux\tcase\n", "LiMux limux", "Limux limux");
  expect(LEXICON_YAML, "Big Apple: '[[b''Ik _!''Ep@l]]'\n", "Im Big-Apple.",
         "Im [[b'Ik _!'Ep@l]].");
  expect(LEXICON_YAML, "# nothing\n", "Haus", "Haus");
  expect(LEXICON_YAML, "Nuuk: /ˈnuːk/\nGiga: Gigga\nHaus: '-'\n", "Nuuk Giga Haus",
         "[[n'u:k]] Gigga Haus");
  expect(LEXICON_TSV, "Bongk\tb'ONk\tsurname\n", "Bongk Shuo", "[[b'ONk]] [[Sv'o:]]");
  expect(LEXICON_YAML, "xyloren: {say: '[[z''y:l@r@n]]', tags: verb}\n", "gexylort",
         "[[g@z'y:l@rt]]");
  expect(LEXICON_PLS,
         "<lexicon xmlns='http://www.w3.org/2005/01/pronunciation-lexicon' version='1.0' "
         "alphabet='ipa'><lexeme><grapheme>Nuuk</grapheme><grapheme>Godthab</grapheme>"
         "<phoneme>nuːk</phoneme><phoneme prefer='true'> nʊk </phoneme></lexeme>"
         "<lexeme><grapheme>Taa</grapheme><alias>Tante A</alias></lexeme>"
         "<lexeme><grapheme>Zoe</grapheme><phoneme alphabet='x-espeak'>tso:'e:</phoneme></lexeme>"
         "</lexicon>",
         "Nuuk, Godthab, Taa, Zoe.", "[[n'Uk]], [[n'Uk]], Tante A, [[tso:'e:]].");
}

static const struct {
  enum lexicon_format format;
  const char *text;
  size_t line;
  const char *message; ///< part of it
} faults[] = {
    {LEXICON_TSV, "Haus\th'aUs\n\n# x\nBaum\tb'VUm\n", 4, "V"},
    {LEXICON_TSV, "Haus\th'aUs\tnoun\n", 1, "'noun'"},
    {LEXICON_TSV, "Haus\th'aUs\nHaus\th'aUs\n", 2, "'Haus'"},
    {LEXICON_TSV, "Haus\n", 1, "Haus"},
    {LEXICON_TSV, "Haus\t'\n", 1, "'"},
    {LEXICON_TSV, "\th'aUs\n", 1, ""},
    {LEXICON_TSV, "W3C\tve:\n", 1, "W3C"},
    {LEXICON_TSV, "Ha\xFFus\th'aUs\n", 1, ""},
    {LEXICON_TSV, "a b c d e f\ta\n", 1, "a b c"},
    {LEXICON_TSV, "laufe\tl'aUf@\tverb\n", 1, "laufe"},
    {LEXICON_TSV, "Haus\t=H4us\n", 1, "H4us"},
    {LEXICON_TSV, "Haus\t/haʊß/\n", 1, "ß"},
    {LEXICON_YAML, "Haus: '[[hVs]]'\n", 1, "Vs"},
    {LEXICON_YAML, "a: b\nHaus: [x]\n", 2, "pronunciation"},
    {LEXICON_YAML, "- Haus\n", 1, "pronunciation"},
    {LEXICON_YAML, "Haus:\n", 1, "pronunciation"},
    {LEXICON_YAML, "Haus: {sag: x}\n", 1, "pronunciation"},
    {LEXICON_YAML, "Haus: {say: x, tags: blau}\n", 1, "blau"},
    {LEXICON_YAML, "Haus: /q͡ß/\n", 1, "ß"},
    {LEXICON_PLS, "", 1, "XML"},
    {LEXICON_PLS, "<lexicon>\n<lexeme>", 2, "XML"},
    {LEXICON_PLS, "<html/>", 1, "lexicon"},
    {LEXICON_PLS, "<lexicon>\n<lexeme><grapheme>a</grapheme></lexeme></lexicon>", 2, "lexeme"},
    {LEXICON_PLS,
     "<lexicon>\n\n<lexeme><grapheme>a</grapheme><phoneme>☃</phoneme></lexeme></lexicon>", 3, "☃"},
    {LEXICON_PLS,
     "<lexicon alphabet='x-sampa'><lexeme><grapheme>a</grapheme><phoneme>a</phoneme></lexeme>"
     "</lexicon>",
     1, "alphabet"},
    {LEXICON_PLS, "<!DOCTYPE lexicon [<!ENTITY a 'b'>]><lexicon/>", 0, "DOCTYPE"},
    {LEXICON_PLS, "<!DOCTYPE lexicon [<!ENTITY a 'b'", 0, "DOCTYPE"}, // and is not parsed
    {LEXICON_PLS, "<?xml version='1.0' encoding='UTF-7'?><lexicon/>", 0, "UTF-8"},
};

static void faults_are_named(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
    struct listen_diag diags[2] = {{.german = false}, {.german = true}};
    for (int german = 0; german < 2; german++) {
      assert_null(load(faults[i].format, faults[i].text, &diags[german]));
      assert_int_equal(diags[german].status, LISTEN_E_CONFIG);
      assert_string_equal(diags[german].file, "own");
      if (diags[german].line != faults[i].line)
        fail_msg("fault %zu: line %zu: %s", i, diags[german].line, diags[german].message);
      assert_true(diags[german].message[0] != '\0');
    }
    if (strstr(diags[0].message, faults[i].message) == NULL)
      fail_msg("fault %zu: '%s' lacks '%s'", i, diags[0].message, faults[i].message);
    assert_string_not_equal(diags[0].message, diags[1].message);
  }
}

// ---- what the voice has ----

static bool engine_says(const char *mnemonics, struct buf *ipa) {
  struct buf text = {0};
  buf_printf(&text, "[[%s]]", mnemonics);
  buf_reset(ipa);
  assert_int_equal(espeak_engine_phonemes(text.ptr, NOTATION_IPA, ipa), LISTEN_OK);
  buf_clear(&text);
  return ipa->len > 0;
}

static void the_voice_has_every_mnemonic(void **state) {
  (void)state;
  static const char *const all[] = {"3",  "3:", "?",  "@",  "@-", "A",  "A:", "A~", "C",  "D",
                                    "E",  "E:", "EI", "I",  "N",  "O",  "O:", "OI", "OY", "O~",
                                    "R",  "S",  "T",  "U",  "W",  "W:", "W~", "Y:", "Z",  "a",
                                    "a:", "aI", "aU", "b",  "d",  "dZ", "e",  "e:", "eI", "f",
                                    "g",  "h",  "i",  "i:", "j",  "k",  "l",  "m",  "n",  "n^",
                                    "o",  "o:", "oU", "p",  "pF", "r",  "s",  "t",  "tS", "ts",
                                    "u",  "u:", "v",  "w",  "x",  "y",  "y:", "z"};
  struct engine_settings settings = {
      .voice = "de", .variant = "", .rate_wpm = 175, .pitch = 50, .range = 50, .volume = 100};
  struct synth_engine engine;
  assert_int_equal(espeak_engine_open(&settings, NULL, &engine, NULL), LISTEN_OK);
  struct buf ipa = {0};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
    size_t bad;
    assert_true(mnemonics_check(view_of(all[i]), &bad));
    if (!engine_says(all[i], &ipa))
      fail_msg("the voice drops '%s'", all[i]);
  }
  size_t bad;
  assert_false(mnemonics_check(VIEW("h'V"), &bad));
  assert_int_equal(bad, 2);
  assert_false(mnemonics_check(VIEW("'"), &bad));
  assert_false(mnemonics_check(VIEW(""), &bad));
  buf_clear(&ipa);
}

extern const unsigned char pronounce_stem_table[], pronounce_affix_table[];
extern const size_t pronounce_stem_table_len, pronounce_affix_table_len;

static void check_parts(const char *name, const unsigned char *bytes, size_t len) {
  struct table_row row = {0};
  size_t n = 0, bad;
  for (size_t pos = 0; table_next((struct view){(const char *)bytes, len}, &pos, &row); n++)
    if (!mnemonics_check(row.fields[1], &bad))
      fail_msg("%s: '%.*s' is said with '%.*s'", name, (int)row.fields[0].len, row.fields[0].ptr,
               (int)row.fields[1].len, row.fields[1].ptr);
  assert_true(n > 100);
}

/// The voice drops what it does not know, and all of the word behind it.
static void parts_of_compounds_have_known_mnemonics(void **state) {
  (void)state;
  check_parts("stems.tsv", pronounce_stem_table, pronounce_stem_table_len);
  check_parts("affixes.tsv", pronounce_affix_table, pronounce_affix_table_len);
}

// ---- hostile text ----

static double seconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void hostile_texts_take_linear_time(void **state) {
  (void)state;
  static const char *const pieces[] = {
      "a",     "ge",           "Wort ",        "Deep ",      "the ", "Zhou ", "-",        "a-",
      "Deep-", "Umgehen ",     "vierzehn",     "er",         "ss",   "ung",   "\xFF\xFE", "Ⱥ",
      "é",     "xi",           "Band Sänger ", "a'",         "·",    "[[",    "Haustür",  "unter",
      "ver",   "Lord of the ", "\xCC\x88",     "Boot-Camp-", "I ",   "X-",    "Servers "};
  for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
    struct buf text = {0};
    while (text.len < 300000)
      buf_str(&text, pieces[i]);
    double start = seconds();
    struct buf got = pronounce(shipped, buf_as_view(&text));
    if (seconds() - start > 8) // quadratic time would take minutes
      fail_msg("300 kB of '%s' took %.1f s", pieces[i], seconds() - start);
    buf_clear(&got);
    buf_clear(&text);
  }
}

extern const uint32_t pronounce_lexicon_book[], pronounce_english_book[];

static const struct shipped_book {
  const uint32_t *image;
  const char *files[5]; ///< below tests/
} shipped_books[] = {
    {pronounce_lexicon_book,
     {"../voices/aussprache/deutsch.tsv", "../voices/aussprache/englisch.tsv",
      "../voices/aussprache/romanisch.tsv", "../voices/aussprache/namen.tsv"}},
    {pronounce_english_book, {"../src/data/english_words.tsv"}},
};

static void read_tables(const char *const *files, struct wordbook_builder *out) {
  for (; *files != NULL; files++) {
    struct buf text = read_test_file(*files);
    struct wordbook_text table = {buf_as_view(&text), *files};
    assert_int_equal(wordbook_add_tsv(out, &table, NULL), LISTEN_OK);
    buf_clear(&text);
  }
}

/// Every word is found by its writing, and what phrases begin with too.
static size_t look_up_all(const struct wordbook *book, const struct wordbook_builder *builder) {
  size_t n = 0;
  for (size_t i = 0; i <= builder->mask; i++)
    for (const struct wordbook_draft *d = builder->slots[i]; d != NULL; d = d->next, n++) {
      if (d->n_words == 0) {
        assert_true(wordbook_starts_phrase(book, d->key));
        continue;
      }
      assert_true(d->n_words <= wordbook_longest_phrase(book));
      const struct wordbook_entry *e = wordbook_find(book, d->word, d->key, d->tags & LEX_VERB);
      assert_non_null(e);
      assert_true(view_eq(wordbook_word(e), d->word) && view_eq(wordbook_key(e), d->key) &&
                  view_eq(wordbook_mnemonics(e), d->mnemonics) && e->tags == d->tags &&
                  e->respelled == d->respelled && e->n_words == d->n_words);
    }
  return n;
}

static void shipped_books_hold_their_tables(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof shipped_books / sizeof *shipped_books; i++) {
    const struct shipped_book *shipped_book = &shipped_books[i];
    struct wordbook_builder builder = {0};
    read_tables(shipped_book->files, &builder);
    struct wordbook made, book = wordbook_of("test", shipped_book->image);
    assert_int_equal(wordbook_finish(&builder, "test", &made, NULL), LISTEN_OK);
    assert_int_equal(made.image->n_bytes, book.image->n_bytes);
    assert_memory_equal(made.image, book.image, made.image->n_bytes);
    assert_true(look_up_all(&book, &builder) > 1000);
    assert_null(wordbook_find(&book, VIEW("Xyzzyx"), VIEW("xyzzyx"), 0));
    wordbook_clear(&made);
    wordbook_builder_clear(&builder);
  }
}

static void an_empty_book_has_nothing(void **state) {
  (void)state;
  struct wordbook_builder builder = {0};
  struct wordbook book;
  assert_int_equal(wordbook_finish(&builder, "test", &book, NULL), LISTEN_OK);
  assert_null(wordbook_find(&book, VIEW("a"), VIEW("a"), 0));
  assert_null(wordbook_part(&book, VIEW("abend"), wordbook_hash(VIEW("abend"))));
  assert_false(wordbook_starts_phrase(&book, VIEW("a")));
  assert_int_equal(wordbook_longest_phrase(&book), 0);
  wordbook_clear(&book);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(words_and_names),
      cmocka_unit_test(heteronyms),
      cmocka_unit_test(german_words_stay_german),
      cmocka_unit_test(ipa_becomes_mnemonics),
      cmocka_unit_test(a_site_has_the_last_word),
      cmocka_unit_test(shipped_books_hold_their_tables),
      cmocka_unit_test(an_empty_book_has_nothing),
      cmocka_unit_test(faults_are_named),
      cmocka_unit_test(the_voice_has_every_mnemonic),
      cmocka_unit_test(parts_of_compounds_have_known_mnemonics),
      cmocka_unit_test(hostile_texts_take_linear_time),
  };
  return cmocka_run_group_tests(tests, load_shipped, free_shipped);
}
