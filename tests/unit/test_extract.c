#include "support.h"

#include "base/utf8.h"
#include "extract/extract.h"
#include "extract_check.h"
#include "extract_dump.h"
#include "extract_support.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

// ---- helpers ----

static struct document read_input(struct view input, bool plain) {
  struct extract_options options = {.plain = plain};
  struct document document;
  struct listen_diag diag = {0};
  if (extract_document(input, &options, &document, &diag) != LISTEN_OK)
    fail_msg("%s", diag.message);
  struct buf why = {0};
  if (!check_document(input, plain, &document, &why))
    fail_msg("%.*s", (int)why.len, why.ptr);
  buf_clear(&why);
  return document;
}

/// Compare the plain dump of `input` with `want`.
static void expect_text(struct view input, bool plain, struct view want, const char *what) {
  struct document document = read_input(input, plain);
  struct buf got = {0};
  dump_plain(&got, &document);
  if (!view_eq(buf_as_view(&got), want)) {
    report_row(what, 0, buf_as_view(&got), want);
    fail_msg("%s: another text", what);
  }
  buf_clear(&got);
  document_clear(&document);
}

static void expect_refusal(struct view input, const char *part) {
  struct extract_options options = {.path = "artikel.txt"};
  struct document document;
  struct listen_diag diag = {0};
  assert_int_equal(extract_document(input, &options, &document, &diag), LISTEN_E_INPUT);
  if (strstr(diag.message, part) == NULL)
    fail_msg("'%s' does not say '%s'", diag.message, part);
  assert_true(diag.hint[0] != '\0');
  assert_string_equal(diag.file, "artikel.txt");
  assert_null(document.arena.head);
  assert_int_equal(document.n_blocks, 0);
  struct listen_diag german = {.german = true};
  assert_int_equal(extract_document(input, NULL, &document, &german), LISTEN_E_INPUT);
  assert_string_not_equal(german.message, diag.message);
}

// ---- the example article ----

static void the_example_is_read_exactly(void **state) {
  (void)state;
  struct buf input = read_test_file(PROJECT_DIR "/seeds/china-ki-luecke.txt");
  struct buf want = read_test_file("golden/extract/china-ki-luecke.document");
  expect_text(buf_as_view(&input), false, buf_as_view(&want), "seed");
  buf_clear(&input);
  buf_clear(&want);
}

static void the_example_says_who_and_when(void **state) {
  (void)state;
  struct buf input = read_test_file(PROJECT_DIR "/seeds/china-ki-luecke.txt");
  struct document d = read_input(buf_as_view(&input), false);
  assert_true(
      view_eq(d.title, VIEW("China will KI-Lücke durch entschlossene Anstrengungen verringern")));
  assert_true(view_eq(d.language, VIEW("de")));
  assert_true(view_eq(d.published, VIEW("2024-03-12T08:15")));
  assert_null(d.author.ptr);
  assert_true(view_eq(d.credit, VIEW("© IMAGO / SOPA Images")));
  assert_int_equal(d.n_claims, 1);
  assert_int_equal(d.claims[0].kind, CLAIM_LISTEN);
  assert_true(d.claims[0].low_s == 360 && d.claims[0].high_s == 360);
  assert_true(view_eq(d.claims[0].text, VIEW("Artikel anhören • 6 Minuten")));
  assert_int_equal(d.claims[0].line, 8);
  static const struct {
    const char *reason;
    size_t line;
  } skipped[] = {{"site", 1}, {"caption", 2}, {"dateline", 6}, {"claim", 8}};
  assert_int_equal(d.n_skipped, 4);
  for (size_t i = 0; i < d.n_skipped; i++) {
    assert_string_equal(d.skipped[i].reason, skipped[i].reason);
    assert_int_equal(d.skipped[i].line, skipped[i].line);
  }
  static const size_t sections[] = {4, 10, 14, 24, 32, 40, 46};
  size_t n = 0;
  for (size_t i = 0; i < d.n_blocks; i++)
    if (d.blocks[i].opens_section)
      assert_int_equal(d.blocks[i].line, sections[n++]);
  assert_int_equal(n, 7);
  document_clear(&d);
  buf_clear(&input);
}

// ---- whole articles ----

static struct buf dump_file(const char *path) {
  struct buf input = read_test_file(path), got = {0};
  struct document document = read_input(buf_as_view(&input), false);
  dump_all(&got, &document);
  document_clear(&document);
  buf_clear(&input);
  return got;
}

static void articles_are_taken_apart(void **state) {
  (void)state;
  assert_as_expected("golden/extract/articles/*.txt", 25, dump_file);
}

