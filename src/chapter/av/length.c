// How long an audio file is, whoever made it. It runs in a process of its own (../probe.c), for
// demuxers have been wrong about hostile files before.

#include "chapter/av/av.h"

// Containers of sound that carry it in themselves: no playlist, no list of files, no device.
static const char containers[] =
    "aac,ac3,aiff,amr,amrnb,amrwb,ape,asf,au,avi,caf,eac3,flac,flv,matroska,webm,mov,mp4,m4a,mp3,"
    "mpc,mpc8,mpeg,mpegts,ogg,tak,tta,w64,wav,wv";

/// Some can name a second file all the same (MP4's data references).
static int open_nothing(AVFormatContext *file, AVIOContext **out, const char *url, int flags,
                        AVDictionary **options) {
  (void)file, (void)url, (void)flags, (void)options;
  *out = NULL;
  return AVERROR(EPERM);
}

static int open_file(AVIOContext *io, AVFormatContext **out) {
  AVFormatContext *file = avformat_alloc_context();
  AVDictionary *options = NULL;
  if (file == NULL)
    return AVERROR(ENOMEM);
  file->pb = io;
  file->io_open = open_nothing;
  int err = av_dict_set(&options, "format_whitelist", containers, 0);
  if (err >= 0)
    err = av_dict_set(&options, "protocol_whitelist", "none", 0);
  if (err >= 0)
    err = avformat_open_input(&file, NULL, NULL, &options); // frees it on failure
  else
    avformat_free_context(file);
  av_dict_free(&options);
  *out = err < 0 ? NULL : file;
  return err;
}

static const AVStream *audio_stream(AVFormatContext *file) {
  int index = av_find_best_stream(file, AVMEDIA_TYPE_AUDIO, -1, -1, NULL, 0);
  return index < 0 ? NULL : file->streams[index];
}

/// As its index says, to the sample in MP4; negative where it has none.
static double stated_seconds(const AVStream *stream) {
  return stream->duration > 0 ? (double)stream->duration * av_q2d(stream->time_base) : -1;
}

/// Does the index lead beyond the end? Then the rest was never copied.
static bool is_cut_off(AVStream *stream, AVIOContext *io) {
  int n = avformat_index_get_entries_count(stream);
  const AVIndexEntry *last = n > 0 ? avformat_index_get_entry(stream, n - 1) : NULL;
  return last != NULL && last->pos + last->size > avio_size(io);
}

/// For streams without any statement of it: the sum of what is there.
static double counted_seconds(AVFormatContext *file, const AVStream *stream) {
  AVPacket *packet = av_packet_alloc();
  int64_t total = 0;
  while (packet != NULL && av_read_frame(file, packet) >= 0) {
    if (packet->stream_index == stream->index && packet->duration > 0 &&
        __builtin_add_overflow(total, packet->duration, &total))
      total = 0;
    av_packet_unref(packet);
  }
  av_packet_free(&packet);
  return total > 0 ? (double)total * av_q2d(stream->time_base) : -1;
}

static double file_seconds(AVFormatContext *file) {
  const AVStream *stream = audio_stream(file);
  if (stream != NULL && is_cut_off(file->streams[stream->index], file->pb))
    return -1;
  double seconds = stream != NULL ? stated_seconds(stream) : -1;
  if (seconds > 0)
    return seconds;
  // Not in the header: look into the packets.
  if (avformat_find_stream_info(file, NULL) < 0 || (stream = audio_stream(file)) == NULL)
    return -1;
  if (file->duration_estimation_method == AVFMT_DURATION_FROM_BITRATE)
    return counted_seconds(file, stream); // else a guess
  seconds = stated_seconds(stream);
  if (seconds <= 0 && file->duration > 0)
    seconds = (double)file->duration / AV_TIME_BASE;
  return seconds > 0 ? seconds : counted_seconds(file, stream);
}

double av_file_seconds(int fd) {
  struct av_io io = {0};
  AVFormatContext *file = NULL;
  double seconds = -1;
  av_log_set_level(AV_LOG_QUIET);
  if (av_io_open(&io, fd, true, false) >= 0 && open_file(io.av, &file) >= 0)
    seconds = file_seconds(file);
  avformat_close_input(&file);
  av_io_close(&io);
  return seconds;
}
