#include "level/meter.h"

#include <ebur128.h>
#include <math.h>
#include <stdlib.h>

struct level_meter {
  ebur128_state *state;
};

struct level_meter *level_meter_new(int sample_rate_hz, bool peak) {
  struct level_meter *meter = malloc(sizeof *meter);
  if (meter == NULL)
    return NULL;
  // The histogram has a fixed size; what its steps of 0.1 LU cost is below 0.02 LU.
  int mode = EBUR128_MODE_I | EBUR128_MODE_HISTOGRAM | (peak ? EBUR128_MODE_TRUE_PEAK : 0);
  meter->state = ebur128_init(1, (unsigned long)sample_rate_hz, mode);
  if (meter->state == NULL) {
    free(meter);
    return NULL;
  }
  return meter;
}

bool level_meter_add(struct level_meter *meter, const int16_t *frames, size_t n_frames) {
  return ebur128_add_frames_short(meter->state, frames, n_frames) == EBUR128_SUCCESS;
}

bool level_meter_silence(struct level_meter *meter, uint64_t n_frames) {
  static const int16_t zeros[4096];
  const size_t most = sizeof zeros / sizeof *zeros;
  bool fine = true;
  while (fine && n_frames > 0) {
    size_t n = n_frames < most ? (size_t)n_frames : most;
    fine = level_meter_add(meter, zeros, n);
    n_frames -= n;
  }
  return fine;
}

double level_meter_lufs(const struct level_meter *meter) {
  double lufs;
  return ebur128_loudness_global(meter->state, &lufs) == EBUR128_SUCCESS ? lufs : -HUGE_VAL;
}

double level_meter_peak_dbtp(const struct level_meter *meter) {
  double peak;
  return ebur128_true_peak(meter->state, 0, &peak) == EBUR128_SUCCESS && peak > 0 ? 20 * log10(peak)
                                                                                  : -HUGE_VAL;
}

void level_meter_free(struct level_meter *meter) {
  if (meter == NULL)
    return;
  ebur128_destroy(&meter->state);
  free(meter);
}