// ---- encodings ----

enum target { LE, BE, W1252 };

/// UTF-8 → UTF-16 with its mark, or Windows-1252.
static void transcode(struct view text, enum target to, struct buf *out) {
  size_t size;
  if (to != W1252)
    buf_add(out, to == LE ? "\xFF\xFE" : "\xFE\xFF", 2);
  for (size_t pos = 0; pos < text.len; pos += size) {
    uint32_t c = utf8_at(text, pos, &size);
    if (to == W1252) {
      unsigned char byte = c == 0x2022   ? 0x95
                           : c == 0x201E ? 0x84
                           : c == 0x201C ? 0x93
                           : c == 0x2013 ? 0x96
                                         : (unsigned char)c;
      assert_true(c < 0x80 || (c >= 0xA0 && c < 0x100) || byte != (unsigned char)c);
      buf_byte(out, (char)byte);
      continue;
    }
    uint32_t units[2] = {c, 0};
    if (c > 0xFFFF) {
      units[0] = 0xD800 + ((c - 0x10000) >> 10);
      units[1] = 0xDC00 + ((c - 0x10000) & 0x3FF);
    }
    for (int i = 0; i < 1 + (c > 0xFFFF); i++) {
      char bytes[2] = {(char)(units[i] & 0xFF), (char)(units[i] >> 8)};
      buf_byte(out, bytes[to == LE ? 0 : 1]);
      buf_byte(out, bytes[to == LE ? 1 : 0]);
    }
  }
}

/// Replace each `from` by `to`.
static void replace(struct view text, const char *from, const char *to, struct buf *out) {
  size_t len = strlen(from);
  for (size_t i = 0; i < text.len;) {
    if (text.len - i >= len && memcmp(text.ptr + i, from, len) == 0) {
      buf_str(out, to);
      i += len;
    } else {
      buf_byte(out, text.ptr[i++]);
    }
  }
}

static const char encoded_article[] =
    "Neue Züge für die Küstenstrecke\n"
    "\n"
    "Von Jörg Müller\n"
    "\n"
    "Die Bahn kauft „schöne“ Züge – und zwar fünfzig Stück. Österreich zahlt für die größten "
    "Übel.\n"
    "\n"
    "Am Ärmelkanal hört man davon wenig; § 5 regelt es für 20 Euro.\n";

static const char encoded_want[] =
    "Neue Züge für die Küstenstrecke\n"
    "\n"
    "Die Bahn kauft „schöne“ Züge – und zwar fünfzig Stück. Österreich zahlt für die größten "
    "Übel.\n"
    "Am Ärmelkanal hört man davon wenig; § 5 regelt es für 20 Euro.\n";

static void every_encoding_gives_the_same_text(void **state) {
  (void)state;
  struct view text = view_of(encoded_article), want = view_of(encoded_want);
  struct buf input = {0};
  expect_text(text, false, want, "UTF-8");
  buf_str(&input, "\xEF\xBB\xBF");
  buf_view(&input, text);
  expect_text(buf_as_view(&input), false, want, "UTF-8 with mark");
  buf_reset(&input);
  transcode(text, LE, &input);
  expect_text(buf_as_view(&input), false, want, "UTF-16LE");
  buf_byte(&input, 'x'); // half a unit too much
  expect_text(buf_as_view(&input), false, want, "UTF-16LE, odd");
  buf_reset(&input);
  transcode(text, BE, &input);
  expect_text(buf_as_view(&input), false, want, "UTF-16BE");
  buf_reset(&input);
  transcode(text, W1252, &input);
  expect_text(buf_as_view(&input), false, want, "Windows-1252");
  buf_clear(&input);
}

static void every_line_end_gives_the_same_text(void **state) {
  (void)state;
  static const char *const ends[] = {"\r\n", "\r", "\n", " \t\r\n", "\n"};
  for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
    struct buf input = {0}, wide = {0};
    replace(view_of(encoded_article), "\n", ends[i], &input);
    expect_text(buf_as_view(&input), false, view_of(encoded_want), ends[i]);
    transcode(buf_as_view(&input), BE, &wide);
    expect_text(buf_as_view(&wide), false, view_of(encoded_want), ends[i]);
    struct document document = read_input(buf_as_view(&wide), false);
    assert_int_equal(document.blocks[document.n_blocks - 1].line, 7);
    document_clear(&document);
    buf_clear(&input);
    buf_clear(&wide);
  }
}

