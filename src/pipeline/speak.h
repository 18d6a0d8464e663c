/// A document spoken: walks it, keeps the workers busy, and hands the sound on in order.
///
/// Promise: the same document and tools give the same frames, with any number of workers, with and
/// without a cache; memory does not grow with the sound.
#ifndef LISTEN_PIPELINE_SPEAK_H
#define LISTEN_PIPELINE_SPEAK_H

#include "pipeline/reading.h"
#include "pipeline/script.h"
#include "pipeline/voicing.h"
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
  struct synth *synth; ///< idle before and after; borrowed; NULL: that of `open_synth`
  /// Gives it, ready, when something has to be spoken.
  enum listen_status (*open_synth)(void *context, struct synth **out, struct listen_diag *diag);
  void *synth_context;
  int sample_rate_hz; ///< of `open_synth`'s
  /// The level of each style, N_STYLES of them; NULL: as the engine speaks.
  const struct level_settings *levels;
  const volatile sig_atomic_t *cancel; ///< non-zero: stop with LISTEN_E_CANCELLED; may be NULL
  struct cache *cache;                 ///< of spoken pieces; NULL: none
  struct view sound_key;               ///< all that shapes their sound besides text and level
  /// The utterances of this very document out of script_find, instead of the walk through it;
  /// `tools` may be empty then. ptr NULL: none.
  struct view script;
  struct script *record; ///< takes the utterances down; NULL: not wanted
  /// Called after each piece with the share of the text that is done, 0..1; may be NULL.
  void (*progress)(void *context, double share);
  void *progress_context;
  const struct sentence_sink *sentences; ///< NULL: nobody; then it costs nothing
};

/// One above the tags of a document's utterances, for script_find.
uint64_t speak_tag_limit(const struct document *document);

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
