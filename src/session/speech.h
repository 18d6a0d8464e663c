/// A document spoken to files: sound, and the times of its sentences and words beside it.
#ifndef LISTEN_SESSION_SPEECH_H
#define LISTEN_SESSION_SPEECH_H

#include "session/loudness.h"
#include "session/output.h"
#include "session/timings.h"

/// What is to be spoken, and what came of it. The first part is the caller's; zero the rest.
struct speech {
  const struct document *document;
  const struct target_options *options;
  char *const *articles; ///< paths of the documents it was joined of, or of the one it is
  const char *path;      ///< "-" for stdout
  /// Called with the share that is done, once sound can be expected; may be NULL.
  void (*progress)(void *context, double share);
  void *progress_context;
  /// Called when all files are complete, and none of them has its name yet; may be NULL. What it
  /// returns ends the work.
  enum listen_status (*complete)(void *context, const struct speech *speech,
                                 struct listen_diag *diag);
  void *complete_context;

  struct target target;
  struct output output;
  struct timings timings;
  struct loudness_result loudness;
  uint64_t n_frames;
};

/// Check the target, speak, and put all files under their names when all are complete. The session
/// need not be ready yet. Errors: those of the stages; nothing is left behind then.
/// Release with speech_clear in any case.
enum listen_status speech_run(struct speech *speech, struct session *session,
                              struct listen_diag *diag) LISTEN_MUST_CHECK;
void speech_clear(struct speech *speech);

#endif
