#include "extract/audio_link.h"

bool audio_address_is(struct view address) {
  static const char *const endings[] = {"mp3", "m4a",  "m4b",  "aac",  "ogg", "oga", "opus",
                                        "wav", "flac", "mp4a", "weba", "mka", "wma"};
  for (size_t i = 0; i < address.len; i++)
    if (address.ptr[i] == '?' || address.ptr[i] == '#')
      address.len = i;
  size_t dot = address.len;
  while (dot > 0 && address.ptr[dot - 1] != '.' && address.ptr[dot - 1] != '/')
    dot--;
  if (dot < 2 || address.ptr[dot - 1] != '.')
    return false;
  struct view ending = view_sub(address, dot, address.len);
  for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
    size_t k = 0;
    while (k < ending.len && (ending.ptr[k] | 0x20) == endings[i][k])
      k++;
    if (k == ending.len && endings[i][k] == '\0' && k > 0)
      return true;
  }
  return false;
}
