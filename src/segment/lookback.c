#include "segment/scan.h"

uint32_t char_before(const struct scan *scan, size_t pos) {
  size_t size;
  return pos <= scan->start ? ' ' : utf8_before(scan->text, pos, &size);
}

struct view token_before(const struct scan *scan, size_t pos) {
  size_t size, floor = pos > scan->start + 2 * LOOK_TOKEN ? pos - 2 * LOOK_TOKEN : scan->start;
  while (pos > floor && utf8_is_space(utf8_before(scan->text, pos, &size)))
    pos -= size;
  size_t end = pos;
  while (pos > floor && end - pos < LOOK_TOKEN) {
    uint32_t c = utf8_before(scan->text, pos, &size);
    if (utf8_is_space(c))
      break;
    pos -= size;
  }
  return view_sub(scan->text, pos, end - pos);
}

size_t letters_before(const struct scan *scan, size_t pos) {
  size_t size, floor = pos > scan->start + LOOK_TOKEN ? pos - LOOK_TOKEN : scan->start;
  while (pos > floor) {
    uint32_t c = utf8_before(scan->text, pos, &size);
    if (!utf8_is_letter(c))
      break;
    pos -= size;
  }
  return pos;
}

size_t digits_before(const struct scan *scan, size_t pos) {
  size_t floor = pos > scan->start + LOOK_TOKEN ? pos - LOOK_TOKEN : scan->start;
  while (pos > floor && utf8_is_digit((unsigned char)scan->text.ptr[pos - 1]))
    pos--;
  return pos;
}

unsigned token_kinds(const struct scan *scan, struct view token) {
  size_t size;
  while (token.len > 0 && !utf8_is_letter(utf8_at(token, 0, &size)))
    token = view_sub(token, size, token.len);
  while (token.len > 0 && !utf8_is_letter(utf8_before(token, token.len, &size)))
    token.len -= size;
  char bytes[LEXICON_MAX_KEY];
  size_t len = lower_word(token, bytes);
  return lexicon_word(scan->segmenter, (struct view){bytes, len});
}

bool after_colon(const struct scan *scan, size_t pos) {
  struct view token = token_before(scan, pos);
  return view_ends(token, VIEW(":"));
}

bool at_beginning(const struct scan *scan, size_t pos) {
  enum { MAX_MARKS = 3 };
  if (pos <= scan->lead)
    return true;
  size_t size;
  uint32_t c = char_before(scan, pos);
  int marks = 0;
  for (; marks < MAX_MARKS && is_opener(c); marks++, c = char_before(scan, pos)) {
    utf8_before(scan->text, pos, &size);
    pos -= size;
  }
  if (marks > 0 && !utf8_is_letter(c) && !utf8_is_digit(c))
    return true;
  return c == '(' || c == '[' || after_colon(scan, pos);
}

/// An adjective by its looks: lower case, ending as after an article ("späten", "traditionelle").
static bool looks_like_adjective(struct view word) {
  size_t size;
  if (word.len < 4 || !utf8_is_lower(utf8_at(word, 0, &size)))
    return false;
  return view_ends(word, VIEW("e")) || view_ends(word, VIEW("en")) || view_ends(word, VIEW("er")) ||
         view_ends(word, VIEW("es")) || view_ends(word, VIEW("em"));
}

/// "Berliner", "Hamburger": formed from a place, and written with a capital.
static bool looks_like_place_adjective(const struct scan *scan, struct view word) {
  size_t size;
  return word.len > 4 && utf8_is_upper(utf8_at(word, 0, &size)) && view_ends(word, VIEW("er")) &&
         (token_kinds(scan, word) & (WORD_MONTH | WORD_COUNT)) == 0;
}

static bool is_lower_word(struct view word) {
  size_t size;
  return word.len > 0 && utf8_is_lower(utf8_at(word, 0, &size)) &&
         utf8_is_lower(utf8_before(word, word.len, &size));
}

/// "mehr als 20" is no ordinal, "als 3. Kind" is one.
static bool comparative_before(const struct scan *scan, struct view als) {
  struct view token = token_before(scan, (size_t)(als.ptr - scan->text.ptr));
  return view_ends(token, VIEW("r"));
}

bool determiner_before(const struct scan *scan, size_t pos, int max_between) {
  for (int i = 0; i <= max_between; i++) {
    struct view token = token_before(scan, pos);
    size_t size;
    if (token.len == 0 || !utf8_is_letter(utf8_before(token, token.len, &size)))
      return false;
    if ((token_kinds(scan, token) & WORD_DET) != 0)
      return !(view_eq(token, VIEW("als")) && comparative_before(scan, token));
    // Behind an adjective, an adverb may stand: "ihr traditionell begangenes 60. Jahr".
    if (!looks_like_adjective(token) && !looks_like_place_adjective(scan, token) &&
        (i == 0 || !is_lower_word(token)))
      return false;
    pos = (size_t)(token.ptr - scan->text.ptr);
  }
  return false;
}
