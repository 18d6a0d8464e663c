#include "support.h"

#include "extract/extract.h"
#include "extract/format.h"
#include "extract_dump.h"
#include "extract_support.h"
#include "markdown_check.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static struct document read_markdown(struct view input) {
  struct extract_options options = {.format = INPUT_MARKDOWN};
  struct document document;
  struct listen_diag diag = {0};
  if (extract_document(input, &options, &document, &diag) != LISTEN_OK)
    fail_msg("%s", diag.message);
  struct buf why = {0};
  if (!check_markup(input, input.len, &document, &why))
    fail_msg("%.*s", (int)why.len, why.ptr);
  buf_clear(&why);
  return document;
}

static struct document read_string(const char *text) {
  return read_markdown(view_of(text));
}

// ---- whole files ----

/// What is read of a file, or why it cannot be.
static struct buf dump(const char *path) {
  struct buf input = read_test_file(path), out = {0}, why = {0};
  const char *name = strrchr(path, '/') + 1;
  struct extract_options options = {.path = name};
  struct document document;
  struct listen_diag diag = {0};
  if (extract_document(buf_as_view(&input), &options, &document, &diag) != LISTEN_OK) {
    buf_printf(&out, "%s:%zu: %s\n", diag.file, diag.line, diag.message);
  } else {
    if (!check_markup(buf_as_view(&input), input.len, &document, &why))
      fail_msg("%s: %.*s", path, (int)why.len, why.ptr);
    dump_all(&out, &document);
    document_clear(&document);
  }
  buf_clear(&input);
  buf_clear(&why);
  return out;
}

static void expect_path(const char *path, char out[1024]) {
  snprintf(out, 1024, "%.*s.expect", (int)(strlen(path) - 3), path);
}

static void files_are_taken_apart(void **state) {
  (void)state;
  assert_as_expected("golden/markdown/*.md", 20, dump);
}

/// `test_markdown --update` writes what is expected anew; read the difference before you commit it.
static int update(void) {
  glob_t found;
  if (glob(TESTS_DIR "/golden/markdown/*.md", 0, NULL, &found) != 0)
    return 1;
  for (size_t i = 0; i < found.gl_pathc; i++) {
    char path[1024];
    expect_path(found.gl_pathv[i], path);
    struct buf got = dump(found.gl_pathv[i]);
    FILE *file = fopen(path, "wb");
    if (file == NULL || fwrite(got.ptr, 1, got.len, file) != got.len || fclose(file) != 0)
      return 1;
    buf_clear(&got);
  }
  globfree(&found);
  return 0;
}

// ---- single things ----

static void expect_blocks(const char *input, const char *want) {
  struct document document = read_string(input);
  struct buf got = {0};
  for (size_t i = 0; i < document.n_blocks; i++)
    buf_printf(&got, "%s%s: %.*s", i > 0 ? " | " : "", block_role_name(document.blocks[i].role),
               (int)document.blocks[i].text.len, document.blocks[i].text.ptr);
  if (!view_eq(buf_as_view(&got), view_of(want))) {
    report_row(input, 0, buf_as_view(&got), view_of(want));
    fail_msg("%s", "other blocks");
  }
  buf_clear(&got);
  document_clear(&document);
}

static bool check_row(const struct table_row *row, void *context) {
  (void)context;
  struct buf input = {0};
  for (size_t i = 0; i < row->fields[0].len; i++) {
    struct view rest = view_sub(row->fields[0], i, 2);
    buf_byte(&input, view_eq(rest, VIEW("\\n")) ? '\n' : rest.ptr[0]);
    i += view_eq(rest, VIEW("\\n"));
  }
  struct document document = read_markdown(buf_as_view(&input));
  struct buf got = {0};
  for (size_t i = 0; i < document.n_blocks; i++)
    buf_printf(&got, "%s%s: %.*s", i > 0 ? " | " : "", block_role_name(document.blocks[i].role),
               (int)document.blocks[i].text.len, document.blocks[i].text.ptr);
  bool right = view_eq(buf_as_view(&got), row->fields[1]);
  if (!right)
    report_row("golden/markdown/pieces.tsv", row->line, buf_as_view(&got), row->fields[1]);
  buf_clear(&got);
  buf_clear(&input);
  document_clear(&document);
  return right;
}

static void pieces_are_read(void **state) {
  (void)state;
  for_each_row("golden/markdown/pieces.tsv", 30, check_row, NULL);
}

