#include "extract/decode.h"

#include "base/utf8.h"
#include "extract/charset.h"
#include <stdlib.h>

enum {
  STRETCH_USUAL = 8, ///< characters; from here on it ends before the next letter
  STRETCH_MAX = 32,  ///< it ends within the marks of one
  GAP_MAX = 100,
};

enum char_class { CHAR_TEXT, CHAR_BLANK, CHAR_END, CHAR_SOFT_END, CHAR_PARAGRAPH, CHAR_DROP };

/// The state of decoding one file.
struct decoder {
  struct view input;
  enum charset charset;
  uint32_t unit; ///< source bytes of an ASCII character
  size_t pos;
  struct arena *arena;
  struct decoded *out;
  bool failed; ///< out of memory

  size_t number; ///< the line at `pos`, from 1
  bool in_line;  ///< lines[n_lines - 1] is this line and still open
  bool blank, blank_seen;
  size_t blank_at; ///< source offset of the first blank not yet written
  size_t indent, gap;
  bool gap_has_blanks, page;
  size_t end_at;  ///< source offset of the end of the last closed line
  struct buf nfc; ///< scratch
};

// ---- writing text and map ----

static bool reserve(struct decoder *d, size_t extra) {
  struct decoded *out = d->out;
  if (d->failed || out->cap - out->len >= extra)
    return !d->failed;
  // Rare: NFC or a foreign encoding made the text longer than the guess. The old piece stays in the
  // arena, which growth by half keeps bounded.
  size_t cap = out->cap + out->cap / 2 + extra + 64;
  char *text = cap < out->cap ? NULL : arena_alloc(d->arena, cap, 1);
  if (text == NULL) {
    d->failed = true;
    return false;
  }
  if (out->len > 0)
    memcpy(text, out->text, out->len);
  out->text = text;
  out->cap = cap;
  return true;
}

/// From text offset out->len on, pieces of `text_step` bytes stand for `source_step` at `source`.
static void map_from(struct decoder *d, size_t source, uint32_t text_step, uint32_t source_step) {
  struct decoded *out = d->out;
  if (out->n_runs > 0) {
    const struct source_run *last = &out->runs[out->n_runs - 1];
    size_t text = out->len - last->text_offset;
    if (last->text_step == text_step && last->source_step == source_step && text % text_step == 0 &&
        last->source_offset + text / text_step * source_step == source)
      return;
  }
  void *runs = out->runs;
  if (!array_grow(&runs, &out->cap_runs, out->n_runs + 1, sizeof *out->runs)) {
    d->failed = true;
    return;
  }
  out->runs = runs;
  out->runs[out->n_runs++] = (struct source_run){out->len, source, text_step, source_step};
}

/// Write `text`, made of pieces of `text_step` bytes.
static void put(struct decoder *d, struct view text, size_t source, size_t text_step,
                size_t source_step) {
  if (!reserve(d, text.len))
    return;
  map_from(d, source, (uint32_t)text_step, (uint32_t)source_step);
  memcpy(d->out->text + d->out->len, text.ptr, text.len);
  d->out->len += text.len;
}

static void put_blank(struct decoder *d, size_t source) {
  put(d, VIEW(" "), source, 1, d->unit);
}

// ---- lines ----

static void open_line(struct decoder *d) {
  struct decoded *out = d->out;
  if (out->n_lines > 0)
    put_blank(d, d->end_at);
  void *lines = out->lines;
  if (!array_grow(&lines, &out->cap_lines, out->n_lines + 1, sizeof *out->lines)) {
    d->failed = true;
    return;
  }
  out->lines = lines;
  out->lines[out->n_lines++] = (struct text_line){
      .start = out->len,
      .number = d->number,
      .indent = (uint16_t)(d->indent < UINT16_MAX ? d->indent : UINT16_MAX),
      .gap = (uint8_t)d->gap,
      .gap_has_blanks = d->gap_has_blanks,
      .page = d->page,
  };
  d->page = false;
  d->in_line = true;
  d->blank = false;
}

/// Something visible comes: open the line, or write the blank that stands before it.
static void before_text(struct decoder *d) {
  if (!d->in_line)
    open_line(d);
  else if (d->blank)
    put_blank(d, d->blank_at);
  d->blank = false;
  if (!d->failed)
    d->out->lines[d->out->n_lines - 1].soft_hyphen = false;
}

