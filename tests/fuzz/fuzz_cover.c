/// Any bytes as a cover: no crash; none is whole that lacks its end; and the tag that is made of a
/// whole one ends with it.
#include "chapter/chapter.h"
#include "chapter/id3.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct view image = {(const char *)data, size};
  if (audio_cover_check(image, "x", NULL) != LISTEN_OK)
    return 0;
  // What ends it is the last that is looked for: without it, it is none.
  const char *end = (unsigned char)image.ptr[0] == 0xFF ? "\xFF\xD9" : "IEND";
  if (memmem(image.ptr, image.len, end, strlen(end)) == NULL)
    abort();
  struct audio_options options = {.cover = image};
  struct buf tag = {0};
  id3_tag(&tag, &options);
  if (tag.failed || tag.len < image.len || memcmp(tag.ptr, "ID3\4", 4) != 0 ||
      memcmp(tag.ptr + tag.len - image.len, image.ptr, image.len) != 0)
    abort();
  buf_clear(&tag);
  return 0;
}