static void invisible_characters_and_other_forms(void **state) {
  (void)state;
  static const struct {
    const char *from, *to;
  } changes[] = {
      {"ü", "u\xCC\x88"},             // decomposed
      {"ö", "o\xCC\x88"},             //
      {"ö", "o\xE2\x80\x8B\xCC\x88"}, // … with a zero-width space between
      {"Stück", "St\xC2\xADück"},     // soft hyphen
      {"e", "e\xE2\x80\x8B"},         // zero-width space after every e
      {" ", "\xC2\xA0"},              // NBSP
      {" ", " \t \xE2\x80\xAF"},      // more blanks
      {"a", "a\xEF\xBB\xBF"},         // stray marks
      {"B", "\xE2\x80\xAA"
            "B\xE2\x80\xAC"}, // bidi embedding
      {"d", "\x01"
            "d\x7F"},    // control characters
      {"–", "\xC2\x96"}, // a dash of Windows-1252 taken for Latin-1
  };
  for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
    struct buf input = {0}, wide = {0};
    replace(view_of(encoded_article), changes[i].from, changes[i].to, &input);
    expect_text(buf_as_view(&input), false, view_of(encoded_want), changes[i].from);
    transcode(buf_as_view(&input), LE, &wide);
    expect_text(buf_as_view(&wide), false, view_of(encoded_want), changes[i].from);
    buf_clear(&input);
    buf_clear(&wide);
  }
}

static void long_words_in_other_scripts_are_composed(void **state) {
  (void)state;
  for (size_t n = 0; n < 100; n++) {
    struct buf input = {0}, want = {0};
    for (size_t i = 0; i < n; i++) {
      buf_str(&input, "ш");
      buf_str(&want, "ш");
    }
    buf_str(&input, "ш\xCC\x81\xCC\xA3"); // the marks in the other order than NFC has
    buf_str(&want, "ш\xCC\xA3\xCC\x81\n");
    expect_text(buf_as_view(&input), true, buf_as_view(&want), "marks");
    buf_clear(&input);
    buf_clear(&want);
  }
}

static void what_is_nothing_but_a_mark_is_no_block(void **state) {
  (void)state;
  struct document document = read_input(VIEW("•[12]\n\nEin Satz steht hier.\n"), false);
  assert_int_equal(document.n_blocks, 1);
  assert_true(document.blocks[0].opens_section);
  assert_int_equal(document.n_skipped, 1);
  document_clear(&document);
  assert_int_equal(extract_document(VIEW("•[12]\n"), NULL, &document, NULL), LISTEN_E_INPUT);
}

static void faults_in_utf8_are_mended(void **state) {
  (void)state;
  // One umlaut in Windows-1252 among others in UTF-8; a stray byte; a cut sequence.
  expect_text(VIEW("Die M\374ller in Köln mahlen Mehl für Brötchen."), false,
              VIEW("Die Müller in Köln mahlen Mehl für Brötchen.\n"), "mended");
  expect_text(VIEW("Die Mühle\x80 in Köln mahlt\xE2\x80 Mehl für Brötchen."), false,
              VIEW("Die Mühle in Köln mahlt Mehl für Brötchen.\n"), "dropped");
  // Nothing but ASCII and one byte: Windows-1252.
  expect_text(VIEW("Die M\374hle steht still."), false, VIEW("Die Mühle steht still.\n"), "1252");
  // "ß»" in Windows-1252 looks like UTF-8 by chance.
  expect_text(VIEW("\xABSpa\xDF\xBB, rief der M\374ller, \374berh\366rte es."), false,
              VIEW("«Spaß», rief der Müller, überhörte es.\n"), "by chance");
}

static void emoji_keep_their_joiners(void **state) {
  (void)state;
  expect_text(VIEW("Eine Familie 👨\u200D👩\u200D👧 geht ❤\uFE0F nach Hause."), false,
              VIEW("Eine Familie 👨\u200D👩\u200D👧 geht ❤\uFE0F nach Hause.\n"), "emoji");
}

static void words_are_found_in_every_encoding(void **state) {
  (void)state;
  // The same word begins at the byte that the encoding says.
  static const char text[] = "Über Köln";
  struct buf wide = {0}, narrow = {0};
  transcode(view_of(text), LE, &wide);
  transcode(view_of(text), W1252, &narrow);
  struct document a = read_input(view_of(text), false);
  struct document b = read_input(buf_as_view(&wide), false);
  struct document c = read_input(buf_as_view(&narrow), false);
  struct span word = {6, 5};
  struct span at = source_map_span(&a.blocks[0].map, word);
  assert_true(at.offset == 6 && at.len == 5);
  at = source_map_span(&b.blocks[0].map, word);
  assert_true(at.offset == 12 && at.len == 8);
  at = source_map_span(&c.blocks[0].map, word);
  assert_true(at.offset == 5 && at.len == 4);
  document_clear(&a);
  document_clear(&b);
  document_clear(&c);
  buf_clear(&wide);
  buf_clear(&narrow);
}

