// The parts of a read-along book, and the whole of one read back by the extractor.

#include "support.h"

#include "book/archive.h"
#include "book/book.h"
#include "book/overlay.h"
#include "book/page.h"
#include "book/plan.h"
#include "book/table.h"
#include "extract/policy.h"
#include "failing_alloc.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>
#include <zip.h>

static void dates_are_what_zip_can_keep(void **state) {
  (void)state;
  char text[BOOK_DATE_BYTES];
  struct iso_date date = book_date_of_epoch(1700000000);
  book_date_text(&date, text);
  assert_string_equal(text, "2023-11-14T22:13:20Z");
  assert_int_equal(book_date_dos_day(&date), (2023 - 1980) << 9 | 11 << 5 | 14);
  assert_int_equal(book_date_dos_time(&date), 22 << 11 | 13 << 5 | 10);
  date = book_date_of_epoch(0); // before the time of ZIP
  assert_int_equal(book_date_dos_day(&date), 1 << 5 | 1);
  assert_int_equal(book_date_dos_time(&date), 0);
}

static void languages_are_tags(void **state) {
  (void)state;
  static const char *const cases[][2] = {
      {"de", "de"},           {"de-AT", "de-AT"}, {"en-GB-oxendict", "en-GB-oxendict"},
      {"zh-Hans", "zh-Hans"}, {"", "de"},         {"d", "de"},
      {"deutsch!", "de"},     {"de-", "de"},      {"-de", "de"},
      {"de--AT", "de"},       {"de_AT", "de"},    {"123", "de"},
      {"de-abcdefghi", "de"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct view got = book_language(view_of(cases[i][0]));
    if (!view_eq(got, view_of(cases[i][1])))
      fail_msg("%s gives %.*s", cases[i][0], (int)got.len, got.ptr);
  }
}

static void clocks_are_exact(void **state) {
  (void)state;
  char text[BOOK_CLOCK_BYTES];
  book_clock(0, 22050, text);
  assert_string_equal(text, "0.000000s");
  book_clock(1, 22050, text);
  assert_string_equal(text, "0.000045s");
  book_clock(22050ull * 3600 * 1000 + 11025, 22050, text);
  assert_string_equal(text, "3600000.500000s");
  book_clock(2999999, 3000000, text); // rounds up to the next second
  assert_string_equal(text, "1.000000s");
}

// ---- tables ----

/// Rows, "!" before one of heads, parted by line ends → "[a|b][c|d]", heads in "<>".
static void show_table(const char *rows, struct buf *out) {
  struct block blocks[8];
  struct shown_block shown[8];
  size_t n = 0;
  for (const char *at = rows; *at != '\0'; n++) {
    const char *end = strchrnul(at, '\n');
    bool heads = *at == '!';
    blocks[n] = (struct block){
        .role = BLOCK_TABLE, .level = heads, .text = {at + heads, (size_t)(end - at) - heads}};
    shown[n] = (struct shown_block){&blocks[n], true};
    at = *end == '\0' ? end : end + 1;
  }
  struct book_table table;
  book_table_read(shown, n, &table);
  for (size_t i = 0; table.heads_inside && i < table.n_columns; i++)
    buf_printf(out, "%s%.*s", i > 0 ? "|" : "<", (int)table.heads[i].len, table.heads[i].ptr);
  buf_str(out, table.heads_inside ? ">" : "");
  for (size_t k = 0; k < n; k++) {
    struct view cells[TABLE_COLUMNS_MAX];
    book_table_cells(&table, blocks[k].text, cells);
    for (size_t i = 0; i < table.n_columns; i++)
      buf_printf(out, "%s%.*s", i > 0 ? "|" : "[", (int)cells[i].len, cells[i].ptr);
    buf_byte(out, ']');
  }
}

static void rows_are_parted(void **state) {
  (void)state;
  static const char *const cases[][2] = {
      {"a; b\nc; d", "[a|b][c|d]"},
      {"!A; B\n1; 2", "[A|B][1|2]"},
      {"a; b\nc", "[a; b][c]"}, // a cell more in one row: nobody knows which
      {"a", "[a]"},
      {"Land: DE; Zahl: 3\nLand: FR; Zahl: 4", "<Land|Zahl>[DE|3][FR|4]"},
      {"Land: DE; groß; Zahl: 3\nLand: FR; Zahl: 4; 5", "<Land|Zahl>[DE; groß|3][FR|4; 5]"},
      {"Land: DE; Zahl: 3\nLand: FR; Ort: 4", "[Land: DE|Zahl: 3][Land: FR|Ort: 4]"},
      {"Land: DE; Zahl: 3\nLand: FR", "[Land: DE; Zahl: 3][Land: FR]"},
      {"!A: x; B: y\nA: 1; B: 2", "[A: x|B: y][A: 1|B: 2]"},
      {"; \n; ", "[|][|]"},
      {"Ort: ; Zahl: 1", "<Ort|Zahl>[|1]"},
  };
  struct buf got = {0};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    buf_reset(&got);
    show_table(cases[i][0], &got);
    assert_string_equal(got.ptr, cases[i][1]);
  }
  buf_clear(&got);
}

