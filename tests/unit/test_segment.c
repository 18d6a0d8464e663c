#include "failing_alloc.h"
#include "support.h"

#include "base/utf8.h"
#include "segment/segment.h"

#include <stdio.h>
#include <stdlib.h>

// ---- Failing allocations ----------------------------------------------------------------------

static void every_failed_allocation_is_reported(void **state) {
  (void)state;
  long n = 0;
  struct segmenter *segmenter = NULL;
  for (; segmenter == NULL && n < 100; n++) {
    fail_allocations_after(n);
    segmenter = segmenter_new(NULL, 0);
  }
  fail_allocations_after(-1);
  assert_non_null(segmenter);
  assert_true(n > 2); // it failed at least twice before
  segmenter_free(segmenter);
  segmenter_free(NULL);
}

// ---- Helpers ----------------------------------------------------------------------------------

/// Split `text`, check what the header promises, and give back the number of sentences. The
/// sentences joined by " ¶ ", white space folded, are appended to `joined` unless it is NULL.
static size_t split(const struct segmenter *segmenter, struct view text, struct buf *joined) {
  size_t pos = 0, end = 0, n = 0, size;
  struct span sentence;
  while (segment_next(segmenter, text, &pos, &sentence)) {
    assert_true(sentence.len > 0);
    assert_true(sentence.offset >= end);
    assert_true(sentence.offset + sentence.len <= text.len);
    for (size_t i = end; i < sentence.offset; i += size)
      assert_true(utf8_is_space(utf8_at(text, i, &size)));
    end = sentence.offset + sentence.len;
    assert_true(pos >= end && pos <= text.len);
    assert_false(utf8_is_space(utf8_at(text, sentence.offset, &size)));
    assert_false(utf8_is_space(utf8_before(text, end, &size)));
    n++;
    if (joined == NULL)
      continue;
    if (n > 1)
      buf_str(joined, " ¶ ");
    for (size_t i = sentence.offset; i < end; i += size) {
      bool space = utf8_is_space(utf8_at(text, i, &size));
      if (!space)
        buf_add(joined, text.ptr + i, size);
      else if (joined->ptr[joined->len - 1] != ' ')
        buf_byte(joined, ' ');
    }
  }
  for (size_t i = end; i < text.len; i += size)
    assert_true(utf8_is_space(utf8_at(text, i, &size)));
  assert_int_equal(pos, text.len);
  return n;
}

static struct segmenter *make(void) {
  struct segmenter *segmenter = segmenter_new(NULL, 0);
  assert_non_null(segmenter);
  return segmenter;
}

static bool splits_into(const struct segmenter *segmenter, const char *path, size_t line,
                        struct view text, struct view want) {
  struct buf got = {0};
  split(segmenter, text, &got);
  bool right = view_eq(buf_as_view(&got), want);
  if (!right)
    report_row(path, line, buf_as_view(&got), want);
  buf_clear(&got);
  return right;
}

// ---- Golden tables ----------------------------------------------------------------------------

struct golden {
  const struct segmenter *segmenter;
  const char *path;
  const char *blank; ///< what to put for each blank of the paragraph
};

static bool check_paragraph(const struct table_row *row, void *context) {
  const struct golden *golden = context;
  struct buf text = {0};
  for (size_t i = 0; i < row->fields[0].len; i++)
    if (row->fields[0].ptr[i] == ' ')
      buf_str(&text, golden->blank);
    else
      buf_byte(&text, row->fields[0].ptr[i]);
  bool right =
      splits_into(golden->segmenter, golden->path, row->line, buf_as_view(&text), row->fields[1]);
  buf_clear(&text);
  return right;
}

static const struct {
  const char *path;
  size_t min_rows;
} tables[] = {
    {"golden/segment/hard.tsv", 59},         {"golden/segment/ordinals.tsv", 40},
    {"golden/segment/numbers.tsv", 50},      {"golden/segment/abbreviations.tsv", 60},
    {"golden/segment/letters.tsv", 15},      {"golden/segment/quotations.tsv", 30},
    {"golden/segment/marks.tsv", 40},        {"golden/segment/brackets.tsv", 15},
    {"golden/segment/names.tsv", 15},        {"golden/segment/lists.tsv", 12},
    {"golden/segment/reviews.tsv", 45},      {"golden/segment/news.tsv", 25},
    {"golden/segment/encyclopedia.tsv", 34}, {"golden/segment/law.tsv", 12},
    {"golden/segment/odd.tsv", 15},
};

