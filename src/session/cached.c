#include "session/cached.h"

#include "base/program.h"
#include "base/sum.h"

#include <string.h>

/// All that shapes the sound of an utterance besides its text, its style and its level. What an
/// option changes must show in the profile.
static bool make_sound_key(const struct session *session, struct buf *out) {
  buf_str(out, "listen " LISTEN_VERSION " ");
  bool known = program_identity(out);
  buf_byte(out, '\n');
  const struct session_options *options = session->options;
  const char *const *argv =
      voice_is_command(&session->profile) ? session->profile.command.argv : NULL;
  known = options->engine->identity(options->host, argv, out) && known;
  return known && voice_profile_text(&session->profile, false, out) && !out->failed;
}

static void add_sum(struct buf *out, struct view text) {
  struct digest digest = digest_of(text);
  buf_add(out, (const char *)&digest, sizeof digest);
}

static void add_rules(struct buf *out, const struct site_rules *rules) {
  buf_printf(out, "rules %zu\n", rules->n_items);
  for (size_t i = 0; i < rules->n_items; i++) {
    add_sum(out, rules->items[i].written);
    add_sum(out, rules->items[i].spoken);
  }
}

/// All that decides which words are said for a text, and with which pauses.
static bool make_words_key(const struct session *session, struct buf *out) {
  const struct session_options *options = session->options;
  const struct site_settings *settings = &session->settings;
  buf_view(out, buf_as_view(&session->sound_key));
  bool known = voice_profile_text(&session->profile, true, out);
  buf_printf(out, "gender %d emoji %d\n",
             options->gender >= 0 ? options->gender : (int)settings->gender,
             options->emoji >= 0 ? options->emoji : (int)settings->emoji);
  add_rules(out, &settings->replace);
  add_rules(out, &settings->abbreviations);
  for (size_t i = 0; i < session->n_lexicons; i++) {
    const char *ending = strrchr(session->lexicon_paths[i], '.');
    buf_printf(out, "lexicon %s\n", ending != NULL ? ending : "");
    add_sum(out, session->lexicon_texts[i].ptr != NULL ? buf_as_view(&session->lexicon_texts[i])
                                                       : VIEW(""));
  }
  return known && !out->failed;
}

bool session_keys(struct session *session) {
  return make_sound_key(session, &session->sound_key) &&
         make_words_key(session, &session->words_key);
}

/// The cache the options ask for. Without a home there is none, nor where nobody can tell what the
/// sound depends on.
void session_cache_open(struct session *session) {
  const struct session_options *options = session->options;
  if (session->cache_looked_for)
    return;
  session->cache_looked_for = true;
  struct buf folder = {0};
  bool wanted = !options->no_cache && options->cache_size > 0;
  if (wanted && options->cache != NULL)
    buf_str(&folder, options->cache);
  else if (wanted)
    wanted = cache_default_folder(&folder);
  if (wanted && session_keys(session))
    session->cache = cache_open(folder.ptr, options->cache_size);
  buf_clear(&folder);
}

int session_cache_problem(const struct session *session, const char **folder) {
  int problem = session->cache != NULL ? cache_problem(session->cache) : 0;
  *folder = problem != 0 ? cache_folder(session->cache) : NULL;
  return problem;
}

void session_cache_close(struct session *session) {
  if (session->cache != NULL)
    cache_close(session->cache);
  session->cache = NULL;
  buf_clear(&session->sound_key);
  buf_clear(&session->words_key);
}

/// The script's key: a sum, for the whole may be long.
static bool make_script_key(const struct session *session, const struct document *document,
                            struct buf *out) {
  struct buf all = {0};
  buf_view(&all, buf_as_view(&session->words_key));
  bool known = reading_describe(document, &all);
  if (known)
    add_sum(out, buf_as_view(&all));
  buf_clear(&all);
  return known && !out->failed;
}

static enum listen_status open_synth(void *context, struct synth **out, struct listen_diag *diag) {
  struct session *session = context;
  enum listen_status status = session_engine_ready(session, diag);
  *out = session->synth;
  return status;
}

enum listen_status speech_begin(struct session *session, const struct document *document,
                                bool words, struct speech_script *script, struct speak_options *out,
                                struct listen_diag *diag) {
  session_cache_open(session);
  *script = (struct speech_script){0};
  *out = (struct speak_options){
      .cache = session->cache,
      .sound_key = buf_as_view(&session->sound_key),
      .cancel = session->options->cancel,
      .open_synth = open_synth,
      .synth_context = session,
  };
  bool known = session->cache != NULL && make_script_key(session, document, &script->key);
  if (known && !words &&
      script_find(session->cache, buf_as_view(&script->key), speak_tag_limit(document),
                  &script->file, &out->script, &out->sample_rate_hz)) {
    session->sample_rate_hz = out->sample_rate_hz;
    return LISTEN_OK;
  }
  out->script = (struct view){0};
  out->record = known ? &script->record : NULL;
  enum listen_status status = session_ready(session, diag);
  if (status == LISTEN_OK)
    status = session_engine_ready(session, diag);
  out->sample_rate_hz = session->sample_rate_hz;
  return status;
}

void speech_end(const struct session *session, struct speech_script *script, bool spoken) {
  if (spoken && script->record.bytes.len > 0)
    script_keep(session->cache, buf_as_view(&script->key), &script->record,
                session->sample_rate_hz);
  buf_clear(&script->record.bytes);
  buf_clear(&script->key);
  buf_clear(&script->file);
}
