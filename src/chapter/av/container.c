#include "chapter/av/av.h"

#include "base/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <libavutil/opt.h>
#include <unistd.h>

enum {
  FLAC_STREAMINFO_END = 42, ///< "fLaC" and the block that the muxer completes itself
};

struct av_container {
  const struct audio_options *options;
  const struct av_cover *cover;
  AVFormatContext *file;
  struct av_io out, in;
  int64_t header_len;
};

// FFmpeg opens the file anew to move MP4's index to the front.

static int open_again(AVFormatContext *file, AVIOContext **out, const char *url, int flags,
                      AVDictionary **options) {
  struct av_container *container = file->opaque;
  (void)url, (void)options;
  if (flags != AVIO_FLAG_READ || container->in.av != NULL)
    return AVERROR(EINVAL);
  int err = av_io_open(&container->in, container->out.fd, true, false);
  *out = container->in.av;
  return err;
}

static int close_again(AVFormatContext *file, AVIOContext *av) {
  struct av_container *container = file->opaque;
  (void)av;
  av_io_close(&container->in);
  return 0;
}

static int add_cover_stream(AVFormatContext *file, const struct av_cover *cover) {
  AVStream *stream = avformat_new_stream(file, NULL);
  if (stream == NULL)
    return AVERROR(ENOMEM);
  stream->disposition = AV_DISPOSITION_ATTACHED_PIC;
  stream->time_base = (AVRational){1, 90000};
  stream->codecpar->codec_type = AVMEDIA_TYPE_VIDEO;
  stream->codecpar->codec_id = cover->codec;
  stream->codecpar->width = cover->width;
  stream->codecpar->height = cover->height;
  int err = av_dict_set(&stream->metadata, "title", "Cover", 0);
  return err < 0 ? err : av_dict_set(&stream->metadata, "comment", "Cover (front)", 0);
}

static int write_cover(AVFormatContext *file, const struct av_cover *cover) {
  AVPacket *packet = av_packet_alloc();
  int err = packet != NULL ? av_new_packet(packet, (int)cover->image.len) : AVERROR(ENOMEM);
  if (err >= 0) {
    memcpy(packet->data, cover->image.ptr, cover->image.len);
    packet->stream_index = 1;
    packet->flags = AV_PKT_FLAG_KEY;
    packet->pts = packet->dts = 0;
    err = av_write_frame(file, packet);
  }
  av_packet_free(&packet);
  return err;
}

static bool in_ogg(enum audio_format format) {
  return format == AUDIO_OGG || format == AUDIO_OPUS;
}

/// Describe the file and write its header. `starts` are NULL for times yet unknown.
static int begin(struct av_container *container, AVFormatContext *file,
                 const AVCodecParameters *codec, AVIOContext *out, const uint64_t *starts,
                 size_t n_starts, uint64_t n_frames, AVDictionary **muxer_options) {
  const struct audio_options *options = container->options;
  AVStream *stream = avformat_new_stream(file, NULL);
  if (stream == NULL)
    return AVERROR(ENOMEM);
  file->pb = out;
  // No versions, dates and random numbers: the same sound is to be the same bytes.
  file->flags |= AVFMT_FLAG_BITEXACT | AVFMT_FLAG_CUSTOM_IO;
  file->metadata_header_padding = 0;
  stream->time_base = (AVRational){1, codec->sample_rate};
  int err = avcodec_parameters_copy(stream->codecpar, codec);
  bool cover_stream = container->cover->image.len > 0 && !in_ogg(options->format);
  if (err >= 0 && cover_stream)
    err = add_cover_stream(file, container->cover);
  // A pipe's chapters are left out, since their times cannot be filled in; MP4's are written last.
  bool chapters = container->out.can_position && options->format != AUDIO_M4B;
  if (err >= 0)
    err = av_tags_set(file, options, container->cover, chapters, starts);
  if (err >= 0 && chapters)
    err = av_chapters_set(file, options, starts, n_starts, n_frames);
  if (err >= 0)
    err = avformat_write_header(file, muxer_options);
  if (err >= 0 && cover_stream)
    err = write_cover(file, container->cover);
  avio_flush(out);
  return err < 0 ? err : 0;
}

