#include "session/cached.h"

#include "base/thread.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>

struct session_options session_usual_options(void) {
  return (struct session_options){
      .rate_wpm = -1, .pitch = -1, .gender = -1, .emoji = -1, .cache_size = CACHE_DEFAULT_LIMIT};
}

/// The normaliser's options: the site's, and what the command line says instead.
static struct normalise_options normalise_options(const struct session_options *options,
                                                  const struct site_settings *settings) {
  struct normalise_options out = {
      .gender = settings->gender,
      .emoji = settings->emoji,
      .replace = settings->replace.items,
      .n_replace = settings->replace.n_items,
      .abbreviations = settings->abbreviations.items,
      .n_abbreviations = settings->abbreviations.n_items,
  };
  if (options->gender >= 0)
    out.gender = (enum gender_style)options->gender;
  if (options->emoji >= 0)
    out.emoji = (enum emoji_style)options->emoji;
  return out;
}

/// A site's abbreviations end no sentence either.
static struct segmenter *new_segmenter(const struct site_settings *settings) {
  size_t n = settings->abbreviations.n_items;
  struct view *written = calloc(n + 1, sizeof *written);
  if (written == NULL)
    return NULL;
  for (size_t i = 0; i < n; i++)
    written[i] = settings->abbreviations.items[i].written;
  struct segmenter *segmenter = segmenter_new(written, n);
  free(written);
  return segmenter;
}

/// The profile of --voice, else of the settings, else the default one; a voice that the settings
/// name is their fault if it is unknown.
static enum listen_status load_voice(const struct session_options *options, struct session *session,
                                     struct listen_diag *diag) {
  const struct site_settings *settings = &session->settings;
  bool by_settings = options->voice == NULL && settings->voice != NULL;
  const char *voice = by_settings              ? settings->voice
                      : options->voice != NULL ? options->voice
                                               : VOICE_DEFAULT;
  enum listen_status status =
      voice_profile_load(voice, options->program_dir, &session->profile, diag);
  if (status != LISTEN_OK && by_settings && diag->file[0] == '\0')
    diag_at(diag, settings->path, settings->voice_line, settings->voice_column);
  session->profile_voice = (struct level_voice){session->profile.rate_wpm, session->profile.pitch,
                                                session->profile.range};
  if (status == LISTEN_OK && voice_is_command(&session->profile) &&
      (options->rate_wpm >= 0 || options->pitch >= 0)) {
    diag_at(diag, session->profile.path, 0, 0);
    return diag_set(
        diag, LISTEN_E_USAGE, "%s",
        DIAG_TEXT(diag,
                  "--rate and --pitch are espeak-ng's; this voice is a program (command.program)",
                  "--rate und --pitch sind für espeak-ng; diese Stimme ist ein Programm"));
  }
  if (status == LISTEN_OK && options->rate_wpm >= 0)
    session->profile.rate_wpm = options->rate_wpm;
  if (status == LISTEN_OK && options->pitch >= 0)
    session->profile.pitch = options->pitch;
  return status;
}

static bool lexicon_format_of(const char *path, enum lexicon_format *format) {
  static const struct {
    const char *ending;
    enum lexicon_format format;
  } endings[] = {{".yaml", LEXICON_YAML},
                 {".yml", LEXICON_YAML},
                 {".tsv", LEXICON_TSV},
                 {".pls", LEXICON_PLS},
                 {".xml", LEXICON_PLS}};
  for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
    if (view_ends(view_of(path), view_of(endings[i].ending))) {
      *format = endings[i].format;
      return true;
    }
  return false;
}

static enum listen_status read_lexicon(const char *path, struct session *session,
                                       struct listen_diag *diag) {
  enum lexicon_format format;
  size_t at = session->n_lexicons++;
  session->lexicon_paths[at] = path;
  if (lexicon_format_of(path, &format))
    return session_read_file(path, session->options->cancel, &session->lexicon_texts[at], diag);
  diag_at(diag, path, 0, 0);
  return diag_set(diag, LISTEN_E_USAGE, "%s",
                  DIAG_TEXT(diag, "a lexicon ends in .yaml, .tsv or .pls",
                            "ein Lexikon endet auf .yaml, .tsv oder .pls"));
}

