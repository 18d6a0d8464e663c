// Any bytes as an article (the first says of which format): on its way through all stages up to the
// engine nothing is lost, doubled or put out of order.
#include "fuzz.h"

#include "walk_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static struct reading_tools tools = {.pauses = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13},
                                       .stress = true};
  static struct pronouncer *pronouncer;
  if (tools.segmenter == NULL) {
    require(pronouncer_new(NULL, 0, &pronouncer, NULL) == LISTEN_OK);
    tools.pronouncer = pronouncer;
    require((tools.normaliser = normaliser_new(NULL, NULL)) != NULL);
    require((tools.segmenter = segmenter_new(NULL, 0)) != NULL);
  }
  if (size == 0)
    return 0;
  static const enum input_format formats[] = {INPUT_TEXT, INPUT_MARKDOWN, INPUT_HTML, INPUT_AUTO};
  struct extract_options options = {.format = formats[data[0] % 4], .plain = (data[0] & 64) != 0};
  struct document document;
  struct buf why = {0};
  if (extract_document((struct view){(const char *)data + 1, size - 1}, &options, &document,
                       NULL) != LISTEN_OK)
    return 0;
  tools.whole_utterances = false;
  if (!check_walk(&document, &tools, &why)) {
    fprintf(stderr, "%.*s\n", (int)why.len, why.ptr);
    abort();
  }
  buf_clear(&why);
  document_clear(&document);
  return 0;
}
