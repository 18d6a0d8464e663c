#include "extract/markdown_masker.h"

#include "base/buf.h"
#include <stdlib.h>

enum {
  TABLE_MAX_COLUMNS = 128, ///< the parser fills short rows up, which could take quadratic room
  REFERENCE_MAX_BYTES = 1000,
};

bool masker_starts(const struct masker *m, size_t at, const char *what) {
  size_t n = strlen(what);
  return n <= m->text.len - at && memcmp(m->text.ptr + at, what, n) == 0;
}

size_t masker_find(const struct masker *m, size_t from, size_t to, const char *what) {
  const char *found = from >= to ? NULL : memmem(m->text.ptr + from, to - from, what, strlen(what));
  return found == NULL ? SIZE_MAX : (size_t)(found - m->text.ptr);
}

static void enter_line(struct masker *m, size_t at) {
  m->before = m->line;
  m->line = at;
  m->line_end = view_find(m->text, at, '\n');
  m->other = false;
  memset(m->no_ticks, 0, sizeof m->no_ticks);
}

/// A line in which nothing else stands is blank to the parser, and ends a paragraph.
static void leave_line(struct masker *m) {
  bool masked = m->out->n_masks > 0 && m->out->masks[m->out->n_masks - 1].end > m->line;
  if (masked && !m->other)
    memset(m->out->text + m->line, ' ', m->line_end - m->line);
}

void masker_cover(struct masker *m, size_t start, size_t end, enum skip_reason reason,
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

bool masker_ends_line(const struct masker *m, size_t at) {
  while (at < m->line_end && is_blank(m->text.ptr[at]))
    at++;
  return at >= m->line_end;
}

bool masker_begins_line(const struct masker *m, size_t at) {
  size_t i = m->line;
  while (i < at && is_blank(m->text.ptr[i]))
    i++;
  return i == at;
}

// ---- brackets, colons, backticks ----

/// `[^1]`, `[^1]: ` where a footnote's text begins, `[TOC]`, `[!NOTE]`.
static bool cover_bracket(struct masker *m) {
  size_t at = m->pos, i = at + 2;
  char sign = at + 1 < m->line_end ? m->text.ptr[at + 1] : '\0';
  if (masker_starts(m, at, "[TOC]") || masker_starts(m, at, "[[TOC]]") ||
      masker_starts(m, at, "[[_TOC_]]")) {
    size_t end = masker_find(m, at, m->line_end, "]") + 1;
    end += end < m->line_end && m->text.ptr[end] == ']';
    if (!masker_begins_line(m, at) || !masker_ends_line(m, end))
      return false;
    masker_cover(m, at, end, SKIP_MARKUP, false);
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
    if (!masker_ends_line(m, i + 1) || !(m->text.ptr[at + 2] >= 'A' && m->text.ptr[at + 2] <= 'Z'))
      return false;
    masker_cover(m, at, i + 1, SKIP_MARKUP, false);
    return true;
  }
  bool text = masker_begins_line(m, at) && at - m->line <= 3 && i + 1 < m->line_end &&
              m->text.ptr[i + 1] == ':';
  masker_cover(m, at, i + 1 + text, SKIP_FOOTNOTE_MARK, text);
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
  while (i < m->line_end && i - at <= MASK_NAME_MAX_BYTES &&
         (m->text.ptr[i] == '_' || m->text.ptr[i] == '+' || m->text.ptr[i] == '-' ||
          utf8_is_digit((unsigned char)m->text.ptr[i]) ||
          (m->text.ptr[i] >= 'a' && m->text.ptr[i] <= 'z')))
    letter |= m->text.ptr[i] >= 'a', i++;
  if (!letter || i >= m->line_end || m->text.ptr[i] != ':' || i - at < 3)
    return false;
  if (i + 1 < m->line_end && !is_blank(m->text.ptr[i + 1]) &&
      memchr(".,;!?)", m->text.ptr[i + 1], 6) == NULL)
    return false;
  masker_cover(m, at, i + 1, SKIP_ICON, false);
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
  if (n >= MASK_MAX_TICKS || m->no_ticks[n])
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
    if (mark && sign == m->fence_sign && n >= m->fence_len && masker_ends_line(m, i + n))
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
    masker_cover(m, m->line, m->line_end, SKIP_MARKUP, false);
    return;
  }
  while (m->pos < m->line_end && !m->failed) {
    char c = m->text.ptr[m->pos];
    bool covered = false;
    if (c == '{')
      covered = masker_cover_braces(m);
    else if (c == '<')
      covered = masker_cover_angle(m);
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
