/// Page numbers, running heads and feet of a text copied from pages.
#include "base/utf8.h"
#include "extract/furniture.h"
#include "extract/paste.h"
#include "extract/text.h"
#include <stdlib.h>

enum {
  HEAD_MAX_BYTES = 120,
  HEAD_MAX_WORDS = 10,
  NUMBER_MAX_BYTES = 24,
  FULL_MIN_COLUMNS = 45,  ///< a line of a paragraph that fills it
  PROSE_MIN_COLUMNS = 40, ///< narrower lines may be verse
  CLUSTER_MAX_LINES = 4,  ///< lines between the text of two pages
};

/// A short line that may be a running head.
struct head_line {
  uint64_t key; ///< of its words, numbers and case aside
  size_t line;
  unsigned number; ///< of the page, at one of its ends; 0: none
  bool divided;    ///< "12 | Bericht": a sign stands between
};

struct pages {
  struct decoded *d;
  struct head_line *heads;
  size_t n_heads, cap_heads;
  uint8_t *flags; ///< one a line
  bool has_ends;  ///< there are form feeds
  bool prose;
};

enum {
  FLAG_POSSIBLE = 1,
  FLAG_NUMBER = 2,
  FLAG_BROKEN = 4,
  FLAG_EDGE = 8,
  FLAG_LOOSE = 16,
  FLAG_COUNTED = 32
};

// ---- what a line says ----

static bool is_divider_char(uint32_t c) {
  return c == '|' || c == 0x2022 || c == 0xB7 || c == '-' || c == 0x2013 || c == 0x2014 ||
         c == '/' || c == 0x2502;
}

/// Take blanks and at most one divider from the front.
static struct view skip_divider(struct view text, bool *divided) {
  size_t size;
  while (text.len > 0 && text.ptr[0] == ' ')
    text = view_sub(text, 1, text.len);
  if (text.len > 0 && is_divider_char(utf8_at(text, 0, &size)) &&
      (size == text.len || text.ptr[size] == ' ')) {
    *divided = true;
    text = view_sub(text, size, text.len);
  }
  return text;
}

static struct view skip_divider_before(struct view text, bool *divided) {
  size_t size;
  while (text.len > 0 && text.ptr[text.len - 1] == ' ')
    text.len--;
  if (text.len > 0 && is_divider_char(utf8_before(text, text.len, &size)) &&
      (size == text.len || text.ptr[text.len - size - 1] == ' ')) {
    *divided = true;
    text.len -= size;
  }
  while (text.len > 0 && text.ptr[text.len - 1] == ' ')
    text.len--;
  return text;
}

/// The number of the page at one end of the line; what is left is its head.
static struct view take_page_number(struct view text, struct head_line *out) {
  size_t n = 0;
  unsigned value = 0;
  for (; n < text.len && n < 4 && utf8_is_digit((unsigned char)text.ptr[n]); n++)
    value = value * 10 + (unsigned)(text.ptr[n] - '0');
  if (n > 0 && n < text.len && text.ptr[n] == ' ' && value < 3000) {
    struct view rest = skip_divider(view_sub(text, n, text.len), &out->divided);
    if (out->divided || value < 1000) {
      out->number = value;
      return rest;
    }
  }
  size_t from = text.len;
  unsigned unit = 1;
  for (value = 0;
       from > 0 && text.len - from < 4 && utf8_is_digit((unsigned char)text.ptr[from - 1]);
       unit *= 10)
    value += unit * (unsigned)(text.ptr[--from] - '0');
  if (from == text.len || from == 0 || text.ptr[from - 1] != ' ' || value >= 3000)
    return text;
  struct view rest = skip_divider_before(view_sub(text, 0, from), &out->divided);
  if (view_ends(rest, VIEW(" Seite")) || view_ends(rest, VIEW(" S."))) {
    out->divided = true;
    rest.len -= view_ends(rest, VIEW(" S.")) ? 3 : 6;
    rest = skip_divider_before(rest, &out->divided);
  }
  if (!out->divided && value >= 1000)
    return text; // "Geschäftsbericht 2023"
  out->number = value;
  return rest;
}

