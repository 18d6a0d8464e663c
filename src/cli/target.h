/// What `listen ARTICLE` writes: format, bit rate and cover, out of the options and the file's
/// name.
#ifndef LISTEN_CLI_TARGET_H
#define LISTEN_CLI_TARGET_H

#include "chapter/chapter.h"
#include "cli/cli.h"

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
enum listen_status target_open(struct target *target, const struct cli_options *options,
                               const char *path, struct listen_diag *diag);
void target_close(struct target *target);

const char *target_ending(const struct target *target);     ///< "wav", "epub", …
const char *target_media_type(const struct target *target); ///< IANA

/// "artikel.txt" → "artikel.wav", or the ending of --format, in the current folder; "-" →
/// "out.wav". Appended to `out`.
enum listen_status target_default_path(const struct cli_options *options, const char *article,
                                       struct buf *out, struct listen_diag *diag);

#endif
