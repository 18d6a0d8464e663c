// Durations add up: two paragraphs take as long as each of them and the pause between.
#include "property.h"

#include "estimate/estimate.h"
#include "pipeline/reading.h"

#include <math.h>

enum { SENTENCE_MS = 401, PARAGRAPH_MS = 757 };

static struct reading_tools tools = {.pauses = {.sentence_ms = SENTENCE_MS,
                                                .paragraph_ms = PARAGRAPH_MS,
                                                .comma_ms = 163,
                                                .semicolon_ms = 307,
                                                .colon_ms = 283,
                                                .dash_ms = 227,
                                                .bracket_ms = 181,
                                                .ellipsis_ms = 453}};

/// Seconds of running text, the pause after its end included.
static double seconds_of(struct view text, int rate_wpm) {
  struct extract_options options = {.format = INPUT_TEXT, .plain = true};
  struct estimate_voice voice = {.rate_wpm = rate_wpm, .share = 1};
  struct document document;
  struct reading reading;
  double seconds = 0;
  assert_int_equal(extract_document(text, &options, &document, NULL), LISTEN_OK);
  reading_init(&reading, &document, &tools);
  for (bool done = false; !done;) {
    assert_int_equal(reading_next(&reading, &done), LISTEN_OK);
    if (!done)
      seconds += estimate_utterance_s(&reading.utterance, &voice);
  }
  reading_clear(&reading);
  document_clear(&document);
  return seconds;
}

static bool adds_up(struct generator *g, struct buf *text, struct buf *why) {
  struct buf second = {0};
  int rate_wpm = 80 + (int)generate_number(g, 371);
  generate_paragraph(g, 1 + generate_number(g, 5), text);
  generate_paragraph(g, 1 + generate_number(g, 5), &second);
  double first_s = seconds_of(buf_as_view(text), rate_wpm);
  double second_s = seconds_of(buf_as_view(&second), rate_wpm);
  buf_str(text, "\n\n");
  buf_view(text, buf_as_view(&second));
  double both_s = seconds_of(buf_as_view(text), rate_wpm);
  // The first one's end is another then.
  double want_s = first_s + second_s + (PARAGRAPH_MS - SENTENCE_MS) / 1000.0;
  bool right = fabs(both_s - want_s) < 1e-6 && first_s > 0 && second_s > 0;
  if (!right)
    buf_printf(why, "%.6f + %.6f s are %.6f s, %+.6f s too long", first_s, second_s, both_s,
               both_s - want_s);
  buf_clear(&second);
  return right;
}

static void paragraphs(void **state) {
  (void)state;
  for_each_case(500, 5, adds_up);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(paragraphs)};
  if (!property_tools(&tools))
    return 1;
  int failed = cmocka_run_group_tests(tests, NULL, NULL);
  property_tools_free();
  return failed;
}
