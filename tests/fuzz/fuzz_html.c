/// Any bytes as a web page: no crash, and what comes out is clean text that leads into the page.
#include "html_check.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct view page = {(const char *)data, size};
  const struct extract_options options = {.format = INPUT_HTML};
  struct document document;
  enum listen_status status = extract_document(page, &options, &document, NULL);
  if (status != LISTEN_OK) {
    if (status != LISTEN_E_INPUT)
      abort();
    return 0;
  }
  struct buf why = {0};
  if (!html_check_document(page, &document, &why)) {
    fprintf(stderr, "%.*s\n", (int)why.len, why.ptr);
    abort();
  }
  buf_clear(&why);
  document_clear(&document);
  return 0;
}
