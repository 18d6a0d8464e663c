// Gain and limiter on sounds made here, and the meter that the rest is measured with.

#include "support.h"

#include "level/level.h"
#include "level/meter.h"

#include <math.h>
#include <stdlib.h>

enum { RATE = 22050, SECOND = RATE };
static const double pi = 3.14159265358979323846;

static double db(double ratio) {
  return 20 * log10(ratio);
}

static void add_tone(int16_t *frames, size_t n, double hz, double phase, double amplitude) {
  for (size_t i = 0; i < n; i++)
    frames[i] =
        (int16_t)lround(frames[i] + amplitude * sin(2 * pi * hz * (double)i / RATE + phase));
}

static int16_t *silence(size_t n) {
  int16_t *frames = calloc(n, sizeof *frames);
  assert_non_null(frames);
  return frames;
}

static void apply(int16_t *frames, size_t n, double gain_db, double peak_dbtp) {
  struct level_settings settings = {gain_db, peak_dbtp};
  assert_int_equal(level_apply(frames, n, RATE, &settings), LISTEN_OK);
}

static double true_peak_dbtp(const int16_t *frames, size_t n) {
  struct level_meter *meter = level_meter_new(RATE, true);
  assert_non_null(meter);
  assert_true(level_meter_add(meter, frames, n));
  assert_true(level_meter_silence(meter, 1000)); // what lies between the last samples comes out
  double peak = level_meter_peak_dbtp(meter);
  level_meter_free(meter);
  return peak;
}

static double lufs(const int16_t *frames, size_t n) {
  struct level_meter *meter = level_meter_new(RATE, false);
  assert_non_null(meter);
  assert_true(level_meter_add(meter, frames, n));
  double loudness = level_meter_lufs(meter);
  level_meter_free(meter);
  return loudness;
}

/// Amplitude of a tone within a stretch, by correlation with it.
static double amplitude(const int16_t *frames, size_t from, size_t n, double hz) {
  double re = 0, im = 0;
  for (size_t i = from; i < from + n; i++) {
    double angle = 2 * pi * hz * (double)i / RATE;
    re += frames[i] * cos(angle);
    im += frames[i] * sin(angle);
  }
  return 2 * hypot(re, im) / (double)n;
}

static void a_gain_is_exact_where_nothing_is_loud(void **state) {
  (void)state;
  int16_t frames[] = {0, 100, -100, 3, -3, 12000, -12000, 0};
  apply(frames, 8, db(2), -1);
  static const int16_t want[] = {0, 200, -200, 6, -6, 24000, -24000, 0};
  assert_memory_equal(frames, want, sizeof want);
  apply(frames, 8, 0, -1);
  assert_memory_equal(frames, want, sizeof want);
  apply(frames, 8, db(0.5), -1);
  assert_int_equal(frames[5], 12000);
  apply(frames, 0, 6, -1); // nothing is fine
}

static void no_peak_passes(void **state) {
  (void)state;
  static const struct {
    double hz, phase, amplitude, gain_db, peak_dbtp;
  } cases[] = {
      {200, 0, 30000, 0, -1},
      {200, 0, 30000, 12, -1},
      {1000, 0.3, 32700, 20, -1},
      {200, 0, 30000, 12, -3},
      {RATE / 4.0, pi / 4, 32000, 0, -1}, // between its samples by 3 dB
      {RATE / 4.0, pi / 4, 16000, 8, -1},
      {RATE / 3.0, pi / 6, 30000, 3, -1},
      {RATE / 6.0, 0.5, 32000, 6, -1},
      {5000, 1, 32000, 0, -6},
  };
  for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
    int16_t *frames = silence(SECOND);
    add_tone(frames + 2000, SECOND - 4000, cases[c].hz, cases[c].phase, cases[c].amplitude);
    apply(frames, SECOND, cases[c].gain_db, cases[c].peak_dbtp);
    double peak = true_peak_dbtp(frames, SECOND);
    if (peak > cases[c].peak_dbtp + 0.05 || peak < cases[c].peak_dbtp - 1)
      fail_msg("case %zu: %.2f dBTP, wanted just below %.1f", c, peak, cases[c].peak_dbtp);
    free(frames);
  }
}

/// Pulses at every place in a block, at the very beginning and end, one sample wide, and noise.
static void no_peak_passes_anywhere(void **state) {
  (void)state;
  enum { N = 700 };
  for (size_t at = 0; at < N; at += at < 40 || at > N - 40 ? 1 : 37) {
    int16_t frames[N] = {0};
    frames[at] = 32767;
    if (at + 1 < N)
      frames[at + 1] = -32768;
    apply(frames, N, 6, -1);
    assert_true(true_peak_dbtp(frames, N) < -0.95);
  }
  uint32_t seed = 1;
  int16_t *noise = silence(SECOND);
  for (size_t i = 0; i < SECOND; i++) {
    seed = seed * 1664525 + 1013904223;
    noise[i] = (int16_t)(seed >> 16);
  }
  apply(noise, SECOND, 10, -1);
  for (size_t i = 0; i < SECOND; i++)
    assert_true(abs(noise[i]) < 29205);
  assert_true(true_peak_dbtp(noise, SECOND) < -0.9);
  free(noise);
}

