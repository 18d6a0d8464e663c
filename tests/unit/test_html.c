#include "support.h"

#include "base/utf8.h"
#include "extract/extract.h"
#include "extract/html/html.h"
#include "extract_dump.h"
#include "extract_support.h"
#include "failing_alloc.h"
#include "html_check.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

// ---- helpers ----

static enum listen_status try_page(struct view page, struct document *out) {
  const struct extract_options options = {.format = INPUT_HTML};
  return extract_document(page, &options, out, NULL);
}

static struct document read_page(struct view page) {
  struct document document;
  if (try_page(page, &document) != LISTEN_OK)
    fail_msg("a page is refused: %.*s", (int)(page.len < 80 ? page.len : 80), page.ptr);
  struct buf why = {0};
  if (!html_check_document(page, &document, &why))
    fail_msg("%.*s", (int)why.len, why.ptr);
  buf_clear(&why);
  return document;
}

static struct view block_text(const struct document *document, size_t i) {
  assert_true(i < document->n_blocks);
  return document->blocks[i].text;
}

static void assert_view(struct view got, const char *want) {
  if (!view_eq(got, view_of(want)))
    fail_msg("got '%.*s', want '%s'", (int)got.len, got.ptr, want);
}

// ---- invented pages of every build ----

static struct buf dump_page(const char *path) {
  struct buf page = read_test_file(path), out = {0};
  struct document document = read_page(buf_as_view(&page));
  dump_all(&out, &document);
  document_clear(&document);
  buf_clear(&page);
  return out;
}

static void pages_are_read_as_expected(void **state) {
  (void)state;
  assert_as_expected("golden/html/*.html", 15, dump_page);
}

static void every_word_leads_to_its_bytes(void **state) {
  (void)state;
  glob_t found;
  assert_int_equal(glob(TESTS_DIR "/golden/html/*.html", 0, NULL, &found), 0);
  size_t n_exact = 0, n_words = 0;
  for (size_t i = 0; i < found.gl_pathc; i++) {
    struct buf page = read_test_file(found.gl_pathv[i]);
    // In other encodings a word's bytes are others: below.
    if (utf8_invalid_at(buf_as_view(&page)) == page.len) {
      struct document document = read_page(buf_as_view(&page));
      size_t exact, words;
      html_count_words(buf_as_view(&page), &document, &exact, &words);
      n_exact += exact;
      n_words += words;
      document_clear(&document);
    }
    buf_clear(&page);
  }
  globfree(&found);
  assert_true(n_words > 1000);
  // "Berlin (dpa) - Die" is read "Berlin. Die": the full stop stands for the mark.
  assert_true(n_exact >= n_words - 2);
}

static void references_and_marks_are_one_piece(void **state) {
  (void)state;
  struct view page = VIEW("<p>Die M&uuml;hle und das U\xCC\x88"
                          "ber&shy;ma\xC3\x9F &amp; mehr, aber <b>Fett</b>druck "
                          "A&B und x&lt;y stehen auch da, bis zum Ende.");
  static const struct {
    const char *word, *source;
  } wanted[] = {{"Mühle", "M&uuml;hle"},
                {"Übermaß", "U\xCC\x88"
                            "ber&shy;ma\xC3\x9F"},
                {"&", "&amp;"},
                {"Fettdruck", "Fett</b>druck"},
                {"A&B", "A&B"},
                {"x<y", "x&lt;y"}};
  struct document document = read_page(page);
  const struct block *block = &document.blocks[0];
  for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
    size_t len = strlen(wanted[i].word);
    const char *at = memmem(block->text.ptr, block->text.len, wanted[i].word, len);
    if (at == NULL)
      fail_msg("no '%s' in '%.*s'", wanted[i].word, (int)block->text.len, block->text.ptr);
    struct span span =
        source_map_span(&block->map, (struct span){(size_t)(at - block->text.ptr), len});
    assert_view(view_sub(page, span.offset, span.len), wanted[i].source);
  }
  document_clear(&document);
}

/// What stands between two pieces of text belongs to neither, however the first ends.
static void a_reference_ends_before_the_next_text(void **state) {
  (void)state;
  struct view page =
      VIEW("<p>&bdquo;Ein Absatz, der lang genug ist, damit etwas zu lesen da ist.&ldquo;</p>"
           "<p>Das <b>Z&auml;</b><br>Ende&ouml;<span>Neu</span>, ein Satz, der mehr zu lesen gibt."
           "</p>");
  static const struct {
    const char *word, *source;
  } wanted[] = {
      {"Das", "Das"}, {"Zä", "Z&auml;"}, {"Endeö", "Ende&ouml;"}, {"Neu,", "Neu</span>,"}};
  struct document document = read_page(page);
  const struct block *block = &document.blocks[document.n_blocks - 1];
  for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
    size_t len = strlen(wanted[i].word);
    const char *at = memmem(block->text.ptr, block->text.len, wanted[i].word, len);
    if (at == NULL)
      fail_msg("no '%s' in '%.*s'", wanted[i].word, (int)block->text.len, block->text.ptr);
    struct span span =
        source_map_span(&block->map, (struct span){(size_t)(at - block->text.ptr), len});
    assert_view(view_sub(page, span.offset, span.len), wanted[i].source);
  }
  document_clear(&document);
}

