#include "extract/html/title.h"

#include "base/utf8.h"
#include "extract/html/tags.h"
#include "extract/html/words.h"

enum { TEXT_MAX_BYTES = 400, MAX_SEQUENCE = 48, MAX_LABEL_WORDS = 6, LABEL_LOOKBACK = 12 };

/// Words in order.
struct sequence {
  size_t n;
  uint32_t hashes[MAX_SEQUENCE];
};

static void read_sequence(struct sequence *out, struct view text) {
  uint32_t hash;
  out->n = 0;
  for (size_t pos = 0; out->n < MAX_SEQUENCE && (hash = html_word_next(text, &pos)) != 0;)
    out->hashes[out->n++] = hash;
}

static bool same(const struct sequence *a, size_t from_a, const struct sequence *b, size_t from_b,
                 size_t n) {
  return from_a + n <= a->n && from_b + n <= b->n &&
         memcmp(a->hashes + from_a, b->hashes + from_b, n * sizeof *a->hashes) == 0;
}

static bool ends_with(const struct sequence *text, const struct sequence *end) {
  return end->n > 0 && end->n <= text->n && same(text, text->n - end->n, end, 0, end->n);
}

// ---- the site's name in the window's title ----

static bool is_divider(struct view text, size_t pos, size_t size) {
  size_t n;
  uint32_t c = utf8_at(text, pos, &n);
  bool bar = c == '|' || c == 0xB7 || c == 0x2022 || c == 0xBB || c == 0xAB;
  bool dash = c == '-' || c == 0x2013 || c == 0x2014;
  bool before = pos > 0 && text.ptr[pos - 1] == ' ';
  bool after = pos + size < text.len && text.ptr[pos + size] == ' ';
  return (bar || dash) && before && after;
}

/// "Die Überschrift | Politik – Die Zeitung" → "Die Überschrift": up to the first bar, else up to
/// the last dash that leaves a headline of three words.
static size_t headline_bytes(struct view text) {
  size_t cut = text.len, size;
  for (size_t pos = 0; pos < text.len; pos += size) {
    uint32_t c = utf8_at(text, pos, &size);
    if (!is_divider(text, pos, size))
      continue;
    struct sequence left;
    read_sequence(&left, view_sub(text, 0, pos));
    if (c == '|' && left.n >= 2)
      return pos;
    if (left.n >= 3)
      cut = pos;
  }
  return cut;
}

static struct view trim_end(struct view text) {
  while (text.len > 0 && (text.ptr[text.len - 1] == ' ' || text.ptr[text.len - 1] == '\n'))
    text.len--;
  return text;
}

/// The same number of bytes may be cut from the written form where both are alike.
static void cut_title(struct html_title *title, size_t len) {
  bool same_bytes = view_eq(title->text, title->written);
  title->text = trim_end(view_sub(title->text, 0, len));
  if (same_bytes)
    title->written = view_sub(title->written, 0, title->text.len);
}

static void cut_site(struct html_title *title, struct view site) {
  if (title->whole_window) {
    cut_title(title, headline_bytes(title->text));
    return;
  }
  // Other titles hold the site's name at times: "… | Die Zeitung".
  struct sequence whole, name;
  read_sequence(&whole, title->text);
  read_sequence(&name, site);
  size_t len = title->text.len, size;
  if (!ends_with(&whole, &name) || whole.n < name.n + 2)
    return;
  for (size_t pos = len; pos > 0; pos -= size) {
    utf8_before(title->text, pos, &size);
    struct sequence tail;
    read_sequence(&tail, view_sub(title->text, pos - size, len));
    if (tail.n > name.n)
      return;
    if (tail.n == name.n && is_divider(title->text, pos - size, size)) {
      cut_title(title, pos - size);
      return;
    }
  }
}

// ---- labels ----

