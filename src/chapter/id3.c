#include "chapter/id3.h"

#include "chapter/backend.h"

enum { UTF_8 = 3, FRONT_COVER = 3 };

/// Sizes have seven bits a byte, so that none looks like the start of an MPEG frame.
static void add_size(struct buf *out, size_t size) {
  for (int shift = 21; shift >= 0; shift -= 7)
    buf_byte(out, (char)(size >> shift & 0x7F));
}

static void begin_frame(struct buf *out, const char *id, size_t size) {
  buf_add(out, id, 4);
  add_size(out, size);
  buf_add(out, "\0", 2); // flags: none
}

static void add_text(struct buf *out, const char *id, struct view text) {
  if (text.len == 0)
    return;
  begin_frame(out, id, 1 + text.len);
  buf_byte(out, UTF_8);
  buf_view(out, text);
}

static void add_picture(struct buf *out, struct view image) {
  const char *type = view_starts(image, VIEW("\x89PNG")) ? "image/png" : "image/jpeg";
  begin_frame(out, "APIC", 1 + strlen(type) + 1 + 2 + image.len);
  buf_byte(out, UTF_8);
  buf_add(out, type, strlen(type) + 1);
  buf_byte(out, FRONT_COVER);
  buf_byte(out, '\0'); // no description
  buf_view(out, image);
}

void id3_tag(struct buf *out, const struct audio_options *options) {
  const struct audio_tags *tags = &options->tags;
  struct buf frames = {0};
  add_text(&frames, "TIT2", tags->title);
  add_text(&frames, "TPE1", tags->artist);
  add_text(&frames, "TALB", tags->album);
  add_text(&frames, "TDRC", tags->date);
  add_text(&frames, "TLAN", view_of(audio_language_code(tags->language)));
  if (options->cover.len > 0)
    add_picture(&frames, options->cover);
  buf_add(out, "ID3\4\0\0", 6); // version 2.4.0, no flags
  add_size(out, frames.len);
  buf_view(out, buf_as_view(&frames));
  out->failed |= frames.failed;
  buf_clear(&frames);
}
