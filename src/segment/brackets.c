#include "segment/scan.h"

#include <string.h>

enum {
  LAQUO = 0xAB,
  RAQUO = 0xBB,
  LSQUO = 0x2018,
  RSQUO = 0x2019,
  SBQUO = 0x201A,
  LDQUO = 0x201C,
  RDQUO = 0x201D,
  BDQUO = 0x201E,
  LSAQUO = 0x2039,
  RSAQUO = 0x203A,
  LOW_COMMAS = ',', // ",," as a makeshift for „
};

bool is_opener(uint32_t c) {
  switch (c) {
  case '"':
  case '\'':
  case '`':
  case LAQUO:
  case RAQUO:
  case LSQUO:
  case RSQUO:
  case SBQUO:
  case LDQUO:
  case RDQUO:
  case BDQUO:
  case LSAQUO:
  case RSAQUO:
  case 0xA1:
  case 0xBF:
    return true;
  default:
    return false;
  }
}

bool is_closer(uint32_t c) {
  switch (c) {
  case '"':
  case '\'':
  case ')':
  case ']':
  case '}':
  case LAQUO:
  case RAQUO:
  case LSQUO:
  case RSQUO:
  case LDQUO:
  case RDQUO:
  case LSAQUO:
  case RSAQUO:
  case 0xB4:
    return true;
  default:
    return false;
  }
}

/// Whether `c` closes a quotation that `open` has opened. English quotes and the French ones in
/// either direction are in use, and mixtures of them.
static bool closes(uint32_t open, uint32_t c) {
  switch (open) {
  case BDQUO:
  case LOW_COMMAS:
    return c == LDQUO || c == RDQUO || c == '"';
  case LDQUO:
    return c == RDQUO || c == '"';
  case '"':
    return c == '"' || c == RDQUO;
  case LAQUO:
    return c == RAQUO;
  case RAQUO:
    return c == LAQUO;
  case SBQUO:
    return c == LSQUO || c == RSQUO;
  default:
    return false;
  }
}

static bool opens(uint32_t c) {
  return c == BDQUO || c == LDQUO || c == '"' || c == LAQUO || c == RAQUO || c == SBQUO;
}

static bool space_or_end_at(struct view text, size_t pos) {
  size_t size;
  return pos >= text.len || utf8_is_space(utf8_at(text, pos, &size));
}

/// ":-(" and ";)" are faces, no brackets.
static bool is_face(const struct scan *scan, size_t pos) {
  size_t p = pos;
  if (p > scan->start && scan->text.ptr[p - 1] == '-')
    p--;
  return p > scan->start && (scan->text.ptr[p - 1] == ':' || scan->text.ptr[p - 1] == ';') &&
         space_or_end_at(scan->text, pos + 1);
}

static void note_quote(struct scan *scan, size_t pos, uint32_t c, size_t size) {
  if (scan->quote != 0) {
    if (closes(scan->quote, c))
      scan->quote = 0;
    return;
  }
  bool low_commas = c == ',' && pos + 1 < scan->text.len && scan->text.ptr[pos + 1] == ',';
  if (!opens(c) && !low_commas)
    return;
  uint32_t before = char_before(scan, pos);
  if (utf8_is_letter(before) || utf8_is_digit(before) || space_or_end_at(scan->text, pos + size))
    return;
  scan->quote = c;
  scan->quote_at = pos;
}

void scan_note(struct scan *scan, size_t pos, uint32_t c, size_t size) {
  switch (c) {
  case '(':
  case '[':
    if (is_face(scan, pos))
      return;
    if (scan->depth++ == 0)
      scan->bracket_at = pos;
    return;
  case ')':
  case ']':
    if (scan->depth > 0)
      scan->depth--;
    return;
  default:
    note_quote(scan, pos, c, size);
  }
}

/// End of "[1]", "[Anm. 2]" at `pos`, or `pos`.
static size_t footnote_end(struct view text, size_t pos) {
  enum { LOOK_FOOTNOTE = 20 };
  if (pos >= text.len || text.ptr[pos] != '[')
    return pos;
  struct view rest = view_sub(text, pos, LOOK_FOOTNOTE);
  size_t close = view_find(rest, 0, ']');
  return close == rest.len ? pos : pos + close + 1;
}

static bool is_superscript(uint32_t c) {
  return c == 0xB9 || c == 0xB2 || c == 0xB3 || (c >= 0x2070 && c <= 0x2079);
}