static int muxer_options(const struct av_container *container, int rate_hz, AVDictionary **out) {
  int err = 0;
  if (container->options->format == AUDIO_M4B) {
    int flags = fcntl(container->out.fd, F_GETFL);
    bool readable = flags >= 0 && (flags & O_ACCMODE) == O_RDWR;
    err = av_dict_set(out, "brand", "M4B ", 0);
    if (err >= 0) // else the edit list is cut to milliseconds
      err = av_dict_set_int(out, "movie_timescale", rate_hz, 0);
    if (err >= 0 && readable) // the index first, so that a player on the web need not have it all
      err = av_dict_set(out, "movflags", "+faststart", 0);
  }
  if (in_ogg(container->options->format) && !container->out.can_position)
    err = av_dict_set(out, "page_duration", "200000", 0); // for one who listens at once
  return err;
}

int av_container_open(int fd, const struct audio_options *options, const AVCodecContext *codec,
                      const struct av_cover *cover, struct av_container **out) {
  struct av_container *container = av_mallocz(sizeof *container);
  *out = container;
  if (container == NULL)
    return AVERROR(ENOMEM);
  container->options = options;
  container->cover = cover;
  int err = av_io_open(&container->out, fd, fd_can_position(fd), true);
  if (err >= 0)
    err = avformat_alloc_output_context2(&container->file, NULL,
                                         av_recipe_of(options->format)->muxer, NULL);
  AVCodecParameters *parameters = avcodec_parameters_alloc();
  if (err >= 0 && parameters == NULL)
    err = AVERROR(ENOMEM);
  if (err >= 0)
    err = avcodec_parameters_from_context(parameters, codec);
  AVDictionary *more = NULL;
  if (err >= 0)
    err = muxer_options(container, codec->sample_rate, &more);
  if (err >= 0) {
    container->file->opaque = container;
    container->file->io_open = open_again;
    container->file->io_close2 = close_again;
    container->file->flush_packets = !container->out.can_position;
    err = begin(container, container->file, parameters, container->out.av, NULL, 0, 0, &more);
  }
  av_dict_free(&more);
  avcodec_parameters_free(&parameters);
  container->header_len = container->out.position;
  return err;
}

int av_container_packet(void *context, AVPacket *packet) {
  struct av_container *container = context;
  AVStream *stream = container->file->streams[0];
  packet->stream_index = 0;
  av_packet_rescale_ts(packet, (AVRational){1, stream->codecpar->sample_rate}, stream->time_base);
  return av_write_frame(container->file, packet);
}

/// Write the header anew, with the times, over the one without.
static int patch_header(struct av_container *container, const uint64_t *starts, size_t n_starts,
                        uint64_t n_frames) {
  const struct audio_options *options = container->options;
  AVFormatContext *file = NULL;
  AVIOContext *memory = NULL;
  uint8_t *bytes = NULL;
  AVDictionary *more = NULL;
  int err = avformat_alloc_output_context2(&file, NULL, av_recipe_of(options->format)->muxer, NULL);
  if (err >= 0)
    err = avio_open_dyn_buf(&memory);
  if (err >= 0 && options->format == AUDIO_MP3) // behind the tags; the muxer completes it itself
    err = av_dict_set(&more, "write_xing", "0", 0);
  if (err >= 0)
    err = begin(container, file, container->file->streams[0]->codecpar, memory, starts, n_starts,
                n_frames, &more);
  int len = memory != NULL ? avio_close_dyn_buf(memory, &bytes) : 0;
  int from = options->format == AUDIO_FLAC ? FLAC_STREAMINFO_END : 0;
  // They differ only past 99 hours, where a time gets one digit more.
  if (err >= 0 &&
      (options->format == AUDIO_MP3 ? len > container->header_len : len != container->header_len))
    err = AVERROR_INVALIDDATA;
  if (err >= 0) {
    container->out.position = from;
    err = av_io_write(&container->out, bytes + from, len - from);
  }
  av_free(bytes);
  av_dict_free(&more);
  avformat_free_context(file);
  return err < 0 ? err : 0;
}

int av_container_finish(struct av_container *container, const uint64_t *starts, size_t n_starts,
                        uint64_t n_frames) {
  bool m4b = container->options->format == AUDIO_M4B;
  int err =
      m4b ? av_chapters_set(container->file, container->options, starts, n_starts, n_frames) : 0;
  if (err >= 0)
    err = av_write_trailer(container->file);
  avio_flush(container->out.av);
  if (err >= 0 && container->out.av->error < 0)
    err = container->out.av->error;
  if (err >= 0 && !m4b && n_starts > 0 && container->out.can_position)
    err = patch_header(container, starts, n_starts, n_frames);
  return err;
}

int av_container_errno(const struct av_container *container) {
  return container->out.errnum;
}

void av_container_close(struct av_container *container) {
  if (container == NULL)
    return;
  avformat_free_context(container->file);
  av_io_close(&container->in);
  av_io_close(&container->out);
  av_free(container);
}
