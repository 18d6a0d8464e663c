// Any bytes as a chapter's name, a tag, an address, a key: what becomes of it can be put where it
// goes, in a file's name, a URL, an ID3 tag, a RIFF chunk.
#include "fuzz.h"

#include "chapter/chapter.h"
#include "chapter/id3.h"
#include "chapter/riff.h"
#include "extract/audio_link.h"
#include "site/entry.h"
#include "site/publish.h"

static void check_title(struct view text) {
  struct buf title = {0};
  chapter_title(text, &title);
  struct view cut = buf_as_view(&title);
  require(!title.failed && utf8_count(cut) <= 61);
  if (!view_eq(cut, text)) {
    require(view_ends(cut, VIEW("…")));
    require(view_starts(text, view_sub(cut, 0, cut.len - strlen("…"))));
  }
  if (utf8_invalid_at(text) == text.len)
    require(utf8_invalid_at(cut) == cut.len);
  buf_clear(&title);
}

static void check_file_part(struct view text) {
  struct buf part = {0};
  chapter_file_part(text, &part);
  require(part.len > 0 && part.len <= 40 && part.ptr[0] != '-' && part.ptr[part.len - 1] != '-');
  for (size_t i = 0; i < part.len; i++) {
    char c = part.ptr[i];
    require((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c == '-' && part.ptr[i + 1] != c));
  }
  buf_clear(&part);
}

/// Sizes in ID3 hold seven bits a byte.
static size_t synchsafe(const char *at) {
  size_t size = 0;
  for (int i = 0; i < 4; i++) {
    require(((unsigned char)at[i] & 0x80) == 0);
    size = size << 7 | (unsigned char)at[i];
  }
  return size;
}

static void check_tag(struct view text) {
  struct audio_options options = {
      .tags = {.title = text, .artist = text, .album = text, .date = text, .language = text}};
  struct buf tag = {0};
  id3_tag(&tag, &options);
  require(!tag.failed && tag.len >= 10 && memcmp(tag.ptr, "ID3\4", 4) == 0);
  size_t end = 10 + synchsafe(tag.ptr + 6);
  require(end == tag.len);
  for (size_t pos = 10; pos < end;) { // frames fill it
    require(end - pos > 10);
    pos += 10 + synchsafe(tag.ptr + pos + 4);
    require(pos <= end);
  }
  buf_clear(&tag);
}

static uint32_t little(const char *at) {
  const unsigned char *b = (const unsigned char *)at;
  return (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
}

/// Sub-chunks behind one another, each on an even place.
static void check_chunks(struct view chunk, const char *type) {
  if (chunk.len == 0)
    return;
  require(chunk.len >= 4 && memcmp(chunk.ptr, type, 4) == 0);
  for (size_t pos = 4; pos < chunk.len;) {
    require(chunk.len - pos >= 8);
    size_t size = little(chunk.ptr + pos + 4);
    pos += 8 + size + size % 2;
    require(pos <= chunk.len);
  }
}

static void check_riff(struct view text) {
  struct view names[] = {text, VIEW("x"), text};
  struct riff_info infos[] = {{"INAM", text}, {"IART", VIEW("y")}, {"ICRD", text}};
  struct buf labels = {0}, info = {0};
  riff_label_chunk(&labels, names, 3);
  riff_info_chunk(&info, infos, 3);
  require(!labels.failed && !info.failed);
  check_chunks(buf_as_view(&labels), "adtl");
  check_chunks(buf_as_view(&info), "INFO");
  buf_clear(&labels);
  buf_clear(&info);
}

static void check_address(struct view text) {
  struct buf path = {0}, url = {0};
  (void)audio_address_is(text);
  if (audio_address_path(text, &path))
    require(path.len > 0 && path.len <= text.len && strlen(path.ptr) == path.len);
  require(site_url(VIEW("https://example.org/"), text, &url));
  for (size_t i = 0; i < url.len; i++)
    require(url.ptr[i] > ' ' && url.ptr[i] < 0x7F && strchr("<>\"'&", url.ptr[i]) == NULL);
  // A URL's path is read back as what it was written of.
  struct view tail = view_sub(buf_as_view(&url), 20, url.len);
  buf_reset(&path);
  if (text.len > 0 && memchr(text.ptr, '\0', text.len) == NULL && audio_address_path(tail, &path))
    require(view_eq(buf_as_view(&path), text));
  buf_clear(&path);
  buf_clear(&url);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct view text = {(const char *)data, size};
  check_title(text);
  check_file_part(text);
  check_tag(text);
  check_riff(text);
  check_address(text);
  return 0;
}
