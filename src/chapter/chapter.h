/// PCM and chapter marks → an audio file.
///
/// Promise: streams with constant memory; a file's chapters carry their names, so that
/// `ffprobe -show_chapters` prints them; the same frames give the same bytes, on any number of
/// cores. WAV is written by libsndfile (more than 4 GiB becomes RF64); the other formats by
/// FFmpeg's libraries, in a process of their own beside the synthesis.
#ifndef LISTEN_CHAPTER_CHAPTER_H
#define LISTEN_CHAPTER_CHAPTER_H

#include "base/buf.h"
#include "base/diag.h"
#include "base/view.h"
#include <stdint.h>

enum audio_format {
  AUDIO_WAV,
  AUDIO_FLAC,
  AUDIO_OGG,  ///< Vorbis
  AUDIO_OPUS, ///< in Ogg
  AUDIO_MP3,
  AUDIO_M4B, ///< AAC in MP4
  AUDIO_RAW, ///< 16 bit, little endian, mono, no header
  AUDIO_N_FORMATS,
};

struct audio_format_info {
  const char *name;       ///< as for --format, and the ending without its full stop
  const char *media_type; ///< IANA, with the codec where the container holds several
  int bitrate_kbps;       ///< the default; 0: lossless, takes none
  int min_kbps, max_kbps;
  bool has_chapters, has_cover;
  bool streams;        ///< can be written to a pipe
  double peak_room_db; ///< by how much decoding may raise a peak
  double softer_lu;    ///< by how much decoded sound is softer than what was encoded
};

const struct audio_format_info *audio_format_info(enum audio_format format); ///< static

/// The format of a name as in audio_format_info; false if there is none.
bool audio_format_named(const char *name, enum audio_format *out);

/// The format a path's ending stands for, in upper or lower case; false if it ends in none of them.
bool audio_format_of_path(const char *path, enum audio_format *out);

/// Can this build, as it is installed, write the format?
/// Errors: LISTEN_E_USAGE, with what to do.
enum listen_status audio_format_check(enum audio_format format,
                                      struct listen_diag *diag) LISTEN_MUST_CHECK;

/// Is this a JPEG or PNG, not cut off, and of a size that every format can hold? It is not decoded:
/// the encoders do that when they write it. `path` is for diagnostics. Errors: LISTEN_E_USAGE.
enum listen_status audio_cover_check(struct view image, const char *path,
                                     struct listen_diag *diag) LISTEN_MUST_CHECK;

/// In the container's own fields; a view with len 0 is left out. Control characters become blanks.
struct audio_tags {
  struct view title;
  struct view artist;       ///< the author
  struct view album;        ///< the site, or the work that a chapter's file belongs to
  struct view date;         ///< ISO 8601
  struct view language;     ///< BCP 47; written as the container wants it ("de", "deu")
  unsigned track, n_tracks; ///< 0: none
};

struct audio_options {
  enum audio_format format;
  int bitrate_kbps; ///< 0: the format's default
  int sample_rate_hz;
  struct audio_tags tags;
  struct view cover;                 ///< a JPEG or PNG; len 0: none
  const char *cover_path;            ///< for diagnostics
  const struct view *chapter_titles; ///< one for each audio_begin_chapter to come
  size_t n_chapters;                 ///< 0: no chapter marks
  const char *host;  ///< path of listen-host, which encodes, so that nothing is forked; NULL: fork
  double expected_s; ///< about how long it gets; past 18 hours a WAV is prepared for RF64
};

struct audio_writer;

/// Begin a mono file on `fd`, which stays the caller's and must be at its start. Where it can be
/// positioned, sizes and chapter marks are exact; a pipe gets what a player plays at once, without
/// chapter marks (and WAV without the cover, which stands at its end). Strings are copied; the
/// cover is borrowed until the writer is released.
///
/// Formats other than WAV and raw are written by a process of their own: what goes wrong there,
/// the image and the bit rate included, is reported by a later call. The position of `fd` is
/// undefined afterwards. SIGPIPE is to be ignored.
/// Errors: LISTEN_E_IO, LISTEN_E_NOMEM, LISTEN_E_USAGE (the format is not to be had, or not on a
/// pipe). `path` is for diagnostics.
enum listen_status audio_open(int fd, const char *path, const struct audio_options *options,
                              struct audio_writer **out,
                              struct listen_diag *diag) LISTEN_MUST_CHECK;

/// Append `n_frames` mono frames. Errors: LISTEN_E_IO, LISTEN_E_CANCELLED (a signal came while
/// waiting for a slow reader), LISTEN_E_ENGINE (the encoder failed), LISTEN_E_USAGE (the cover).
enum listen_status audio_write(struct audio_writer *writer, const int16_t *frames, size_t n_frames,
                               struct listen_diag *diag) LISTEN_MUST_CHECK;

/// Append silence.
enum listen_status audio_silence(struct audio_writer *writer, uint64_t n_frames,
                                 struct listen_diag *diag) LISTEN_MUST_CHECK;

/// The next frame begins the next chapter. More calls than titles are ignored.
void audio_begin_chapter(struct audio_writer *writer);

/// Frames written so far.
uint64_t audio_position(const struct audio_writer *writer);

/// Complete the file and release the writer, also on failure. A chapter that never began is put at
/// the end. Errors: as for audio_write.
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
