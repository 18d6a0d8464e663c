/// Stage 6: PCM and chapter marks → an audio file. The only folder that knows libsndfile.
///
/// Promise: streams with constant memory; a file's chapters carry their names, so that
/// `ffprobe -show_chapters` prints them; more than 4 GiB becomes RF64.
#ifndef LISTEN_CHAPTER_CHAPTER_H
#define LISTEN_CHAPTER_CHAPTER_H

#include "base/buf.h"
#include "base/diag.h"
#include "base/view.h"
#include <stdint.h>

/// Written as RIFF INFO; a view with len 0 is left out.
struct audio_tags {
  struct view title;  ///< INAM
  struct view artist; ///< IART: the author
  struct view album;  ///< IPRD: the site
  struct view date;   ///< ICRD: ISO 8601
};

struct audio_options {
  int sample_rate_hz;
  struct audio_tags tags;
  const struct view *chapter_titles; ///< one for each audio_begin_chapter to come
  size_t n_chapters;                 ///< 0: no chapter marks
  double expected_s; ///< about how long it gets; past 18 hours the file is prepared for RF64
};

struct audio_writer;

/// Begin a mono 16-bit WAV on `fd`, which stays the caller's and must be at its start. Where it can
/// be positioned, sizes and chapter marks are exact; a pipe gets a WAV of open length, without
/// chapter marks, that a player plays at once.
/// Errors: LISTEN_E_IO, LISTEN_E_NOMEM. `path` is for diagnostics.
enum listen_status audio_open(int fd, const char *path, const struct audio_options *options,
                              struct audio_writer **out,
                              struct listen_diag *diag) LISTEN_MUST_CHECK;

/// Append `n_frames` mono frames.
enum listen_status audio_write(struct audio_writer *writer, const int16_t *frames, size_t n_frames,
                               struct listen_diag *diag) LISTEN_MUST_CHECK;

/// Append silence.
enum listen_status audio_silence(struct audio_writer *writer, uint64_t n_frames,
                                 struct listen_diag *diag) LISTEN_MUST_CHECK;

/// The next frame begins the next chapter. More calls than titles are ignored.
void audio_begin_chapter(struct audio_writer *writer);

/// Frames written so far.
uint64_t audio_position(const struct audio_writer *writer);

/// Complete the file and release the writer, also on failure.
enum listen_status audio_finish(struct audio_writer *writer,
                                struct listen_diag *diag) LISTEN_MUST_CHECK;

void audio_abandon(struct audio_writer *writer); ///< release without completing; NULL is fine

/// A chapter's name out of the first words of `text`: at most 60 code points, cut between words and
/// ended by "…" where it is cut.
void chapter_title(struct view text, struct buf *out);

/// A safe and readable part of a file name out of a chapter's name: lower-case ASCII letters,
/// digits and single hyphens, umlauts as ae, oe, ue, ss, at most 40 bytes; "kapitel" if nothing is
/// left.
void chapter_file_part(struct view title, struct buf *out);

#endif
