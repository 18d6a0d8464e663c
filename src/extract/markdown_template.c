// Template code of site generators, attribute lists, comments, tags of components.

#include "extract/markdown_masker.h"

#include <stdio.h>

enum {
  TAG_MAX_BYTES = 4000, ///< of a template tag, from brace to brace
  VAIN_MAX_BYTES = 1 << 22,
};

static const char *const silent_pairs[] = {"chart",      "code",  "comment",   "highlight",
                                           "javascript", "katex", "math",      "mermaid",
                                           "script",     "style", "stylesheet"};
_Static_assert(sizeof silent_pairs / sizeof *silent_pairs == MASK_N_SILENT, "one flag for each");

static const char *const closers[N_CLOSERS] = {">}}", "%}}", "%}", "}}", "#}", "-->"};

/// End of what `closer` closes, or 0.
static size_t close_at(struct masker *m, size_t from, enum closer closer, size_t most) {
  size_t *next = &m->next_closer[closer];
  if (*next < from)
    *next = masker_find(m, from, m->text.len, closers[closer]);
  if (*next == SIZE_MAX || *next - from > most)
    return 0;
  return *next + strlen(closers[closer]);
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
  while (k < MASK_N_SILENT && !view_eq(name, view_of(silent_pairs[k])))
    k++;
  if (k == MASK_N_SILENT || m->no_pair[k])
    return end;
  char mark[24];
  snprintf(mark, sizeof mark, "%s%s", liquid ? "end" : "/", silent_pairs[k]);
  for (size_t at = end; (at = masker_find(m, at, m->text.len, mark)) != SIZE_MAX;
       at += strlen(mark)) {
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
  if (!masker_starts(m, at, "{:toc") || m->before == m->line)
    return;
  while (i < m->line &&
         (is_blank(m->text.ptr[i]) || m->text.ptr[i] == '*' || m->text.ptr[i] == '-' ||
          m->text.ptr[i] == '.' || utf8_is_digit((unsigned char)m->text.ptr[i])))
    i++;
  size_t end = m->line;
  while (end > i && (is_blank(m->text.ptr[end - 1]) || m->text.ptr[end - 1] == '\n'))
    end--;
  bool free = m->out->n_masks == 0 || m->out->masks[m->out->n_masks - 1].end <= i;
  if (i > m->before && end > i && end - i <= MASK_NAME_MAX_BYTES && free) {
    bool other = m->other;
    size_t pos = m->pos;
    masker_cover(m, i, end, SKIP_MARKUP, false);
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
  return kramdown || masker_ends_line(m, end) ? end : 0;
}

bool masker_cover_braces(struct masker *m) {
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
    masker_cover(m, at, end, SKIP_MARKUP, false);
    return true;
  }
  if (masker_starts(m, at, "{#") && (end = close_at(m, at + 2, CLOSE_NOTE, TAG_MAX_BYTES)) > 0) {
    masker_cover(m, at, end, SKIP_MARKUP, false);
    return true;
  }
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
    size_t n = strlen(kinds[i].open);
    if (!masker_starts(m, at, kinds[i].open) ||
        (end = close_at(m, at + n, kinds[i].closer, TAG_MAX_BYTES)) == 0)
      continue;
    if (kinds[i].closer != CLOSE_OUTPUT)
      end = pair_end(m, tag_name(m, at + n), end, kinds[i].liquid);
    masker_cover(m, at, end, SKIP_SHORTCODE, false);
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

bool masker_cover_angle(struct masker *m) {
  size_t end = 0;
  if (masker_starts(m, m->pos, "<!--"))
    end = close_at(m, m->pos + 4, CLOSE_COMMENT, SIZE_MAX);
  else
    end = component_end(m, m->pos);
  if (end > 0)
    masker_cover(m, m->pos, end, SKIP_MARKUP, false);
  return end > 0;
}
