#include "support.h"

#include "extract/extract.h"
#include "extract_dump.h"
#include "extract_support.h"
#include "markdown_check.h"

#include <stdio.h>
#include <stdlib.h>
#include <zip.h>

// ---- building books ----

struct part {
  const char *path, *text;
};

#define CONTAINER                                                                                  \
  {                                                                                                \
    "META-INF/container.xml",                                                                      \
        "<?xml version='1.0'?><container xmlns='urn:oasis:names:tc:opendocument:xmlns:container'>" \
        "<rootfiles><rootfile full-path='OEBPS/buch.opf' "                                         \
        "media-type='application/oebps-package+xml'/></rootfiles></container>"                     \
  }
#define OPF(metadata, manifest, spine)                                                             \
  {                                                                                                \
    "OEBPS/buch.opf",                                                                              \
        "<?xml version='1.0' encoding='UTF-8'?><package xmlns='http://www.idpf.org/2007/opf' "     \
        "version='3.0' xmlns:opf='http://www.idpf.org/2007/opf'>"                                  \
        "<metadata xmlns:dc='http://purl.org/dc/elements/1.1/'>" metadata                          \
        "</metadata><manifest>" manifest "</manifest>" spine "</package>"                          \
  }
#define ITEM(id, href) "<item id='" id "' href='" href "' media-type='application/xhtml+xml'/>"
#define PAGE(body)                                                                                 \
  "<?xml version='1.0'?><!DOCTYPE html><html xmlns='http://www.w3.org/1999/xhtml' "                \
  "xmlns:epub='http://www.idpf.org/2007/ops'><head><title/></head><body>" body "</body></html>"

/// A ZIP archive in memory. Release with buf_clear.
static struct buf make(const struct part *parts, size_t n) {
  zip_error_t error;
  zip_source_t *out = zip_source_buffer_create(NULL, 0, 0, &error);
  zip_t *zip = zip_open_from_source(out, ZIP_CREATE | ZIP_TRUNCATE, &error);
  assert_non_null(zip);
  zip_source_keep(out);
  for (size_t i = 0; i < n; i++) {
    zip_source_t *source = zip_source_buffer(zip, parts[i].text, strlen(parts[i].text), 0);
    zip_int64_t index = zip_file_add(zip, parts[i].path, source, ZIP_FL_ENC_UTF_8);
    assert_true(index >= 0);
    if (i == 0)
      zip_set_file_compression(zip, (zip_uint64_t)index, ZIP_CM_STORE, 0);
  }
  assert_int_equal(zip_close(zip), 0);
  struct buf file = {0};
  assert_int_equal(zip_source_open(out), 0);
  zip_source_seek(out, 0, SEEK_END);
  size_t len = (size_t)zip_source_tell(out);
  zip_source_seek(out, 0, SEEK_SET);
  assert_true(buf_reserve(&file, len));
  assert_int_equal(zip_source_read(out, file.ptr, len), (zip_int64_t)len);
  file.len = len;
  zip_source_close(out);
  zip_source_free(out);
  return file;
}

#define MAKE(...)                                                                                  \
  make((const struct part[]){{"mimetype", "application/epub+zip"}, __VA_ARGS__},                   \
       sizeof((const struct part[]){{"mimetype", "application/epub+zip"}, __VA_ARGS__}) /          \
           sizeof(struct part))

static struct document read_book(struct buf *file) {
  struct document document;
  struct listen_diag diag = {0};
  if (extract_document(buf_as_view(file), NULL, &document, &diag) != LISTEN_OK)
    fail_msg("%s", diag.message);
  struct buf why = {0};
  if (!check_markup((struct view){0}, SIZE_MAX, &document, &why))
    fail_msg("%.*s", (int)why.len, why.ptr);
  buf_clear(&why);
  return document;
}

/// Read, compare and clear.
static void expect(struct buf file, const char *want) {
  struct document document = read_book(&file);
  struct buf got = {0};
  dump_all(&got, &document);
  if (!view_eq(buf_as_view(&got), view_of(want))) {
    report_row("book", 0, buf_as_view(&got), view_of(want));
    fail_msg("%s", "another text");
  }
  buf_clear(&got);
  document_clear(&document);
  buf_clear(&file);
}

