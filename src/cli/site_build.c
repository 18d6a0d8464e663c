#include "cli/site_build.h"

#include "base/sum.h"
#include "cli/site_article.h"
#include "session/cached.h"
#include "session/loudness.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

// ---- a worker ----

void site_builder_start(void *context, unsigned nth, bool again) {
  struct site_builder *builder = context;
  static struct synth_prepared none;
  struct synth_prepared *own = !again && nth < cli_n_prepared ? &cli_prepared[nth] : &none;
  // Each of them ends when the last who knows it is gone; so a worker knows its own only.
  for (size_t i = 0; i < cli_n_prepared; i++)
    if (&cli_prepared[i] != own)
      synth_forget_prepared(&cli_prepared[i]);
  cli_prepared = own;
  cli_n_prepared = 1;
  (void)builder;
}

static void close_voice(struct voice_in_use *voice) {
  if (voice->open)
    session_close(&voice->session);
  free(voice->name);
  *voice = (struct voice_in_use){0};
}

void site_builder_end(void *context) {
  struct site_builder *builder = context;
  for (size_t i = 0; i < SITE_VOICES_MAX; i++)
    close_voice(&builder->voices[i]);
}

/// The session of a voice, opened if need be in the place of the one that was not used for longest.
static enum listen_status session_of(struct site_builder *builder, const char *voice,
                                     struct session **out, struct listen_diag *diag) {
  struct voice_in_use *oldest = &builder->voices[0];
  for (size_t i = 0; i < SITE_VOICES_MAX; i++) {
    struct voice_in_use *in_use = &builder->voices[i];
    if (in_use->open && site_same_voice(in_use->name, voice)) {
      in_use->used = ++builder->clock;
      *out = &in_use->session;
      return LISTEN_OK;
    }
    if (in_use->used < oldest->used)
      oldest = in_use;
  }
  close_voice(oldest);
  oldest->used = ++builder->clock;
  oldest->name = voice != NULL ? strdup(voice) : NULL;
  if (voice != NULL && oldest->name == NULL)
    return diag_nomem(diag);
  oldest->options = site_session_options(builder->options, builder->config, oldest->name);
  oldest->options.session.lender = builder->language;
  oldest->options.session.workers = builder->engine_workers;
  enum listen_status status =
      session_begin(&oldest->options.session, ENGINE_SOUND, &oldest->session, diag);
  oldest->open = status == LISTEN_OK;
  if (!oldest->open)
    close_voice(oldest);
  *out = &oldest->session;
  return status;
}

void site_builder_sum(const struct site_builder *builder, const struct site_article *article,
                      struct view own_voice, uint64_t out[2]) {
  if (!site_sums_of(builder->sums, article, own_voice, out))
    out[0] = out[1] = 0;
}

// ---- an article ----

/// The voice its author asks for: by name, for a profile may run programs, and whoever writes an
/// article need not be who decides about those.
static enum listen_status voice_of(const struct site_work *work, char own[SETTINGS_PATH_MAX + 1],
                                   const char **voice, struct listen_diag *diag) {
  struct view asked = work->document.voice;
  *voice = site_voice_of(work->builder->config, work->article);
  if (asked.ptr == NULL)
    return LISTEN_OK;
  if (asked.len > SETTINGS_PATH_MAX || view_has(asked, '/')) {
    diag_at(diag, work->article->path, 0, 0);
    diag_set(diag, LISTEN_E_INPUT, "%s",
             TR("its voice is to be a name, not a path", "als Stimme gilt ein Name, kein Pfad"));
    diag_hint(diag, "%s", TR("'listen voices' lists them", "'listen voices' zeigt sie"));
    return LISTEN_E_INPUT;
  }
  memcpy(own, asked.ptr, asked.len);
  own[asked.len] = '\0';
  *voice = own;
  return LISTEN_OK;
}

static enum listen_status refuse_draft(const struct site_article *article,
                                       struct listen_diag *diag) {
  diag_at(diag, article->path, 0, 0);
  diag_set(diag, LISTEN_E_INPUT, "%s", TR("a draft", "ein Entwurf"));
  diag_no_text(diag);
  return LISTEN_E_INPUT;
}