// ---- a whole book ----

static struct document read_article(const char *text) {
  struct document document;
  struct listen_diag diag = {0};
  struct extract_options options = {.format = INPUT_MARKDOWN};
  assert_int_equal(extract_document(view_of(text), &options, &document, &diag), LISTEN_OK);
  assert_int_equal(document_apply_policy(&document, READ_DEFAULT, &diag), LISTEN_OK);
  return document;
}

static const char article[] =
    "---\ntitle: \"Der <Titel> & mehr\"\nauthor: Ä. Öl\n"
    "date: 2024-03-12\n---\n\nErster Satz. Zweiter *guter* Satz.\n\n"
    "## Eins\n\n- a\n  1. b\n- c\n\n1. d\n\n> Zitat.\n\n```\nx <\n  y\n```\n\n"
    "![Bild](b.png)\n\n## Zwei\n\n| A | B |\n|---|---|\n| 1 | 2 |\n\n"
    "Schluss.\n";

enum { RATE = 22050, FRAMES = 100 };

/// Tell of all sentences, cut at ". ", each of FRAMES.
static enum listen_status tell(struct book *book, const struct document *document,
                               uint64_t *n_frames, struct listen_diag *diag) {
  enum listen_status status = LISTEN_OK;
  for (size_t i = 0; i < document->n_blocks; i++) {
    struct view text = document->blocks[i].text;
    for (size_t pos = 0; status == LISTEN_OK && pos < text.len;) {
      const char *stop = memmem(text.ptr + pos, text.len - pos, ". ", 2);
      size_t end = stop != NULL ? (size_t)(stop - text.ptr) + 1 : text.len;
      struct timed_sentence sentence = {i, {pos, end - pos}, *n_frames, *n_frames + FRAMES, NULL,
                                        0};
      status = book_sentence(book, &sentence, diag);
      *n_frames += FRAMES;
      pos = end + (stop != NULL);
    }
  }
  return status;
}

/// Make a book without sound; its bytes, or a failure.
static enum listen_status make_book(const struct document *document, enum book_division division,
                                    struct buf *out, struct listen_diag *diag) {
  struct book_options options = {.document = document,
                                 .division = division,
                                 .sample_rate_hz = RATE,
                                 .narrator = "test",
                                 .path = "-"};
  struct book *book = NULL;
  uint64_t n_frames = 0, bytes = 0;
  enum listen_status status = book_open(&options, &book, diag);
  if (status == LISTEN_OK)
    status = tell(book, document, &n_frames, diag);
  int fd = memfd_create("book", MFD_CLOEXEC);
  assert_true(fd >= 0);
  if (status == LISTEN_OK)
    status = book_finish(book, fd, &bytes, diag);
  book_close(book);
  if (status == LISTEN_OK) {
    assert_true(buf_reserve(out, (size_t)bytes + 1));
    assert_int_equal(pread(fd, out->ptr, (size_t)bytes + 1, 0), bytes); // not a byte more
    out->len = (size_t)bytes;
  }
  close(fd);
  return status;
}

/// An entry of the book as text; the caller frees it.
static char *entry(struct view book, const char *name) {
  zip_source_t *source = zip_source_buffer_create(book.ptr, book.len, 0, NULL);
  zip_t *zip = zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, NULL);
  assert_non_null(zip);
  zip_stat_t stat;
  assert_int_equal(zip_stat(zip, name, 0, &stat), 0);
  char *text = calloc(1, (size_t)stat.size + 1);
  zip_file_t *file = zip_fopen(zip, name, 0);
  assert_int_equal(zip_fread(file, text, stat.size), stat.size);
  zip_fclose(file);
  zip_discard(zip);
  return text;
}

static void assert_holds(const char *text, const char *part) {
  if (strstr(text, part) == NULL)
    fail_msg("'%s' is not in: %s", part, text);
}

