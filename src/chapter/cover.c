// A cover before it is written: enough to know that it is a whole image, without decoding it.

#include "chapter/chapter.h"

static const struct view png_head = {"\x89PNG\r\n\x1A\n", 8};

static uint32_t big_endian(struct view bytes, size_t pos, size_t n) {
  uint32_t value = 0;
  for (size_t i = 0; i < n; i++)
    value = value << 8 | (unsigned char)bytes.ptr[pos + i];
  return value;
}

/// Chunks of length, name, content and check sum, up to IEND.
static bool png_is_whole(struct view image) {
  enum { AROUND = 12 };
  for (size_t pos = png_head.len; pos + AROUND <= image.len;) {
    size_t size = big_endian(image, pos, 4);
    if (memcmp(image.ptr + pos + 4, "IEND", 4) == 0)
      return true;
    if (size > image.len - pos - AROUND)
      return false;
    pos += AROUND + size;
  }
  return false;
}

/// Segments up to the picture itself, and the mark that ends it. One further ahead may be that of a
/// small picture within, which cameras put there.
static bool jpeg_is_whole(struct view image) {
  enum { START_OF_SCAN = 0xDA };
  for (size_t pos = 2; pos + 4 <= image.len && image.ptr[pos] == '\xFF';) {
    unsigned char mark = (unsigned char)image.ptr[pos + 1];
    if (mark == START_OF_SCAN)
      return memmem(image.ptr + pos, image.len - pos, "\xFF\xD9", 2) != NULL;
    // 0xFF before the mark itself fills up; all others have a length that counts itself.
    pos += mark == 0xFF ? 1 : 2 + (size_t)big_endian(image, pos + 2, 2);
  }
  return false;
}

enum listen_status audio_cover_check(struct view image, const char *path,
                                     struct listen_diag *diag) {
  enum { MOST_BYTES = 8 * 1024 * 1024 }; // FLAC's limit is 16 MiB, base64 in Ogg adds a third
  bool jpeg = view_starts(image, VIEW("\xFF\xD8\xFF"));
  bool png = view_starts(image, png_head);
  bool whole = jpeg ? jpeg_is_whole(image) : png_is_whole(image);
  if ((jpeg || png) && image.len <= MOST_BYTES && whole)
    return LISTEN_OK;
  diag_at(diag, path, 0, 0);
  if (image.len > MOST_BYTES)
    return diag_set(
        diag, LISTEN_E_USAGE, "%s",
        DIAG_TEXT(diag, "a cover may have 8 MiB", "ein Titelbild darf 8 MiB groß sein"));
  if (jpeg || png)
    return diag_set(diag, LISTEN_E_USAGE, "%s",
                    DIAG_TEXT(diag, "the cover is damaged", "das Titelbild ist beschädigt"));
  return diag_set(diag, LISTEN_E_USAGE, "%s",
                  DIAG_TEXT(diag, "a cover is a JPEG or PNG, and this is neither",
                            "ein Titelbild ist ein JPEG oder PNG, das hier keines von beiden"));
}