/// Options for one format, as `listen ARTICLE --format …` would have them.
static struct target_options format_options(const struct site_builder *builder,
                                            enum audio_format format) {
  const struct audio_format_info *info = audio_format_info(format);
  struct target_options out = builder->options->target;
  out.format = (int)format;
  int kbps = builder->config->bitrate_kbps;
  if (info->bitrate_kbps == 0)
    kbps = 0;
  else if (kbps > 0)
    kbps = kbps < info->min_kbps ? info->min_kbps : kbps > info->max_kbps ? info->max_kbps : kbps;
  out.bitrate_kbps = kbps;
  out.cover = info->has_cover ? builder->config->cover : NULL;
  return out;
}

/// All formats are heard alike, so one sound serves them: with room for the one that needs most.
static enum listen_status open_targets(struct site_work *work, struct session *session,
                                       struct listen_diag *diag) {
  const struct site_config *config = work->builder->config;
  enum listen_status status = LISTEN_OK;
  session->peak_room_db = 0;
  for (size_t i = 0; status == LISTEN_OK && i < config->n_formats; i++) {
    enum audio_format format;
    if (!audio_format_named(config->formats[i], &format))
      continue; // the configuration was checked
    const struct audio_format_info *info = audio_format_info(format);
    struct target_options options = format_options(work->builder, format);
    char ending[16];
    snprintf(ending, sizeof ending, ".%s", info->name);
    struct output *output = &work->outputs[work->n_outputs];
    struct target *target = &work->targets[work->n_outputs];
    struct view relative;
    const char *full;
    status = site_work_path(work, ending, &relative, &full, diag);
    if (status == LISTEN_OK)
      status = target_open(target, &options, full, diag);
    if (status != LISTEN_OK)
      break;
    *output = (struct output){
        .document = &work->document,
        .target = target,
        .mode = CHAPTERS_MARKS,
        .expected_s = session_rough_length_s(&work->document, session->profile.rate_wpm),
        .path = full,
        .cancel = &cli_cancelled,
        .swept = true};
    work->n_outputs++;
    if (info->peak_room_db > session->peak_room_db)
      session->peak_room_db = info->peak_room_db;
    if (i == 0)
      session->softer_lu = info->softer_lu;
  }
  return status;
}

static enum listen_status open_timings(struct site_work *work, int sample_rate_hz,
                                       struct listen_diag *diag) {
  static const char *const endings[] = {SITE_TIMINGS_ENDING, SITE_CAPTIONS_ENDING};
  enum listen_status status = LISTEN_OK;
  work->timings_options = work->builder->options->target;
  work->timings_options.n_timings = 0;
  work->timings_options.swept = true;
  work->timings_options.chapters = CHAPTERS_MARKS;
  work->timings_options.n_sources = 0;
  for (size_t i = 0; status == LISTEN_OK && i < sizeof endings / sizeof *endings; i++) {
    struct view relative;
    status =
        site_work_path(work, endings[i], &relative,
                       &work->timings_options.timings[work->timings_options.n_timings++], diag);
  }
  work->sources[0] = (char *)(uintptr_t)work->article->source;
  if (status == LISTEN_OK)
    status = timings_open(&work->timings, &work->timings_options, &work->document, work->sources,
                          work->outputs[0].path, &work->targets[0], sample_rate_hz, diag);
  return status;
}

// ---- one sound, several files ----

static enum listen_status tee_chapter(void *context, size_t block, struct listen_diag *diag) {
  struct site_work *work = context;
  enum listen_status status = LISTEN_OK;
  for (size_t i = 0; status == LISTEN_OK && i < work->n_outputs; i++) {
    struct speak_sink sink = output_sink(&work->outputs[i]);
    status = sink.chapter(sink.context, block, diag);
  }
  return status;
}

static enum listen_status tee_frames(void *context, const int16_t *frames, size_t n_frames,
                                     struct listen_diag *diag) {
  struct site_work *work = context;
  enum listen_status status = LISTEN_OK;
  for (size_t i = 0; status == LISTEN_OK && i < work->n_outputs; i++) {
    struct speak_sink sink = output_sink(&work->outputs[i]);
    status = sink.frames(sink.context, frames, n_frames, diag);
  }
  return status;
}