static void a_book_is_read_back(void **state) {
  (void)state;
  struct document document = read_article(article);
  struct listen_diag diag = {0};
  struct buf book = {0}, again = {0};
  assert_int_equal(make_book(&document, BOOK_AUTO, &book, &diag), LISTEN_OK);
  assert_int_equal(make_book(&document, BOOK_AUTO, &again, &diag), LISTEN_OK);
  assert_true(view_eq(buf_as_view(&book), buf_as_view(&again)));
  assert_memory_equal(book.ptr + 30, "mimetypeapplication/epub+zip", 28);

  char *page = entry(buf_as_view(&book), "EPUB/text-001.xhtml");
  assert_holds(page, "<h1><span id=\"s1\">Der &lt;Titel&gt; &amp; mehr</span></h1>");
  assert_holds(page,
               "<p><span id=\"s2\">Erster Satz.</span> <span id=\"s3\">Zweiter <em>guter</em> "
               "Satz.</span></p>");
  assert_holds(page, "<section id=\"place-1\">\n<h2><span id=\"s4\">Eins</span></h2>");
  assert_holds(page, "<ul id=\"g1\"><li><span id=\"s5\">a</span><ol><li><span id=\"s6\">b</span>"
                     "</li></ol></li>\n<li><span id=\"s7\">c</span></li></ul>\n"
                     "<ol id=\"g2\"><li><span id=\"s8\">d</span></li></ol>");
  assert_holds(page, "<blockquote id=\"g3\"><p><span id=\"s9\">Zitat.</span></p>\n</blockquote>");
  assert_holds(page, "<code>x &lt;\n  y</code></pre>");
  assert_holds(page, "<p class=\"caption\">Bild</p>");
  assert_holds(page, "<td>1</td><td>2</td>");
  assert_holds(page, "<p class=\"byline\">Ä. Öl · <time datetime=\"2024-03-12\">12.03.2024</time>");
  free(page);
  char *overlay = entry(buf_as_view(&book), "EPUB/overlay-001.smil");
  assert_holds(overlay, "<text src=\"text-001.xhtml#s3\"/>\n"
                        "   <audio src=\"audio-001.mp3\" clipBegin=\"0.009070s\" "
                        "clipEnd=\"0.013605s\"/>");
  assert_holds(overlay, "<seq epub:textref=\"text-001.xhtml#g1\" epub:type=\"list\">");
  free(overlay);

  struct document read;
  struct extract_options options = {.format = INPUT_EPUB};
  assert_int_equal(extract_document(buf_as_view(&book), &options, &read, &diag), LISTEN_OK);
  assert_true(view_eq(read.title, document.title));
  assert_true(view_eq(read.author, document.author));
  static const char *const texts[] = {"Erster Satz. Zweiter guter Satz.",
                                      "Eins",
                                      "b",
                                      "Zitat.",
                                      "x < y",
                                      "Bild",
                                      "Zwei",
                                      "Schluss."};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    bool found = false;
    for (size_t k = 0; k < read.n_blocks; k++)
      found |= view_eq(read.blocks[k].text, view_of(texts[i]));
    if (!found)
      fail_msg("'%s' is lost", texts[i]);
  }
  document_clear(&read);
  document_clear(&document);
  buf_clear(&book);
  buf_clear(&again);
}

static void chapters_become_documents(void **state) {
  (void)state;
  struct document document = read_article(article);
  struct book_plan plan;
  struct listen_diag diag = {0};
  assert_int_equal(book_plan_make(&document, BOOK_AUTO, &plan, &diag), LISTEN_OK);
  assert_int_equal(plan.n_parts, 1);
  assert_int_equal(plan.parts[0].n_places, 2);
  assert_int_equal(plan.parts[0].shown_end, document.n_shown);
  book_plan_clear(&plan);
  assert_int_equal(book_plan_make(&document, BOOK_NO_CHAPTERS, &plan, &diag), LISTEN_OK);
  assert_int_equal(plan.n_parts, 1);
  assert_int_equal(plan.parts[0].n_places, 0);
  book_plan_clear(&plan);
  assert_int_equal(book_plan_make(&document, BOOK_CHAPTERS, &plan, &diag), LISTEN_OK);
  assert_int_equal(plan.n_parts, 3);
  assert_true(view_eq(plan.parts[1].title, VIEW("Eins")));
  size_t covered = 0;
  for (size_t i = 0; i < plan.n_parts; i++) {
    assert_int_equal(plan.parts[i].shown, covered);
    covered = plan.parts[i].shown_end;
    assert_int_equal(book_plan_part_of(&plan, plan.parts[i].first_block), i);
  }
  assert_int_equal(covered, document.n_shown);
  assert_int_equal(book_plan_part_of(&plan, document.n_blocks - 1), 2);
  book_plan_clear(&plan);
  document_clear(&document);
}

