#include "chapter/av/av.h"

#include <inttypes.h>
#include <stdio.h>

static int set(AVDictionary **tags, const char *key, struct view value) {
  return value.len == 0 ? 0 : av_dict_set(tags, key, value.ptr, 0);
}

/// "CHAPTER000=00:01:02.500" and "CHAPTER000NAME=Über Öl", the way of Vorbis comments. FFmpeg 5.1
/// writes them for Opus only, and there rounds the seconds up.
static int set_chapter_comments(AVDictionary **tags, const struct audio_options *options,
                                const uint64_t *starts) {
  int err = 0;
  for (size_t i = 0; err >= 0 && i < options->n_chapters; i++) {
    char key[32], time[32];
    uint64_t ms = starts == NULL ? 0 : starts[i] * 1000 / (uint64_t)options->sample_rate_hz;
    snprintf(key, sizeof key, "CHAPTER%03zu", i);
    snprintf(time, sizeof time, "%02" PRIu64 ":%02" PRIu64 ":%02" PRIu64 ".%03" PRIu64,
             ms / 3600000, ms / 60000 % 60, ms / 1000 % 60, ms % 1000);
    err = av_dict_set(tags, key, time, 0);
    snprintf(key, sizeof key, "CHAPTER%03zuNAME", i);
    if (err >= 0)
      err = av_dict_set(tags, key, options->chapter_titles[i].ptr, 0);
  }
  return err;
}

static int set_track(AVDictionary **tags, const struct audio_tags *from, bool comments) {
  if (from->track == 0)
    return 0;
  if (!comments) {
    char text[32];
    snprintf(text, sizeof text, "%u/%u", from->track, from->n_tracks);
    return av_dict_set(tags, "track", text, 0);
  }
  int err = av_dict_set_int(tags, "TRACKNUMBER", from->track, 0);
  return err < 0 ? err : av_dict_set_int(tags, "TRACKTOTAL", from->n_tracks, 0);
}

int av_tags_set(AVFormatContext *file, const struct audio_options *options,
                const struct av_cover *cover, bool with_chapters, const uint64_t *starts) {
  const struct audio_tags *from = &options->tags;
  AVStream *stream = file->streams[0];
  bool in_ogg = options->format == AUDIO_OGG || options->format == AUDIO_OPUS;
  bool comments = in_ogg || options->format == AUDIO_FLAC;
  // The Ogg muxer writes the tags of the stream, all others those of the file.
  AVDictionary **tags = in_ogg ? &stream->metadata : &file->metadata;
  // ID3 and MP4 want ISO 639-2, Vorbis comments have what the page says (BCP 47).
  struct view language = comments ? from->language : view_of(audio_language_code(from->language));
  int err = set(tags, "title", from->title);
  if (err >= 0)
    err = set(tags, "artist", from->artist);
  if (err >= 0)
    err = set(tags, "album", from->album);
  if (err >= 0)
    err = set(tags, "date", from->date);
  if (err >= 0) // MP4 has the language in the track
    err = set(options->format == AUDIO_M4B ? &stream->metadata : tags, "language", language);
  if (err >= 0)
    err = set_track(tags, from, comments);
  if (err >= 0 && options->format == AUDIO_M4B)
    err = av_dict_set(tags, "media_type", "2", 0); // an audiobook
  if (err >= 0 && comments && with_chapters)
    err = set_chapter_comments(tags, options, starts);
  if (err >= 0 && in_ogg && cover->image.len > 0) {
    char *picture = av_cover_comment(cover);
    err = picture == NULL
              ? AVERROR(ENOMEM)
              : av_dict_set(tags, "METADATA_BLOCK_PICTURE", picture, AV_DICT_DONT_STRDUP_VAL);
  }
  return err;
}

int av_chapters_set(AVFormatContext *file, const struct audio_options *options,
                    const uint64_t *starts, size_t n_starts, uint64_t n_frames) {
  size_t n = starts == NULL ? options->n_chapters : n_starts;
  if (n == 0 || (options->format != AUDIO_MP3 && options->format != AUDIO_M4B))
    return 0;
  file->chapters = av_calloc(n, sizeof(AVChapter *));
  if (file->chapters == NULL)
    return AVERROR(ENOMEM);
  for (size_t i = 0; i < n; i++) {
    AVChapter *chapter = av_mallocz(sizeof *chapter);
    if (chapter == NULL)
      return AVERROR(ENOMEM);
    file->chapters[file->nb_chapters++] = chapter;
    chapter->id = (int64_t)i;
    chapter->time_base = (AVRational){1, options->sample_rate_hz};
    if (starts != NULL) {
      chapter->start = (int64_t)starts[i];
      chapter->end = (int64_t)(i + 1 < n ? starts[i + 1] : n_frames);
    }
    int err = av_dict_set(&chapter->metadata, "title", options->chapter_titles[i].ptr, 0);
    if (err < 0)
      return err;
  }
  return 0;
}
