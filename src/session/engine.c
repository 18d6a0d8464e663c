// The engine of a session, and what the styles of speech are, in the terms of a voice profile.

#include "session/session.h"

#include <string.h>

static int within(int value, int min, int max) {
  return value < min ? min : value > max ? max : value;
}

struct engine_settings session_style(const struct voice_profile *profile,
                                     enum utterance_style style) {
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

/// How the session's voice speaks each style.
static struct espeak_settings espeak_settings(const struct voice_profile *p) {
  struct espeak_settings out = {0};
  for (int i = 0; i < N_STYLES; i++)
    out.styles[i] = session_style(p, (enum utterance_style)i);
  return out;
}

/// The voice that the engine does not know stands in the profile.
static enum listen_status blame_profile(const struct session *session, enum listen_status status,
                                        struct listen_diag *diag) {
  if (status == LISTEN_E_ENGINE && diag->file[0] == '\0')
    diag_at(diag, session->profile.path, 0, 0);
  return status;
}

static struct command_settings command_settings(const struct voice_profile *p) {
  return (struct command_settings){
      .argv = p->command.argv,
      .input = strcmp(p->command.input, "ipa") == 0 ? COMMAND_IPA : COMMAND_TEXT,
      .output = strcmp(p->command.output, "raw") == 0 ? COMMAND_RAW : COMMAND_WAV,
      .rate_hz = p->command.rate_hz,
      .timeout_s = p->command.timeout_s,
      .espeak = espeak_settings(p),
  };
}

enum listen_status session_engine_start(enum session_engine engine, struct session *session,
                                        struct listen_diag *diag) {
  const struct session_options *options = session->options;
  struct espeak_settings settings = espeak_settings(&session->profile);
  if (engine == ENGINE_PHONEMES)
    return session_asker_open(session, &session->asker, diag);
  struct engine_opener opener = {
      .kind = ENGINE_ESPEAK, .open = options->engine->open_espeak, .settings = &settings};
  struct command_settings command = command_settings(&session->profile);
  struct synth_options synth = {.workers = options->workers,
                                .cancel = options->cancel,
                                .prepared = options->prepared,
                                .host = options->host};
  if (voice_is_command(&session->profile)) {
    enum { GRACE_S = 5 }; // it is stopped by its own worker, who can say why
    opener = (struct engine_opener){
        .kind = ENGINE_COMMAND, .open = options->engine->open_command, .settings = &command};
    synth.timeout_ms = (unsigned)(command.timeout_s + GRACE_S) * 1000;
  }
  return synth_open(&opener, &synth, &session->synth, diag);
}

enum listen_status session_engine_ready(struct session *session, struct listen_diag *diag) {
  if (session->synth == NULL) {
    enum listen_status status = session_engine_start(ENGINE_SOUND, session, diag);
    if (status != LISTEN_OK)
      return status;
  }
  return blame_profile(session, synth_ready(session->synth, &session->sample_rate_hz, diag), diag);
}

enum listen_status session_asker_open(const struct session *session, struct synth_asker **out,
                                      struct listen_diag *diag) {
  struct espeak_settings settings = espeak_settings(&session->profile);
  const struct engine_opener opener = {.settings = &settings, .kind = ENGINE_ESPEAK};
  const struct session_options *options = session->options;
  enum listen_status status = synth_asker_open(options->engine, options->host, &opener, out, diag);
  return blame_profile(session, status, diag);
}

enum listen_status session_ask_phonemes(const struct session *session, const char *clause_text,
                                        enum notation notation, struct buf *out,
                                        struct listen_diag *diag) {
  enum listen_status status = synth_ask_phonemes(session->asker, clause_text, notation,
                                                 session->options->cancel, out, diag);
  return blame_profile(session, status, diag);
}
