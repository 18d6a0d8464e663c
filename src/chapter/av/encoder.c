// The sound is cut in pauses into pieces of ten seconds or more, and each piece is encoded by an
// encoder of its own, on as many threads as there are cores. In a pause an encoder that begins
// and one that goes on are in the same state, so the packets fit together; and since the cuts
// depend on the samples alone, the bytes do not depend on the number of threads.

#include "chapter/av/av.h"

#include <libavutil/intreadwrite.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

enum {
  MAX_THREADS = 8,
  FIRST_PIECE_S = 1, ///< a listener at the other end of a pipe waits for it
  PIECE_S = 10,
  LONGEST_PIECE_S = 60, ///< without any pause the cut is made all the same: memory has a bound
};

struct piece {
  uint8_t *samples;
  size_t n_samples, cap;
  int64_t start; ///< of its first sample, in the whole sound
  bool last;
  AVPacket **packets;
  size_t n_packets, cap_packets;
  int err;
  bool done;
};

struct av_encoder {
  enum audio_format format;
  int rate_hz, bitrate_kbps;
  size_t sample_bytes, frame; ///< samples in a frame of the codec
  int quiet_before, quiet_after;
  av_packet_function *on_packet;
  void *context;
  AVCodecContext *codec; ///< describes the stream; encodes it too where it cannot be cut

  // A ring of pieces: submitted and waiting or at work, behind them the one that is being filled.
  struct piece *pieces;
  size_t n_pieces, head, n_submitted, n_taken;
  size_t n_checked, n_quiet; ///< frames of the piece being filled; silent ones at its end
  int64_t cut_at;            ///< start of the piece being filled

  pthread_t threads[MAX_THREADS];
  size_t n_threads;
  pthread_mutex_t lock;
  pthread_cond_t changed;
  bool stop;
};

const AVCodecContext *av_encoder_codec(const struct av_encoder *encoder) {
  return encoder->codec;
}

static struct piece *piece_at(const struct av_encoder *encoder, size_t nth) {
  return &encoder->pieces[(encoder->head + nth) % encoder->n_pieces];
}

// Encoding.

static int send_frame(AVCodecContext *codec, const uint8_t *samples, size_t n, int64_t pts) {
  AVFrame *frame = av_frame_alloc();
  if (frame == NULL)
    return AVERROR(ENOMEM);
  frame->nb_samples = (int)n;
  frame->format = codec->sample_fmt;
  frame->sample_rate = codec->sample_rate;
  frame->pts = pts;
  int err = av_channel_layout_copy(&frame->ch_layout, &codec->ch_layout);
  if (err >= 0)
    err = av_frame_get_buffer(frame, 0);
  if (err >= 0) {
    memcpy(frame->data[0], samples, n * (size_t)av_get_bytes_per_sample(codec->sample_fmt));
    err = avcodec_send_frame(codec, frame);
  }
  av_frame_free(&frame);
  return err;
}

/// Take the packets that are ready. 0 also where there is none, or no more.
static int receive_packets(AVCodecContext *codec, av_packet_function *take, void *context) {
  AVPacket *packet = av_packet_alloc();
  int err = packet != NULL ? 0 : AVERROR(ENOMEM);
  while (err == 0 && (err = avcodec_receive_packet(codec, packet)) == 0) {
    err = take(context, packet);
    av_packet_unref(packet);
  }
  av_packet_free(&packet);
  return err == AVERROR(EAGAIN) || err == AVERROR_EOF ? 0 : err;
}

static int keep_packet(void *context, AVPacket *packet) {
  struct piece *piece = context;
  if (!array_grow((void **)&piece->packets, &piece->cap_packets, piece->n_packets + 1,
                  sizeof(AVPacket *)))
    return AVERROR(ENOMEM);
  AVPacket *copy = av_packet_clone(packet);
  if (copy == NULL)
    return AVERROR(ENOMEM);
  piece->packets[piece->n_packets++] = copy;
  return 0;
}

/// Is there nothing in the packet but what fills it up at the end?
static bool is_padding(const AVPacket *packet, size_t frame) {
  size_t size = 0;
  const uint8_t *skip = av_packet_get_side_data(packet, AV_PKT_DATA_SKIP_SAMPLES, &size);
  return size >= 8 && AV_RL32(skip + 4) >= frame;
}