/// Those of --lexicon first, so they have the last word, then those the settings name.
static enum listen_status read_lexicons(const struct session_options *options,
                                        struct session *session, struct listen_diag *diag) {
  const struct site_settings *settings = &session->settings;
  enum listen_status status = LISTEN_OK;
  for (size_t i = 0; status == LISTEN_OK && i < options->n_lexicons; i++)
    status = read_lexicon(options->lexicons[i], session, diag);
  for (size_t i = 0; status == LISTEN_OK && i < settings->n_lexicons; i++) {
    status = read_lexicon(settings->lexicons[i], session, diag);
    if (status != LISTEN_OK && status != LISTEN_E_NOMEM && diag->hint[0] == '\0')
      diag_hint(diag, DIAG_TEXT(diag, "named in %s:%zu", "genannt in %s:%zu"), settings->path,
                settings->lexicon_line);
  }
  return status;
}

/// The pronouncer with the session's lexicons.
static enum listen_status load_lexicons(struct session *session, struct listen_diag *diag) {
  struct lexicon_text texts[SESSION_LEXICONS_MAX + SETTINGS_LEXICONS_MAX];
  for (size_t i = 0; i < session->n_lexicons; i++) {
    const struct buf *content = &session->lexicon_texts[i];
    texts[i].file = session->lexicon_paths[i];
    texts[i].text = content->ptr != NULL ? buf_as_view(content) : VIEW("");
    lexicon_format_of(texts[i].file, &texts[i].format);
  }
  return pronouncer_new(texts, session->n_lexicons, &session->pronouncer, diag);
}

enum listen_status session_configure(const struct session_options *options, struct session *out,
                                     struct listen_diag *diag) {
  *out = (struct session){.options = options, .readings = READ_DEFAULT, .lender = options->lender};
  enum listen_status status = LISTEN_OK;
  out->borrows_settings = options->site_settings != NULL;
  if (out->borrows_settings)
    out->settings = *options->site_settings;
  else if (options->settings != NULL)
    status = settings_load(options->settings, &out->settings, diag);
  if (status == LISTEN_OK && out->settings.readings_given)
    out->readings = out->settings.readings;
  if (options->readings != NULL) // already checked when the options were parsed
    read_kinds_parse(view_of(options->readings), out->readings, &out->readings, NULL);
  return status;
}

/// Loading the lexicons takes about as long as all else at the start, so it has a thread of its
/// own.
struct lexicon_task {
  struct session *session;
  struct listen_diag diag;
  enum listen_status status;
  pthread_t thread;
  bool threaded;   ///< the thread runs
  locale_t locale; ///< of the one that waits for it
};

static void *run_lexicon_task(void *context) {
  struct lexicon_task *task = context;
  locale_t own = uselocale(task->locale);
  task->status = load_lexicons(task->session, &task->diag);
  uselocale(own);
  return NULL;
}

static enum listen_status start_lexicons(struct session *session, struct listen_diag *diag) {
  struct lexicon_task *task = calloc(1, sizeof *task);
  if (task == NULL)
    return diag_nomem(diag);
  *task = (struct lexicon_task){.session = session, .diag.german = diag != NULL && diag->german};
  session->lexicons = task;
  task->locale = uselocale((locale_t)0);
  task->threaded = thread_start(&task->thread, run_lexicon_task, task);
  if (!task->threaded)
    run_lexicon_task(task);
  return LISTEN_OK;
}

static void join_lexicons(struct session *session) {
  struct lexicon_task *task = session->lexicons;
  if (task != NULL && task->threaded)
    pthread_join(task->thread, NULL);
  if (task != NULL)
    task->threaded = false;
}

static enum listen_status load_language(struct session *session, struct listen_diag *diag) {
  struct normalise_options normalise = normalise_options(session->options, &session->settings);
  session->segmenter = new_segmenter(&session->settings);
  session->normaliser = normaliser_new(&normalise, diag);
  if (session->segmenter != NULL && session->normaliser != NULL)
    return LISTEN_OK;
  return diag->status != LISTEN_OK ? diag->status : diag_nomem(diag);
}

static struct prosody_pauses pauses_of(const struct voice_profile *profile) {
  const struct voice_pauses *p = &profile->pauses;
  return (struct prosody_pauses){.title_ms = p->title_ms,
                                 .heading_ms = p->heading_ms,
                                 .paragraph_ms = p->paragraph_ms,
                                 .section_ms = p->section_ms,
                                 .sentence_ms = p->sentence_ms,
                                 .comma_ms = p->comma_ms,
                                 .semicolon_ms = p->semicolon_ms,
                                 .colon_ms = p->colon_ms,
                                 .dash_ms = p->dash_ms,
                                 .bracket_ms = p->bracket_ms,
                                 .ellipsis_ms = p->ellipsis_ms,
                                 .item_ms = p->item_ms,
                                 .quote_ms = p->quote_ms};
}

