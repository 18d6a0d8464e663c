#include "chapter/backend.h"

#include "base/module.h"

#include <dlfcn.h>
#include <limits.h>

#ifdef LISTEN_HAS_AV

static const char module_name[] = "listen-av.so";

static enum listen_status check_module(const char *format, struct listen_diag *diag) {
  char path[PATH_MAX];
  if (module_path(module_name, path, sizeof path))
    return LISTEN_OK;
  diag_set(diag, LISTEN_E_USAGE,
           DIAG_TEXT(diag, "%s needs listen-av.so, which is neither beside the program nor in %s",
                     "%s braucht listen-av.so; es liegt weder beim Programm noch in %s"),
           format, module_folder);
  diag_hint(diag, "%s",
            DIAG_TEXT(diag, "install listen whole, or write .wav",
                      "listen ganz installieren, oder .wav schreiben"));
  return LISTEN_E_USAGE;
}

bool audio_module_exists(void) {
  char path[PATH_MAX];
  return module_path(module_name, path, sizeof path);
}

const struct audio_module *audio_module_load(struct listen_diag *diag) {
  char path[PATH_MAX] = "";
  void *library =
      module_path(module_name, path, sizeof path) ? dlopen(path, RTLD_LAZY | RTLD_LOCAL) : NULL;
  const struct audio_module *module = library != NULL ? dlsym(library, AUDIO_MODULE_SYMBOL) : NULL;
  if (module != NULL && module->options_size == sizeof(struct audio_options))
    return module;
  const char *why = library == NULL ? dlerror() : NULL;
  diag_set(diag, LISTEN_E_ENGINE,
           DIAG_TEXT(diag, "listen-av.so cannot be loaded: %s",
                     "listen-av.so lässt sich nicht laden: %s"),
           why != NULL ? why
                       : DIAG_TEXT(diag, "it is of another version", "es ist von anderer Version"));
  if (why != NULL)
    diag_hint(diag, "%s",
              DIAG_TEXT(diag, "install the libraries that it needs, or write .wav",
                        "die Bibliotheken installieren, die es braucht, oder .wav schreiben"));
  return NULL;
}

#else

static enum listen_status check_module(const char *format, struct listen_diag *diag) {
  diag_set(diag, LISTEN_E_USAGE,
           DIAG_TEXT(diag, "%s is not in this build: it was made without FFmpeg",
                     "%s fehlt in diesem Programm: es wurde ohne FFmpeg gebaut"),
           format);
  diag_hint(diag, "%s",
            DIAG_TEXT(diag, "build with -DLISTEN_FFMPEG=ON, or write .wav",
                      "mit -DLISTEN_FFMPEG=ON bauen, oder .wav schreiben"));
  return LISTEN_E_USAGE;
}

bool audio_module_exists(void) {
  return false;
}

const struct audio_module *audio_module_load(struct listen_diag *diag) {
  (void)check_module("", diag);
  return NULL;
}

#endif

enum listen_status audio_format_check(enum audio_format format, struct listen_diag *diag) {
  return format == AUDIO_WAV || format == AUDIO_RAW
             ? LISTEN_OK
             : check_module(audio_format_info(format)->name, diag);
}
