#include "extract/html/bytes.h"

#include "base/buf.h"
#include "base/late.h"
#include "base/utf8.h"
#include "extract/charset.h"
#include <iconv.h>
#include <stdlib.h>

enum { NAME_MAX_BYTES = 32, GUESS_MAX_BYTES = 256 * 1024 };

void html_bytes_clear(struct html_bytes *bytes) {
  if (bytes == NULL)
    return;
  free(bytes->owned);
  free(bytes->runs);
  *bytes = (struct html_bytes){0};
}

size_t html_bytes_source(const struct html_bytes *bytes, size_t offset) {
  return bytes->map.n_runs == 0 ? bytes->skip + offset : source_map_at(&bytes->map, offset);
}

// ---- what the page says of itself ----

static char to_lower(char c) {
  return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static bool starts_with(struct view text, size_t pos, const char *lower) {
  for (; *lower != '\0'; lower++, pos++)
    if (pos >= text.len || to_lower(text.ptr[pos]) != *lower)
      return false;
  return true;
}

static bool is_name_char(char c) {
  return (c >= '0' && c <= '9') || (to_lower(c) >= 'a' && to_lower(c) <= 'z') || c == '-' ||
         c == '_' || c == ':' || c == '.';
}

/// The value after "charset" within one tag: `charset="x"`, `content="text/html; charset=x"`.
static struct view charset_in_tag(struct view tag) {
  for (size_t i = 0; i + 7 < tag.len; i++) {
    if (!starts_with(tag, i, "charset"))
      continue;
    size_t at = i + 7;
    while (at < tag.len && (tag.ptr[at] == ' ' || tag.ptr[at] == '='))
      at++;
    if (at < tag.len && (tag.ptr[at] == '"' || tag.ptr[at] == '\''))
      at++;
    size_t end = at;
    while (end < tag.len && is_name_char(tag.ptr[end]))
      end++;
    if (end > at)
      return view_sub(tag, at, end - at);
  }
  return (struct view){0};
}

struct view html_declared_charset(struct view input) {
  if (starts_with(input, 0, "<?xml")) {
    for (size_t i = 5; i < input.len && input.ptr[i] != '>'; i++)
      if (starts_with(input, i, "encoding=") && i + 10 < input.len) {
        size_t end = i + 10;
        while (end < input.len && is_name_char(input.ptr[end]))
          end++;
        return view_sub(input, i + 10, end - (i + 10));
      }
  }
  for (size_t pos = 0; (pos = view_find(input, pos, '<')) < input.len; pos++) {
    if (!starts_with(input, pos, "<meta"))
      continue;
    struct view rest = view_sub(input, pos, 1024);
    size_t end = view_find(rest, 0, '>');
    struct view name = charset_in_tag(view_sub(rest, 0, end == rest.len ? 0 : end));
    if (name.len > 0)
      return name;
  }
  return (struct view){0};
}

// ---- one byte, one character ----

/// What each byte stands for; CHARSET_NOTHING where it is not assigned.
typedef uint32_t byte_table[256];

static void fill_western(byte_table table) {
  for (unsigned i = 0; i < 256; i++)
    table[i] = charset_windows_1252((unsigned char)i);
}

/// Ask the system's converter for each byte. False for an unknown name, or an encoding in which
/// ASCII is not ASCII or high bytes do not stand alone.
static bool fill_named(byte_table table, struct view name) {
  char name_z[NAME_MAX_BYTES + 1] = "";
  if (name.len == 0 || name.len > NAME_MAX_BYTES)
    return false;
  memcpy(name_z, name.ptr, name.len);
  iconv_t converter = iconv_open("UTF-8", name_z);
  if (converter == (iconv_t)-1)
    return false;
  unsigned n_high = 0;
  bool fits = true;
  for (unsigned i = 0; i < 256 && fits; i++) {
    char in = (char)i, out[8], *in_at = &in, *out_at = out;
    size_t in_left = 1, out_left = sizeof out, size;
    iconv(converter, NULL, NULL, NULL, NULL);
    bool done = iconv(converter, &in_at, &in_left, &out_at, &out_left) != (size_t)-1;
    struct view text = {out, sizeof out - out_left};
    table[i] = done && text.len > 0 ? utf8_at(text, 0, &size) : CHARSET_NOTHING;
    fits = i >= 0x80 || table[i] == i;
    n_high += i >= 0xA0 && table[i] != CHARSET_NOTHING;
  }
  iconv_close(converter);
  return fits && n_high >= 48;
}

/// Latin-1 is read as Windows-1252, as in every browser: real Latin-1 text has none of the bytes in
/// which they differ.
static bool is_western(struct view name) {
  static const char *const names[] = {"iso-8859-1", "iso8859-1",    "latin1", "latin-1",
                                      "l1",         "windows-1252", "cp1252", "x-cp1252",
                                      "us-ascii",   "ascii",        "ansi"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (name.len == strlen(names[i]) && starts_with(name, 0, names[i]))
      return true;
  return false;
}

/// Are the high bytes those of German text in Windows-1252, nearly all of them?
static bool looks_western_german(struct view input) {
  static const unsigned char usual[] = "\xC4\xD6\xDC\xDF\xE4\xF6\xFC\x84\x93\x94\x91\x92\x96\x97"
                                       "\x85\x80\xA0\xA7\xA9\xAB\xBB\xE9\xE8\xB0\xB7\xAD\xE0\xE1";
  size_t n_high = 0, n_usual = 0;
  for (size_t i = 0; i < input.len; i++) {
    unsigned char c = (unsigned char)input.ptr[i];
    if (c < 0x80)
      continue;
    n_high++;
    n_usual += memchr(usual, c, sizeof usual - 1) != NULL;
  }
  return n_usual * 10 >= n_high * 8;
}

static bool fill_guessed(byte_table table, struct view input) {
  if (looks_western_german(input))
    return false;
  uchardet_t guess = uchardet_new();
  if (guess == NULL)
    return false;
  bool found = false;
  struct view head = view_sub(input, 0, GUESS_MAX_BYTES);
  if (uchardet_handle_data(guess, head.ptr, head.len) == 0) {
    uchardet_data_end(guess);
    found = fill_named(table, view_of(uchardet_get_charset(guess)));
  }
  uchardet_delete(guess);
  return found;
}

// ---- to UTF-8 ----

/// A page being turned into UTF-8.
struct writer {
  struct buf text;
  struct source_run *runs;
  size_t n_runs, cap_runs;
  bool failed;
};

static void put(struct writer *w, uint32_t c, size_t source, size_t source_size) {
  char bytes[4];
  size_t n = utf8_encode(c, bytes);
  if (n == 0)
    return;
  struct source_run run = {w->text.len, source, (uint32_t)n, (uint32_t)source_size};
  const struct source_run *last = w->n_runs == 0 ? NULL : &w->runs[w->n_runs - 1];
  bool goes_on = last != NULL && last->text_step == run.text_step &&
                 last->source_step == run.source_step &&
                 last->source_offset + (run.text_offset - last->text_offset) / last->text_step *
                                           last->source_step ==
                     source;
  if (!goes_on) {
    void *runs = w->runs;
    if (!array_grow(&runs, &w->cap_runs, w->n_runs + 1, sizeof *w->runs)) {
      w->failed = true;
      return;
    }
    w->runs = runs;
    w->runs[w->n_runs++] = run;
  }
  buf_add(&w->text, bytes, n);
}

static enum listen_status finish(struct writer *w, struct view input, struct html_bytes *out) {
  if (w->failed || w->text.failed) {
    buf_clear(&w->text);
    free(w->runs);
    return LISTEN_E_NOMEM;
  }
  *out = (struct html_bytes){.utf8 = buf_as_view(&w->text),
                             .map = {w->runs, w->n_runs, input.len},
                             .owned = w->text.ptr,
                             .runs = w->runs};
  return LISTEN_OK;
}

static enum listen_status read_table(struct view input, byte_table table, struct html_bytes *out) {
  struct writer w = {0};
  buf_reserve(&w.text, input.len + input.len / 16);
  for (size_t i = 0; i < input.len && !w.failed; i++)
    if (table[(unsigned char)input.ptr[i]] != CHARSET_NOTHING)
      put(&w, table[(unsigned char)input.ptr[i]], i, 1);
  return finish(&w, input, out);
}

static enum listen_status read_charset(struct view input, enum charset charset, size_t skip,
                                       struct html_bytes *out) {
  struct writer w = {0};
  size_t size;
  buf_reserve(&w.text, input.len);
  for (size_t pos = skip; pos < input.len && !w.failed; pos += size) {
    uint32_t c = charset_next(charset, input, pos, &size);
    if (c != CHARSET_NOTHING)
      put(&w, c, pos, size);
  }
  return finish(&w, input, out);
}

enum listen_status html_bytes_read(struct view input, struct html_bytes *out) {
  *out = (struct html_bytes){0};
  if (view_starts(input, VIEW("\xFF\xFE")))
    return read_charset(input, CHARSET_UTF16LE, 2, out);
  if (view_starts(input, VIEW("\xFE\xFF")))
    return read_charset(input, CHARSET_UTF16BE, 2, out);
  size_t skip = view_starts(input, VIEW("\xEF\xBB\xBF")) ? 3 : 0;
  struct view text = view_sub(input, skip, input.len);
  if (utf8_invalid_at(text) == text.len) {
    out->utf8 = text;
    out->skip = skip;
    return LISTEN_OK;
  }
  struct charset_choice choice;
  bool known = charset_detect(input, &choice, NULL) == LISTEN_OK;
  if (skip > 0 || (known && choice.charset == CHARSET_UTF8))
    return read_charset(input, CHARSET_UTF8, skip, out);
  byte_table table;
  struct view declared = html_declared_charset(input);
  if (is_western(declared) || (!fill_named(table, declared) && !fill_guessed(table, input)))
    fill_western(table);
  return read_table(input, table, out);
}