size_t scan_closers(struct scan *scan, size_t pos) {
  while (pos < scan->text.len) {
    size_t size, footnote = footnote_end(scan->text, pos);
    if (footnote > pos) {
      pos = footnote;
      continue;
    }
    uint32_t c = utf8_at(scan->text, pos, &size);
    if (is_closer(c))
      scan_note(scan, pos, c, size);
    else if (!is_superscript(c) && !(c == '*' && space_or_end_at(scan->text, pos + 1)))
      break;
    pos += size;
  }
  return pos;
}

/// Offset of the bracket that closes what is open at `pos`, at most LOOK_BRACKET bytes on;
/// `text.len` when there is none.
static size_t bracket_close(struct view text, size_t pos, unsigned depth) {
  struct view rest = view_sub(text, pos, LOOK_BRACKET);
  for (size_t i = 0; i < rest.len; i++) {
    char c = rest.ptr[i];
    if (c == '(' || c == '[')
      depth++;
    else if ((c == ')' || c == ']') && --depth == 0)
      return pos + i;
  }
  return text.len;
}

bool scan_in_bracket(const struct scan *scan, size_t pos) {
  return scan->depth > 0 && pos - scan->bracket_at <= LOOK_BRACKET &&
         bracket_close(scan->text, pos, scan->depth) < scan->text.len;
}

/// After a quotation: a comma or a word in lower case takes the sentence on.
static bool goes_on(struct view text, size_t pos) {
  size_t size;
  if (pos < text.len && (text.ptr[pos] == ',' || text.ptr[pos] == ';'))
    return true;
  size_t next = skip_space(text, pos);
  return next > pos && next < text.len && utf8_is_lower(utf8_at(text, next, &size));
}

bool scan_in_quote(const struct scan *scan, const struct stop *stop) {
  // A statement inside a longer quotation is a sentence of its own; short cries are not.
  enum { SHORT_STATEMENT = 48 };
  if (scan->quote == 0 || stop->closed - scan->quote_at > LOOK_QUOTE)
    return false;
  size_t limit = scan->quote_at + (stop->kind == STOP_DOT ? SHORT_STATEMENT : LOOK_QUOTE);
  for (size_t pos = stop->closed, size; pos < scan->text.len && pos < limit; pos += size) {
    uint32_t c = utf8_at(scan->text, pos, &size);
    if (closes(scan->quote, c))
      return goes_on(scan->text, pos + size);
  }
  return false;
}

bool answered_question(const struct scan *scan, const struct stop *stop, const struct next *next) {
  if (stop->kind != STOP_MARK || stop->closed == stop->after || !next->quoted ||
      scan->quote_at < scan->start || !after_colon(scan, scan->quote_at))
    return false;
  size_t end = next->word_at, limit = next->word_at + LOOK_QUOTE;
  for (size_t pos = end, size; pos < scan->text.len && pos < limit; pos += size) {
    uint32_t c = utf8_at(scan->text, pos, &size);
    if (is_closer(c) && c != '\'' && c != RSQUO)
      return view_starts(view_sub(scan->text, pos + size, 1), VIEW(","));
    if (c == '.' || c == '!' || c == '?')
      return false;
  }
  return false;
}

/// "(1)", "(a)", "(iv)" begin an item.
static bool is_enumerator(struct view inside) {
  if (inside.len == 0 || inside.len > 3)
    return false;
  for (size_t i = 0; i < inside.len; i++) {
    char c = inside.ptr[i];
    if (!(c >= '0' && c <= '9') && !(inside.len == 1 && c >= 'a' && c <= 'z') &&
        !(inside.len == 1 && c >= 'A' && c <= 'Z') && c != 'i' && c != 'v' && c != 'x')
      return false;
  }
  return inside.len < 3 || inside.ptr[0] > '9'; // three digits are a number of something
}

bool bracket_goes_on(struct view text, size_t pos) {
  size_t close = bracket_close(text, pos + 1, 1);
  return close < text.len && goes_on(text, close + 1) &&
         !is_enumerator(view_sub(text, pos + 1, close - pos - 1));
}

size_t bracket_remark_end(struct view text, size_t pos) {
  size_t close = bracket_close(text, pos + 1, 1);
  if (close >= text.len)
    return pos;
  if (text.ptr[pos] == '(' && is_enumerator(view_sub(text, pos + 1, close - pos - 1)))
    return pos;
  size_t end = close + 1, size;
  while (end < text.len) {
    uint32_t c = utf8_at(text, end, &size);
    if (c != '.' && c != '!' && c != '?' && c != 0x2026 && !is_closer(c))
      break;
    end += size;
  }
  if (!space_or_end_at(text, end))
    return pos; // "(K)ein Problem", "(Ost-)Berlin"
  size_t next = skip_space(text, end);
  if (next < text.len && utf8_is_lower(utf8_at(text, next, &size)))
    return pos; // the sentence itself begins with the bracket
  return end;
}