// ---- encodings ----

static void expect_first_block(struct view page, const char *want) {
  struct document document = read_page(page);
  assert_view(block_text(&document, 0), want);
  document_clear(&document);
}

static void encodings_are_found(void **state) {
  (void)state;
  static const char *want = "Grüße aus Köln, schöne Tage und „alles“ Gute für das nächste Jahr.";
  expect_first_block(VIEW("\xEF\xBB\xBF<p>Grüße aus Köln, schöne Tage und „alles“ Gute für das "
                          "nächste Jahr."),
                     want);
  // What the bytes say goes before what the page says.
  expect_first_block(VIEW("<meta charset=iso-8859-1><p>Grüße aus Köln, schöne Tage und „alles“ "
                          "Gute für das nächste Jahr."),
                     want);
  expect_first_block(VIEW("<p>Gr\xFC\xDF"
                          "e aus K\xF6ln, sch\xF6ne Tage und \x84"
                          "alles\x93 Gute f\xFCr das n\xE4"
                          "chste Jahr."),
                     want);
  // Declared far down, in capitals, in the old form.
  struct buf page = {0};
  for (int i = 0; i < 2000; i++)
    buf_str(&page, "<!-- ein Kommentar, der die Datei nur lang macht, mehr als hundert KB -->\n");
  buf_str(&page, "<META HTTP-EQUIV=\"content-type\" CONTENT=\"text/html; charset=ISO-8859-2\">"
                 "<p>Die Stadt \xA3\xF3"
                 "d\xBC liegt in Polen, und die Stra\xDF"
                 "e dorthin ist lang.");
  assert_true(page.len > 120 * 1024);
  expect_first_block(buf_as_view(&page), "Die Stadt Łódź liegt in Polen, und die Straße dorthin "
                                         "ist lang.");
  buf_clear(&page);
  static const char wide[] = "\xFF\xFE<\0p\0>\0\xD6\0l\0 \0u\0n\0d\0 \0W\0a\0s\0s\0e\0r\0.\0";
  expect_first_block((struct view){wide, sizeof wide - 1}, "Öl und Wasser.");
}

static void foreign_encodings_keep_their_offsets(void **state) {
  (void)state;
  struct view page = VIEW("<p>F\xFCr \x84Gr\xF6\xDF"
                          "e\x93 z\xE4hlt nur das Ma\xDF, sagt er.");
  struct document document = read_page(page);
  struct view text = block_text(&document, 0);
  const char *at = memmem(text.ptr, text.len, "Größe", strlen("Größe"));
  assert_non_null(at);
  struct span span = source_map_span(&document.blocks[0].map,
                                     (struct span){(size_t)(at - text.ptr), strlen("Größe")});
  assert_view(view_sub(page, span.offset, span.len), "Gr\xF6\xDF"
                                                     "e");
  document_clear(&document);
}

// ---- what is HTML ----

static void html_is_known_by_its_beginning(void **state) {
  (void)state;
  static const char *const pages[] = {
      "<!DOCTYPE html><p>Ein Satz mit sieben ganzen Worten darin.",
      "\xEF\xBB\xBF \n<!-- erzeugt --><html><p>Ein Satz mit sieben ganzen Worten darin.",
      "<?xml version=\"1.0\"?>\n<html><body>Ein Satz mit sieben ganzen Worten darin.</body></html>",
      "<div><h1>Titel</h1><p>Ein Satz mit sieben ganzen Worten darin.</p></div>"};
  static const char *const texts[] = {
      "Das Element <html> steht am Anfang. So beginnt jede Seite, sagt man.",
      "<3 heißt „Herz“. Das wissen alle, die einmal so etwas geschrieben haben.",
      "<p class=\"lead\">Ein Absatz in einem Text, der sonst keine Tags hat und keine braucht."};
  for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
    struct document document;
    assert_int_equal(extract_document(view_of(pages[i]), NULL, &document, NULL), LISTEN_OK);
    struct view last = block_text(&document, document.n_blocks - 1);
    assert_view(last, "Ein Satz mit sieben ganzen Worten darin.");
    document_clear(&document);
  }
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    struct document document;
    assert_int_equal(extract_document(view_of(texts[i]), NULL, &document, NULL), LISTEN_OK);
    assert_view(block_text(&document, 0), texts[i]);
    document_clear(&document);
  }
}