static void maps_are_small(void **state) {
  (void)state;
  struct buf input = {0};
  for (int i = 0; i < 1000; i++)
    buf_str(&input, "Ein Satz mit Umlauten: Äpfel, Öl und Übung – nichts weiter.\n\n");
  struct document document = read_input(buf_as_view(&input), false);
  for (size_t i = 0; i < document.n_blocks; i++)
    assert_int_equal(document.blocks[i].map.n_runs, 1);
  document_clear(&document);
  buf_clear(&input);
}

// ---- running text ----

static void plain_text_is_left_alone(void **state) {
  (void)state;
  expect_text(VIEW("Teilen\nDrucken\n\n- Wirt-\nschaft\n\n\n\nArtikel anhören • 6 Minuten\n***\n"),
              true, VIEW("Teilen Drucken\n- Wirt- schaft\nArtikel anhören • 6 Minuten ***\n"),
              "plain");
  expect_text(VIEW("Das steht dort.[1]\r\n \r\n> Zitat\n1. Eins"), true,
              VIEW("Das steht dort.[1]\n> Zitat 1. Eins\n"), "plain");
  expect_text(VIEW("Berlin (dpa) - Die Regierung tagt."), true,
              VIEW("Berlin (dpa) - Die Regierung tagt.\n"), "plain");
}

// ---- bad input ----

static void bad_input_is_refused(void **state) {
  (void)state;
  expect_refusal((struct view){0}, "empty");
  expect_refusal(VIEW("\xEF\xBB\xBF"), "empty");
  expect_refusal(VIEW("\xFF\xFE"), "empty");
  expect_refusal(VIEW(" \n\t\n\xC2\xA0\n"), "white space");
  expect_refusal(VIEW("\xE2\x80\x8B\n\xC2\xAD\n"), "white space");
  expect_refusal(VIEW("\x7F"
                      "ELF\x02\x01\x01"),
                 "program");
  expect_refusal(VIEW("\x89PNG\r\n\x1A\n"), "PNG");
  expect_refusal(VIEW("PK\x03\x04zip"), "ZIP");
  expect_refusal(VIEW("PK\x03\x04..........................mimetypeapplication/vnd.oasis."
                      "opendocument.text"),
                 "office document");
  expect_refusal(VIEW("%PDF-1.7\n"), "PDF");
  expect_refusal(VIEW("\xFF\xD8\xFF\xE0 JFIF"), "JPEG");
  expect_refusal(VIEW("ID3\x03\0\0\0"), "MP3");
  expect_refusal(VIEW("Text mit einem \0 darin."), "binary");
  expect_refusal(VIEW("\x01\x02\x03\x04 ab \x05\x06\x07\x0E"), "binary");
  expect_refusal(VIEW("\xFF\xFE\0\0T\0\0\0"), "binary");
  expect_refusal(VIEW("Teilen\nDrucken\nAnzeige\n12 Kommentare\nImpressum\n"), "furniture");
  expect_refusal(VIEW("Startseite\nKontakt\nHilfe\n© 2024 Verlag\n"), "furniture");
  expect_refusal(VIEW("***\n"), "furniture");
}

static void words_that_begin_like_files_are_text(void **state) {
  (void)state;
  expect_text(VIEW("ID3-Tags stehen am Anfang einer Datei."), false,
              VIEW("ID3-Tags stehen am Anfang einer Datei.\n"), "ID3");
  expect_text(VIEW("RIFF ist ein Format für Töne."), false, VIEW("RIFF ist ein Format für Töne.\n"),
              "RIFF");
}

// ---- hostile input ----

static double seconds_for(struct view input, bool plain) {
  struct extract_options options = {.plain = plain};
  struct document document;
  clock_t start = clock();
  enum listen_status status = extract_document(input, &options, &document, NULL);
  double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
  if (status == LISTEN_OK)
    document_clear(&document);
  return seconds;
}

/// Far above what linear work needs, also in a debug build with sanitizers; quadratic work would
/// take hours.
#define PATIENCE_S 20.0

/// A sanitizer makes all slower, and by more than it costs: a part is enough for it.
#ifdef LISTEN_CHECKED
enum { PART = 10 };
#else
enum { PART = 1 };
#endif

