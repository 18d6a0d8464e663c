#include "chapter/chapter.h"

#include "base/utf8.h"

enum { TITLE_MAX_CODE_POINTS = 60, FILE_PART_MAX = 40 };

void chapter_title(struct view text, struct buf *out) {
  size_t pos = 0, count = 0, last_blank = 0;
  for (size_t n; pos < text.len && count < TITLE_MAX_CODE_POINTS; pos += n, count++)
    if (utf8_is_space(utf8_at(text, pos, &n)))
      last_blank = pos;
  if (pos >= text.len) {
    buf_view(out, text);
    return;
  }
  struct view cut = view_sub(text, 0, last_blank > 0 ? last_blank : pos);
  while (cut.len > 0 && strchr(" ,;:.-", cut.ptr[cut.len - 1]) != NULL)
    cut.len--;
  buf_view(out, cut);
  buf_str(out, "…");
}

/// ASCII for one letter, or NULL where the code point parts words. Decomposed through the simple
/// rule that a German reads "é" as "e": the base letter of the NFD form.
static const char *ascii_of(uint32_t c) {
  static const struct {
    uint32_t code;
    const char *ascii;
  } german[] = {{0xE4, "ae"}, {0xF6, "oe"}, {0xFC, "ue"}, {0xDF, "ss"}, {0xE6, "ae"},
                {0xF8, "o"},  {0xE5, "a"},  {0x142, "l"}, {0x111, "d"}, {0x131, "i"}};
  for (size_t i = 0; i < sizeof german / sizeof *german; i++)
    if (german[i].code == c)
      return german[i].ascii;
  return NULL;
}

/// ASCII letters of `title`, words parted by single hyphens; stops once FILE_PART_MAX is passed.
/// @return true if it stopped before the end
static bool append_ascii_words(struct view title, struct buf *out) {
  size_t start = out->len;
  bool gap = false;
  for (size_t pos = 0, n; pos < title.len; pos += n) {
    if (out->len - start > FILE_PART_MAX)
      return true;
    uint32_t c = utf8_to_lower(utf8_at(title, pos, &n));
    const char *ascii = ascii_of(c);
    char letter[2] = {0};
    if (ascii == NULL && c > 0x7F)
      letter[0] = (char)utf8_base_letter(c);
    else if (ascii == NULL && ((c >= 'a' && c <= 'z') || utf8_is_digit(c)))
      letter[0] = (char)c;
    if (ascii == NULL && letter[0] != '\0')
      ascii = letter;
    if (ascii == NULL) {
      gap = true;
      continue;
    }
    if (gap && out->len > start)
      buf_byte(out, '-');
    gap = false;
    buf_str(out, ascii);
  }
  return out->len - start > FILE_PART_MAX;
}

void chapter_file_part(struct view title, struct buf *out) {
  size_t start = out->len;
  if (append_ascii_words(title, out)) {
    // Too long: cut between words, or within the first if there is only one.
    size_t end = start + FILE_PART_MAX;
    for (size_t i = end; i > start; i--)
      if (out->ptr[i] == '-') {
        end = i;
        break;
      }
    out->len = end;
    out->ptr[end] = '\0';
  }
  if (out->len == start)
    buf_str(out, "kapitel");
}
