/// Where `listen ARTICLE` writes: one file with marks, a file per chapter with a list, or stdout.
#ifndef LISTEN_SESSION_OUTPUT_H
#define LISTEN_SESSION_OUTPUT_H

#include "base/outfile.h"
#include "book/book.h"
#include "chapter/chapter.h"
#include "pipeline/speak.h"
#include "session/target.h"

/// A finished file.
struct output_file {
  char *path;
  uint64_t bytes;
};

/// A chapter of the finished work, in frames over the whole article.
struct output_chapter {
  struct view title;
  uint64_t start, end;
  size_t file; ///< index in `files`
};

struct output {
  const struct document *document;
  const struct target *target;
  enum chapters_mode mode;
  int sample_rate_hz;
  double expected_s;
  const char *host;                    ///< as in struct session_options
  const char *narrator;                ///< name of the voice
  const char *path;                    ///< as the user gave it; "-" for stdout
  const volatile sig_atomic_t *cancel; ///< as in struct session_options
  bool swept;                          ///< as of outfile_open_swept; true from the first file on

  struct arena arena; ///< owns titles and paths
  struct view *titles;
  size_t n_titles;
  struct output_chapter *chapters;
  size_t n_chapters; ///< begun so far
  struct output_file *files;
  struct outfile *pending; ///< complete but not yet under their names
  size_t n_files;

  struct outfile current;
  struct audio_writer *writer;
  struct book *book;        ///< instead of `writer`
  struct sentence_sink tee; ///< tells the book and `also`
  const struct sentence_sink *also;
  uint64_t position; ///< frames over all files
};

/// Prepare; the fields above `arena` are filled in, all else is zero. Nothing is created yet but
/// for a temporary file, and a target that cannot be written is found here.
enum listen_status output_open(struct output *output, struct listen_diag *diag);
/// Functions for speak_document; `output` must outlive them.
struct speak_sink output_sink(struct output *output);
/// Complete all files, under their temporary names.
enum listen_status output_finish(struct output *output, struct listen_diag *diag);
/// Whom speak_document tells of sentences: `also`, which may be NULL, and the book if there is one.
const struct sentence_sink *output_sentences(struct output *output,
                                             const struct sentence_sink *also);
/// Move all files to their names once they are complete, all or none of them as far as the system
/// lets.
enum listen_status output_commit(struct output *output, struct listen_diag *diag);
/// Release everything; files not committed are removed.
void output_close(struct output *output);

/// A path without its ending: "out.wav" → "out". Borrowed from `path`.
struct view output_stem(const char *path);

/// "out.wav" and 3 → "out-03-einstieg.wav": the file of a chapter, from 1.
/// @param ending  for a path that has none, without the dot
void output_chapter_path(const char *path, size_t number, struct view title, const char *ending,
                         struct buf *out);

#endif