static void refuse(struct buf file, const char *part) {
  struct extract_options options = {.path = "buch.epub"};
  struct document document;
  struct listen_diag diag = {0}, german = {.german = true};
  assert_int_equal(extract_document(buf_as_view(&file), &options, &document, &diag),
                   LISTEN_E_INPUT);
  assert_string_equal(diag.file, "buch.epub");
  if (strstr(diag.message, part) == NULL)
    fail_msg("'%s' does not say '%s'", diag.message, part);
  assert_null(document.arena.head);
  assert_int_equal(extract_document(buf_as_view(&file), &options, &document, &german),
                   LISTEN_E_INPUT);
  assert_string_not_equal(german.message, diag.message);
  buf_clear(&file);
}

// ---- books ----

static void an_epub_3_is_read_in_order(void **state) {
  (void)state;
  expect(
      MAKE(CONTAINER,
           OPF("<dc:title>Das Buch vom Meer</dc:title><dc:creator id='a'>Erika Muster</dc:creator>"
               "<dc:creator id='b'>Otto Über</dc:creator>"
               "<meta refines='#b' property='role'>trl</meta>"
               "<dc:language>de-AT</dc:language><dc:date>2020-03-04</dc:date>",
               ITEM("t", "text/titel.xhtml") ITEM("k2", "text/k%202.xhtml")
                   ITEM("k1", "text/k1.xhtml") "<item id='nav' href='nav.xhtml' "
                                               "media-type='application/xhtml+xml' "
                                               "properties='nav'/>",
               "<spine><itemref idref='nav'/><itemref idref='t'/><itemref idref='k1'/>"
               "<itemref idref='k2'/></spine>"),
           {"OEBPS/nav.xhtml",
            PAGE("<nav epub:type='landmarks'><a href='text/k1.xhtml'>Falsch</a></nav>"
                 "<nav epub:type='toc'><h1>Inhalt</h1><ol><li><a href='text/k1.xhtml'>Der "
                 "<b>Anfang</b></a></li><li><a href='text/k%202.xhtml#x'>Zweites "
                 "Kapitel</a></li></ol></nav>")},
           {"OEBPS/text/titel.xhtml", PAGE("<h1>Das Buch vom Meer</h1><p>Erika Muster</p>")},
           {"OEBPS/text/k1.xhtml",
            PAGE("<h1>1</h1><h2>Der Anfang</h2><p>Das Meer<a epub:type='noteref' "
                 "href='#f'>1</a> war <span epub:type='pagebreak'>12</span>ruhig.</p><a id='x'/>"
                 "<p>Teilen</p><blockquote><p>Ein Vers.</p></blockquote>"
                 "<aside epub:type='footnote' id='f'><p>Eine Anmerkung.</p></aside>")},
           {"OEBPS/text/k 2.xhtml", PAGE("<p>Ohne Überschrift beginnt das Kapitel.</p>")}),
      "title: Das Buch vom Meer\npublished: 2020-03-04\nauthor: Erika Muster\n"
      "§ 1 title: Das Buch vom Meer\n"
      "  1 paragraph: Erika Muster\n"
      "§ 1 heading 1: 1\n"
      "  1 heading 2: Der Anfang\n"
      "  1 paragraph: Das Meer war ruhig.\n"
      "  1 paragraph: Teilen\n"
      "  1 quote: Ein Vers.\n"
      "  1 footnote: Eine Anmerkung.\n"
      "§ 1 heading 1: Zweites Kapitel\n"
      "  1 paragraph: Ohne Überschrift beginnt das Kapitel.\n"
      "- 1 navigation: Falsch\n- 1 navigation: Inhalt\n- 1 navigation: Der Anfang\n"
      "- 1 navigation: Zweites Kapitel\n- 1 duplicate: Das Buch vom Meer\n"
      "- 1 footnote_mark: 1\n- 1 page_number: 12\n");
}