/// A soft tone, and in its middle a loud burst: how the tone fares around it.
static void the_gain_moves_unheard(void **state) {
  (void)state;
  enum { BURST_AT = SECOND / 2, BURST = RATE / 100, STEP = RATE / 200 };
  int16_t *frames = silence(SECOND);
  add_tone(frames, SECOND, 2000, 0, 3000);
  add_tone(frames + BURST_AT, BURST, 1000, 0, 29000);
  apply(frames, SECOND, 6, -1);
  double before = amplitude(frames, BURST_AT - RATE / 10, RATE / 20, 2000);
  assert_true(fabs(before - 5986) < 30); // up to 50 ms before it, nothing
  double last = 0;
  for (size_t at = BURST_AT + BURST + STEP; at + STEP < SECOND - RATE / 10; at += STEP) {
    double now = amplitude(frames, at, STEP, 2000);
    if (last > 0) {
      assert_true(now > last * 0.99); // it only comes back
      assert_true(db(now / last) < 0.6);
    }
    last = now;
  }
  double held = amplitude(frames, BURST_AT + BURST + STEP, STEP, 2000);
  assert_true(db(held / before) < -3); // not yet back 5 ms later: nobody hears a step
  double back = amplitude(frames, BURST_AT + BURST + RATE * 3 / 10, RATE / 20, 2000);
  assert_true(db(back / before) > -0.1); // nor is it missing 300 ms later
  free(frames);
}

/// A loud voice is a row of pulses: the gain must not follow them, which would be distortion.
static void a_steady_voice_has_a_steady_gain(void **state) {
  (void)state;
  enum { PERIOD = RATE / 100 };
  int16_t *frames = silence(SECOND);
  for (size_t at = 0; at < SECOND; at += PERIOD)
    for (size_t i = 0; i < PERIOD && at + i < SECOND; i++)
      frames[at + i] = (int16_t)(30000 * exp(-(double)i / 30) * cos((double)i / 4));
  int16_t *limited = silence(SECOND);
  memcpy(limited, frames, (size_t)SECOND * sizeof *frames);
  apply(limited, SECOND, 6, -1);
  double low = 10, high = 0;
  for (size_t i = SECOND / 2; i < SECOND - RATE / 10; i++) {
    if (abs(frames[i]) < 3000)
      continue; // rounding
    double gain = (double)limited[i] / frames[i];
    low = fmin(low, gain);
    high = fmax(high, gain);
  }
  assert_true(db(high / low) < 0.1);
  free(limited);
  free(frames);
}

static void edges_stay_silent(void **state) {
  (void)state;
  int16_t *frames = silence(SECOND);
  add_tone(frames + 1000, SECOND - 2000, 300, 0, 32000);
  apply(frames, SECOND, 12, -1);
  for (size_t i = 0; i < 1000; i++)
    assert_true(frames[i] == 0 && frames[SECOND - 1 - i] == 0);
  free(frames);
}

static void the_meter_measures(void **state) {
  (void)state;
  int16_t *frames = silence(10 * SECOND);
  assert_true(lufs(frames, 10 * SECOND) == -HUGE_VAL);
  assert_true(true_peak_dbtp(frames, 10 * SECOND) == -HUGE_VAL);
  // EBU Tech 3341: a sine of 1 kHz at 0 dBFS in one channel is at -3.01 LUFS.
  add_tone(frames, 10 * SECOND, 1000, 0, 3276.8);
  assert_true(fabs(lufs(frames, 10 * SECOND) + 23.01) < 0.1);
  assert_true(fabs(true_peak_dbtp(frames, 10 * SECOND) + 20) < 0.1);
  free(frames);
}

static void known_voices_get_the_right_gain(void **state) {
  (void)state;
  struct level_measured soft = {-24, 1};
  assert_true(fabs(level_gain_db(&soft, -24, -1)) < 0.05);
  assert_true(fabs(level_gain_db(&soft, -19, -1) - 5) < 0.1);
  double loud = level_gain_db(&soft, -16, -1);
  assert_true(loud > 9.5 && loud < 10.6); // what the limiter takes away is given before
  assert_true(level_gain_db(&soft, -16, -3) > loud + 0.5);
  struct level_measured plain = {-24, 0};
  assert_true(fabs(level_gain_db(&plain, -16, -1) - 8) < 0.05);
  for (double target = -40; target <= -10; target += 0.5) // louder is louder
    assert_true(level_gain_db(&soft, target + 0.5, -1) > level_gain_db(&soft, target, -1));
}

static void a_faster_voice_is_softer(void **state) {
  (void)state;
  struct level_voice base = {175, 50, 50}, fast = {250, 50, 50}, high = {175, 75, 50};
  assert_true(level_change_lu(&base, &base) == 0);
  assert_true(fabs(level_change_lu(&base, &fast) + 0.82) < 0.01);
  assert_true(fabs(level_change_lu(&fast, &base) - 0.82) < 0.01);
  assert_true(fabs(level_change_lu(&base, &high) - 0.94) < 0.01);
  struct level_voice most = {450, 99, 99}, least = {80, 0, 0};
  assert_true(fabs(level_change_lu(&least, &most)) < 10);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_gain_is_exact_where_nothing_is_loud),
      cmocka_unit_test(no_peak_passes),
      cmocka_unit_test(no_peak_passes_anywhere),
      cmocka_unit_test(the_gain_moves_unheard),
      cmocka_unit_test(a_steady_voice_has_a_steady_gain),
      cmocka_unit_test(edges_stay_silent),
      cmocka_unit_test(the_meter_measures),
      cmocka_unit_test(known_voices_get_the_right_gain),
      cmocka_unit_test(a_faster_voice_is_softer),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
