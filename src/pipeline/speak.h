/// A document spoken: walks it, keeps the workers busy, and hands the sound on in order.
#ifndef LISTEN_PIPELINE_SPEAK_H
#define LISTEN_PIPELINE_SPEAK_H

#include "pipeline/reading.h"
#include "synth/synth.h"
#include "timing/timing.h"

/// Where the sound goes. Each function may fail with a diagnostic, which ends the run.
struct speak_sink {
  void *context;
  /// `block` (an index in document->blocks) opens a chapter; its frames come next.
  enum listen_status (*chapter)(void *context, size_t block, struct listen_diag *diag);
  enum listen_status (*frames)(void *context, const int16_t *frames, size_t n_frames,
                               struct listen_diag *diag);
  enum listen_status (*silence)(void *context, uint64_t n_frames, struct listen_diag *diag);
};

/// Throws everything away.
extern const struct speak_sink speak_nowhere;

/// Who wants to know when each sentence is heard.
struct sentence_sink {
  void *context;
  /// A sentence was handed on; called in order, before the frames of the next. It is borrowed for
  /// the call. One that makes no sound is passed over.
  enum listen_status (*sentence)(void *context, const struct timed_sentence *sentence,
                                 struct listen_diag *diag);
};

struct speak_options {
  struct synth *synth; ///< idle before and after; borrowed
  /// The level of each style, N_STYLES of them; NULL: as the engine speaks.
  const struct level_settings *levels;
  const volatile sig_atomic_t *cancel; ///< non-zero: stop with LISTEN_E_CANCELLED; may be NULL
  /// Called after each piece with the share of the text that is done, 0..1; may be NULL.
  void (*progress)(void *context, double share);
  void *progress_context;
  const struct sentence_sink *sentences; ///< NULL: nobody; then it costs nothing
};

/// Speak the whole document into `sink`.
/// @param n_frames  out: frames handed on, silence included
/// Errors: those of the engine and of the sink; LISTEN_E_NOMEM; LISTEN_E_CANCELLED;
/// LISTEN_E_INPUT where nothing in the document makes a sound.
enum listen_status speak_document(const struct document *document,
                                  const struct reading_tools *tools,
                                  const struct speak_options *options,
                                  const struct speak_sink *sink, uint64_t *n_frames,
                                  struct listen_diag *diag) LISTEN_MUST_CHECK;

#endif
