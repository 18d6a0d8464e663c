#include "chapter/chapter.h"

#include <strings.h>

// Bit rates for one voice, in mono. Those of MP3 and AAC are what 22 050 Hz (MPEG-2) can hold.
// What a codec does to peaks and loudness was measured on four articles at -19 and -16 LUFS with
// ffmpeg's ebur128 filter, at the default rates.
static const struct audio_format_info infos[AUDIO_N_FORMATS] = {
    [AUDIO_WAV] = {"wav", "audio/wav", 0, 0, 0, true, true, true, 0, 0},
    [AUDIO_FLAC] = {"flac", "audio/flac", 0, 0, 0, true, true, true, 0, 0},
    [AUDIO_OGG] = {"ogg", "audio/ogg; codecs=vorbis", 48, 24, 80, true, true, true, 2.1, 0},
    [AUDIO_OPUS] = {"opus", "audio/ogg; codecs=opus", 48, 8, 256, true, true, true, 1.6, 0},
    [AUDIO_MP3] = {"mp3", "audio/mpeg", 64, 16, 160, true, true, true, 0, 0.35},
    [AUDIO_M4B] = {"m4b", "audio/mp4; codecs=\"mp4a.40.2\"", 64, 24, 96, true, true, false, 0.3, 0},
    [AUDIO_RAW] = {"raw", "audio/x-raw", 0, 0, 0, false, false, true, 0, 0},
};

const struct audio_format_info *audio_format_info(enum audio_format format) {
  return &infos[format];
}

bool audio_format_named(const char *name, enum audio_format *out) {
  for (int i = 0; i < AUDIO_N_FORMATS; i++)
    if (strcmp(name, infos[i].name) == 0) {
      *out = (enum audio_format)i;
      return true;
    }
  return false;
}

bool audio_format_of_path(const char *path, enum audio_format *out) {
  static const struct {
    const char *ending;
    enum audio_format format;
  } others[] = {{"wave", AUDIO_WAV}, {"oga", AUDIO_OGG}, {"m4a", AUDIO_M4B}, {"pcm", AUDIO_RAW}};
  const char *slash = strrchr(path, '/');
  const char *dot = strrchr(slash != NULL ? slash + 1 : path, '.');
  if (dot == NULL)
    return false;
  for (int i = 0; i < AUDIO_N_FORMATS; i++)
    if (strcasecmp(dot + 1, infos[i].name) == 0) {
      *out = (enum audio_format)i;
      return true;
    }
  for (size_t i = 0; i < sizeof others / sizeof *others; i++)
    if (strcasecmp(dot + 1, others[i].ending) == 0) {
      *out = others[i].format;
      return true;
    }
  return false;
}
