// A stand-in for libpcaudio, under its name: a library of its own, never part of another.
//
// espeak-ng needs libpcaudio, which brings some twenty libraries for sound servers and their
// displays. This program only ever has samples handed over; without them it starts 2 ms sooner, and
// each worker has half as much to copy when it is forked. espeak-ng takes NULL for "no sound card".

#include <stddef.h>

#define EXPORT __attribute__((visibility("default")))

struct audio_object;

EXPORT struct audio_object *create_audio_device_object(const char *device, const char *application,
                                                       const char *description);
EXPORT int audio_object_open(struct audio_object *object, int format, unsigned rate,
                             unsigned char channels);
EXPORT void audio_object_close(struct audio_object *object);
EXPORT void audio_object_destroy(struct audio_object *object);
EXPORT int audio_object_write(struct audio_object *object, const void *data, size_t bytes);
EXPORT int audio_object_drain(struct audio_object *object);
EXPORT int audio_object_flush(struct audio_object *object);
EXPORT const char *audio_object_strerror(struct audio_object *object, int error);

enum { NO_DEVICE = -1 };

struct audio_object *create_audio_device_object(const char *device, const char *application,
                                                const char *description) {
  (void)device, (void)application, (void)description;
  return NULL;
}

int audio_object_open(struct audio_object *object, int format, unsigned rate,
                      unsigned char channels) {
  (void)object, (void)format, (void)rate, (void)channels;
  return NO_DEVICE;
}

void audio_object_close(struct audio_object *object) {
  (void)object;
}

void audio_object_destroy(struct audio_object *object) {
  (void)object;
}

int audio_object_write(struct audio_object *object, const void *data, size_t bytes) {
  (void)object, (void)data, (void)bytes;
  return NO_DEVICE;
}

int audio_object_drain(struct audio_object *object) {
  (void)object;
  return 0;
}

int audio_object_flush(struct audio_object *object) {
  (void)object;
  return 0;
}

const char *audio_object_strerror(struct audio_object *object, int error) {
  (void)object, (void)error;
  return "no sound card";
}
