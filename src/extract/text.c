#include "extract/text.h"

#include "base/utf8.h"
#include "extract/furniture.h"
#include "extract/paste.h"

enum {
  WRAP_MIN_COLUMNS = 45, ///< narrower lines are verse or a list
  WRAP_MAX_COLUMNS = 120,
  HEADING_MAX_COLUMNS = 100,
  VERSE_MAX_COLUMNS = 60,
  MAX_DEPTH = 6,
};

// ---- looking at ends ----

static bool is_closing(uint32_t c) {
  return c == '"' || c == '\'' || c == ')' || c == ']' || c == 0x201C || c == 0x201D ||
         c == 0x2019 || c == 0x2018 || c == 0xAB || c == 0xBB || c == 0x203A || c == 0x2039;
}

bool text_ends_sentence(struct view text) {
  for (size_t pos = text.len, size; pos > 0; pos -= size) {
    uint32_t c = utf8_before(text, pos, &size);
    if (c == '.' || c == '!' || c == '?' || c == 0x2026 || c == ':')
      return true;
    bool mark = utf8_is_digit(c) || c == '['; // "Studie.[1]"
    if (!is_closing(c) && !(mark && text.ptr[text.len - 1] == ']'))
      return false;
  }
  return false;
}

bool text_starts_lower(struct view text) {
  size_t size;
  return text.len > 0 && utf8_is_lower(utf8_at(text, 0, &size));
}

static struct view first_word(struct view text) {
  return view_cut(&text, ' ');
}

// ---- markers ----

static bool is_bullet(uint32_t c, bool *needs_blank) {
  *needs_blank = c == '-' || c == '*' || c == '+' || c == 0x2013 || c == 0x2014 || c == 0xB7 ||
                 c == 0x2192 || c == 0x2713 || c == 0x2714;
  return *needs_blank || c == 0x2022 || c == 0x2023 || c == 0x25E6 || c == 0x2043 || c == 0x2219 ||
         (c >= 0x25A0 && c <= 0x25FF) || c == 0x27A4 || c == 0xF0B7;
}

/// Bytes of "- " or "• " at the start, 0 where there is none or nothing follows it.
static size_t bullet_bytes(struct view text) {
  size_t size, next;
  bool needs_blank;
  if (text.len == 0 || !is_bullet(utf8_at(text, 0, &size), &needs_blank) || size >= text.len)
    return 0;
  bool blank = text.ptr[size] == ' ';
  if (needs_blank && text.len > 2 * size && view_ends(text, view_sub(text, 0, size)))
    return 0; // "- Anzeige -"
  if (!blank && (needs_blank || is_bullet(utf8_at(text, size, &next), &needs_blank)))
    return 0;
  return size + blank;
}

/// "1. ", "12) ", "(3) ", "b) ": its number and style.
struct numbering {
  unsigned value;
  char style; ///< 0: none
};

static struct numbering read_numbering(struct view text) {
  const struct numbering none = {0};
  size_t i = 0, digits = 0;
  bool open = text.len > 0 && text.ptr[0] == '(';
  unsigned value = 0;
  i += open;
  for (; i < text.len && digits < 3 && utf8_is_digit((unsigned char)text.ptr[i]); i++, digits++)
    value = value * 10 + (unsigned)(text.ptr[i] - '0');
  bool letter = digits == 0 && i < text.len && text.ptr[i] >= 'a' && text.ptr[i] <= 'z';
  if (letter)
    value = (unsigned)(text.ptr[i++] - 'a' + 1);
  if ((digits == 0 && !letter) || i + 2 >= text.len || text.ptr[i + 1] != ' ')
    return none;
  char sign = text.ptr[i];
  if (sign != ')' && (open || letter || sign != '.'))
    return none;
  return (struct numbering){value, (char)((open ? 'A' : 'a') + (letter ? 2 : 0) + (sign == '.'))};
}

