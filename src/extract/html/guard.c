#include "extract/html/guard.h"

#include <gumbo.h>
#include <stdlib.h>

enum tag_class {
  TAG_CLASS_BLOCK,
  TAG_CLASS_INLINE,
  TAG_CLASS_FORMAT,   ///< opened again by the parser when left open
  TAG_CLASS_OPTIONAL, ///< closes its like by itself, so never nests alone
  TAG_CLASS_VOID,
  TAG_CLASS_RAW, ///< holds text, no tags
};

/// The elements open at one point, much as the parser will see them.
struct guard {
  struct view page;
  char *copy; ///< NULL until something had to go
  bool failed;
  GumboTag open[HTML_MAX_DEPTH];
  size_t n_open, n_foreign; ///< n_foreign: of them svg and math
  size_t n_format;
  size_t n_reopened;                  ///< formatting elements that the parser opens again, so far
  size_t n_merged;                    ///< attributes of html and body elements, so far
  size_t format[GUMBO_TAG_LAST + 1];  ///< formatting elements left open, by tag
  size_t dropped[GUMBO_TAG_LAST + 1]; ///< start tags that went, whose end tags must go too
};

static enum tag_class class_of(GumboTag tag) {
  switch (tag) {
  case GUMBO_TAG_A:
  case GUMBO_TAG_B:
  case GUMBO_TAG_BIG:
  case GUMBO_TAG_CODE:
  case GUMBO_TAG_EM:
  case GUMBO_TAG_FONT:
  case GUMBO_TAG_I:
  case GUMBO_TAG_NOBR:
  case GUMBO_TAG_S:
  case GUMBO_TAG_SMALL:
  case GUMBO_TAG_STRIKE:
  case GUMBO_TAG_STRONG:
  case GUMBO_TAG_TT:
  case GUMBO_TAG_U:
    return TAG_CLASS_FORMAT;
  case GUMBO_TAG_HTML:
  case GUMBO_TAG_HEAD:
  case GUMBO_TAG_BODY:
  case GUMBO_TAG_P:
  case GUMBO_TAG_LI:
  case GUMBO_TAG_DD:
  case GUMBO_TAG_DT:
  case GUMBO_TAG_TBODY:
  case GUMBO_TAG_THEAD:
  case GUMBO_TAG_TFOOT:
  case GUMBO_TAG_TR:
  case GUMBO_TAG_TD:
  case GUMBO_TAG_TH:
  case GUMBO_TAG_COLGROUP:
  case GUMBO_TAG_CAPTION:
  case GUMBO_TAG_OPTION:
  case GUMBO_TAG_OPTGROUP:
    return TAG_CLASS_OPTIONAL;
  case GUMBO_TAG_AREA:
  case GUMBO_TAG_BASE:
  case GUMBO_TAG_BR:
  case GUMBO_TAG_COL:
  case GUMBO_TAG_EMBED:
  case GUMBO_TAG_FRAME:
  case GUMBO_TAG_HR:
  case GUMBO_TAG_IMAGE:
  case GUMBO_TAG_IMG:
  case GUMBO_TAG_INPUT:
  case GUMBO_TAG_KEYGEN:
  case GUMBO_TAG_LINK:
  case GUMBO_TAG_META:
  case GUMBO_TAG_PARAM:
  case GUMBO_TAG_SOURCE:
  case GUMBO_TAG_TRACK:
  case GUMBO_TAG_WBR:
    return TAG_CLASS_VOID;
  case GUMBO_TAG_SCRIPT:
  case GUMBO_TAG_STYLE:
  case GUMBO_TAG_TEXTAREA:
  case GUMBO_TAG_TITLE:
  case GUMBO_TAG_XMP:
  case GUMBO_TAG_IFRAME:
  case GUMBO_TAG_NOEMBED:
  case GUMBO_TAG_NOFRAMES:
    return TAG_CLASS_RAW;
  case GUMBO_TAG_SPAN:
  case GUMBO_TAG_SUB:
  case GUMBO_TAG_SUP:
  case GUMBO_TAG_ABBR:
  case GUMBO_TAG_CITE:
  case GUMBO_TAG_MARK:
  case GUMBO_TAG_Q:
  case GUMBO_TAG_TIME:
  case GUMBO_TAG_UNKNOWN:
    return TAG_CLASS_INLINE;
  default:
    return TAG_CLASS_BLOCK;
  }
}

