// A look-ahead limiter that works on blocks of frames: what a block may be raised to at most is
// found from its true peak; the gain is a smooth curve below all of these, straight within a block.

#include "level/level.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
  BLOCK = 16,           ///< frames; 0.7 ms at 22 050 Hz
  LOOK_AHEAD_US = 5000, ///< the gain goes down over this time, before the peak
  HOLD_US = 10000,      ///< a period of the lowest voice: else the gain would follow its waves
  RELEASE_US = 60000,   ///< time constant of the way back
  PHASES = 4,           ///< as BS.1770 has it, four times the rate finds the peaks between samples
  TAPS = 12,
};

/// Where no sample comes within this share of the ceiling, none between them reaches it: a wave of
/// a quarter of the rate is caught at 0.71 of its peak at the least.
static const float near_ceiling = 0.7F;

/// Peaks are found from four points a sample, which miss those in between by a little.
static const double margin_db = 0.1;

// The loops over all samples, for the processor's widest registers too. The same operations on the
// same numbers, in whatever width: no bit differs. (Sanitizers cannot work in what chooses.)
#if defined __x86_64__ && defined __GNUC__ && !defined __clang__ &&                                \
    !defined __SANITIZE_ADDRESS__ && !defined __SANITIZE_THREAD__
#define WIDE __attribute__((target_clones("avx2", "default")))
#else
#define WIDE
#endif

/// A windowed sinc for each place between two samples: value at i + phase/4 from frames i-5 … i+6.
struct interpolator {
  float taps[PHASES - 1][TAPS];
};

/// fmaxf() would mind NaN, and be called.
static float larger(float a, float b) {
  return a > b ? a : b;
}

static void make_interpolator(struct interpolator *out) {
  const double pi = 3.14159265358979323846;
  for (int phase = 1; phase < PHASES; phase++)
    for (int i = 0; i < TAPS; i++) {
      double x = i - (TAPS / 2 - 1) - (double)phase / PHASES;
      double window = 0.5 * (1 + cos(pi * x / (TAPS / 2)));
      out->taps[phase - 1][i] = (float)(sin(pi * x) / (pi * x) * window);
    }
}

/// The largest value between the frames of a block, and up to the one behind it. `at` is the
/// block's first frame in `frames`; beyond either end there is silence.
WIDE static float peak_between(const struct interpolator *interpolator, const int16_t *frames,
                               size_t n_frames, size_t at) {
  float around[BLOCK + TAPS] = {0};
  for (size_t i = 0; i < BLOCK + TAPS; i++) {
    size_t from = at + i - (TAPS / 2 - 1); // wraps round below zero, and is then not below n
    if (from < n_frames)
      around[i] = frames[from];
  }
  float peak = 0;
  for (size_t phase = 0; phase < PHASES - 1; phase++) {
    // Tap by tap over the whole block, which the compiler does for many frames at once.
    float values[BLOCK] = {0};
    for (size_t tap = 0; tap < TAPS; tap++)
      for (size_t i = 0; i < BLOCK; i++)
        values[i] += around[i + tap] * interpolator->taps[phase][tap];
    for (size_t i = 0; i < BLOCK; i++)
      peak = larger(peak, values[i] < 0 ? -values[i] : values[i]);
  }
  return peak;
}

static float largest_sample(const int16_t *frames, size_t n_frames) {
  int largest = 0;
  for (size_t i = 0; i < n_frames; i++) {
    int size = frames[i] < 0 ? -frames[i] : frames[i];
    largest = size > largest ? size : largest;
  }
  return (float)largest;
}

/// The largest sample of each block.
WIDE static void find_sample_peaks(const int16_t *frames, size_t n_frames, float *peaks) {
  size_t n_whole = n_frames / BLOCK;
  for (size_t b = 0; b < n_whole; b++)
    peaks[b] = largest_sample(frames + b * BLOCK, BLOCK);
  if (n_frames > n_whole * BLOCK)
    peaks[n_whole] = largest_sample(frames + n_whole * BLOCK, n_frames - n_whole * BLOCK);
}

/// Where it is loud, look between the samples too. Returns the largest of all peaks.
static float find_true_peaks(const int16_t *frames, size_t n_frames, float limit,
                             const float *peaks, float *found, size_t n_blocks) {
  struct interpolator interpolator;
  bool made = false;
  float largest = 0;
  for (size_t b = 0; b < n_blocks; b++) {
    found[b] = peaks[b];
    if (peaks[b] > near_ceiling * limit ||
        (b + 1 < n_blocks && peaks[b + 1] > near_ceiling * limit)) {
      if (!made)
        make_interpolator(&interpolator);
      made = true;
      found[b] = larger(found[b], peak_between(&interpolator, frames, n_frames, b * BLOCK));
    }
    largest = larger(largest, found[b]);
  }
  return largest;
}

static size_t blocks_of(int64_t time_us, int sample_rate_hz) {
  int64_t n = (time_us * sample_rate_hz / 1000000 + BLOCK - 1) / BLOCK;
  return n > 0 ? (size_t)n : 1;
}

/// Blocks before and after a peak for which it counts.
struct window {
  size_t hold, look_ahead;
};

static float smaller(float a, float b) {
  return a < b ? a : b;
}

/// Make each value the smallest of itself and the `reach` behind it: of twice as many in each pass.
WIDE static void spread_back(float *values, size_t n, size_t reach) {
  for (size_t done = 0; done < reach;) {
    size_t step = reach - done < done + 1 ? reach - done : done + 1;
    for (size_t b = 0; b + step < n; b++)
      values[b] = smaller(values[b], values[b + step]);
    done += step;
  }
}

