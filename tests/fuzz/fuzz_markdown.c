/// Any bytes as Markdown: no crash, and every word of the document leads to its bytes.
#include "markdown_check.h"

#include "extract/charset.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct view input = {(const char *)data, size}, source = input;
  struct extract_options options = {.format = INPUT_MARKDOWN};
  struct document document;
  struct charset_choice choice;
  if (extract_document(input, &options, &document, NULL) != LISTEN_OK)
    return 0;
  // Words are compared byte by byte where letters are bytes.
  if (charset_detect(input, &choice, NULL) != LISTEN_OK || choice.charset != CHARSET_UTF8)
    source.ptr = NULL;
  struct buf why = {0};
  if (!check_markup(source, size, &document, &why)) {
    fprintf(stderr, "%.*s\n", (int)why.len, why.ptr);
    abort();
  }
  buf_clear(&why);
  document_clear(&document);
  return 0;
}
