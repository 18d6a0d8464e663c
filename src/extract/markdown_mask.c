#include "extract/markdown_mask.h"

#include "base/buf.h"
#include "base/utf8.h"
#include <stdio.h>
#include <stdlib.h>

enum {
  TAG_MAX_BYTES = 4000,    ///< of a template tag, from brace to brace
  NAME_MAX_BYTES = 32,     ///< of an emoji code
  TABLE_MAX_COLUMNS = 128, ///< the parser fills short rows up, which could take quadratic room
  MAX_TICKS = 64,
  REFERENCE_MAX_BYTES = 1000,
  VAIN_MAX_BYTES = 1 << 22,
};

/// Pairs that hold no prose.
static const char *const silent_pairs[] = {"chart",      "code",  "comment",   "highlight",
                                           "javascript", "katex", "math",      "mermaid",
                                           "script",     "style", "stylesheet"};
enum { N_SILENT = sizeof silent_pairs / sizeof *silent_pairs };

/// What closes what; where each was found last, so that a search is never made twice.
enum closer {
  CLOSE_ANGLE,
  CLOSE_PERCENT,
  CLOSE_LIQUID,
  CLOSE_OUTPUT,
  CLOSE_NOTE,
  CLOSE_COMMENT,
  N_CLOSERS
};
static const char *const closers[N_CLOSERS] = {">}}", "%}}", "%}", "}}", "#}", "-->"};

struct masker {
  struct view text;
  struct markdown_masked *out;
  size_t pos;
  size_t line, line_end;         ///< of the line that holds `pos`
  size_t before;                 ///< start of the line before
  bool other;                    ///< something uncovered stands in this line
  size_t vain;                   ///< bytes looked through for the ends of tags that have none
  size_t next_closer[N_CLOSERS]; ///< found there; valid while not before the search
  bool no_pair[N_SILENT];        ///< nothing closes it any more
  size_t fence_len;              ///< of the open code fence, 0 outside
  char fence_sign;
  bool no_ticks[MAX_TICKS]; ///< no such run of backticks follows in this line
  bool failed;
};

// ---- small things ----

static bool starts(const struct masker *m, size_t at, const char *what) {
  size_t n = strlen(what);
  return n <= m->text.len - at && memcmp(m->text.ptr + at, what, n) == 0;
}

static bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r';
}

