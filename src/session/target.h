/// What is written of a document: format, bit rate and cover, out of the options and the file's
/// name.
#ifndef LISTEN_SESSION_TARGET_H
#define LISTEN_SESSION_TARGET_H

#include "chapter/chapter.h"
#include "session/session.h"

enum chapters_mode { CHAPTERS_MARKS, CHAPTERS_FILES, CHAPTERS_NONE };

enum { TARGET_TIMINGS_MAX = 8 };

/// What is asked for. All strings are borrowed.
struct target_options {
  int format;        ///< enum audio_format; -1: by the output's ending
  bool book;         ///< a read-along book
  int bitrate_kbps;  ///< 0: the format's default
  const char *cover; ///< path of an image; NULL: none
  enum chapters_mode chapters;
  const char *timings[TARGET_TIMINGS_MAX]; ///< files, or endings only
  size_t n_timings;
  bool swept;           ///< leftovers of killed runs have been removed already
  char *const *sources; ///< files that must not be written over
  int n_sources;
  const volatile sig_atomic_t *cancel; ///< as in struct session_options
};

struct target {
  enum audio_format format; ///< of a book, that of the sound in it
  bool book;                ///< a read-along book: EPUB
  int bitrate_kbps;         ///< 0: the format's default
  struct buf cover;
  const char *cover_path;
};

/// Check the options against each other and read the cover.
/// @param path  where the sound goes; "-" for stdout
/// Errors: LISTEN_E_USAGE, LISTEN_E_IO.
enum listen_status target_open(struct target *target, const struct target_options *options,
                               const char *path, struct listen_diag *diag);
void target_close(struct target *target);

const char *target_ending(const struct target *target);     ///< "wav", "epub", …
const char *target_media_type(const struct target *target); ///< IANA

/// "artikel.txt" → "artikel.wav", or the ending of --format, in the current folder; "-" →
/// "out.wav". Appended to `out`.
enum listen_status target_default_path(const struct target_options *options, const char *article,
                                       struct buf *out, struct listen_diag *diag);

#endif
