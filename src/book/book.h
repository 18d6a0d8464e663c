/// Sound, text and times → a read-along book: EPUB 3 with media overlays.
///
/// Each article, or each chapter of a long one, becomes a document of XHTML, a file of sound (MP3,
/// which every reading system plays) and an overlay (SMIL) that says which sentence is heard when.
/// All that belongs to the article is printed, also what is not read.
///
/// Promise: streams with constant memory beside the document, through files without a name beside
/// the target; the same input gives the same bytes.
#ifndef LISTEN_BOOK_BOOK_H
#define LISTEN_BOOK_BOOK_H

#include "base/diag.h"
#include "extract/extract.h"
#include "timing/timing.h"
#include <signal.h>

enum book_division {
  BOOK_AUTO,       ///< a document for each article; of a book, and a long article, for each chapter
  BOOK_CHAPTERS,   ///< a document for each chapter
  BOOK_NO_CHAPTERS ///< as BOOK_AUTO, but the contents list documents only
};

struct book_options {
  const struct document *document;
  enum book_division division;
  int sample_rate_hz;
  int bitrate_kbps;     ///< 0: the format's default
  struct view cover;    ///< a JPEG or PNG that audio_cover_check passed; len 0: none
  const char *narrator; ///< name of the voice
  const char *host;     ///< as in struct audio_options
  const char *path;     ///< of the target, for diagnostics and for the folder; "-" for stdout
  bool has_epoch;       ///< `epoch_s` is the book's date; else that of the article
  int64_t epoch_s;      ///< seconds since 1970
  const volatile sig_atomic_t *cancel; ///< non-zero: stop with LISTEN_E_CANCELLED; may be NULL
};

struct book;

/// Begin a book. Options are borrowed until book_close.
/// Errors: LISTEN_E_IO, LISTEN_E_NOMEM.
enum listen_status book_open(const struct book_options *options, struct book **out,
                             struct listen_diag *diag) LISTEN_MUST_CHECK;

// The sound, as speak_sink gives it. Errors: those of audio_open and audio_write.
/// `block`, an index in document->blocks, opens a chapter as reading_opens_chapter says.
enum listen_status book_chapter(struct book *book, size_t block,
                                struct listen_diag *diag) LISTEN_MUST_CHECK;
enum listen_status book_frames(struct book *book, const int16_t *frames, size_t n_frames,
                               struct listen_diag *diag) LISTEN_MUST_CHECK;
enum listen_status book_silence(struct book *book, uint64_t n_frames,
                                struct listen_diag *diag) LISTEN_MUST_CHECK;

/// The times, as sentence_sink gives them; before or behind the sound, all the same.
/// Errors: LISTEN_E_IO, LISTEN_E_NOMEM.
enum listen_status book_sentence(struct book *book, const struct timed_sentence *sentence,
                                 struct listen_diag *diag) LISTEN_MUST_CHECK;

/// Complete the book and write it to `fd`, which stays the caller's, from its start on; a pipe will
/// do. @param bytes  out: its size
/// Errors: LISTEN_E_IO, LISTEN_E_NOMEM, LISTEN_E_CANCELLED.
enum listen_status book_finish(struct book *book, int fd, uint64_t *bytes,
                               struct listen_diag *diag) LISTEN_MUST_CHECK;

void book_close(struct book *book); ///< NULL is fine

extern const char *const book_media_type; ///< of the whole

#endif
