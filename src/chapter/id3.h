/// ID3 in WAV: RIFF has no field of its own for a picture, so players look for one in an `id3 `
/// chunk.
#ifndef LISTEN_CHAPTER_ID3_H
#define LISTEN_CHAPTER_ID3_H

#include "chapter/chapter.h"

/// An ID3v2.4 tag (id3.org/id3v2.4.0-structure) with title, author, album, date, language and the
/// front cover of `options`.
void id3_tag(struct buf *out, const struct audio_options *options);

#endif
