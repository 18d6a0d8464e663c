#include "segment/scan.h"

// ---- What stands before a full stop -----------------------------------------------------------

/// A candidate for an abbreviation that ends at a full stop: the last `parts` parts of "i. V. m.",
/// written without blanks.
struct compact {
  char bytes[LEXICON_MAX_KEY];
  size_t from;  ///< the key is bytes[from..LEXICON_MAX_KEY)
  size_t start; ///< where it begins in the text
  int parts;
};

static struct view compact_view(const struct compact *c) {
  return (struct view){c->bytes + c->from, LEXICON_MAX_KEY - c->from};
}

/// Prepend text[from..to); false when the key would be too long for any table.
static bool prepend(struct compact *c, struct view text, size_t from, size_t to) {
  if (to - from > c->from)
    return false;
  c->from -= to - from;
  memcpy(c->bytes + c->from, text.ptr + from, to - from);
  return true;
}

/// A part of an abbreviation before `pos`: letters and hyphens.
static size_t part_before(const struct scan *scan, size_t pos) {
  for (;;) {
    size_t start = letters_before(scan, pos);
    if (start == pos || char_before(scan, start) != '-')
      return start;
    pos = start - 1;
    if (pos <= scan->start || scan->text.ptr[pos - 1] == '.')
      return pos; // the "-Ing." of "Dipl.-Ing."
    if (letters_before(scan, pos) == pos)
      return start;
  }
}

/// Where the full stop of the part before `start` is, one blank skipped; `start` when there is
/// none.
static size_t stop_before(const struct scan *scan, size_t start) {
  uint32_t c = char_before(scan, start);
  size_t size = 0, pos = start;
  if (pos > scan->start && utf8_is_space(c)) {
    utf8_before(scan->text, pos, &size);
    pos -= size;
    c = char_before(scan, pos);
  }
  return c == '.' && pos > scan->start ? pos - 1 : start;
}

static unsigned lookup(const struct scan *scan, const struct compact *c) {
  struct view key = compact_view(c);
  unsigned kinds = lexicon_abbreviation(scan->segmenter, key);
  size_t size;
  uint32_t first = utf8_at(key, 0, &size);
  if ((kinds & ~(unsigned)ABBR_PREFIX) != 0 || !utf8_is_upper(first) ||
      !at_beginning(scan, c->start))
    return kinds;
  char lower[LEXICON_MAX_KEY];
  size_t len = lower_word(view_sub(key, 0, size), lower);
  if (len != size)
    return kinds;
  memcpy(lower + len, key.ptr + size, key.len - size);
  return kinds | lexicon_abbreviation(scan->segmenter, (struct view){lower, key.len});
}

/// "z." before "B.": the key is the beginning of an abbreviation that goes on.
static bool abbreviation_goes_on(const struct scan *scan, const struct compact *c, size_t after) {
  struct view text = scan->text, key = compact_view(c);
  size_t pos = skip_space(text, after), end = pos, size;
  while (end < text.len && end - pos < 12 && utf8_is_letter(utf8_at(text, end, &size)))
    end += size;
  if (end == pos || end >= text.len || text.ptr[end] != '.' ||
      key.len + end + 1 - pos > LEXICON_MAX_KEY)
    return false;
  char longer[LEXICON_MAX_KEY];
  memcpy(longer, key.ptr, key.len);
  memcpy(longer + key.len, text.ptr + pos, end + 1 - pos);
  return lexicon_abbreviation(scan->segmenter, (struct view){longer, key.len + end + 1 - pos}) != 0;
}

struct abbreviation {
  unsigned kinds;
  int parts;
  bool closer;
};

