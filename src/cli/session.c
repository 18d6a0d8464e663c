#include "cli/cached.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct listen_diag cli_diag(void) {
  return (struct listen_diag){.german = cli_german};
}

int cli_complain(const struct listen_diag *diag) {
  struct buf place = {0};
  if (diag->file[0] != '\0') {
    buf_str(&place, diag->file);
    if (diag->line > 0)
      buf_printf(&place, ":%zu", diag->line);
    if (diag->line > 0 && diag->column > 0)
      buf_printf(&place, ":%zu", diag->column);
  }
  fprintf(stderr, "%s: %s%s%s%s\n", place.ptr != NULL && !place.failed ? place.ptr : "listen",
          TR("error: ", "Fehler: "), diag->message, diag->hint[0] != '\0' ? "; " : "", diag->hint);
  buf_clear(&place);
  return diag->status == LISTEN_E_USAGE || diag->status == LISTEN_E_CONFIG ? EXIT_WRONG_USE
                                                                           : EXIT_FAILED;
}

int cli_finish_stdout(int exit_status) {
  if (fflush(stdout) == 0 && !ferror(stdout))
    return exit_status;
  struct listen_diag diag = cli_diag();
  diag_errno(&diag, "-", errno, "cannot write to standard output",
             "Standardausgabe kann nicht geschrieben werden");
  cli_complain(&diag);
  return EXIT_FAILED;
}

static enum listen_status read_failed(const char *path, int errnum, struct listen_diag *diag) {
  return diag_errno(diag, path, errnum, "cannot read", "kann nicht gelesen werden");
}

enum listen_status cli_read(const char *path, struct buf *out, struct listen_diag *diag) {
  static const size_t most_bytes = 256u * 1024 * 1024;
  bool is_stdin = strcmp(path, "-") == 0;
  int fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return read_failed(path, errno, diag);
  struct stat stat;
  enum listen_status status = LISTEN_OK;
  if (fstat(fd, &stat) == 0) {
    if (S_ISDIR(stat.st_mode))
      status = read_failed(path, EISDIR, diag);
    else if (S_ISREG(stat.st_mode) && (uintmax_t)stat.st_size <= most_bytes)
      buf_reserve(out, (size_t)stat.st_size);
  }
  while (status == LISTEN_OK) {
    if (!buf_reserve(out, 64 * 1024)) {
      status = diag_nomem(diag);
      break;
    }
    ssize_t n = read(fd, out->ptr + out->len, 64 * 1024);
    if (n < 0 && errno == EINTR && !cli_cancelled)
      continue;
    if (n < 0)
      status = cli_cancelled
                   ? diag_set(diag, LISTEN_E_CANCELLED, "%s", TR("interrupted", "abgebrochen"))
                   : read_failed(path, errno, diag);
    if (n <= 0)
      break;
    out->len += (size_t)n;
    if (out->len > most_bytes) {
      diag_at(diag, path, 0, 0);
      status = diag_set(
          diag, LISTEN_E_INPUT, "%s",
          TR("larger than 256 MiB: not an article", "größer als 256 MiB: das ist kein Artikel"));
    }
  }
  if (!is_stdin)
    close(fd);
  return status;
}

static enum listen_status apply_policy(const char *path, unsigned readings,
                                       struct document *document, struct listen_diag *diag) {
  enum listen_status status = document_apply_policy(document, readings, diag);
  if (status != LISTEN_OK) {
    diag_at(diag, path, 0, 0);
    document_clear(document);
  }
  return status;
}

enum listen_status cli_extract(struct view input, const char *path,
                               const struct cli_options *options, const struct cli_session *session,
                               struct document *out, struct listen_diag *diag) {
  struct extract_options extract = {.format = options->from, .plain = options->plain, .path = path};
  enum listen_status status = extract_document(input, &extract, out, diag);
  if (status == LISTEN_OK && !options->plain)
    status = apply_policy(path, session->readings, out, diag);
  return status;
}

enum listen_status cli_read_document(const char *path, const struct cli_options *options,
                                     const struct cli_session *session, struct document *out,
                                     struct listen_diag *diag) {
  struct buf input = {0};
  enum listen_status status = cli_read(path, &input, diag);
  if (status == LISTEN_OK)
    status = cli_extract(buf_as_view(&input), path, options, session, out, diag);
  buf_clear(&input);
  return status;
}

const char *cli_program_dir(void) {
  static char dir[PATH_MAX];
  if (dir[0] == '\0') {
    ssize_t n = readlink("/proc/self/exe", dir, sizeof dir - 1);
    char *slash = n > 0 ? strrchr(dir, '/') : NULL;
    if (slash != NULL)
      *slash = '\0';
    else
      dir[0] = '\0';
  }
  return dir;
}

