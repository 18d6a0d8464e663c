#include "pipeline/loudness.h"

#include "base/buf.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum record_kind { RECORD_CHAPTER, RECORD_FRAMES, RECORD_SILENCE };

/// What stands in the file before its frames, if it has any.
struct record {
  enum record_kind kind;
  uint64_t n; ///< a block's index, or frames
};

struct spool {
  FILE *file;
  int sample_rate_hz;
  int16_t *frames; ///< of the record read last
  size_t cap_frames;
};

static enum listen_status failed(struct listen_diag *diag) {
  return diag_errno(diag, NULL, errno != 0 ? errno : EIO, "cannot keep the sound aside",
                    "Ton lässt sich nicht zwischenspeichern");
}

/// A file without a name, gone when it is closed.
static int open_nameless(const char *folder) {
  int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (fd >= 0)
    return fd;
  struct buf path = {0}; // a file system that cannot do it
  buf_printf(&path, "%s/listen-XXXXXX", folder);
  if (!path.failed && (fd = mkostemp(path.ptr, O_CLOEXEC)) >= 0)
    unlink(path.ptr);
  buf_clear(&path);
  return fd;
}

enum listen_status spool_new(int sample_rate_hz, struct spool **out, struct listen_diag *diag) {
  *out = NULL;
  const char *folder = getenv("TMPDIR");
  int fd = open_nameless(folder != NULL && folder[0] != '\0' ? folder : "/var/tmp");
  if (fd < 0)
    fd = open_nameless("/tmp");
  if (fd < 0)
    return failed(diag);
  struct spool *spool = calloc(1, sizeof *spool);
  FILE *file = spool != NULL ? fdopen(fd, "w+") : NULL;
  if (file == NULL) {
    close(fd);
    free(spool);
    return diag_nomem(diag);
  }
  spool->file = file;
  spool->sample_rate_hz = sample_rate_hz;
  *out = spool;
  return LISTEN_OK;
}

void spool_free(struct spool *spool) {
  if (spool == NULL)
    return;
  fclose(spool->file);
  free(spool->frames);
  free(spool);
}

static enum listen_status write_record(struct spool *spool, enum record_kind kind, uint64_t n,
                                       const int16_t *frames, struct listen_diag *diag) {
  struct record record = {.kind = kind, .n = n};
  errno = 0;
  if (fwrite(&record, sizeof record, 1, spool->file) != 1 ||
      (frames != NULL && n > 0 && fwrite(frames, sizeof *frames, n, spool->file) != n))
    return failed(diag);
  return LISTEN_OK;
}

static enum listen_status on_chapter(void *context, size_t block, struct listen_diag *diag) {
  return write_record(context, RECORD_CHAPTER, block, NULL, diag);
}

static enum listen_status on_frames(void *context, const int16_t *frames, size_t n,
                                    struct listen_diag *diag) {
  return write_record(context, RECORD_FRAMES, n, frames, diag);
}

static enum listen_status on_silence(void *context, uint64_t n, struct listen_diag *diag) {
  return write_record(context, RECORD_SILENCE, n, NULL, diag);
}

struct speak_sink spool_sink(struct spool *spool) {
  return (struct speak_sink){
      .context = spool, .chapter = on_chapter, .frames = on_frames, .silence = on_silence};
}

static enum listen_status read_frames(struct spool *spool, size_t n, struct listen_diag *diag) {
  if (!array_grow((void **)&spool->frames, &spool->cap_frames, n, sizeof *spool->frames))
    return diag_nomem(diag);
  return fread(spool->frames, sizeof *spool->frames, n, spool->file) == n ? LISTEN_OK
                                                                          : failed(diag);
}

static enum listen_status play_record(struct spool *spool, const struct record *record,
                                      const struct level_settings *level,
                                      const struct speak_sink *next, struct listen_diag *diag) {
  if (record->kind == RECORD_CHAPTER)
    return next->chapter(next->context, (size_t)record->n, diag);
  if (record->kind == RECORD_SILENCE)
    return next->silence(next->context, record->n, diag);
  size_t n = (size_t)record->n;
  enum listen_status status = read_frames(spool, n, diag);
  if (status == LISTEN_OK && level != NULL &&
      level_apply(spool->frames, n, spool->sample_rate_hz, level) != LISTEN_OK)
    status = diag_nomem(diag);
  return status == LISTEN_OK ? next->frames(next->context, spool->frames, n, diag) : status;
}

enum listen_status spool_play(struct spool *spool, const struct level_settings *level,
                              const struct speak_sink *next, struct listen_diag *diag) {
  errno = 0;
  if (fflush(spool->file) != 0 || fseeko(spool->file, 0, SEEK_SET) != 0)
    return failed(diag);
  struct record record;
  while (fread(&record, sizeof record, 1, spool->file) == 1) {
    enum listen_status status = play_record(spool, &record, level, next, diag);
    if (status != LISTEN_OK)
      return status;
    errno = 0;
  }
  return ferror(spool->file) ? failed(diag) : LISTEN_OK;
}

/// The loudness of everything at a level; NULL: as it was put in.
static enum listen_status loudness_at(struct spool *spool, const struct level_settings *level,
                                      double *lufs, struct listen_diag *diag) {
  struct metering metering = {.next = speak_nowhere,
                              .meter = level_meter_new(spool->sample_rate_hz, false)};
  if (metering.meter == NULL)
    return diag_nomem(diag);
  struct speak_sink sink = metering_sink(&metering);
  enum listen_status status = spool_play(spool, level, &sink, diag);
  *lufs = level_meter_lufs(metering.meter);
  level_meter_free(metering.meter);
  return status;
}

enum listen_status spool_measure(struct spool *spool, double target_lufs, double peak_dbtp,
                                 struct spool_loudness *out, struct listen_diag *diag) {
  enum { MOST_TURNS = 8, MOST_GAIN_DB = 60 };
  *out = (struct spool_loudness){0};
  enum listen_status status = loudness_at(spool, NULL, &out->raw_lufs, diag);
  out->lufs = out->raw_lufs;
  if (status != LISTEN_OK || !isfinite(out->raw_lufs))
    return status;
  struct level_settings level = {target_lufs - out->raw_lufs, peak_dbtp};
  // The limiter takes a little away, less than it is given: so a few turns lead there.
  for (int turn = 0; status == LISTEN_OK && turn < MOST_TURNS; turn++) {
    level.gain_db = fmin(fmax(level.gain_db, -MOST_GAIN_DB), MOST_GAIN_DB);
    status = loudness_at(spool, &level, &out->lufs, diag);
    out->gain_db = level.gain_db;
    if (turn == 0)
      out->limited_lu = fmax(0, target_lufs - out->lufs);
    if (fabs(target_lufs - out->lufs) < 0.02)
      break;
    level.gain_db += 1.4 * (target_lufs - out->lufs);
  }
  return status;
}
