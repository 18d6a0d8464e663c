#include "extract/html/words.h"

#include "base/utf8.h"
#include <stdlib.h>

uint32_t html_word_next(struct view text, size_t *pos) {
  uint32_t hash = 2166136261u; // FNV-1a over code points
  bool any = false;
  size_t size;
  for (; *pos < text.len; *pos += size) {
    uint32_t c = utf8_at(text, *pos, &size);
    bool is_part = utf8_is_letter(c) || utf8_is_digit(c);
    if (is_part) {
      hash =
          (hash ^ (c < 0x80 ? (c >= 'A' && c <= 'Z' ? c + 32 : c) : utf8_to_lower(c))) * 16777619u;
      any = true;
    } else if (any && c != 0xAD && c != 0x200B) {
      break;
    }
  }
  return !any ? 0 : hash == 0 ? 1 : hash;
}

static int by_value(const void *a, const void *b) {
  uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
  return (x > y) - (x < y);
}

void html_words_read(struct html_words *out, struct view text) {
  out->n = 0;
  uint32_t hash;
  for (size_t pos = 0; out->n < WORDS_MAX && (hash = html_word_next(text, &pos)) != 0;)
    out->hashes[out->n++] = hash;
  qsort(out->hashes, out->n, sizeof *out->hashes, by_value);
}

size_t html_words_common(const struct html_words *a, const struct html_words *b) {
  size_t n = 0;
  for (size_t i = 0, k = 0; i < a->n && k < b->n;) {
    if (a->hashes[i] == b->hashes[k]) {
      n++;
      i++;
      k++;
    } else if (a->hashes[i] < b->hashes[k]) {
      i++;
    } else {
      k++;
    }
  }
  return n;
}

double html_words_similarity(const struct html_words *a, const struct html_words *b) {
  size_t both = a->n + b->n;
  return both == 0 ? 0 : 2.0 * (double)html_words_common(a, b) / (double)both;
}
