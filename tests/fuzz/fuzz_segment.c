/// Whatever the bytes: spans ascend, are trimmed, and only white space lies between them.
#include "base/utf8.h"
#include "segment/segment.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds) {
  if (!holds)
    abort();
}

static void check_gap(struct view text, size_t from, size_t to) {
  for (size_t size; from < to; from += size)
    check(utf8_is_space(utf8_at(text, from, &size)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static struct segmenter *segmenter;
  if (segmenter == NULL)
    segmenter = segmenter_new(NULL, 0);
  check(segmenter != NULL);
  struct view text = {(const char *)data, size};
  size_t pos = 0, end = 0, n;
  struct span sentence;
  while (segment_next(segmenter, text, &pos, &sentence)) {
    check(sentence.len > 0 && sentence.offset >= end && sentence.offset <= size &&
          sentence.len <= size - sentence.offset);
    check_gap(text, end, sentence.offset);
    end = sentence.offset + sentence.len;
    check(pos >= end && pos <= size);
    check(!utf8_is_space(utf8_at(text, sentence.offset, &n)));
    check(!utf8_is_space(utf8_before(text, end, &n)));
  }
  check_gap(text, end, size);
  check(pos == size);
  return 0;
}
