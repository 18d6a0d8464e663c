#include "segment/scan.h"

size_t skip_space(struct view text, size_t pos) {
  size_t size;
  while (pos < text.len) {
    unsigned char c = (unsigned char)text.ptr[pos];
    if (c > ' ' && c < 0x80)
      break;
    if (!utf8_is_space(utf8_at(text, pos, &size)))
      break;
    pos += size;
  }
  return pos;
}

size_t lower_word(struct view word, char *bytes) {
  size_t len = 0;
  for (size_t pos = 0, size; pos < word.len; pos += size) {
    uint32_t c = utf8_to_lower(utf8_at(word, pos, &size));
    if (len + 2 > LEXICON_MAX_KEY)
      return 0;
    if (c < 0x80) {
      bytes[len++] = (char)c;
    } else if (c < 0x800) {
      bytes[len++] = (char)(0xC0 | c >> 6);
      bytes[len++] = (char)(0x80 | (c & 0x3F));
    } else {
      return 0; // no word of the tables has such a letter
    }
  }
  return len;
}

static bool is_emoji(uint32_t c) {
  return (c >= 0x1F1E6 && c <= 0x1FAFF) ||
         (c >= 0x2600 && c <= 0x27BF && c != 0x2605 && c != 0x2606 &&
          !(c >= 0x2610 && c <= 0x2612) && !(c >= 0x2713 && c <= 0x2718) &&
          !(c >= 0x2794 && c <= 0x27BF)) ||
         c == 0xFE0F || c == 0x200D;
}

/// Length of an emoticon such as ":-)", ";)", ":D", "^^", "<3" at `pos`, 0 when there is none.
static size_t emoticon_len(struct view text, size_t pos) {
  static const char *const faces[] = {"^^", "<3", "xD", "XD", ":-*", ":*", ":o)"};
  struct view rest = view_sub(text, pos, 4);
  for (size_t i = 0; i < sizeof faces / sizeof *faces; i++)
    if (view_starts(rest, view_of(faces[i])))
      return strlen(faces[i]);
  if (rest.len < 2 || (rest.ptr[0] != ':' && rest.ptr[0] != ';' && rest.ptr[0] != '='))
    return 0;
  size_t i = rest.ptr[1] == '-' || rest.ptr[1] == '\'' ? 2 : 1;
  if (i >= rest.len || strchr(")(DPp]/|", rest.ptr[i]) == NULL || rest.ptr[i] == '\0')
    return 0;
  char mouth = rest.ptr[i++];
  while (pos + i < text.len && text.ptr[pos + i] == mouth)
    i++; // ":-)))"
  return i;
}

size_t skip_emoji(struct view text, size_t pos) {
  size_t end = pos;
  for (size_t p = skip_space(text, pos), size; p < text.len; p = skip_space(text, p)) {
    size_t face = emoticon_len(text, p);
    if (face > 0) {
      size_t after = p + face;
      if (after < text.len && !utf8_is_space(utf8_at(text, after, &size)))
        break;
      p = after;
    } else if (is_emoji(utf8_at(text, p, &size))) {
      p += size;
    } else {
      break;
    }
    end = p;
  }
  return end;
}

static bool is_dash(uint32_t c) {
  return c == '-' || (c >= 0x2010 && c <= 0x2015) || c == 0x2212;
}

static bool is_bullet(uint32_t c) {
  return c == '*' || c == 0xB7 || c == 0x2022 || c == 0x2023 || c == 0x25AA || c == 0x25CF ||
         c == 0x25A0 || c == 0x25BA || c == 0x25B6 || c == 0x2192 || c == 0x2605 || c == '>' ||
         c == 0x2713 || c == 0x2714;
}

/// End of "+++", "***" or "|" between the items of a ticker, or `pos`.
static size_t separator_end(struct view text, size_t pos) {
  enum { MAX_RUN = 16 };
  char c = text.ptr[pos];
  size_t end = pos;
  while (end < text.len && end - pos < MAX_RUN && text.ptr[end] == c)
    end++;
  bool separator = c == '|' || ((c == '+' || c == '*') && end > pos + 1);
  return separator ? end : pos;
}

/// Skip what may stand before the first word: quotation marks, a dash, a bullet, an ellipsis.
static size_t skip_lead(struct view text, size_t pos, struct next *next) {
  enum { MAX_MARKS = 8 };
  for (int n = 0; n < MAX_MARKS && pos < text.len; n++) {
    size_t size;
    uint32_t c = utf8_at(text, pos, &size);
    struct view rest = view_sub(text, pos, 4);
    size_t after = pos + size, word = skip_space(text, after);
    if (is_opener(c))
      next->quoted = true;
    else if (view_starts(rest, VIEW(",,")))
      next->quoted = true, after = pos + 2;
    else if (is_dash(c) && (word > after || n > 0 || is_dash((unsigned char)rest.ptr[0])))
      next->dashed = true, after = word;
    else if (separator_end(text, pos) > pos)
      next->bullet = true, after = skip_space(text, separator_end(text, pos));
    else if (is_bullet(c) && word > after)
      next->bullet = true, after = word;
    else if (c == 0x2026)
      next->bullet = true, after = word;
    else if (view_starts(rest, VIEW("...")))
      next->bullet = true, after = skip_space(text, pos + 3);
    else
      break;
    pos = after;
  }
  return pos;
}

