#include "chapter/backend.h"

const char *audio_language_code(struct view language) {
  static const char codes[][2][4] = {{"de", "deu"}, {"en", "eng"}, {"fr", "fra"}, {"it", "ita"},
                                     {"es", "spa"}, {"nl", "nld"}, {"pl", "pol"}, {"tr", "tur"},
                                     {"da", "dan"}, {"sv", "swe"}, {"cs", "ces"}, {"pt", "por"}};
  for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
    if (view_starts(language, view_of(codes[i][0])) &&
        (language.len == 2 || language.ptr[2] == '-'))
      return codes[i][1];
  return NULL;
}
