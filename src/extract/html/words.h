/// Words as a set, for asking how much two short texts have in common.
#ifndef LISTEN_EXTRACT_HTML_WORDS_H
#define LISTEN_EXTRACT_HTML_WORDS_H

#include "base/view.h"
#include <stdint.h>

enum { WORDS_MAX = 64 };

struct html_words {
  size_t n;
  uint32_t hashes[WORDS_MAX]; ///< sorted
};

/// The first WORDS_MAX words of a text: letters and digits, small and capital alike.
void html_words_read(struct html_words *out, struct view text);

size_t html_words_common(const struct html_words *a, const struct html_words *b);

/// 0 = no word in common, 1 = the same words.
double html_words_similarity(const struct html_words *a, const struct html_words *b);

/// Hash of the word at `*pos`, which moves past it; 0 at the end of the text.
uint32_t html_word_next(struct view text, size_t *pos);

#endif