/// The longest abbreviation of the table that ends at the full stop.
static struct abbreviation find_abbreviation(const struct scan *scan, const struct stop *stop) {
  enum { MAX_PARTS = 6 };
  struct compact c = {.from = LEXICON_MAX_KEY};
  struct abbreviation best = {0};
  size_t dot = stop->at;
  for (int parts = 1; parts <= MAX_PARTS; parts++) {
    size_t start = part_before(scan, dot);
    if (start == dot || !prepend(&c, scan->text, start, dot + 1 > stop->after ? dot : dot + 1))
      break;
    c.start = start;
    unsigned kinds = lookup(scan, &c);
    if ((kinds & ABBR_PREFIX) != 0 && abbreviation_goes_on(scan, &c, stop->after))
      return (struct abbreviation){.kinds = ABBR_INNER, .parts = parts};
    if ((kinds & ~(unsigned)ABBR_PREFIX) != 0)
      best = (struct abbreviation){
          .kinds = kinds,
          .parts = parts,
          .closer = (lexicon_word(scan->segmenter, compact_view(&c)) & WORD_CLOSER) != 0};
    size_t before = stop_before(scan, start);
    if (before == start)
      break;
    dot = before;
  }
  return best;
}

/// I, V, X only: what kings, popes, centuries and chapters are counted with.
static bool is_roman(struct view word) {
  for (size_t i = 0; i < word.len; i++)
    if (word.ptr[i] != 'I' && word.ptr[i] != 'V' && word.ptr[i] != 'X')
      return false;
  return word.len > 0;
}

static bool is_vowel(uint32_t c) {
  static const char vowels[] = "aeiouyAEIOUY";
  return c >= 0x80 || strchr(vowels, (int)c) != NULL;
}

/// A word without a vowel is a shortened one ("Bhf."), unless it is a unit or an acronym.
static bool looks_shortened(const struct scan *scan, struct view word) {
  size_t n = 0;
  for (size_t pos = 0, size; pos < word.len; pos += size, n++) {
    uint32_t c = utf8_at(word, pos, &size);
    if (is_vowel(c) || (n > 0 && utf8_is_upper(c)))
      return false;
  }
  return n >= 2 && (token_kinds(scan, word) & WORD_UNIT) == 0;
}

static bool token_is_number(struct view token) {
  for (size_t i = 0; i < token.len; i++)
    if (!utf8_is_digit((unsigned char)token.ptr[i]) && token.ptr[i] != ',' && token.ptr[i] != '.')
      return false;
  return token.len > 0;
}

static enum left classify_roman(const struct scan *scan, size_t start) {
  if (at_beginning(scan, start))
    return LEFT_INNER;
  if (determiner_before(scan, start))
    return LEFT_ORDINAL;
  struct view before = token_before(scan, start);
  return (token_kinds(scan, before) & WORD_COUNT) != 0 ? LEFT_CARDINAL : LEFT_INITIAL;
}

/// A single letter: an initial, a unit, a roman number, an item of a list.
static enum left classify_letter(const struct scan *scan, size_t start, uint32_t letter,
                                 struct abbreviation found) {
  uint32_t before = char_before(scan, start);
  if (utf8_is_digit(before) || before == '&' || before == '\'' || before == '/' || before == 0x2019)
    return LEFT_PLAIN; // "5G.", "C&A.", "km/h."
  struct view token = token_before(scan, start);
  bool upper = utf8_is_upper(letter);
  if (utf8_is_space(before) && token_is_number(token) &&
      (upper ? strchr("VAWKCFNJ", (int)(letter & 0x7F)) != NULL && letter < 0x80
             : strchr("mghstldk", (int)(letter & 0x7F)) != NULL && letter < 0x80))
    return LEFT_CARDINAL; // "5 m.", "230 V."
  if (!upper)
    return (found.kinds & ABBR_INNER) != 0 ? LEFT_INNER : LEFT_FINAL;
  if (at_beginning(scan, start))
    return LEFT_INNER;
  if (utf8_is_space(before) && (token_kinds(scan, token) & WORD_COUNT) != 0)
    return LEFT_PLAIN; // "Vitamin C.", "Klasse B."
  if (letter < 0x80 && is_roman((struct view){&(char){(char)letter}, 1}))
    return classify_roman(scan, start);
  return LEFT_INITIAL;
}

