#include "normalise/rules.h"

#include "base/utf8.h"

bool is_hyphen(uint32_t c) {
  return c == '-' || c == 0x2010 || c == 0x2011;
}

bool is_dash(uint32_t c) {
  return is_hyphen(c) || (c >= 0x2012 && c <= 0x2015) || c == 0x2212;
}

bool is_one_of(const struct context *c, size_t i, const char *const *list) {
  struct view word = token_text(c, i);
  for (; *list != NULL; list++) {
    if (view_eq(word, view_of(*list)))
      return true;
  }
  return false;
}

static bool equal_but_first_case(struct view a, struct view b) {
  if (a.len != b.len || a.len == 0)
    return false;
  size_t size_a, size_b;
  uint32_t first_a = utf8_at(a, 0, &size_a), first_b = utf8_at(b, 0, &size_b);
  return size_a == size_b && utf8_to_lower(first_a) == utf8_to_lower(first_b) &&
         memcmp(a.ptr + size_a, b.ptr + size_b, a.len - size_a) == 0;
}

bool is_one_of_nocase(const struct context *c, size_t i, const char *const *list) {
  struct view word = token_text(c, i);
  for (; *list != NULL; list++) {
    if (equal_but_first_case(word, view_of(*list)))
      return true;
  }
  return false;
}

static bool is_closing(uint32_t m) {
  return m == ')' || m == ']' || m == '"' || m == '\'' || m == 0x201C || m == 0x201D || m == 0xBB ||
         m == 0xAB || m == 0x2018 || m == 0x2019 || m == 0x203A || m == 0x2039;
}

static bool is_opening(uint32_t m) {
  return m == '(' || m == '[' || m == '"' || m == '\'' || m == 0x201E || m == 0x201C || m == 0xBB ||
         m == 0xAB || m == 0x201A || m == 0x203A || m == 0x2039 || m == 0x2022 || is_dash(m);
}

bool ends_sentence(const struct context *c, size_t i) {
  for (size_t end = i + LOOK_MAX; i < end && has(c, i); i++) {
    uint32_t m = mark(c, i);
    if (!is_closing(m) && m != '.' && m != '!' && m != '?' && m != 0x2026)
      return false;
  }
  return !has(c, i);
}

bool stops_sentence(const struct context *c, size_t i) {
  uint32_t m = mark(c, i);
  return ends_sentence(c, i) && m != '.' && m != '!' && m != '?' && m != 0x2026 && m != ')' &&
         m != ']';
}

bool begins_sentence(const struct context *c, size_t i) {
  for (size_t steps = 0; steps < LOOK_MAX; steps++) {
    if (i == 0)
      return true;
    if (!is_opening(mark(c, --i)))
      return false;
  }
  return false;
}

/// Skip white space in the sentence from byte `pos`.
static size_t skip_space(struct view text, size_t pos) {
  size_t size;
  while (pos < text.len && utf8_is_space(utf8_at(text, pos, &size)))
    pos += size;
  return pos;
}

size_t match_phrase(const struct context *c, size_t at, struct view phrase) {
  if (!has(c, at) || phrase.len == 0)
    return 0;
  size_t pos = c->tokens[at].offset;
  for (size_t i = 0; i < phrase.len; i++) {
    if (phrase.ptr[i] == ' ') {
      size_t next = skip_space(c->text, pos);
      // Only after a mark may the blank be missing: "z.B." is "z. B.", but "inder" not "in der".
      if (next == pos && (pos == 0 || (c->text.ptr[pos - 1] != '.' && c->text.ptr[pos - 1] != '/')))
        return 0;
      pos = next;
    } else if (pos < c->text.len && c->text.ptr[pos] == phrase.ptr[i]) {
      pos++;
    } else {
      return 0;
    }
  }
  for (size_t i = at; i < at + LOOK_MAX && has(c, i); i++) {
    size_t end = c->tokens[i].offset + c->tokens[i].len;
    if (end == pos)
      return i + 1 - at;
    if (end > pos)
      return 0;
  }
  return 0;
}

void say_raw(struct context *c, struct view text) {
  buf_view(&c->out->text, text);
}

void say_blank(struct context *c) {
  struct buf *text = &c->out->text;
  if (text->len > c->said_from && text->ptr[text->len - 1] != ' ' &&
      text->ptr[text->len - 1] != '-')
    buf_byte(text, ' ');
}

void say_view(struct context *c, struct view word) {
  if (word.len == 0)
    return;
  say_blank(c);
  buf_view(&c->out->text, word);
}

void say(struct context *c, const char *word) {
  say_view(c, view_of(word));
}

void say_tokens(struct context *c, size_t from, size_t to) {
  if (to > c->n_tokens)
    to = c->n_tokens;
  if (from >= to)
    return;
  size_t end = c->tokens[to - 1].offset + c->tokens[to - 1].len;
  say_view(c, view_sub(c->text, c->tokens[from].offset, end - c->tokens[from].offset));
}

void say_capital(struct context *c) {
  struct buf *text = &c->out->text;
  if (!text->failed && text->len > c->said_from && text->ptr[c->said_from] >= 'a' &&
      text->ptr[c->said_from] <= 'z')
    text->ptr[c->said_from] = (char)(text->ptr[c->said_from] - 'a' + 'A');
}