/// Bytes of "> > " at the start.
static size_t quote_bytes(struct view text) {
  size_t i = 0;
  while (i < text.len && (text.ptr[i] == '>' || (i > 0 && text.ptr[i] == ' ')))
    i++;
  return i < text.len ? i : 0;
}

static size_t hash_bytes(struct view text) {
  size_t i = 0;
  while (i < text.len && text.ptr[i] == '#')
    i++;
  return i >= 1 && i <= 6 && i + 1 < text.len && text.ptr[i] == ' ' ? i + 1 : 0;
}

static bool is_underline(struct view text) {
  if (text.len < 3 || (text.ptr[0] != '=' && text.ptr[0] != '-'))
    return false;
  for (size_t i = 1; i < text.len; i++)
    if (text.ptr[i] != text.ptr[0])
      return false;
  return true;
}

/// What marking the lines keeps in mind.
struct marker_state {
  struct numbering last; ///< the last line that begins with a number …
  size_t last_line;      ///< … and which it was
  bool interrupted;      ///< a paragraph has begun since
  size_t depth;
  uint16_t indents[MAX_DEPTH];
};

static void set_item(struct marker_state *state, struct text_line *line, size_t marker) {
  while (state->depth > 0 && line->indent < state->indents[state->depth - 1])
    state->depth--;
  if (state->depth == 0 ||
      (state->depth < MAX_DEPTH && line->indent > state->indents[state->depth - 1] + 1))
    state->indents[state->depth++] = line->indent;
  line->kind = LINE_ITEM;
  line->level = (uint8_t)state->depth;
  line->marker = (uint8_t)marker;
}

/// A dash may begin a list item, or go on a sentence: "er kam | – wie immer – | zu spät".
static bool may_begin_item(const struct decoded *d, size_t i) {
  if (i == 0 || d->lines[i].gap > 0)
    return true;
  const struct text_line *before = &d->lines[i - 1];
  return before->kind != LINE_TEXT || text_ends_sentence(line_text(d, before));
}

/// Numbers make a list only together: the one before must have counted one less.
static void mark_numbering(struct decoded *d, size_t i, struct marker_state *state) {
  struct text_line *line = &d->lines[i];
  struct numbering numbering = read_numbering(line_text(d, line));
  if (numbering.style == 0) {
    state->interrupted |= line->gap > 0;
    return;
  }
  const struct numbering *last = &state->last;
  if (last->style == numbering.style && numbering.value == last->value + 1 && !state->interrupted &&
      (line->gap > 0 || state->last_line + 1 == i || may_begin_item(d, i))) {
    if (d->lines[state->last_line].kind == LINE_TEXT)
      set_item(state, &d->lines[state->last_line], 0);
    set_item(state, line, 0);
  }
  state->last = numbering;
  state->last_line = i;
  state->interrupted = false;
}

static bool mark_underline(struct decoded *d, size_t i) {
  if (i == 0 || d->lines[i].gap > 0 || !is_underline(line_text(d, &d->lines[i])))
    return false;
  struct text_line *above = &d->lines[i - 1];
  bool alone = i == 1 || above->gap > 0 || d->lines[i - 2].kind != LINE_TEXT;
  struct view text = line_text(d, above);
  if (above->kind != LINE_TEXT || !alone || above->columns > HEADING_MAX_COLUMNS ||
      (text.len > 0 && text.ptr[text.len - 1] == '.'))
    return false;
  above->kind = LINE_HEADING;
  above->level = d->text[d->lines[i].start] == '=' ? 1 : 2;
  d->lines[i].kind = LINE_UNDERLINE;
  return true;
}

