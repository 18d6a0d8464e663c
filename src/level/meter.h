/// Loudness of a sound by EBU R128, as it goes by. The only place that knows libebur128.
///
/// Memory does not grow with the length of the sound.
#ifndef LISTEN_LEVEL_METER_H
#define LISTEN_LEVEL_METER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct level_meter;

/// Mono. @param peak  find the true peak too, which costs four times as much
/// NULL when out of memory. Release with level_meter_free.
struct level_meter *level_meter_new(int sample_rate_hz, bool peak);

/// False when out of memory.
bool level_meter_add(struct level_meter *meter, const int16_t *frames, size_t n_frames);
bool level_meter_silence(struct level_meter *meter, uint64_t n_frames);

/// Integrated loudness so far in LUFS; -HUGE_VAL for silence, and for less than 400 ms.
double level_meter_lufs(const struct level_meter *meter);
/// The largest true peak so far in dBTP; -HUGE_VAL for silence. Needs `peak`.
double level_meter_peak_dbtp(const struct level_meter *meter);

void level_meter_free(struct level_meter *meter); ///< NULL is fine

#endif
