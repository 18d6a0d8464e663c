#include "extract_check.h"

#include "base/utf8.h"
#include "extract/charset.h"

#include <stdlib.h>

/// The input, one character after the other.
struct source {
  struct view input;
  struct charset_choice choice;
  unsigned char *covered; ///< one a byte: it stands in some block
};

static bool is_hidden(uint32_t c, uint32_t before) {
  if (c == 0x200D)
    return !(before >= 0x1F000 || (before >= 0x2600 && before <= 0x27BF) ||
             (before >= 0x2B00 && before <= 0x2BFF) || before == 0xFE0F);
  return c == CHARSET_NOTHING || c < 0x20 || c == 0x7F || c == 0xAD || c == 0x34F || c == 0x61C ||
         c == 0x180E || (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
         (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF || (c >= 0xFFF9 && c <= 0xFFFD) ||
         (c & 0xFFFE) == 0xFFFE;
}

static uint32_t next(const struct source *source, size_t pos, size_t *size) {
  uint32_t c = charset_next(source->choice.charset, source->input, pos, size);
  return c >= 0x80 && c <= 0x9F && c != 0x85 ? charset_windows_1252((unsigned char)c) : c;
}

/// Letters that count one by one; Hangul syllables are written in one to three.
static bool is_counted(uint32_t c) {
  bool hangul = (c >= 0x1100 && c <= 0x11FF) || (c >= 0xAC00 && c <= 0xD7A3);
  return (utf8_is_letter(c) && !utf8_is_mark(c) && !hangul) || utf8_is_digit(c);
}

static size_t count_letters(struct view text) {
  size_t n = 0, size;
  for (size_t pos = 0; pos < text.len; pos += size)
    n += is_counted(utf8_at(text, pos, &size));
  return n;
}

static void letters_only(struct view text, struct buf *out) {
  size_t size;
  for (size_t pos = 0; pos < text.len; pos += size) {
    uint32_t c = utf8_at(text, pos, &size);
    if (utf8_is_letter(c) || utf8_is_digit(c))
      utf8_append(out, c);
  }
}

/// The visible characters of a range of the input, in NFC.
static void decode_range(const struct source *source, struct span span, struct buf *out) {
  struct buf raw = {0};
  uint32_t before = 0;
  size_t size;
  for (size_t pos = span.offset; pos < span.offset + span.len; pos += size) {
    uint32_t c = next(source, pos, &size);
    if (!is_hidden(c, before) && !utf8_is_space(c)) {
      utf8_append(&raw, c);
      before = c;
    }
  }
  if (raw.len > 0)
    utf8_nfc(out, buf_as_view(&raw));
  buf_clear(&raw);
}

/// Take "[12]" out of a text.
static void without_marks(struct view text, struct buf *out) {
  for (size_t i = 0; i < text.len;) {
    size_t end = i + 1;
    if (text.ptr[i] == '[')
      while (end < text.len && utf8_is_digit((unsigned char)text.ptr[end]))
        end++;
    bool mark = text.ptr[i] == '[' && end > i + 1 && end < text.len && text.ptr[end] == ']';
    if (!mark)
      buf_byte(out, text.ptr[i]);
    i = mark ? end + 1 : i + 1;
  }
}

/// Does the source of a word spell it? A word joined over a line end, or one that had a footnote
/// mark in it, need only have the same letters.
static bool is_word_at(const struct source *source, struct view word, struct span span) {
  struct buf decoded = {0}, bare = {0}, bare_word = {0}, a = {0}, b = {0}, c = {0};
  decode_range(source, span, &decoded);
  bool same = view_eq(buf_as_view(&decoded), word);
  if (!same) {
    without_marks(buf_as_view(&decoded), &bare);
    letters_only(buf_as_view(&bare), &a);
    without_marks(word, &bare_word); // one at its beginning stays
    letters_only(buf_as_view(&bare_word), &b);
    letters_only(word, &c); // and what only looks like one without another that was in it: "[[1]3]"
    bool line_end = false;
    size_t size;
    for (size_t pos = span.offset; pos < span.offset + span.len; pos += size) {
      uint32_t sign = next(source, pos, &size);
      line_end |= sign == '\n' || sign == '\r' || sign == '\v' || sign == '\f' || sign == 0x85 ||
                  sign == 0x2028;
    }
    same = (line_end || bare.len != decoded.len) &&
           (view_eq(buf_as_view(&a), buf_as_view(&b)) || view_eq(buf_as_view(&a), buf_as_view(&c)));
  }
  buf_clear(&decoded);
  buf_clear(&bare);
  buf_clear(&bare_word);
  buf_clear(&a);
  buf_clear(&b);
  buf_clear(&c);
  return same;
}

/// Does each letter of a word come from that letter? In a word that goes on over the end of a page
/// the head of the page stands between.
static bool is_spelled_at(const struct source *source, const struct block *block, size_t at,
                          struct view word) {
  for (size_t pos = 0, size; pos < word.len; pos += size) {
    uint32_t c = utf8_at(word, pos, &size);
    struct span span = source_map_span(&block->map, (struct span){at + pos, size});
    struct buf got = {0};
    decode_range(source, span, &got);
    // What NFC made of a letter and its marks leads to all of them.
    bool same = got.len >= size && memmem(got.ptr, got.len, word.ptr + pos, size) != NULL;
    buf_clear(&got);
    if (!same && utf8_is_letter(c))
      return false;
  }
  return true;
}

/// Do several lines end within it?
static bool has_page_end(const struct source *source, struct span span) {
  size_t n = 0, size;
  for (size_t pos = span.offset; pos < span.offset + span.len; pos += size) {
    uint32_t c = next(source, pos, &size);
    n +=
        c == '\n' || c == '\r' || c == '\v' || c == '\f' || c == 0x85 || c == 0x2028 || c == 0x2029;
  }
  return n >= 2;
}

static bool fail(struct buf *why, const char *what, const struct block *block, struct view text) {
  buf_printf(why, "%s: line %zu: '%.*s'", what, block->line, (int)(text.len > 200 ? 200 : text.len),
             text.ptr);
  return false;
}

/// More marks on one letter than any text has are cut into pieces, which are not in NFC together:
/// the decoder leaves a letter and 23 marks whole, of which NFC makes a letter of at most three.
static bool has_mark_stack(struct view text) {
  size_t run = 0, size;
  for (size_t pos = 0; pos < text.len; pos += size) {
    run = utf8_is_mark(utf8_at(text, pos, &size)) ? run + 1 : 0;
    if (run > 23 - 3)
      return true;
  }
  return false;
}

static bool is_clean(const struct block *block, struct buf *why) {
  struct view text = block->text;
  struct buf nfc = {0};
  size_t size;
  if (text.len == 0 || text.ptr[0] == ' ' || text.ptr[text.len - 1] == ' ')
    return fail(why, "blank at an end", block, text);
  if (utf8_invalid_at(text) != text.len)
    return fail(why, "invalid UTF-8", block, text);
  for (size_t pos = 0; pos < text.len; pos += size) {
    uint32_t c = utf8_at(text, pos, &size);
    if ((c != ' ' && utf8_is_space(c)) || (c == ' ' && text.ptr[pos + 1] == ' ') ||
        (is_hidden(c, 0xFE0F) && c != ' '))
      return fail(why, "white space or hidden", block, text);
  }
  bool composed = utf8_nfc(&nfc, text) && view_eq(buf_as_view(&nfc), text);
  buf_clear(&nfc);
  return composed || has_mark_stack(text) || fail(why, "not NFC", block, text);
}

/// An agency's mark became a full stop, which stands for the bracket: "Berlin. ".
static bool is_agency_place(const struct block *block, size_t at, struct view word) {
  return at + word.len < block->text.len && word.ptr[word.len - 1] == '.' && at < 80;
}

static bool check_words(const struct source *source, const struct block *block, struct buf *why) {
  struct view text = block->text;
  size_t last = 0;
  for (size_t pos = 0; pos < text.len;) {
    const char *blank = memchr(text.ptr + pos, ' ', text.len - pos);
    size_t end = blank == NULL ? text.len : (size_t)(blank - text.ptr);
    struct view word = view_sub(text, pos, end - pos);
    struct span span = source_map_span(&block->map, (struct span){pos, word.len});
    if (span.offset < last || span.offset + span.len > source->input.len || span.len == 0)
      return fail(why, "map does not ascend", block, word);
    if (!is_word_at(source, word, span) && !has_mark_stack(word) &&
        !is_agency_place(block, pos, word) &&
        !(has_page_end(source, span) && is_spelled_at(source, block, pos, word)))
      return fail(why, "source is another word", block, word);
    last = span.offset + span.len;
    pos = end + 1;
  }
  // What a block covers is what its single characters come from, not what lies between.
  for (size_t pos = 0, size; pos < text.len; pos += size) {
    utf8_at(text, pos, &size);
    struct span span = source_map_span(&block->map, (struct span){pos, size});
    for (size_t i = span.offset; i < span.offset + span.len && i < source->input.len; i++)
      source->covered[i] = 1;
  }
  return true;
}

static bool check_coverage(const struct source *source, const struct document *document,
                           struct buf *why) {
  size_t lost = 0, skipped = 0, size;
  for (size_t pos = source->choice.bom_bytes; pos < source->input.len; pos += size) {
    uint32_t c = next(source, pos, &size);
    lost += !source->covered[pos] && c != CHARSET_NOTHING && is_counted(c);
  }
  for (size_t i = 0; i < document->n_skipped; i++)
    skipped += count_letters(document->skipped[i].text);
  if (lost == skipped)
    return true;
  buf_printf(why, "%zu letters are in no block, %zu in skipped lines", lost, skipped);
  return false;
}

bool check_document(struct view input, bool plain, const struct document *document,
                    struct buf *why) {
  struct source source = {.input = input};
  if (charset_detect(input, &source.choice, NULL) != LISTEN_OK || document->n_blocks == 0 ||
      document->language.ptr == NULL || !document->blocks[0].opens_section) {
    buf_str(why, "no document");
    return false;
  }
  source.covered = calloc(1, input.len);
  bool right = source.covered != NULL;
  size_t line = 0, n_titles = 0;
  for (size_t i = 0; i < document->n_blocks && right; i++) {
    const struct block *block = &document->blocks[i];
    right = is_clean(block, why) && check_words(&source, block, why);
    if (block->line < line || (plain && block->role != BLOCK_PARAGRAPH))
      right = fail(why, "order or role", block, block->text);
    n_titles += block->role == BLOCK_TITLE;
    if (block->role == BLOCK_TITLE && document->title.ptr != block->text.ptr)
      right = fail(why, "title", block, block->text);
    line = block->line;
  }
  if (right && (n_titles > 1 || (n_titles == 0) != (document->title.ptr == NULL) ||
                (plain && document->n_skipped > 0))) {
    buf_str(why, "title or skipped lines");
    right = false;
  }
  right = right && check_coverage(&source, document, why);
  free(source.covered);
  return right;
}