static void mark_line(struct decoded *d, size_t i, struct marker_state *state) {
  struct text_line *line = &d->lines[i];
  struct view text = line_text(d, line);
  size_t bytes;
  if (line->fixed)
    return;
  line->kind = LINE_TEXT;
  if (mark_underline(d, i))
    return;
  if (furniture_is_scene_break(text)) {
    line->kind = LINE_BREAK;
  } else if ((bytes = hash_bytes(text)) > 0) {
    line->kind = LINE_HEADING;
    line->level = (uint8_t)(bytes - 1);
    line->marker = (uint8_t)bytes;
  } else if ((bytes = quote_bytes(text)) > 0 && bytes < UINT8_MAX) {
    line->kind = LINE_QUOTE;
    line->marker = (uint8_t)bytes;
  } else if ((bytes = bullet_bytes(text)) > 0 && may_begin_item(d, i)) {
    set_item(state, line, bytes);
  } else {
    if (line->gap > 0 && line->indent == 0)
      state->depth = 0;
    mark_numbering(d, i, state);
    return;
  }
  state->interrupted |= line->kind != LINE_ITEM;
}

void text_mark_lines(struct decoded *decoded) {
  struct marker_state state = {0};
  for (size_t i = 0; i < decoded->n_lines; i++)
    mark_line(decoded, i, &state);
}

// ---- broken lines ----

static size_t width(const struct text_line *line) {
  return (size_t)line->indent + line->columns;
}

/// Could line `i` go on the one before, if its words do?
static bool may_join(const struct decoded *d, size_t i) {
  if (i == 0 || d->lines[i].gap > 0)
    return false;
  const struct text_line *line = &d->lines[i], *before = &d->lines[i - 1];
  if (line->kind == LINE_QUOTE)
    return before->kind == LINE_QUOTE && before->marker == line->marker;
  return line->kind == LINE_TEXT && (before->kind == LINE_TEXT || before->kind == LINE_ITEM);
}

static struct view after_marker(const struct decoded *d, const struct text_line *line) {
  return view_sub(line_text(d, line), line->marker, line->len);
}

/// Columns left over, had the first word of line `i` been set on the line before; < 0 where it had
/// no room.
static long room_before(const struct decoded *d, size_t i, size_t columns) {
  struct view word = first_word(after_marker(d, &d->lines[i]));
  size_t need = width(&d->lines[i - 1]) + 1 + (word.len > 400 ? 400 : utf8_count(word));
  return (long)columns - (long)need;
}

struct wrap text_measure_wrap(const struct decoded *decoded) {
  size_t counts[WRAP_MAX_COLUMNS + 2] = {0}, n_pairs = 0;
  for (size_t i = 1; i < decoded->n_lines; i++) {
    if (!may_join(decoded, i))
      continue;
    size_t columns = width(&decoded->lines[i - 1]);
    counts[columns <= WRAP_MAX_COLUMNS ? columns : WRAP_MAX_COLUMNS + 1]++;
    n_pairs++;
  }
  // Nearly all lines are within the width; a long address may stick out.
  size_t columns = 0, within = counts[0];
  while (columns <= WRAP_MAX_COLUMNS && within * 100 < n_pairs * 97)
    within += counts[++columns];
  struct wrap wrap = {false, columns};
  if (n_pairs == 0 || columns < WRAP_MIN_COLUMNS || columns > WRAP_MAX_COLUMNS)
    return wrap;
  size_t n_full = 0, n_sentences = 0, n_lower = 0;
  for (size_t i = 1; i < decoded->n_lines; i++) {
    if (!may_join(decoded, i))
      continue;
    n_full += room_before(decoded, i, columns) < 0;
    n_sentences += text_ends_sentence(line_text(decoded, &decoded->lines[i - 1]));
    n_lower += text_starts_lower(after_marker(decoded, &decoded->lines[i]));
  }
  // Few lines prove little: then a small letter must begin one of them.
  wrap.wrapped = n_full * 10 >= n_pairs * 6 && n_sentences * 10 <= n_pairs * 6 &&
                 (n_pairs >= 6 || n_lower > 0);
  return wrap;
}

static bool is_furniture(const struct decoded *d, size_t i, const struct rules *rules) {
  struct furniture furniture;
  const struct text_line *line = &d->lines[i];
  size_t marker = line->kind == LINE_QUOTE ? line->marker : 0;
  furniture_classify(rules, view_sub(line_text(d, line), marker, line->len), &furniture);
  return furniture.reason != SKIP_NONE && furniture.reason != SKIP_NOTE;
}

