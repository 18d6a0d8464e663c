// What the styles of speech are, in the terms of a voice profile.

#include "cli/cli.h"

static int within(int value, int min, int max) {
  return value < min ? min : value > max ? max : value;
}

struct engine_settings cli_style(const struct voice_profile *profile, enum utterance_style style) {
  struct engine_settings out = {.voice = profile->espeak_voice,
                                .variant = profile->espeak_variant,
                                .rate_wpm = profile->rate_wpm,
                                .pitch = profile->pitch,
                                .range = profile->range,
                                .volume = profile->volume};
  switch (style) {
  case STYLE_QUOTE:
    if (profile->quote_variant[0] != '\0')
      out.variant = profile->quote_variant;
    out.pitch = within(out.pitch + profile->quote_pitch_offset, 0, 99);
    break;
  case STYLE_TITLE:
  case STYLE_HEADING:
    out.rate_wpm = within(out.rate_wpm * profile->heading_rate_percent / 100, 80, 450);
    out.pitch = within(out.pitch + profile->heading_pitch_offset, 0, 99);
    break;
  default:
    break;
  }
  return out;
}