static bool is_alpha(char c) {
  return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

static bool is_word(char c) {
  return is_alpha(c) || utf8_is_digit((unsigned char)c) || c == '_' || c == '-';
}

static size_t find(const struct masker *m, size_t from, size_t to, const char *what) {
  const char *found = from >= to ? NULL : memmem(m->text.ptr + from, to - from, what, strlen(what));
  return found == NULL ? SIZE_MAX : (size_t)(found - m->text.ptr);
}

/// End of what `closer` closes, or 0.
static size_t close_at(struct masker *m, size_t from, enum closer closer, size_t most) {
  size_t *next = &m->next_closer[closer];
  if (*next < from)
    *next = find(m, from, m->text.len, closers[closer]);
  if (*next == SIZE_MAX || *next - from > most)
    return 0;
  return *next + strlen(closers[closer]);
}

static void enter_line(struct masker *m, size_t at) {
  const char *feed = at < m->text.len ? memchr(m->text.ptr + at, '\n', m->text.len - at) : NULL;
  m->before = m->line;
  m->line = at;
  m->line_end = feed == NULL ? m->text.len : (size_t)(feed - m->text.ptr);
  m->other = false;
  memset(m->no_ticks, 0, sizeof m->no_ticks);
}

/// A line in which nothing else stands is blank to the parser, and ends a paragraph.
static void leave_line(struct masker *m) {
  bool masked = m->out->n_masks > 0 && m->out->masks[m->out->n_masks - 1].end > m->line;
  if (masked && !m->other)
    memset(m->out->text + m->line, ' ', m->line_end - m->line);
}

static void cover(struct masker *m, size_t start, size_t end, enum skip_reason reason,
                  bool footnote) {
  struct markdown_masked *out = m->out;
  void *masks = out->masks;
  if (!array_grow(&masks, &out->cap_masks, out->n_masks + 1, sizeof *out->masks)) {
    m->failed = true;
    return;
  }
  out->masks = masks;
  out->masks[out->n_masks++] = (struct markdown_mask){start, end, reason, footnote};
  for (size_t i = start; i < end; i++)
    if (out->text[i] != '\n' && out->text[i] != '\r')
      out->text[i] = 'x';
  m->pos = end;
  while (m->line_end < end) {
    size_t next = m->line_end + 1;
    leave_line(m);
    enter_line(m, next);
  }
}

/// Only blanks stand from `at` to the end of its line.
static bool ends_line(const struct masker *m, size_t at) {
  while (at < m->line_end && is_blank(m->text.ptr[at]))
    at++;
  return at >= m->line_end;
}

/// Only blanks stand before `at` in its line.
static bool begins_line(const struct masker *m, size_t at) {
  size_t i = m->line;
  while (i < at && is_blank(m->text.ptr[i]))
    i++;
  return i == at;
}

// ---- template code ----

static struct view tag_name(const struct masker *m, size_t at) {
  while (at < m->text.len &&
         (is_blank(m->text.ptr[at]) || m->text.ptr[at] == '-' || m->text.ptr[at] == '~'))
    at++;
  size_t end = at;
  while (end < m->text.len && is_word(m->text.ptr[end]))
    end++;
  return view_sub(m->text, at, end - at);
}

/// Where the pair that opens with this tag ends; `end` where it is no such pair.
static size_t pair_end(struct masker *m, struct view name, size_t end, bool liquid) {
  size_t k = 0;
  while (k < N_SILENT && !view_eq(name, view_of(silent_pairs[k])))
    k++;
  if (k == N_SILENT || m->no_pair[k])
    return end;
  char mark[24];
  snprintf(mark, sizeof mark, "%s%s", liquid ? "end" : "/", silent_pairs[k]);
  for (size_t at = end; (at = find(m, at, m->text.len, mark)) != SIZE_MAX; at += strlen(mark)) {
    size_t open = at;
    while (open > end && (is_blank(m->text.ptr[open - 1]) || m->text.ptr[open - 1] == '-'))
      open--;
    bool tag = open >= end + 2 && (m->text.ptr[open - 1] == '%' || m->text.ptr[open - 1] == '<') &&
               m->text.ptr[open - 2] == '{';
    if (!tag)
      continue;
    const char *brace = memchr(m->text.ptr + at, '}', m->text.len - at);
    if (brace == NULL)
      break;
    size_t last = (size_t)(brace - m->text.ptr) + 1;
    return last < m->text.len && m->text.ptr[last] == '}' ? last + 1 : last;
  }
  m->no_pair[k] = true;
  return end;
}

/// `* TOC` above `{:toc}` stands for the table of contents.
static void cover_toc_item(struct masker *m, size_t at) {
  size_t i = m->before;
  if (!starts(m, at, "{:toc") || m->before == m->line)
    return;
  while (i < m->line &&
         (is_blank(m->text.ptr[i]) || m->text.ptr[i] == '*' || m->text.ptr[i] == '-' ||
          m->text.ptr[i] == '.' || utf8_is_digit((unsigned char)m->text.ptr[i])))
    i++;
  size_t end = m->line;
  while (end > i && (is_blank(m->text.ptr[end - 1]) || m->text.ptr[end - 1] == '\n'))
    end--;
  bool free = m->out->n_masks == 0 || m->out->masks[m->out->n_masks - 1].end <= i;
  if (i > m->before && end > i && end - i <= NAME_MAX_BYTES && free) {
    bool other = m->other;
    size_t pos = m->pos;
    cover(m, i, end, SKIP_MARKUP, false);
    m->pos = pos;
    m->other = other;
  }
}

/// `{#id}`, `{.class}` at the end of a line, `{: .class}`: end of the list, or 0.
static size_t attributes_end(const struct masker *m, size_t at) {
  char c = at + 1 < m->line_end ? m->text.ptr[at + 1] : '\0';
  bool kramdown = c == ':';
  if (!kramdown &&
      !((c == '#' || c == '.') && at + 2 < m->line_end && is_alpha(m->text.ptr[at + 2])))
    return 0;
  size_t limit = m->line_end - at > 400 ? at + 400 : m->line_end;
  const char *brace = memchr(m->text.ptr + at, '}', limit - at);
  if (brace == NULL)
    return 0;
  size_t end = (size_t)(brace - m->text.ptr) + 1;
  return kramdown || ends_line(m, end) ? end : 0;
}

static bool cover_braces(struct masker *m) {
  static const struct {
    const char *open;
    enum closer closer;
    bool liquid;
  } kinds[] = {{"{{<", CLOSE_ANGLE, false},
               {"{{%", CLOSE_PERCENT, false},
               {"{{", CLOSE_OUTPUT, true},
               {"{%", CLOSE_LIQUID, true}};
  size_t at = m->pos, end;
  if ((end = attributes_end(m, at)) > 0) {
    cover_toc_item(m, at);
    cover(m, at, end, SKIP_MARKUP, false);
    return true;
  }
  if (starts(m, at, "{#") && (end = close_at(m, at + 2, CLOSE_NOTE, TAG_MAX_BYTES)) > 0) {
    cover(m, at, end, SKIP_MARKUP, false);
    return true;
  }
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
    size_t n = strlen(kinds[i].open);
    if (!starts(m, at, kinds[i].open) ||
        (end = close_at(m, at + n, kinds[i].closer, TAG_MAX_BYTES)) == 0)
      continue;
    if (kinds[i].closer != CLOSE_OUTPUT)
      end = pair_end(m, tag_name(m, at + n), end, kinds[i].liquid);
    cover(m, at, end, SKIP_SHORTCODE, false);
    return true;
  }
  return false;
}