/// FNV-1a over the words in small letters, runs of digits as one sign.
static uint64_t key_of(struct view text) {
  uint64_t hash = 14695981039346656037u;
  size_t size;
  bool digit = false;
  for (size_t pos = 0; pos < text.len; pos += size) {
    uint32_t c = utf8_to_lower(utf8_at(text, pos, &size));
    bool is_digit = utf8_is_digit(c);
    if (!is_digit || !digit)
      hash = (hash ^ (is_digit ? '#' : c)) * 1099511628211u;
    digit = is_digit;
  }
  return hash;
}

static bool read_head(struct view text, struct head_line *out) {
  size_t n_words = 1, n_letters = 0, size;
  if (text.len < 2 || text.len > HEAD_MAX_BYTES)
    return false;
  char last = text.ptr[text.len - 1];
  if (memchr(".:,;!?\"", last, 7) != NULL)
    return false;
  struct view rest = take_page_number(text, out);
  for (size_t pos = 0; pos < rest.len; pos += size) {
    uint32_t c = utf8_at(rest, pos, &size);
    n_words += c == ' ';
    n_letters += utf8_is_letter(c);
  }
  out->key = key_of(rest);
  return n_words <= HEAD_MAX_WORDS && n_letters >= 2;
}

/// "ix" of a preface.
static bool is_roman_number(struct view text) {
  if (text.len == 0 || text.len > 5)
    return false;
  for (size_t i = 0; i < text.len; i++)
    if (memchr("ivxl", text.ptr[i], 4) == NULL)
      return false;
  return true;
}

static bool is_number_line(const struct rules *rules, struct view text) {
  struct furniture furniture;
  if (text.len > NUMBER_MAX_BYTES)
    return false;
  if (is_roman_number(text))
    return true;
  bool digit = false;
  for (size_t i = 0; i < text.len; i++)
    digit |= utf8_is_digit((unsigned char)text.ptr[i]);
  if (!digit)
    return false;
  furniture_classify(rules, text, &furniture);
  return furniture.reason == SKIP_PAGE_NUMBER;
}

// ---- where it stands ----

static int by_key(const void *a, const void *b) {
  const struct head_line *x = a, *y = b;
  if (x->key != y->key)
    return x->key < y->key ? -1 : 1;
  return (x->line > y->line) - (x->line < y->line);
}

static bool collect(struct pages *p, const struct rules *rules) {
  struct decoded *d = p->d;
  size_t n_long = 0;
  for (size_t i = 0; i < d->n_lines; i++) {
    struct view text = line_text(d, &d->lines[i]);
    struct head_line head = {.line = i};
    p->has_ends |= d->lines[i].page;
    n_long += d->lines[i].columns >= PROSE_MIN_COLUMNS;
    if (is_number_line(rules, text)) {
      p->flags[i] = FLAG_POSSIBLE | FLAG_NUMBER;
    } else if (read_head(text, &head)) {
      void *heads = p->heads;
      if (!array_grow(&heads, &p->cap_heads, p->n_heads + 1, sizeof *p->heads))
        return false;
      p->heads = heads;
      p->heads[p->n_heads++] = head;
    }
  }
  p->prose = n_long * 2 > d->n_lines;
  if (p->n_heads > 1)
    qsort(p->heads, p->n_heads, sizeof *p->heads, by_key);
  for (size_t i = 0; i < p->n_heads; i++) {
    const struct head_line *head = &p->heads[i];
    bool again =
        (i > 0 && head[-1].key == head->key) || (i + 1 < p->n_heads && head[1].key == head->key);
    if (again || (head->divided && head->number > 0))
      p->flags[head->line] |= FLAG_POSSIBLE;
  }
  return true;
}

/// Is a paragraph broken between these lines? Only what cannot be otherwise.
static bool is_broken(const struct decoded *d, size_t before, size_t after) {
  struct view a = line_text(d, &d->lines[before]), b = line_text(d, &d->lines[after]);
  bool keep;
  return d->lines[before].columns >= PROSE_MIN_COLUMNS && !text_ends_sentence(a) &&
         (text_starts_lower(b) || text_breaks_word(a, b, &keep));
}

