// HTML in Markdown. It is not parsed as a page: tags go, their text stays, and the few elements
// that make blocks say what the text is.
#include "extract/markdown_page.h"

#include "base/utf8.h"

enum tag_effect {
  TAG_INLINE,
  TAG_BLOCK,
  TAG_BREAK,
  TAG_SILENT,
  TAG_HEADING,
  TAG_ITEM,
  TAG_LIST,
  TAG_QUOTE,
  TAG_CAPTION,
  TAG_CODE,
  TAG_CELL
};

/// In order of bytes, for bsearch; what is not here is inline.
static const struct {
  const char *name;
  enum tag_effect effect;
} tags[] = {
    {"address", TAG_BLOCK},
    {"article", TAG_BLOCK},
    {"aside", TAG_BLOCK},
    {"audio", TAG_SILENT},
    {"blockquote", TAG_QUOTE},
    {"br", TAG_BREAK},
    {"center", TAG_BLOCK},
    {"dd", TAG_BLOCK},
    {"details", TAG_BLOCK},
    {"div", TAG_BLOCK},
    {"dl", TAG_BLOCK},
    {"dt", TAG_BLOCK},
    {"figcaption", TAG_CAPTION},
    {"figure", TAG_BLOCK},
    {"footer", TAG_BLOCK},
    {"h1", TAG_HEADING},
    {"h2", TAG_HEADING},
    {"h3", TAG_HEADING},
    {"h4", TAG_HEADING},
    {"h5", TAG_HEADING},
    {"h6", TAG_HEADING},
    {"header", TAG_BLOCK},
    {"hr", TAG_BLOCK},
    {"iframe", TAG_SILENT},
    {"li", TAG_ITEM},
    {"main", TAG_BLOCK},
    {"math", TAG_SILENT},
    {"nav", TAG_BLOCK},
    {"noscript", TAG_SILENT},
    {"object", TAG_SILENT},
    {"ol", TAG_LIST},
    {"p", TAG_BLOCK},
    {"pre", TAG_CODE},
    {"script", TAG_SILENT},
    {"section", TAG_BLOCK},
    {"select", TAG_SILENT},
    {"style", TAG_SILENT},
    {"summary", TAG_BLOCK},
    {"svg", TAG_SILENT},
    {"table", TAG_BLOCK},
    {"tbody", TAG_BLOCK},
    {"td", TAG_CELL},
    {"template", TAG_SILENT},
    {"textarea", TAG_SILENT},
    {"th", TAG_CELL},
    {"thead", TAG_BLOCK},
    {"title", TAG_SILENT},
    {"tr", TAG_BLOCK},
    {"ul", TAG_LIST},
    {"video", TAG_SILENT},
};

static enum tag_effect effect_of(const char *name) {
  size_t low = 0, high = sizeof tags / sizeof *tags;
  while (low < high) {
    size_t middle = (low + high) / 2;
    int order = strcmp(name, tags[middle].name);
    if (order == 0)
      return tags[middle].effect;
    if (order < 0)
      high = middle;
    else
      low = middle + 1;
  }
  return TAG_INLINE;
}

static void nest(unsigned *depth, bool closing) {
  if (!closing)
    (*depth)++;
  else if (*depth > 0)
    (*depth)--;
}

/// A tag has been read whole.
static void end_tag(struct markdown_writer *w) {
  bool closing = w->tag[0] == '/';
  const char *name = w->tag + closing;
  enum tag_effect effect = effect_of(name);
  if (w->silent[0] != '\0') {
    if (closing && strcmp(name, w->silent) == 0)
      w->silent[0] = '\0';
    return;
  }
  if (effect == TAG_INLINE)
    return;
  if (effect == TAG_BREAK) {
    markdown_put_blank(w);
    return;
  }
  if (effect == TAG_CELL) {
    if (!closing && w->open)
      markdown_put_piece(w, VIEW("; "), w->last, 1);
    return;
  }
  if (effect == TAG_SILENT) {
    if (!closing && !w->self_closing)
      memcpy(w->silent, name, strlen(name) + 1);
    return;
  }
  markdown_close(w);
  if (effect == TAG_HEADING)
    w->heading = closing ? 0 : (unsigned)(name[1] - '0');
  else if (effect == TAG_QUOTE)
    nest(&w->html_quotes, closing);
  else if (effect == TAG_LIST)
    nest(&w->html_lists, closing);
  else if (effect == TAG_CAPTION)
    w->caption = !closing;
  else if (effect == TAG_CODE)
    w->code = !closing;
  else if (strcmp(name, "hr") == 0)
    w->after_rule = true;
}