// ---- tags and comments ----

/// A tag of a component, `<Figure src={bild} />`: its end, or 0. Attributes may hold braces.
static size_t component_end(struct masker *m, size_t at) {
  size_t i = at + 1, depth = 0;
  size_t limit = m->text.len - at > TAG_MAX_BYTES ? at + TAG_MAX_BYTES : m->text.len;
  i += i < limit && m->text.ptr[i] == '/';
  if (i < limit && m->text.ptr[i] == '>')
    return i + 1; // a fragment
  if (i >= limit || m->text.ptr[i] < 'A' || m->text.ptr[i] > 'Z' || m->vain > VAIN_MAX_BYTES)
    return 0;
  while (i < limit && (is_word(m->text.ptr[i]) || m->text.ptr[i] == '.'))
    i++;
  if (i >= limit || memchr(" \t\r\n/>", m->text.ptr[i], 6) == NULL)
    return 0;
  for (char quote = '\0'; i < limit; i++) {
    char c = m->text.ptr[i];
    if (quote != '\0')
      quote = c == quote ? '\0' : quote;
    else if (c == '"' || (c == '\'' && depth > 0))
      quote = c;
    else if (c == '{')
      depth++;
    else if (c == '}')
      depth -= depth > 0;
    else if (c == '<' && depth == 0)
      return 0;
    else if (c == '>' && depth == 0)
      return i + 1;
  }
  m->vain += i - at;
  return 0;
}

static bool cover_angle(struct masker *m) {
  size_t end = 0;
  if (starts(m, m->pos, "<!--"))
    end = close_at(m, m->pos + 4, CLOSE_COMMENT, SIZE_MAX);
  else
    end = component_end(m, m->pos);
  if (end > 0)
    cover(m, m->pos, end, SKIP_MARKUP, false);
  return end > 0;
}

// ---- brackets, colons, backticks ----

