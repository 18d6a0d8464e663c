// WebVTT (https://www.w3.org/TR/webvtt1/) and SubRip.

#include "timing/write.h"

static uint64_t milliseconds(const struct timing_file *file, uint64_t frame) {
  uint64_t rate = (uint64_t)file->sample_rate_hz, n = frame - file->start;
  return n / rate * 1000 + (n % rate * 1000 + rate / 2) / rate;
}

static void add_time(const struct timing_file *file, uint64_t ms, struct buf *out) {
  buf_printf(out, "%02llu:%02llu:%02llu%c%03llu", (unsigned long long)(ms / 3600000),
             (unsigned long long)(ms / 60000 % 60), (unsigned long long)(ms / 1000 % 60),
             file->format == TIMING_VTT ? '.' : ',', (unsigned long long)(ms % 1000));
}

/// WebVTT knows tags and escapes; and an escaped ">" makes no arrow. SubRip has no escapes.
static void add_text(const struct timing_file *file, struct view text, struct buf *out) {
  for (size_t i = 0; i < text.len; i++) {
    char c = text.ptr[i];
    if (file->format == TIMING_SRT)
      buf_byte(out, c);
    else if (c == '&')
      buf_str(out, "&amp;");
    else if (c == '<')
      buf_str(out, "&lt;");
    else if (c == '>')
      buf_str(out, "&gt;");
    else
      buf_byte(out, c);
  }
}

void timing_cues_begin(const struct timing_file *file, struct buf *out) {
  if (file->format != TIMING_VTT)
    return;
  buf_str(out, "WEBVTT\n\n");
  if (file->title.len == 0)
    return;
  buf_str(out, "NOTE ");
  add_text(file, file->title, out);
  buf_str(out, "\n\n");
}

void timing_cues_add(const struct timing_file *file, const struct timed_sentence *sentence,
                     struct buf *out) {
  uint64_t start = milliseconds(file, sentence->start), end = milliseconds(file, sentence->end);
  const struct block *block = &file->document->blocks[sentence->block];
  buf_printf(out, "%s%zu\n", file->n_sentences > 0 ? "\n" : "", file->n_sentences + 1);
  add_time(file, start, out);
  buf_str(out, " --> ");
  add_time(file, end > start ? end : start + 1, out); // a cue must not be empty
  buf_byte(out, '\n');
  add_text(file, view_sub(block->text, sentence->written.offset, sentence->written.len), out);
  buf_byte(out, '\n');
}