/// Code points of text that is known to be UTF-8: bytes that are not continuations.
static uint16_t count_columns(struct view text) {
  size_t n = 0;
  if (text.len > LINE_COLUMNS_MAX)
    return LINE_COLUMNS_MAX;
  for (size_t i = 0; i < text.len; i++)
    n += ((unsigned char)text.ptr[i] & 0xC0) != 0x80;
  return (uint16_t)n;
}

static void close_line(struct decoder *d, bool counts_when_blank) {
  struct decoded *out = d->out;
  if (d->in_line && !d->failed) {
    struct text_line *line = &out->lines[out->n_lines - 1];
    line->len = out->len - line->start;
    line->columns = count_columns(line_text(out, line));
    d->end_at = d->blank ? d->blank_at : d->pos;
    d->gap = 0;
    d->gap_has_blanks = false;
  } else if (counts_when_blank) {
    d->gap += d->gap < GAP_MAX;
    d->gap_has_blanks |= d->blank_seen;
  }
  d->in_line = d->blank = d->blank_seen = false;
  d->indent = 0;
}

static void end_line(struct decoder *d, enum char_class class, uint32_t c, size_t size) {
  close_line(d, class == CHAR_END);
  d->pos += size;
  d->page |= c == '\f';
  if (class == CHAR_PARAGRAPH && d->gap == 0)
    d->gap = 1;
  if (class != CHAR_END)
    return;
  d->number++;
  if (c == '\r' && d->pos < d->input.len &&
      charset_next(d->charset, d->input, d->pos, &size) == '\n')
    d->pos += size;
}

static void add_blank(struct decoder *d, uint32_t c) {
  d->blank_seen = true;
  if (!d->in_line)
    d->indent += c == '\t' ? 4 - d->indent % 4 : 1;
  else if (!d->blank)
    d->blank_at = d->pos;
  d->blank = d->in_line;
}

// ---- characters ----

/// After which the zero-width joiner is part of an emoji ("👨‍👩‍👧").
static bool is_pictograph(uint32_t c) {
  return c >= 0x1F000 || (c >= 0x2600 && c <= 0x27BF) || (c >= 0x2B00 && c <= 0x2BFF) ||
         c == 0xFE0F;
}