static void several_articles_keep_their_facts(void **state) {
  (void)state;
  struct document documents[2] = {read_article(article),
                                  read_article("---\ntitle: Zweiter\nauthor: B\n---\n\nText.\n")};
  struct document all;
  struct listen_diag diag = {0};
  struct buf book = {0};
  assert_int_equal(document_join(documents, 2, &all, &diag), LISTEN_OK);
  assert_int_equal(make_book(&all, BOOK_AUTO, &book, &diag), LISTEN_OK);
  char *package = entry(buf_as_view(&book), "EPUB/package.opf");
  assert_holds(package, "<dc:title>Der &lt;Titel&gt; &amp; mehr und 1 weiterer Artikel</dc:title>");
  assert_holds(package, "<dc:creator>Ä. Öl</dc:creator>\n  <dc:creator>B</dc:creator>");
  assert_holds(package, "idref=\"text-002\"");
  free(package);
  char *page = entry(buf_as_view(&book), "EPUB/text-002.xhtml");
  assert_holds(page, "<h1><span id=\"s1\">Zweiter</span></h1>\n<p class=\"byline\">B</p>");
  free(page);
  document_clear(&all);
  buf_clear(&book);
}

static void running_out_of_memory_is_said(void **state) {
  (void)state;
  struct document document = read_article(article);
  long n = 0;
  for (enum listen_status status = LISTEN_E_NOMEM; status != LISTEN_OK; n++) {
    struct listen_diag diag = {0};
    struct buf book = {0};
    fail_allocations_after(n);
    struct book_options options = {
        .document = &document, .sample_rate_hz = RATE, .narrator = "test", .path = "-"};
    struct book *out = NULL;
    uint64_t n_frames = 0, bytes = 0;
    int fd = memfd_create("book", MFD_CLOEXEC);
    status = book_open(&options, &out, &diag);
    if (status == LISTEN_OK)
      status = tell(out, &document, &n_frames, &diag);
    if (status == LISTEN_OK)
      status = book_finish(out, fd, &bytes, &diag);
    fail_allocations_after(-1);
    book_close(out);
    close(fd);
    assert_true(status == LISTEN_OK || status == LISTEN_E_NOMEM);
    buf_clear(&book);
  }
  assert_true(n > 15);
  document_clear(&document);
}

// ---- where it cannot be written ----

static void a_failed_write_is_said(void **state) {
  (void)state;
  struct iso_date date = BOOK_DATE_NONE;
  struct book_archive *archive;
  struct listen_diag diag = {0};
  uint64_t bytes;
  int fd = memfd_create("read", MFD_CLOEXEC), closed = dup(fd);
  close(closed);
  assert_int_equal(write(fd, "text", 4), 4);
  // The target refuses.
  assert_int_equal(book_archive_new(closed, &date, "x.epub", NULL, &archive, &diag), LISTEN_OK);
  book_archive_add(archive, "mimetype", fd, 0, 4, false);
  assert_int_equal(book_archive_write(archive, &bytes, &diag), LISTEN_E_IO);
  assert_string_equal(diag.file, "x.epub");
  book_archive_free(archive);
  // What is to go in ends too soon.
  int out = memfd_create("write", MFD_CLOEXEC);
  assert_int_equal(book_archive_new(out, &date, "x.epub", NULL, &archive, &diag), LISTEN_OK);
  book_archive_add(archive, "mimetype", fd, 0, 5, false);
  assert_int_equal(book_archive_write(archive, &bytes, &diag), LISTEN_E_IO);
  book_archive_free(archive);
  // Somebody had enough.
  static const volatile sig_atomic_t cancelled = 1;
  assert_int_equal(book_archive_new(out, &date, "x.epub", &cancelled, &archive, &diag), LISTEN_OK);
  book_archive_add(archive, "mimetype", fd, 0, 4, false);
  assert_int_equal(book_archive_write(archive, &bytes, &diag), LISTEN_E_CANCELLED);
  book_archive_free(archive);
  close(fd);
  close(out);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(dates_are_what_zip_can_keep),
      cmocka_unit_test(languages_are_tags),
      cmocka_unit_test(clocks_are_exact),
      cmocka_unit_test(rows_are_parted),
      cmocka_unit_test(a_book_is_read_back),
      cmocka_unit_test(chapters_become_documents),
      cmocka_unit_test(several_articles_keep_their_facts),
      cmocka_unit_test(running_out_of_memory_is_said),
      cmocka_unit_test(a_failed_write_is_said),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