static bool is_foreign(GumboTag tag) {
  return tag == GUMBO_TAG_SVG || tag == GUMBO_TAG_MATH;
}

static bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_blank(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool same_letters(const char *text, const char *lower, size_t len) {
  for (size_t i = 0; i < len; i++)
    if ((is_letter(text[i]) ? text[i] | 0x20 : text[i]) != lower[i])
      return false;
  return true;
}

static void blank_out(struct guard *g, size_t from, size_t to) {
  if (g->copy == NULL && !g->failed) {
    g->copy = malloc(g->page.len);
    g->failed = g->copy == NULL;
    if (!g->failed)
      memcpy(g->copy, g->page.ptr, g->page.len);
  }
  for (; g->copy != NULL && from < to; from++)
    if (g->copy[from] != '\n')
      g->copy[from] = ' ';
}

// ---- tags ----

struct tag {
  GumboTag name;
  bool is_end, closes_itself;
  size_t start, end; ///< of the whole tag
  size_t first;      ///< its first attribute; `close` where it has none
  size_t n_attributes;
  size_t surplus, close; ///< attributes too many: from here to the '>' or '/>'; surplus 0 = none
};

/// Read the tag that begins at `pos` ("<" and a letter, or "</" and a letter).
static struct tag read_tag(struct view page, size_t pos) {
  struct tag tag = {.start = pos, .is_end = page.ptr[pos + 1] == '/'};
  size_t i = pos + 1 + tag.is_end, name = i;
  while (i < page.len && !is_blank(page.ptr[i]) && page.ptr[i] != '>' && page.ptr[i] != '/')
    i++;
  tag.name =
      i - name > 32 ? GUMBO_TAG_UNKNOWN : gumbo_tagn_enum(page.ptr + name, (unsigned)(i - name));
  bool apart = true, value = false;
  for (; i < page.len && page.ptr[i] != '>'; i++) {
    char c = page.ptr[i];
    if (value && (c == '"' || c == '\'')) {
      i = view_find(page, i + 1, c);
      i -= i == page.len;
      apart = true;
      value = false;
      continue;
    }
    bool gap = is_blank(c) || (c == '/' && !value);
    if (!gap && c != '=' && apart && !value) {
      tag.first = tag.n_attributes == 0 ? i : tag.first;
      if (++tag.n_attributes == HTML_MAX_ATTRIBUTES)
        tag.surplus = i;
    }
    value = c == '=' || (value && is_blank(c));
    apart = gap && !value;
  }
  tag.close = i > pos && page.ptr[i - 1] == '/' ? i - 1 : i;
  tag.closes_itself = tag.close < i;
  tag.end = i < page.len ? i + 1 : page.len;
  return tag;
}

static void drop(struct guard *g, const struct tag *tag, bool start) {
  blank_out(g, tag->start, tag->end);
  if (start)
    g->dropped[tag->name]++;
  else
    g->dropped[tag->name]--;
}

/// Would an element that begins here be one too many in which formatting is opened again?
static bool reopens(struct guard *g, enum tag_class class) {
  if (class != TAG_CLASS_BLOCK && class != TAG_CLASS_OPTIONAL)
    return false;
  g->n_reopened += g->n_format;
  return g->n_format > 1 && g->n_reopened > HTML_MAX_REOPENED;
}

static void open_tag(struct guard *g, const struct tag *tag) {
  enum tag_class class = class_of(tag->name);
  bool foreign = g->n_foreign > 0 || is_foreign(tag->name);
  if (!foreign && reopens(g, class)) {
    drop(g, tag, true);
    return;
  }
  if (foreign ? tag->closes_itself : class == TAG_CLASS_VOID || class == TAG_CLASS_OPTIONAL)
    return;
  bool counts = class == TAG_CLASS_FORMAT && !foreign;
  if (g->n_open == HTML_MAX_DEPTH || (counts && g->n_format >= HTML_MAX_FORMATTING)) {
    drop(g, tag, true);
    return;
  }
  // A link ends the one before it.
  if (counts && !(tag->name == GUMBO_TAG_A && g->format[tag->name] > 0)) {
    g->n_format++;
    g->format[tag->name]++;
  }
  g->n_foreign += is_foreign(tag->name);
  g->open[g->n_open++] = tag->name;
}

static void remove_open(struct guard *g, size_t from, size_t n) {
  for (size_t i = from; i < from + n; i++)
    g->n_foreign -= is_foreign(g->open[i]);
  memmove(g->open + from, g->open + from + n, (g->n_open - from - n) * sizeof *g->open);
  g->n_open -= n;
}

static void close_tag(struct guard *g, const struct tag *tag) {
  if (g->dropped[tag->name] > 0) {
    drop(g, tag, false);
    return;
  }
  enum tag_class class = class_of(tag->name);
  if (class == TAG_CLASS_FORMAT && g->format[tag->name] > 0) {
    g->format[tag->name]--;
    g->n_format--;
  }
  for (size_t i = g->n_open; i-- > 0;) {
    if (g->open[i] == tag->name) {
      remove_open(g, i, class == TAG_CLASS_FORMAT ? 1 : g->n_open - i);
      return;
    }
    if (class == TAG_CLASS_INLINE && class_of(g->open[i]) == TAG_CLASS_BLOCK)
      return; // the parser ignores it
  }
}

// ---- the rest of the syntax ----

static size_t after(struct view page, size_t from, const char *mark) {
  size_t len = strlen(mark);
  if (from > page.len)
    return page.len;
  const char *found = memmem(page.ptr + from, page.len - from, mark, len);
  return found == NULL ? page.len : (size_t)(found - page.ptr) + len;
}

/// Just after the comment, declaration or processing instruction at `pos`.
static size_t skip_markup(struct view page, size_t pos) {
  struct view rest = view_sub(page, pos, 5);
  if (!view_starts(rest, VIEW("<!--")))
    return after(page, pos + 1, ">");
  if (view_eq(rest, VIEW("<!-->")))
    return pos + 5;
  size_t end = after(page, pos + 2, "-->"), other = after(view_sub(page, 0, end), pos + 4, "--!>");
  return other < end ? other : end;
}

/// Just before the end tag of raw text that begins at `pos`.
static size_t skip_raw(struct view page, size_t pos, GumboTag tag) {
  const char *name = gumbo_normalized_tagname(tag);
  size_t len = strlen(name);
  for (;;) {
    size_t found = after(page, pos, "</");
    if (found >= page.len)
      return page.len;
    if (page.len - found > len && same_letters(page.ptr + found, name, len) &&
        !is_letter(page.ptr[found + len]))
      return found - 2;
    pos = found;
  }
}

static size_t read_markup(struct guard *g, size_t pos) {
  struct view page = g->page;
  char next = pos + 1 < page.len ? page.ptr[pos + 1] : '\0';
  bool is_end = next == '/' && pos + 2 < page.len && is_letter(page.ptr[pos + 2]);
  if (next == '!' || next == '?' || (next == '/' && !is_end))
    return skip_markup(page, pos);
  if (!is_end && !is_letter(next))
    return pos + 1;
  struct tag tag = read_tag(page, pos);
  bool merges = !is_end && (tag.name == GUMBO_TAG_HTML || tag.name == GUMBO_TAG_BODY);
  g->n_merged += merges ? tag.n_attributes : 0;
  if (merges && g->n_merged > 2 * HTML_MAX_ATTRIBUTES && tag.n_attributes > 0)
    blank_out(g, tag.first, tag.close);
  else if (tag.surplus > 0)
    blank_out(g, tag.surplus, tag.close);
  if (is_end)
    close_tag(g, &tag);
  else if (class_of(tag.name) == TAG_CLASS_RAW && g->n_foreign == 0)
    return skip_raw(page, tag.end, tag.name);
  else if (tag.name == GUMBO_TAG_PLAINTEXT)
    return page.len;
  else
    open_tag(g, &tag);
  return tag.end;
}

enum listen_status html_guard(struct view page, struct view *out, char **owned) {
  *owned = NULL;
  *out = page;
  struct guard *g = calloc(1, sizeof *g);
  if (g == NULL)
    return LISTEN_E_NOMEM;
  g->page = page;
  for (size_t pos = 0; (pos = view_find(page, pos, '<')) < page.len;)
    pos = read_markup(g, pos);
  if (g->copy != NULL) {
    *owned = g->copy;
    *out = (struct view){g->copy, page.len};
  }
  bool failed = g->failed;
  free(g);
  return failed ? LISTEN_E_NOMEM : LISTEN_OK;
}