/// Zero-width, bidirectional and other characters that show nothing.
static bool is_invisible(uint32_t c, uint32_t before) {
  if (c == 0x200D)
    return !is_pictograph(before);
  return c == 0xAD || c == 0x34F || c == 0x61C || c == 0x180E || (c >= 0x200B && c <= 0x200F) ||
         (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF ||
         (c >= 0xFFF9 && c <= 0xFFFD) || (c & 0xFFFE) == 0xFFFE;
}

static enum char_class classify(uint32_t c, uint32_t before) {
  switch (c) {
  case '\n':
  case '\r':
    return CHAR_END;
  case '\v':
  case '\f':
  case 0x85:
  case 0x2028:
    return CHAR_SOFT_END;
  case 0x2029:
    return CHAR_PARAGRAPH;
  case CHARSET_NOTHING:
    return CHAR_DROP;
  default:
    break;
  }
  if (utf8_is_space(c))
    return CHAR_BLANK;
  if (c < 0x20 || c == 0x7F || is_invisible(c, before))
    return CHAR_DROP;
  return CHAR_TEXT;
}

/// The next character. C1 controls do not occur in text; where they do, someone took Windows-1252
/// for Latin-1.
static uint32_t next_char(const struct decoder *d, size_t pos, size_t *size) {
  uint32_t c = charset_next(d->charset, d->input, pos, size);
  return c >= 0x80 && c <= 0x9F && c != 0x85 ? charset_windows_1252((unsigned char)c) : c;
}

/// May NFC change `c`, or join it with what stands before? Below U+0300 and in the punctuation that
/// German text uses it does not.
static bool is_hard(uint32_t c) {
  return (c >= 0x300 && c <= 0x2001) || c > 0x2122;
}

/// Does `c` go with the character before it, as marks and the later letters of a Hangul syllable
/// do?
static bool continues_cluster(uint32_t c) {
  return utf8_is_mark(c) || (c >= 0x1160 && c <= 0x11FF);
}

/// Characters that may need NFC, taken together.
struct stretch {
  size_t n;
  size_t text[STRETCH_MAX + 2];   ///< offset in `bytes` of each, and of the end
  size_t source[STRETCH_MAX + 2]; ///< offset in the input of each, and of the end
  bool starts[STRETCH_MAX + 1];   ///< a cluster begins with it
  char bytes[4 * (STRETCH_MAX + 1)];
};

static void stretch_add(struct stretch *s, uint32_t c, size_t source, size_t source_size) {
  s->source[s->n] = source;
  s->source[s->n + 1] = source + source_size;
  s->starts[s->n] = s->n == 0 || !continues_cluster(c);
  s->text[s->n + 1] = s->text[s->n] + utf8_encode(c, s->bytes + s->text[s->n]);
  s->n++;
}

/// Take the last character of the line back, so that a mark can join it. Not where it is a mark
/// itself: it belongs to a piece that is written.
static void take_back(struct decoder *d, struct stretch *s) {
  struct decoded *out = d->out;
  size_t size;
  uint32_t c = utf8_before((struct view){out->text, out->len}, out->len, &size);
  if (utf8_is_mark(c))
    return;
  const struct source_map map = {out->runs, out->n_runs, d->pos};
  struct span source = source_map_span(&map, (struct span){out->len - size, size});
  out->len -= size;
  if (out->runs[out->n_runs - 1].text_offset >= out->len)
    out->n_runs--;
  stretch_add(s, c, source.offset, d->pos - source.offset);
}

static struct view stretch_text(const struct stretch *s, size_t from, size_t to) {
  return (struct view){s->bytes + s->text[from], s->text[to] - s->text[from]};
}

/// Write characters as they are.
static void put_each(struct decoder *d, const struct stretch *s, size_t from, size_t to) {
  for (size_t i = from; i < to; i++) {
    struct view text = stretch_text(s, i, i + 1);
    size_t source_size = s->source[i + 1] - s->source[i];
    bool same = source_size == text.len && d->charset == CHARSET_UTF8;
    put(d, text, s->source[i], same ? 1 : text.len, same ? 1 : source_size);
  }
}

/// True when NFC leaves the text as it is; otherwise d->nfc holds it.
static bool is_nfc(struct decoder *d, struct view text) {
  buf_reset(&d->nfc);
  if (!utf8_nfc(&d->nfc, text)) {
    d->failed = true;
    return true;
  }
  return view_eq(buf_as_view(&d->nfc), text);
}

/// Write a stretch in NFC. A cluster that NFC changes is one piece of the map. Clusters of more
/// than some 24 characters are cut (as in the Stream-Safe Text Format of UAX #15), which keeps the
/// sorting of marks linear.
static void put_stretch(struct decoder *d, const struct stretch *s) {
  if (is_nfc(d, stretch_text(s, 0, s->n))) {
    put_each(d, s, 0, s->n);
    return;
  }
  for (size_t from = 0, to; from < s->n; from = to) {
    for (to = from + 1; to < s->n && !s->starts[to];)
      to++;
    if (is_nfc(d, stretch_text(s, from, to)))
      put_each(d, s, from, to);
    else
      put(d, buf_as_view(&d->nfc), s->source[from], d->nfc.len, s->source[to] - s->source[from]);
  }
}

static void add_stretch(struct decoder *d, uint32_t c, size_t size) {
  struct stretch s = {.n = 0};
  bool joins = continues_cluster(c) && d->in_line && !d->blank && !d->failed;
  before_text(d);
  if (d->failed)
    return;
  if (joins)
    take_back(d, &s);
  // Invisible characters between do not keep a mark from its letter.
  bool soft_hyphen = false;
  uint32_t before = 0;
  for (enum char_class class = CHAR_TEXT; class == CHAR_DROP || is_hard(c);) {
    if (class == CHAR_TEXT) {
      stretch_add(&s, c, d->pos, size);
      before = c;
    }
    soft_hyphen = c == 0xAD;
    d->pos += size;
    if (d->pos >= d->input.len || s.n >= STRETCH_MAX)
      break;
    c = next_char(d, d->pos, &size);
    class = classify(c, before);
    bool letter = class == CHAR_TEXT && !continues_cluster(c);
    if ((class != CHAR_TEXT && class != CHAR_DROP) || (letter && s.n >= STRETCH_USUAL))
      break;
  }
  d->out->lines[d->out->n_lines - 1].soft_hyphen = soft_hyphen;
  put_stretch(d, &s);
}

static void add_char(struct decoder *d) {
  size_t size;
  uint32_t c = next_char(d, d->pos, &size), before = 0;
  if (c == 0x200D && d->in_line && !d->blank && d->out->len > 0) {
    size_t n;
    before = utf8_before((struct view){d->out->text, d->out->len}, d->out->len, &n);
  }
  enum char_class class = classify(c, before);
  switch (class) {
  case CHAR_END:
  case CHAR_SOFT_END:
  case CHAR_PARAGRAPH:
    end_line(d, class, c, size);
    return;
  case CHAR_BLANK:
    add_blank(d, c);
    d->pos += size;
    return;
  case CHAR_DROP:
    d->blank_seen = true;
    if (c == 0xAD && d->in_line && !d->failed)
      d->out->lines[d->out->n_lines - 1].soft_hyphen = !d->blank;
    d->pos += size;
    return;
  case CHAR_TEXT:
    break;
  }
  if (is_hard(c)) {
    add_stretch(d, c, size);
    return;
  }
  before_text(d);
  char bytes[4];
  struct view text = {bytes, utf8_encode(c, bytes)};
  bool same = d->charset == CHARSET_UTF8 && size == text.len;
  put(d, text, d->pos, same ? 1 : text.len, same ? 1 : size);
  d->pos += size;
}

/// Bytes of the character at `p[i]` if it is copied as it is: printable ASCII, and in UTF-8 the
/// letters and signs of German text. Otherwise 0.
static inline size_t plain_char(const unsigned char *p, size_t i, size_t end, bool utf8) {
  unsigned char c = p[i];
  if (c > ' ' && c < 0x7F)
    return 1;
  if (!utf8 || c < 0xC3)
    return 0;
  if (c <= 0xCB)
    return i + 1 < end && (p[i + 1] & 0xC0) == 0x80 ? 2 : 0;
  // U+2010 to U+2027: dashes, quotes, bullet, ellipsis
  bool sign = c == 0xE2 && i + 2 < end && p[i + 1] == 0x80 && p[i + 2] >= 0x90 && p[i + 2] <= 0xA7;
  return sign ? 3 : 0;
}

/// Length of the text at `pos` that is copied as it is: plain characters with single blanks
/// between.
static size_t plain_bytes(const struct decoder *d, size_t pos) {
  const unsigned char *p = (const unsigned char *)d->input.ptr;
  size_t i = pos, end = d->input.len;
  bool utf8 = d->charset == CHARSET_UTF8;
  while (i < end) {
    size_t blank = p[i] == ' ' && i > pos && i + 1 < end;
    size_t n = plain_char(p, i + blank, end, utf8);
    if (n == 0)
      break;
    i += blank + n;
  }
  return i - pos;
}

static enum listen_status decode_as(struct view input, struct charset_choice choice,
                                    struct arena *arena, struct decoded *out,
                                    struct listen_diag *diag) {
  bool wide = choice.charset == CHARSET_UTF16LE || choice.charset == CHARSET_UTF16BE;
  struct decoder d = {.input = input,
                      .charset = choice.charset,
                      .unit = wide ? 2 : 1,
                      .pos = choice.bom_bytes,
                      .arena = arena,
                      .out = out,
                      .number = 1};
  size_t guess = input.len / d.unit;
  reserve(&d, choice.charset == CHARSET_UTF8 ? guess + 1 : guess + guess / 16 + 1);
  while (d.pos < input.len && !d.failed) {
    size_t n = wide ? 0 : plain_bytes(&d, d.pos);
    if (n == 0) {
      add_char(&d);
      continue;
    }
    before_text(&d);
    put(&d, view_sub(input, d.pos, n), d.pos, 1, 1);
    d.pos += n;
  }
  close_line(&d, false);
  d.failed |= d.nfc.failed;
  buf_clear(&d.nfc);
  return d.failed ? diag_nomem(diag) : LISTEN_OK;
}

enum listen_status decode(struct view input, struct arena *arena, struct decoded *out,
                          struct listen_diag *diag) {
  *out = (struct decoded){0};
  struct charset_choice choice;
  enum listen_status status = charset_detect(input, &choice, diag);
  return status == LISTEN_OK ? decode_as(input, choice, arena, out, diag) : status;
}

enum listen_status decode_utf8(struct view text, struct arena *arena, struct decoded *out,
                               struct listen_diag *diag) {
  *out = (struct decoded){0};
  return decode_as(text, (struct charset_choice){.charset = CHARSET_UTF8}, arena, out, diag);
}

void decoded_clear(struct decoded *decoded) {
  free(decoded->lines);
  free(decoded->runs);
  free(decoded->dropped);
  decoded->lines = NULL;
  decoded->runs = NULL;
  decoded->dropped = NULL;
  decoded->n_dropped = decoded->cap_dropped = 0;
  decoded->n_lines = decoded->cap_lines = decoded->n_runs = decoded->cap_runs = 0;
}
