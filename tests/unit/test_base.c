#include "support.h"

#include "base/arena.h"
#include "base/diag.h"
#include "base/iso_date.h"
#include "base/source_map.h"
#include "base/utf8.h"
#include "base/xml.h"
#include "base/xml_look.h"

#include <libxml/xmlmemory.h>
#include <stdlib.h>

static void utf8_decodes_and_refuses(void **state) {
  (void)state;
  static const struct {
    const char *bytes;
    uint32_t code;
    size_t size;
  } cases[] = {
      {"A", 'A', 1},
      {"ä", 0xE4, 2},
      {"€", 0x20AC, 3},
      {"😀", 0x1F600, 4},
      {"\xC0\x80", UTF8_REPLACEMENT, 1},         // overlong NUL
      {"\xED\xA0\x80", UTF8_REPLACEMENT, 1},     // surrogate
      {"\xF4\x90\x80\x80", UTF8_REPLACEMENT, 1}, // past U+10FFFF
      {"\xE2\x82", UTF8_REPLACEMENT, 1},         // cut
      {"\x80", UTF8_REPLACEMENT, 1},             // lone continuation
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    size_t size = 0;
    assert_int_equal(utf8_at(view_of(cases[i].bytes), 0, &size), cases[i].code);
    assert_int_equal(size, cases[i].size);
  }
}

static void utf8_steps_back_as_it_steps_forward(void **state) {
  (void)state;
  struct view text = VIEW("a€ä\xFF😀\xE2\x82");
  size_t starts[16], n = 0, size;
  for (size_t pos = 0; pos < text.len; pos += size) {
    starts[n++] = pos;
    utf8_at(text, pos, &size);
  }
  for (size_t pos = text.len; pos > 0; pos -= size) {
    utf8_before(text, pos, &size);
    assert_int_equal(pos - size, starts[--n]);
  }
  assert_int_equal(n, 0);
}

static void invalid_bytes_are_found(void **state) {
  (void)state;
  assert_int_equal(utf8_invalid_at(VIEW("Grüße")), 7);
  assert_int_equal(utf8_invalid_at(VIEW("Gr\xFC\xDF"
                                        "e")),
                   2);
}

static void nfc_composes(void **state) {
  (void)state;
  struct buf out = {0};
  assert_true(utf8_nfc(&out, VIEW("scho\xCC\x88n")));
  assert_string_equal(out.ptr, "schön");
  assert_false(utf8_is_nfc_quick(VIEW("scho\xCC\x88n")));
  assert_true(utf8_is_nfc_quick(VIEW("schön – „ja“ €")));
  buf_clear(&out);
}

static void properties_know_german(void **state) {
  (void)state;
  assert_true(utf8_is_upper(0xC4) && utf8_is_lower(0xDF) && utf8_is_letter(0x1E9E));
  assert_true(utf8_is_space(0xA0) && utf8_is_space(0x202F) && !utf8_is_space(0x200B));
  assert_int_equal(utf8_to_lower(0xDC), 0xFC);
  assert_int_equal(utf8_to_upper(0xE4), 0xC4);
}

static void tables_skip_comments(void **state) {
  (void)state;
  struct table_row row = {0};
  size_t pos = 0;
  struct view table = VIEW("# head\n\na\tb\t\nlast");
  assert_true(table_next(table, &pos, &row));
  assert_int_equal(row.n_fields, 3);
  assert_int_equal(row.line, 3);
  assert_true(view_eq(row.fields[1], VIEW("b")) && row.fields[2].len == 0);
  assert_true(table_next(table, &pos, &row));
  assert_true(view_eq(row.fields[0], VIEW("last")) && row.line == 4);
  assert_false(table_next(table, &pos, &row));
}

