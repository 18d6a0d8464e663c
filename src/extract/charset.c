#include "extract/charset.h"

#include "base/utf8.h"

/// Windows-1252 differs from Latin-1 in 0x80 to 0x9F only; 0 = not assigned.
static const uint16_t windows_1252[32] = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178,
};

uint32_t charset_windows_1252(unsigned char byte) {
  if (byte < 0x80 || byte > 0x9F)
    return byte;
  uint32_t c = windows_1252[byte - 0x80];
  return c == 0 ? CHARSET_NOTHING : c;
}

// ---- code points ----

static uint32_t utf16_unit(enum charset charset, struct view input, size_t pos) {
  unsigned char a = (unsigned char)input.ptr[pos], b = (unsigned char)input.ptr[pos + 1];
  return charset == CHARSET_UTF16LE ? (uint32_t)(a | b << 8) : (uint32_t)(a << 8 | b);
}

static uint32_t next_utf16(enum charset charset, struct view input, size_t pos, size_t *size) {
  size_t left = input.len - pos;
  *size = left < 2 ? left : 2;
  if (left < 2)
    return CHARSET_NOTHING;
  uint32_t c = utf16_unit(charset, input, pos);
  if (c < 0xD800 || c > 0xDFFF)
    return c;
  if (c > 0xDBFF || left < 4)
    return CHARSET_NOTHING;
  uint32_t low = utf16_unit(charset, input, pos + 2);
  if (low < 0xDC00 || low > 0xDFFF)
    return CHARSET_NOTHING;
  *size = 4;
  return 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
}