static void words_lead_to_their_bytes(void **state) {
  (void)state;
  static const char input[] =
      "---\ntitle: \"Der Wald\"\n---\nEin **fetter** Wald&shy;weg, f&uuml;r {{x}} alle.";
  struct document d = read_string(input);
  static const struct {
    const char *word, *source;
    size_t block;
  } words[] = {
      {"Wald", "Wald", 0}, {"fetter", "fetter", 1}, {"für", "f&uuml;r", 1}, {"alle", "alle", 1}};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    const struct block *block = &d.blocks[words[i].block];
    const char *at = memmem(block->text.ptr, block->text.len, words[i].word, strlen(words[i].word));
    assert_non_null(at);
    struct span span = source_map_span(
        &block->map, (struct span){(size_t)(at - block->text.ptr), strlen(words[i].word)});
    struct view got = view_sub(view_of(input), span.offset, span.len);
    if (!view_eq(got, view_of(words[i].source)))
      fail_msg("'%.*s' is not '%s'", (int)got.len, got.ptr, words[i].source);
  }
  document_clear(&d);
}

/// "word <source>" of each word of a block, with where the source begins.
static void list_places(const struct block *block, struct view input, struct buf *out) {
  struct view text = block->text;
  for (size_t pos = 0, end; pos < text.len; pos = end + 1) {
    const char *blank = memchr(text.ptr + pos, ' ', text.len - pos);
    end = blank == NULL ? text.len : (size_t)(blank - text.ptr);
    struct span span = source_map_span(&block->map, (struct span){pos, end - pos});
    buf_printf(out, "%s%.*s <%.*s> %zu", pos > 0 ? ", " : "", (int)(end - pos), text.ptr + pos,
               (int)span.len, input.ptr + span.offset, span.offset);
  }
}

