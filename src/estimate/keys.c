#include "estimate/duration.h"

#include "base/utf8.h"

#include <stdbool.h>

enum { CODE_POINT_BITS = 21, CODE_POINT_MASK = (1 << CODE_POINT_BITS) - 1 };

static duration_key key_of(uint32_t a, uint32_t b, uint32_t c) {
  return (duration_key)a << 2 * CODE_POINT_BITS | (duration_key)b << CODE_POINT_BITS | c;
}

struct scan {
  void (*visit)(void *context, duration_key key);
  void *context;
  uint32_t before, last; ///< the two characters before this one; ' ' is a word boundary
  bool in_word;
};

/// The next character of a word, in lower case, or the boundary after it.
static void add(struct scan *s, uint32_t c) {
  if (c != ' ')
    s->visit(s->context, key_of(0, 0, c));
  s->visit(s->context, key_of(0, s->last, c));
  if (s->before != 0)
    s->visit(s->context, key_of(s->before, s->last, c));
  s->before = s->last;
  s->last = c;
}

static void end_word(struct scan *s, uint32_t tail[2]) {
  if (!s->in_word)
    return;
  tail[0] = s->before == ' ' ? 0 : s->before;
  tail[1] = s->last;
  add(s, ' ');
  s->visit(s->context, 'W');
  s->in_word = false;
}

// Words are in lower case, so capitals are free to name the other kinds of keys.
void duration_keys(struct view clause, void (*visit)(void *context, duration_key key),
                   void *context) {
  struct scan s = {.visit = visit, .context = context};
  uint32_t tail[2] = {0, 0}, mark = '.';
  visit(context, 'C');
  for (size_t pos = 0, n; pos < clause.len; pos += n) {
    uint32_t c = utf8_at(clause, pos, &n);
    if (utf8_is_letter(c) || utf8_is_digit(c)) {
      if (!s.in_word)
        s.before = 0, s.last = ' ', s.in_word = true;
      add(&s, utf8_to_lower(c));
      continue;
    }
    end_word(&s, tail);
    bool end = pos + n == clause.len;
    if (end)
      mark = c;
    else if (!utf8_is_space(c))
      visit(context, key_of(0, 'S', c));
  }
  end_word(&s, tail);
  visit(context, key_of(0, 'E', mark));
  if (tail[1] != 0)
    visit(context, key_of('L', tail[0] != 0 ? tail[0] : ' ', tail[1]));
}

void duration_key_print(duration_key key, char out[DURATION_KEY_BYTES]) {
  size_t n = 0;
  for (int shift = 2 * CODE_POINT_BITS; shift >= 0; shift -= CODE_POINT_BITS) {
    uint32_t c = (uint32_t)(key >> shift) & CODE_POINT_MASK;
    if (c != 0)
      n += utf8_encode(c == ' ' ? '_' : c, out + n);
  }
  out[n] = '\0';
}

duration_key duration_key_parse(struct view printed) {
  duration_key key = 0;
  size_t count = 0;
  for (size_t pos = 0, n; pos < printed.len; pos += n, count++) {
    uint32_t c = utf8_at(printed, pos, &n);
    key = key << CODE_POINT_BITS | (c == '_' ? ' ' : c);
  }
  return count <= 3 ? key : 0;
}
