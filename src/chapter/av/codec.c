#include "chapter/av/av.h"

#include <libavutil/opt.h>
#include <pthread.h>

// Opus takes five rates only; the others take what espeak-ng gives, 22 050 Hz.
static const int opus_rates[] = {16000, 24000, 48000, 0};
static const int mp3_rates[] = {16000, 22050, 24000, 32000, 44100, 48000, 0};

static const struct av_recipe recipes[AUDIO_N_FORMATS] = {
    [AUDIO_FLAC] = {"flac", "flac", AV_SAMPLE_FMT_S16, NULL, 0, 0},
    // Vorbis changes the length of its blocks by what came before: it cannot be cut.
    [AUDIO_OGG] = {"libvorbis", "ogg", AV_SAMPLE_FMT_FLTP, mp3_rates, 0, 0},
    [AUDIO_OPUS] = {"libopus", "opus", AV_SAMPLE_FMT_FLT, opus_rates, 2, 2},
    [AUDIO_MP3] = {"libmp3lame", "mp3", AV_SAMPLE_FMT_FLTP, mp3_rates, 2, 3},
    [AUDIO_M4B] = {"aac", "ipod", AV_SAMPLE_FMT_FLTP, mp3_rates, 2, 3},
};

const struct av_recipe *av_recipe_of(enum audio_format format) {
  return &recipes[format];
}

int av_recipe_rate(const struct av_recipe *recipe, int source_hz) {
  if (recipe->rates == NULL)
    return source_hz;
  const int *rate = recipe->rates;
  while (*rate < source_hz && rate[1] != 0)
    rate++;
  return *rate;
}

/// Settings for speech, each beside what it costs (nine minutes of sound, one core).
static int set_options(enum audio_format format, int bitrate_kbps, AVDictionary **options) {
  int err = 0;
  switch (format) {
  case AUDIO_OPUS:
    // From 32 kbit/s on the MDCT coder has no more noise above the masking threshold than the
    // speech coder (SILK), and takes 1.4 s where that takes 3.4 s; below, SILK is better.
    err = av_dict_set(options, "application", bitrate_kbps < 32 ? "voip" : "audio", 0);
    if (err >= 0)
      err = av_dict_set(options, "compression_level", "5", 0);
    if (err >= 0)
      err = av_dict_set(options, "vbr", "constrained", 0); // "on" takes half as much again
    break;
  case AUDIO_MP3:
    // LAME's -q 7: 0.7 s; -q 5 takes 1.2 s, for a noise that is as high beside the threshold
    // (mean -2.4 and -2.3 dB) and higher beside the signal (24.7 and 22.8 dB below it).
    err = av_dict_set(options, "compression_level", "7", 0);
    break;
  case AUDIO_M4B:
    err = av_dict_set(options, "aac_coder", "fast", 0); // 1.7 s; "twoloop": 9.7 s
    break;
  default:
    break;
  }
  return err;
}

/// A setting that could not be taken, for want of memory, is left in `options`.
static int open_with(AVCodecContext *context, const AVCodec *codec, AVDictionary **options) {
  static pthread_mutex_t opening = PTHREAD_MUTEX_INITIALIZER;
  pthread_mutex_lock(&opening);
  int err = avcodec_open2(context, codec, options);
  pthread_mutex_unlock(&opening);
  return err >= 0 && av_dict_count(*options) > 0 ? AVERROR_OPTION_NOT_FOUND : err;
}

int av_codec_open(enum audio_format format, int rate_hz, int bitrate_kbps, AVCodecContext **out) {
  const struct av_recipe *recipe = &recipes[format];
  const AVCodec *codec = avcodec_find_encoder_by_name(recipe->codec);
  if (codec == NULL)
    return AVERROR_ENCODER_NOT_FOUND;
  AVCodecContext *context = avcodec_alloc_context3(codec);
  if (context == NULL)
    return AVERROR(ENOMEM);
  context->sample_rate = rate_hz;
  context->sample_fmt = recipe->sample_format;
  context->ch_layout = (AVChannelLayout)AV_CHANNEL_LAYOUT_MONO;
  context->time_base = (AVRational){1, rate_hz};
  context->bit_rate = bitrate_kbps * 1000;
  context->flags = AV_CODEC_FLAG_BITEXACT | AV_CODEC_FLAG_GLOBAL_HEADER;
  context->thread_count = 1;
  AVDictionary *options = NULL;
  int err = set_options(format, bitrate_kbps, &options);
  if (err >= 0)
    err = open_with(context, codec, &options);
  av_dict_free(&options);
  if (err < 0)
    avcodec_free_context(&context);
  *out = context;
  return err;
}