static void chapters_bear_the_names_of_the_contents(void **state) {
  (void)state;
  struct buf file = MAKE(
      CONTAINER,
      OPF("<dc:title>Buch</dc:title>",
          ITEM("a", "a.xhtml") ITEM(
              "b", "b.xhtml") "<item id='n' href='toc.ncx' media-type='application/x-dtbncx+xml'/>",
          "<spine toc='n'><itemref idref='a'/><itemref idref='b'/></spine>"),
      {"OEBPS/toc.ncx",
       "<ncx xmlns='http://www.daisy.org/z3986/2005/ncx/'><navMap><navPoint><navLabel><text>"
       "1. Die Ankunft</text></navLabel><content src='a.xhtml'/></navPoint></navMap></ncx>"},
      {"OEBPS/a.xhtml", PAGE("<h2>Die Ankunft</h2><p>Er kam.</p>")},
      {"OEBPS/b.xhtml", PAGE("<p>Das Kapitel geht in der nächsten Datei weiter.</p>")});
  struct document d = read_book(&file);
  assert_int_equal(d.n_blocks, 4);
  assert_true(view_eq(d.blocks[1].text, VIEW("Die Ankunft")));
  assert_true(view_eq(d.blocks[1].chapter, VIEW("1. Die Ankunft")));
  assert_true(d.blocks[1].opens_section && !d.blocks[2].opens_section);
  assert_false(d.blocks[3].opens_section);
  assert_int_equal(d.n_articles, 0);
  document_clear(&d);
  buf_clear(&file);
}

/// What a name begins with is not taken for the mark of a file; one of invisible characters is
/// none, so no chapter begins there; and a decomposed one is that of the heading.
static void odd_names_of_chapters(void **state) {
  (void)state;
  struct buf file =
      MAKE(CONTAINER,
           OPF("<dc:title>%PDF-Dateien</dc:title>",
               ITEM("a", "a.xhtml") ITEM("b", "b.xhtml")
                   ITEM("c", "c.xhtml") "<item id='n' href='n.xhtml' properties='nav' "
                                        "media-type='application/xhtml+xml'/>",
               "<spine><itemref idref='a'/><itemref idref='b'/><itemref idref='c'/></spine>"),
           {"OEBPS/n.xhtml", PAGE("<nav epub:type='toc'><ol><li><a href='a.xhtml'>PK\xC2\xAD-Werte"
                                  "</a></li><li><a href='b.xhtml'>\xE2\x80\x8B</a></li><li>"
                                  "<a href='c.xhtml'>U\xCC\x88"
                                  "ber Holz</a></li></ol></nav>")},
           {"OEBPS/a.xhtml", PAGE("<p>Der erste Absatz.</p>")},
           {"OEBPS/b.xhtml", PAGE("<p>Er geht weiter.</p>")},
           {"OEBPS/c.xhtml", PAGE("<p>\xC3\x9C"
                                  "ber Holz</p><p>Zum Schluss.</p>")});
  struct document document = read_book(&file);
  static const struct {
    const char *text;
    enum block_role role;
    bool opens;
  } want[] = {{"%PDF-Dateien", BLOCK_TITLE, true},
              {"PK-Werte", BLOCK_HEADING, true},
              {"Der erste Absatz.", BLOCK_PARAGRAPH, false},
              {"Er geht weiter.", BLOCK_PARAGRAPH, false},
              {"\xC3\x9C"
               "ber Holz",
               BLOCK_HEADING, true},
              {"Zum Schluss.", BLOCK_PARAGRAPH, false}};
  assert_int_equal(document.n_blocks, sizeof want / sizeof *want);
  for (size_t i = 0; i < document.n_blocks; i++) {
    const struct block *block = &document.blocks[i];
    if (!view_eq(block->text, view_of(want[i].text)) || block->role != want[i].role ||
        block->opens_section != want[i].opens)
      fail_msg("block %zu: '%.*s' as %s", i, (int)block->text.len, block->text.ptr,
               block_role_name(block->role));
  }
  document_clear(&document);
  buf_clear(&file);
}

static void covers_and_contents_are_left_out(void **state) {
  (void)state;
  expect(MAKE(CONTAINER,
              OPF("<dc:title>Buch</dc:title>",
                  ITEM("cover", "c.xhtml") ITEM("i", "i.xhtml") ITEM("a", "a.xhtml")
                      ITEM("n", "n.xhtml"),
                  "<spine><itemref idref='cover'/><itemref idref='i'/><itemref idref='a'/>"
                  "<itemref idref='n' linear='no'/></spine>"),
              {"OEBPS/c.xhtml", PAGE("<p>Ein Titelbild</p>")},
              {"OEBPS/i.xhtml", PAGE("<p><a href='a.xhtml'>Eins</a></p><p><a href='a.xhtml#b'>Zwei"
                                     "</a></p><p><a href='a.xhtml#c'>Drei</a></p>")},
              {"OEBPS/a.xhtml", PAGE("<p>Der Text des Buches.</p>")},
              {"OEBPS/n.xhtml", PAGE("<p>Am Rande.</p>")}),
         "title: Buch\n§ 1 title: Buch\n  1 paragraph: Der Text des Buches.\n"
         "- 1 cover: Ein Titelbild\n- 1 navigation: Eins\n- 1 navigation: Zwei\n"
         "- 1 navigation: Drei\n- 1 aside: Am Rande.\n");
}