static void views_are_cut_at_separators(void **state) {
  (void)state;
  const struct view none = {0};
  assert_int_equal(view_find(VIEW("a-b-c"), 0, '-'), 1);
  assert_int_equal(view_find(VIEW("a-b-c"), 2, '-'), 3);
  assert_int_equal(view_find(VIEW("a-b-c"), 4, '-'), 5);
  assert_int_equal(view_find(VIEW("a-b"), 9, '-'), 3); // behind the end
  assert_int_equal(view_find(none, 0, '-'), 0);
  assert_true(view_has(VIEW("a\0b"), '\0'));
  assert_false(view_has(VIEW("ab"), '\0') || view_has(none, '\0'));
  struct view rest = VIEW("a--b-");
  assert_true(view_eq(view_cut(&rest, '-'), VIEW("a")) && view_eq(rest, VIEW("-b-")));
  assert_true(view_eq(view_cut(&rest, '-'), VIEW("")) && view_eq(rest, VIEW("b-")));
  assert_true(view_eq(view_cut(&rest, '-'), VIEW("b")) && rest.len == 0);
  assert_true(view_cut(&rest, '-').len == 0 && rest.len == 0);
  rest = VIEW("whole");
  assert_true(view_eq(view_cut(&rest, '-'), VIEW("whole")) && rest.len == 0);
}

static void maps_point_back(void **state) {
  (void)state;
  // "a\u00ADb  c" at byte 10 of the file became "ab c".
  static const struct source_run runs[] = {{0, 10, 1, 1}, {1, 13, 1, 1}, {3, 16, 1, 1}};
  const struct source_map map = {runs, 3, 17};
  assert_int_equal(source_map_at(&map, 0), 10);
  assert_int_equal(source_map_at(&map, 1), 13);
  assert_int_equal(source_map_at(&map, 2), 14);
  assert_int_equal(source_map_at(&map, 3), 16);
  assert_int_equal(source_map_at(&map, 9), 17);
  struct span span = source_map_span(&map, (struct span){0, 2});
  assert_int_equal(span.offset, 10);
  assert_int_equal(span.len, 4);
}

// "für" in UTF-16, after a mark of two bytes: f, ü and r have two bytes each there.
static void maps_know_other_encodings(void **state) {
  (void)state;
  static const struct source_run runs[] = {{0, 2, 1, 2}, {1, 4, 2, 2}, {3, 6, 1, 2}};
  const struct source_map map = {runs, 3, 8};
  assert_int_equal(source_map_at(&map, 2), 4); // inside the ü
  assert_int_equal(source_map_at(&map, 3), 6);
  struct span span = source_map_span(&map, (struct span){1, 3});
  assert_int_equal(span.offset, 4);
  assert_int_equal(span.len, 4);
  span = source_map_span(&map, (struct span){0, 3});
  assert_int_equal(span.offset, 2);
  assert_int_equal(span.len, 4);
  const struct source_map none = {0};
  span = source_map_span(&none, (struct span){5, 6});
  assert_int_equal(span.offset, 5);
  assert_int_equal(span.len, 6);
}

static void arenas_keep_big_and_small(void **state) {
  (void)state;
  struct arena arena = {0};
  char *small = arena_alloc(&arena, 3, 1);
  char *big = arena_alloc(&arena, 100000, 1);
  char *again = arena_alloc(&arena, 3, 1);
  assert_non_null(small);
  assert_non_null(big);
  assert_true(again > small && again < small + 64); // the small chunk stays open
  assert_int_equal(big[99999], 0);
  assert_null(arena_alloc(&arena, SIZE_MAX / 2, 4));
  assert_string_equal(arena_copy(&arena, VIEW("Wort")).ptr, "Wort");
  struct buf buf = {0};
  assert_string_equal(arena_copy_buf(&arena, &buf).ptr, "");
  buf_str(&buf, "Satz");
  assert_string_equal(arena_copy_buf(&arena, &buf).ptr, "Satz");
  assert_false(buf_reserve(&buf, SIZE_MAX));
  assert_null(arena_copy_buf(&arena, &buf).ptr); // broken, though something is in it
  buf_clear(&buf);
  arena_clear(&arena);
}

// ---- diagnostics ----

/// Each field gets `before` ASCII letters and then as many of `unit` as are wanted.
static void fill_diag(struct listen_diag *diag, size_t before, const char *unit) {
  struct buf text = {0};
  for (size_t i = 0; i < before; i++)
    buf_byte(&text, 'x');
  while (text.len < sizeof diag->message + 8)
    buf_str(&text, unit);
  assert_int_equal(diag_set(diag, LISTEN_E_INPUT, "%s", text.ptr), LISTEN_E_INPUT);
  diag_hint(diag, "%s", text.ptr);
  diag_at(diag, text.ptr, 1, 2);
  buf_clear(&text);
}

