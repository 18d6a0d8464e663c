/// What the parts of the library share among themselves. Every function of listen.h that works
/// enters here and leaves here: in between the thread has the C locale and is spared the signals of
/// closed pipes, so the stages need not know whose process they are in.
#ifndef LISTEN_API_API_H
#define LISTEN_API_API_H

#include "api/listen.h"
#include "session/session.h"
#include "session/target.h"

#include <locale.h>
#include <stdatomic.h>

struct listen_error {
  struct listen_diag diag;
};

enum { OPTIONS_TEXTS = 8 };

/// Strings owned, so that they live as long as what borrows them.
struct listen_options {
  struct arena arena;
  struct session_options session;
  bool german;
};

struct listen_reader {
  struct arena arena; ///< owns the strings of `options`
  struct session_options options;
  struct session session;
  bool german;
  volatile sig_atomic_t cancel; ///< enum cancel_reason
};

/// Why a reader is to stop: by listen_reader_cancel, or for this call only.
enum cancel_reason { CANCEL_NOT, CANCEL_ALL, CANCEL_CALL };

struct listen_article {
  struct document document;
  struct arena arena;
  const char *name;                ///< as it was handed in, or ""
  size_t *shown;                   ///< of each block of the document, its number for the outside
  struct listen_chapter *chapters; ///< blocks counted as outside
  size_t *opening;                 ///< the block of the document that opens each
  size_t n_chapters;
};

/// A call at work.
struct call {
  struct listen_reader *reader; ///< NULL: none
  struct listen_error **error;
  struct listen_diag diag;
  struct host {
    locale_t locale;
    sigset_t signals;
    bool pending[2]; ///< signals that waited before we came
  } host;
};

/// Enter. @param reader  NULL: `german` says the language
void call_begin(struct call *call, struct listen_reader *reader, bool german, listen_error **error);
/// Leave, with the status as the outside has it; a failure puts its error there.
listen_status call_end(struct call *call, enum listen_status status);
/// Leave for a callback, and enter again.
void call_pause(struct call *call);
void call_resume(struct call *call);

/// A failure that is found before anything else.
enum listen_status call_usage(struct call *call, const char *english, const char *german);

static inline listen_text text_of(struct view view) {
  return (listen_text){view.ptr, view.ptr != NULL ? view.len : 0};
}
static inline listen_text text_of_string(const char *string) {
  return text_of(view_of(string));
}
static inline uint64_t ms_of_seconds(double seconds) {
  return seconds > 0 ? (uint64_t)(seconds * 1000 + 0.5) : 0;
}
static inline uint64_t ms_of_frames(uint64_t frames, int sample_rate_hz) {
  return sample_rate_hz > 0
             ? (frames * 1000 + (uint64_t)sample_rate_hz / 2) / (uint64_t)sample_rate_hz
             : 0;
}

/// Fill a struct of the host's, which may be older or newer than ours.
void fill(void *out, size_t size, const void *from, size_t from_size);
#define FILL(out, size, value) fill((out), (size), &(value), sizeof(value))

/// The index of a word in a list that ends with NULL; -1 where it is none of them.
int word_index(const char *word, const char *const *words);

/// A copy in the arena; `*out` is left alone where that fails, or a copy of the path of a file that
/// is called "-", which inside means a standard file.
listen_status keep_string(struct arena *arena, const char *text, const char **out);
listen_status keep_path(struct arena *arena, const char *path, const char **out);

/// Where profiles are looked for, for voice_profile_load; "" where that is not known.
void voices_base(char *out, size_t size);

struct span source_of(const struct block *block, struct span in_text);
/// Of an article's block, as the outside counts.
size_t shown_index(const struct listen_article *article, size_t block);

struct listen_output {
  struct arena arena;
  struct target_options target;
  int (*progress)(void *context, double share);
  void *progress_context;
};

#endif
