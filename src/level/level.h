/// The level of the sound: one gain, and a limiter that holds the true peak.
///
/// Promise: pure; the same frames and settings give the same frames. No sample and no peak between
/// samples (as EBU R128 measures them) comes out above the ceiling. The gain moves too slowly to be
/// heard: it goes down before a peak, over 5 ms, and comes back over some 60 ms, so there is no
/// distortion and no pumping. A stretch begins and ends in silence, so none depends on the one
/// before it.
#ifndef LISTEN_LEVEL_LEVEL_H
#define LISTEN_LEVEL_LEVEL_H

#include "base/status.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct level_settings {
  double gain_db;   ///< -60..60
  double peak_dbtp; ///< -20..0: no true peak above this
};

/// Bring a stretch of mono sound to its level, in place.
/// Errors: LISTEN_E_NOMEM; the frames are as they were then.
enum listen_status level_apply(int16_t *frames, size_t n_frames, int sample_rate_hz,
                               const struct level_settings *settings) LISTEN_MUST_CHECK;

/// How loud a voice is by itself, as `listen voices --calibrate` finds it.
struct level_measured {
  double lufs;       ///< integrated loudness of its speech, without gain
  double limited_lu; ///< what the limiter at -1 dBTP takes away when the gain aims at -16 LUFS
};

/// The gain that brings a voice to `target_lufs` once the limiter has done its work.
double level_gain_db(const struct level_measured *voice, double target_lufs, double peak_dbtp);

/// How a voice is set up, as far as it changes its loudness.
struct level_voice {
  int rate_wpm, pitch, range;
};

/// By how much louder espeak-ng becomes, in LU, when a voice that was measured as `measured` speaks
/// as `now`. Accurate to 0.2 LU for 120 to 260 words a minute and pitches of 25 to 75, 0.4 beyond.
double level_change_lu(const struct level_voice *measured, const struct level_voice *now);

#endif
