#include "base/utf8.h"
#include "extract/frontmatter.h"

struct toml {
  struct view text;
  size_t pos, line;
  struct arena *arena;
  struct front_entries *out;
  struct buf value;  ///< of the string being read
  struct view group; ///< the table, where its keys say more of one thing
  bool passed_over;  ///< in a table whose keys do not count
};

static char peek(const struct toml *t, size_t ahead) {
  return t->pos + ahead < t->text.len ? t->text.ptr[t->pos + ahead] : '\0';
}

static void skip_blanks(struct toml *t, bool line_ends) {
  while (t->pos < t->text.len) {
    char c = t->text.ptr[t->pos];
    if (c == '#') {
      while (t->pos < t->text.len && t->text.ptr[t->pos] != '\n')
        t->pos++;
    } else if (c == ' ' || c == '\t' || c == '\r' || (c == '\n' && line_ends)) {
      t->line += c == '\n';
      t->pos++;
    } else {
      return;
    }
  }
}

static bool is_bare(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-' || (unsigned char)c >= 0x80;
}

// ---- strings ----

static int hex(char c) {
  char lower = (char)(c | 0x20);
  return c >= '0' && c <= '9' ? c - '0' : lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

static bool read_escape(struct toml *t) {
  static const char from[] = "btnfre\"\\", to[] = "\b\t\n\f\r\x1b\"\\";
  char c = peek(t, 0);
  const char *known = c == '\0' ? NULL : strchr(from, c);
  t->pos++;
  if (known != NULL) {
    buf_byte(&t->value, to[known - from]);
    return true;
  }
  uint32_t code = 0;
  size_t digits = c == 'u' ? 4 : c == 'U' ? 8 : 0;
  for (size_t i = 0; i < digits; i++, t->pos++) {
    int digit = hex(peek(t, 0));
    if (digit < 0)
      return false;
    code = code * 16 + (uint32_t)digit;
  }
  char bytes[4];
  size_t n = digits == 0 ? 0 : utf8_encode(code, bytes);
  buf_add(&t->value, bytes, n);
  return n > 0;
}

/// In a multi-line string a backslash at the end of a line takes the line end away.
static bool skip_line_end(struct toml *t) {
  size_t i = t->pos;
  while (i < t->text.len && (t->text.ptr[i] == ' ' || t->text.ptr[i] == '\r'))
    i++;
  if (i >= t->text.len || t->text.ptr[i] != '\n')
    return false;
  for (; i < t->text.len && memchr(" \t\r\n", t->text.ptr[i], 4) != NULL; i++)
    t->line += t->text.ptr[i] == '\n';
  t->pos = i;
  return true;
}

/// A string of any kind at `pos`; false where it does not end as it should.
static bool read_string(struct toml *t) {
  char quote = peek(t, 0);
  bool many = peek(t, 1) == quote && peek(t, 2) == quote;
  buf_reset(&t->value);
  t->pos += many ? 3 : 1;
  while (t->pos < t->text.len) {
    char c = t->text.ptr[t->pos];
    if (c == quote && (!many || (peek(t, 1) == quote && peek(t, 2) == quote))) {
      t->pos += many ? 3 : 1;
      return true;
    }
    if (c == '\n' && !many)
      return false;
    t->pos++;
    t->line += c == '\n';
    if (c != '\\' || quote == '\'')
      buf_byte(&t->value, c);
    else if (!(many && skip_line_end(t)) && !read_escape(t))
      return false;
  }
  return false;
}

// ---- values ----

/// A date, number or boolean: up to what ends it.
static bool read_word(struct toml *t) {
  size_t from = t->pos;
  while (t->pos < t->text.len && memchr(",]}#\r\n", t->text.ptr[t->pos], 6) == NULL)
    t->pos++;
  size_t end = t->pos;
  while (end > from && (t->text.ptr[end - 1] == ' ' || t->text.ptr[end - 1] == '\t'))
    end--;
  buf_reset(&t->value);
  buf_view(&t->value, view_sub(t->text, from, end - from));
  char first = end > from ? t->text.ptr[from] : '\0';
  bool number = utf8_is_digit((unsigned char)first) || (first == '+' || first == '-');
  struct view word = buf_as_view(&t->value);
  return number || view_eq(word, VIEW("true")) || view_eq(word, VIEW("false")) ||
         view_eq(word, VIEW("inf")) || view_eq(word, VIEW("nan"));
}

/// @param at  where the value begins
static void add(struct toml *t, struct view key, size_t line, size_t at, bool is_flag) {
  if (key.len == 0 || t->passed_over)
    return;
  struct view value = arena_copy_buf(t->arena, &t->value);
  t->out->failed |= value.ptr == NULL;
  front_add(t->out, (struct front_entry){.key = key,
                                         .value = value,
                                         .group = t->group,
                                         .line = line,
                                         .at = t->text.ptr + at,
                                         .is_flag = is_flag});
}

/// What stands in brackets is passed over, but for the strings of a list, which count.
static bool read_value(struct toml *t, struct view key) {
  size_t depth = 0;
  bool table = false;
  do {
    skip_blanks(t, depth > 0);
    char c = peek(t, 0);
    size_t line = t->line, at = t->pos;
    if (t->pos >= t->text.len)
      return false;
    if (c == '[' || c == '{') {
      table |= c == '{';
      depth++;
      t->pos++;
    } else if (c == ']' || c == '}') {
      if (depth == 0)
        return false;
      depth--;
      t->pos++;
    } else if (depth > 0 && (c == ',' || c == '=')) {
      t->pos++;
    } else if (c == '"' || c == '\'') {
      if (!read_string(t))
        return false;
      if (!table)
        add(t, key, line, at, false);
    } else {
      if (!read_word(t))
        return false;
      if (depth == 0)
        add(t, key, line, at, true);
    }
  } while (depth > 0);
  return true;
}

/// The key at `pos`, empty where it has a dot; false where there is none.
static bool read_key(struct toml *t, struct view *key) {
  bool dotted = false;
  *key = (struct view){"", 0};
  for (;;) {
    skip_blanks(t, false);
    char c = peek(t, 0);
    size_t from = t->pos;
    if (c == '"' || c == '\'') {
      if (!read_string(t))
        return false;
      *key = arena_copy_buf(t->arena, &t->value);
      t->out->failed |= key->ptr == NULL;
    } else {
      while (t->pos < t->text.len && is_bare(t->text.ptr[t->pos]))
        t->pos++;
      *key = view_sub(t->text, from, t->pos - from);
      if (key->len == 0)
        return false;
    }
    skip_blanks(t, false);
    if (peek(t, 0) != '.')
      break;
    dotted = true;
    t->pos++;
  }
  if (dotted)
    *key = (struct view){"", 0};
  return true;
}

/// "[params]" or "[[list]]".
static bool read_table(struct toml *t) {
  struct view key;
  bool list = peek(t, 1) == '[';
  t->pos += list ? 2 : 1;
  if (!read_key(t, &key) || peek(t, 0) != ']' || (list && peek(t, 1) != ']'))
    return false;
  t->pos += list ? 2 : 1;
  t->group = !list && front_is_group(key) ? key : (struct view){"", 0};
  t->passed_over = list || !(front_is_nest(key) || t->group.len > 0);
  return true;
}

static bool read_pair(struct toml *t) {
  struct view key;
  if (!read_key(t, &key) || peek(t, 0) != '=')
    return false;
  t->pos++;
  return read_value(t, key);
}

enum listen_status front_toml_read(struct view toml, size_t line, struct arena *arena,
                                   struct front_entries *out, struct listen_diag *diag) {
  struct toml t = {.text = toml, .line = line, .arena = arena, .out = out, .group = {"", 0}};
  bool good = true;
  size_t at = line;
  for (skip_blanks(&t, true); good && t.pos < toml.len; skip_blanks(&t, true)) {
    at = t.line;
    good = peek(&t, 0) == '[' ? read_table(&t) : read_pair(&t);
    skip_blanks(&t, false);
    good = good && (t.pos >= toml.len || toml.ptr[t.pos] == '\n');
  }
  out->failed |= t.value.failed;
  buf_clear(&t.value);
  if (out->failed)
    return diag_nomem(diag);
  if (good)
    return LISTEN_OK;
  diag_at(diag, NULL, at, 0);
  return diag_set(diag, LISTEN_E_INPUT, "%s",
                  DIAG_TEXT(diag, "broken front matter: this is not TOML",
                            "fehlerhafte Kopfdaten: das ist kein TOML"));
}