static int encode_with(AVCodecContext *codec, const struct av_encoder *encoder,
                       struct piece *piece) {
  int err = 0;
  for (size_t at = 0; err >= 0 && at < piece->n_samples; at += encoder->frame) {
    size_t n = piece->n_samples - at;
    err = send_frame(codec, piece->samples + at * encoder->sample_bytes,
                     n < encoder->frame ? n : encoder->frame, piece->start + (int64_t)at);
    if (err >= 0)
      err = receive_packets(codec, keep_packet, piece);
  }
  if (err >= 0)
    err = avcodec_send_frame(codec, NULL);
  if (err >= 0)
    err = receive_packets(codec, keep_packet, piece);
  if (err < 0)
    return err;
  // MP3's head counts only what the last packet is filled up with, so that must not be all of it.
  while (piece->last && piece->n_packets > 1 &&
         is_padding(piece->packets[piece->n_packets - 1], encoder->frame))
    av_packet_free(&piece->packets[--piece->n_packets]);
  if (piece->last)
    return 0;
  // A packet for each frame; what else the end brought is the codec's delay, silence like the
  // beginning of the next piece, which has it again.
  size_t n_frames = piece->n_samples / encoder->frame;
  if (piece->n_packets < n_frames)
    return AVERROR_BUG;
  while (piece->n_packets > n_frames)
    av_packet_free(&piece->packets[--piece->n_packets]);
  return 0;
}

static int encode_piece(const struct av_encoder *encoder, struct piece *piece) {
  AVCodecContext *codec;
  int err = av_codec_open(encoder->format, encoder->rate_hz, encoder->bitrate_kbps, &codec);
  if (err < 0)
    return err;
  err = encode_with(codec, encoder, piece);
  avcodec_free_context(&codec);
  return err;
}

static void *run_thread(void *context) {
  struct av_encoder *encoder = context;
  pthread_mutex_lock(&encoder->lock);
  for (;;) {
    while (!encoder->stop && encoder->n_taken == encoder->n_submitted)
      pthread_cond_wait(&encoder->changed, &encoder->lock);
    if (encoder->stop)
      break;
    struct piece *piece = piece_at(encoder, encoder->n_taken++);
    pthread_mutex_unlock(&encoder->lock);
    int err = encode_piece(encoder, piece);
    pthread_mutex_lock(&encoder->lock);
    piece->err = err;
    piece->done = true;
    pthread_cond_broadcast(&encoder->changed);
  }
  pthread_mutex_unlock(&encoder->lock);
  return NULL;
}

// Cutting.

static void drop_packets(struct piece *piece) {
  for (size_t i = 0; i < piece->n_packets; i++)
    av_packet_free(&piece->packets[i]);
  piece->n_packets = 0;
}

/// Wait for the oldest piece and pass its packets on.
static int pass_oldest(struct av_encoder *encoder) {
  struct piece *piece = piece_at(encoder, 0);
  pthread_mutex_lock(&encoder->lock);
  while (!piece->done)
    pthread_cond_wait(&encoder->changed, &encoder->lock);
  pthread_mutex_unlock(&encoder->lock);
  int err = piece->err;
  for (size_t i = 0; err == 0 && i < piece->n_packets; i++)
    err = encoder->on_packet(encoder->context, piece->packets[i]);
  drop_packets(piece);
  piece->n_samples = 0;
  piece->done = false;
  pthread_mutex_lock(&encoder->lock);
  encoder->head = (encoder->head + 1) % encoder->n_pieces;
  encoder->n_submitted--;
  encoder->n_taken--;
  pthread_mutex_unlock(&encoder->lock);
  return err;
}

static bool oldest_is_done(struct av_encoder *encoder) {
  pthread_mutex_lock(&encoder->lock);
  bool done = encoder->n_submitted > 0 && piece_at(encoder, 0)->done;
  pthread_mutex_unlock(&encoder->lock);
  return done;
}

