/// Any bytes as plain text, a mail, a page of a PDF: no crash, and what comes out is a document
/// that accounts for every letter.
#include "extract_check.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size == 0)
    return 0;
  struct view input = {(const char *)data + 1, size - 1};
  struct extract_options options = {.format = INPUT_TEXT, .plain = data[0] == 'P'};
  struct document document;
  if (extract_document(input, &options, &document, NULL) != LISTEN_OK)
    return 0;
  struct buf why = {0};
  if (!check_document(input, options.plain, &document, &why)) {
    fprintf(stderr, "%.*s\n", (int)why.len, why.ptr);
    abort();
  }
  buf_clear(&why);
  document_clear(&document);
  return 0;
}