/// "M.A.", "U.S.": letters each with a full stop, in no table.
static bool is_dotted(const struct scan *scan, size_t start) {
  return char_before(scan, start) == '.' && start - 1 > scan->start &&
         letters_before(scan, start - 1) < start - 1;
}

static enum left classify_abbreviation(struct abbreviation found) {
  if ((found.kinds & ABBR_INNER) != 0)
    return LEFT_INNER;
  if (found.closer)
    return LEFT_CLOSER;
  return (found.kinds & ABBR_FINAL) != 0 ? LEFT_FINAL : LEFT_REF;
}

/// Words by their ends: "Bergstr.", "Hausnr.".
static enum left classify_ending(struct view word) {
  if (word.len > 4 && (view_ends(word, VIEW("str.")) || view_ends(word, VIEW("Str."))))
    return LEFT_FINAL;
  if (word.len > 3 && (view_ends(word, VIEW("nr.")) || view_ends(word, VIEW("Nr."))))
    return LEFT_INNER;
  return LEFT_PLAIN;
}

static enum left classify_word(const struct scan *scan, const struct stop *stop) {
  size_t start = letters_before(scan, stop->at), size;
  struct view word = view_sub(scan->text, start, stop->at - start);
  struct abbreviation found = find_abbreviation(scan, stop);
  uint32_t letter = utf8_at(word, 0, &size);
  if (found.parts >= 2)
    return classify_abbreviation(found);
  if (size == word.len) {
    if (is_dotted(scan, start))
      return LEFT_INITIAL;
    return (found.kinds & ABBR_NUMBER) != 0 && !at_beginning(scan, start)
               ? LEFT_REF
               : classify_letter(scan, start, letter, found);
  }
  uint32_t before = char_before(scan, start);
  if (before == '@' || before == '/' || before == '.')
    return LEFT_PLAIN; // the end of an address
  if (found.kinds != 0)
    return classify_abbreviation(found);
  if (is_roman(word))
    return classify_roman(scan, start);
  enum left ending = classify_ending(view_sub(scan->text, start, stop->at + 1 - start));
  if (ending != LEFT_PLAIN)
    return ending;
  return looks_shortened(scan, word) ? LEFT_FINAL : LEFT_PLAIN;
}

// ---- Numbers ----------------------------------------------------------------------------------

/// "2. und 3. Liga": the number before "und" is an ordinal, so this one is.
static bool ordinal_before(const struct scan *scan, size_t pos) {
  struct view token = token_before(scan, pos);
  static const char *const joins[] = {"und", "oder", "bis", "sowie", "bzw.", "zum", "–", "-", "u."};
  for (size_t i = 0; i < sizeof joins / sizeof *joins; i++)
    if (view_eq(token, view_of(joins[i]))) {
      token = token_before(scan, (size_t)(token.ptr - scan->text.ptr));
      break;
    }
  return token.len >= 2 && utf8_is_digit((unsigned char)token.ptr[token.len - 2]) &&
         (token.ptr[token.len - 1] == '.' || token.ptr[token.len - 1] == ',') &&
         token.ptr[token.len - 1] == '.';
}

/// A number right after another character than a blank; LEFT_PLAIN when that says nothing.
static enum left classify_joined_number(const struct scan *scan, size_t start) {
  uint32_t before = char_before(scan, start);
  if (utf8_is_space(before) || is_opener(before) || before == '(' || before == '[')
    return before == '\'' || before == 0x2019 ? LEFT_CARDINAL : LEFT_PLAIN; // '68
  size_t dot = start - 1;
  bool digit_before = dot > scan->start && utf8_is_digit((unsigned char)scan->text.ptr[dot - 1]);
  if (before == '.' && digit_before) {
    size_t first = digits_before(scan, dot);
    uint32_t left = char_before(scan, first);
    if (!utf8_is_space(left) && left != '(' && left != '-')
      return LEFT_CARDINAL; // "2.0.1", "12.5.2024", "GPT-4.0"
    return first <= scan->start + 8 || at_beginning(scan, first) ? LEFT_ORDINAL : LEFT_NUMBER;
  }
  if ((before == '-' || before == 0x2013 || before == '/') && start >= scan->start + 2) {
    // "3.-4. Klasse", "3./4. Klasse" against "GPT-4.", "2023/24.", "3-4."
    size_t size;
    utf8_before(scan->text, start, &size);
    uint32_t left = char_before(scan, start - size);
    return left == '.' ? LEFT_ORDINAL : LEFT_CARDINAL;
  }
  return LEFT_CARDINAL;
}

