// Sound, as files.

#include "api/speak.h"

#include "session/speech.h"

#include <math.h>
#include <stdlib.h>

struct listen_recording {
  struct arena arena;
  uint64_t duration_ms;
  int sample_rate_hz;
  double lufs;
  listen_file *files;
  size_t n_files;
  listen_recorded_chapter *chapters;
  size_t n_chapters;
};

static bool add_file(struct listen_recording *recording, const char *path, const char *media_type,
                     uint64_t bytes) {
  struct view kept = arena_copy(&recording->arena, view_of(path));
  recording->files[recording->n_files++] =
      (listen_file){text_of(kept), text_of_string(media_type), bytes};
  return kept.ptr != NULL;
}

static const char *media_type_of(const struct speech *speech, const char *path) {
  return view_ends(view_of(path), VIEW(".m3u8")) ? "application/vnd.apple.mpegurl"
                                                 : target_media_type(&speech->target);
}

static bool describe_files(const struct speech *speech, struct listen_recording *out) {
  const struct output *output = &speech->output;
  const struct timings *timings = &speech->timings;
  out->files = arena_alloc(&out->arena, output->n_files + timings->n_files + 1, sizeof *out->files);
  bool kept = out->files != NULL;
  for (size_t i = 0; kept && i < output->n_files; i++)
    kept = add_file(out, output->files[i].path, media_type_of(speech, output->files[i].path),
                    output->files[i].bytes);
  for (size_t i = 0; kept && i < timings->n_files; i++)
    kept = add_file(out, timings->files[i].path.ptr, timing_media_type(timings->files[i].format),
                    timings->files[i].bytes);
  return kept;
}

static bool describe_chapters(const struct speech *speech, struct listen_recording *out) {
  const struct output *output = &speech->output;
  size_t n = output->mode == CHAPTERS_NONE ? 0 : output->n_chapters;
  out->chapters = arena_alloc(&out->arena, n + 1, sizeof *out->chapters);
  bool kept = out->chapters != NULL;
  for (size_t i = 0; kept && i < n; i++) {
    const struct output_chapter *chapter = &output->chapters[i];
    struct view title = arena_copy(&out->arena, chapter->title);
    out->chapters[out->n_chapters++] = (listen_recorded_chapter){
        text_of(title), ms_of_frames(chapter->start, output->sample_rate_hz),
        ms_of_frames(chapter->end, output->sample_rate_hz), chapter->file};
    kept = title.ptr != NULL;
  }
  return kept;
}

/// Before the files have their names: memory that is missing for it must not cost what is there.
static enum listen_status describe(void *out, const struct speech *speech,
                                   struct listen_diag *diag) {
  struct listen_recording *recording = calloc(1, sizeof *recording);
  if (recording == NULL)
    return diag_nomem(diag);
  recording->sample_rate_hz = speech->output.sample_rate_hz;
  recording->duration_ms = ms_of_frames(speech->n_frames, recording->sample_rate_hz);
  recording->lufs = speech->loudness.lufs;
  if (describe_files(speech, recording) && describe_chapters(speech, recording)) {
    *(listen_recording **)out = recording;
    return LISTEN_OK;
  }
  listen_recording_free(recording);
  return diag_nomem(diag);
}

struct progress {
  struct call *call;
  const struct listen_output *output;
};

static void on_progress(void *context, double share) {
  struct progress *progress = context;
  call_pause(progress->call);
  int answer = progress->output->progress(progress->output->progress_context, share);
  call_resume(progress->call);
  if (answer != 0)
    call_stop_soon(progress->call);
}

static enum listen_status record(struct call *call, const struct listen_article *article,
                                 const char *path, const struct listen_output *output,
                                 listen_recording **out) {
  struct target_options target = {.format = -1};
  struct progress progress = {call, output};
  if (output != NULL)
    target = output->target;
  target.cancel = &call->reader->cancel;
  char *name = (char *)(uintptr_t)article->name; // as argv has it; nothing changes it
  struct speech speech = {.document = &article->document,
                          .options = &target,
                          .articles = &name,
                          .path = strcmp(path, "-") == 0 ? "./-" : path,
                          .progress =
                              output != NULL && output->progress != NULL ? on_progress : NULL,
                          .progress_context = &progress,
                          .complete = out != NULL ? describe : NULL,
                          .complete_context = out};
  enum listen_status status = speech_run(&speech, &call->reader->session, &call->diag);
  call_abandon_engine(call, status);
  if (status == LISTEN_OK && speech.progress != NULL)
    on_progress(&progress, 1);
  if (status != LISTEN_OK && out != NULL) {
    listen_recording_free(*out);
    *out = NULL;
  }
  speech_clear(&speech);
  return status;
}

listen_status listen_speak_file(listen_reader *reader, const listen_article *article,
                                const char *path, const listen_output *output,
                                listen_recording **out, listen_error **error) {
  struct call call;
  if (out != NULL)
    *out = NULL;
  call_begin(&call, reader, false, error);
  return call_end(&call, path != NULL && path[0] != '\0'
                             ? record(&call, article, path, output, out)
                             : call_usage(&call, "no path", "kein Pfad"));
}

void listen_recording_free(listen_recording *recording) {
  if (recording == NULL)
    return;
  arena_clear(&recording->arena);
  free(recording);
}

uint64_t listen_recording_duration_ms(const listen_recording *recording) {
  return recording->duration_ms;
}

int listen_recording_sample_rate_hz(const listen_recording *recording) {
  return recording->sample_rate_hz;
}

double listen_recording_lufs(const listen_recording *recording) {
  return recording->lufs;
}

size_t listen_recording_file_count(const listen_recording *recording) {
  return recording->n_files;
}

int listen_recording_file(const listen_recording *recording, size_t index, listen_file *out,
                          size_t size) {
  listen_file result = {0};
  bool found = index < recording->n_files;
  if (found)
    result = recording->files[index];
  FILL(out, size, result);
  return found;
}

size_t listen_recording_chapter_count(const listen_recording *recording) {
  return recording->n_chapters;
}

int listen_recording_chapter(const listen_recording *recording, size_t index,
                             listen_recorded_chapter *out, size_t size) {
  listen_recorded_chapter result = {0};
  bool found = index < recording->n_chapters;
  if (found)
    result = recording->chapters[index];
  FILL(out, size, result);
  return found;
}