static bool is_text_pair(const struct decoded *d, size_t i, const struct rules *rules) {
  return !is_furniture(d, i, rules) && (d->lines[i - 1].joined || !is_furniture(d, i - 1, rules));
}

/// "der Ein- und|Ausfuhr": after the conjunction of a series its second part must come.
static bool ends_in_series(struct view line) {
  static const struct view ends[] = {{"- und", 5}, {"- oder", 6}, {"- bzw.", 6}, {"- sowie", 7}};
  for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
    if (view_ends(line, ends[i]) && line.len > ends[i].len &&
        line.ptr[line.len - ends[i].len - 1] != ' ')
      return true;
  return false;
}

// ---- verse ----

/// Lines [from, to) follow each other without a gap: short ones, not broken at a width, and more
/// than every other in the middle of a sentence.
static bool is_stanza(const struct decoded *d, size_t from, size_t to, struct wrap wrap) {
  size_t n_ends = 0;
  for (size_t i = from; i < to; i++) {
    const struct text_line *line = &d->lines[i];
    struct view text = line_text(d, line);
    if (line->kind != LINE_TEXT || line->fixed || line->columns > VERSE_MAX_COLUMNS ||
        (wrap.wrapped && width(line) * 4 > wrap.columns * 3) || text.ptr[text.len - 1] == '-')
      return false;
    n_ends += text_ends_sentence(text);
  }
  return to - from >= 2 && n_ends * 2 <= to - from;
}

/// A stanza of three lines is verse, one of two where it stands beside such a one.
static void mark_verse(struct decoded *d, struct wrap wrap) {
  size_t from = 0, before = 0; // `before` begins a short stanza that waits for its neighbour
  bool verse = false, waits = false;
  for (size_t to; from < d->n_lines; from = to) {
    for (to = from + 1; to < d->n_lines && d->lines[to].gap == 0;)
      to++;
    bool stanza = is_stanza(d, from, to, wrap), longer = stanza && to - from >= 3;
    size_t first = longer && waits ? before : from;
    verse = longer || (stanza && verse);
    for (size_t i = first; i < to && verse; i++)
      d->lines[i].verse = true;
    waits = stanza && !verse;
    before = from;
  }
}

/// Verse is read line by line, unless a sentence goes on: over two lines where a comma parts them.
static bool verse_joins(const struct decoded *d, size_t i) {
  struct view before = line_text(d, &d->lines[i - 1]);
  size_t size;
  uint32_t last = utf8_before(before, before.len, &size);
  if (text_ends_sentence(before) || !text_starts_lower(line_text(d, &d->lines[i])))
    return false;
  return utf8_is_letter(last) || !d->lines[i - 1].joined;
}

static bool joins(const struct decoded *d, size_t i, struct wrap wrap, const struct rules *rules,
                  const struct text_line *start) {
  const struct text_line *line = &d->lines[i], *before = &d->lines[i - 1];
  struct view text = after_marker(d, line), text_before = line_text(d, before);
  if (line->goes_on)
    return true;
  bool keep_hyphen, ends = text_ends_sentence(text_before), lower = text_starts_lower(text);
  if (text_breaks_word(text_before, text, &keep_hyphen) || text_breaks_softly(before, text))
    return true;
  if (ends_in_series(text_before) && !lower)
    return true;
  if (line->verse && before->verse)
    return verse_joins(d, i) && is_text_pair(d, i, rules);
  if (start->kind == LINE_ITEM && line->indent > start->indent)
    return true;
  if (!wrap.wrapped)
    return lower && !ends && is_text_pair(d, i, rules);
  if (ends && line->indent >= before->indent + 2 && line->kind == LINE_TEXT)
    return false; // a paragraph that begins with an indent
  long room = room_before(d, i, wrap.columns);
  if (room < 0) {
    bool is_short = line->columns * 10 < wrap.columns * 6;
    return !(is_short && is_furniture(d, i, rules)) &&
           (before->joined || !is_furniture(d, i - 1, rules));
  }
  // No one breaks a line on purpose in the middle of a sentence that runs over lines.
  bool runs_on = before->joined || room < (long)wrap.columns / 8;
  return !ends && (lower || runs_on) && is_text_pair(d, i, rules);
}

