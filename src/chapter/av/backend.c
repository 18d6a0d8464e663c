// The module's only way in: a struct audio_module.

#include "chapter/av/av.h"

#include <libavutil/opt.h>
#include <libswresample/swresample.h>

enum { BLOCK_FRAMES = 4096 };

struct file {
  const char *path;
  const struct audio_options *options;
  struct av_cover cover;
  SwrContext *resampler;
  struct av_encoder *encoder;
  struct av_container *container;
  // Frames go to the resampler in blocks of one size, whatever sizes they came in.
  int16_t block[BLOCK_FRAMES];
  size_t n_block;
  uint8_t *samples; ///< what comes out of it
  int samples_cap;
};

static enum listen_status failed(const struct file *file, int err, struct listen_diag *diag) {
  char text[AV_ERROR_MAX_STRING_SIZE];
  int errnum = file->container != NULL ? av_container_errno(file->container) : 0;
  if (errnum != 0)
    return audio_write_failed(file->path, errnum, diag);
  if (err == AVERROR(ENOMEM))
    return diag_nomem(diag);
  diag_at(diag, file->path, 0, 0);
  av_strerror(err, text, sizeof text);
  return diag_set(diag, LISTEN_E_ENGINE,
                  DIAG_TEXT(diag, "cannot encode %s: %s", "Encoder für %s: %s"),
                  audio_format_info(file->options->format)->name, text);
}

static int open_resampler(struct file *file, const struct av_recipe *recipe, int rate_hz) {
  AVChannelLayout mono = AV_CHANNEL_LAYOUT_MONO;
  int source_hz = file->options->sample_rate_hz;
  int err = swr_alloc_set_opts2(&file->resampler, &mono, recipe->sample_format, rate_hz, &mono,
                                AV_SAMPLE_FMT_S16, source_hz, 0, NULL);
  if (err >= 0 && rate_hz != source_hz) {
    err = av_opt_set(file->resampler, "resampler", "soxr", 0);
    if (err >= 0)
      err = av_opt_set_int(file->resampler, "precision", 28, 0); // soxr's "very high quality"
  }
  if (err >= 0)
    err = swr_init(file->resampler);
  return err;
}

static void file_close(void *context) {
  struct file *file = context;
  av_encoder_close(file->encoder);
  av_container_close(file->container);
  swr_free(&file->resampler);
  av_free(file->samples);
  av_free(file);
}

static int take_packet(void *context, AVPacket *packet) {
  struct file *file = context;
  return av_container_packet(file->container, packet);
}

static enum listen_status file_open(int fd, const char *path, const struct audio_options *options,
                                    void **out, struct listen_diag *diag) {
  struct file *file = av_mallocz(sizeof *file);
  if (file == NULL)
    return diag_nomem(diag);
  *out = file;
  file->path = path;
  file->options = options;
  av_log_set_level(AV_LOG_QUIET); // we say ourselves what is wrong
  if (options->cover.len > 0 && av_cover_read(options->cover, &file->cover) < 0) {
    diag_at(diag, options->cover_path, 0, 0);
    return diag_set(diag, LISTEN_E_USAGE, "%s",
                    DIAG_TEXT(diag, "the cover is damaged", "das Titelbild ist beschädigt"));
  }
  const struct av_recipe *recipe = av_recipe_of(options->format);
  int rate_hz = av_recipe_rate(recipe, options->sample_rate_hz);
  int err = av_encoder_open(options->format, rate_hz, options->bitrate_kbps, take_packet, file,
                            &file->encoder);
  if (err >= 0)
    err = open_resampler(file, recipe, rate_hz);
  if (err >= 0)
    err = av_container_open(fd, options, av_encoder_codec(file->encoder), &file->cover,
                            &file->container);
  return err < 0 ? failed(file, err, diag) : LISTEN_OK;
}

/// The block through the resampler to the encoder; with none in it, what the resampler still holds.
static int pass_block(struct file *file) {
  int most = swr_get_out_samples(file->resampler, (int)file->n_block);
  if (most > file->samples_cap) {
    av_freep(&file->samples);
    file->samples_cap = 0;
    file->samples = av_malloc((size_t)most * sizeof(float));
    if (file->samples == NULL)
      return AVERROR(ENOMEM);
    file->samples_cap = most;
  }
  const uint8_t *in = (const uint8_t *)file->block;
  int n = swr_convert(file->resampler, &file->samples, file->samples_cap,
                      file->n_block > 0 ? &in : NULL, (int)file->n_block);
  file->n_block = 0;
  return n <= 0 ? n : av_encoder_push(file->encoder, file->samples, (size_t)n);
}

static enum listen_status file_write(void *context, const int16_t *frames, size_t n_frames,
                                     struct listen_diag *diag) {
  struct file *file = context;
  while (n_frames > 0) {
    size_t n = BLOCK_FRAMES - file->n_block < n_frames ? BLOCK_FRAMES - file->n_block : n_frames;
    memcpy(file->block + file->n_block, frames, n * sizeof *frames);
    file->n_block += n;
    frames += n;
    n_frames -= n;
    int err = file->n_block == BLOCK_FRAMES ? pass_block(file) : 0;
    if (err < 0)
      return failed(file, err, diag);
  }
  return LISTEN_OK;
}

static enum listen_status file_finish(void *context, const uint64_t *starts, size_t n_starts,
                                      uint64_t n_frames, struct listen_diag *diag) {
  struct file *file = context;
  int err = file->n_block > 0 ? pass_block(file) : 0;
  if (err >= 0 && file->samples != NULL)
    err = pass_block(file);
  if (err >= 0)
    err = av_encoder_finish(file->encoder);
  if (err >= 0)
    err = av_container_finish(file->container, starts, n_starts, n_frames);
  return err < 0 ? failed(file, err, diag) : LISTEN_OK;
}

__attribute__((visibility("default"))) const struct audio_module listen_av_module = {
    .options_size = sizeof(struct audio_options),
    .backend =
        {
            .open = file_open,
            .write = file_write,
            .finish = file_finish,
            .close = file_close,
        },
    .seconds = av_file_seconds,
};
