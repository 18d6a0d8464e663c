// What an article's sound depends on besides its text, as one sum for each voice.

#include "cli/site_build.h"

#include "base/sum.h"

#include <stdlib.h>
#include <string.h>

struct cli_options site_session_options(const struct cli_options *options,
                                        const struct site_config *config, const char *voice) {
  struct cli_options out = *options;
  out.session.voice = voice;
  out.session.site_settings = &config->settings;
  out.quiet = true;
  out.target.swept = true;
  out.json = false;
  out.session.measure = false;
  out.session.prepared = cli_prepared;
  out.articles = NULL;
  out.n_articles = 0;
  out.output = NULL;
  return out;
}

bool site_same_voice(const char *a, const char *b) {
  return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static void add_sum(struct buf *out, struct view content) {
  uint64_t sum[2];
  sum_of(content, sum);
  buf_add(out, (const char *)sum, sizeof sum);
}

/// What the configuration adds to the words and the voice.
static void add_config(const struct site_sums *sums, const struct session *session,
                       struct buf *out) {
  const struct site_config *config = sums->config;
  buf_printf(out, "\nreadings %u bitrate %d\n", session->readings, config->bitrate_kbps);
  for (size_t i = 0; i < config->n_formats; i++)
    buf_printf(out, "format %s\n", config->formats[i]);
  buf_printf(out, "album %s\n", config->album != NULL ? config->album : "");
  add_sum(out, sums->cover);
}

static bool make_sum(const struct site_sums *sums, const char *voice, uint64_t out[2]) {
  struct cli_options options = site_session_options(sums->options, sums->config, voice);
  struct session session;
  struct listen_diag ignored = {0}; // whoever builds the article says it
  struct buf all = {0};
  options.session.no_cache = true; // nothing is spoken
  if (session_voice(&options.session, &session, &ignored) != LISTEN_OK)
    return false;
  bool known = session_keys(&session);
  buf_view(&all, buf_as_view(&session.words_key));
  add_config(sums, &session, &all);
  known = known && !all.failed;
  if (known)
    sum_of(buf_as_view(&all), out);
  buf_clear(&all);
  session_close(&session);
  return known;
}

bool site_sums_of(void *context, const struct site_article *article, struct view own_voice,
                  uint64_t out[2]) {
  struct site_sums *sums = context;
  char own[SETTINGS_PATH_MAX + 1];
  const char *voice = site_voice_of(sums->config, article);
  if (own_voice.ptr != NULL) {
    if (own_voice.len >= sizeof own)
      return false;
    memcpy(own, own_voice.ptr, own_voice.len);
    own[own_voice.len] = '\0';
    voice = own;
  }
  struct site_voice_sum *found = NULL;
  for (size_t i = 0; i < sums->n_voices; i++)
    if (site_same_voice(sums->voices[i].name, voice))
      found = &sums->voices[i];
  if (found == NULL) {
    char *name = voice != NULL ? strdup(voice) : NULL;
    if ((voice != NULL && name == NULL) || !array_grow((void **)&sums->voices, &sums->cap_voices,
                                                       sums->n_voices + 1, sizeof *sums->voices)) {
      free(name);
      return false;
    }
    found = &sums->voices[sums->n_voices++];
    *found = (struct site_voice_sum){.name = name};
    found->known = make_sum(sums, voice, found->sum);
  }
  memcpy(out, found->sum, sizeof found->sum);
  return found->known;
}

void site_sums_clear(struct site_sums *sums) {
  for (size_t i = 0; i < sums->n_voices; i++)
    free(sums->voices[i].name);
  free(sums->voices);
  *sums = (struct site_sums){0};
}