/// The language of a session that is ready.
static void borrow_language(struct session *session) {
  const struct session *lender = session->lender;
  session->segmenter = lender->segmenter;
  session->normaliser = lender->normaliser;
  session->pronouncer = lender->pronouncer;
}

/// Begin to load what is not loaded yet.
static enum listen_status start(struct session *session, enum session_engine engine,
                                struct listen_diag *diag) {
  enum listen_status status = LISTEN_OK;
  // The engine first: what it forks off is to be small, and there are no threads yet.
  if (engine != ENGINE_NONE && session->synth == NULL && session->asker == NULL)
    status = session_engine_start(engine, session, diag);
  if (status == LISTEN_OK && session->lender != NULL) {
    borrow_language(session);
  } else if (status == LISTEN_OK && session->lexicons == NULL) {
    status = start_lexicons(session, diag);
    if (status == LISTEN_OK)
      status = load_language(session, diag);
  }
  return status;
}

enum listen_status session_voice(const struct session_options *options, struct session *out,
                                 struct listen_diag *diag) {
  enum listen_status status = session_configure(options, out, diag);
  if (status == LISTEN_OK)
    status = load_voice(options, out, diag);
  if (status == LISTEN_OK)
    status = read_lexicons(options, out, diag);
  if (status != LISTEN_OK)
    session_close(out);
  return status;
}

enum listen_status session_begin(const struct session_options *options, enum session_engine engine,
                                 struct session *out, struct listen_diag *diag) {
  enum listen_status status = session_voice(options, out, diag);
  if (status != LISTEN_OK)
    return status;
  if (engine == ENGINE_SOUND)
    session_cache_open(out);
  if (out->cache == NULL)
    status = start(out, engine, diag);
  if (status != LISTEN_OK)
    session_close(out);
  return status;
}

enum listen_status session_ready(struct session *session, struct listen_diag *diag) {
  enum listen_status status = LISTEN_OK;
  if (session->segmenter == NULL)
    status = start(session, ENGINE_SOUND, diag);
  if (status != LISTEN_OK)
    return status;
  join_lexicons(session);
  const struct lexicon_task *task = session->lexicons;
  if (task != NULL && task->status != LISTEN_OK) {
    *diag = task->diag;
    return task->status;
  }
  bool is_command = voice_is_command(&session->profile);
  // A program that reads text spells as people do; phonemes come from ours.
  bool spells = is_command && strcmp(session->profile.command.input, "ipa") != 0;
  session->tools = (struct reading_tools){.segmenter = session->segmenter,
                                          .normaliser = session->normaliser,
                                          .pronouncer = spells ? NULL : session->pronouncer,
                                          .whole_utterances = is_command,
                                          .stress = session->profile.emphasis != 0 && !is_command,
                                          .pauses = pauses_of(&session->profile)};
  return LISTEN_OK;
}

enum listen_status session_open(const struct session_options *options, enum session_engine engine,
                                struct session *out, struct listen_diag *diag) {
  enum listen_status status = session_begin(options, engine, out, diag);
  if (status != LISTEN_OK)
    return status;
  status = session_ready(out, diag);
  if (status != LISTEN_OK)
    session_close(out);
  return status;
}

void session_close(struct session *session) {
  join_lexicons(session);
  synth_close(session->synth);
  session->synth = NULL;
  synth_asker_close(session->asker);
  session->asker = NULL;
  session_cache_close(session);
  if (session->options != NULL && session->options->process_ends)
    return; // the system takes a big lexicon back faster than free() does
  voice_profile_clear(&session->profile);
  for (size_t i = 0; i < session->n_lexicons; i++)
    buf_clear(&session->lexicon_texts[i]);
  if (session->lender == NULL) {
    free(session->lexicons);
    pronouncer_free(session->pronouncer);
    normaliser_free(session->normaliser);
    segmenter_free(session->segmenter);
  }
  if (!session->borrows_settings)
    settings_clear(&session->settings);
  *session = (struct session){0};
}