static void pages_without_text_are_refused(void **state) {
  (void)state;
  static const char *const pages[] = {"", "<html></html>",
                                      "<script>var text = 'Ein Satz.';</script>",
                                      "<nav><a href=/a>Start</a></nav>", "<p> &nbsp; </p>"};
  for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
    struct document document;
    struct listen_diag diag = {0};
    const struct extract_options options = {.format = INPUT_HTML, .path = "seite.html"};
    assert_int_equal(extract_document(view_of(pages[i]), &options, &document, &diag),
                     LISTEN_E_INPUT);
    assert_true(diag.message[0] != '\0' && diag.hint[0] != '\0');
    assert_string_equal(diag.file, "seite.html");
    assert_null(document.arena.head);
  }
}

static void pages_too_large_are_refused(void **state) {
  (void)state;
  size_t len = (size_t)HTML_PAGE_MAX_BYTES + 1;
  char *bytes = calloc(len, 1); // of which hardly a page is touched
  assert_non_null(bytes);
  memcpy(bytes, "<html><p>Ein Satz.", 18);
  struct document document;
  struct listen_diag diag = {0};
  const struct extract_options options = {.format = INPUT_HTML, .path = "seite.html"};
  assert_int_equal(extract_document((struct view){bytes, len}, &options, &document, &diag),
                   LISTEN_E_INPUT);
  assert_string_equal(diag.message, "a page larger than 64 MiB: not an article");
  assert_string_equal(diag.file, "seite.html");
  assert_null(document.arena.head);
  free(bytes);
}

// ---- facts ----

static void facts_are_taken_from_the_head(void **state) {
  (void)state;
  struct view page =
      VIEW("<html lang=de-AT><head><title>Der Titel der Seite hier | Blatt</title>"
           "<meta property=og:site_name content='Das Blatt'>"
           "<meta name='twitter:label1' content='Geschätzte Lesezeit'>"
           "<meta name='twitter:data1' content='3 Minuten'>"
           "<script type='application/ld+json'>[{\"@type\":[\"NewsArticle\",\"Thing\"],"
           "\"headline\":\"Der Titel\",\"datePublished\":\"2024-05-06T07:08:09.123+0200\","
           "\"author\":[{\"name\":\"Ida Muster\"},\"Jo Beispiel\"],\"timeRequired\":\"PT4M\","
           "\"audio\":{\"@type\":\"AudioObject\",\"duration\":\"PT5M58S\"},"
           "\"video\":{\"@type\":\"VideoObject\",\"duration\":\"PT1M\"}}]</script></head>"
           "<body><p>Ein Satz, der lang genug ist, um als Absatz zu zählen.</body></html>");
  struct document document = read_page(page);
  assert_view(document.title, "Der Titel");
  assert_view(document.site, "Das Blatt");
  assert_view(document.language, "de-AT");
  assert_view(document.published, "2024-05-06T07:08+02:00");
  assert_view(document.author, "Ida Muster, Jo Beispiel");
  static const struct {
    enum claim_kind kind;
    double seconds;
  } claims[] = {{CLAIM_READ, 180}, {CLAIM_READ, 240}, {CLAIM_LISTEN, 358}};
  assert_int_equal(document.n_claims, 3);
  for (size_t i = 0; i < 3; i++) {
    assert_int_equal(document.claims[i].kind, claims[i].kind);
    assert_true(document.claims[i].low_s == claims[i].seconds);
    assert_int_equal(document.claims[i].line, 1);
  }
  document_clear(&document);
}

// ---- hostile pages ----

/// `n` times `piece`, then `end`.
static struct buf repeat(const char *piece, size_t n, const char *end) {
  struct buf out = {0};
  for (size_t i = 0; i < n; i++)
    buf_str(&out, piece);
  buf_str(&out, end);
  assert_false(out.failed);
  return out;
}

static double seconds_for(struct view page) {
  struct timespec begin, end;
  struct document document;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &begin);
  if (try_page(page, &document) == LISTEN_OK)
    document_clear(&document);
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);
  return (double)(end.tv_sec - begin.tv_sec) + (double)(end.tv_nsec - begin.tv_nsec) * 1e-9;
}

/// Four times the page takes about four times as long; quadratic time would take sixteen times.
static void expect_linear(const char *piece, size_t n, const char *end) {
  struct buf small = repeat(piece, n, end), large = repeat(piece, 4 * n, end);
  double ratio = 0;
  for (int i = 0; i < 3; i++) { // the machine may be busy with others
    ratio = seconds_for(buf_as_view(&large)) / (seconds_for(buf_as_view(&small)) + 0.002);
    if (ratio < 9)
      break;
  }
  if (ratio >= 9)
    fail_msg("%zu times '%s' takes %.1f times as long when four times as much", n, piece, ratio);
  buf_clear(&small);
  buf_clear(&large);
}

