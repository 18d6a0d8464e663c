// What is known of voices: how their loudness goes with speed, pitch and range, and what a limiter
// takes away from it.

#include "level/level.h"

/// A measured point of a curve; between two of them the line is straight, beyond the last it is
/// level.
struct point {
  double at, lu;
};

static double on_line(const struct point *points, size_t n, double at) {
  if (at <= points[0].at)
    return points[0].lu;
  for (size_t i = 1; i < n; i++)
    if (at <= points[i].at)
      return points[i - 1].lu + (points[i].lu - points[i - 1].lu) * (at - points[i - 1].at) /
                                    (points[i].at - points[i - 1].at);
  return points[n - 1].lu;
}

// espeak-ng 1.51, voice de, by libebur128: mean of an article, a story, headlines, a list, numbers,
// quotes and questions. Slow or fast, these lie within 0.3 LU for 120 to 260 words a minute, since
// the pauses of a short piece weigh more. The variants f2, m1 and klatt2 differ by 0.2 LU at most.
static const struct point by_rate[] = {{80, 1.27},   {100, 1.03},  {120, 0.72},  {150, 0.31},
                                       {175, 0},     {200, -0.30}, {225, -0.57}, {250, -0.82},
                                       {300, -1.16}, {350, -1.27}, {450, -1.29}};
static const struct point by_pitch[] = {{0, -1.79}, {25, -0.96}, {50, 0}, {75, 0.94}, {99, 1.83}};
static const struct point by_range[] = {{0, -0.59}, {25, -0.29}, {50, 0}, {75, 0.29}, {99, 0.53}};

#define ON_LINE(points, at) on_line(points, sizeof(points) / sizeof *(points), at)

static double loudness_lu(const struct level_voice *voice) {
  return ON_LINE(by_rate, voice->rate_wpm) + ON_LINE(by_pitch, voice->pitch) +
         ON_LINE(by_range, voice->range);
}

double level_change_lu(const struct level_voice *measured, const struct level_voice *now) {
  return loudness_lu(now) - loudness_lu(measured);
}

// What the limiter takes away of speech that aims at so many LU above -16 LUFS, for espeak-ng's own
// voice. Other voices have the same curve, further left or right: 0.2 LU off at most.
static const struct point limited[] = {{-6, 0},   {-4, 0.01}, {-3, 0.04}, {-2, 0.18}, {-1, 0.48},
                                       {0, 0.93}, {1, 1.47},  {2, 2.05},  {3, 2.67},  {20, 13.8}};
enum { N_LIMITED = sizeof limited / sizeof *limited };

/// Where the curve has reached `lu`.
static double where_limited(double lu) {
  for (size_t i = 1; i < N_LIMITED; i++)
    if (lu <= limited[i].lu)
      return limited[i - 1].at + (limited[i].at - limited[i - 1].at) * (lu - limited[i - 1].lu) /
                                     (limited[i].lu - limited[i - 1].lu);
  return limited[N_LIMITED - 1].at;
}

double level_gain_db(const struct level_measured *voice, double target_lufs, double peak_dbtp) {
  enum { TURNS = 40 };
  // A lower ceiling is the same as a louder voice.
  double shift = where_limited(voice->limited_lu) + 16 - 1 - peak_dbtp, aim = target_lufs;
  for (int i = 0; i < TURNS; i++)
    aim = target_lufs + ON_LINE(limited, aim + shift);
  return aim - voice->lufs;
}
