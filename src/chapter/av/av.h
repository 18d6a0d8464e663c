/// Inside the module: frames → resampler → codec → container. Only this folder knows FFmpeg.
///
/// FFmpeg's own status codes (negative AVERRORs) run within; backend.c turns them into ours.
#ifndef LISTEN_CHAPTER_AV_AV_H
#define LISTEN_CHAPTER_AV_AV_H

#include "chapter/backend.h"

#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>

/// How a format is encoded.
struct av_recipe {
  const char *codec, *muxer;
  enum AVSampleFormat sample_format; ///< mono, so planar and packed are the same
  const int *rates;                  ///< ascending, 0 at the end; NULL: any
  /// Frames of silence before and after a place where the sound can be cut and encoded by two
  /// encoders of their own without a trace: as long as the codec looks back and ahead. 0: none.
  int quiet_before, quiet_after;
};

const struct av_recipe *av_recipe_of(enum audio_format format);
/// The rate a codec is given: the source's if it takes it, else the next higher one.
int av_recipe_rate(const struct av_recipe *recipe, int source_hz);
/// An opened encoder. Not more than one at a time is opened, since codecs fill tables of their own
/// then.
int av_codec_open(enum audio_format format, int rate_hz, int bitrate_kbps, AVCodecContext **out);

/// Frames in, packets out, in order.
struct av_encoder;
/// Called with each packet, which stays the encoder's, on the caller's thread; 0 or an AVERROR.
typedef int av_packet_function(void *context, AVPacket *packet);
int av_encoder_open(enum audio_format format, int rate_hz, int bitrate_kbps,
                    av_packet_function *on_packet, void *context, struct av_encoder **out);
/// For the container's header. Borrowed.
const AVCodecContext *av_encoder_codec(const struct av_encoder *encoder);
/// @param samples  in the recipe's sample format, at the codec's rate
int av_encoder_push(struct av_encoder *encoder, const uint8_t *samples, size_t n_samples);
int av_encoder_finish(struct av_encoder *encoder); ///< pass on all that is still inside
void av_encoder_close(struct av_encoder *encoder); ///< NULL is fine

/// The front cover, checked to be a whole image. Zeroed: none.
struct av_cover {
  enum AVCodecID codec;
  const char *media_type;
  int width, height, bits;
  struct view image; ///< borrowed
};
int av_cover_read(struct view image, struct av_cover *out);
/// As Vorbis comments hold it: a FLAC picture block in base64. NULL without memory; av_free.
char *av_cover_comment(const struct av_cover *cover);

/// One view of a file, with a position of its own: MP4's second pass reads behind what it writes.
struct av_io {
  AVIOContext *av;
  int fd;
  bool can_position;
  int64_t position;
  int errnum; ///< of the first failure, 0 before
};
/// `fd` stays the caller's. Errors: AVERROR(ENOMEM).
int av_io_open(struct av_io *io, int fd, bool can_position, bool writes);
int av_io_write(struct av_io *io, const uint8_t *bytes, int len); ///< `len`, or an AVERROR
void av_io_close(struct av_io *io);                               ///< a zeroed one is fine

/// See struct audio_module.
double av_file_seconds(int fd);

/// The file. Times of chapters are known only at its end, but stand in the header of all containers
/// but MP4: so the header is written twice, and is as long both times.
struct av_container;
int av_container_open(int fd, const struct audio_options *options, const AVCodecContext *codec,
                      const struct av_cover *cover, struct av_container **out);
int av_container_packet(void *container, AVPacket *packet); ///< an av_packet_function
int av_container_finish(struct av_container *container, const uint64_t *starts, size_t n_starts,
                        uint64_t n_frames);
int av_container_errno(const struct av_container *container); ///< of the last failed write, or 0
void av_container_close(struct av_container *container);      ///< NULL is fine

/// Tags by FFmpeg's names, chapters among them where the container has them as tags (Ogg, FLAC).
int av_tags_set(AVFormatContext *file, const struct audio_options *options,
                const struct av_cover *cover, bool with_chapters, const uint64_t *starts);
/// Chapters of containers that have them apart (MP3, MP4). `starts` NULL: times yet unknown.
int av_chapters_set(AVFormatContext *file, const struct audio_options *options,
                    const uint64_t *starts, size_t n_starts, uint64_t n_frames);

#endif
