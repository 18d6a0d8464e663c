/// What stands behind audio_writer: one of these for each way to write a file.
#ifndef LISTEN_CHAPTER_BACKEND_H
#define LISTEN_CHAPTER_BACKEND_H

#include "base/arena.h"
#include "chapter/chapter.h"

/// The options given to `open` are clean (no control characters in strings, each ends in a NUL) and
/// live until `close`.
struct audio_backend {
  enum listen_status (*open)(int fd, const char *path, const struct audio_options *options,
                             void **out, struct listen_diag *diag);
  enum listen_status (*write)(void *file, const int16_t *frames, size_t n_frames,
                              struct listen_diag *diag);
  /// Complete the file. `starts` are the first frames of all chapters, `n_frames` the whole length.
  enum listen_status (*finish)(void *file, const uint64_t *starts, size_t n_starts,
                               uint64_t n_frames, struct listen_diag *diag);
  void (*close)(void *file); ///< release, finished or not
};

extern const struct audio_backend audio_backend_wav;
extern const struct audio_backend audio_backend_raw;
extern const struct audio_backend audio_backend_process; ///< the module's, in another process

/// What the module with FFmpeg's libraries gives.
struct audio_module {
  size_t options_size; ///< sizeof(struct audio_options): a module of another version is refused
  struct audio_backend backend;
  /// Seconds of the audio file that `fd` reads, which can be positioned; negative when it has none.
  /// The file may be hostile: see probe.c.
  double (*seconds)(int fd);
};

/// Name of the symbol under which the module exports it.
#define AUDIO_MODULE_SYMBOL "listen_av_module"
extern const struct audio_module listen_av_module;

/// Load it. For processes of their own only: the libraries are a hundred, take 25 ms to load and
/// make each fork ten times as dear. NULL with a diagnostic.
const struct audio_module *audio_module_load(struct listen_diag *diag);
/// Is it there to be loaded?
bool audio_module_exists(void);

/// What listen-host does: encode for the process that ran it.
_Noreturn void audio_host_run(void);

/// The descriptors of listen-host, in this order.
enum { ENCODER_DATA_FD = 3, ENCODER_REPLY_FD, ENCODER_FILE_FD };

/// All that the encoder is to know, through `fd`. 0, or an errno value.
int audio_options_send(int fd, const char *path, const struct audio_options *options, bool german);
/// The same on the other side. False where the stream ends early, or memory does.
bool audio_options_receive(int fd, struct arena *arena, const char **path,
                           struct audio_options *options, bool *german);
/// Read `len` bytes; false where there are fewer.
bool audio_read_all(int fd, void *bytes, size_t len);

/// Seconds of the file that `fd` reads, by the module; negative without it, where it cannot tell,
/// or takes too long.
double audio_probe_seconds(int fd);

/// ISO 639-2 for the more frequent languages of BCP 47, "de-AT" → "deu"; NULL for others.
const char *audio_language_code(struct view language);

/// "cannot write", or "interrupted".
enum listen_status audio_write_failed(const char *path, int errnum, struct listen_diag *diag);

#endif