/// `field` is whole characters of `unit`, as many as fit into `size` bytes with the NUL.
static void check_cut(const char *field, size_t size, size_t before, const char *unit) {
  size_t n = strlen(unit), len = strlen(field);
  assert_int_equal(len, before + (size - 1 - before) / n * n);
  assert_memory_equal(field + len - n, unit, n);
}

static void diagnostics_are_cut_between_characters(void **state) {
  (void)state;
  static const char *const units[] = {"a", "ä", "€", "😀"};
  for (size_t i = 0; i < sizeof units / sizeof *units; i++)
    for (size_t before = 0; before < 5; before++) {
      struct listen_diag diag = {0};
      fill_diag(&diag, before, units[i]);
      check_cut(diag.message, sizeof diag.message, before, units[i]);
      check_cut(diag.hint, sizeof diag.hint, before, units[i]);
      check_cut(diag.file, sizeof diag.file, before, units[i]);
    }
}

static void diagnostics_that_fit_are_kept(void **state) {
  (void)state;
  // A file's name may be any bytes; it is kept as it is where it fits.
  struct listen_diag diag = {0};
  diag_at(&diag, "Stra\xDF\x80\xE2\x82", 3, 4);
  assert_string_equal(diag.file, "Stra\xDF\x80\xE2\x82");
  diag_at(&diag, NULL, 5, 6);
  assert_string_equal(diag.file, "Stra\xDF\x80\xE2\x82");
  assert_int_equal(diag.line, 5);
  char exact[sizeof diag.message];
  memset(exact, 'x', sizeof exact);
  memcpy(exact + sizeof exact - 3, "ä", 3); // with its NUL
  diag_set(&diag, LISTEN_E_INPUT, "%s", exact);
  assert_string_equal(diag.message, exact);
  // Continuation bytes without an end must not lead out of the field.
  char stray[sizeof diag.message + 8];
  memset(stray, 0x80, sizeof stray);
  stray[sizeof stray - 1] = '\0';
  diag_set(&diag, LISTEN_E_INPUT, "%s", stray);
  assert_int_equal(strlen(diag.message), sizeof diag.message - 1);
}

static void dates_are_read_whole(void **state) {
  (void)state;
  static const struct {
    const char *text;
    struct iso_date want; ///< year 0: none
  } cases[] = {
      {"2024-03-12", {2024, 3, 12, 0, 0, 0, ISO_NO_ZONE}},
      {"2024-03-12T08:15", {2024, 3, 12, 8, 15, 0, ISO_NO_ZONE}},
      {"2024-03-12 08:15:59.25Z", {2024, 3, 12, 8, 15, 59, 0}},
      {"2024-03-12T08:15:60-03:30", {2024, 3, 12, 8, 15, 59, -210}},
      {"2024-02-29", {2024, 2, 29, 0, 0, 0, ISO_NO_ZONE}},
      {"2000-02-29T23:59+01", {2000, 2, 29, 23, 59, 0, 60}},
      {"2024", {0}},
      {"2024-03", {0}},
      {"1900-02-29", {0}},
      {"2024-04-31", {0}},
      {"2024-03-12T25:00", {0}},
      {"2024-03-12T08:15 Uhr", {0}},
      {"0000-03-12", {0}},
      {"12. März", {0}},
      {"", {0}},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct iso_date got;
    bool read = iso_date_read(view_of(cases[i].text), &got);
    assert_int_equal(read, cases[i].want.year != 0);
    if (read)
      assert_memory_equal(&got, &cases[i].want, sizeof got);
  }
}

// ---- xml_look ----