static void check_tables(const char *blank) {
  struct segmenter *segmenter = make();
  for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
    struct golden golden = {segmenter, tables[i].path, blank};
    for_each_row(tables[i].path, tables[i].min_rows, check_paragraph, &golden);
  }
  segmenter_free(segmenter);
}

static void golden_paragraphs(void **state) {
  (void)state;
  check_tables(" ");
}

static void any_white_space_is_a_blank(void **state) {
  (void)state;
  check_tables("\n");
  check_tables("\r\n  ");
  check_tables("\xC2\xA0"); // NBSP
}

// ---- The table of abbreviations ---------------------------------------------------------------

static bool check_abbreviation(const struct table_row *row, void *segmenter) {
  struct view written = row->fields[0], boundary = row->fields[1];
  bool number = view_eq(boundary, VIEW("number")), final = view_eq(boundary, VIEW("final"));
  if ((!number && !final && !view_eq(boundary, VIEW("inner"))) || row->fields[2].len == 0 ||
      !view_ends(written, VIEW("."))) {
    report_row("abbreviations.tsv", row->line, boundary, VIEW("a boundary and a spoken form"));
    return false;
  }
  struct buf text = {0}, want = {0};
  buf_str(&text, "Hier steht ");
  buf_view(&text, written);
  buf_str(&want, "Hier steht ");
  buf_view(&want, written);
  const char *next = number ? "17 im Text." : "Danach war Ruhe.";
  buf_printf(&text, " %s", next);
  buf_printf(&want, "%s%s", final ? " ¶ " : " ", next);
  bool right = splits_into(segmenter, "abbreviations.tsv", row->line, buf_as_view(&text),
                           buf_as_view(&want));
  buf_clear(&text);
  buf_clear(&want);
  return right;
}

static void each_abbreviation_does_what_its_row_says(void **state) {
  (void)state;
  struct segmenter *segmenter = make();
  for_each_row(PROJECT_DIR "/src/data/abbreviations.tsv", 350, check_abbreviation, segmenter);
  segmenter_free(segmenter);
}

static void inner_blanks_are_optional(void **state) {
  (void)state;
  struct segmenter *segmenter = make();
  const char *const texts[] = {
      "Das gilt z.B. für Ulm.",
      "Das gilt z. B. Ulm an.",
      "Das gilt z.\xC2\xA0"
      "B. Ulm an.",
      "Das gilt z.\xE2\x80\xAF"
      "B. Ulm an.",
      "Z.B. Ulm wächst.",
  };
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
    assert_int_equal(split(segmenter, view_of(texts[i]), NULL), 1);
  segmenter_free(segmenter);
}

// ---- Edges and hostile text -------------------------------------------------------------------

static void empty_text_has_no_sentence(void **state) {
  (void)state;
  struct segmenter *segmenter = make();
  assert_int_equal(split(segmenter, (struct view){0}, NULL), 0);
  assert_int_equal(split(segmenter, VIEW(""), NULL), 0);
  assert_int_equal(split(segmenter, VIEW(" \t\r\n\xC2\xA0\xE2\x80\xAF"), NULL), 0);
  segmenter_free(segmenter);
}

static void marks_alone_are_kept(void **state) {
  (void)state;
  struct segmenter *segmenter = make();
  const char *const texts[] = {".", "...", "!?", "\"", "(", "„“", "* * *", "😀", "\xFF", "\xE2\x80"};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
    assert_int_equal(split(segmenter, view_of(texts[i]), NULL), 1);
  assert_int_equal(split(segmenter, (struct view){"\0", 1}, NULL), 1);
  segmenter_free(segmenter);
}

