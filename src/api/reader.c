#include "api/api.h"

#include "base/module.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define HOST_PROGRAM "listen-host"

void voices_base(char *out, size_t size) {
  char folder[PATH_MAX];
  out[0] = '\0';
  if (!module_own_folder(folder, sizeof folder) && !module_program_folder(folder, sizeof folder))
    return;
  // voice_profile_load looks in share/ beside the folder it is given.
  int len = snprintf(out, size, "%s" LISTEN_DATA_FROM_LIB, folder);
  if (len < 0 || (size_t)len >= size || access(out, F_OK) != 0)
    snprintf(out, size, "%s", folder);
}

static enum listen_status find_host(struct listen_reader *reader, struct listen_diag *diag) {
  char path[PATH_MAX];
  if (reader->options.host != NULL)
    return LISTEN_OK;
  if (module_path(HOST_PROGRAM, path, sizeof path))
    return keep_string(&reader->arena, path, &reader->options.host) == LISTEN_STATUS_OK
               ? LISTEN_OK
               : diag_nomem(diag);
  diag_set(diag, LISTEN_E_ENGINE, "%s",
           DIAG_TEXT(diag, HOST_PROGRAM " is not where the library was installed to",
                     HOST_PROGRAM " ist nicht da, wohin die Bibliothek installiert wurde"));
  diag_hint(diag, "%s", DIAG_TEXT(diag, "install listen whole", "listen ganz installieren"));
  return LISTEN_E_ENGINE;
}

static bool copy(struct arena *arena, const char **string) {
  return *string == NULL || keep_string(arena, *string, string) == LISTEN_STATUS_OK;
}

/// The reader's own copy of the options, which live no longer than the call.
static enum listen_status copy_options(const listen_options *options, struct listen_reader *reader,
                                       struct listen_diag *diag) {
  struct session_options *own = &reader->options;
  char base[PATH_MAX];
  *own = session_usual_options();
  own->no_cache = true;
  if (options != NULL)
    *own = options->session;
  voices_base(base, sizeof base);
  own->program_dir = base;
  bool copied = copy(&reader->arena, &own->voice) && copy(&reader->arena, &own->settings) &&
                copy(&reader->arena, &own->readings) && copy(&reader->arena, &own->cache) &&
                copy(&reader->arena, &own->host) && copy(&reader->arena, &own->program_dir);
  for (size_t i = 0; copied && i < own->n_lexicons; i++)
    copied = copy(&reader->arena, &own->lexicons[i]);
  own->cancel = &reader->cancel;
  own->engine = &engine_elsewhere;
  return copied ? LISTEN_OK : diag_nomem(diag);
}

listen_status listen_reader_open(const listen_options *options, listen_reader **out,
                                 listen_error **error) {
  struct call call;
  *out = NULL;
  call_begin(&call, NULL, options != NULL && options->german, error);
  struct listen_reader *reader = calloc(1, sizeof *reader);
  if (reader == NULL)
    return call_end(&call, diag_nomem(&call.diag));
  reader->german = call.diag.german;
  enum listen_status status = copy_options(options, reader, &call.diag);
  if (status == LISTEN_OK)
    status = find_host(reader, &call.diag);
  if (status == LISTEN_OK)
    status = session_open(&reader->options, ENGINE_NONE, &reader->session, &call.diag);
  if (status == LISTEN_OK) {
    *out = reader;
  } else {
    arena_clear(&reader->arena);
    free(reader);
  }
  return call_end(&call, status);
}

void listen_reader_close(listen_reader *reader) {
  struct call call;
  if (reader == NULL)
    return;
  call_begin(&call, NULL, false, NULL);
  session_close(&reader->session);
  arena_clear(&reader->arena);
  free(reader);
  call_end(&call, LISTEN_OK);
}

const char *listen_reader_voice(const listen_reader *reader) {
  return reader->session.profile.name;
}

listen_status listen_reader_start(listen_reader *reader, int *sample_rate_hz,
                                  listen_error **error) {
  struct call call;
  call_begin(&call, reader, false, error);
  enum listen_status status = session_engine_ready(&reader->session, &call.diag);
  if (sample_rate_hz != NULL)
    *sample_rate_hz = status == LISTEN_OK ? reader->session.sample_rate_hz : 0;
  return call_end(&call, status);
}

void listen_reader_cancel(listen_reader *reader) {
  __atomic_store_n(&reader->cancel, CANCEL_ALL, __ATOMIC_RELAXED);
}

void listen_reader_resume(listen_reader *reader) {
  __atomic_store_n(&reader->cancel, CANCEL_NOT, __ATOMIC_RELAXED);
}

// ---- voices ----

struct listen_voices {
  struct voice_list list;
  bool german;
};

listen_status listen_voices_new(const listen_options *options, listen_voices **out,
                                listen_error **error) {
  struct call call;
  char base[PATH_MAX];
  *out = NULL;
  call_begin(&call, NULL, options != NULL && options->german, error);
  struct listen_voices *voices = calloc(1, sizeof *voices);
  if (voices == NULL)
    return call_end(&call, diag_nomem(&call.diag));
  voices->german = call.diag.german;
  voices_base(base, sizeof base);
  enum listen_status status = voice_list_load(base, &voices->list, &call.diag);
  if (status == LISTEN_OK)
    *out = voices;
  else
    free(voices);
  return call_end(&call, status);
}

void listen_voices_free(listen_voices *voices) {
  if (voices == NULL)
    return;
  voice_list_clear(&voices->list);
  free(voices);
}

size_t listen_voices_count(const listen_voices *voices) {
  return voices->list.n_profiles;
}

int listen_voices_get(const listen_voices *voices, size_t index, listen_voice *out, size_t size) {
  listen_voice voice = {0};
  bool found = index < voices->list.n_profiles;
  if (found) {
    const struct voice_profile *p = &voices->list.profiles[index];
    voice.name = text_of_string(p->name);
    voice.description = text_of_string(voices->german ? p->description_de : p->description_en);
    voice.path = text_of_string(p->path);
    voice.rate_wpm = p->rate_wpm;
    voice.is_usual = strcmp(p->name, VOICE_DEFAULT) == 0;
    voice.is_program = voice_is_command(p);
  }
  FILL(out, size, voice);
  return found;
}