static void big_inputs_take_linear_time(void **state) {
  (void)state;
  static const struct {
    const char *piece;
    size_t n;
  } inputs[] = {
      {"a", 10000000},
      {"\n", 1000000},
      {"- \n", 1000000},
      {"• a\n", 500000},
      {"1. a\n", 300000},
      {"> a\n", 300000},
      {"a\xCC\x88", 1000000},
      {"\xCC\x88", 1000000},
      {"[1]", 1000000},
      {"Foto: ", 500000},
      {"a-\n", 500000},
      {"a\n\n", 300000},
      {"Teilen\n", 200000},
      {"***\n", 300000},
      {"Was?\n\n", 200000},
      {"12.03.2024\n", 100000},
      {"===\n", 300000},
      {"(dpa) - ", 300000},
      {"a\xE2\x80\x8B", 1000000},
      {"Mehr zum Thema\na\n\n", 50000},
      {"\xFF", 1000000},
      {"Mehr zum Thema\na\n", 50000},
      {"Ä \xC2\xA0", 500000},
      {"  a\n a\n", 300000},
      {"Von: a\n", 200000},
      {"Von: a\nAn: b\n", 100000},
      {"\fKopf 1\n", 200000},
      {"Ein Kopf 1\n2\n", 100000},
      {"ab-\ncd\n", 200000},
      {"a\n--\nb\n", 100000},
      {"Am a schrieb b:\n> c\n", 100000},
  };
  for (size_t i = 0; i < sizeof inputs / sizeof *inputs; i++) {
    struct buf input = {0};
    for (size_t k = 0; k < inputs[i].n / PART; k++)
      buf_str(&input, inputs[i].piece);
    double seconds = seconds_for(buf_as_view(&input), false);
    seconds += seconds_for(buf_as_view(&input), true);
    if (seconds > PATIENCE_S)
      fail_msg("%zu times '%s': %.1f s", inputs[i].n / PART, inputs[i].piece, seconds);
    buf_clear(&input);
  }
}

static void refuse_memory_for(const char *path) {
  struct buf input = read_test_file(path);
  assert_memory_may_run_out(buf_as_view(&input), INPUT_AUTO, 10);
  buf_clear(&input);
}

static void no_memory_is_an_error_and_leaks_nothing(void **state) {
  (void)state;
  refuse_memory_for("golden/extract/articles/24-cookie-banner.txt");
  refuse_memory_for("golden/extract/articles/32-pdf-pages.txt");
  refuse_memory_for("golden/extract/articles/36-mail.txt");
  refuse_memory_for("golden/extract/articles/38-hyphens.txt");
}

static void roles_have_names(void **state) {
  (void)state;
  assert_string_equal(block_role_name(BLOCK_TITLE), "title");
  assert_string_equal(block_role_name(BLOCK_LIST_ITEM), "list_item");
  assert_string_equal(block_role_name(BLOCK_TABLE), "table");
  document_clear(NULL);
}

/// `test_extract --dump FILE…` prints what the articles' .expect files hold.
static int dump_files(int n, char **paths) {
  for (int i = 0; i < n; i++) {
    struct buf got = dump_file(paths[i]);
    fwrite(got.ptr, 1, got.len, stdout);
    buf_clear(&got);
  }
  return 0;
}

int main(int argc, char **argv) {
  if (argc > 2 && strcmp(argv[1], "--dump") == 0)
    return dump_files(argc - 2, argv + 2);
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_example_is_read_exactly),
      cmocka_unit_test(the_example_says_who_and_when),
      cmocka_unit_test(articles_are_taken_apart),
      cmocka_unit_test(every_encoding_gives_the_same_text),
      cmocka_unit_test(every_line_end_gives_the_same_text),
      cmocka_unit_test(invisible_characters_and_other_forms),
      cmocka_unit_test(long_words_in_other_scripts_are_composed),
      cmocka_unit_test(what_is_nothing_but_a_mark_is_no_block),
      cmocka_unit_test(faults_in_utf8_are_mended),
      cmocka_unit_test(emoji_keep_their_joiners),
      cmocka_unit_test(words_are_found_in_every_encoding),
      cmocka_unit_test(maps_are_small),
      cmocka_unit_test(plain_text_is_left_alone),
      cmocka_unit_test(bad_input_is_refused),
      cmocka_unit_test(words_that_begin_like_files_are_text),
      cmocka_unit_test(big_inputs_take_linear_time),
      cmocka_unit_test(no_memory_is_an_error_and_leaks_nothing),
      cmocka_unit_test(roles_have_names),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
