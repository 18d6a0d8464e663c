#include "prosody/question.h"

#include "base/utf8.h"

// Words as they stand at a sentence's beginning, without their first letter's case.
static const char *const question_words[] = {
    "wer",     "wen",     "wem",     "wessen",    "was",       "wann",  "wo",      "wie",
    "woher",   "wohin",   "warum",   "weshalb",   "weswegen",  "wieso", "welche",  "welcher",
    "welches", "welchen", "welchem", "wieviel",   "womit",     "wofür", "wodurch", "worüber",
    "woran",   "worauf",  "woraus",  "worin",     "worum",     "wovon", "wovor",   "wozu",
    "wobei",   "wogegen", "wonach",  "inwiefern", "inwieweit", NULL};
static const char *const before_them[] = {
    "und",   "aber", "oder", "doch", "denn",  "also",  "nur",  "mit",   "seit",     "für",
    "von",   "zu",   "bei",  "nach", "in",    "an",    "auf",  "aus",   "um",       "über",
    "unter", "vor",  "ab",   "bis",  "durch", "gegen", "ohne", "wegen", "zwischen", NULL};

static bool is_one_of(struct view word, const char *const *words) {
  for (; *words != NULL; words++) {
    struct view other = view_of(*words);
    if (word.len == other.len && (word.ptr[0] | 0x20) == (other.ptr[0] | 0x20) &&
        memcmp(word.ptr + 1, other.ptr + 1, word.len - 1) == 0)
      return true;
  }
  return false;
}

/// The next run of letters from `*pos` on; empty at the end. Moves past it.
static struct view next_word(struct view text, size_t *pos) {
  size_t n, start;
  while (*pos < text.len && !utf8_is_letter(utf8_at(text, *pos, &n)))
    *pos += n;
  for (start = *pos; *pos < text.len && utf8_is_letter(utf8_at(text, *pos, &n)); *pos += n)
    ;
  return view_sub(text, start, *pos - start);
}

bool question_falls(struct view question) {
  enum { MOST_BEFORE = 2 }; // "Und mit wem …"
  size_t pos = 0;
  struct view word = next_word(question, &pos);
  for (int i = 0; i < MOST_BEFORE && word.len > 0 && is_one_of(word, before_them); i++)
    word = next_word(question, &pos);
  if (word.len == 0 || !is_one_of(word, question_words))
    return false;
  struct view after = next_word(question, &pos);
  return !view_eq(after, VIEW("bitte")); // "Wie bitte?" asks back, and rises
}