/// Is this text above the headline: a topic line, as "Nationaler Veteranentag" is?
static bool stands_above(const struct html_page *page, uint32_t headline, struct view label) {
  struct sequence wanted, found;
  read_sequence(&wanted, label);
  if (wanted.n == 0 || wanted.n > MAX_LABEL_WORDS)
    return false;
  struct buf text = {0};
  bool above = false;
  for (uint32_t i = headline, n = 0; i-- > 0 && n < LABEL_LOOKBACK && !above; n++) {
    const struct html_element *element = &page->elements[i];
    if (html_contains(page, i, headline) || element->text == 0 || element->text > label.len + 8 ||
        element->kind == HTML_SILENT)
      continue;
    buf_reset(&text);
    html_text_of(page, i, TEXT_MAX_BYTES, &text);
    read_sequence(&found, buf_as_view(&text));
    above = found.n == wanted.n && same(&found, 0, &wanted, 0, wanted.n);
  }
  buf_clear(&text);
  return above;
}

/// Has the headline an element in it that is a label for the rest?
static bool has_parts(const struct html_page *page, uint32_t headline) {
  for (uint32_t i = headline + 1; i < page->elements[headline].end; i++)
    if (page->elements[i].text > 0 && page->elements[i].text < page->elements[headline].text)
      return true;
  return false;
}

/// Bytes of `text` before its last `n` words.
static size_t bytes_before(struct view text, size_t n_words, size_t n) {
  size_t pos = 0;
  for (size_t i = 0; i + n < n_words; i++)
    html_word_next(text, &pos);
  return pos;
}

static bool has_same_words(struct view own, const struct html_title *title) {
  struct sequence mine, theirs;
  read_sequence(&mine, own);
  read_sequence(&theirs, title->text);
  return mine.n > 0 && mine.n == theirs.n && same(&mine, 0, &theirs, 0, mine.n);
}

/// With the topic line above the headline, or without a label within it.
static bool is_better(const struct html_page *page, uint32_t headline, struct view own,
                      const struct html_title *title) {
  struct sequence mine, theirs;
  read_sequence(&mine, own);
  read_sequence(&theirs, title->text);
  if (headline == HTML_NONE || mine.n == 0 || theirs.n < 2 || mine.n == theirs.n)
    return false;
  if (ends_with(&theirs, &mine))
    return stands_above(page, headline,
                        view_sub(title->text, 0, bytes_before(title->text, theirs.n, mine.n)));
  return ends_with(&mine, &theirs) && mine.n - theirs.n <= MAX_LABEL_WORDS && theirs.n >= 3 &&
         has_parts(page, headline);
}

/// Signs that part a topic from a headline.
static size_t count_signs(struct view text) {
  size_t n = 0, size;
  for (size_t pos = 0; pos < text.len; pos += size) {
    uint32_t c = utf8_at(text, pos, &size);
    n += c == ':' || c == '|' || c == 0x2013 || c == 0x2014 || c == '-' || c == '.' || c == '!' ||
         c == '?';
  }
  return n;
}

bool html_title_choose(const struct html_page *page, const struct html_head *head,
                       uint32_t headline, struct html_title *out) {
  struct buf buf = {0};
  if (headline != HTML_NONE)
    html_text_of(page, headline, TEXT_MAX_BYTES, &buf);
  struct view own = buf_as_view(&buf);
  bool found = false, same_words = false;
  for (size_t i = 0; i < head->n_titles && !found && !same_words; i++) {
    *out = head->titles[i];
    if (!has_same_words(own, out))
      cut_site(out, head->site);
    same_words = has_same_words(own, out) && !out->whole_window;
    // The same words, spelled with what stands between the parts of the headline.
    found = headline == HTML_NONE ? out->text.len > 0
                                  : has_same_words(own, out) && has_parts(page, headline) &&
                                        count_signs(out->text) > count_signs(own);
  }
  for (size_t i = 0; i < head->n_titles && !found && !same_words; i++) {
    *out = head->titles[i];
    cut_site(out, head->site);
    found = is_better(page, headline, own, out);
  }
  buf_clear(&buf);
  return found;
}