static bool is_ascii_letter(unsigned char c) {
  return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

static uint32_t repair(struct view input, size_t pos) {
  unsigned char c = (unsigned char)input.ptr[pos];
  switch (c) {
  case 0xC4:
  case 0xD6:
  case 0xDC:
  case 0xDF:
  case 0xE4:
  case 0xE9:
  case 0xF6:
  case 0xFC:
    break;
  default:
    return CHARSET_NOTHING;
  }
  bool after = pos > 0 && is_ascii_letter((unsigned char)input.ptr[pos - 1]);
  bool before = pos + 1 < input.len && is_ascii_letter((unsigned char)input.ptr[pos + 1]);
  return after || before ? c : CHARSET_NOTHING;
}

uint32_t charset_next(enum charset charset, struct view input, size_t pos, size_t *size) {
  if (charset == CHARSET_UTF8) {
    uint32_t c = utf8_at(input, pos, size);
    return c == UTF8_REPLACEMENT && *size == 1 ? repair(input, pos) : c;
  }
  if (charset == CHARSET_WINDOWS_1252) {
    *size = 1;
    return charset_windows_1252((unsigned char)input.ptr[pos]);
  }
  return next_utf16(charset, input, pos, size);
}

// ---- detection ----

/// A sequence that German UTF-8 text is likely to hold: Latin letters with marks, general
/// punctuation, €, combining marks, emoji. Others may well be Windows-1252 by chance ("ß»").
static bool is_plausible(uint32_t c) {
  return (c >= 0xA0 && c <= 0x17F) || (c >= 0x300 && c <= 0x36F) || (c >= 0x2010 && c <= 0x22FF) ||
         c >= 0x1F000;
}

static bool is_utf8_with_faults(struct view text, size_t first_invalid) {
  size_t n_faults = 0, n_sequences = 0, size;
  for (size_t pos = 0; pos < text.len; pos += size) {
    uint32_t c = utf8_at(text, pos, &size);
    if (c == UTF8_REPLACEMENT && size == 1)
      n_faults += pos >= first_invalid;
    else
      n_sequences += is_plausible(c);
  }
  return n_sequences > 0 && n_faults / 4 <= n_sequences;
}

enum magic_kind {
  MAGIC_SURE,
  MAGIC_WORD,    ///< could begin a text ("ID3-Tags sind …"): a NUL must follow somewhere
  MAGIC_CONVERT, ///< a document from which text can be had
};

static const struct {
  const char *bytes;
  size_t n_bytes, offset;
  enum magic_kind kind;
  const char *english, *german;
} magics[] = {
    {"\177ELF", 4, 0, MAGIC_SURE, "a program", "ein Programm"},
    {"\x89PNG", 4, 0, MAGIC_SURE, "a PNG image", "ein PNG-Bild"},
    {"\xFF\xD8\xFF", 3, 0, MAGIC_SURE, "a JPEG image", "ein JPEG-Bild"},
    {"\x1F\x8B", 2, 0, MAGIC_SURE, "a gzip archive", "ein gzip-Archiv"},
    {"\3757zXZ", 5, 0, MAGIC_SURE, "an xz archive", "ein xz-Archiv"},
    {"7z\xBC\xAF", 4, 0, MAGIC_SURE, "a 7-Zip archive", "ein 7-Zip-Archiv"},
    {"GIF8", 4, 0, MAGIC_WORD, "a GIF image", "ein GIF-Bild"},
    {"RIFF", 4, 0, MAGIC_WORD, "a sound, image or film file", "eine Ton-, Bild- oder Filmdatei"},
    {"OggS", 4, 0, MAGIC_WORD, "an Ogg sound file", "eine Ogg-Tondatei"},
    {"fLaC", 4, 0, MAGIC_WORD, "a FLAC sound file", "eine FLAC-Tondatei"},
    {"ID3", 3, 0, MAGIC_WORD, "an MP3 sound file", "eine MP3-Tondatei"},
    {"ftyp", 4, 4, MAGIC_WORD, "an MP4 film or sound file", "eine MP4-Datei (Film oder Ton)"},
    {"BZh", 3, 0, MAGIC_WORD, "a bzip2 archive", "ein bzip2-Archiv"},
    {"PK\3\4", 4, 0, MAGIC_CONVERT, "a ZIP archive or an office document",
     "ein ZIP-Archiv oder Office-Dokument"},
    {"%PDF-", 5, 0, MAGIC_CONVERT, "a PDF document", "ein PDF-Dokument"},
    {"\xD0\xCF\x11\xE0", 4, 0, MAGIC_CONVERT, "an office document", "ein Office-Dokument"},
    {"{\\rtf", 5, 0, MAGIC_CONVERT, "an RTF document", "ein RTF-Dokument"},
};

static enum listen_status refuse(struct listen_diag *diag, bool convert) {
  diag_hint(diag, "%s",
            convert
                ? DIAG_TEXT(diag,
                            "save it as text, Markdown or HTML first, with pandoc or, of a PDF, "
                            "pdftotext",
                            "erst als Text, Markdown oder HTML speichern, mit pandoc oder, aus "
                            "PDF, pdftotext")
                : DIAG_TEXT(diag, "give a text file in UTF-8", "eine Textdatei in UTF-8 angeben"));
  return LISTEN_E_INPUT;
}

static enum listen_status check_magic(struct view input, bool has_nul, struct listen_diag *diag) {
  for (size_t i = 0; i < sizeof magics / sizeof *magics; i++) {
    struct view head = view_sub(input, magics[i].offset, magics[i].n_bytes);
    if (!view_eq(head, (struct view){magics[i].bytes, magics[i].n_bytes}) ||
        (magics[i].kind == MAGIC_WORD && !has_nul))
      continue;
    diag_set(diag, LISTEN_E_INPUT,
             DIAG_TEXT(diag, "this is %s, not a text", "das ist %s, kein Text"),
             DIAG_TEXT(diag, magics[i].english, magics[i].german));
    return refuse(diag, magics[i].kind == MAGIC_CONVERT);
  }
  return LISTEN_OK;
}

static enum listen_status refuse_binary(struct listen_diag *diag) {
  diag_set(
      diag, LISTEN_E_INPUT, "%s",
      DIAG_TEXT(diag, "this is a binary file, not a text", "das ist eine Binärdatei, kein Text"));
  return refuse(diag, false);
}

static bool is_control(uint32_t c) {
  return (c < 0x20 && !(c >= '\b' && c <= '\r') && c != 0x1B) || c == 0x7F;
}

/// Text has hardly any control characters. Valid UTF-8 is a strong sign of text by itself, so more
/// are forgiven there.
static bool has_too_many_controls(struct view input, enum charset charset) {
  size_t n_controls = 0;
  for (size_t i = 0; i < input.len; i++) {
    unsigned char c = (unsigned char)input.ptr[i];
    n_controls += is_control(c);
    n_controls += charset == CHARSET_WINDOWS_1252 && charset_windows_1252(c) == CHARSET_NOTHING;
  }
  return n_controls > input.len / (charset == CHARSET_UTF8 ? 4 : 16);
}

static enum listen_status check_utf16(struct view input, enum charset charset,
                                      struct listen_diag *diag) {
  size_t n_faults = 0, n = 0, size;
  for (size_t pos = 2; pos < input.len; pos += size, n++) {
    uint32_t c = charset_next(charset, input, pos, &size);
    n_faults += c == CHARSET_NOTHING || is_control(c);
  }
  return n_faults > 1 && n_faults > n / 8 ? refuse_binary(diag) : LISTEN_OK;
}

enum listen_status charset_detect(struct view input, struct charset_choice *out,
                                  struct listen_diag *diag) {
  *out = (struct charset_choice){CHARSET_UTF8, 0};
  if (view_starts(input, VIEW("\xEF\xBB\xBF")))
    out->bom_bytes = 3;
  else if (view_starts(input, VIEW("\xFF\xFE")))
    *out = (struct charset_choice){CHARSET_UTF16LE, 2};
  else if (view_starts(input, VIEW("\xFE\xFF")))
    *out = (struct charset_choice){CHARSET_UTF16BE, 2};
  if (input.len == out->bom_bytes) {
    diag_set(diag, LISTEN_E_INPUT, "%s",
             DIAG_TEXT(diag, "the file is empty", "die Datei ist leer"));
    diag_no_text(diag);
    return refuse(diag, false);
  }
  if (out->charset != CHARSET_UTF8)
    return check_utf16(input, out->charset, diag);
  bool has_nul = view_has(input, '\0');
  enum listen_status status = check_magic(input, has_nul, diag);
  if (status != LISTEN_OK)
    return status;
  if (has_nul)
    return refuse_binary(diag);
  size_t invalid_at = utf8_invalid_at(input);
  if (invalid_at < input.len && out->bom_bytes == 0 && !is_utf8_with_faults(input, invalid_at))
    out->charset = CHARSET_WINDOWS_1252;
  return has_too_many_controls(input, out->charset) ? refuse_binary(diag) : LISTEN_OK;
}
