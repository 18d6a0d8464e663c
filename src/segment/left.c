#include "segment/scan.h"

enum { MAX_ADJECTIVES = 3 }; ///< looked at between an article and a number

// ---- Words ------------------------------------------------------------------------------------

/// A candidate for an abbreviation that ends at a full stop: the last parts of "i. V. m.", written
/// without blanks.
struct compact {
  char bytes[LEXICON_MAX_KEY];
  size_t from;  ///< the key is bytes[from..LEXICON_MAX_KEY)
  size_t start; ///< where it begins in the text
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
  size_t start = letters_before(scan, pos);
  for (size_t end = pos; start < end && pos - start < LOOK_TOKEN;) {
    if (char_before(scan, start) != '-')
      break;
    end = start - 1;
    if (end <= scan->start || scan->text.ptr[end - 1] == '.')
      return end; // the "-Ing." of "Dipl.-Ing."
    size_t before = letters_before(scan, end);
    if (before == end)
      break;
    start = before;
  }
  return start;
}

/// Where the full stop of the part before `start` is, blanks skipped; `start` when there is none.
static size_t stop_before(const struct scan *scan, size_t start) {
  enum { MAX_BLANKS = 8 };
  size_t size = 0, pos = start;
  uint32_t c = char_before(scan, pos);
  for (int n = 0; n < MAX_BLANKS && pos > scan->start && utf8_is_space(c); n++) {
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
    if (start == dot || !prepend(&c, scan->text, start, dot + 1))
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

bool is_roman(struct view word) {
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
  if (determiner_before(scan, start, MAX_ADJECTIVES))
    return LEFT_ORDINAL;
  struct view before = token_before(scan, start);
  return (token_kinds(scan, before) & WORD_COUNT) != 0 ? LEFT_CARDINAL : LEFT_INITIAL;
}

/// "S. 5 f.", "ff."; other letters ("u.", "v.") are the beginning of something.
static enum left classify_lower_letter(struct view before, struct abbreviation found) {
  if ((found.kinds & ABBR_INNER) != 0)
    return LEFT_INNER;
  return found.closer && token_is_number(before) ? LEFT_CLOSER : LEFT_FINAL;
}

/// A single letter: an initial, a unit, a roman number, an item of a list.
static enum left classify_letter(const struct scan *scan, size_t start, uint32_t letter,
                                 struct abbreviation found) {
  uint32_t before = char_before(scan, start);
  if (!utf8_is_space(before) && before != '.' && before != '-' && before != '(' && before != '[' &&
      before != '"' && before != 0x201E && before != 0xBB)
    return LEFT_PLAIN; // "5G.", "C&A.", "km/h.", "°C."
  static const char units[] = "mghstldkVAWKCFN";
  struct view token = token_before(scan, start);
  if (utf8_is_space(before) && token_is_number(token) && !view_ends(token, VIEW(".")) &&
      letter < 0x80 && strchr(units, (int)letter) != NULL)
    return LEFT_CARDINAL; // "5 m.", "230 V.", but "am 3. d. M."
  if (at_beginning(scan, start))
    return LEFT_INNER;
  if (!utf8_is_upper(letter))
    return classify_lower_letter(token, found);
  if (utf8_is_space(before) && (token_kinds(scan, token) & WORD_COUNT) != 0)
    return LEFT_PLAIN; // "Vitamin C.", "Klasse B."
  if (letter == 'I' || letter == 'V' || letter == 'X')
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

/// The last part of a compound, looked up by itself: "BT-Drs.", "Alt-Bgm.".
static enum left classify_last_part(const struct scan *scan, size_t start, struct view word) {
  unsigned kinds =
      char_before(scan, start) == '-' ? lexicon_abbreviation(scan->segmenter, word) : 0;
  return (kinds & ~(unsigned)ABBR_PREFIX) == 0
             ? LEFT_PLAIN
             : classify_abbreviation((struct abbreviation){.kinds = kinds, .parts = 1});
}

/// Words by their ends: "Bergstr.", "Marktpl.", "Hausnr.".
static enum left classify_ending(struct view word) {
  if (word.len > 5 && view_ends(word, VIEW("pl.")))
    return LEFT_FINAL;
  if (word.len > 4 && (view_ends(word, VIEW("str.")) || view_ends(word, VIEW("Str."))))
    return LEFT_FINAL;
  if (word.len > 3 && (view_ends(word, VIEW("nr.")) || view_ends(word, VIEW("Nr."))))
    return LEFT_INNER;
  return LEFT_PLAIN;
}

/// "kirchl.", "gesellschaftl.", "anlässl.": what ends so in lower case ends in "-lich" in full.
static bool is_short_adjective(const struct scan *scan, struct view word, size_t start) {
  enum { LETTERS_MIN = 5 };
  size_t n = 0, n_vowels = 0, size;
  uint32_t last[3] = {0};
  for (size_t pos = 0; pos < word.len; pos += size, n++) {
    last[0] = last[1], last[1] = last[2], last[2] = utf8_at(word, pos, &size);
    if (utf8_is_upper(last[2]) && (n > 0 || !at_beginning(scan, start)))
      return false;
    n_vowels += is_vowel(last[2]);
  }
  bool dialect = view_ends(word, VIEW("issl")); // "a bissl"
  bool consonant = last[1] == 0xDF || (last[1] < 0x80 && strchr("bdfgkmnrstz", (int)last[1])) ||
                   (last[0] == 'c' && last[1] == 'h');
  return n >= LETTERS_MIN && n_vowels > 0 && last[2] == 'l' && consonant && !dialect;
}

static bool digit_follows(struct view text, size_t pos) {
  size_t next = skip_space(text, pos);
  return next < text.len && utf8_is_digit((unsigned char)text.ptr[next]);
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
    return (found.kinds & ABBR_NUMBER) != 0 && digit_follows(scan->text, stop->after)
               ? LEFT_INNER
               : classify_letter(scan, start, letter, found);
  }
  uint32_t before = char_before(scan, start);
  if (before == '@' || before == '/' || before == '.')
    return LEFT_PLAIN; // the end of an address
  if (found.kinds != 0)
    return classify_abbreviation(found);
  if (is_roman(word))
    return classify_roman(scan, start);
  struct view stopped = view_sub(scan->text, start, stop->at + 1 - start);
  enum left part = classify_last_part(scan, start, stopped);
  if (part == LEFT_PLAIN)
    part = classify_ending(stopped);
  if (part == LEFT_PLAIN && is_short_adjective(scan, word, start))
    return LEFT_INNER;
  if (part != LEFT_PLAIN)
    return part;
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
         token.ptr[token.len - 1] == '.';
}

/// A number right after another character than a blank; LEFT_PLAIN when that says nothing.
static enum left classify_joined_number(const struct scan *scan, size_t start, size_t end) {
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
    if (start + 3 == end && determiner_before(scan, first, MAX_ADJECTIVES))
      return LEFT_ORDINAL; // "der 1.000. Besucher"
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

static unsigned small_number(struct view digits) {
  unsigned n = 0;
  for (size_t i = 0; i < digits.len && i < 4; i++)
    n = 10 * n + (unsigned)(digits.ptr[i] - '0');
  return n;
}

/// A number at the beginning, or the next one in a list: "1. Mehl 2. Zucker".
static bool is_item(const struct scan *scan, size_t start, size_t end) {
  enum { ITEM_DIGITS = 3 };
  unsigned n = small_number(view_sub(scan->text, start, end - start));
  if (end - start > ITEM_DIGITS)
    return false;
  if (after_colon(scan, start))
    return n == 1;
  return at_beginning(scan, start) || (scan->item > 0 && n == scan->item + 1);
}

unsigned item_number(const struct scan *scan, const struct stop *stop) {
  size_t start = digits_before(scan, stop->at);
  return start < stop->at && is_item(scan, start, stop->at)
             ? small_number(view_sub(scan->text, start, stop->at - start))
             : 0;
}

/// "Mozarts 3. Brief", "Deutschlands 16. Kanzlerin": a name in the genitive ranks what follows.
/// Words of the tables ("Gleis 3.") and those in -us, -is and the like are none.
static bool is_genitive_name(const struct scan *scan, struct view word) {
  static const char *const others[] = {"ss", "us", "is", "os", "as", "ys", "’s", "'s"};
  size_t size;
  if (word.len < 5 || !view_ends(word, VIEW("s")) || !utf8_is_upper(utf8_at(word, 0, &size)) ||
      token_kinds(scan, word) != 0)
    return false;
  for (size_t i = 0; i < sizeof others / sizeof *others; i++)
    if (view_ends(word, view_of(others[i])))
      return false;
  for (size_t pos = size; pos < word.len; pos += size)
    if (!utf8_is_lower(utf8_at(word, pos, &size)))
      return false;
  return true;
}

/// "3. Lb5", "12. Txe4+": a move of chess behind its number.
static bool chess_move_follows(struct view text, size_t pos) {
  pos = skip_space(text, pos);
  struct view move = view_sub(text, pos, 6);
  size_t i = 1;
  if (move.len < 3 || strchr("KDTLS", move.ptr[0]) == NULL)
    return false;
  i += move.ptr[i] >= 'a' && move.ptr[i] <= 'h' && (move.ptr[i + 1] < '1' || move.ptr[i + 1] > '8');
  if (i < move.len && move.ptr[i] == 'x')
    i++;
  return i + 1 < move.len && move.ptr[i] >= 'a' && move.ptr[i] <= 'h' && move.ptr[i + 1] >= '1' &&
         move.ptr[i + 1] <= '8' &&
         (i + 2 >= move.len || !utf8_is_digit((unsigned char)move.ptr[i + 2]));
}

static enum left classify_number(const struct scan *scan, const struct stop *stop) {
  enum { ORDINAL_DIGITS = 3 };
  size_t start = digits_before(scan, stop->at);
  bool large = stop->at - start > ORDINAL_DIGITS; // mostly a year, except in "der 1000. Besucher"
  enum left joined = classify_joined_number(scan, start, stop->at);
  if (joined != LEFT_PLAIN)
    return joined;
  struct view before = token_before(scan, start);
  if (view_eq(before, VIEW(":")))
    return LEFT_CARDINAL; // "3 : 1."
  if (is_item(scan, start, stop->at) || chess_move_follows(scan->text, stop->after))
    return LEFT_INNER;
  unsigned kinds = token_kinds(scan, before);
  if ((kinds & WORD_COUNT) != 0 || view_eq(before, VIEW("§")))
    return LEFT_CARDINAL;
  if (determiner_before(scan, start, large ? 0 : MAX_ADJECTIVES))
    return LEFT_ORDINAL;
  if (large)
    return LEFT_CARDINAL;
  if (ordinal_before(scan, start) || is_genitive_name(scan, before))
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