/// `[^1]`, `[^1]: ` where a footnote's text begins, `[TOC]`, `[!NOTE]`.
static bool cover_bracket(struct masker *m) {
  size_t at = m->pos, i = at + 2;
  char sign = at + 1 < m->line_end ? m->text.ptr[at + 1] : '\0';
  if (starts(m, at, "[TOC]") || starts(m, at, "[[TOC]]") || starts(m, at, "[[_TOC_]]")) {
    size_t end = find(m, at, m->line_end, "]") + 1;
    end += end < m->line_end && m->text.ptr[end] == ']';
    if (!begins_line(m, at) || !ends_line(m, end))
      return false;
    cover(m, at, end, SKIP_MARKUP, false);
    return true;
  }
  if (sign != '^' && sign != '!')
    return false;
  while (i < m->line_end && i - at < 80 && m->text.ptr[i] != ']' && m->text.ptr[i] != '[' &&
         !is_blank(m->text.ptr[i]))
    i++;
  if (i == at + 2 || i >= m->line_end || m->text.ptr[i] != ']')
    return false;
  if (sign == '!') {
    if (!ends_line(m, i + 1) || !(m->text.ptr[at + 2] >= 'A' && m->text.ptr[at + 2] <= 'Z'))
      return false;
    cover(m, at, i + 1, SKIP_MARKUP, false);
    return true;
  }
  bool text =
      begins_line(m, at) && at - m->line <= 3 && i + 1 < m->line_end && m->text.ptr[i + 1] == ':';
  cover(m, at, i + 1 + text, SKIP_FOOTNOTE_MARK, text);
  if (text && !m->failed) {
    // For the parser it is an item of a list, so that indented paragraphs belong to it.
    m->out->text[at] = '-';
    m->out->text[at + 1] = ' ';
    m->other = true;
  }
  return true;
}

static bool cover_colon(struct masker *m) {
  size_t at = m->pos, i = at + 1;
  if (at > m->line && !is_blank(m->text.ptr[at - 1]) && m->text.ptr[at - 1] != '(')
    return false;
  bool letter = false;
  while (i < m->line_end && i - at <= NAME_MAX_BYTES &&
         (m->text.ptr[i] == '_' || m->text.ptr[i] == '+' || m->text.ptr[i] == '-' ||
          utf8_is_digit((unsigned char)m->text.ptr[i]) ||
          (m->text.ptr[i] >= 'a' && m->text.ptr[i] <= 'z')))
    letter |= m->text.ptr[i] >= 'a', i++;
  if (!letter || i >= m->line_end || m->text.ptr[i] != ':' || i - at < 3)
    return false;
  if (i + 1 < m->line_end && !is_blank(m->text.ptr[i + 1]) &&
      memchr(".,;!?)", m->text.ptr[i + 1], 6) == NULL)
    return false;
  cover(m, at, i + 1, SKIP_ICON, false);
  return true;
}

/// Pass over inline code within the line.
static void pass_code(struct masker *m) {
  size_t n = 0;
  while (m->pos + n < m->line_end && m->text.ptr[m->pos + n] == '`')
    n++;
  size_t at = m->pos + n;
  m->pos = at;
  m->other = true;
  if (n >= MAX_TICKS || m->no_ticks[n])
    return;
  while (at < m->line_end) {
    const char *tick = memchr(m->text.ptr + at, '`', m->line_end - at);
    if (tick == NULL)
      break;
    size_t from = (size_t)(tick - m->text.ptr);
    for (at = from; at < m->line_end && m->text.ptr[at] == '`';)
      at++;
    if (at - from == n) {
      m->pos = at;
      return;
    }
  }
  m->no_ticks[n] = true;
}

// ---- lines ----

/// Code fences: true while the line belongs to one.
static bool in_fence(struct masker *m) {
  size_t i = m->line;
  while (i < m->line_end && (is_blank(m->text.ptr[i]) || m->text.ptr[i] == '>'))
    i++;
  char sign = i < m->line_end ? m->text.ptr[i] : '\0';
  size_t n = 0;
  while (sign != '\0' && i + n < m->line_end && m->text.ptr[i + n] == sign)
    n++;
  bool mark = (sign == '`' || sign == '~') && n >= 3;
  if (m->fence_len > 0) {
    if (mark && sign == m->fence_sign && n >= m->fence_len && ends_line(m, i + n))
      m->fence_len = 0;
    return true;
  }
  if (!mark || (sign == '`' && memchr(m->text.ptr + i + n, '`', m->line_end - i - n) != NULL))
    return false;
  m->fence_len = n;
  m->fence_sign = sign;
  return true;
}