static enum listen_status tee_silence(void *context, uint64_t n_frames, struct listen_diag *diag) {
  struct site_work *work = context;
  enum listen_status status = LISTEN_OK;
  for (size_t i = 0; status == LISTEN_OK && i < work->n_outputs; i++) {
    struct speak_sink sink = output_sink(&work->outputs[i]);
    status = sink.silence(sink.context, n_frames, diag);
  }
  return status;
}

static void on_progress(void *link, double share) {
  crew_progress(link, share);
}

static enum listen_status speak_all(struct site_work *work, struct session *session,
                                    struct crew_link *link, uint64_t *n_frames,
                                    struct listen_diag *diag) {
  struct speech_script script;
  struct speak_options speak;
  struct loudness_result loudness;
  enum listen_status status = speech_begin(session, &work->document, true, &script, &speak, diag);
  for (size_t i = 0; status == LISTEN_OK && i < work->n_outputs; i++) {
    work->outputs[i].sample_rate_hz = session->sample_rate_hz;
    status = output_open(&work->outputs[i], diag);
  }
  if (status == LISTEN_OK)
    status = open_timings(work, session->sample_rate_hz, diag);
  if (status == LISTEN_OK) {
    speak.progress = on_progress;
    speak.progress_context = link;
    speak.sentences = timings_sink(&work->timings);
    struct speak_sink tee = {
        .context = work, .chapter = tee_chapter, .frames = tee_frames, .silence = tee_silence};
    status = loudness_speak(session, &work->document, &speak, &tee, n_frames, &loudness, diag);
  }
  speech_end(session, &script, status == LISTEN_OK);
  if (status != LISTEN_OK && session->synth != NULL)
    synth_discard(session->synth); // the next article begins with idle workers
  if (status == LISTEN_OK)
    status = timings_finish(&work->timings, *n_frames, diag);
  for (size_t i = 0; status == LISTEN_OK && i < work->n_outputs; i++)
    status = output_finish(&work->outputs[i], diag);
  return status;
}

/// What the entry says of the article and its sound.
static enum listen_status fill_entry(struct site_work *work, const struct session *session,
                                     uint64_t n_frames, struct listen_diag *diag) {
  const struct document *d = &work->document;
  const struct output *output = &work->outputs[0];
  struct site_entry *entry = &work->entry;
  double rate = output->sample_rate_hz;
  entry->title = d->title.len > 0 ? d->title : view_of(work->article->key);
  entry->author = d->author;
  entry->published = d->published;
  entry->language = d->language;
  entry->summary = d->summary;
  entry->voice = view_of(session->profile.name);
  entry->own_voice = d->voice;
  entry->duration_s = (double)n_frames / rate;
  for (size_t i = 0; i < d->n_claims && entry->claim_kind == CLAIM_NONE; i++) {
    const struct claim *claim = &d->claims[i];
    if (claim->own) // of the player in a built page: nothing that the page says itself
      continue;
    entry->claim_kind = claim->kind;
    entry->claim_text = claim->text;
    entry->claim_s = (claim->low_s + claim->high_s) / 2;
  }
  entry->chapters = arena_alloc(&work->arena, output->n_chapters + 1, sizeof *entry->chapters);
  if (entry->chapters == NULL)
    return diag_nomem(diag);
  for (size_t i = 0; i < output->n_chapters; i++)
    entry->chapters[entry->n_chapters++] =
        (struct site_chapter){output->chapters[i].title, (double)output->chapters[i].start / rate,
                              (double)output->chapters[i].end / rate};
  return LISTEN_OK;
}

static enum listen_status read_article(struct site_work *work, struct listen_diag *diag) {
  const struct site_builder *builder = work->builder;
  struct buf input = {0};
  enum listen_status status = session_read_file(work->article->path, &cli_cancelled, &input, diag);
  if (status == LISTEN_OK) {
    struct view content = input.ptr != NULL ? buf_as_view(&input) : VIEW("");
    sum_of(content, work->entry.source_hash); // of what is spoken, if it changed since the plan
    status =
        session_extract(builder->language, content, work->article->path, &work->document, diag);
  }
  buf_clear(&input);
  if (status == LISTEN_OK && work->document.draft)
    status = refuse_draft(work->article, diag);
  if (status == LISTEN_OK && builder->config->album != NULL)
    work->document.site = view_of(builder->config->album);
  return status;
}