/// Where a page number stands between, a noun may go on a line that is a full one.
static bool may_be_broken(const struct decoded *d, size_t before, size_t after) {
  const struct text_line *a = &d->lines[before], *b = &d->lines[after];
  return a->columns >= FULL_MIN_COLUMNS && a->gap == 0 && before > 0 &&
         !text_ends_sentence(line_text(d, a)) &&
         (b->columns >= FULL_MIN_COLUMNS || text_ends_sentence(line_text(d, b)));
}

static void place(struct pages *p) {
  const struct decoded *d = p->d;
  for (size_t i = 0, end; i < d->n_lines; i = end) {
    end = i + 1;
    if (p->flags[i] == 0)
      continue;
    uint8_t found = (p->flags[i] & FLAG_NUMBER) ? FLAG_COUNTED : 0;
    bool edge = d->lines[i].page || (i == 0 && p->has_ends);
    for (; end < d->n_lines && p->flags[end] != 0; end++) {
      edge |= d->lines[end].page;
      found |= (p->flags[end] & FLAG_NUMBER) ? FLAG_COUNTED : 0;
    }
    edge |= end == d->n_lines ? p->has_ends : d->lines[end].page;
    if (end - i > CLUSTER_MAX_LINES)
      continue;
    bool broken = i > 0 && end < d->n_lines && is_broken(d, i - 1, end);
    bool loose = i > 0 && end < d->n_lines && may_be_broken(d, i - 1, end);
    found |= (uint8_t)((edge ? FLAG_EDGE : 0) | (broken ? FLAG_BROKEN : 0));
    found |= broken || loose ? FLAG_LOOSE : 0;
    for (size_t k = i; k < end; k++)
      p->flags[k] |= found;
  }
}

// ---- deciding ----

static void drop(struct decoded *d, size_t i, enum skip_reason reason) {
  d->lines[i].dropped = true;
  d->lines[i].reason = (uint8_t)reason;
}

/// Lines of the same words: sure when they stand where pages end, or break paragraphs, or count.
static bool is_running(const struct pages *p, const struct head_line *heads, size_t n) {
  size_t n_edge = 0, n_broken = 0, n_loose = 0, n_counted = 0, n_divided = 0;
  bool ascends = true;
  for (size_t i = 0; i < n; i++) {
    n_edge += (p->flags[heads[i].line] & FLAG_EDGE) != 0;
    n_broken += (p->flags[heads[i].line] & FLAG_BROKEN) != 0;
    n_loose += (p->flags[heads[i].line] & FLAG_LOOSE) != 0;
    n_counted += (p->flags[heads[i].line] & FLAG_COUNTED) != 0;
    n_divided += heads[i].divided && heads[i].number > 0;
    ascends &= heads[i].number > (i > 0 ? heads[i - 1].number : 0);
  }
  if (n == 1)
    return n_divided == 1 && n_broken == 1;
  if (p->prose && n_edge >= 2 && n_edge * 10 >= n * 8)
    return true;
  if (n_broken >= 3 && n_broken * 2 >= n)
    return true;
  if (n_counted == n && n_loose >= 1) // each beside a page number
    return true;
  return ascends && (n_broken >= 1 || (n >= 3 && n_divided == n));
}

bool pages_mark(struct decoded *decoded, const struct rules *rules) {
  struct pages p = {.d = decoded};
  p.flags = calloc(decoded->n_lines + 1, 1);
  bool done = p.flags != NULL && collect(&p, rules);
  if (done)
    place(&p);
  for (size_t i = 0, end; done && i < p.n_heads; i = end) {
    for (end = i + 1; end < p.n_heads && p.heads[end].key == p.heads[i].key;)
      end++;
    if (!is_running(&p, p.heads + i, end - i))
      continue;
    for (size_t k = i; k < end; k++) // the first line of all may be the headline
      if (p.heads[k].line > 0 || p.heads[k].number > 0)
        drop(decoded, p.heads[k].line, SKIP_RUNNING_HEAD);
  }
  for (size_t i = 0; done && i < decoded->n_lines; i++)
    if ((p.flags[i] & FLAG_NUMBER) && (p.flags[i] & (FLAG_LOOSE | FLAG_EDGE)))
      drop(decoded, i, SKIP_PAGE_NUMBER);
  free(p.heads);
  free(p.flags);
  return done;
}