static void xml_is_looked_through_before_it_is_parsed(void **state) {
  (void)state;
  const struct {
    struct view text;
    enum xml_look want;
  } cases[] = {
      {VIEW(""), XML_LOOKS_FINE},
      {VIEW("<a b='c' d = \"e\"><![CDATA[<x>]]><!-- y --></a>"), XML_LOOKS_FINE},
      {VIEW("<?xml version=\"1.0\" encoding=\"utf-8\"?><a/>"), XML_LOOKS_FINE},
      {VIEW("<?xml version='1.0' encoding = 'ISO-8859-15' standalone='yes'?><a/>"), XML_LOOKS_FINE},
      {VIEW("<!DOCTYPE ncx PUBLIC \"a\" \"b\"><ncx/>"), XML_HAS_DOCTYPE},
      {VIEW("<!DOCTYPE a [\n<!ATTLIST a b CDATA 'c'>]><a/>"), XML_HAS_DECLARATIONS},
      {VIEW("\xFF\xFE<\0!\0E\0N\0T\0I\0T\0Y\0"), XML_HAS_DECLARATIONS},
      {VIEW("\xFE\xFF\0<\0!\0D\0O"), XML_HAS_DOCTYPE},
      {VIEW("<?xml version='1.0' encoding='IBM037'?>"), XML_HAS_ENCODING},
      {VIEW("<?xml version='1.0' encoding='UTF-7'?>+ADw-"), XML_HAS_ENCODING},
      {VIEW("\x4C\x6F\xA7\x94"), XML_HAS_ENCODING},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    if (xml_look(cases[i].text) != cases[i].want)
      fail_msg("case %zu: %d", i, xml_look(cases[i].text));
  struct buf tag = {0};
  buf_str(&tag, "<a ");
  for (int i = 0; i < XML_MAX_ATTRIBUTES; i++)
    buf_printf(&tag, "a%d= '>' ", i);
  assert_int_equal(xml_look(buf_as_view(&tag)), XML_LOOKS_FINE);
  buf_str(&tag, "b =\n\"\"");
  assert_int_equal(xml_look(buf_as_view(&tag)), XML_HAS_ATTRIBUTES);
  buf_clear(&tag);
}

// ---- xml ----

static long allocations_left = -1; ///< of libxml2's; the next one fails

static bool refuses(void) {
  return allocations_left >= 0 && allocations_left-- == 0;
}

// The writer of libxml2 2.9 loses what it had when it runs out of memory: that is no leak of ours.
static void *refused_realloc(void *memory, size_t size) {
  if (refuses())
    return NULL;
  leaks_count(false);
  void *p = realloc(memory, size);
  leaks_count(true);
  return p;
}

static void *refused_malloc(size_t size) {
  return refused_realloc(NULL, size);
}

static char *refused_strdup(const char *text) {
  char *copy = refused_realloc(NULL, strlen(text) + 1);
  return copy == NULL ? NULL : strcpy(copy, text);
}

static void write_page(struct buf *out) {
  struct xml xml = xml_begin(XML_INDENTED);
  xml_html_doctype(&xml);
  xml_start(&xml, "p");
  xml_attribute(&xml, "title", VIEW("Brücke & \"Ufer\""));
  xml_text(&xml, VIEW("Über <die> Brücke"));
  xml_element(&xml, "b", VIEW("•"));
  xml_end(&xml);
  xml_take(&xml, XML_DOCUMENT, out);
}

static void xml_is_whole_or_failed(void **state) {
  (void)state;
  struct buf whole = {0}, out = {0};
  write_page(&whole);
  assert_false(whole.failed);
  size_t n_failed = 0;
  for (long n = 0;; n++) {
    buf_clear(&out);
    allocations_left = n;
    write_page(&out);
    bool all = allocations_left >= 0; // none was refused
    allocations_left = -1;
    n_failed += out.failed;
    if (!out.failed && !view_eq(buf_as_view(&out), buf_as_view(&whole)))
      fail_msg("allocation %ld: %.*s", n, (int)out.len, out.ptr);
    if (all)
      break;
  }
  assert_true(n_failed > 10);
  buf_clear(&out);
  buf_clear(&whole);
}

int main(void) {
  xmlMemSetup(free, refused_malloc, refused_realloc, refused_strdup);
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(utf8_decodes_and_refuses),
      cmocka_unit_test(utf8_steps_back_as_it_steps_forward),
      cmocka_unit_test(invalid_bytes_are_found),
      cmocka_unit_test(nfc_composes),
      cmocka_unit_test(properties_know_german),
      cmocka_unit_test(tables_skip_comments),
      cmocka_unit_test(views_are_cut_at_separators),
      cmocka_unit_test(maps_point_back),
      cmocka_unit_test(maps_know_other_encodings),
      cmocka_unit_test(arenas_keep_big_and_small),
      cmocka_unit_test(diagnostics_are_cut_between_characters),
      cmocka_unit_test(diagnostics_that_fit_are_kept),
      cmocka_unit_test(dates_are_read_whole),
      cmocka_unit_test(xml_is_looked_through_before_it_is_parsed),
      cmocka_unit_test(xml_is_whole_or_failed),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
