/// What the fuzz targets share.
#ifndef LISTEN_TESTS_FUZZ_H
#define LISTEN_TESTS_FUZZ_H

#include "base/utf8.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/// Not an assert: it also holds where those are compiled out, and says which one failed.
#define require(holds)                                                                             \
  ((holds) ? (void)0 : (void)(fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #holds), abort()))

/// A message: valid UTF-8 on one line.
static inline void require_line(struct view text) {
  require(utf8_invalid_at(text) == text.len);
  for (size_t i = 0; i < text.len; i++)
    require((unsigned char)text.ptr[i] >= 0x20 && text.ptr[i] != 0x7F);
}

#endif