static bool is_mdx_line(const struct masker *m) {
  struct view line = view_sub(m->text, m->line, m->line_end - m->line);
  while (line.len > 0 && is_blank(line.ptr[line.len - 1]))
    line.len--;
  char last = line.len > 1 ? line.ptr[line.len - 1] : '\0';
  last = last == ';' ? line.ptr[line.len - 2] : last;
  if (view_starts(line, VIEW("import ")))
    return (last == '"' || last == '\'') && line.len < 1000;
  return view_starts(line, VIEW("export const ")) || view_starts(line, VIEW("export default ")) ||
         view_starts(line, VIEW("export function ")) || view_starts(line, VIEW("export let "));
}

static bool is_wide_rule(const struct masker *m) {
  size_t n = 0;
  for (size_t i = m->line; i < m->line_end; i++) {
    if (memchr("|:- \t\r>", m->text.ptr[i], 7) == NULL)
      return false;
    n += m->text.ptr[i] == '|';
  }
  return n > TABLE_MAX_COLUMNS;
}

/// `[x]: …` of a length that no address has. Each link to it would be given a copy.
static bool is_long_reference(const struct masker *m) {
  size_t i = m->line;
  if (m->line_end - m->line < REFERENCE_MAX_BYTES)
    return false;
  while (i < m->line_end && (is_blank(m->text.ptr[i]) || m->text.ptr[i] == '>'))
    i++;
  const char *colon =
      m->text.ptr[i] == '[' ? memmem(m->text.ptr + i, m->line_end - i, "]:", 2) : NULL;
  if (colon == NULL)
    return false;
  for (i = (size_t)(colon - m->text.ptr) + 2; i < m->line_end && is_blank(m->text.ptr[i]);)
    i++;
  while (i < m->line_end && !is_blank(m->text.ptr[i]))
    i++;
  while (i < m->line_end && is_blank(m->text.ptr[i]))
    i++;
  return i == m->line_end || memchr("\"'(", m->text.ptr[i], 3) != NULL;
}

static void mask_line(struct masker *m) {
  if (in_fence(m)) {
    m->pos = m->line_end;
    return;
  }
  if (is_mdx_line(m) || is_wide_rule(m) || is_long_reference(m)) {
    cover(m, m->line, m->line_end, SKIP_MARKUP, false);
    return;
  }
  while (m->pos < m->line_end && !m->failed) {
    char c = m->text.ptr[m->pos];
    bool covered = false;
    if (c == '{')
      covered = cover_braces(m);
    else if (c == '<')
      covered = cover_angle(m);
    else if (c == '[')
      covered = cover_bracket(m);
    else if (c == ':')
      covered = cover_colon(m);
    else if (c == '`') {
      pass_code(m);
      continue;
    }
    if (covered)
      continue;
    m->other |= !is_blank(c);
    m->pos += c == '\\' && m->pos + 1 < m->line_end ? 2 : 1;
  }
}

bool markdown_mask(struct view text, size_t from, struct markdown_masked *out) {
  *out = (struct markdown_masked){.text = malloc(text.len + 1), .len = text.len};
  if (out->text == NULL)
    return false;
  if (text.len > 0)
    memcpy(out->text, text.ptr, text.len);
  out->text[text.len] = '\0';
  struct masker m = {.text = text, .out = out, .pos = from};
  for (size_t at = from; at < text.len && !m.failed; at = m.line_end + 1) {
    enter_line(&m, at);
    m.pos = at;
    mask_line(&m);
    leave_line(&m);
  }
  if (m.failed)
    markdown_masked_clear(out);
  return !m.failed;
}

void markdown_masked_clear(struct markdown_masked *masked) {
  if (masked == NULL)
    return;
  free(masked->text);
  free(masked->masks);
  free(masked->shifts);
  *masked = (struct markdown_masked){0};
}

size_t markdown_mask_at(const struct markdown_masked *masked, size_t offset) {
  size_t low = 0, high = masked->n_masks;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (masked->masks[middle].end > offset)
      high = middle;
    else
      low = middle + 1;
  }
  return low;
}