/// "iPhone", "eBay", "www.", "https://", "heise.de": lower case that a sentence may well begin
/// with.
static bool begins_in_lower_case(struct view text, size_t pos, size_t size) {
  struct view rest = view_sub(text, pos, 8);
  if (view_starts(rest, VIEW("www.")) || view_starts(rest, VIEW("http")))
    return true;
  size_t end = pos, next_size;
  while (end < text.len && end - pos < LOOK_TOKEN && text.ptr[end] >= 'a' && text.ptr[end] <= 'z')
    end++;
  if (end >= pos + 3 && end + 1 < text.len && text.ptr[end] == '.' && text.ptr[end + 1] >= 'a' &&
      text.ptr[end + 1] <= 'z')
    return true;
  return pos + size < text.len && utf8_is_upper(utf8_at(text, pos + size, &next_size));
}

/// "b)" or "b.)".
static bool is_lettered_item(struct view text, size_t pos) {
  struct view rest = view_sub(text, pos + 1, 2);
  return text.ptr[pos] >= 'a' && text.ptr[pos] <= 'z' &&
         (view_starts(rest, VIEW(")")) || view_starts(rest, VIEW(".)")));
}

static enum next_kind kind_at(struct view text, size_t pos) {
  size_t size;
  uint32_t c = utf8_at(text, pos, &size);
  if (utf8_is_digit(c))
    return NEXT_DIGIT;
  if (is_lettered_item(text, pos))
    return NEXT_OTHER;
  if (utf8_is_lower(c))
    return begins_in_lower_case(text, pos, size) ? NEXT_UPPER : NEXT_LOWER;
  if (utf8_is_letter(c))
    return NEXT_UPPER;
  if (c == '(' || c == '[')
    return NEXT_BRACKET;
  if (c == '@' || c == '#' || c == 0xA7)
    return NEXT_OTHER;
  if (utf8_is_punct(c) || c == '+' || c == '=' || c == 0xB0 || c == '|')
    return NEXT_PUNCT;
  return NEXT_OTHER;
}

static void read_word(const struct scan *scan, struct next *next) {
  struct view text = scan->text;
  size_t pos = next->word_at, size = 0;
  while (pos < text.len && pos - next->word_at < LOOK_TOKEN &&
         utf8_is_letter(utf8_at(text, pos, &size)))
    pos += size;
  next->word_end = pos;
  bool compound = pos + 1 < text.len && text.ptr[pos] == '-' && text.ptr[pos + 1] != ' ' &&
                  text.ptr[pos + 1] != '-';
  if (compound)
    return; // "In-Ear" is a noun, whatever "in" is
  char bytes[LEXICON_MAX_KEY];
  size_t len = lower_word(view_sub(text, next->word_at, pos - next->word_at), bytes);
  next->kinds = lexicon_word(scan->segmenter, (struct view){bytes, len});
}

struct next peek(const struct scan *scan, size_t pos) {
  struct next next = {.at = skip_space(scan->text, pos)};
  next.word_at = next.word_end = skip_lead(scan->text, next.at, &next);
  if (next.at >= scan->text.len) {
    next.kind = NEXT_END;
    return next;
  }
  if (next.word_at >= scan->text.len) {
    next.kind = NEXT_PUNCT; // marks only: they stay with the sentence
    return next;
  }
  next.kind = kind_at(scan->text, next.word_at);
  if (next.kind == NEXT_UPPER || next.kind == NEXT_LOWER)
    read_word(scan, &next);
  return next;
}

bool next_is_starter(const struct next *next) {
  return next->kind == NEXT_UPPER && (next->kinds & WORD_STARTER) != 0;
}

static size_t count_digits(struct view text, size_t pos) {
  size_t n = 0;
  while (n < 8 && pos + n < text.len && utf8_is_digit((unsigned char)text.ptr[pos + n]))
    n++;
  return n;
}

bool next_is_year_and_verb(const struct scan *scan, const struct next *next) {
  struct view text = scan->text;
  if (next->kind != NEXT_DIGIT || count_digits(text, next->word_at) != 4 ||
      (text.ptr[next->word_at] != '1' && text.ptr[next->word_at] != '2'))
    return false;
  size_t after = next->word_at + 4, word = skip_space(text, after), size;
  return word > after && word < text.len && utf8_is_lower(utf8_at(text, word, &size));
}

bool next_is_date_part(const struct scan *scan, const struct next *next) {
  struct view text = scan->text;
  size_t n = next->kind == NEXT_DIGIT ? count_digits(text, next->word_at) : 0;
  size_t dot = next->word_at + n;
  if (n == 0 || n > 2 || dot >= text.len || text.ptr[dot] != '.')
    return false;
  size_t after = skip_space(text, dot + 1), size;
  if (after >= text.len)
    return false;
  uint32_t c = utf8_at(text, after, &size);
  return utf8_is_digit(c) || (after > dot + 1 && utf8_is_lower(c)) || c == ',' || c == ')';
}