/// Something of a wrong kind has got among the articles, and would fill the disk.
static enum listen_status check_length(const struct site_work *work, const struct session *session,
                                       struct listen_diag *diag) {
  double seconds = session_rough_length_s(&work->document, session->profile.rate_wpm);
  int most = work->builder->config->max_hours;
  if (seconds <= most * 3600.0)
    return LISTEN_OK;
  diag_at(diag, work->article->path, 0, 0);
  diag_set(diag, LISTEN_E_INPUT,
           TR("no article: about %.0f hours of sound", "kein Artikel: ungefähr %.0f Stunden Ton"),
           seconds / 3600);
  diag_hint(diag,
            TR("exclude it, or raise max_hours (%d)",
               "mit exclude ausnehmen oder max_hours (%d) erhöhen"),
            most);
  return LISTEN_E_INPUT;
}

static enum listen_status build_sound(struct site_work *work, struct site_builder *builder,
                                      struct crew_link *link, struct listen_diag *diag) {
  struct session *session = NULL;
  char own[SETTINGS_PATH_MAX + 1];
  const char *voice;
  uint64_t n_frames = 0;
  enum listen_status status = read_article(work, diag);
  if (status == LISTEN_OK)
    status = voice_of(work, own, &voice, diag);
  if (status == LISTEN_OK)
    status = session_of(builder, voice, &session, diag);
  if (status == LISTEN_OK)
    status = check_length(work, session, diag);
  if (status == LISTEN_OK)
    status = open_targets(work, session, diag);
  if (status == LISTEN_OK)
    status = speak_all(work, session, link, &n_frames, diag);
  if (status == LISTEN_OK)
    status = fill_entry(work, session, n_frames, diag);
  if (status == LISTEN_OK) {
    site_builder_sum(builder, work->article, work->document.voice, work->entry.build_hash);
    status = site_work_describe(work, diag);
  }
  if (status == LISTEN_OK)
    status = site_work_publish_sound(work, diag);
  if (status == LISTEN_OK)
    status = site_work_publish_page(work, true, diag);
  return status;
}

/// The sound is as it should be: only what surrounds it is made anew.
static enum listen_status build_page(struct site_work *work, struct listen_diag *diag) {
  work->entry = work->old;
  work->entry.files = work->files;
  work->entry.n_files = 0;
  for (size_t i = 0; i < work->old.n_files; i++)
    if (work->old.files[i].role != SITE_FRAGMENT &&
        work->entry.n_files < sizeof work->files / sizeof *work->files - 1)
      work->files[work->entry.n_files++] = work->old.files[i];
  enum listen_status status = site_work_describe(work, diag);
  return status == LISTEN_OK ? site_work_publish_page(work, false, diag) : status;
}

/// A page without an article among a site's pages is nothing bad; a file without text is.
static bool is_passed_over(const struct site_work *work, const struct listen_diag *diag) {
  struct view path = view_of(work->article->path);
  bool is_page = view_ends(path, VIEW(".html")) || view_ends(path, VIEW(".htm")) ||
                 view_ends(path, VIEW(".xhtml"));
  bool refused = work->document.draft || diag->line > 0; // its front matter says so
  return diag->no_text && (refused || (is_page && work->article->bytes > 0));
}

void site_builder_work(void *context, size_t job, struct crew_link *link,
                       struct crew_result *result) {
  struct site_builder *builder = context;
  const struct site_job *planned = &builder->plan->jobs[builder->queue[job]];
  struct site_work work = {.builder = builder, .article = planned->article};
  struct listen_diag diag = cli_diag();
  enum listen_status status = site_work_begin(&work, &diag);
  if (status == LISTEN_OK && planned->action == SITE_PAGE && work.has_old)
    status = build_page(&work, &diag);
  else if (status == LISTEN_OK)
    status = build_sound(&work, builder, link, &diag);
  if (status != LISTEN_OK && is_passed_over(&work, &diag))
    status = site_work_pass_over(&work, &diag);
  if (status != LISTEN_OK && diag.file[0] == '\0')
    diag_at(&diag, planned->article->path, 0, 0);
  result->notes = work.notes;
  result->status = status;
  result->diag = diag;
  result->seconds = work.entry.duration_s;
  site_work_end(&work);
}