static void read_tag_char(struct markdown_writer *w, char c) {
  if (w->quote != '\0') {
    w->quote = c == w->quote ? '\0' : w->quote;
    return;
  }
  if (c == '>') {
    w->in_tag = false;
    w->tag[w->n_tag < sizeof w->tag ? w->n_tag : sizeof w->tag - 1] = '\0';
    if (w->n_tag < sizeof w->tag)
      end_tag(w);
    return;
  }
  w->self_closing = c == '/';
  bool letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
  bool name = letter || utf8_is_digit((unsigned char)c) || (c == '/' && w->n_tag == 0);
  if (!w->name_ended && name) {
    if (w->n_tag < sizeof w->tag)
      w->tag[w->n_tag++] = (char)(letter ? c | 0x20 : c);
  } else {
    w->name_ended = true;
    if (c == '"' || c == '\'')
      w->quote = c;
  }
}

/// Text between tags, with its references.
static void put_text(struct markdown_writer *w, size_t offset, size_t end) {
  struct view text = w->page->page.parsed;
  if (w->silent[0] != '\0')
    return;
  while (offset < end) {
    const char *amp = memchr(text.ptr + offset, '&', end - offset);
    size_t at = amp == NULL ? end : (size_t)(amp - text.ptr), stop = at + 1;
    if (at > offset)
      markdown_put(w, offset, at - offset);
    if (at == end)
      return;
    stop += stop < end && text.ptr[stop] == '#';
    while (stop < end && stop - at < 12 &&
           (utf8_is_digit((unsigned char)text.ptr[stop]) ||
            ((text.ptr[stop] | 0x20) >= 'a' && (text.ptr[stop] | 0x20) <= 'z')))
      stop++;
    if (stop < end && text.ptr[stop] == ';' && stop > at + 1)
      markdown_put_entity(w, at, stop + 1 - at);
    else
      markdown_put(w, at, stop - at);
    offset = stop + (stop < end && text.ptr[stop] == ';' && stop > at + 1);
  }
}

static bool opens_tag(struct view text, size_t at, size_t end) {
  char next = at + 1 < end ? text.ptr[at + 1] : ' ';
  return next == '/' || next == '!' || next == '?' ||
         ((next | 0x20) >= 'a' && (next | 0x20) <= 'z');
}

void markdown_put_html(struct markdown_writer *w, size_t offset, size_t len) {
  struct view text = w->page->page.parsed;
  size_t end = offset + len;
  while (offset < end && !w->failed) {
    if (w->in_tag) {
      read_tag_char(w, text.ptr[offset++]);
      continue;
    }
    size_t from = offset;
    while (offset < end && !(text.ptr[offset] == '<' && opens_tag(text, offset, end)))
      offset++;
    put_text(w, from, offset);
    if (offset == end)
      return;
    offset++;
    w->in_tag = true;
    w->n_tag = 0;
    w->quote = '\0';
    w->name_ended = w->self_closing = false;
  }
}

void markdown_end_html_line(struct markdown_writer *w) {
  if (!w->in_tag)
    markdown_put_blank(w);
  else if (w->quote == '\0')
    w->name_ended = true;
}

void markdown_end_html(struct markdown_writer *w) {
  w->in_tag = false;
  w->silent[0] = '\0';
  w->heading = 0;
  w->code = w->caption = false; // one left open would swallow the rest
}