static void maps_lead_into_the_unpacked_documents(void **state) {
  (void)state;
  static const char first[] = PAGE("<p>Erster Text.</p>"), second[] = PAGE("<p>Zweiter Text.</p>");
  struct buf file = MAKE(CONTAINER,
                         OPF("", ITEM("a", "a.xhtml") ITEM("b", "b.xhtml"),
                             "<spine><itemref idref='a'/><itemref idref='b'/></spine>"),
                         {"OEBPS/a.xhtml", first}, {"OEBPS/b.xhtml", second});
  struct document d = read_book(&file);
  struct buf all = {0};
  buf_str(&all, first);
  buf_str(&all, second);
  struct buf why = {0};
  assert_true(check_markup(buf_as_view(&all), all.len, &d, &why));
  struct span span = source_map_span(&d.blocks[1].map, (struct span){0, 7});
  assert_true(view_eq(view_sub(buf_as_view(&all), span.offset, span.len), VIEW("Zweiter")));
  buf_clear(&all);
  buf_clear(&why);
  document_clear(&d);
  buf_clear(&file);
}

/// In a broken table text moves before it, and may end in a reference or in faulty bytes.
static void cells_of_broken_tables_have_a_place(void **state) {
  (void)state;
  static const char page[] = PAGE("<p>Text.</p><table><tr><th>a</th><th>b&auml;</th>&uuml;</tr>"
                                  "<tr><td>1&auml;<p>c</p></td><td>2</td></tr></table>");
  static const char *const places[] = {"a", "b&auml;", "1&auml;", "c", "2"};
  struct buf file =
      MAKE(CONTAINER, OPF("", ITEM("a", "a.xhtml"), "<spine><itemref idref='a'/></spine>"),
           {"OEBPS/a.xhtml", page});
  struct document d = read_book(&file);
  size_t n = 0;
  for (size_t i = 0; i < d.n_blocks; i++) {
    struct view text = d.blocks[i].text;
    for (size_t pos = 0, end; d.blocks[i].role == BLOCK_TABLE && pos < text.len; pos = end + 1) {
      const char *blank = memchr(text.ptr + pos, ' ', text.len - pos);
      end = blank == NULL ? text.len : (size_t)(blank - text.ptr);
      size_t len = end - pos - (text.ptr[end - 1] == ';');
      struct span span = source_map_span(&d.blocks[i].map, (struct span){pos, len});
      assert_true(n < sizeof places / sizeof *places);
      assert_memory_equal(page + span.offset, places[n], strlen(places[n]));
      assert_int_equal(span.len, strlen(places[n++]));
    }
  }
  assert_int_equal(n, sizeof places / sizeof *places);
  document_clear(&d);
  buf_clear(&file);
}

// ---- what is no book ----

#define SPINE "<spine><itemref idref='a'/></spine>"

static void broken_books_are_refused(void **state) {
  (void)state;
  struct buf file = MAKE(CONTAINER, OPF("", ITEM("a", "a.xhtml"), SPINE),
                         {"OEBPS/a.xhtml", PAGE("<p>Text im Buch.</p>")});
  file.len -= 40;
  refuse(file, "ZIP");
  refuse(MAKE({"x", "y"}), "container.xml");
  refuse(MAKE({"META-INF/container.xml", "<container/>"}), "names no package");
  refuse(MAKE({"META-INF/container.xml", "kein XML"}), "not XML");
  refuse(MAKE(CONTAINER), "missing");
  refuse(MAKE(CONTAINER, OPF("", ITEM("a", "a.xhtml"), SPINE)), "a.xhtml' is missing");
  refuse(MAKE(CONTAINER, OPF("", "", "<spine/>")), "lists no text");
  refuse(MAKE(CONTAINER, OPF("<dc:title>T</dc:title>", ITEM("a", "a.xhtml"), SPINE),
              {"OEBPS/a.xhtml", PAGE("<img src='x.jpg' alt='x'/>")}),
         "no text");
}

