/// Timings as files: JSON with sentences and words, WebVTT and SubRip with one cue a sentence.
///
/// What is written is appended to a buffer, sentence by sentence, so that it can be streamed.
#ifndef LISTEN_TIMING_WRITE_H
#define LISTEN_TIMING_WRITE_H

#include "extract/extract.h"
#include "timing/timing.h"

enum timing_format { TIMING_JSON, TIMING_VTT, TIMING_SRT };

/// The format of a path by its ending (".json", ".vtt", ".srt"); false for any other.
bool timing_format_of(struct view path, enum timing_format *out);

const char *timing_media_type(enum timing_format format); ///< "text/vtt", …

/// A file of timings. All borrowed.
struct timing_file {
  enum timing_format format;
  const struct document *document;
  struct view title;
  struct view audio; ///< name of the audio file; ptr NULL for none (standard output)
  char *const *articles;
  size_t n_articles; ///< paths of the documents that were joined, or of the one
  int sample_rate_hz;
  uint64_t start;     ///< frame of the article that the audio file begins with
  size_t n_sentences; ///< written so far
};

/// Where a sentence stands.
struct timing_context {
  size_t article; ///< index in timing_file.articles
  size_t chapter; ///< from 0
};

/// A failed allocation breaks `out`, as everywhere (buf.h).
void timing_begin(const struct timing_file *file, struct buf *out);
void timing_add(struct timing_file *file, const struct timed_sentence *sentence,
                const struct timing_context *context, struct buf *out);
/// @param end  frame of the article that the audio file ends before
void timing_end(const struct timing_file *file, uint64_t end, struct buf *out);

// One format each (json.c, cues.c).
void timing_json_begin(const struct timing_file *file, struct buf *out);
void timing_json_add(const struct timing_file *file, const struct timed_sentence *sentence,
                     const struct timing_context *context, struct buf *out);
void timing_json_end(const struct timing_file *file, uint64_t end, struct buf *out);
void timing_cues_begin(const struct timing_file *file, struct buf *out);
void timing_cues_add(const struct timing_file *file, const struct timed_sentence *sentence,
                     struct buf *out);

#endif
