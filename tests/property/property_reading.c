// Nothing is lost, doubled or put out of order between an article and what the engine gets.
#include "property.h"

#include "extract_check.h"
#include "markdown_check.h"
#include "walk_check.h"

static struct reading_tools tools = {.pauses = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13},
                                     .stress = true};

static bool walk(struct view input, enum input_format format, bool plain, struct buf *why) {
  struct document document;
  struct listen_diag diag = {0};
  struct extract_options options = {.format = format, .plain = plain};
  if (extract_document(input, &options, &document, &diag) != LISTEN_OK) {
    buf_printf(why, "no document: %s", diag.message);
    return false;
  }
  bool right = format == INPUT_TEXT ? check_document(input, plain, &document, why)
                                    : check_markup(input, input.len, &document, why);
  right = right && check_walk(&document, &tools, why);
  document_clear(&document);
  return right;
}

static bool text_comes_through(struct generator *g, struct buf *text, struct buf *why) {
  generate_article(g, GENERATE_TEXT, text);
  return walk(buf_as_view(text), INPUT_TEXT, false, why) &&
         walk(buf_as_view(text), INPUT_TEXT, true, why);
}

static bool markdown_comes_through(struct generator *g, struct buf *text, struct buf *why) {
  generate_article(g, GENERATE_MARKDOWN, text);
  return walk(buf_as_view(text), INPUT_MARKDOWN, false, why);
}

static void text(void **state) {
  (void)state;
  for_each_case(300, 10, text_comes_through);
}

static void markdown(void **state) {
  (void)state;
  for_each_case(200, 10, markdown_comes_through);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(text), cmocka_unit_test(markdown)};
  if (!property_tools(&tools))
    return 1;
  int failed = cmocka_run_group_tests(tests, NULL, NULL);
  property_tools_free();
  return failed;
}
