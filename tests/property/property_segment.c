// Sentences do not depend on how their text is wrapped.
#include "property.h"

#include "extract/extract.h"
#include "segment/segment.h"

static struct segmenter *segmenter;

/// The sentences of a text, one a line, with any white space in them as a blank.
static void list_sentences(struct view text, struct buf *out) {
  struct span span;
  for (size_t pos = 0; segment_next(segmenter, text, &pos, &span);) {
    for (size_t i = 0; i < span.len; i++) {
      char c = text.ptr[span.offset + i];
      if (c != '\r')
        buf_byte(out, c == '\n' ? ' ' : c);
    }
    buf_byte(out, '\n');
  }
}

static bool list_document(struct view text, enum input_format format, bool plain, struct buf *out) {
  struct document document;
  struct extract_options options = {.format = format, .plain = plain};
  if (extract_document(text, &options, &document, NULL) != LISTEN_OK)
    return false;
  for (size_t i = 0; i < document.n_blocks; i++) {
    list_sentences(document.blocks[i].text, out);
    buf_byte(out, '\n');
  }
  document_clear(&document);
  return true;
}

static bool compare(const struct buf *want, const struct buf *got, const char *what, size_t columns,
                    struct buf *why) {
  if (view_eq(buf_as_view(want), buf_as_view(got)))
    return true;
  buf_printf(why, "%s at %zu columns:\n%.*swant:\n%.*s", what, columns, (int)got->len, got->ptr,
             (int)want->len, want->ptr);
  return false;
}

/// A line end in place of a blank gives the same sentences. Not two: how far the segmenter looks
/// for the end of a bracket is counted in bytes. Blocks have single blanks.
static bool segmenter_sees_words(struct generator *g, struct buf *text, struct buf *why) {
  struct buf want = {0}, got = {0}, wrapped = {0};
  generate_paragraph(g, 1 + generate_number(g, 6), text);
  size_t columns = 20 + generate_number(g, 81);
  wrap_text(buf_as_view(text), columns, "\n", &wrapped);
  list_sentences(buf_as_view(text), &want);
  list_sentences(buf_as_view(&wrapped), &got);
  bool same = compare(&want, &got, "segmenter", columns, why);
  buf_clear(&want);
  buf_clear(&got);
  buf_clear(&wrapped);
  return same;
}

/// Paragraphs, each wrapped at one width, parted by empty lines.
static bool same_in(struct generator *g, enum input_format format, bool plain, const char *what,
                    struct buf *text, struct buf *why) {
  struct buf want = {0}, got = {0}, wrapped = {0}, paragraph = {0};
  size_t columns = 20 + generate_number(g, 81);
  const char *line_end = generate_number(g, 2) ? "\n" : "\r\n";
  for (size_t n = 1 + generate_number(g, 4); n > 0; n--) {
    buf_reset(&paragraph);
    generate_paragraph(g, 1 + generate_number(g, 6), &paragraph);
    buf_view(text, buf_as_view(&paragraph));
    buf_str(text, "\n\n");
    wrap_text(buf_as_view(&paragraph), columns, line_end, &wrapped);
    buf_str(&wrapped, line_end);
  }
  bool same = list_document(buf_as_view(text), format, plain, &want) &&
              list_document(buf_as_view(&wrapped), format, plain, &got);
  if (!same)
    buf_printf(why, "%s: no document", what);
  same = same && compare(&want, &got, what, columns, why);
  buf_clear(&want);
  buf_clear(&got);
  buf_clear(&wrapped);
  buf_clear(&paragraph);
  return same;
}

static bool plain_sees_words(struct generator *g, struct buf *text, struct buf *why) {
  return same_in(g, INPUT_TEXT, true, "--plain", text, why);
}

static bool markdown_sees_words(struct generator *g, struct buf *text, struct buf *why) {
  return same_in(g, INPUT_MARKDOWN, false, "Markdown", text, why);
}

static void the_segmenter(void **state) {
  (void)state;
  for_each_case(3000, 10, segmenter_sees_words);
}

static void plain_text(void **state) {
  (void)state;
  for_each_case(1000, 10, plain_sees_words);
}

static void markdown(void **state) {
  (void)state;
  for_each_case(400, 10, markdown_sees_words);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_segmenter),
      cmocka_unit_test(plain_text),
      cmocka_unit_test(markdown),
  };
  segmenter = segmenter_new(NULL, 0);
  int failed = cmocka_run_group_tests(tests, NULL, NULL);
  segmenter_free(segmenter);
  return failed;
}
