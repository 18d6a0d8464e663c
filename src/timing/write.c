#include "timing/write.h"

static const struct {
  enum timing_format format;
  const char *ending, *media_type;
} formats[] = {
    {TIMING_JSON, ".json", "application/json"},
    {TIMING_VTT, ".vtt", "text/vtt"},
    {TIMING_SRT, ".srt", "application/x-subrip"},
};

bool timing_format_of(struct view path, enum timing_format *out) {
  for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
    if (view_ends(path, view_of(formats[i].ending))) {
      *out = formats[i].format;
      return true;
    }
  return false;
}

const char *timing_media_type(enum timing_format format) {
  return formats[format].media_type;
}

void timing_begin(const struct timing_file *file, struct buf *out) {
  if (file->format == TIMING_JSON)
    timing_json_begin(file, out);
  else
    timing_cues_begin(file, out);
}

void timing_add(struct timing_file *file, const struct timed_sentence *sentence,
                const struct timing_context *context, struct buf *out) {
  if (file->format == TIMING_JSON)
    timing_json_add(file, sentence, context, out);
  else
    timing_cues_add(file, sentence, out);
  file->n_sentences++;
}

void timing_end(const struct timing_file *file, uint64_t end, struct buf *out) {
  if (file->format == TIMING_JSON)
    timing_json_end(file, end, out);
}