void text_join_lines(struct decoded *decoded, struct wrap wrap, const struct rules *rules) {
  const struct text_line *start = decoded->lines;
  mark_verse(decoded, wrap);
  for (size_t i = 1; i < decoded->n_lines; i++) {
    struct text_line *line = &decoded->lines[i];
    line->joined = may_join(decoded, i) && joins(decoded, i, wrap, rules, start);
    if (!line->joined)
      start = line;
  }
}

// ---- hyphenation ----

/// Words that go on a series: "Ein-|und Ausfuhr".
static bool continues_series(struct view word) {
  static const struct view words[] = {
      {"und", 3}, {"oder", 4}, {"bzw.", 4}, {"sowie", 5}, {"bis", 3},
      {"als", 3}, {"noch", 4}, {"wie", 3},  {"statt", 5}, {"beziehungsweise", 15}};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (view_eq(word, words[i]))
      return true;
  return false;
}

bool text_breaks_word(struct view line, struct view next, bool *keep_hyphen) {
  size_t size, before_size, next_size, letters = 0, pos;
  if (line.len < 3 || next.len == 0)
    return false;
  uint32_t hyphen = utf8_before(line, line.len, &size);
  uint32_t c = utf8_at(next, 0, &next_size);
  bool digit = utf8_is_digit(c); // "Covid-|19"
  if ((hyphen != '-' && hyphen != 0x2010) || (!utf8_is_letter(c) && !digit) || utf8_is_mark(c) ||
      continues_series(first_word(next)))
    return false;
  pos = line.len - size;
  uint32_t last = pos == 0 ? ' ' : utf8_before(line, pos, &before_size);
  if (!utf8_is_letter(last) && !utf8_is_digit(last))
    return false; // "er kam -"
  bool last_lower = utf8_is_lower(last);
  for (; pos > 0 && letters < 3; pos -= before_size, letters++)
    if (!utf8_is_letter(utf8_before(line, pos, &before_size)))
      break;
  // A capital goes on a compound that has its hyphen anyway; so do abbreviations and numbers.
  *keep_hyphen =
      !utf8_is_lower(c) || !last_lower || letters < 2 || hyphen_pairs_adjectives(line, next);
  return true;
}

bool text_breaks_softly(const struct text_line *line, struct view next) {
  size_t size;
  uint32_t c = next.len == 0 ? ' ' : utf8_at(next, 0, &size);
  return line->soft_hyphen && utf8_is_letter(c) && !utf8_is_mark(c);
}

// ---- headings ----

unsigned text_heading_number(struct view text) {
  static const struct view words[] = {{"Kapitel", 7}, {"Teil", 4}, {"Abschnitt", 9}, {"Anhang", 6}};
  struct view word = first_word(text);
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (view_eq(word, words[i]) && text.len > word.len + 1)
      return 1;
  if (text.len <= word.len)
    return 0;
  unsigned parts = 0;
  size_t i = 0;
  while (i < word.len && parts < 6) {
    size_t digits = 0;
    for (; i < word.len && utf8_is_digit((unsigned char)word.ptr[i]); i++)
      digits++;
    if (digits == 0 || digits > 2)
      break;
    parts++;
    if (i < word.len && word.ptr[i] == '.')
      i++;
  }
  if (parts > 0)
    return i == word.len ? parts : 0;
  for (i = 0; i < word.len && memchr("IVX", word.ptr[i], 3) != NULL;)
    i++;
  return i > 0 && i + 1 == word.len && word.ptr[i] == '.';
}
