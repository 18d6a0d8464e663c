/// How loud a run is to become, from profile and options, and the run itself.
#ifndef LISTEN_SESSION_LOUDNESS_H
#define LISTEN_SESSION_LOUDNESS_H

#include "pipeline/speak.h"
#include "session/session.h"

/// What came out; not finite where it was not measured, and for silence.
struct loudness_result {
  double lufs, peak_dbtp;
};

/// The level of each style for this run.
void loudness_levels(const struct session *session, struct level_settings levels[N_STYLES]);

/// speak_document with every style at its level; the loudness of the whole is measured where
/// LOUDNESS_MEASURE, a voice that was never measured, or `measure` of the options asks for it.
/// @param speak  without levels
enum listen_status loudness_speak(const struct session *session, const struct document *document,
                                  const struct speak_options *speak, const struct speak_sink *sink,
                                  uint64_t *n_frames, struct loudness_result *result,
                                  struct listen_diag *diag) LISTEN_MUST_CHECK;

#endif
