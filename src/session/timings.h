/// `--timings FILE`: when each sentence and word is heard, as files beside the sound.
///
/// With `--chapters files` each target becomes a file per chapter, named and counted like the
/// chapter's audio file.
#ifndef LISTEN_SESSION_TIMINGS_H
#define LISTEN_SESSION_TIMINGS_H

#include "base/outfile.h"
#include "pipeline/speak.h"
#include "session/output.h"
#include "timing/write.h"

/// A file that is complete, or being written.
struct timings_file {
  struct view path; ///< in the arena, NUL-terminated
  enum timing_format format;
  uint64_t bytes;
  struct outfile outfile; ///< not yet under its name
};

/// What one --timings asks for.
struct timings_target {
  const char *path;
  struct timing_file writer;
  struct timings_file *file; ///< being written; NULL: none
  bool swept;                ///< as of outfile_open_swept
};

struct timings {
  const struct document *document;
  const char *audio_path;
  const char *audio_ending; ///< of a path that has none
  bool by_chapter;
  struct sentence_sink sink;
  struct timings_target targets[TARGET_TIMINGS_MAX];
  size_t n_targets;
  struct arena arena;         ///< owns paths and `files`
  struct timings_file *files; ///< of all targets
  size_t n_files;
  struct buf text; ///< to be written
  struct timing_context context;
  size_t next_block; ///< the first block whose chapter and article are not counted
  bool any_chapter;  ///< one has begun
};

/// Does every target have an ending that is known, and can it hold what it is to?
/// @param each  every article gets an audio file of its own
/// Errors: LISTEN_E_USAGE.
enum listen_status timings_check(const struct target_options *options, bool each,
                                 struct listen_diag *diag) LISTEN_MUST_CHECK;

/// Prepare, and create what can be created, so that a target that cannot be written is found now.
/// A target that is an ending only (".vtt") goes beside the audio file, by its name.
/// @param audio_path  "-" for stdout
/// @param audio       what is written there; a book has all times in one file
/// @param articles    the document's article, or those it was joined of; borrowed
/// Errors: LISTEN_E_USAGE (one file would lose another), LISTEN_E_IO, LISTEN_E_NOMEM. Release with
/// timings_close in any case.
enum listen_status timings_open(struct timings *timings, const struct target_options *options,
                                const struct document *document, char *const *articles,
                                const char *audio_path, const struct target *audio,
                                int sample_rate_hz, struct listen_diag *diag) LISTEN_MUST_CHECK;

/// Whom speak_document tells of sentences; NULL where no timings are wanted.
const struct sentence_sink *timings_sink(struct timings *timings);

/// Complete the files. @param n_frames  length of the whole article
enum listen_status timings_finish(struct timings *timings, uint64_t n_frames,
                                  struct listen_diag *diag) LISTEN_MUST_CHECK;

/// Put them under their names.
enum listen_status timings_commit(struct timings *timings,
                                  struct listen_diag *diag) LISTEN_MUST_CHECK;

void timings_close(struct timings *timings); ///< drops what was not committed

#endif