static void hostile_pages_take_linear_time(void **state) {
  (void)state;
  static const char *const pieces[] = {
      "<div>",
      "<b>",
      "<font size=1>",
      "<ul><li>",
      "<table><tr><td>",
      "<a href=x>",
      "<p>",
      "<svg>",
      "<svg><td>",
      "<table><b>x",
      "<dl><dd><div>",
      "<!--",
      "<!-->",
      "</p>",
      "<template>",
      "<select><option>",
      "<h1>Titel</h1>",
      "<p>\"",
      "<article><h2><a href=x>T</a></h2>",
      "<blockquote>",
      "<button>",
      "<div></span>",
      "<p>a<sup><a href=#1>1</a></sup>",
      "&amp;&",
      "<p><i><b>Wort",
      "<div class=teaser>",
      "<tr><td>x",
      "<meta charset=x>",
      "<li><li>",
      "<span>A</span>",
      "\xC3\xBC<",
      "<p>Ein ganzer Satz mit Worten, der sich wiederholt.",
  };
  for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++)
    expect_linear(pieces[i], 4000, "Ein Satz am Ende, der gelesen wird.");
  expect_linear("<div a=1 ", 4000, ">Ein Satz am Ende, der gelesen wird.");
  expect_linear("[", 4000, "");
  struct buf many = {0};
  for (int i = 0; i < 60000; i++)
    buf_printf(&many, "<body a%d=b>", i);
  buf_byte(&many, '\0');
  expect_linear(many.ptr, 1, "Ein Satz am Ende, der gelesen wird.");
  buf_clear(&many);
}

static void deep_nesting_keeps_the_text(void **state) {
  (void)state;
  static const char *const openers[] = {"<div>",     "<b>",           "<span>",      "<ul><li>",
                                        "<section>", "<font size=2>", "<em><strong>"};
  for (size_t i = 0; i < sizeof openers / sizeof *openers; i++) {
    struct buf page = repeat(openers[i], 100000, "Ein Satz in der Tiefe, der gelesen wird.");
    struct document document = read_page(buf_as_view(&page));
    assert_int_equal(document.n_blocks, 1);
    assert_view(block_text(&document, 0), "Ein Satz in der Tiefe, der gelesen wird.");
    document_clear(&document);
    buf_clear(&page);
  }
}

static void a_tag_with_many_attributes_keeps_the_text(void **state) {
  (void)state;
  struct buf page = {0};
  buf_str(&page, "<div ");
  for (int i = 0; i < 100000; i++)
    buf_printf(&page, "a%d='x' ", i);
  buf_str(&page, ">Ein Satz nach den Attributen, der gelesen wird.</div>");
  struct document document = read_page(buf_as_view(&page));
  assert_view(block_text(&document, 0), "Ein Satz nach den Attributen, der gelesen wird.");
  document_clear(&document);
  buf_clear(&page);
}

static void running_out_of_memory_is_reported(void **state) {
  (void)state;
  struct buf page = read_test_file("golden/html/01-news.html");
  long n = 0;
  for (;; n++) {
    struct document document;
    fail_allocations_after(n);
    enum listen_status status = try_page(buf_as_view(&page), &document);
    bool used = allocations_fail();
    fail_allocations_after(-1);
    if (status == LISTEN_OK) {
      document_clear(&document);
      if (!used)
        break;
      continue; // JSON-LD that could not be read is left out
    }
    assert_int_equal(status, LISTEN_E_NOMEM);
    assert_null(document.arena.head);
  }
  assert_true(n > 50);
  buf_clear(&page);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(pages_are_read_as_expected),
      cmocka_unit_test(every_word_leads_to_its_bytes),
      cmocka_unit_test(references_and_marks_are_one_piece),
      cmocka_unit_test(a_reference_ends_before_the_next_text),
      cmocka_unit_test(encodings_are_found),
      cmocka_unit_test(foreign_encodings_keep_their_offsets),
      cmocka_unit_test(html_is_known_by_its_beginning),
      cmocka_unit_test(pages_without_text_are_refused),
      cmocka_unit_test(pages_too_large_are_refused),
      cmocka_unit_test(facts_are_taken_from_the_head),
      cmocka_unit_test(hostile_pages_take_linear_time),
      cmocka_unit_test(deep_nesting_keeps_the_text),
      cmocka_unit_test(a_tag_with_many_attributes_keeps_the_text),
      cmocka_unit_test(running_out_of_memory_is_reported),
  };
  return cmocka_run_group_tests_name("html", tests, NULL, NULL);
}