/// Texts of many times the same thing: each look to the left or right must stop somewhere, or these
/// take hours.
static void hostile_repetition_is_linear(void **state) {
  (void)state;
  static const char *const pieces[] = {"a",
                                       ".",
                                       ". ",
                                       "\"",
                                       "„",
                                       "»",
                                       "(",
                                       "(A. ",
                                       "a.",
                                       "A. B. ",
                                       "1. ",
                                       "der 1. ",
                                       ").",
                                       "A. (B) ",
                                       "(b). ",
                                       "x. (b). ",
                                       "A. 😀",
                                       "😀",
                                       "… ",
                                       "„A! ",
                                       ",",
                                       "\xE2\x80",
                                       " ",
                                       "a\xCC\x81",
                                       "a-",
                                       "a-b. ",
                                       "A!? ",
                                       "A. - ",
                                       "A. [",
                                       "A. :-) ",
                                       ":)",
                                       "A.[1] ",
                                       "A.' '",
                                       "z. ",
                                       "und 2. ",
                                       "alte 3. ",
                                       "Er sagte: „Ja?“ „Nein ",
                                       "X. ",
                                       "-",
                                       "!",
                                       "?\" ",
                                       "www.",
                                       "...A"};
  struct segmenter *segmenter = make();
  for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
    struct buf text = {0};
    while (text.len < 500000)
      buf_str(&text, pieces[i]);
    assert_false(text.failed);
    split(segmenter, buf_as_view(&text), NULL);
    buf_str(&text, " ende"); // in lower case, so that nothing before it may end
    split(segmenter, buf_as_view(&text), NULL);
    buf_clear(&text);
  }
  segmenter_free(segmenter);
}

static void a_long_line_without_blanks_is_one_sentence(void **state) {
  (void)state;
  struct segmenter *segmenter = make();
  struct view text = {malloc(10000000), 10000000};
  assert_non_null(text.ptr);
  memset((char *)(uintptr_t)text.ptr, 'x', text.len);
  assert_int_equal(split(segmenter, text, NULL), 1);
  free((char *)(uintptr_t)text.ptr);
  segmenter_free(segmenter);
}

static void random_bytes_lose_nothing(void **state) {
  (void)state;
  static const char *const bits[] = {
      ".",     "!",   "?",    "…",   " ",    "\n",       "\"",   "„", "“",      "»",
      "(",     ")",   "[",    "]",   "1",    "12",       "3. ",  "A", "z. B. ", "Dr. ",
      "usw. ", "Die", "und",  "ä",   "\xC3", "\xE2",     "\xFF", "😀", ":-)",    "- ",
      ",",     ":",   "XIV.", "am ", "'",    "\xC2\xA0", "wort"};
  struct segmenter *segmenter = make();
  uint32_t random = 12345;
  for (int round = 0; round < 3000; round++) {
    struct buf text = {0};
    for (int i = 0; i < 60; i++) {
      random = random * 1664525u + 1013904223u;
      buf_str(&text, bits[(random >> 16) % (sizeof bits / sizeof *bits)]);
    }
    split(segmenter, buf_as_view(&text), NULL);
    buf_clear(&text);
  }
  segmenter_free(segmenter);
}

static void own_abbreviations_end_no_sentence(void **state) {
  (void)state;
  const struct view own[] = {VIEW("Hptabt. Ö."), VIEW("Xstr.")};
  const struct view text = VIEW("Die Hptabt. Ö. Linz zog in die Xstr. Nord. Sie blieb.");
  for (size_t n_own = 0; n_own <= 2; n_own += 2) {
    struct segmenter *s = segmenter_new(own, n_own);
    struct span span;
    size_t pos = 0, n = 0;
    while (segment_next(s, text, &pos, &span))
      n++;
    if (n_own == 2)
      assert_int_equal(n, 2);
    else
      assert_true(n > 2);
    segmenter_free(s);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(golden_paragraphs),
      cmocka_unit_test(any_white_space_is_a_blank),
      cmocka_unit_test(each_abbreviation_does_what_its_row_says),
      cmocka_unit_test(inner_blanks_are_optional),
      cmocka_unit_test(own_abbreviations_end_no_sentence),
      cmocka_unit_test(empty_text_has_no_sentence),
      cmocka_unit_test(marks_alone_are_kept),
      cmocka_unit_test(hostile_repetition_is_linear),
      cmocka_unit_test(a_long_line_without_blanks_is_one_sentence),
      cmocka_unit_test(random_bytes_lose_nothing),
      cmocka_unit_test(every_failed_allocation_is_reported),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