static enum left classify_number(const struct scan *scan, const struct stop *stop) {
  enum { ENUMERATOR_DIGITS = 3, ORDINAL_DIGITS = 3 };
  size_t start = digits_before(scan, stop->at), n_digits = stop->at - start;
  enum left joined = classify_joined_number(scan, start);
  if (joined != LEFT_PLAIN)
    return joined;
  if (at_beginning(scan, start))
    return n_digits <= ENUMERATOR_DIGITS ? LEFT_INNER : LEFT_CARDINAL;
  struct view before = token_before(scan, start);
  unsigned kinds = token_kinds(scan, before);
  if (determiner_before(scan, start))
    return LEFT_ORDINAL;
  if (n_digits > ORDINAL_DIGITS || (kinds & WORD_COUNT) != 0 || view_eq(before, VIEW("§")))
    return LEFT_CARDINAL;
  if (ordinal_before(scan, start))
    return LEFT_ORDINAL;
  char last = before.len > 0 ? before.ptr[before.len - 1] : ' ';
  return last == ',' || last == ';' || last == '/' || last == '(' ? LEFT_ORDINAL : LEFT_NUMBER;
}

enum left classify_left(const struct scan *scan, const struct stop *stop) {
  if (stop->kind != STOP_DOT)
    return LEFT_PLAIN;
  uint32_t before = char_before(scan, stop->at);
  if (utf8_is_digit(before))
    return classify_number(scan, stop);
  return utf8_is_letter(before) ? classify_word(scan, stop) : LEFT_PLAIN;
}

// ---- The decision -----------------------------------------------------------------------------

/// The word that ends at the stop is a name that is written with a mark ("Yahoo!").
static bool name_with_mark(const struct scan *scan, const struct stop *stop) {
  size_t start = letters_before(scan, stop->at);
  return (token_kinds(scan, view_sub(scan->text, start, stop->at - start)) & WORD_BANG) != 0;
}

/// A sentence whose capital was forgotten, after a mark ("Toll! wir kommen wieder.").
static bool forgotten_capital(const struct scan *scan, const struct stop *stop,
                              const struct next *next) {
  return (next->kinds & WORD_LOWER) != 0 && !next->dashed && scan->quote == 0 && scan->depth == 0 &&
         stop->closed == stop->after && !name_with_mark(scan, stop);
}

static bool mark_ends(const struct scan *scan, const struct stop *stop, const struct next *next) {
  switch (next->kind) {
  case NEXT_LOWER:
    return next->bullet || forgotten_capital(scan, stop, next);
  case NEXT_PUNCT:
    return false;
  case NEXT_UPPER:
    return next_is_starter(next) || !name_with_mark(scan, stop);
  default:
    return true;
  }
}

static bool ellipsis_ends(const struct scan *scan, const struct stop *stop,
                          const struct next *next) {
  bool spaced = utf8_is_space(char_before(scan, stop->at));
  if (next->kind != NEXT_UPPER)
    return next->kind == NEXT_OTHER || (next->kind == NEXT_DIGIT && !spaced) || next->bullet;
  // Before a noun, " … " rather stands for words left out.
  return next_is_starter(next) || next->quoted || !spaced;
}

