#include "support.h"

#include "base/utf8.h"
#include "site/publish.h"

#include "site_sample.h"

#include <stdio.h>
#include <stdlib.h>

#define TEXT(literal)                                                                              \
  { literal, sizeof(literal) - 1 } // VIEW is no constant initialiser

const struct view site_nasty[] = {
    TEXT("</script><script>alert(1)</script>"),
    TEXT("<!-- <script> --> ]]> <![CDATA[ x ]]>"),
    TEXT("\"'`&amp; & &lt; \\ / \\u003c %20 #?"),
    TEXT("\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10\x11\x12\x13\x14\x15\x16"
         "\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f\x7f"),
    TEXT("a\xC2\x85"
         "b\u2028c\u2029d\xC2\x90"
         "e\ufefff"),
    TEXT("\uffff\ufffe\ufffd\ufdd0\U0001ffff\U0010ffff"),
    TEXT("\u202eRTL\u2066 👩‍👩‍👧 u\u0308 ü 北京 \U0001f600"),
    TEXT("--> --!> <? ?> %s {{ template }} {% x %} ${y}"),
    TEXT("  \t two\r\nlines\n"),
    TEXT(""),
};
const size_t site_n_nasty = sizeof site_nasty / sizeof *site_nasty;

static const struct site_file files[6] = {
    {SITE_AUDIO, {0}, TEXT("opus"), 3394112, {0x0123456789abcdef, 1}},
    {SITE_AUDIO, {0}, TEXT("mp3"), 4481234, {0xfedcba9876543210, 0xffffffffffffffff}},
    {SITE_TIMINGS, {0}, TEXT("json"), 181234, {0, 2}},
    {SITE_CAPTIONS, {0}, TEXT("vtt"), 12345, {0, 3}},
    {SITE_CHAPTERS, {0}, TEXT("json"), 321, {0, 4}},
    {SITE_FRAGMENT, {0}, TEXT("html"), 1234, {0, 5}},
};

static const struct site_chapter chapters[3] = {
    {TEXT("Chinas KI-Lücke"), 0, 12.5},
    {TEXT("„Wer <zuerst> kommt“ & mehr"), 12.5, 300.0625},
    {TEXT("Ausblick"), 300.0625, 560.1},
};

static const struct site_entry entry = {
    .key = TEXT("2026/über uns/china-ki"),
    .source = TEXT("artikel/2026/über uns/china-ki.md"),
    .title = TEXT("Chinas „KI-Lücke“ <schließt> sich & wächst"),
    .author = TEXT("Jörg O'Neill"),
    .published = TEXT("2026-03-12T08:15"),
    .language = TEXT("de"),
    .summary = TEXT("Warum \"Compute\" alles ist."),
    .section = TEXT("Politik & Technik"),
    .voice = TEXT("nachrichten"),
    .own_voice = TEXT("nachrichten.yaml"),
    .page_url = TEXT("https://example.org/2026/%C3%BCber%20uns/china-ki/"),
    .label = TEXT("Artikel anhören • 9 Minuten"),
    .in_feed = true,
    .duration_s = 560.1,
    .label_minutes = 9,
    .claim_text = TEXT("Artikel anhören • 6 Minuten"),
    .claim_kind = CLAIM_LISTEN,
    .claim_s = 360,
    .source_hash = {0x1111111111111111, 0x2222222222222222},
    .build_hash = {0x3333333333333333, 0x4444444444444444},
    .page_hash = {0, 0xa},
    .n_files = 6,
    .n_chapters = 3,
};

