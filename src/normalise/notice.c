// Strings nobody can listen to: hashes, base64, keyboard mash, a megabyte of one letter. They
// become one short notice. Nothing a person would write as a word comes near these bounds: the
// longest German word in earnest use has 79 letters, the most consonants in a row are eight
// ("Angstschweiß").

#include "normalise/registry.h"

#include "base/utf8.h"
#include "normalise/spell.h"

enum {
  WORD_MAX_LETTERS = 100, ///< a longer word is none
  REPEAT_MAX = 24,        ///< one letter so often in a row: "Neeein" is fine, this is not
  CONSONANTS_MAX = 9,     ///< as many in a row are a mash of the keyboard
  HEX_MIN = 16,           ///< hexadecimal digits with letters and digits mixed
  MIXED_MIN = 24,         ///< base64 and the like: capitals, small letters and digits mixed
  CHUNK_MAX_BYTES = 1000, ///< anything without white space
  DIGITS_MAX = 40,        ///< a longer number is not even spelled
};

struct chunk {
  size_t end; ///< token after the last one
  size_t bytes, n_upper, n_lower, n_digits, n_hex, n_other, n_wide;
  size_t n_changes; ///< between capitals, small letters and digits
};

enum glyph { GLYPH_NONE, GLYPH_UPPER, GLYPH_LOWER, GLYPH_DIGIT };

static enum glyph count_byte(struct chunk *chunk, unsigned char b, enum glyph before) {
  enum glyph glyph = GLYPH_NONE;
  if (b >= '0' && b <= '9')
    glyph = GLYPH_DIGIT, chunk->n_digits++;
  else if (b >= 'A' && b <= 'Z')
    glyph = GLYPH_UPPER, chunk->n_upper++;
  else if (b >= 'a' && b <= 'z')
    glyph = GLYPH_LOWER, chunk->n_lower++;
  else if (b >= 0x80)
    chunk->n_wide++;
  else if (strchr("+/=-_:", b) == NULL)
    chunk->n_other++;
  chunk->n_hex += glyph == GLYPH_DIGIT || (b >= 'a' && b <= 'f') || (b >= 'A' && b <= 'F');
  chunk->n_changes += glyph != GLYPH_NONE && before != GLYPH_NONE && glyph != before &&
                      !(before == GLYPH_UPPER && glyph == GLYPH_LOWER);
  return glyph == GLYPH_NONE ? before : glyph;
}

static struct chunk measure(const struct context *c, size_t at) {
  struct chunk chunk = {.end = at + 1};
  size_t limit = glued(c, at) ? at + 2 * (size_t)LOOK_MAX : c->n_tokens; // else quadratic
  while (glued(c, chunk.end) && chunk.end < limit)
    chunk.end++;
  while (chunk.end > at + 1 && c->tokens[chunk.end - 1].kind == TOKEN_PUNCT &&
         !is_hyphen(mark(c, chunk.end - 1)))
    chunk.end--;
  size_t from = c->tokens[at].offset;
  chunk.bytes = c->tokens[chunk.end - 1].offset + c->tokens[chunk.end - 1].len - from;
  if (chunk.bytes < HEX_MIN)
    return chunk;
  enum glyph before = GLYPH_NONE;
  for (size_t i = from; i < from + chunk.bytes; i++)
    before = count_byte(&chunk, (unsigned char)c->text.ptr[i], before);
  return chunk;
}

static bool is_unlistenable(const struct chunk *k) {
  size_t alnum = k->n_upper + k->n_lower + k->n_digits;
  if (k->n_other > 0 || k->n_wide > 0 || alnum == 0)
    return k->bytes > CHUNK_MAX_BYTES && k->n_wide * 2 < k->bytes;
  if (k->n_hex == alnum && alnum >= HEX_MIN && k->n_digits > 0 && k->n_changes >= 4)
    return true;
  if (alnum >= MIXED_MIN && k->n_digits > 0 && k->n_changes * 5 >= alnum)
    return true;
  return k->bytes > CHUNK_MAX_BYTES;
}

size_t rule_notice_chunk(struct context *c, size_t at) {
  if (at > 0 && glued(c, at) && !is_mark(c, at - 1, '(') && !is_mark(c, at - 1, '[') &&
      !is_mark(c, at - 1, '"') && !is_mark(c, at - 1, 0x201E) && !is_mark(c, at - 1, '='))
    return 0;
  struct chunk chunk = measure(c, at);
  if (chunk.bytes < HEX_MIN || !is_unlistenable(&chunk))
    return 0;
  say(c, chunk.n_upper + chunk.n_lower == 0 ? "lange Ziffernfolge" : "lange Zeichenfolge");
  return chunk.end - at;
}

/// One word that is too long, or no word.
size_t rule_notice_word(struct context *c, size_t at) {
  struct view word = token_text(c, at);
  size_t repeated = 0, longest = 0, size, letters = 0;
  uint32_t before = 0;
  for (size_t pos = 0; pos < word.len && letters <= WORD_MAX_LETTERS; pos += size) {
    uint32_t letter = utf8_to_lower(utf8_at(word, pos, &size));
    repeated = letter == before ? repeated + 1 : 1;
    longest = repeated > longest ? repeated : longest;
    before = letter;
    letters++;
  }
  bool latin = c->tokens[at].first < 0x250;
  if (!latin || (letters <= WORD_MAX_LETTERS && longest <= REPEAT_MAX &&
                 most_consonants(word) < CONSONANTS_MAX))
    return 0;
  say(c, "lange Zeichenfolge");
  return 1;
}

size_t rule_notice_digits(struct context *c, size_t at) {
  if (c->tokens[at].len <= DIGITS_MAX)
    return 0;
  say(c, "lange Ziffernfolge");
  return 1;
}