/// An ordinary word and a full stop, then lower case: only where it reads like two sentences.
static bool plain_ends_before_lower(const struct scan *scan, const struct stop *stop,
                                    const struct next *next) {
  if (!forgotten_capital(scan, stop, next) || !utf8_is_letter(char_before(scan, stop->at)))
    return false;
  size_t start = letters_before(scan, stop->at), size;
  struct view word = view_sub(scan->text, start, stop->at - start);
  if (word.len < 3 || !utf8_is_lower(utf8_at(word, 0, &size)) ||
      !utf8_is_space(char_before(scan, start)))
    return false;
  return view_ends(word, VIEW("e")) || view_ends(word, VIEW("en")) || view_ends(word, VIEW("t"));
}

static bool plain_ends(const struct scan *scan, const struct stop *stop, const struct next *next) {
  if (next->kind == NEXT_LOWER)
    return next->bullet || plain_ends_before_lower(scan, stop, next);
  return next->kind != NEXT_PUNCT;
}

/// "v. Chr. 2003 kam …", but not "im Jan. 2003 kam …".
static bool year_begins_sentence(const struct scan *scan, const struct stop *stop,
                                 const struct next *next) {
  size_t start = letters_before(scan, stop->at);
  return next_is_year_and_verb(scan, next) &&
         (token_kinds(scan, view_sub(scan->text, start, stop->at - start)) & WORD_MONTH) == 0;
}

static bool number_ends(const struct scan *scan, enum left left, const struct next *next) {
  bool counted = (next->kinds & (WORD_MONTH | WORD_ORDNOUN)) != 0;
  if (next->kind == NEXT_DIGIT)
    return left == LEFT_NUMBER && !next_is_date_part(scan, next);
  if (next->kind != NEXT_UPPER)
    return next->kind == NEXT_OTHER;
  if (counted && !next->quoted)
    return false;
  return next_is_starter(next) || left == LEFT_NUMBER;
}

static bool dot_ends(const struct scan *scan, const struct stop *stop, enum left left,
                     const struct next *next) {
  switch (left) {
  case LEFT_INNER:
    return false;
  case LEFT_FINAL:
    return next_is_starter(next) || year_begins_sentence(scan, stop, next);
  case LEFT_CLOSER:
    return next->kind == NEXT_UPPER || next->kind == NEXT_BRACKET ||
           year_begins_sentence(scan, stop, next);
  case LEFT_REF:
    return next->kind != NEXT_DIGIT && plain_ends(scan, stop, next);
  case LEFT_INITIAL:
    return next_is_starter(next);
  case LEFT_ORDINAL:
  case LEFT_NUMBER:
    return number_ends(scan, left, next);
  default:
    return plain_ends(scan, stop, next);
  }
}

bool stop_ends(const struct scan *scan, const struct stop *stop, enum left left,
               const struct next *next) {
  switch (stop->kind) {
  case STOP_MARK:
    return mark_ends(scan, stop, next);
  case STOP_ELLIPSIS:
    return ellipsis_ends(scan, stop, next);
  default:
    return dot_ends(scan, stop, left, next);
  }
}

bool joined_stop_ends(const struct scan *scan, const struct stop *stop) {
  struct next next = peek(scan, stop->closed);
  if (!next_is_starter(&next) || next.dashed || next.bullet || stop->closed != stop->after)
    return false;
  size_t size, start = letters_before(scan, stop->at);
  struct view word = view_sub(scan->text, start, stop->at - start);
  uint32_t before = char_before(scan, start);
  bool whole = utf8_is_space(before) || is_opener(before) || before == '-';
  if (word.len < 3 || !whole || !utf8_is_lower(utf8_before(word, word.len, &size)) ||
      view_eq(word, VIEW("www")))
    return false;
  // A file name or address goes on without a blank; a sentence has one after its first word.
  if (next.word_end >= scan->text.len || !utf8_is_space(utf8_at(scan->text, next.word_end, &size)))
    return false;
  return classify_left(scan, stop) == LEFT_PLAIN;
}