static int append(struct av_encoder *encoder, struct piece *piece, const uint8_t *samples,
                  size_t n) {
  size_t size = encoder->sample_bytes;
  if (!array_grow((void **)&piece->samples, &piece->cap, (piece->n_samples + n) * size, 1))
    return AVERROR(ENOMEM);
  memcpy(piece->samples + piece->n_samples * size, samples, n * size);
  piece->n_samples += n;
  return 0;
}

/// Give the piece being filled to the threads, but for what follows its first `n_samples`, which
/// begins the next one.
static int submit(struct av_encoder *encoder, size_t n_samples, bool last) {
  struct piece *piece = piece_at(encoder, encoder->n_submitted);
  struct piece *next = NULL;
  int err = 0;
  while (err == 0 && encoder->n_submitted + 2 > encoder->n_pieces)
    err = pass_oldest(encoder);
  if (err == 0 && !last) {
    next = piece_at(encoder, encoder->n_submitted + 1);
    err = append(encoder, next, piece->samples + n_samples * encoder->sample_bytes,
                 piece->n_samples - n_samples);
  }
  if (err != 0)
    return err;
  piece->n_samples = n_samples;
  piece->start = encoder->cut_at;
  piece->last = last;
  encoder->cut_at += (int64_t)n_samples;
  pthread_mutex_lock(&encoder->lock);
  encoder->n_submitted++;
  pthread_cond_broadcast(&encoder->changed);
  pthread_mutex_unlock(&encoder->lock);
  return 0;
}

static bool is_quiet(const uint8_t *samples, size_t n) {
  static const float most = 1e-5F; // under half a step of 16 bit
  for (size_t i = 0; i < n; i++) {
    float value;
    memcpy(&value, samples + i * sizeof value, sizeof value);
    if (value > most || value < -most)
      return false;
  }
  return true;
}

/// Cut the piece being filled where there is silence enough and it has the length.
static int cut_where_quiet(struct av_encoder *encoder) {
  for (;;) {
    struct piece *piece = piece_at(encoder, encoder->n_submitted);
    size_t end = (encoder->n_checked + 1) * encoder->frame;
    if (end > piece->n_samples)
      return 0;
    const uint8_t *frame = piece->samples + (end - encoder->frame) * encoder->sample_bytes;
    encoder->n_quiet = is_quiet(frame, encoder->frame) ? encoder->n_quiet + 1 : 0;
    encoder->n_checked++;
    size_t after = (size_t)encoder->quiet_after * encoder->frame;
    size_t rate = (size_t)encoder->rate_hz;
    // Each piece may be as long as all before it: the first ones are short, then they grow.
    size_t least = (size_t)encoder->cut_at;
    least = least < rate * FIRST_PIECE_S ? rate * FIRST_PIECE_S
            : least > rate * PIECE_S     ? rate * PIECE_S
                                         : least;
    bool quiet = encoder->n_quiet >= (size_t)(encoder->quiet_before + encoder->quiet_after);
    if (!(quiet && end >= least + after) && end < rate * LONGEST_PIECE_S)
      continue;
    int err = submit(encoder, end - after, false);
    if (err != 0)
      return err;
    encoder->n_checked = 0;
    encoder->n_quiet = 0;
  }
}

/// One encoder from beginning to end: whole frames are encoded at once.
static int encode_at_once(struct av_encoder *encoder, bool last) {
  struct piece *piece = piece_at(encoder, 0);
  size_t at = 0;
  int err = 0;
  while (err == 0 && at < piece->n_samples) {
    size_t n = piece->n_samples - at;
    if (n < encoder->frame && !last)
      break;
    if (n > encoder->frame)
      n = encoder->frame;
    err =
        send_frame(encoder->codec, piece->samples + at * encoder->sample_bytes, n, encoder->cut_at);
    if (err >= 0)
      err = receive_packets(encoder->codec, encoder->on_packet, encoder->context);
    encoder->cut_at += (int64_t)n;
    at += n;
  }
  piece->n_samples -= at;
  if (piece->n_samples > 0)
    memmove(piece->samples, piece->samples + at * encoder->sample_bytes,
            piece->n_samples * encoder->sample_bytes);
  return err;
}