static void hostile_books_are_refused(void **state) {
  (void)state;
  refuse(MAKE(CONTAINER, OPF("", ITEM("a", "../../etc/passwd"), SPINE)), "out of the book");
  refuse(MAKE(CONTAINER, OPF("", ITEM("a", "/etc/passwd"), SPINE)), "out of the book");
  refuse(MAKE(CONTAINER, OPF("", ITEM("a", "%2e%2e/%2e%2e/x"), SPINE)), "out of the book");
  refuse(MAKE(CONTAINER,
              {"OEBPS/buch.opf", "<!DOCTYPE p [<!ENTITY a 'xxxxxxxxxx'><!ENTITY b '&a;&a;&a;&a;'>]>"
                                 "<package><metadata><title>&b;</title></metadata></package>"}),
         "entities");
  refuse(MAKE(CONTAINER, {"META-INF/encryption.xml",
                          "<encryption xmlns:e='http://www.w3.org/2001/04/xmlenc#'>"
                          "<e:EncryptedData><e:EncryptionMethod "
                          "Algorithm='http://www.w3.org/2001/04/xmlenc#aes128-cbc'/>"
                          "<e:CipherData><e:CipherReference URI='OEBPS/a.xhtml'/></e:CipherData>"
                          "</e:EncryptedData></encryption>"}),
         "DRM");
}

static void zip_bombs_are_refused(void **state) {
  (void)state;
  size_t len = 20u << 20;
  char *bomb = malloc(len + 1);
  assert_non_null(bomb);
  memset(bomb, 'a', len);
  bomb[len] = '\0';
  refuse(MAKE(CONTAINER, OPF("", ITEM("a", "a.xhtml"), SPINE), {"OEBPS/a.xhtml", bomb}),
         "far more than a book");
  free(bomb);
}

static void obscured_fonts_are_fine(void **state) {
  (void)state;
  expect(MAKE(CONTAINER,
              {"META-INF/encryption.xml",
               "<encryption xmlns:e='http://www.w3.org/2001/04/xmlenc#'><e:EncryptedData>"
               "<e:EncryptionMethod Algorithm='http://www.idpf.org/2008/embedding'/>"
               "</e:EncryptedData></encryption>"},
              OPF("", ITEM("a", "a.xhtml"), SPINE),
              {"OEBPS/a.xhtml", PAGE("<p>Text im Buch.</p>")}),
         "§ 1 paragraph: Text im Buch.\n");
}

/// No byte of a book may crash the reader: each is changed once.
static void changed_bytes_do_no_harm(void **state) {
  (void)state;
  struct buf file = MAKE(CONTAINER, OPF("<dc:title>T</dc:title>", ITEM("a", "a.xhtml"), SPINE),
                         {"OEBPS/a.xhtml", PAGE("<h1>Eins</h1><p>Text im Buch.</p>")});
  size_t n_read = 0;
  for (size_t i = 0; i < file.len; i++) {
    file.ptr[i] = (char)(file.ptr[i] ^ 0x55);
    struct extract_options options = {.format = INPUT_EPUB};
    struct document document;
    if (extract_document(buf_as_view(&file), &options, &document, NULL) == LISTEN_OK) {
      n_read++;
      document_clear(&document);
    }
    file.ptr[i] = (char)(file.ptr[i] ^ 0x55);
  }
  assert_true(n_read > 0 && n_read < file.len);
  buf_clear(&file);
}

static void every_allocation_may_fail(void **state) {
  (void)state;
  struct buf file = MAKE(CONTAINER, OPF("<dc:title>T</dc:title>", ITEM("a", "a.xhtml"), SPINE),
                         {"OEBPS/a.xhtml", PAGE("<h1>Eins</h1><p>Text im Buch.</p>")});
  assert_memory_may_run_out(buf_as_view(&file), INPUT_EPUB, 20);
  buf_clear(&file);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(an_epub_3_is_read_in_order),
      cmocka_unit_test(chapters_bear_the_names_of_the_contents),
      cmocka_unit_test(odd_names_of_chapters),
      cmocka_unit_test(covers_and_contents_are_left_out),
      cmocka_unit_test(maps_lead_into_the_unpacked_documents),
      cmocka_unit_test(cells_of_broken_tables_have_a_place),
      cmocka_unit_test(broken_books_are_refused),
      cmocka_unit_test(hostile_books_are_refused),
      cmocka_unit_test(zip_bombs_are_refused),
      cmocka_unit_test(obscured_fonts_are_fine),
      cmocka_unit_test(changed_bytes_do_no_harm),
      cmocka_unit_test(every_allocation_may_fail),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