static const struct site_config config = {
    .path = "listen.yaml",
    .folder = ".",
    .output = "public/audio",
    .url = "https://example.org/audio/",
    .page_url = "https://example.org/{key}/",
    .formats = {"opus", "mp3"},
    .n_formats = 2,
    .label_format = "Artikel anhören • {minutes}",
    .feed = {.enabled = true,
             .file = "feed.xml",
             .title = "Die Zeitung <zum> Hören & Lesen",
             .description = "Alle Artikel, vorgelesen.",
             .link = "https://example.org/",
             .author = "Redaktion",
             .email = "redaktion@example.org",
             .image = "https://example.org/bild.jpg?a=1&b=2",
             .category = "News > Politics",
             .copyright = "© 2026 Die Zeitung",
             .language = "de",
             .format = "mp3"},
    .player = {.enabled = true, .language = "de", .text = "article > .text", .highlight = true},
};

void site_sample_rename(struct site_sample *sample, struct view key) {
  sample->entry.key = key;
  for (size_t i = 0; i < 6; i++) {
    struct site_file *file = &sample->files[i];
    buf_reset(&sample->paths[i]);
    assert_true(site_file_path(key, file->role, file->format, &sample->paths[i]));
    file->path = buf_as_view(&sample->paths[i]);
  }
}

void site_sample_init(struct site_sample *out) {
  *out = (struct site_sample){.entry = entry, .config = config};
  memcpy(out->files, files, sizeof files);
  memcpy(out->chapters, chapters, sizeof chapters);
  out->entry.files = out->files;
  out->entry.chapters = out->chapters;
  site_sample_rename(out, entry.key);
}

void site_sample_clear(struct site_sample *sample) {
  for (size_t i = 0; i < 6; i++)
    buf_clear(&sample->paths[i]);
}

/// Another version of the program changes no file below tests/.
static struct buf without_version(struct view text) {
  static const char version[] = "listen " PROJECT_VERSION;
  struct buf out = {0};
  for (const char *at; (at = memmem(text.ptr, text.len, version, strlen(version))) != NULL;) {
    size_t before = (size_t)(at - text.ptr);
    buf_add(&out, text.ptr, before);
    buf_str(&out, "listen VERSION");
    text = view_sub(text, before + strlen(version), text.len);
  }
  buf_view(&out, text);
  return out;
}

void assert_golden(const char *path, struct view text) {
  struct buf got = without_version(text);
  if (getenv("LISTEN_WRITE_GOLDEN") != NULL) {
    char full[512];
    snprintf(full, sizeof full, "%s/%s", TESTS_DIR, path);
    FILE *file = fopen(full, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(got.ptr, 1, got.len, file), got.len);
    assert_int_equal(fclose(file), 0);
  }
  struct buf want = read_test_file(path);
  if (!view_eq(buf_as_view(&got), buf_as_view(&want)))
    fail_msg("%s: got\n%.*s", path, (int)got.len, got.ptr);
  buf_clear(&got);
  buf_clear(&want);
}

void write_feed(const struct site_entry *of, const struct site_config *by, struct buf *out) {
  assert_true(publish_feed_begin(by, of->published, out));
  assert_true(publish_feed_item(of, by, out));
  assert_true(publish_feed_end(out));
}

/// What XML 1.0 has a place for: written apart from the code that is tested.
static bool xml_has(uint32_t c) {
  return c == '\t' || c == '\n' || c == '\r' || (c >= 0x20 && c <= 0xD7FF) ||
         (c >= 0xE000 && c <= 0xFFFD) || (c >= 0x10000 && c <= 0x10FFFF);
}

static void add_if_allowed(uint32_t c, struct buf *out) {
  bool none = (c & 0xFFFE) == 0xFFFE || (c >= 0xFDD0 && c <= 0xFDEF); // allowed and discouraged
  if (xml_has(c) && !(c >= 0x7F && c < 0xA0) && !none)
    utf8_append(out, c);
}

struct buf allowed_of(struct view text) {
  struct buf out = {0};
  for (size_t i = 0, size; i < text.len; i += size) {
    uint32_t c = utf8_at(text, i, &size);
    if (c != UTF8_REPLACEMENT || size > 1)
      add_if_allowed(c, &out);
  }
  if (out.ptr == NULL)
    buf_add(&out, "", 0);
  return out;
}
