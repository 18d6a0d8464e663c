#include "chapter/av/av.h"

#include "base/buf.h"

#include <libavutil/base64.h>
#include <libavutil/pixdesc.h>

/// Decode the image: it must be whole, and the containers want its size.
static int decode(AVCodecContext *context, struct view image, AVFrame *frame) {
  AVPacket *packet = av_packet_alloc();
  int err = packet != NULL ? av_new_packet(packet, (int)image.len) : AVERROR(ENOMEM);
  if (err >= 0) {
    memcpy(packet->data, image.ptr, image.len);
    err = avcodec_send_packet(context, packet);
  }
  if (err >= 0)
    err = avcodec_send_packet(context, NULL);
  if (err >= 0)
    err = avcodec_receive_frame(context, frame);
  av_packet_free(&packet);
  return err;
}

int av_cover_read(struct view image, struct av_cover *out) {
  bool png = view_starts(image, VIEW("\x89PNG"));
  *out = (struct av_cover){.codec = png ? AV_CODEC_ID_PNG : AV_CODEC_ID_MJPEG,
                           .media_type = png ? "image/png" : "image/jpeg",
                           .image = image};
  const AVCodec *codec = avcodec_find_decoder(out->codec);
  AVCodecContext *context = codec != NULL ? avcodec_alloc_context3(codec) : NULL;
  AVFrame *frame = av_frame_alloc();
  int err = AVERROR_DECODER_NOT_FOUND;
  if (context != NULL && frame != NULL) {
    context->err_recognition = AV_EF_EXPLODE | AV_EF_CRCCHECK | AV_EF_BITSTREAM | AV_EF_BUFFER;
    context->thread_count = 1;
    err = avcodec_open2(context, codec, NULL);
    if (err >= 0)
      err = decode(context, image, frame);
  }
  if (err >= 0) {
    const AVPixFmtDescriptor *pixel = av_pix_fmt_desc_get(frame->format);
    out->width = frame->width;
    out->height = frame->height;
    out->bits = png && pixel != NULL ? av_get_bits_per_pixel(pixel) : 24;
  }
  av_frame_free(&frame);
  avcodec_free_context(&context);
  return err;
}

static void add_u32(struct buf *out, uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8)
    buf_byte(out, (char)(unsigned char)(value >> shift));
}

static void add_text(struct buf *out, struct view text) {
  add_u32(out, (uint32_t)text.len);
  buf_view(out, text);
}

char *av_cover_comment(const struct av_cover *cover) {
  enum { FRONT_COVER = 3 };
  struct buf block = {0};
  add_u32(&block, FRONT_COVER);
  add_text(&block, view_of(cover->media_type));
  add_text(&block, VIEW("Cover"));
  add_u32(&block, (uint32_t)cover->width);
  add_u32(&block, (uint32_t)cover->height);
  add_u32(&block, (uint32_t)cover->bits);
  add_u32(&block, 0); // no palette to speak of
  add_text(&block, cover->image);
  int size = AV_BASE64_SIZE((int)block.len);
  char *text = block.failed ? NULL : av_malloc((size_t)size);
  if (text != NULL)
    av_base64_encode(text, size, (const uint8_t *)block.ptr, (int)block.len);
  buf_clear(&block);
  return text;
}