/// out[b]: the smallest of `values` from `hold` blocks before b to `look_ahead` + 1 behind it.
/// `values` are lost.
static void spread_minimum(float *values, float *out, size_t n, struct window window) {
  size_t reach = window.hold + window.look_ahead + 1;
  // The first `hold` have less before them than there is room for: theirs begin at the first value.
  float first = 1;
  for (size_t b = 0; b < n && b < window.look_ahead + 1; b++)
    first = smaller(first, values[b]);
  for (size_t b = 0; b < n && b < window.hold; b++) {
    if (b + window.look_ahead + 1 < n)
      first = smaller(first, values[b + window.look_ahead + 1]);
    out[b] = first;
  }
  if (n <= window.hold)
    return;
  spread_back(values, n, reach);
  memcpy(out + window.hold, values, (n - window.hold) * sizeof *out);
}

/// Let the gain come back step by step.
static void release_slowly(float *gains, size_t n, float step) {
  for (size_t b = 1; b < n; b++) {
    float back = gains[b - 1] + (1 - gains[b - 1]) * step;
    gains[b] = gains[b] < back ? gains[b] : back;
  }
}

static float bell(size_t d, size_t last) {
  return (float)(d < last - d ? d : last - d) + 1;
}

/// Round the corners with a bell over the `look_ahead` + 1 blocks up to each: all of these know of
/// the peak by then, so the curve has come down when it is reached.
WIDE static void round_corners(const float *gains, float *out, size_t n, size_t look_ahead) {
  memset(out, 0, n * sizeof *out);
  float sum = 0;
  for (size_t d = 0; d <= look_ahead; d++)
    sum += bell(d, look_ahead);
  for (size_t d = 0; d <= look_ahead; d++) {
    float weight = bell(d, look_ahead) / sum;
    for (size_t b = 0; b < d && b < n; b++)
      out[b] += weight * gains[0];
    for (size_t b = d; b < n; b++)
      out[b] += weight * gains[b - d];
  }
}

/// To the nearest whole number: added to 1.5 * 2^23, a float's last bits count ones.
static int16_t rounded(float value) {
  float shifted = value + 12582912.0F;
  int32_t bits;
  memcpy(&bits, &shifted, sizeof bits);
  return (int16_t)(bits & 0xFFFF);
}

/// `gains[b]` holds at the first frame of block b, and in between the straight line.
WIDE static void apply_curve(int16_t *frames, size_t n_frames, float gain, const float *gains,
                             size_t n_blocks) {
  static const float ramp[BLOCK] = {0.F / 16,  1.F / 16,  2.F / 16,  3.F / 16, 4.F / 16,  5.F / 16,
                                    6.F / 16,  7.F / 16,  8.F / 16,  9.F / 16, 10.F / 16, 11.F / 16,
                                    12.F / 16, 13.F / 16, 14.F / 16, 15.F / 16};
  size_t n_whole = n_frames / BLOCK;
  for (size_t b = 0; b < n_whole; b++) {
    int16_t *block = frames + b * BLOCK;
    float here = gain * gains[b], step = gain * gains[b + 1 < n_blocks ? b + 1 : b] - here;
    for (size_t i = 0; i < BLOCK; i++)
      block[i] = rounded((float)block[i] * (here + step * ramp[i]));
  }
  for (size_t i = n_whole * BLOCK; i < n_frames; i++)
    frames[i] = rounded((float)frames[i] * gain * gains[n_whole]);
}

WIDE static void apply_gain(int16_t *frames, size_t n_frames, float gain) {
  for (size_t i = 0; i < n_frames; i++)
    frames[i] = rounded((float)frames[i] * gain);
}

enum listen_status level_apply(int16_t *frames, size_t n_frames, int sample_rate_hz,
                               const struct level_settings *settings) {
  if (n_frames == 0)
    return LISTEN_OK;
  float gain = (float)pow(10, settings->gain_db / 20);
  double full = 32768 * pow(10, (settings->peak_dbtp - margin_db) / 20);
  float limit = (float)full / gain; // in the frames as they are now
  size_t n_blocks = (n_frames + BLOCK - 1) / BLOCK;
  float *peaks = malloc(2 * n_blocks * sizeof *peaks);
  if (peaks == NULL)
    return LISTEN_E_NOMEM;
  float *curve = peaks + n_blocks;
  find_sample_peaks(frames, n_frames, curve);
  if (find_true_peaks(frames, n_frames, limit, curve, peaks, n_blocks) <= limit) {
    if (settings->gain_db != 0)
      apply_gain(frames, n_frames, gain);
  } else {
    struct window window = {blocks_of(HOLD_US, sample_rate_hz),
                            blocks_of(LOOK_AHEAD_US, sample_rate_hz)};
    double block_us = 1e6 * BLOCK / sample_rate_hz;
    for (size_t b = 0; b < n_blocks; b++)
      peaks[b] = peaks[b] > limit ? limit / peaks[b] : 1;
    spread_minimum(peaks, curve, n_blocks, window);
    release_slowly(curve, n_blocks, (float)(1 - exp(-block_us / RELEASE_US)));
    round_corners(curve, peaks, n_blocks, window.look_ahead);
    apply_curve(frames, n_frames, gain, peaks, n_blocks);
  }
  free(peaks);
  return LISTEN_OK;
}