int av_encoder_push(struct av_encoder *encoder, const uint8_t *samples, size_t n_samples) {
  int err = append(encoder, piece_at(encoder, encoder->n_submitted), samples, n_samples);
  while (err == 0 && oldest_is_done(encoder))
    err = pass_oldest(encoder);
  if (err != 0)
    return err;
  return encoder->quiet_after > 0 ? cut_where_quiet(encoder) : encode_at_once(encoder, false);
}

int av_encoder_finish(struct av_encoder *encoder) {
  if (encoder->quiet_after == 0) {
    int err = encode_at_once(encoder, true);
    if (err == 0)
      err = avcodec_send_frame(encoder->codec, NULL);
    if (err == 0)
      err = receive_packets(encoder->codec, encoder->on_packet, encoder->context);
    return err;
  }
  int err = submit(encoder, piece_at(encoder, encoder->n_submitted)->n_samples, true);
  while (err == 0 && encoder->n_submitted > 0)
    err = pass_oldest(encoder);
  return err;
}

// Coming and going.

static int start_threads(struct av_encoder *encoder) {
  cpu_set_t cpus; // those this process may use, in a container too
  int cores = sched_getaffinity(0, sizeof cpus, &cpus) == 0 ? CPU_COUNT(&cpus) : 1;
  size_t n_threads = cores < 1 ? 1 : cores > MAX_THREADS ? MAX_THREADS : (size_t)cores;
  encoder->n_pieces = n_threads + 2; // one is filled and one is passed on while others are encoded
  encoder->pieces = calloc(encoder->n_pieces, sizeof *encoder->pieces);
  if (encoder->pieces == NULL)
    return AVERROR(ENOMEM);
  if (encoder->quiet_after == 0)
    return 0;
  for (; encoder->n_threads < n_threads; encoder->n_threads++)
    if (pthread_create(&encoder->threads[encoder->n_threads], NULL, run_thread, encoder) != 0)
      break;
  return encoder->n_threads > 0 ? 0 : AVERROR(EAGAIN);
}

int av_encoder_open(enum audio_format format, int rate_hz, int bitrate_kbps,
                    av_packet_function *on_packet, void *context, struct av_encoder **out) {
  const struct av_recipe *recipe = av_recipe_of(format);
  struct av_encoder *encoder = calloc(1, sizeof *encoder);
  *out = NULL;
  if (encoder == NULL)
    return AVERROR(ENOMEM);
  *encoder = (struct av_encoder){
      .format = format,
      .rate_hz = rate_hz,
      .bitrate_kbps = bitrate_kbps,
      .sample_bytes = (size_t)av_get_bytes_per_sample(recipe->sample_format),
      .quiet_before = recipe->quiet_before,
      .quiet_after = recipe->quiet_after,
      .on_packet = on_packet,
      .context = context,
  };
  pthread_mutex_init(&encoder->lock, NULL);
  pthread_cond_init(&encoder->changed, NULL);
  int err = av_codec_open(format, rate_hz, bitrate_kbps, &encoder->codec);
  if (err >= 0) {
    // 0 where the codec takes any length (Vorbis).
    encoder->frame = encoder->codec->frame_size > 0 ? (size_t)encoder->codec->frame_size : 1024;
    err = start_threads(encoder);
  }
  if (err < 0) {
    av_encoder_close(encoder);
    return err;
  }
  *out = encoder;
  return 0;
}

void av_encoder_close(struct av_encoder *encoder) {
  if (encoder == NULL)
    return;
  pthread_mutex_lock(&encoder->lock);
  encoder->stop = true;
  pthread_cond_broadcast(&encoder->changed);
  pthread_mutex_unlock(&encoder->lock);
  for (size_t i = 0; i < encoder->n_threads; i++)
    pthread_join(encoder->threads[i], NULL);
  for (size_t i = 0; i < encoder->n_pieces && encoder->pieces != NULL; i++) {
    drop_packets(&encoder->pieces[i]);
    free(encoder->pieces[i].packets);
    free(encoder->pieces[i].samples);
  }
  free(encoder->pieces);
  avcodec_free_context(&encoder->codec);
  pthread_cond_destroy(&encoder->changed);
  pthread_mutex_destroy(&encoder->lock);
  free(encoder);
}