/// The normaliser's options: the site's, and what the command line says instead.
static struct normalise_options normalise_options(const struct cli_options *options,
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
static enum listen_status load_voice(const struct cli_options *options, struct cli_session *session,
                                     struct listen_diag *diag) {
  const struct site_settings *settings = &session->settings;
  bool by_settings = options->voice == NULL && settings->voice != NULL;
  const char *voice = by_settings              ? settings->voice
                      : options->voice != NULL ? options->voice
                                               : VOICE_DEFAULT;
  enum listen_status status = voice_profile_load(voice, cli_program_dir(), &session->profile, diag);
  if (status != LISTEN_OK && by_settings && diag->file[0] == '\0')
    diag_at(diag, settings->path, settings->voice_line, settings->voice_column);
  session->profile_voice = (struct level_voice){session->profile.rate_wpm, session->profile.pitch,
                                                session->profile.range};
  if (status == LISTEN_OK && voice_is_command(&session->profile) &&
      (options->rate_wpm >= 0 || options->pitch >= 0)) {
    diag_at(diag, session->profile.path, 0, 0);
    return diag_set(
        diag, LISTEN_E_USAGE, "%s",
        TR("--rate and --pitch are espeak-ng's; this voice is a program (command.program)",
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

static enum listen_status read_lexicon(const char *path, struct cli_session *session,
                                       struct listen_diag *diag) {
  enum lexicon_format format;
  size_t at = session->n_lexicons++;
  session->lexicon_paths[at] = path;
  if (lexicon_format_of(path, &format))
    return cli_read(path, &session->lexicon_texts[at], diag);
  diag_at(diag, path, 0, 0);
  return diag_set(
      diag, LISTEN_E_USAGE, "%s",
      TR("a lexicon ends in .yaml, .tsv or .pls", "ein Lexikon endet auf .yaml, .tsv oder .pls"));
}

/// Those of --lexicon first, so they have the last word, then those the settings name.
static enum listen_status read_lexicons(const struct cli_options *options,
                                        struct cli_session *session, struct listen_diag *diag) {
  const struct site_settings *settings = &session->settings;
  enum listen_status status = LISTEN_OK;
  for (size_t i = 0; status == LISTEN_OK && i < options->n_lexicons; i++)
    status = read_lexicon(options->lexicons[i], session, diag);
  for (size_t i = 0; status == LISTEN_OK && i < settings->n_lexicons; i++) {
    status = read_lexicon(settings->lexicons[i], session, diag);
    if (status != LISTEN_OK && status != LISTEN_E_NOMEM && diag->hint[0] == '\0')
      diag_hint(diag, TR("named in %s:%zu", "genannt in %s:%zu"), settings->path,
                settings->lexicon_line);
  }
  return status;
}

/// The pronouncer with the session's lexicons.
static enum listen_status load_lexicons(struct cli_session *session, struct listen_diag *diag) {
  struct lexicon_text texts[CLI_MAX_LEXICONS + SETTINGS_LEXICONS_MAX];
  for (size_t i = 0; i < session->n_lexicons; i++) {
    const struct buf *content = &session->lexicon_texts[i];
    texts[i].file = session->lexicon_paths[i];
    texts[i].text = content->ptr != NULL ? buf_as_view(content) : VIEW("");
    lexicon_format_of(texts[i].file, &texts[i].format);
  }
  return pronouncer_new(texts, session->n_lexicons, &session->pronouncer, diag);
}

enum listen_status cli_session_settings(const struct cli_options *options, struct cli_session *out,
                                        struct listen_diag *diag) {
  *out =
      (struct cli_session){.options = options, .readings = READ_DEFAULT, .lender = options->lender};
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

/// How the session's voice speaks each style.
static struct espeak_settings espeak_settings(const struct voice_profile *p) {
  struct espeak_settings out = {0};
  for (int i = 0; i < N_STYLES; i++)
    out.styles[i] = cli_style(p, (enum utterance_style)i);
  return out;
}

/// The voice that the engine does not know stands in the profile.
static enum listen_status blame_profile(const struct cli_session *session,
                                        enum listen_status status, struct listen_diag *diag) {
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

static enum listen_status open_engine(const struct cli_options *options, enum cli_engine engine,
                                      struct cli_session *session, struct listen_diag *diag) {
  struct espeak_settings settings = espeak_settings(&session->profile);
  struct synth_engine unused;
  if (engine == ENGINE_PHONEMES)
    return blame_profile(session, espeak_open(&settings, &unused, diag), diag);
  struct engine_opener opener = {.open = espeak_open, .settings = &settings};
  struct command_settings command = command_settings(&session->profile);
  struct synth_options synth = {
      .workers = options->workers, .cancel = &cli_cancelled, .prepared = cli_prepared};
  if (voice_is_command(&session->profile)) {
    enum { GRACE_S = 5 }; // it is stopped by its own worker, who can say why
    opener = (struct engine_opener){.open = command_open, .settings = &command};
    synth.timeout_ms = (unsigned)(command.timeout_s + GRACE_S) * 1000;
  }
  return synth_open(&opener, &synth, &session->synth, diag);
}

enum listen_status cli_engine_ready(struct cli_session *session, struct listen_diag *diag) {
  if (session->synth == NULL) {
    enum listen_status status = open_engine(session->options, ENGINE_SOUND, session, diag);
    if (status != LISTEN_OK)
      return status;
  }
  return blame_profile(session, synth_ready(session->synth, &session->sample_rate_hz, diag), diag);
}

/// Loading the lexicons takes about as long as all else at the start, so it has a thread of its
/// own.
struct lexicon_task {
  struct cli_session *session;
  struct listen_diag diag;
  enum listen_status status;
  pthread_t thread;
  bool threaded; ///< the thread runs
};

static void *run_lexicon_task(void *context) {
  struct lexicon_task *task = context;
  task->status = load_lexicons(task->session, &task->diag);
  return NULL;
}

static enum listen_status start_lexicons(struct cli_session *session, struct listen_diag *diag) {
  struct lexicon_task *task = calloc(1, sizeof *task);
  if (task == NULL)
    return diag_nomem(diag);
  *task = (struct lexicon_task){.session = session, .diag = cli_diag()};
  session->lexicons = task;
  task->threaded = pthread_create(&task->thread, NULL, run_lexicon_task, task) == 0;
  if (!task->threaded)
    run_lexicon_task(task);
  return LISTEN_OK;
}

static void join_lexicons(struct cli_session *session) {
  struct lexicon_task *task = session->lexicons;
  if (task != NULL && task->threaded)
    pthread_join(task->thread, NULL);
  if (task != NULL)
    task->threaded = false;
}

static enum listen_status load_language(struct cli_session *session, struct listen_diag *diag) {
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
static void borrow_language(struct cli_session *session) {
  const struct cli_session *lender = session->lender;
  session->segmenter = lender->segmenter;
  session->normaliser = lender->normaliser;
  session->pronouncer = lender->pronouncer;
}

/// Begin to load what is not loaded yet.
static enum listen_status start(struct cli_session *session, enum cli_engine engine,
                                struct listen_diag *diag) {
  enum listen_status status = LISTEN_OK;
  // Sound first: what it forks off is to be small. Phonemes are this process's own.
  if (engine == ENGINE_SOUND && session->synth == NULL)
    status = open_engine(session->options, engine, session, diag);
  if (status == LISTEN_OK && session->lender != NULL) {
    borrow_language(session);
  } else if (status == LISTEN_OK && session->lexicons == NULL) {
    status = start_lexicons(session, diag);
    if (status == LISTEN_OK)
      status = load_language(session, diag);
  }
  if (status == LISTEN_OK && engine == ENGINE_PHONEMES)
    status = open_engine(session->options, engine, session, diag);
  return status;
}

enum listen_status cli_session_voice(const struct cli_options *options, struct cli_session *out,
                                     struct listen_diag *diag) {
  enum listen_status status = cli_session_settings(options, out, diag);
  if (status == LISTEN_OK)
    status = load_voice(options, out, diag);
  if (status == LISTEN_OK)
    status = read_lexicons(options, out, diag);
  if (status != LISTEN_OK)
    cli_session_close(out);
  return status;
}

enum listen_status cli_session_begin(const struct cli_options *options, enum cli_engine engine,
                                     struct cli_session *out, struct listen_diag *diag) {
  enum listen_status status = cli_session_voice(options, out, diag);
  if (status != LISTEN_OK)
    return status;
  if (engine == ENGINE_SOUND)
    cli_cache_open(out);
  if (out->cache == NULL)
    status = start(out, engine, diag);
  if (status != LISTEN_OK)
    cli_session_close(out);
  return status;
}

enum listen_status cli_session_ready(struct cli_session *session, struct listen_diag *diag) {
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

enum listen_status cli_session_open(const struct cli_options *options, enum cli_engine engine,
                                    struct cli_session *out, struct listen_diag *diag) {
  enum listen_status status = cli_session_begin(options, engine, out, diag);
  if (status != LISTEN_OK)
    return status;
  status = cli_session_ready(out, diag);
  if (status != LISTEN_OK)
    cli_session_close(out);
  return status;
}

// The process ends after its session, and the system takes a big lexicon back faster than free()
// does. Builds that look for leaks go the long way.
#if defined NDEBUG && !defined LISTEN_CHECKED
static const bool frees_memory = false;
#else
static const bool frees_memory = true;
#endif

void cli_session_close(struct cli_session *session) {
  join_lexicons(session);
  synth_close(session->synth);
  cli_cache_close(session);
  if (!frees_memory)
    return;
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
  *session = (struct cli_session){0};
}
