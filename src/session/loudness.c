#include "session/loudness.h"

#include "pipeline/loudness.h"

#include <math.h>

/// What goes into the format's coder, so that what comes out of it is as loud as asked for.
static double target_of(const struct session *session) {
  const struct session_options *options = session->options;
  return session->softer_lu +
         (options->target_lufs < 0 ? options->target_lufs : session->profile.loudness.target_lufs);
}

static double peak_of(const struct session *session) {
  return session->profile.loudness.peak_dbtp - session->peak_room_db;
}

/// A voice whose loudness nobody knows must be measured as it speaks.
static enum loudness_mode mode_of(const struct session *session) {
  const struct session_options *options = session->options;
  bool known = session->profile.loudness.measured_lufs < 0;
  return options->loudness == LOUDNESS_TARGET && !known ? LOUDNESS_MEASURE : options->loudness;
}

/// Titles, headings and list items are brief, and a brief piece is that much softer than running
/// text: mean of lists and headlines at 130 to 250 words a minute.
static const double brief_is_softer_lu = 0.35;

static struct level_voice level_voice(const struct engine_settings *settings) {
  return (struct level_voice){settings->rate_wpm, settings->pitch, settings->range};
}

/// How loud a style is by itself, with this run's speed and pitch.
static double style_lufs(const struct session *session, enum utterance_style style) {
  struct voice_profile as_measured = session->profile;
  as_measured.rate_wpm = session->profile_voice.rate_wpm;
  as_measured.pitch = session->profile_voice.pitch;
  const struct voice_loudness *l = &as_measured.loudness;
  bool by_itself = style == STYLE_QUOTE && l->quote_measured_lufs < 0;
  struct engine_settings before = session_style(&as_measured, by_itself ? style : STYLE_PLAIN);
  struct engine_settings now = session_style(&session->profile, style);
  struct level_voice from = level_voice(&before), to = level_voice(&now);
  return (by_itself ? l->quote_measured_lufs : l->measured_lufs) + level_change_lu(&from, &to) -
         (style > STYLE_QUOTE ? brief_is_softer_lu : 0);
}

void loudness_levels(const struct session *session, struct level_settings levels[N_STYLES]) {
  const struct voice_loudness *l = &session->profile.loudness;
  enum loudness_mode mode = mode_of(session);
  for (int i = 0; i < N_STYLES; i++) {
    enum utterance_style style = (enum utterance_style)i;
    levels[i] = (struct level_settings){0, peak_of(session)};
    if (mode == LOUDNESS_TARGET) {
      struct level_measured voice = {style_lufs(session, style), l->limited_lu};
      levels[i].gain_db = level_gain_db(&voice, target_of(session), peak_of(session));
    } else if (mode == LOUDNESS_MEASURE) {
      // Styles are brought to one loudness; the whole to its level when it has been measured.
      levels[i].gain_db = style_lufs(session, STYLE_PLAIN) - style_lufs(session, style);
      levels[i].peak_dbtp = 0;
    }
  }
}

/// Speak through a meter.
static enum listen_status speak_metered(const struct session *session,
                                        const struct document *document,
                                        const struct speak_options *speak,
                                        const struct speak_sink *sink, uint64_t *n_frames,
                                        struct loudness_result *result, struct listen_diag *diag) {
  struct metering metering = {.next = *sink,
                              .meter = level_meter_new(session->sample_rate_hz, false)};
  if (metering.meter == NULL)
    return diag_nomem(diag);
  struct speak_sink through = metering_sink(&metering);
  enum listen_status status =
      speak_document(document, &session->tools, speak, &through, n_frames, diag);
  result->lufs = level_meter_lufs(metering.meter);
  level_meter_free(metering.meter);
  return status;
}

/// Hand on what was kept aside, and measure its peak.
static enum listen_status play(struct spool *spool, const struct level_settings *level, bool peak,
                               const struct session *session, const struct speak_sink *sink,
                               struct loudness_result *result, struct listen_diag *diag) {
  if (!peak)
    return spool_play(spool, level, sink, diag);
  struct metering metering = {.next = *sink,
                              .meter = level_meter_new(session->sample_rate_hz, true)};
  if (metering.meter == NULL)
    return diag_nomem(diag);
  struct speak_sink through = metering_sink(&metering);
  enum listen_status status = spool_play(spool, level, &through, diag);
  result->lufs = level_meter_lufs(metering.meter);
  result->peak_dbtp = level_meter_peak_dbtp(metering.meter);
  level_meter_free(metering.meter);
  return status;
}

/// Speak into a spool, measure, and only then hand on.
static enum listen_status speak_measured(const struct session *session,
                                         const struct document *document,
                                         const struct speak_options *speak,
                                         const struct speak_sink *sink, uint64_t *n_frames,
                                         struct loudness_result *result, struct listen_diag *diag) {
  struct spool *spool;
  enum listen_status status = spool_new(session->sample_rate_hz, &spool, diag);
  if (status != LISTEN_OK)
    return status;
  struct speak_sink aside = spool_sink(spool);
  struct spool_loudness found;
  double peak_dbtp = peak_of(session);
  status = speak_document(document, &session->tools, speak, &aside, n_frames, diag);
  if (status == LISTEN_OK)
    status = spool_measure(spool, target_of(session), peak_dbtp, &found, diag);
  if (status == LISTEN_OK) {
    struct level_settings level = {found.gain_db, peak_dbtp};
    result->lufs = found.lufs;
    status = play(spool, &level, session->options->measure, session, sink, result, diag);
  }
  spool_free(spool);
  return status;
}

enum listen_status loudness_speak(const struct session *session, const struct document *document,
                                  const struct speak_options *speak, const struct speak_sink *sink,
                                  uint64_t *n_frames, struct loudness_result *result,
                                  struct listen_diag *diag) {
  struct level_settings levels[N_STYLES];
  struct speak_options levelled = *speak;
  loudness_levels(session, levels);
  levelled.levels = levels;
  *result = (struct loudness_result){-HUGE_VAL, -HUGE_VAL};
  enum listen_status status;
  if (mode_of(session) == LOUDNESS_MEASURE)
    status = speak_measured(session, document, &levelled, sink, n_frames, result, diag);
  else if (session->options->measure)
    status = speak_metered(session, document, &levelled, sink, n_frames, result, diag);
  else
    status = speak_document(document, &session->tools, &levelled, sink, n_frames, diag);
  result->lufs -= session->softer_lu;
  if (session->peak_room_db > 0 || session->softer_lu > 0)
    result->peak_dbtp = -HUGE_VAL; // known before the coder only
  return status;
}
