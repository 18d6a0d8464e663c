/// Sinks that stand between speech and file for the sake of loudness.
#ifndef LISTEN_PIPELINE_LOUDNESS_H
#define LISTEN_PIPELINE_LOUDNESS_H

#include "level/level.h"
#include "level/meter.h"
#include "pipeline/speak.h"

/// Hands everything on at once, and measures it.
struct metering {
  struct speak_sink next;
  struct level_meter *meter;
};
struct speak_sink metering_sink(struct metering *metering); ///< borrows it

/// Keeps everything aside, in a temporary file without a name, until the loudness is known.
/// Memory does not grow with the sound.
struct spool;

/// The file is in $TMPDIR, else in /var/tmp, which is meant for large ones.
/// Errors: LISTEN_E_IO, LISTEN_E_NOMEM. Release with spool_free.
enum listen_status spool_new(int sample_rate_hz, struct spool **out,
                             struct listen_diag *diag) LISTEN_MUST_CHECK;
struct speak_sink spool_sink(struct spool *spool);

/// What spool_measure found.
struct spool_loudness {
  double gain_db;    ///< the gain that leads to the target
  double lufs;       ///< what comes out with it
  double raw_lufs;   ///< what was put in
  double limited_lu; ///< what the limiter takes away of it
};

/// Find the gain that brings what is in the spool to `target_lufs` with its peaks limited, to
/// 0.02 LU. Silence has a gain of 0. Errors: LISTEN_E_IO, LISTEN_E_NOMEM.
enum listen_status spool_measure(struct spool *spool, double target_lufs, double peak_dbtp,
                                 struct spool_loudness *out,
                                 struct listen_diag *diag) LISTEN_MUST_CHECK;

/// Hand everything on, each stretch brought to its level. Errors: those of `next`; LISTEN_E_IO,
/// LISTEN_E_NOMEM.
enum listen_status spool_play(struct spool *spool, const struct level_settings *level,
                              const struct speak_sink *next,
                              struct listen_diag *diag) LISTEN_MUST_CHECK;

void spool_free(struct spool *spool); ///< NULL is fine

#endif