static void column_heads_lead_to_the_byte_before_their_cell(void **state) {
  (void)state;
  static const struct {
    const char *input, *places;
  } cases[] = {
      {"|Kopf|Alle Orte|\n|-|-|\n|a b|c|\n",
       "Kopf: <|> 23, a <a> 24, b; <b|> 26, Alle <|> 27, Orte: <|> 27, c <c> 28"},
      {"| K | L |\n|---|---|\n| a  | **d** |\n", // each mark has a byte of its own
       "K: < > 21, a; <a > 22, L: <*> 28, d <d> 29"},
      {"|K|L|M|\n|-|-|-|\n| |b| |\n", "L: <|> 18, b <b> 19"},
      {"|K|&uuml; &ouml;|\n|-|-|\n|&auml;|b|\n",
       "K: <|> 24, ä; <&auml;|> 25, ü <|> 31, ö: <|> 31, b <b> 32"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct document d = read_string(cases[i].input);
    struct buf got = {0};
    list_places(&d.blocks[d.n_blocks - 1], view_of(cases[i].input), &got);
    if (!view_eq(buf_as_view(&got), view_of(cases[i].places)))
      fail_msg("%s: got  %.*s\nwant %s", cases[i].input, (int)got.len, got.ptr, cases[i].places);
    buf_clear(&got);
    document_clear(&d);
  }
}

static void facts_come_from_the_front_matter(void **state) {
  (void)state;
  struct document d =
      read_string("---\ntitle: 'Es ist so'\nautoren: [A Be, C De]\ndatum: 3.4.2021\n"
                  "sprache: de_AT\nLesezeit: ca. 7 Minuten\nhoerzeit: 12\n---\n"
                  "# Es ist so\n\nText.");
  assert_true(view_eq(d.title, VIEW("Es ist so")));
  assert_true(view_eq(d.author, VIEW("A Be, C De")));
  assert_true(view_eq(d.published, VIEW("2021-04-03")));
  assert_true(view_eq(d.language, VIEW("de-AT")));
  assert_int_equal(d.n_claims, 2);
  assert_true(d.claims[0].kind == CLAIM_READ && d.claims[0].low_s == 420 && d.claims[0].line == 6);
  assert_true(d.claims[1].kind == CLAIM_LISTEN && d.claims[1].low_s == 720 &&
              d.claims[1].line == 7);
  assert_int_equal(d.n_blocks, 2); // the repeated heading is left out
  assert_string_equal(d.skipped[0].reason, "duplicate");
  document_clear(&d);
}

static void refuse(const char *input, size_t line, const char *part) {
  struct extract_options options = {.format = INPUT_MARKDOWN, .path = "beitrag.md"};
  struct document document;
  struct listen_diag diag = {0}, german = {.german = true};
  assert_int_equal(extract_document(view_of(input), &options, &document, &diag), LISTEN_E_INPUT);
  assert_string_equal(diag.file, "beitrag.md");
  assert_int_equal(diag.line, line);
  if (strstr(diag.message, part) == NULL)
    fail_msg("'%s' does not say '%s'", diag.message, part);
  assert_null(document.arena.head);
  assert_int_equal(extract_document(view_of(input), &options, &document, &german), LISTEN_E_INPUT);
  assert_string_not_equal(german.message, diag.message);
}

static void broken_front_matter_is_refused(void **state) {
  (void)state;
  refuse("---\ntitle: x\nlisten: false\n---\nText", 3, "listen: false");
  refuse("+++\ntitle = \"x\"\nlisten = false\n+++\nText", 3, "listen: false");
  refuse("{\"title\": \"x\",\n\"listen\": false}\nText", 2, "listen: false");
  refuse("---\ntitle: x\nb: [\n---\nText", 4, "front matter");
  refuse("---\ntitle: x\n\nText", 1, "front matter");
  refuse("+++\ntitle = 1\nb = \n+++\n", 3, "TOML");
  refuse("+++\ntitle = \"x\n+++\n", 2, "TOML");
  refuse("{\"title\": \"x\",\n\"b\": }\nText", 2, "JSON");
}

static void formats_are_told_apart(void **state) {
  (void)state;
  static const struct {
    const char *input, *path;
    enum input_format format;
  } cases[] = {
      {"Text", "a.md", INPUT_MARKDOWN},
      {"Text", "A.MARKDOWN", INPUT_MARKDOWN},
      {"<!doctype html>", "a.txt", INPUT_TEXT},
      {"<!doctype html><p>x", "-", INPUT_HTML},
      {"Text", "a.xhtml", INPUT_HTML},
      {"# Eins\n\nText\n\n## Zwei\n\n[x](http://a) und **fett**\n", "-", INPUT_MARKDOWN},
      {"---\ntitle: x\n---\nText\n", NULL, INPUT_MARKDOWN},
      {"---\nEin Satz.\n---\nText\n", NULL, INPUT_TEXT},
      {"Ein Satz. [1]\n\n- eins\n- zwei\n\n# 1 der Charts\n", NULL, INPUT_TEXT},
      {"a * b * c ** d ** e\n", NULL, INPUT_TEXT},
      {"PK\x03\x04..........................mimetypeapplication/epub+zip", "x", INPUT_EPUB},
      {"PK\x03\x04..........................mimetypeapplication/vnd.oasis.opendocument.text", "x",
       INPUT_TEXT}, // and refused as that
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    if (format_choose(view_of(cases[i].input), cases[i].path, false) != cases[i].format)
      fail_msg("case %zu: '%s'", i, cases[i].input);
  assert_int_equal(format_choose(VIEW("# a"), "a.md", true), INPUT_TEXT);
  assert_int_equal(format_named("markdown"), INPUT_MARKDOWN);
  assert_int_equal(format_named("docx"), INPUT_AUTO);
}

static void nothing_to_read_is_said(void **state) {
  (void)state;
  refuse("<!-- nur ein Kommentar -->\n", 0, "nothing to read");
  refuse("---\ntitle:\n---\n", 0, "nothing to read");
}

// ---- hostile input ----

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void repeat(struct buf *out, const char *text, size_t n) {
  for (size_t i = 0; i < n; i++)
    buf_str(out, text);
}

/// Twice as much may take twice as long; four times and more is quadratic. Sanitizers are slow, so
/// only the sum is bounded.
static void hostile_input_takes_linear_time(void **state) {
  (void)state;
  static const struct {
    const char *head, *part, *tail;
    size_t n;
  } cases[] = {
      {"", ">", " Text", 100000},
      {"", "[", "\n\nText", 100000},
      {"", "![", "\n\nText", 100000},
      {"", "Ein Wort. ", "", 1000000},
      {"", "- ", "x", 50000},
      {"", "*a _b ", "", 100000},
      {"", "{{<", "Text", 100000},
      {"", "{% x", "Text", 100000},
      {"", "<A{", "Text", 300000},
      {"", "<!-- ", "\n\nText", 100000},
      {"", "[a](<b", "Text", 50000},
      {"", "[^1] ", "Text", 100000},
      {"", "&amp;", "Text", 300000},
      {"", "<div>", "Text", 100000},
      {"", "`a ``b ", "Text", 100000},
      {"|a|b|\n|-|-|\n", "|\n", "\n\nText", 100000},
      {"[a]: /xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n\n", "[a] ", "Text", 100000},
      {"Text\n\n---\n", "a: [", "", 100000},
      {"", "[a](b)\n", "Text", 100000},
      {"> ", "[a]\n", "Text", 300000},
      {"", "http://a.b/((((", "Text", 100000},
      {"", "www.a.b a@b.c ", "Text", 100000},
      {"- - - - - - - - - - - - - - - - - - - - - - - - - - - - - - a\n", "\n", "Text", 1000000},
      {"---\nauthors: [", "a,", "]\n---\nText", 300000},
      {"{\"x\": \"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\",\n\"authors\": [", "\"a\",",
       "\"b\"]}\nText", 200000},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct buf input = {0};
    buf_str(&input, cases[i].head);
    repeat(&input, cases[i].part, cases[i].n);
    buf_str(&input, cases[i].tail);
    double start = seconds();
    struct extract_options options = {.format = INPUT_MARKDOWN};
    struct document document;
    if (extract_document(buf_as_view(&input), &options, &document, NULL) == LISTEN_OK)
      document_clear(&document);
    double took = seconds() - start;
    if (took > 8)
      fail_msg("%zu times '%s' took %.1f s", cases[i].n, cases[i].part, took);
    buf_clear(&input);
  }
}

static size_t count(const struct document *document, const char *what) {
  size_t n = 0, len = strlen(what);
  for (size_t i = 0; i < document->n_blocks; i++) {
    struct view rest = document->blocks[i].text;
    for (const char *at; (at = memmem(rest.ptr, rest.len, what, len)) != NULL; n++)
      rest = view_sub(rest, (size_t)(at - rest.ptr) + len, rest.len);
  }
  return n;
}

/// What is kept from the parser is heard all the same.
static void nothing_is_lost_in_huge_paragraphs(void **state) {
  (void)state;
  static const struct {
    const char *part, *heard, *not_heard;
    size_t n;
  } cases[] = {
      {"http://a.b/c_d ", "http://a.b/c_d", "x", 400},
      {"www.a.de, b@c.de\n", "www.a.de, b@c.de", "x", 400},
      {"[Wort](ziel), *ja*\n", "Wort, ja", "ziel", 5000},
      {"- [Wort](ziel)\n", "Wort", "ziel", 5000},
      {"Ein Wort.\n", "Ein Wort.", "x", 5000},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct buf input = {0};
    repeat(&input, cases[i].part, cases[i].n);
    struct document document = read_markdown(buf_as_view(&input));
    assert_int_equal(count(&document, cases[i].heard), cases[i].n);
    assert_int_equal(count(&document, cases[i].not_heard), 0);
    document_clear(&document);
    buf_clear(&input);
  }
  struct buf deep = {0};
  repeat(&deep, "> - ", 300);
  buf_str(&deep, "Ende\n\n- - - - - - - - - -\n\nNoch etwas");
  struct document document = read_markdown(buf_as_view(&deep));
  assert_int_equal(count(&document, "Ende"), 1);
  assert_int_equal(count(&document, "Noch etwas"), 1);
  document_clear(&document);
  buf_clear(&deep);
}

static void wide_tables_are_no_bomb(void **state) {
  (void)state;
  struct buf input = {0};
  repeat(&input, "|a", 20000);
  buf_byte(&input, '\n');
  repeat(&input, "|-", 20000);
  buf_byte(&input, '\n');
  repeat(&input, "|\n", 20000);
  struct document document = read_markdown(buf_as_view(&input));
  assert_true(document.n_blocks > 0);
  document_clear(&document);
  buf_clear(&input);
}

static void windows_1252_is_read(void **state) {
  (void)state;
  expect_blocks("Sch\xF6ne *Gr\xFC\xDF"
                "e* aus K\xF6ln.",
                "paragraph: Schöne Grüße aus Köln.");
}

static void every_allocation_may_fail(void **state) {
  (void)state;
  struct buf input = read_test_file("golden/markdown/hugo.md");
  buf_str(&input, "\n\n|a|b|\n|-|-|\n|1|2|\n");
  assert_memory_may_run_out(buf_as_view(&input), INPUT_MARKDOWN, 20);
  buf_clear(&input);
}

int main(int argc, char **argv) {
  if (argc > 1 && strcmp(argv[1], "--update") == 0)
    return update();
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(files_are_taken_apart),
      cmocka_unit_test(pieces_are_read),
      cmocka_unit_test(words_lead_to_their_bytes),
      cmocka_unit_test(column_heads_lead_to_the_byte_before_their_cell),
      cmocka_unit_test(facts_come_from_the_front_matter),
      cmocka_unit_test(broken_front_matter_is_refused),
      cmocka_unit_test(formats_are_told_apart),
      cmocka_unit_test(nothing_to_read_is_said),
      cmocka_unit_test(hostile_input_takes_linear_time),
      cmocka_unit_test(nothing_is_lost_in_huge_paragraphs),
      cmocka_unit_test(wide_tables_are_no_bomb),
      cmocka_unit_test(windows_1252_is_read),
      cmocka_unit_test(every_allocation_may_fail),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
